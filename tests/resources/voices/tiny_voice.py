"""A voice in Piper's format of some kilobytes: the sound of a frame is the number of the symbol that is said there."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from resources.voices.graph import DECODER, DURATIONS
from resources.voices.piper import CHANNELS, END, HOP, PAD, START
from resources.voices.symbols import ALL_SIGNS

RATE = 22_050
FRAMES = 3.0  # of each symbol, when nobody hurries
SCALE, SPEAKER, NOISE = 1000.0, 0.5, 1e-5  # the sound is id / SCALE + SPEAKER × sid + NOISE × the largest of the noise
IDS = {sign: [number] for number, sign in enumerate([PAD, START, END, *sorted(ALL_SIGNS)])}


def write_voice(
    folder: Path, *, speakers: dict[str, int] | None = None, channels: int = CHANNELS, durations: str = DURATIONS
) -> Path:
    """The voice's .onnx, its settings beside it.

    Args:
        speakers: the names and numbers of several.
        channels: of its latent.
        durations: what its node of durations is called.
    """
    path = folder / "tiny.onnx"
    settings = {
        "phoneme_id_map": IDS,
        "audio": {"sample_rate": RATE},
        "num_speakers": len(speakers or "1"),
        "speaker_id_map": speakers or {},
    }
    path.with_name("tiny.onnx.json").write_text(json.dumps(settings), encoding="utf-8")
    onnx.save(_graph(channels, durations, several=bool(speakers)), str(path))
    return path


def _graph(channels: int, durations: str, *, several: bool) -> onnx.ModelProto:
    constants = {
        "zero": np.float32(0), "natural": np.float32(FRAMES - 0.5), "scale": np.float32(1 / SCALE),
        "per_speaker": np.float32(SPEAKER), "of_noise": np.float32(NOISE), "first": np.array([1], np.int64), "last": np.array([2], np.int64),
        "flat": np.array([-1], np.int64), "column": np.array([-1, 1], np.int64), "row": np.array([1, -1], np.int64), "wide": np.ones((1, HOP), np.float32),
        "shape": np.array([1, 1, -1], np.int64), "leading": np.array([1, channels], np.int64), "all": np.array([0, 1, 2], np.int64),
        "origin": np.int64(0), "one": np.int64(1), "time": np.int64(2), "over_symbols": np.array([0], np.int64),
    }  # fmt: skip
    # All that is variable is read from the input, so that nothing is folded into a constant.
    steps: list[tuple[str, list[str], list[str], dict[str, Any]]] = [
        ("Cast", ["input"], ["ids"], {"to": TensorProto.FLOAT}),
        ("Reshape", ["ids", "shape"], ["ids_3d"], {}),
        ("Mul", ["ids_3d", "zero"], ["nothing"], {}),
        ("RandomNormalLike", ["nothing"], ["drawn"], {}),
        ("Slice", ["scales", "last", "three"], ["unsteady"], {}),
        ("Mul", ["drawn", "unsteady"], ["swing"], {}),
        ("Add", ["nothing", "natural"], ["predicted"], {}),
        ("Add", ["predicted", "swing"], ["before"], {}),
        ("Ceil", ["before"], [durations], {}),
        ("ReduceSum", [durations, "all"], ["total"], {"keepdims": 0}),
        ("CumSum", [durations, "time"], ["edges"], {}),
        ("Cast", ["total"], ["frames"], {"to": TensorProto.INT64}),
        ("Range", ["origin", "frames", "one"], ["numbers"], {}),
        ("Cast", ["numbers"], ["now"], {"to": TensorProto.FLOAT}),
        ("Reshape", ["edges", "column"], ["ends"], {}),
        ("Reshape", ["now", "row"], ["here"], {}),
        ("LessOrEqual", ["ends", "here"], ["over"], {}),
        ("Cast", ["over"], ["passed"], {"to": TensorProto.INT64}),
        ("ReduceSum", ["passed", "over_symbols"], ["place"], {"keepdims": 0}),
        ("Reshape", ["ids", "flat"], ["said"], {}),
        ("Gather", ["said", "place"], ["heard"], {}),
        ("Mul", ["heard", "scale"], ["quiet"], {}),
        ("Reshape", ["frames", "flat"], ["length"], {}),
        ("Concat", ["leading", "length"], ["latent_shape"], {"axis": 0}),
        ("ConstantOfShape", ["latent_shape"], ["latent"], {}),
        ("RandomNormalLike", ["latent"], ["noise_drawn"], {}),
        ("Add", ["latent", "noise_drawn"], ["noisy"], {}),
        ("ReduceMax", ["noisy"], ["loudest"], {"keepdims": 0}),
        ("Mul", ["loudest", "of_noise"], ["hiss"], {}),
        ("Add", ["quiet", "hiss"], ["voiced"], {}),
    ]
    last = "voiced"
    if several:
        steps += [
            ("Cast", ["sid"], ["speaker"], {"to": TensorProto.FLOAT}),
            ("Mul", ["speaker", "per_speaker"], ["own"], {}),
            ("Add", ["voiced", "own"], ["spoken"], {}),
        ]
        last = "spoken"
    steps += [
        ("Reshape", [last, "shape"], ["latents_made"], {}),
        ("Reshape", ["latents_made", "column"], ["standing"], {"name": DECODER}),
        ("Mul", ["standing", "wide"], ["samples"], {}),
        ("Reshape", ["samples", "shape"], ["output"], {}),
    ]
    constants["three"] = np.array([3], np.int64)
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "symbols"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        *([helper.make_tensor_value_info("sid", TensorProto.INT64, [1])] if several else []),
    ]
    graph = helper.make_graph(
        [helper.make_node(kind, given, made, **attributes) for kind, given, made, attributes in steps],
        "tiny",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "time"])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
