"""`ngram`: fitting, scoring and sampling 280,000 tokens by a trigram with Lidstone smoothing, against NLTK's.

What belongs here: the comparison. What does not: the model (assets/models/ngram).
"""

import importlib.util
import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assets.models.ngram.model import ARRAYS, LINE_END, NgramModel, tokens_of
from assets.models.ngram.sequences import START
from assets.models.recipes import NgramRecipe

TOKENS, SONGS, WORDS = 280_000, 1_000, 20_000
ORDER, GAMMA = 3, 1e-4
VERSES, VERSE_TOKENS = 10, 100
FOLLOWERS, FOLLOWED = 8, 0.6
RUNS = 5
# NLTK has no model of spelling or line ends.
WORDS_ALONE = {"order": ORDER, "spelling_order": 1, "line_ends": False}
LIDSTONE, KNESER_NEY = {**WORDS_ALONE, "smoothing": "lidstone", "gamma": GAMMA}, WORDS_ALONE


def zipfian_songs() -> list[str]:
    """A seeded text whose word frequencies fall as 1 / rank. In six cases of ten a word is followed by one of eight successors of
    its own, so that trigrams repeat as in lyrics. A line ends after every seventh word.
    """
    rng = np.random.default_rng(0)
    frequency = 1 / np.arange(1, WORDS + 1)
    frequency /= frequency.sum()
    drawn = rng.choice(WORDS, TOKENS, p=frequency)
    followers = rng.choice(WORDS, (WORDS, FOLLOWERS), p=frequency)
    which = (rng.random(TOKENS) ** 2 * FOLLOWERS).astype(int)
    for i in np.flatnonzero(rng.random(TOKENS) < FOLLOWED)[1:].tolist():
        drawn[i] = followers[drawn[i - 1], which[i]]
    names = [f"w{i}" for i in range(WORDS)]
    songs = []
    for ids in np.split(drawn, SONGS):
        words = [names[i] for i in ids.tolist()]
        words[7::8] = ["\n"] * len(words[7::8])
        songs.append(" ".join(words))
    return songs


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _perplexity(model: NgramModel, songs: list[str]) -> float:
    return float(np.exp(-np.log(model.probabilities(model.ids_of(songs))).mean()))


def _ours(songs: list[str], recipe: NgramRecipe) -> tuple[dict[str, float], NgramModel, float]:
    """Seconds of each step, the model, and its perplexity per token (unknown words as <unk>)."""
    fit, model = _seconds(lambda: NgramModel.fit(songs, recipe))
    score, perplexity = _seconds(lambda: _perplexity(model, songs))
    rng = np.random.default_rng(0)
    write, _ = _seconds(lambda: [model.generate("", tokens=VERSE_TOKENS, top_k=50, rng=rng) for _ in range(VERSES)])
    return {"fit": fit, "scoring": score, "generation": write}, model, perplexity


def _nltk(songs: list[list[str]]) -> tuple[dict[str, float], float]:
    from nltk.lm import Lidstone, Vocabulary
    from nltk.util import everygrams, ngrams

    class WithoutStart(Vocabulary):
        """NLTK counts the start symbol among the possible next words; ours does not."""

        def __len__(self) -> int:
            return super().__len__() - 1

    padded = [["<s>"] * (ORDER - 1) + song + ["</s>"] for song in songs]

    def fit() -> Any:
        # A cutoff of 2: words that occur once are unknown, as in ours.
        model = Lidstone(GAMMA, ORDER, vocabulary=WithoutStart((w for song in padded for w in song), unk_cutoff=2))
        model.fit(everygrams(song, max_len=ORDER) for song in padded)
        return model

    fitted, model = _seconds(fit)
    scored, perplexity = _seconds(lambda: model.perplexity(gram for song in padded for gram in ngrams(song, ORDER)))
    start = ["<s>"] * (ORDER - 1)
    written, _ = _seconds(lambda: [model.generate(VERSE_TOKENS, start, random_seed=i) for i in range(VERSES)])
    return {"fit": fitted, "scoring": scored, "generation": written}, perplexity


def _stored(model: NgramModel) -> dict[str, float]:
    """The model's size on disk, and the seconds to load it and score a first word."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        model.save(folder)
        seconds, _ = _seconds(lambda: NgramModel.load(folder).log_likelihood("w0"))
        return {
            "megabytes": sum(file.stat().st_size for file in (folder / ARRAYS).iterdir()) / 1e6,
            "seconds_to_load": seconds,
        }


def _nltk_kneser_ney(songs: list[list[str]]) -> float:
    """Seconds per scored word of nltk.lm.KneserNeyInterpolated, which goes through all its n-grams for each word."""
    from nltk.lm import KneserNeyInterpolated, Vocabulary
    from nltk.util import everygrams

    padded = [["<s>"] * (ORDER - 1) + song + ["</s>"] for song in songs]
    model = KneserNeyInterpolated(ORDER, vocabulary=Vocabulary((w for song in padded for w in song), unk_cutoff=2))
    model.fit(everygrams(song, max_len=ORDER) for song in padded)
    words = padded[0][: ORDER + 9]
    seconds, _ = _seconds(
        lambda: [model.score(words[i], words[i - ORDER + 1 : i]) for i in range(ORDER - 1, len(words))]
    )
    return seconds / (len(words) - ORDER + 1)


def _kenlm(model: NgramModel, songs: list[str]) -> dict[str, Any] | str:
    """The Kneser-Ney trigram in KenLM, from an ARPA file: seconds, perplexity and megabytes of memory."""
    if importlib.util.find_spec("kenlm") is None:
        return "not installed"
    sentences = [song.replace("\n", LINE_END) for song in songs]
    with TemporaryDirectory() as name:
        path = Path(name) / "trigram.arpa"
        path.write_text(_arpa(model), encoding="utf-8")
        before = _resident_megabytes()
        loading, theirs = _seconds(lambda: importlib.import_module("kenlm").Model(str(path)))
        megabytes = _resident_megabytes() - before
    scoring, logs = min(_seconds(lambda: [theirs.score(s) for s in sentences]) for _ in range(RUNS))
    places = sum(len(s.split()) + 1 for s in sentences)
    return {
        "perplexity": 10 ** (-sum(logs) / places),
        "steps": {"scoring": scoring},
        "resident_megabytes": megabytes,
        "seconds_to_load": loading,
    }


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _arpa(model: NgramModel) -> str:
    """Our trigram as back-off probabilities. Ours begins a song with two start symbols, KenLM with one that stands for both."""
    arrays = model.by_word.arrays()
    share, weight = ([arrays[f"{n}.{name}"] for n in (1, 2, 3)] for name in ("share", "weight"))
    size = len(model.words)
    names = ["<s>", "</s>", "<unk>", *model.words[3:]]
    two, three = (arrays[f"{n}.key"].astype(np.int64) for n in (2, 3))
    (a, b), (pair, c) = np.divmod(two, size), np.divmod(three, size)
    p1 = share[0] + weight[0][0] / (size - 1)
    p2 = share[1] + weight[1][a] * p1[b]
    p3 = share[2] + weight[2][pair] * p2[np.searchsorted(two, b[pair] * size + c)]
    opening = int(np.searchsorted(two, 0))
    weight_of = weight[1].copy()
    weight_of[START] *= weight[2][opening]
    with np.errstate(divide="ignore"):
        logs = [np.maximum(np.log10(p), -99) for p in (p1, p2, p3, weight_of, weight[2])]
    logs[0][START] = -99
    after_both = pair == opening
    logs[1][np.searchsorted(two, c[after_both])] = logs[2][after_both]
    singles = [f"{logs[0][i]:.7f}\t{name}\t{logs[3][i]:.7f}" for i, name in enumerate(names)]
    pairs = [f"{logs[1][i]:.7f}\t{names[a[i]]} {names[b[i]]}\t{logs[4][i]:.7f}" for i in np.flatnonzero(b != START)]
    triples = [
        f"{logs[2][i]:.7f}\t{names[a[pair[i]]]} {names[b[pair[i]]]} {names[c[i]]}" for i in np.flatnonzero(~after_both)
    ]
    parts = (singles, pairs, triples)
    head = "".join(f"ngram {n}={len(part)}\n" for n, part in enumerate(parts, start=1))
    body = "".join(f"\n\\{n}-grams:\n" + "\n".join(part) + "\n" for n, part in enumerate(parts, start=1))
    return f"\\data\\\n{head}{body}\n\\end\\\n"


def run() -> dict[str, Any]:
    """Seconds of both; ours is the best of five. NLTK gets tokens, ours also tokenises the text."""
    songs = zipfian_songs()
    tokenized = [tokens_of(song) for song in songs]
    runs = [_ours(songs, NgramRecipe.model_validate(LIDSTONE)) for _ in range(RUNS)]
    ours, model, perplexity = min(runs, key=lambda run: sum(run[0].values()))
    nltk, expected = _nltk(tokenized)
    assert abs(perplexity / expected - 1) < 1e-9, "not the same model"
    other, kneser_ney, other_perplexity = min(
        (_ours(songs, NgramRecipe.model_validate(KNESER_NEY)) for _ in range(RUNS)),
        key=lambda run: sum(run[0].values()),
    )
    total, alternative = sum(ours.values()), sum(nltk.values())
    return {
        "name": "ngram",
        "ours": total,
        "alternative": alternative,
        "ratio": alternative / total,
        "unit": "seconds for 280 k tokens: fit, perplexity, 1,000 tokens written",
        "detail": {
            "text": f"seeded Zipfian words with repeated trigrams, {len({w for s in tokenized for w in s})} distinct",
            "alternative": "nltk.lm.Lidstone, order 3, gamma 1e-4, on ready-made tokens",
            "perplexity": perplexity,
            "perplexity_nltk": expected,
            "steps": ours,
            "steps_nltk": nltk,
            **_stored(model),
            "kneser_ney": {"perplexity": other_perplexity, "steps": other, **_stored(kneser_ney)},
            "kneser_ney_kenlm": _kenlm(kneser_ney, songs),
            # Timed like KenLM: the best of several, with a model that has scored before.
            "kneser_ney_scoring_again": min(_seconds(lambda: _perplexity(kneser_ney, songs))[0] for _ in range(RUNS)),
            "kneser_ney_seconds_per_word": other["scoring"] / (TOKENS + SONGS),
            "kneser_ney_nltk_seconds_per_word": _nltk_kneser_ney(tokenized),
        },
    }
