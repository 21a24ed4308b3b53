"""When a vowel is heard, counted from the frames that a Piper voice gives it.

A voice learned these frames from an alignment of its own, which divides consonant and vowel at other places than a listener
does. The delays are medians on en_US-joe-medium: 724 vowels of 24 lines at two tempi, by the method in benchmarks/_onsets.py, which
measures other lines. Rounded towards 0 where vowels were few or spread widely (after j, ɹ, w, z and an unstressed n).

What belongs here: the table and how it is read. What does not: durations (piper.py), finding onsets in sound (benchmarks).
"""

from collections.abc import Sequence

from resources.voices.symbols import BLANK, STRESS, Symbol

# Milliseconds by the sound before the vowel: (stressed vowel, unstressed vowel). Positive: the vowel is heard later.
DELAYS = {
    "w": (25.0, 25.0), "ɹ": (28.0, 0.0), "j": (14.0, 14.0), "s": (11.0, -5.0), "f": (9.0, -4.0), "ʃ": (6.0, 0.0),
    "z": (10.0, 8.0), "θ": (-4.0, -4.0), "ð": (-20.0, -24.0), "v": (-3.0, -3.0), "ʒ": (-4.0, -4.0), "n": (-13.0, -13.0),
    "ŋ": (-9.0, -9.0), "m": (0.0, -6.0), "p": (-5.0, -9.0), "k": (0.0, -6.0), "d": (-5.0, -6.0), "ɡ": (-8.0, 0.0),
}  # fmt: skip
# A vowel after a vowel. The median of 214 in 160 lines of the songbook is -19 ms; detectors that were learned from two speakers
# agree on its sign and on 6 to 46 ms, by the vowel.
AFTER_VOWEL = -15.0
# A word that begins with a stressed vowel starts anew after a plosive at the end of the word before.
AFTER_PLOSIVE, PLOSIVES = 22.0, frozenset("ptkbdɡ")


def heard_later(symbols: Sequence[Symbol], begin: int) -> float:
    """Seconds from the start of a vowel's first symbol, at `begin`, until the vowel is heard."""
    stressed = symbols[begin].text in STRESS.values()
    before = next((symbol for symbol in reversed(symbols[:begin]) if symbol.text != BLANK), Symbol(""))
    if before.vowel is not None:
        return AFTER_VOWEL / 1000
    if begin and symbols[begin - 1].text == BLANK:
        return AFTER_PLOSIVE / 1000 if stressed and before.text in PLOSIVES else 0.0
    return DELAYS.get(before.text, (0.0, 0.0))[0 if stressed else 1] / 1000
