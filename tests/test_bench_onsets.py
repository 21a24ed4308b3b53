"""Onsets are found where sounds that are made here change, and labels are read as Festival writes them."""

import numpy as np
import pytest

from benchmarks._onsets import RATE, Aligner, Labelled, _labelled, by_fours, midways, swells


def vowel_after(low: float, seconds: float) -> np.ndarray:
    """A quiet tone, and from then on a vowel-like one."""
    time = np.arange(RATE) / RATE
    quiet = 0.01 * np.sin(2 * np.pi * low * time)
    loud = sum(np.sin(2 * np.pi * hertz * time) / (1 + hertz / 500) for hertz in range(120, 3000, 120))
    return np.where(time < seconds, quiet, 0.2 * loud).astype(np.float32)


@pytest.mark.parametrize("at", [0.42, 0.5, 0.573])
@pytest.mark.parametrize("off", [-0.03, 0.0, 0.03])
def test_a_sudden_vowel_is_found(at: float, off: float) -> None:
    audio = vowel_after(200, at)
    for way in (swells, midways):
        assert way(audio, RATE, [at + off])[0] == pytest.approx(at, abs=0.012)


def test_labels_give_phones_and_vowels_places() -> None:
    speech = _labelled(
        np.zeros(10), RATE, "#\n0.2200 100 pau\n0.4004 100 ay\n0.4772 100 w\n0.6491 100 ax\n0.7 100 pau\n"
    )
    assert isinstance(speech, Labelled)
    assert speech.phones == ["AY", "W", "AH"]
    assert speech.onsets.tolist() == [0.22, 0.4772]
    assert by_fours(list("abcdef")) == [["a", "b", "c", "d"], ["e", "f"]]


def test_what_is_no_speech_aligns_with_nothing_or_in_order() -> None:
    pytest.importorskip("pocketsphinx")
    found = Aligner().onsets(np.random.default_rng(0).normal(0, 0.1, RATE), RATE, [["K", "AE", "T"], ["S", "IH", "T"]])
    assert found is None or (len(found) == 2 and found[0] < found[1])
