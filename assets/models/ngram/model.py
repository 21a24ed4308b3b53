"""Our n-gram model: smoothed n-grams of words with an open vocabulary.

What belongs here: words, spelling, generation, the stored arrays. What does not: counts and smoothing (smoothing.py), line
ends and rhymes (line_ends.py), training into a checkpoint (training.py).

A word that was not in training has the probability of <unk> times that of its spelling under a letter model of the same kind.
So no text has probability 0, and likelihoods are comparable with a subword model's. (They sum to slightly less than one over
all texts, because the letter model can also spell known words.)
"""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np

from assets.models.ngram.likeliest import LikeliestIds
from assets.models.ngram.line_ends import LineEnds, rhyme_parts
from assets.models.ngram.sequences import END, Sequences
from assets.models.ngram.smoothing import Context, SmoothedNgrams
from assets.models.recipes import NgramRecipe
from resources.spread import Spread, here

if TYPE_CHECKING:
    from pyarrow import LargeStringArray

UNKNOWN, NEW_LINE = 2, 3
SONG_END, LINE_END = "</s>", "</l>"
# The reserved ids 0 to 3. The first and third names contain spaces, so no real token can equal them.
SPECIAL = ["a start", SONG_END, "an unknown word", LINE_END]
ARRAYS, VOCABULARY = "arrays", "vocabulary.json"


def tokens_of(text: str) -> list[str]:
    """A song's words, with each line end as a token of its own."""
    return text.replace(SONG_END, " ").replace("\n", f" {LINE_END} ").split()


def _tokens_and_ends(texts: Sequence[str]) -> "LargeStringArray":
    """The tokens of all songs, with SONG_END after each song.

    Arrow splits and looks up the tokens without making a Python string of each: 16 ms instead of 37 for 280,000.
    """
    import pyarrow as pa
    import pyarrow.compute as compute

    if not texts:
        return pa.array([], pa.large_string())
    if any(SONG_END in text for text in texts):
        texts = [text.replace(SONG_END, " ") for text in texts]
    joined = f" {SONG_END} ".join([*texts, ""])
    together = pa.array([joined.replace("\n", f" {LINE_END} ").strip()], pa.large_string())
    return compute.utf8_split_whitespace(together).flatten()  # pyright: ignore[reportAttributeAccessIssue]


def _numbered(songs: Sequence[str], rare: int) -> tuple[list[str], list[str], Sequences]:
    """Number the words of songs.

    Returns:
        The words by id; the words that occur at most `rare` times, which have no id of their own; the songs as ids.

    Raises:
        ValueError: there is no word.
    """
    import pyarrow as pa

    tokens = pa.concat_arrays([pa.array(SPECIAL, pa.large_string()), _tokens_and_ends(songs)]).dictionary_encode()
    names, numbers = tokens.dictionary.to_pylist(), tokens.indices.to_numpy()  # in order of appearance
    occurrences = np.bincount(numbers)
    occurrences[: len(SPECIAL)] = len(numbers)
    # The most frequent first: among words with equal probability, generation then prefers the most common.
    by_frequency = np.argsort(-occurrences, kind="stable")
    if len(names) == len(SPECIAL):
        raise ValueError("there is nothing to count: no song has a word")
    kept = np.count_nonzero(occurrences > rare)
    id_of = np.full(len(names), UNKNOWN, np.int32)
    id_of[by_frequency[:kept]] = np.arange(kept)
    ids = Sequences.ended(id_of[numbers[len(SPECIAL) :]])
    del tokens, numbers
    pa.default_memory_pool().release_unused()  # after 60,000 songs Arrow would keep 500 MB unused
    return [names[i] for i in by_frequency[:kept].tolist()], [names[i] for i in by_frequency[kept:].tolist()], ids


def drawn(ids: np.ndarray, p: np.ndarray, k: int, rows: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Sample ids from the `k` likeliest of a row; ties go to the most frequent ids.

    Sorting the values is faster than `argpartition` (0.23 ms instead of 0.5 for 200 rows of 200); only the positions of the
    drawn values are then looked up.

    Args:
        ids: shape (rows, columns).
        p: their probabilities, not necessarily normalised: shape (rows, columns).
        rows: the row of each draw: shape (draws,).
        draws: uniform random numbers from 0 to 1: shape (draws,).

    Returns:
        The drawn ids: shape (draws,).
    """
    by = p - 1e-16 * ids
    falling = np.sort(-by, axis=1)[:, :k]
    up_to = falling.cumsum(1)[rows]  # both negative
    place = (up_to >= (draws * up_to[:, -1])[:, None]).sum(1)
    value = -falling[rows, np.minimum(place, falling.shape[1] - 1)]
    return ids[rows, (by[rows] == value[:, None]).argmax(1)]


def _spelled(words: Sequence[str], letters: Sequence[str]) -> Sequences:
    """Words as sequences of letter ids; after the special ones, `letters` are sorted by code point."""
    known = np.array([ord(letter) for letter in letters[len(SPECIAL) :]])
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    row = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    return Sequences(np.where(known[row] == codes, row + len(SPECIAL), UNKNOWN), lengths)


class NgramModel:
    """Models words by their n-grams and their place in a verse, and unknown words by their letters."""

    def __init__(
        self,
        words: list[str],
        letters: list[str],
        by_word: SmoothedNgrams,
        by_letter: SmoothedNgrams,
        line_ends: LineEnds | None = None,
    ) -> None:
        self.words = words
        self.letters = letters
        self.by_word = by_word
        self._by_letter = by_letter
        self._line_ends = line_ends
        self._word_id = {word: i for i, word in enumerate(words)}
        self._likeliest_of = functools.lru_cache(1)(functools.partial(LikeliestIds, by_word))

    @classmethod
    def fit(cls, songs: Sequence[str], recipe: NgramRecipe, spread: Spread = here) -> "NgramModel":
        """Count songs. Rare words stand for unknown ones: they are counted as <unk> and by their letters.

        Args:
            spread: distributes the counting of pieces of the songs; the model does not depend on it.

        Raises:
            ValueError: there is no word.
        """
        words, rare, ids = _numbered(songs, recipe.rare)
        letters = SPECIAL + sorted(set("".join(words[len(SPECIAL) :] + rare)))

        def ngrams(songs: Sequences) -> SmoothedNgrams:
            if recipe.smoothing == "lidstone":
                return SmoothedNgrams.lidstone(
                    songs, recipe.order, len(words), recipe.gamma, interpolated=recipe.interpolated, spread=spread
                )
            return SmoothedNgrams.kneser_ney(
                songs, recipe.order, len(words), scale=recipe.discount_scale, spread=spread
            )

        return cls(
            words,
            letters,
            ngrams(ids),
            SmoothedNgrams.kneser_ney(
                _spelled(rare or words[len(SPECIAL) :], letters), recipe.spelling_order, len(letters)
            ),
            LineEnds.fit(ids, ngrams, new_line=NEW_LINE, rhyme=rhyme_parts([""] * len(SPECIAL) + words[len(SPECIAL) :]))
            if recipe.line_ends
            else None,
        )

    def ids_of(self, texts: Sequence[str]) -> Sequences:
        """Texts as sequences of token ids; words that training did not have, or that were rare, are <unk>."""
        return self._ids_of(_tokens_and_ends(texts))

    def _ids_of(self, tokens: "LargeStringArray") -> Sequences:
        import pyarrow as pa
        import pyarrow.compute as compute

        ids = compute.index_in(tokens, value_set=pa.array(self.words, pa.large_string()))  # pyright: ignore[reportAttributeAccessIssue]
        return Sequences.ended(ids.fill_null(UNKNOWN).to_numpy())

    def log_likelihoods(self, texts: Sequence[str]) -> list[tuple[float, int]]:
        """Log-likelihoods (nats) of whole songs, ends included, and their numbers of tokens (words, line ends, the end)."""
        nats, sizes = self._nats(texts)
        return list(zip(np.add.reduceat(nats, np.cumsum(sizes) - sizes).tolist(), sizes.tolist(), strict=True))

    def _nats(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """The log-probability (nats) of each token of all texts, song ends included, and each text's number of tokens."""
        tokens = _tokens_and_ends(texts)
        ids = self._ids_of(tokens)
        nats = np.log(self.probabilities(ids))
        unknown = np.flatnonzero(ids.closed() == UNKNOWN)
        nats[unknown] += self._spelling(tokens.take(unknown).to_pylist())
        return nats, ids.lengths + 1

    def log_likelihood(self, text: str) -> tuple[float, int]:
        """`log_likelihoods` of one song."""
        return self.log_likelihoods([text])[0]

    def probabilities(self, songs: Sequences) -> np.ndarray:
        """Each token's probability, with <unk>'s for unknown words: see `SmoothedNgrams.probabilities`."""
        if self._line_ends is None:
            return self.by_word.probabilities(songs)
        return self._line_ends.probabilities(songs, self.by_word)

    def _spelling(self, words: Sequence[str]) -> np.ndarray:
        """The log-probability (nats) of each word's spelling. A letter that was not in training is one of Unicode's
        1,114,112.
        """
        spelled = _spelled(words, self.letters)
        nats = np.log(self._by_letter.probabilities(spelled)) - np.log(1_114_112) * (spelled.closed() == UNKNOWN)
        sizes = spelled.lengths + 1
        return np.add.reduceat(nats, np.cumsum(sizes) - sizes)

    def generate(self, prompt: str, *, tokens: int, top_k: int, rng: np.random.Generator) -> str:
        """Continue a text by `tokens` tokens sampled from the `top_k` likeliest; after the end of a song the next song
        begins.
        """
        song = [self._word_id.get(token, UNKNOWN) for token in tokens_of(prompt)]
        context = self.by_word.context_of(song)
        written: list[str] = []
        for _ in range(tokens):
            ids, probabilities = self._likeliest(song, context, top_k)
            up_to = probabilities.cumsum()
            chosen = int(ids[up_to.searchsorted(rng.random() * up_to[-1], "right")])
            if chosen == END:
                song, context = [], self.by_word.opening()
            else:
                song.append(chosen)
                context = self.by_word.advance(context, chosen)
            written.append("\n" if chosen in (END, NEW_LINE) else self.words[chosen])
        return re.sub(r" ?\n ?", "\n", " ".join(written)).strip("\n")

    def propose_lines(
        self, before: Sequence[str], n: int, *, top_k: int, most: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        """For each text, `n` candidate next lines of at most `most` words, sampled word by word from the `top_k` likeliest."""
        starts = [
            np.array([self._word_id.get(token, UNKNOWN) for token in tokens_of(text)], np.int64) for text in before
        ]
        next_lines = self._line_ends.next_lines(starts) if self._line_ends else None
        asked = next_lines.asked if next_lines else np.empty((len(starts), 0), np.int64)
        likeliest = self._likeliest_of(top_k + len(SPECIAL))
        draws = np.concatenate([np.random.default_rng(seed).random((most, n)) for seed in seeds], axis=1)
        # Candidates of a text with the same words so far share a prefix: its song, its context, and its last id.
        song, last = np.arange(len(starts)), np.full(len(starts), NEW_LINE)
        contexts = np.array([self.by_word.context_of(start.tolist()) for start in starts])
        written = np.full((most, n * len(starts)), END)
        open_lines, of = np.arange(n * len(starts)), np.repeat(song, n)  # unfinished lines, and the prefix of each
        for words in range(most):
            ids, p = likeliest.after(contexts, song, asked)
            if next_lines:
                p = next_lines.mixed(p, words, last, song)
            p[ids == UNKNOWN if words else ids < len(SPECIAL)] = 0.0
            chosen = drawn(ids, p, top_k, of, draws[words, open_lines])
            going = (chosen != END) & (chosen != NEW_LINE)
            open_lines, of, chosen = open_lines[going], of[going], chosen[going]
            if not len(open_lines):
                break
            written[words, open_lines] = chosen
            prefixes, of = np.unique(of * len(self.words) + chosen, return_inverse=True)
            before_it, last = np.divmod(prefixes, len(self.words))
            contexts, song = self.by_word.contexts_after(contexts[before_it], last), song[before_it]
        lines = [" ".join(self.words[id_] for id_ in line if id_ != END) for line in written.T.tolist()]
        return [lines[first : first + n] for first in range(0, len(lines), n)]

    def score_lines(self, before: Sequence[str], lines: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """The log-likelihood (nats) of each line with its line end after its text: an array (lines,) for each text."""
        counts = [len(of_text) for of_text in lines]
        tokens = [tokens_of(text) for text in before]
        # n-grams see no more of the text; what line ends depend on is in `next_lines`.
        tails = [of_text[max(0, len(of_text) + 1 - self.by_word.order) :] for of_text in tokens]
        texts = ["".join("\n" if token == LINE_END else f"{token} " for token in tail) for tail in tails]
        written = _tokens_and_ends([
            text + line + "\n" for text, of_text in zip(texts, lines, strict=True) for line in of_text
        ])  # fmt: skip
        songs = self._ids_of(written)
        sizes, ids = songs.lengths + 1, songs.closed()
        skipped = np.repeat(np.repeat([len(tail) for tail in tails], counts), sizes)
        place = np.arange(len(ids)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        asked = (place >= skipped) & (ids != END)  # the end of the song is not scored
        probabilities = self.by_word.probabilities(songs)
        if self._line_ends:
            starts = [
                np.array([self._word_id.get(token, UNKNOWN) for token in of_text], np.int64) for of_text in tokens
            ]
            song = np.repeat(np.repeat(np.arange(len(starts)), counts), sizes)
            of_end = self.by_word.probabilities(songs, of=NEW_LINE)
            last = np.append(NEW_LINE, ids)[:-1]
            probabilities = self._line_ends.next_lines(starts).probabilities(
                ids, probabilities, of_end, np.maximum(place - skipped, 0), last, song
            )
        nats = np.log(probabilities)
        unknown = np.flatnonzero(asked & (ids == UNKNOWN))
        nats[unknown] += self._spelling(written.take(unknown).to_pylist())
        of_lines = np.bincount(np.repeat(np.arange(len(sizes)), sizes), np.where(asked, nats, 0.0), len(sizes))
        return np.split(of_lines, np.cumsum(counts)[:-1])

    def _likeliest(self, song: list[int], context: Context, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The `k` likeliest next ids and their probabilities. <unk> is left out, because it has no spelling to write."""
        if self._line_ends is None:
            return self.by_word.likeliest(context, k, but=UNKNOWN)
        probabilities = self._line_ends.distribution(np.array(song, np.int64), self.by_word.distribution(context))
        probabilities[UNKNOWN] = 0.0
        ids = np.argpartition(probabilities, -min(k, len(probabilities)))[-k:]
        return ids, probabilities[ids]

    def _parts(self) -> dict[str, SmoothedNgrams | LineEnds]:
        optional = {} if self._line_ends is None else {"line_ends": self._line_ends}
        return {"words": self.by_word, "letters": self._by_letter, **optional}

    def save(self, folder: Path) -> None:
        """Write the model into a folder: a NumPy file for each array, and one of words and letters."""
        (folder / ARRAYS).mkdir()
        for part, arrays in self._parts().items():
            for name, array in arrays.arrays().items():
                with (folder / ARRAYS / f"{part}.{name}.npy").open("wb") as file:
                    # Given a real file, NumPy bypasses Python and reports a full disk only as "933 requested and 359 written".
                    np.lib.format.write_array(SimpleNamespace(write=file.write), array)  # pyright: ignore[reportArgumentType]
        vocabulary = {"words": self.words, "letters": self.letters}
        (folder / VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "NgramModel":
        """Read a saved model; its arrays are memory-mapped and read-only."""
        vocabulary = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
        parts: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
        for path in (folder / ARRAYS).glob("*.npy"):
            part, _, name = path.stem.partition(".")
            parts[part][name] = np.asarray(np.load(path, mmap_mode="r"))
        return cls(
            vocabulary["words"],
            vocabulary["letters"],
            SmoothedNgrams.from_arrays(parts["words"]),
            SmoothedNgrams.from_arrays(parts["letters"]),
            LineEnds.from_arrays(parts["line_ends"]) if "line_ends" in parts else None,
        )
