"""The voice of a song: every line at its planned time, its ad-libs softer and to the side, the hook doubled and echoed, and
processed like a vocal in a mix.

What belongs here: turning a plan into a stereo track. What does not: the voice itself (resources/voices), the beat and the mix
(mixdown.py).
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from assets.songs.plan import LINGERING, PlannedLine, PlannedSection, SongPlan
from resources.audio import levelled
from resources.voices.base import Utterance, Voice

RATE = 48_000
VOICE_LUFS = -18.0  # of the lead voice alone, before the mix
RHYME_DB, STRESS_DB = 2.0, 0.8  # how much louder rhymes and stresses are
DOUBLE_DB, DOUBLE_SECONDS, DOUBLE_PAN = -9.0, 0.018, 0.7
ADLIB_DB, ADLIB_PAN, ADLIB_GAP = -8.0, 0.55, 0.55  # the last: seconds between two lines that leave room for an ad-lib
ADLIB_SECONDS = 0.32  # minimum length
# Of the user's own ad-libs. At -8 dB one was softer than the beat; at -5 dB all are 2 dB louder than it and softer than the lead.
ASIDE_DB = -5.0
ROOM_SECONDS, ROOM_DB = 0.35, -17.0
HUM_HZ = 90.0  # high-pass: a voice has nothing below
SIBILANT_BAND, SIBILANT_SHARE, SIBILANT_DB = (5200.0, 9500.0), 0.35, -7.0
THRESHOLD_DB, RATIO, ATTACK, RELEASE = -22.0, 3.0, 0.004, 0.09


def sing(plan: SongPlan, voice: Voice, on_progress: Callable[[str], Any] = lambda _: None) -> tuple[np.ndarray, float]:
    """The voice's track.

    Returns:
        Audio, float32 of shape (2, samples) at RATE, as long as the song; and the tightest squeeze of all lines (see
        `Spoken`).
    """
    lead, doubles = (
        np.zeros((2, round(plan.seconds * RATE)), np.float32),
        np.zeros((2, round(plan.seconds * RATE)), np.float32),
    )
    said: dict[tuple[Any, ...], tuple[np.ndarray, float]] = {}
    tightest = 1.0

    def take(sounds: tuple[str, ...], onsets: tuple[float, ...], end: float, number: int) -> tuple[np.ndarray, float]:
        nonlocal tightest
        from_zero = tuple(round(onset - onsets[0], 4) for onset in onsets)
        key = (sounds, from_zero, round(end - onsets[0], 4), number)  # a repeated hook is only synthesised once
        if key not in said:
            spoken = voice.say(Utterance(sounds, from_zero, end - onsets[0], number))
            tightest = min(tightest, spoken.squeeze)
            said[key] = (resampled(spoken.audio, voice.rate), spoken.starts)
        audio, starts = said[key]
        return audio, starts + onsets[0]

    lines = [(section, line) for section in plan.sections for line in section.lines]
    for number, (section, line) in enumerate(lines):
        for run in _runs(line, voice):
            if run.aside:
                audio, starts = take(run.sounds, run.onsets, run.end, 3)
                put(doubles, audio * _db(ASIDE_DB), starts, pan=ADLIB_PAN)
                continue
            audio, starts = take(run.sounds, run.onsets, run.end, 0)
            put(lead, audio * _emphasis(line, starts, audio.shape[-1]), starts)
            if section.kind == "hook":
                for side, other in ((-DOUBLE_PAN, 1), (DOUBLE_PAN, 2)):
                    audio, starts = take(run.sounds, run.onsets, run.end, other)
                    late = starts + DOUBLE_SECONDS * (1 if side > 0 else 0.4)
                    put(doubles, audio * _db(DOUBLE_DB), late, pan=side)
        follows = lines[number + 1][1].onsets[0] if number + 1 < len(lines) else plan.seconds
        for answer in _adlib(section, line, follows, plan, voice):
            audio, starts = take(*answer, 3)
            put(doubles, audio * _db(ADLIB_DB), starts, pan=ADLIB_PAN)
        on_progress(line.text)
    track = treated(levelled(lead, RATE, VOICE_LUFS), RATE)
    gain = _gain_between(lead, track)
    return with_room(track + doubles * gain, RATE), tightest


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a line that one voice says in one breath: all of them, if the line has no ad-lib."""

    aside: bool
    sounds: tuple[str, ...]
    onsets: tuple[float, ...]
    end: float


def _runs(line: PlannedLine, voice: Voice) -> Iterator[_Run]:
    onsets = iter(line.onsets)
    parted = [
        (aside, [(sounds, [next(onsets) for phone in sounds.split() if phone[-1].isdigit()]) for _, sounds in words])
        for aside, words in itertools.groupby(enumerate(line.sounds), key=lambda word: word[0] in line.asides)
    ]
    for number, (aside, words) in enumerate(parted):
        sounds, own = tuple(said for said, _ in words), tuple(onset for _, each in words for onset in each)
        end = line.end
        if number + 1 < len(parted):
            end = min(parted[number + 1][1][0][1][0], own[-1] + LINGERING * voice.spans(sounds)[-1].natural)
        yield _Run(aside, sounds, own, end)


def _adlib(
    section: PlannedSection, line: PlannedLine, follows: float, plan: SongPlan, voice: Voice
) -> Iterator[tuple[tuple[str, ...], tuple[float, ...], float]]:
    """An ad-lib: the last word of a hook's line again, on the next beat, if the line has none and there is room for it."""
    beat = 60 / plan.tempo
    start = (np.floor(line.onsets[-1] / beat) + 1) * beat
    last = line.sounds[-1]
    vowels = sum(phone[-1].isdigit() for phone in last.split())
    if section.kind == "hook" and not line.asides and vowels == 1 and follows - line.end > ADLIB_GAP:
        end = start + max(ADLIB_SECONDS, voice.spans((last,))[0].natural)
        if end + 0.03 < follows:
            yield (last,), (float(start),), float(end)


def _emphasis(line: PlannedLine, starts: float, samples: int) -> np.ndarray:
    """The gain over a line: rhyme and stresses slightly louder, with ramps as long as a consonant."""
    times = np.arange(0, samples, RATE // 200)
    decibels = np.zeros(len(times))
    edges = [*line.onsets[1:], line.end]
    for number, (onset, end) in enumerate(zip(line.onsets, edges, strict=True)):
        louder = RHYME_DB if number >= line.rhyme else STRESS_DB if line.stresses[number] == 2 else 0.0
        if louder:
            at = times / RATE + starts
            decibels = np.maximum(decibels, louder * np.clip(np.minimum(at - onset + 0.05, end - at) / 0.03, 0, 1))
    return np.interp(np.arange(samples), times, 10 ** (decibels / 20)).astype(np.float32)


def resampled(audio: np.ndarray, rate: int) -> np.ndarray:
    """Resample to RATE."""
    from scipy.signal import resample_poly

    common = int(np.gcd(rate, RATE))
    return np.asarray(resample_poly(audio, RATE // common, rate // common), np.float32)


def put(track: np.ndarray, audio: np.ndarray, starts: float, pan: float = 0.0) -> None:
    """Add mono audio to a stereo track at a time in seconds, with equal-power panning. `pan`: -1 (left) to 1 (right)."""
    first = round(starts * RATE)
    skipped = max(0, -first)
    part = audio[skipped : skipped + max(0, track.shape[1] - max(first, 0))]
    angle = (pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(np.sqrt(2))
    track[:, max(first, 0) : max(first, 0) + len(part)] += sides * part


def _db(decibels: float) -> np.float32:
    return np.float32(10 ** (decibels / 20))


def _gain_between(before: np.ndarray, after: np.ndarray) -> np.float32:
    """The gain of a processing step, as a ratio of RMS levels."""
    level = float(np.sqrt(np.mean(np.square(before)))) or 1.0
    return np.float32(float(np.sqrt(np.mean(np.square(after)))) / level)


def treated(audio: np.ndarray, rate: int) -> np.ndarray:
    """Process a vocal: high-pass filter, de-esser, compressor, and a slight boost of the consonants' range."""
    from scipy.signal import butter, sosfilt

    clean = np.asarray(sosfilt(butter(2, HUM_HZ, "highpass", fs=rate, output="sos"), audio, axis=1), np.float32)
    band = np.asarray(sosfilt(butter(2, SIBILANT_BAND, "bandpass", fs=rate, output="sos"), clean, axis=1), np.float32)
    share = _envelope(band.mean(0), rate, 0.002, 0.03) / np.maximum(_envelope(clean.mean(0), rate, 0.002, 0.03), 1e-5)
    softer = np.where(share > SIBILANT_SHARE, 1 - 10 ** (SIBILANT_DB / 20), 0.0)
    clean = clean - band * _smoothed(softer, rate, 0.003).astype(np.float32)
    level = 20 * np.log10(np.maximum(_envelope(clean.mean(0), rate, ATTACK, RELEASE), 1e-6))
    over = np.maximum(level - THRESHOLD_DB, 0.0)
    even = clean * (10 ** (-over * (1 - 1 / RATIO) / 20)).astype(np.float32)
    presence = np.asarray(
        sosfilt(butter(1, (2500.0, 5000.0), "bandpass", fs=rate, output="sos"), even, axis=1), np.float32
    )
    return levelled(even + 0.3 * presence, rate, VOICE_LUFS)


def _envelope(audio: np.ndarray, rate: int, attack: float, release: float) -> np.ndarray:
    """The level over time, smoothed in steps of 1 ms with an attack and a release time, at the audio's rate."""
    step = max(1, rate // 1000)
    whole = np.pad(np.square(audio), (0, -len(audio) % step)).reshape(-1, step).mean(1)
    level, held = np.sqrt(whole), np.empty(len(whole))
    rise, fall = 1 - np.exp(-0.001 / attack), 1 - np.exp(-0.001 / release)
    now = 0.0
    for place, value in enumerate(level):
        now += (rise if value > now else fall) * (value - now)
        held[place] = now
    return np.interp(np.arange(len(audio)), np.arange(len(held)) * step + step / 2, held)


def _smoothed(values: np.ndarray, rate: int, seconds: float) -> np.ndarray:
    from scipy.ndimage import uniform_filter1d

    return uniform_filter1d(values, max(1, round(seconds * rate)))


def with_room(audio: np.ndarray, rate: int) -> np.ndarray:
    """Add a small room: convolution with decaying noise, different for each side."""
    from scipy.signal import butter, oaconvolve, sosfilt

    rng = np.random.default_rng(7)
    length = round(ROOM_SECONDS * rate)
    decay = np.exp(-6.9 * np.arange(length) / length)
    room = rng.standard_normal((2, length)) * decay
    room = sosfilt(butter(1, (250.0, 5000.0), "bandpass", fs=rate, output="sos"), room, axis=1)
    room /= np.sqrt(np.square(room).sum(1, keepdims=True))
    wet = oaconvolve(audio, np.asarray(room, np.float32), axes=1)[:, : audio.shape[1]]
    return (audio + _db(ROOM_DB) * wet).astype(np.float32)
