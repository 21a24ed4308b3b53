"""Instruments in NumPy: from notes to a stereo mix. Licence-clean: every sound is computed here.

What belongs here: timbres and the mix. What does not: which note when (composition.py), recorded instruments
(soundfonts.py), loudness and peaks (resources/audio.py).
"""

import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from resources.audio import without_rumble
from resources.renderers.sketch import soundfonts
from resources.renderers.sketch.composition import Note, Part
from resources.renderers.sketch.soundfonts import SoundFont
from resources.renderers.sketch.styles import Style

RATE = 48_000
TABLE = 2048
LENGTH_STEP = 0.05  # seconds: note lengths are rounded to it, so that equal notes are computed once


@dataclass(frozen=True, slots=True)
class Timbre:
    """A sound: harmonics (amplitude of the 1st, 2nd, …), envelope in seconds, and what makes it move.

    `decay`: seconds to a third of the level while held (0 for none). `detune`: voices in cents. `brightness`: harmonics
    above this many hertz are rolled off.
    """

    harmonics: tuple[float, ...]
    attack: float
    decay: float
    release: float
    detune: tuple[float, ...] = (0.0,)
    brightness: float = 8000.0
    vibrato: float = 0.0
    click: float = 0.0


def _saw(n: int) -> tuple[float, ...]:
    return tuple(1 / k for k in range(1, n + 1))


def _odd(n: int) -> tuple[float, ...]:
    return tuple(1 / k if k % 2 else 0.04 for k in range(1, n + 1))


TIMBRES = {
    "pad": Timbre(_saw(18), 0.5, 0.0, 0.9, (-9, -4, 5, 10), 3400),
    "warm": Timbre(_odd(14), 0.25, 0.0, 0.6, (-5, 6), 2400),
    "strings": Timbre(_saw(24), 0.35, 0.0, 0.7, (-8, -3, 4, 9), 4600, 0.002),
    "strings-short": Timbre(_saw(16), 0.015, 0.28, 0.18, (-6, 5), 3600),
    "organ": Timbre((1, 0.5, 0.35, 0.2, 0, 0.12, 0, 0.08), 0.02, 0.0, 0.15, (-3, 3), 4000),
    "keys": Timbre((1, 0.32, 0.1, 0.22, 0.03, 0.02, 0.06), 0.006, 1.0, 0.3, (-2, 2), 3800, 0.0, 0.05),
    "piano": Timbre(
        (1, 0.55, 0.36, 0.26, 0.2, 0.15, 0.11, 0.09, 0.06, 0.05), 0.004, 1.1, 0.35, (-1, 1), 7500, 0.0, 0.06
    ),
    "bell": Timbre((1, 0.05, 0.5, 0.04, 0.32, 0.04, 0, 0.22, 0, 0, 0.12), 0.004, 1.4, 0.9, (-3, 4), 11000, 0.0, 0.03),
    "pluck": Timbre(_saw(12), 0.003, 0.22, 0.2, (-2, 2), 3400, 0.0, 0.04),
    "saw-pluck": Timbre(_saw(20), 0.003, 0.16, 0.12, (-10, 0, 10), 5200),
    "guitar": Timbre((1, 0.7, 0.5, 0.32, 0.3, 0.2, 0.12, 0.1, 0.07), 0.003, 0.55, 0.3, (-1.5, 1.5), 4200, 0.0, 0.08),
    "lead": Timbre(_odd(12), 0.03, 0.0, 0.25, (-4, 4), 3600, 0.004),
    "brass": Timbre(_saw(14), 0.07, 0.0, 0.25, (-4, 4), 2600, 0.003),
    "bass": Timbre((1, 0.45, 0.2, 0.1, 0.05), 0.006, 0.9, 0.1, (0.0,), 1800),
    "sub": Timbre((1, 0.22, 0.06), 0.03, 0.0, 0.25, (0.0,), 900),
    "saw-bass": Timbre(_saw(12), 0.004, 0.35, 0.08, (-4, 4), 1500),
}
# Level and place of each part: gain, pan (-1 left, 1 right), share sent to the reverb.
MIX: dict[Part, tuple[float, float, float]] = {
    "pad": (0.19, 0.0, 0.8),
    "arp": (0.24, 0.45, 0.7),
    "bass": (0.33, 0.0, 0.05),
    "lead": (0.31, -0.3, 0.6),
    "drums": (0.62, 0.0, 0.18),
}
DRUM_PAN = {"hat": 0.3, "open": 0.3, "brush": 0.25, "rim": -0.25, "tom": -0.1, "crash": -0.3}


@functools.lru_cache(maxsize=512)
def _table(name: str, octave_top: int) -> np.ndarray:
    """One cycle of a timbre, free of aliasing for pitches up to a MIDI note: shape (TABLE + 1,), peak 1."""
    timbre = TIMBRES[name]
    frequency = 440 * 2 ** ((octave_top - 69) / 12)
    phase = np.arange(TABLE + 1) / TABLE * 2 * np.pi
    wave = np.zeros(TABLE + 1)
    for k, amplitude in enumerate(timbre.harmonics, start=1):
        if amplitude and k * frequency < RATE / 2.2:
            rolled = amplitude / (1 + (k * frequency / timbre.brightness) ** 2)
            wave += rolled * np.sin(k * phase + 0.7 * k * k)  # spread phases: a lower crest than all at zero
    return (wave / np.abs(wave).max()).astype(np.float32)


@functools.lru_cache(maxsize=4096)
def play(name: str, pitch: int, steps: int) -> np.ndarray:
    """A note of `steps` × 50 ms with its release: float32, shape (2, samples)."""
    timbre = TIMBRES[name]
    held = steps * LENGTH_STEP
    n = int((held + timbre.release) * RATE)
    t = np.arange(n, dtype=np.float32) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    table = _table(name, -(-pitch // 6) * 6)
    rng = np.random.default_rng(pitch * 1009 + steps)
    out = np.zeros((2, n), np.float32)
    sway = timbre.vibrato * np.sin(2 * np.pi * 5.1 * t) / (2 * np.pi * 5.1) if timbre.vibrato else 0.0
    for voice, cents in enumerate(timbre.detune):
        cycles = (t + sway) * (frequency * 2 ** (cents / 1200)) + rng.random()
        place = (cycles - np.floor(cycles)) * TABLE
        low = place.astype(np.int32)
        sound = table[low] + (place - low) * (table[low + 1] - table[low])
        side = voice % 2 if len(timbre.detune) > 1 else 0.5
        out[0] += sound * (1.45 - 0.9 * side)
        out[1] += sound * (0.55 + 0.9 * side)
    envelope = np.minimum(1.0, t / timbre.attack)
    if timbre.decay:
        envelope *= np.exp(-t / timbre.decay)
    released = t > held
    envelope[released] *= np.exp(-(t[released] - held) * 5 / timbre.release) * (
        1 - (t[released] - held) / timbre.release
    )
    if timbre.click:
        m = min(n, int(0.012 * RATE))
        out[:, :m] += (
            timbre.click * rng.standard_normal(m).astype(np.float32) * np.linspace(1, 0, m, dtype=np.float32) ** 2
        )
    return out * (envelope.astype(np.float32) / len(timbre.detune) ** 0.5)


@functools.lru_cache(maxsize=64)
def hit(drum: str) -> np.ndarray:
    """A drum: float32, shape (2, samples)."""
    from scipy.signal import butter, sosfilt

    seconds = {"kick": 0.4, "snare": 0.3, "clap": 0.25, "rim": 0.12, "hat": 0.08, "open": 0.3, "brush": 0.2, "tom": 0.7}
    n = int(seconds.get(drum, 1.6) * RATE)
    t = np.arange(n) / RATE
    rng = np.random.default_rng(len(drum) * 7919)
    noise = rng.standard_normal(n)

    def band(low: float, high: float) -> np.ndarray:
        return np.asarray(sosfilt(butter(2, [low, high], "bandpass", fs=RATE, output="sos"), noise))

    if drum == "kick":
        sound = np.sin(2 * np.pi * (46 * t + 3.6 * (1 - np.exp(-t * 32)))) * np.exp(-t * 9) + 0.2 * noise * np.exp(
            -t * 400
        )
    elif drum == "tom":
        sound = np.sin(2 * np.pi * (74 * t + 2.6 * (1 - np.exp(-t * 20)))) * np.exp(-t * 6.5) + 0.3 * band(
            300, 3000
        ) * np.exp(-t * 40)
    elif drum == "snare":
        sound = 0.9 * band(1200, 8000) * np.exp(-t * 17) + 0.5 * np.sin(2 * np.pi * 186 * t) * np.exp(-t * 24)
    elif drum == "clap":
        bursts = sum(np.where(t >= d, np.exp(-np.maximum(t - d, 0) * 60), 0) for d in (0, 0.011, 0.022))
        sound = band(900, 5200) * (0.6 * bursts + 0.5 * np.exp(-t * 22))
    elif drum == "rim":
        sound = np.sin(2 * np.pi * 1720 * t) * np.exp(-t * 90) + 0.4 * band(1500, 6000) * np.exp(-t * 70)
    elif drum == "brush":
        sound = 0.7 * band(2500, 9000) * np.exp(-t * 14) * np.minimum(1, t * 60)
    else:
        rate = {"hat": 70, "open": 13}.get(drum, 2.6)
        sound = 0.6 * band(6500, 15000) * np.exp(-t * rate)
    sound *= np.minimum(1, (n - np.arange(n)) / 200)
    return np.stack([sound, sound]).astype(np.float32)


def mix(notes: Sequence[Note], style: Style, samples: int, font: SoundFont | None = None) -> np.ndarray:
    """All notes as stereo audio with reverb: float32, shape (2, samples).

    Args:
        font: plays what it has an instrument for; the rest is computed.

    Raises:
        SoundFontError: the font cannot be read.
    """
    voices: dict[Part, str] = {"pad": style.pad, "arp": style.arp, "bass": style.bass, "lead": style.lead}
    dry = np.zeros((2, samples), np.float32)
    wet = np.zeros((2, samples), np.float32)
    by_part: dict[Part, list[Note]] = defaultdict(list)
    for note in notes:
        by_part[note.part].append(note)
    for part, members in by_part.items():
        track = _recorded(font, voices.get(part, "drums"), MIX[part][1], members, samples) if font else None
        if track is None:
            track = _computed(voices, part, members, samples)
        gain, _, send = MIX[part]
        dry += gain * track
        wet += (gain * send) * track
    return without_rumble(dry + style.reverb * _reverb(wet, style.reverb), RATE)


def _computed(voices: Mapping[Part, str], part: Part, notes: Sequence[Note], samples: int) -> np.ndarray:
    track = np.zeros((2, samples), np.float32)
    for note in notes:
        if part == "drums":
            sound, pan = hit(note.drum), DRUM_PAN.get(note.drum, 0.0)
        else:
            sound, pan = play(voices[part], note.pitch, max(1, round(note.length / LENGTH_STEP))), MIX[part][1]
        start = int(note.start * RATE)
        stop = min(samples, start + sound.shape[1])
        track[:, start:stop] += sound[:, : stop - start] * (note.velocity**1.5 * _sides(pan))
    return track


def _recorded(font: SoundFont, timbre: str, pan: float, notes: Sequence[Note], samples: int) -> np.ndarray | None:
    track = soundfonts.play(font, timbre, notes, samples, RATE)
    return None if track is None else track * _sides(pan)


def _sides(pan: float) -> np.ndarray:
    """The level of left and right, shape (2, 1)."""
    return np.array([[1 - max(0.0, pan) * 0.6], [1 + min(0.0, pan) * 0.6]], np.float32)


def _reverb(audio: np.ndarray, size: float) -> np.ndarray:
    """A hall: convolution with decorrelated decaying noise, brighter at first."""
    from scipy.signal import butter, oaconvolve, sosfilt

    n = int((0.8 + 2.2 * size) * RATE)
    t = np.arange(n) / RATE
    noise = np.random.default_rng(5).standard_normal((2, n)) * np.exp(-t * 6.0 / (0.8 + 2.2 * size))
    noise[:, : int(0.014 * RATE)] = 0
    tail = np.asarray(sosfilt(butter(2, [220, 9000], "bandpass", fs=RATE, output="sos"), noise, axis=1))
    tail /= np.sqrt((tail**2).sum(1, keepdims=True))
    return oaconvolve(audio, tail.astype(np.float32), axes=1)[:, : audio.shape[1]].astype(np.float32)
