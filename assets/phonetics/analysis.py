"""Metrics of verse: rhyme, meter and vocabulary of texts, human or generated, and shuffled texts as controls.

What belongs here: measuring many texts at once. What does not: the measures themselves (rhyme.py, meter.py,
density.py), a model's likelihood (assets/evaluation).
"""

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from assets.arrays import distinct
from assets.phonetics.density import SpokenTexts, corpus_rhyme_lengths, rhyme_density_lift
from assets.phonetics.g2p import Pronouncer, tokenize
from assets.phonetics.meter import beat_faults, count_syllables, is_stressed, line_stresses, rhyme_part, slant_part
from assets.phonetics.rhyme import internal_rhymes, numbered, rhyming_by_chance, rhyming_ends
from assets.schemas import Column
from resources.tables import Table

SEED = 29
TEXTS_AT_ONCE = 5_000  # songs of 1.5 M words in total take 200 MB of arrays


# A lift is a value divided by that of the same words (density) or lines (end rhymes) shuffled: 1 is the chance level.
ANALYSIS_SCHEMA = {
    "rhyme_density": Column("mean rhyme length of its words (density.py)", "float64"),
    "rhyme_density_lift": Column("rhyme density, as a lift", "float64"),
    "rhyme_density_split": Column("rhyme density with diphthongs split and without schwa", "float64"),
    "longest_rhyme": Column("the longest shared vowel sequence", "float64"),
    "end_rhyme_rate": Column("share of lines whose end rhymes perfectly within three lines", "float64"),
    "end_rhyme_lift": Column("end rhyme rate, as a lift", "float64"),
    "slant_rhyme_rate": Column("end rhyme rate, slant rhymes included", "float64"),
    "internal_rhyme_rate": Column("words per line, without the last, that rhyme with another word of it", "float64"),
    "syllable_count_difference": Column("mean difference in syllables of neighbouring lines", "float64"),
    "syllables_per_line": Column("syllables per line", "float64"),
    "vocabulary": Column("distinct words per word", "float64"),
    "n_words": Column("its words", "int64"),
    "n_lines": Column("its lines with words", "int64"),
}


def analyse_texts(texts: Sequence[str], pronouncer: Pronouncer, seed: int = SEED) -> Table:
    """All metrics of each text, a row per text (`ANALYSIS_SCHEMA`); NaN where a text is too short for one.

    A repeated line counts once for rhyme density, as in Malmi et al. 2016. `seed` shuffles the controls.
    """
    import pandas as pd

    starts = range(0, len(texts), TEXTS_AT_ONCE) or [0]
    pieces = [_analyse(texts[start : start + TEXTS_AT_ONCE], pronouncer, seed + start) for start in starts]
    return pd.concat(pieces, ignore_index=True)


def mean_beat_faults(texts: Sequence[str], pronouncer: Pronouncer) -> list[float]:
    """The mean `beat_faults` of each text's lines; NaN for a text without words."""
    means = []
    for text in texts:
        spoken = [phonemes for phonemes in pronouncer.phonemes_of_lines(text.split("\n")) if phonemes]
        faults = [beat_faults(line_stresses(phonemes)) for phonemes in spoken]
        means.append(float(np.mean(faults)) if faults else float("nan"))
    return means


def _analyse(texts: Sequence[str], pronouncer: Pronouncer, seed: int) -> Table:
    import pandas as pd

    n = len(texts)
    lines_of = [[line for line in map(tokenize, text.split("\n")) if line] for text in texts]
    lines = list(chain.from_iterable(lines_of))
    spoken = pronouncer.pronounce(chain.from_iterable(lines))
    number = {word: i for i, word in enumerate(spoken)}
    sounds = [said.phonemes for said in spoken.values()]
    parts, slants = numbered(map(rhyme_part, sounds)), numbered(map(slant_part, sounds))
    stressed = np.array([is_stressed(sound) for sound in sounds], dtype=bool)
    syllables = np.array([count_syllables(sound) for sound in sounds], dtype=np.int64)
    same_sound = numbered(sounds)

    text_of = np.repeat(np.arange(n), [len(own) for own in lines_of])
    line_of = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    words = np.fromiter((number[word] for line in lines for word in line), dtype=np.int64)
    ends = np.array([number[line[-1]] for line in lines], dtype=np.int64)
    per_line = np.bincount(line_of, syllables[words], len(lines)) if len(words) else np.zeros(0)

    once = SpokenTexts.of(
        [[spoken[word].phonemes for line in dict.fromkeys(map(tuple, own)) for word in line] for own in lines_of]
    )
    plain, split = corpus_rhyme_lengths(once), corpus_rhyme_lengths(once, "split")
    rhyming = rhyming_ends(parts[ends], same_sound[ends], text_of)
    chance = rhyming_by_chance(parts[ends], same_sound[ends], text_of, seed)
    heard = np.where(stressed, parts, -1)
    internal = internal_rhymes(heard[words], same_sound[words], line_of, len(lines))
    steps = np.abs(np.diff(per_line))
    within = text_of[1:] == text_of[:-1]
    n_words = np.bincount(text_of[line_of], minlength=n) if len(words) else np.zeros(n, dtype=np.int64)
    different = np.bincount(distinct(text_of[line_of] * len(spoken) + words) // max(1, len(spoken)), minlength=n)
    n_lines = np.bincount(text_of, minlength=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, by_chance = (np.bincount(text_of, rates, n) / n_lines for rates in (rhyming, chance))
        return pd.DataFrame({
            "rhyme_density": _each(plain, np.mean),
            "rhyme_density_lift": rhyme_density_lift(once, seed),
            "rhyme_density_split": _each(split, np.mean),
            "longest_rhyme": _each(plain, np.max),
            "end_rhyme_rate": rate,
            "end_rhyme_lift": np.where(by_chance > 0, rate / by_chance, np.nan),
            "slant_rhyme_rate": np.bincount(text_of, rhyming_ends(slants[ends], same_sound[ends], text_of), n) / n_lines,
            "internal_rhyme_rate": np.bincount(text_of, internal, n) / n_lines,
            "syllable_count_difference": np.bincount(text_of[1:][within], steps[within], n)
            / np.bincount(text_of[1:][within], minlength=n),
            "syllables_per_line": np.bincount(text_of, per_line, n) / n_lines,
            "vocabulary": different / n_words,
            "n_words": n_words,
            "n_lines": n_lines,
        })  # fmt: skip


def _each(lengths: Sequence[np.ndarray], measure: Callable[[np.ndarray], float]) -> np.ndarray:
    return np.array([measure(found) if len(found) else np.nan for found in lengths], dtype=float)


def shuffle_lines(text: str, seed: int) -> str:
    """The same lines in random order: a control that keeps words and lines but loses the rhyme scheme."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(np.random.default_rng(seed).permutation(np.array(lines, dtype=object))) if lines else ""


def shuffle_words(text: str, seed: int) -> str:
    """The same words in random order, in lines with the same numbers of words."""
    lines = [line.split() for line in text.split("\n") if line.strip()]
    words = iter(np.random.default_rng(seed).permutation(np.array([w for line in lines for w in line], dtype=object)))
    return "\n".join(" ".join(next(words) for _ in line) for line in lines)
