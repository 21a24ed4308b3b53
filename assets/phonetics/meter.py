"""Meter: syllables, stress, and every line of the corpus with its sounds.

What belongs here: what one line is made of, its rhyme part included. What does not: how lines relate (rhyme.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from assets.phonetics.g2p import Pronouncer, Pronunciation

VERSE_LINES_SCHEMA = {
    "song_id": "the song",
    "artist": "the artist",
    "line_number": "the line's number in the song, from 0",
    "stanza": "the stanza's number in the song, from 0",
    "text": "the line",
    "phonemes": "ARPAbet with stress, words apart by |",
    "syllables": "how many syllables the line has",
    "stress": "one digit per syllable: 1 stressed, 2 less so, 0 not",
    "rhyme_part": "the last word from its last stressed vowel on, without stress",
}
_VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def is_vowel(symbol: str) -> bool:
    """Whether an ARPAbet symbol, with or without its stress digit, is a vowel."""
    return symbol.rstrip("012") in _VOWELS


def count_syllables(phonemes: str) -> int:
    """The syllables of a pronunciation: one per vowel."""
    return sum(map(is_vowel, phonemes.split()))


def stress_pattern(phonemes: str) -> str:
    """One digit per syllable; a vowel that the model gave no digit counts as unstressed."""
    return "".join(s[-1] if s[-1] in "012" else "0" for s in phonemes.split() if is_vowel(s))


def rhyme_part(phonemes: str) -> str:
    """From a word's last stressed vowel to its end, without stress digits ("L AH1 V IH0 NG" → "AH V IH NG").

    A word without stress counts from its last vowel; one without a vowel is its own rhyme part.
    """
    symbols = phonemes.split()
    vowels = [i for i, symbol in enumerate(symbols) if is_vowel(symbol)]
    stressed = [i for i in vowels if symbols[i][-1] in "12"]
    start = stressed[-1] if stressed else vowels[-1] if vowels else 0
    return " ".join(symbol.rstrip("012") for symbol in symbols[start:])


def syllable_count_difference(syllables: Sequence[int]) -> float:
    """The mean absolute difference in syllables of neighbouring lines; NaN for fewer than two lines."""
    return float(np.abs(np.diff(syllables)).mean()) if len(syllables) > 1 else float("nan")


def verse_lines(lyrics: pd.DataFrame, lexicon: Mapping[str, Pronunciation]) -> pd.DataFrame:
    """Every line of the songs that has a word (`VERSE_LINES_SCHEMA`), in the songs' order.

    Args:
        lyrics: rows with song_id, artist and text.
        lexicon: known pronunciations; a word that is not among them is pronounced anew.
    """
    pronouncer = Pronouncer(lexicon)
    rows = []
    for song_id, artist, text in zip(lyrics["song_id"], lyrics["artist"], lyrics["text"], strict=True):
        stanza = number = 0
        for line in text.split("\n"):
            (spoken,) = pronouncer.phonemes_of_lines([line])
            if not spoken:
                stanza += number > 0
                continue
            phonemes = " | ".join(spoken)
            rows.append(
                (
                    song_id,
                    artist,
                    number,
                    stanza,
                    line,
                    phonemes,
                    count_syllables(phonemes),
                    stress_pattern(phonemes),
                    rhyme_part(spoken[-1]),
                )
            )
            number += 1
    types = {"line_number": "int64", "stanza": "int64", "syllables": "int64"}
    frame = pd.DataFrame(rows, columns=list(VERSE_LINES_SCHEMA))
    return frame.astype({name: types.get(name, "str") for name in VERSE_LINES_SCHEMA})
