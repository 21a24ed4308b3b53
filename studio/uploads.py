"""Uploads: streaming a request to a file, and checking its content.

What belongs here: storing a complete video or picture, or nothing at all. What does not: queueing it (video_work.py).
"""

import asyncio
import contextlib
import logging
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from starlette.concurrency import run_in_threadpool

from assets.soundtracks.inbox import check_suitable
from resources.errors import TenthSymphonyError
from resources.media.images import PICTURE_SUFFIXES, Picture, PictureError, is_picture, read_picture
from resources.media.probe import VideoFacts, probe
from resources.storage import Folders, writable_folder

ID = re.compile(r"[0-9a-f]{24}")
FORGOTTEN_SECONDS, LOOK_SECONDS = 86_400.0, 3600.0
ROOM = 200_000_000  # bytes that are kept free on the disk
NAME_BYTES = 200  # file systems allow 255
logger = logging.getLogger(__name__)


class UploadError(TenthSymphonyError):
    """An upload that does not exist."""


class NoRoomError(TenthSymphonyError):
    """The disk has too little space for an upload."""


def uploads_of(folders: Folders) -> Path:
    """The folder of uploads that are not queued yet. It is hidden so that no partial file is sent to an object store."""
    return folders.data / ".uploads"


def plain_name(name: str) -> str:
    """A file's name without its path, shortened to what file systems allow; the suffix is kept."""
    base = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable())
    base = base.lstrip(" .").rstrip()  # after removing invisible characters, which could hide a dot at the start
    stem, dot, suffix = base.rpartition(".")
    if not dot:
        stem, suffix = base, ""
    return f"{stem.encode()[:NAME_BYTES].decode(errors='ignore') or 'video'}{dot}{suffix[:10]}"


async def take(
    folders: Folders, name: str, pieces: AsyncIterator[bytes], size: int = 0
) -> tuple[str, VideoFacts | Picture]:
    """Write an upload to the disk as it arrives. Returns its id and what it is. An upload that is cut off, or is
    neither a video nor a picture, leaves no file.

    Args:
        size: the expected number of bytes, as far as known.

    Raises:
        NoRoomError: the disk has too little space.
        UnwritableError: the data root is read-only.
        OSError: it cannot be written.
        TenthSymphonyError: it is neither a picture nor a video that can be given music.
    """
    number = secrets.token_hex(12)
    folder = uploads_of(folders) / number
    try:
        await run_in_threadpool(writable_folder, folder)
        _need_room(folder, size)
        path = folder / plain_name(name)
        with path.open("wb") as file:
            async for piece in pieces:
                if piece:
                    await run_in_threadpool(_write, file, piece, folder)
        return number, await run_in_threadpool(_checked, path)
    except BaseException:  # BaseException, because a connection that is cut off cancels the task
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _checked(path: Path) -> VideoFacts | Picture:
    with path.open("rb") as file:
        head = file.read(12)
    if is_picture(head):
        picture = read_picture(path)
        path.rename(path.with_name(path.stem + picture.suffix))  # the suffix of its content, not of its name
        return picture
    if path.suffix.lower() in PICTURE_SUFFIXES:
        raise PictureError(
            f"{path.name} is not a picture that can be read.",
            remedy="Use a PNG, JPEG or WebP that other programs can open.",
        )
    check_suitable(path)
    return probe(path)


def _write(file: IO[bytes], piece: bytes, folder: Path) -> None:
    _need_room(folder, len(piece))
    file.write(piece)


def _need_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free - size < ROOM:
        raise NoRoomError(
            "The disk has too little space for this file.", remedy="Free some space, then upload it again."
        )


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
    """Delete an upload."""
    if ID.fullmatch(number):
        shutil.rmtree(uploads_of(folders) / number, ignore_errors=True)


def forget_old(folders: Folders) -> None:
    """Delete old uploads that were never queued."""
    root = uploads_of(folders)
    for folder in root.iterdir() if root.exists() else ():
        with contextlib.suppress(FileNotFoundError):  # queued in the meantime
            if time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


async def keep_forgetting(folders: Folders, every: float = LOOK_SECONDS) -> None:
    """Delete old uploads periodically until cancelled."""
    while True:
        try:
            await run_in_threadpool(forget_old, folders)
        except OSError:
            logger.exception("Old uploads cannot be removed; the next try comes in an hour.")
        await asyncio.sleep(every)
