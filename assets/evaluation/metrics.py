"""What models write, and the numbers that compare them with humans.

What belongs here: the published protocol, its metrics and their spread. What does not: who wins (leaderboard.py), drawing
(report.py), rhyme and meter themselves (assets/phonetics), variety and copying themselves (originality.py).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd

from assets.corpus.examples import load_examples, songs_of
from assets.evaluation.originality import copied_share, distinct_ngrams, longest_copies, self_bleu
from assets.lyrics.near_duplicates import word_runs, words
from assets.models.decoding import Likelihood, load_language_model
from assets.phonetics.analysis import analyse_text, shuffle_lines, shuffle_words
from assets.phonetics.g2p import Pronouncer

logger = logging.getLogger(__name__)

NEW_TOKENS = 100
TOP_K = 50
BOOTSTRAP_SAMPLES = 1000
MEMORY_WORDS = 8
HUMAN, HUMAN_LINES, HUMAN_WORDS = "human (held out)", "human, lines shuffled", "human, words shuffled"

VERSES_SCHEMA = {
    "model": "who wrote it",
    "song_id": "the held-out song whose first line was given",
    "prompt": "that line",
    "text": "what was written after it",
}
METRICS_SCHEMA = {
    "model": "a model, or a reference",
    "metric": "what was measured",
    "mean": "its mean over songs",
    "sd": "its standard deviation over songs",
    "ci_low": "lower end of the mean's 95 % bootstrap interval",
    "ci_high": "upper end of the mean's 95 % bootstrap interval",
    "n": "songs measured",
}
METRICS = {
    "word_perplexity": "perplexity per word of held-out songs (lower is better)",
    "bits_per_character": "bits per character of held-out songs (lower is better)",
    "rhyme_density": "longest vowel run that a word shares with one of the 15 before it, mean; ARPAbet as is",
    "rhyme_density_split": "the same with diphthongs split, schwa left out and runs of one not counted",
    "longest_rhyme": "the longest such run of a text",
    "end_rhyme_rate": "share of lines whose end rhymes perfectly within three lines",
    "syllable_count_difference": "mean difference in syllables of neighbouring lines",
    "vocabulary": "distinct words per word",
    "distinct_2": "distinct pairs of neighbouring words per pair, in as many first words of each text",
    "self_bleu": "BLEU-4 of a text against the same writer's others (higher: more alike)",
    "copied_8grams": "share of 8-word runs that stand in a training song",
    "longest_copy": "words of the longest run that stands in a training song",
}


def _test_songs(examples: Path) -> list[tuple[str, str]]:
    rows = load_examples(examples)["test"]
    return [
        (song_id, text)
        for song_id, kind, text in zip(rows["song_id"], rows["kind"], rows["text"], strict=True)
        if kind == "song"
    ]


def write_verses(
    models: Mapping[str, Path], examples: Path, *, seed: int, new_tokens: int = NEW_TOKENS, top_k: int = TOP_K
) -> pd.DataFrame:
    """The published protocol (Dzionek et al. 2023): the first line of each test song, then 100 tokens, top-k 50.

    Args:
        models: name → checkpoint folder.

    Returns:
        One row per model and test song (`VERSES_SCHEMA`).
    """
    prompts = [(song_id, text.split("\n", 1)[0]) for song_id, text in _test_songs(examples)]
    rows = []
    for name, folder in models.items():
        model = load_language_model(folder)
        texts = model.continue_texts([line for _, line in prompts], new_tokens=new_tokens, top_k=top_k, seed=seed)
        rows += [(name, song_id, line, text) for (song_id, line), text in zip(prompts, texts, strict=True)]
        logger.info("%s wrote %d verses", name, len(texts))
    return pd.DataFrame(rows, columns=list(VERSES_SCHEMA)).astype("str")


def excerpt(text: str, length: int) -> str:
    """A text's opening: whole lines, up to the one in which the `length`-th word stands."""
    kept, count = [], 0
    for line in text.split("\n"):
        if count >= length:
            break
        kept.append(line)
        count += len(words(line))
    return "\n".join(kept)


def measure(
    verses: pd.DataFrame, models: Mapping[str, Path], examples: Path, pronouncer: Pronouncer, *, seed: int
) -> pd.DataFrame:
    """Every metric of every model and of the human references, with its spread over songs (`METRICS_SCHEMA`).

    Humans are measured on their songs' openings of as many words as the models' verses have at the median, since
    density, vocabulary and longest rhyme all depend on length. Likelihoods are of whole test songs.
    """
    tests = _test_songs(examples)
    training = songs_of(examples, "train")
    memory = frozenset().union(*(word_runs(song, MEMORY_WORDS) for song in training))
    length = int(np.median([len(words(text)) for text in verses["text"]]))
    # The prompt is not the model's: its first line is left out on the human side too.
    openings = [excerpt(text.partition("\n")[2], length) for _, text in tests]
    written: dict[str, Sequence[str]] = {name: verses.loc[verses["model"] == name, "text"].tolist() for name in models}
    written[HUMAN] = openings
    written[HUMAN_LINES] = [shuffle_lines(text, seed + i) for i, text in enumerate(openings)]
    written[HUMAN_WORDS] = [shuffle_words(text, seed + i) for i, text in enumerate(openings)]
    # Distinct-n compares equal lengths only: as many words as nine in ten of the texts have.
    shortest = int(np.quantile([len(words(text)) for texts in written.values() for text in texts], 0.1))
    rows = []
    for name, texts in written.items():
        values = _of_analyses(texts, pronouncer)
        values["distinct_2"] = np.array([distinct_ngrams(text, 2, shortest) for text in texts])
        values["self_bleu"] = self_bleu(texts, seed)
        values["copied_8grams"] = np.array([copied_share(text, memory, MEMORY_WORDS) for text in texts])
        values["longest_copy"] = longest_copies(texts, training).astype(float)
        spreads = {metric: _spread(value, seed) for metric, value in values.items()}
        if name in models:
            model = load_language_model(models[name])
            scores = [model.log_likelihood(text) for _, text in tests]
            spreads["word_perplexity"] = _perplexity(scores, seed)
            spreads["bits_per_character"] = _spread(np.array([score.bits_per_character for score in scores]), seed)
        rows += [(name, metric, *spreads[metric]) for metric in METRICS if metric in spreads]
    return pd.DataFrame(rows, columns=list(METRICS_SCHEMA))


def _of_analyses(texts: Sequence[str], pronouncer: Pronouncer) -> dict[str, np.ndarray]:
    analyses = [analyse_text(text, pronouncer) for text in texts]
    names = [field.name for field in fields(analyses[0]) if field.name in METRICS]
    return {name: np.array([getattr(analysis, name) for analysis in analyses], float) for name in names}


def _perplexity(scores: Sequence[Likelihood], seed: int) -> tuple[float, float, float, float, int]:
    """Perplexity per word of all songs together, and its interval; there is no deviation, since a mean of per-song
    perplexities would be its worst song's.
    """
    nats = np.array([-score.nats for score in scores])
    words_of = np.array([score.words for score in scores])
    low, high = np.exp(bootstrap_interval(nats, words_of, seed=seed)).tolist()
    return float(np.exp(nats.sum() / words_of.sum())), float("nan"), low, high, len(scores)


def _spread(values: np.ndarray, seed: int) -> tuple[float, float, float, float, int]:
    """Mean, SD, and the mean's interval; NaN songs are left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan"), float("nan"), float("nan"), 0
    low, high = bootstrap_interval(known, np.ones(len(known)), seed=seed)
    return float(known.mean()), float(known.std()), low, high, len(known)


def bootstrap_interval(
    numerators: np.ndarray, denominators: np.ndarray, *, seed: int, confidence: float = 0.95
) -> tuple[float, float]:
    """The percentile bootstrap interval (Efron 1979) of sum(numerators) / sum(denominators) over songs.

    Songs are drawn with replacement, both numbers of a song together; the draws are kept as how often each song comes.
    """
    n = len(numerators)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), BOOTSTRAP_SAMPLES)
    tail = (1 - confidence) / 2
    low, high = np.quantile((drawn @ numerators) / (drawn @ denominators), [tail, 1 - tail]).tolist()
    return low, high
