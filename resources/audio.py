"""Arithmetic on audio: loudness, peaks, limiting, fades.

What belongs here: float32 arrays of shape (channels, samples) in and out. What does not: files (media.py), hearing
what is in it (music/listening.py), playing (renderers).
"""

import functools
from collections.abc import Sequence

import numpy as np

SILENCE_LUFS = -70.0
RELATIVE_GATE = -10.0  # LU under the loudness of what passes the absolute gate
OVERSAMPLING = 4
LOWEST_RATE = 16_000  # Hz: the filters of loudness need room above their shelf at 1.7 kHz; at 3.2 kHz they gave NaN
BLOCK = 1 << 19  # samples: long clips are measured in blocks, since an hour at once takes 5 GB for its true peak alone
DUCK_DB, DUCK_ATTACK, DUCK_RELEASE = -11.0, 0.15, 0.5  # seconds: before a voice, after it
VOICE_BAND, VOICE_BAND_DB = (900.0, 4500.0), -4.0  # where consonants are, and how much more the music gives way there


def _k_weighting(rate: int) -> np.ndarray:
    """The two filters of ITU-R BS.1770-4 as second-order sections, for any rate (bilinear transform with pre-warping of
    the analogue prototypes behind the standard's table for 48 kHz).
    """
    sections = []
    shelf, gain, q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k, high = np.tan(np.pi * shelf / rate), 10 ** (gain / 20)
    band, a0 = high**0.4996667741545416, 1 + k / q + k * k
    sections.append([high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k,
                     a0, 2 * (k * k - 1), 1 - k / q + k * k])  # fmt: skip
    corner, q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * corner / rate)
    a0 = 1 + k / q + k * k
    sections.append([a0, -2 * a0, a0, a0, 2 * (k * k - 1), 1 - k / q + k * k])
    return np.array([[value / row[3] for value in row] for row in sections])


def loudness(audio: np.ndarray, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4) of one or two channels; -inf for silence.

    A clip shorter than one gating block (0.4 s) is measured as if it were repeated.
    """
    from scipy.signal import resample_poly, sosfilt

    if not audio.size or not np.abs(audio).max() > 0:
        return float("-inf")
    if rate < LOWEST_RATE:
        factor = -(-LOWEST_RATE // rate)
        audio, rate = resample_poly(audio, factor, 1, axis=1), rate * factor
    hop = rate // 10
    if audio.shape[1] < 4 * hop:
        audio = np.tile(audio, (1, -(-4 * hop // audio.shape[1])))
    filters = _k_weighting(rate)
    state = np.zeros((2, audio.shape[0], 2))
    power = []  # mean square of each 0.1 s, channels summed
    end, step = audio.shape[1] // hop * hop, BLOCK // hop * hop
    for first in range(0, end, step):
        block = audio[:, first : min(first + step, end)]
        weighted, state = sosfilt(filters, block.astype(np.float64), axis=1, zi=state)
        power.append(np.square(weighted).reshape(audio.shape[0], -1, hop).mean(2).sum(0))
    tenths = np.concatenate(power)
    blocks = np.convolve(tenths, np.full(4, 0.25), "valid")
    heard = blocks[_lufs(blocks) > SILENCE_LUFS]
    if not len(heard):
        return float("-inf")
    heard = heard[_lufs(heard) > _lufs(heard.mean()) + RELATIVE_GATE]
    return float(_lufs(heard.mean()))


def _lufs(power: np.ndarray) -> np.ndarray:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-30))


def _oversampled_peaks(audio: np.ndarray) -> np.ndarray:
    """For each sample, the largest magnitude of any channel up to the next one, by 4 × oversampling: (samples,)."""
    from scipy.signal import resample_poly

    edge = 64  # the interpolation filter reaches 10 samples to each side
    peaks = np.empty(audio.shape[1], np.float32)
    for first in range(0, audio.shape[1], BLOCK):
        before = min(edge, first)
        dense = np.abs(resample_poly(audio[:, first - before : first + BLOCK + edge], OVERSAMPLING, 1, axis=1))
        loudest = dense.max(0)
        # numpy takes 5 times as long for the largest along a short axis.
        loudest = functools.reduce(np.maximum, (loudest[i::OVERSAMPLING] for i in range(OVERSAMPLING)))[before:]
        peaks[first : first + BLOCK] = loudest[: min(BLOCK, audio.shape[1] - first)]
    return peaks


def true_peak(audio: np.ndarray) -> float:
    """True peak in dBTP (ITU-R BS.1770-4, 4 × oversampling); -inf for silence."""
    peak = float(_oversampled_peaks(audio).max()) if audio.size else 0.0
    return 20 * float(np.log10(peak)) if peak > 0 else float("-inf")


def limit(audio: np.ndarray, rate: int, ceiling_db: float, peaks: np.ndarray | None = None) -> np.ndarray:
    """Hold true peaks under a ceiling in dBTP with a look-ahead limiter of 5 ms; what stays below is not touched.

    Args:
        peaks: of each sample, where they are known already.
    """
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    ceiling = 10 ** (ceiling_db / 20)
    peaks = _oversampled_peaks(audio) if peaks is None else peaks
    if peaks.max(initial=0.0) <= ceiling:
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
    peaks, missing = _oversampled_peaks(audio), target_lufs - loudness(audio, rate)
    if not np.isfinite(missing):
        return limit(audio, rate, ceiling_db, peaks)
    result, gain_db = audio, 0.0
    for _ in range(8):
        gain_db += missing
        gain = np.float32(10 ** (gain_db / 20))
        scaled = audio * gain
        result = limit(scaled, rate, ceiling_db, peaks * gain)
        if result is scaled:
            break  # nothing was limited: its loudness is known
        missing = target_lufs - loudness(result, rate)
        if abs(missing) < 0.05:
            break
    return result


def without_rumble(audio: np.ndarray, rate: int) -> np.ndarray:
    """Nothing under 28 Hz, and no constant offset: they cannot be heard and cost headroom."""
    from scipy.signal import butter, sosfilt

    centred = audio - audio.mean(1, keepdims=True)
    return np.asarray(sosfilt(butter(2, 28, "highpass", fs=rate, output="sos"), centred, axis=1)).astype(np.float32)


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


def fitted(audio: np.ndarray, samples: int) -> np.ndarray:
    """Two channels of exactly `samples`: one channel is doubled, the end cut or padded with silence."""
    stereo = np.repeat(audio, 2, axis=0) if audio.shape[0] == 1 else audio
    stereo = stereo[:, :samples]
    return np.pad(stereo, ((0, 0), (0, samples - stereo.shape[1]))).astype(np.float32)


def levelled(audio: np.ndarray, rate: int, lufs: float, most_db: float = float("inf")) -> np.ndarray:
    """Scaled to a loudness, raised by no more than some decibels (a room's hiss stays one); silence, and a goal that is
    none (-inf), leave it as it is.
    """
    gain = min(lufs - loudness(audio, rate), most_db)
    return (audio * np.float32(10 ** (gain / 20))).astype(np.float32) if np.isfinite(gain) else audio


def ducked(
    music: np.ndarray,
    rate: int,
    voices: Sequence[tuple[float, float]],
    *,
    down_db: float = DUCK_DB,
    band_db: float = VOICE_BAND_DB,
) -> np.ndarray:
    """Music that goes down while somebody speaks, most of all where consonants are.

    Args:
        music: float32 of shape (channels, samples).
        voices: (start, end) in seconds.
        down_db: how much softer it is then.
        band_db: how much softer besides in the voice's band.
    """
    from scipy.signal import butter, sosfilt

    if not voices:
        return music
    presence = _presence(voices, music.shape[1], rate)
    band = sosfilt(butter(1, VOICE_BAND, "bandpass", fs=rate, output="sos"), music, axis=1)
    less = np.float32(1 - 10 ** (band_db / 20))
    down = 10 ** (down_db / 20 * presence)
    return ((music - less * presence * np.asarray(band, np.float32)) * down).astype(np.float32)


def _presence(voices: Sequence[tuple[float, float]], samples: int, rate: int) -> np.ndarray:
    """1 while somebody speaks, 0 else, with ramps before and after: float32 of shape (samples,)."""
    steps = np.arange(-(-100 * samples // rate) + 1) / 100  # seconds
    presence = np.zeros(len(steps), np.float32)
    for start, end in voices:
        edges = (start - DUCK_ATTACK, start, end, end + DUCK_RELEASE)
        near = slice(max(0, int(100 * edges[0])), max(0, int(100 * edges[-1]) + 2))
        presence[near] = np.maximum(presence[near], np.interp(steps[near], edges, (0.0, 1.0, 1.0, 0.0)))
    return np.interp(np.arange(samples) / rate, steps, presence).astype(np.float32)
