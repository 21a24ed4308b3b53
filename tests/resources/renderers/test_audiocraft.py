"""audiocraft in its own process: finished takes arrive at once, a crash loses only unfinished ones, and no process remains."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from resources.audio import loudness
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.audiocraft import AudiocraftRenderer
from resources.renderers.audiocraft.environment import FOLDER, STAMP, AudiocraftError, build, python_of, recipe

# Speaks the worker's protocol and plays sines; a prompt may ask it to misbehave.
SCRIPT = """
import os, signal, sys, time
import numpy as np
from dagster_pipes import open_dagster_pipes

assert "SECRET" not in os.environ
with open_dagster_pipes() as pipes:
    open(os.path.join({folder!r}, "pid"), "w").write(str(os.getpid()))
    for request in pipes.get_extra("requests"):
        if "die" in request["text"]:
            os.kill(os.getpid(), signal.SIGKILL)
        if "fail" in request["text"]:
            sys.exit("no such thing as " + request["text"])
        if "stop" in request["text"]:
            break
        if "hang" in request["text"]:
            time.sleep(600)
        if "odd" in request["text"]:
            pipes.report_custom_message({{"key": request["key"], "reason": "ValueError: too odd"}})
            continue
        for take in range(request["takes"]):
            n = round(request["seconds"] * 32000)
            sound = 0.3 * np.sin(np.arange(n) * (0.05 + 0.01 * take))[None].astype("float32")
            if take == 0:
                sound[:] = 0  # the first take is silence: another one is better
            if "half" in request["text"] and take == 1 or "broken" in request["text"]:
                sound[:, 9] = np.nan
            path = os.path.join(pipes.get_extra("folder"), f"{{request['number']}}-{{take}}.npy")
            np.save(path, sound)
            pipes.report_custom_message({{"key": request["key"], "take": take, "path": path, "rate": 32000}})
"""


@pytest.fixture
def renderer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AudiocraftRenderer:
    monkeypatch.setenv("SECRET", "a token that no worker needs")
    script = tmp_path / "worker.py"
    script.write_text(SCRIPT.format(folder=str(tmp_path)))
    return AudiocraftRenderer("debug", python=Path(sys.executable), worker=script, takes=2)


def ask(key: str, prompt: str = "calm", seconds: float = 1.0) -> RenderRequest:
    return RenderRequest(key, prompt, seconds, seed=3)


def test_the_best_of_several_takes_is_kept(renderer: AudiocraftRenderer) -> None:
    first, second = renderer.render([ask("a", seconds=1.2345), ask("b")])
    assert isinstance(first, RenderedClip)
    assert isinstance(second, RenderedClip)
    assert (first.key, second.key) == ("a", "b")
    assert first.audio.shape == (1, round(1.2345 * 32000))
    assert first.audio.dtype == np.float32
    assert first.provenance.choice is not None
    assert first.provenance.choice.take == 1, "take 0 is silence"
    assert first.provenance.licence.startswith("MIT")
    assert loudness(second.audio, second.rate) == pytest.approx(-14, abs=1.5)


def test_impossible_requests_are_reported_and_the_others_arrive(renderer: AudiocraftRenderer) -> None:
    answers = list(renderer.render([ask("a", seconds=-1), ask("b", "odd"), ask("c")]))
    failures = {answer.key: answer.reason for answer in answers if isinstance(answer, RenderFailure)}
    assert "-1 seconds" in failures["a"]
    assert "too odd" in failures["b"]
    assert [answer.key for answer in answers if isinstance(answer, RenderedClip)] == ["c"]


def test_a_take_with_nan_samples_is_not_kept(renderer: AudiocraftRenderer) -> None:
    half, none, fine = renderer.render([ask("a", "half"), ask("b", "broken"), ask("c")])
    assert isinstance(half, RenderedClip)
    assert half.provenance.choice is not None
    assert half.provenance.choice.take == 0, "silence rather than what is no sound"
    assert isinstance(none, RenderFailure)
    assert "overflowed" in none.reason
    assert isinstance(fine, RenderedClip), "the batch goes on"


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [("die", "killed by signal 9"), ("fail", "no such thing as fail"), ("stop", "without rendering b, c")],
)
def test_a_crashing_worker_loses_no_finished_clip(renderer: AudiocraftRenderer, prompt: str, reason: str) -> None:
    answers: list[RenderedClip | RenderFailure] = []
    with pytest.raises(AudiocraftError, match=reason):
        for answer in renderer.render([ask("a"), ask("b", prompt), ask("c")]):
            answers.append(answer)  # noqa: PERF402, what came before the error is what is asked
    assert [answer.key for answer in answers] == ["a"]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_process_remains_when_the_caller_stops(renderer: AudiocraftRenderer, tmp_path: Path) -> None:
    stream = renderer.render([ask("a"), ask("b", "hang")])
    assert isinstance(next(stream), RenderedClip)
    pid = int((tmp_path / "pid").read_text())
    assert is_running(pid)
    stream.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


def test_a_missing_environment_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudiocraftError, match="make audiocraft"):
        list(AudiocraftRenderer("debug", tmp_path / "env").render([ask("a")]))
    (tmp_path / STAMP).write_text("of another time")
    with pytest.raises(AudiocraftError, match="older recipe"):
        python_of(tmp_path)
    (tmp_path / STAMP).write_text(recipe() + "\n")
    assert python_of(tmp_path) == tmp_path / "bin" / "python"
    build(tmp_path)  # what is there is not built again


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(AudiocraftError, match=r"state_dict\.bin"):
        _ = AudiocraftRenderer(str(tmp_path)).revision
    for name in ("state_dict.bin", "compression_state_dict.bin"):
        (tmp_path / name).write_bytes(b"weights")
    assert len(AudiocraftRenderer(str(tmp_path)).weights) == 16
    assert "not for commercial use" in AudiocraftRenderer(str(tmp_path)).licence


# The rest with audiocraft itself.


@pytest.fixture
def real() -> AudiocraftRenderer:
    return AudiocraftRenderer("debug", Path(__file__).parents[3] / FOLDER, takes=2)


@pytest.mark.audiocraft
def test_audiocraft_s_debug_model_renders_a_clip(real: AudiocraftRenderer) -> None:
    long = RenderRequest("long", "slow strings", 33.3, seed=2)
    clips = {clip.key: clip for clip in real.render([ask("a", "lo-fi", 2.21), ask("b", "lo-fi", 2.21), long])}
    assert all(isinstance(clip, RenderedClip) for clip in clips.values()), clips
    a, b, c = (clips[key] for key in ("a", "b", "long"))
    assert isinstance(a, RenderedClip)
    assert isinstance(b, RenderedClip)
    assert isinstance(c, RenderedClip)
    assert a.audio.shape[1] == round(2.21 * a.rate)
    assert c.audio.shape[1] == round(33.3 * c.rate), "longer than the model's window"
    np.testing.assert_array_equal(a.audio, b.audio, err_msg="the same seed plays the same")
