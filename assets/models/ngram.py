"""Our n-gram model: interpolated modified Kneser-Ney in arrays, with an open vocabulary.

What belongs here: counting, probabilities, generation, storage. What does not: scoring protocols (decoding.py).

Smoothing after Chen & Goodman 1999 ("An empirical study of smoothing techniques for language modeling"): three
discounts per order, lower orders from continuation counts, everything interpolated down to the uniform distribution.
A word that training never saw has the probability of <unk> times that of its spelling under a letter model of the
same kind, so that no text is impossible and the probabilities compare with a subword model's. (Their sum over all texts is
a little below one: the letter model could also spell known words.)
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assets.corpus.examples import examples_manifest, songs_of
from assets.models.checkpoints import Checkpoint, checkpoint_folder, complete, find_checkpoint, verify
from assets.models.recipes import NgramRecipe, prepare_text
from resources.base_models import BaseCard
from resources.storage import atomic_folder

START, END, UNKNOWN = 0, 1, 2  # ids of the symbols that every vocabulary has
SPECIAL = ["<s>", "</s>", "<unk>"]
NEW_LINE = "\n"
_TOKEN = re.compile(r"\n|[^\s]+")


def tokens_of(text: str) -> list[str]:
    """A song's words, with the end of each line as a word of its own."""
    return _TOKEN.findall(text)


class KneserNey:
    """Interpolated modified Kneser-Ney over ids 0 … size − 1 (0 starts and 1 ends a sequence).

    Each order's n-grams are a sorted array of numbers that hold the ids as digits; probabilities and back-off weights
    stand beside them, so that a lookup is a binary search and the whole model can be memory-mapped.
    """

    def __init__(self, order: int, size: int, tables: list[dict[str, np.ndarray]]) -> None:
        self.order = order
        self.size = size
        self._tables = tables

    @classmethod
    def fit(cls, sequences: Sequence[Sequence[int]], order: int, size: int) -> "KneserNey":
        """Count the sequences; each is padded with starts and closed with an end."""
        padded = [np.array([START] * (order - 1) + list(s) + [END], dtype=np.int64) for s in sequences]
        tables: list[dict[str, np.ndarray]] = []
        grams, counts = _count(padded, order)
        levels = [(grams, counts)]
        for _ in range(order - 1):
            # Continuation counts: how many distinct words come before a shorter n-gram (Kneser & Ney 1995).
            grams, counts = np.unique(grams[:, 1:], axis=0, return_counts=True)
            levels.append((grams, counts))
        for n, (grams, counts) in enumerate(reversed(levels), start=1):
            grams, counts = _without_starts(grams, counts)
            table = _discounted(grams, counts)
            if n == 1:
                backed_off = np.full(len(grams), 1 / (size - 1))  # any symbol but a start can come next
            else:
                backed_off = cls(n - 1, size, tables)._probabilities(grams[:, 1:])
            table["probability"] = table.pop("share") + table.pop("weight_of_row") * backed_off
            table["key"] = _keys(grams, size)
            order_by_key = np.argsort(table["key"])
            table["key"], table["probability"] = table["key"][order_by_key], table["probability"][order_by_key]
            context_keys = _keys(table.pop("contexts"), size)
            by_context = np.argsort(context_keys)
            table["context"], table["weight"] = context_keys[by_context], table["weight"][by_context]
            tables.append(table)
        return cls(order, size, tables)

    def _probabilities(self, grams: np.ndarray) -> np.ndarray:
        """P(last id | the ids before it) for rows of `grams`, shape (rows, n ≤ order)."""
        n = grams.shape[1]
        result = np.full(len(grams), 1 / (self.size - 1))
        for length in range(1, n + 1):
            table = self._tables[length - 1]
            tail = grams[:, n - length :]
            weight, known = _find(table["context"], table["weight"], _keys(tail[:, :-1], self.size))
            result = np.where(known, weight * result, result)
            probability, seen = _find(table["key"], table["probability"], _keys(tail, self.size))
            result = np.where(seen, probability, result)
        return result

    def log_probabilities(self, sequence: Sequence[int]) -> np.ndarray:
        """Natural logarithms of each id's probability, the closing end included: shape (len(sequence) + 1,)."""
        padded = np.array([START] * (self.order - 1) + list(sequence) + [END], dtype=np.int64)
        grams = np.lib.stride_tricks.sliding_window_view(padded, self.order)
        return np.log(self._probabilities(grams))

    def distribution(self, context: Sequence[int]) -> np.ndarray:
        """P(id | context) for every id: shape (size,), sums to one; a start has none."""
        history = ([START] * (self.order - 1) + list(context))[len(context) :] if self.order > 1 else []
        everything = np.arange(self.size)
        rows = np.column_stack([*(np.full(self.size, h) for h in history), everything]).astype(np.int64)
        result = self._probabilities(rows)
        result[START] = 0.0
        return result

    def save(self, folder: Path) -> None:
        """Write every array as a .npy file of its own, so that loading can map them."""
        for n, table in enumerate(self._tables, start=1):
            for name, array in table.items():
                np.save(folder / f"{n}-{name}.npy", array)

    @classmethod
    def load(cls, folder: Path, order: int, size: int) -> "KneserNey":
        """Map the arrays; nothing is read before it is needed."""
        names = ("key", "probability", "context", "weight")
        tables = [
            {name: np.load(folder / f"{n}-{name}.npy", mmap_mode="r") for name in names} for n in range(1, order + 1)
        ]
        return cls(order, size, tables)


def _count(padded: Sequence[np.ndarray], order: int) -> tuple[np.ndarray, np.ndarray]:
    windows = [np.lib.stride_tricks.sliding_window_view(sequence, order) for sequence in padded]
    return np.unique(np.concatenate(windows), axis=0, return_counts=True)


def _without_starts(grams: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A start is never predicted: n-grams that end in one are only contexts."""
    predicted = grams[:, -1] != START
    return grams[predicted], counts[predicted]


def _discounted(grams: np.ndarray, counts: np.ndarray) -> dict[str, np.ndarray]:
    """Discounted relative frequencies of n-grams, and the mass that each context leaves to the lower order."""
    discounts = _discounts(counts)
    of_row = discounts[np.minimum(counts, 3)]
    contexts, row_context = np.unique(grams[:, :-1], axis=0, return_inverse=True)
    row_context = row_context.reshape(-1)
    if grams.shape[1] == 1:
        contexts, row_context = np.zeros((1, 0), dtype=np.int64), np.zeros(len(grams), dtype=np.int64)
    total = np.bincount(row_context, counts, len(contexts))
    weight = np.bincount(row_context, of_row, len(contexts)) / total
    return {
        "share": (counts - of_row) / total[row_context],
        "weight_of_row": weight[row_context],
        "contexts": contexts,
        "weight": weight,
    }


def _discounts(counts: np.ndarray) -> np.ndarray:
    """D(1), D(2), D(3+) at their index, from the counts of counts (Chen & Goodman 1999, equation 17).

    Small or odd samples can leave an estimate undefined or outside (0, count); then 0.5 of the count's first unit.
    """
    n1, n2, n3, n4 = (int((counts == k).sum()) for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2) if n1 and n2 else 0.5
    estimates = [0.0, 1 - 2 * y * n2 / n1 if n1 else 0.5, 2 - 3 * y * n3 / n2 if n2 else 0.5]
    estimates.append(3 - 4 * y * n4 / n3 if n3 else 0.5)
    return np.array([0.0, *(d if 0 < d < k else 0.5 for k, d in enumerate(estimates[1:], start=1))])


def _keys(grams: np.ndarray, size: int) -> np.ndarray:
    """Rows of ids as one number each, the ids its digits in base `size`; a hash where 63 bits do not hold it."""
    keys = np.zeros(len(grams), dtype=np.uint64)
    base = np.uint64(size)
    if size ** grams.shape[1] < 2**63:
        for column in grams.T:
            keys = keys * base + column.astype(np.uint64)
        return keys
    # splitmix64 per digit: with 1e6 n-grams the chance of any collision is below 1e-7.
    for column in grams.T:
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + column.astype(np.uint64) + np.uint64(1)
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys ^= keys >> np.uint64(27)
    return keys


def _find(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The values at the wanted keys, and where there were any."""
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.asarray(values)[place], np.asarray(keys)[place] == wanted


class NgramModel:
    """Words by Kneser-Ney, unknown words by their letters."""

    def __init__(self, words: list[str], letters: list[str], by_word: KneserNey, by_letter: KneserNey) -> None:
        self.words = words
        self.letters = letters
        self._by_word = by_word
        self._by_letter = by_letter
        self._word_id = {word: i for i, word in enumerate(words)}
        self._letter_id = {letter: i for i, letter in enumerate(letters)}

    @classmethod
    def fit(cls, songs: Sequence[str], recipe: NgramRecipe) -> "NgramModel":
        """Count songs. Words that occur once stand for what is unknown: they are counted as <unk> and by letters."""
        tokenized = [tokens_of(song) for song in songs]
        names, counts = np.unique([token for song in tokenized for token in song], return_counts=True)
        kept = {str(name) for name, count in zip(names, counts, strict=True) if count > 1} | {NEW_LINE}
        words = [*SPECIAL, *sorted(kept)]
        rare = sorted({str(name) for name in names} - kept)
        letters = [*SPECIAL, *sorted({letter for name in names for letter in str(name)})]
        word_id = {word: i for i, word in enumerate(words)}
        letter_id = {letter: i for i, letter in enumerate(letters)}
        by_word = KneserNey.fit(
            [[word_id.get(token, UNKNOWN) for token in song] for song in tokenized], recipe.order, len(words)
        )
        spelled = [[letter_id[letter] for letter in word] for word in rare or ["a"]]
        return cls(words, letters, by_word, KneserNey.fit(spelled, recipe.spelling_order, len(letters)))

    def log_likelihood(self, text: str) -> tuple[float, int]:
        """Nats of a whole song, its end included, and how many tokens (words, line ends, the end) that were."""
        tokens = tokens_of(text)
        ids = [self._word_id.get(token, UNKNOWN) for token in tokens]
        nats = float(self._by_word.log_probabilities(ids).sum())
        return nats + sum(self._spelling(t) for t, i in zip(tokens, ids, strict=True) if i == UNKNOWN), len(ids) + 1

    def _spelling(self, word: str) -> float:
        """Nats of a word's letters. A letter that training never saw is <unk>, one of Unicode's 1,114,112."""
        ids = [self._letter_id.get(letter, UNKNOWN) for letter in word]
        return float(self._by_letter.log_probabilities(ids).sum()) - ids.count(UNKNOWN) * np.log(1_114_112)

    def generate(self, prompt: str, *, tokens: int, top_k: int, rng: np.random.Generator) -> str:
        """Continue a text by `tokens` tokens sampled from the `top_k` likeliest; an end of song starts the next."""
        ids = [self._word_id.get(token, UNKNOWN) for token in tokens_of(prompt)]
        written: list[str] = []
        for _ in range(tokens):
            p = self._by_word.distribution(ids[-(self._by_word.order - 1) :] if self._by_word.order > 1 else [])
            # <unk> is left out: its letters would be a word that nobody wrote.
            p[UNKNOWN] = 0.0
            best = np.argpartition(p, -min(top_k, len(p)))[-top_k:]
            chosen = int(rng.choice(best, p=p[best] / p[best].sum()))
            if chosen == END:
                ids = []
                written.append(NEW_LINE)
                continue
            ids.append(chosen)
            written.append(self.words[chosen])
        return re.sub(r" ?\n ?", "\n", " ".join(written)).strip("\n")

    def save(self, folder: Path) -> None:
        """Write the model below a folder."""
        for name, model in (("words", self._by_word), ("letters", self._by_letter)):
            (folder / name).mkdir()
            model.save(folder / name)
        vocabulary = {
            "words": self.words,
            "letters": self.letters,
            "orders": {"words": self._by_word.order, "letters": self._by_letter.order},
        }
        (folder / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "NgramModel":
        """Read a saved model; its tables are memory-mapped."""
        vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        words, letters, orders = vocabulary["words"], vocabulary["letters"], vocabulary["orders"]
        return cls(
            words,
            letters,
            KneserNey.load(folder / "words", orders["words"], len(words)),
            KneserNey.load(folder / "letters", orders["letters"], len(letters)),
        )


def mean_loss(model: NgramModel, songs: Iterable[str]) -> float:
    """Nats per token over songs."""
    scores = [model.log_likelihood(song) for song in songs]
    return -float(sum(nats for nats, _ in scores)) / sum(count for _, count in scores)


def train_ngram(
    recipe: NgramRecipe, examples: Path, root: Path, *, on_progress: Callable[[str], Any] = lambda _: None
) -> Checkpoint:
    """Count the training songs into a checkpoint below `root`; one of the same inputs is reused."""
    base = BaseCard("none (counted from the training songs)", "embedded", "1", "MIT", 0)
    content = examples_manifest(examples)["digest"]
    folder = checkpoint_folder(root, "ngram", recipe, base, content)
    if found := find_checkpoint(folder):
        verify(folder)
        on_progress("reused: nothing has changed")
        return found
    started = time.perf_counter()
    songs = {
        name: [prepare_text(s, recipe.text_style) for s in songs_of(examples, name)] for name in ("train", "validation")
    }
    model = NgramModel.fit(songs["train"], recipe)
    seconds = time.perf_counter() - started
    loss = mean_loss(model, songs["validation"])
    tokens = sum(len(tokens_of(song)) + 1 for song in songs["train"])
    on_progress(f"{tokens} tokens counted in {seconds:.2f} s, validation loss {loss:.3f} nats per token")
    with atomic_folder(folder) as temporary:
        model.save(temporary)
        complete(
            temporary,
            model="ngram",
            recipe=recipe,
            base=base,
            examples_digest=content,
            losses=[{"step": 1, "validation_loss": loss}],
            validation_loss=loss,
            seconds=seconds,
            tokens=tokens,
        )
    found = find_checkpoint(folder)
    assert found is not None
    return Checkpoint(folder, found.manifest, reused=False)


def validation_loss(folder: Path, examples: Path) -> float:
    """The loss of a stored model on the validation songs, computed anew."""
    recipe = NgramRecipe.model_validate(verify(folder)["recipe"])
    songs = [prepare_text(song, recipe.text_style) for song in songs_of(examples, "validation")]
    return mean_loss(NgramModel.load(folder), songs)
