"""Vowel onsets in speech by three methods, and speech with known vowel onsets to test them.

What belongs here: finding onsets. What does not: a voice, and where its vowels should be (rap.py).

`swells` and `midways` search within REACH of a place that differs from the plan by up to SEARCHED_FROM; `Aligner` knows the
words. Each has its own errors: the level already rises with an l before the vowel, the spectrum changes most at the aspiration
after a p, and a recogniser takes a stretched vowel for a long l. So the median of the three is used. On labelled speech
(Festival's kal_diphone, whose diphones were cut by hand) no method finds all onsets within 15 ms; the share that it finds there
limits what it can show about a voice.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from resources.errors import TenthSymphonyError

REACH, SEARCHED_FROM, HOP = 0.07, 0.03, 0.0025  # seconds
BAND = (200, 1000)  # hertz; the level in this band rises with a vowel
WINDOW, MEL_BANDS, MEL_HERTZ = 256, 32, (100, 7000)  # samples at RATE, number of bands, range in hertz
EDGE = 0.02  # seconds before and after that are compared
RATE = 16_000  # of the recogniser
FRAME, SHIFTS = 160, (0, 40, 80, 120)  # samples: the recogniser's frame, and the offsets of the four passes
SILENCE = 4000  # samples before and after what is aligned
FIND_OUT = "apt-get install festival festvox-kallpc16k, then run it again: how far these measures can be trusted is measured too."
FESTIVAL_PHONES = {"ax": "AH", "axr": "ER"}
VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


class NoLabelledSpeechError(TenthSymphonyError):
    """Festival is not installed."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Speech (mono) with its phones (ARPAbet without stress) and the onset times of its vowels in seconds."""

    audio: np.ndarray
    rate: int
    phones: list[str]
    onsets: np.ndarray


def swells(audio: np.ndarray, rate: int, near: Sequence[float]) -> np.ndarray:
    """The time of the steepest rise of level within REACH of each place, in seconds."""
    from scipy.signal import butter, sosfiltfilt

    hop = round(rate * HOP)
    window = np.ones(round(rate * 0.01)) / round(rate * 0.01)
    filtered = sosfiltfilt(butter(2, BAND, "bandpass", fs=rate, output="sos"), audio)
    level = 20 * np.log10(np.sqrt(np.convolve(filtered**2, window, "same"))[::hop] + 1e-4)
    swell = np.zeros(len(level) + 1)
    swell[4 : len(level) - 4] = np.maximum(level[8:] - level[:-8], 0)
    found = []
    for place in near:
        first = max(0, round((place - REACH) / HOP))
        part = swell[first : max(first + 1, round((place + REACH) / HOP))]
        found.append((first + int(part.argmax())) * hop / rate)
    return np.array(found)


def midways(audio: np.ndarray, rate: int, near: Sequence[float]) -> np.ndarray:
    """The midpoint of the change of spectrum within REACH of each place, in seconds."""
    found, bands = [], _bands(_at_rate(audio, rate))
    edge = round(EDGE / HOP)
    for place in near:
        first = max(0, round((place - REACH) / HOP))
        part = bands[first : max(first + 2 * edge, round((place + REACH) / HOP) + 1)]
        before, after = part[:edge].mean(0), part[-edge:].mean(0)
        way = after - before
        share = (part - before) @ way / (way @ way + 1e-9)
        # The step function that fits best: below one half before it, above one half after it.
        found.append((first + int(np.cumsum(share - 0.5).argmin()) + 1) * HOP)
    return np.array(found)


def _at_rate(audio: np.ndarray, rate: int) -> np.ndarray:
    from scipy.signal import resample_poly

    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(audio, RATE // common, rate // common))


def _bands(audio: np.ndarray) -> np.ndarray:
    """The level in mel bands: shape (frames of HOP, MEL_BANDS)."""
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(audio, WINDOW // 2), WINDOW)[:: round(RATE * HOP)]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), 2 * WINDOW)) ** 2
    hertz = np.fft.rfftfreq(2 * WINDOW, 1 / RATE)
    low, high = np.log10(1 + np.array(MEL_HERTZ) / 700).tolist()
    edges = 700 * (10 ** np.linspace(low, high, MEL_BANDS + 2) - 1)
    rising = (hertz[:, None] - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - hertz[:, None]) / np.diff(edges)[1:]
    level = np.log(power @ np.clip(np.minimum(rising, falling), 0, None) + 1e-6 * WINDOW * np.mean(audio**2) + 1e-12)
    return level - level.mean(0)


class Aligner:
    """Forced alignment by a recogniser of general English (pocketsphinx, whose wheel contains its model). Its frames are 10 ms, so
    the audio is aligned four times with different offsets, and the mean counts.
    """

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=RATE, loglevel="FATAL")
        self._known: set[str] = set()

    def onsets(self, audio: np.ndarray, rate: int, words: Sequence[Sequence[str]]) -> np.ndarray | None:
        """The onset times of the vowels of words (phones without stress) in seconds; None if the alignment fails."""
        heard = _at_rate(audio, rate)
        heard = np.pad(heard / (np.abs(heard).max() + 1e-9) * 0.7, SILENCE)
        text, vowels = self._text(words), sum(phone in VOWELS for word in words for phone in word)
        found = []
        for shift in SHIFTS:
            phones = self._aligned((heard[shift:] * 32_767).astype(np.int16).tobytes(), text)
            starts = [start * FRAME + shift - SILENCE for name, start in phones if name in VOWELS]
            if len(starts) == vowels:
                found.append(starts)
        return np.mean(found, axis=0) / RATE if found else None

    def _hear(self, sound: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(sound, full_utt=True)
        self._decoder.end_utt()

    def _text(self, words: Sequence[Sequence[str]]) -> str:
        names = ["x" + "_".join(word).lower() for word in words]
        for name, word in zip(names, words, strict=True):
            if name not in self._known:
                self._decoder.add_word(name, " ".join(word), True)
                self._known.add(name)
        return " ".join(names)

    def _aligned(self, sound: bytes, text: str) -> list[tuple[str, int]]:
        """Phones and the frames at which they begin; empty if the alignment fails."""
        decoder = self._decoder
        decoder.set_align_text(text)
        try:
            self._hear(sound)
            decoder.set_alignment()  # of the recognised words
            self._hear(sound)
        except RuntimeError:
            return []
        return [(phone.name, phone.start) for word in decoder.get_alignment() or () for phone in word]


def labelled_speech(lines: Sequence[str]) -> list[Labelled]:
    """Lines spoken by Festival's American voice.

    Raises:
        NoLabelledSpeechError: it is not installed.
    """
    from scipy.io import wavfile

    with tempfile.TemporaryDirectory() as folder:
        script = [
            "(voice_kal_diphone)",
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
            raise NoLabelledSpeechError("There is no labelled speech.", remedy=FIND_OUT) from error
        labels = [Path(f"{folder}/{number}.lab").read_text(encoding="ascii") for number, _ in enumerate(lines)]
    return [_labelled(audio / 32_768, rate, of) for (rate, audio), of in zip(read, labels, strict=True)]


def _labelled(audio: np.ndarray, rate: int, labels: str) -> Labelled:
    """The phones of a label file. After its header, each row has the phone's end, a colour and its name."""
    rows = [line.split() for line in labels.partition("#")[2].splitlines() if line.strip()]
    ends = [float(end) for end, _, _ in rows]
    names = [FESTIVAL_PHONES.get(name, name.upper()) for _, _, name in rows]
    onsets = [begin for begin, name in zip([0.0, *ends], names, strict=False) if name in VOWELS]
    return Labelled(audio, rate, [name for name in names if name != "PAU"], np.array(onsets))


def found_in(
    aligner: Aligner, audio: np.ndarray, rate: int, near: Sequence[float], words: Sequence[Sequence[str]]
) -> dict[str, np.ndarray]:
    """Vowel onsets in seconds by each method and by their median; NaN where a method found none."""
    aligned = aligner.onsets(audio, rate, words)
    ways = {
        "swells": swells(audio, rate, near),
        "midways": midways(audio, rate, near),
        "aligned": np.full(len(near), np.nan) if aligned is None else aligned,
    }
    return ways | {"together": np.nanmedian(list(ways.values()), axis=0)}


def by_fours(phones: Sequence[str]) -> list[list[str]]:
    """Phones grouped into words of four, for when the real words do not matter."""
    return [list(phones[first : first + 4]) for first in range(0, len(phones), 4)]
