"""Metrics that compare the verses of models with those of humans.

What belongs here: every metric per song, and its summary over songs. What does not: who wins (leaderboard.py), drawing
(report.py), what is written (writing.py), rhyme and meter themselves (assets/phonetics), variety and copying (originality.py).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assets.corpus.examples import songs_of
from assets.evaluation.originality import copied_share, distinct_ngrams, longest_copies, self_bleu
from assets.evaluation.sense import sense_of
from assets.evaluation.writers import HUMAN, HUMAN_LINES, HUMAN_WORDS, WRITER, WRITER_SCHEMA, Writer, by_writer
from assets.evaluation.writing import BARS, PUBLISHED, ModelLoaders, held_out_songs, lines_of
from assets.phonetics.analysis import analyse_texts, mean_beat_faults, shuffle_lines, shuffle_words
from assets.phonetics.g2p import Pronouncer
from assets.schemas import Column, as_table
from assets.text import word_runs, words
from resources.meaning import MiniLM
from resources.tables import Table

BOOTSTRAP_SAMPLES = 1000
RUN_WORDS = 8  # of a run that counts as copied if a training song has it

SONG_METRICS_SCHEMA = {
    **WRITER_SCHEMA,
    "protocol": Column("published or bars, see the verses"),
    "song_id": Column("the held-out song"),
    "metric": Column("what was measured"),
    "value": Column("its value; for word_perplexity, nats per word", "float64"),
    "weight": Column("the song's weight in the mean: its number of words for word_perplexity, else 1", "float64"),
}
METRICS_SCHEMA = {
    **WRITER_SCHEMA,
    "protocol": SONG_METRICS_SCHEMA["protocol"],
    "metric": Column("what was measured"),
    "mean": Column("its mean over songs", "float64"),
    "sd": Column("its standard deviation over songs", "float64"),
    "ci_low": Column("lower end of the mean's 95 % bootstrap interval", "float64"),
    "ci_high": Column("upper end of the mean's 95 % bootstrap interval", "float64"),
    "n": Column("number of songs measured", "int64"),
}
LIKELIHOODS = {
    "word_perplexity": "perplexity per word of held-out songs (lower is better)",
    "bits_per_character": "bits per character of held-out songs (lower is better)",
}
OWN_BITS = "own_bits_per_character"
# In the order of the leaderboard: sense, rhyme and meter, copying; then metrics that explain them.
OF_TEXTS = {
    "order_lift": "nats per word by which lines are likelier than their own words shuffled, under a model of general English",
    "ending_lift": "nats by which lines' last words are likelier given the two words before them than alone",
    "grammar_faults": "faults per 100 words found by a grammar checker, without spelling and punctuation",
    "coherence": "cosine similarity in meaning of neighbouring lines, minus that of lines from different texts",
    "end_rhyme_rate": "share of lines whose end rhymes perfectly within three lines",
    "syllable_count_difference": "mean difference in syllables of neighbouring lines",
    "beat_faults": "syllables by which a line misses bars of four beats",
    "longest_copy": "length in words of the longest run that occurs in a training song",
    "rhyme_density": "mean length of the longest vowel sequence that a word shares with one of the 15 words before it; plain ARPAbet",
    "rhyme_density_lift": "rhyme density divided by that of the words shuffled (1: chance level)",
    "rhyme_density_split": "rhyme density with diphthongs split, without schwa, and without sequences of one vowel",
    "longest_rhyme": "the longest shared vowel sequence of a text",
    "end_rhyme_lift": "end rhyme rate divided by that of the lines shuffled",
    "slant_rhyme_rate": "end rhyme rate, slant rhymes included",
    "internal_rhyme_rate": "words per line, without the last, that rhyme with another word of the line",
    "vocabulary": "distinct words per word",
    "distinct_2": "share of distinct word bigrams, in equally many first words of each text",
    "self_bleu": "BLEU-4 of a text against the writer's other texts (higher: more alike)",
    "thread": "cosine similarity in meaning of neighbouring lines, minus that of lines further apart in the text",
    "adherence": "cosine similarity in meaning of the lines' mean to the given first line, minus that to other texts' first lines",
    "content_words": "share of words that are not function words",
    "copied_8grams": "share of 8-word runs that occur in a training song",
}
METRICS = {
    **LIKELIHOODS,
    **OF_TEXTS,
    OWN_BITS: "bits per character of a verse under the model that wrote it (shows what decoding for rhyme costs in likelihood)",
}


def excerpt(text: str, length: int) -> str:
    """A text's opening: whole lines up to the one that contains the `length`-th word."""
    kept, count = [], 0
    for line in text.split("\n"):
        if count >= length:
            break
        kept.append(line)
        count += len(words(line))
    return "\n".join(kept)


def measure_songs(
    verses: Table,
    models: ModelLoaders,
    examples: Path,
    pronouncer: Pronouncer,
    *,
    seed: int,
    meaning: MiniLM | None = None,
) -> Table:
    """Every metric of every test song for each model and the human references (`SONG_METRICS_SCHEMA`): likelihoods of the whole
    songs, and `measure_verses`.
    """
    import pandas as pd

    tests = dict(held_out_songs(examples))
    training = songs_of(examples, "train")
    of_verses = measure_verses(verses, tests, training, pronouncer, seed=seed, meaning=meaning)
    return pd.concat([likelihoods(models, tests), of_verses], ignore_index=True)


def measure_verses(
    verses: Table,
    songs: Mapping[str, str],
    training: Sequence[str],
    pronouncer: Pronouncer,
    *,
    seed: int,
    meaning: MiniLM | None = None,
) -> Table:
    """Every metric of verses and of the human references (`SONG_METRICS_SCHEMA`).

    Under the published protocol humans are measured on openings of their songs with the median number of words of the models'
    verses, because density, vocabulary and longest rhyme depend on length. Under the protocol of bars, they are measured on the
    lines that the bars replace.

    Args:
        songs: song_id → text of the songs whose first lines were given.
        training: the training songs, in which copies are looked up.
        meaning: the sentence model; without it coherence, thread and adherence are NaN.
    """
    import pandas as pd

    training_runs = frozenset().union(*(word_runs(song, RUN_WORDS) for song in training))
    pieces = []
    for protocol, rows in verses.groupby("protocol", sort=False):
        texts = _texts(rows) | _humans(str(protocol), rows, songs, seed)
        # Distinct-n is comparable only at equal lengths: texts are truncated to the 10th percentile of text length.
        lengths = [len(words(text)) for by_song in texts.values() for text in by_song.values()]
        shortest = int(np.quantile(lengths, 0.1))
        firsts = dict(zip(rows["song_id"], rows["prompt"], strict=True))
        for writer, by_song in texts.items():
            written = list(by_song.values())
            table = analyse_texts(written, pronouncer, seed).assign(
                distinct_2=[distinct_ngrams(text, 2, shortest) for text in written],
                self_bleu=self_bleu(written, seed),
                **sense_of(written, seed, [firsts[song_id] for song_id in by_song], meaning),
                beat_faults=mean_beat_faults(written, pronouncer),
                copied_8grams=[copied_share(text, training_runs, RUN_WORDS) for text in written],
                longest_copy=longest_copies(written, training).astype(float),
            )
            pieces.append(_rows(writer, str(protocol), list(by_song), table[list(OF_TEXTS)]))
    bars = verses[verses["protocol"] == BARS]
    for writer, rows in by_writer(bars):
        bits = -rows["nats"] / math.log(2) / (rows["text"].str.len() + 1)
        pieces.append(_rows(writer, BARS, rows["song_id"].tolist(), pd.DataFrame({OWN_BITS: bits.to_numpy()})))
    return pd.concat(pieces, ignore_index=True)


def _texts(verses: Table) -> dict[Writer, dict[str, str]]:
    """Writer → song_id → text."""
    return {writer: dict(zip(rows["song_id"], rows["text"], strict=True)) for writer, rows in by_writer(verses)}


def _humans(protocol: str, verses: Table, songs: Mapping[str, str], seed: int) -> dict[Writer, dict[str, str]]:
    """What humans wrote in place of the verses: the original, and with lines or words shuffled."""
    # Models do not write the first line, so it is left out on the human side too.
    rest = {song_id: lines_of(songs[song_id])[1:] for song_id in dict.fromkeys(verses["song_id"])}
    if protocol == PUBLISHED:
        length = int(np.median([len(words(text)) for text in verses["text"]]))
        originals = {song_id: excerpt("\n".join(lines), length) for song_id, lines in rest.items()}
    else:
        written = verses.groupby("song_id")["text"].first()
        originals = {song_id: "\n".join(lines[: len(written[song_id].split("\n"))]) for song_id, lines in rest.items()}
    return {
        HUMAN: originals,
        HUMAN_LINES: {song_id: shuffle_lines(text, seed + i) for i, (song_id, text) in enumerate(originals.items())},
        HUMAN_WORDS: {song_id: shuffle_words(text, seed + i) for i, (song_id, text) in enumerate(originals.items())},
    }


def likelihoods(models: ModelLoaders, songs: Mapping[str, str]) -> Table:
    """Each song's nats per word and bits per character under each model (`SONG_METRICS_SCHEMA`)."""
    import pandas as pd

    pieces = []
    for writer, load in models.items():
        model = load()
        scores = [model.log_likelihood(text) for text in songs.values()]
        counts = np.array([score.words for score in scores])
        nats = pd.DataFrame({"word_perplexity": np.array([-score.nats for score in scores]) / counts})
        bits = pd.DataFrame({"bits_per_character": [score.bits_per_character for score in scores]})
        pieces += [_rows(writer, PUBLISHED, list(songs), nats, counts), _rows(writer, PUBLISHED, list(songs), bits)]
    return pd.concat(pieces, ignore_index=True)


def _rows(
    writer: Writer, protocol: str, songs: Sequence[str], values: Table, weights: np.ndarray | None = None
) -> Table:
    import pandas as pd

    rows = pd.DataFrame({
        **writer._asdict(),
        "protocol": protocol,
        "song_id": np.tile(np.array(songs, dtype=object), values.shape[1]),
        "metric": np.repeat(np.array(values.columns, dtype=object), len(values)),
        "value": values.to_numpy(dtype=float).T.ravel(),
        "weight": np.ones(values.size) if weights is None else weights.astype(float),
    })  # fmt: skip
    return as_table(rows, SONG_METRICS_SCHEMA)


def summarise(song_metrics: Table, *, seed: int, artists: Mapping[str, str] | None = None) -> Table:
    """Mean, standard deviation and the mean's interval over songs (`METRICS_SCHEMA`); songs without a value are left out.

    Perplexity is computed over all songs together and has no standard deviation: a mean of per-song perplexities would be
    dominated by the worst song.

    Args:
        artists: song → artist, for intervals over artists instead of songs (see `bootstrap_interval`).
    """
    rows = []
    for key, of_writer in song_metrics.groupby([*WRITER, "protocol"], sort=False):
        by_metric = dict(iter(of_writer.groupby("metric", sort=False)))
        for metric in METRICS:
            if metric not in by_metric:
                continue
            measured = by_metric[metric].dropna(subset=["value"])
            values, weights = measured["value"].to_numpy(), measured["weight"].to_numpy()
            if not len(measured):
                rows.append((*key, metric, *[float("nan")] * 4, 0))
                continue
            mean = float((values * weights).sum() / weights.sum())
            clusters = clusters_of(measured["song_id"], artists)
            low, high = bootstrap_interval(values * weights, weights, seed=seed, clusters=clusters)
            if metric == "word_perplexity":
                numbers = (math.exp(mean), float("nan"), math.exp(low), math.exp(high))
            else:
                numbers = (mean, float(values.std()), low, high)
            rows.append((*key, metric, *numbers, len(measured)))
    return as_table(rows, METRICS_SCHEMA)


def clusters_of(songs: Iterable[str], artists: Mapping[str, str] | None) -> np.ndarray | None:
    """The index of each song's artist, int (n_songs,), as `bootstrap_interval` takes it; None without artists."""
    if artists is None:
        return None
    return np.unique([artists[song] for song in songs], return_inverse=True)[1]


def bootstrap_interval(
    numerators: np.ndarray,
    denominators: np.ndarray,
    *,
    seed: int,
    confidence: float = 0.95,
    clusters: np.ndarray | None = None,
) -> tuple[float, float]:
    """The percentile bootstrap interval (Efron 1979) of sum(numerators) / sum(denominators) over songs.

    Songs are drawn with replacement, both numbers of a song together. A draw is stored as the number of times each song occurs.

    Args:
        numerators, denominators: (n_songs,).
        clusters: int (n_songs,): songs with the same number are drawn together. Songs by one artist resemble each other, so an
            interval that treats them as independent is too narrow for statements about unseen artists.

    Returns:
        The lower and the upper end.
    """
    if clusters is not None:
        numerators, denominators = (np.bincount(clusters, values) for values in (numerators, denominators))
    drawn = draws(len(numerators), seed)
    tail = (1 - confidence) / 2
    low, high = np.quantile((drawn @ numerators) / (drawn @ denominators), [tail, 1 - tail]).tolist()
    return low, high


def draws(n: int, seed: int) -> np.ndarray:
    """Bootstrap draws: how often each of n items occurs in n draws with replacement, shape (BOOTSTRAP_SAMPLES, n)."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), BOOTSTRAP_SAMPLES)
