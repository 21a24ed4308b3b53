"""Interrupted songs: incomplete files are not used, and the rerun completes the song."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assets.songs.library import ask
from assets.songs.plan import SongPlan
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest, VoiceRecord
from assets.songs.steps import draw_lyric_video, make_plan, make_song, record_voice
from resources.leases import LeaseError, lease
from resources.records import RecordError
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from resources.voices.package import VoiceChoice
from tests.disks import files_of_at_most

TEXT = "the rain comes down\nall over the town"
FILES = (SongPlan.FILE, VoiceRecord.FILE, SongRecord.FILE, LyricVideoRecord.FILE)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "inbox")


def make(folders: Folders, key: str) -> list[bool]:
    """All four steps; which of them found everything there."""
    folder, voices = folders.songs / key, VoiceChoice("none", folders.voice)
    return [
        make_plan(folders, key, voices)[1],
        record_voice(folder, voices, lambda _: None)[1],
        make_song(folder, SketchRenderer("off"))[1],
        draw_lyric_video(folder)[1],
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A data root with a song that was made, once for all tests."""
    root = tmp_path_factory.mktemp("song")
    folders = Folders(root / "data", root / "inbox")
    key = ask(folders.songs, SongRequest(text=TEXT, voice=False))
    assert make(folders, key) == [False] * 4
    assert make(folders, key) == [True] * 4
    return folders


@pytest.fixture
def song(folders: Folders, whole: Folders) -> str:
    shutil.copytree(whole.songs, folders.songs)
    [folder] = folders.songs.iterdir()
    return folder.name


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "gone"])
@pytest.mark.parametrize("name", FILES)
@pytest.mark.fault("corrupt input", "songs/*, a song's records", "made again")
def test_a_damaged_record_is_made_again(folders: Folders, song: str, name: str, damage: str) -> None:
    path = folders.songs / song / name
    content = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "flipped":
            place = content.index(b'"')
            path.write_bytes(content[:place] + b"'" + content[place + 1 :])
        case "empty":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
    assert make(folders, song)[FILES.index(name)] is False
    assert make(folders, song) == [True] * 4


@pytest.mark.parametrize("name", ["song.flac", "song.mp3", "lyrics-wide.mp4"])
def test_a_missing_file_is_made_again(folders: Folders, song: str, name: str) -> None:
    (folders.songs / song / name).unlink()
    assert False in make(folders, song)
    assert (folders.songs / song / name).exists()


@pytest.mark.fault("disk full", "songs/*", "fails; no partial file is left")
def test_a_full_disk_leaves_no_partial_files_of_a_song(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=TEXT, voice=False))
    with files_of_at_most(50_000), pytest.raises(OSError, match=r"."):
        make(folders, key)
    left = [path.name for path in (folders.songs / key).iterdir()]
    assert not [name for name in left if "partial" in name or name == "song.flac"]
    assert make(folders, key)[2:] == [False, False]
    assert make(folders, key) == [True] * 4


@pytest.mark.fault("two at once", "songs/*", "the second is refused; the message names the first")
def test_a_second_process_cannot_make_the_same_song(folders: Folders, song: str) -> None:
    with lease(folders.songs / song), pytest.raises(LeaseError), lease(folders.songs / song):
        pass


def test_a_step_without_its_input_says_what_to_do(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=TEXT, voice=False))
    with pytest.raises(RecordError, match="Materialise the song again"):
        make_song(folders.songs / key, SketchRenderer("off"))


def test_a_corrupt_take_of_the_backing_track_does_no_harm(folders: Folders, song: str) -> None:
    folder = folders.songs / song
    before = np.frombuffer((folder / "song.mp3").read_bytes(), np.uint8)
    (folder / "backing.flac").write_bytes(b"damaged")
    assert make(folders, song) == [True] * 4, "the song does not read it again"
    assert np.array_equal(before, np.frombuffer((folder / "song.mp3").read_bytes(), np.uint8))
