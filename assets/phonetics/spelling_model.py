"""g2p-en's spelling model: a GRU encoder and decoder (Park & Kim 2018), run in NumPy for many words at once.

What belongs here: inference, from letters to phonemes. What does not: which words go through it (g2p.py).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

LETTERS = ["<pad>", "<unk>", "</s>", *"abcdefghijklmnopqrstuvwxyz"]
LONGEST = 20  # phonemes per word at most
MOST_LETTERS = 64  # more letters do not change the output, and a megabyte without a blank would take days
BATCH = 256  # measured to be fastest; larger batches do not fit into the cache


def _with_stress(vowels: str) -> list[str]:
    return [vowel + digit for vowel in vowels.split() for digit in "012"]


# The model's output symbols, in the order of its rows; `UW` without stress is a separate symbol.
PHONEMES = [
    "<pad>", "<unk>", "<s>", "</s>",
    *_with_stress("AA AE AH AO AW AY"), "B", "CH", "D", "DH", *_with_stress("EH ER EY"), "F", "G", "HH",
    *_with_stress("IH IY"), "JH", "K", "L", "M", "N", "NG", *_with_stress("OW OY"), "P", "R", "S", "SH", "T", "TH",
    *_with_stress("UH"), "UW", *_with_stress("UW"), "V", "W", "Y", "Z", "ZH",
]  # fmt: skip
START, END = PHONEMES.index("<s>"), PHONEMES.index("</s>")


class SpellingModel:
    """The model, loaded from g2p-en's checkpoint."""

    def __init__(self, checkpoint: Path) -> None:
        with np.load(checkpoint) as weights:
            self._w = {name: weights[name].astype(np.float32) for name in weights.files}
        # A step's input is one of 29 letters or 74 phonemes, so its projection is a row of a table that is computed once.
        self._letters = self._w["enc_emb"] @ self._w["enc_w_ih"].T + self._w["enc_b_ih"]
        self._symbols = self._w["dec_emb"] @ self._w["dec_w_ih"].T + self._w["dec_b_ih"]
        self._index = {letter: i for i, letter in enumerate(LETTERS)}

    def predict(self, words: Sequence[str]) -> list[str]:
        """The phonemes of each word, decoded greedily ("S K R IH1 P T"); may be empty."""
        words = [word[:MOST_LETTERS] for word in words]
        order = sorted(range(len(words)), key=lambda i: len(words[i]))
        spoken = [""] * len(words)
        for first in range(0, len(order), BATCH):
            chunk = order[first : first + BATCH]
            for i, phonemes in zip(chunk, self._predict([words[i] for i in chunk]), strict=True):
                spoken[i] = phonemes
        return spoken

    def _predict(self, words: Sequence[str]) -> list[str]:
        lengths = np.array([len(word) + 1 for word in words])
        letters = np.full((len(words), lengths.max()), self._index["</s>"])
        for row, word in zip(letters, words, strict=True):
            row[: len(word)] = [self._index.get(letter, 1) for letter in word]
        state = np.zeros((len(words), self._w["enc_w_hh"].shape[1]), np.float32)
        for t in range(letters.shape[1]):
            awake = t < lengths
            state = np.where(awake[:, None], self._cell("enc", self._letters[letters[:, t]], state), state)
        said: list[list[str]] = [[] for _ in words]
        alive = np.arange(len(words))
        last = np.full(len(words), START)
        for _ in range(LONGEST):
            state = self._cell("dec", self._symbols[last], state)
            last = (state @ self._w["fc_w"].T + self._w["fc_b"]).argmax(-1)
            going = last != END
            alive, state, last = alive[going], state[going], last[going]
            for word, symbol in zip(alive, last, strict=True):
                said[word].append(PHONEMES[symbol])
            if not len(alive):
                break
        return [" ".join(symbols) for symbols in said]

    def _cell(self, part: str, projected: np.ndarray, state: np.ndarray) -> np.ndarray:
        """One GRU step; `projected` (batch, 3 × hidden) is the input after its matrix and bias."""
        recurrent = state @ self._w[f"{part}_w_hh"].T + self._w[f"{part}_b_hh"]
        hidden = state.shape[1]
        gates = 1 / (1 + np.exp(-(projected[:, : 2 * hidden] + recurrent[:, : 2 * hidden])))
        reset, update = gates[:, :hidden], gates[:, hidden:]
        new = np.tanh(projected[:, 2 * hidden :] + reset * recurrent[:, 2 * hidden :])
        return (1 - update) * new + update * state
