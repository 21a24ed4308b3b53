"""The queue: hostile names, sidecars, doubles, and that nothing is lost or overwritten."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.soundtracks.queue import (
    MAX_ATTEMPTS,
    Admitted,
    Rejected,
    SidecarError,
    original,
    read_manifest,
    read_sidecar,
    record_failure,
    refuse,
    settled,
    take_in,
    video_key,
    videos,
    waiting,
)

OLD = 1_600_000_000


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox", tmp_path / "library", tmp_path / "rejected"


def drop(inbox: Path, name: str, content: bytes = b"video", sidecar: str | None = None) -> Path:
    path = inbox / name
    path.write_bytes(content)
    os.utime(path, (OLD, OLD))
    if sidecar is not None:
        (inbox / f"{name}.yaml").write_text(sidecar)
    return path


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_a_key_is_safe_whatever_the_name(name: str) -> None:
    key = video_key(name, "0123456789abcdef")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-0123456789", key)
    assert len(key) <= 51


HOSTILE = [
    "a b.mp4",
    'quote\'s "x".mp4',
    "new\nline.mp4",
    "..mp4.mp4",
    "émoji 🎬.mp4",
    "x" * 240 + ".mp4",
    "-rf.mp4",
    "$(reboot).MP4",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_taken_in(folders: tuple[Path, Path, Path], name: str) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, name, sidecar="prompt: calm"), library, rejected)
    assert isinstance(result, Admitted)
    folder = library / result.key
    assert folder.parent == library
    assert read_manifest(folder)["original_name"] == name
    assert read_manifest(folder)["sidecar"] == {"prompt": "calm"}
    assert original(folder).read_bytes() == b"video"
    assert list(inbox.iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "noending", "song.mp3", "new\nline.exe"])
def test_what_is_no_video_format_is_set_aside(folders: tuple[Path, Path, Path], name: str) -> None:
    inbox, library, rejected = folders
    for _ in range(2):
        result = take_in(drop(inbox, name), library, rejected)
        assert isinstance(result, Rejected)
        assert "not a video format" in result.reason
    kept = sorted(path for path in rejected.rglob("*") if path.name == name and path.is_file())
    assert len(kept) == 2, "the second did not overwrite the first"
    assert all((path.parent / "reason.txt").read_text() for path in kept)


def test_a_link_out_of_the_inbox_is_not_followed(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    inbox, library, rejected = folders
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"private")
    (inbox / "link.mp4").symlink_to(secret)
    assert isinstance(take_in(inbox / "link.mp4", library, rejected), Rejected)
    assert not library.exists()
    assert secret.read_bytes() == b"private"


@pytest.mark.parametrize(
    ("sidecar", "says"),
    [
        ("mix: loud", "mix"),
        ("seconds: 36000", "seconds"),
        ("seconds: -1", "seconds"),
        ("tempo: fast", "tempo"),
        ("colour: red", "colour"),
        ("- a list", "not a mapping"),
        ("prompt: [unclosed", "cannot be read"),
        ("prompt: ''", "prompt"),
    ],
)
def test_a_wrong_sidecar_is_refused_by_field(folders: tuple[Path, Path, Path], sidecar: str, says: str) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4", sidecar=sidecar), library, rejected)
    assert isinstance(result, Rejected)
    assert says in result.reason
    names = {path.name for path in rejected.rglob("*") if path.is_file()}
    assert names == {"a.mp4", "a.mp4.yaml", "reason.txt"}


def test_sidecars_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"prompt": "calm", "seed": 7}', encoding="utf-8-sig")
    assert read_sidecar(path).seed == 7
    path.write_text("")
    assert read_sidecar(path).prompt is None
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SidecarError):
        read_sidecar(path)


def test_the_same_video_twice_is_one(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    first = take_in(drop(inbox, "a.mp4"), library, rejected)
    second = take_in(drop(inbox, "copy of a.mp4"), library, rejected)
    other = take_in(drop(inbox, "a.mp4", b"another"), library, rejected)
    assert isinstance(first, Admitted)
    assert isinstance(second, Admitted)
    assert isinstance(other, Admitted)
    assert (second.key, second.new) == (first.key, False)
    assert other.key != first.key
    assert len(list(videos(library))) == 2


def test_a_new_sidecar_queues_it_again(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4", sidecar="prompt: calm"), library, rejected)
    assert isinstance(result, Admitted)
    (library / result.key / "scored.json").write_text("{}")
    assert waiting(library) == []
    take_in(drop(inbox, "a.mp4", sidecar="prompt: calm"), library, rejected)
    assert waiting(library) == [], "nothing new was said"
    take_in(drop(inbox, "a.mp4", sidecar="prompt: wild"), library, rejected)
    assert waiting(library) == [result.key]


def test_only_what_has_settled_is_taken(folders: tuple[Path, Path, Path]) -> None:
    inbox, *_ = folders
    drop(inbox, "still.mp4")
    drop(inbox, ".hidden.mp4")
    drop(inbox, "coming.mp4.part")
    growing = drop(inbox, "growing.mp4")
    ready, seen = settled(inbox, {})
    assert ready == []
    growing.write_bytes(b"more of it")
    os.utime(growing, (OLD, OLD))
    (inbox / "fresh.mp4").write_bytes(b"just now")
    ready, seen = settled(inbox, seen)
    assert [path.name for path in ready] == ["still.mp4"]
    ready, seen = settled(inbox, seen)
    assert {path.name for path in ready} == {"still.mp4", "growing.mp4"}


def test_refusing_gives_the_original_back(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "Bad Film.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    refuse(library / result.key, rejected, "no picture")
    assert list(videos(library)) == []
    assert (rejected / result.key / "Bad Film.mp4").read_bytes() == b"video"
    assert (rejected / result.key / "reason.txt").read_text() == "no picture\n"


def test_a_video_is_not_tried_for_ever(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    for _ in range(MAX_ATTEMPTS):
        assert waiting(library) == [result.key]
        record_failure(library / result.key, "out of memory")
    assert waiting(library) == []
