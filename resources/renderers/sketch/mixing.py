"""Mixing: from notes to a stereo mix, part by part.

What belongs here: levels, places, reverbs, the compression of the whole. What does not: a part's notes (composition.py),
a sound (instruments.py, drums.py, soundfonts.py), loudness and peaks of the finished piece (resources/audio.py).
"""

import functools
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from resources.audio import without_rumble
from resources.renderers.sketch import drums, soundfonts
from resources.renderers.sketch.arrangements import Arrangement, Voice
from resources.renderers.sketch.instruments import LENGTH_STEP, RATE, play
from resources.renderers.sketch.score import DRUMS as DRUM_PART
from resources.renderers.sketch.score import SWEEPS, Note, Score
from resources.renderers.sketch.soundfonts import SoundFont
from resources.renderers.sketch.sounds import DRUMS, KITS, SOUNDS

BLOCK = 0.1  # seconds in which a part's level is measured
LOUD_PART = 75  # percentile of those blocks that is brought to the part's level
REFERENCE = 0.1  # the level of a part at 0 dB
KICK = 1.5  # how much louder a computed kick drum is than the other strokes
MUD = 130.0  # hertz under which only bass and drums play
ENERGY_DB = 13.0  # between the least energy and the most, beside what other notes and strokes do
DUCK_SECONDS = 0.16
ROOM_SECONDS = 0.45
ROOM = {"drums": 0.16, "chords": 0.1, "lead": 0.12, "arp": 0.1, "riff": 0.1, "counter": 0.12, "bass": 0.02}
GLUE_DB, GLUE_OVER, GLUE_SECONDS = (
    2.0,
    2.0,
    0.06,
)  # how much the whole is pressed, over what ratio to its mean, how fast
# Decibels of each octave (its middle in hertz) against the whole: the median of 26 pieces of music that people made for
# games (Debian's supertux-data, extremetuxracer-data, frozen-bubble-data, lincity-ng-data).
BALANCE = {
    62.5: -6.6, 125.0: -7.4, 250.0: -8.0, 500.0: -7.0, 1000.0: -12.7, 2000.0: -19.3, 4000.0: -23.1, 8000.0: -26.1,
    16000.0: -35.1,
}  # fmt: skip
EQ_FRAME, EQ_TAPS, EQ_STRENGTH, EQ_MOST_DB = 4096, 1023, 0.6, 9.0


def mix(score: Score, arrangement: Arrangement, samples: int, font: SoundFont | None) -> np.ndarray:
    """All notes as stereo audio with reverb: float32, shape (2, samples).

    Args:
        font: plays what it has an instrument for; the rest is computed.

    Raises:
        SoundFontError: the font cannot be read.
    """
    by_part: dict[str, list[Note]] = defaultdict(list)
    for note in score.notes:
        by_part[note.part].append(note)
    music, low, beat = (np.zeros((2, samples), np.float32) for _ in range(3))
    hall, room = np.zeros(samples, np.float32), np.zeros(samples, np.float32)
    for part, notes in by_part.items():
        if part in (DRUM_PART, SWEEPS):
            track = _drums(notes, arrangement.kit, samples, font) if part == DRUM_PART else _sweeps(notes, samples)
            track = _levelled(track, arrangement.drums if part == DRUM_PART else -13.0)
            beat += track
            middle = track[0] + track[1]
            room += np.float32(ROOM["drums"] / 2) * middle
            hall += np.float32(0.025 if part == DRUM_PART else 0.15) * middle
            continue
        voice = score.voices[part]
        track = _levelled(_voice(voice, notes, samples, font), voice.level) * _sides(voice.pan)
        if voice.role == "bass":
            track = _with_harmonics(track)
            low += track
        else:
            music += track
        middle = track[0] + track[1]
        hall += np.float32(voice.hall / 2) * middle
        room += np.float32(ROOM[voice.role] / 2) * middle
    kicks = [note.start for note in by_part[DRUM_PART] if note.drum == "kick"]
    ducked = _ducked(kicks, samples, arrangement.pumps) if kicks and arrangement.pumps else np.float32(1)
    music = _without_mud(music)
    whole = music
    whole += low
    whole += _reverbs([(hall, _tail(arrangement.size, 9000)), (room, 0.8 * _tail(ROOM_SECONDS, 7000))])
    whole *= ducked
    whole += beat
    whole *= _dynamics(score, samples)
    return without_rumble(_glued(_toned(whole, arrangement.tone)), RATE)


def _voice(voice: Voice, notes: Sequence[Note], samples: int, font: SoundFont | None) -> np.ndarray:
    program, timbre, _ = SOUNDS[voice.sound]
    if font is not None and program is not None:
        strokes = [(note.start, note.length, note.pitch, note.velocity) for note in notes]
        return soundfonts.play(font, program, strokes, samples, RATE)
    track = np.zeros((2, samples), np.float32)
    for note in notes:
        sound = play(timbre, note.pitch, max(1, round(note.length / LENGTH_STEP)))
        _put(track, sound, note.start, note.velocity**1.5)
    return track


def _drums(notes: Sequence[Note], kit: str, samples: int, font: SoundFont | None) -> np.ndarray:
    program = KITS[kit].program
    if font is not None and program is not None:
        strokes = [(note.start, note.length, DRUMS[note.drum][0], note.velocity) for note in notes]
        return soundfonts.play(font, program, strokes, samples, RATE, drums=True)
    track = np.zeros((2, samples), np.float32)
    for number, note in enumerate(notes):
        sound = drums.hit(note.drum, RATE, number % drums.TAKES, kit)
        louder = np.float32(KICK if note.drum == "kick" else 1.0)
        _put(track, sound, note.start, note.velocity**1.5 * louder * _sides(DRUMS[note.drum][1]))
    return track


def _sweeps(notes: Sequence[Note], samples: int) -> np.ndarray:
    track = np.zeros((2, samples), np.float32)
    for note in notes:
        _put(track, drums.sweep(round(note.length, 2), RATE), note.start, note.velocity)
    return track


def _put(track: np.ndarray, sound: np.ndarray, start: float, gain: float | np.ndarray) -> None:
    first = int(start * RATE)
    stop = min(track.shape[1], first + sound.shape[1])
    if stop > first:
        track[:, first:stop] += (
            sound[:, : stop - first] * np.float32(gain) if isinstance(gain, float) else sound[:, : stop - first] * gain
        )


def _levelled(track: np.ndarray, level: float) -> np.ndarray:
    """A track whose loud part has a level in decibels: fonts and computed sounds are of any loudness."""
    size = round(BLOCK * RATE)
    whole = track.shape[1] // size * size
    blocks = track[:, :whole].reshape(2, -1, size) if whole else track[:, None]
    power = np.einsum("cbs,cbs->b", blocks, blocks) / (2 * blocks.shape[2])
    heard = power[power > 1e-4 * power.max(initial=0.0)] if power.size else power
    if not heard.size or not heard.max() > 0:
        return track
    return track * np.float32(REFERENCE * 10 ** (level / 20) / np.sqrt(np.percentile(heard, LOUD_PART)))


def _sides(pan: float) -> np.ndarray:
    """The level of left and right, of equal power, shape (2, 1)."""
    angle = (pan + 1) * np.pi / 4
    return (np.array([[np.cos(angle)], [np.sin(angle)]]) * 2**0.5).astype(np.float32)


def _with_harmonics(track: np.ndarray) -> np.ndarray:
    """A bass driven a little, so that a small loudspeaker, which has no lows, lets its overtones be heard."""
    driven = np.tanh(track * np.float32(2.2 / REFERENCE)) * np.float32(REFERENCE / 2.2)
    return (0.45 * track + 0.75 * driven).astype(np.float32)


def _without_mud(track: np.ndarray) -> np.ndarray:
    from scipy.signal import butter, sosfilt

    sections = np.asarray(butter(2, MUD, "highpass", fs=RATE, output="sos"), np.float32)
    return np.asarray(sosfilt(sections, track, axis=1))


def _ducked(kicks: Sequence[float], samples: int, depth_db: float) -> np.ndarray:
    """A gain that dips at each stroke of the kick drum and comes back (a side chain), shape (samples,)."""
    length = int(DUCK_SECONDS * RATE)
    dip = np.float32(10 ** (-depth_db / 20)) + (1 - np.float32(10 ** (-depth_db / 20))) * np.sin(
        np.linspace(0, np.pi / 2, length, dtype=np.float32)
    )
    gain = np.ones(samples, np.float32)
    for start in kicks:
        first = int(start * RATE)
        part = gain[first : first + length]
        np.minimum(part, dip[: len(part)], out=part)
    return gain


def _dynamics(score: Score, samples: int) -> np.ndarray:
    """The whole's gain over time: with the energy, no step sharper than a bar."""
    edges = score.grid.downbeats
    middles = (edges[:-1] + edges[1:]) / 2
    energy = np.array(score.levels)
    level = ENERGY_DB * (energy - energy.max(initial=0.0))
    at = np.arange(0, samples, 480)
    return np.repeat(10 ** (np.interp(at / RATE, middles, level) / 20), 480)[:samples].astype(np.float32)


def _toned(audio: np.ndarray, tilt: float) -> np.ndarray:
    """Brought half-way to the balance that recorded music has, octave by octave (an equaliser of linear phase).

    Args:
        tilt: decibels that the octaves above 3 kHz may have more.
    """
    from scipy.signal import firwin2, oaconvolve

    power = np.zeros(EQ_FRAME // 2 + 1)
    for first in range(0, audio.shape[1] - EQ_FRAME + 1, max(EQ_FRAME, audio.shape[1] // 400)):
        power += np.abs(np.fft.rfft(audio[:, first : first + EQ_FRAME].mean(0) * np.hanning(EQ_FRAME))) ** 2
    if not power.any():
        return audio
    hertz = np.fft.rfftfreq(EQ_FRAME, 1 / RATE)
    octaves = np.array(list(BALANCE))
    edges = [(hertz >= octave / 2**0.5) & (hertz < octave * 2**0.5) for octave in octaves]
    found = 10 * np.log10(np.array([power[edge].sum() for edge in edges]) / power.sum() + 1e-9)
    wanted = np.array(list(BALANCE.values())) + np.where(octaves > 3000, tilt, 0.0)
    gains = np.clip(EQ_STRENGTH * (wanted - found), -EQ_MOST_DB, EQ_MOST_DB)
    places = np.array([0, *octaves, RATE / 2]) / (RATE / 2)
    response = 10 ** (np.array([gains[0], *gains, gains[-1]]) / 20)
    grid = np.linspace(0, 1, 513)
    taps = np.asarray(firwin2(EQ_TAPS, grid, np.interp(grid, places, response)), np.float32)
    return oaconvolve(audio, taps[None], axes=1)[:, EQ_TAPS // 2 : EQ_TAPS // 2 + audio.shape[1]].astype(np.float32)


def _glued(audio: np.ndarray) -> np.ndarray:
    """Pressed together a little where it is louder than usual, both sides alike."""
    from scipy.ndimage import uniform_filter1d

    step = 240
    whole = -(-audio.shape[1] // step) * step
    padded = np.pad(audio, ((0, 0), (0, whole - audio.shape[1])))
    power = (padded.reshape(2, -1, step).astype(np.float64) ** 2).mean((0, 2))
    power = uniform_filter1d(power, max(1, round(GLUE_SECONDS * RATE / step)))
    usual = np.percentile(power[power > 0], 60) if (power > 0).any() else 1.0
    over = np.maximum(0.0, 10 * np.log10(np.maximum(power, 1e-12) / (usual * GLUE_OVER)))
    gain = 10 ** (-np.minimum(over * (1 - 1 / GLUE_DB), 6.0) / 20)
    smooth = uniform_filter1d(gain, max(1, round(GLUE_SECONDS * RATE / step)))
    return audio * np.repeat(smooth, step)[: audio.shape[1]].astype(np.float32)


@functools.lru_cache(maxsize=16)
def _tail(seconds: float, brightest: float) -> np.ndarray:
    """What a room or a hall answers to a click: decorrelated decaying noise, darker as it dies; shape (2, samples)."""
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


def _reverbs(sends: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The sum of several reverbs, float32 of shape (2, samples): block by block, one transform back for all of them.

    Args:
        sends: what is sent to each, shape (samples,), and its tail, shape (2, any).
    """
    from scipy.fft import irfft, rfft

    samples = len(sends[0][0])
    longest = max(tail.shape[1] for _, tail in sends)
    size = 1 << int(np.ceil(np.log2(max(4 * longest, 1 << 15))))
    step = size - longest + 1
    tails = [np.asarray(rfft(tail, size, axis=1)) for _, tail in sends]
    out = np.zeros((2, samples + size), np.float32)
    for first in range(0, samples, step):
        blocks = [np.asarray(rfft(send[first : first + step], size)) for send, _ in sends]
        both = np.sum([block * tail for block, tail in zip(blocks, tails, strict=True)], axis=0)
        out[:, first : first + size] += np.asarray(irfft(both, size, axis=1))
    return out[:, :samples]
