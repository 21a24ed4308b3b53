"""ACE-Step 1.5 by diffusers: 10 seconds to 10 minutes of stereo at 48 kHz from a prompt, a tempo, a key and, if there are any,
lyrics.

What belongs here: calling the pipeline. What does not: what all of diffusers' pipelines share (diffusion.py), aligning and
judging the result (resources/music).

diffusers is an extra (make extra NAME=acestep). Source: https://huggingface.co/ACE-Step; the pipeline's interface is
diffusers' AceStepPipeline.
"""

import functools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resources.licences import commercial_use
from resources.music.alignment import spare_seconds
from resources.music.provenance import Parameters
from resources.music.request import Capabilities, RenderedClip, RenderFailure, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.diffusion import DiffusionRenderer

if TYPE_CHECKING:
    import torch

MODEL = "ACE-Step/acestep-v15-turbo-diffusers"
SHORTEST, LONGEST = 10.0, 600.0  # seconds in the model's training; a shorter piece is cut from a longer one
TURBO_STEPS, STEPS = 8, 27  # of the turbo models, which are guidance-distilled, and of the others
BATCH = 4  # the most pieces of one length in a batch
NO_LYRICS = "[Instrumental]"
# What the transformer holds at once: widths of a position (measured: 24.1), and the mask between all positions (1.2 to 1.9).
WIDTHS, MASKS = 26, 2.5
LICENCE_UNKNOWN = "as the model's card says (read it before commercial use)"


class AceStepParameters(Parameters):
    """The parameters of a piece."""

    prompt: str
    lyrics: str
    steps: int
    tempo: int | None
    tonality: str | None
    precision: str
    seconds_of_music_per_second: float


class AceStepRenderer(DiffusionRenderer):
    """A `Renderer`: ACE-Step 1.5; see `DiffusionRenderer`."""

    name, title, half, version = "acestep", "ACE-Step", "bfloat16", "2"

    def __init__(self, model: str = MODEL, pins: Path | None = None, *, memory: int | None = None) -> None:
        super().__init__(model, pins, memory=memory)

    @property
    def capabilities(self) -> Capabilities:
        """See `Renderer`."""
        return Capabilities(
            longest_seconds=LONGEST, follows_tempo=True, follows_key=True, stereo=self.stereo, sings=True,
            commercial=commercial_use(self.licence),
        )  # fmt: skip

    @property
    def licence(self) -> str:
        """The licence on the model card, if there is one next to the weights."""
        said = self.weights.said_on_card("license")
        return f"{said} (ACE-Step's weights, as their card says)" if said else f"ACE-Step's weights: {LICENCE_UNKNOWN}"

    def pipeline_class(self) -> Any:
        """See `DiffusionRenderer`."""
        from diffusers.pipelines.ace_step.pipeline_ace_step import AceStepPipeline

        return AceStepPipeline

    def bytes_needed(self, rows: int, seconds: float) -> int:
        """The approximate peak memory in bytes of a batch of one length, in addition to the weights; twice as much if
        guidance is not distilled into them.
        """
        model = self.pipeline.transformer.config
        positions = math.ceil(seconds * self.pipeline.latents_per_second / model.patch_size)
        guided = rows * (1 if self.pipeline.is_turbo else 2)
        values = guided * positions * model.hidden_size * WIDTHS + positions**2 * MASKS
        samples = math.ceil(seconds * self.pipeline.sample_rate)
        return max(int(values * self.pipeline.transformer.dtype.itemsize), self.bytes_to_decode(rows, samples))

    def play(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `DiffusionRenderer`. Pieces of one length, tempo, key and time signature are played together."""
        alike: dict[tuple[float, int, str, str], list[RenderRequest]] = defaultdict(list)
        for request in requests:  # the pipeline accepts one tempo, key and time signature per batch
            alike[_seconds(request), _tempo(request) or 0, request.tonality or "", _beats(request) or ""].append(
                request
            )
        steps = TURBO_STEPS if self.pipeline.is_turbo else STEPS
        for group in sorted(alike):
            needed = functools.partial(self.bytes_needed, seconds=group[0])
            fitting, short = self.rows_that_fit(len(alike[group]), BATCH, needed)
            if short:
                yield from (RenderFailure(request.key, short) for request in alike[group])
                continue
            for played in self.together(alike[group], fitting, lambda some: self._ask(some, steps)):
                request = played.piece
                if played.sound is None:
                    yield RenderFailure(request.key, played.problem)
                    continue
                parameters = AceStepParameters(
                    prompt=request.words,
                    lyrics=request.lyrics,
                    steps=steps,
                    tempo=_tempo(request),
                    tonality=request.tonality,
                    precision=self.precision,
                    seconds_of_music_per_second=round(_seconds(request) / played.seconds, 3),
                )
                yield self.clip(request, played.sound, int(self.pipeline.sample_rate), parameters)

    def _ask(self, requests: Sequence[RenderRequest], steps: int) -> "torch.Tensor":
        import torch

        report = self.reporter(steps)

        def after(_: Any, step: int, __: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            report(step)
            return tensors

        first = requests[0]
        return self.pipeline(
            prompt=[request.words for request in requests],
            lyrics=[request.lyrics or NO_LYRICS for request in requests],
            audio_duration=_seconds(first),
            num_inference_steps=steps,
            generator=[torch.Generator().manual_seed(request.seed) for request in requests],
            bpm=_tempo(first),
            keyscale=first.tonality,
            timesignature=_beats(first),
            callback_on_step_end=after,
        ).audios


def _seconds(request: RenderRequest) -> float:
    return max(SHORTEST, request.seconds + spare_seconds(request))


def _beats(request: RenderRequest) -> str | None:
    """The beats per bar."""
    return str(STYLES[request.style].beats) if request.style else None


def _tempo(request: RenderRequest) -> int | None:
    return round(request.told_tempo) if request.told_tempo else None
