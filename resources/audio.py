"""Arithmetic on audio: loudness, peaks, limiting, fades.

What belongs here: functions of float32 arrays of shape (channels, samples). What does not: files (resources/media), analysis
(music/listening.py), music under speech (ducking.py), playing (renderers).
"""

import functools
import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from resources.scratch import blocks, let_go, space

SILENCE_LUFS = -70.0
RELATIVE_GATE = -10.0  # LU below the loudness of the blocks above the absolute gate
OVERSAMPLING = 4
REACH = 10  # samples to each side that the interpolation filter reaches
# By how much an inter-sample peak can exceed the samples beside it: shares of the largest second difference and magnitude within
# that reach. The filter minus linear interpolation, summed twice, has a 1-norm of 0.416; its end terms are below 0.0096.
BEND_SHARE, REST_SHARE = 0.42, 0.01
MOST_AT_ONCE = 32  # samples that are filtered in one matrix product
PIECE = 64  # samples that are oversampled as a unit
LOWEST_RATE = 16_000  # Hz: the filters of loudness need room above their shelf at 1.7 kHz; at 3.2 kHz they gave NaN
BLOCK = 1 << 18  # samples: long clips are measured in blocks, since the true peak of an hour at once takes 5 GB
# What is raised because it was limited is limited once more, so the gain is found by trying. Each pass over two hours takes twelve
# seconds: a long sound's gain is found on blocks spread over it, 44 s in all, which gives 0.05 LU less or more.
LONG_SECONDS, SAMPLE_BLOCKS = 240, 8
EXACT_LU, EXACT_LONG_LU = 0.05, 0.1  # of the loudness that is reached


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
    if not audio.size:
        return float("-inf")
    gated = _gating_blocks(audio, rate)
    heard = gated[_lufs(gated) > SILENCE_LUFS]
    if not len(heard):
        return float("-inf")
    heard = heard[_lufs(heard) > _lufs(heard.mean()) + RELATIVE_GATE]
    return float(_lufs(heard.mean()))


def loud_passages(audio: np.ndarray, rate: int, percent: float) -> float:
    """A percentile of the momentary loudness in LUFS, which rests and an end that dies away do not lower; -inf for silence."""
    momentary = _lufs(_gating_blocks(audio, rate)) if audio.size else np.array([-np.inf])
    found = float(np.percentile(momentary, percent))
    return found if found > SILENCE_LUFS else float("-inf")


def _gating_blocks(audio: np.ndarray, rate: int) -> np.ndarray:
    """The K-weighted power of each 0.4 s, ten times a second."""
    from scipy.signal import resample_poly

    if rate < LOWEST_RATE:
        factor = -(-LOWEST_RATE // rate)
        audio, rate = resample_poly(audio, factor, 1, axis=1), rate * factor
    hop = rate // 10
    if audio.shape[1] < 4 * hop:
        audio = np.tile(audio, (1, -(-4 * hop // audio.shape[1])))
    weighted = _Weighting(rate, hop, audio.shape[0])
    power = []  # mean square of each 0.1 s, summed over channels
    for _, block in blocks(audio[:, : audio.shape[1] // hop * hop], BLOCK // hop * hop):
        power.append(np.square(weighted(block)).reshape(audio.shape[0], -1, hop).mean(2).sum(0))
    return np.convolve(np.concatenate(power), np.full(4, 0.25), "valid")


class _Weighting:
    """K-weighting in blocks of `hop` samples by matrix products, twice as fast as sample by sample."""

    def __init__(self, rate: int, hop: int, channels: int) -> None:
        from scipy.signal import sosfilt

        size = next(n for n in range(MOST_AT_ONCE, 0, -1) if hop % n == 0)
        sections, at = _k_weighting(rate), np.arange(size)
        response = np.asarray(sosfilt(sections, at == 0))
        self._within = np.array([np.concatenate([np.zeros(n), response[: size - n]]) for n in range(size)], np.float32)
        # The filter state continues as the sum of two decaying oscillations, one per section.
        swings = np.array([np.roots(section[3:])[0] for section in sections])
        above = np.polyval(np.convolve(*sections[:, :3])[::-1], 1 / swings)
        all_swings = np.concatenate([swings, swings.conj()])
        below = [np.prod([1 - other / swing for other in all_swings if other != swing]) for swing in swings]
        self._decay = swings**size
        self._into = np.asarray(swings ** (size - at)[:, None], np.complex64).view(np.float32)
        self._out_of = np.asarray((2 * above / below * swings ** at[:, None]).conj(), np.complex64).view(np.float32).T
        self._state = np.zeros((2, channels, 1), complex)

    def __call__(self, sound: np.ndarray) -> np.ndarray:
        """The next part of the sound, float32 of the same shape (channels, samples)."""
        from scipy.signal import lfilter

        pieces = sound.astype(np.float32, copy=False).reshape(len(sound), -1, len(self._within))
        swung = (pieces @ self._into).view(np.complex64)
        for n, decay in enumerate(self._decay):
            swung[..., n], self._state[n] = lfilter([0, 1], [1, -decay], swung[..., n], axis=1, zi=self._state[n])
        weighted = pieces @ self._within
        weighted += swung.view(np.float32) @ self._out_of
        return weighted.reshape(sound.shape)


def _lufs(power: np.ndarray) -> np.ndarray:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-30))


def _peaks(audio: np.ndarray, first: int, last: int, floor: float = 0.0) -> np.ndarray:
    """For each sample from `first` to before `last`, the largest magnitude of any channel up to the next sample, with 4
    × oversampling; if that is certain to stay below `floor`, the magnitude of the sample alone: shape (samples,).
    """
    from scipy.ndimage import maximum_filter1d

    around = max(0, first - PIECE)
    part = np.ascontiguousarray(audio[:, around : last + PIECE])
    peaks = np.abs(part).max(0)
    near = _may_reach(floor, part, peaks)
    # With the neighbours that the interpolation filter reaches.
    needed = np.flatnonzero(np.repeat(maximum_filter1d(near, 3), PIECE)[: len(peaks)])
    wanted = np.repeat(near, PIECE)[needed]
    peaks[needed[wanted]] = _dense(part[:, needed])[wanted]
    return peaks[first - around : last - around]


def _may_reach(floor: float, part: np.ndarray, peaks: np.ndarray) -> np.ndarray:
    """Whether the inter-sample peaks of each piece may reach `floor`: 4 % of the pieces of a mastered piece of music do."""
    from scipy.ndimage import maximum_filter1d

    rest = -len(peaks) % PIECE
    loudest = np.pad(peaks, (0, rest)).reshape(-1, PIECE).max(1)
    bends = np.pad(np.abs(np.diff(part, 2)).max(0, initial=0.0), (1, 1 + rest))[: loudest.size * PIECE]
    beside = np.maximum(loudest, np.append(peaks[PIECE::PIECE], 0)[: loudest.size])
    above = maximum_filter1d(BEND_SHARE * bends.reshape(-1, PIECE).max(1) + REST_SHARE * loudest, 3)
    near = beside + above >= floor
    near[[0, -1]] = True  # the sound may begin and end abruptly
    return near


def _dense(part: np.ndarray) -> np.ndarray:
    from scipy.signal import resample_poly

    dense = np.abs(resample_poly(part, OVERSAMPLING, 1, axis=1)).max(0)
    # NumPy takes 5 times as long for a maximum along a short axis.
    return functools.reduce(np.maximum, (dense[i::OVERSAMPLING] for i in range(OVERSAMPLING)))


def outline(audio: np.ndarray, parts: int = 720) -> tuple[float, ...]:
    """The largest magnitude in each of `parts` equal parts of a sound."""
    edges = np.linspace(0, audio.shape[1], parts + 1).astype(int)
    reach = []
    for first, last in itertools.pairwise(edges):
        reach.append(float(np.abs(audio[:, first : max(last, first + 1)]).max()))
        let_go(audio)
    return tuple(reach)


def true_peak(audio: np.ndarray) -> float:
    """True peak in dBTP (ITU-R BS.1770-4, 4 × oversampling); -inf for silence."""
    peak = max((float(np.abs(block).max()) for _, block in blocks(audio, BLOCK)), default=0.0)
    for first in range(0, audio.shape[1], BLOCK):
        peak = max(peak, float(_peaks(audio, first, min(first + BLOCK, audio.shape[1]), peak).max()))
        let_go(audio)
    return 20 * float(np.log10(peak)) if peak > 0 else float("-inf")


def limit(audio: np.ndarray, rate: int, ceiling_db: float) -> np.ndarray:
    """Keep true peaks below a ceiling in dBTP with a 5 ms look-ahead limiter; quieter passages are not changed."""
    result = space(*audio.shape)
    _hold(audio, rate, ceiling_db, np.float32(1), result)
    return result


def to_loudness(audio: np.ndarray, rate: int, target_lufs: float, ceiling_db: float) -> np.ndarray:
    """Scale to a loudness and keep peaks below a ceiling, compensating for the limiter's loss of level.

    Silence stays silence.
    """
    return raised(audio, rate, target_lufs, ceiling_db)[0]


def raised(
    audio: np.ndarray, rate: int, target_lufs: float, ceiling_db: float, found: float | None = None
) -> tuple[np.ndarray, float]:
    """`to_loudness`, with the resulting loudness.

    Args:
        found: the loudness before, if known.
    """
    found = loudness(audio, rate) if found is None else found
    if not np.isfinite(found):
        return limit(audio, rate, ceiling_db), found
    gain_db, exact, result = target_lufs - found, EXACT_LU, space(*audio.shape)
    if audio.shape[1] > LONG_SECONDS * rate:
        exact, sample = EXACT_LONG_LU, _spread_blocks(audio)
        if np.isfinite(before := loudness(sample, rate)):
            gain_db, _ = _search_gain(
                sample, rate, before + gain_db, ceiling_db, gain_db, EXACT_LU, np.empty_like(sample)
            )
    gain_db, missing = _search_gain(audio, rate, target_lufs, ceiling_db, gain_db, exact, result)
    return result, found + gain_db if missing is None else target_lufs - missing


def _spread_blocks(audio: np.ndarray) -> np.ndarray:
    """SAMPLE_BLOCKS blocks of a sound at most, evenly spread, in memory."""
    apart = -(-audio.shape[1] // BLOCK // SAMPLE_BLOCKS) * BLOCK
    firsts = range(apart // 2, audio.shape[1], apart)
    sample = np.empty((len(audio), sum(min(BLOCK, audio.shape[1] - first) for first in firsts)), np.float32)
    return written(sample, ((number * BLOCK, audio[:, first : first + BLOCK]) for number, first in enumerate(firsts)))


def _search_gain(
    audio: np.ndarray,
    rate: int,
    target_lufs: float,
    ceiling_db: float,
    gain_db: float,
    exact: float,
    result: np.ndarray,
) -> tuple[float, float | None]:
    """Write a sound into `result`, limited, with the gain that gives it a loudness, starting with `gain_db`.

    Returns:
        The gain, and by how much the loudness is missed; None if nothing was limited.
    """
    missing = 0.0
    for _ in range(8):
        gain_db += missing
        if not _hold(audio, rate, ceiling_db, np.float32(10 ** (gain_db / 20)), result):
            return gain_db, None
        missing = target_lufs - loudness(result, rate)
        if abs(missing) < exact:
            break
    return gain_db, missing


def _hold(audio: np.ndarray, rate: int, ceiling_db: float, gain: np.float32, result: np.ndarray) -> bool:
    """Write a sound with a gain and a peak limit into `result`. Returns whether anything was limited."""
    from scipy.ndimage import uniform_filter1d

    ceiling, reach, samples = 10 ** (ceiling_db / 20), max(3, int(rate * 0.005)), audio.shape[1]
    limited = False
    for first in range(0, samples, BLOCK):
        last = min(first + BLOCK, samples)
        begin, end = max(0, first - 2 * reach), min(samples, last + 2 * reach)
        block = audio[:, first:last] * gain
        peaks = _peaks(audio, begin, end, float(ceiling / gain)) * gain
        if peaks.max(initial=0.0) > ceiling:
            limited = True
            wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
            # The minimum over twice the smoothing's reach keeps the smoothed gain below what each peak needs.
            held = uniform_filter1d(_least(wanted, reach), reach)
            for (
                channel
            ) in block:  # in a long sound the channels are interleaved, and NumPy is slow along an axis of length two
                channel *= held[first - begin : last - begin]
        result[:, first:last] = block
        let_go(audio, result)
    return limited


def _least(values: np.ndarray, reach: int) -> np.ndarray:
    """A sliding minimum over `reach` values to each side; scipy's filter takes three times as long."""
    least, size, window = np.pad(values, reach, constant_values=np.inf), 1, 2 * reach + 1
    while 2 * size <= window:
        least, size = np.minimum(least[:-size], least[size:]), 2 * size
    return np.minimum(least[: len(values)], least[window - size :])


def written(result: np.ndarray, parts: Iterable[tuple[int, np.ndarray]]) -> np.ndarray:
    """An array into which parts were written, each from its first sample on."""
    for first, part in parts:
        result[:, first : first + part.shape[1]] = part
        let_go(result)
    return result


def without_rumble(audio: np.ndarray, rate: int) -> np.ndarray:
    """Remove everything below 28 Hz and any DC offset, which are inaudible and cost headroom."""
    from scipy.signal import butter, sosfilt

    samples = audio.shape[1]
    offset = np.zeros((audio.shape[0], 1), np.float32)
    for _, part in blocks(audio, 8 * BLOCK):
        offset += part.mean(1, keepdims=True) * np.float32(part.shape[1] / samples)
    filters, state = butter(2, 28, "highpass", fs=rate, output="sos"), np.zeros((1, audio.shape[0], 2))

    def filtered() -> Iterator[tuple[int, np.ndarray]]:
        nonlocal state
        for first, block in blocks(audio, BLOCK):
            high, state = sosfilt(filters, block - offset, axis=1, zi=state)
            yield first, high.astype(np.float32)

    return written(space(*audio.shape), filtered())


def fade(audio: np.ndarray, rate: int, fade_in: float, fade_out: float) -> np.ndarray:
    """A copy whose level rises and falls at the ends over the given seconds, each at most half of the clip."""
    result = written(space(*audio.shape), blocks(audio, BLOCK))
    fade_ends(result, rate, fade_in, fade_out)
    return result


def fade_ends(audio: np.ndarray, rate: int, fade_in: float, fade_out: float) -> None:
    """`fade`, in place."""
    samples = audio.shape[1]
    for seconds, at_end in ((fade_in, False), (fade_out, True)):
        n = min(int(seconds * rate), samples // 2)
        if n:
            ramp = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, n))).astype(audio.dtype)
            if at_end:
                audio[:, samples - n :] *= ramp[::-1]
            else:
                audio[:, :n] *= ramp


def silence_share(audio: np.ndarray, rate: int) -> float:
    """The share of 50 ms frames with a level below -60 dBFS, 0 to 1."""
    frame = max(1, rate // 20)
    frames = audio.shape[1] // frame
    if not frames:
        return float(not np.abs(audio).max(initial=0) > 1e-3)
    silent = 0
    for _, block in blocks(audio[:, : frames * frame], BLOCK // frame * frame):
        level = block.reshape(audio.shape[0], -1, frame).astype(np.float64)
        silent += int((np.sqrt((level**2).mean((0, 2))) < 1e-3).sum())
    return silent / frames


def clipped_share(audio: np.ndarray) -> float:
    """The share of the samples at full scale, 0 to 1."""
    return sum(int((np.abs(block) >= 1.0).sum()) for _, block in blocks(audio, BLOCK)) / max(1, audio.size)


def fitted(audio: np.ndarray, samples: int) -> np.ndarray:
    """Convert to two channels of exactly `samples`: mono is doubled, the end is cut or padded with silence."""
    stereo = np.repeat(audio, 2, axis=0) if audio.shape[0] == 1 else audio
    stereo = stereo[:, :samples]
    return np.pad(stereo, ((0, 0), (0, samples - stereo.shape[1]))).astype(np.float32)


def levelled(audio: np.ndarray, rate: int, lufs: float, most_db: float = float("inf")) -> np.ndarray:
    """Scale to a loudness, with a limited gain, so that the hiss of a room stays quiet. Silence, and a target of -inf,
    leave the sound unchanged.
    """
    return (audio * gain_between(loudness(audio, rate), lufs, most_db)).astype(np.float32)


def gain_between(found: float, wanted: float, most_db: float) -> np.float32:
    """The factor from one loudness to another, raised by `most_db` at most; 1 if either is -inf."""
    gain = min(wanted - found, most_db)
    return np.float32(10 ** (gain / 20)) if np.isfinite(gain) else np.float32(1)
