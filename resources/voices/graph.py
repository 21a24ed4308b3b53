"""The graph of a Piper voice (VITS in ONNX), cut into three: the frames of each symbol, what sounds in each frame (its latents),
and the sound.

VITS predicts the number of frames of each symbol, and synthesises speech from these numbers. The node that rounds them up is
replaced with an input of the graph; so is the noise that makes takes differ, which the runtime would draw without a seed. The
latents of frames can be stretched: the voice then says the same at the same pitch, with other times. Stretched sound instead of
latents (waveform-similarity overlap-add) was as well on time, but a recogniser misheard 45 instead of 40 % of the words.

What belongs here: cutting and running the graph. What does not: symbols and durations (piper.py).
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from resources.voices.base import VoiceError

DURATIONS = "/Ceil_output_0"
DECODER = "/dec/conv_pre/Conv"  # the node that takes the latents
_FLOATS = {"durations": [1, 1, "symbols"], "noise": [1, "channels", "frames"], "latents": [1, "channels", "frames"]}


class VoiceGraph:
    """The three parts of a voice's graph; loaded when they are first run. `feeds` may have more than a part takes."""

    def __init__(self, model: Path) -> None:
        self._model = model

    def durations(self, feeds: Mapping[str, np.ndarray]) -> np.ndarray:
        """The natural number of frames of each symbol.

        Raises:
            VoiceError: it is no Piper voice, or cannot be run; so for all parts.
        """
        return self._run(0, feeds).reshape(-1)

    def latents(self, feeds: Mapping[str, np.ndarray]) -> np.ndarray:
        """What sounds in each frame: shape (1, channels, frames). Of `feeds`, `durations` has the frames of each symbol."""
        return self._run(1, feeds)

    def sound(self, latents: np.ndarray, feeds: Mapping[str, np.ndarray]) -> np.ndarray:
        """The sound of latents: shape (samples,)."""
        return self._run(2, {**feeds, "latents": latents}).reshape(-1)

    def _run(self, part: int, feeds: Mapping[str, np.ndarray]) -> np.ndarray:
        session = self._sessions[part]
        taken = {entry.name: feeds[entry.name] for entry in session.get_inputs()}
        try:
            return np.asarray(session.run(None, taken)[0], np.float32)
        except Exception as error:  # onnxruntime's errors have no common class
            raise self._cannot_run(error) from error

    @functools.cached_property
    def _sessions(self) -> list[Any]:
        import onnx
        import onnxruntime

        try:
            model = onnx.load(str(self._model))
        except Exception as error:  # protobuf's errors have no common class
            raise VoiceError(f"{self._model} is not an ONNX file.", remedy="Run make voice again.") from error
        nodes = model.graph.node
        decoder = next((node for node in nodes if node.name == DECODER), None)
        if decoder is None or not any(DURATIONS in node.output for node in nodes):
            raise VoiceError(
                f"{self._model.name} does not have the graph of a Piper voice.", remedy="Use a Piper voice (VITS)."
            )
        latents, sound = decoder.input[0], model.graph.output[0].name
        predict = _part(model, DURATIONS)
        _replace(DURATIONS, "durations", (node for node in nodes if node.op_type in ("ReduceSum", "CumSum")))
        # The graph's last random node draws the latents' noise; the others only affect the predicted durations.
        for node in [node for node in nodes if node.op_type == "RandomNormalLike"][-1:]:
            _replace(node.output[0], "noise", nodes)
        shape = _part(model, latents)
        _replace(latents, "latents", nodes)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            return [
                onnxruntime.InferenceSession(part.SerializeToString(), options, providers=["CPUExecutionProvider"])
                for part in (predict, shape, _part(model, sound))
            ]
        except Exception as error:  # onnxruntime's errors have no common class
            raise self._cannot_run(error) from error

    def _cannot_run(self, error: Exception) -> VoiceError:
        said = str(error).strip().splitlines()
        return VoiceError(
            f"{self._model.name} cannot be run: {said[0][:200] if said else type(error).__name__}.",
            remedy="Take a Piper voice of VITS.",
        )


def _replace(name: str, other: str, nodes: Iterable[Any]) -> None:
    """Have nodes take another value instead of one."""
    for node in nodes:
        for index, taken in enumerate(node.input):
            if taken == name:
                node.input[index] = other


def _part(model: Any, output: str) -> Any:
    """The part of a graph that one of its values needs, with those of _FLOATS that it needs as inputs."""
    import onnx

    needed, kept = {output}, []
    for node in reversed(model.graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input, *(_taken(attribute.g.node) for attribute in node.attribute))
    graph, floats = model.graph, onnx.TensorProto.FLOAT
    given = [onnx.helper.make_tensor_value_info(name, floats, shape) for name, shape in _FLOATS.items()]
    return onnx.helper.make_model(
        onnx.helper.make_graph(
            kept[::-1],
            graph.name,
            [entry for entry in [*graph.input, *given] if entry.name in needed],
            [onnx.helper.make_tensor_value_info(output, floats, None)],
            [weights for weights in graph.initializer if weights.name in needed],
        ),
        opset_imports=model.opset_import,
        ir_version=model.ir_version,
    )


def _taken(nodes: Sequence[Any]) -> set[str]:
    """The values that the nodes of a branch take."""
    return {name for node in nodes for name in node.input}
