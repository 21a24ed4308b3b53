"""`ray_corpus`: the stages that process each song, on this machine and as tasks on a Ray cluster with one node and with two.

What belongs here: their time and memory, the check that the tables are equal, and the same with Ray Data. What does not: the
stages and the generated songs (scale.py), the cluster (_ray_cluster.py).
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from benchmarks import scale
from benchmarks._processes import peak_mebibytes, run_module
from benchmarks._ray_cluster import Cluster, cluster
from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError
from resources.spread import here, in_pieces, on_ray
from resources.storage import write_json

SONGS = int(os.environ.get("RAY_CORPUS", "150000"))
NODES = (1, 2)
# Stage: the table that it makes.
STAGES = {
    "lyrics/lyrics": "lyrics",
    "corpus/splits": "splits",
    "phonetics/pronunciations": "pronunciations",
    "phonetics/verse_lines": "verse_lines",
    "models/ngram": "ngram",
}
ENDED = ("SUCCEEDED", "FAILED", "STOPPED")
TASK_PROCESSES = ("ray::_call", "ray::MapBatches")  # names of the processes that work on pieces
STORE = 1_000_000_000  # bytes of a node's object store
LIMIT_SECONDS = 1800.0


class CorpusError(TenthSymphonyError):
    """A stage failed on the cluster."""


def run() -> dict[str, Any]:
    """Seconds and memory of each stage here, on one node and on two.

    Raises:
        CorpusError: a stage failed, or its table differs from the local one.
    """
    load = os.getloadavg()[0]
    detail: dict[str, dict[str, dict[str, float]]] = {stage: {} for stage in STAGES}
    cleaning: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_module("benchmarks.scale", "generate", name, str(SONGS))
        tables = {}
        for stage, table in STAGES.items():
            detail[stage]["here"] = run_module("benchmarks.ray_corpus", "here", stage, name)
            tables[stage] = _digest(folder, table)
        for nodes in NODES:
            with cluster(nodes, {}, STORE) as machines:
                for stage, table in STAGES.items():
                    detail[stage][f"nodes_{nodes}"] = _run_on(machines, folder, "ray", stage)
                    if _digest(folder, table) != tables[stage]:
                        raise CorpusError(
                            f"{stage} is another table on {nodes} nodes.", remedy="See resources/spread.py."
                        )
                if nodes == NODES[-1]:
                    cleaning = {kind: _run_on(machines, folder, kind, "lyrics/lyrics") for kind in CLEANING_WAYS}
    one, two = (sum(found[f"nodes_{nodes}"]["seconds"] for found in detail.values()) for nodes in NODES)
    return {
        "name": "ray_corpus",
        "ours": two,
        "alternative": one,
        "ratio": one / two,
        "unit": f"seconds for {len(STAGES)} stages on {SONGS:,} songs on two nodes of one CPU; alternative: on one",
        "detail": {
            "songs": SONGS,
            "load_before": round(load, 1),
            "machine_shared": "two cores, which the nodes, their steps and whatever else ran shared",
            "stages": detail,
            "cleaning_without_duplicates_on_two_nodes": cleaning,
        },
    }


def _digest(folder: Path, table: str) -> str:
    from assets.metadata import frame_digest

    return frame_digest(scale.read_table(folder, table))


def _run_on(machines: Cluster, folder: Path, kind: str, stage: str) -> dict[str, float]:
    """The cost of a stage as a job on the cluster, with the observed memory of its largest task process and the CPU time of all
    task processes.
    """
    client = machines.client()
    answer = folder / "answer.json"
    answer.unlink(missing_ok=True)
    job = client.submit_job(
        entrypoint=f"{sys.executable} -m benchmarks.ray_corpus {kind} {stage} {folder}",
        runtime_env={"env_vars": {"PYTHONPATH": str(PROJECT_ROOT), "OPENBLAS_NUM_THREADS": "1"}},
    )
    deadline = time.monotonic() + LIMIT_SECONDS
    workers: dict[int, tuple[float, float]] = {}
    while (status := client.get_job_status(job).value) not in ENDED and time.monotonic() < deadline:
        workers |= _workers(machines, workers)
        time.sleep(0.5)
    if status != "SUCCEEDED":
        raise CorpusError(f"{stage} ended as {status}: {client.get_job_logs(job)[-2000:]}", remedy="See above.")
    return json.loads(answer.read_text()) | {
        "tasks_processor_seconds": sum(seconds for seconds, _ in workers.values()),
        "task_peak_megabytes": max((megabytes for _, megabytes in workers.values()), default=0.0),
    }


def _workers(machines: Cluster, known: Mapping[int, tuple[float, float]]) -> dict[int, tuple[float, float]]:
    """For each process that works or worked on pieces: CPU time in seconds, and the highest memory seen in MiB."""
    found = {}
    for node in range(len(machines.nodes)):
        for process in machines.processes(node):
            with contextlib.suppress(psutil.Error):
                if process.pid in known or "".join(process.cmdline()).startswith(TASK_PROCESSES):
                    times = process.cpu_times()
                    memory = process.memory_info().rss / 2**20
                    found[process.pid] = times.user + times.system, max(memory, known.get(process.pid, (0, 0))[1])
    return found


def _clean_by_tasks(folder: Path) -> None:
    """Clean the songs in Ray tasks, as in the product."""
    from assets.lyrics.cleaning import SONGS_AT_ONCE, clean_bodies

    for _ in on_ray(clean_bodies, in_pieces(scale.read_table(folder, "raw", ["body"])["body"], SONGS_AT_ONCE)):
        pass


def _clean_by_ray_data(folder: Path) -> None:
    """Clean the songs with Ray Data."""
    import pandas as pd
    import ray
    import ray.data

    from assets.lyrics.cleaning import SONGS_AT_ONCE, clean_bodies
    from resources.spread import ONE_CORE

    ray.init(address="auto", log_to_driver=False)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    songs = scale.read_table(folder, "raw", ["body"])
    shards = [songs.iloc[first : first + SONGS_AT_ONCE] for first in range(0, len(songs), SONGS_AT_ONCE)]
    ray.data.from_pandas(shards).map_batches(
        lambda batch: pd.DataFrame(clean_bodies(batch["body"].tolist())),
        batch_size=None, batch_format="pandas", num_cpus=1, runtime_env={"env_vars": ONE_CORE},
    ).to_pandas()  # fmt: skip


CLEANING_WAYS: dict[str, Callable[[Path], None]] = {"tasks": _clean_by_tasks, "ray_data": _clean_by_ray_data}


if __name__ == "__main__":
    kind, stage, where = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    started = time.perf_counter()
    if kind in CLEANING_WAYS:
        CLEANING_WAYS[kind](where)
    else:
        work = scale.count if stage == "models/ngram" else scale.STAGES[stage]
        work(where, here if kind == "here" else on_ray)
    taken = {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time(),
        "peak_megabytes": peak_mebibytes(),
    }
    write_json(where / "answer.json", taken)
    print(json.dumps(taken))
