"""Analysis of audio: beats, and whether someone seems to speak.

What belongs here: facts from float32 arrays of shape (channels, samples). What does not: changing audio (resources/audio.py),
files (resources/media), using the facts (assets/soundtracks).
"""

import numpy as np

from resources.scratch import blocks, let_go

FRAMES_PER_SECOND = 100
WINDOW_SECONDS = 0.043
LEAD = 0.3  # windows by which an onset shows before the window's centre reaches it; measured with clicks at many rates
BANDS = 24
USUAL_TEMPO, TEMPO_OCTAVES, SLOWEST, FASTEST = 110.0, 0.9, 40.0, 220.0
TIGHTNESS = 100.0  # weight of a constant period against that of onsets

VOICE_BAND = (300.0, 3400.0)  # hertz: the telephone band
SYLLABLES = (2.5, 8.0)  # hertz: the modulation rate of speech
SPEECH_WINDOW, SPEECH_HOP = 2.0, 1.0  # seconds
QUIET_DB = -50.0  # a window with a quieter voice band has no speech


def onset_strength(audio: np.ndarray, rate: int) -> np.ndarray:
    """Spectral flux: the increase in level from one 10 ms frame to the next, summed over 24 bands: shape (frames,)."""
    from scipy.fft import rfft

    hop = rate // FRAMES_PER_SECOND
    length = 2 * round(WINDOW_SECONDS * rate / 2)
    samples = audio.shape[1]
    edges = np.unique(np.geomspace(2, length // 2, BANDS + 1).astype(int))
    window = np.hanning(length).astype(np.float32)
    rises: list[np.ndarray] = []
    before: np.ndarray | None = None
    for first in range(0, samples + 1, 1024 * hop):
        begin, end = first - length // 2, min(first + 1023 * hop, samples // hop * hop) + length // 2
        part = np.ascontiguousarray(audio[:, max(0, begin) : end]).mean(0)
        part = np.pad(part, (max(0, -begin), max(0, end - samples)))
        let_go(audio)
        frames = np.lib.stride_tricks.sliding_window_view(part, length)[::hop]
        levels = np.log1p(100 * np.add.reduceat(np.abs(np.asarray(rfft(frames * window))), edges[:-1], axis=1))
        before = levels[:1] if before is None else before
        rises.append(np.maximum(np.diff(levels, axis=0, prepend=before), 0).sum(1))
        before = levels[-1:]
    return np.concatenate(rises)


def as_counted(tempo: float | None, wanted: float) -> float | None:
    """A tracked tempo, doubled or halved to be nearest to a wanted one, since it is the same beat counted differently."""
    return None if tempo is None else float(tempo * 2.0 ** np.round(np.log2(wanted / tempo)))


def hear_beats(audio: np.ndarray, rate: int) -> tuple[float | None, np.ndarray]:
    """Track beats. Returns the tempo in beats per minute and the beats in seconds; None and no beats if there are none.

    After Ellis, "Beat Tracking by Dynamic Programming" (Journal of New Music Research 36, 2007): the tempo is the lag at
    which the onsets' autocorrelation, weighted towards usual tempi, is largest; the beats are the path through the
    onsets that keeps that distance best.
    """
    onsets = onset_strength(audio, rate)
    slowest = round(60 / SLOWEST * FRAMES_PER_SECOND)
    if len(onsets) <= slowest or onsets.std() < 1e-6:
        return None, np.empty(0)
    onsets = np.convolve(onsets / onsets.std(), np.hanning(7) / np.hanning(7).sum(), "same")
    period = _period(onsets - onsets.mean(), slowest)
    beats = _best_path(onsets, period)
    between = np.diff(beats)
    tempo = 60 * FRAMES_PER_SECOND / between.mean() if len(between) else 60 * FRAMES_PER_SECOND / period
    return float(tempo), beats / FRAMES_PER_SECOND + LEAD * WINDOW_SECONDS


def _period(onsets: np.ndarray, slowest: int) -> int:
    """The beat period in frames."""
    size = 1 << int(np.ceil(np.log2(2 * len(onsets))))
    spectrum = np.fft.rfft(onsets, size)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: slowest + 1]
    lags = np.arange(round(60 / FASTEST * FRAMES_PER_SECOND), slowest + 1)
    octaves = np.log2(60 * FRAMES_PER_SECOND / lags / USUAL_TEMPO)
    weighted = correlation[lags] * np.exp(-0.5 * (octaves / TEMPO_OCTAVES) ** 2)
    return int(lags[np.argmax(weighted)])


def _best_path(onsets: np.ndarray, period: int) -> np.ndarray:
    steps = np.arange(-2 * period, -period // 2)
    penalty = -TIGHTNESS * np.log(-steps / period) ** 2
    # Nothing comes before the first frame. Beats are at least half a period apart, so that many frames are computed at once.
    score = np.concatenate([np.full(2 * period, -np.inf), onsets])
    windows, at_once = np.lib.stride_tricks.sliding_window_view(score, len(steps)), -int(steps[-1])
    before = np.full(len(onsets), -1)
    for first in range(0, len(onsets), at_once):
        frames = np.arange(first, min(first + at_once, len(onsets)))
        totals = windows[frames] + penalty
        best = totals.argmax(1)
        gained = totals[np.arange(len(frames)), best]
        follows = frames[gained > 0]
        score[2 * period + follows] += gained[gained > 0]
        before[follows] = follows + steps[best[gained > 0]]
    score = score[2 * period :]
    # The last beat is the best one of the last period; trace back from there.
    frame = len(onsets) - period + int(score[-period:].argmax())
    beats = []
    while frame >= 0:
        beats.append(frame)
        frame = before[frame]
    return np.array(beats[::-1])


def speech_share(audio: np.ndarray, rate: int) -> float:
    """The share of the time with speech, 0 to 1; see `speech_windows`."""
    return float(np.mean(speech_windows(audio, rate)))


def speech_windows(audio: np.ndarray, rate: int) -> list[bool]:
    """Whether there seems to be speech, for windows of SPEECH_WINDOW seconds every SPEECH_HOP seconds.

    After the 4 Hz modulation energy of Scheirer and Slaney, "Construction and evaluation of a robust multifeature
    speech/music discriminator" (ICASSP 1997): the level of speech in the voice's band rises and falls deeply, at the
    rate of syllables, and not at one steady rate as music does. An estimate: singing and rap count as speech.
    """
    level = _voice_level(audio, rate)
    length, hop = int(SPEECH_WINDOW * FRAMES_PER_SECOND), int(SPEECH_HOP * FRAMES_PER_SECOND)
    if len(level) < length:
        level = np.pad(level, (0, length - len(level)))
    windows = np.lib.stride_tricks.sliding_window_view(level, length)[::hop]
    return [_speaks(window) for window in windows]


def _voice_level(audio: np.ndarray, rate: int) -> np.ndarray:
    """The RMS level of the voice band every 10 ms."""
    from scipy.signal import butter, sosfilt

    hop = rate // FRAMES_PER_SECOND
    filters = np.asarray(butter(4, VOICE_BAND, "bandpass", fs=rate, output="sos"))
    levels, state = [np.empty(0)], np.zeros((len(filters), 2))
    for _, block in blocks(audio[:, : audio.shape[1] // hop * hop], 1024 * hop):
        band, state = sosfilt(filters, block.mean(0), zi=state)
        levels.append(np.sqrt(np.square(band).reshape(-1, hop).mean(1)))
    return np.concatenate(levels)


def modulation(level: np.ndarray) -> tuple[float, float, float]:
    """How a level changes: depth (standard deviation by mean), the share of the changes that come at the rate of
    syllables, and how evenly they are spread over that range (0: one steady rate, 1: all alike).
    """
    mean = level.mean()
    if not mean > 0:
        return 0.0, 0.0, 0.0
    spectrum = np.abs(np.fft.rfft((level / mean - 1) * np.hanning(len(level)))) ** 2
    rates = np.fft.rfftfreq(len(level), 1 / FRAMES_PER_SECOND)
    syllables = spectrum[(rates >= SYLLABLES[0]) & (rates <= SYLLABLES[1])]
    heard = spectrum[(rates >= 0.75) & (rates <= 25)].sum()
    if not heard > 0:
        return 0.0, 0.0, 0.0
    evenness = float(np.exp(np.log(syllables + 1e-12).mean()) / (syllables.mean() + 1e-12))
    return float(level.std() / mean), float(syllables.sum() / heard), evenness


def _speaks(level: np.ndarray) -> bool:
    if 20 * np.log10(level.max() + 1e-9) < QUIET_DB:
        return False
    depth, at_syllables, evenness = modulation(level)
    return depth > 0.5 and at_syllables > 0.4 and evenness > 0.25
