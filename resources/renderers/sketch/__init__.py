"""The embedded renderer: a composer that needs no weights.

What belongs here: the renderer, from a request to a clip. What does not: styles, notes and sounds, which have modules
of their own.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from resources.audio import fade, to_loudness
from resources.music.grid import choose_grid, lay_grid
from resources.music.moods import DEFAULT_MOOD, MOODS, Mood, mood_of
from resources.music.provenance import Parameters, Provenance
from resources.music.request import (
    CEILING_DBTP,
    TARGET_LUFS,
    RenderedClip,
    RenderFailure,
    RenderRequest,
    RenderRequestError,
)
from resources.music.tonality import pitch_class
from resources.renderers.sketch.composition import compose
from resources.renderers.sketch.instruments import RATE, mix
from resources.renderers.sketch.soundfonts import SoundFont, find
from resources.renderers.sketch.styles import MAJOR, MINOR, STYLES, Style

VERSION = "3"
FADE_IN, FADE_OUT = 0.02, 0.6


class SketchParameters(Parameters):
    """How a piece was composed. `tempo` in beats per minute, `first_bar` in seconds, `rubato` as a share; `tonic` is a
    pitch class (C is 0), `scale` its semitones.
    """

    mood: str
    tempo: float
    bars: int
    first_bar: float
    rubato: float
    tonic: int
    scale: tuple[int, ...]
    notes: int
    instruments: str


class SketchRenderer:
    """A `Renderer`: procedural, stereo at 48 kHz, the same samples for the same request.

    Args:
        soundfont: a .sf2 or .sf3 file whose instruments play what they can, "auto" for one of the system's where there
            is one, or "off" for computed instruments only.

    Raises:
        SoundFontError: by `revision`, `licence` and `render`, where a file is set that cannot be played.
    """

    name = "sketch"

    def __init__(self, soundfont: str = "off") -> None:
        self._soundfont = soundfont

    @functools.cached_property
    def font(self) -> SoundFont | None:
        """The font that plays, found once."""
        return find(self._soundfont)

    @property
    def revision(self) -> str:
        """The composer's version, and the font."""
        return f"{VERSION} with {self.font.name}" if self.font else VERSION

    @property
    def licence(self) -> str:
        """Of what is played."""
        if self.font:
            return f"CC0-1.0 (procedural), with the instruments of {self.font.path.name} under that font's licence"
        return "CC0-1.0 (procedural: no samples, no weights)"

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
        style, tonic = in_tonality(STYLES[mood.name], request.tonality)
        if request.tempo is None:
            grid = choose_grid(request.seconds, mood.tempo, request.cuts, request.rubato)
        else:
            grid = lay_grid(request.seconds, request.tempo, request.cuts, request.rubato)
        score = compose(style, grid, np.random.default_rng(request.seed), tonic)
        audio = mix(score.notes, style, round(request.seconds * RATE), self.font)
        audio = to_loudness(fade(audio, RATE, FADE_IN, FADE_OUT), RATE, TARGET_LUFS, CEILING_DBTP)
        provenance = Provenance(
            renderer=self.name,
            model="procedural composer",
            revision=self.revision,
            licence=self.licence,
            seed=request.seed,
            parameters=SketchParameters(
                mood=mood.name,
                tempo=round(grid.tempo, 3),
                bars=grid.bars,
                first_bar=round(float(grid.beats[0]), 4),
                rubato=round(grid.rubato, 4),
                tonic=score.tonic,
                scale=style.scale,
                notes=len(score.notes),
                instruments=self.font.name if self.font else "computed",
            ),
        )
        return RenderedClip(request.key, audio, RATE, provenance)


def in_tonality(style: Style, tonality: str | None) -> tuple[Style, int | None]:
    """The style in a key: its scale where that is of the key's mode, else the plain major or minor one; and the tonic."""
    if tonality is None:
        return style, None
    plain = MAJOR if tonality.endswith("major") else MINOR
    return replace(style, scale=style.scale if style.scale[2] == plain[2] else plain), pitch_class(tonality)


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
