"""The sandbox's catalogue: the songbook's artists and recordings, with duplicates and similar names as in a real catalogue.

What belongs here: the catalogue. What does not: the songs (songbook.py), the protocol and its server (sandbox.py).
"""

import functools
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from resources.lyrics_sources.songbook import UPDATED, Song, SongbookArtist

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording in the catalogue; recordings of one song share its `commontrack_id`."""

    track_id: int
    commontrack_id: int
    title: str
    artist_id: int
    artist_name: str
    album: str
    rating: int
    text: str
    copyright: str
    updated: str = UPDATED
    language: str = "en"
    instrumental: bool = False
    restricted: bool = False
    truncated: bool = False


def number(*parts: object) -> int:
    """A stable id with seven digits."""
    text = "\x1f".join(map(str, parts))
    return 1_000_000 + int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 9_000_000


class Catalogue:
    """Artists with similar names, and recordings with duplicates, as in a real catalogue."""

    def __init__(self, songbook: tuple[SongbookArtist, ...]) -> None:
        self.artists: list[Record] = []
        self.recordings: list[Recording] = []
        for artist_number, artist in enumerate(songbook):
            self._add_artist(artist, artist_number)
        self.by_track = {recording.track_id: recording for recording in self.recordings}
        self.by_song: dict[int, Recording] = {}
        for recording in self.recordings:
            self.by_song.setdefault(recording.commontrack_id, recording)

    def _add_artist(self, artist: SongbookArtist, artist_number: int) -> None:
        artist_id = number("artist", artist.slug)
        self._name(artist_id, artist.name, 90 - artist_number)
        self._name(number("tribute", artist.slug), f"{artist.name} Tribute Band", 12)
        if artist_number % 3 == 0:
            self._name(number("karaoke", artist.slug), f"The Karaoke Circle (In The Style of {artist.name})", 8)
        if artist_number % 4 == 0:
            # Rated above the artist, so that a client that takes the first hit takes the wrong one.
            self._name(number("feat", artist.slug), f"{artist.name} feat. The Night Choir", 95)
        for rank, song in enumerate(artist.songs):
            recording = self._recording(artist, artist_id, song, rank)
            self.recordings.append(recording)
            self._add_duplicates(recording, artist.slug, rank)
        without_words = functools.partial(
            Recording, artist_id=artist_id, artist_name=artist.name, album="Extras", text="", copyright=""
        )
        if artist_number % 3 == 1:
            track, song = number("instrumental", artist.slug), number("instrumental song", artist.slug)
            self.recordings.append(without_words(track, song, "Interlude (Instrumental)", rating=94, instrumental=True))
        if artist_number % 4 == 2:
            track, song = number("restricted", artist.slug), number("restricted song", artist.slug)
            self.recordings.append(without_words(track, song, "Unreleased", rating=93, restricted=True))

    def _recording(self, artist: SongbookArtist, artist_id: int, song: Song, rank: int) -> Recording:
        """The recording of a song; `rank`: its place among the artist's songs, from 0."""
        return Recording(
            track_id=number("track", artist.slug, song.title),
            commontrack_id=number("song", artist.slug, song.title),
            title=song.title,
            artist_id=artist_id,
            artist_name=artist.name,
            album="Collected",
            rating=max(1, 95 - rank),
            text=song.text,
            copyright=f"{artist.licence}. {artist.name}.",
            updated=song.updated,
            language="es" if song.title == "Carta de invierno" else "en",
            truncated=number("truncated", artist.slug, song.title) % 25 == 0,
        )

    def _name(self, artist_id: int, name: str, rating: int) -> None:
        self.artists.append(
            {
                "artist_id": artist_id,
                "artist_name": name,
                "artist_rating": rating,
                "artist_country": "",
                "artist_alias_list": [],
                "updated_time": UPDATED,
            }
        )

    def _add_duplicates(self, base: Recording, slug: str, rank: int) -> None:
        """Add the song again: live (the same song as another track), remixed (a near-duplicate) or re-issued (a duplicate)."""
        kind = number("double", slug, base.title) % 12
        again = functools.partial(replace, base, track_id=number("again", slug, base.title))
        if kind in (0, 1):
            self.recordings.append(again(title=f"{base.title} (Live)", album="Live", rating=max(1, base.rating - 30)))
        elif kind == 2 and rank < 5:
            lines = base.text.splitlines()
            lines[-1] = "one more time for everybody in the back"
            self.recordings.append(
                again(
                    title=f"{base.title} (Remix)",
                    album="Remixes",
                    rating=max(1, base.rating - 20),
                    commontrack_id=number("remix", slug, base.title),
                    text="\n".join(lines),
                    truncated=False,
                )
            )
        elif kind == 3 and rank < 5:
            self.recordings.append(
                again(
                    title=base.title,
                    album="Reissue",
                    rating=max(1, base.rating - 25),
                    commontrack_id=number("reissue", slug, base.title),
                    truncated=False,
                )
            )
