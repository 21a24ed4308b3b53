"""Stable Audio Open with diffusers: stereo at 44.1 kHz from a prompt and a negative prompt. Pieces of over 47 seconds
are made of crossfaded parts.

diffusers and torchsde, which the model's scheduler needs for its noise, are an extra (make extra NAME=stableaudio).
Source: Evans et al., "Stable Audio Open", 2024; https://huggingface.co/stabilityai/stable-audio-open-1.0. The pipeline's
interface is diffusers' StableAudioPipeline.

What belongs here: calling the pipeline. What does not: the common base of diffusers pipelines (diffusion.py), joining
parts and judging the result (resources/music).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resources.licences import commercial_use
from resources.music.alignment import beat_seconds, spare_seconds
from resources.music.joining import join
from resources.music.planning import Window, windows
from resources.music.provenance import Parameters
from resources.music.request import Capabilities, RenderedClip, RenderFailure, RenderRequest
from resources.renderers.diffusion import DiffusionRenderer
from resources.storage import digest

if TYPE_CHECKING:
    import torch

MODEL = "stabilityai/stable-audio-open-1.0"
STEPS, GUIDANCE = 100, 7.0  # the authors' settings
NEGATIVE = "low quality"  # the authors' negative prompt, before the unwanted instruments
OVERLAP_SECONDS = 4.0  # overlap of two parts of a longer piece
BATCH = 8
# Widths per position that the transformer needs in memory (measured with the published sizes: 24.0 to 25.5).
WIDTHS = 26
LICENCE = "Stability AI Community License (Stable Audio Open's weights: commercial use has conditions)"
CONDITIONS = (
    "commercial use only after registration (stability.ai/community-license) and up to 1,000,000 US dollars of revenue a year",
    "whoever offers it to others says 'Powered by Stability AI' and hands on the licence",
    "what was played trains no other foundation model; Stability AI's Acceptable Use Policy holds",
    "the first licence of the weights, of June 2024, allowed no commercial use: see the one that came with yours",
)


class StableAudioParameters(Parameters):
    """The parameters of a piece, including its number of parts. `conditions`: of its use."""

    prompt: str
    negative_prompt: str
    steps: int
    guidance: float
    parts: int
    precision: str
    conditions: tuple[str, ...]
    seconds_of_music_per_second: float


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of a piece: the number of samples to play, and its seed."""

    request: RenderRequest
    number: int
    samples: int
    seed: int


class StableAudioRenderer(DiffusionRenderer):
    """A `Renderer`: Stable Audio Open; see `DiffusionRenderer`."""

    name, title, half = "stableaudio", "Stable Audio", "float16"

    def __init__(self, model: str = MODEL, pins: Path | None = None, *, memory: int | None = None) -> None:
        super().__init__(model, pins, memory=memory)

    @property
    def capabilities(self) -> Capabilities:
        """See `Renderer`."""
        return Capabilities(stereo=self.stereo, without=True, commercial=commercial_use(self.licence))

    @property
    def licence(self) -> str:
        """The licence of the published weights, or the one on a folder's model card."""
        said = self.weights.said_on_card("license_name") or self.weights.said_on_card("license")
        return f"{said} (as the weights' card says)" if said and "stab" not in said else LICENCE

    def pipeline_class(self) -> Any:
        """See `DiffusionRenderer`."""
        from diffusers.pipelines.stable_audio.pipeline_stable_audio import StableAudioPipeline

        return StableAudioPipeline

    @property
    def rate(self) -> int:
        """Samples per second."""
        return int(self.pipeline.vae.config.sampling_rate)

    @property
    def longest(self) -> int:
        """The maximum number of samples of a part: one less than the model's, because rounding could lose one."""
        return int(self.pipeline.transformer.config.sample_size) * int(self.pipeline.vae.hop_length) - 1

    def bytes_needed(self, rows: int) -> int:
        """The approximate peak memory in bytes of a batch, in addition to the weights. It always has the length of the
        model's window, is doubled for guidance, and is decoded one piece at a time.
        """
        model = self.pipeline.transformer.config
        width = model.num_attention_heads * model.attention_head_dim
        size = self.pipeline.transformer.dtype.itemsize
        return max(2 * rows * int(model.sample_size) * width * WIDTHS * size, self.bytes_to_decode(rows, self.longest))

    def play(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `DiffusionRenderer`. Parts of equal length are played together, even of different pieces."""
        stretches = {request.key: self._stretches(request) for request in requests}
        alike: dict[int, list[Part]] = defaultdict(list)
        for request in requests:
            for part in self._parts(request, stretches[request.key]):
                alike[part.samples].append(part)
        there: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
        spent: dict[str, float] = defaultdict(float)
        failed: set[str] = set()
        for samples in sorted(alike):
            fitting, short = self.rows_that_fit(len(alike[samples]), BATCH, self.bytes_needed)
            if short:
                keys = {part.request.key for part in alike[samples]} - failed
                failed |= keys
                yield from (RenderFailure(key, short) for key in sorted(keys))
                continue
            wanted = [part for part in alike[samples] if part.request.key not in failed]
            for played in self.together(wanted, fitting, self._ask):
                request = played.piece.request
                key = request.key
                spent[key] += played.seconds
                if played.sound is None:
                    if key not in failed:
                        yield RenderFailure(key, played.problem)
                    failed.add(key)
                    continue
                there[key][played.piece.number] = played.sound
                if len(there[key]) == len(stretches[key]):
                    yield self._whole(request, there.pop(key), stretches[key], spent[key])

    def _stretches(self, request: RenderRequest) -> list[Window]:
        """The positions of a piece's parts in samples: one part, or several that overlap."""
        whole = round((request.seconds + spare_seconds(request)) * self.rate)
        if whole <= self.longest:
            return windows(0, whole, self.longest, 0)
        spare = round(beat_seconds(request) * self.rate)  # by which a part may be shifted onto the beat
        longest = self.longest - spare
        return windows(0, whole, longest, min(round(OVERLAP_SECONDS * self.rate), longest // 2))

    def _parts(self, request: RenderRequest, stretches: Sequence[Window]) -> Iterator[Part]:
        spare = round(beat_seconds(request) * self.rate)
        for number, stretch in enumerate(stretches):
            seed = int(digest(request.seed, number)[:15], 16)
            yield Part(request, number, stretch.length + (spare if number else 0), seed)

    def _ask(self, parts: Sequence[Part]) -> "torch.Tensor":
        import torch

        report = self.reporter(STEPS)
        return self.pipeline(
            prompt=[_text_of(part.request) for part in parts],
            negative_prompt=[_negative_of(part.request) for part in parts],
            audio_end_in_s=(parts[0].samples + 0.5) / self.rate,
            num_inference_steps=STEPS,
            guidance_scale=GUIDANCE,
            generator=[torch.Generator().manual_seed(part.seed) for part in parts],
            callback=lambda step, *_: report(step),
        ).audios

    def _whole(
        self, request: RenderRequest, parts: dict[int, np.ndarray], stretches: Sequence[Window], seconds: float
    ) -> RenderedClip | RenderFailure:
        ordered = [parts[number] for number in range(len(stretches))]
        parameters = StableAudioParameters(
            prompt=_text_of(request),
            negative_prompt=_negative_of(request),
            steps=STEPS,
            guidance=GUIDANCE,
            parts=len(ordered),
            precision=self.precision,
            conditions=CONDITIONS if self.licence == LICENCE else (),
            seconds_of_music_per_second=round(request.seconds / seconds, 3),
        )
        sound = join(ordered, stretches, self.rate, request)
        peak = max(
            1.0, float(np.abs(sound).max(initial=0))
        )  # the model's output may exceed full scale; its authors normalise too
        return self.clip(request, sound / np.float32(peak), self.rate, parameters)


def _text_of(request: RenderRequest) -> str:
    """The prompt, followed by tempo and key if they are needed, as in the model's own examples."""
    tempo = f"{request.told_tempo:.0f} BPM" if request.told_tempo else ""
    return ", ".join(word for word in (request.words.rstrip(". "), tempo, request.tonality) if word)


def _negative_of(request: RenderRequest) -> str:
    """The negative prompt."""
    return ", ".join([NEGATIVE, *(name.replace("-", " ") for name in request.without)])
