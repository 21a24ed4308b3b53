"""Whether lines make sense, as far as that can be counted.

What belongs here: the measures. What does not: the data behind them (resources/english.py), rhyme and meter
(assets/phonetics), variety and copying (originality.py).

Likelihood per word is not such a measure: bland function words are likelier than what people write. Four measures together are:

* order lift: how much likelier a line is than its own words in another order, which cancels its choice of words;
* ending lift: how much likelier a line's last word is after its line than alone; a forced rhyme is not;
* grammar faults: the findings of a grammar checker that concern words, not spelling or punctuation;
* content words: their share; a line of function words alone has a high order lift.

These look at single lines. Whether lines belong together is measured with a sentence model, from which no model here was
tuned: how close neighbouring lines are in meaning, and how close a verse is to the line that it continues.
"""

from collections.abc import Sequence

import numpy as np

from assets.phonetics.meter import FUNCTION_WORDS
from assets.text import words
from resources.english import load_grammar_checker, load_trigrams
from resources.meaning import MiniLM

SHUFFLES = 8
FEWEST_WORDS = 3  # in a line for its order to mean anything
FEWEST_LINES = 3  # in a text for it to have both neighbouring lines and lines further apart
# Harper's names of its findings. Left out: capitals, spelling and punctuation, in which models differ by design.
GRAMMAR = frozenset(["Agreement", "BoundaryError", "Eggcorn", "Grammar", "Malapropism", "Miscellaneous", "Nonstandard", "Repetition", "Usage", "WordChoice"])  # fmt: skip
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS.split())


def order_lift(text: str, seed: int) -> float:
    """Nats per word by which a text's lines are likelier than their own words shuffled, averaged over lines.

    Returns:
        NaN for a text without a line of three known words.
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
    """Nats by which lines' last words are likelier given the two words before them than alone, averaged over lines.

    Returns:
        NaN for a text without a line of three words whose last word is known.
    """
    after, alone = ending_nats(text)
    return after - alone


def ending_nats(text: str) -> tuple[float, float]:
    """The two parts of the ending lift: log-likelihoods (nats) of lines' last words given the two words before them, and alone.

    A decoder that avoids rare last words raises the second; only words that follow from their lines raise the first alone.
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
    """Grammar faults per 100 words, with each line as a sentence; NaN for a text without words."""
    lines = [line_words for line_words in map(words, text.split("\n")) if line_words]
    if not lines:
        return float("nan")
    sentences = "\n\n".join(f"{' '.join(line)[0].upper()}{' '.join(line)[1:]}." for line in lines)
    faults = sum(fault.lint_kind in GRAMMAR for fault in load_grammar_checker().lint(sentences))
    return 100 * faults / sum(map(len, lines))


def content_words(text: str) -> float:
    """The share of a text's words that are not function words; NaN for a text without words."""
    text_words = words(text)
    return sum(word not in _FUNCTION_WORDS for word in text_words) / len(text_words) if text_words else float("nan")


def coherence(texts: Sequence[str], openings: Sequence[str], model: MiniLM | None) -> dict[str, list[float]]:
    """How well lines belong together: cosine similarities in meaning, minus those of unrelated lines.

    Per text (NaN if it has fewer than three lines or there is no other text, and for all texts without a model):

    * coherence: similarity of neighbouring lines, minus that of its lines to other texts' lines (0: unrelated lines);
    * thread: similarity of neighbouring lines, minus that of its lines further apart (0: any order is as good);
    * adherence: similarity of its lines' mean to its opening, minus that to other texts' openings (0: unrelated to its
      opening).

    Args:
        openings: the line that each text continues.
    """
    lines = [[line for line in text.split("\n") if words(line)] for text in texts]
    results = {name: [float("nan")] * len(texts) for name in ("coherence", "thread", "adherence")}
    long_enough = [i for i, own in enumerate(lines) if len(own) >= FEWEST_LINES]
    if model is None or len(long_enough) < 2:
        return results
    vectors = np.split(
        model.vectors([line for i in long_enough for line in lines[i]]),
        np.cumsum([len(lines[i]) for i in long_enough])[:-1],
    )
    of_openings = model.vectors([openings[i] for i in long_enough])
    sums = np.array([own.sum(axis=0) for own in vectors])
    counts = np.array([len(own) for own in vectors])
    for number, (i, own) in enumerate(zip(long_enough, vectors, strict=True)):
        similarities = own @ own.T
        near = float(np.diag(similarities, 1).mean())
        far = float(similarities[np.triu_indices(len(own), 2)].mean())
        others = (sums.sum(axis=0) - sums[number]) / (counts.sum() - counts[number])
        like_openings = of_openings @ (sums[number] / np.linalg.norm(sums[number]))
        results["coherence"][i] = near - float(own.mean(axis=0) @ others)
        results["thread"][i] = near - far
        results["adherence"][i] = float(like_openings[number] - np.delete(like_openings, number).mean())
    return results


def sense_of(
    texts: Sequence[str], seed: int, openings: Sequence[str] | None = None, model: MiniLM | None = None
) -> dict[str, list[float]]:
    """Every measure of each text; see `coherence` for those that need a model.

    Args:
        openings: the line that each text continues; its own first line by default.
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
