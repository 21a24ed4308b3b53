"""`make demo`: materialise the whole graph on this machine, show progress, and say where to look.

What belongs here: running jobs in their order and telling about it. What does not: anything that the UI could not do
as well; the runs are ordinary runs of the persistent instance.
"""

import json
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

import dagster as dg
import pandas as pd

from assets.evaluation.leaderboard import leaderboard
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.queue import SETTLE_SECONDS, read_manifest, settled, videos, waiting
from pipelines.definitions import build_defs
from pipelines.freshness import Freshness
from pipelines.ranges import batches, range_tags
from pipelines.sensors import take_in_settled
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.configurable import Folders
from resources.errors import TenthSymphonyError
from resources.storage import file_digest

DEMO_VIDEOS = PROJECT_ROOT / "resources" / "demo_videos"
DEMO_TAG = "tenth_symphony/demo"
POLL_SECONDS = 0.5
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Progress:
    """Prints what a run does, from the instance's event log, while the run goes on."""

    def __init__(self, instance: dg.DagsterInstance, token: str) -> None:
        self._instance = instance
        self._token = token
        self._cursor: str | None = None
        self._run_id: str | None = None
        self._started: dict[str, float] = {}
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join(timeout=10)

    def _follow(self) -> None:
        while not self._done.wait(POLL_SECONDS):
            self._print_new()
        self._print_new()

    def _print_new(self) -> None:
        if self._run_id is None:
            runs = self._instance.get_runs(filters=dg.RunsFilter(tags={DEMO_TAG: self._token}), limit=1)
            if not runs:
                return
            self._run_id = runs[0].run_id
        more = True
        while more:
            page = self._instance.get_records_for_run(self._run_id, cursor=self._cursor)
            self._cursor, more = page.cursor, page.has_more
            for record in page.records:
                line = self._line(record.event_log_entry)
                if line:
                    print(line, flush=True)

    def _line(self, entry: dg.EventLogEntry) -> str | None:
        step = (entry.step_key or "").replace("__", "/")
        event = entry.dagster_event
        if event is None:
            return f"    · {step}: {entry.user_message}" if int(entry.level) >= logging.INFO and step else None
        if event.event_type == dg.DagsterEventType.STEP_START:
            self._started[step] = entry.timestamp
            return f"  ▸ {step}"
        if event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            return f"  ✓ {step} ({entry.timestamp - self._started.get(step, entry.timestamp):.1f} s)"
        if event.event_type == dg.DagsterEventType.STEP_FAILURE and not _interrupted(event):
            error = event.step_failure_data.error
            while error and error.cause:
                error = error.cause
            if error and error.cls_name == "ChildProcessCrashException":
                return f"  ✗ {step}: its process was killed (out of memory?); what it had kept is used by the next try"
            return f"  ✗ {step}: {error.message.strip() if error else 'failed'}"
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            check = event.asset_check_evaluation_data
            if not check.passed:
                return f"  ! check {check.check_name} of {check.asset_key.to_user_string()}: {check.description or 'failed'}"
        return None


def refresh_lyrics() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("refresh_lyrics")


def retrain() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("retrain")


def render_soundtracks() -> dg.JobDefinition:
    """The job, for the step processes to find it again."""
    return build_defs().resolve_job_def("render_soundtracks")


class RunFailed(Exception):  # noqa: N818  # it is caught by its name's meaning: the run failed
    """A run of the demo failed; what went wrong has been printed."""


def execute(
    job: Callable[[], dg.JobDefinition],
    instance: dg.DagsterInstance,
    *,
    tags: Mapping[str, str] | None = None,
    assets: Sequence[dg.AssetKey] | None = None,
) -> None:
    """Run a job to its end and tell about it.

    Raises:
        RunFailed: a step failed.
    """
    token = f"{os.getpid()}-{time.monotonic_ns()}"
    with Progress(instance, token):
        result = dg.execute_job(
            dg.reconstructable(job),
            instance,
            run_config=QUIET,
            raise_on_error=False,
            tags={DEMO_TAG: token, **(tags or {})},
            asset_selection=assets,
        )
    if any(_interrupted(event) for event in result.all_events):
        raise KeyboardInterrupt
    if not result.success:
        raise RunFailed(result.run_id)


def _interrupted(event: dg.DagsterEvent) -> bool:
    # Dagster catches Ctrl-C, ends the steps and gives a failed run.
    return event.is_step_failure and "ExecutionInterrupted" in str(event.step_failure_data.error)


def refresh_and_retrain(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Lyrics to report, over what is missing or out of date; whether there was anything to do."""
    defs = build_defs(settings=settings)
    graph = defs.resolve_asset_graph()
    tracks = dg.AssetKey(["lyrics", "tracks"])
    partitions = graph.get(tracks).partitions_def
    assert partitions is not None
    artists = list(partitions.get_partition_keys())
    harvested = [tracks, dg.AssetKey(["lyrics", "raw_lyrics"])]
    tables = settings.data_path / "tables"

    def lost(key: dg.AssetKey) -> bool:
        """Materialised, but no longer on disk."""
        return not list(tables.joinpath(*key.path[:-1]).glob(f"{key.path[-1]}*"))

    fresh = Freshness(defs, instance)
    worked = False
    if any(lost(key) or fresh.stale_partitions(key, artists) for key in harvested):
        print(f"Lyrics of {len(artists)} artists from {settings.lyrics_source}", flush=True)
        execute(refresh_lyrics, instance, tags=range_tags(artists))
        fresh = Freshness(defs, instance)
        worked = True
    selection = defs.resolve_job_def("retrain").asset_layer.executable_asset_keys
    stale = fresh.stale_assets(selection, filter(lost, selection))
    if stale:
        print("Phonemes, splits, models, comparison", flush=True)
        # A step of two tables is run as a whole.
        both = {dg.AssetKey(["lyrics", "lyrics"]), dg.AssetKey(["lyrics", "rejected"])}
        execute(retrain, instance, assets=sorted({*stale, *(both if both & set(stale) else ())}))
        worked = True
    return worked


def score_queued(settings: Settings, instance: dg.DagsterInstance, folders: Folders) -> bool:
    """Queue the demo's videos unless they are in the library, and score what is queued; whether there was anything."""
    known = {read_manifest(folder)["sha256"] for folder in videos(folders.library)}
    folders.inbox.mkdir(parents=True, exist_ok=True)
    for video in sorted(DEMO_VIDEOS.glob("*.mp4")):
        if file_digest(video) not in known:
            for file in DEMO_VIDEOS.glob(f"{video.name}*"):
                shutil.copyfile(file, folders.inbox / file.name)
    # The queue's own look, twice, as two ticks of the sensor would: what has not changed in between has settled.
    _, seen = settled(folders.inbox, {})
    if seen:
        time.sleep(SETTLE_SECONDS + 0.1)
        for line in take_in_settled(folders, seen).rejected:
            print(f"  ! set aside {line}", flush=True)
    name = VIDEOS.name or ""
    registered = instance.get_dynamic_partitions(name)
    new = [folder.name for folder in videos(folders.library) if folder.name not in set(registered)]
    if new:
        instance.add_dynamic_partitions(name, new)
    wanted = set(waiting(folders.library))
    for keys in batches([*registered, *new], wanted, settings.videos_per_batch):
        print(f"Music for {len(keys)} videos by {settings.renderer}", flush=True)
        execute(render_soundtracks, instance, tags=range_tags(keys))
    return bool(wanted)


def where_to_look(settings: Settings, folders: Folders) -> str:
    """The leaderboard as a table, and the files worth opening."""
    tables = settings.data_path / "tables"
    metrics = pd.read_parquet(tables / "evaluation" / "metrics.parquet")
    champion = json.loads((tables / "evaluation" / "champion.json").read_text(encoding="utf-8"))
    lines = [
        "",
        "Leaderboard (held-out songs; mean ± standard deviation)",
        leaderboard(metrics).to_string(index=False),
        "",
    ]
    lines.append(f"Champion: {(champion['champion'] or {}).get('model', 'none')}. {champion['decision']['reason']}")
    lines.append(f"Report:   {folders.reports / 'models.html'}")
    for folder in videos(folders.library):
        lines += [f"Video:    {path}" for path in folder.glob("scored.*") if path.suffix != ".json"]
    lines.append("UI:       make dev, then http://127.0.0.1:3000")
    return "\n".join(lines)


def main() -> int:
    """Run the demo; 0 when everything is there, 1 when a step failed, 130 when interrupted."""
    started = time.monotonic()
    try:
        settings = load_settings()
        instance = dg.DagsterInstance.get()
        folders = Folders(settings.data_path, settings.inbox_path)
        worked = refresh_and_retrain(settings, instance)
        worked = score_queued(settings, instance, folders) or worked
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except RunFailed:
        print("✗ A step failed; its reason stands above, the whole log in the UI (make dev).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. What is done stays; make demo goes on from here.", file=sys.stderr)
        return 130
    print(where_to_look(settings, folders))
    done = "Everything is materialised" if worked else "Nothing to do: everything is materialised and up to date"
    print(f"{done} ({time.monotonic() - started:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
