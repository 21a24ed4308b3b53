"""`ui`: the time of the queue's tick and the Dagster UI's queries with 3,000 scored videos and 10,000 materialisations.

What belongs here: an instance and a library of that size, and the times. What does not: the sensor, the studio's page (studio.py).

The videos are records without films, because neither the tick nor the UI opens a film.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import requests

from assets.soundtracks.assets import KEYS, STEPS
from assets.soundtracks.library import MANIFEST
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.records import Manifest, ScoredRecord
from benchmarks._processes import data_root_variables
from pipelines.sensors import video_queue
from pipelines.settings import PROJECT_ROOT
from resources.media.mux import Mastering
from resources.music.provenance import Parameters, Provenance
from resources.storage import Folders

N_VIDEOS, MATERIALISATIONS, TRIES, PORT = 3_000, 10_000, 20, 3978
GOAL_SECONDS = 0.5  # of a tick
QUERIES = {
    "asset_graph": """query { assetNodes { id assetKey { path } groupName opNames jobNames kinds isPartitioned
        dependencyKeys { path } dependedByKeys { path } assetChecksOrError { __typename } } }""",
    "latest_by_partition": """query { assetNodes(assetKeys: [{path: ["soundtracks", "scored_video"]}]) {
        latestMaterializationByPartition { partition timestamp } } }""",
    "partition_counts": """query { assetNodes { assetKey { path } partitionStats {
        numMaterialized numPartitions numFailed numMaterializing } } }""",
    "runs": "query { runsOrError(limit: 25) { ... on Runs { results { runId status tags { key value } } } } }",
}


def _make_library(folders: Folders) -> list[str]:
    """Write the records of the videos. Returns their keys."""
    provenance = Provenance(
        renderer="none", model="none", revision="0", licence="none", seed=0, parameters=Parameters()
    )
    keys = [f"film-{number:010x}" for number in range(N_VIDEOS)]
    for number, key in enumerate(keys):
        folder = folders.library / key
        folder.mkdir(parents=True)
        Manifest(
            key=key, original_name=f"film {number}.mp4", bytes=1, sha256=f"{number:064x}", received_at=f"{number:010d}",
            sidecar={},
        ).write(folder / MANIFEST)  # fmt: skip
        (folder / "original.mp4").write_bytes(b"x")
        ScoredRecord(
            made_from="nothing", file="scored.mp4", mode="replace", seconds=1, lufs=None, true_peak=None,
            mastering=Mastering(), picture_unchanged=True, length_kept=True, left_out=(), others=(), provenance=provenance,
        ).write(folder / ScoredRecord.FILE)  # fmt: skip
    return keys


def _report_events(instance: dg.DagsterInstance, keys: list[str]) -> None:
    """Report a materialisation of one video after another, step by step."""
    instance.add_dynamic_partitions(VIDEOS.name or "", keys)
    for number in range(MATERIALISATIONS):
        step = STEPS[number // N_VIDEOS % len(STEPS)]
        instance.report_runless_asset_event(dg.AssetMaterialization(KEYS[step], partition=keys[number % N_VIDEOS]))


def _time(work: Callable[[], Any]) -> dict[str, float]:
    work()  # warms the caches
    times = []
    for _ in range(TRIES):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return {"p50": round(statistics.median(times), 4), "p95": round(statistics.quantiles(times, n=20)[-1], 4)}


def _time_queries(environment: dict[str, str]) -> dict[str, dict[str, float]]:
    """The times of the UI's queries, asked of a web server."""
    command = [sys.executable, "-m", "dagster_webserver", "-w", "workspace.yaml", "-p", str(PORT), "-h", "127.0.0.1"]
    server = subprocess.Popen(
        command, cwd=PROJECT_ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(120):
            try:
                if requests.get(f"{address}/server_info", timeout=5).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.5)

        def send(query: str) -> None:
            answer = requests.post(f"{address}/graphql", json={"query": query}, timeout=120).json()
            assert "errors" not in answer, answer["errors"]

        return {name: _time(lambda query=query: send(query)) for name, query in QUERIES.items()}
    finally:
        server.terminate()
        server.wait(30)


def run() -> dict[str, Any]:
    """The median seconds of a tick, against the goal; `detail` has the queries."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        folders = Folders(root / "data", root / "inbox")
        keys = _make_library(folders)
        environment = os.environ | data_root_variables(root)
        (root / "dagster").mkdir()
        (root / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
        with dg.DagsterInstance.from_config(str(root / "dagster")) as instance:
            _report_events(instance, keys)
            sensor = video_queue(8, dg.DefaultSensorStatus.STOPPED)
            cursor: list[str | None] = [None]

            def tick() -> None:
                context = dg.build_sensor_context(
                    instance=instance, cursor=cursor[0], resources={"folders": folders}, sensor_name=sensor.name
                )
                result: Any = sensor(context)
                cursor[0] = result.cursor

            ticks = _time(tick)
        queries = _time_queries(environment)
    return {
        "name": "ui",
        "ours": ticks["p50"],
        "alternative": GOAL_SECONDS,
        "ratio": GOAL_SECONDS / ticks["p50"],
        "unit": "seconds of the queue's tick with 3,000 scored videos; alternative: the most that it may take",
        "detail": {"materialisations": MATERIALISATIONS, "tick": ticks, "queries": queries},
    }
