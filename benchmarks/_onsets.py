"""Learning to hear vowel onsets (resources/voices/onsets.py) from speech with known onsets, on which it is tested too.

What belongs here: labelled speech, and learning from it. What does not: hearing onsets, a voice, and where its vowels should be
(rap.py).

The labelled speech is Festival's: two speakers whose diphones were labelled by hand. A detector is tested on the speaker that it
was not learned from. It searches around a place that is up to SEARCHED_FROM off. The voice moves its vowels by detectors that were
learned from one speaker (`python -m benchmarks._onsets` writes their weights), so its vowels are measured by those of the other.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks._verses import training_lines
from resources.errors import TenthSymphonyError
from resources.voices.onsets import (
    HOP,
    LEARNED_FROM,
    VOWELS,
    WEIGHTS,
    Detector,
    Detectors,
    classes_of,
    frames_around,
    levels,
    normalised,
)

SEARCHED_FROM = 0.03  # seconds
TRAINING_FRAMES = 16  # frames that are compared
FAR, NEAR = 28, 2  # frames from an onset: examples of other places reach so far; so near counts as the onset
RIDGE_VOWELS, RIDGE_PLACES = 3.0, 300.0
FESTIVAL_PHONES = {"ax": "AH", "axr": "ER"}
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


def _discriminant(of: np.ndarray, others: np.ndarray, ridge: float, share: float) -> tuple[np.ndarray, float]:
    """Fisher's linear discriminant, with the weight of the first covariance and a ridge: weights and bias."""
    spread = share * np.cov(of.T) + (1 - share) * np.cov(others.T) + ridge * np.eye(of.shape[1])
    weights = np.linalg.solve(spread, of.mean(0) - others.mean(0))
    return weights, -float(weights @ (of.mean(0) + others.mean(0))) / 2


def learned(speech: Sequence[Labelled]) -> Detectors:
    """A detector for every class, learned from labelled speech."""
    examples: dict[str, list[tuple[np.ndarray, float]]] = {}
    for line in speech:
        for onset, kind in zip(line.onsets / HOP, line.classes, strict=True):
            examples.setdefault(kind, []).append((line.bands, float(onset)))
    return Detectors({kind: _train(known) for kind, known in examples.items()})


def _train(known: Sequence[tuple[np.ndarray, float]]) -> Detector:
    """A detector from examples, each the bands of speech and an onset in frames."""
    vowels, others, places, elsewhere = [], [], [], []
    for bands, onset in known:
        reach = TRAINING_FRAMES
        vowels.append(bands[int(np.ceil(onset)) : int(onset + reach)])
        others.append(bands[max(0, int(np.ceil(onset - reach))) : int(np.ceil(onset))])
        frames = np.arange(max(0, round(onset) - FAR), min(len(bands), round(onset) + FAR + 1))
        around, at = frames_around(bands, frames), np.abs(frames - onset) <= NEAR
        places.append(around[at])
        elsewhere.append(around[~at])
    vowel, bias = _discriminant(np.concatenate(vowels), np.concatenate(others), RIDGE_VOWELS, 0.5)
    place, _ = _discriminant(np.concatenate(places), np.concatenate(elsewhere), RIDGE_PLACES, 0.3)
    similarity = np.concatenate([*places, *elsewhere]) @ place
    return Detector(vowel, bias, place, float(similarity.mean()), float(similarity.std()))


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


if __name__ == "__main__":
    learned(labelled_speech(LEARNED_FROM, training_lines())).write(WEIGHTS)
