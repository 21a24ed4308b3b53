"""What decoding looks up in the training songs: words that end lines, by rhyme, and runs of words that would be copies.

What belongs here: the lookups. What does not: choosing the best line (verses.py), what a rhyme is (assets/phonetics).
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
SHORTEST_RHYME = 3  # letters; words of two are names of letters, "oh" and function words
# Minimum log-likelihood (nats) of a word alone in general English: "hound" has -13.2, "kettle" -13.1. Below it are rare names
# and old spellings ("Starr" -14.2, "Ballou" -16.7, "warr" and "leade" unknown), which sound like forced rhymes.
COMMON = -13.5
# Nats by which another spelling must be commoner to be the usual one: "starr" and star differ by 4.7, "woe" and whoa by 3.1.
OTHER_SPELLING = 4.0
SLANG_SONGS = 3  # a word that general English lacks is accepted as slang if this many training songs have it


class TrainingWords:
    """Lookups in the training songs: words that end lines, by rhyme, and runs of words that would be copies."""

    def __init__(self, songs: Sequence[str], pronouncer: Pronouncer, longest_copy: int) -> None:
        self._size = longest_copy + 1
        self._runs: set[tuple[str, ...]] = set()
        self._words: Counter[str] = Counter()  # word → number of songs that have it
        ends: Counter[str] = Counter()
        for song in songs:
            tokens = words(song)
            self._words.update(set(tokens))
            self._runs.update(zip(*(tokens[i:] for i in range(self._size)), strict=False))
            ends.update(line[-1] for line in map(words, song.split("\n")) if line and not has_slur(line[-1]))
        self._song_words = frozenset(self._words)
        self._rhyming = _by_rhyme([word for word, _ in ends.most_common()], pronouncer)
        self._pronouncer = pronouncer

    def rhyming_with(self, part: str) -> list[str]:
        """The words with a rhyme part that end lines in training, the most frequent first."""
        return self._rhyming.get(part, [])

    def any_rhyming_with(self, part: str) -> list[str]:
        """As `rhyming_with`, followed by other rhyming words of the songs, and by CMUdict's if these are too few."""
        rhyming = [
            word for word in [*self.rhyming_with(part), *self._words_within.get(part, [])] if self._is_good_ending(word)
        ]
        return rhyming if len(rhyming) >= FEW_RHYMES else [*rhyming, *_dictionary_by_rhyme().get(part, [])]

    @functools.cached_property
    def rhymable(self) -> list[str]:
        """The words that end lines in training and have enough rhymes."""
        return [
            word
            for same in self._rhyming.values()
            if len(same) >= FEW_RHYMES
            for word in same
            if self._is_good_ending(word)
        ]

    def family(self, word: str) -> str:
        """The rhyme part of a word that ends lines in training.

        Raises:
            KeyError: no line ends in it.
        """
        return self._families[word]

    @functools.cached_property
    def _families(self) -> dict[str, str]:
        return {word: part for part, same in self._rhyming.items() for word in same}

    def _is_good_ending(self, word: str) -> bool:
        """Whether a line may be written towards a word: it is known to listeners and can carry a rhyme."""
        if not _can_carry_rhyme(word) or load_trigrams().word_nats(word) >= COMMON:
            return _can_carry_rhyme(word)
        return self._words[word] >= SLANG_SONGS and not self._is_misspelt(word)

    def _is_misspelt(self, word: str) -> bool:
        """Whether a rare word is an old spelling of a known word ("mee", "wayes", "return'd"); slang in the lexicon ("skrrt")
        is not.
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

    def has_invented_word(self, line_words: Sequence[str]) -> bool:
        """Whether one of the words is neither in a training song nor in CMUdict: subwords that form no word."""
        return not load_cmudict().keys() >= set(line_words).difference(self._song_words)

    def copies(self, before: Sequence[str], line_words: Sequence[str]) -> bool:
        """Whether a line's words, together with the words before it, contain a run of a training song that is longer than
        allowed.
        """
        tokens = [*before[1 - self._size :], *line_words]
        return not self._runs.isdisjoint(zip(*(tokens[i:] for i in range(self._size)), strict=False))


def _can_carry_rhyme(word: str) -> bool:
    """Whether a word can carry a rhyme: function words are unstressed at a line's end and lead nowhere."""
    return len(word) >= SHORTEST_RHYME and word not in FUNCTION_WORDS.split()


def _by_rhyme(candidates: Sequence[str], pronouncer: Pronouncer) -> dict[str, list[str]]:
    """Words by their rhyme part, in their order; words that cannot be pronounced are left out."""
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
    """CMUdict's words by their rhyme part; only words common in general English, because most others are rare names."""
    rhyming: defaultdict[str, list[str]] = defaultdict(list)
    english = load_trigrams()
    for word, phonemes in load_cmudict().items():
        if word.isalpha() and len(word) >= SHORTEST_RHYME and english.word_nats(word) >= COMMON and not has_slur(word):
            rhyming[rhyme_part(phonemes)].append(word)
    return dict(rhyming)
