"""Uploads: from the wire to a file of their own, checked by what is in them.

What belongs here: taking a file in whole or not at all. What does not: queueing it (work.py).
"""

import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from assets.soundtracks.inbox import check_suitable
from resources.errors import TenthSymphonyError
from resources.media.probe import VideoFacts, probe
from resources.storage import Folders

ID = re.compile(r"[0-9a-f]{24}")
FORGOTTEN_SECONDS = 86_400.0
ROOM = 200_000_000  # bytes that stay free on the disk
NAME_LENGTH = 120


class UploadError(TenthSymphonyError):
    """An upload that is not there, or for which there is no room."""


def uploads_of(folders: Folders) -> Path:
    """Where uploads wait for what is to be done with them."""
    return folders.data / "uploads"


def plain_name(name: str) -> str:
    """A file's name, and nothing of a path, with a suffix that is kept."""
    base = re.split(r"[/\\]", name)[-1].strip().lstrip(".")
    base = "".join(sign for sign in base if sign.isprintable())
    stem, dot, suffix = base.rpartition(".")
    return (
        f"{(stem if dot else base)[:NAME_LENGTH] or 'video'}{dot}{suffix[:10]}"
        if dot
        else base[:NAME_LENGTH] or "video"
    )


async def take(folders: Folders, name: str, pieces: AsyncIterator[bytes]) -> tuple[str, VideoFacts]:
    """Write an upload to the disk as it comes; its id, and what it is. What is cut off or no video leaves nothing.

    Raises:
        UploadError: there is no room for it.
        TenthSymphonyError: it is no video to put music to.
    """
    number = secrets.token_hex(12)
    folder = uploads_of(folders) / number
    try:
        await run_in_threadpool(folder.mkdir, parents=True)
        path = folder / plain_name(name)
        with path.open("wb") as file:
            async for piece in pieces:
                if piece:
                    await run_in_threadpool(file.write, piece)
        if await run_in_threadpool(lambda: shutil.disk_usage(folder).free) < ROOM:
            raise UploadError("The disk is full.", remedy="Free some space, then upload it again.")
        await run_in_threadpool(check_suitable, path)
        return number, await run_in_threadpool(probe, path)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UploadError(
            f"It cannot be kept ({error.strerror}).", remedy="Free some space, then upload it again."
        ) from None
    except BaseException:  # a connection that is cut off is a cancelled task
        shutil.rmtree(folder, ignore_errors=True)
        raise


def uploaded(folders: Folders, number: str) -> Path:
    """The file of an upload.

    Raises:
        UploadError: there is none.
    """
    folder = uploads_of(folders) / number
    if ID.fullmatch(number) and folder.is_dir():
        for path in folder.iterdir():
            return path
    raise UploadError("There is no such upload.", remedy="Upload the video again: uploads are kept for a day.")


def forget(folders: Folders, number: str) -> None:
    """Remove an upload."""
    if ID.fullmatch(number):
        shutil.rmtree(uploads_of(folders) / number, ignore_errors=True)


def forget_old(folders: Folders) -> None:
    """Remove the uploads that nobody did anything with."""
    root = uploads_of(folders)
    for folder in root.iterdir() if root.exists() else ():
        if time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
