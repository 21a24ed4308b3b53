"""Rhyme-aware decoding: a verse line by line, the best of many candidates for each.

What belongs here: which line comes next. What does not: proposing and scoring lines (decoding.py), how lines sound (hearing.py),
whether a rhyme is forced (forced.py), comparing verses (assets/evaluation).

For each line the model proposes candidates in one batch. Into the likeliest of about the right length, last words are put
that rhyme with the line wanted; the model scores those beside its own. Then the best wins: the model's nats per word, plus
what its rhyme, its rhyme density, its syllables and its words are worth in nats. What it must not do (copy, repeat a rhyme
word, make up words, insult) rules it out.
Choosing among a model's own candidates is how DopeLearning (Malmi et al. 2016) and the original of this project wrote
verse; putting rhyming words in is ours.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assets.models.planned import THEME_WORDS
from assets.models.writing.aimed import About, Aim, AimedWriter, Judged
from assets.models.writing.decoding import LanguageModel
from assets.models.writing.forced import forced_nats
from assets.models.writing.hearing import Bar, Heard, VerseSoFar, syllables_of
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.slurs import has_slur
from assets.phonetics.g2p import Pronouncer
from assets.text import words

LONG_WORD = 4  # letters
USUAL_SYLLABLES = 10  # of a line where nothing says how long lines are: the middle of the songbook's rap


class VerseRecipe(BaseModel):
    """How a verse is written. Bonuses and penalties are in nats per word and add to the line's log-likelihood per word."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bars: int = Field(16, ge=1, le=64, description="lines to write")
    scheme: str = Field(
        "AABB",
        pattern=r"^[A-Z]*$",
        description="rhyme scheme, repeated, whose letters do not rhyme with each other; empty: rhyme with any of the last three "
        "lines",
    )
    candidates: int = Field(64, ge=1, le=1024, description="candidate lines that the model proposes for each line")
    top_k: int = Field(50, ge=1, description="sample each token from this many likeliest ones")
    most_words: int = Field(16, ge=2, description="maximum words per line; longer lines are cut")
    rhyme: float = Field(2.0, ge=0, description="bonus (nats per word) for a perfect rhyme with the target line")
    density: float = Field(0.75, ge=0, description="bonus (nats per word) for each vowel of rhyme density")
    meter: float = Field(
        3.0, ge=0, description="penalty (nats per word) for each syllable above or below the average line"
    )
    beats: float = Field(
        0.3, ge=0, description="penalty (nats per word) for each syllable by which a line misses bars of four beats"
    )
    multisyllabic: float = Field(
        0.0,
        ge=0,
        description="bonus (nats per word) for a rhyme over two syllables or more, beside that of a perfect one",
    )
    internal: float = Field(
        0.0, ge=0, description="bonus (nats per word) for each word within a line that rhymes with another of it"
    )
    # Of validation songs 0.61 of a verse's words are different ones then, 0.55 with half of it (people: 0.73), and neighbouring
    # lines are about as alike in meaning as people's (0.11, 0.16; people: 0.09).
    variety: float = Field(5.0, ge=0, description="penalty for repeating the verse's own words and word pairs")
    # Of twelve themes ten verses of eight lines name theirs then, with less than half of it seven.
    wanted: float = Field(
        5.0, ge=0, description="bonus (nats per word) for a line made of the theme's or the artist's words alone"
    )
    # Of the songbook's held-out songs the longest run that stands in a training song has 3.2 words on average.
    temperature: float = Field(
        0.8, gt=0, le=2, description="of lines that are written towards a rhyme (models of planned lines only)"
    )
    rhymes: int = Field(10, ge=1, le=64, description="last words towards which lines are written (planned lines only)")
    aimed: int = Field(
        20,
        ge=1,
        le=256,
        description="lines that are written towards them: most fit, so fewer are needed than of candidates",
    )
    likely_enough: float = Field(
        -2.5, lt=0, description="nats per word above which a line gains nothing: the likeliest lines say the least"
    )
    thread: float = Field(
        0.3,
        ge=0,
        description="bonus for each nat per word that the verse adds to a line's likelihood (planned lines only)",
    )
    last_word: float = Field(
        0.8,
        ge=0,
        description="penalty for each nat that a last word is less likely than expected words are, or gains less by the words "
        "before it: a forced rhyme (planned lines only)",
    )
    longest_copy: int = Field(3, ge=2, description="longest run of words that may be copied from a training song")
    seed: int = Field(31, description="random seed; the same seed writes the same verse")


@dataclass(frozen=True, slots=True)
class Task:
    """A verse to write: `recipe.bars` lines after `opening`, which may be empty.

    `context`: lines that the model reads before the opening and that the verse is no part of; `wanted`: how welcome words
    are, 0 to 1, a theme's or an artist's; `syllables`: of a usual line, by default those of the lines so far; `about`: a
    theme and an artist for a model of planned lines, by default the opening's words.
    """

    opening: Sequence[str]
    recipe: VerseRecipe
    context: Sequence[str] = ()
    wanted: Mapping[str, float] | None = None
    syllables: float | None = None
    about: About | None = None


def write_verse(model: LanguageModel, task: Task, known: TrainingWords, pronouncer: Pronouncer) -> list[Bar]:
    """Write one verse; see `write_together`."""
    return write_together(model, [task], known, pronouncer)[0]


def write_together(
    model: LanguageModel, tasks: Sequence[Task], known: TrainingWords, pronouncer: Pronouncer
) -> list[list[Bar]]:
    """Write several verses, line by line side by side: what a model reads and samples for all of them is one batch.

    A model of planned lines writes each line towards a rhyme; of any other, candidates get a rhyme in place of their last
    word.

    Raises:
        ValueError: the model proposed no line that can be spoken.
    """
    verses = [_VerseInProgress(task, known, pronouncer) for task in tasks]
    for number in range(max((task.recipe.bars for task in tasks), default=0)):
        going = [verse for verse in verses if number < verse.task.recipe.bars]
        candidates = _aimed(model, going, number) if isinstance(model, AimedWriter) else [None] * len(going)
        plain = [verse for verse, of_verse in zip(going, candidates, strict=True) if of_verse is None]
        substituted = iter(_substituted(model, plain, number) if plain else ())
        for verse, of_verse in zip(going, candidates, strict=True):
            verse.take(of_verse or next(substituted), model.name)
    return [verse.bars for verse in verses]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Lines that may come next, with the nats of each, and what else the model says for it, in nats per word."""

    lines: list[str]
    nats: np.ndarray
    sense: np.ndarray | float = 0.0

    def where(self, chosen: np.ndarray) -> "_Candidates":
        """The chosen lines: a truth value for each."""
        lines = list(itertools.compress(self.lines, chosen))
        return _Candidates(lines, self.nats[chosen], np.broadcast_to(self.sense, len(chosen))[chosen])


class _VerseInProgress:
    """A verse that is being written: what was asked for, the lines so far, and which candidate is the next."""

    def __init__(self, task: Task, known: TrainingWords, pronouncer: Pronouncer) -> None:
        self.task, self.known, self.pronouncer = task, known, pronouncer
        self.verse = VerseSoFar(pronouncer, [line for line in task.opening if words(line)])
        self.about = task.about or About(theme=_theme_of(self.verse.lines))
        self.seeds = _seeds(task.recipe)
        self.bars: list[Bar] = []

    @property
    def before(self) -> list[str]:
        """The lines that the model reads."""
        return [*self.task.context, *self.verse.lines]

    @property
    def targets(self) -> list[int]:
        """The lines with which the next should rhyme."""
        return self.verse.targets(self.task.recipe.scheme)

    @property
    def usual(self) -> float | None:
        """The syllables that the next line should have."""
        return self.task.syllables if self.task.syllables is not None else self.verse.usual_syllables()

    def ends(self) -> list[str]:
        """The words that may end the next line: those that rhyme with a target, or that others can rhyme with; a new rhyme is
        one that the verse has not had.
        """
        parts = self.verse.rhyme_parts(self.targets)
        rhyming = [word for part in sorted(parts) for word in self.known.any_rhyming_with(part)]
        if not rhyming:
            had = self.verse.rhyme_parts(range(len(self.verse.lines)))
            every = self.known.rhymable
            rhyming = [word for word in every if self.known.family(word) not in had] or every
        return self.unused(rhyming)

    def unused(self, ends: Sequence[str]) -> list[str]:
        """The distinct ones of some last words in which, or in whose sound, no line ends."""
        distinct = list(dict.fromkeys(ends))
        return [word for word, was in zip(distinct, self.verse.ended_in(distinct), strict=True) if not was]

    def welcome(self, ends: Sequence[str]) -> Mapping[str, float]:
        """How welcome last words are: those of the theme, and where they are asked for those that rhyme over more syllables."""
        wanted = self.task.wanted or {}
        if not self.task.recipe.multisyllabic or not self.targets:
            return wanted
        return {**wanted, **dict.fromkeys(self.verse.multisyllabic(self.targets, ends), 1.0)}

    def families(self, ends: Sequence[str]) -> list[str]:
        """Which rhyme each last word begins; none where the next line is the one that rhymes."""
        return [] if self.targets else [self.known.family(end) for end in ends]

    def refused(self, lines: Sequence[str]) -> list[bool]:
        """Which lines must not be: they say nothing, repeat a rhyme word, make up a word, have a slur or copy."""
        tail, spelled = self.verse.tail(), [words(line) for line in lines]
        ended = iter(self.verse.ended_in([of_line[-1] for of_line in spelled if of_line]))
        return [
            not of_line
            or next(ended)
            or has_slur(line)
            or self.known.invented(of_line)
            or self.known.copies(tail, of_line)
            for line, of_line in zip(lines, spelled, strict=True)
        ]

    def worth_scoring(self, lines: Sequence[str]) -> list[str]:
        """The lines that may win, at least one, at most half: to score a line takes as long as to write it."""
        allowed = [line for line, bad in zip(lines, self.refused(lines), strict=True) if not bad] or list(lines)
        if self.usual is None:
            return allowed
        off = np.abs(syllables_of(allowed, self.pronouncer) - self.usual)
        most = max(1, len(lines) // 2)
        return [allowed[i] for i in np.argsort(off, kind="stable")[:most]]

    def take(self, candidates: _Candidates, writer: str) -> None:
        """Add the best of some candidates; of those that are refused only where there is no other.

        Raises:
            ValueError: none of them can be spoken.
        """
        allowed = ~np.array(self.refused(candidates.lines))
        for chosen in (allowed, np.ones_like(allowed)):
            some = candidates.where(chosen)
            if some.lines:
                apart = self.verse.apart(self.task.recipe.scheme)
                heard = Heard(self.verse, some.lines, self.targets, self.pronouncer, apart)
                if heard.usable.any():
                    best = int(np.argmax(np.where(heard.usable, self._value(some, heard), -np.inf)))
                    self.bars.append(heard.bar(best, float(some.nats[best])))
                    return self.verse.add(some.lines[best], heard.spoken[best])
        raise ValueError(f"{writer} proposed no line that can be spoken")

    def _value(self, candidates: _Candidates, heard: Heard) -> np.ndarray:
        """What each candidate is worth, in nats per word: shape (lines,)."""
        recipe, lines = self.task.recipe, candidates.lines
        value = np.minimum(candidates.nats / heard.n_words, recipe.likely_enough) + candidates.sense
        value += recipe.rhyme * (heard.rhyme_worth() - heard.clashes)
        value += recipe.multisyllabic * heard.is_multisyllabic()
        value += recipe.density * heard.density - recipe.beats * heard.beat_faults()
        if recipe.internal:
            value += recipe.internal * heard.internal()
        if self.usual is not None:
            value -= recipe.meter * np.abs(heard.syllables - self.usual)
        if not self.targets:  # somebody must be able to rhyme with it
            rhyming = [self.known.rhyming_with(part) for part in heard.parts]
            value += recipe.rhyme * np.array([min(3, len(same) - 1) / 6 for same in rhyming])
        value -= recipe.variety * self.verse.repeated(lines)
        if wanted := self.task.wanted:
            value += recipe.wanted * np.array(
                [np.mean([wanted.get(word, 0.0) for word in words(line)]) for line in lines]
            )
        return value


def _aimed(model: AimedWriter, verses: Sequence[_VerseInProgress], number: int) -> list[_Candidates | None]:
    """For each verse lines that were written towards a rhyme, and their nats: those of the lines without plans, since with
    its last word in its plan a line is likely whether it leads there or not. None where there is no word to aim at.
    """
    recipe = verses[0].task.recipe
    candidates: list[_Candidates | None] = [None] * len(verses)
    ends = [verse.ends() for verse in verses]
    aiming = [i for i, of_verse in enumerate(ends) if of_verse]
    if not aiming:
        return candidates
    aims = [
        Aim(
            verses[i].verse.lines, ends[i], round(verses[i].usual or USUAL_SYLLABLES), verses[i].about,
            verses[i].seeds[number], verses[i].welcome(ends[i]), verses[i].families(ends[i]),
        )
        for i in aiming
    ]  # fmt: skip
    written = model.aim(
        aims, n=recipe.aimed, ends_tried=recipe.rhymes, top_k=recipe.top_k, temperature=recipe.temperature,
        most_words=recipe.most_words,
    )  # fmt: skip
    found = [(i, verses[i].worth_scoring(lines)) for i, lines in zip(aiming, written, strict=True) if lines]
    if found:
        judged = model.judge([verses[i].before for i, _ in found], [lines for _, lines in found])
        for (i, lines), of_lines in zip(found, judged, strict=True):
            candidates[i] = _Candidates(lines, of_lines.nats, _sense(lines, of_lines, recipe))
    return candidates


def _sense(lines: Sequence[str], judged: Judged, recipe: VerseRecipe) -> np.ndarray:
    """What lines are worth for their sense, in nats per word: shape (lines,).

    A line that the verse makes likelier than it is by itself goes on with it (maximum mutual information, Li et al. 2016);
    by likelihood alone the blandest line wins. A forced rhyme shows in its last word, which a mean over the words hides.
    """
    n_words = np.array([max(1, len(words(line))) for line in lines])
    carried = (judged.nats - judged.alone) / n_words
    carried = np.clip(carried - np.median(carried), -1.0, 1.0)  # any line gains some nats by standing in a verse
    return recipe.thread * carried - recipe.last_word * forced_nats(lines, judged.last_word)


def _substituted(model: LanguageModel, verses: Sequence[_VerseInProgress], number: int) -> list[_Candidates]:
    """For each verse lines as the model proposes them, the best also with rhymes in place of their last words, and their
    nats.
    """
    recipe, seeds = verses[0].task.recipe, [verse.seeds[number] for verse in verses]
    before = [verse.before for verse in verses]
    proposed = model.propose_lines(
        before, recipe.candidates, top_k=recipe.top_k, most_words=recipe.most_words, seeds=seeds
    )
    lines = [[line for line in dict.fromkeys(of_verse) if words(line)] or ["..."] for of_verse in proposed]
    nats = model.score_lines(before, lines)
    rhyming = [
        _with_rhymes(verse, of_verse, each, np.random.default_rng(seed))
        for verse, of_verse, each, seed in zip(verses, lines, nats, seeds, strict=True)
    ]
    rhymed = [(of_verse, made) for of_verse, made in zip(before, rhyming, strict=True) if made]
    more = iter(model.score_lines(*zip(*rhymed, strict=True)) if rhymed else ())
    return [
        _Candidates([*of_verse, *of_rhymes], np.append(each, next(more)) if of_rhymes else each)
        for of_verse, each, of_rhymes in zip(lines, nats, rhyming, strict=True)
    ]


def _theme_of(lines: Sequence[str]) -> tuple[str, ...]:
    """The longer words of the lines that are there, the last ones: what the verse is about as far as it is known."""
    told = [word for word in words("\n".join(lines)) if len(word) > LONG_WORD]
    return tuple(dict.fromkeys(told[-THEME_WORDS:]))


def write_plainly(
    model: LanguageModel, openings: Sequence[Sequence[str]], recipes: Sequence[VerseRecipe]
) -> list[list[Bar]]:
    """Write verses after their openings as the model samples them, one candidate for each line: what rhyme-aware decoding is
    compared with.

    The bars' syllables and rhymes are not looked at.
    """
    verses = [[line for line in opening if words(line)] for opening in openings]
    bars: list[list[Bar]] = [[] for _ in verses]
    seeds = [_seeds(recipe) for recipe in recipes]
    for number in range(max((recipe.bars for recipe in recipes), default=0)):
        going = [i for i, recipe in enumerate(recipes) if number < recipe.bars]
        recipe = recipes[going[0]]
        before = [verses[i] for i in going]
        proposed = model.propose_lines(
            before, 1, top_k=recipe.top_k, most_words=recipe.most_words, seeds=[seeds[i][number] for i in going]
        )
        for i, lines, nats in zip(going, proposed, model.score_lines(before, proposed), strict=True):
            bars[i].append(Bar(lines[0], float(nats[0]), 0, None, None))
            verses[i].append(lines[0])
    return bars


def _seeds(recipe: VerseRecipe) -> list[int]:
    return np.random.SeedSequence(recipe.seed).generate_state(recipe.bars).tolist()


def _with_rhymes(
    verse: _VerseInProgress, lines: Sequence[str], nats: np.ndarray, rng: np.random.Generator
) -> list[str]:
    """About as many lines as were proposed: those that are worth most, each with last words that rhyme with a target in place
    of its own.
    """
    n, worth = verse.task.recipe.candidates, nats / np.array([len(line.split()) for line in lines])
    if verse.usual is not None:
        worth -= verse.task.recipe.meter * np.abs(syllables_of(lines, verse.pronouncer) - verse.usual)
    known_rhymes = [
        word for part in sorted(verse.verse.rhyme_parts(verse.targets)) for word in verse.known.rhyming_with(part)
    ]
    rhyming = verse.unused(known_rhymes)
    stems = list(_stems(lines, worth))[: max(1, n // 8)]
    if not rhyming or not stems:
        return []
    # The frequent ones first, and some of the others.
    per_stem = max(1, n // len(stems))
    chosen = rhyming[: per_stem // 2]
    rest = rhyming[per_stem // 2 :]
    made = []
    for stem in stems:
        more = rng.choice(len(rest), min(per_stem - len(chosen), len(rest)), replace=False) if rest else []
        made += [f"{stem} {word}" for word in [*chosen, *(rest[i] for i in more)]]
    return [line for line in dict.fromkeys(made) if line not in set(lines)]


def _stems(lines: Sequence[str], worth: np.ndarray) -> Iterator[str]:
    """The distinct lines without their last word, by falling worth; of one word, none."""
    seen: set[str] = set()
    for candidate in np.argsort(-worth, kind="stable"):
        stem = lines[int(candidate)].rpartition(" ")[0]
        if stem and stem not in seen:
            seen.add(stem)
            yield stem
