"""Vowel onsets in speech, detected in the sound; and speech with known onsets, from which the method is learned and on which it is
tested.

What belongs here: detecting onsets. What does not: a voice, and where its vowels should be (rap.py).

Where a vowel begins depends on the sound before it: after p it is where the voice sets in, after z where the hiss ends, after m
where the mouth opens, after w halfway between two places of the tongue. So each class of sounds has its own detector. It weighs two
measures of the spectrum, both linear and learned from labelled speech: how much more vowel-like the 30 ms after a place are than
the 30 ms before it, and how much the 80 ms around a place resemble those around known onsets.

The labelled speech is Festival's: two speakers whose diphones were labelled by hand. A detector is tested on the speaker that it
was not learned from. It searches within REACH of a place that is up to SEARCHED_FROM off.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resources.errors import TenthSymphonyError

RATE, HOP = 16_000, 0.0025  # hertz; seconds per frame
WINDOW, FFT, MEL_BANDS, MEL_HERTZ = 256, 512, 24, (80, 7600)
FLOOR_DB, LOUD_DB = -55.0, -30.0  # below the loudest: what counts as silence, and as speech
REACH, SEARCHED_FROM = 0.07, 0.03  # seconds
COMPARED_FRAMES, TRAINING_FRAMES = 12, 16  # frames that are compared
AROUND = np.arange(-16, 17, 4)  # frames that are compared with those around known onsets
FAR, NEAR = 28, 2  # frames from an onset: examples of other places reach so far; so near counts as the onset
RIDGE_VOWELS, RIDGE_PLACES = 3.0, 300.0
MOST_ODDS = 4.0  # log odds of one frame, so that no single frame decides
CLASSES = {
    "after p, t or k": "P T K", "after b, d or g": "B D G", "after v, z, th or zh (voiced)": "V Z DH ZH",
    "after f, s, th or sh": "F S TH SH", "after ch or j": "CH JH", "after h": "HH", "after m, n or ng": "M N NG",
    "after l or r": "L R", "after w or y": "W Y", "after a vowel": "", "first in its line": "",
}  # fmt: skip
AFTER_VOWEL, FIRST = [*CLASSES][-2:]
CLASS_OF = {phone: name for name, phones in CLASSES.items() for phone in phones.split()}
FESTIVAL_PHONES = {"ax": "AH", "axr": "ER"}
VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])
SPEAKERS = ("kal", "ked")
INSTALL = "apt-get install festival festvox-kallpc16k festvox-kdlpc16k, then run it again: the method is learned from its speech."


class NoLabelledSpeechError(TenthSymphonyError):
    """Festival is not installed."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Speech as levels in bands, with the onset times of its vowels in seconds and their classes."""

    bands: np.ndarray
    onsets: np.ndarray
    classes: list[str]


@dataclass(frozen=True, slots=True)
class _Detector:
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
        similarity = (_around(bands, frames) @ self.place - self.mean) / self.deviation
        best = int((_smoothed(change, 3) + _smoothed(similarity, 7)).argmax())
        return float(frames[best] - 0.25) * HOP  # the first measure's onset is half a frame before its first frame


def _smoothed(values: np.ndarray, length: int) -> np.ndarray:
    return np.convolve(np.pad(values, length // 2, "edge"), np.ones(length) / length, "valid")


def _around(bands: np.ndarray, frames: np.ndarray) -> np.ndarray:
    return bands[np.clip(frames[:, None] + AROUND, 0, len(bands) - 1)].reshape(len(frames), -1)


def _discriminant(of: np.ndarray, others: np.ndarray, ridge: float, share: float) -> tuple[np.ndarray, float]:
    """Fisher's linear discriminant, with the weight of the first covariance and a ridge: weights and bias."""
    spread = share * np.cov(of.T) + (1 - share) * np.cov(others.T) + ridge * np.eye(of.shape[1])
    weights = np.linalg.solve(spread, of.mean(0) - others.mean(0))
    return weights, -float(weights @ (of.mean(0) + others.mean(0))) / 2


class Detectors:
    """A detector for every class, learned from labelled speech."""

    def __init__(self, speech: Sequence[Labelled]) -> None:
        examples: dict[str, list[tuple[np.ndarray, float]]] = {}
        for line in speech:
            for onset, kind in zip(line.onsets / HOP, line.classes, strict=True):
                examples.setdefault(kind, []).append((line.bands, float(onset)))
        self._of_class = {kind: _train(known) for kind, known in examples.items()}

    def find(self, bands: np.ndarray, near: Sequence[float], classes: Sequence[str]) -> np.ndarray:
        """The onset near each place in seconds; NaN for a class without examples."""
        known = ((self._of_class.get(kind), place) for place, kind in zip(near, classes, strict=True))
        return np.array([detector.find(bands, place) if detector else np.nan for detector, place in known])


def _train(known: Sequence[tuple[np.ndarray, float]]) -> _Detector:
    """A detector from examples, each the bands of speech and an onset in frames."""
    vowels, others, places, elsewhere = [], [], [], []
    for bands, onset in known:
        reach = TRAINING_FRAMES
        vowels.append(bands[int(np.ceil(onset)) : int(onset + reach)])
        others.append(bands[max(0, int(np.ceil(onset - reach))) : int(np.ceil(onset))])
        frames = np.arange(max(0, round(onset) - FAR), min(len(bands), round(onset) + FAR + 1))
        around, at = _around(bands, frames), np.abs(frames - onset) <= NEAR
        places.append(around[at])
        elsewhere.append(around[~at])
    vowel, bias = _discriminant(np.concatenate(vowels), np.concatenate(others), RIDGE_VOWELS, 0.5)
    place, _ = _discriminant(np.concatenate(places), np.concatenate(elsewhere), RIDGE_PLACES, 0.3)
    similarity = np.concatenate([*places, *elsewhere]) @ place
    return _Detector(vowel, bias, place, float(similarity.mean()), float(similarity.std()))


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


def normalised(levels_of_lines: Sequence[np.ndarray]) -> list[np.ndarray]:
    """All levels of one speaker without silence and without the speaker's mean spectrum."""
    together = np.concatenate(levels_of_lines)
    mean = together[together.max(1) > LOUD_DB].mean(0)
    return [np.maximum(level, FLOOR_DB) - mean for level in levels_of_lines]


def classes_of(phones: Sequence[str]) -> list[str]:
    """The class of every vowel of phones (ARPAbet, with or without stress; PAU: a pause)."""
    plain = [re.sub(r"\d", "", phone) for phone in phones]
    return [
        AFTER_VOWEL if before in VOWELS else CLASS_OF.get(before, FIRST)
        for before, phone in zip(["", *plain], plain, strict=False)
        if phone in VOWELS
    ]


def labelled_speech(speaker: str, lines: Sequence[str]) -> list[Labelled]:
    """Lines spoken by one of Festival's SPEAKERS.

    Raises:
        NoLabelledSpeechError: Festival or the speaker is not installed.
    """
    from scipy.io import wavfile

    with tempfile.TemporaryDirectory() as folder:
        script = [
            f"(voice_{speaker}_diphone)",
            "(define (say name text) (let ((utt (utt.synth (eval (list 'Utterance 'Text text)))))"
            f' (utt.save.wave utt (string-append "{folder}/" name ".wav") \'riff)'
            f' (utt.save.segs utt (string-append "{folder}/" name ".lab"))))',
            *(f'(say "{number}" "{re.sub("[^A-Za-z ]", "", line)}")' for number, line in enumerate(lines)),
        ]
        (Path(folder) / "say.scm").write_text("\n".join(script), encoding="utf-8")
        try:
            subprocess.run(["festival", "-b", f"{folder}/say.scm"], check=True, capture_output=True)
            read = [wavfile.read(f"{folder}/{number}.wav") for number, _ in enumerate(lines)]
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoLabelledSpeechError("There is no labelled speech.", remedy=INSTALL) from error
        labels = [labels_of(Path(f"{folder}/{number}.lab").read_text("ascii")) for number, _ in enumerate(lines)]
    bands = normalised([levels(audio / 32_768, rate) for rate, audio in read])
    return [
        Labelled(of_line, onsets, classes_of(phones)) for of_line, (phones, onsets) in zip(bands, labels, strict=True)
    ]


def labels_of(text: str) -> tuple[list[str], np.ndarray]:
    """The phones of a label file, and the onsets of its vowels. After its header, each row has the phone's end, a colour and
    its name.
    """
    rows = [line.split() for line in text.partition("#")[2].splitlines() if line.strip()]
    ends = [float(end) for end, _, _ in rows]
    names = [FESTIVAL_PHONES.get(name, name.upper()) for _, _, name in rows]
    return names, np.array([begin for begin, name in zip([0.0, *ends], names, strict=False) if name in VOWELS])
