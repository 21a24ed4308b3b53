"""SoundFont instruments, if a font is installed and tinysoundfont can play it.

tinysoundfont depends on a package that has no wheel and is not needed here, so `make install` installs it separately (pip
install --no-deps tinysoundfont).

What belongs here: finding a font, and rendering notes with it. What does not: notes (composition.py), the programs of
instruments (sounds.py), the mix (mixing.py).
"""

import bisect
import functools
import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.errors import TenthSymphonyError
from resources.renderers.sketch.modulators import with_open_filters
from resources.renderers.sketch.sound_cache import kept
from resources.storage import file_digest

# The locations on Debian, Fedora and Arch; the best font first.
FOLDERS = ("/usr/share/sounds/sf2", "/usr/share/sounds/sf3", "/usr/share/soundfonts")
FONTS = (
    "FluidR3_GM.sf2",
    "MuseScore_General*.sf3",
    "FluidR3Mono_GM.sf3",
    "default*.sf2",
    "default*.sf3",
    "*.sf2",
    "*.sf3",
)
PACKAGE = "tinysoundfont"
DRUM_CHANNEL, DRUM_BANK = 9, 128
DIES_AWAY = 1024  # samples: tinysoundfont takes 10 ms to fade out a note that is cut off
NOTES_KEPT = 32 << 20  # bytes of the cache of rendered notes
# Notes are rendered at few velocities and lengths, so that they repeat. The level of a velocity between two is exact: tinysoundfont's
# is proportional to it.
LAYER, LOUDEST = 16, 127
SHORTEST, LENGTH_RATIO = 0.02, 1.06  # seconds, and the ratio of two neighbouring lengths
INAUDIBLE = 1e-3  # of a note's peak: where it ends
MOMENT, LONGEST_RELEASE = 2048, 48  # samples that must be below it; quarters of a second after a note's end
HATS = {42, 44, 46}  # closed, pedal and open hi-hat in General MIDI


class SoundFontError(TenthSymphonyError):
    """The configured SoundFont cannot be played."""


@dataclass(frozen=True, slots=True)
class SoundFont:
    """A font file and the digest of its content."""

    path: Path
    revision: str

    @property
    def name(self) -> str:
        """The name that is recorded."""
        return f"{self.path.name}@{self.revision}"


def is_playable() -> bool:
    """Whether tinysoundfont is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def find(setting: str) -> SoundFont | None:
    """Find the SoundFont: the configured file, or with "auto" one of the system's if it can be played; None with "off",
    and if there is none.

    Raises:
        SoundFontError: the configured file is missing or cannot be played.
    """
    playable = is_playable()
    if setting == "off" or (setting == "auto" and not playable):
        return None
    if setting == "auto":
        paths = (path for name in FONTS for folder in FOLDERS for path in sorted(Path(folder).glob(name)))
        path = next(paths, None)
        return _font(path.resolve()) if path else None
    path = Path(setting).expanduser()
    if not path.is_file():
        raise SoundFontError(
            f"There is no SoundFont {path}.", remedy="Set SOUNDFONT to a .sf2 or .sf3 file, auto or off."
        )
    if not playable:
        raise SoundFontError(
            f"{path.name} cannot be played without {PACKAGE}.",
            remedy=f"Install it (.venv/bin/pip install --no-deps {PACKAGE}), or set SOUNDFONT=off.",
        )
    return _font(path)


@functools.cache
def _font(path: Path) -> SoundFont:
    return SoundFont(path, file_digest(path)[:10])


@functools.lru_cache(maxsize=2)
def _synth(path: Path, rate: int) -> tuple[Any, int]:
    import tinysoundfont  # pyright: ignore[reportMissingImports]

    synth = tinysoundfont.Synth(samplerate=rate)
    try:
        return synth, synth.sfload(with_open_filters(path.read_bytes()))
    except Exception as error:
        raise SoundFontError(
            f"{path.name} cannot be read as a SoundFont.", remedy="Set another SOUNDFONT, or off."
        ) from error


def play(
    font: SoundFont,
    program: int,
    strokes: Sequence[tuple[int, int, int, float]],
    samples: int,
    rate: int,
    *,
    drums: bool = False,
) -> np.ndarray:
    """Render a part's notes with the font: float32 of shape (channels, samples); one channel if both would be alike.

    A part repeats few notes many times, so each is rendered once and then added: that takes a third of the time.

    Args:
        program: of General MIDI, from 0; of a drum kit if `drums`.
        strokes: (first sample, end sample, key, velocity 0 to 1) of each note.
    """
    _synth(font.path, rate)  # an unreadable font is an error even if no note is played
    out = np.zeros((1, samples), np.float32)
    hats = sorted(start for start, _, key, _ in strokes if drums and key in HATS)
    for start, end, key, velocity in strokes:
        layer = min(max(round(127 * velocity / LAYER), 1) * LAYER, LOUDEST)
        steps = round(math.log(max((end - start) / rate, SHORTEST) / SHORTEST, LENGTH_RATIO))
        sound = note(font.path, rate, program, key, layer, steps, drums)
        last = min(start + sound.shape[1], samples)
        if drums and key in HATS and (later := bisect.bisect_right(hats, start)) < len(hats):
            last = min(last, hats[later])  # a hi-hat is either open or closed
        if len(sound) > len(out):
            out = np.concatenate([out, out])
        if last > start:
            out[:, start:last] += sound[:, : last - start] * np.float32(127 * velocity / layer)
    return out


@kept(NOTES_KEPT)
def note(path: Path, rate: int, program: int, key: int, layer: int, steps: int, drums: bool) -> np.ndarray:
    """A note until it has died away: float32 of shape (channels, samples); most instruments are recorded in mono.

    Args:
        layer: its MIDI velocity.
        steps: its length, in powers of LENGTH_RATIO times the shortest.
    """
    channel, bank = (DRUM_CHANNEL, DRUM_BANK) if drums else (0, 0)
    synth, number = _synth(path, rate)
    synth.sounds_off()
    synth.generate(DIES_AWAY)  # otherwise the end of the previous note would click at the beginning
    synth.program_select(channel, number, bank, program, drums)
    synth.noteon(channel, key, layer)
    parts = [_generated(synth, round(SHORTEST * LENGTH_RATIO**steps * rate))]
    synth.noteoff(channel, key)
    threshold = INAUDIBLE * max(parts[0].max(), -parts[0].min())
    while len(parts) < LONGEST_RELEASE and _reaches(parts[-1][:, -MOMENT:], threshold).any():
        parts.append(_generated(synth, rate // 4))
    sound = np.concatenate(parts, axis=1)
    heard = _reaches(sound, threshold)
    silent = int(heard[::-1].argmax()) if heard.any() else len(heard)
    channels = 1 if np.array_equal(sound[0], sound[1]) else 2
    return sound[:channels, : len(heard) - silent].copy()


def _generated(synth: Any, samples: int) -> np.ndarray:
    return np.ascontiguousarray(np.frombuffer(bytes(synth.generate(samples)), np.float32).reshape(-1, 2).T)


def _reaches(sound: np.ndarray, level: float) -> np.ndarray:
    """Whether a channel is above a level, for each sample."""
    left, right = np.abs(sound) > level
    return left | right
