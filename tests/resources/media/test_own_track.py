"""Of several sound tracks, the one that players play is used; if it is silent, the one with speech."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from resources.media.mux import Known, mux
from resources.media.probe import probe
from resources.media.sound import RATE, listen, read_audio

SECONDS = 6
Maker = Callable[..., Path]


@pytest.fixture
def tracks(make_speech: Callable[..., np.ndarray]) -> dict[str, np.ndarray]:
    t = np.arange(SECONDS * RATE) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 440 * t)
    return {"silence": 1e-5 * tone, "tone": tone, "quiet tone": 0.1 * tone, "speech": make_speech(SECONDS)}


def film(make_video: Maker, path: Path, *own: np.ndarray) -> Path:
    return make_video(path, sound="aac", seconds=SECONDS, tracks=len(own), own=np.stack(own))


@pytest.mark.parametrize(
    ("names", "heard"),
    [
        (("tone", "speech"), None),  # what players play is not silent
        (("silence", "tone", "speech"), 3),
        (("silence", "quiet tone", "tone"), 3),
        (("silence", "silence"), None),
    ],
)
def test_the_right_track_is_heard(
    names: tuple[str, ...], heard: int | None, tracks: dict[str, np.ndarray], make_video: Maker, tmp_path: Path
) -> None:
    facts = listen(film(make_video, tmp_path / "a.mkv", *(tracks[name] for name in names)), 0.0)
    assert facts.track == heard
    assert (facts.speech > 0.3) == (names[heard - 1] == "speech" if heard else False)


def test_that_track_is_mixed_in_and_the_silent_one_is_named(
    tracks: dict[str, np.ndarray], make_video: Maker, make_music: Callable[[float], np.ndarray], tmp_path: Path
) -> None:
    video = film(make_video, tmp_path / "a.mkv", tracks["silence"], tracks["tone"])
    facts = probe(video)
    sound = listen(video, facts.start)
    known = Known(facts, sound.lufs, sound.track)
    report = mux(video, make_music(SECONDS) * 0.01, tmp_path / "b.mkv", mode="mix", volume_db=-40, known=known)
    assert report.mode == "mix"
    assert [name.split(" (")[0] for name in report.left_out] == ["audio track 1"]
    made = read_audio(tmp_path / "b.mkv")
    assert made is not None
    middle = made[0, RATE : 5 * RATE]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(440, abs=2), "the tone of the second track"
    assert made.shape[1] / RATE == pytest.approx(facts.seconds, abs=0.05)
