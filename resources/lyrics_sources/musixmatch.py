"""The Musixmatch API as a lyrics source: a typed client on `requests`.

What belongs here: the protocol, its quirks and its errors. What does not: which songs are wanted (assets/lyrics).

The status of an answer is `message.header.status_code`, not HTTP's; `body` may be a dict, a list or an empty string; flags
are 0 or 1; several tracks (single, album, live) share one song's `commontrack_id`.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import requests

from resources.clock import now
from resources.lyrics_sources.answers import AnswerStore, fetched_at
from resources.lyrics_sources.base import (
    Artist,
    ArtistNotFoundError,
    BadRequestError,
    InvalidKeyError,
    Lyrics,
    LyricsSourceError,
    MalformedAnswerError,
    NotAuthorisedError,
    NotFoundError,
    QuotaExceededError,
    Track,
    Usage,
    normalise_name,
)
from resources.lyrics_sources.ledger import CallLedger
from resources.lyrics_sources.service_client import RETRYABLE, RetryPolicy, ServiceClient, raise_unavailable

T = TypeVar("T")

BASE_URL = "https://api.musixmatch.com/ws/1.1"
SECRETS = ("apikey",)
PAGE_SIZE = 100  # the protocol's maximum
MAX_PAGES = 5
# Some lyrics turn out to be missing or restricted only when they are requested: a tenth more songs make up for them.
SPARE = 1.1
_LOOK_ALIKE = re.compile(r"\b(tribute|karaoke|style of|made famous by|feat|featuring|ft)\b")

ERRORS: Mapping[int, tuple[type[LyricsSourceError], str, str]] = {
    400: (BadRequestError, "could not parse the request", "This is a defect of the client: please report it."),
    401: (InvalidKeyError, "rejected the key", "Check MUSIXMATCH_API_KEY: it is missing, mistyped or has expired."),
    402: (
        QuotaExceededError,
        "reports that the day's calls or the balance are spent",
        "Run again tomorrow, or upgrade the plan; fetched lyrics are kept.",
    ),
    403: (
        NotAuthorisedError,
        "does not allow this with the key's plan",
        "Free keys may lack track.search: ask Musixmatch for a plan that includes it.",
    ),
    404: (NotFoundError, "does not have it", "No action is needed: the song is listed as refused."),
    405: (BadRequestError, "does not know the method", "This is a defect of the client: please report it."),
}


class _HideKey(logging.Filter):
    """Removes the key from urllib3's DEBUG log, which contains the query of each request."""

    _KEY = re.compile(r"(apikey=)[^&\s\"]*")

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._KEY.sub(r"\1***", a) if isinstance(a, str) else a for a in record.args)
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_HideKey())


class MusixmatchClient:
    """A `LyricsSource` that speaks the Musixmatch protocol.

    Args:
        api_key: the key; it appears in no log, error, repr or stored answer.
        base_url: the service's address.
        name: the songs' `source`; with `edition` it separates the stored answers of several services.
        answers: where answers are stored (an `AnswerStore` that knows `SECRETS`).
        ledger: the call budget.
        refresh_days: an artist's record and list of songs are requested again when they are older than this; lyrics only if
            the list says that they were changed after they were fetched.
    """

    licence = "Lyrics are copyrighted: see each song's copyright line; Musixmatch terms apply."

    def __init__(
        self,
        api_key: str,
        base_url: str = BASE_URL,
        *,
        name: str = "musixmatch",
        licence: str | None = None,
        edition: str = "",
        answers: AnswerStore | None = None,
        ledger: CallLedger | None = None,
        refresh_days: float = 6,
        retries: RetryPolicy | None = None,
    ) -> None:
        self.name = name
        self.licence = licence or self.licence
        self._refresh_days = refresh_days
        self._client = ServiceClient(
            f"{name} {edition}".strip(),
            base_url,
            secrets={"apikey": api_key},
            answers=answers,
            ledger=ledger,
            retries=retries,
        )

    def __repr__(self) -> str:
        return f"MusixmatchClient({self._client.base_url!r})"

    def usage(self) -> Usage:
        """See `LyricsSource`."""
        return self._client.usage()

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        """See `LyricsSource`. A match by normalised name is preferred to one by alias, then the highest rating.

        Tribute and "feat." acts do not match by alias: the service may list the artist's name among theirs.
        """
        wanted = {normalise_name(known) for known in (name, *aliases)}
        for query in (name, *aliases):
            matches: list[tuple[bool, Artist]] = []
            for row in self._rows("artist.search", "artist", {"q_artist": query, "page": 1, "page_size": PAGE_SIZE}):
                artist_name = normalise_name(str(row["artist_name"]))
                by_name = artist_name in wanted
                if by_name or (not _LOOK_ALIKE.search(artist_name) and wanted & _aliases(row)):
                    rating = int(row.get("artist_rating") or 0)
                    matches.append((by_name, Artist(str(row["artist_id"]), str(row["artist_name"]), rating)))
            if matches:
                return max(matches, key=lambda match: (match[0], match[1].rating))[1]
        raise ArtistNotFoundError(
            f"{self.name} knows no artist called {name!r}.", remedy="Correct the name in the roster, or add an alias."
        )

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        """See `LyricsSource`. Pages through track.search until there are enough songs with lyrics or none are left."""
        songs: dict[str, Track] = {}
        for page in range(1, MAX_PAGES + 1):
            rows = self._rows(
                "track.search",
                "track",
                {"f_artist_id": artist.artist_id, "s_track_rating": "desc", "page": page, "page_size": PAGE_SIZE},
            )
            for row in rows:
                track = _track(row)
                if track.artist_id == artist.artist_id:
                    songs.setdefault(track.commontrack_id, track)
            usable = sum(not (t.instrumental or t.restricted) and t.has_lyrics for t in songs.values())
            if len(rows) < PAGE_SIZE or usable >= limit * SPARE:
                break
        return list(songs.values())

    def lyrics(self, track: Track) -> Lyrics:
        """See `LyricsSource`."""
        return self._call(
            "track.lyrics.get",
            {"commontrack_id": track.commontrack_id},
            _lyrics,
            fresh_since=_moment(track.updated_time),
            # A 404 contradicts the list if that says that there are lyrics.
            retry_then_cache=(NotFoundError,) if track.has_lyrics else (),
            cache_and_raise=(NotFoundError,),
        )

    def _rows(self, method: str, kind: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        """The records of a list call: `body.<kind>_list[].<kind>`."""

        def records(body: Any, _: datetime) -> list[dict[str, Any]]:
            rows = body.get(f"{kind}_list") if isinstance(body, dict) else None
            if not isinstance(rows, list):
                raise _malformed(method, f"has no {kind}_list")
            items = [row.get(kind) if isinstance(row, dict) else None for row in rows]
            if not all(isinstance(item, dict) and f"{kind}_id" in item for item in items):
                raise _malformed(method, f"has a {kind}_list without {kind} records")
            return [item for item in items if item is not None]

        oldest = now() - timedelta(days=self._refresh_days)
        # A search that finds nothing is an empty list, not a 404.
        return self._call(method, parameters, records, fresh_since=oldest, retry_then_cache=(NotFoundError,))

    def _call(
        self,
        method: str,
        parameters: Mapping[str, object],
        read: Callable[[Any, datetime], T],
        *,
        fresh_since: datetime | None,
        retry_then_cache: tuple[type[LyricsSourceError], ...],
        cache_and_raise: tuple[type[LyricsSourceError], ...] = (),
    ) -> T:
        """Make one call. `read` converts `message.body` and the time of the answer to the result."""

        def parse(response: requests.Response) -> T:
            return read(_body(method, response), fetched_at(response))

        return self._client.get(
            method,
            {**parameters, "format": "json"},
            parse,
            fresh_since=fresh_since,
            retry_then_cache=retry_then_cache,
            cache_and_raise=cache_and_raise,
        )


def _body(method: str, response: requests.Response) -> Any:
    """`message.body` of a successful answer; other answers raise a typed error."""
    try:
        message = response.json()["message"]
        status = int(message["header"]["status_code"])
    except (ValueError, KeyError, TypeError):
        if response.status_code in ERRORS:
            raise _typed(method, response.status_code) from None
        raise _malformed(method, f"is not the envelope (HTTP {response.status_code})") from None
    if status in RETRYABLE:
        raise_unavailable(method, f"status {status}", response)
    if status != 200:
        raise _typed(method, status)
    return message.get("body")


def _lyrics(body: Any, when: datetime) -> Lyrics:
    row = body.get("lyrics") if isinstance(body, dict) else None
    if not isinstance(row, dict):
        raise _malformed("track.lyrics.get", "has no lyrics record")
    return Lyrics(
        body=str(row.get("lyrics_body") or ""),
        language=str(row.get("lyrics_language") or ""),
        restricted=_flag(row, "restricted"),
        instrumental=_flag(row, "instrumental"),
        explicit=_flag(row, "explicit"),
        copyright=str(row.get("lyrics_copyright") or ""),
        tracking_url=str(row.get("script_tracking_url") or row.get("pixel_tracking_url") or ""),
        backlink_url=str(row.get("backlink_url") or ""),
        updated_time=str(row.get("updated_time") or ""),
        fetched_at=when.isoformat(timespec="seconds"),
    )


def _aliases(row: Mapping[str, Any]) -> set[str]:
    """An artist record's aliases, normalised."""
    aliases = row.get("artist_alias_list") or []
    return {normalise_name(str(alias["artist_alias"] if isinstance(alias, dict) else alias)) for alias in aliases}


def _moment(updated_time: str) -> datetime | None:
    """A time of the protocol; None if it is not a valid time ("0000-00-00T00:00:00Z")."""
    try:
        when = datetime.fromisoformat(updated_time)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _typed(method: str, status: int) -> LyricsSourceError:
    if status not in ERRORS:
        return _malformed(method, f"has the unknown status {status}")
    kind, what, remedy = ERRORS[status]
    return kind(f"{method}: the lyrics source {what} ({status}).", remedy=remedy)


def _malformed(method: str, what: str) -> MalformedAnswerError:
    return MalformedAnswerError(
        f"{method}: the answer {what}.", remedy="If this persists, the protocol has changed: please report it."
    )


def _flag(row: Mapping[str, Any], name: str) -> bool:
    return str(row.get(name, 0)) == "1"


def _track(row: Mapping[str, Any]) -> Track:
    genres = row.get("primary_genres") or {}
    names = [
        str(genre.get("music_genre", {}).get("music_genre_name", ""))
        for genre in (genres.get("music_genre_list", []) if isinstance(genres, dict) else [])
    ]
    return Track(
        track_id=str(row["track_id"]),
        commontrack_id=str(row.get("commontrack_id") or row["track_id"]),
        title=str(row.get("track_name") or ""),
        artist_id=str(row.get("artist_id") or ""),
        artist_name=str(row.get("artist_name") or ""),
        album=str(row.get("album_name") or ""),
        rating=int(row.get("track_rating") or 0),
        instrumental=_flag(row, "instrumental"),
        restricted=_flag(row, "restricted"),
        explicit=_flag(row, "explicit"),
        has_lyrics=_flag(row, "has_lyrics"),
        genres=", ".join(filter(None, names)),
        updated_time=str(row.get("updated_time") or ""),
    )
