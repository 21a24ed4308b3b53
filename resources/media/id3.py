"""Comments in MP3 files, where players look for them.

What belongs here: the one frame that FFmpeg does not write: it puts a comment into a frame of the user's own (TXXX). What does
not: other tags, which FFmpeg writes.
"""

from pathlib import Path

HEADER = 10  # bytes of a tag's, and of a frame's
UTF_8 = b"\x03"


def add_comment(path: Path, text: str) -> None:
    """Put a comment (COMM) into the ID3v2.4 tag at the beginning of an MP3 file."""
    content = path.read_bytes()
    if content[:4] != b"ID3\x04":
        raise ValueError("It does not begin with an ID3v2.4 tag.")
    body = UTF_8 + b"eng\x00" + text.encode()
    frame = b"COMM" + _syncsafe(len(body)) + b"\x00\x00" + body
    size = sum((byte & 0x7F) << shift for byte, shift in zip(content[6:HEADER], (21, 14, 7, 0), strict=True))
    path.write_bytes(content[:6] + _syncsafe(size + len(frame)) + frame + content[HEADER:])


def _syncsafe(number: int) -> bytes:
    """In four bytes of seven bits each, as ID3 writes a length."""
    return bytes((number >> shift) & 0x7F for shift in (21, 14, 7, 0))
