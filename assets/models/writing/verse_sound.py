"""The sound of a verse so far, and of candidates for its next line.

What belongs here: rhymes, syllables, rhyme density and repetition of lines in the context of a verse. What does not: choosing
the best line (verses.py), which words rhyme (assets/phonetics).
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assets.phonetics.density import WINDOW_WORDS, SpokenTexts, corpus_rhyme_lengths
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import (
    FUNCTION_WORDS,
    beat_faults_of_lines,
    count_syllables,
    is_stressed,
    line_stresses,
    rhyme_part,
)
from assets.phonetics.rhyme import (
    RHYME_DISTANCE_LINES,
    RHYME_TYPES,
    RhymeType,
    endings,
    internal_rhymes,
    numbered,
    rhyme_types,
)
from assets.text import words

# The worth of a rhyme relative to a perfect one.
_WORTH: dict[RhymeType | None, float] = {
    None: 0.0, "assonance": 0.3, "slant": 0.5, "perfect": 1.0, "multisyllabic": 1.0
}  # fmt: skip
_FUNCTION = frozenset(FUNCTION_WORDS.split())
MOST_TIMES = 3  # more repetitions count as this many


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a verse: its log-likelihood under the model (nats), its number of syllables, its rhyme and the line it rhymes
    with, and the word that was planned for its end.
    """

    text: str
    nats: float
    syllables: int
    rhyme: RhymeType | None
    rhymes_with: int | None
    planned: str | None = None


def rhymes_wanted(scheme: str, number: int) -> list[int]:
    """The lines with which line `number` of a verse should rhyme: the nearest earlier line with the same letter in the scheme,
    which repeats after its last letter; without a scheme any of the three lines before.
    """
    if not scheme:
        return list(range(max(0, number - RHYME_DISTANCE_LINES), number))
    block, within = divmod(number, len(scheme))
    return [block * len(scheme) + i for i in range(within) if scheme[i] == scheme[within]][-1:]


def rhymes_unwanted(scheme: str, number: int) -> list[int]:
    """The lines among the three before with which line `number` should not rhyme: those with other letters."""
    near = range(max(0, number - RHYME_DISTANCE_LINES), number) if scheme else ()
    return [line for line in near if scheme[line % len(scheme)] != scheme[number % len(scheme)]]


class VerseSoFar:
    """The lines of a verse so far and their pronunciation."""

    def __init__(self, pronouncer: Pronouncer, lines: Sequence[str]) -> None:
        self.pronouncer = pronouncer
        self.lines: list[str] = []
        self.spoken: list[list[str]] = []
        self._used: Counter[str | tuple[str, str]] = Counter()
        self._ends: set[str] = set()
        self._end_sounds: set[str] = set()
        for line, phonemes in zip(lines, pronouncer.phonemes_of_lines(lines), strict=True):
            self.add(line, phonemes)

    def add(self, line: str, phonemes: list[str]) -> None:
        """Add a line with the phonemes of its words."""
        self.lines.append(line)
        self.spoken.append(phonemes)
        line_words = words(line)
        self._used.update([*line_words, *itertools.pairwise(line_words)])
        self._ends.add(line_words[-1])
        self._end_sounds.update(phonemes[-1:])

    def forbid_ends(self, last_words: Sequence[str]) -> None:
        """Forbid line ends in these words, as if lines of the verse already ended in them."""
        spoken = self.pronouncer.pronounce(last_words)
        self._ends.update(last_words)
        self._end_sounds.update(spoken[word].phonemes for word in last_words)

    def targets(self, scheme: str) -> list[int]:
        """The lines with which the next should rhyme; see `rhymes_wanted`."""
        wanted = rhymes_wanted(scheme, len(self.lines))
        return [line for line in wanted if not scheme or self.spoken[line]]

    def apart(self, scheme: str) -> list[int]:
        """The lines with which the next should not rhyme; see `rhymes_unwanted`."""
        return [line for line in rhymes_unwanted(scheme, len(self.lines)) if self.spoken[line]]

    def rhyme_parts(self, lines: Iterable[int]) -> set[str]:
        """The rhyme parts at the ends of some of its lines."""
        return {rhyme_part(self.spoken[line][-1]) for line in lines if self.spoken[line]}

    def usual_syllables(self) -> float | None:
        """The mean number of syllables of its lines; None without lines that can be pronounced."""
        counted = [sum(map(count_syllables, phonemes)) for phonemes in self.spoken if phonemes]
        return float(np.mean(counted)) if counted else None

    def repeated(self, lines: Sequence[str]) -> np.ndarray:
        """How repetitive each line is: shape (lines,). The mean number of earlier occurrences, in the verse or the line and at
        most MOST_TIMES each, of its word pairs and of its content words (function words recur in every verse).
        """
        times = [
            (
                self._times(list(itertools.pairwise(line_words))),
                self._times([w for w in line_words if w not in _FUNCTION]),
            )
            for line_words in map(words, lines)
        ]
        return np.array(times).mean(axis=1)

    def _times(self, things: Sequence[str | tuple[str, str]]) -> float:
        inside = len(things) - len(set(things))
        before = sum([min(MOST_TIMES, self._used[thing]) for thing in things if thing in self._used])
        return (before + inside) / max(1, len(things))

    def have_ended_lines(self, last_words: Sequence[str]) -> list[bool]:
        """For each word, whether a line of the verse ends in it or in a homophone ("sun", "son"): neither counts as a rhyme."""
        spoken = self.pronouncer.pronounce(last_words)
        return [word in self._ends or spoken[word].phonemes in self._end_sounds for word in last_words]

    def multisyllabic(self, targets: Sequence[int], ends: Sequence[str]) -> list[str]:
        """The words among `ends` that rhyme with a target over two or more syllables."""
        spoken = self.pronouncer.phonemes_of_lines(ends)
        known = [(end, phonemes) for end, phonemes in zip(ends, spoken, strict=True) if phonemes]
        n, m = len(targets), len(known)
        of_lines = endings([*(self.spoken[target] for target in targets), *(phonemes for _, phonemes in known)])
        kinds, _ = rhyme_types(of_lines, np.tile(np.arange(n), m), np.repeat(np.arange(n, n + m), n))
        long = (kinds.reshape(m, n) == RHYME_TYPES.index("multisyllabic")).any(axis=1)
        return [end for (end, _), is_long in zip(known, long, strict=True) if is_long]

    def tail(self) -> list[str]:
        """The words of the last three lines."""
        return words("\n".join(self.lines[-3:]))


class CandidateSounds:
    """The sound of candidates after a verse. `usable`: those with a word that can be pronounced; `clashes`: those that rhyme
    with a line with which they should not.

    Args:
        targets: the lines of the verse with which they should rhyme.
        apart: those with which they should not.
    """

    def __init__(
        self,
        verse: VerseSoFar,
        lines: Sequence[str],
        targets: Sequence[int],
        pronouncer: Pronouncer,
        apart: Sequence[int],
    ) -> None:
        self.lines, self.targets = lines, targets
        self.spoken = pronouncer.phonemes_of_lines(lines)
        self.usable = np.array([bool(phonemes) for phonemes in self.spoken])
        self.n_words = np.array([max(1, len(phonemes)) for phonemes in self.spoken])
        self.syllables = np.array([sum(map(count_syllables, phonemes)) for phonemes in self.spoken])
        self.parts = [rhyme_part(phonemes[-1]) if phonemes else "" for phonemes in self.spoken]
        self.density = _densities(verse, self.spoken)
        others = [verse.spoken[line] for line in (*targets, *apart)]
        ends = endings([*others, *(phonemes or [""] for phonemes in self.spoken)])
        n, m = len(others), len(lines)
        kinds, _ = rhyme_types(ends, np.tile(np.arange(n), m), np.repeat(np.arange(n, n + m), n))
        self._kinds, unwanted = np.split(kinds.reshape(m, n), [len(targets)], axis=1)
        # "Sun" after "son" is not a rhyme but sounds like one; assonance does not count.
        same = ends.words[len(targets) : n] == ends.words[n:, None]
        self.clashes = (same | (unwanted >= RHYME_TYPES.index("slant"))).any(axis=1)

    def rhyme_worth(self) -> np.ndarray:
        """The worth of each line's end rhyme relative to a perfect one, 0 to 1: shape (lines,)."""
        worth = np.array([_WORTH[kind] for kind in RHYME_TYPES])
        return worth[self._kinds].max(axis=1, initial=0.0)

    def is_multisyllabic(self) -> np.ndarray:
        """Whether each line's end rhymes over two syllables or more: shape (lines,)."""
        return (self._kinds == RHYME_TYPES.index("multisyllabic")).any(axis=1)

    def beat_faults(self) -> np.ndarray:
        """By how many syllables each line misses bars of four beats: shape (lines,)."""
        return beat_faults_of_lines(list(map(line_stresses, self.spoken)))

    def internal(self) -> np.ndarray:
        """How many words of each line, without the last, rhyme with another word of the line: shape (lines,)."""
        flat = [word for phonemes in self.spoken for word in phonemes]
        rhymes = numbered(rhyme_part(word) if is_stressed(word) else "" for word in flat)
        line_of = np.repeat(np.arange(len(self.spoken)), [len(phonemes) for phonemes in self.spoken])
        return internal_rhymes(rhymes, numbered(flat), line_of, len(self.spoken))

    def bar(self, candidate: int, nats: float, planned: str | None) -> Bar:
        """A candidate as the next bar, with the nearest of its best rhymes."""
        kinds = self._kinds[candidate]
        nearest = max(range(len(kinds)), key=lambda i: (kinds[i], i)) if len(kinds) and kinds.any() else None
        kind = RHYME_TYPES[kinds[nearest]] if nearest is not None else None
        with_line = self.targets[nearest] if nearest is not None else None
        return Bar(self.lines[candidate], nats, int(self.syllables[candidate]), kind, with_line, planned)


def _densities(verse: VerseSoFar, spoken: Sequence[list[str]]) -> np.ndarray:
    """The rhyme density of each candidate's words, including rhymes with the words before them: shape (lines,)."""
    before = [word for phonemes in verse.spoken[-3:] for word in phonemes][-WINDOW_WORDS:]
    lengths = corpus_rhyme_lengths(SpokenTexts.of([[*before, *phonemes] for phonemes in spoken]))
    vowelled = [sum(count_syllables(word) > 0 for word in phonemes) for phonemes in spoken]
    return np.array([runs[len(runs) - n :].mean() if n else 0.0 for runs, n in zip(lengths, vowelled, strict=True)])


def syllables_of(lines: Sequence[str], pronouncer: Pronouncer) -> np.ndarray:
    """The number of syllables of each line: shape (lines,)."""
    return np.array([sum(map(count_syllables, phonemes)) for phonemes in pronouncer.phonemes_of_lines(lines)])
