"""A verse in progress: the task, the plan, the lines so far, and choosing the next line.

What belongs here: what one verse requires of its next line. What does not: asking a model for lines (verses.py), how lines
sound (verse_sound.py).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assets.models.planned import THEME_WORDS
from assets.models.writing.aimed import About, Aim
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.slurs import has_slur
from assets.models.writing.stanzas import (
    Pool,
    StanzaPlan,
    plan_stanza,
    rhyming_groups,
    stanza_lines,
    stanza_preferences,
)
from assets.models.writing.verse_sound import Bar, CandidateSounds, VerseSoFar, syllables_of
from assets.phonetics.g2p import Pronouncer
from assets.text import words
from resources.errors import TenthSymphonyError

LONG_WORD = 4  # letters
PLANNED_WORD = 4.0  # preference for a planned word, high enough that it is among the ten last words that are tried
USUAL_SYLLABLES = 10  # for a line if no earlier line shows the length: the median of the songbook's rap


class UnspokenError(TenthSymphonyError):
    """A model proposed no line that can be spoken."""


@dataclass(frozen=True, slots=True)
class Task:
    """A verse to write: `recipe.bars` lines after `opening`, which may be empty.

    Attributes:
        context: lines that the model reads before the opening; they are not part of the verse.
        wanted: preference for the words of a theme or an artist, 0 to 1.
        syllables: the usual number of syllables in a line, by default that of the lines so far.
        about: theme and artist for a model of planned lines, by default the opening's words.
        near: the words related to that theme, ordered so that neighbours belong together.
        others: lines of the song's other sections. No line here may end in their last words, except the theme's own.
    """

    opening: Sequence[str]
    recipe: VerseRecipe
    context: Sequence[str] = ()
    wanted: Mapping[str, float] | None = None
    syllables: float | None = None
    about: About | None = None
    near: Sequence[str] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates for the next line, with the log-likelihood of each (nats) and the model's score for its sense (nats per
    word).
    """

    lines: list[str]
    nats: np.ndarray
    sense: np.ndarray | float = 0.0

    def where(self, chosen: np.ndarray) -> "Candidates":
        """The candidates that the mask `chosen` (lines,) selects."""
        lines = list(itertools.compress(self.lines, chosen))
        return Candidates(lines, self.nats[chosen], np.broadcast_to(self.sense, len(chosen))[chosen])


class VerseInProgress:
    """A verse in progress: the task, the lines so far, and choosing the next line."""

    def __init__(self, task: Task, known: TrainingWords, pronouncer: Pronouncer) -> None:
        self.task, self.known, self.pronouncer = task, known, pronouncer
        self.verse = VerseSoFar(pronouncer, [line for line in task.opening if words(line)])
        self.about = task.about or About(theme=_theme_of(self.verse.lines))
        self.verse.forbid_ends(
            [last for line in task.others for last in words(line)[-1:] if last not in self.about.theme]
        )
        self.seeds = seeds_of(task.recipe)
        self.bars: list[Bar] = []
        self._begins, self._ends = len(self.verse.lines), len(self.verse.lines) + task.recipe.bars
        self._plan = StanzaPlan()

    @property
    def before(self) -> list[str]:
        """The lines that the model reads."""
        return [*self.task.context, *self.verse.lines]

    @property
    def targets(self) -> list[int]:
        """The lines with which the next should rhyme."""
        return self.verse.targets(self.task.recipe.scheme)

    @property
    def usual_syllables(self) -> float | None:
        """The number of syllables that the next line should have; None if unknown."""
        return self.task.syllables if self.task.syllables is not None else self.verse.usual_syllables()

    @property
    def wanted(self) -> Mapping[str, float]:
        """Preference for words in the next line."""
        wanted, about = self.task.wanted or {}, self.task.about
        if not (self.task.recipe.scheme and about):
            return wanted
        size = stanza_lines(self.task.recipe.scheme)
        first, here, last = self._begins // size, len(self.verse.lines) // size, (self._ends - 1) // size
        return stanza_preferences(here - first, last - first + 1, wanted, about.theme, self.task.near)

    def groups_to_plan(self) -> list[list[int]]:
        """The groups of rhyming lines in a stanza that begins here; empty if none begins. See `rhyming_groups`."""
        recipe, here = self.task.recipe, len(self.verse.lines)
        if not recipe.planned or not recipe.scheme or (self.bars and here % stanza_lines(recipe.scheme)):
            return []
        return rhyming_groups(recipe.scheme, here, self._ends)

    def plan(self, groups: Sequence[Sequence[int]], ends: Sequence[str], nats: np.ndarray) -> None:
        """Plan the last words of a stanza's lines; a verse with a theme closes on a word of it.

        Args:
            ends: words that may end the lines.
            nats: their log-likelihoods: shape (words,).
        """
        spoken, about, last = self.pronouncer.pronounce(ends), self.task.about, groups[-1][-1]
        families, sounds = [self.known.family(end) for end in ends], [spoken[end].phonemes for end in ends]
        closes = last == self._ends - 1 and about is not None and about.theme
        rng = np.random.default_rng(self.seeds[len(self.bars)])
        self._plan = plan_stanza(groups, Pool(ends, families, sounds, nats), rng, self.wanted if closes else None)

    @property
    def planned(self) -> str | None:
        """The word that was planned for the next line's end."""
        return self._plan.ends.get(len(self.verse.lines))

    def ends(self) -> list[str]:
        """The words that may end the next line: words that rhyme with a target, or else words that have rhymes."""
        parts = self.verse.rhyme_parts(self.targets)
        closing = self.unused(self._plan.only.get(len(self.verse.lines), ()))
        if closing and (not parts or self.known.family(closing[0]) in parts):
            return closing
        rhyming = [word for part in sorted(parts) for word in self.known.any_rhyming_with(part)]
        return self.unused(rhyming) if rhyming else self.new_rhymes()

    def new_rhymes(self) -> list[str]:
        """The words that may end a line that begins a new rhyme: of rhymes that are neither in the verse nor planned for
        another line.
        """
        here = len(self.verse.lines)
        had = self.verse.rhyme_parts(range(here))
        later = {self.known.family(word) for line, word in self._plan.ends.items() if line > here}
        had |= later - ({self.known.family(self.planned)} if self.planned else set())
        every = self.known.rhymable
        return self.unused([word for word in every if self.known.family(word) not in had] or every)

    def unused(self, ends: Sequence[str]) -> list[str]:
        """The distinct words among `ends` in which, or in homophones of which, no line ends yet."""
        distinct = list(dict.fromkeys(ends))
        return [word for word, was in zip(distinct, self.verse.have_ended_lines(distinct), strict=True) if not was]

    def preferences(self, ends: Sequence[str]) -> Mapping[str, float]:
        """Preference for last words: those of the theme, most of all the planned word, and if wanted those that rhyme over more
        syllables.
        """
        wanted = {**self.wanted, self.planned: PLANNED_WORD} if self.planned else self.wanted
        if not self.task.recipe.multisyllabic or not self.targets:
            return wanted
        return {**wanted, **dict.fromkeys(self.verse.multisyllabic(self.targets, ends), 1.0)}

    def families(self, ends: Sequence[str]) -> list[str]:
        """The rhyme family of each last word; empty if the next line answers an earlier rhyme."""
        return [] if self.targets else [self.known.family(end) for end in ends]

    def aim(
        self, ends: Sequence[str], number: int, preferences: Mapping[str, float], families: Sequence[str] = ()
    ) -> Aim:
        """The next line as a target for `AimedWriter.aim`, towards one of the last words `ends`."""
        syllables = round(self.usual_syllables or USUAL_SYLLABLES)
        return Aim(self.verse.lines, ends, syllables, self.about, self.seeds[number], preferences, families)

    def are_forbidden(self, lines: Sequence[str]) -> list[bool]:
        """Which lines are not allowed: those that are empty, repeat a rhyme word, invent a word, contain a slur or copy."""
        tail, spelled = self.verse.tail(), [words(line) for line in lines]
        ended = iter(self.verse.have_ended_lines([of_line[-1] for of_line in spelled if of_line]))
        return [
            not of_line
            or next(ended)
            or has_slur(line)
            or self.known.has_invented_word(of_line)
            or self.known.copies(tail, of_line)
            for line, of_line in zip(lines, spelled, strict=True)
        ]

    def worth_scoring(self, lines: Sequence[str]) -> list[str]:
        """The lines that can win, at least one and at most half: scoring a line takes as long as writing it."""
        allowed = [
            line for line, forbidden in zip(lines, self.are_forbidden(lines), strict=True) if not forbidden
        ] or list(lines)
        if self.usual_syllables is None:
            return allowed
        deviations = np.abs(syllables_of(allowed, self.pronouncer) - self.usual_syllables)
        most = max(1, len(lines) // 2)
        return [allowed[i] for i in np.argsort(deviations, kind="stable")[:most]]

    def add_best(self, candidates: Candidates, writer: str) -> None:
        """Add the best candidate; a forbidden one only if there is no other.

        Raises:
            UnspokenError: no candidate can be pronounced.
        """
        allowed = ~np.array(self.are_forbidden(candidates.lines))
        for chosen in (allowed, np.ones_like(allowed)):
            some = candidates.where(chosen)
            if some.lines:
                apart = self.verse.apart(self.task.recipe.scheme)
                sounds = CandidateSounds(self.verse, some.lines, self.targets, self.pronouncer, apart)
                if sounds.usable.any():
                    best = int(np.argmax(np.where(sounds.usable, self._value(some, sounds), -np.inf)))
                    self.bars.append(sounds.bar(best, float(some.nats[best]), self.planned))
                    return self.verse.add(some.lines[best], sounds.spoken[best])
        raise UnspokenError(
            f"The model {writer} proposed no line that can be spoken.",
            remedy="Give another first line or theme, or choose another seed or model.",
        )

    def _value(self, candidates: Candidates, sounds: CandidateSounds) -> np.ndarray:
        """The score of each candidate, in nats per word: shape (lines,)."""
        recipe, lines = self.task.recipe, candidates.lines
        value = np.minimum(candidates.nats / sounds.n_words, recipe.likely_enough) + candidates.sense
        value += recipe.rhyme * (sounds.rhyme_worth() - sounds.clashes)
        value += recipe.multisyllabic * sounds.is_multisyllabic()
        value += recipe.density * sounds.density - recipe.beats * sounds.beat_faults()
        if recipe.internal:
            value += recipe.internal * sounds.internal()
        if self.usual_syllables is not None:
            value -= recipe.meter * np.abs(sounds.syllables - self.usual_syllables)
        if not self.targets:  # a later line must be able to rhyme with it
            rhyming = [self.known.rhyming_with(part) for part in sounds.parts]
            value += recipe.rhyme * np.array([min(3, len(same) - 1) / 6 for same in rhyming])
        if self.planned:
            value += recipe.planned * np.array([words(line)[-1:] == [self.planned] for line in lines])
        value -= recipe.variety * self.verse.repeated(lines)
        if wanted := self.wanted:
            value += recipe.wanted * np.array(
                [np.mean([wanted.get(word, 0.0) for word in words(line)]) for line in lines]
            )
        return value


def _theme_of(lines: Sequence[str]) -> tuple[str, ...]:
    """The last longer words of the given lines, as the theme of a verse without one."""
    long_words = [word for word in words("\n".join(lines)) if len(word) > LONG_WORD]
    return tuple(dict.fromkeys(long_words[-THEME_WORDS:]))


def seeds_of(recipe: VerseRecipe) -> list[int]:
    """The seed of each line."""
    return np.random.SeedSequence(recipe.seed).generate_state(recipe.bars).tolist()
