"""MusicGen with the audiocraft package, in a process with its own environment.

The worker is a Dagster Pipes process: the batch is its context, each take a message. It is not started with Dagster's
PipesSubprocessClient, which only returns messages after the process has ended: here each clip is passed on as soon as it is
done, and no finished clip is lost if the worker dies.

What belongs here: the renderer, from requests to clips. What does not: the environment (environment.py), audiocraft
(worker.py).
"""

import contextlib
import json
import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from dagster_pipes import (
    DAGSTER_PIPES_CONTEXT_ENV_VAR,
    DAGSTER_PIPES_MESSAGES_ENV_VAR,
    PipesContextData,
    encode_param,
)

from resources.audio import to_loudness
from resources.hub import WeightsError, find_weights
from resources.music.alignment import spare_seconds
from resources.music.provenance import Parameters, Provenance
from resources.music.request import (
    CEILING_DBTP,
    TARGET_LUFS,
    Capabilities,
    RenderedClip,
    RenderFailure,
    RenderRequest,
    RenderRequestError,
)
from resources.music.takes import BROKEN, choice_of, judge
from resources.renderers.audiocraft.environment import AUDIOCRAFT, WORKER, AudiocraftError, python_of
from resources.renderers.clap import Clap
from resources.renderers.musicgen_usage import (
    GUIDANCE,
    KEPT_SECONDS,
    TOP_K,
    WINDOW_SECONDS,
    capabilities_of,
    licence_of,
    text_of,
)

logger = logging.getLogger(__name__)

VERSION = "4"
DEBUG = "debug"
CHECKPOINT_FILES = ("state_dict.bin", "compression_state_dict.bin")
POLL_SECONDS = 0.1
PATIENCE_SECONDS = 10.0  # to wait for a worker that was asked to stop
# The only environment variables that the worker gets: no keys, no tokens.
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "HF_HOME", "HF_HUB_OFFLINE", "AUDIOCRAFT_CACHE_DIR", "CUDA_VISIBLE_DEVICES",
             "OMP_NUM_THREADS", "SSL_CERT_FILE", "HTTPS_PROXY", "LD_LIBRARY_PATH")  # fmt: skip


class AudiocraftParameters(Parameters):
    """The parameters of a piece, and the package."""

    package: str
    prompt: str
    top_k: int
    guidance: float


class AudiocraftRenderer:
    """A `Renderer`: audiocraft's MusicGen.

    The takes of a request are one batch. Requests are processed one by one, because audiocraft uses one seed per batch, and a
    clip would depend on the others in its batch.

    Args:
        model: "debug" (audiocraft's own, tiny and random), a repository of the hub, or a folder with audiocraft's
            checkpoint files. Those are pickles: only use them from trusted sources.
        folder: audiocraft's environment.
        pins: the file of pinned commits; see `pinned_commit`.
        takes: the number of takes of each request, of which the best is kept.
        clap: measures how well a take matches the prompt.
        worker: the script to run; tests use their own.
    """

    name = "audiocraft"

    def __init__(
        self,
        model: str,
        folder: Path = Path(".venv-audiocraft"),
        pins: Path | None = None,
        *,
        takes: int = 1,
        python: Path | None = None,
        worker: Path = WORKER,
        clap: Clap | None = None,
    ) -> None:
        self.clap = clap
        self.model, self.folder, self.takes = model, folder, takes
        self._found = find_weights(model, pins, needed=CHECKPOINT_FILES)
        self._python, self._worker = python, worker

    @property
    def capabilities(self) -> Capabilities:
        """See `Renderer`."""
        return capabilities_of(self._found)

    @property
    def weights(self) -> str:
        """The identity of the weights: the hub's commit, a digest of a folder's files, or the package for the debug model.

        Raises:
            AudiocraftError: they are not available.
        """
        if self.model == DEBUG:
            return AUDIOCRAFT
        try:
            return self._found.revision
        except WeightsError as error:
            raise AudiocraftError(
                str(error),
                remedy="Check the connection, or set MUSICGEN_MODEL to a folder of audiocraft's or to debug.",
            ) from None

    @property
    def revision(self) -> str:
        """A version of everything that determines the music: weights, package, number of takes, this code."""
        judged = f" judged by {self.clap.name}" if self.clap else ""
        return f"{self.model}@{self.weights} by {AUDIOCRAFT} × {self.takes}{judged}, {VERSION}"

    @property
    def licence(self) -> str:
        """The weights'."""
        if self.model == DEBUG:
            return "MIT (audiocraft's debug model: random weights)"
        return licence_of(self._found)

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        """See `Renderer`. A clip is yielded as soon as its last take is done.

        Raises:
            AudiocraftError: the environment is missing, or the worker ended too early; finished clips have been yielded
                by then.
        """
        good = []
        for request in requests:
            try:
                request.validate()
                good.append(request)
            except RenderRequestError as error:
                yield RenderFailure(request.key, str(error))
        if good:
            yield from self._play(good)

    def _play(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        python = self._python or python_of(self.folder)
        by_key = {request.key: request for request in requests}
        takes: dict[str, list[np.ndarray]] = {key: [] for key in by_key}
        with tempfile.TemporaryDirectory(prefix="audiocraft-") as folder:
            batch = [self._described(request, number) for number, request in enumerate(requests)]
            commit = None if self.model == DEBUG or self._found.folder else self.weights
            extras = {"model": self.model, "commit": commit, "folder": folder, "requests": batch}
            for message in _messages(python, self._worker, extras, Path(folder), unsafe_load=self.model != DEBUG):
                key = message["key"]
                if "reason" in message:
                    yield RenderFailure(key, f"audiocraft could not play it ({message['reason']}).")
                    del by_key[key]
                    continue
                takes[key].append(np.load(message["path"]))
                Path(message["path"]).unlink()
                if len(takes[key]) == self.takes:
                    yield self._clip(by_key.pop(key), takes.pop(key), message["rate"])
        if by_key:
            raise AudiocraftError(
                f"audiocraft ended without rendering {', '.join(sorted(by_key))}.",
                remedy="See the log above, and try again.",
            )

    def _described(self, request: RenderRequest, number: int) -> dict[str, Any]:
        """A request in the form that the worker reads."""
        return {
            "number": number,
            "key": request.key,
            "text": text_of(request),
            "seconds": request.seconds + spare_seconds(request),
            "seed": request.seed % 2**63,
            "takes": self.takes,
            "top_k": TOP_K,
            "guidance": GUIDANCE,
            "stride_seconds": WINDOW_SECONDS - KEPT_SECONDS,
        }

    def _clip(self, request: RenderRequest, takes: Sequence[np.ndarray], rate: int) -> RenderedClip | RenderFailure:
        """The best of a request's takes."""
        judged = [judge(audio, rate, request, self.clap) for audio in takes]
        choice = choice_of(judged, self.clap)
        if judged[choice.take].broken:
            return RenderFailure(request.key, f"{BROKEN} Take another seed.")
        provenance = Provenance(
            renderer=self.name,
            model=self.model,
            revision=self.weights,
            licence=self.licence,
            seed=request.seed,
            parameters=AudiocraftParameters(
                package=AUDIOCRAFT, prompt=text_of(request), top_k=TOP_K, guidance=GUIDANCE
            ),
            choice=choice,
        )
        audio = to_loudness(judged[choice.take].audio, rate, TARGET_LUFS, CEILING_DBTP)
        return RenderedClip(request.key, audio, rate, provenance)


def _messages(
    python: Path, worker: Path, extras: Mapping[str, Any], folder: Path, *, unsafe_load: bool
) -> Iterator[dict[str, Any]]:
    """Yield the worker's custom messages as they arrive; the worker is stopped when the generator is closed.

    Raises:
        AudiocraftError: the worker failed or was killed.
    """
    messages, log = folder / "messages.jsonl", folder / "log.txt"
    messages.touch()
    environment = _environment(extras, folder / "context.json", messages, unsafe_load=unsafe_load)
    with log.open("wb") as output, messages.open(encoding="utf-8") as incoming:
        process = subprocess.Popen(  # noqa: S603
            [str(python), str(worker)], env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        with _ended(process):
            for message in _lines_of(process, incoming):
                if message["method"] == "log":
                    logger.info("%s", message["params"]["message"])
                elif message["method"] == "report_custom_message":
                    yield message["params"]["payload"]
    if process.returncode:
        last_lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-15:]
        how = f"was killed by signal {-process.returncode}" if process.returncode < 0 else "failed"
        raise AudiocraftError(
            f"audiocraft's process {how}" + (": " + "\n".join(last_lines) if last_lines else "."),
            remedy="If it was killed, free some memory or choose a smaller model; else see the lines above.",
        )


def _environment(extras: Mapping[str, Any], context: Path, messages: Path, *, unsafe_load: bool) -> dict[str, str]:
    """The worker's environment variables; what it is to do is written into the file `context`, as Dagster's pipes read it."""
    content: PipesContextData = {
        "asset_keys": None, "code_version_by_asset_key": None, "provenance_by_asset_key": None, "partition_key": None,
        "partition_key_range": None, "partition_time_window": None, "run_id": "audiocraft", "job_name": None,
        "retry_number": 0, "extras": dict(extras),
    }  # fmt: skip
    context.write_text(json.dumps(content), encoding="utf-8")
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        DAGSTER_PIPES_CONTEXT_ENV_VAR: encode_param({"path": str(context)}),
        DAGSTER_PIPES_MESSAGES_ENV_VAR: encode_param({"path": str(messages)}),
    }
    if unsafe_load:  # audiocraft's checkpoints contain their configuration as pickled objects
        environment["TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD"] = "1"
    return environment


def _lines_of(process: "subprocess.Popen[bytes]", incoming: TextIO) -> Iterator[dict[str, Any]]:
    """Yield each line that a process writes into a file, read as JSON, until the process has ended."""
    line = ""
    while True:
        over = process.poll() is not None  # asked before reading, so that all lines from before its end are read
        line += incoming.readline()
        if line.endswith("\n"):
            yield json.loads(line)
            line = ""
        elif over:
            return
        else:
            time.sleep(POLL_SECONDS)


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Make sure that no process is left behind, however the block ends."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
