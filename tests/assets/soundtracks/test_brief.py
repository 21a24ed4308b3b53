"""What is played to what, and why."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.soundtracks.brief import Brief, BriefError, make_brief
from assets.soundtracks.sidecar import Sidecar
from resources.media.look import PictureFacts
from resources.media.probe import VideoFacts
from resources.media.sound import SoundFacts
from resources.music.request import SHORTEST_SECONDS
from resources.music.styles import STYLES

SILENT = SoundFacts(float("-inf"), 0.0)
KEY = "holiday-0123456789"


def video(seconds: float) -> VideoFacts:
    return VideoFacts(
        seconds=seconds,
        start=0.0,
        frames=240,
        packets=240,
        width=64,
        height=48,
        rotation=0,
        mirrored=False,
        aspect="1:1",
        aspect_in_codec=True,
        fps=24.0,
        codec="h264",
        pixel_format="yuv420p",
        container="mov",
        audio_codec=None,
        audio_channels=0,
        audio_tracks=0,
        picture_digest="0" * 64,
    )


def picture(
    brightness: float = 0.5, saturation: float = 0.5, motion: float = 0.3, cuts: tuple[float, ...] = ()
) -> PictureFacts:
    return PictureFacts(brightness, saturation, motion, cuts)


def brief(wishes: dict[str, Any] | None = None, seconds: float = 10.0, **looks: Any) -> Brief:
    sound = looks.pop("sound", SILENT)
    return make_brief(KEY, wishes or {}, video(seconds), picture(**looks), sound)


def test_every_field_has_its_reason() -> None:
    made = brief(cuts=(2.5, 5.0))
    assert set(made.reasons) == set(Sidecar.model_fields)
    assert all(made.reasons.values())
    asked = {"prompt": "calm", "tempo": 90, "mix": "mix", "volume": -3, "seed": 7, "candidates": 2, "start": 1.0}
    made = brief(asked)
    for name, value in asked.items():
        assert made.reasons[name] == "asked for"
        assert getattr(made, name) == (pytest.approx(value, rel=0.011) if name == "tempo" else value)


def test_another_length_than_the_films_is_reported() -> None:
    assert brief({"prompt": "rock, 45 sec"}, seconds=10.0).unfulfilled()
    assert not brief({"prompt": "rock, 10 sec"}, seconds=10.3).unfulfilled()


def test_the_picture_does_not_suggest_what_the_prompt_refuses() -> None:
    looks = {"motion": 0.05, "brightness": 0.6, "saturation": 0.5}
    assert brief({"prompt": "anything but lofi"}, **looks).style == "ambient"
    assert brief({"prompt": "no lofi, nothing ambient"}, **looks).style == "acoustic"


@pytest.mark.parametrize(
    ("looks", "mood"),
    [
        ({"motion": 0.7, "brightness": 0.6, "saturation": 0.5}, "happy"),
        ({"motion": 0.7, "brightness": 0.2}, "electronic"),
        ({"motion": 0.3, "brightness": 0.6}, "acoustic"),
        ({"motion": 0.3, "brightness": 0.2}, "boom-bap"),
        ({"motion": 0.05, "brightness": 0.6, "saturation": 0.5}, "lofi"),
        ({"motion": 0.05, "brightness": 0.6, "saturation": 0.1}, "ambient"),
        ({"motion": 0.05, "brightness": 0.2, "saturation": 0.1}, "sad"),
        ({"motion": 0.05, "brightness": 0.2, "saturation": 0.5}, "epic"),
    ],
)
def test_the_picture_suggests_a_mood_and_words_win(looks: dict[str, float], mood: str) -> None:
    made = brief(None, **looks)
    assert made.style == mood
    assert "the picture is" in made.reasons["style"]
    assert brief({"prompt": "sad piano"}, **looks).style == "sad"
    assert brief({"prompt": "sad piano", "mood": "epic"}, **looks).style == "epic"
    unknown = brief({"prompt": "theorbo, please"}, **looks)
    assert unknown.style == mood
    assert "names no style" in unknown.reasons["style"]


@pytest.mark.parametrize(
    ("sound", "mix", "volume", "why"),
    [
        (SILENT, "replace", 0, "no sound"),
        (SoundFacts(-60, 0.9), "replace", 0, "no sound"),
        (SoundFacts(-20, 0.6), "duck", 0, "seems to speak for 60%"),
        (SoundFacts(-30, 0.05), "mix", 6, "nobody seems to speak"),
    ],
)
def test_its_own_sound_decides_the_mix(sound: SoundFacts, mix: str, volume: float, why: str) -> None:
    made = brief(sound=sound)
    assert (made.mix, made.volume) == (mix, volume)
    assert why in made.reasons["mix"]
    assert brief({"mix": "replace"}, sound=sound).mix == "replace"
    assert brief({"volume": -3}, sound=sound).volume == -3


@pytest.mark.parametrize(("seconds", "share"), [(60, 1 / 60), (300, 5 / 300), (7200, 140 / 7200)])
def test_little_speech_in_a_long_film_is_not_missed(seconds: float, share: float) -> None:
    made = brief(seconds=seconds, sound=SoundFacts(-20, share, heard_by="silero-vad"))
    assert made.mix == "duck"
    assert f"speak for {share * seconds:.0f} s" in made.reasons["mix"]
    assert brief(seconds=seconds, sound=SoundFacts(-20, share, heard_by="how the level moves")).mix == "mix"


def test_beats_fall_on_the_cuts() -> None:
    made = brief(cuts=(2.0, 4.0, 8.0))
    assert "3 cuts" in made.reasons["tempo"]
    assert made.cuts == (2.0, 4.0, 8.0)
    later = brief({"start": 3.0}, cuts=(2.0, 4.0, 8.0))
    assert later.cuts == (1.0, 5.0), "counted from the music's start, and none before it"
    assert later.seconds == 7.0


def test_more_than_the_picture_is_told() -> None:
    made = brief({"seconds": 60.0})
    assert made.seconds == 10
    assert made.reasons["seconds"] == "60 s were asked for; that is where the picture ends"
    with pytest.raises(BriefError, match=r"start at 12 s, but the video ends at 10\.00 s.*earlier"):
        brief({"start": 12.0})


def test_candidates_differ_by_their_seed() -> None:
    requests = brief({"candidates": 3, "seed": 2**32 - 2}).requests()
    assert [request.seed for request in requests] == [2**32 - 2, 2**32 - 1, 0]
    assert [request.key for request in requests] == [KEY, f"{KEY}#2", f"{KEY}#3"]
    assert len({(r.prompt, r.seconds, r.tempo, r.style) for r in requests}) == 1


@settings(max_examples=60)
@given(
    st.floats(0.1, 3600), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1),
    st.lists(st.floats(0, 3600), max_size=80), st.floats(-70, 0), st.floats(0, 1),
)  # fmt: skip
def test_any_video_gets_a_brief_that_can_be_rendered(
    seconds: float, brightness: float, saturation: float, motion: float, cuts: list[float], lufs: float, speech: float
) -> None:
    made = make_brief(
        KEY, {}, video(seconds), picture(brightness, saturation, motion, tuple(sorted(cuts))), SoundFacts(lufs, speech)
    )
    assert made.style in STYLES
    assert SHORTEST_SECONDS <= made.seconds <= seconds
    assert all(0 < cut < made.seconds for cut in made.cuts)
    for request in made.requests():
        request.validate()
    assert made.prompt in made.in_words()
