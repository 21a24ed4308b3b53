"""A local folder as a lyrics source: your own texts, in many kinds of files.

What belongs here: artists, ids and licences of songs. What does not: reading files (song_files.py), cleaning songs
(assets/lyrics).

    <folder>/LICENCE.txt              its first line is the songs' licence; a LICENCE.txt in an artist's folder overrides it
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

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
from resources.lyrics_sources.song_files import LICENCE_FILES, ParsedSong, read_text, songs_in

UNKNOWN_LICENCE = "Not stated: put it into LICENCE.txt of the lyrics folder."


class FolderError(LyricsSourceError):
    """The folder cannot be used."""


Song = tuple[Track, Lyrics | UnreadableSongError]


class FolderSource:
    """A `LyricsSource` over a folder, which is read at the first call.

    Only the songs that cannot be read are refused, whether they are files or rows of a table; the others are used.

    Raises:
        FolderError: there is no such folder.
    """

    name = "folder"
    licence = "As the folder's owner states: see each song's copyright line."

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._songs: dict[str, dict[str, Song]] | None = None

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
        """See `LyricsSource`. All songs, in the order of their files and rows."""
        return [track for track, _ in self._read()[artist.artist_id].values()]

    def lyrics(self, track: Track) -> Lyrics:
        """See `LyricsSource`."""
        song = self._read().get(track.artist_id, {}).get(track.commontrack_id)
        if song is None:
            raise NotFoundError(f"{track.title!r} is no longer in the lyrics folder.", remedy="Put the file back.")
        lyrics = song[1]
        if isinstance(lyrics, UnreadableSongError):
            raise lyrics
        return lyrics

    def _read(self) -> dict[str, dict[str, Song]]:
        if self._songs is None:
            if not self._folder.is_dir():
                raise FolderError(
                    f"There is no folder {self._folder}.", remedy="Set LYRICS_DIR to the folder with the lyrics."
                )
            songs: dict[str, dict[str, Song]] = {}
            # Titles without punctuation get their ids first: "Who" keeps its id when "Who!" is added.
            parsed = list(songs_in(self._folder))
            positions: dict[str, int] = {}
            for position in sorted(range(len(parsed)), key=lambda n: _has_punctuation(parsed[n].title)):
                song = parsed[position]
                of_artist = songs.setdefault(normalise_name(song.artist), {})
                song_id = _song_id(song, self._folder, of_artist)
                of_artist[song_id] = _song(song, song_id, _licence(song.file, self._folder))
                positions[song_id] = position
            self._songs = {
                artist: dict(sorted(of.items(), key=lambda item: positions[item[0]])) for artist, of in songs.items()
            }
        return self._songs


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


def _has_punctuation(title: str) -> bool:
    return normalise_name(title) != title.casefold()


def _song_id(song: ParsedSong, root: Path, taken: dict[str, Song]) -> str:
    """An id from artist and title; further songs with that title get ids that also depend on their file and number."""
    artist, title = normalise_name(song.artist), normalise_name(song.title) or song.title
    name = f"{artist}\x1f{title}"
    number = 0
    while (song_id := hashlib.sha256(name.encode()).hexdigest()[:12]) in taken:
        number += 1
        name = f"{artist}\x1f{song.title}\x1f{song.album}\x1f{song.file.relative_to(root)}\x1f{number}"
    return song_id


def _song(song: ParsedSong, song_id: str, licence: str) -> Song:
    changed = datetime.fromtimestamp(song.file.stat().st_mtime, UTC).isoformat(timespec="seconds")
    track = Track(
        track_id=song_id,
        commontrack_id=song_id,
        title=song.title,
        artist_id=normalise_name(song.artist),
        artist_name=song.artist,
        album=song.album,
        rating=0,
        instrumental=False,
        restricted=False,
        explicit=False,
        has_lyrics=True,
        genres="",
        updated_time=changed,
    )
    if isinstance(song.body, UnreadableSongError):
        return track, song.body
    lyrics = Lyrics(
        body=song.body,
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
