"""How varied texts are, and how much of them is copied.

What belongs here: measures that compare words with words. What does not: rhyme and meter (assets/phonetics), spreads and tables
(metrics.py).
"""

from collections.abc import Sequence

import numpy as np

from assets.text import word_runs, words

BLEU_REFERENCES = 50


def distinct_ngrams(text: str, n: int, length: int) -> float:
    """Distinct runs of n words per run, in a text's first `length` words (distinct-n, Li et al. 2016).

    Longer texts repeat more, so only equal lengths are comparable. NaN for a shorter text, and for length < n.
    """
    first = words(text)[:length]
    if len(first) < length or length < n:
        return float("nan")
    runs = [tuple(first[i : i + n]) for i in range(length - n + 1)]
    return len(set(runs)) / len(runs)


def copied_share(text: str, training_runs: frozenset[tuple[str, ...]], size: int) -> float:
    """The share of a text's distinct runs of `size` words that are in `training_runs`; NaN for a text without such a run."""
    runs = frozenset(run for run in word_runs(text, size) if len(run) == size)
    return len(runs & training_runs) / len(runs) if runs else float("nan")


def longest_copies(texts: Sequence[str], songs: Sequence[str]) -> np.ndarray:
    """For each text, the length in words of its longest run that occurs in one of the songs: int (n_texts,).

    Exact. A run is extended by a word only where the shorter run was found in both the texts and the songs, so that little is
    left to compare after a few words.
    """
    number: dict[str, int] = {}
    sides = []
    for side in (texts, songs):
        ids = [[number.setdefault(word, len(number)) for word in words(text)] for text in side]
        owners = np.repeat(np.arange(len(ids)), [len(text) for text in ids])
        sides.append((np.array([i for text in ids for i in text], np.int64), owners))
    (copies, text_of), (originals, song_of) = sides
    longest = np.zeros(len(texts), np.int64)
    # The position of each run's last word on either side, and an id for each run, equal for equal words.
    in_texts, text_runs = np.arange(len(copies)), copies
    in_songs, song_runs = np.arange(len(originals)), originals
    for length in range(1, len(copies) + 1):
        distinct, numbers = np.unique(np.concatenate([text_runs, song_runs]), return_inverse=True)
        text_runs, song_runs = numbers[: len(in_texts)], numbers[len(in_texts) :]
        shared = _contains(song_runs, len(distinct))[text_runs]
        in_texts, text_runs = in_texts[shared], text_runs[shared]
        shared = _contains(text_runs, len(distinct))[song_runs]
        in_songs, song_runs = in_songs[shared], song_runs[shared]
        if not len(in_texts):
            break
        longest[text_of[in_texts]] = length
        in_texts, text_runs = _one_word_on(in_texts, text_runs, copies, text_of, len(number))
        in_songs, song_runs = _one_word_on(in_songs, song_runs, originals, song_of, len(number))
    return longest


def _contains(runs: np.ndarray, n: int) -> np.ndarray:
    """Which of n runs occur: bool (n,)."""
    occurs = np.zeros(n, bool)
    occurs[runs] = True
    return occurs


def _one_word_on(
    places: np.ndarray, runs: np.ndarray, ids: np.ndarray, owners: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray]:
    """The next positions in the same texts, and ids for the runs extended by the words there."""
    on = np.append(owners[1:] == owners[:-1], False)[places]
    return places[on] + 1, runs[on] * size + ids[places[on] + 1]


def self_bleu(texts: Sequence[str], seed: int) -> np.ndarray:
    """For each text, BLEU-4 against the others, 0 to 1: how much a writer repeats itself from text to text.

    Self-BLEU (Zhu et al. 2018, Texygen), computed by sacrebleu. If there are more than 50 other texts, 50 are drawn with the
    seed. More other texts give a higher value, so only equal numbers of texts are comparable. NaN if there is no other text.
    """
    from sacrebleu.metrics.bleu import BLEU

    bleu = BLEU(tokenize="none", effective_order=True)
    plain = [" ".join(words(text)) for text in texts]
    rng = np.random.default_rng(seed)
    scores = []
    for i, text in enumerate(plain):
        others = plain[:i] + plain[i + 1 :]
        if len(others) > BLEU_REFERENCES:
            others = [others[j] for j in rng.choice(len(others), BLEU_REFERENCES, replace=False).tolist()]
        scores.append(bleu.sentence_score(text, others).score / 100 if others else float("nan"))
    return np.array(scores)
