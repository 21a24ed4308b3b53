"""Instrument synthesis in NumPy. All sounds are computed here, so no licences apply.

What belongs here: timbres, and the sound of notes. What does not: notes (composition.py), recorded instruments
(soundfonts.py), drums (drums.py), the mix (mixing.py).
"""

import functools
from dataclasses import dataclass

import numpy as np

from resources.renderers.sketch.sound_cache import kept

RATE = 48_000
# A phase is an unsigned integer of 32 bits that wraps at each cycle; its upper bits are the place in a table. A table of this
# length needs no interpolation: the error is 78 dB below the peak.
CYCLE, TABLE_BITS = 1 << 32, 16
NOTES_KEPT = 64 << 20  # bytes of the cache of computed notes
LENGTH_STEP = 0.05  # seconds: note lengths are rounded to multiples of this, so that the cache is effective
PANNED = np.array([[1.45, 0.55], [0.55, 1.45]], np.float32)  # the level of the two halves of the voices left and right


@dataclass(frozen=True, slots=True)
class Timbre:
    """A timbre: harmonics (amplitude of the 1st, 2nd, …), an envelope in seconds, and modulation.

    `decay`: seconds to a third of the level while held (0 for none). `detune`: voices in cents. `brightness`: harmonics
    above this frequency in hertz are rolled off. `drive`: amount of overdrive. `wobble`: rate of opening and closing in
    hertz.
    """

    harmonics: tuple[float, ...]
    attack: float
    decay: float
    release: float
    detune: tuple[float, ...] = (0.0,)
    brightness: float = 8000.0
    vibrato: float = 0.0
    click: float = 0.0
    drive: float = 0.0
    wobble: float = 0.0


def _saw(n: int) -> tuple[float, ...]:
    return tuple(1 / k for k in range(1, n + 1))


def _odd(n: int) -> tuple[float, ...]:
    return tuple(1 / k if k % 2 else 0.04 for k in range(1, n + 1))


TIMBRES = {
    "pad": Timbre(_saw(18), 0.5, 0.0, 0.9, (-9, -4, 5, 10), 3400),
    "analog": Timbre(_saw(20), 0.2, 0.0, 0.9, (-15, -6, 7, 14), 3000, 0.002),
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
    "saw-bass": Timbre(_saw(16), 0.004, 0.35, 0.08, (-4, 4), 2200),
    "supersaw": Timbre(_saw(24), 0.008, 0.0, 0.2, (-16, -9, -3, 3, 9, 16), 7000),
    "reese": Timbre(_saw(14), 0.01, 0.0, 0.15, (-14, 0, 14), 1400, drive=1.2),
    "wobble": Timbre(_saw(24), 0.01, 0.0, 0.1, (-8, 0, 8), 2600, drive=2.5, wobble=14 / 3),
    "808": Timbre((1, 0.3, 0.12, 0.05), 0.004, 1.3, 0.25, (0.0,), 900, click=0.15, drive=1.4),
    "triangle": Timbre((1, 0, 1 / 9, 0, 1 / 25, 0, 1 / 49), 0.002, 0.0, 0.03, (0.0,), 9000),
    "square": Timbre(tuple(1 / k if k % 2 else 0.0 for k in range(1, 26)), 0.002, 0.0, 0.03, (0.0,), 9000),
    "pulse": Timbre(tuple(abs(np.sin(np.pi * k / 4)) / k for k in range(1, 26)), 0.002, 0.0, 0.03, (0.0,), 9000),
    "choir": Timbre((1, 0.7, 0.5, 0.5, 0.25, 0.12, 0.1, 0.06), 0.3, 0.0, 0.6, (-8, -3, 4, 9), 2600, 0.003),
    "violin": Timbre(_saw(20), 0.08, 0.0, 0.2, (-2, 2), 4200, 0.004),
    "flute": Timbre((1, 0.42, 0.16, 0.06, 0.03), 0.05, 0.0, 0.12, (-1, 1), 4200, 0.004, 0.04),
    "clarinet": Timbre((1, 0.06, 0.6, 0.05, 0.3, 0.05, 0.16), 0.04, 0.0, 0.1, (0.0,), 4000, 0.001),
    "reed": Timbre((1, 0.8, 0.7, 0.5, 0.45, 0.3, 0.2, 0.15, 0.1), 0.03, 0.0, 0.12, (-3, 3), 3800, 0.003),
    "vibes": Timbre((1, 0.02, 0.02, 0.3, 0, 0, 0, 0, 0, 0.08), 0.003, 1.2, 0.7, (-1, 1), 8000, 0.0, 0.04),
    "marimba": Timbre((1, 0.03, 0.02, 0.35, 0, 0, 0, 0, 0, 0.06), 0.002, 0.28, 0.2, (0.0,), 6000, 0.0, 0.1),
    "harp": Timbre((1, 0.6, 0.3, 0.2, 0.1, 0.06), 0.003, 0.8, 0.6, (-1, 1), 5200, 0.0, 0.03),
    "banjo": Timbre((1, 0.9, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2), 0.002, 0.22, 0.15, (-1, 1), 6500, 0.0, 0.1),
    "muted": Timbre((1, 0.7, 0.45, 0.3, 0.2, 0.12), 0.002, 0.1, 0.06, (-1, 1), 3800, 0.0, 0.1),
    "overdrive": Timbre(_saw(24), 0.004, 0.0, 0.12, (-5, 5), 4600, 0.001, 0.05, drive=3.0),
    "pick-bass": Timbre((1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1), 0.003, 0.7, 0.08, (0.0,), 3000, 0.0, 0.12),
    "clav": Timbre((1, 0.2, 0.8, 0.3, 0.6, 0.3, 0.4, 0.2), 0.002, 0.3, 0.05, (0.0,), 5000, 0.0, 0.1),
}


@functools.lru_cache(maxsize=128)
def _table(name: str, octave_top: int) -> np.ndarray:
    """One cycle of a timbre, band-limited for pitches up to a MIDI note: float32 of shape (1 << TABLE_BITS,), peak 1."""
    timbre = TIMBRES[name]
    frequency = 440 * 2 ** ((octave_top - 69) / 12)
    k = np.arange(1, len(timbre.harmonics) + 1)
    rolled = np.array(timbre.harmonics) / (1 + (k * frequency / timbre.brightness) ** 2)
    phases = 0.7 * k * k - np.pi / 2  # spread phases give a lower crest factor than zero phases
    spectrum = np.zeros((1 << TABLE_BITS - 1) + 1, complex)
    spectrum[k] = np.where(k * frequency < RATE / 2.2, rolled, 0.0) * np.exp(1j * phases)
    wave = np.fft.irfft(spectrum)
    return (wave / np.abs(wave).max()).astype(np.float32)


@kept(NOTES_KEPT)
def play(name: str, pitch: int, steps: int) -> np.ndarray:
    """Synthesise a note of `steps` × 50 ms with its release: float32 of shape (2, samples)."""
    timbre = TIMBRES[name]
    held = steps * LENGTH_STEP
    n = int((held + timbre.release) * RATE)
    t = np.arange(n, dtype=np.float32) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    table = _table(name, -(-pitch // 6) * 6)
    rng = np.random.default_rng(pitch * 1009 + steps)
    out = np.zeros((2, n), np.float32)  # every second voice, until they are panned
    count = np.arange(n, dtype=np.uint32)
    sway = timbre.vibrato * np.sin(2 * np.pi * 5.1 * t) / (2 * np.pi * 5.1) if timbre.vibrato else None
    for voice, cents in enumerate(timbre.detune):
        hertz = frequency * 2 ** (cents / 1200)
        phase = count * np.uint32(round(hertz / RATE * CYCLE)) + np.uint32(rng.random() * CYCLE)
        if sway is not None:
            phase += (sway * (hertz * CYCLE)).astype(np.int64).astype(np.uint32)
        out[voice % 2] += table[phase >> np.uint32(32 - TABLE_BITS)]
    out = PANNED @ out if len(timbre.detune) > 1 else out[[0, 0]]
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
    out *= envelope.astype(np.float32) / len(timbre.detune) ** 0.5
    if timbre.wobble:
        out *= (0.55 - 0.45 * np.cos(2 * np.pi * timbre.wobble * t)).astype(np.float32)
    if timbre.drive:
        out = np.tanh(out * np.float32(timbre.drive)) / np.float32(max(1.0, timbre.drive) ** 0.5)
    return out
