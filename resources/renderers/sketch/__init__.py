"""The embedded renderer: a procedural composer that needs no weights.

What belongs here: the renderer, from a request to a clip. What does not: styles, notes and sounds, which have their own
modules.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from pydantic import Field

from resources.audio import fade_ends, raised
from resources.music.form import FORMS, STILL, as_part, lay_form, of_bars
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
from resources.music.style_parts import StylePart
from resources.music.styles import DEFAULT_STYLE, STYLES, Mode, Style
from resources.music.tempo_changes import EvenTime
from resources.music.tonality import mode_of, pitch_class
from resources.music.words import understand
from resources.renderers.sketch import medley
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.casting import cast
from resources.renderers.sketch.composition import Onward, compose
from resources.renderers.sketch.cueing import with_reserves
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.lineups import line_up
from resources.renderers.sketch.mixing import mix
from resources.renderers.sketch.score import Score
from resources.renderers.sketch.soundfont_package import LICENCES, OWN_LICENCE
from resources.renderers.sketch.soundfonts import SoundFont, find

VERSION = "16"
FADE_IN, FADE_OUT = 0.004, 0.6
# A piece of one energy is faster or slower the more that differs from the style's: by this difference it has its limit. A chiptune
# of energy 0.95 had the notes and the tempo of one of 0.7. In a film with an arc, the notes follow it and the tempo stays.
LEANS = 0.5
TEMPO_VARIES = 0.1  # the largest relative change of the usual tempo by the seed


class SketchParameters(Parameters):
    """How a piece was composed. `tempo` in beats per minute, `first_bar` in seconds, `rubato` as a share. `tonic`: a
    pitch class (C is 0). `scale`: in semitones. `sections`: each with its kind and bars. `chords`: the number of
    different ones. `styles`: of each part, if there are several; `style`, `tempo`, `tonic` and `scale` are the first part's.
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
    styles: tuple[str, ...] = Field((), exclude_if=lambda styles: not styles)


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
            name = self.font.path.name
            return f"CC0-1.0 (procedural), with the instruments of {name} ({LICENCES.get(name, OWN_LICENCE)})"
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
        parts = medley.requests_of(request)
        scores = written(parts, request.parts)
        samples = round(request.seconds * RATE)
        if len(parts) == 1:
            audio = self._mixed(parts[0], scores[0], samples)
        else:
            tails = [round(RATE * medley.RINGS_ON)] * (len(parts) - 1) + [0]
            mixes = (
                (part, self._mixed(part, score, round(part.seconds * RATE) + tail))
                for part, score, tail in zip(parts, scores, tails, strict=True)
            )
            audio = medley.joined(mixes, samples, max(map(medley.liveliness, parts)))
        score = scores[0]
        fade_ends(audio, RATE, FADE_IN, FADE_OUT)
        audio, lufs = raised(audio, RATE, TARGET_LUFS, CEILING_DBTP)
        provenance = Provenance(
            renderer=self.name,
            model="procedural composer",
            revision=self.revision,
            licence=self.licence,
            seed=request.seed,
            parameters=SketchParameters(
                style=parts[0].style or DEFAULT_STYLE,
                tempo=round(score.grid.tempo, 3),
                bars=sum(len(score.grid.bars) for score in scores),
                first_bar=round(float(score.grid.beats[0]), 4),
                rubato=round(score.grid.rubato, 4),
                tonic=score.tonic,
                scale=score.scale,
                notes=sum(len(score.notes) for score in scores),
                chords=sum(score.chords for score in scores),
                sections=tuple(f"{section.kind} {section.bars}" for score in scores for section in score.sections),
                parts=tuple(voice.sound for score in scores for voice in score.voices.values()),
                instruments=self.font.name if self.font else "computed",
                styles=tuple(
                    f"{part.style} from {part.start:g} s, {score.grid.tempo:.3g} bpm"
                    for part, score in zip(request.parts, scores, strict=False)
                ),
            ),
        )
        return RenderedClip(request.key, audio, RATE, provenance, lufs)

    def _mixed(self, part: RenderRequest, score: Score, samples: int) -> np.ndarray:
        return mix(score, ARRANGEMENTS[part.style or DEFAULT_STYLE], samples, self.font)


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


def written(parts: Sequence[RenderRequest], laid: Sequence[StylePart] = ()) -> list[Score]:
    """Compose the parts of a piece, in one key or its relative unless they were `laid` out in others."""
    scores: list[Score] = []
    modes: list[Mode] = [_mode(part) for part in parts]
    for number, part in enumerate(parts):
        tonic = medley.tonic_of(number, laid, scores[0].tonic, modes) if scores else None
        scores.append(write(part, tonic=tonic, onward=medley.onward_of(parts, number)))
    return scores


def _mode(request: RenderRequest) -> Mode:
    if request.tonality:
        return mode_of(request.tonality)
    return request.mode or STYLES[request.style or DEFAULT_STYLE].mode


def write(request: RenderRequest, *, tonic: int | None = None, onward: Onward | None = None) -> Score:
    """Compose the notes of a request with a known style.

    Args:
        tonic: of a part that follows on another one, if no key is asked for.
        onward: what follows, if it is not the last part.
    """
    style = STYLES[request.style or DEFAULT_STYLE]
    first = tonic is None
    grid = _grid(request, style, begins=not first)
    energy = request.energy or (style.energy,) * max(1, round(request.seconds))
    of_each_bar = of_bars(energy, grid.downbeats)
    arrangement = cast(ARRANGEMENTS[style.name], request.instruments, request.without, solo=request.solo)
    arrangement = line_up(arrangement, style.name, request.seed, request.instruments, request.without)
    arrangement = with_reserves(arrangement, request.cues)
    sections = lay_form(of_each_bar, FORMS[arrangement.form], request.seed)
    return compose(
        replace(arrangement, lifts=arrangement.lifts and first and onward is None),
        grid,
        sections if first and onward is None else as_part(sections, first=first, last=onward is None),
        np.random.default_rng(request.seed),
        mode=_mode(request),
        tonic=pitch_class(request.tonality) if request.tonality else tonic,
        energy=of_each_bar.tolist(),
        take=request.seed,
        cues=request.cues,
        onward=onward,
        usual=style.energy,
    )


def _lean(energy: Sequence[float], style: Style) -> float:
    """How much faster (to 1) or slower (to -1) than usual a piece of one energy is."""
    if not energy or max(energy) - min(energy) >= STILL:
        return 0.0
    return float(np.clip((np.mean(energy) - style.energy) / LEANS, -1, 1))


def _grid(request: RenderRequest, style: Style, *, begins: bool) -> Grid:
    if request.tempo_changes:
        even = EvenTime(request.seconds, request.tempo_changes)
        cuts, turns = even.of(request.cuts), even.of(request.turns)
        laid = replace(
            request, seconds=even.of([request.seconds])[0], cuts=tuple(cuts), turns=tuple(turns), tempo_changes=()
        )
        return even.unbent(_grid(laid, style, begins=begins))
    if request.tempo is None:
        slowest, usual, fastest = style.tempo
        # Takes also differ in tempo: without this, all three takes of a film without cuts had the same one.
        drawn = usual * (1 + TEMPO_VARIES * np.random.default_rng([request.seed, 1]).uniform(-1, 1))
        lean = _lean(request.energy, style)
        drawn += abs(lean) * ((fastest if lean > 0 else slowest) - drawn)
        tempi = (slowest, min(max(drawn, slowest), fastest), fastest)
        return choose_grid(
            request.seconds, tempi, request.cuts, request.rubato, style.beats, request.turns, begins=begins
        )
    return lay_grid(
        request.seconds, request.tempo, request.cuts, request.rubato, style.beats, request.turns, begins=begins
    )
