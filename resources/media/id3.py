"""Comments in MP3 files, in the frame where players look for them.

What belongs here: the COMM frame. FFmpeg writes comments into a user-defined frame (TXXX) instead. What does not: other tags,
which FFmpeg writes.
"""

from pathlib import Path

HEADER = 10  # bytes of the header of a tag and of a frame
UTF_8 = b"\x03"


def add_comment(path: Path, text: str) -> None:
    """Add a comment (COMM) to the ID3v2.4 tag at the beginning of an MP3 file.

    Raises:
        ValueError: the file does not begin with such a tag.
    """
    content = path.read_bytes()
    if content[:4] != b"ID3\x04":
        raise ValueError("The file does not begin with an ID3v2.4 tag.")
    body = UTF_8 + b"eng\x00" + text.encode()
    frame = b"COMM" + _syncsafe(len(body)) + b"\x00\x00" + body
    size = sum((byte & 0x7F) << shift for byte, shift in zip(content[6:HEADER], (21, 14, 7, 0), strict=True))
    path.write_bytes(content[:6] + _syncsafe(size + len(frame)) + frame + content[HEADER:])


def _syncsafe(number: int) -> bytes:
    """A length in ID3's encoding: four bytes of seven bits each."""
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))
