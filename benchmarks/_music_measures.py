"""Audio measures of a piece of music, for comparing composed pieces with human ones.

What belongs here: measures of finished audio. What does not: which pieces are compared (music.py).
"""

import itertools

import numpy as np

from resources.audio import loudness

FRAME, HOP = 4096, 1024
BANDS = 24
LONGEST = 120  # seconds of a piece that are measured
# Lags in seconds for self-similarity.
SHORTEST_LAG, LONGEST_LAG = 1.5, 30.0
# Seconds at the end that are left out of self-similarity. In decibels, an ending that dies away is up to 19 times as far from the
# mean as the rest: an epic piece had 0.30 with its ending and 0.44 without it. Most human pieces are loops and do not end.
ENDING = 3.0
CHORD_SECONDS = 1.0


def measures(audio: np.ndarray, rate: int) -> dict[str, float]:
    """The measures of a piece, float32 of shape (2, samples). Levels are in decibels relative to the whole piece.

    slope: spectral slope from 100 Hz to 8 kHz in decibels per octave. crest: crest factor (peak over RMS level). low, high:
    level below 120 Hz and above 8 kHz. side: level of the side relative to the mid channel. onsets: per second. repetition:
    self-similarity of the mel spectrum at the best lag, without the ending (correlation). bar_repetition: the same for the onset envelope, at
    lags of about a bar. chords: perplexity of the triads. range: loudness range (LU). first: level of the first 0.1 s.
    """
    audio = audio[:, : LONGEST * rate].astype(np.float32)
    mid, side = audio.mean(0), (audio[0] - audio[1]) / 2
    spectrum = _spectrum(mid)
    hertz = np.fft.rfftfreq(FRAME, 1 / rate)
    power = spectrum.mean(0)
    total = power.sum() + 1e-20
    flux = _flux(spectrum, hertz)
    per_second = rate / HOP
    return {
        "slope": _slope(power, hertz),
        "crest": _db(np.abs(audio).max() ** 2 / np.mean(audio**2)),
        "low": _db(power[hertz < 120].sum() / total),
        "high": _db(power[hertz > 8000].sum() / total),
        "side": _db(np.mean(side**2) / np.mean(mid**2)),
        "onsets": len(_onsets(flux, per_second)) / (len(flux) / per_second),
        "repetition": _repetition(
            _mel(spectrum, hertz)[: -round(ENDING * per_second)], per_second, SHORTEST_LAG, LONGEST_LAG
        ),
        "bar_repetition": _repetition(flux[:, None], per_second, 1.2, 5.0),
        "chords": _chords(spectrum, hertz, per_second),
        "range": loudness_range(audio, rate),
        "first": _db(np.mean(audio[:, : rate // 10] ** 2) / np.mean(audio**2)),
    }


def _db(ratio: float | np.floating) -> float:
    return float(10 * np.log10(max(float(ratio), 1e-12)))


def _spectrum(mono: np.ndarray) -> np.ndarray:
    """The power spectrogram (frames, frequencies)."""
    padded = np.pad(mono, (0, max(0, FRAME - len(mono))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    window = np.hanning(FRAME).astype(np.float32)
    return np.concatenate([
        np.abs(np.fft.rfft(frames[first : first + 512] * window, axis=1)).astype(np.float32) ** 2
        for first in range(0, len(frames), 512)
    ])  # fmt: skip


def _slope(power: np.ndarray, hertz: np.ndarray) -> float:
    edges = 100 * 2 ** (np.arange(0, 20) / 3)
    level = [_db(power[(hertz >= low) & (hertz < low * 2 ** (1 / 3))].sum()) for low in edges if low < 8000]
    return float(np.polyfit(np.arange(len(level)) / 3, level, 1)[0])


def _mel(spectrum: np.ndarray, hertz: np.ndarray) -> np.ndarray:
    """Levels in mel bands in decibels (frames, bands)."""
    edges = 700 * (10 ** (np.linspace(0.03, 1.16, BANDS + 1)) - 1)
    bands = np.stack(
        [spectrum[:, (hertz >= low) & (hertz < high)].sum(1) for low, high in itertools.pairwise(edges)], 1
    )
    level = 10 * np.log10(bands + 1e-6)
    return np.maximum(level, level.max() - 70)


def _flux(spectrum: np.ndarray, hertz: np.ndarray) -> np.ndarray:
    level = _mel(spectrum, hertz)
    return np.maximum(0, np.diff(level, axis=0, prepend=level[:1])).mean(1)


def onset_times(mono: np.ndarray, rate: int) -> np.ndarray:
    """The onset times of one channel in seconds."""
    flux = _flux(_spectrum(mono.astype(np.float32)), np.fft.rfftfreq(FRAME, 1 / rate))
    return _onsets(flux, rate / HOP) * HOP / rate


def _onsets(flux: np.ndarray, per_second: float) -> np.ndarray:
    """The indices of frames with an onset."""
    around = max(1, round(0.08 * per_second))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(flux, around, mode="edge"), 2 * around + 1)
    near = np.lib.stride_tricks.sliding_window_view(np.pad(flux, 8 * around, mode="edge"), 16 * around + 1)
    return np.flatnonzero((flux == windows.max(1)) & (flux > near.mean(1) + 0.7))


def _repetition(features: np.ndarray, per_second: float, shortest: float, longest: float) -> float:
    z = (features - features.mean(0)) / (features.std(0) + 1e-6)
    best = 0.0
    for lag in range(round(shortest * per_second), min(round(longest * per_second), len(z) // 2)):
        best = max(best, float((z[lag:] * z[:-lag]).mean()))
    return best


def _chords(spectrum: np.ndarray, hertz: np.ndarray, per_second: float) -> float:
    """The perplexity of the best matching triad of each second."""
    heard = (hertz > 80) & (hertz < 2000)
    classes = np.round(12 * np.log2(hertz[heard] / 440)).astype(int) % 12
    chroma = np.stack([np.sqrt(spectrum[:, heard][:, classes == c]).sum(1) for c in range(12)], 1)
    length = max(1, round(CHORD_SECONDS * per_second))
    chroma = chroma[: len(chroma) // length * length].reshape(-1, length, 12).mean(1)
    triads = [np.roll([1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0], root) for root in range(12)]
    triads += [np.roll([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], root) for root in range(12)]
    best = np.argmax((chroma - chroma.mean(1, keepdims=True)) @ np.array(triads).T, axis=1)
    share = np.bincount(best, minlength=24) / max(1, len(best))
    return float(np.exp(-sum(p * np.log(p) for p in share if p > 0)))


def loudness_range(audio: np.ndarray, rate: int) -> float:
    """The loudness range (EBU Tech 3342): 10th to 95th percentile of the gated loudness of 3 s windows."""
    hop = rate
    levels = np.array([loudness(audio[:, at : at + 3 * rate], rate) for at in range(0, audio.shape[1] - 3 * rate, hop)])
    levels = levels[levels > -70]
    if len(levels) < 3:
        return 0.0
    gate = 10 * np.log10(np.mean(10 ** (levels / 10))) - 20
    low, high = np.percentile(levels[levels > gate], [10, 95])
    return float(high - low)
