"""Songs in files of many kinds: one per file, or many in a table.

What belongs here: finding songs, and explaining why a song cannot be read. What does not: ids and licences (folder.py),
cleaning (assets/lyrics).

    <artist>/<title>.txt, .lrc               one song per file; a folder between them is its album
    <artist> - <title>.txt, .lrc             the same, next to the artists' folders
    anything.csv, .tsv, .json, .jsonl        one song per row (artist, title, lyrics), or one numbered line per row
"""

import csv
import io
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resources.lyrics_sources.base import UnreadableSongError

logger = logging.getLogger(__name__)

LICENCE_FILES = ("LICENCE.txt", "LICENSE.txt", "LICENCE", "LICENSE")
# Column names in lower case, without spaces, hyphens and underscores.
COLUMNS = {
    "artist": ("artist", "artistname", "artists", "singer", "performer", "band", "author", "primaryartist"),
    "title": ("title", "tracktitle", "songtitle", "trackname", "songname", "song", "name", "track"),
    "lyrics": ("lyrics", "lyric", "text", "words", "body", "plainlyrics", "songlyrics", "syncedlyrics"),
    "album": ("album", "albumname", "albumtitle", "release"),
    "line": ("line", "lineno", "linenumber", "linenum", "lineorder"),
}
_NEEDED = ("artist", "title", "lyrics")
# "01 - Lamp", "7. Lamp", "03_Lamp", but not "24-7", "7-Eleven" or "50 50".
_TRACK_NUMBER = re.compile(
    r"^(?:\d{1,3}\s*[._)]\s*(?=[^\W\d])|\d{1,3}\s+-\s+(?=[^\W\d])|0\d{1,2}\s*[-._)]?\s+(?=\S)|0\d{1,2}[-._)]\s*(?=\S))"
)
_DELIMITERS = ",;\t|"
_UNKNOWN = "(no artist)"
NOT_AN_OBJECT = "it is not a JSON object"


@dataclass(frozen=True, slots=True)
class ParsedSong:
    """A song from a file: its words, or the error that says why they cannot be read."""

    artist: str
    title: str
    album: str
    body: str | UnreadableSongError
    file: Path


def songs_in(folder: Path) -> Iterator[ParsedSong]:
    """All songs of a folder. Hidden files and licences are skipped; a warning names other files that were skipped."""
    skipped = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") for part in parts) or path.name in LICENCE_FILES:
            continue
        kind = path.suffix.lower()
        if kind in (".txt", ".lrc"):
            if names := _names_from_path(path, parts):
                yield ParsedSong(*names, _body(path), path)
                continue
        elif kind in _TABLES:
            yield from _songs_of_table(path, parts)
            continue
        skipped.append(str(path.relative_to(folder)))
    if skipped:
        logger.warning(
            "%d files in %s are not songs and were skipped: %s", len(skipped), folder, ", ".join(skipped[:10])
        )


def _names_from_path(path: Path, parts: Sequence[str]) -> tuple[str, str, str] | None:
    """(artist, title, album) according to a file's path; None if the path does not contain them."""
    title = _TRACK_NUMBER.sub("", path.stem)
    if len(parts) > 1:
        return parts[0], title, "/".join(parts[1:-1])
    artist, dash, title = title.partition(" - ")
    return (artist.strip(), title.strip(), "") if dash and artist.strip() and title.strip() else None


def _body(path: Path) -> str | UnreadableSongError:
    try:
        return read_text(path)
    except UnreadableSongError as unreadable:
        return unreadable


def read_text(path: Path) -> str:
    """Read a text file in any encoding: that of its byte order mark, otherwise UTF-8, otherwise the likeliest one.

    Raises:
        UnreadableSongError: the file cannot be read, or is not text in any encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSongError(
            f"{path.name} cannot be read ({type(error).__name__}).", remedy="Check the file's permissions."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for offset, encoding in enumerate(("utf-16-be", "utf-16-le")):
        # Latin text in UTF-16 without a mark: every other byte is null. It would also be valid UTF-8.
        if data[offset::2].count(0) > len(data) // 4 > data[1 - offset :: 2].count(0):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        # Only likely encodings: for a few lines of Windows-1252, the detector often chooses a rare code page.
        best = from_bytes(
            data, cp_isolation=["cp1252", "cp1251", "cp1250", "utf_16_le", "utf_16_be", "mac_roman"]
        ).best()
    if best is None:
        raise UnreadableSongError(f"{path.name} contains no text that can be decoded.", remedy="Save it as UTF-8.")
    return str(best)


def _songs_of_table(path: Path, parts: Sequence[str]) -> Iterator[ParsedSong]:
    """The songs of a table. A row that cannot be used gives a song with the reason, by the previous row's artist."""
    artist = parts[0] if len(parts) > 1 else _UNKNOWN
    lines: dict[tuple[str, str, str], list[tuple[float, str]]] = {}
    try:
        rows = _TABLES[path.suffix.lower()](read_text(path))
    except UnreadableSongError as unreadable:
        yield ParsedSong(artist, path.name, "", unreadable, path)
        return
    for number, row in enumerate(rows, start=1):
        fields = {} if isinstance(row, str) else _fields(row)
        if missing := [name for name in _NEEDED if not fields.get(name)]:
            reason = row if isinstance(row, str) else f"it has no {' and no '.join(missing)}"
            artist = fields.get("artist") or artist
            title = fields.get("title") or f"{path.name}, row {number}"
            unreadable = UnreadableSongError(
                f"{path.name}, row {number}, is not read: {reason}.",
                remedy=f"Each row needs {', '.join(_NEEDED)}; put values that contain a comma or a line end in quotes.",
            )
            yield ParsedSong(artist, title, fields.get("album", ""), unreadable, path)
            continue
        artist, names = fields["artist"], (fields["artist"], fields["title"], fields.get("album", ""))
        if re.fullmatch(r"\d+(\.0)?", fields.get("line", "")):
            lines.setdefault(names, []).append((float(fields["line"]), fields["lyrics"]))
        else:
            yield ParsedSong(*names, fields["lyrics"], path)
    for names, numbered in lines.items():
        text = "\n".join(line for _, line in sorted(numbered, key=lambda each: each[0]))
        yield ParsedSong(*names, text, path)


def _fields(row: Mapping[Any, Any]) -> dict[str, str]:
    """A row's values by our column names, without those that are empty or null."""
    by_name = {re.sub(r"[\s_-]+", "", str(name)).lower(): value for name, value in row.items() if name is not None}
    fields = {}
    for column, names in COLUMNS.items():
        for value in (by_name[name] for name in names if name in by_name):
            value = value.get("name") if isinstance(value, Mapping) else value
            if isinstance(value, str | int | float) and str(value).strip():
                fields.setdefault(column, str(value) if column == "lyrics" else str(value).strip())
    return fields


def _csv_rows(text: str, delimiters: str = _DELIMITERS) -> Iterator[Mapping[Any, Any] | str]:
    """The rows of a table: each row's fields by the header's names, or the reason why it cannot be read."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if declared := re.match(r"sep=(.)\n", text):
        delimiters, text = declared[1], text[declared.end() :]
    header = text.split("\n", 1)[0]
    delimiter = max(delimiters, key=lambda sign: len(_fields(dict.fromkeys(_cells(header, sign)[0], "x"))))
    rows = _cells(text, delimiter)
    # There are several conventions for quotes inside quotes: take the one that gives most rows the header's width.
    if _uneven_rows(rows):
        rows = min(rows, _cells_by_closing_quotes(text, delimiter), key=_uneven_rows)
    names = [name.strip() for name in rows[0]]
    for row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(names):
            row = _rejoined(row, delimiter)
        if len(row) > len(names):
            yield f"it has {len(row)} fields and the header {len(names)}"
        else:
            yield dict(zip(names, row, strict=False))


def _uneven_rows(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) != len(rows[0]) for row in rows if row)


def _cells(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(16 * 1024 * 1024)
    escape = None
    if '\\"' in text:  # databases escape quotes this way; other backslashes are literal
        text, escape = re.sub(r'\\(?!")', r"\\\\", text), "\\"
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape)) or [[]]
    except csv.Error:
        return [text.split("\n", 1)[0].split(delimiter), []]


def _cells_by_closing_quotes(text: str, delimiter: str) -> list[list[str]]:
    """Cells of a table whose inner quotes are not doubled: a quote ends a field only before a delimiter or line end."""
    sign = re.escape(delimiter)
    field = re.compile(rf'(?:"(.*?)"(?=[{sign}\n]|\Z)|([^{sign}\n]*))([{sign}\n]|\Z)', re.DOTALL)
    rows: list[list[str]] = [[]]
    at = 0
    while at < len(text):
        match = field.match(text, at)
        if match is None:
            break
        rows[-1].append(match[1].replace('""', '"') if match[1] is not None else match[2])
        at = match.end()
        if match[3] == "\n":
            rows.append([])
    return rows


def _rejoined(row: Sequence[str], delimiter: str) -> list[str]:
    """Repair a row with more fields than the header: a field that begins with a space follows an unquoted comma."""
    joined: list[str] = []
    for cell in row:
        if joined and cell.startswith(" "):
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
    return joined


def _json_rows(text: str) -> Iterator[Mapping[Any, Any] | str]:
    """The songs of a list, one song, or an artist with songs; otherwise one song per line."""
    try:
        data = json.loads(text)
    except ValueError:
        yield from _json_lines(text)
        return
    artist = data.get("artist", data.get("name")) if isinstance(data, Mapping) else None
    songs = data.get("songs", [data]) if isinstance(data, Mapping) else data
    for song in songs if isinstance(songs, list) else [songs]:
        yield {"artist": artist, **song} if isinstance(song, Mapping) else NOT_AN_OBJECT


def _json_lines(text: str) -> Iterator[Mapping[Any, Any] | str]:
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        yield row if isinstance(row, Mapping) else NOT_AN_OBJECT


_TABLES = {
    ".csv": _csv_rows,
    ".tsv": lambda text: _csv_rows(text, "\t"),
    ".json": _json_rows,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
