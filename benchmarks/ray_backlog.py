"""`ray_backlog`: a backlog of short videos scored by `sketch` on a Ray cluster with one node and with two, one CPU each.

What belongs here: the backlog and its time. What does not: the cluster (_ray_cluster.py), the executor (pipelines/ray_steps.py).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg

from assets.soundtracks.inbox import take_in
from assets.soundtracks.library import is_scored, videos
from assets.soundtracks.partitions import VIDEOS
from benchmarks._processes import data_root_variables
from benchmarks._ray_cluster import cluster
from pipelines.settings import PROJECT_ROOT
from resources.errors import TenthSymphonyError
from resources.storage import Folders

FILM = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
BACKLOG, BATCH = int(os.environ.get("RAY_BACKLOG", "200")), 10
LIMIT_SECONDS = 3600.0
# What the queue does, without its waits: one batch after the other.
QUEUE = """
import sys
import dagster as dg
from pipelines.ranges import range_tags
from pipelines.runs import execute, render_soundtracks

with dg.DagsterInstance.get() as instance:
    for batch in sys.argv[1:]:
        execute(render_soundtracks, instance, tags=range_tags(batch.split(",")))
"""


class BacklogError(TenthSymphonyError):
    """The backlog was not scored."""


def _fill_queue(folders: Folders, root: Path) -> list[str]:
    """Queue the videos. Returns their keys."""
    for number in range(BACKLOG):
        dropped = root / f"film {number:03}.mp4"
        # Identical films would count as one video; an empty box at the end makes each distinct.
        dropped.write_bytes(FILM.read_bytes() + (16).to_bytes(4, "big") + b"free" + number.to_bytes(8, "big"))
        take_in(dropped, folders.library, folders.rejected)
    return sorted(folder.name for folder in videos(folders.library))


def _seconds(nodes: int) -> tuple[float, dict[str, int]]:
    """The seconds for the backlog, and the number of steps on each node."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = Folders(root / "data", root / "inbox")
        (root / "dagster").mkdir()
        shutil.copy(PROJECT_ROOT / "dagster.yaml", root / "dagster")
        variables = data_root_variables(root) | {"SOUNDFONT": "off", "EXECUTOR": "ray"}
        keys = _fill_queue(folders, root)
        batches = [",".join(keys[first : first + BATCH]) for first in range(0, len(keys), BATCH)]
        with patch.dict(os.environ, variables), dg.DagsterInstance.get() as instance, cluster(nodes, {}) as machines:
            instance.add_dynamic_partitions(VIDEOS.name or "", keys)
            instance.event_log_storage.set_concurrency_slots("accelerator", nodes)
            environment = os.environ | {"RAY_ADDRESS": machines.address}
            started = time.perf_counter()
            queues = [
                subprocess.Popen(
                    [sys.executable, "-c", QUEUE, *batches[number::nodes]], env=environment, cwd=PROJECT_ROOT,
                    stdout=subprocess.DEVNULL,
                )
                for number in range(nodes)
            ]  # fmt: skip
            statuses = [queue.wait(LIMIT_SECONDS) for queue in queues]
            seconds = time.perf_counter() - started
            if any(statuses) or not all(is_scored(folder) for folder in videos(folders.library)):
                raise BacklogError("Not every video was scored.", remedy="See the runs' events.")
            where = [str(job.driver_node_id) for job in machines.client().list_jobs()]
            return seconds, {f"node {number}": where.count(node) for number, node in enumerate(sorted(set(where)))}


def run() -> dict[str, Any]:
    """Videos per minute of both.

    Raises:
        BacklogError: a video was not scored.
    """
    one, alone = _seconds(1)
    two, together = _seconds(2)
    return {
        "name": "ray_backlog",
        "ours": BACKLOG / two * 60,
        "alternative": BACKLOG / one * 60,
        "ratio": one / two,
        "unit": "videos a minute on two nodes of one CPU; alternative: on one",
        "detail": {
            "load_before": round(os.getloadavg()[0], 1),
            "videos": BACKLOG,
            "videos_per_batch": BATCH,
            "seconds_one_node": round(one, 1),
            "seconds_two_nodes": round(two, 1),
            "steps_by_node": {"one": alone, "two": together},
            "executor": "ray; the runs' own processes share the same two cores",
        },
    }
