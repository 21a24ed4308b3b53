"""Reading a stretch of a sound without the part before it."""

from pathlib import Path

import numpy as np
import pytest

from resources.media.files import UnusableVideoError
from resources.media.sound import RATE, read_audio, read_stretch, sound_seconds, write_audio


@pytest.fixture
def ramp(tmp_path: Path) -> Path:
    """Ten seconds that rise, so that every sample says where it is."""
    path = tmp_path / "ramp.flac"
    write_audio(path, np.tile(np.linspace(-0.9, 0.9, 10 * RATE, dtype=np.float32), (2, 1)), RATE)
    return path


@pytest.mark.parametrize("start", [0.0, 0.013, 3.7, 8.0])
def test_a_stretch_agrees_with_the_whole_sound(ramp: Path, start: float) -> None:
    whole, part = read_audio(ramp), read_stretch(ramp, start, 2.0)
    assert whole is not None
    assert part is not None
    assert part.shape == (2, 2 * RATE)
    assert np.allclose(part, whole[:, round(start * RATE) : round(start * RATE) + 2 * RATE], atol=1e-5)


def test_a_stretch_beyond_the_end_is_none(ramp: Path, tmp_path: Path) -> None:
    assert sound_seconds(ramp) == pytest.approx(10, abs=0.01)
    assert read_stretch(ramp, 9.0, 2.0) is None
    (tmp_path / "text.ogg").write_bytes(b"no sound at all")
    with pytest.raises(UnusableVideoError):
        sound_seconds(tmp_path / "text.ogg")
