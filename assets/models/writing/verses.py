"""Rhyme-aware decoding: a verse line by line, the best of many candidates for each.

What belongs here: which line comes next. What does not: proposing and scoring lines (decoding.py), what rhymes with what
(assets/phonetics), comparing verses (assets/evaluation).

For each line the model proposes candidates in one batch. Into the likeliest of about the right length, last words are put
that rhyme with the line wanted; the model scores those beside its own. Then the best wins: the model's nats per word, plus
what its rhyme, its rhyme density, its syllables and its words are worth in nats. What it must not do (copy, repeat a rhyme
word, make up words, insult) rules it out.
Choosing among a model's own candidates is how DopeLearning (Malmi et al. 2016) and the original of this project wrote
verse; putting rhyming words in is ours.
"""

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from assets.models.planned import THEME_WORDS
from assets.models.writing.aimed import About, Aim, AimedWriter, Judged
from assets.models.writing.decoding import LanguageModel
from assets.models.writing.slurs import has_slur
from assets.phonetics.density import WINDOW_WORDS, SpokenTexts, corpus_rhyme_lengths
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import FUNCTION_WORDS, count_syllables, rhyme_part
from assets.phonetics.rhyme import RHYME_DISTANCE_LINES, RHYME_TYPES, RhymeType, endings, rhyme_types
from assets.text import words
from resources.english import load_trigrams
from resources.pronunciation import load_cmudict

# What a rhyme is worth beside a perfect one.
_WORTH: dict[RhymeType | None, float] = {
    None: 0.0, "assonance": 0.3, "slant": 0.5, "perfect": 1.0, "multisyllabic": 1.0
}  # fmt: skip
LONG_WORD = 4  # letters
MOST_TIMES = 3  # what came oftener is as tiresome
FEW_RHYMES = 4
SHORTEST_RHYME = 3  # letters: of two there are letters' names, "oh" and function words
USUAL_SYLLABLES = 10  # of a line where nothing says how long lines are: the middle of the songbook's rap
EXPECTED_WORD = -6.0  # nats of a last word that nobody stumbles over
RULED_OUT = 1_000.0  # nats: a line that is ruled out wins only where all are


class VerseRecipe(BaseModel):
    """How a verse is written. Bonuses and penalties are in nats per word and add to the line's log-likelihood per word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bars: int = Field(16, ge=1, le=64, description="lines to write")
    scheme: str = Field(
        "AABB", pattern=r"^[A-Z]*$", description="rhyme scheme, repeated; empty: rhyme with any of the last three lines"
    )
    candidates: int = Field(64, ge=1, le=1024, description="candidate lines that the model proposes for each line")
    top_k: int = Field(50, ge=1, description="sample each token from this many likeliest ones")
    most_words: int = Field(16, ge=2, description="maximum words per line; longer lines are cut")
    rhyme: float = Field(2.0, ge=0, description="bonus (nats per word) for a perfect rhyme with the target line")
    density: float = Field(0.75, ge=0, description="bonus (nats per word) for each vowel of rhyme density")
    meter: float = Field(
        3.0, ge=0, description="penalty (nats per word) for each syllable above or below the average line"
    )
    variety: float = Field(2.5, ge=0, description="penalty for repeating the verse's own words and word pairs")
    wanted: float = Field(
        2.0, ge=0, description="bonus (nats per word) for a line made of the theme's or the artist's words alone"
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
        0.4,
        ge=0,
        description="penalty for each nat that a last word is less likely than expected words are (planned lines only)",
    )
    longest_copy: int = Field(3, ge=2, description="longest run of words that may be copied from a training song")
    seed: int = Field(31, description="random seed; the same seed writes the same verse")


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a verse: its nats under the model, its syllables, and how it rhymes with which line of the verse."""

    text: str
    nats: float
    syllables: int
    rhyme: RhymeType | None
    rhymes_with: int | None


class TrainingWords:
    """What decoding knows of the training songs: which words end lines, by rhyme, and which runs would be copies."""

    def __init__(self, songs: Sequence[str], pronouncer: Pronouncer, longest_copy: int) -> None:
        self._size = longest_copy + 1
        self._runs: set[tuple[str, ...]] = set()
        self._words: set[str] = set()
        ends: Counter[str] = Counter()
        for song in songs:
            tokens = words(song)
            self._words.update(tokens)
            self._runs.update(zip(*(tokens[i:] for i in range(self._size)), strict=False))
            ends.update(line[-1] for line in map(words, song.split("\n")) if line and not has_slur(line[-1]))
        self._rhyming = _by_rhyme([word for word, _ in ends.most_common()], pronouncer)
        self._pronouncer = pronouncer

    def rhyming_with(self, part: str) -> list[str]:
        """The words with that rhyme part that end lines in training, the most frequent first."""
        return self._rhyming.get(part, [])

    def any_rhyming_with(self, part: str) -> list[str]:
        """As `rhyming_with`, then the other words of the songs that rhyme; where both are too few, CMUdict's."""
        found = [word for word in [*self.rhyming_with(part), *self._words_within.get(part, [])] if _carries(word)]
        return found if len(found) >= FEW_RHYMES else [*found, *_dictionary_by_rhyme().get(part, [])]

    @functools.cached_property
    def rhymable(self) -> list[str]:
        """The words that end lines in training and leave somebody enough to rhyme with."""
        return [word for same in self._rhyming.values() if len(same) >= FEW_RHYMES for word in same if _carries(word)]

    @functools.cached_property
    def _words_within(self) -> dict[str, list[str]]:
        ends = {word for same in self._rhyming.values() for word in same}
        return _by_rhyme(sorted(word for word in self._words - ends if not has_slur(word)), self._pronouncer)

    def invented(self, line: str) -> bool:
        """Whether a word of a line is in no training song and not in CMUdict: pieces of words that make none."""
        dictionary = load_cmudict()
        return any(word not in self._words and word not in dictionary for word in words(line))

    def copies(self, before: Sequence[str], line: str) -> bool:
        """Whether a line, after the words before it, completes a run that is longer than may be copied."""
        line_words = words(line)
        tokens = [*before[-(self._size - 1) :], *line_words]
        return any(tuple(tokens[i : i + self._size]) in self._runs for i in range(len(tokens) - self._size + 1))


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
def _dictionary_by_rhyme() -> dict[str, list[str]]:
    """CMUdict's words by their rhyme part: those that are common enough for general English, since most are rare names."""
    rhyming: defaultdict[str, list[str]] = defaultdict(list)
    english = load_trigrams()
    for word, phonemes in load_cmudict().items():
        if word.isalpha() and len(word) >= SHORTEST_RHYME and english.knows(word) and not has_slur(word):
            rhyming[rhyme_part(phonemes)].append(word)
    return dict(rhyming)


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
        candidates: list[_Candidates | None] = [None] * len(going)
        if isinstance(model, AimedWriter):
            candidates = _aimed(model, going, number)
        for verse, of_verse in zip(going, candidates, strict=True):
            verse.take(of_verse or _substituted(model, verse, number), model.name)
    return [verse.bars for verse in verses]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Lines that may come next, with the nats of each, and what else the model says for it, in nats per word."""

    lines: list[str]
    nats: np.ndarray
    sense: np.ndarray | float = 0.0


class _VerseInProgress:
    """A verse that is being written: what was asked for, the lines so far, and which candidate is the next."""

    def __init__(self, task: Task, known: TrainingWords, pronouncer: Pronouncer) -> None:
        self.task, self.known, self.pronouncer = task, known, pronouncer
        self.verse = _Verse(pronouncer, [line for line in task.opening if words(line)])
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
        """The words that may end the next line: those that rhyme with a target, or that others can rhyme with."""
        parts = sorted({rhyme_part(self.verse.spoken[target][-1]) for target in self.targets})
        rhyming = [word for part in parts for word in self.known.any_rhyming_with(part)] or self.known.rhymable
        return [word for word in dict.fromkeys(rhyming) if not self.verse.has_ended_in(word)]

    def refused(self, line: str) -> bool:
        """Whether a line must not be: it repeats a rhyme word, makes up a word, has a slur or copies."""
        return (
            self.verse.has_ended_in(line)
            or has_slur(line)
            or self.known.invented(line)
            or self.known.copies(self.verse.tail(), line)
        )

    def worth_scoring(self, lines: Sequence[str]) -> list[str]:
        """The lines that may win, at least one, at most half: to score a line takes as long as to write it."""
        allowed = [line for line in lines if not self.refused(line)] or list(lines)
        if self.usual is None:
            return allowed
        off = np.abs(_syllables(allowed, self.pronouncer) - self.usual)
        most = max(1, len(lines) // 2)
        return [allowed[i] for i in np.argsort(off, kind="stable")[:most]]

    def take(self, candidates: _Candidates, writer: str) -> None:
        """Add the best of some candidates."""
        lines, nats = candidates.lines, candidates.nats
        recipe, verse, targets, usual = self.task.recipe, self.verse, self.targets, self.usual
        heard = _Heard(verse, lines, targets, self.pronouncer)
        if not heard.usable.any():
            raise ValueError(f"{writer} proposed no line that can be spoken")
        value = np.minimum(nats / heard.n_words, recipe.likely_enough) + candidates.sense
        value += recipe.rhyme * heard.rhyme_worth() + recipe.density * heard.density
        if usual is not None:
            value -= recipe.meter * np.abs(heard.syllables - usual)
        if not targets:  # somebody must be able to rhyme with it
            rhyming = [self.known.rhyming_with(part) for part in heard.parts]
            value += recipe.rhyme * np.array([min(3, len(same) - 1) / 6 for same in rhyming])
        value -= recipe.variety * verse.repeated(lines)
        if wanted := self.task.wanted:
            value += recipe.wanted * np.array(
                [np.mean([wanted.get(word, 0.0) for word in words(line)]) for line in lines]
            )
        refused = np.array([self.refused(line) for line in lines])
        best = int(np.argmax(np.where(heard.usable, value - RULED_OUT * refused, -np.inf)))
        self.bars.append(heard.bar(best, float(nats[best])))
        verse.add(lines[best], heard.spoken[best])


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
            verses[i].seeds[number],
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
    carried = np.clip((judged.nats - judged.alone) / n_words, -1.0, 1.0)
    return recipe.thread * carried - recipe.last_word * np.maximum(0.0, EXPECTED_WORD - judged.last_word)


def _substituted(model: LanguageModel, verse: _VerseInProgress, number: int) -> _Candidates:
    """Lines as the model proposes them, the best also with rhymes in place of their last words, and their nats."""
    recipe, before, usual, seed = verse.task.recipe, verse.before, verse.usual, verse.seeds[number]
    lines = model.propose_lines(before, recipe.candidates, top_k=recipe.top_k, most_words=recipe.most_words, seed=seed)
    lines = [line for line in dict.fromkeys(lines) if words(line)] or ["..."]
    nats = model.score_lines(before, lines)
    worth = nats / np.array([len(line.split()) for line in lines])
    if usual is not None:
        worth -= recipe.meter * np.abs(_syllables(lines, verse.pronouncer) - usual)
    rhyming = _with_rhymes(
        lines, worth, verse.verse, verse.targets, verse.known, recipe.candidates, np.random.default_rng(seed)
    )
    if rhyming:
        lines, nats = [*lines, *rhyming], np.append(nats, model.score_lines(before, rhyming))
    return _Candidates(lines, nats)


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
        proposed = model.propose_many(
            before, 1, top_k=recipe.top_k, most_words=recipe.most_words, seeds=[seeds[i][number] for i in going]
        )
        for i, lines, nats in zip(going, proposed, model.score_many(before, proposed), strict=True):
            bars[i].append(Bar(lines[0], float(nats[0]), 0, None, None))
            verses[i].append(lines[0])
    return bars


def _seeds(recipe: VerseRecipe) -> list[int]:
    return np.random.SeedSequence(recipe.seed).generate_state(recipe.bars).tolist()


class _Verse:
    """The lines so far, as they sound."""

    def __init__(self, pronouncer: Pronouncer, lines: Sequence[str]) -> None:
        self.pronouncer = pronouncer
        self.lines: list[str] = []
        self.spoken: list[list[str]] = []
        self._used: Counter[str | tuple[str, str]] = Counter()
        self._ends: set[str] = set()
        for line, phonemes in zip(lines, pronouncer.phonemes_of_lines(lines), strict=True):
            self.add(line, phonemes)

    def add(self, line: str, phonemes: list[str]) -> None:
        self.lines.append(line)
        self.spoken.append(phonemes)
        line_words = words(line)
        self._used.update([*line_words, *itertools.pairwise(line_words)])
        self._ends.add(line_words[-1])

    def targets(self, scheme: str) -> list[int]:
        """The lines with which the next should rhyme: the nearest of its letter, or any of the three before."""
        number = len(self.lines)
        if not scheme:
            return list(range(max(0, number - RHYME_DISTANCE_LINES), number))
        block, within = divmod(number, len(scheme))
        same = [block * len(scheme) + i for i in range(within) if scheme[i] == scheme[within]]
        return [line for line in same[-1:] if self.spoken[line]]

    def usual_syllables(self) -> float | None:
        counted = [sum(map(count_syllables, phonemes)) for phonemes in self.spoken if phonemes]
        return float(np.mean(counted)) if counted else None

    def repeated(self, lines: Sequence[str]) -> np.ndarray:
        """How often what is in each line was there before, in the verse or the line, at most MOST_TIMES each: the mean of
        its word pairs' and of its words' of four letters and more (shorter ones come again in any verse).
        """
        return np.array([
            np.mean([self._times(list(itertools.pairwise(line_words))),
                     self._times([word for word in line_words if len(word) >= LONG_WORD])])
            for line_words in map(words, lines)
        ])  # fmt: skip

    def _times(self, things: Sequence[str | tuple[str, str]]) -> float:
        inside = sum(count - 1 for count in Counter(things).values())
        before = sum(min(MOST_TIMES, self._used[thing]) for thing in things)
        return (before + inside) / max(1, len(things))

    def has_ended_in(self, line: str) -> bool:
        """Whether a line of the verse ends in the same word: that is no rhyme."""
        return words(line)[-1] in self._ends

    def tail(self) -> list[str]:
        """The last words."""
        return words("\n".join(self.lines[-3:]))


class _Heard:
    """Candidates as they sound after a verse; `usable` are those with a word that can be spoken."""

    def __init__(self, verse: _Verse, lines: Sequence[str], targets: Sequence[int], pronouncer: Pronouncer) -> None:
        self.lines, self.targets = lines, targets
        self.spoken = pronouncer.phonemes_of_lines(lines)
        self.usable = np.array([bool(phonemes) for phonemes in self.spoken])
        self.n_words = np.array([max(1, len(phonemes)) for phonemes in self.spoken])
        self.syllables = np.array([sum(map(count_syllables, phonemes)) for phonemes in self.spoken])
        self.parts = [rhyme_part(phonemes[-1]) if phonemes else "" for phonemes in self.spoken]
        self.density = _densities(verse, self.spoken)
        ends = endings([*(verse.spoken[target] for target in targets), *(phonemes or [""] for phonemes in self.spoken)])
        n, m = len(targets), len(lines)
        kinds, _ = rhyme_types(ends, np.tile(np.arange(n), m), np.repeat(np.arange(n, n + m), n))
        self._kinds = kinds.reshape(m, n)

    def rhyme_worth(self) -> np.ndarray:
        worth = np.array([_WORTH[kind] for kind in RHYME_TYPES])
        return worth[self._kinds].max(axis=1, initial=0.0)

    def bar(self, candidate: int, nats: float) -> Bar:
        kinds = self._kinds[candidate]
        nearest = max(range(len(kinds)), key=lambda i: (kinds[i], i)) if len(kinds) and kinds.any() else None
        kind = RHYME_TYPES[kinds[nearest]] if nearest is not None else None
        with_line = self.targets[nearest] if nearest is not None else None
        return Bar(self.lines[candidate], nats, int(self.syllables[candidate]), kind, with_line)


def _densities(verse: _Verse, spoken: Sequence[list[str]]) -> np.ndarray:
    """The rhyme density of each candidate's words, with the words before them to rhyme with."""
    before = [word for phonemes in verse.spoken[-3:] for word in phonemes][-WINDOW_WORDS:]
    lengths = corpus_rhyme_lengths(SpokenTexts.of([[*before, *phonemes] for phonemes in spoken]))
    vowelled = [sum(count_syllables(word) > 0 for word in phonemes) for phonemes in spoken]
    return np.array([runs[len(runs) - n :].mean() if n else 0.0 for runs, n in zip(lengths, vowelled, strict=True)])


def _syllables(lines: Sequence[str], pronouncer: Pronouncer) -> np.ndarray:
    return np.array([sum(map(count_syllables, phonemes)) for phonemes in pronouncer.phonemes_of_lines(lines)])


def _with_rhymes(
    lines: Sequence[str],
    worth: np.ndarray,
    verse: _Verse,
    targets: Sequence[int],
    known: TrainingWords,
    n: int,
    rng: np.random.Generator,
) -> list[str]:
    """About `n` lines: the candidates that are worth most, each with last words that rhyme with a target in place of its
    own.
    """
    parts = {rhyme_part(verse.spoken[target][-1]) for target in targets}
    known_rhymes = [word for part in sorted(parts) for word in known.rhyming_with(part)]
    rhyming = [word for word in known_rhymes if not verse.has_ended_in(word)]
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
