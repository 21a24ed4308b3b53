"""What a renderer is: a batch of requests in, a stream of finished clips out.

What belongs here: the interface that renderers and their callers share. What does not: any one renderer
(resources/renderers), what a clip's record holds (provenance.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from resources.errors import TenthSymphonyError
from resources.licences import in_words
from resources.music.grid import RUBATO
from resources.music.provenance import Provenance
from resources.music.styles import STYLES, Mode
from resources.music.tonality import TONALITY

SHORTEST_SECONDS = 0.1
LONGEST_SECONDS = 6 * 3600.0  # memory allows for more; an hour takes minutes, and up to 6 GB of disk while it is mixed
LEAST_ARC = 0.1  # energy that moves by less is no arc
TARGET_LUFS, CEILING_DBTP = -14.0, -1.5  # what a finished clip is brought to


class RenderRequestError(TenthSymphonyError):
    """A request that no renderer can fulfil."""


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """Music. `audio`: float32, shape (channels, samples), exactly round(seconds × rate) samples; a long one may lie on disk
    (resources/scratch.py). `lufs`: its loudness, where the renderer has measured it.
    """

    key: str
    audio: np.ndarray
    rate: int
    provenance: Provenance
    lufs: float | None = None


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to play.

    `tempo` in beats per minute, `style` (of STYLES), `tonality` ("A minor", "F# major"), and the `mode` alone are wishes;
    without them the renderer decides. `cuts`: the picture's cuts in seconds, on which beats are to fall; `rubato`: the
    share by which the tempo may give way for that, from one cut to the next; `tempo_asked`: a person named the tempo.
    `energy`: what the film does, a value from 0 to 1 for each second; nothing where it is not known. `instruments` and
    `without`: wanted and unwanted, of lexicon.INSTRUMENT_PHRASES; `solo`: no others than the wanted ones. `lyrics`: to be
    sung by a renderer that sings, with tags such as [verse]. `turns`: seconds at which something new begins, a bar with it;
    `drumless`: spans without drums.
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
    drumless: tuple[tuple[float, float], ...] = ()

    @property
    def words(self) -> str:
        """What a model is told: the person's words as they are; where there are none, the style's sounds."""
        return self.prompt.strip() or (STYLES[self.style].sounds if self.style else "instrumental music")

    @property
    def told_tempo(self) -> float | None:
        """The tempo that a model is told: only where a person named one, or cuts need it."""
        return self.tempo if self.tempo_asked or self.cuts else None

    def validate(self) -> None:
        """Raises RenderRequestError for a length, a tempo, a key or a style that is no music."""
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
        if self.style is not None and self.style not in STYLES:
            raise RenderRequestError(
                f"{self.key}: there is no style {self.style!r}.", remedy=f"Styles: {', '.join(STYLES)}."
            )


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a renderer can do. `longest_seconds`: of one piece; `continues`: what is longer than it can see goes on from what was
    played; `follows_energy`: its form and loudness follow a film's; `without`: what is not wanted is left out; `commercial`:
    its licence allows commercial use (None: read it).
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
        """What of a request it does not do for certain, in words for people."""
        moves = max(request.energy, default=0.0) - min(request.energy, default=0.0) >= LEAST_ARC
        wishes = {
            "lyrics: this renderer does not sing": request.lyrics and not self.sings,
            "a tempo: this renderer is told it, and keeps it roughly": request.tempo_asked and not self.follows_tempo,
            "a key: this renderer is told it, and may play another": request.tonality and not self.follows_key,
            f"no {', no '.join(request.without)}: this renderer may play it": request.without and not self.without,
            "the film's arc: this renderer does not follow it": moves and not self.follows_energy,
            "times: this renderer does not follow them": (request.turns or request.drumless)
            and not self.follows_energy,
        }
        return tuple(told for told, missed in wishes.items() if missed)

    def in_words(self) -> str:
        """What it can do, for people."""
        can = {
            "stereo": self.stereo, "mono": not self.stereo, "sings lyrics": self.sings, "keeps a tempo": self.follows_tempo,
            "keeps a key": self.follows_key, "follows the film": self.follows_energy, "leaves out what is not wanted": self.without,
            "goes on from what it played": self.continues,
            f"{self.longest_seconds / 60:g} minutes at most": self.longest_seconds < LONGEST_SECONDS,
        }  # fmt: skip
        return f"{', '.join(what for what, does in can.items() if does)}; commercial use: {in_words(self.commercial)}"


@dataclass(frozen=True, slots=True)
class RenderFailure:
    """A request of the batch that could not be fulfilled, and why."""

    key: str
    reason: str


class Renderer(Protocol):
    """What turns requests into music."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What it can do; known without loading weights or asking the hub."""
        ...

    @property
    def revision(self) -> str:
        """All that decides what is played to a request: what was rendered by the same revision is not rendered again."""
        ...

    @property
    def licence(self) -> str:
        """Of what is played."""
        ...

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """Each request's clip or failure, as it is done, in any order; one bad request never ends the batch."""
        ...
