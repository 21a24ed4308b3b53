"""Mixing: from notes to a stereo mix, part by part.

A piece of up to a minute is mixed at once, a longer one in stretches of half a minute; reverb tails are carried over.

What belongs here: buses, reverbs, moving filters, and the equaliser and compressor of the mix. What does not: the sound and
level of a part (tracks.py), loudness and peaks of the finished piece (resources/audio.py).
"""

import bisect
import functools
from collections.abc import Sequence

import numpy as np

from resources.audio import without_rumble
from resources.renderers.sketch.arrangements import Arrangement
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.score import DRUMS, SWEEPS, Score
from resources.renderers.sketch.soundfonts import SoundFont
from resources.renderers.sketch.tracks import (
    AT_ONCE,
    REFERENCE,
    Bus,
    Track,
    gains_of,
    power_of,
    sides,
    stretches,
    tracks_of,
)
from resources.scratch import let_go, space

STEP, GLUE_STEP = 480, 240  # samples with a constant gain; a stretch is a multiple of them
ENERGY_DB = 13.0  # between the lowest and the highest energy, in addition to the effect of other notes
DUCK_SECONDS = 0.16
OPENS = (350.0, 1400.0)  # cutoff in hertz of a closed and a half-open filter
CLOSED, CLOSES = 0.85, 0.2  # how far it closes at most, and in which share of a build-up
ROOM_SECONDS = 0.45
ROOM = {"drums": 0.16, "chords": 0.1, "lead": 0.12, "arp": 0.1, "riff": 0.1, "counter": 0.12, "bass": 0.02}
DRY = {DRUMS: 0.05, SWEEPS: 0.3}  # their reverb sends
GLUE_DB, GLUE_OVER, GLUE_SECONDS = (
    2.0,
    2.0,
    0.06,
)  # the compressor's strength, its threshold relative to the mean, its speed
# Level in decibels of each octave (by its centre in hertz) relative to the whole: the median of 26 pieces of human-made game
# music (Debian's supertux-data, extremetuxracer-data, frozen-bubble-data, lincity-ng-data).
BALANCE = {
    62.5: -6.6, 125.0: -7.4, 250.0: -8.0, 500.0: -7.0, 1000.0: -12.7, 2000.0: -19.3, 4000.0: -23.1, 8000.0: -26.1,
    16000.0: -35.1,
}  # fmt: skip
WIDEST = (
    -4.5
)  # decibels of the side over the mid channel at most: a solo piano had -2, and lost 3.6 dB of its middle in mono
OFF_CENTRE = 1.4  # the most by which a channel is raised and the other one lowered
DIES_AWAY = (
    6.0  # decibels by which the last chord falls; held by everybody, it was louder than the piece when it was cut
)
EQ_FRAME, EQ_TAPS, EQ_STRENGTH, EQ_MOST_DB = 4096, 1023, 0.6, 12.0


def mix(score: Score, arrangement: Arrangement, samples: int, font: SoundFont | None) -> np.ndarray:
    """Mix all notes to stereo with reverb: float32 of shape (2, samples), memory-mapped if it is long.

    Args:
        font: plays the instruments that it has; the others are synthesised.

    Raises:
        SoundFontError: the font cannot be read.
        ScratchError: it is long, and the disk has too little space.
    """
    tracks = tracks_of(score, arrangement, samples, font)
    gains = gains_of(tracks, samples) if samples > AT_ONCE else []
    kicks = [note.start for note in score.notes if note.drum == "kick"] if arrangement.pumps else []
    dynamics = _dynamics(score, samples)
    music, beat, reverberant = Bus(2), Bus(2), Bus(2)
    reverbs = _Reverbs([_tail(arrangement.size, 9000), 0.8 * _tail(ROOM_SECONDS, 7000)])
    opening = _Opening(score.builds)
    whole = space(2, samples)
    for first, last in stretches(samples):
        for number, track in enumerate(tracks):
            sound = track.sound(first, last)
            gain, voice = gains[number] if gains else track.gain(power_of(sound)), track.voice
            if voice is not None and voice.role == "bass":
                sound, gain = _with_harmonics(sound * gain), np.float32(1)
            levels = gain * _sends(track, len(sound))
            (beat if voice is None else music).add(sound, levels[:2])
            reverberant.add(sound, levels[2:])
        length = last - first
        mixed = music.take(length)
        mixed += reverbs(reverberant.take(length))
        if kicks:
            mixed *= _ducked(kicks, first, length, arrangement.pumps)
        opening(mixed, first)
        mixed += beat.take(length)
        mixed *= np.repeat(dynamics[first // STEP : -(-last // STEP)], STEP)[:length].astype(np.float32)
        whole[:, first:last] = mixed
        let_go(whole)
    _tone(whole, arrangement.tone)
    _glue(whole)
    _steady_image(whole)
    return without_rumble(whole, RATE)


def _sends(track: Track, channels: int) -> np.ndarray:
    """What goes left, right, into the hall and into the room, of each channel of a track's sound: shape (4, channels)."""
    voice = track.voice
    left, right = sides(voice.pan if voice else 0.0)[:, 0]
    in_hall, in_room = (voice.hall, ROOM[voice.role]) if voice else (DRY[track.part], ROOM["drums"])
    dry = np.diag([left, right])
    sends = np.concatenate([dry, np.outer([in_hall, in_room], [left, right]) / 2]).astype(np.float32)
    return sends if channels == 2 else sends.sum(1, keepdims=True)


def _with_harmonics(track: np.ndarray) -> np.ndarray:
    """Slightly overdrive a bass, so that small speakers without low end reproduce its overtones."""
    driven = np.tanh(track * np.float32(2.2 / REFERENCE)) * np.float32(REFERENCE / 2.2)
    return (0.45 * track + 0.75 * driven).astype(np.float32)


class _Opening:
    """A low-pass filter that closes during a build-up and opens towards the next section; in place, stretch by stretch.

    Args:
        builds: (start, end) of the build-ups in seconds.
    """

    def __init__(self, builds: Sequence[tuple[float, float]]) -> None:
        from scipy.signal import butter

        self._builds = [[round(at * RATE / STEP) * STEP for at in build] for build in builds]
        self._filters = [np.asarray(butter(2, hertz, fs=RATE, output="sos"), np.float32) for hertz in OPENS]
        self._states = [np.zeros((1, 2, 2), np.float32) for _ in OPENS]

    def __call__(self, sound: np.ndarray, first: int) -> None:
        from scipy.signal import sosfilt

        for start, end in self._builds:
            begin, stop = max(start, first), min(end, first + sound.shape[1])
            if begin >= stop:
                continue
            part = sound[:, begin - first : stop - first]
            edges = [start, start + CLOSES * (end - start), end]
            # From 1 (dark) by 0 (half open) to -1 (open).
            closed = 2 * np.interp(np.arange(begin, stop, STEP), edges, [0, CLOSED, 0]) - 1
            shares = (np.maximum(0, closed), 1 - np.abs(closed), np.maximum(0, -closed))
            dark, half, open_ = (np.repeat(share, STEP)[: part.shape[1]].astype(np.float32) for share in shares)
            out = open_ * part
            for number, share in enumerate((dark, half)):
                state = self._states[number] * (begin > start)  # of the previous stretch
                low, self._states[number] = sosfilt(self._filters[number], part, axis=1, zi=state)
                out += share * np.asarray(low)
            part[:] = out


def _ducked(kicks: Sequence[float], first: int, samples: int, depth_db: float) -> np.ndarray:
    """Side-chain ducking: a gain that dips at each stroke of the kick drum, from sample `first` on: shape (samples,)."""
    length = int(DUCK_SECONDS * RATE)
    dip = np.float32(10 ** (-depth_db / 20)) + (1 - np.float32(10 ** (-depth_db / 20))) * np.sin(
        np.linspace(0, np.pi / 2, length, dtype=np.float32)
    )
    gain = np.ones(samples, np.float32)
    near = (bisect.bisect_left(kicks, (first - length) / RATE - 1), bisect.bisect_left(kicks, (first + samples) / RATE))
    for start in kicks[slice(*near)]:
        at = int(start * RATE) - first
        part = gain[max(0, at) : max(0, at + length)]
        np.minimum(part, dip[max(0, -at) :][: len(part)], out=part)
    return gain


def _dynamics(score: Score, samples: int) -> np.ndarray:
    """The gain of the mix every STEP samples, which follows the energy, smoothed over a bar, and dies away with the last chord."""
    edges = score.grid.downbeats
    middles = (edges[:-1] + edges[1:]) / 2
    energy = np.array(score.levels)
    at = np.arange(0, samples, STEP) / RATE
    level = np.interp(at, middles, ENERGY_DB * (energy - energy.max(initial=0.0)))
    if score.bars and score.bars[-1].last:
        (start,) = score.grid.real([score.bars[-1].start])
        level -= DIES_AWAY * np.clip((at - start) / max(score.grid.seconds - start, 1e-6), 0, 1)
    return 10 ** (level / 20)


def _tone(audio: np.ndarray, tilt: float) -> None:
    """Move the tonal balance half-way to that of recorded music, octave by octave, with a linear-phase equaliser; in place.

    Args:
        tilt: decibels that the octaves above 3 kHz may have more.
    """
    from scipy.signal import oaconvolve

    taps = _equaliser(audio, tilt)
    if taps is None:
        return
    half = EQ_TAPS // 2
    before = audio[:, :0]
    for first, last in stretches(audio.shape[1]):
        part = np.concatenate([before, audio[:, first : last + half]], axis=1)
        lead = half + before.shape[1]
        before = audio[:, max(0, last - half) : last].copy()
        audio[:, first:last] = oaconvolve(part, taps[None], axes=1)[:, lead : lead + last - first]
        let_go(audio)


def _equaliser(audio: np.ndarray, tilt: float) -> np.ndarray | None:
    """The equaliser's FIR taps; None for silence."""
    from scipy.signal import firwin2

    power = np.zeros(EQ_FRAME // 2 + 1)
    window = np.hanning(EQ_FRAME)
    for first in range(0, audio.shape[1] - EQ_FRAME + 1, max(EQ_FRAME, audio.shape[1] // 400)):
        power += np.abs(np.fft.rfft(audio[:, first : first + EQ_FRAME].mean(0) * window)) ** 2
        let_go(audio)
    if not power.any():
        return None
    hertz = np.fft.rfftfreq(EQ_FRAME, 1 / RATE)
    octaves = np.array(list(BALANCE))
    edges = [(hertz >= octave / 2**0.5) & (hertz < octave * 2**0.5) for octave in octaves]
    found = 10 * np.log10(np.array([power[edge].sum() for edge in edges]) / power.sum() + 1e-9)
    wanted = np.array(list(BALANCE.values())) + np.where(octaves > 3000, tilt, 0.0)
    gains = np.clip(EQ_STRENGTH * (wanted - found), -EQ_MOST_DB, EQ_MOST_DB)
    places = np.array([0, *octaves, RATE / 2]) / (RATE / 2)
    response = 10 ** (np.array([gains[0], *gains, gains[-1]]) / 20)
    grid = np.linspace(0, 1, 513)
    return np.asarray(firwin2(EQ_TAPS, grid, np.interp(grid, places, response)), np.float32)


def _glue(audio: np.ndarray) -> None:
    """Slightly compress loud passages, both channels alike, in place."""
    from scipy.ndimage import uniform_filter1d

    parts: list[np.ndarray] = []
    for first, last in stretches(audio.shape[1]):
        block = audio[:, first:last]
        padded = np.pad(block, ((0, 0), (0, -block.shape[1] % GLUE_STEP)))
        parts.append((padded.reshape(2, -1, GLUE_STEP).astype(np.float64) ** 2).mean((0, 2)))
        let_go(audio)
    reach = max(1, round(GLUE_SECONDS * RATE / GLUE_STEP))
    power = uniform_filter1d(np.concatenate(parts), reach)
    usual = np.percentile(power[power > 0], 60) if (power > 0).any() else 1.0
    over = np.maximum(0.0, 10 * np.log10(np.maximum(power, 1e-12) / (usual * GLUE_OVER)))
    gain = 10 ** (-np.minimum(over * (1 - 1 / GLUE_DB), 6.0) / 20)
    smooth = uniform_filter1d(gain, reach)
    for first, last in stretches(audio.shape[1]):
        steps = smooth[first // GLUE_STEP : -(-last // GLUE_STEP)]
        here = np.repeat(steps, GLUE_STEP)[: last - first].astype(np.float32)
        for channel in audio[
            :, first:last
        ]:  # in a long piece the channels are interleaved, and NumPy is slow along an axis of length two
            channel *= here
        let_go(audio)


def _steady_image(audio: np.ndarray) -> None:
    """Centre the stereo image, and limit its width so that little is lost in mono; in place."""
    left_power = right_power = shared = 0.0
    for first, last in stretches(audio.shape[1]):
        left, right = audio[:, first:last]
        left_power += float(np.vdot(left, left))
        right_power += float(np.vdot(right, right))
        shared += float(np.vdot(left, right))
        let_go(audio)
    if not (left_power and right_power):
        return
    balance = float(np.clip((right_power / left_power) ** 0.25, 1 / OFF_CENTRE, OFF_CENTRE))
    both = left_power * balance**2 + right_power / balance**2
    mid, side = max(both + 2 * shared, 1e-12), both - 2 * shared
    # The share of each channel that moves to the other one.
    moved = max(0.0, (1 - (mid / max(side, 1e-12)) ** 0.5 * 10 ** (WIDEST / 20)) / 2)
    for first, last in stretches(audio.shape[1]):
        left, right = audio[:, first:last]
        left *= np.float32(balance)
        right /= np.float32(balance)
        if moved:
            difference = np.float32(moved) * (left - right)
            left -= difference
            right += difference
        let_go(audio)


@functools.lru_cache(maxsize=16)
def _tail(seconds: float, brightest: float) -> np.ndarray:
    """The impulse response of a room or hall: decorrelated decaying noise that gets darker; shape (2, samples)."""
    from scipy.signal import butter, sosfilt

    n = int(seconds * RATE)
    t = np.arange(n) / RATE
    noise = np.random.default_rng(5).standard_normal((2, n)) * np.exp(-t * 6.0 / seconds)
    noise[:, : int(0.01 * RATE)] = 0
    bright = np.asarray(sosfilt(butter(2, [220, brightest], "bandpass", fs=RATE, output="sos"), noise, axis=1))
    dark = np.asarray(sosfilt(butter(2, [220, brightest / 3], "bandpass", fs=RATE, output="sos"), noise, axis=1))
    fall = np.exp(-t * 3.0 / seconds)
    tail = bright * fall + dark * (1 - fall)
    return (tail / np.sqrt((tail**2).sum(1, keepdims=True))).astype(np.float32)


class _Reverbs:
    """The sum of several convolution reverbs, stretch by stretch, with partitioned convolution and one inverse
    transform for all.

    Args:
        tails: the impulse responses, each of shape (2, any).
    """

    def __init__(self, tails: Sequence[np.ndarray]) -> None:
        from scipy.fft import rfft

        longest = max(tail.shape[1] for tail in tails)
        self._size = 1 << int(np.ceil(np.log2(max(4 * longest, 1 << 15))))
        self._step = self._size - longest + 1
        self._tails = [np.asarray(rfft(tail, self._size, axis=1)) for tail in tails]
        self._rings = np.zeros((2, self._size), np.float32)

    def __call__(self, sends: np.ndarray) -> np.ndarray:
        """Float32 of shape (2, samples).

        Args:
            sends: the input of each reverb, of shape (reverbs, samples).
        """
        from scipy.fft import irfft, rfft

        samples = sends.shape[1]
        out = np.zeros((2, samples + self._size), np.float32)
        out[:, : self._size] = self._rings
        for first in range(0, samples, self._step):
            spectra = (np.asarray(rfft(send[first : first + self._step], self._size)) for send in sends)
            wet = functools.reduce(np.add, (block * tail for block, tail in zip(spectra, self._tails, strict=True)))
            out[:, first : first + self._size] += np.asarray(irfft(wet, self._size, axis=1, overwrite_x=True))
        self._rings = out[:, samples:].copy()
        return out[:, :samples]
