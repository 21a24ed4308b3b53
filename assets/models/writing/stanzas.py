"""Planning stanzas before their lines are written: what each is about, and the last words of its lines.

What belongs here: which lines form a stanza, which words suit it, which words end its lines. What does not: the likelihood of
words (aimed.py), writing towards them (verses.py).

Without a plan, the first word of a rhyme is chosen before its answer, and the words that rhyme with it may not fit the verse.
With a plan both are chosen together (rhyme words first, lines towards them: Ghazvininejad et al. 2016, "Generating topical
poetry"; keywords for each line first: Wang et al. 2016, "Chinese poetry generation with planning based neural network").
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.english import load_trigrams

STANZA_LINES = 4
# Preference for the theme's own words in the stanzas between the first and the last; for related words in a stanza about the
# theme itself; and for related words in a stanza about other related words.
THEME_BETWEEN, NEAR_OUTSIDE, NEAR_ELSEWHERE = 0.5, 0.5, 0.3
# Bonus for rare words, as a share of a word's log-likelihood (nats) in English in general: by likelihood alone "day", "light"
# and "way" are planned again and again.
RARER, RAREST = 0.6, -12.5
# Share of the noise of sampling by likelihood: with all of it, verses of one seed begin with the same rhyme.
CHANCE = 0.7
CLOSING = 6.0  # bonus in nats for a wanted word as the verse's last word
ANSWERS = 2  # minimum number of words with which the verse's last word rhymes


def stanza_lines(scheme: str) -> int:
    """The number of lines in a stanza: a scheme of fewer than four lines is repeated to fill four."""
    return len(scheme) * -(-STANZA_LINES // len(scheme))


def rhyming_groups(scheme: str, first: int, end: int) -> list[list[int]]:
    """The groups of lines that rhyme with each other and with no earlier line, from `first` to the end of the stanza or of a
    verse of `end` lines.
    """
    size = stanza_lines(scheme)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for line in range(first, min(end, (first // size + 1) * size)):
        within = line % len(scheme)
        groups[line - within + scheme.index(scheme[within])].append(line)  # by the first line of that rhyme
    return [group for begins, group in groups.items() if begins >= first and len(group) > 1]


def stanza_preferences(
    stanza: int, n: int, wanted: Mapping[str, float], theme: Collection[str], near: Sequence[str]
) -> Mapping[str, float]:
    """Preference for words in stanza number `stanza` of `n`: the first and the last are about the theme itself, each between
    them about some of its related words.

    Args:
        wanted: preference in the whole verse, 0 to 1.
        near: the theme's related words, ordered so that neighbours belong together.
    """
    if n < 3 or not near:
        return wanted
    between = 0 < stanza < n - 1
    part = set(np.array_split(near, n - 2)[stanza - 1].tolist()) if between else set()
    around = dict.fromkeys(near, NEAR_ELSEWHERE if between else NEAR_OUTSIDE) | dict.fromkeys(
        theme, THEME_BETWEEN if between else 1.0
    )
    return {word: 1.0 if word in part else weight * around.get(word, 1.0) for word, weight in wanted.items()}


@dataclass(frozen=True, slots=True)
class Pool:
    """Words that may end lines, with their rhyme families, pronunciations, and log-likelihoods plus preference (nats)."""

    words: Sequence[str]
    families: Sequence[str]
    sounds: Sequence[str]
    nats: np.ndarray

    def rhyming(self, worth: np.ndarray) -> dict[str, list[int]]:
        """The indices of the words of each rhyme family, the best first, without homophones."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for place in _descending(worth):
            found[self.families[place]].setdefault(self.sounds[place], place)
        return {family: list(places.values()) for family, places in found.items()}


@dataclass(frozen=True, slots=True)
class StanzaPlan:
    """A plan by line number: `ends`, the word planned for the line's end; `only`, the only words that the line may end in."""

    ends: dict[int, str] = field(default_factory=dict)
    only: dict[int, list[str]] = field(default_factory=dict)


def plan_stanza(
    groups: Sequence[Sequence[int]], pool: Pool, rng: np.random.Generator, closes_on: Mapping[str, float] | None = None
) -> StanzaPlan:
    """Choose the last words of each group of lines: a rhyme whose words are likely together, with some randomness (Gumbel
    top-k, Vieira 2014), no rhyme twice. A group is left out if no rhyme has enough words.

    Args:
        closes_on: preference for words as the last word of the last group; by default none.
    """
    english = load_trigrams()
    rare = np.array([max(RAREST, english.word_nats(word)) for word in pool.words])
    drawn = pool.nats - RARER * rare + CHANCE * rng.gumbel(size=len(pool.words))
    left = pool.rhyming(drawn)
    plan = StanzaPlan()
    if closing := _closing(pool, closes_on or {}):
        *before, last = groups[-1]
        first, *answered = closing
        groups = groups[:-1]
        del left[pool.families[first]]
        plan.ends[last] = pool.words[first]
        plan.only[last] = [pool.words[first]]
        plan.only.update({line: [pool.words[place] for place in answered] for line in before})
    for group in groups:
        worth = {family: drawn[of[: len(group)]].mean() for family, of in left.items() if len(of) >= len(group)}
        if worth:
            places = left.pop(max(worth, key=lambda family: worth[family]))
            plan.ends.update({line: pool.words[place] for line, place in zip(group, places, strict=False)})
    return plan


def _closing(pool: Pool, wanted: Mapping[str, float]) -> list[int]:
    """The index of the word on which a verse closes, a wanted one, followed by those of words that rhyme with it; empty if no
    wanted word has enough rhymes.
    """
    welcome = np.array([wanted.get(word, 0.0) for word in pool.words])
    worth = pool.nats + CLOSING * welcome
    rhyming = pool.rhyming(worth)
    for place in _descending(worth):
        same = rhyming[pool.families[place]]
        if welcome[place] > 0 and len(same) > ANSWERS and place in same:
            return [place, *(other for other in same if other != place)]
    return []


def _descending(worth: np.ndarray) -> list[int]:
    return [int(place) for place in np.argsort(-worth, kind="stable")]
