"""Onsets are detected where generated sounds change, and Festival's label files are read."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks._onsets import Labelled, labels_of, learned
from resources.voices.onsets import CLASSES, RATE, classes_of, levels, normalised, read_detectors

RNG = np.random.default_rng(0)
VOICED, HISS = "after m, n or ng", "after f, s, th or sh"


def spoken(onset: float, kind: str) -> np.ndarray:
    """A consonant-like sound, and from the onset on a vowel-like one."""
    time = np.arange(RATE) / RATE
    hum = 0.05 * np.sin(2 * np.pi * 200 * time)
    vowel = sum(np.sin(2 * np.pi * hertz * time) / (1 + hertz / 500) for hertz in range(120, 3000, 120))
    before = hum if kind == VOICED else RNG.normal(0, 0.05, RATE)
    return np.where(time < onset, before, 0.2 * vowel) + RNG.normal(0, 1e-4, RATE)


def labelled(onsets: list[float], kind: str) -> list[Labelled]:
    bands = normalised([levels(spoken(onset, kind), RATE) for onset in onsets])
    return [Labelled(of, np.array([onset]), [kind]) for of, onset in zip(bands, onsets, strict=True)]


@pytest.mark.parametrize("kind", [VOICED, HISS])
@pytest.mark.parametrize("off", [-0.03, 0.0, 0.03])
def test_an_onset_is_detected_in_speech_that_was_not_learned_from(kind: str, off: float) -> None:
    detectors = learned([*labelled([0.4, 0.47, 0.52, 0.61], VOICED), *labelled([0.41, 0.5, 0.55, 0.6], HISS)])
    for speech in labelled([0.44, 0.573], kind):
        found = detectors.find(speech.bands, (speech.onsets + off).tolist(), speech.classes)
        assert found == pytest.approx(speech.onsets, abs=0.006)


def test_a_class_without_examples_has_no_onsets() -> None:
    detectors = learned(labelled([0.4, 0.5], VOICED))
    assert np.isnan(detectors.find(labelled([0.5], HISS)[0].bands, [0.5], [HISS])).all()


def test_stored_detectors_are_those_that_were_learned(tmp_path: Path) -> None:
    detectors = learned(labelled([0.4, 0.47, 0.52, 0.61], HISS))
    detectors.write(tmp_path / "onsets.json")
    stored = read_detectors(tmp_path / "onsets.json")
    (speech,) = labelled([0.5], HISS)
    assert stored.find(speech.bands, [0.52], [HISS]) == pytest.approx(detectors.find(speech.bands, [0.52], [HISS]))


def test_the_voice_has_a_detector_for_every_sound_before_a_vowel() -> None:
    assert set(read_detectors().of_class) == set(CLASSES)


def test_levels_do_not_depend_on_loudness_or_sample_rate() -> None:
    sound = spoken(0.5, HISS)
    assert levels(3 * sound, RATE) == pytest.approx(levels(sound, RATE), abs=0.01)
    assert len(levels(sound, 2 * RATE)) == pytest.approx(len(levels(sound, RATE)) / 2, abs=1)


def test_a_label_file_gives_phones_and_vowel_onsets() -> None:
    phones, onsets = labels_of("#\n0.2200 100 pau\n0.4004 100 ay\n0.4772 100 w\n0.6491 100 ax\n0.7 100 pau\n")
    assert phones == ["PAU", "AY", "W", "AH", "PAU"]
    assert onsets.tolist() == [0.22, 0.4772]


def test_the_class_of_a_vowel_is_that_of_the_sound_before_it() -> None:
    assert classes_of(["AY1", "AH0", "W", "AA1", "P", "IY0", "DH", "ER0"]) == [
        "first in its line", "after a vowel", "after w or y", "after p, t or k", "after v, z, th or zh (voiced)",
    ]  # fmt: skip
    assert classes_of(["PAU", "OW"]) == ["first in its line"]
