"""Rhyme: of two words, of two lines, of a stanza.

What belongs here: what rhymes with what at lines' ends and inside lines. What does not: syllables and stress
(meter.py), rhyme density (density.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from assets.phonetics.density import corpus_rhyme_lengths
from assets.phonetics.g2p import Pronouncer, tokenize
from assets.phonetics.meter import count_syllables, is_vowel, rhyme_part, syllable_count_difference

RhymeType = Literal["perfect", "multisyllabic", "assonance"]

RHYME_DISTANCE_LINES = 3
COUPLETS_SCHEMA = {
    "song_id": "the song",
    "artist": "the artist",
    "line_number": "the first line's number in the song, from 0",
    "first": "the first line",
    "second": "the line after it, in the same stanza",
    "first_phonemes": "the first line's phonemes, words apart by |",
    "second_phonemes": "the second line's phonemes, words apart by |",
    "rhyme_type": "perfect or multisyllabic",
    "rhyme_syllables": "how many syllables rhyme, from the lines' ends",
}


@dataclass(frozen=True, slots=True)
class VerseAnalysis:
    """The numbers of one text; NaN where a text is too short to have one."""

    rhyme_density: float
    rhyme_density_split: float
    longest_rhyme: float
    end_rhyme_rate: float
    syllable_count_difference: float
    syllables_per_line: float
    vocabulary: float
    n_words: int
    n_lines: int


def is_perfect_rhyme(first: str, second: str) -> bool:
    """Whether two words' rhyme parts agree; a word does not rhyme with itself."""
    return bool(first) and first != second and rhyme_part(first) == rhyme_part(second)


def _vowels_from_end(words: Sequence[str]) -> list[tuple[str, str]]:
    """A line's vowels from its end, each with the word that it stands in."""
    return [(s.rstrip("012"), word) for word in reversed(words) for s in reversed(word.split()) if is_vowel(s)]


def rhymes(first: Sequence[str], second: Sequence[str]) -> tuple[RhymeType | None, int]:
    """How two lines, given as their words' phonemes, rhyme at their ends: the type, and over how many syllables.

    perfect: the last words' rhyme parts agree. multisyllabic: they agree, or all their vowels do, and the lines'
    vowels agree over two syllables or more. assonance: only the vowels of the rhyme parts agree. The same word in the
    same place is no rhyme: two lines that end in it do not rhyme, and a run of vowels stops before it.
    """
    if not first or not second or first[-1] == second[-1]:
        return None, 0
    a, b = rhyme_part(first[-1]), rhyme_part(second[-1])
    if [s for s in a.split() if is_vowel(s)] != [s for s in b.split() if is_vowel(s)]:
        return None, 0
    run = 0
    for (one, word), (other, twin) in zip(_vowels_from_end(first), _vowels_from_end(second), strict=False):
        if one != other or word == twin:
            break
        run += 1
    if run == 0:
        return None, 0
    if run >= 2:
        return "multisyllabic", run
    return ("perfect" if a == b else "assonance"), run


def couplets(verse_lines: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring lines of a stanza that rhyme perfectly or over several syllables (`COUPLETS_SCHEMA`)."""
    rows = []
    lines = verse_lines.sort_values(["song_id", "line_number"]).to_dict("records")
    for first, second in itertools.pairwise(lines):
        if (first["song_id"], first["stanza"]) != (second["song_id"], second["stanza"]):
            continue
        kind, syllables = rhymes(first["phonemes"].split(" | "), second["phonemes"].split(" | "))
        if kind in ("perfect", "multisyllabic"):
            rows.append(
                (
                    first["song_id"],
                    first["artist"],
                    first["line_number"],
                    first["text"],
                    second["text"],
                    first["phonemes"],
                    second["phonemes"],
                    kind,
                    syllables,
                )
            )
    types = {"line_number": "int64", "rhyme_syllables": "int64"}
    frame = pd.DataFrame(rows, columns=list(COUPLETS_SCHEMA))
    return frame.astype({name: types.get(name, "str") for name in COUPLETS_SCHEMA})


def end_rhyme_rate(line_ends: Sequence[str]) -> float:
    """The share of lines whose last word rhymes perfectly with that of a line at most three away; NaN without lines."""
    if not line_ends:
        return float("nan")
    parts = [rhyme_part(word) for word in line_ends]
    rhymed = 0
    for i, word in enumerate(line_ends):
        near = range(max(0, i - RHYME_DISTANCE_LINES), min(len(line_ends), i + RHYME_DISTANCE_LINES + 1))
        rhymed += any(parts[j] == parts[i] and line_ends[j] != word for j in near)
    return rhymed / len(line_ends)


def analyse_text(text: str, pronouncer: Pronouncer) -> VerseAnalysis:
    """All numbers of a text, human or generated. A repeated line counts once for rhyme density, as in the original."""
    lines = [tokenize(line) for line in text.split("\n")]
    lines = [line for line in lines if line]
    words = [word for line in lines for word in line]
    spoken = pronouncer.pronounce(words)
    distinct = dict.fromkeys(tuple(line) for line in lines)
    once = [spoken[word].phonemes for line in distinct for word in line]
    (plain,), (split,) = corpus_rhyme_lengths([once]), corpus_rhyme_lengths([once], "split")
    syllables = [sum(count_syllables(spoken[word].phonemes) for word in line) for line in lines]
    nan = float("nan")
    return VerseAnalysis(
        rhyme_density=float(plain.mean()) if len(plain) else nan,
        rhyme_density_split=float(split.mean()) if len(split) else nan,
        longest_rhyme=float(plain.max()) if len(plain) else nan,
        end_rhyme_rate=end_rhyme_rate([spoken[line[-1]].phonemes for line in lines]),
        syllable_count_difference=syllable_count_difference(syllables),
        syllables_per_line=float(np.mean(syllables)) if syllables else nan,
        vocabulary=len(set(words)) / len(words) if words else nan,
        n_words=len(words),
        n_lines=len(lines),
    )


def shuffle_lines(text: str, seed: int) -> str:
    """The same lines in another order: a control that keeps words and lines and loses what rhymes with what."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(np.random.default_rng(seed).permutation(np.array(lines, dtype=object))) if lines else ""


def shuffle_words(text: str, seed: int) -> str:
    """The same words in another order, in lines of the same lengths."""
    lines = [line.split() for line in text.split("\n") if line.strip()]
    words = iter(np.random.default_rng(seed).permutation(np.array([w for line in lines for w in line], dtype=object)))
    return "\n".join(" ".join(next(words) for _ in line) for line in lines)
