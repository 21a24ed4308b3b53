"""A voice of Piper's format (VITS in ONNX) whose durations are set from outside, so that every vowel falls on its place.

What belongs here: running the voice and stretching what it says. What does not: fetching one (package.py), where vowels
are put (assets/songs).

VITS predicts how many frames each symbol lasts, and speaks from these numbers. The node that rounds them up is made an
input of the graph; so is the noise that makes each take another, which the runtime would draw without a seed. Only vowels
and blanks give way, consonants keep their length as long as there is room: speech that is stretched evenly sounds slowed
down.
"""

import functools
import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.voices.base import Spoken, Utterance, VoiceError
from resources.voices.symbols import BLANK, Symbol, symbols_of

VERSION = "1"
DURATIONS = "/Ceil_output_0"
HOP = 256  # samples a frame
CHANNELS = 192  # of the latent, in all of Piper's voices
START, END, PAD = "^", "$", "_"
NOISE = 0.45  # of the latent, below Piper's 0.667: a steadier voice
# How much of a vowel's natural length is kept when there is no room, how much it may grow when there is; and how much of the
# consonants' is kept when vowels alone do not give enough.
VOWEL_LEAST, VOWEL_MOST, CONSONANT_LEAST = 0.5, 2.0, 0.65
LONGEST_VOWEL = 0.38  # seconds; the rest of a long place is a pause
LEAST_FRAMES = 1.0
TAIL = 0.12  # seconds of silence after the last sound


@dataclass(frozen=True, slots=True)
class _Laid:
    """Symbols as the graph takes them, pads between them: ids, and for each place the symbol, or the one that a pad
    precedes. Measured on 71 vowels, a vowel is heard from the pad before its stress mark on (6 ms before it in the middle,
    72 ms before the vowel's own symbol).
    """

    ids: list[int]
    symbols: list[Symbol]


class PiperVoice:
    """A `Voice` in Piper's format.

    Args:
        model: an .onnx file; its settings lie beside it as <file>.json.
        note: licence and origin, as the voice's card states them.

    Raises:
        VoiceError: it cannot be read, or is not built as Piper's voices are.
    """

    def __init__(self, model: Path, note: str) -> None:
        settings = model.with_name(model.name + ".json")
        try:
            read = json.loads(settings.read_text(encoding="utf-8"))
            self._ids: dict[str, list[int]] = read["phoneme_id_map"]
            self.rate = int(read["audio"]["sample_rate"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VoiceError(
                f"{settings} cannot be read ({type(error).__name__}).", remedy="Run make voice again."
            ) from error
        self._model = model
        self._note = note
        self.name = model.stem

    @property
    def licence(self) -> str:
        """Of the voice, and where it comes from."""
        return self._note

    @property
    def revision(self) -> str:
        """The digest of the voice's file, and the version of how it is played."""
        return f"{VERSION} {self._digest[:16]}"

    @functools.cached_property
    def _digest(self) -> str:
        with self._model.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @functools.cached_property
    def _sessions(self) -> tuple[Any, Any]:
        """One that predicts durations, one that speaks from them: built once."""
        import onnx
        import onnxruntime

        try:
            model = onnx.load(str(self._model))
        except Exception as error:  # protobuf's errors have no common class
            raise VoiceError(f"{self._model} is no ONNX file.", remedy="Run make voice again.") from error
        nodes = model.graph.node
        predict = onnx.ModelProto()
        predict.CopyFrom(model)
        if not any(DURATIONS in node.output for node in nodes):
            raise VoiceError(
                f"{self._model.name} is not built as Piper's voices are.", remedy="Take a Piper voice of VITS."
            )
        predict.graph.output.append(onnx.helper.make_tensor_value_info(DURATIONS, onnx.TensorProto.FLOAT, None))
        floats = onnx.TensorProto.FLOAT
        model.graph.input.append(onnx.helper.make_tensor_value_info("durations", floats, [1, 1, "symbols"]))
        model.graph.input.append(onnx.helper.make_tensor_value_info("noise", floats, [1, "channels", "frames"]))
        for node in nodes:
            for index, name in enumerate(node.input):
                if name == DURATIONS and node.op_type in ("ReduceSum", "CumSum"):
                    node.input[index] = "durations"
        # Of the graph's random nodes the last draws the latent's noise; the others feed the predicted durations alone.
        random = [node for node in nodes if node.op_type == "RandomNormalLike"]
        for node in nodes:
            for index, name in enumerate(node.input):
                if random and name == random[-1].output[0]:
                    node.input[index] = "noise"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        make = functools.partial(onnxruntime.InferenceSession, sess_options=options, providers=["CPUExecutionProvider"])
        return make(predict.SerializeToString()), make(model.SerializeToString())

    def _lay(self, words: Sequence[str]) -> _Laid:
        ids, owners = [self._ids[START][0]], [Symbol(START)]
        for symbol in [*symbols_of(words), Symbol(END)]:
            ids += [self._ids[PAD][0], self._ids[symbol.text][0]]
            owners += [symbol, Symbol(symbol.text, symbol.vowel)]
        return _Laid(ids, owners)

    def _natural(self, laid: _Laid) -> np.ndarray:
        """Frames of each place when nobody hurries. Without the predictor's noise: the same words, the same durations."""
        feeds = self._feeds(laid, noise=0.0)
        durations = self._sessions[0].run([DURATIONS], feeds)[0]
        return np.asarray(durations, float).reshape(-1)

    def _feeds(self, laid: _Laid, noise: float) -> dict[str, np.ndarray]:
        return {
            "input": np.array([laid.ids], np.int64),
            "input_lengths": np.array([len(laid.ids)], np.int64),
            "scales": np.array([noise, 1.0, 0.0], np.float32),
        }

    def natural_spans(self, words: Sequence[str]) -> list[float]:
        """See `Voice`."""
        laid = self._lay(words)
        frames = self._natural(laid)
        edges = [index for index, symbol in enumerate(laid.symbols) if symbol.begins] + [len(frames)]
        return [float(frames[a:b].sum()) * HOP / self.rate for a, b in itertools.pairwise(edges)]

    def say(self, utterance: Utterance) -> Spoken:
        """See `Voice`.

        Raises:
            ValueError: there is not one onset for every vowel.
        """
        laid = self._lay(utterance.words)
        natural = self._natural(laid)
        begins = [index for index, symbol in enumerate(laid.symbols) if symbol.begins]
        if len(begins) != len(utterance.onsets) or not begins:
            raise ValueError(f"{len(utterance.onsets)} onsets for {len(begins)} vowels")
        frame = HOP / self.rate
        wanted = np.diff([*utterance.onsets, utterance.end]) / frame
        frames, squeeze = natural.copy(), 1.0
        for number, (first, last) in enumerate(zip(begins, [*begins[1:], len(natural)], strict=True)):
            part = slice(first, last)
            frames[part], tight = fit(natural[part], laid.symbols[part], number, wanted[number], frame)
            squeeze = min(squeeze, tight)
        # Rounded so that the sum of what precedes a vowel is right, whatever was rounded before it.
        lengths = np.diff(np.round(np.concatenate([[0.0], np.cumsum(frames)])))
        total = int(lengths.sum())
        noise = np.random.default_rng(utterance.take).standard_normal((1, CHANNELS, total), np.float32)
        feeds = {**self._feeds(laid, NOISE), "durations": lengths.reshape(1, 1, -1).astype(np.float32), "noise": noise}
        session = self._sessions[1]
        names = {entry.name for entry in session.get_inputs()}
        audio = session.run(None, {name: value for name, value in feeds.items() if name in names})[0]
        starts = utterance.onsets[0] - float(lengths[: begins[0]].sum()) * frame
        silence = np.zeros(round(TAIL * self.rate), np.float32)
        return Spoken(np.concatenate([np.asarray(audio, np.float32).reshape(-1), silence]), starts, squeeze)


def fit(
    natural: np.ndarray, symbols: Sequence[Symbol], vowel: int, wanted: float, frame: float
) -> tuple[np.ndarray, float]:
    """The lengths of a vowel and of what follows it, up to the next vowel, so that they take `wanted` frames together.

    Args:
        natural: frames of each place when nobody hurries.
        symbols: of each place.
        vowel: which vowel's places are the vowel's.
        wanted: frames.
        frame: seconds of one.

    Returns:
        The frames, and how much shorter than natural the tightest kind of place is (1: not at all).
    """
    is_vowel = np.array([symbol.vowel == vowel for symbol in symbols])
    is_blank = np.array([symbol.text in (BLANK, END) for symbol in symbols])
    held, free, rest = natural[~is_vowel & ~is_blank].sum(), natural[is_vowel].sum(), natural[is_blank].sum()
    frames = natural.copy()
    if wanted >= held + free + rest:
        grown = min(wanted - held - rest, max(free, min(free * VOWEL_MOST, LONGEST_VOWEL / frame)))
        if not is_blank.any():
            grown = wanted - held
        frames[is_vowel] *= grown / free
        if is_blank.any():
            frames[is_blank] *= (wanted - held - grown) / max(rest, 1e-9)
        return frames, 1.0
    # Blanks give way first, then vowels, then consonants; where all that is not enough, everything alike.
    rest_kept = max(0.0, min(rest, wanted - held - free))
    frames[is_blank] *= rest_kept / max(rest, 1e-9)
    room = wanted - rest_kept
    if room >= held + VOWEL_LEAST * free:
        frames[is_vowel] *= (room - held) / free
        return frames, float((room - held) / free)
    frames[is_vowel] *= VOWEL_LEAST
    left = room - VOWEL_LEAST * free
    if held > 0 and left >= CONSONANT_LEAST * held:
        frames[~is_vowel & ~is_blank] *= left / held
        return frames, VOWEL_LEAST * float(left / held)
    frames[~is_vowel & ~is_blank] *= CONSONANT_LEAST
    total = frames.sum()
    return frames * (max(room, LEAST_FRAMES) / max(total, 1e-9)), VOWEL_LEAST * CONSONANT_LEAST * float(room / total)
