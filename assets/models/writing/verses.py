"""Rhyme-aware decoding: a verse line by line, the best of many candidates for each.

What belongs here: which line comes next. What does not: proposing and scoring lines (ngram_writer.py, causal_writer.py), how lines sound (hearing.py),
whether a rhyme is forced (forced.py), comparing verses (assets/evaluation).

For each line the model proposes candidates in one batch. Into the likeliest of about the right length, last words are put
that rhyme with the line wanted; the model scores those beside its own. Then the best wins: the model's nats per word, plus
what its rhyme, its rhyme density, its syllables and its words are worth in nats. What it must not do (copy, repeat a rhyme
word, make up words, insult) rules it out.
Choosing among a model's own candidates is how DopeLearning (Malmi et al. 2016) and the original of this project wrote
verse; putting rhyming words in is ours.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from assets.models.writing.aimed import AimedWriter, Judged
from assets.models.writing.forced import forced_nats
from assets.models.writing.hearing import Bar, syllables_of
from assets.models.writing.in_progress import Candidates, Task, VerseInProgress, seeds_of
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.recipe import VerseRecipe
from assets.phonetics.g2p import Pronouncer
from assets.text import words


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
    verses = [VerseInProgress(task, known, pronouncer) for task in tasks]
    for number in range(max((task.recipe.bars for task in tasks), default=0)):
        going = [verse for verse in verses if number < verse.task.recipe.bars]
        candidates = _aimed(model, going, number) if isinstance(model, AimedWriter) else [None] * len(going)
        plain = [verse for verse, of_verse in zip(going, candidates, strict=True) if of_verse is None]
        substituted = iter(_substituted(model, plain, number) if plain else ())
        for verse, of_verse in zip(going, candidates, strict=True):
            verse.take(of_verse or next(substituted), model.name)
    return [verse.bars for verse in verses]


def _aimed(model: AimedWriter, verses: Sequence[VerseInProgress], number: int) -> list[Candidates | None]:
    """For each verse lines that were written towards a rhyme, and their nats: those of the lines without plans, since with
    its last word in its plan a line is likely whether it leads there or not. None where there is no word to aim at.
    """
    recipe = verses[0].task.recipe
    _plan_stanzas(model, verses, number)
    candidates: list[Candidates | None] = [None] * len(verses)
    ends = [verse.ends() for verse in verses]
    aiming = [i for i, of_verse in enumerate(ends) if of_verse]
    if not aiming:
        return candidates
    aims = [verses[i].aim(ends[i], number, verses[i].welcome(ends[i]), verses[i].families(ends[i])) for i in aiming]
    written = model.aim(
        aims, n=recipe.aimed, ends_tried=recipe.rhymes, top_k=recipe.top_k, temperature=recipe.temperature,
        most_words=recipe.most_words,
    )  # fmt: skip
    found = [(i, verses[i].worth_scoring(lines)) for i, lines in zip(aiming, written, strict=True) if lines]
    if found:
        judged = model.judge([verses[i].before for i, _ in found], [lines for _, lines in found])
        for (i, lines), of_lines in zip(found, judged, strict=True):
            candidates[i] = Candidates(lines, of_lines.nats, _sense(lines, of_lines, recipe))
    return candidates


def _plan_stanzas(model: AimedWriter, verses: Sequence[VerseInProgress], number: int) -> None:
    """Plan the stanzas that begin with the next line."""
    beginning = [(verse, groups, verse.new_rhymes()) for verse in verses if (groups := verse.groups_to_plan())]
    if beginning:
        aims = [verse.aim(ends, number, verse.wanted) for verse, _, ends in beginning]
        nats = model.end_nats(aims, most_words=verses[0].task.recipe.most_words)
        for (verse, groups, ends), of_verse in zip(beginning, nats, strict=True):
            verse.plan(groups, ends, of_verse)


def _sense(lines: Sequence[str], judged: Judged, recipe: VerseRecipe) -> np.ndarray:
    """What lines are worth for their sense, in nats per word: shape (lines,).

    A line that the verse makes likelier than it is by itself goes on with it (maximum mutual information, Li et al. 2016);
    by likelihood alone the blandest line wins. A forced rhyme shows in its last word, which a mean over the words hides.
    """
    n_words = np.array([max(1, len(words(line))) for line in lines])
    carried = (judged.nats - judged.alone) / n_words
    carried = np.clip(carried - np.median(carried), -1.0, 1.0)  # any line gains some nats by standing in a verse
    return recipe.thread * carried - recipe.last_word * forced_nats(lines, judged.last_word)


def _substituted(model: LanguageModel, verses: Sequence[VerseInProgress], number: int) -> list[Candidates]:
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
    # All verses, also those without: each is to stay in its place, or it is read anew.
    more = model.score_lines(before, rhyming) if any(rhyming) else [np.zeros(0)] * len(verses)
    return [
        Candidates([*of_verse, *of_rhymes], np.append(each, of_more))
        for of_verse, each, of_rhymes, of_more in zip(lines, nats, rhyming, more, strict=True)
    ]


def write_plainly(
    model: LanguageModel, openings: Sequence[Sequence[str]], recipes: Sequence[VerseRecipe]
) -> list[list[Bar]]:
    """Write verses after their openings as the model samples them, one candidate for each line: what rhyme-aware decoding is
    compared with.

    The bars' syllables and rhymes are not looked at.
    """
    verses = [[line for line in opening if words(line)] for opening in openings]
    bars: list[list[Bar]] = [[] for _ in verses]
    seeds = [seeds_of(recipe) for recipe in recipes]
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


def _with_rhymes(verse: VerseInProgress, lines: Sequence[str], nats: np.ndarray, rng: np.random.Generator) -> list[str]:
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
