"""Songs in files of many kinds: one per file, or many in a table.

What belongs here: finding songs, and explaining why a song cannot be read. What does not: ids and licences (folder.py),
cleaning (assets/lyrics).

    <artist>/<title>.txt, .lrc               a song a file; a folder between them is its album
    <artist> - <title>.txt, .lrc             the same, beside the artists' folders
    anything.csv, .tsv, .json, .jsonl        a song a row: artist, title, lyrics; or a line a row, with its number
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
# As they stand in a header in lower case, without blanks, hyphens and underscores.
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


@dataclass(frozen=True, slots=True)
class FoundSong:
    """A song in a file: its words, or why there are none that can be read."""

    artist: str
    title: str
    album: str
    body: str | UnreadableSongError
    file: Path


def songs_in(folder: Path) -> Iterator[FoundSong]:
    """Every song of a folder. Hidden files and licences are none; of other files that are not read a warning tells."""
    passed_over = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith(".") for part in parts) or path.name in LICENCE_FILES:
            continue
        kind = path.suffix.lower()
        if kind in (".txt", ".lrc"):
            if named := _named(path, parts):
                yield FoundSong(*named, _body(path), path)
                continue
        elif kind in _TABLES:
            yield from _songs_of_table(path, parts)
            continue
        passed_over.append(str(path.relative_to(folder)))
    if passed_over:
        logger.warning(
            "%d files in %s are no songs and were passed over: %s",
            len(passed_over),
            folder,
            ", ".join(passed_over[:10]),
        )


def _named(path: Path, parts: Sequence[str]) -> tuple[str, str, str] | None:
    """(artist, title, album) as a file's place says."""
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
    """A text file in whatever encoding: by its byte order mark, else UTF-8, else the likeliest one.

    Raises:
        UnreadableSongError: the file cannot be read, or holds no text in any encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSongError(
            f"{path.name} cannot be read ({type(error).__name__}).", remedy="Check the file's permissions."
        ) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for place, encoding in enumerate(("utf-16-be", "utf-16-le")):
        # Latin text in 16 bits without a mark: every other byte is null. As UTF-8 it would pass.
        if data[place::2].count(0) > len(data) // 4 > data[1 - place :: 2].count(0):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        # Western first: on a few lines the detector takes Windows-1252 for a code page that nobody sent.
        best = from_bytes(
            data, cp_isolation=["cp1252", "cp1251", "cp1250", "utf_16_le", "utf_16_be", "mac_roman"]
        ).best()
    if best is None:
        raise UnreadableSongError(f"{path.name} contains no text that can be decoded.", remedy="Save it as UTF-8.")
    return str(best)


def _songs_of_table(path: Path, parts: Sequence[str]) -> Iterator[FoundSong]:
    """The songs of a file with many; a row that cannot be used is a song with its reason, under the artist before it."""
    artist = parts[0] if len(parts) > 1 else _UNKNOWN
    lines: dict[tuple[str, str, str], list[tuple[float, str]]] = {}
    try:
        rows = _TABLES[path.suffix.lower()](read_text(path))
    except UnreadableSongError as unreadable:
        yield FoundSong(artist, path.name, "", unreadable, path)
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
            yield FoundSong(artist, title, fields.get("album", ""), unreadable, path)
            continue
        artist, named = fields["artist"], (fields["artist"], fields["title"], fields.get("album", ""))
        if re.fullmatch(r"\d+(\.0)?", fields.get("line", "")):
            lines.setdefault(named, []).append((float(fields["line"]), fields["lyrics"]))
        else:
            yield FoundSong(*named, fields["lyrics"], path)
    for named, numbered in lines.items():
        text = "\n".join(line for _, line in sorted(numbered, key=lambda each: each[0]))
        yield FoundSong(*named, text, path)


def _fields(row: Mapping[Any, Any]) -> dict[str, str]:
    """A row's values under our names for them; those that are empty or null are left out."""
    by_name = {re.sub(r"[\s_-]+", "", str(name)).lower(): value for name, value in row.items() if name is not None}
    found = {}
    for column, names in COLUMNS.items():
        for value in (by_name[name] for name in names if name in by_name):
            value = value.get("name") if isinstance(value, Mapping) else value
            if isinstance(value, str | int | float) and str(value).strip():
                found.setdefault(column, str(value) if column == "lyrics" else str(value).strip())
    return found


def _csv_rows(text: str, delimiters: str = _DELIMITERS) -> Iterator[Mapping[Any, Any] | str]:
    """The rows of a table, each as its fields by the header's names, or why it cannot be read."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if declared := re.match(r"sep=(.)\n", text):
        delimiters, text = declared[1], text[declared.end() :]
    header = text.split("\n", 1)[0]
    delimiter = max(delimiters, key=lambda sign: len(_fields(dict.fromkeys(_cells(header, sign)[0], "x"))))
    rows = _cells(text, delimiter)
    # Quotes inside quotes are written in several ways: the reading is right that gives every row the header's width.
    if _odd_rows(rows):
        rows = min(rows, _cells_by_closing_quotes(text, delimiter), key=_odd_rows)
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


def _odd_rows(rows: Sequence[Sequence[str]]) -> int:
    return sum(len(row) != len(rows[0]) for row in rows if row)


def _cells(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(16 * 1024 * 1024)
    escape = None
    if '\\"' in text:  # as databases escape quotes; other backslashes are what they are
        text, escape = re.sub(r'\\(?!")', r"\\\\", text), "\\"
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, escapechar=escape)) or [[]]
    except csv.Error:
        return [text.split("\n", 1)[0].split(delimiter), []]


def _cells_by_closing_quotes(text: str, delimiter: str) -> list[list[str]]:
    """A quote ends a field only before a delimiter or a line's end: for quotes that nobody doubled."""
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
    """A row with more fields than the header: those that begin with a blank follow a comma that nobody quoted."""
    joined: list[str] = []
    for cell in row:
        if joined and cell.startswith(" "):
            joined[-1] += delimiter + cell
        else:
            joined.append(cell)
    return joined


def _json_rows(text: str) -> Iterator[Mapping[Any, Any] | str]:
    """A list of songs, one song, or an artist with songs; else a song a line."""
    try:
        data = json.loads(text)
    except ValueError:
        yield from _json_lines(text)
        return
    artist = data.get("artist", data.get("name")) if isinstance(data, Mapping) else None
    songs = data.get("songs", [data]) if isinstance(data, Mapping) else data
    for song in songs if isinstance(songs, list) else [songs]:
        yield {"artist": artist, **song} if isinstance(song, Mapping) else "it is no JSON object"


def _json_lines(text: str) -> Iterator[Mapping[Any, Any] | str]:
    for line in text.split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        yield row if isinstance(row, Mapping) else "it is no JSON object"


_TABLES = {
    ".csv": _csv_rows,
    ".tsv": lambda text: _csv_rows(text, "\t"),
    ".json": _json_rows,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
