"""What decoding knows of the training songs: which words end lines, by rhyme, and which runs of words would be copies.

What belongs here: looking words up. What does not: which line is best (verses.py), what a rhyme is (assets/phonetics).
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Sequence

from assets.models.writing.slurs import has_slur
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import FUNCTION_WORDS, rhyme_part
from assets.text import words
from resources.english import load_trigrams
from resources.pronunciation import load_cmudict, load_lexicon

FEW_RHYMES = 4
SHORTEST_RHYME = 3  # letters: of two there are letters' names, "oh" and function words
# Nats of a word by itself in general English: "hound" has -13.2, "kettle" -13.1; below are rare names and old spellings
# ("Starr" -14.2, "Ballou" -16.7, "warr" and "leade" none), which a listener takes for a forced rhyme.
COMMON = -13.5
# Nats by which a word's usual spelling is commoner: "starr" and star 4.7, "woe" and whoa 3.1.
OTHER_SPELLING = 4.0
SLANG_SONGS = 3  # what general English lacks and so many training songs have is how these artists speak


class TrainingWords:
    """What decoding knows of the training songs: which words end lines, by rhyme, and which runs would be copies."""

    def __init__(self, songs: Sequence[str], pronouncer: Pronouncer, longest_copy: int) -> None:
        self._size = longest_copy + 1
        self._runs: set[tuple[str, ...]] = set()
        self._words: Counter[str] = Counter()  # in how many songs each is
        ends: Counter[str] = Counter()
        for song in songs:
            tokens = words(song)
            self._words.update(set(tokens))
            self._runs.update(zip(*(tokens[i:] for i in range(self._size)), strict=False))
            ends.update(line[-1] for line in map(words, song.split("\n")) if line and not has_slur(line[-1]))
        self._sung = frozenset(self._words)
        self._rhyming = _by_rhyme([word for word, _ in ends.most_common()], pronouncer)
        self._pronouncer = pronouncer

    def rhyming_with(self, part: str) -> list[str]:
        """The words with that rhyme part that end lines in training, the most frequent first."""
        return self._rhyming.get(part, [])

    def any_rhyming_with(self, part: str) -> list[str]:
        """As `rhyming_with`, then the other words of the songs that rhyme; where both are too few, CMUdict's."""
        found = [
            word for word in [*self.rhyming_with(part), *self._words_within.get(part, [])] if self._ends_well(word)
        ]
        return found if len(found) >= FEW_RHYMES else [*found, *_dictionary_by_rhyme().get(part, [])]

    @functools.cached_property
    def rhymable(self) -> list[str]:
        """The words that end lines in training and leave somebody enough to rhyme with."""
        return [
            word for same in self._rhyming.values() if len(same) >= FEW_RHYMES for word in same if self._ends_well(word)
        ]

    def family(self, word: str) -> str:
        """The rhyme part of a word that ends lines in training.

        Raises:
            KeyError: none of them ends in it.
        """
        return self._families[word]

    @functools.cached_property
    def _families(self) -> dict[str, str]:
        return {word: part for part, same in self._rhyming.items() for word in same}

    def _ends_well(self, word: str) -> bool:
        """Whether a line may be written towards a word: a listener knows it, and it can carry a rhyme."""
        if not _carries(word) or load_trigrams().word_nats(word) >= COMMON:
            return _carries(word)
        return self._words[word] >= SLANG_SONGS and not self._is_misspelt(word)

    def _is_misspelt(self, word: str) -> bool:
        """Whether a rare word is one that listeners know, in the spelling of three hundred years ago ("mee", "wayes", "return'd");
        slang of the lexicon ("skrrt") is a word of its own.
        """
        if word in load_lexicon():
            return False
        english, dictionary = load_trigrams(), load_cmudict()
        same = set(_dictionary_by_sound().get(self._pronouncer.pronounce([word])[word].phonemes, [])) - {word}
        if word not in dictionary:
            return bool(same)
        return any(english.word_nats(other) >= english.word_nats(word) + OTHER_SPELLING for other in same)

    @functools.cached_property
    def _words_within(self) -> dict[str, list[str]]:
        ends = {word for same in self._rhyming.values() for word in same}
        return _by_rhyme(sorted(word for word in self._words.keys() - ends if not has_slur(word)), self._pronouncer)

    def invented(self, line_words: Sequence[str]) -> bool:
        """Whether one of some words is in no training song and not in CMUdict: pieces of words that make none."""
        return not load_cmudict().keys() >= set(line_words).difference(self._sung)

    def copies(self, before: Sequence[str], line_words: Sequence[str]) -> bool:
        """Whether a line's words, after the words before it, complete a run that is longer than may be copied."""
        tokens = [*before[1 - self._size :], *line_words]
        return not self._runs.isdisjoint(zip(*(tokens[i:] for i in range(self._size)), strict=False))


def _carries(word: str) -> bool:
    """Whether a word can carry a rhyme: a function word has no stress at a line's end, and leads nowhere."""
    return len(word) >= SHORTEST_RHYME and word not in FUNCTION_WORDS.split()


def _by_rhyme(candidates: Sequence[str], pronouncer: Pronouncer) -> dict[str, list[str]]:
    """Words by their rhyme part, in their order; those that cannot be spoken are left out."""
    rhyming: defaultdict[str, list[str]] = defaultdict(list)
    for word, phonemes in zip(candidates, pronouncer.phonemes_of_lines(candidates), strict=True):
        if len(phonemes) == 1:
            rhyming[rhyme_part(phonemes[0])].append(word)
    return dict(rhyming)


@functools.cache
def _dictionary_by_sound() -> dict[str, list[str]]:
    """CMUdict's words by their phonemes."""
    sounding: defaultdict[str, list[str]] = defaultdict(list)
    for word, phonemes in load_cmudict().items():
        sounding[phonemes].append(word)
    return dict(sounding)


@functools.cache
def _dictionary_by_rhyme() -> dict[str, list[str]]:
    """CMUdict's words by their rhyme part: those that are common enough for general English, since most are rare names."""
    rhyming: defaultdict[str, list[str]] = defaultdict(list)
    english = load_trigrams()
    for word, phonemes in load_cmudict().items():
        if word.isalpha() and len(word) >= SHORTEST_RHYME and english.word_nats(word) >= COMMON and not has_slur(word):
            rhyming[rhyme_part(phonemes)].append(word)
    return dict(rhyming)
