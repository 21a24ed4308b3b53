"""The interface of renderers: a batch of requests in, a stream of finished clips out.

What belongs here: the interface that renderers and their callers share. What does not: a single renderer
(resources/renderers), the contents of a clip's record (provenance.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from resources.errors import TenthSymphonyError
from resources.licences import in_words
from resources.music.cues import Cue
from resources.music.grid import RUBATO
from resources.music.provenance import Provenance
from resources.music.style_parts import StylePart
from resources.music.styles import STYLES, Mode
from resources.music.tempo_changes import TempoChange
from resources.music.tonality import TONALITY

SHORTEST_SECONDS = 0.1
LONGEST_SECONDS = 6 * 3600.0  # memory would allow more; an hour takes minutes, and up to 6 GB of disk during mixing
LEAST_ARC = 0.1  # a smaller range of energy is not an arc
TARGET_LUFS, CEILING_DBTP = -14.0, -1.5  # the target of a finished clip


class RenderRequestError(TenthSymphonyError):
    """A request that is invalid for every renderer."""


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """Music. `audio`: float32 of shape (channels, samples), exactly round(seconds × rate) samples; a long one may be
    memory-mapped (resources/scratch.py). `lufs`: its loudness, if the renderer has measured it.
    """

    key: str
    audio: np.ndarray
    rate: int
    provenance: Provenance
    lufs: float | None = None


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to play.

    `tempo` in beats per minute, `style` (of STYLES), `tonality` ("A minor", "F# major") and `mode` are wishes; without
    them the renderer decides. `cuts`: the picture's cuts in seconds, on which beats should fall; `rubato`: the relative
    deviation of the tempo that is allowed for this between two cuts; `tempo_asked`: whether the user gave the tempo.
    `energy`: the film's, 0 to 1 for each second; empty if unknown. `instruments` and `without`: wanted and unwanted, of
    lexicon.INSTRUMENT_PHRASES; `solo`: only the wanted ones play. `lyrics`: for a renderer that sings, with tags such
    as [verse]. `turns`: seconds at which a new bar and something new should begin. `cues`: who plays when. `tempo_changes`: when
    the music is faster or slower than `tempo`. `parts`: from the start to the end, if there are several styles.
    """

    key: str
    prompt: str
    seconds: float
    seed: int
    tempo: float | None = None
    style: str | None = None
    cuts: tuple[float, ...] = ()
    tonality: str | None = None
    rubato: float = RUBATO
    tempo_asked: bool = False
    mode: Mode | None = None
    energy: tuple[float, ...] = ()
    instruments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    solo: bool = False
    lyrics: str = ""
    turns: tuple[float, ...] = ()
    cues: tuple[Cue, ...] = ()
    tempo_changes: tuple[TempoChange, ...] = ()
    parts: tuple[StylePart, ...] = ()

    @property
    def words(self) -> str:
        """The prompt for a model: the user's own words or, if there are none, the description of the style."""
        return self.prompt.strip() or (STYLES[self.style].sounds if self.style else "instrumental music")

    @property
    def told_tempo(self) -> float | None:
        """The tempo for a model's prompt: only if the user gave one, or cuts need it."""
        return self.tempo if self.tempo_asked or (self.cuts and not self.parts) else None

    def validate(self) -> None:
        """Raise RenderRequestError for an invalid length, tempo, key or style."""
        if not SHORTEST_SECONDS <= self.seconds <= LONGEST_SECONDS:
            raise RenderRequestError(
                f"{self.key}: {self.seconds} seconds cannot be rendered.",
                remedy=f"Ask for {SHORTEST_SECONDS} seconds to {LONGEST_SECONDS / 3600:.0f} hours.",
            )
        if self.tempo is not None and not 30 <= self.tempo <= 300:
            raise RenderRequestError(
                f"{self.key}: a tempo of {self.tempo}.", remedy="Ask for 30 to 300 beats a minute."
            )
        if self.tonality is not None and not TONALITY.fullmatch(self.tonality):
            raise RenderRequestError(
                f"{self.key}: the key {self.tonality!r}.", remedy="Write it as A minor, F# major or Bb minor."
            )
        for style in (self.style, *(part.style for part in self.parts)):
            if style is not None and style not in STYLES:
                raise RenderRequestError(
                    f"{self.key}: there is no style {style!r}.", remedy=f"Styles: {', '.join(STYLES)}."
                )
        edges = [0.0, *(part.end for part in self.parts)]
        if self.parts and ([part.start for part in self.parts] != edges[:-1] or edges[-1] != self.seconds):
            raise RenderRequestError(
                f"{self.key}: its parts have gaps.", remedy="Let each begin where the last one ends."
            )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a renderer can do. `longest_seconds`: of one piece. `continues`: whether longer pieces continue from their
    own audio. `follows_energy`: whether form and loudness follow a film's energy. `without`: whether unwanted
    instruments are left out. `commercial`: whether the licence allows commercial use (None: read the licence).
    """

    longest_seconds: float = LONGEST_SECONDS
    continues: bool = False
    follows_tempo: bool = False
    follows_key: bool = False
    follows_energy: bool = False
    stereo: bool = False
    sings: bool = False
    without: bool = False
    commercial: bool | None = None

    def unmet(self, request: RenderRequest) -> tuple[str, ...]:
        """The parts of a request that it does not fulfil for certain, in words."""
        moves = max(request.energy, default=0.0) - min(request.energy, default=0.0) >= LEAST_ARC
        wishes = {
            "lyrics: this renderer does not sing": request.lyrics and not self.sings,
            "a tempo: this renderer is told it, and keeps it roughly": request.tempo_asked and not self.follows_tempo,
            "a key: this renderer is told it, and may play another": request.tonality and not self.follows_key,
            f"no {', no '.join(request.without)}: this renderer may play it": request.without and not self.without,
            "the film's arc: this renderer does not follow it": moves and not self.follows_energy,
            "times: this renderer does not follow them": (request.turns or request.cues or request.tempo_changes)
            and not self.follows_energy,
            "a style or a key for a part: this renderer is told the words, and plays them from start to end": request.parts
            and not self.follows_energy,
        }
        return tuple(told for told, missed in wishes.items() if missed)

    def in_words(self) -> str:
        """The capabilities in words, for the UI."""
        can = {
            "stereo": self.stereo, "mono": not self.stereo, "sings lyrics": self.sings, "keeps a tempo": self.follows_tempo,
            "keeps a key": self.follows_key, "follows the film": self.follows_energy, "leaves out what is not wanted": self.without,
            "goes on from what it played": self.continues,
            f"{self.longest_seconds / 60:g} minutes at most": self.longest_seconds < LONGEST_SECONDS,
        }  # fmt: skip
        return f"{', '.join(what for what, does in can.items() if does)}; commercial use: {in_words(self.commercial)}"


@dataclass(frozen=True, slots=True)
class RenderFailure:
    """A request of the batch that failed, and why."""

    key: str
    reason: str


class Renderer(Protocol):
    """The interface of renderers: turns requests into music."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, known without loading weights or network access."""
        ...

    @property
    def revision(self) -> str:
        """A version of everything that determines the music; music of the same revision is not rendered again."""
        ...

    @property
    def licence(self) -> str:
        """The licence of the music."""
        ...

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """Yield each request's clip or failure as soon as it is done, in any order. A bad request does not end the batch."""
        ...
