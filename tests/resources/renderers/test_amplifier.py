"""The guitar amplifier distorts chords as one signal, without aliasing."""

import numpy as np
import pytest

from resources.renderers.sketch.amplifier import CHORD, DRIVES, amplified

RATE = 48_000
TIME = np.arange(2 * RATE) / RATE


def tone(hertz: float, level: float = CHORD) -> np.ndarray:
    mono = (2**0.5 * level * np.sin(2 * np.pi * hertz * TIME)).astype(np.float32)
    return np.stack([mono, mono])


def levels(sound: np.ndarray) -> np.ndarray:
    """The level of each half hertz of the last second and a half, in decibels relative to the whole."""
    last = sound[0, RATE // 2 :]
    power = np.abs(np.fft.rfft(last * np.hanning(len(last)), n=2 * RATE)) ** 2
    return 10 * np.log10(power / power.sum() + 1e-20)


def near(hertz: float) -> slice:
    return slice(round(2 * hertz) - 2, round(2 * hertz) + 3)


@pytest.mark.parametrize("drive", DRIVES.values())
def test_a_power_chord_has_the_difference_of_its_notes(drive: float) -> None:
    chord = levels(amplified(tone(196) + tone(294), drive, RATE))
    apart = levels(amplified(tone(196), drive, RATE) + amplified(tone(294), drive, RATE))
    assert chord[near(98)].max() > -25
    assert apart[near(98)].max() < -50


@pytest.mark.parametrize("hertz", [440, 997, 1501])
def test_what_is_not_harmonic_is_too_soft_to_be_heard(hertz: int) -> None:
    sound = amplified(tone(hertz), DRIVES["distortion"], RATE)[0, RATE // 2 :]
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    at = np.fft.rfftfreq(len(sound), 1 / RATE) / hertz
    harmonic = np.abs(at - np.round(at)) * hertz < 5
    assert 10 * np.log10(power[~harmonic].sum() / power.sum()) < -50


def test_soft_notes_are_nearly_as_loud_as_loud_ones() -> None:
    loud, soft = (amplified(tone(220, level), DRIVES["distortion"], RATE) for level in (CHORD, CHORD / 4))
    ratio = np.sqrt((soft**2).mean() / (loud**2).mean())
    assert 0.7 < ratio < 1
    assert loud.dtype == np.float32
    assert loud.shape == (1, tone(220).shape[1]), "mono"


def test_silence_stays_silence() -> None:
    assert not amplified(np.zeros((2, 1000), np.float32), 7.0, RATE).any()
