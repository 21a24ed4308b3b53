"""What is planned of a verse before its lines are written: what each stanza is about, and the words that its lines are to end in.

What belongs here: which lines are a stanza, which words suit it, which end it. What does not: how likely words are (aimed.py),
writing towards them (verses.py).

Line by line, a first rhyme is chosen without its answer, and what rhymes with it may have nothing to do with the verse. Planned,
both are chosen at once (rhyme words first, lines towards them: Ghazvininejad et al. 2016, "Generating topical poetry"; keywords
for each line first: Wang et al. 2016, "Chinese poetry generation with planning based neural network").
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from resources.english import load_trigrams

STANZA_LINES = 4
# How welcome a theme's own words are in the stanzas between the first and the last, and the words that go with it where a stanza
# is about the theme itself, and where it is about others of them.
THEME_BETWEEN, NEAR_OUTSIDE, NEAR_ELSEWHERE = 0.5, 0.5, 0.3
# Of the nats of a word in English at large, what a planned word gains by being rarer: by likelihood alone "day", "light" and "way"
# are planned again and again.
RARER, RAREST = 0.6, -12.5
CHANCE = (
    0.7  # of the noise that would make a sample by likelihood: with all of it verses of one seed begin with one rhyme
)
CLOSING = 6.0  # nats by which a wanted word is likelier to be the verse's last
ANSWERS = 2  # words at least that the verse's last word can answer


def stanza_lines(scheme: str) -> int:
    """Lines of a stanza: a scheme shorter than four lines counts as often as fills them."""
    return len(scheme) * -(-STANZA_LINES // len(scheme))


def rhyming_groups(scheme: str, first: int, end: int) -> list[list[int]]:
    """The lines from `first` to the end of their stanza, or of a verse of `end` lines, that rhyme with each other and with none
    before them.
    """
    size = stanza_lines(scheme)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for line in range(first, min(end, (first // size + 1) * size)):
        within = line % len(scheme)
        groups[line - within + scheme.index(scheme[within])].append(line)  # by the first line of that rhyme
    return [group for begins, group in groups.items() if begins >= first and len(group) > 1]


def welcome_in(
    stanza: int, n: int, wanted: Mapping[str, float], theme: Collection[str], near: Sequence[str]
) -> Mapping[str, float]:
    """How welcome words are in a stanza of a verse of `n`: the first and the last are about the theme itself, each between them
    about a part of the words that go with it.

    Args:
        wanted: how welcome they are in the whole verse.
        near: the words that go with the theme, in an order in which neighbours go together.
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
    """Words that may end lines, each with its rhyme, its sound and its nats, how welcome it is included."""

    words: Sequence[str]
    families: Sequence[str]
    sounds: Sequence[str]
    nats: np.ndarray

    def rhyming(self, worth: np.ndarray) -> dict[str, list[int]]:
        """The places of the words of each rhyme, those worth most first; of those that sound the same, one."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for place in _descending(worth):
            found[self.families[place]].setdefault(self.sounds[place], place)
        return {family: list(places.values()) for family, places in found.items()}


@dataclass(frozen=True, slots=True)
class StanzaPlan:
    """The word planned for the end of a line, and the only words that a line may end in, of the lines that there are any for."""

    ends: dict[int, str] = field(default_factory=dict)
    only: dict[int, list[str]] = field(default_factory=dict)


def plan_stanza(
    groups: Sequence[Sequence[int]], pool: Pool, rng: np.random.Generator, closes_on: Mapping[str, float] | None = None
) -> StanzaPlan:
    """The words that end the lines of each group: of the rhymes whose words are the likeliest together, with some chance (Gumbel
    top-k, Vieira 2014), no rhyme twice. A group for which no rhyme has enough words is left out.

    Args:
        closes_on: how welcome words are as the last one of the last group; none by default.
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
    """The place of the word that a verse closes on, one of those that are wanted, and after it those of the words that it answers;
    none where no wanted word has enough.
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
