"""Arrays that are too long for memory: they are backed by an unnamed temporary file and used like any other array.

What belongs here: allocating such arrays. What does not: their contents (audio.py, media), files that are kept (storage.py).

Touched pages of the file count as the process's memory until they are released, so iterate over a long array with `blocks`, or
call `let_go` after use. Whole-array arithmetic (`a * 2`) gives an array in memory: write the result block by block.
"""

import contextlib
import errno
import io
import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from resources.errors import TenthSymphonyError

IN_MEMORY = 1 << 26  # bytes: three minutes of sound; longer arrays are on disk
DISK_FOLDER = Path("/var/tmp")  # noqa: S108  # on many systems /tmp is held in memory


class ScratchError(TenthSymphonyError):
    """The disk has no room for an array that is too long for memory."""


def space(channels: int, samples: int) -> np.ndarray:
    """An array of silence to write sound into: float32 of shape (channels, samples).

    Raises:
        ScratchError: it is long, and the disk has too little space.
    """
    size = 4 * channels * samples
    if size <= IN_MEMORY:
        return np.zeros((channels, samples), np.float32)
    with _room(), _file() as file:
        # Allocate the space now: a mapped page without space would kill the process later.
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:  # macOS
            for first in range(0, size, IN_MEMORY):
                file.write(bytes(min(IN_MEMORY, size - first)))
            file.flush()
        return _mapped(file, np.float32, (samples, channels)).T


class Growing:
    """An array that grows along its first axis, of a length that is not known in advance.

    Items are copied into one buffer: kept as arrays of their own, a film's small ones lay between freed pictures, and the heap
    of a film of two hours grew by 0.5 GB.
    """

    def __init__(self) -> None:
        self._memory = io.BytesIO()
        self._file: IO[bytes] | None = None
        self._kind: tuple[np.dtype, tuple[int, ...]] | None = None  # the type and shape of an item
        self.length = 0

    def add(self, items: np.ndarray) -> None:
        """Append items of shape (items, …).

        Raises:
            ScratchError: there is no room for them on disk.
        """
        self._kind = items.dtype, items.shape[1:]
        self.length += len(items)
        with _room():
            (self._file or self._memory).write(np.ascontiguousarray(items).data)
            if self._file is None and self._memory.tell() > IN_MEMORY:
                self._file = _file()
                self._file.write(self._memory.getbuffer())
                self._memory = io.BytesIO()

    @property
    def is_long(self) -> bool:
        """Whether it is on disk."""
        return self._file is not None

    def array(self) -> np.ndarray:
        """All items, of shape (items, …); nothing can be added afterwards.

        Raises:
            ValueError: nothing was added.
        """
        if self._kind is None:
            raise ValueError("an array of no items has no type")
        dtype, shape = self._kind
        if self._file is None:
            return np.frombuffer(self._memory.getbuffer(), dtype).reshape(self.length, *shape)
        with _room(), self._file as file:
            file.flush()
            return _mapped(file, dtype, (self.length, *shape))


def blocks(audio: np.ndarray, size: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield a sound in blocks, (index of the first sample, block of shape (channels, at most `size`)), and release memory.

    A block of a long sound is a copy, so that results do not keep the file open.
    """
    for first in range(0, audio.shape[1], size):
        yield first, np.ascontiguousarray(audio[:, first : first + size])
        let_go(audio)


def let_go(*arrays: np.ndarray) -> None:
    """Release the memory of pages of arrays on disk; their content is kept."""
    for array in arrays:
        owner: object = array
        while isinstance(owner, np.ndarray | memoryview):
            owner = owner.base if isinstance(owner, np.ndarray) else owner.obj
        if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            owner.madvise(mmap.MADV_DONTNEED)


def _file() -> IO[bytes]:
    """A temporary file that disappears when it is closed and no longer mapped."""
    fits = not os.environ.get("TMPDIR") and DISK_FOLDER.is_dir() and os.access(DISK_FOLDER, os.W_OK)
    return tempfile.TemporaryFile(prefix="tenth-symphony-", dir=DISK_FOLDER if fits else None)


def _mapped(file: IO[bytes], dtype: np.dtype | type, shape: tuple[int, ...]) -> np.ndarray:
    return np.frombuffer(mmap.mmap(file.fileno(), 0), dtype).reshape(shape)


@contextlib.contextmanager
def _room() -> Iterator[None]:
    """Convert the error of a full disk into a ScratchError."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise ScratchError(
            f"The disk has no room for an array that is too long for memory ({error.strerror}).",
            remedy="Free some space (6 GB for an hour of film), or set TMPDIR to a folder that has it.",
        ) from error
