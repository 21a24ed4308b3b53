"""Where somebody speaks in a sound.

What belongs here: stretches of speech. What does not: reading the sound (sound.py), what is done with it (mux.py,
assets/soundtracks/brief.py).

The weights are silero-vad's, which its wheel carries. It is installed without what it depends on (torchaudio, of which there
is no build for processors alone); onnxruntime runs it. Where it is not installed, speech is told by how its level moves,
which takes footsteps, birds and dogs for speech too.
"""

import functools
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.music.listening import SPEECH_HOP, SPEECH_WINDOW, speech_windows

PACKAGE, WEIGHTS = "silero_vad", "data/silero_vad_16k_op15.onnx"
RATE, WINDOW, CONTEXT = 16_000, 512, 64
SPEAKS, STOPS = 0.5, 0.35  # probabilities: a stretch begins with the first and lasts as long as the second
SHORTEST, PAUSE, MARGIN = 0.25, 0.5, 0.08  # seconds


@dataclass(frozen=True, slots=True)
class Voices:
    """Stretches of speech, (start, end) in seconds, and what found them."""

    stretches: tuple[tuple[float, float], ...]
    by: str

    def share(self, seconds: float) -> float:
        """The share of a sound that is speech."""
        return min(1.0, sum(end - start for start, end in self.stretches) / seconds) if seconds > 0 else 0.0


def find_voices(audio: np.ndarray, rate: int) -> Voices:
    """Where somebody speaks.

    Args:
        audio: float32 of shape (channels, samples).
    """
    detector = _detector()
    seconds = audio.shape[1] / rate
    if detector is None:
        speaks = speech_windows(audio, rate)
        found = [(n * SPEECH_HOP, n * SPEECH_HOP + SPEECH_WINDOW) for n, yes in enumerate(speaks) if yes]
        return Voices(_joined(found, seconds), "how the level moves (silero-vad is not installed)")
    return Voices(_joined(_stretches(_probabilities(detector, _at_16_khz(audio, rate))), seconds), "silero-vad")


@functools.cache
def _detector() -> Any | None:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / WEIGHTS
    if not path.exists():
        return None
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _at_16_khz(audio: np.ndarray, rate: int) -> np.ndarray:
    """In one channel, as loud as speech usually is: the network is deaf for what is very quiet."""
    from scipy.signal import resample_poly

    mono = resample_poly(audio.mean(0), RATE, rate).astype(np.float32)
    loud = float(np.quantile(np.abs(mono[:: max(1, len(mono) // 200_000)]), 0.99)) if len(mono) else 0.0
    return mono * np.float32(min(8.0, 0.3 / loud)) if loud > 1e-4 else mono


def _probabilities(detector: Any, mono: np.ndarray) -> np.ndarray:
    """Of each 32 ms, how probably somebody speaks."""
    count = -(-len(mono) // WINDOW)
    padded = np.zeros(CONTEXT + count * WINDOW, np.float32)
    padded[CONTEXT : CONTEXT + len(mono)] = mono
    state, rate = np.zeros((2, 1, 128), np.float32), np.array(RATE, np.int64)
    found = np.empty(count, np.float32)
    for number in range(count):
        part = padded[number * WINDOW : number * WINDOW + CONTEXT + WINDOW][None]
        probability, state = detector.run(None, {"input": part, "state": state, "sr": rate})
        found[number] = probability[0, 0]
    return found


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
    """With short pauses filled, then without what is too short for a word."""
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
