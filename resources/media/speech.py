"""Voice activity detection: where someone speaks in a recording.

The weights are those in the wheel of silero-vad, which is installed without its dependencies (torchaudio has no CPU-only
build) and run with onnxruntime. If it is not installed, speech is detected by the modulation of its level, which also detects
footsteps, birds and dogs.

What belongs here: stretches of speech. What does not: reading the sound (sound.py), using the result (mux.py,
assets/soundtracks/brief.py).
"""

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from resources.audio import BLOCK
from resources.music.listening import SPEECH_HOP, SPEECH_WINDOW, speech_windows
from resources.scratch import let_go, space

NETWORK = "silero-vad"
PACKAGE, WEIGHTS = "silero_vad", "data/silero_vad_16k_sequence.onnx"
RATE, WINDOW, CONTEXT = 16_000, 512, 64
HELD, UNITS = 512, 128  # windows per batch, and the size of the network's recurrent state
MOST_TAKEN = 200_000  # samples used to estimate the loudness
SPEAKS, STOPS = 0.5, 0.35  # probabilities: a stretch begins above the first and ends below the second
SHORTEST, PAUSE, MARGIN = 0.25, 0.5, 0.08  # seconds
BREATH = 2.0  # seconds: shorter pauses are joined, or music under a narrator would rise and fall 18 times a minute


@dataclass(frozen=True, slots=True)
class Voices:
    """Stretches of speech, (start, end) in seconds, and which detector found them."""

    stretches: tuple[tuple[float, float], ...]
    by: str

    def share(self, seconds: float) -> float:
        """The share of a sound that is speech."""
        return min(1.0, sum(end - start for start, end in self.stretches) / seconds) if seconds > 0 else 0.0


def find_voices(audio: np.ndarray, rate: int) -> Voices:
    """Detect speech.

    Args:
        audio: float32 of shape (channels, samples).
    """
    detector = _detector()
    seconds = audio.shape[1] / rate
    if detector is None:
        speaks = speech_windows(audio, rate)
        found = [(n * SPEECH_HOP, n * SPEECH_HOP + SPEECH_WINDOW) for n, yes in enumerate(speaks) if yes]
        return Voices(_joined(found, seconds), "how the level moves (silero-vad is not installed)")
    return Voices(_joined(_stretches(_probabilities(detector, *_at_16_khz(audio, rate))), seconds), NETWORK)


def with_breath(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Join stretches of speech across short pauses, for breath or between two speakers."""
    held: list[tuple[float, float]] = []
    for start, end in sorted(stretches):
        if held and start - held[-1][1] < BREATH:
            start, end = held[-1][0], max(end, held.pop()[1])
        held.append((start, end))
    return held


def find_weights() -> Path | None:
    """The path of the network's weights; None if its package is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / WEIGHTS
    return path if path.exists() else None


@functools.cache
def _detector() -> Any | None:
    path = find_weights()
    if path is None:
        return None
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _at_16_khz(audio: np.ndarray, rate: int) -> tuple[np.ndarray, np.float32]:
    """Convert to mono at 16 kHz, shape (1, samples). Also returns the gain to a usual level of speech, because the
    network misses very quiet speech.
    """
    from scipy.signal import resample_poly

    common = gcd(RATE, rate)
    up, down = RATE // common, rate // common
    # A block begins at a common sample of both rates. The filter extends ten samples of the lower rate to each side.
    size, edge = BLOCK // down * down, down * (1 - (-10 * max(up, down) // (up * down)))
    mono = space(1, -(-audio.shape[1] * up // down))
    every, taken = max(1, mono.shape[1] // MOST_TAKEN), []
    for first in range(0, audio.shape[1], size):
        before = min(edge, first)
        part = np.ascontiguousarray(audio[:, first - before : first + size + edge]).mean(0)
        at, length = first * up // down, min(size * up // down, mono.shape[1] - first * up // down)
        made = resample_poly(part, up, down).astype(np.float32)[before * up // down :][:length]
        mono[0, at : at + length] = made
        taken.append(np.abs(made[-at % every :: every]))
        let_go(audio, mono)
    loud = float(np.quantile(np.concatenate(taken), 0.99)) if taken else 0.0
    return mono, np.float32(min(8.0, 0.3 / loud) if loud > 1e-4 else 1.0)


def _probabilities(detector: Any, mono: np.ndarray, gain: np.float32) -> np.ndarray:
    """The probability of speech in each window of 32 ms."""
    count = -(-mono.shape[1] // WINDOW)
    found = np.empty(count, np.float32)
    hidden = cell = np.zeros((1, 1, UNITS), np.float32)
    for first in range(0, count, HELD):
        held = min(HELD, count - first)
        part = _part(mono, first * WINDOW - CONTEXT, held * WINDOW + CONTEXT) * gain
        let_go(mono)
        windows = np.lib.stride_tricks.sliding_window_view(part, CONTEXT + WINDOW)[::WINDOW]
        given = {"input": np.ascontiguousarray(windows), "h": hidden, "c": cell}
        found[first : first + held], hidden, cell = detector.run(None, given)
    return found


def _part(mono: np.ndarray, start: int, samples: int) -> np.ndarray:
    """A slice of a sound, padded with silence beyond both ends."""
    there = mono[0, max(0, start) : max(0, start + samples)]
    silent = max(0, -start)
    return np.pad(there, (silent, samples - silent - len(there)))


def _stretches(probabilities: np.ndarray) -> list[tuple[float, float]]:
    step = WINDOW / RATE
    found: list[tuple[float, float]] = []
    start = None
    for number, probability in enumerate([*probabilities, 0.0]):
        if start is None and probability >= SPEAKS:
            start = number
        elif start is not None and probability < STOPS:
            found.append((start * step, number * step))
            start = None
    return found


def _joined(stretches: list[tuple[float, float]], seconds: float) -> tuple[tuple[float, float], ...]:
    """Fill short pauses, then drop stretches that are too short for a word."""
    joined: list[list[float]] = []
    for start, end in stretches:
        if joined and start - joined[-1][1] < PAUSE:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return tuple(
        (round(max(0.0, start - MARGIN), 3), round(min(seconds, end + MARGIN), 3))
        for start, end in joined
        if end - start >= SHORTEST
    )
