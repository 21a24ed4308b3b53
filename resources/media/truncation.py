"""How much is missing at the end of a file: an upload or a copy that broke off.

What belongs here: the lengths that containers state for themselves. What does not: damage within a file, which shows when it is
decoded (probe.py).
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

ENOUGH = 0.001  # share of the file: some programs write a few bytes less than they state
EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


def missing_share(path: Path) -> float:
    """The share of a file that is missing at its end; 0 if its container does not state how long it is."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"):
            stated = max((end for _, end in boxes(file, size)), default=0)
        elif head[:4] == b"RIFF":
            stated = 8 + int.from_bytes(head[4:8], "little")
        elif head[:4] == EBML:
            stated = _end_of_segment(file)
        else:
            return 0.0
    missing = 1 - size / stated if stated else 0.0
    return missing if missing > ENOUGH else 0.0


def boxes(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int]]:
    """The outermost boxes of an mp4 or mov: the kind of each, and where it ends. The last one may end beyond the file."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = struct.unpack(">Q", file.read(8).ljust(8, b"\0"))[0]
        if length < 8:  # to the end of the file, or damaged
            return
        position += length
        yield kind, position


def _end_of_segment(file: BinaryIO) -> int:
    """Where the segment of a Matroska file ends; 0 if it does not say so, like a live recording."""
    file.seek(len(EBML))
    if (header := _number(file)) is None:
        return 0
    file.seek(header, os.SEEK_CUR)
    if file.read(len(SEGMENT)) != SEGMENT or (length := _number(file)) is None:
        return 0
    return file.tell() + length


def _number(file: BinaryIO) -> int | None:
    """A number of EBML: the zeros before its first one say how many bytes follow. None if all bits are ones (unknown)."""
    first = file.read(1)
    if not first or not first[0]:
        return None
    more = 8 - first[0].bit_length()
    bits = 7 * (more + 1)
    value = int.from_bytes(first + file.read(more), "big") & ((1 << bits) - 1)
    return None if value == (1 << bits) - 1 else value
