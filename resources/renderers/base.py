"""What a renderer is: a batch of requests in, a stream of finished clips out.

What belongs here: what all renderers share. What does not: any one renderer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from resources.errors import TenthSymphonyError

SHORTEST_SECONDS = 0.1
LONGEST_SECONDS = 3 * 3600.0


class RenderRequestError(TenthSymphonyError):
    """A request that no renderer can fulfil."""


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to play.

    `tempo` in beats per minute and `mood` are wishes; without them the renderer decides. `cuts`: the picture's cuts
    in seconds, for renderers that can place beats on them.
    """

    key: str
    prompt: str
    seconds: float
    seed: int
    tempo: float | None = None
    mood: str | None = None
    cuts: tuple[float, ...] = ()

    def validate(self) -> None:
        """Raises RenderRequestError for a length or a tempo that is no music."""
        if not SHORTEST_SECONDS <= self.seconds <= LONGEST_SECONDS:
            raise RenderRequestError(
                f"{self.key}: {self.seconds} seconds cannot be rendered.",
                remedy=f"Ask for {SHORTEST_SECONDS} seconds to {LONGEST_SECONDS / 3600:.0f} hours.",
            )
        if self.tempo is not None and not 30 <= self.tempo <= 300:
            raise RenderRequestError(
                f"{self.key}: a tempo of {self.tempo}.", remedy="Ask for 30 to 300 beats a minute."
            )


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
class RenderFailure:
    """A request of the batch that could not be fulfilled, and why."""

    key: str
    reason: str


class Renderer(Protocol):
    """What turns requests into music."""

    name: str
    revision: str
    licence: str

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """Each request's clip or failure, as it is done, in any order; one bad request never ends the batch."""
        ...
