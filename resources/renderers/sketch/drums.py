"""Drum synthesis in NumPy. All sounds are computed here, so no licences apply.

What belongs here: the sound of drums. What does not: recorded drums (soundfonts.py), rhythms (rhythm.py), pitched instruments
(instruments.py).
"""

import functools

import numpy as np

TAKES = 3  # alternating variants of each drum, so that no two consecutive strokes are identical
# A drum: its duration in seconds; a tone in hertz, its pitch drop (in cycles), decay rate (1/s) and level; noise between two
# frequencies, its decay rate and level.
_MADE: dict[str, tuple[float, tuple[float, float, float, float], tuple[float, float, float, float]]] = {
    "kick": (0.4, (47, 3.6, 9, 1.0), (800, 6000, 260, 0.3)), "snare": (0.3, (186, 0.25, 24, 0.5), (1200, 11000, 16, 0.8)),
    "rim": (0.12, (1720, 0, 90, 0.9), (1500, 7000, 70, 0.4)), "brush": (0.22, (210, 0, 40, 0.12), (2200, 11000, 14, 0.7)),
    "hat": (0.09, (0, 0, 1, 0), (6500, 16000, 60, 0.6)), "pedal": (0.08, (0, 0, 1, 0), (5000, 12000, 75, 0.45)),
    "open": (0.4, (0, 0, 1, 0), (6000, 16000, 10, 0.55)), "ride": (1.0, (3100, 0, 6, 0.07), (5000, 15000, 5, 0.35)),
    "crash": (1.9, (0, 0, 1, 0), (3500, 15000, 2.4, 0.6)), "china": (1.1, (0, 0, 1, 0), (2500, 14000, 4, 0.6)),
    "cymbal": (1.5, (0, 0, 1, 0), (4500, 15000, 3, 0.5)), "tom-high": (0.5, (150, 1.6, 9, 0.9), (400, 4000, 50, 0.25)),
    "tom": (0.6, (112, 1.9, 7.5, 0.95), (300, 3500, 45, 0.25)), "tom-low": (0.7, (78, 2.4, 6.5, 1.0), (250, 3000, 40, 0.28)),
    "timpani": (1.4, (82, 0.6, 2.6, 1.0), (200, 2000, 30, 0.2)), "tambourine": (0.22, (0, 0, 1, 0), (7000, 17000, 18, 0.5)),
    "shaker": (0.1, (0, 0, 1, 0), (5500, 14000, 42, 0.35)), "cowbell": (0.3, (562, 0, 14, 0.5), (1500, 4000, 60, 0.15)),
    "conga-high": (0.28, (330, 0.5, 16, 0.8), (500, 3500, 70, 0.2)), "conga-low": (0.36, (220, 0.6, 12, 0.85), (400, 3000, 70, 0.2)),
    "timbale": (0.35, (420, 0.4, 13, 0.7), (1200, 6000, 40, 0.3)), "timbale-low": (0.4, (300, 0.4, 12, 0.7), (1000, 5000, 40, 0.3)),
    "agogo": (0.35, (890, 0, 12, 0.6), (2000, 6000, 60, 0.1)), "claves": (0.12, (2490, 0, 48, 0.8), (2000, 6000, 120, 0.1)),
    "woodblock": (0.14, (980, 0.1, 50, 0.8), (1000, 4000, 90, 0.2)), "triangle": (1.2, (4120, 0, 4, 0.3), (8000, 16000, 20, 0.06)),
    "guiro": (0.2, (0, 0, 1, 0), (2500, 7000, 14, 0.4)), "sleigh": (0.3, (0, 0, 1, 0), (7500, 17000, 14, 0.45)),
}  # fmt: skip
# Of the noise of a drum: what both channels share, and what each has of its own. With none shared, hats and claps were 3 dB quieter
# in mono.
_SHARED, _OWN = 0.8, 0.6
_CLAPS = (0.0, 0.011, 0.022)  # seconds: several hands do not clap simultaneously
_LONG_KICK, _HARD_KICK = ("kick", "tr808"), ("kick", "club")
# The drum machines of the eighties: a room that is cut off while it is still loud. Its level, and the seconds until then.
_GATED: dict[str, tuple[float, float]] = {
    "snare": (0.55, 0.24), "clap": (0.3, 0.2), "tom-high": (0.3, 0.3), "tom": (0.3, 0.34), "tom-low": (0.3, 0.38), "kick": (0.12, 0.12),
}  # fmt: skip
_GATE_SECONDS = 0.02  # in which it closes


@functools.lru_cache(maxsize=256)
def hit(drum: str, rate: int, take: int = 0, kit: str = "standard", pitch: int = 0) -> np.ndarray:
    """Synthesise a stroke: float32 of shape (2, samples), peak about 1.

    Args:
        take: 0 to TAKES - 1.
        pitch: of a tuned drum, as a MIDI note; 0 for its usual one.
    """
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng([len(drum), sum(map(ord, drum)), take])
    if drum == "clap":
        t = np.arange(int(0.28 * rate)) / rate
        bursts = sum(np.where(t >= d, np.exp(-np.maximum(t - d, 0) * 60), 0) for d in _CLAPS)
        noise = sosfilt(butter(2, [900, 9000], "bandpass", fs=rate, output="sos"), _noise(rng, len(t)))
        claps = np.asarray(noise) * (0.6 * bursts + 0.5 * np.exp(-t * 20))
        return _shaped(_gated(claps, drum, rate, rng) if kit == "retro" else claps)
    seconds, (hertz, falls, dies, level), (low, high, fades, hiss) = _MADE[drum]
    hertz = 440 * 2 ** ((pitch - 69) / 12) if pitch else hertz
    if (drum, kit) == _LONG_KICK:
        seconds, hertz, falls, dies = 0.7, 44, 3.0, 5.0
    elif (drum, kit) == _HARD_KICK:
        hertz, falls, dies, hiss, high = 49, 4.6, 11.0, 1.1, 12000
    elif kit == "retro" and drum.startswith("tom"):
        hertz, falls = 1.15 * hertz, 1.6 * falls
    t = np.arange(int(seconds * rate)) / rate
    tune = 1 + 0.006 * (take - 1)
    tone = np.sin(2 * np.pi * (hertz * tune * t + falls * (1 - np.exp(-t * 30)))) * np.exp(-t * dies) * level
    if drum in ("cowbell", "agogo"):
        tone += 0.6 * level * np.sin(2 * np.pi * hertz * 1.504 * tune * t) * np.exp(-t * dies)
    noise = np.asarray(sosfilt(butter(2, [low, high], "bandpass", fs=rate, output="sos"), _noise(rng, len(t)), axis=1))
    if kit == "chip":  # few amplitude levels, like the noise channel of old consoles
        noise = np.round(noise * 3) / 3
    rise = np.minimum(1, t * 60) if drum in ("brush", "shaker") else 1.0
    if drum == "guiro":
        rise = 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 70 * t))
    sound = tone + hiss * noise * np.exp(-t * fades) * rise
    return _shaped(_gated(sound, drum, rate, rng) if kit == "retro" else sound)


def _gated(sound: np.ndarray, drum: str, rate: int, rng: np.random.Generator) -> np.ndarray:
    """A stroke with the gated reverb that its drum has."""
    from scipy.signal import butter, sosfilt

    if drum not in _GATED:
        return sound
    level, seconds = _GATED[drum]
    samples = max(sound.shape[-1], int((seconds + _GATE_SECONDS) * rate))
    t = np.arange(samples) / rate
    open_ = np.clip((seconds + _GATE_SECONDS - t) / _GATE_SECONDS, 0, 1) * np.minimum(1, t / 0.008)
    room = sosfilt(butter(2, [250, 6500], "bandpass", fs=rate, output="sos"), _noise(rng, samples), axis=1)
    return np.pad(sound, [(0, 0), (0, samples - sound.shape[-1])]) + level * np.asarray(room) * open_ * np.exp(-2.5 * t)


def _noise(rng: np.random.Generator, samples: int) -> np.ndarray:
    """White noise of shape (2, samples)."""
    return _SHARED * rng.standard_normal(samples) + _OWN * rng.standard_normal((2, samples))


def _shaped(sound: np.ndarray) -> np.ndarray:
    """Fade out the end, so that it does not click."""
    stereo = np.broadcast_to(sound, (2, sound.shape[-1]))
    return (stereo * np.minimum(1, np.arange(stereo.shape[1], 0, -1) / 200)).astype(np.float32)


@functools.lru_cache(maxsize=32)
def sweep(seconds: float, rate: int) -> np.ndarray:
    """A riser: noise that gets louder and brighter, float32 of shape (2, samples)."""
    from scipy.signal import butter, sosfilt

    n = int(seconds * rate)
    at = np.arange(n) / max(1, n)
    noise = _noise(np.random.default_rng(77), n)
    dark = np.asarray(sosfilt(butter(2, [300, 1800], "bandpass", fs=rate, output="sos"), noise, axis=1))
    bright = np.asarray(sosfilt(butter(2, [2500, 12000], "bandpass", fs=rate, output="sos"), noise, axis=1))
    return _shaped(0.5 * (dark * (1 - at) + bright * at) * at**2)
