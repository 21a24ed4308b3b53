"""The Musixmatch API as a lyrics source: a typed client on `requests`.

What belongs here: the protocol, its quirks and its errors. What does not: which songs are wanted (assets/lyrics).

The answer's real status is in `message.header.status_code`, whatever HTTP says; `body` may be a dict, a list or an
empty string; flags are 0 or 1; several tracks (single, album, live) share one song's `commontrack_id`.
"""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import requests

from resources.clock import now
from resources.lyrics_sources.answers import AnswerStore, fetched_at
from resources.lyrics_sources.asking import TRY_AGAIN, Asker, Patience, raise_unavailable
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

T = TypeVar("T")

BASE_URL = "https://api.musixmatch.com/ws/1.1"
SECRETS = ("apikey",)
PAGE_SIZE = 100  # the protocol's largest
MAX_PAGES = 5
# Words that turn out to be missing or restricted only when asked for are made up for by the songs after them.
SPARE = 1.1
_LOOK_ALIKE = re.compile(r"\b(tribute|karaoke|style of|made famous by|feat|featuring|ft)\b")

ERRORS: Mapping[int, tuple[type[LyricsSourceError], str, str]] = {
    400: (BadRequestError, "did not parse the question", "This is a defect of the client: please report it."),
    401: (InvalidKeyError, "refused the key", "Check MUSIXMATCH_API_KEY: it is missing, mistyped or has expired."),
    402: (
        QuotaExceededError,
        "says that the day's calls or the balance are spent",
        "Run again tomorrow, or raise the plan; what was fetched is kept.",
    ),
    403: (
        NotAuthorisedError,
        "does not allow this with the key's plan",
        "Free keys may lack track.search: ask Musixmatch for a plan that has it.",
    ),
    404: (NotFoundError, "does not have it", "Nothing to do: the song is set aside."),
    405: (BadRequestError, "does not know the method", "This is a defect of the client: please report it."),
}


class _HideKey(logging.Filter):
    """urllib3 writes each request's path, query and all, at DEBUG: take the key out of it."""

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
        name: what the songs' `source` says; with `edition` it parts the stored answers of several services.
        answers: where answers are kept (see `AnswerStore`; made with `SECRETS`).
        ledger: the calls that may be made.
        refresh_days: an artist's record and list of songs are asked for again when they are older; words only when
            the list says that they have changed since they were fetched.
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
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self.licence = licence or self.licence
        self._refresh_days = refresh_days
        self._asker = Asker(
            f"{name} {edition}".strip(),
            base_url,
            secrets={"apikey": api_key},
            answers=answers,
            ledger=ledger,
            patience=patience,
        )

    def __repr__(self) -> str:
        return f"MusixmatchClient({self._asker.base_url!r})"

    def usage(self) -> Usage:
        """See `LyricsSource`."""
        return self._asker.usage()

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        """See `LyricsSource`. Exact normalised name, else alias; the highest rating among several.

        A tribute or "feat." act is not the artist, though the service may list the artist's name among its aliases.
        """
        wanted = {normalise_name(known) for known in (name, *aliases)}
        for query in (name, *aliases):
            found: list[tuple[bool, Artist]] = []
            for row in self._rows("artist.search", "artist", {"q_artist": query, "page": 1, "page_size": PAGE_SIZE}):
                own = normalise_name(str(row["artist_name"]))
                by_name = own in wanted
                if by_name or (not _LOOK_ALIKE.search(own) and wanted & _aliases(row)):
                    rating = int(row.get("artist_rating") or 0)
                    found.append((by_name, Artist(str(row["artist_id"]), str(row["artist_name"]), rating)))
            if found:
                return max(found, key=lambda match: (match[0], match[1].rating))[1]
        raise ArtistNotFoundError(
            f"{self.name} knows no artist called {name!r}.", remedy="Correct the name in the roster, or add an alias."
        )

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        """See `LyricsSource`. Pages through track.search until there are enough singable songs or none are left."""
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
            singable = sum(not (t.instrumental or t.restricted) and t.has_lyrics for t in songs.values())
            if len(rows) < PAGE_SIZE or singable >= limit * SPARE:
                break
        return list(songs.values())

    def lyrics(self, track: Track) -> Lyrics:
        """See `LyricsSource`."""
        return self._call(
            "track.lyrics.get",
            {"commontrack_id": track.commontrack_id},
            _lyrics,
            fresh_since=_moment(track.updated_time),
            # The list said that there are words.
            retry_then_cache=(NotFoundError,) if track.has_lyrics else (),
            cache_and_raise=(NotFoundError,),
        )

    def _rows(self, method: str, kind: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        """The records of a list call: `body.<kind>_list[].<kind>`."""

        def records(body: Any, _: datetime) -> list[dict[str, Any]]:
            rows = body.get(f"{kind}_list") if isinstance(body, dict) else None
            if not isinstance(rows, list):
                raise _malformed(method, f"has no {kind}_list")
            found = [row.get(kind) if isinstance(row, dict) else None for row in rows]
            if not all(isinstance(record, dict) and f"{kind}_id" in record for record in found):
                raise _malformed(method, f"has a {kind}_list without {kind} records")
            return [record for record in found if record is not None]

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
        """One call; `read` makes its value from `message.body` and the time of fetching."""

        def parse(response: requests.Response) -> T:
            return read(_body(method, response), fetched_at(response))

        return self._asker.ask(
            method,
            {**parameters, "format": "json"},
            parse,
            fresh_since=fresh_since,
            retry_then_cache=retry_then_cache,
            cache_and_raise=cache_and_raise,
        )


def _body(method: str, response: requests.Response) -> Any:
    """`message.body` of a good answer; everything else is a typed error."""
    try:
        message = response.json()["message"]
        status = int(message["header"]["status_code"])
    except (ValueError, KeyError, TypeError):
        if response.status_code in ERRORS:
            raise _typed(method, response.status_code) from None
        raise _malformed(method, f"is not the envelope (HTTP {response.status_code})") from None
    if status in TRY_AGAIN:
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
    """A time of the protocol; None where it gives none ("0000-00-00T00:00:00Z")."""
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
        f"{method}: the answer {what}.", remedy="If it lasts, the protocol has changed: please report it."
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
