"""A font's filters that only its modulators open: played by tinysoundfont itself, from a font that is made here."""

import struct
from pathlib import Path

import numpy as np
import pytest

from resources.renderers.sketch.modulators import with_open_filters
from resources.renderers.sketch.soundfonts import SoundFont, play

RATE = 48_000
SAMPLES = 48_000
BY_VELOCITY, BY_KEY = 0x0002, 0x0203
SHUT = 6237  # cents: 300 Hz


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _font(modulators: list[tuple[int, int, int, int, int]], zones: list[list[tuple[int, int]]] | None = None) -> bytes:
    """A piano of white noise at middle C behind a low-pass at 300 Hz, its preset with some modulators in each zone."""
    zones = zones or [[(41, 0)]]
    noise = (np.random.default_rng(0).normal(0, 6000, SAMPLES)).clip(-32000, 32000).astype("<i2").tobytes() + bytes(92)
    bags, generators, mods = b"", b"", b""
    for zone in zones:
        bags += struct.pack("<HH", len(generators) // 4, len(mods) // 10)
        generators += b"".join(struct.pack("<Hh", *each) for each in zone)
        mods += b"".join(struct.pack("<HHhHH", *each) for each in modulators)
    bags += struct.pack("<HH", len(generators) // 4, len(mods) // 10)
    pdta = b"".join((
        _chunk(b"phdr", struct.pack("<20sHHHIII", b"Piano", 0, 0, 0, 0, 0, 0) + struct.pack("<20sHHHIII", b"EOP", 0, 0, len(zones), 0, 0, 0)),
        _chunk(b"pbag", bags),
        _chunk(b"pmod", mods + bytes(10)),
        _chunk(b"pgen", generators + bytes(4)),
        _chunk(b"inst", struct.pack("<20sH", b"Noise", 0) + struct.pack("<20sH", b"EOI", 1)),
        _chunk(b"ibag", struct.pack("<HHHH", 0, 0, 3, 0)),
        _chunk(b"imod", bytes(10)),
        _chunk(b"igen", struct.pack("<HhHhHh", 8, SHUT, 54, 0, 53, 0) + bytes(4)),
        _chunk(b"shdr", struct.pack("<20sIIIIIBbHH", b"Noise", 0, SAMPLES, 0, SAMPLES, RATE, 60, 0, 0, 1) + struct.pack("<20sIIIIIBbHH", b"EOS", *[0] * 9)),
    ))  # fmt: skip
    body = b"sfbk" + b"".join((
        _chunk(b"LIST", b"INFO" + _chunk(b"ifil", struct.pack("<HH", 2, 1))),
        _chunk(b"LIST", b"sdta" + _chunk(b"smpl", noise)),
        _chunk(b"LIST", b"pdta" + pdta),
    ))  # fmt: skip
    return _chunk(b"RIFF", body)


def _level(tmp_path: Path, font: bytes, velocity: float) -> float:
    """Decibels of a note, as it is played."""
    path = tmp_path / f"{hash(font)}.sf2"
    path.write_bytes(font)
    sound = play(SoundFont(path, "a"), 0, [(0, RATE // 2, 60, velocity)], RATE // 4, RATE)
    return float(20 * np.log10(np.sqrt((sound**2).mean())))


def test_filters_that_velocity_opens_are_open(tmp_path: Path) -> None:
    shut = _level(tmp_path, _font([]), 0.7)
    opened = _level(tmp_path, _font([(BY_VELOCITY, 8, 7263, 0, 0)]), 0.7)
    assert opened > shut + 12


def test_louder_notes_are_louder_in_each_layer(tmp_path: Path) -> None:
    layers = [[(44, 0 | 74 << 8), (41, 0)], [(44, 75 | 127 << 8), (8, -2350), (41, 0)]]
    font = _font([(BY_VELOCITY, 8, 9600, 0, 0)], layers)
    levels = [_level(tmp_path, font, velocity / 127) for velocity in (40, 70, 74, 75, 90, 127)]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    "modulators", [[], [(BY_KEY, 8, 7263, 0, 0)], [(0x0081, 8, 7263, 0, 0)], [(BY_VELOCITY, 48, 700, 0, 0)]]
)
def test_other_modulators_are_unchanged(tmp_path: Path, modulators: list[tuple[int, int, int, int, int]]) -> None:
    assert with_open_filters(_font(modulators)) == _font(modulators)


@pytest.mark.parametrize("font", [b"", b"RIFF", b"RIFF and sounds", b"LISTpdta", _font([])[:-300]])
def test_a_file_that_is_no_font_is_unchanged(font: bytes) -> None:
    assert with_open_filters(font) == font


def test_a_filter_moved_by_an_oscillator_does_not_click(tmp_path: Path) -> None:
    """tinysoundfont moves it in steps of 64 samples."""
    zone = [(22, 1200), (8, 3000), (13, 15), (41, 0)]
    assert with_open_filters(_font([], [[(10, 4000), *zone]])) == with_open_filters(_font([], [zone]))
    assert struct.pack("<Hh", 13, 15) in with_open_filters(_font([], [zone])), "the volume still trembles"
