"""MusicGen, with transformers' classes and our own decoding loop.

What belongs here: the renderer, which turns requests into clips. What does not: its parts, which are in the other modules.
"""

import gc
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from resources.audio import to_loudness
from resources.hub import find_weights
from resources.linear import Precision, best_precision
from resources.memory import SHARE_OF_MEMORY, free_memory, is_out_of_memory, release_memory, shortage
from resources.music.alignment import spare_seconds
from resources.music.planning import Window, next_batch, next_window, windows
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
from resources.music.takes import BROKEN, Take, choice_of, judge
from resources.renderers.clap import Clap
from resources.renderers.musicgen.checkpoint import Checkpoint, MusicgenUnavailableError, locate
from resources.renderers.musicgen_usage import GUIDANCE, KEPT_SECONDS, TOP_K, WINDOW_SECONDS, capabilities_of, text_of
from resources.storage import digest

if TYPE_CHECKING:
    import torch

    from resources.renderers.musicgen.engine import Engine

logger = logging.getLogger(__name__)

VERSION = "4"
# The largest batch. On two cores the linear layers take 1.5 times as long for 16 takes as for 8, and attention twice as long, so
# larger batches gain little and need more memory. On a GPU memory is the limit.
MOST_AT_ONCE = {"cpu": 16, "cuda": 128}
SECONDS_BETWEEN_REPORTS = 10.0
EXACT = "Set MUSICGEN_PRECISION=fp32, or take another seed."
LESS = "Free some memory, ask for fewer seconds or choose a smaller model (MUSICGEN_MODEL)."


@dataclass(slots=True, eq=False)
class Piece:
    """A take of a request: its tokens so far, of shape (codebooks, frames), and its random generator."""

    request: RenderRequest
    take: int
    text: str
    frames: int
    tokens: "torch.Tensor"
    generator: "torch.Generator"


@dataclass(slots=True)
class Progress:
    """The progress of a batch of requests. A step is one frame of one take (plus three per window, for the delay)."""

    total: int
    frame_rate: float
    steps: int = 0
    started: float = field(default_factory=time.perf_counter)
    reported: float = field(default_factory=time.perf_counter)

    @property
    def frames_per_second(self) -> float:
        """The speed of all takes together, decoding to audio included."""
        return self.steps / max(1e-9, time.perf_counter() - self.started)

    def advance(self, steps: int) -> None:
        """Count steps, and log the progress every few seconds."""
        self.steps += steps
        now = time.perf_counter()
        if now - self.reported >= SECONDS_BETWEEN_REPORTS or self.steps == self.total:
            self.reported = now
            speed = self.frames_per_second
            logger.info(
                "MusicGen: %d of %d frames, %.2f s of music per second, %.0f s left",
                self.steps, self.total, speed / self.frame_rate, max(0, self.total - self.steps) / speed,
            )  # fmt: skip


class MusicgenParameters(Parameters):
    """The parameters of a clip. `frames` counts the longest take; the speed is the whole batch's."""

    prompt: str
    precision: Precision
    top_k: int
    guidance: float
    frames: int
    seconds_of_music_per_second: float


class MusicgenRenderer:
    """A `Renderer`: MusicGen small, medium or large, mono or stereo.

    Args:
        model: a repository of the hub or a folder.
        pins: the file of pinned commits; see `pinned_commit`.
        takes: the number of takes for each request; the best is kept.
        precision: of the linear layers; None chooses the fastest that this processor supports.
        window_seconds, kept_seconds: the length of the model's window, and the part of it that the next window starts with.
        memory: bytes that may be used; None measures the free memory before each batch.
        clap: judges how well a take fits the prompt's words.

    Raises:
        MusicgenUnavailableError: from `revision`, `licence` and `render`, if the weights are not available.
    """

    name = "musicgen"

    def __init__(
        self,
        model: str = "facebook/musicgen-small",
        pins: Path | None = None,
        *,
        takes: int = 1,
        precision: Precision | None = None,
        window_seconds: float = WINDOW_SECONDS,
        kept_seconds: float = KEPT_SECONDS,
        memory: int | None = None,
        clap: Clap | None = None,
    ) -> None:
        self.clap = clap
        self.model, self.pins, self.takes = model, pins, takes
        self._precision: Precision | None = precision
        self._memory = memory
        self.window_seconds, self.kept_seconds = window_seconds, kept_seconds
        self._checkpoint: Checkpoint | None = None
        self._engine: Engine | None = None

    @property
    def capabilities(self) -> Capabilities:
        """See `Renderer`."""
        return capabilities_of(find_weights(self.model, self.pins))

    @property
    def checkpoint(self) -> Checkpoint:
        """The weights, located on first use."""
        if self._checkpoint is None:
            self._checkpoint = locate(self.model, self.pins)
        return self._checkpoint

    @property
    def precision(self) -> Precision:
        """The precision of the linear layers; known without loading the model."""
        precision = self._precision
        if precision is None:
            import torch

            precision = self._precision = best_precision("cuda" if torch.cuda.is_available() else "cpu")
        return precision

    @property
    def revision(self) -> str:
        """A version of everything that determines the music: weights, precision, number of takes, their judge, this code."""
        judged = f" judged by {self.clap.name}" if self.clap else ""
        return f"{self.checkpoint.name}@{self.checkpoint.revision} {self.precision} × {self.takes}{judged}, {VERSION}"

    @property
    def licence(self) -> str:
        """The licence of the weights."""
        return self.checkpoint.licence

    @property
    def engine(self) -> "Engine":
        """The model, loaded on first use."""
        if self._engine is None:
            from resources.renderers.musicgen.engine import Engine

            started = time.perf_counter()
            model, tokenizer = self.checkpoint.load()
            try:
                self._engine = Engine(model, tokenizer, self.precision)
            except RuntimeError as error:
                if not is_out_of_memory(error):
                    raise
                raise MusicgenUnavailableError(
                    f"{self.checkpoint.name} does not fit into the accelerator's memory.",
                    remedy="End what else uses it, or choose a smaller model (MUSICGEN_MODEL=facebook/musicgen-small).",
                ) from error
            del model
            gc.collect()
            logger.info(
                "MusicGen: %s loaded in %.1f s, %s on %s",
                self.checkpoint.name, time.perf_counter() - started, self.precision, self._engine.device,
            )  # fmt: skip
        return self._engine

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `Renderer`. A clip is yielded as soon as its last take is done.

        Raises:
            MusicgenUnavailableError: the weights are not available.
        """
        pieces: list[Piece] = []
        for request in requests:
            try:
                request.validate()
                pieces += self._pieces(request)
            except RenderRequestError as error:
                yield RenderFailure(request.key, str(error))
        if pieces:
            yield from self._play(pieces)

    def _pieces(self, request: RenderRequest) -> list[Piece]:
        import torch

        engine = self.engine
        frames = engine.frames(request.seconds + spare_seconds(request))
        tokens = torch.empty(engine.decoder.codebooks, 0, dtype=torch.long, device=engine.device)
        return [
            Piece(
                request,
                take,
                text_of(request),
                frames,
                tokens,
                torch.Generator(engine.device).manual_seed(int(digest(request.seed, take)[:15], 16)),
            )
            for take in range(self.takes)
        ]

    def _play(self, pieces: list[Piece]) -> Iterator[RenderedClip | RenderFailure]:
        """Decode window by window, as many pieces at once as fit into memory."""
        engine = self.engine
        longest, kept = engine.frames(self.window_seconds), engine.frames(self.kept_seconds)
        planned = [windows(piece.tokens.shape[1], piece.frames, longest, kept) for piece in pieces]
        delay = engine.decoder.delays[-1]
        progress = Progress(sum(w.new + delay for ws in planned for w in ws), engine.rate / engine.codec.hop)
        takes: dict[str, dict[int, Take]] = defaultdict(dict)
        waiting = list(pieces)
        most = MOST_AT_ONCE[engine.device]
        while waiting:
            ahead = [next_window(piece.tokens.shape[1], piece.frames, longest, kept) for piece in waiting]
            memory = self._memory or int(free_memory(engine.device) * SHARE_OF_MEMORY)
            batch, refused = next_batch(ahead, most, memory, engine.bytes_needed)
            if refused:
                lost = {waiting[i].request.key: engine.bytes_needed(1, ahead[i]) for i in refused}
                yield from (RenderFailure(key, f"{shortage(needed, memory)} {LESS}") for key, needed in lost.items())
                waiting = [piece for piece in waiting if piece.request.key not in lost]
                continue
            together = [waiting[i] for i in batch]
            before = [(piece.tokens, piece.generator.get_state()) for piece in together]
            undone = list(together)
            try:
                for piece in self._decode(together, [ahead[i] for i in batch], progress):
                    if piece.tokens.shape[1] == piece.frames:
                        key = piece.request.key
                        takes[key][piece.take] = self._judged(piece)
                        waiting.remove(piece)
                        if len(takes[key]) == self.takes:
                            yield self._clip(piece, takes.pop(key), progress)
                    undone.remove(piece)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                release_memory(engine.device)
                for piece, (tokens, state) in zip(together, before, strict=True):
                    if piece in undone:
                        piece.tokens = tokens
                        piece.generator.set_state(state)
                if len(together) > 1:
                    most = max(1, len(together) // 2)
                    logger.warning(
                        "MusicGen: %d takes did not fit into memory; at most %d from now on", len(together), most
                    )
                    continue
                key = together[0].request.key
                yield RenderFailure(key, f"There was not enough memory for one take. {LESS}")
                waiting = [piece for piece in waiting if piece.request.key != key]

    def _decode(self, pieces: Sequence[Piece], ahead: Sequence[Window], progress: Progress) -> Iterator[Piece]:
        """Yield each piece as soon as its window is decoded and appended to its tokens."""
        import torch

        from resources.renderers.musicgen.decoder import TopK

        logger.info("MusicGen: %d takes of up to %d frames together", len(pieces), ahead[0].new)
        draw = TopK(TOP_K, [piece.generator for piece in pieces])

        def choose(logits: "torch.Tensor") -> "torch.Tensor":
            progress.advance(len(logits))
            return draw(logits)

        given = [piece.tokens[:, window.start : window.given] for piece, window in zip(pieces, ahead, strict=True)]
        texts, lengths = [piece.text for piece in pieces], [window.length for window in ahead]
        for row, tokens in self.engine.generate(texts, given, lengths, choose, GUIDANCE):
            pieces[row].tokens = torch.cat([pieces[row].tokens, tokens[:, ahead[row].prompt :]], 1)
            yield pieces[row]

    def _judged(self, piece: Piece) -> Take:
        """Decode a finished piece to audio and judge it."""
        return judge(self.engine.codec.decode(piece.tokens), self.engine.rate, piece.request, self.clap)

    def _clip(self, piece: Piece, by_number: Mapping[int, Take], progress: Progress) -> RenderedClip | RenderFailure:
        """The best of a request's takes; `piece` is any of them."""
        takes = [by_number[number] for number in sorted(by_number)]
        request, engine = piece.request, self.engine
        choice = choice_of(takes, self.clap)
        best = takes[choice.take]
        if best.broken:
            return RenderFailure(request.key, f"{BROKEN} {EXACT}")
        parameters = MusicgenParameters(
            prompt=piece.text,
            precision=self.precision,
            top_k=TOP_K,
            guidance=GUIDANCE,
            frames=piece.frames,
            seconds_of_music_per_second=round(progress.frames_per_second / progress.frame_rate, 3),
        )
        logger.info(
            "MusicGen: %s done, take %d of %d (faults %.2f)",
            request.key, choice.take + 1, len(takes), best.badness,
        )  # fmt: skip
        return RenderedClip(
            request.key,
            to_loudness(best.audio, engine.rate, TARGET_LUFS, CEILING_DBTP),
            engine.rate,
            Provenance(
                renderer=self.name,
                model=self.checkpoint.name,
                revision=self.checkpoint.revision,
                licence=self.licence,
                seed=request.seed,
                parameters=parameters,
                choice=choice,
            ),
        )
