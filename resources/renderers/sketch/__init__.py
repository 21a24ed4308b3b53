"""The embedded renderer: a composer that needs no weights.

What belongs here: the renderer, from a request to a clip. What does not: moods, notes and sounds, which have modules
of their own.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from resources.audio import fade, to_loudness
from resources.renderers.base import (
    CEILING_DBTP,
    TARGET_LUFS,
    RenderedClip,
    RenderFailure,
    RenderRequest,
    RenderRequestError,
)
from resources.renderers.sketch.composition import choose_grid, compose
from resources.renderers.sketch.instruments import RATE, mix
from resources.renderers.sketch.moods import DEFAULT_MOOD, MOODS, Mood, mood_of

FADE_IN, FADE_OUT = 0.02, 0.6


class SketchRenderer:
    """A `Renderer`: procedural, stereo at 48 kHz, the same samples for the same request."""

    name = "sketch"
    revision = "1"
    licence = "CC0-1.0 (procedural: no samples, no weights)"

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `Renderer`. Clips come in the requests' order."""
        for request in requests:
            try:
                request.validate()
                yield self._clip(request)
            except RenderRequestError as error:
                yield RenderFailure(request.key, str(error))

    def _clip(self, request: RenderRequest) -> RenderedClip:
        mood = choose_mood(request)
        grid = choose_grid(request.seconds, mood.tempo, request.cuts, request.tempo)
        score = compose(mood, grid, np.random.default_rng(request.seed))
        audio = mix(score.notes, mood, round(request.seconds * RATE))
        audio = to_loudness(fade(audio, RATE, FADE_IN, FADE_OUT), RATE, TARGET_LUFS, CEILING_DBTP)
        parameters = {
            "mood": mood.name,
            "tempo": round(grid.tempo, 3),
            "bars": grid.bars,
            "first_bar": round(grid.bar_start(0), 4),
            "tonic": score.tonic,
            "scale": list(mood.scale),
            "notes": len(score.notes),
        }
        return RenderedClip(request.key, audio, RATE, {
            "renderer": self.name, "model": "procedural composer", "revision": self.revision, "licence": self.licence,
            "seed": request.seed, "parameters": parameters,
        })  # fmt: skip


def choose_mood(request: RenderRequest) -> Mood:
    """The mood named in the request, else the one that its prompt asks for, else the default.

    Raises:
        RenderRequestError: there is no mood of that name.
    """
    if request.mood is not None:
        if request.mood not in MOODS:
            raise RenderRequestError(
                f"{request.key}: there is no mood {request.mood!r}.", remedy=f"Moods: {', '.join(MOODS)}."
            )
        return MOODS[request.mood]
    return mood_of(request.prompt) or MOODS[DEFAULT_MOOD]
