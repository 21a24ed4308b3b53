"""The feel of each style as the embedded composer plays it, for those who play along.

What belongs here: looking it up. What does not: its arithmetic (resources/music/feel.py), the tables (arrangements.py, rhythm.py).
"""

from resources.music.feel import Feel
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.rhythm import GROOVES, STRAIGHT


def feel_of(style: str) -> Feel:
    """The feel of a style of STYLES."""
    arrangement = ARRANGEMENTS[style]
    return Feel(arrangement.swing, GROOVES.get(arrangement.groove, STRAIGHT).feel)
