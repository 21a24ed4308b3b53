"""A whole song on a voice and a renderer made for the test: what is heard, seen and written, and what goes wrong."""

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import dagster as dg
import numpy as np
import pytest
from PIL import Image

from assets.songs import assets as songs
from assets.songs.captions import ass, lrc, vtt
from assets.songs.library import NoSongError, all_songs, ask, failures, song_folder, state, waiting
from assets.songs.lyric_video import BackgroundError, Shape, poster, write_lyric_video
from assets.songs.mixdown import mix, with_stops
from assets.songs.plan import SongPlan
from assets.songs.records import SYNTHETIC, LyricVideoRecord, SongRecord, SongRequest
from assets.songs.vocals import RATE, put, sing, treated
from resources.audio import loudness, true_peak
from resources.media.sound import read_audio
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from resources.voices.base import Span, Spoken, Utterance, VoiceError

TEXT = "[Verse]\nthe rain comes down on every street\nI hear the city in my feet\n\n[Hook]\nlet it rain, let it rain\nlet it wash away the pain\n"


class Beeps:
    """A voice that beeps at each vowel: where it is heard can be measured."""

    name, rate, revision, licence = "beeps", 22_050, "1", "none: a test"

    def spans(self, words: Sequence[str]) -> list[Span]:
        natural = [0.15 + 0.05 * word.count(" ") for word in words for phone in word.split() if phone[-1].isdigit()]
        return [Span(seconds, 0.5 * seconds) for seconds in natural]

    def say(self, utterance: Utterance) -> Spoken:
        audio = np.zeros(round((utterance.end + 0.1) * self.rate), np.float32)
        beep = np.sin(2 * np.pi * 440 * np.arange(round(0.06 * self.rate)) / self.rate).astype(np.float32)
        for onset in utterance.onsets:
            first = round((onset - utterance.onsets[0] + 0.05) * self.rate)
            audio[first : first + len(beep)] += beep[: max(0, len(audio) - first)]
        return Spoken(audio, utterance.onsets[0] - 0.05, 1.0)


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


@pytest.fixture
def made(folders: Folders) -> tuple[Folders, str, dict[str, Any]]:
    key = ask(folders.songs, SongRequest(text=TEXT, title="Rain", shapes=("wide", "tall")))
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
    for name in ("song.mp3", "lyrics-wide.mp4"):
        with av.open(str(folder / name)) as file:
            assert any(SYNTHETIC in value for value in file.metadata.values()), name


def test_what_is_there_is_not_made_again_and_a_wish_makes_only_what_it_touches(
    made: tuple[Folders, str, dict[str, Any]],
) -> None:
    folders, key, _ = made
    again = materialise(folders, key)
    assert all(shown.metadata["reused"].value is True for shown in again.values())
    request = SongRequest.read(folders.songs / key / SongRequest.FILE)
    request.model_copy(update={"shapes": ("tall",)}).write(folders.songs / key / SongRequest.FILE)
    third = materialise(folders, key)
    assert [name for name, shown in third.items() if not shown.metadata["reused"].value] == ["lyric_video"]


def test_vowels_are_heard_where_the_plan_wants_them(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE)
    audio, _ = sing(plan, Beeps())
    level = np.abs(audio[0])
    for onset in plan.lines[0].onsets:
        at = round(onset * RATE)
        assert level[at + 200 : at + 1500].max() > 4 * level[max(0, at - 600) : at - 100].max() + 1e-4


def test_an_instrumental_needs_no_voice(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=TEXT, voice=False))
    shown = materialise(folders, key, voices=Choice(VoiceError("There is no voice.")))
    assert "synthetic" not in shown["song"].metadata["note"].value
    assert not (folders.songs / key / "voice.flac").exists()


def test_without_the_voice_it_is_said_and_tried_no_more_than_twice(folders: Folders) -> None:
    key = ask(folders.songs, SongRequest(text=TEXT))
    for _ in range(2):
        assert waiting(folders.songs) == [key]
        materialise(folders, key, voices=Choice(VoiceError("There is no voice.", remedy="Run make voice.")), fails=True)
    assert state(folders.songs / key) == "given up"
    assert "Run make voice" in failures(folders.songs / key)[0]
    assert ask(folders.songs, SongRequest(text=TEXT)) == key, "asked for again, it is tried again"
    assert waiting(folders.songs) == [key]


def test_a_renderer_that_gives_nothing_is_named(folders: Folders) -> None:
    class Broken:
        name, revision, licence, capabilities = "broken", "1", "none", SketchRenderer.capabilities

        def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderFailure]:
            yield RenderFailure(requests[0].key, "out of memory")

    key = ask(folders.songs, SongRequest(text=TEXT))
    materialise(folders, key, renderer=Broken(), fails=True)
    assert failures(folders.songs / key) == ("broken gave no music: out of memory.",)


@pytest.mark.slow
def test_a_renderer_that_sings_gets_the_words_and_no_other_voice(folders: Folders) -> None:
    asked: list[RenderRequest] = []

    class Singer(SketchRenderer):
        name = "singer"
        capabilities = SketchRenderer.capabilities.__class__(sings=True, stereo=True)

        def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
            asked.extend(requests)
            yield from super().render(requests)

    key = ask(folders.songs, SongRequest(text=TEXT))
    shown = materialise(folders, key, renderer=Singer("off"))
    assert asked[0].lyrics.startswith("[intro]")
    assert "[chorus]\nlet it rain" in asked[0].lyrics
    assert "singer" in shown["song"].metadata["note"].value


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


def test_the_beat_stops_and_comes_back() -> None:
    beat = with_stops(np.ones((2, 4 * RATE), np.float32), RATE, [(1.0, 2.0)])
    assert beat[0, round(1.5 * RATE)] == 0.0
    assert beat[0, round(0.9 * RATE)] == beat[0, round(2.1 * RATE)] == 1.0


def test_the_voice_is_on_top_of_the_beat(made: tuple[Folders, str, dict[str, Any]]) -> None:
    folders, key, _ = made
    plan = SongPlan.read(folders.songs / key / SongPlan.FILE)
    rng = np.random.default_rng(1)
    backing = rng.standard_normal((2, round(plan.seconds * RATE))).astype(np.float32) * 0.1
    voice, _ = sing(plan, Beeps())
    together, alone = mix(plan, backing, voice), mix(plan, backing, None)
    line = plan.lines[0]
    part = slice(round(line.onsets[0] * RATE), round(line.end * RATE))
    assert loudness(together[:, part], RATE) > loudness(alone[:, part], RATE)


def test_sibilants_are_softened_and_the_level_is_even() -> None:
    time = np.arange(2 * RATE) / RATE
    loud = np.where(time < 1, 0.5, 0.05) * np.sin(2 * np.pi * 220 * time)
    even = treated(np.stack([loud, loud]).astype(np.float32), RATE)
    before = np.abs(loud[:RATE]).max() / np.abs(loud[RATE + 9600 :]).max()
    assert np.abs(even[0, 9600:RATE]).max() / np.abs(even[0, RATE + 19_200 :]).max() < before / 2
    hiss = (np.sin(2 * np.pi * 7000 * time) * 0.3 + np.sin(2 * np.pi * 220 * time) * 0.1).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(treated(np.stack([hiss, hiss]), RATE)[0]))
    assert spectrum[2 * 7000] / spectrum[2 * 220] < 3.0 * 0.7


def test_what_begins_before_the_track_or_ends_after_it_is_cut() -> None:
    track = np.zeros((2, 100), np.float32)
    put(track, np.ones(50, np.float32), -25 / RATE)
    put(track, np.ones(50, np.float32), 75 / RATE)
    assert track[0].tolist() == pytest.approx([1.0] * 25 + [0.0] * 50 + [1.0] * 25)


def test_a_request_is_checked(folders: Folders) -> None:
    for wrong in ({"style": "polka"}, {"form": "X"}, {"background": "../x.png"}, {"tempo": 20}, {"model": "../x"}):
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
