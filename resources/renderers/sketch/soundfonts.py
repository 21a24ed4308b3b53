"""SoundFont instruments, if a font is installed and tinysoundfont can play it.

tinysoundfont depends on a package that has no wheel and is not needed here, so `make install` installs it separately (pip
install --no-deps tinysoundfont).

What belongs here: finding a font, and rendering notes with it. What does not: notes (composition.py), the programs of
instruments (sounds.py), the mix (mixing.py).
"""

import functools
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from resources.errors import TenthSymphonyError
from resources.renderers.sketch.modulators import with_open_filters
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
    """Render a part's notes with the font: float32 of shape (2, samples).

    Args:
        program: of General MIDI, from 0; of a drum kit if `drums`.
        strokes: (first sample, end sample, key, velocity 0 to 1) of each note.
    """
    channel, bank = (DRUM_CHANNEL, DRUM_BANK) if drums else (0, 0)
    synth, number = _synth(font.path, rate)
    synth.sounds_off()
    synth.generate(DIES_AWAY)  # otherwise the end of the previous part would click at the beginning
    synth.program_select(channel, number, bank, program, drums)
    events: list[
        tuple[int, int, int]
    ] = []  # (sample, velocity, key); velocity 0 is note-off, which sorts first at the same sample
    for start, end, key, velocity in strokes:
        events.append((start, min(max(round(127 * velocity), 1), 127), key))
        events.append((max(start + 1, end), 0, key))
    out, at = np.empty((samples, 2), np.float32), 0
    for sample, velocity, key in [*(event for event in sorted(events) if event[0] < samples), (samples, 0, 0)]:
        if sample > at:
            out[at:sample] = np.frombuffer(bytes(synth.generate(sample - at)), np.float32).reshape(-1, 2)
            at = sample
        if velocity:
            synth.noteon(channel, key, velocity)
        else:
            synth.noteoff(channel, key)
    return np.ascontiguousarray(out.T)
