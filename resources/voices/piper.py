"""A Piper voice (VITS in ONNX) whose durations are inputs, so that every vowel can be placed on its slot.

Only vowels and blanks are stretched, and consonants keep their duration if there is room: evenly stretched speech sounds slowed
down.

What belongs here: fitting the voice's durations. What does not: its graph (graph.py), downloading a voice (package.py), when its
vowels are heard (heard.py), choosing the times of vowels (assets/songs).
"""

import functools
import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resources.voices.base import SQUEEZE_LEAST, Span, Spoken, Utterance, VoiceError
from resources.voices.graph import VoiceGraph
from resources.voices.heard import heard_later
from resources.voices.symbols import ALL_SIGNS, BLANK, STRESS, Symbol, symbols_of

VERSION = "5"
HOP = 256  # samples per frame
CHANNELS = 192  # of the latent, in all Piper voices
START, END, PAD = "^", "$", "_"
NOISE = 0.45  # scale of the latent's noise, below Piper's 0.667, for a steadier voice
# The minimum and maximum of a vowel's duration relative to its natural one, and the minimum of the consonants' if shorter
# vowels are not enough.
VOWEL_LEAST, VOWEL_MOST, CONSONANT_LEAST = SQUEEZE_LEAST, 2.0, 0.65
PHASES = 8  # sub-frame offsets that are tried
LONGEST_VOWEL = 0.38  # seconds; the rest of a longer slot is a pause
LEAST_FRAMES = 1.0
SHORTEST = 0.03  # seconds of a vowel that is heard late, with the sounds after it
TAIL = 0.12  # seconds of silence after the last sound


@dataclass(frozen=True, slots=True)
class _Laid:
    """Symbols as the graph takes them, with pads between them: ids, and for each position the symbol, or the symbol
    after a pad. Measured on 71 vowels, a vowel is heard from the pad before its stress mark on (median: 6 ms before
    that pad, but 72 ms before the vowel's own symbol).
    """

    ids: list[int]
    symbols: list[Symbol]


class PiperVoice:
    """A `Voice` in Piper's format.

    Args:
        model: an .onnx file, with its settings next to it in <file>.json.
        note: licence and origin, as stated on the voice's card.
        speaker: a speaker's name or number, if the voice has several.

    Raises:
        VoiceError: its settings cannot be read, are not those of an English voice, or have no such speaker.
    """

    def __init__(self, model: Path, note: str, speaker: str = "") -> None:
        settings = model.with_name(model.name + ".json")
        try:
            read = json.loads(settings.read_text(encoding="utf-8"))
            self._ids: dict[str, list[int]] = read["phoneme_id_map"]
            self.rate = int(read["audio"]["sample_rate"])
            speakers, names = int(read.get("num_speakers", 1)), dict(read.get("speaker_id_map") or {})
            lacking = sorted(sign for sign in (*ALL_SIGNS, START, END, PAD) if not self._ids.get(sign))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise VoiceError(
                f"{settings} cannot be read ({type(error).__name__}).",
                remedy="Run make voice again, or download the voice's .onnx.json from the same place as its .onnx.",
            ) from error
        if lacking:
            raise VoiceError(
                f"{model.name} has no symbol for {' '.join(lacking)}.", remedy="Use an English Piper voice."
            )
        self._speaker = _speaker_of(model.name, speaker, speakers, names)
        self._model, self._graph = model, VoiceGraph(model)
        self._note = note
        self.name = f"{model.stem} ({speaker})" if speaker else model.stem

    @property
    def licence(self) -> str:
        """The licence of the voice, and its origin."""
        return self._note

    @property
    def revision(self) -> str:
        """The digest of the voice's file, its speaker, and the version of this module."""
        return f"{VERSION} {self._digest[:16]}" + (f" {self._speaker}" if self._speaker is not None else "")

    @functools.cached_property
    def _digest(self) -> str:
        with self._model.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _lay(self, words: Sequence[str]) -> _Laid:
        ids, owners = [self._ids[START][0]], [Symbol(START)]
        for symbol in [*symbols_of(words), Symbol(END)]:
            ids += [self._ids[PAD][0], self._ids[symbol.text][0]]
            owners += [symbol, Symbol(symbol.text, symbol.vowel)]
        return _Laid(ids, owners)

    def _natural(self, laid: _Laid) -> np.ndarray:
        """The natural number of frames of each position, without the predictor's noise, so that it is deterministic."""
        return self._graph.durations(self._feeds(laid, noise=0.0)).astype(float)

    def _feeds(self, laid: _Laid, noise: float) -> dict[str, np.ndarray]:
        return {
            "input": np.array([laid.ids], np.int64),
            "input_lengths": np.array([len(laid.ids)], np.int64),
            "scales": np.array([noise, 1.0, 0.0], np.float32),
            "sid": np.array([self._speaker or 0], np.int64),
        }

    def spans(self, words: Sequence[str]) -> list[Span]:
        """See `Voice`."""
        laid = self._lay(words)
        frames = self._natural(laid) * (HOP / self.rate)
        edges = [index for index, symbol in enumerate(laid.symbols) if symbol.begins] + [len(frames)]
        delays = [*(heard_later(laid.symbols, begin) for begin in edges[:-1]), 0.0]
        found = []
        for number, (first, last) in enumerate(itertools.pairwise(edges)):
            parts = Parts.of(frames[first:last], laid.symbols[first:last], number)
            later = delays[number + 1] - delays[number]  # from vowel to vowel as heard, not from symbol to symbol
            least = parts.held + VOWEL_LEAST * parts.free + later
            found.append(Span(max(parts.held + parts.free + parts.rest + later, SHORTEST), max(least, SHORTEST)))
        return found

    def say(self, utterance: Utterance) -> Spoken:
        """See `Voice`.

        Raises:
            ValueError: there is not one onset for every vowel.
            VoiceError: the graph cannot be run.
        """
        laid = self._lay(utterance.words)
        natural = self._natural(laid)
        begins = [index for index, symbol in enumerate(laid.symbols) if symbol.begins]
        if len(begins) != len(utterance.onsets) or not begins:
            raise ValueError(f"{len(utterance.onsets)} onsets for {len(begins)} vowels")
        frame = HOP / self.rate
        onsets = [
            onset - heard_later(laid.symbols, begin) for onset, begin in zip(utterance.onsets, begins, strict=True)
        ]
        wanted = np.diff([*onsets, utterance.end]) / frame
        frames, squeeze = natural.copy(), 1.0
        for number, (first, last) in enumerate(zip(begins, [*begins[1:], len(natural)], strict=True)):
            part = slice(first, last)
            frames[part], tight = fit(natural[part], laid.symbols[part], number, wanted[number], frame)
            squeeze = min(squeeze, tight)
        lengths = whole(frames, begins)
        total = int(lengths.sum())
        noise = np.random.default_rng(utterance.take).standard_normal((1, CHANNELS, total), np.float32)
        feeds = {**self._feeds(laid, NOISE), "durations": lengths.reshape(1, 1, -1).astype(np.float32), "noise": noise}
        latents = self._graph.latents(feeds)
        silence = np.zeros(round(TAIL * self.rate), np.float32)

        def sound(shown: np.ndarray) -> np.ndarray:
            return np.concatenate([self._graph.sound(shown, feeds), silence])

        def moved(places: np.ndarray, targets: np.ndarray) -> np.ndarray:
            return sound(stretched(latents, places / frame, targets / frame))

        # Minimise the error over most vowels: aligning the first one exactly would add its rounding error to all others.
        starts = float(np.mean(np.array(onsets) - frame * (np.cumsum(lengths) - lengths)[begins]))
        return Spoken(sound(latents), starts, squeeze, moved)


def stretched(latents: np.ndarray, places: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Latents (…, frames) with what is at `places` at `targets`, both in frames and ascending. What is before and after them is
    moved as a whole. Linear: with the nearest frame instead, vowels were up to half a frame off.
    """
    middles = np.arange(round(latents.shape[-1] + targets[-1] - places[-1])) + 0.5
    inner = np.interp(middles, targets, places)
    inner += np.minimum(middles - targets[0], 0) + np.maximum(middles - targets[-1], 0)
    inner = np.clip(inner - 0.5, 0, latents.shape[-1] - 1)
    before = np.floor(inner).astype(int)
    share = (inner - before).astype(np.float32)
    after = np.minimum(before + 1, latents.shape[-1] - 1)
    return latents[..., before] * (1 - share) + latents[..., after] * share


def whole(frames: np.ndarray, begins: Sequence[int]) -> np.ndarray:
    """Round durations to whole frames so that rounding errors do not accumulate. Also returns the offset within a frame
    that brings the positions in `begins` closest to their targets overall.
    """
    edges = np.concatenate([[0.0], np.cumsum(frames)])
    tried = [np.round(edges + phase) for phase in np.arange(PHASES) / PHASES]
    off = [float(np.std((rounded - edges)[list(begins)])) for rounded in tried]
    return np.diff(tried[int(np.argmin(off))])


def _speaker_of(voice: str, wanted: str, speakers: int, names: dict[str, int]) -> int | None:
    """The number of a voice's speaker; None if the voice has only one.

    Raises:
        VoiceError: it has several and none is given, or has no such speaker.
    """
    if not wanted and speakers <= 1:
        return None
    number = names.get(wanted, int(wanted) if wanted.isdecimal() else -1)
    if not 0 <= number < speakers:
        some = ", ".join([*names][:5]) or f"0 to {speakers - 1}"
        raise VoiceError(
            f"{voice} has {speakers} speakers" + (f", and none is {wanted!r}." if wanted else "."),
            remedy=f"Add one of them after the file, as in VOICE={voice}#{speakers - 1} ({some}).",
        )
    return number


@dataclass(frozen=True, slots=True)
class Parts:
    """The positions from a vowel to the next one, by how they stretch. `steady`: of the vowel without its start, where the
    consonant before it still sounds. `held`: frames of all consonants. `free`: of the vowel. `rest`: of the pauses.
    """

    vowel: np.ndarray
    steady: np.ndarray
    pause: np.ndarray
    held: float
    free: float
    rest: float

    @classmethod
    def of(cls, natural: np.ndarray, symbols: Sequence[Symbol], vowel: int) -> "Parts":
        """From the natural frames, the symbols, and the vowel's index."""
        is_vowel = np.array([symbol.vowel == vowel for symbol in symbols])
        is_start = np.array([symbol.begins or symbol.text in STRESS.values() for symbol in symbols])
        is_pause = np.array([symbol.text in (BLANK, END) for symbol in symbols])
        sums = (float(natural[kind].sum()) for kind in (~is_vowel & ~is_pause, is_vowel, is_pause))
        return cls(is_vowel, is_vowel & ~is_start, is_pause, *sums)


def fit(
    natural: np.ndarray, symbols: Sequence[Symbol], vowel: int, wanted: float, frame: float
) -> tuple[np.ndarray, float]:
    """Fit a vowel and the sounds after it, up to the next vowel, into `wanted` frames.

    A vowel grows up to VOWEL_MOST times its length or LONGEST_VOWEL, then the pause after it grows; without a pause,
    the vowel is held, as singers do. Its start keeps its length: stretched, it delayed a vowel after s by up to 30 ms. If there is too little room, pauses shrink first, then vowels, then consonants; if
    that is not enough, everything shrinks alike.

    Args:
        natural: natural frames of each position.
        symbols: the symbol of each position.
        vowel: the index of the vowel.
        wanted: frames; raised to LEAST_FRAMES if fewer.
        frame: seconds per frame.

    Returns:
        The frames of each position, and the squeeze (see `Spoken`).
    """
    parts = Parts.of(natural, symbols, vowel)
    held, free, rest = parts.held, parts.free, parts.rest
    consonant = ~parts.vowel & ~parts.pause
    wanted = max(wanted, LEAST_FRAMES)
    frames = natural.copy()
    if wanted >= held + free + rest:
        longest = max(free, min(free * VOWEL_MOST, LONGEST_VOWEL / frame))
        grown = min(wanted - held - rest, longest) if rest else wanted - held
        frames[parts.steady] *= 1 + (grown - free) / float(natural[parts.steady].sum())
        if rest:
            frames[parts.pause] *= (wanted - held - grown) / rest
        return frames, 1.0
    pause = max(0.0, min(rest, wanted - held - free))
    if rest:
        frames[parts.pause] *= pause / rest
    room = wanted - pause
    if room >= held + VOWEL_LEAST * free:
        share = (room - held) / free
        frames[parts.vowel] *= share
        return frames, min(1.0, float(share))
    frames[parts.vowel] *= VOWEL_LEAST
    left = room - VOWEL_LEAST * free
    if held and left >= CONSONANT_LEAST * held:
        frames[consonant] *= left / held
        return frames, VOWEL_LEAST * left / held
    frames[consonant] *= CONSONANT_LEAST
    share = room / float(frames.sum())
    return frames * share, VOWEL_LEAST * CONSONANT_LEAST * share
