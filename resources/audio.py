"""Arithmetic on audio: loudness, peaks, limiting, fades.

What belongs here: float32 arrays of shape (channels, samples) in and out. What does not: files (media.py), music
(renderers).
"""

import numpy as np

SILENCE_LUFS = -70.0
OVERSAMPLING = 4
SHORTEST_FOR_LOUDNESS = 0.4  # seconds: the gating block of ITU-R BS.1770


def loudness(audio: np.ndarray, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4); -inf for silence.

    A clip shorter than one gating block is measured as if it were repeated.
    """
    import pyloudnorm

    if not audio.size or not np.abs(audio).max() > 0:
        return float("-inf")
    block = int(rate * SHORTEST_FOR_LOUDNESS) + 1
    if audio.shape[1] < block:
        audio = np.tile(audio, (1, -(-block // audio.shape[1])))
    return float(pyloudnorm.Meter(rate).integrated_loudness(audio.T.astype(np.float64)))


def _oversampled_peaks(audio: np.ndarray) -> np.ndarray:
    """For each sample, the largest magnitude of any channel up to the next one, by 4 × oversampling: (samples,)."""
    from scipy.signal import resample_poly

    dense = resample_poly(audio, OVERSAMPLING, 1, axis=1)
    return np.abs(dense).max(0).reshape(-1, OVERSAMPLING).max(1)


def true_peak(audio: np.ndarray) -> float:
    """True peak in dBTP (ITU-R BS.1770-4, 4 × oversampling); -inf for silence."""
    peak = float(_oversampled_peaks(audio).max()) if audio.size else 0.0
    return 20 * float(np.log10(peak)) if peak > 0 else float("-inf")


def limit(audio: np.ndarray, rate: int, ceiling_db: float) -> np.ndarray:
    """Hold true peaks under a ceiling in dBTP with a look-ahead limiter of 5 ms; what stays below is not touched."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    ceiling = 10 ** (ceiling_db / 20)
    peaks = _oversampled_peaks(audio)
    if peaks.max() <= ceiling:
        return audio
    reach = max(3, int(rate * 0.005))
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    # The minimum over twice the smoothing's reach keeps the smoothed gain below what each peak needs.
    gain = uniform_filter1d(minimum_filter1d(wanted, 2 * reach + 1), reach)
    return (audio * gain).astype(np.float32)


def to_loudness(audio: np.ndarray, rate: int, target_lufs: float, ceiling_db: float) -> np.ndarray:
    """Scale to a loudness and hold peaks under a ceiling; the limiter's own loss of level is made up for.

    Silence stays silence.
    """
    result = audio
    gain_db = 0.0
    for _ in range(4):
        found = loudness(result, rate)
        if found <= SILENCE_LUFS or abs(found - target_lufs) < 0.1:
            break
        gain_db += target_lufs - found
        result = limit((audio * 10 ** (gain_db / 20)).astype(np.float32), rate, ceiling_db)
    return limit(result, rate, ceiling_db)


def fade(audio: np.ndarray, rate: int, fade_in: float, fade_out: float) -> np.ndarray:
    """Raise and lower the level at the ends over the given seconds, each at most half of the clip."""
    samples = audio.shape[1]
    result = audio.copy()
    for seconds, at_end in ((fade_in, False), (fade_out, True)):
        n = min(int(seconds * rate), samples // 2)
        if n:
            ramp = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, n))).astype(audio.dtype)
            if at_end:
                result[:, samples - n :] *= ramp[::-1]
            else:
                result[:, :n] *= ramp
    return result


def silence_share(audio: np.ndarray, rate: int) -> float:
    """The share of 50 ms frames whose level is under -60 dBFS, 0 to 1."""
    frame = max(1, rate // 20)
    level = audio[:, : audio.shape[1] // frame * frame].reshape(audio.shape[0], -1, frame)
    if not level.size:
        return float(not np.abs(audio).max(initial=0) > 1e-3)
    return float((np.sqrt((level.astype(np.float64) ** 2).mean((0, 2))) < 1e-3).mean())
