"""The parts of a piece: which style is played from when to when.

What belongs here: a part, and dividing a piece. What does not: finding styles in a prompt (moment_styles.py), playing them
(renderers).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from resources.music.moments import Moment
from resources.music.styles import Mode

SHORTEST_PART = 2.0  # seconds; a shorter one is left to its neighbour


@dataclass(frozen=True, slots=True)
class StylePart:
    """From `start` to `end`, in seconds of the music, a `style` (of STYLES) at a `tempo` in beats per minute, in a `mode`
    or the style's own. `pace`: from the style's slowest tempo (-1) to its fastest (1), if asked for.
    """

    start: float
    end: float
    style: str
    tempo: float | None = None
    mode: Mode | None = None
    pace: float | None = None

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.start


def lay_parts(
    moments: Sequence[Moment], style: str, seconds: float, *, comes_back: bool = True
) -> tuple[StylePart, ...]:
    """The parts of a piece, without gaps.

    Args:
        moments: in seconds of the music, with their ends.
        style: before the first moment that names one.
        comes_back: whether it is also played after a moment's end; otherwise the moment's style goes on.
    """
    named = [moment for moment in moments if moment.what == "style"]
    edges = sorted({0.0, seconds, *(at for m in named for at in (m.start, m.end or 0.0) if 0 < at < seconds)})
    parts: list[StylePart] = []
    for start, end in itertools.pairwise(edges):
        here = [moment for moment in named if moment.start <= start < (moment.end or 0.0)]
        if here:
            moment = max(here, key=lambda moment: moment.start)
            parts.append(StylePart(start, end, moment.style, mode=moment.mode, pace=moment.pace))
        elif parts and not comes_back:
            parts.append(replace(parts[-1], start=start, end=end))
        else:
            parts.append(StylePart(start, end, style))
    return _joined(_long_enough(_joined(parts)))


def part_of(moment: Moment, parts: Sequence[StylePart]) -> StylePart | None:
    """The first part in which a moment's style is played while the moment lasts."""
    return next(
        (
            part
            for part in parts
            if part.style == moment.style and part.start < (moment.end or 0.0) and part.end > moment.start
        ),
        None,
    )


def _joined(parts: Sequence[StylePart]) -> tuple[StylePart, ...]:
    """The parts, with neighbours of one style as one."""
    found: list[StylePart] = []
    for part in parts:
        if found and found[-1].style == part.style:
            found[-1] = replace(found[-1], end=part.end)
        else:
            found.append(part)
    return tuple(found)


def _long_enough(parts: Sequence[StylePart]) -> list[StylePart]:
    found: list[StylePart] = []
    for part in parts:
        if found and (part.seconds < SHORTEST_PART or found[-1].seconds < SHORTEST_PART):
            kept = part if found[-1].seconds < part.seconds else found[-1]
            found[-1] = replace(kept, start=found[-1].start, end=part.end)
        else:
            found.append(part)
    return found
