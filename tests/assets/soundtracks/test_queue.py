"""The queue: odd names, sidecars and duplicates, without losing or overwriting files."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.soundtracks.inbox import dropped, set_aside, settled, take_in
from assets.soundtracks.library import (
    INTERRUPTED,
    MAX_ATTEMPTS,
    Admitted,
    Rejected,
    admit,
    archive,
    attempt,
    explain,
    failures,
    is_suspect,
    original,
    read_manifest,
    record_failure,
    refuse,
    reset,
    state,
    video_key,
    videos,
    waiting,
)
from assets.soundtracks.sidecar import Sidecar, SidecarError, make_sidecar, read_sidecar

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


@settings(max_examples=200)
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
    assert read_manifest(folder).original_name == name
    assert read_manifest(folder).sidecar == {"prompt": "calm"}
    assert original(folder).read_bytes() == b"video"
    assert list(inbox.iterdir()) == []


@pytest.mark.parametrize("name", ["notes.txt", "noending", "song.mp3", "new\nline.exe"])
def test_other_file_formats_are_rejected(folders: tuple[Path, Path, Path], name: str) -> None:
    inbox, library, rejected = folders
    for _ in range(2):
        result = take_in(drop(inbox, name), library, rejected)
        assert isinstance(result, Rejected)
        assert "not a supported video format" in result.reason
    kept = sorted(path for path in rejected.rglob("*") if path.name == name and path.is_file())
    assert len(kept) == 2, "the second did not overwrite the first"
    assert all((path.parent / "reason.txt").read_text() for path in kept)


def test_a_link_to_outside_the_inbox_is_not_followed(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
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
        ("just words", "not a mapping"),
        ("tempo: 90\nprompt: calm: piano", "cannot be read, from line 2 on"),
        ("prompt: [unclosed", "cannot be read"),
        ("prompt: ''", "prompt"),
        ("mood: gloomy", "there is no style 'gloomy'"),
        ("tonality: H minor", "'H minor' is not a key; write for example A minor"),
        ("candidates: 0", "candidates"),
        ("candidates: 99", "candidates"),
        ("start: -1", "start"),
        ("volume: loud", "volume"),
        ("seconds: .inf", "seconds"),
        ("seconds: .nan", "seconds"),
        ("1: 2", "cannot be used: 1"),
        ("temp: 120", "temp: there is no such field. Fields: prompt, "),
        ("tempo: 20", "tempo: it should be greater than or equal to 30"),
        ("a: [" * 3000, "nested too deeply"),
        ("seed: 1\nvolume: x\nmix: y", "volume.*mix"),
        ("prompt: " + "x" * 70_000, "larger than 64 KB"),
    ],
)
def test_a_wrong_sidecar_is_refused_by_field(folders: tuple[Path, Path, Path], sidecar: str, says: str) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4", sidecar=sidecar), library, rejected)
    assert isinstance(result, Rejected)
    assert re.search(says, result.reason)
    names = {path.name for path in rejected.rglob("*") if path.is_file()}
    assert names == {"a.mp4", "a.mp4.yaml", "reason.txt"}


def test_a_video_of_ten_hours_is_refused_with_the_limit(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4", sidecar="seconds: 36000"), library, rejected)
    assert isinstance(result, Rejected)
    assert "less than or equal to 21600" in result.reason
    assert "Fields: prompt, " in result.reason


def test_a_key_keeps_the_letters_under_accents() -> None:
    assert video_key("Übung im Café.mp4", "0123456789") == "ubung-im-cafe-0123456789"


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from([*Sidecar.model_fields, "other"]), st.none() | st.booleans() | st.floats() | st.text()
    )
)
def test_any_sidecar_is_accepted_or_refused_by_field(content: dict[str, object]) -> None:
    refused, said = "", {}
    try:
        said = make_sidecar(content, "It").given()
    except SidecarError as error:
        refused = str(error)
    assert not refused or any(f"{name}: " in refused for name in content)
    assert said == make_sidecar(said, "It").given()


def test_sidecars_in_several_forms_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"prompt": "calm", "seed": 7}', encoding="utf-8-sig")
    assert read_sidecar(path).seed == 7
    path.write_text("")
    assert read_sidecar(path).prompt is None
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SidecarError):
        read_sidecar(path)


def test_a_video_is_admitted_only_once(folders: tuple[Path, Path, Path]) -> None:
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


def test_a_new_sidecar_queues_it_again(folders: tuple[Path, Path, Path], mark_scored: Callable[[Path], None]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4", sidecar="prompt: calm"), library, rejected)
    assert isinstance(result, Admitted)
    mark_scored(library / result.key)
    assert waiting(library) == []
    take_in(drop(inbox, "a.mp4", sidecar="prompt: calm"), library, rejected)
    assert waiting(library) == [], "nothing new was said"
    take_in(drop(inbox, "a.mp4", sidecar="prompt: wild"), library, rejected)
    assert waiting(library) == [result.key]


def test_only_settled_files_are_admitted(folders: tuple[Path, Path, Path]) -> None:
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


def test_a_dropped_folder_of_videos_is_admitted(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    for name in ("holiday/day 1", "holiday/day 2", ".trash"):
        (inbox / name).mkdir(parents=True)
        drop(inbox / name, "clip.mp4", name.encode(), sidecar=f"prompt: {name}")
        os.utime(inbox / name / "clip.mp4.yaml", (OLD, OLD))
    (inbox / "loop").symlink_to(inbox)
    _, seen = settled(inbox, {})
    ready, _ = settled(inbox, seen)
    assert [str(path.relative_to(inbox)) for path in ready if not path.is_symlink()] == [
        "holiday/day 1/clip.mp4", "holiday/day 2/clip.mp4",
    ]  # fmt: skip
    for path in ready:
        take_in(path, library, rejected)
    assert [read_manifest(folder).sidecar["prompt"] for folder in videos(library)] == [
        "holiday/day 1",
        "holiday/day 2",
    ]
    assert [path.name for path in dropped(inbox)] == ["loop"], "too fresh yet; no link is followed"


@pytest.mark.parametrize("name", [b"caf\xe9.mp4", b"x" * 251 + b".mp4", "\U0001f3ac".encode() * 62 + b"ab.mp4"])
def test_names_from_other_systems_are_accepted(folders: tuple[Path, Path, Path], name: bytes) -> None:
    inbox, library, rejected = folders
    for content in (b"one", b"two"):
        path = Path(os.fsdecode(os.fsencode(inbox) + b"/" + name))
        path.write_bytes(content)
        os.utime(path, (OLD, OLD))
        ready, _ = settled(inbox, settled(inbox, {})[1])
        taken = take_in(ready[0], library, rejected)
        assert isinstance(taken, Admitted)
        if content == b"one":
            continue
        told = refuse(library / taken.key, rejected, "no picture")
        assert [p.read_bytes() for p in rejected.rglob("*.mp4")] == [b"two"]
        assert told.name.encode("utf-8") == name.replace(b"\xe9", b"?")
    (inbox / "notes.txt").write_text("x")
    aside = set_aside(Path(os.fsdecode(os.fsencode(inbox) + b"/notes.txt")), rejected, "no video")
    assert aside.name == "notes.txt"


def test_a_sidecar_in_capitals_is_read(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    video = drop(inbox, "CLIP.MP4")
    (inbox / "CLIP.YAML").write_text("prompt: calm\ntonality: A minor")
    assert isinstance(take_in(video, library, rejected), Admitted)
    assert [read_manifest(f).sidecar for f in videos(library)] == [{"prompt": "calm", "tonality": "A minor"}]
    assert list(inbox.iterdir()) == []


def test_a_rejected_file_is_kept_unchanged(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "Bad Film.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    refuse(library / result.key, rejected, "no picture")
    assert list(videos(library)) == []
    assert (rejected / result.key / "Bad Film.mp4").read_bytes() == b"video"
    assert (rejected / result.key / "reason.txt").read_text() == "no picture\n"


def test_a_failing_video_is_given_up(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    for _ in range(MAX_ATTEMPTS):
        assert waiting(library) == [result.key]
        record_failure(library / result.key, "out of memory")
    assert waiting(library) == []


def test_a_sidecar_that_is_being_written_is_waited_for(folders: tuple[Path, Path, Path]) -> None:
    inbox, *_ = folders
    drop(inbox, "a.mp4", sidecar="prompt: ca")
    _, seen = settled(inbox, {})
    assert settled(inbox, seen)[0] == []
    os.utime(inbox / "a.mp4.yaml", (OLD, OLD))
    assert [path.name for path in settled(inbox, seen)[0]] == ["a.mp4"]


def test_a_linked_sidecar_is_not_followed(folders: tuple[Path, Path, Path], tmp_path: Path) -> None:
    inbox, library, rejected = folders
    (tmp_path / "private.yaml").write_text("prompt: secret")
    video = drop(inbox, "a.mp4")
    (inbox / "a.mp4.yaml").symlink_to(tmp_path / "private.yaml")
    assert isinstance(take_in(video, library, rejected), Rejected)
    assert (tmp_path / "private.yaml").exists()


def test_two_videos_with_one_name_share_a_sidecar(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    (inbox / "film.yaml").write_text("prompt: calm")
    for name, content in (("film.mp4", b"one"), ("film.mov", b"two")):
        drop(inbox, name, content)
    for name in ("film.mp4", "film.mov"):
        assert isinstance(take_in(inbox / name, library, rejected), Admitted)
    assert [read_manifest(folder).sidecar for folder in videos(library)] == [{"prompt": "calm"}] * 2
    assert list(inbox.iterdir()) == []


def test_a_file_called_like_the_reason_is_kept(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    take_in(drop(inbox, "reason.txt", b"mine"), library, rejected)
    assert (rejected / "reason" / "reason.original.txt").read_bytes() == b"mine"


def test_adding_does_not_change_the_user_s_file(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, _ = folders
    path = drop(inbox, "a.mp4", b"first")
    folder = library / admit(path, library, None).key
    path.write_bytes(b"changed later")
    assert original(folder).read_bytes() == b"first"


def test_a_video_has_one_state_at_a_time_until_it_is_archived(
    folders: tuple[Path, Path, Path], mark_scored: Callable[[Path], None]
) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    folder = library / result.key
    assert state(folder) == "queued"
    (folder / "soundtrack.json").write_text("{}")
    assert state(folder) == "rendered"
    mark_scored(folder)
    assert state(folder) == "scored"
    reset(folder)
    for _ in range(MAX_ATTEMPTS):
        record_failure(folder, "no")
    assert state(folder) == "given up"
    assert waiting(library) == []
    reset(folder)
    assert waiting(library) == [result.key]
    place = archive(folder, folder.parent.parent / "archived")
    assert original(place).read_bytes() == b"video"
    assert list(videos(library)) == []


@pytest.mark.fault("killed", "soundtracks/*", "counted as a failed attempt; given up after the third")
def test_a_killed_attempt_counts_as_a_failure(folders: tuple[Path, Path, Path]) -> None:
    inbox, library, rejected = folders
    result = take_in(drop(inbox, "a.mp4"), library, rejected)
    assert isinstance(result, Admitted)
    folder = library / result.key
    with attempt(folder):
        assert is_suspect(folder)
    assert not is_suspect(folder)
    killed = attempt(folder)
    killed.__enter__()  # and never left
    assert is_suspect(folder)
    with attempt(folder):
        pass
    assert failures(folder) == [INTERRUPTED]
    del killed


@pytest.mark.parametrize(("number", "says"), [(28, "Free some space"), (27, "Free some space"), (13, "permissions")])
def test_a_failing_disk_is_explained(number: int, says: str) -> None:
    assert says in explain(OSError(number, os.strerror(number)))


def test_a_failing_disk_is_explained_with_the_name_of_the_file_but_not_its_folder() -> None:
    said = explain(OSError(13, os.strerror(13), "/home/someone/videos/film.mp4"))
    assert "film.mp4" in said
    assert "someone" not in said, "the page shows it"
