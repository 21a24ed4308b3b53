"""The common base of renderers that use diffusers: finding and loading weights, rendering batches, returning clips.

What belongs here: what applies to each of them. What does not: a pipeline's inputs (acestep.py, stableaudio.py), judging the
result (resources/music).
"""

import functools
import importlib.util
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import numpy as np

from resources.audio import fitted, to_loudness
from resources.errors import TenthSymphonyError
from resources.hub import WeightsError, find_weights, unreachable
from resources.memory import SHARE_OF_MEMORY, free_memory, is_out_of_memory, release_memory, shortage
from resources.music.alignment import spare_seconds
from resources.music.planning import Window, next_batch
from resources.music.provenance import Parameters, Provenance
from resources.music.request import (
    CEILING_DBTP,
    TARGET_LUFS,
    Capabilities,
    RenderedClip,
    RenderFailure,
    RenderRequest,
    RenderRequestError,
)
from resources.music.takes import BROKEN, choice_of, judge

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)
Piece = TypeVar("Piece")
SECONDS_BETWEEN_REPORTS = 10.0
COPIES = 5  # copies of the decoder's widest layer that are in memory at once (measured: 4.4 to 4.7)
LESS = "Free some memory, or set RENDERER=sketch."


@dataclass(frozen=True, slots=True, eq=False)
class Played(Generic[Piece]):
    """A piece with its sound, float32 of shape (channels, samples), or its error, and its share of its batch's duration
    in seconds.
    """

    piece: Piece
    sound: np.ndarray | None
    problem: str
    seconds: float


class PipelineUnavailableError(TenthSymphonyError):
    """A pipeline or its weights are not available; there is no fallback."""


class DiffusionRenderer(ABC):
    """A `Renderer` by one of diffusers' pipelines.

    Args:
        model: a repository of the hub or a folder, in diffusers' format.
        pins: the file of pinned commits; see `pinned_commit`.
        memory: bytes that may be used; None measures the free memory before each batch.

    Raises:
        PipelineUnavailableError: from `revision`, `licence` and `render`, if a package or the weights are not available.
    """

    name: str
    title: ClassVar[str]  # the model's name for people
    half: ClassVar[str]  # torch's name of the half precision on a GPU
    version: ClassVar[str] = "1"  # of the code in this module and the subclass

    def __init__(self, model: str, pins: Path | None = None, *, memory: int | None = None) -> None:
        self._memory = memory
        self.weights = find_weights(model, pins, needed=("model_index.json",))

    @property
    def remedy(self) -> str:
        """The remedy if the weights are not available."""
        return (
            f"Check the connection, or set {self.name.upper()}_MODEL to a folder in diffusers' format, "
            "or set RENDERER=sketch."
        )

    @property
    def commit(self) -> str:
        """The hub's commit, or a digest of the folder's files."""
        try:
            return self.weights.revision
        except WeightsError as error:
            raise PipelineUnavailableError(str(error), remedy=self.remedy) from None

    @property
    def revision(self) -> str:
        """A version of everything that determines the music: the weights and this code."""
        return f"{self.weights.name}@{self.commit}, {self.version}"

    @property
    @abstractmethod
    def licence(self) -> str:
        """The weights'."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """See `Renderer`."""

    @property
    def stereo(self) -> bool:
        """Whether it plays in stereo, by the weights' configuration; the published ones do."""
        return self.weights.says("vae/config.json", "audio_channels") != 1

    @abstractmethod
    def pipeline_class(self) -> Any:
        """The pipeline's class in diffusers."""

    def _uninstalled(self, reason: str) -> PipelineUnavailableError:
        return PipelineUnavailableError(
            f"RENDERER={self.name} lacks a package: {reason[:300]}.",
            remedy=f"Run make extra NAME={self.name}.",
        )

    @property
    def device(self) -> str:
        """The torch device that is used."""
        import torch

        return "cuda" if torch.cuda.is_available() else "cpu"

    @property
    def precision(self) -> str:
        """The torch data type of the weights."""
        return str(self.pipeline.transformer.dtype).removeprefix("torch.")

    @functools.cached_property
    def pipeline(self) -> Any:
        """The loaded pipeline."""
        if importlib.util.find_spec("diffusers") is None:
            raise self._uninstalled("diffusers is not installed")
        import torch

        kind, source, cuda = self.pipeline_class(), self.weights.source, self.device == "cuda"
        try:
            found = kind.load_config(source, revision=self.commit).get("_class_name")
            if found != kind.__name__:
                raise PipelineUnavailableError(
                    f"{source} holds a {found}, which is not {self.title}.", remedy=self.remedy
                )
            dtype = getattr(torch, self.half) if cuda else torch.float32
            pipeline = kind.from_pretrained(source, dtype=dtype, revision=self.commit)
        except PipelineUnavailableError:
            raise
        except ImportError as error:
            raise self._uninstalled(str(error).strip()) from None
        except Exception as error:
            if self.weights.folder is None:
                raise PipelineUnavailableError(str(unreachable(source, error)), remedy=self.remedy) from error
            raise PipelineUnavailableError(
                f"{source} cannot be read as {self.title} ({type(error).__name__}: {str(error)[:200]}).",
                remedy=self.remedy,
            ) from error
        pipeline.set_progress_bar_config(disable=True)
        pipeline.vae.enable_slicing()  # decode one piece after another, in tiles
        pipeline.vae.enable_tiling()
        if cuda:
            pipeline.enable_model_cpu_offload()  # one component at a time on the GPU, which is somewhat slower
        return pipeline

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `Renderer`. Invalid requests are refused, and the rest is played."""
        good = []
        for request in requests:
            try:
                request.validate()
                if request.seconds > self.capabilities.longest_seconds:
                    raise RenderRequestError(
                        f"{request.key}: {self.title} plays at most {self.capabilities.longest_seconds / 60:.0f} minutes.",
                        remedy="Request a shorter piece, or set RENDERER=sketch.",
                    )
                good.append(request)
            except RenderRequestError as error:
                yield RenderFailure(request.key, str(error))
        if good:
            yield from self.play(good)

    @abstractmethod
    def play(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """Play valid requests."""

    def bytes_to_decode(self, rows: int, samples: int) -> int:
        """The approximate peak memory of decoding in bytes: a tile of one piece, and the sound of all pieces."""
        vae = self.pipeline.vae
        tile = min(int(vae.tile_latent_min_length) * int(vae.hop_length), samples)
        size = self.pipeline.transformer.dtype.itemsize
        return tile * int(vae.config.decoder_channels) * COPIES * size + rows * 2 * samples * 4

    def rows_that_fit(self, rows: int, at_most: int, needed: Callable[[int], int]) -> tuple[int, str]:
        """How many similar pieces to play together, and the error if not even one fits into memory.

        Args:
            needed: the bytes for a number of rows.
        """
        memory = self._memory or int(free_memory(self.device) * SHARE_OF_MEMORY)
        alike = [Window(0, 0, 1)] * rows
        fits, _ = next_batch(alike, at_most, memory, lambda count, _: needed(count))
        return len(fits), "" if fits else f"{shortage(needed(1), memory)} {LESS}"

    def together(
        self, pieces: Sequence[Piece], at_most: int, play: Callable[[Sequence[Piece]], "torch.Tensor"]
    ) -> Iterator[Played[Piece]]:
        """Play similar pieces in batches; halve the batch size if memory runs out."""
        waiting = list(pieces)
        while waiting:
            batch, started = waiting[:at_most], time.perf_counter()
            logger.info("%s: %d of %d pieces together", self.title, len(batch), len(waiting))
            sounds, problem = [None] * len(batch), ""
            try:
                sounds = list(play(batch).float().cpu().numpy())
            except (RuntimeError, ValueError, MemoryError) as error:
                if is_out_of_memory(error) and len(batch) > 1:
                    at_most = len(batch) // 2
                    logger.warning("%s: that did not fit into memory; at most %d from now on", self.title, at_most)
                    del error
                    release_memory(self.device)
                    continue
                problem = f"{type(error).__name__}: {str(error)[:200]}"
            share = (time.perf_counter() - started) / len(batch)
            yield from (Played(piece, sound, problem, share) for piece, sound in zip(batch, sounds, strict=True))
            waiting = waiting[len(batch) :]

    def reporter(self, steps: int) -> Callable[[int], None]:
        """A callback for each step of a batch, counted from 0, that logs the progress."""
        started = told = time.perf_counter()

        def report(step: int) -> None:
            nonlocal told
            now = time.perf_counter()
            if now - told > SECONDS_BETWEEN_REPORTS or step + 1 == steps:
                told, left = now, (now - started) / (step + 1) * (steps - step - 1)
                logger.info("%s: step %d of %d, %.0f s left", self.title, step + 1, steps, left)

        return report

    def clip(
        self, request: RenderRequest, audio: np.ndarray, rate: int, parameters: Parameters
    ) -> RenderedClip | RenderFailure:
        """Make the finished clip: aligned with the cuts, of the exact length, at the usual loudness."""
        whole = round((request.seconds + spare_seconds(request)) * rate)
        take = judge(fitted(audio, max(whole, audio.shape[1])), rate, request, None)
        if take.broken:
            return RenderFailure(request.key, BROKEN)
        sound = to_loudness(fitted(take.audio, round(request.seconds * rate)), rate, TARGET_LUFS, CEILING_DBTP)
        provenance = Provenance(
            renderer=self.name,
            model=self.weights.name,
            revision=self.commit,
            licence=self.licence,
            seed=request.seed,
            parameters=parameters,
            choice=choice_of([take], None),
        )
        return RenderedClip(request.key, sound, rate, provenance)
