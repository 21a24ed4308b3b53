"""A local folder as a lyrics source: a person's own texts, as files come in the wild.

What belongs here: finding songs in files. What does not: cleaning them (assets/lyrics/cleaning.py).

    <folder>/<artist>/<title>.txt     a song a file
    <folder>/anything.csv, .jsonl     a song a row: artist, title, lyrics (or text, words, body)
    <folder>/LICENCE.txt              the songs' licence in its first line; one in an artist's folder goes before it
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from resources.lyrics_sources.base import (
    Artist,
    ArtistNotFoundError,
    Lyrics,
    LyricsSourceError,
    NotFoundError,
    Track,
    UnreadableSongError,
    Usage,
    normalise_name,
)

LICENCE_FILES = ("LICENCE.txt", "LICENSE.txt", "LICENCE", "LICENSE")
UNKNOWN_LICENCE = "Not stated: put it into LICENCE.txt of the lyrics folder."
COLUMNS = {
    "artist": ("artist", "artist_name", "artistname", "singer", "author"),
    "title": ("title", "track_name", "trackname", "song", "name", "track"),
    "lyrics": ("lyrics", "lyric", "text", "words", "body", "plainlyrics"),
}
_TRACK_NUMBER = re.compile(r"^\d{1,3}\s*[-._)]\s*(?=\S)")


class FolderError(LyricsSourceError):
    """The folder or a file in it cannot be used; the message names it."""


Found = tuple[Track, Lyrics | UnreadableSongError]


def read_text(path: Path) -> str:
    """A text file in whatever encoding: by its byte order mark, else UTF-8, else the likeliest one.

    Raises:
        UnreadableSongError: the file cannot be read, or holds no text in any encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSongError(
            f"{path.name} cannot be read ({type(error).__name__}).", remedy="Check its rights."
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
        raise UnreadableSongError(f"{path.name} holds no text that can be decoded.", remedy="Save it as UTF-8.")
    return str(best)


class FolderSource:
    """A `LyricsSource` over a folder, read when it is first asked.

    A song's file that cannot be read is that song's trouble; a file of many songs is everybody's.

    Raises:
        FolderError: there is no such folder, or a file of many songs in it cannot be read.
    """

    name = "folder"
    licence = "As the folder's owner states: see each song's copyright line."

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._songs: dict[str, dict[str, Found]] | None = None

    def usage(self) -> Usage:
        """See `LyricsSource`. Files cost nothing."""
        return Usage()

    def artists(self) -> list[str]:
        """The names of all artists, in alphabetical order."""
        return sorted(next(iter(songs.values()))[0].artist_name for songs in self._read().values())

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        """See `LyricsSource`."""
        for known in (name, *aliases):
            songs = self._read().get(normalise_name(known))
            if songs:
                return Artist(normalise_name(known), next(iter(songs.values()))[0].artist_name, 0)
        raise ArtistNotFoundError(
            f"The lyrics folder has no artist called {name!r}.", remedy="Name the artist's folder as in the roster."
        )

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        """See `LyricsSource`. All songs, in the order of their file names or rows."""
        return [track for track, _ in self._read()[artist.artist_id].values()]

    def lyrics(self, track: Track) -> Lyrics:
        """See `LyricsSource`."""
        found = self._read().get(track.artist_id, {}).get(track.commontrack_id)
        if found is None:
            raise NotFoundError(f"{track.title!r} is no longer in the lyrics folder.", remedy="Put the file back.")
        if isinstance(found[1], UnreadableSongError):
            raise found[1]
        return found[1]

    def _read(self) -> dict[str, dict[str, Found]]:
        if self._songs is None:
            if not self._folder.is_dir():
                raise FolderError(
                    f"There is no folder {self._folder}.", remedy="Set LYRICS_DIR to the folder with the lyrics."
                )
            songs: dict[str, dict[str, Found]] = {}
            for artist, title, body, file in _songs_in(self._folder):
                track, lyrics = _song(artist, title, body, file, _licence(file, self._folder))
                songs.setdefault(track.artist_id, {}).setdefault(track.commontrack_id, (track, lyrics))
            self._songs = songs
        return self._songs


def _songs_in(folder: Path) -> Iterator[tuple[str, str, str | UnreadableSongError, Path]]:
    """(artist, title, body or why there is none, file) of every song; hidden files and licences are none."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not path.is_file() or hidden or path.name in LICENCE_FILES:
            continue
        kind = path.suffix.lower()
        if kind == ".txt" and path.parent != folder:
            artist, title = path.relative_to(folder).parts[0], _TRACK_NUMBER.sub("", path.stem)
            try:
                yield artist, title, read_text(path), path
            except UnreadableSongError as unreadable:
                yield artist, title, unreadable, path
        elif kind in (".csv", ".jsonl", ".ndjson"):
            try:
                text = read_text(path)
            except UnreadableSongError as unreadable:
                raise FolderError(str(unreadable), remedy="Save it as UTF-8, or take it out.") from None
            rows = _csv_rows(text, path) if kind == ".csv" else _json_rows(text, path)
            for place, row in enumerate(rows, start=1):
                yield *_fields(row, path, place), path


def _csv_rows(text: str, path: Path) -> Iterator[Mapping[Any, Any]]:
    text = text.replace("\0", "")
    csv.field_size_limit(16 * 1024 * 1024)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192].split("\n", 1)[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)
    except csv.Error as error:
        raise FolderError(f"{path.name} is no CSV file ({error}).", remedy="Mend it, or take it out.") from None


def _json_rows(text: str, path: Path) -> Iterator[Mapping[Any, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise FolderError(f"{path.name}, line {number}, is no JSON object.", remedy="Mend or remove the line.")
        yield row


def _fields(row: Mapping[Any, Any], path: Path, place: int) -> tuple[str, str, str]:
    lowered = {str(name).strip().lower(): value for name, value in row.items() if name is not None}
    found = []
    for column, names in COLUMNS.items():
        value = next((lowered[name] for name in names if name in lowered), None)
        if value is None or (column != "lyrics" and not str(value).strip()):
            raise FolderError(
                f"{path.name}, song {place}, has no {column}.",
                remedy=f"Give it one of the columns {', '.join(names)}.",
            )
        found.append(str(value))
    return found[0].strip(), found[1].strip(), found[2]


def _licence(file: Path, root: Path) -> str:
    folder = file.parent
    while True:
        for name in LICENCE_FILES:
            if (folder / name).is_file():
                lines = read_text(folder / name).strip().splitlines()
                return lines[0].strip() if lines else UNKNOWN_LICENCE
        if folder == root:
            return UNKNOWN_LICENCE
        folder = folder.parent


def _song(artist: str, title: str, body: str | UnreadableSongError, file: Path, licence: str) -> Found:
    artist_id = normalise_name(artist)
    song_id = hashlib.sha256(f"{artist_id}\x1f{normalise_name(title) or title}".encode()).hexdigest()[:12]
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
    track = Track(
        track_id=song_id,
        commontrack_id=song_id,
        title=title,
        artist_id=artist_id,
        artist_name=artist,
        album="",
        rating=0,
        instrumental=False,
        restricted=False,
        explicit=False,
        has_lyrics=True,
        genres="",
        updated_time=changed,
    )
    if isinstance(body, UnreadableSongError):
        return track, body
    lyrics = Lyrics(
        body=body,
        language="",
        restricted=False,
        instrumental=False,
        explicit=False,
        copyright=licence,
        tracking_url="",
        backlink_url="",
        updated_time=changed,
        fetched_at=changed,
    )
    return track, lyrics
