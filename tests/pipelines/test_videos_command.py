"""The video queue from a terminal: each command and its errors."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import numpy as np
import pytest

from assets.soundtracks.assets import STEPS
from assets.soundtracks.batch import score_batch
from assets.soundtracks.inbox import take_in
from assets.soundtracks.library import MAX_ATTEMPTS, Rejected, read_manifest, record_failure, state, videos
from assets.soundtracks.records import SoundtrackRecord
from assets.soundtracks.steps import Done
from pipelines.settings import Settings
from pipelines.videos import parser, run, take_in_inbox
from resources.errors import TenthSymphonyError
from resources.media.sound import read_audio
from resources.renderers.sketch import SketchRenderer

Maker = Callable[..., Path]


class Terminal:
    """Commands against one instance and data folder."""

    def __init__(self, settings: Settings, instance: dg.DagsterInstance) -> None:
        self.settings, self.instance = settings, instance
        self.folders = settings.folders

    def __call__(self, *words: str) -> str:
        return run(parser().parse_args(words), self.settings, self.instance)

    def refused(self, *words: str) -> str:
        with pytest.raises(TenthSymphonyError) as error:
            self(*words)
        assert error.value.remedy
        return str(error.value)

    @property
    def partitions(self) -> list[str]:
        return list(self.instance.get_dynamic_partitions("video"))

    def states(self) -> dict[str, str]:
        return {folder.name: state(folder) for folder in videos(self.folders.library)}


@pytest.fixture
def terminal(settings: Settings, instance: dg.DagsterInstance) -> Terminal:
    return Terminal(settings, instance)


def add(terminal: Terminal, video: Path, *words: str) -> str:
    told = terminal("add", str(video), *words)
    assert "score" in told, "it says how to go on"
    match = re.search(r": ([a-z0-9-]+)\n", told)
    assert match
    return match[1]


def test_a_video_is_added_with_its_settings(terminal: Terminal, make_video: Maker, tmp_path: Path) -> None:
    video = make_video(tmp_path / "my film.mp4")
    before = video.read_bytes()
    key = add(terminal, video, "--prompt", "calm piano", "--volume", "-3", "--candidates", "2", "--mix", "duck")
    assert key.startswith("my-film-")
    assert terminal.partitions == [key]
    assert read_manifest(terminal.folders.library / key).sidecar == {
        "prompt": "calm piano", "volume": -3.0, "candidates": 2, "mix": "duck",
    }  # fmt: skip
    assert video.read_bytes() == before
    assert add(terminal, video) == key
    assert read_manifest(terminal.folders.library / key).sidecar["prompt"] == "calm piano", "nothing new was said"
    assert key in terminal("list")
    assert "queued" in terminal("list")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "/no/such/file.mp4"], "There is no file"),
        (["add", "/"], "is a folder. Name one video file"),
        (["add", "NOTES.txt"], "not a supported video format"),
        (["add", "EMPTY.mp4"], "The file is empty"),
        (["add", "GOOD.mp4", "--seconds", "36000"], "seconds: .*21600"),
        (["add", "GOOD.mp4", "--mood", "gloomy", "--mix", "loud"], "(style|mood): .*mix: "),
        (["retry", "nothing-0123456789"], "There is no video"),
        (["retry", "../../etc"], "There is no video"),
        (["archive", "."], "There is no video"),
        (["remove", "", "--yes"], "There is no video"),
    ],
)
def test_impossible_commands_are_reported(
    terminal: Terminal, make_video: Maker, tmp_path: Path, words: list[str], says: str
) -> None:
    (tmp_path / "NOTES.txt").write_text("x")
    (tmp_path / "EMPTY.mp4").write_bytes(b"")
    make_video(tmp_path / "GOOD.mp4")
    words = [str(tmp_path / word) if word.split(".")[0].isupper() else word for word in words]
    assert re.search(says, terminal.refused(*words))
    assert terminal.states() == {}


def test_retrying_a_scored_video_needs_a_changed_setting(
    terminal: Terminal, make_video: Maker, mark_scored: Callable[[Path], None], tmp_path: Path
) -> None:
    key = add(terminal, make_video(tmp_path / "a.mp4"), "--prompt", "calm")
    folder = terminal.folders.library / key
    for _ in range(MAX_ATTEMPTS):
        record_failure(folder, "out of memory")
    assert re.search(rf"{key} +given up +a.mp4: out of memory", terminal("list"))
    terminal("retry", key)
    assert terminal.states() == {key: "queued"}
    mark_scored(folder)
    assert "--seed" in terminal.refused("retry", key)
    terminal("retry", key, "--seed", "8")
    assert terminal.states() == {key: "queued"}
    assert read_manifest(folder).sidecar == {"prompt": "calm", "seed": 8}


def test_a_rejected_video_can_be_retried_with_other_options(terminal: Terminal, make_video: Maker) -> None:
    folders = terminal.folders
    folders.inbox.mkdir()
    video = make_video(folders.inbox / "a.mp4")
    (folders.inbox / "a.mp4.yaml").write_text("mood: gloomy")
    os.utime(folders.inbox / "a.mp4.yaml", (1_600_000_000, 1_600_000_000))
    assert isinstance(take_in(video, folders.library, folders.rejected), Rejected)
    assert re.search(r"a +refused +.*gloomy", terminal("list"))
    assert "gloomy" in terminal.refused("retry", "a"), "the sidecar is still wrong"
    assert (folders.rejected / "a" / "a.mp4").exists()
    told = terminal("retry", "a", "--mood", "sad")
    (key,) = terminal.states()
    assert key in told
    assert terminal.partitions == [key]
    assert not (folders.rejected / "a").exists()


def test_archiving_keeps_the_files(terminal: Terminal, make_video: Maker, tmp_path: Path) -> None:
    key = add(terminal, make_video(tmp_path / "a.mp4"))
    other = add(terminal, make_video(tmp_path / "b.mp4", fps=30))
    place = Path(terminal("archive", key).split(" files are in ")[1])
    assert (place / "original.mp4").read_bytes() == (tmp_path / "a.mp4").read_bytes()
    assert terminal.partitions == [other]
    assert terminal.states() == {other: "queued"}
    assert add(terminal, tmp_path / "a.mp4") == key, "it can come again"
    assert terminal("archive", key).endswith(f"{key}-2"), "and nothing is overwritten"


def test_removing_asks_first(terminal: Terminal, make_video: Maker, tmp_path: Path) -> None:
    key = add(terminal, make_video(tmp_path / "a.mp4"))
    assert "--yes" in terminal.refused("remove", key)
    assert terminal.states() == {key: "queued"}
    terminal("remove", key, "--yes")
    assert terminal.states() == {}
    assert terminal.partitions == []


def test_partitions_stay_while_a_run_may_need_them(
    terminal: Terminal, make_video: Maker, tmp_path: Path, defs: dg.Definitions
) -> None:
    key = add(terminal, make_video(tmp_path / "a.mp4"))
    job = defs.resolve_job_def("render_soundtracks")
    going_on = terminal.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    terminal("archive", key)
    assert terminal.partitions == [key]
    terminal.instance.report_run_canceled(going_on)
    other = add(terminal, make_video(tmp_path / "b.mp4", fps=30))
    terminal("remove", other, "--yes")
    assert terminal.partitions == []


def test_another_take_is_chosen_by_a_command(terminal: Terminal, make_video: Maker, tmp_path: Path) -> None:
    key = add(terminal, make_video(tmp_path / "a.mp4", seconds=2.0), "--seed", "3")
    library, rejected = terminal.folders.library, terminal.folders.rejected
    assert "Wait until it is scored" in terminal.refused("choose", key, "2")
    list(score_batch(library, rejected, SketchRenderer(), [key], STEPS))
    first = read_audio(library / key / "scored.mp4")
    number = 1 + SoundtrackRecord.read(library / key / SoundtrackRecord.FILE).chosen % 3
    assert "no take 9" in terminal.refused("choose", key, "9")
    terminal("choose", key, str(number))
    assert terminal.states() == {key: "rendered"}
    again = list(score_batch(library, rejected, SketchRenderer(), [key], STEPS))
    assert [r.reused for r in again if isinstance(r, Done)] == [True, True, True, False], "no music is made for it"
    assert SoundtrackRecord.read(library / key / SoundtrackRecord.FILE).chosen == number
    second = read_audio(library / key / "scored.mp4")
    assert first is not None
    assert second is not None
    assert not np.array_equal(first, second)


def test_an_empty_queue_says_how_to_begin(terminal: Terminal) -> None:
    assert "add FILE" in terminal("list")
    terminal.folders.inbox.mkdir()
    (terminal.folders.inbox / "a.mp4").write_bytes(b"x")
    (terminal.folders.inbox / "a.mp4.yaml").write_bytes(b"prompt: calm")
    (terminal.folders.inbox / "b.mp4.part").write_bytes(b"x")
    told = terminal("list")
    assert "1 file not taken in yet" in told
    assert "b.mp4.part waits until its download is finished" in told


def test_videos_of_one_name_are_told_apart_and_old_failures_of_a_scored_one_are_not_told(
    terminal: Terminal, make_video: Maker, mark_scored: Callable[[Path], None], tmp_path: Path
) -> None:
    keys = [add(terminal, make_video(tmp_path / name, seconds=2.0)) for name in ("clip.mp4", "clip.mov")]
    record_failure(terminal.folders.library / keys[0], "It was killed.")
    assert terminal("list").splitlines() == [
        f"{keys[0]}  queued     clip.mp4: It was killed.",
        f"{keys[1]}  queued     clip.mov",
    ]
    mark_scored(terminal.folders.library / keys[0])
    assert terminal("list").splitlines()[0] == f"{keys[0]}  scored     clip.mp4"


def test_a_refused_file_is_listed_by_its_name(terminal: Terminal) -> None:
    terminal.folders.inbox.mkdir()
    (terminal.folders.inbox / "my film.wmv").write_bytes(b"x")
    (terminal.folders.inbox / "my film.wmv.yaml").write_bytes(b"prompt: calm")
    take_in_inbox(terminal.folders)
    assert terminal("list").startswith("my-film  refused    my film.wmv: .wmv is not a supported video format.")


def test_the_commands_have_an_option_for_every_field_of_a_sidecar(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["add", "--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    for word in (
        "prompt",
        "seconds",
        "start",
        "tempo",
        "style",
        "mood",
        "tonality",
        "mix",
        "volume",
        "seed",
        "candidates",
    ):
        assert f"--{word}" in told


def test_options_override_the_sidecar_of_a_video(terminal: Terminal, make_video: Maker, tmp_path: Path) -> None:
    video = make_video(tmp_path / "holiday.mp4")
    (tmp_path / "holiday.mp4.yaml").write_text("prompt: calm piano\ntempo: 84\n")
    key = add(terminal, video, "--tempo", "90")
    assert read_manifest(terminal.folders.library / key).sidecar == {"prompt": "calm piano", "tempo": 90}
    other = make_video(tmp_path / "other.mp4", seconds=2.0)
    (tmp_path / "other.yaml").write_text("tempoo: 84\n")
    assert "tempoo" in terminal.refused("add", str(other))
    assert len(terminal.states()) == 1, "nothing was queued"


def test_the_inbox_is_taken_in_before_scoring(terminal: Terminal, make_video: Maker) -> None:
    folders = terminal.folders
    folders.inbox.mkdir(parents=True, exist_ok=True)
    make_video(folders.inbox / "dropped.mp4")
    (folders.inbox / "dropped.mp4.yaml").write_text("prompt: calm piano\n")
    (folders.inbox / "notes.txt").write_text("no video")
    (line,) = take_in_inbox(folders)
    assert "notes.txt" in line
    assert list(terminal.states().values()) == ["queued"]
    assert read_manifest(next(videos(folders.library))).sidecar == {"prompt": "calm piano"}
    assert not [path for path in folders.inbox.iterdir() if path.suffix in (".mp4", ".yaml", ".txt")]
    assert take_in_inbox(folders) == []
