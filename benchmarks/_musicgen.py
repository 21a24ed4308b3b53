"""Shared by both MusicGen benchmarks: our renderer and the original app's method, each in a process of its own.

What belongs here: both methods, and the error of the lower precisions. What does not: the number of clips
(musicgen_8x10s.py, musicgen_4x30s.py).

The weights are random, at musicgen-small's exact size (587 M parameters): the speed is real, the sound is not.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._machine import memory_bandwidth
from benchmarks._processes import call_in_new_process, peak_memory
from benchmarks._random_musicgen import Size, save
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.musicgen import MusicgenRenderer
from resources.renderers.musicgen.engine import Engine

DEVIATION_STEPS = 40  # tokens for which precisions are compared
TEXT = "calm lofi piano and warm strings. bpm: slow. key: a minor"


def _peak_gibibytes() -> float:
    return round(peak_memory() / 2**30, 2)


def ours(folder: Path, clips: int, seconds: float) -> dict[str, Any]:
    """Render all clips in one batch; loading is timed separately."""
    started = time.perf_counter()
    renderer = MusicgenRenderer(str(folder))
    list(renderer.render([RenderRequest("warm-up", TEXT, 1.0, 0)]))
    loading = time.perf_counter() - started
    requests = [RenderRequest(str(n), TEXT, seconds, n) for n in range(clips)]
    cpu, started = time.process_time(), time.perf_counter()
    results = list(renderer.render(requests))
    wall = time.perf_counter() - started
    for clip in results:
        assert isinstance(clip, RenderedClip)
        assert clip.audio.shape == (1, round(seconds * clip.rate))
    engine = renderer.engine
    weights = Size().matrix_weights  # a byte each in int8
    cached = engine.decoder.cache_bytes(engine.frames(seconds)) / 2  # on average half full
    bandwidth = memory_bandwidth()
    return {
        "wall": wall,
        "precision": engine.precision,
        "loading_seconds": round(loading, 1),
        "cores_used": round((time.process_time() - cpu) / wall, 2),
        "frames_per_second": round(clips * seconds * 50 / wall, 1),
        "real_time_factor": round(clips * seconds / wall, 3),
        "peak_memory_gib": _peak_gibibytes(),
        "memory_bandwidth_gb_per_second": round(bandwidth / 1e9, 1),
        "frames_per_second_if_bound_by_bandwidth": round(clips * bandwidth / (weights + clips * cached), 1),
    }


def theirs(folder: Path, seconds: float) -> dict[str, float]:
    """One clip as in the original app: transformers' generate in fp32, one clip at a time."""
    import torch
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    started = time.perf_counter()
    model = MusicgenForConditionalGeneration.from_pretrained(folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    words = tokenizer([TEXT], return_tensors="pt")
    model.generate(**words, max_new_tokens=10)
    loading = time.perf_counter() - started
    torch.manual_seed(0)
    cpu, started = time.process_time(), time.perf_counter()
    sound: Any = model.generate(**words, max_new_tokens=round(seconds * 50) + 3)
    wall = time.perf_counter() - started
    assert sound.shape[2] == seconds * 32_000
    return {
        "wall": wall,
        "loading_seconds": round(loading, 1),
        "cores_used": round((time.process_time() - cpu) / wall, 2),
        "frames_per_second": round(seconds * 50 / wall, 1),
        "real_time_factor": round(seconds / wall, 3),
        "peak_memory_gib": _peak_gibibytes(),
    }


def by_transformers(folder: Path, clips: int, seconds: float, low: bool) -> dict[str, Any]:
    """transformers' generate with the improvements that it allows: a batch, and our int8 in the decoder's linear layers (`low`)."""
    import torch
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    from resources.linear import quantise

    model = MusicgenForConditionalGeneration.from_pretrained(folder).eval()
    precision = quantise(model.decoder) if low else "fp32"
    words = AutoTokenizer.from_pretrained(folder)([TEXT] * clips, return_tensors="pt")
    model.generate(**words, max_new_tokens=4)
    torch.manual_seed(0)
    started = time.perf_counter()
    sound: Any = model.generate(**words, max_new_tokens=round(seconds * 50) + 3)
    wall = time.perf_counter() - started
    assert sound.shape[0] == clips
    return {
        "clips_in_a_batch": clips,
        "precision": precision,
        "seconds_per_clip": round(wall / clips, 2),
        "peak_memory_gib": _peak_gibibytes(),
    }


def guided_logits(engine: Engine, tokens: Any) -> Any:
    """An engine's guided logits (fp32, on the CPU) at each step, if the tokens of shape (4, steps) are sampled."""
    import torch

    logits: list[Any] = []

    def sample(guided: Any) -> Any:
        logits.append(guided.float().cpu())
        return tokens[None, :, min(len(logits), tokens.shape[1]) - 1].to(guided.device)

    list(engine.generate([TEXT], [tokens[:, :0]], [tokens.shape[1]], sample, 3.0))
    return torch.stack(logits)


def deviation(folder: Path) -> dict[str, dict[str, float]]:
    """The deviation of int8 and bf16 from fp32 for the same tokens: relative error of the guided logits, mean KL divergence of
    the distributions (nats), and the share of equal likeliest tokens.
    """
    import torch
    from transformers import AutoTokenizer, MusicgenForConditionalGeneration

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = torch.randint(0, 2048, (4, DEVIATION_STEPS), generator=torch.Generator().manual_seed(0))
    logits = {}
    for precision in ("fp32", "bf16", "int8", "int8_7bit"):
        model = MusicgenForConditionalGeneration.from_pretrained(folder).eval()
        logits[precision] = guided_logits(Engine(model, tokenizer, precision, "cpu"), tokens)
    exact = logits.pop("fp32")
    deviations = {}
    for precision, guided in logits.items():
        log_p, log_q = exact.log_softmax(-1), guided.log_softmax(-1)
        deviations[precision] = {
            "relative_error": round(((guided - exact).norm() / exact.norm()).item(), 5),
            "kl_divergence": round((log_p.exp() * (log_p - log_q)).sum(-1).mean().item(), 7),
            "same_likeliest_token": round((guided.argmax(-1) == exact.argmax(-1)).float().mean().item(), 4),
        }
    return deviations


def compare(name: str, clips: int, seconds: float, *, with_deviation: bool = False) -> dict[str, Any]:
    """Seconds per clip: our batch against one clip by the original method, and what batch, precision and engine contribute.

    Args:
        with_deviation: also measure the deviation of the lower precisions, and transformers with batch and precision
            separately.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        call_in_new_process(save, folder, Size())
        own = call_in_new_process(ours, folder, clips, seconds)
        original = call_in_new_process(theirs, folder, seconds)
        ways = [(1, True), (clips, False), (clips, True)] if with_deviation else [(clips, True)]
        steps = [call_in_new_process(by_transformers, folder, batch, seconds, low) for batch, low in ways]
        deviations = {"deviation_from_fp32": call_in_new_process(deviation, folder)} if with_deviation else {}
    seconds_per_clip, alternative = own.pop("wall") / clips, original.pop("wall")
    for step in steps:
        step["times_the_alternative"] = round(alternative / step["seconds_per_clip"], 2)
    best = min(steps, key=lambda step: step["seconds_per_clip"])
    return {
        "name": name,
        "ours": seconds_per_clip,
        "alternative": alternative,
        "ratio": alternative / seconds_per_clip,
        "unit": f"seconds per {seconds:.0f} s clip",
        "detail": {
            "alternative": "the original app's way: transformers' generate, fp32, one clip at a time (one was timed)",
            "ours": f"{clips} clips in one batch, {own.pop('precision')}, sound and loudness included",
            "model": "musicgen-small's architecture, random weights",
            "of_ours": own,
            "of_alternative": original,
            "transformers_with_more": steps,
            "ours_times_the_best_of_these": round(best["seconds_per_clip"] / seconds_per_clip, 2),
            **deviations,
        },
    }
