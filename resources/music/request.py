"""What a renderer is: a batch of requests in, a stream of finished clips out.

What belongs here: what all renderers share. What does not: any one renderer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from resources.errors import TenthSymphonyError
from resources.music.grid import RUBATO
from resources.music.tonality import TONALITY

SHORTEST_SECONDS = 0.1
LONGEST_SECONDS = 3 * 3600.0
MOST_CANDIDATES = 16
TARGET_LUFS, CEILING_DBTP = -14.0, -1.5  # what a finished clip is brought to


class RenderRequestError(TenthSymphonyError):
    """A request that no renderer can fulfil."""


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """Music. `audio`: float32, shape (channels, samples), exactly round(seconds × rate) samples.

    `provenance`: what made it (renderer, model, revision, licence, seed, parameters).
    """

    key: str
    audio: np.ndarray
    rate: int
    provenance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to play.

    `tempo` in beats per minute, `mood` and `tonality` ("A minor", "F# major") are wishes; without them the renderer
    decides. `cuts`: the picture's cuts in seconds, on which beats are to fall; `rubato`: the share by which the tempo
    may give way for that, from one cut to the next. For renderers that have a model play (not the sketch):
    `candidates`: of how many takes to keep the best, None leaves it to the renderer; `opening`: a clip to go on from,
    which is the first part of the `seconds`.
    """

    key: str
    prompt: str
    seconds: float
    seed: int
    tempo: float | None = None
    mood: str | None = None
    cuts: tuple[float, ...] = ()
    tonality: str | None = None
    rubato: float = RUBATO
    candidates: int | None = None
    opening: RenderedClip | None = field(default=None, compare=False)

    def validate(self) -> None:
        """Raises RenderRequestError for a length, a tempo or a key that is no music."""
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
        if self.candidates is not None and not 1 <= self.candidates <= MOST_CANDIDATES:
            raise RenderRequestError(
                f"{self.key}: {self.candidates} candidates.", remedy=f"Ask for 1 to {MOST_CANDIDATES}."
            )


@dataclass(frozen=True, slots=True)
class RenderFailure:
    """A request of the batch that could not be fulfilled, and why."""

    key: str
    reason: str


class Renderer(Protocol):
    """What turns requests into music."""

    name: str

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
