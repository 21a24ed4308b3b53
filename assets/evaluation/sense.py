"""Whether lines make sense, as far as that can be counted.

What belongs here: the measures. What does not: the data behind them (resources/english.py), rhyme and meter
(assets/phonetics), variety and copying (originality.py).

A likelihood per word is no such measure: bland function words are likelier than what people write. Four are, together:

* order lift: how much likelier a line is than its own words in another order, so that its choice of words does not count;
* ending lift: the same of a line's last word, which a rhyme may have forced upon it;
* grammar faults: what a grammar checker finds, of the kinds that concern words and not how they are written;
* content words: what function words alone, which have a high order lift, lack.

Those look at lines alone. Whether lines belong together is told by the vectors of a sentence model that nothing here was
tuned from: how near neighbouring lines are in meaning, and a verse to the line that it was to go on from.
"""

from collections.abc import Sequence

import numpy as np

from assets.phonetics.meter import FUNCTION_WORDS
from assets.text import words
from resources.english import load_grammar_checker, load_trigrams
from resources.meaning import MiniLM

SHUFFLES = 8
FEWEST_WORDS = 3  # of a line whose order says anything
FEWEST_LINES = 3  # of a text that has lines near each other and lines further apart
# What Harper calls its findings. Left out: capitals, spelling and punctuation, which models write differently by design.
GRAMMAR = frozenset(["Agreement", "BoundaryError", "Eggcorn", "Grammar", "Malapropism", "Miscellaneous", "Nonstandard", "Repetition", "Usage", "WordChoice"])  # fmt: skip
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS.split())


def order_lift(text: str, seed: int) -> float:
    """Nats per word by which a text's lines are likelier than their own words shuffled, the mean over lines; NaN for a text
    without a line of three known words.
    """
    trigrams, rng = load_trigrams(), np.random.default_rng(seed)
    lifts = []
    for line in text.split("\n"):
        known = [word for word in words(line) if trigrams.knows(word)]
        if len(known) < FEWEST_WORDS:
            continue
        shuffled = [trigrams.nats(tuple(known[i] for i in rng.permutation(len(known)))) for _ in range(SHUFFLES)]
        lifts.append((trigrams.nats(tuple(known)) - np.mean(shuffled)) / len(known))
    return float(np.mean(lifts)) if lifts else float("nan")


def ending_lift(text: str) -> float:
    """Nats by which lines' last words are likelier after the two words before them than by themselves, the mean over lines; NaN
    for a text without a line of three words of which the last is known.
    """
    after, alone = ending_nats(text)
    return after - alone


def ending_nats(text: str) -> tuple[float, float]:
    """The two parts of the ending lift: nats of lines' last words after the two words before them, and by themselves.

    A decoder that shuns rare last words raises the second; only what follows from a line raises the first alone.
    """
    trigrams = load_trigrams()
    ends = [
        line[-3:] for line in map(words, text.split("\n")) if len(line) >= FEWEST_WORDS and trigrams.knows(line[-1])
    ]
    if not ends:
        return float("nan"), float("nan")
    after = float(np.mean([trigrams.word_nats(last, *before) for *before, last in ends]))
    return after, float(np.mean([trigrams.word_nats(last) for *_, last in ends]))


def grammar_faults(text: str) -> float:
    """Faults per 100 words, each line taken as a sentence; NaN for a text without words."""
    lines = [line_words for line_words in map(words, text.split("\n")) if line_words]
    if not lines:
        return float("nan")
    sentences = "\n\n".join(f"{' '.join(line)[0].upper()}{' '.join(line)[1:]}." for line in lines)
    found = sum(fault.lint_kind in GRAMMAR for fault in load_grammar_checker().lint(sentences))
    return 100 * found / sum(map(len, lines))


def content_words(text: str) -> float:
    """The share of a text's words that are no function words; NaN for a text without words."""
    text_words = words(text)
    return sum(word not in _FUNCTION_WORDS for word in text_words) / len(text_words) if text_words else float("nan")


def coherence(texts: Sequence[str], openings: Sequence[str], model: MiniLM | None) -> dict[str, list[float]]:
    """How lines belong together, as cosines of their meaning, less those of lines that have nothing to do with each other.

    Per text, NaN where it has fewer than three lines, where there is no other text, and everywhere without a model:

    * coherence: of neighbouring lines, less those of its lines with other texts' lines (0: any lines);
    * thread: of neighbouring lines, less those of its lines further apart (0: in any order);
    * adherence: of its lines' mean with its opening, less that with other texts' openings (0: any opening).

    Args:
        openings: the line that each text goes on from.
    """
    lines = [[line for line in text.split("\n") if words(line)] for text in texts]
    found = {name: [float("nan")] * len(texts) for name in ("coherence", "thread", "adherence")}
    told = [i for i, own in enumerate(lines) if len(own) >= FEWEST_LINES]
    if model is None or len(told) < 2:
        return found
    vectors = np.split(
        model.vectors([line for i in told for line in lines[i]]), np.cumsum([len(lines[i]) for i in told])[:-1]
    )
    of_openings = model.vectors([openings[i] for i in told])
    sums = np.array([own.sum(axis=0) for own in vectors])
    counts = np.array([len(own) for own in vectors])
    for number, (i, own) in enumerate(zip(told, vectors, strict=True)):
        alike = own @ own.T
        near = float(np.diag(alike, 1).mean())
        far = float(alike[np.triu_indices(len(own), 2)].mean())
        others = (sums.sum(axis=0) - sums[number]) / (counts.sum() - counts[number])
        like_openings = of_openings @ (sums[number] / np.linalg.norm(sums[number]))
        found["coherence"][i] = near - float(own.mean(axis=0) @ others)
        found["thread"][i] = near - far
        found["adherence"][i] = float(like_openings[number] - np.delete(like_openings, number).mean())
    return found


def sense_of(
    texts: Sequence[str], seed: int, openings: Sequence[str] | None = None, model: MiniLM | None = None
) -> dict[str, list[float]]:
    """Each measure of each text; see `coherence` for those that need a model.

    Args:
        openings: the line that each text goes on from; its own first line by default.
    """
    if openings is None:
        openings = [text.split("\n", 1)[0] for text in texts]
    return {
        "order_lift": [order_lift(text, seed + i) for i, text in enumerate(texts)],
        "ending_lift": [ending_lift(text) for text in texts],
        "grammar_faults": [grammar_faults(text) for text in texts],
        "content_words": [content_words(text) for text in texts],
        **coherence(texts, openings, model),
    }
