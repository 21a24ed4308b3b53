"""`make bench-gpu`: MusicGen, fine-tuning and verses on a GPU, against plain transformers, within ten minutes.

What belongs here: the comparisons on one device, each with its peak memory and its error against fp32 on a CPU. What does not:
the same on CPUs (the other modules of this folder). With `--device cpu` everything runs at a tiny size, to test it without a
GPU; those figures mean nothing and go to `build/`.

The weights are random but have the real sizes: the speed is real, the output is not.
"""

import argparse
import copy
import itertools
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import finetune_cpu
from benchmarks._machine import machine
from benchmarks._musicgen import TEXT, guided_logits
from benchmarks._phonemes import songbook_songs
from benchmarks._random_musicgen import TINY, Size, build, save
from resources.base_models import LoadedBase
from resources.errors import TenthSymphonyError
from resources.music.request import RenderedClip, RenderRequest
from resources.storage import write_json

RESULTS = Path(__file__).parent / "results" / "gpu"
SCRATCH = Path("build") / "bench-gpu"
MOST_SECONDS = 540.0  # parts that have not begun by then are skipped and reported
BATCHES, LENGTHS = (1, 8, 32), (10, 30)
TRAINING_SECONDS = 20.0


class NothingRanError(TenthSymphonyError):
    """No part produced a figure."""


@contextmanager
def _peak(device: str, into: dict[str, Any]) -> Iterator[None]:
    """Measure the peak GPU memory of a block, in GiB."""
    import torch

    if device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    yield
    if device == "cuda":
        into["peak_memory_gib"] = round(torch.cuda.max_memory_allocated() / 2**30, 2)


def _wait(device: str) -> None:
    import torch

    if device == "cuda":
        torch.cuda.synchronize()


def _bandwidth(device: str) -> float:
    """Bytes per second that a copy reads and writes."""
    import torch

    block = torch.ones(2**28 if device == "cuda" else 2**24, device=device)
    other = torch.empty_like(block)
    times = []
    for _ in range(5):
        _wait(device)
        started = time.perf_counter()
        other.copy_(block)
        _wait(device)
        times.append(time.perf_counter() - started)
    return 2 * block.nbytes / min(times)


def musicgen(device: str, time_is_over: Callable[[], bool]) -> dict[str, Any]:
    """Seconds per 10 s clip: the renderer's best batch, against transformers' generate in bf16, one clip at a time."""
    from resources.renderers.musicgen import MusicgenRenderer

    size, batches, lengths = (TINY, (1, 2), (1, 2)) if device == "cpu" else (Size(), BATCHES, LENGTHS)
    with tempfile.TemporaryDirectory() as temporary:
        folder = save(Path(temporary), size)
        kind, theirs = _by_transformers(folder, device, lengths)
        renderer = MusicgenRenderer(str(folder))
        bandwidth = round(_bandwidth(device) / 1e9, 1)
        ours, left_out = {}, []
        list(renderer.render([RenderRequest("warm-up", TEXT, 1.0, 0)]))
        for seconds, clips in itertools.product(lengths, batches):
            batch = f"{clips} × {seconds} s"
            try:
                if time_is_over():
                    left_out.append(batch)
                    continue
                measured, wall = _render_batch(renderer, clips, seconds, device)
            except _OutOfMemoryError as error:
                left_out.append(f"{batch}: {error}")
                continue
            # The time in which a step can read the bf16 weights and the cache, which is on average half full.
            cached = renderer.engine.decoder.cache_bytes(seconds * 50) / 2
            limit = clips * bandwidth * 1e9 / (2 * size.matrix_weights + clips * cached)
            ours[batch] = measured | {
                "seconds_per_clip": round(wall / clips, 3),
                "times_transformers": round(theirs[seconds]["seconds_per_clip"] * clips / wall, 2),
                "share_of_bandwidth_limit": round(clips * seconds * 50 / wall / limit, 3),
            }
        exactness = _musicgen_exactness(device)
    done = [ours[key] for clips in batches if (key := f"{clips} × {lengths[0]} s") in ours]
    if not done:
        raise NothingRanError(f"No batch ran: {left_out}", remedy="Run nvidia-smi to see whether the GPU is free.")
    return _result(
        "musicgen",
        min(batch["seconds_per_clip"] for batch in done),
        theirs[lengths[0]]["seconds_per_clip"],
        f"seconds per {lengths[0]} s clip in {renderer.precision}, the best batch; alternative: transformers' generate, "
        f"{kind}, one at a time",
        {
            "bandwidth_gb_per_second": bandwidth,
            "left_out": left_out,
            "precision": renderer.precision,
            "transformers": theirs,
            "ours": ours,
            "exactness": exactness,
        },
    )


def _by_transformers(folder: Path, device: str, lengths: Sequence[int]) -> tuple[str, dict[int, dict[str, Any]]]:
    """The precision of transformers' generate, and its cost for a clip of each length."""
    import torch
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    model: Any = MusicgenForConditionalGeneration.from_pretrained(folder, dtype=dtype)
    model.to(device).eval()
    words = AutoTokenizer.from_pretrained(folder)([TEXT], return_tensors="pt").to(device)
    model.generate(**words, max_new_tokens=8)
    costs: dict[int, dict[str, Any]] = {}
    for seconds in lengths:
        cost: dict[str, Any] = {}
        with _peak(device, cost):
            started = time.perf_counter()
            model.generate(**words, max_new_tokens=seconds * 50 + 3)
            _wait(device)
        costs[seconds] = cost | {"seconds_per_clip": round(time.perf_counter() - started, 3)}
    return str(model.dtype).removeprefix("torch."), costs


class _OutOfMemoryError(Exception):
    """A batch does not fit into the GPU's memory."""


def _render_batch(renderer: Any, clips: int, seconds: int, device: str) -> tuple[dict[str, Any], float]:
    """The peak memory of rendering a batch, and its seconds.

    Raises:
        _OutOfMemoryError: the batch does not fit.
    """
    import torch

    requests = [RenderRequest(str(n), TEXT, float(seconds), n) for n in range(clips)]
    measured: dict[str, Any] = {}
    try:
        with _peak(device, measured):
            started = time.perf_counter()
            results = list(renderer.render(requests))
            wall = time.perf_counter() - started
    except torch.cuda.OutOfMemoryError as error:
        raise _OutOfMemoryError(str(error)) from error
    assert all(isinstance(result, RenderedClip) for result in results), results
    return measured, wall


def _musicgen_exactness(device: str) -> dict[str, float]:
    """The relative error of a tiny model's guided logits on the device against fp32 on a CPU, for the same tokens."""
    import torch

    from resources.renderers.musicgen.engine import Engine

    tokens = torch.randint(0, TINY.vocabulary, (4, 20), generator=torch.Generator().manual_seed(0))

    def logits(precision: str, on: str) -> Any:
        return guided_logits(Engine(*build(TINY), precision, on), tokens)  # pyright: ignore[reportArgumentType]

    exact = logits("fp32", "cpu")
    return {
        f"relative_error_{precision}": round(float((logits(precision, device) - exact).norm() / exact.norm()), 6)
        for precision in ("fp32", "bf16")
    }


def finetune(device: str, time_is_over: Callable[[], bool]) -> dict[str, Any]:
    """Tokens per second at distilgpt2's and GPT-2's size, against the Trainer's defaults."""
    from assets.models.recipes import prepare_text

    tiny = device == "cpu"
    seconds = 2.0 if tiny else TRAINING_SECONDS
    texts = [prepare_text("\n".join(lines), "lowercase_unpunctuated") for lines in songbook_songs()]
    songs, held_out = texts[finetune_cpu.HELD_OUT :], texts[:2]
    sizes = {"tiny": {"n_layer": 1, "n_embd": 32, "n_head": 2}} if tiny else {"distilgpt2": {"n_layer": 6}, "gpt2": {}}
    detail: dict[str, Any] = {"left_out": []}
    for name, shape in sizes.items():
        if time_is_over():
            detail["left_out"].append(name)
            continue
        blocks = finetune_cpu.blocks_of(held_out, songs, shape)
        of_size: dict[str, Any] = {}
        for way, train in (("defaults", finetune_cpu.random_by_defaults), ("ours", finetune_cpu.random_by_recipe)):
            memory: dict[str, Any] = {}
            with _peak(device, memory):
                of_size[way] = train(songs, blocks, seconds, shape) | memory
        of_size["ratio"] = of_size["ours"]["tokens_per_second"] / of_size["defaults"]["tokens_per_second"]
        of_size["exactness"] = _loss_exactness(device, songs, blocks, shape)
        detail[name] = of_size
    if next(iter(sizes)) not in detail:
        raise NothingRanError(
            "The time was over before fine-tuning.", remedy="Run it alone: make bench-gpu NAME=finetune."
        )
    first = detail[next(iter(sizes))]
    return _result(
        "finetune", first["ours"]["tokens_per_second"], first["defaults"]["tokens_per_second"],
        f"tokens per second at {next(iter(sizes))}'s size; alternative: the Trainer's defaults", detail, higher_is_better=True,
    )  # fmt: skip


def _loss_exactness(device: str, songs: list[str], blocks: list[list[int]], shape: dict[str, int]) -> dict[str, float]:
    """The held-out loss of the same random weights on the device and in fp32 on a CPU, nats per token."""
    from assets.models.finetuning.losses import blocks_loss

    model = finetune_cpu.random_gpt2(songs, fast=True, shape=shape).model
    on_cpu = blocks_loss(model, blocks[:2])
    return {"on_cpu": on_cpu, "on_device": blocks_loss(model.to(device), blocks[:2])}  # pyright: ignore[reportArgumentType, reportCallIssue]


def verses(device: str, time_is_over: Callable[[], bool]) -> dict[str, Any]:
    """Bars per second by a model of GPT-2's size, decoded for rhyme, twelve verses in a batch, against `generate`."""
    from assets.models.recipes import prepare_text
    from assets.models.writing.causal_writer import CausalWriter
    from assets.models.writing.known_words import TrainingWords
    from assets.phonetics.g2p import Pronouncer
    from benchmarks.verses import CANDIDATES, OPENING, bars_per_second, by_generate

    songs = [prepare_text("\n".join(lines), "lowercase_unpunctuated") for lines in songbook_songs()]
    shape = {"n_layer": 1, "n_embd": 32, "n_head": 2} if device == "cpu" else {}
    base = finetune_cpu.random_gpt2(songs, fast=True, shape=shape)
    pronouncer = Pronouncer()
    known = TrainingWords(songs, pronouncer, 3)
    detail: dict[str, Any] = {"model": "GPT-2's architecture" if shape == {} else "tiny"}
    writer = CausalWriter("random", "lowercase_unpunctuated", base.model, base.tokenizer)
    with _peak(device, detail):
        ours = bars_per_second(writer, known, pronouncer)
    detail["exactness"] = _scores_exactness(device, base, writer)
    theirs = by_generate(base.model, base.tokenizer, CANDIDATES, f"{OPENING}\n" * 4, lines=1 if time_is_over() else 4)
    return _result(
        "verses", ours, theirs, "bars per second, decoded for rhyme; alternative: transformers' generate", detail,
        higher_is_better=True,
    )  # fmt: skip


def _scores_exactness(device: str, base: LoadedBase, writer: Any) -> dict[str, float]:
    """Log-likelihoods (nats) of the same lines after the same verse, on the device and in fp32 on a CPU."""
    from assets.models.writing.causal_writer import CausalWriter

    before, lines = ["the city sleeps", "beneath the rain"], ["tonight i see the light again", "and so it goes"]
    on_device = float(writer.score_lines([before], [lines])[0].sum())
    model = copy.deepcopy(base.model).float().to("cpu")  # pyright: ignore[reportArgumentType, reportCallIssue]
    on_cpu = (
        CausalWriter("random", "lowercase_unpunctuated", model, base.tokenizer).score_lines([before], [lines])[0].sum()
    )
    base.model.to(device)  # pyright: ignore[reportArgumentType, reportCallIssue]
    return {"nats_on_cpu": float(on_cpu), "nats_on_device": on_device}


PARTS: dict[str, Callable[[str, Callable[[], bool]], dict[str, Any]]] = {
    "musicgen": musicgen,
    "finetune": finetune,
    "verses": verses,
}


def _result(
    name: str, ours: float, alternative: float, unit: str, detail: dict[str, Any], *, higher_is_better: bool = False
) -> dict[str, Any]:
    ratio = ours / alternative if higher_is_better else alternative / ours
    return {"name": name, "ours": ours, "alternative": alternative, "ratio": ratio, "unit": unit, "detail": detail}


def main(arguments: Sequence[str]) -> int:
    """Run all parts; return 1 if there is no such device or a part failed."""
    parser = argparse.ArgumentParser(
        "benchmarks._gpu", description="MusicGen, fine-tuning and verses on a GPU, against plain transformers."
    )
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu: all of it at a tiny size")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no part is called {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    if options.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""  # otherwise the product would use a GPU
    import torch

    if options.device == "cuda" and not torch.cuda.is_available():
        print("This machine has no GPU that torch can use (CUDA). To see that it works: --device cpu", file=sys.stderr)
        return 1
    facts = machine()
    if options.device == "cuda":
        facts |= {
            "gpu": torch.cuda.get_device_name(),
            "gpus": torch.cuda.device_count(),
            "gpu_memory_gib": round(torch.cuda.get_device_properties(0).total_memory / 2**30, 1),
            "cuda": torch.version.cuda,
        }
    print(facts, flush=True)
    out = RESULTS if options.device == "cuda" else SCRATCH
    out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    all_ran = True
    for name in options.parts or PARTS:
        try:
            result = PARTS[name](options.device, lambda: time.perf_counter() - started > MOST_SECONDS)
        except Exception:  # noqa: BLE001  # a broken part must not lose the others' figures
            all_ran = False
            traceback.print_exc()
            print(f"{name:<12}not run: see above", flush=True)
            continue
        write_json(out / f"{name}.json", {**result, "machine": facts})
        print(
            f"{name:<12}{result['ours']:>12.4g}{result['alternative']:>12.4g}{result['ratio']:>8.1f}×  {result['unit']}"
        )
        print(f"            {result['detail']}", flush=True)
    print(f"{time.perf_counter() - started:.0f} s; results in {out}")
    return 0 if all_ran else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
