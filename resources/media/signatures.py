"""What a file is that is not a readable video, for the message that refuses it.

What belongs here: recognising frequent mistakes by the first bytes. What does not: reading videos (files.py).
"""

from pathlib import Path

from resources.media.truncation import boxes

EXPORT = "Export it as mp4 with H.264."
DROP_A_VIDEO = "Drop the video itself."
WITHOUT_PROTECTION = "Drop a copy without copy protection."
# (first bytes, their position, what the file is, the remedy)
SIGNATURES = (
    (b"\xff\xd8\xff", 0, "a JPEG picture", DROP_A_VIDEO),
    (b"\x89PNG", 0, "a PNG picture", DROP_A_VIDEO),
    (b"WEBP", 8, "a WebP picture", DROP_A_VIDEO),
    (b"ftyphei", 4, "a HEIC picture", "A live photo's video is a file of its own (.mov): drop that one."),
    (b"ftypmif1", 4, "a HEIC picture", "A live photo's video is a file of its own (.mov): drop that one."),
    (b"ftypavif", 4, "an AVIF picture", DROP_A_VIDEO),
    (b"%PDF", 0, "a PDF document", DROP_A_VIDEO),
    (b"PK\x03\x04", 0, "a ZIP archive or an office document", "Unpack it and drop the video."),
    (b"Rar!", 0, "a RAR archive", "Unpack it and drop the video."),
    (b"7z\xbc\xaf", 0, "a 7-Zip archive", "Unpack it and drop the video."),
    (b"\x1f\x8b", 0, "a gzip archive", "Unpack it and drop the video."),
    (b"MThd", 0, "a MIDI file", DROP_A_VIDEO),
    (b"\x30\x26\xb2\x75", 0, "a Windows Media file (wmv, wma)", EXPORT),
    (b"FLV\x01", 0, "a Flash video (flv)", EXPORT),
    (b".RMF", 0, "a RealMedia file", EXPORT),
    (b"\x00\x00\x01\xba", 0, "an MPEG program stream (mpg, vob)", EXPORT),
    (b"\x00\x00\x01\xb3", 0, "a bare MPEG picture stream", EXPORT),
    (b"\x00\x00\x00\x01", 0, "a bare H.264 or HEVC picture stream", "Put it into an mp4 file."),
)
PACKET = 188  # bytes of a transport stream
CONTAINERS = (
    b"GIF8",
    b"RIFF",
    b"fLaC",
    b"OggS",
    b"ID3",
)  # formats that are read; a few bytes of them could pass for text
PAGE_OR_TEXT = (
    (b"<!doctype", "a web page", "The download gave a page instead of the video: download it again."),
    (b"<html", "a web page", "The download gave a page instead of the video: download it again."),
    (b"#extm3u", "a playlist", "Drop the video that it names."),
    (b"{", "a text file", DROP_A_VIDEO),
)  # in lower case, after blanks


def not_a_video(path: Path) -> tuple[str, str] | None:
    """What a file is and the remedy, if it can be recognised; otherwise None."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        return "empty", "Copy or export it again."
    if not any(head):
        return "nothing but zeros", "Its copy or download did not finish: copy it again."
    for first, position, what, remedy in SIGNATURES:
        if head.startswith(first, position):
            return what, remedy
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for first, what, remedy in PAGE_OR_TEXT:
        if text.startswith(first):
            return what, remedy
    if head.startswith(b"ftyp", 4):
        return _cut_short(path)
    if _is_text(head) and not head.startswith(CONTAINERS):
        return "a text file", DROP_A_VIDEO
    return ("encrypted", WITHOUT_PROTECTION) if is_scrambled(path) else None


def is_scrambled(path: Path) -> bool:
    """Whether a file is a transport stream with scrambled packets, as television receivers record paid channels."""
    with path.open("rb") as file:
        packets = [file.read(PACKET) for _ in range(2000)]
    return any(packet[:1] == b"\x47" and len(packet) == PACKET and packet[3] & 0x80 for packet in packets)


def _is_text(head: bytes) -> bool:
    try:
        head[:4000].decode()
    except UnicodeDecodeError as error:
        return error.start > 3990  # a character that the excerpt cuts
    return b"\x00" not in head


def _cut_short(path: Path) -> tuple[str, str] | None:
    """An mp4 or mov without its index: cameras and phones write it last."""
    size = path.stat().st_size
    with path.open("rb") as file:
        found = list(boxes(file, size))
    if not found or b"moov" in [kind for kind, _ in found]:
        return None
    kind, end = found[-1]
    if end <= size and kind != b"mdat":
        return None
    missing = "The end of the file is missing." if end > size else "The recording did not finish."
    return "an mp4 or mov without its index", f"{missing} Copy it again, or repair it with the camera's own app."
