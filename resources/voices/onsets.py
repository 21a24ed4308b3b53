"""Where vowels begin in speech, heard in the sound.

Where a vowel begins depends on the sound before it: after p it is where the voice sets in, after z where the hiss ends, after m
where the mouth opens, after w halfway between two places of the tongue. So each class of sounds has its own detector. It weighs two
measures of the spectrum, both linear and learned from labelled speech: how much more vowel-like the 30 ms after a place are than
the 30 ms before it, and how much the 80 ms around a place resemble those around known onsets. It searches within REACH of a place.

onsets.json has the weights. They were learned from one speaker of Festival's, whose diphones were labelled by hand (LEARNED_FROM;
benchmarks/_onsets.py learns them, and measures with detectors that were learned from another speaker).

What belongs here: hearing onsets. What does not: learning the weights (benchmarks), moving vowels (aligned.py).
"""

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LEARNED_FROM = "kal"
WEIGHTS = Path(__file__).with_name("onsets.json")
RATE, HOP = 16_000, 0.0025  # hertz; seconds per frame
WINDOW, FFT, MEL_BANDS, MEL_HERTZ = 256, 512, 24, (80, 7600)
FLOOR_DB, LOUD_DB = -55.0, -30.0  # below the loudest: what counts as silence, and as speech
REACH = 0.07  # seconds
COMPARED_FRAMES = 12  # frames that are compared
AROUND = np.arange(-16, 17, 4)  # frames that are compared with those around known onsets
MOST_ODDS = 4.0  # log odds of one frame, so that no single frame decides
CLASSES = {
    "after p, t or k": "P T K", "after b, d or g": "B D G", "after v, z, th or zh (voiced)": "V Z DH ZH",
    "after f, s, th or sh": "F S TH SH", "after ch or j": "CH JH", "after h": "HH", "after m, n or ng": "M N NG",
    "after l or r": "L R", "after w or y": "W Y", "after a vowel": "", "first in its line": "",
}  # fmt: skip
AFTER_VOWEL, FIRST = [*CLASSES][-2:]
CLASS_OF = {phone: name for name, phones in CLASSES.items() for phone in phones.split()}
VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


@dataclass(frozen=True, slots=True)
class Detector:
    """Weights of both measures. `vowel`: of a frame's bands, with `bias`. `place`: of the bands around, with mean and deviation."""

    vowel: np.ndarray
    bias: float
    place: np.ndarray
    mean: float
    deviation: float

    def find(self, bands: np.ndarray, near: float) -> float:
        """The onset within REACH of a place, in seconds."""
        frames = np.arange(round((near - REACH) / HOP), round((near + REACH) / HOP) + 1)
        frames = frames[(frames >= 1) & (frames < len(bands) - 1)]
        odds = np.clip(bands @ self.vowel + self.bias, -MOST_ODDS, MOST_ODDS)
        sums = np.concatenate([[0.0], np.cumsum(odds)])
        after = sums[np.minimum(frames + COMPARED_FRAMES, len(bands))] - sums[frames]
        before = sums[frames] - sums[np.maximum(frames - COMPARED_FRAMES, 0)]
        change = (after - before) / (2 * MOST_ODDS * COMPARED_FRAMES)
        similarity = (frames_around(bands, frames) @ self.place - self.mean) / self.deviation
        best = int((_smoothed(change, 3) + _smoothed(similarity, 7)).argmax())
        return float(frames[best] - 0.25) * HOP  # the first measure's onset is half a frame before its first frame


def _smoothed(values: np.ndarray, length: int) -> np.ndarray:
    return np.convolve(np.pad(values, length // 2, "edge"), np.ones(length) / length, "valid")


def frames_around(bands: np.ndarray, frames: np.ndarray) -> np.ndarray:
    """The levels at and around some frames: shape (frames, values)."""
    return bands[np.clip(frames[:, None] + AROUND, 0, len(bands) - 1)].reshape(len(frames), -1)


class Detectors:
    """A detector for every class of sounds before a vowel."""

    def __init__(self, of_class: Mapping[str, Detector]) -> None:
        self.of_class = of_class

    def find(self, bands: np.ndarray, near: Sequence[float], classes: Sequence[str]) -> np.ndarray:
        """The onset near each place in seconds; NaN for a class that no detector knows."""
        known = ((self.of_class.get(kind), place) for place, kind in zip(near, classes, strict=True))
        return np.array([detector.find(bands, place) if detector else np.nan for detector, place in known])

    def write(self, path: Path) -> None:
        """Store the weights, with five digits each."""
        rows = {
            kind: {name: _rounded(getattr(detector, name)) for name in Detector.__slots__}
            for kind, detector in self.of_class.items()
        }
        path.write_text(json.dumps(rows).replace('}, "', '},\n"') + "\n", encoding="ascii")


def _rounded(values: np.ndarray | float) -> list[float]:
    return [float(f"{value:.5g}") for value in np.ravel(values)]


@functools.cache
def read_detectors(path: Path = WEIGHTS) -> Detectors:
    """The detectors of a file."""
    rows = json.loads(path.read_text(encoding="ascii"))
    return Detectors(
        {
            kind: Detector(
                np.array(weights["vowel"]),
                weights["bias"][0],
                np.array(weights["place"]),
                weights["mean"][0],
                weights["deviation"][0],
            )
            for kind, weights in rows.items()
        }
    )


def levels(audio: np.ndarray, rate: int) -> np.ndarray:
    """The level in mel bands in decibels below the loudest: shape (frames of HOP, MEL_BANDS)."""
    from scipy.signal import resample_poly

    common = int(np.gcd(rate, RATE))
    resampled = np.asarray(resample_poly(audio, RATE // common, rate // common))
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(resampled, WINDOW // 2), WINDOW)[:: round(RATE * HOP)]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), FFT)) ** 2
    hertz = np.fft.rfftfreq(FFT, 1 / RATE)
    low, high = np.log10(1 + np.array(MEL_HERTZ) / 700).tolist()
    edges = 700 * (10 ** np.linspace(low, high, MEL_BANDS + 2) - 1)
    rising = (hertz[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - hertz[:, None]) / np.diff(edges)[1:]
    level = 10 * np.log10(
        power @ np.clip(np.minimum(rising, falling), 0, None) + 1e-5 * WINDOW * np.mean(resampled**2) + 1e-12
    )
    return level - np.quantile(level.max(1), 0.9)


def mean_spectrum(levels_of_lines: Sequence[np.ndarray]) -> np.ndarray:
    """A speaker's mean level in each band while speaking."""
    together = np.concatenate(levels_of_lines)
    return together[together.max(1) > LOUD_DB].mean(0)


def normalised(levels_of_lines: Sequence[np.ndarray], mean: np.ndarray | None = None) -> list[np.ndarray]:
    """Levels of one speaker without silence and without the speaker's mean spectrum (by default, that of these lines)."""
    mean = mean_spectrum(levels_of_lines) if mean is None else mean
    return [np.maximum(level, FLOOR_DB) - mean for level in levels_of_lines]


def classes_of(phones: Sequence[str]) -> list[str]:
    """The class of every vowel of phones (ARPAbet, with or without stress; PAU: a pause)."""
    plain = [re.sub(r"\d", "", phone) for phone in phones]
    return [
        AFTER_VOWEL if before in VOWELS else CLASS_OF.get(before, FIRST)
        for before, phone in zip(["", *plain], plain, strict=False)
        if phone in VOWELS
    ]
