"""The requests that users can make: each changes the queue's folders, and Dagster does the work.

What belongs here: changes to folders. What does not: routes (api.py), reading (video_views.py, song_views.py), rendering
(the stages).
"""

import contextlib
import functools
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from assets.corpus.examples import songs_by_artist
from assets.evaluation.champions import read_champions
from assets.songs.backgrounds import check_background
from assets.songs.credits import PERSON, writer_of
from assets.songs.library import FAILURES, ask, give_up
from assets.songs.library import state as song_state
from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan
from assets.songs.records import SongRequest
from assets.songs.words import check_text
from assets.soundtracks.inbox import check_suitable
from assets.soundtracks.library import admit, archive, choose_take, read_manifest, return_to_before, say_anew
from assets.soundtracks.library import state as video_state
from assets.soundtracks.previous_version import is_kept
from assets.soundtracks.records import SoundtrackRecord
from assets.soundtracks.sidecar import make_sidecar
from pipelines.jobs import make_song, render_soundtracks, write_words
from pipelines.ranges import RANGE_END, RANGE_START
from pipelines.sensors import UNFINISHED_RUNS
from resources.errors import TenthSymphonyError
from resources.leases import LeaseError, is_held, lease
from resources.records import Pointer
from resources.storage import Folders, is_key
from studio.uploads import forget, uploaded

SENSORS = ("video_queue", "song_queue")
ENDED_SECONDS = 15.0  # how long to wait for a run to end
_TURNS = tuple(threading.Lock() for _ in range(64))  # locks for folders; two folders may share one


class NotThereError(TenthSymphonyError):
    """There is no such job, model, artist or line."""


class BusyError(TenthSymphonyError):
    """The request is impossible now: a run is working on the job, or the job is finished."""


def video_folder(folders: Folders, key: str) -> Path:
    """A library video's folder.

    Raises:
        NotThereError: there is none.
    """
    folder = folders.library / key
    if not is_key(key) or not (folder / "manifest.json").exists():
        raise NotThereError("There is no such video.")
    return folder


def song_folder(folders: Folders, key: str) -> Path:
    """A song's folder.

    Raises:
        NotThereError: there is none.
    """
    folder = folders.songs / key
    if not is_key(key) or not (folder / SongRequest.FILE).exists():
        raise NotThereError("There is no such song.")
    return folder


def queue_upload(folders: Folders, upload: str, wishes: dict[str, Any]) -> str:
    """Queue an uploaded video with its settings. Returns its key. Every upload is a separate job, even of the same film.

    Raises:
        TenthSymphonyError: there is no such upload, or a setting is impossible.
    """
    said = make_sidecar(
        {name: value for name, value in wishes.items() if value not in (None, "")}, "What you asked for"
    )
    with _alone(uploaded(folders, upload).parent):
        path = uploaded(folders, upload)  # of several simultaneous requests only one queues it
        check_suitable(path)  # the upload may be a picture
        admitted = admit(path, folders.library, said, may_link=True, apart=upload)
        forget(folders, upload)
    return admitted.key


def again(folders: Folders, key: str, wishes: dict[str, Any]) -> None:
    """Queue a video again, with changed settings on top of the old ones; None resets one.

    Raises:
        TenthSymphonyError: there is no such video, a run is working on it, or a setting is impossible.
    """
    refused = folders.rejected / key
    if is_key(key) and (refused / "reason.txt").exists():
        raise BusyError("This video was refused.", remedy="Repair the file, then upload it again.")
    with _alone(video_folder(folders, key)):
        folder = video_folder(folders, key)
        merged = {**read_manifest(folder).sidecar, **wishes}
        said = make_sidecar(
            {name: value for name, value in merged.items() if value not in (None, "")}, "What you asked for"
        )
        say_anew(folder, said)


def choose(folders: Folders, key: str, take: int) -> None:
    """Choose another take; no new music is made.

    Raises:
        TenthSymphonyError: there is no such video or take, or a run is working on it.
    """
    with _alone(video_folder(folders, key)):
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
    ends = _end_runs(instance, key)
    if ends:  # the run could otherwise overwrite the restored version
        _wait_for_end(folder)
    with _alone(folder, "Its run has not ended yet." if ends else "It is being made together with other videos."):
        _need_queued(video_folder(folders, key))
        if is_kept(folder):
            return_to_before(folder)
        else:
            archive(folder, folders.archived)


def _need_queued(folder: Path) -> None:
    now = video_state(folder)
    if now == "scored" or (now == "given up" and not is_kept(folder)):
        raise BusyError("It is no longer in the queue.", remedy="Delete it, or make it again.")


def cancel_song(folders: Folders, instance: dg.DagsterInstance, key: str) -> None:
    """Take a song out of the queue: its run is ended. Its folder stays until it is retried or deleted.

    Raises:
        TenthSymphonyError: there is no such song, or it is not in the queue.
    """
    folder = song_folder(folders, key)
    if song_state(folder) != "queued":
        raise BusyError("It is no longer in the queue.", remedy="Delete it, or make it again.")
    _end_runs(instance, key)
    with _turn(folder):
        give_up(song_folder(folders, key), "It was cancelled.")


def can_cancel(instance: dg.DagsterInstance, folder: Path) -> bool:
    """Whether a video can be cancelled: no run works on it, or one that works on it alone."""
    return not is_held(folder) or bool(_runs_of(instance, folder.name))


def _runs_of(instance: dg.DagsterInstance, key: str) -> list[dg.DagsterRun]:
    """The runs, running or queued, that work on this video or song alone."""
    return [
        run
        for job in (render_soundtracks, make_song, write_words)
        for run in instance.get_runs(dg.RunsFilter(job_name=job.name, statuses=UNFINISHED_RUNS))
        if key == run.tags.get("dagster/partition") or key == run.tags.get(RANGE_START) == run.tags.get(RANGE_END)
    ]


def _end_runs(instance: dg.DagsterInstance, key: str) -> bool:
    """End the runs that work on this video or song alone; whether there were any."""
    runs = _runs_of(instance, key)
    for run in runs:
        instance.run_coordinator.cancel_run(run.run_id)
    return bool(runs)


def delete_video(folders: Folders, key: str) -> None:
    """Delete a video, or a refused one, and everything made from it.

    Raises:
        TenthSymphonyError: there is no such video, or a run is working on it.
    """
    refused = folders.rejected / key
    if is_key(key) and (refused / "reason.txt").exists():
        shutil.rmtree(refused)
        return
    with _alone(video_folder(folders, key)):
        shutil.rmtree(video_folder(folders, key))


def delete_song(folders: Folders, key: str) -> None:
    """Delete a song and everything made from it.

    Raises:
        TenthSymphonyError: there is no such song, or a run is working on it.
    """
    with _alone(song_folder(folders, key)):
        shutil.rmtree(song_folder(folders, key))


def _turn(folder: Path) -> threading.Lock:
    """The lock for changing a folder: without it, two simultaneous requests left a finished film half restored."""
    return _TURNS[hash(folder.name) % len(_TURNS)]


@contextlib.contextmanager
def _alone(folder: Path, why: str = "It is being worked on.") -> Iterator[None]:
    """Hold a folder exclusively against other requests and runs.

    Raises:
        BusyError: a run works in it.
    """
    with _turn(folder), contextlib.ExitStack() as held:
        try:
            held.enter_context(lease(folder))
        except LeaseError:
            raise BusyError(why, remedy="Wait until it is finished, or try again in a moment.") from None
        yield


def _wait_for_end(folder: Path) -> None:
    deadline = time.monotonic() + ENDED_SECONDS
    while is_held(folder) and time.monotonic() < deadline:
        time.sleep(0.2)


def ask_for_song(
    folders: Folders, request: SongRequest, background: str | None = None, from_draft: str | None = None
) -> str:
    """Request a song. Returns its key. A request identical to a failed one retries it.

    Args:
        background: an upload to show behind the words.
        from_draft: the draft that the text was edited from.

    Raises:
        TenthSymphonyError: there is no such upload, draft, model, artist or line, the upload cannot be shown, or the text
            cannot be spoken.
    """
    if from_draft:
        draft = SongPlan.read_if_valid(song_folder(folders, from_draft) / SongPlan.FILE)
        if draft is None:
            raise BusyError("The draft has no words yet.", remedy="Wait until it is written.")
        request = request.model_copy(update={"words_by": _words_by(request.text, draft)})
    _check_writer(folders, request)
    if request.text:
        check_text(request.text)
    path = uploaded(folders, background) if background else None
    if path:
        check_background(path)  # an upload of a video was only checked by its packets
    key = _ask(folders, request.model_copy(update={"background": ""}), path)
    if background:
        forget(folders, background)
    return key


def _check_writer(folders: Folders, request: SongRequest) -> None:
    """Check that the model can do what is requested, since a run would only report it minutes later.

    Raises:
        NotThereError: there is no such model, artist or line.
    """
    written = read_pasted(request.text).text.split("\n")
    lines = sum(1 for line in written if line and not HEADER.match(line))
    wrong = [number for number in request.rewrite if not 0 <= number < lines]
    if wrong:
        raise NotThereError(
            f"There is no line {wrong[0]} to rewrite.", remedy=f"The words have {lines} lines, counted from 0."
        )
    if request.text and not request.rewrite:
        return
    models, artists = models_of(folders), artists_of(folders)
    if request.model not in models:
        remedy = f"Choose one of: {', '.join(models)}." if models else "Run make demo, or write words of your own."
        raise NotThereError(f"There is no model {request.model}.", remedy=remedy)
    if request.artist and artists and request.artist.casefold() not in {name.casefold() for name in artists}:
        raise NotThereError(
            f"No training song is by {request.artist!r}.", remedy=f"Choose one of: {', '.join(artists)}."
        )


def models_of(folders: Folders) -> list[str]:
    """The models that can write, the champion first; empty before any is trained."""
    known = sorted(path.stem for path in (folders.tables / "models").glob("*.json"))
    champion = ["champion"] if read_champions(folders).present else []
    return [*champion, *(name for name in known if not name.endswith("_recipe"))]


def artists_of(folders: Folders) -> list[str]:
    """The artists whose style a model can follow; empty before there are training songs."""
    pointer = Pointer.read_if_valid(folders.tables / "corpus" / "training_examples.json")
    if pointer is None or not folders.find(pointer.path).exists():
        return []
    return list(_artists(folders.find(pointer.path)))


@functools.lru_cache(maxsize=4)  # paths are unique to their content
def _artists(examples: Path) -> tuple[str, ...]:
    return tuple(sorted({artist for artist, _ in songs_by_artist(examples, "train")}, key=str.casefold))


def retry_song(folders: Folders, key: str, wishes: dict[str, Any]) -> str:
    """Retry a failed song or, with changed settings on top of the old ones, request a new song. Returns its key.

    Raises:
        TenthSymphonyError: there is no such song, or a run is working on it.
    """
    folder = song_folder(folders, key)
    if not wishes:
        with _alone(folder):
            (folder / FAILURES).unlink(missing_ok=True)
        return key
    before = SongRequest.read(folder / SongRequest.FILE)
    if "text" in wishes:
        plan = SongPlan.read_if_valid(folder / SongPlan.FILE)
        wishes = {**wishes, "rewrite": (), "words_by": _words_by(wishes["text"], plan) if plan else ""}
    request = SongRequest.model_validate({**before.model_dump(), **wishes, "background": ""})
    if request.text:
        check_text(request.text)
    return _ask(folders, request, folder / before.background if before.background else None)


def _ask(folders: Folders, request: SongRequest, background: Path | None) -> str:
    with _turn(folders.songs):  # two identical simultaneous requests make one song
        return ask(folders.songs, request, background)


def _words_by(text: str, draft: SongPlan) -> str:
    writer = writer_of(text, draft)
    return "" if writer == PERSON else writer


def queue_problem(instance: dg.DagsterInstance, automation: str) -> tuple[str, str] | None:
    """Why the queue is not being processed, and what to do about it; None if it is.

    Args:
        automation: the setting that applies to sensors that were never switched on or off by hand.
    """
    daemon = instance.get_daemon_statuses().get("SENSOR")
    if daemon is None or not daemon.healthy:
        return (
            "Nothing is made yet: Dagster's daemon is not running, or still starting. What you ask for waits.",
            "Start it with make dev or make studio.",
        )
    states = {state.name: state.status.value for state in instance.all_instigator_state()}
    unswitched = "STOPPED" if automation == "off" else "RUNNING"
    off = [
        name for name in SENSORS if states.get(name, unswitched).replace("DECLARED_IN_CODE", unswitched) == "STOPPED"
    ]
    if off:
        switch = f"Run make studio, or switch {' and '.join(off)} on in Dagster under Automation."
        return "Nothing is made now: the queue is off. What you ask for waits.", switch
    return None
