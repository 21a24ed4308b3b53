"""Rhyme-aware decoding: a verse line by line, the best of many candidates for each.

What belongs here: generating candidates for each line. What does not: proposing and scoring lines (ngram_writer.py,
causal_writer.py), choosing among candidates (in_progress.py), how lines sound (verse_sound.py), whether a rhyme is forced
(forced.py), comparing verses (assets/evaluation).

For each line the model proposes candidates in one batch. In the likeliest of about the right length, the last word is replaced
by words that rhyme with the target line, and the model scores these too. The best line wins, by the model's log-likelihood per
word plus bonuses for rhyme, rhyme density, syllables and preferred words. Lines that copy, repeat a rhyme word, invent words or
contain slurs are ruled out. Choosing among a model's own candidates follows DopeLearning (Malmi et al. 2016) and this project's
predecessor; substituting rhyme words is ours.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from assets.models.writing.aimed import AimedWriter, Judged
from assets.models.writing.forced import forced_nats
from assets.models.writing.in_progress import Candidates, Task, VerseInProgress, seeds_of
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verse_sound import Bar, syllables_of
from assets.phonetics.g2p import Pronouncer
from assets.text import words


def write_verse(model: LanguageModel, task: Task, known: TrainingWords, pronouncer: Pronouncer) -> list[Bar]:
    """Write one verse; see `write_together`."""
    return write_together(model, [task], known, pronouncer)[0]


def write_together(
    model: LanguageModel, tasks: Sequence[Task], known: TrainingWords, pronouncer: Pronouncer
) -> list[list[Bar]]:
    """Write several verses side by side, line by line, in one batch for the model.

    A model of planned lines writes each line towards a rhyme. With any other model, rhymes are substituted for the last words
    of candidates.

    Raises:
        UnspokenError: the model proposed no line that can be pronounced.
    """
    verses = [VerseInProgress(task, known, pronouncer) for task in tasks]
    for number in range(max((task.recipe.bars for task in tasks), default=0)):
        going = [verse for verse in verses if number < verse.task.recipe.bars]
        candidates = (
            _candidates_towards_rhymes(model, going, number) if isinstance(model, AimedWriter) else [None] * len(going)
        )
        plain = [verse for verse, of_verse in zip(going, candidates, strict=True) if of_verse is None]
        substituted = iter(_candidates_with_substituted_rhymes(model, plain, number) if plain else ())
        for verse, of_verse in zip(going, candidates, strict=True):
            verse.add_best(of_verse or next(substituted), model.name)
    return [verse.bars for verse in verses]


def _candidates_towards_rhymes(
    model: AimedWriter, verses: Sequence[VerseInProgress], number: int
) -> list[Candidates | None]:
    """For each verse, candidates written towards a rhyme; None if there is no word to aim at.

    Their log-likelihoods are those without plans, because with the last word in its plan a line is likely whether or not it
    leads there.
    """
    recipe = verses[0].task.recipe
    _plan_stanzas(model, verses, number)
    candidates: list[Candidates | None] = [None] * len(verses)
    ends = [verse.ends() for verse in verses]
    aiming = [i for i, of_verse in enumerate(ends) if of_verse]
    if not aiming:
        return candidates
    aims = [verses[i].aim(ends[i], number, verses[i].preferences(ends[i]), verses[i].families(ends[i])) for i in aiming]
    written = model.aim(
        aims, n=recipe.aimed, ends_tried=recipe.rhymes, top_k=recipe.top_k, temperature=recipe.temperature,
        most_words=recipe.most_words,
    )  # fmt: skip
    promising = [(i, verses[i].worth_scoring(lines)) for i, lines in zip(aiming, written, strict=True) if lines]
    if promising:
        judged = model.judge([verses[i].before for i, _ in promising], [lines for _, lines in promising])
        for (i, lines), of_lines in zip(promising, judged, strict=True):
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
    """The score of lines for their sense, in nats per word: shape (lines,).

    A line that the verse makes likelier than it is alone continues the verse (maximum mutual information, Li et al. 2016); by
    likelihood alone the blandest line wins. A forced rhyme shows in the last word, which a mean over all words would hide.
    """
    n_words = np.array([max(1, len(words(line))) for line in lines])
    gain = (judged.nats - judged.alone) / n_words
    gain = np.clip(gain - np.median(gain), -1.0, 1.0)  # every line gains some nats from its verse
    return recipe.thread * gain - recipe.last_word * forced_nats(lines, judged.last_word)


def _candidates_with_substituted_rhymes(
    model: LanguageModel, verses: Sequence[VerseInProgress], number: int
) -> list[Candidates]:
    """For each verse, the model's own candidates, and the best of them also with their last words replaced by rhymes."""
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
    # All verses, even those without rhymes: each keeps its index, or its text would be read again.
    more = model.score_lines(before, rhyming) if any(rhyming) else [np.zeros(0)] * len(verses)
    return [
        Candidates([*of_verse, *of_rhymes], np.append(each, of_more))
        for of_verse, each, of_rhymes, of_more in zip(lines, nats, rhyming, more, strict=True)
    ]


def write_plainly(
    model: LanguageModel, openings: Sequence[Sequence[str]], recipes: Sequence[VerseRecipe]
) -> list[list[Bar]]:
    """Write verses after their openings with plain sampling, one candidate for each line, as the baseline for rhyme-aware
    decoding.

    The bars' syllables and rhymes are not determined.
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
    """The best proposed lines, each with several words that rhyme with a target in place of its last word; about as many lines
    as were proposed.
    """
    n, worth = verse.task.recipe.candidates, nats / np.array([len(line.split()) for line in lines])
    if verse.usual_syllables is not None:
        worth -= verse.task.recipe.meter * np.abs(syllables_of(lines, verse.pronouncer) - verse.usual_syllables)
    known_rhymes = [
        word for part in sorted(verse.verse.rhyme_parts(verse.targets)) for word in verse.known.rhyming_with(part)
    ]
    rhyming = verse.unused(known_rhymes)
    stems = list(_stems(lines, worth))[: max(1, n // 8)]
    if not rhyming or not stems:
        return []
    # The most frequent rhymes, and a random sample of the others.
    per_stem = max(1, n // len(stems))
    chosen = rhyming[: per_stem // 2]
    rest = rhyming[per_stem // 2 :]
    made = []
    for stem in stems:
        more = rng.choice(len(rest), min(per_stem - len(chosen), len(rest)), replace=False) if rest else []
        made += [f"{stem} {word}" for word in [*chosen, *(rest[i] for i in more)]]
    return [line for line in dict.fromkeys(made) if line not in set(lines)]


def _stems(lines: Sequence[str], worth: np.ndarray) -> Iterator[str]:
    """The distinct lines without their last word, the best first; lines of one word are left out."""
    seen: set[str] = set()
    for candidate in np.argsort(-worth, kind="stable"):
        stem = lines[int(candidate)].rpartition(" ")[0]
        if stem and stem not in seen:
            seen.add(stem)
            yield stem
