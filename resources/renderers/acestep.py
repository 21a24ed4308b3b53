"""ACE-Step 1.5 by diffusers: 10 seconds to 10 minutes of stereo at 48 kHz from a prompt, a tempo, a key and, if there are any,
lyrics.

What belongs here: asking the pipeline. What does not: aligning and judging what was played (resources/music).

diffusers is an extra (pip install '.[acestep]'). Source: https://huggingface.co/ACE-Step; the pipeline's interface is
diffusers' AceStepPipeline.
"""

import functools
import importlib.util
import logging
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from resources.audio import fitted, to_loudness
from resources.errors import TenthSymphonyError
from resources.hub import WeightsError, find_weights
from resources.music.alignment import spare_seconds
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
from resources.music.styles import STYLES
from resources.music.takes import BROKEN, choice_of, judge

logger = logging.getLogger(__name__)

MODEL = "ACE-Step/acestep-v15-turbo-diffusers"
SHORTEST, LONGEST = 10.0, 600.0  # seconds that the model was trained on; a shorter piece is cut from a longer one
TURBO_STEPS, STEPS = 8, 27  # of the turbo models, into which guidance is distilled, and of the others
BATCH = 4  # pieces of one length that are played at once
NO_LYRICS = "[Instrumental]"
REMEDY = "Check the connection, or set ACESTEP_MODEL to a folder in diffusers' format, or set RENDERER=sketch."
LICENCE_UNKNOWN = "as the model's card says (read it before commercial use)"


class AceStepUnavailableError(TenthSymphonyError):
    """The pipeline or its weights cannot be had; nothing else plays in their place."""


class AceStepParameters(Parameters):
    """How a piece was played."""

    prompt: str
    lyrics: str
    steps: int
    tempo: int | None
    tonality: str | None
    precision: str
    seconds_of_music_per_second: float


class AceStepRenderer:
    """A `Renderer`: ACE-Step 1.5.

    Args:
        model: a repository of the hub or a folder, in diffusers' format.
        pins: where the hub's commits are pinned; see `pinned_commit`.

    Raises:
        AceStepUnavailableError: by `revision`, `licence` and `render`, where diffusers or the weights cannot be had.
    """

    name = "acestep"
    capabilities = Capabilities(longest_seconds=LONGEST, follows_tempo=True, follows_key=True, stereo=True, sings=True)

    def __init__(self, model: str = MODEL, pins: Path | None = None) -> None:
        self._weights = find_weights(model, pins, needed=("model_index.json",))

    @property
    def revision(self) -> str:
        """The hub's commit, or a digest of the folder's files."""
        try:
            return self._weights.revision
        except WeightsError as error:
            raise AceStepUnavailableError(str(error), remedy=REMEDY) from None

    @property
    def licence(self) -> str:
        """As the model's card says, where it lies beside the weights."""
        card = (self._weights.folder / "README.md") if self._weights.folder else None
        said = (
            re.search(r"^license:\s*(\S+)", card.read_text(encoding="utf-8"), re.M) if card and card.exists() else None
        )
        return (
            f"{said[1]} (ACE-Step's weights, as their card says)" if said else f"ACE-Step's weights: {LICENCE_UNKNOWN}"
        )

    @functools.cached_property
    def _pipeline(self) -> Any:
        if importlib.util.find_spec("diffusers") is None:
            raise AceStepUnavailableError(
                "RENDERER=acestep needs diffusers.", remedy="Install it: .venv/bin/pip install '.[acestep]'"
            )
        import torch
        from diffusers.pipelines.ace_step.pipeline_ace_step import AceStepPipeline

        cuda = torch.cuda.is_available()
        source = self._weights.source
        try:
            pipeline = AceStepPipeline.from_pretrained(
                source, dtype=torch.bfloat16 if cuda else torch.float32, revision=self.revision
            )
        except Exception as error:
            raise AceStepUnavailableError(
                f"{source} cannot be read as ACE-Step ({type(error).__name__}: {str(error)[:200]}).", remedy=REMEDY
            ) from error
        pipeline.set_progress_bar_config(disable=True)
        if cuda:
            pipeline.enable_model_cpu_offload()  # under 4 GB of the GPU's memory, at some cost in time
        return pipeline

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `Renderer`. Pieces of one length are played together."""
        by_length: dict[float, list[RenderRequest]] = defaultdict(list)
        for request in requests:
            try:
                request.validate()
                if request.seconds > LONGEST:
                    raise RenderRequestError(
                        f"{request.key}: ACE-Step plays at most {LONGEST / 60:.0f} minutes.",
                        remedy="Ask for less, or set RENDERER=sketch.",
                    )
                by_length[max(SHORTEST, request.seconds + spare_seconds(request))].append(request)
            except RenderRequestError as error:
                yield RenderFailure(request.key, str(error))
        for seconds, alike in sorted(by_length.items()):
            groups: dict[tuple[int | None, str | None], list[RenderRequest]] = defaultdict(list)
            for request in alike:  # the pipeline takes one tempo and one key for a batch
                groups[_tempo(request), request.tonality].append(request)
            for group in groups.values():
                for first in range(0, len(group), BATCH):
                    yield from self._together(group[first : first + BATCH], seconds)

    def _together(self, requests: Sequence[RenderRequest], seconds: float) -> Iterator[RenderedClip | RenderFailure]:
        import torch

        pipeline, started = self._pipeline, time.perf_counter()
        steps = TURBO_STEPS if pipeline.is_turbo else STEPS

        def report(_: Any, step: int, __: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            spent = time.perf_counter() - started
            logger.info(
                "ACE-Step: step %d of %d, %.0f s left", step + 1, steps, spent / (step + 1) * (steps - step - 1)
            )
            return tensors

        try:
            audios = pipeline(
                prompt=[text_of(request) for request in requests],
                lyrics=[request.lyrics or NO_LYRICS for request in requests],
                audio_duration=seconds,
                num_inference_steps=steps,
                generator=[torch.Generator().manual_seed(request.seed) for request in requests],
                bpm=_tempo(requests[0]),
                keyscale=requests[0].tonality,
                timesignature=str(STYLES[requests[0].style].beats) if requests[0].style else None,
                callback_on_step_end=report,
            ).audios
        except (RuntimeError, ValueError) as error:
            yield from (
                RenderFailure(request.key, f"{type(error).__name__}: {str(error)[:200]}") for request in requests
            )
            return
        speed = seconds * len(requests) / (time.perf_counter() - started)
        rate = int(pipeline.sample_rate)
        for request, audio in zip(requests, audios, strict=True):
            yield self._clip(request, np.asarray(audio.float().cpu().numpy(), np.float32), rate, steps, speed)

    def _clip(
        self, request: RenderRequest, audio: np.ndarray, rate: int, steps: int, speed: float
    ) -> RenderedClip | RenderFailure:
        whole = round((request.seconds + spare_seconds(request)) * rate)
        take = judge(fitted(audio, max(whole, audio.shape[1])), rate, request, None)
        if take.broken:
            return RenderFailure(request.key, BROKEN)
        sound = to_loudness(fitted(take.audio, round(request.seconds * rate)), rate, TARGET_LUFS, CEILING_DBTP)
        parameters = AceStepParameters(
            prompt=text_of(request),
            lyrics=request.lyrics,
            steps=steps,
            tempo=_tempo(request),
            tonality=request.tonality,
            precision=str(self._pipeline.transformer.dtype).removeprefix("torch."),
            seconds_of_music_per_second=round(speed, 3),
        )
        provenance = Provenance(
            renderer=self.name,
            model=self._weights.name,
            revision=self.revision,
            licence=self.licence,
            seed=request.seed,
            parameters=parameters,
            choice=choice_of([take], None),
        )
        return RenderedClip(request.key, sound, rate, provenance)


def text_of(request: RenderRequest) -> str:
    """The prompt as it is; the model is told tempo and key apart from it."""
    return request.prompt.strip() or (STYLES[request.style].sounds if request.style else "instrumental music")


def _tempo(request: RenderRequest) -> int | None:
    needed = request.tempo is not None and (request.tempo_asked or request.cuts)
    return round(request.tempo) if needed and request.tempo else None
