"""What is planned of a verse before its lines are written: what each stanza is about, and the words that its lines are to end in.

What belongs here: which lines are a stanza, which words suit it, which end it. What does not: how likely words are (aimed.py),
writing towards them (verses.py).

Line by line, a first rhyme is chosen without its answer, and what rhymes with it may have nothing to do with the verse. Planned,
both are chosen at once (rhyme words first, lines towards them: Ghazvininejad et al. 2016, "Generating topical poetry"; keywords
for each line first: Wang et al. 2016, "Chinese poetry generation with planning based neural network").
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

STANZA_LINES = 4
# How welcome a theme's own words are in the stanzas between the first and the last, and the words that go with it where a stanza
# is about the theme itself, and where it is about others of them.
THEME_BETWEEN, NEAR_OUTSIDE, NEAR_ELSEWHERE = 0.5, 0.5, 0.3
# Of the nats of a word in English at large, what a planned word gains by being rarer: by likelihood alone "day", "light" and "way"
# are planned again and again (vocabulary 0.516 instead of 0.537 on validation songs).
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

    def rhyming(self, order: Sequence[int]) -> dict[str, list[int]]:
        """The places of the words of each rhyme, in an order; of those that sound the same, the first."""
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for place in order:
            found[self.families[place]].setdefault(self.sounds[place], place)
        return {family: list(places.values()) for family, places in found.items()}


def planned_ends(groups: Sequence[Sequence[int]], pool: Pool, rng: np.random.Generator) -> dict[int, str]:
    """The words that end the lines of each group: of the rhymes whose words are the likeliest together, with some chance (Gumbel
    top-k, Vieira 2014), no rhyme twice.

    A group for which no rhyme has enough words is left out.
    """
    drawn = pool.nats + CHANCE * rng.gumbel(size=len(pool.words))
    left = pool.rhyming(np.argsort(-drawn, kind="stable").tolist())
    planned: dict[int, str] = {}
    for group in groups:
        worth = {family: drawn[of[: len(group)]].mean() for family, of in left.items() if len(of) >= len(group)}
        if worth:
            places = left.pop(max(worth, key=lambda family: worth[family]))
            planned |= {line: pool.words[place] for line, place in zip(group, places, strict=False)}
    return planned


def closing_words(pool: Pool, wanted: Mapping[str, float]) -> list[str]:
    """The word that a verse closes on, one of those that are wanted, and after it those that it answers; none where no wanted word
    has any.
    """
    worth = pool.nats + CLOSING * np.array([wanted.get(word, 0.0) for word in pool.words])
    order = np.argsort(-worth, kind="stable").tolist()
    rhyming = pool.rhyming(order)
    for place in order:
        same = rhyming[pool.families[place]]
        if wanted.get(pool.words[place]) and len(same) > ANSWERS and place in same:
            return [pool.words[place], *(pool.words[other] for other in same if other != place)]
    return []
