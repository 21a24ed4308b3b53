"""A long piece is played and mixed in stretches: it must sound as if it had been played whole."""

from collections.abc import Iterator

import numpy as np
import pytest

from resources.music.request import RenderRequest
from resources.renderers.sketch import arrangements, mixing, tracks, write
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.sound_cache import kept

STYLES = ("rock", "house")


@pytest.fixture
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stretches of four seconds; how loud a part is, is measured on the whole piece."""
    monkeypatch.setattr(tracks, "STRETCH", 4 * RATE)
    monkeypatch.setattr(tracks, "PASSAGE", 14 * RATE)
    with pytest.MonkeyPatch.context() as patch:
        for module in (tracks, mixing):
            patch.setattr(module, "AT_ONCE", 4 * RATE)
        yield


@pytest.mark.parametrize("style", STYLES)
def test_stretches_add_up_to_the_whole_track(style: str) -> None:
    score = write(RenderRequest("a", "", 14.0, 3, style=style))
    for track in tracks.tracks_of(score, arrangements.ARRANGEMENTS[style], 14 * RATE, None):
        whole, together = track.sound(0, 14 * RATE), np.zeros((2, 14 * RATE), np.float32)
        for first in range(0, 14 * RATE, 4 * RATE):
            sound = track.sound(first, min(first + 4 * RATE, 14 * RATE))
            together[:, first : first + sound.shape[1]] += sound
        assert np.abs(whole - together).max() < 1e-4 * np.abs(whole).max(), track.part  # filters round


@pytest.mark.parametrize("style", STYLES)
def test_a_piece_in_stretches_sounds_like_the_whole(style: str, request: pytest.FixtureRequest) -> None:
    score = write(RenderRequest("a", "", 14.0, 3, style=style))
    arrangement = arrangements.ARRANGEMENTS[style]
    whole = mixing.mix(score, arrangement, 14 * RATE, None)
    request.getfixturevalue("short_stretches")
    together = mixing.mix(score, arrangement, 14 * RATE, None)
    off = np.sqrt(np.square(whole - together).reshape(2, -1, RATE).mean((0, 2)))
    assert (off < 0.02 * np.sqrt(np.square(whole).mean())).all(), "nowhere more than 34 dB under it"
    assert not np.array_equal(whole, together), "it was mixed in stretches"


def test_a_stop_does_not_change_the_music_well_before_it() -> None:
    score = write(RenderRequest("a", "", 200.0, 3, style="rock"))
    bars = score.grid.downbeats
    longest = max(note.length for note in score.notes)
    assert longest < 3 * np.diff(bars).max(), "a stop looks at three bars"


def test_a_bus_is_read_in_stretches_and_carries_tails_over() -> None:
    bus, left_louder = tracks.Bus(2), np.array([[2.0], [1.0]], np.float32)
    bus.add(np.ones((1, 6), np.float32), left_louder)
    bus.add(np.ones((1, 3), np.float32), left_louder)
    assert bus.take(4).tolist() == [[4, 4, 4, 2], [2, 2, 2, 1]]
    assert bus.take(4).tolist() == [[2, 2, 0, 0], [1, 1, 0, 0]]
    assert bus.take(1 << 20).any() == 0


@pytest.mark.parametrize("style", ["chiptune", "house"])
def test_the_level_of_a_part_of_a_long_piece_is_that_of_the_whole(style: str) -> None:
    score = write(RenderRequest("a", "", 90.0, 2, style=style))
    parts = tracks.tracks_of(score, arrangements.ARRANGEMENTS[style], 90 * RATE, None)
    for track, gain in zip(parts, tracks.gains_of(parts, 90 * RATE), strict=True):
        whole = track.gain(tracks.power_of(track.sound(0, 90 * RATE)))
        assert abs(20 * np.log10(gain / whole)) < 1.5, track.part


def test_computed_sounds_are_cached_up_to_a_size() -> None:
    computed: list[int] = []

    @kept(100 * 4)
    def sound(length: int) -> np.ndarray:
        computed.append(length)
        return np.zeros(length, np.float32)

    assert len(sound(40)) == 40
    assert sound(40) is sound(40)
    sound(50)
    sound(60)
    sound(40)
    assert computed == [40, 50, 60, 40], "the oldest went when there was no more room"
    sound.cache_clear()
    sound(40)
    assert computed[-1] == 40
    assert len(computed) == 5
