"""`make housekeeping`, and the job of that name: remove what is no longer needed, by a policy.

What belongs here: what is kept and what is removed. What does not: lyrics under a service's licence (purge.py); videos and
songs, which only their owners remove, except archived videos if a setting says so.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dagster as dg

from assets.evaluation.champions import read_champions
from assets.models.checkpoints import MANIFEST
from assets.songs.library import all_songs, is_draft
from assets.songs.plan import SongPlan
from assets.songs.records import SongRequest
from pipelines.command_line import arguments_given, exit_status
from pipelines.instance import open_instance
from pipelines.settings import Settings, load_settings
from resources.leases import is_held
from resources.records import Pointer, RecordError
from resources.storage import Folders

DAY = 86_400.0
# A partial file is normally renamed or removed within minutes; a training that was not resumed for so long is abandoned.
PARTIAL_DAYS, TRAINING_DAYS = 1.0, 30.0
DRAFT_DAYS = 1.0  # of drafts on the studio's page; each rewritten line makes another draft


@dataclass(frozen=True, slots=True)
class Policy:
    """How much is kept of what can be made again.

    Args:
        checkpoints: number of newest checkpoints of each model; those that are or were champion or are in use are kept too.
        days: age of finished runs with their events and logs.
        archived_days: age of archived videos; None keeps them.
    """

    checkpoints: int = 3
    days: float = 90.0
    archived_days: float | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file or folder to remove, and why."""

    path: Path
    why: str

    @property
    def bytes(self) -> int:
        """Its size in bytes."""
        return size_of(self.path)


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files below a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file())


def disk_use(folders: Folders) -> dict[str, int]:
    """Bytes of each folder of the data root."""
    if not folders.data.exists():
        return {}
    return {path.name: size_of(path) for path in sorted(folders.data.iterdir())}


def leftovers(folders: Folders, policy: Policy, *, now: float | None = None) -> list[Leftover]:
    """The files and folders to remove.

    Raises:
        ChampionError: the record of promotions is damaged, so it is unknown which checkpoints are needed.
    """
    now = now or time.time()
    return [
        *_partial(folders, now),
        *_checkpoints(folders, policy, now),
        *_examples(folders, policy),
        *_drafts(folders, now),
        *_archived(folders, policy, now),
    ]


def _age(path: Path, now: float) -> float:
    return (now - path.stat().st_mtime) / DAY


def _partial(folders: Folders, now: float) -> Iterator[Leftover]:
    if folders.data.exists():
        for path in sorted(folders.data.rglob(".*partial*")):
            if path.exists() and _age(path, now) > PARTIAL_DAYS:
                yield Leftover(path, "unfinished, left by a killed process")


def _checkpoints(folders: Folders, policy: Policy, now: float) -> Iterator[Leftover]:
    kept = {folders.find(promotion.path) for promotion in read_champions(folders).promotions}
    kept |= set(_pointed_at(folders))
    for model in _folders(folders.checkpoints):
        # By the manifest's time: a folder's own time changes when a reader touches it.
        complete = sorted(model.glob(f"*/{MANIFEST}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for manifest in complete[policy.checkpoints :]:
            if manifest.parent not in kept:
                yield Leftover(manifest.parent, f"older than the last {policy.checkpoints} of {model.name}")
        for work in sorted(model.glob("*.training")):
            if not is_held(work) and _age(work, now) > TRAINING_DAYS:
                yield Leftover(work, f"a training that was not resumed for {TRAINING_DAYS:.0f} days")


def _examples(folders: Folders, policy: Policy) -> Iterator[Leftover]:
    kept = set(_pointed_at(folders))
    every = sorted(_folders(folders.examples), key=lambda path: path.stat().st_mtime, reverse=True)
    for folder in every[policy.checkpoints :]:
        if folder not in kept:
            yield Leftover(folder, f"training examples older than the last {policy.checkpoints}")


def _drafts(folders: Folders, now: float) -> Iterator[Leftover]:
    """Drafts without a song. For each song the draft that shares the most lines is kept, because it records who wrote them."""
    songs = list(all_songs(folders.songs))
    drafts = {song: _lines_of_plan(song) for song in songs if is_draft(song)}
    kept = set()
    for song in set(songs) - set(drafts):
        request = SongRequest.read_if_valid(song / SongRequest.FILE)
        words = set(request.text.splitlines()) if request else set()
        nearest = max(drafts, key=lambda draft: len(drafts[draft] & words), default=None)
        if nearest is not None and drafts[nearest] & words:
            kept.add(nearest)
    for draft in drafts:
        asked = draft / SongRequest.FILE
        if draft not in kept and not is_held(draft) and _age(asked, now) > DRAFT_DAYS:
            yield Leftover(draft, "a draft of words from which no song was made")


def _lines_of_plan(song: Path) -> set[str]:
    plan = SongPlan.read_if_valid(song / SongPlan.FILE)
    return {line.text for line in plan.lines} if plan else set()


def _archived(folders: Folders, policy: Policy, now: float) -> Iterator[Leftover]:
    if policy.archived_days is None:
        return
    for folder in _folders(folders.archived):
        if _age(folder, now) > policy.archived_days:
            yield Leftover(folder, f"archived more than {policy.archived_days:.0f} days ago")


def _folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir()) if parent.exists() else []


def _pointed_at(folders: Folders) -> Iterator[Path]:
    for path in folders.tables.rglob("*.json") if folders.tables.exists() else ():
        try:
            yield folders.find(Pointer.read(path).path)
        except RecordError:
            continue


def old_runs(instance: dg.DagsterInstance, policy: Policy, *, now: float | None = None) -> list[str]:
    """The ids of finished runs that are older than the policy keeps, except the last run of each job."""
    now = now or time.time()
    finished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    )
    seen: set[str] = set()
    old = []
    for record in instance.get_run_records(finished):
        run = record.dagster_run
        if run.job_name in seen and now - record.create_timestamp.timestamp() > policy.days * DAY:
            old.append(run.run_id)
        seen.add(run.job_name)
    return old


def remove(instance: dg.DagsterInstance, found: Iterable[Leftover], runs: Iterable[str]) -> int:
    """Remove the files, folders and runs. Returns the number of bytes freed. Dagster still knows the last materialisation of
    each asset, because only old runs and their logs are removed.
    """
    freed = 0
    for leftover in found:
        freed += leftover.bytes
        if leftover.path.is_dir():
            shutil.rmtree(leftover.path)
        else:
            leftover.path.unlink(missing_ok=True)
    for run_id in runs:
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        instance.delete_run(run_id)
    return freed


def report(folders: Folders, found: list[Leftover], runs: list[str]) -> str:
    """The sizes of the data root's folders, and what is to be removed, as text."""
    lines = [f"{megabytes(size):>12}  {name}" for name, size in disk_use(folders).items()]
    lines += ["", f"To be removed: {len(found)} folders and files, {len(runs)} runs with their logs."]
    lines += [f"{megabytes(item.bytes):>12}  {folders.pointer(item.path)}: {item.why}" for item in found]
    return "\n".join(lines)


def megabytes(size: int) -> str:
    """Bytes as MB."""
    return f"{size / 1e6:,.1f} MB"


def policy_of(settings: Settings) -> Policy:
    """The policy of the settings."""
    return Policy(settings.keep_checkpoints, settings.keep_days, settings.keep_archived_days)


def run(argv: Sequence[str]) -> None:
    """Show what would be removed; with `--now`, remove it.

    Raises:
        TenthSymphonyError: it is unknown what is no longer needed.
    """
    parser = argparse.ArgumentParser(
        ".venv/bin/python -m pipelines.housekeeping", description="Show what is no longer needed."
    )
    parser.add_argument("--now", action="store_true", help="remove it")
    options = parser.parse_args(arguments_given(argv))
    settings = load_settings()
    settings.folders.pull()
    instance = open_instance()
    found = leftovers(settings.folders, policy_of(settings))
    runs = old_runs(instance, policy_of(settings))
    print(report(settings.folders, found, runs))
    if not options.now:
        print('Nothing was removed. To remove it: make housekeeping DO="--now"')
        return
    print(f"{megabytes(remove(instance, found, runs))} freed.")
    settings.folders.push()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run, sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
