"""The requests that users can make about videos: each changes folders of the library, and Dagster does the work.

What belongs here: changes to the folders of videos. What does not: routes (api.py), reading (video_views.py), rendering
(assets/soundtracks).
"""

import shutil
import time
from pathlib import Path
from typing import Any

import dagster as dg

from assets.soundtracks.inbox import check_suitable
from assets.soundtracks.library import (
    admit,
    archive,
    change_settings,
    choose_take,
    read_manifest,
    return_to_before,
    state,
)
from assets.soundtracks.previous_version import is_kept
from assets.soundtracks.records import SoundtrackRecord
from assets.soundtracks.sidecar import Sidecar, make_sidecar
from resources.leases import is_held
from resources.storage import Folders, is_key
from studio.uploads import forget, uploaded
from studio.work import BusyError, NotThereError, alone, end_runs, runs_of

ENDED_SECONDS = 15.0  # how long to wait for a run to end


def video_folder(folders: Folders, key: str) -> Path:
    """A library video's folder.

    Raises:
        NotThereError: there is none.
    """
    folder = folders.library / key
    if not is_key(key) or not (folder / "manifest.json").exists():
        raise NotThereError("There is no such video.")
    return folder


def _refused_folder(folders: Folders, key: str) -> Path | None:
    """The folder of a video that was refused and moved aside; None if there is none."""
    folder = folders.rejected / key
    return folder if is_key(key) and (folder / "reason.txt").exists() else None


def _settings(wishes: dict[str, Any]) -> Sidecar:
    """The settings that are not empty.

    Raises:
        SidecarError: one is impossible.
    """
    return make_sidecar(
        {name: value for name, value in wishes.items() if value not in (None, "")}, "What you asked for"
    )


def queue_upload(folders: Folders, upload: str, wishes: dict[str, Any]) -> str:
    """Queue an uploaded video with its settings. Returns its key. Every upload is a separate job, even of the same film.

    Raises:
        TenthSymphonyError: there is no such upload, or a setting is impossible.
    """
    settings = _settings(wishes)
    with alone(uploaded(folders, upload).parent):
        path = uploaded(folders, upload)  # of several simultaneous requests only one queues it
        check_suitable(path)  # the upload may be a picture
        admitted = admit(path, folders.library, settings, may_link=True, apart=upload)
        forget(folders, upload)
    return admitted.key


def queue_again(folders: Folders, key: str, wishes: dict[str, Any]) -> None:
    """Queue a video again, with changed settings on top of the old ones; None resets one.

    Raises:
        TenthSymphonyError: there is no such video, a run is working on it, or a setting is impossible.
    """
    if _refused_folder(folders, key):
        raise BusyError("This video was refused.", remedy="Repair the file, then upload it again.")
    with alone(video_folder(folders, key)):
        folder = video_folder(folders, key)
        change_settings(folder, _settings({**read_manifest(folder).sidecar, **wishes}))


def choose(folders: Folders, key: str, take: int) -> None:
    """Choose another take; no new music is made.

    Raises:
        TenthSymphonyError: there is no such video or take, or a run is working on it.
    """
    with alone(video_folder(folders, key)):
        folder = video_folder(folders, key)
        if not (folder / SoundtrackRecord.FILE).exists():
            raise BusyError("This video has no music yet.", remedy="Wait until it is finished.")
        choose_take(folder, take)


def cancel(folders: Folders, instance: dg.DagsterInstance, key: str) -> None:
    """Take a video out of the queue. If it was finished before, its old version is restored; otherwise it moves to
    archived_videos/. A run that works on this video alone is ended.

    Raises:
        TenthSymphonyError: there is no such video, it is not in the queue, or a run makes it together with others.
    """
    folder = video_folder(folders, key)
    _need_queued(folder)
    ends = end_runs(instance, key)
    if ends:  # the run could otherwise overwrite the restored version
        _wait_for_end(folder)
    with alone(folder, "Its run has not ended yet." if ends else "It is being made together with other videos."):
        _need_queued(video_folder(folders, key))
        if is_kept(folder):
            return_to_before(folder)
        else:
            archive(folder, folders.archived)


def _need_queued(folder: Path) -> None:
    now = state(folder)
    if now == "scored" or (now == "given up" and not is_kept(folder)):
        raise BusyError("It is no longer in the queue.", remedy="Delete it, or make it again.")


def _wait_for_end(folder: Path) -> None:
    deadline = time.monotonic() + ENDED_SECONDS
    while is_held(folder) and time.monotonic() < deadline:
        time.sleep(0.2)


def can_cancel(instance: dg.DagsterInstance, folder: Path) -> bool:
    """Whether a video can be cancelled: no run works on it, or one that works on it alone."""
    return not is_held(folder) or bool(runs_of(instance, folder.name))


def delete(folders: Folders, key: str) -> None:
    """Delete a video, or a refused one, and everything made from it.

    Raises:
        TenthSymphonyError: there is no such video, or a run is working on it.
    """
    if refused := _refused_folder(folders, key):
        shutil.rmtree(refused)
        return
    with alone(video_folder(folders, key)):
        shutil.rmtree(video_folder(folders, key))
