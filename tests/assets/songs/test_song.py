"""A whole song on a voice and a renderer made for the test: what is heard, seen and written, and what goes wrong."""

import itertools
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import dagster as dg
import numpy as np
import pytest
from PIL import Image

from assets.songs import assets as songs
from assets.songs.backgrounds import BackgroundError
from assets.songs.captions import ass, lrc, vtt
from assets.songs.card import BY_PLAN, CARD, HURRIED
from assets.songs.library import NoSongError, all_songs, ask, failures, song_folder, state, waiting
from assets.songs.lyric_video import Shape, poster, write_lyric_video
from assets.songs.plan import SongPlan
from assets.songs.records import SYNTHETIC, LyricVideoRecord, SongRecord, SongRequest
from assets.songs.steps import make_plan
from assets.songs.vocals import RATE
from resources.audio import loudness, true_peak
from resources.media.sound import read_audio
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from resources.voices.base import VoiceError
from resources.voices.package import VoiceChoice
from tests.assets.songs.words_to_sing import SHORT, Beeps


class Choice:
    """Stands where the setting's voice stands."""

    sung_by = ""

    def __init__(self, error: VoiceError | None = None) -> None:
        self.error = error

    def open(self) -> Beeps:
        if self.error:
            raise self.error
        return Beeps()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "inbox")


def materialise(folders: Folders, key: str, *, voices: Any = None, renderer: Any = None, fails: bool = False) -> Any:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("song", [key])
        result = dg.materialize(
            songs.ASSETS,
            partition_key=key,
            instance=instance,
            resources={"folders": folders, "voices": voices or Choice(), "renderer": renderer or SketchRenderer("off")},
            raise_on_error=not fails,
        )
        return {
            event.asset_key.path[-1]: event.step_materialization_data.materialization
            for event in result.get_asset_materialization_events()
            if event.asset_key
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, str, dict[str, Any]]:
    """A whole song, made once: who changes it takes a copy."""
    root = tmp_path_factory.mktemp("song")
    folders = Folders(root / "data", root / "inbox")
    key = ask(folders.songs, SongRequest(text=SHORT, title="Rain", shapes=("wide", "tall")))
    return folders, key, materialise(folders, key)


def test_from_words_to_a_song_with_its_video(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, shown = made
    folder = folders.songs / key
    assert set(shown) == {"plan", "voice", "song", "lyric_video"}
    audio = read_audio(folder / "song.flac")
    assert audio is not None
    assert loudness(audio, RATE) == pytest.approx(-14.0, abs=0.3)
    assert true_peak(audio) <= -0.9
    plan = SongPlan.read(folder / SongPlan.FILE)
    assert audio.shape[1] == round(plan.seconds * RATE)
    video = LyricVideoRecord.read(folder / LyricVideoRecord.FILE)
    assert set(video.files) == {"wide", "tall"}
    for name in video.files.values():
        sound = read_audio(folder / name)
        assert sound is not None
        assert sound.shape[1] == pytest.approx(audio.shape[1], abs=RATE // 10)
    with Image.open(folder / "preview.webp") as preview:
        assert getattr(preview, "n_frames", 1) > 20
    assert state(folder) == "made"
    assert waiting(folders.songs) == []


def test_a_synthetic_voice_says_that_it_is_one(made: tuple[Folders, str, dict[str, Any]]) -> None:
    import av

    folders, key, shown = made
    folder = folders.songs / key
    assert SongRecord.read(folder / SongRecord.FILE).note.startswith(SYNTHETIC)
    assert shown["song"].metadata["note"].value.startswith(SYNTHETIC)
    for name in ("song.mp3", "song.flac", "voice.flac", "lyrics-wide.mp4"):
        with av.open(str(folder / name)) as file:
            assert any(SYNTHETIC in value for value in file.metadata.values()), name


def test_a_card_says_what_a_song_is_made_of(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, _ = made
    # As Markdown shows it: what could be taken for its signs is escaped.
    card = re.sub(r"\\(.)", r"\1", (folders.songs / key / CARD).read_text(encoding="utf-8"))
    song = SongRecord.read(folders.songs / key / SongRecord.FILE)
    rows = dict(re.findall(r"^\| (.+?) \| (.+) \|$", card, re.M))
    assert card.startswith("# Rain\n")
    assert rows["words"] == "a person"
    assert rows["voice"] == f"beeps; {SYNTHETIC}"
    assert rows["music"].startswith("sketch, ")
    assert rows["key"] == song.tonality
    assert rows["seed"] == "31"
    assert rows["squeeze"].startswith("1.00 ")
    assert re.fullmatch(r"plan [0-9a-f]{16}, voice [0-9a-f]{16}, song [0-9a-f]{16}", rows["data versions"])
    assert song.note in card
    assert HURRIED not in card


@pytest.mark.slow
def test_words_that_had_no_time_are_told(folders: Folders) -> None:
    class Hurried(Choice):
        def open(self) -> Beeps:
            return Beeps(squeeze=0.43)

    key = ask(folders.songs, SongRequest(text=SHORT))
    shown = materialise(folders, key, voices=Hurried())
    assert HURRIED in shown["song"].metadata["note"].value
    assert "0.43" in (folders.songs / key / CARD).read_text(encoding="utf-8")


def test_what_is_there_is_not_made_again_and_a_wish_makes_only_what_it_touches(
    made: tuple[Folders, str, dict[str, Any]], folders: Folders
) -> None:
    first, key, _ = made
    shutil.copytree(first.songs, folders.songs)
    again = materialise(folders, key)
    assert all(shown.metadata["reused"].value is True for shown in again.values())
    request = SongRequest.read(folders.songs / key / SongRequest.FILE)
    request.model_copy(update={"shapes": ("tall",)}).write(folders.songs / key / SongRequest.FILE)
    third = materialise(folders, key)
    assert [name for name, shown in third.items() if not shown.metadata["reused"].value] == ["lyric_video"]


def test_an_instrumental_needs_no_voice_and_what_no_font_has_is_said(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=f"{SHORT}out in the 雨", voice=False))
    shown = materialise(folders, key, voices=Choice(VoiceError("There is no voice.")))
    assert "synthetic" not in shown["song"].metadata["note"].value
    assert not (folders.songs / key / "voice.flac").exists()
    left_out = LyricVideoRecord.read(folders.songs / key / LyricVideoRecord.FILE).left_out
    assert "leaves out 雨" in left_out
    assert "make fonts" in left_out


def test_words_in_another_language_are_told(folders: Folders) -> None:
    text = "La noche cae sobre la ciudad\nY yo camino buscando verdad\nEl corazón me pide libertad"
    key = ask(folders.songs, SongRequest(text=text, voice=False))
    plan, _ = make_plan(folders, key, VoiceChoice("none", folders.voice))
    assert any("Spanish" in said for said in plan.written_by["said"])


def test_without_the_voice_it_is_said_and_tried_no_more_than_twice(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=SHORT))
    for _ in range(2):
        assert waiting(folders.songs) == [key]
        materialise(folders, key, voices=Choice(VoiceError("There is no voice.", remedy="Run make voice.")), fails=True)
    assert state(folders.songs / key) == "given up"
    assert "Run make voice" in failures(folders.songs / key)[0]
    assert ask(folders.songs, SongRequest(text=SHORT)) == key, "asked for again, it is tried again"
    assert waiting(folders.songs) == [key]


def test_a_renderer_that_gives_nothing_is_named(folders: Folders) -> None:
    class Broken:
        name, revision, licence, capabilities = "broken", "1", "none", SketchRenderer.capabilities

        def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderFailure]:
            yield RenderFailure(requests[0].key, "out of memory")

    key = ask(folders.songs, SongRequest(text=SHORT))
    materialise(folders, key, renderer=Broken(), fails=True)
    assert failures(folders.songs / key) == ("broken gave no music: out of memory.",)


class Singer(SketchRenderer):
    """Stands where an engine stands that sings the words itself; here it only plays."""

    name = "singer"
    capabilities = SketchRenderer.capabilities.__class__(sings=True, stereo=True)

    def __init__(self) -> None:
        super().__init__("off")
        self.asked: list[RenderRequest] = []

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        self.asked.extend(requests)
        yield from super().render(requests)


@pytest.mark.slow
def test_a_renderer_that_sings_gets_the_words_and_no_other_voice(folders: Folders) -> None:
    singer = Singer()
    key = ask(folders.songs, SongRequest(text=SHORT, prompt="slow and dusty, in D minor"))
    choice = VoiceChoice("auto", folders.voice, sung_by=singer.name)  # whose voice was never fetched
    shown = materialise(folders, key, voices=choice, renderer=singer)
    [asked] = singer.asked
    assert asked.lyrics.startswith("[intro]")
    assert "[chorus]\nlet it rain" in asked.lyrics
    assert (asked.tonality, asked.told_tempo) == ("D minor", asked.tempo)
    note = shown["song"].metadata["note"].value
    assert "singer" in note
    assert note.startswith(SYNTHETIC)
    assert BY_PLAN in note
    folder = folders.songs / key
    assert not (folder / "voice.flac").exists()
    plan, audio = SongPlan.read(folder / SongPlan.FILE), read_audio(folder / "song.flac")
    assert audio is not None
    assert plan.stops
    for start, end in plan.stops:  # the engine sings there
        assert np.abs(audio[:, round(start * RATE) : round(end * RATE)]).max() > 0.05
    again = materialise(folders, key, voices=choice, renderer=singer)
    assert all(step.metadata["reused"].value is True for step in again.values())
    rapped = materialise(folders, key, renderer=singer)
    assert rapped["voice"].metadata["voice"].value == "beeps"
    assert singer.asked[-1].lyrics == "", "with another voice it only plays"


def test_the_words_files_have_every_word_at_its_time(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE)
    words = [word for line in plan.lines for word in line.words]
    times = re.findall(r"<(\d+):(\d+\.\d+)>", lrc(plan, "x"))
    assert [60 * int(m) + float(s) for m, s in times] == pytest.approx([word.start for word in words], abs=0.006)
    assert sum(map(len, re.findall(r"\\kf", ass(plan)))) == 3 * len(words)
    text = vtt(plan)
    assert text.startswith("WEBVTT\n")
    cues = re.findall(r"(\d+:\d+:\d+\.\d+) --> (\d+:\d+:\d+\.\d+)", text)
    assert len(cues) == len(plan.lines)
    assert all(first < last for first, last in cues)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(cues))


def test_words_light_up_when_they_are_said(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE)
    audio = read_audio(folders.songs / key / "song.flac")
    assert audio is not None
    line = plan.lines[0]

    def white(at: float) -> int:
        return int((poster(plan, audio, at)[200:500].min(2) > 225).sum())

    before, middle = white(line.words[0].start - 0.1), white(line.words[3].start + 0.04)
    assert before < middle < white(line.words[-2].start + 0.04)


@pytest.mark.parametrize("shape", ["wide", "tall"])
@pytest.mark.parametrize("title", ["", "Ω 雨 🌧 {x}", "word " * 23, "unbreakable" * 10])
def test_any_title_and_shape_can_be_drawn(made: tuple[Folders, str, dict[str, Any]], shape: Shape, title: str) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE).model_copy(update={"title": title})
    drawn = poster(plan, np.zeros((2, RATE), np.float32), 1.0, shape=shape)
    assert drawn.shape == ((720, 1280, 3) if shape == "wide" else (1280, 720, 3))


def test_a_picture_behind_the_words(made: tuple[Folders, str, dict[str, Any]], tmp_path: Path) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE)
    Image.new("RGB", (301, 199), (250, 20, 20)).save(tmp_path / "red.png")
    drawn = poster(plan, np.zeros((2, RATE), np.float32), 1.0, background=tmp_path / "red.png")
    red, green, _ = drawn[10, 10].tolist()
    assert red > 80 > green
    (tmp_path / "no.png").write_bytes(b"no picture")
    with pytest.raises(BackgroundError, match=r"no\.png"):
        write_lyric_video(plan, np.zeros((2, RATE), np.float32), tmp_path / "out.mp4", background=tmp_path / "no.png")
    assert not (tmp_path / "out.mp4").exists()


def test_a_request_is_checked(folders: Folders) -> None:
    for wrong in ({"style": "plonk"}, {"form": "X"}, {"background": "../x.png"}, {"tempo": 20}, {"model": "../x"}):
        with pytest.raises(ValueError, match="validation error"):
            SongRequest.model_validate(wrong)
    with pytest.raises(NoSongError):
        song_folder(folders.songs, "../x")
    key = ask(folders.songs, SongRequest(theme="Rain & Snow"))
    assert key.startswith("rain-snow-")
    assert ask(folders.songs, SongRequest(theme="Rain & Snow")) == key
    assert [path.name for path in all_songs(folders.songs)] == [key]
    stored = json.loads((folders.songs / key / SongRequest.FILE).read_text())
    assert cast(str, stored["theme"]) == "Rain & Snow"
