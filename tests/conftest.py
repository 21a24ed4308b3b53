"""Fixtures of all tests: no access to the user's Dagster instance or settings; and generated videos."""

import atexit
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest

from resources.voices.package import own_voice
from tests.databases import Server, postgres_server, programs

# A suite must neither read nor write the instance that `make` names; Dagster then takes a temporary one.
for name in ("DAGSTER_HOME", "DATABASE_URL", "EXECUTOR", "RAY_ADDRESS"):
    os.environ.pop(name, None)
# Nor the data root: what make demo fetched there (SmolLM2, instruments) decides what the graph holds.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="tenth-symphony-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
# Two workers with two threads each wait for each other on two cores: the suite took 233 s, a training 43 instead of 2 s.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# In the background of a script SIGINT is ignored, and a CI runner may have SIGTERM ignored. What is ignored here, the processes
# that tests start ignore, too, and would not end. Dagster gives SIGTERM the handler of SIGINT after each job.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

RATE = 48_000
VOICE = Path(__file__).parents[1] / "data" / "voice"  # where make voice puts it, whatever DATA_DIR says above
SLOW_SECONDS = 5.0  # from here on a test belongs to the slow tier
SLOW_TIER = {"slow", "nltk_data", "voice"}
NLTK_DATA = ("taggers/averaged_perceptron_tagger_eng", "corpora/cmudict.zip")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="also run the slow tests and the comparison with g2p-en")
    parser.addoption("--rest", action="store_true", help="run only what --all adds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tier. Other tests are deselected and not skipped, so that nothing seems to have run."""
    if config.option.markexpr:
        return  # -m names the tests itself
    left_out = {"audiocraft", "browser"} | (set() if programs() else {"postgres"})
    left_out |= set() if shutil.which("systemd-analyze") else {"systemd"}
    if _with_slow_tests(config):
        left_out |= set() if _has_nltk_data() else {"nltk_data"}
        left_out |= set() if own_voice(VOICE) else {"voice"}
    else:
        left_out |= SLOW_TIER
    marks = {item: {mark.name for mark in item.iter_markers()} for item in items}
    deselected = [
        item for item in items if left_out & marks[item] or (config.option.rest and not SLOW_TIER & marks[item])
    ]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        left_out_items = set(deselected)
        items[:] = [item for item in items if item not in left_out_items]


def pytest_report_header(config: pytest.Config) -> list[str]:
    told = []
    if not programs():
        told.append("The tests with a Postgres are left out: there is no initdb on PATH.")
    slow = _with_slow_tests(config)
    if slow and not _has_nltk_data():
        told.append("The comparison with g2p-en is left out: NLTK_DATA names no folder with its tagger and CMUdict.")
    if slow and not own_voice(VOICE):
        told.append("The tests with the voice that raps are left out: make voice fetches it.")
    if slow:
        told.append("The walks through the studio's page are left out: make test-browser runs them.")
    return told


def _with_slow_tests(config: pytest.Config) -> bool:
    return config.option.all or config.option.rest


def _has_nltk_data() -> bool:
    roots = [Path(root) for root in os.environ.get("NLTK_DATA", "").split(os.pathsep) if root]
    return any(all((root / name).exists() for name in NLTK_DATA) for root in roots)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name slow tests of the fast tier. They do not fail, because the machine may be busy."""
    marked = {"slow", "audiocraft", "nltk_data"}
    slow = [
        report for reports in terminalreporter.stats.values() for report in reports
        if getattr(report, "when", "") == "call" and report.duration > SLOW_SECONDS and not marked & set(report.keywords)
    ]  # fmt: skip
    for report in slow:
        terminalreporter.line(f"{report.nodeid} took {report.duration:.1f} s: mark it slow if that is usual.")


def write_video(
    path: Path, *, codec: str = "libx264", sound: str | None = None, seconds: float = 1.5, size: tuple[int, int] = (64, 48),
    fps: int = 24, channels: str = "stereo", frame: Callable[[float], np.ndarray] | None = None, pix_fmt: str = "yuv420p",
    tracks: int = 1, sound_starts: float = 0.0, picture_starts: float = 0.0, level: float = 0.3,
    own: np.ndarray | None = None, times: list[int] | None = None, format: str | None = None,
    options: dict[str, str] | None = None, prepare: Callable[[Any], None] | None = None,
) -> Path:  # fmt: skip
    """A small video. `times`: of the frames in 1/1000 s, for a variable frame rate; `own`: its sound, mono at 48 kHz, or a row
    for each track.
    """
    import av

    with av.open(str(path), "w", format=format) as container:
        stream: Any = container.add_stream(codec, rate=fps, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        if prepare:
            prepare(stream)
        audio: list[Any] = (
            [container.add_stream(sound, rate=RATE, layout=channels) for _ in range(tracks)] if sound else []
        )
        tick = Fraction(1, 1000 if times is not None else fps)
        stream.codec_context.time_base = tick
        for n in range(round(seconds * fps) if times is None else len(times)):
            pixels = frame(n / fps) if frame else np.full((size[1], size[0], 3), (n * 5) % 255, np.uint8)
            picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            picture.pts = (n if times is None else times[n]) + round(picture_starts * fps)
            picture.time_base = tick
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
        for number, track in enumerate(audio):
            tone = own if own is None or own.ndim == 1 else own[number]
            if tone is None:
                tone = level * np.sin(2 * np.pi * 440 * (number + 1) * np.arange(round(seconds * RATE)) / RATE)
            count = {"mono": 1, "stereo": 2, "5.1": 6}[channels]
            resampler = av.AudioResampler(format=track.codec_context.format.name, layout=channels, rate=RATE)
            for first in range(0, len(tone), 960):
                chunk = np.ascontiguousarray(np.tile(tone[first : first + 960].astype(np.float32), (count, 1)))
                block = av.AudioFrame.from_ndarray(chunk, format="fltp", layout=channels)
                block.sample_rate, block.pts = RATE, first + round(sound_starts * RATE)
                for ready in resampler.resample(block):
                    container.mux(track.encode(ready))
            container.mux(track.encode(None))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A Postgres server; the test is marked `postgres`."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def make_video() -> Callable[..., Path]:
    return write_video


@pytest.fixture(scope="session")
def make_music() -> Callable[[float], np.ndarray]:
    """A beat of two tones a second: float32 of shape (2, samples) at 48 kHz."""

    def music(seconds: float) -> np.ndarray:
        t = np.arange(round(seconds * RATE)) / RATE
        beat = np.sin(2 * np.pi * 220 * t) * (0.4 + 0.3 * np.sign(np.sin(2 * np.pi * 2 * t)))
        return np.stack([beat, np.roll(beat, 40)]).astype(np.float32)

    return music


@pytest.fixture(scope="session")
def make_speech() -> Callable[..., np.ndarray]:
    """What the level and the spectrum of speech are like: syllables of a buzzing voice with formants and pauses, mono."""

    def speech(seconds: float, seed: int = 0) -> np.ndarray:
        rng = np.random.default_rng(seed)
        out = rng.standard_normal(int(seconds * RATE)) * 0.003
        at = 0.1
        while at < seconds - 0.3:
            if rng.random() < 0.12:
                at += rng.uniform(0.2, 0.6)
                continue
            n = int(rng.uniform(0.09, 0.26) * RATE)
            t = np.arange(n) / RATE
            phase = 2 * np.pi * np.cumsum(rng.uniform(100, 140) * (1 + 0.1 * np.sin(2 * np.pi * 2 * t))) / RATE
            low, high = rng.uniform(300, 800), rng.uniform(900, 2300)
            voice = sum(
                np.sin(k * phase)
                * (np.exp(-(((k * 120 - low) / 120) ** 2)) + 0.5 * np.exp(-(((k * 120 - high) / 180) ** 2)))
                for k in range(1, 28)
            )
            start = int(at * RATE)
            out[start : start + n] += (voice * np.hanning(n) ** 0.6 * rng.uniform(0.5, 1))[: len(out) - start]
            at += n / RATE * rng.uniform(0.8, 1.1)
        return (out * 0.2).astype(np.float32)

    return speech


@pytest.fixture(scope="session")
def mark_scored() -> Callable[[Path], None]:
    """Write a library video's scored.json as if the video had its music, which does not exist."""
    from assets.soundtracks.records import ScoredRecord
    from resources.media.mux import Mastering
    from resources.music.provenance import Parameters, Provenance

    def mark(folder: Path) -> None:
        provenance = Provenance(
            renderer="none", model="none", revision="0", licence="none", seed=0, parameters=Parameters()
        )
        ScoredRecord(
            made_from="nothing", file="scored.mp4", mode="replace", seconds=1, lufs=None, true_peak=None,
            mastering=Mastering(), picture_unchanged=True, length_kept=True, left_out=(), others=(),
            provenance=provenance,
        ).write(folder / ScoredRecord.FILE)  # fmt: skip

    return mark
