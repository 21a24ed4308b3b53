"""Comments in MP3 and FLAC files, as other programs read them."""

from pathlib import Path

import numpy as np

from assets.songs.steps import _write_mp3
from resources.media.sound import RATE, read_audio, write_audio

NOTE = "The voice in this song is synthetic: a computer speaks. Été " + "x" * 200


def test_a_comment_is_stored_where_players_look_for_it(tmp_path: Path) -> None:
    import av

    sound = np.zeros((2, RATE), np.float32)
    _write_mp3(tmp_path / "a.mp3", sound, {"title": "Rain", "artist": "me"}, NOTE)
    content = (tmp_path / "a.mp3").read_bytes()
    assert b"COMM" in content[:40]
    assert b"TXXX\x00\x00\x00\x13comment" not in content
    write_audio(tmp_path / "a.flac", sound, RATE, {"title": "Rain", "comment": NOTE})
    for name in ("a.mp3", "a.flac"):
        with av.open(str(tmp_path / name)) as file:
            assert {key.lower(): value for key, value in file.metadata.items()}.items() >= {
                "title": "Rain",
                "comment": NOTE,
            }.items()
        heard = read_audio(tmp_path / name)
        assert heard is not None
        assert abs(heard.shape[1] - RATE) < 0.1 * RATE
