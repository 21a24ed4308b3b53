"""The interface of a lyrics source, with its records and errors.

What belongs here: what all sources share. What does not: the protocol of a particular source.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from resources.errors import TenthSymphonyError


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist as the source knows it; `rating` is the source's popularity, 0 to 100."""

    artist_id: str
    name: str
    rating: int


@dataclass(frozen=True, slots=True)
class Track:
    """A recording. Tracks with one `commontrack_id` are one song and share its words."""

    track_id: str
    commontrack_id: str
    title: str
    artist_id: str
    artist_name: str
    album: str
    rating: int
    instrumental: bool
    restricted: bool
    explicit: bool
    has_lyrics: bool
    genres: str
    updated_time: str


@dataclass(frozen=True, slots=True)
class Lyrics:
    """A song's words as fetched at `fetched_at` (ISO 8601, UTC), with the source's conditions for showing them."""

    body: str
    language: str
    restricted: bool
    instrumental: bool
    explicit: bool
    copyright: str
    tracking_url: str
    backlink_url: str
    updated_time: str
    fetched_at: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls made, calls saved by stored answers, calls left today (None: no budget)."""

    spent: int = 0
    saved: int = 0
    left: int | None = None


class LyricsSource(Protocol):
    """A source of lyrics. Several threads may call it at once."""

    name: str
    licence: str

    def usage(self) -> Usage:
        """The calls so far."""
        ...

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        """The artist with that name or alias, never a tribute act.

        Raises:
            ArtistNotFoundError: the source knows no artist of that name.
        """
        ...

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        """At least `limit` songs with lyrics if there are as many, most popular first, one track per song. Tracks without
        usable lyrics may be among them; their fields say so.
        """
        ...

    def lyrics(self, track: Track) -> Lyrics:
        """The words of a track.

        Raises:
            NotFoundError: the source has none; UnreadableSongError if it has some that cannot be read.
        """
        ...


class LyricsSourceError(TenthSymphonyError):
    """A source could not answer."""


class ArtistNotFoundError(LyricsSourceError):
    """The source knows no artist of that name."""


class NotFoundError(LyricsSourceError):
    """The source does not have what was requested (404)."""


class UnreadableSongError(NotFoundError):
    """The source has the song, but no text that can be read."""


class BadRequestError(LyricsSourceError):
    """The source did not understand the request (400, 405)."""


class InvalidKeyError(LyricsSourceError):
    """The key is missing or wrong (401)."""


class QuotaExceededError(LyricsSourceError):
    """The day's quota of calls or the balance is spent (402)."""


class BudgetSpentError(QuotaExceededError):
    """The daily budget of calls from the settings is spent."""


class NotAuthorisedError(LyricsSourceError):
    """The key's plan does not cover the request (403)."""


class SourceUnavailableError(LyricsSourceError):
    """The source is still down, busy or unreachable after retries (429, 500, 503, network).

    `retry_after`: the pause in seconds that the source asked for, if any.
    """

    retry_after: float | None = None


class MalformedAnswerError(LyricsSourceError):
    """The answer does not follow the protocol."""


def normalise_name(name: str) -> str:
    """A name for comparison, without case, accents and punctuation ("JAŸ-Z" and "Jay Z" are equal); punctuation is kept if
    there is nothing else.
    """
    decomposed = unicodedata.normalize("NFKD", name)
    letters = (char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return " ".join(("".join(letters).strip() or name).casefold().split())
