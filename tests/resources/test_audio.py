"""Audio processing, compared with an independent implementation and the standard's reference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources import audio as room
from resources.audio import (
    fade,
    fitted,
    levelled,
    limit,
    loudness,
    outline,
    silence_share,
    to_loudness,
    true_peak,
)
from resources.ducking import ducked

RATE = 48_000


def noise(seconds: float, seed: int = 0, rate: int = RATE) -> np.ndarray:
    rng = np.random.default_rng(seed)
    swell = 0.01 + np.abs(np.sin(np.arange(round(seconds * rate)) / rate * 0.7))
    return (rng.standard_normal((2, round(seconds * rate))) * 0.1 * swell).astype(np.float32)


@pytest.mark.parametrize("rate", [48_000, 44_100, 32_000])
@pytest.mark.parametrize("seconds", [0.4, 3.0, 25.0])
def test_loudness_agrees_with_pyloudnorm(rate: int, seconds: float) -> None:
    import pyloudnorm

    sound = noise(seconds, rate=rate)
    theirs = pyloudnorm.Meter(rate, filter_class="DeMan").integrated_loudness(sound.T.astype(np.float64))
    assert loudness(sound, rate) == pytest.approx(theirs, abs=0.01)


@pytest.mark.parametrize("rate", [48_000, 44_100, 22_050])
def test_weighting_in_one_pass_agrees_with_sample_by_sample(rate: int) -> None:
    from scipy.signal import sosfilt

    hop, sound = rate // 10, noise(1.0, rate=rate) + np.float32(0.1)
    weighted = room._Weighting(rate, hop, 2)
    parts = [weighted(np.ascontiguousarray(sound[:, part])) for part in (slice(0, 3 * hop), slice(3 * hop, None))]
    wanted = sosfilt(room._k_weighting(rate), sound.astype(np.float64), axis=1)
    assert np.abs(np.concatenate(parts, axis=1) - wanted).max() < 2e-6


@pytest.mark.parametrize("rate", [2_000, 3_200, 8_000, 11_025, 192_000])
def test_loudness_is_right_at_any_rate(rate: int) -> None:
    """A tone that every rate holds is as loud at each."""

    def tone(rate: int) -> np.ndarray:
        return (0.1 * np.sin(2 * np.pi * 400 * np.arange(3 * rate) / rate)).astype(np.float32)[None]

    assert loudness(tone(rate), rate) == pytest.approx(loudness(tone(RATE), RATE), abs=0.1)


def test_the_standard_s_reference_tone_has_its_loudness() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(3 * RATE) / RATE).astype(np.float32)
    assert loudness(tone[None], RATE) == pytest.approx(-3.01, abs=0.01)


def test_long_clips_are_measured_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(5.0)
    whole = loudness(sound, RATE), true_peak(sound)
    monkeypatch.setattr(room, "BLOCK", 30_011)
    assert (loudness(sound, RATE), true_peak(sound)) == pytest.approx(whole, abs=1e-4)


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.floats(10, 25), st.floats(-6, -0.5), st.floats(0.5, 1.5))
def test_targets_of_loudness_and_peaks_are_met(seed: int, below: float, ceiling: float, seconds: float) -> None:
    target = ceiling - below  # nearer to the ceiling than 10 dB, noise would have to be a square wave
    made = to_loudness(noise(seconds, seed), RATE, target, ceiling)
    assert loudness(made, RATE) == pytest.approx(target, abs=0.2)
    assert true_peak(made) <= ceiling + 0.05


def test_the_limiter_s_loss_of_loudness_is_compensated() -> None:
    spiky = noise(3.0) * np.float32(0.3)
    spiky[:, ::2400] = 0.9  # 14 dB over the rest: the loudness asked for is only met after limiting
    start = loudness(spiky, RATE)
    made = to_loudness(spiky, RATE, start, -12)
    assert loudness(made, RATE) == pytest.approx(start, abs=0.1)
    assert true_peak(made) <= -11.9


@settings(max_examples=60)
@given(
    st.sampled_from(["noise", "clicks", "square", "alternating", "tone"]),
    st.integers(1, 3000),
    st.floats(0.3, 1.0),
    st.integers(0, 99),
)
def test_no_inter_sample_peak_is_passed_over(kind: str, samples: int, floor: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = np.arange(samples)
    sound = {
        "noise": rng.standard_normal(samples) / 3,
        "clicks": np.where(rng.random(samples) < 0.02, rng.standard_normal(samples), 0),
        "square": np.sign(np.sin(at * rng.uniform(0.05, 3))),
        "alternating": np.where(rng.random(samples) < 0.9, (-1.0) ** at, 1.0),
        "tone": np.sin(at * rng.uniform(0.1, np.pi) + rng.uniform(0, 7)),
    }[kind].astype(np.float32)[None]
    from scipy.signal import resample_poly

    true = np.abs(resample_poly(sound, 4, 1, axis=1)).reshape(1, samples, 4).max((0, 2))
    found = room._peaks(sound, 0, samples, floor)
    np.testing.assert_allclose(found[true >= floor], true[true >= floor], rtol=1e-5)
    assert (found[true < floor] < floor).all()


@pytest.mark.parametrize("raise_db", [-6.0, 0.0, 3.0])
def test_a_long_sound_is_limited_as_a_whole_only_once(monkeypatch: pytest.MonkeyPatch, raise_db: float) -> None:
    spiky = noise(24.0)
    spiky[:, ::2400] += np.float32(0.5)
    wanted, passes, hold = loudness(spiky, RATE) + raise_db, list[int](), room._hold
    monkeypatch.setattr(room, "_hold", lambda *args: passes.append(args[0].shape[1]) or hold(*args))
    monkeypatch.setattr(room, "LONG_SECONDS", 2)
    monkeypatch.setattr(room, "SAMPLE_BLOCKS", 15)
    monkeypatch.setattr(room, "BLOCK", 1 << 14)
    assert loudness(to_loudness(spiky, RATE, wanted, -5), RATE) == pytest.approx(wanted, abs=room.EXACT_LONG_LU)
    assert passes.count(spiky.shape[1]) == 1
    assert max(sorted(passes)[:-1]) < spiky.shape[1] / 3


def test_what_a_sample_of_a_long_sound_misses_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(9.0) * np.float32(0.1)
    sound[:, 4 * RATE : 4 * RATE + 40_000] *= 9  # between two blocks that are looked at
    monkeypatch.setattr(room, "LONG_SECONDS", 2)
    monkeypatch.setattr(room, "SAMPLE_BLOCKS", 4)
    monkeypatch.setattr(room, "BLOCK", 1 << 14)
    made = to_loudness(sound, RATE, -16, -3)
    assert loudness(made, RATE) == pytest.approx(-16, abs=room.EXACT_LONG_LU)
    assert true_peak(made) <= -2.9


def test_an_outline_has_the_peak_of_each_part() -> None:
    sound = np.array([[0, 0.5, 0, 0], [0, 0, -0.75, 0.25]], np.float32)
    assert outline(sound, 2) == (0.5, 0.75)
    assert len(outline(sound, 7)) == 7, "more parts than samples"


def test_a_limiter_keeps_the_true_peak() -> None:
    spiky = np.zeros((2, RATE), np.float32)
    spiky[:, 1000::4000] = 1.0
    assert true_peak(limit(spiky, RATE, -3)) <= -2.9


def test_a_fade_begins_and_ends_in_silence() -> None:
    faded = fade(np.ones((2, 100), np.float32), 100, 0.1, 10)
    assert faded[0, 0] == 0
    assert faded[0, -1] == 0


def test_silence_is_measured_and_stays_silent() -> None:
    silence = np.zeros((2, RATE), np.float32)
    assert loudness(silence, RATE) == float("-inf")
    assert true_peak(silence) == float("-inf")
    assert not to_loudness(silence, RATE, -14, -1).any()
    assert silence_share(silence, RATE) == 1
    assert not levelled(silence, RATE, -14).any()
    assert loudness(noise(0.1), RATE) < 0, "shorter than a gating block"


def test_a_sound_is_fitted_to_two_channels_and_a_length() -> None:
    mono = np.ones((1, 10), np.float32)
    assert fitted(mono, 6).shape == (2, 6)
    assert fitted(mono, 14)[:, 10:].sum() == 0


def test_music_ducks_under_a_voice_and_comes_back() -> None:
    music = np.tile(np.sin(2 * np.pi * 300 * np.arange(6 * RATE) / RATE) * 0.3, (2, 1)).astype(np.float32)
    heard = ducked(music, RATE, [(2.0, 3.0), (3.1, 3.4)])
    level = 20 * np.log10(np.sqrt((heard.reshape(2, -1, RATE // 10) ** 2).mean((0, 2))) / 0.3 * 2**0.5)
    assert level[17] == pytest.approx(0, abs=0.2), "not before it speaks"
    assert level[20] < -9, "down when the first syllable comes"
    assert level[28] < -10
    assert level[30] < -8, "not up again in a breath"
    assert level[45] == pytest.approx(0, abs=0.3)
    assert ducked(music, RATE, []) is music
    bright = np.tile(np.sin(2 * np.pi * 2500 * np.arange(RATE) / RATE) * 0.3, (2, 1)).astype(np.float32)
    consonants = ducked(bright, RATE, [(0.2, 0.9)])
    assert np.abs(consonants[:, RATE // 2]).max() < np.abs(music).max() * 10 ** (-12 / 20), "most where consonants are"


@pytest.mark.parametrize(("hertz", "decibels"), [(100, 0.0), (2000, -4.0), (14_000, 0.0)])
def test_only_the_band_of_the_voice_is_ducked(hertz: int, decibels: float) -> None:
    tone = np.tile(np.sin(2 * np.pi * hertz * np.arange(2 * RATE) / RATE) * 0.3, (2, 1)).astype(np.float32)
    heard = ducked(tone, RATE, [(0.0, 2.0)], down_db=0.0)
    before, after = (np.sqrt((sound[:, RATE // 2 : -RATE // 4] ** 2).mean()) for sound in (tone, heard))
    assert 20 * np.log10(after / before) == pytest.approx(decibels, abs=0.6)


def test_the_gain_of_quiet_sound_is_limited() -> None:
    hiss = noise(4.0) * np.float32(0.01)
    before = loudness(hiss, RATE)
    assert loudness(levelled(hiss, RATE, -14, 6.0), RATE) == pytest.approx(before + 6, abs=0.3)
