"""The embedded renderer: a procedural composer that needs no weights.

What belongs here: the renderer, from a request to a clip. What does not: styles, notes and sounds, which have their own
modules.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from resources.audio import fade_ends, raised
from resources.music.form import FORMS, lay_form, of_bars
from resources.music.grid import Grid, choose_grid, lay_grid
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
from resources.music.styles import DEFAULT_STYLE, STYLES, Style
from resources.music.tempo_changes import EvenTime
from resources.music.tonality import mode_of, pitch_class
from resources.music.words import understand
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.casting import cast
from resources.renderers.sketch.composition import compose
from resources.renderers.sketch.cueing import with_reserves
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.lineups import line_up
from resources.renderers.sketch.mixing import mix
from resources.renderers.sketch.score import Score
from resources.renderers.sketch.soundfonts import SoundFont, find

VERSION = "14"
FADE_IN, FADE_OUT = 0.004, 0.6
TEMPO_VARIES = 0.05  # the largest relative change of the usual tempo by the seed


class SketchParameters(Parameters):
    """How a piece was composed. `tempo` in beats per minute, `first_bar` in seconds, `rubato` as a share. `tonic`: a
    pitch class (C is 0). `scale`: in semitones. `sections`: each with its kind and bars. `chords`: the number of
    different ones.
    """

    style: str
    tempo: float
    bars: int
    first_bar: float
    rubato: float
    tonic: int
    scale: tuple[int, ...]
    notes: int
    chords: int
    sections: tuple[str, ...]
    parts: tuple[str, ...]
    instruments: str


class SketchRenderer:
    """A `Renderer`: procedural, stereo at 48 kHz, with identical samples for identical requests.

    Args:
        soundfont: a .sf2 or .sf3 file whose instruments are used where possible; "auto" for the project's own if it was
            downloaded, otherwise one of the system's; or "off" for synthesised instruments only.

    Raises:
        SoundFontError: from `revision`, `licence` and `render`, if a file is set that cannot be played.
    """

    name = "sketch"
    capabilities = Capabilities(
        follows_tempo=True, follows_key=True, follows_energy=True, stereo=True, without=True, commercial=True
    )

    def __init__(self, soundfont: str = "off") -> None:
        self._soundfont = soundfont

    @functools.cached_property
    def font(self) -> SoundFont | None:
        """The SoundFont in use; found once."""
        return find(self._soundfont)

    @property
    def revision(self) -> str:
        """The composer's version and the SoundFont."""
        return f"{VERSION} with {self.font.name}" if self.font else VERSION

    @property
    def licence(self) -> str:
        """The licence of the music."""
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
        request = understood(request)
        score = write(request)
        arrangement = ARRANGEMENTS[request.style or DEFAULT_STYLE]
        audio = mix(score, arrangement, round(request.seconds * RATE), self.font)
        fade_ends(audio, RATE, FADE_IN, FADE_OUT)
        audio, lufs = raised(audio, RATE, TARGET_LUFS, CEILING_DBTP)
        provenance = Provenance(
            renderer=self.name,
            model="procedural composer",
            revision=self.revision,
            licence=self.licence,
            seed=request.seed,
            parameters=SketchParameters(
                style=request.style or DEFAULT_STYLE,
                tempo=round(score.grid.tempo, 3),
                bars=len(score.grid.bars),
                first_bar=round(float(score.grid.beats[0]), 4),
                rubato=round(score.grid.rubato, 4),
                tonic=score.tonic,
                scale=score.scale,
                notes=len(score.notes),
                chords=score.chords,
                sections=tuple(f"{section.kind} {section.bars}" for section in score.sections),
                parts=tuple(voice.sound for voice in score.voices.values()),
                instruments=self.font.name if self.font else "computed",
            ),
        )
        return RenderedClip(request.key, audio, RATE, provenance, lufs)


def understood(request: RenderRequest) -> RenderRequest:
    """The request completed from its prompt; values that are already set win."""
    if request.style is not None:
        return request
    words = understand(request.prompt)
    return replace(
        request,
        style=words.style or DEFAULT_STYLE,
        mode=request.mode or words.mode,
        tempo=request.tempo or words.tempo,
        tonality=request.tonality or words.tonality,
        instruments=request.instruments or words.instruments,
        without=request.without or words.without,
        solo=request.solo or words.solo,
    )


def write(request: RenderRequest) -> Score:
    """Compose the notes of a request with a known style."""
    style = STYLES[request.style or DEFAULT_STYLE]
    grid = _grid(request, style)
    energy = request.energy or (style.energy,) * max(1, round(request.seconds))
    of_each_bar = of_bars(energy, grid.downbeats)
    arrangement = cast(ARRANGEMENTS[style.name], request.instruments, request.without, solo=request.solo)
    arrangement = line_up(arrangement, style.name, request.seed, request.instruments, request.without)
    arrangement = with_reserves(arrangement, request.cues)
    return compose(
        arrangement,
        grid,
        lay_form(of_each_bar, FORMS[arrangement.form], request.seed),
        np.random.default_rng(request.seed),
        mode=mode_of(request.tonality) if request.tonality else request.mode or style.mode,
        tonic=pitch_class(request.tonality) if request.tonality else None,
        energy=of_each_bar.tolist(),
        take=request.seed,
        cues=request.cues,
    )


def _grid(request: RenderRequest, style: Style) -> Grid:
    if request.tempo_changes:
        even = EvenTime(request.seconds, request.tempo_changes)
        cuts, turns = even.of(request.cuts), even.of(request.turns)
        laid = replace(
            request, seconds=even.of([request.seconds])[0], cuts=tuple(cuts), turns=tuple(turns), tempo_changes=()
        )
        return even.unbent(_grid(laid, style))
    if request.tempo is None:
        slowest, usual, fastest = style.tempo
        # Takes also differ in tempo: without this, all three takes of a film without cuts had the same one.
        drawn = usual * (1 + TEMPO_VARIES * np.random.default_rng([request.seed, 1]).uniform(-1, 1))
        tempi = (slowest, min(max(drawn, slowest), fastest), fastest)
        return choose_grid(request.seconds, tempi, request.cuts, request.rubato, style.beats, request.turns)
    return lay_grid(request.seconds, request.tempo, request.cuts, request.rubato, style.beats, request.turns)
