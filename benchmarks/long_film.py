"""`long_film`: the memory for a film of two hours against one of ten minutes, step by step, and the speed of scoring.

What belongs here: the measurement. What does not: the steps (assets/soundtracks/steps.py).

Each step runs in a process of its own on one core, so that its peak is its own; the interpreter and the libraries that it loads
count. The films consist of copies of three minutes (quiet, lively, in between), arranged as an arc.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._processes import peak_mebibytes
from pipelines.settings import load_settings

MINUTES, FPS, WIDTH, HEIGHT, RATE = (10, 120), 5, 160, 90, 48_000
STEPS = ("base", "video", "brief", "soundtrack", "scored_video")


def _pictures(rng: np.random.Generator, shots: int) -> Iterator[np.ndarray]:
    """A minute of shots over which a camera pans."""
    frames = 60 * FPS
    for number in range(shots):
        colour = rng.integers(40, 255, 3)
        scene = (rng.random((HEIGHT // 10 + 1, 2 * WIDTH // 10 + 1, 1)) * colour).astype(np.uint8)
        scene = scene.repeat(10, 0).repeat(10, 1)
        for frame in range(number * frames // shots, (number + 1) * frames // shots):
            left = frame % WIDTH
            yield scene[:HEIGHT, left : left + WIDTH]


def _sound(rng: np.random.Generator, level: float) -> np.ndarray:
    """A minute of a quiet place with wind that comes and goes, float32 of shape (1, samples)."""
    wind = np.convolve(rng.standard_normal(60 * RATE), np.ones(40) / 40, "same")
    gusts = 0.6 + 0.4 * np.sin(np.arange(60 * RATE) / RATE * 2 * np.pi / 7.5)
    return (level * wind * gusts).astype(np.float32)[None]


def make_long_film(path: Path, minutes: int) -> None:
    """Write a film as mp4 with H.264 and AAC."""
    import av

    kinds = [_minute(path.with_name(f"{path.stem}-{kind}.mp4"), kind) for kind in range(3)]
    with av.open(str(path), "w") as film:
        tracks: dict[str, Any] = {}
        for minute in range(minutes):
            share = minute / minutes
            kind = kinds[1 if 0.55 < share < 0.85 else 2 if share > 0.25 else 0]
            with av.open(str(kind)) as part:
                tracks = tracks or {s.type: film.add_stream_from_template(s) for s in part.streams}
                for packet in part.demux():
                    if packet.dts is not None and packet.pts is not None:
                        packet.dts += int(60 * minute / packet.time_base)
                        packet.pts += int(60 * minute / packet.time_base)
                        packet.stream = tracks[packet.stream.type]
                        film.mux(packet)
    for kind in kinds:
        kind.unlink()


def _minute(path: Path, kind: int) -> Path:
    import av

    rng = np.random.default_rng(kind)
    with av.open(str(path), "w") as container:
        picture: Any = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "bf": "0"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound: Any = container.add_stream("aac", rate=RATE, layout="mono", bit_rate=64_000)
        for pixels in _pictures(rng, (2, 24, 8)[kind]):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")))
        container.mux(picture.encode(None))
        samples = _sound(rng, (0.005, 0.02, 0.01)[kind])
        for first in range(0, samples.shape[1] // 1024 * 1024, 1024):
            part = np.ascontiguousarray(samples[:, first : first + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def do_step(step: str, folder: Path) -> None:
    """Run one step for a video of a library. "base" only loads what the steps need."""
    from assets.soundtracks.rendering import render
    from assets.soundtracks.steps import Done, inspect, score, write_brief
    from resources.media.mux import Mastering
    from resources.media.speech import find_voices
    from resources.music.request import RenderRequest
    from resources.renderers.sketch import SketchRenderer

    renderer = SketchRenderer(load_settings().soundfont_choice)

    def music(folder: Path) -> Done:
        (result,) = render(renderer, [folder])
        assert isinstance(result, Done), result
        return result

    steps: dict[str, Callable[[Path], object]] = {
        # Load the libraries and instruments and do almost nothing with them.
        "base": lambda _: (
            find_voices(np.zeros((2, RATE), np.float32), RATE),
            [*renderer.render([RenderRequest("", "", 1.0, 1)])],
        ),
        "video": inspect,
        "brief": write_brief,
        "soundtrack": music,
        "scored_video": lambda folder: score(folder, Mastering()),
    }
    steps[step](folder)


def step_cost(step: str, folder: Path, core: int) -> dict[str, float]:
    """The cost of a step in a process of its own on one core: CPU `seconds`, and `peak` memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.long_film", step, str(folder)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    return json.loads(done.stdout.splitlines()[-1])


def film_costs(minutes: int, root: Path) -> dict[str, dict[str, float]]:
    """The cost of each step for a film of some minutes."""
    from assets.soundtracks.library import admit
    from assets.soundtracks.sidecar import make_sidecar

    film = root / f"{minutes}.mp4"
    make_long_film(film, minutes)
    library = root / "videos"
    library.mkdir(exist_ok=True)
    folder = library / admit(film, library, make_sidecar({"candidates": 1}, "It")).key
    film.unlink()
    core = min(os.sched_getaffinity(0))
    return {step: step_cost(step, folder, core) for step in STEPS}


def run() -> dict[str, Any]:
    """The highest peak of any step for two hours and for ten minutes, and the speed of all steps relative to real time."""
    with tempfile.TemporaryDirectory() as root:
        return result_of({minutes: film_costs(minutes, Path(root)) for minutes in MINUTES})


def result_of(costs: dict[int, dict[str, dict[str, float]]]) -> dict[str, Any]:
    """The benchmark's result from the cost of each step, by minutes of film."""
    peaks = {minutes: max(step["peak"] for step in steps.values()) for minutes, steps in costs.items()}
    seconds = {minutes: sum(step["seconds"] for step in steps.values()) for minutes, steps in costs.items()}
    short, long = MINUTES
    return {
        "name": "long_film",
        "ours": peaks[long],
        "alternative": peaks[short],
        "ratio": peaks[short] / peaks[long],
        "unit": f"MiB at most, of {long} minutes and of {short}",
        "detail": {
            "alternative": f"the same for {short} minutes: memory does not grow with length where the ratio is 1",
            "times_real_time": {f"{m} minutes": round(60 * m / seconds[m], 1) for m in MINUTES},
            "peak_mib": {f"{m} minutes": {s: round(step["peak"]) for s, step in costs[m].items()} for m in MINUTES},
            "seconds": {
                f"{m} minutes": {s: round(step["seconds"], 1) for s, step in costs[m].items()} for m in MINUTES
            },
            "film": f"{WIDTH}×{HEIGHT}, {FPS} pictures a second, its own quiet sound; one core, one take",
        },
    }


if __name__ == "__main__":
    do_step(sys.argv[1], Path(sys.argv[2]))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"peak": peak_mebibytes(), "seconds": used.ru_utime + used.ru_stime}))
