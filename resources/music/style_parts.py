"""The parts of a piece: which style is played from when to when, and in which key.

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
    or the style's own. `pace`: from the style's slowest tempo (-1) to its fastest (1), if asked for. `key`: of a change of key, as in
    `Moment`; "" for that of the piece.
    """

    start: float
    end: float
    style: str
    tempo: float | None = None
    mode: Mode | None = None
    pace: float | None = None
    key: str = ""

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
    in_keys = [moment for moment in moments if moment.what == "key"]
    inner = {at for moment in (*named, *in_keys) for at in (moment.start, moment.end or 0.0) if 0 < at < seconds}
    parts: list[StylePart] = []
    for start, end in itertools.pairwise(sorted({0.0, seconds, *inner})):
        key = max(_there(in_keys, start), key=lambda moment: moment.start, default=None)
        here = max(_there(named, start), key=lambda moment: moment.start, default=None)
        if here:
            part = StylePart(start, end, here.style, mode=here.mode, pace=here.pace)
        elif parts and not comes_back:
            part = replace(parts[-1], start=start, end=end)
        else:
            part = StylePart(start, end, style)
        parts.append(replace(part, key=key.key if key else ""))
    return _joined(_long_enough(_joined(parts)))


def _there(moments: Sequence[Moment], at: float) -> list[Moment]:
    return [moment for moment in moments if moment.start <= at < (moment.end or 0.0)]


def part_of(moment: Moment, parts: Sequence[StylePart]) -> StylePart | None:
    """The first part in which a moment's style or key is played while the moment lasts."""
    return next(
        (
            part
            for part in parts
            if (part.key == moment.key if moment.key else part.style == moment.style)
            and part.start < (moment.end or 0.0)
            and part.end > moment.start
        ),
        None,
    )


def _joined(parts: Sequence[StylePart]) -> tuple[StylePart, ...]:
    """The parts, with neighbours of one style and one key as one."""
    found: list[StylePart] = []
    for part in parts:
        if found and (found[-1].style, found[-1].key) == (part.style, part.key):
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
