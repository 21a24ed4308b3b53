"""The requests that users can make about songs: each changes folders of songs, and Dagster does the work.

What belongs here: changes to the folders of songs, and who can write them. What does not: routes (api.py), reading
(song_views.py), making songs (assets/songs).
"""

import functools
import shutil
from pathlib import Path
from typing import Any

import dagster as dg

from assets.corpus.examples import songs_by_artist
from assets.evaluation.champions import read_champions
from assets.songs.backgrounds import check_background
from assets.songs.credits import PERSON, writer_of
from assets.songs.library import FAILURES, ask, give_up, state
from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan
from assets.songs.records import SongRequest
from assets.songs.words import check_text
from resources.records import Pointer
from resources.storage import Folders, is_key
from studio.uploads import forget, uploaded
from studio.work import BusyError, NotThereError, alone, end_runs, lock_of


def song_folder(folders: Folders, key: str) -> Path:
    """A song's folder.

    Raises:
        NotThereError: there is none.
    """
    folder = folders.songs / key
    if not is_key(key) or not (folder / SongRequest.FILE).exists():
        raise NotThereError("There is no such song.")
    return folder


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


def retry(folders: Folders, key: str, wishes: dict[str, Any]) -> str:
    """Retry a failed song or, with changed settings on top of the old ones, request a new song. Returns its key.

    Raises:
        TenthSymphonyError: there is no such song, or a run is working on it.
    """
    folder = song_folder(folders, key)
    if not wishes:
        with alone(folder):
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


def cancel(folders: Folders, instance: dg.DagsterInstance, key: str) -> None:
    """Take a song out of the queue: its run is ended. Its folder stays until it is retried or deleted.

    Raises:
        TenthSymphonyError: there is no such song, or it is not in the queue.
    """
    folder = song_folder(folders, key)
    if state(folder) != "queued":
        raise BusyError("It is no longer in the queue.", remedy="Delete it, or make it again.")
    end_runs(instance, key)
    with lock_of(folder):
        give_up(song_folder(folders, key), "It was cancelled.")


def delete(folders: Folders, key: str) -> None:
    """Delete a song and everything made from it.

    Raises:
        TenthSymphonyError: there is no such song, or a run is working on it.
    """
    with alone(song_folder(folders, key)):
        shutil.rmtree(song_folder(folders, key))


def _ask(folders: Folders, request: SongRequest, background: Path | None) -> str:
    with lock_of(folders.songs):  # two identical simultaneous requests make one song
        return ask(folders.songs, request, background)


def _words_by(text: str, draft: SongPlan) -> str:
    writer = writer_of(text, draft)
    return "" if writer == PERSON else writer
