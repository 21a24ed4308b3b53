"""LRCLIB (lrclib.net) as a lyrics source: whole texts, crowd-sourced, no key, no popularity.

What belongs here: its protocol. What does not: storing, pacing and retrying calls (service_client.py).

A search returns at most 20 recordings, without a ranking. So 50 songs of an artist need a list of titles (`LRCLIB_TITLES`);
without one, the songs are the search's hits. The service asks clients to identify themselves and to pause between calls.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import requests

from resources.clock import now
from resources.errors import TenthSymphonyError
from resources.lyrics_sources.answers import AnswerStore, fetched_at
from resources.lyrics_sources.base import (
    Artist,
    ArtistNotFoundError,
    BadRequestError,
    Lyrics,
    MalformedAnswerError,
    NotFoundError,
    Track,
    Usage,
    normalise_name,
)
from resources.lyrics_sources.ledger import CallLedger
from resources.lyrics_sources.lrc import stamped
from resources.lyrics_sources.service_client import RetryPolicy, ServiceClient

T = TypeVar("T")

BASE_URL = "https://lrclib.net/api"
USER_AGENT = "tenth-symphony/0.1 (lyrics research pipeline)"
CALLS_PER_SECOND = 3.0  # other clients pause for 200 to 500 ms between calls
# Suffixes that distinguish recordings of one song. Suffixes that distinguish songs ("Part 2", "Interlude", a subtitle,
# "Remix") are not among them.
_GUEST = r"(?:feat|ft|featuring|with|prod)\b\.?(?:\s+by)?\s.*"
_RECORDING = (
    r"(?:\d{4}\s+)?(?:digital(?:ly)?\s+)?(?:re-?master(?:ed)?|live|acoustic|demo|mono|stereo|explicit|clean|radio|single|album|"
    r"original|bonus|deluxe|extended|edit|mix|version|track|edition|session|recorded|take|at|from|in|on)\b.*"
)
_VERSION = re.compile(
    rf"\s*[\[(]\s*(?:{_RECORDING}|{_GUEST}|\d{{4}}(?:\s+\w+)?\s*)[)\]]|\s+-\s+(?:{_RECORDING}|\d{{4}}\s+re-?master.*)$"
    r"|\s+(?:feat|ft|featuring)\b\.?\s.*$",
    re.IGNORECASE,
)
_GUESTS = re.compile(r"\s*[\[(]?\s*\b(?:feat|ft|featuring)\b\.?\s.*$", re.IGNORECASE)


class TitlesError(TenthSymphonyError):
    """The list of titles cannot be used."""


def load_titles(path: Path) -> dict[str, list[str]]:
    """Read a CSV with the columns `artist` and `title`: titles by normalised artist name, in the file's order.

    Raises:
        TitlesError: the file cannot be read, or lacks the columns.
    """
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise TitlesError(
            f"The list of titles {path.name} cannot be read ({type(error).__name__}).",
            remedy="Set LRCLIB_TITLES to a UTF-8 CSV file with the columns artist and title.",
        ) from error
    if rows and not {"artist", "title"} <= set(rows[0]):
        raise TitlesError(
            f"The list of titles {path.name} lacks the column artist or title.",
            remedy="Make its first line: artist,title",
        )
    titles: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        artist, title = (row["artist"] or "").strip(), (row["title"] or "").strip()
        if artist and title and title not in titles[normalise_name(artist)]:
            titles[normalise_name(artist)].append(title)
    return dict(titles)


class LrclibClient:
    """A `LyricsSource` that speaks LRCLIB's protocol.

    Args:
        titles: titles by normalised artist name (`load_titles`); for other artists, the service is searched.
        answers: where answers are stored.
        ledger: the call budget.
        refresh_days: answers older than this are requested again.
    """

    name = "lrclib"
    licence = "Lyrics are copyrighted; collected by LRCLIB's users."

    def __init__(
        self,
        base_url: str = BASE_URL,
        *,
        titles: Mapping[str, Sequence[str]] | None = None,
        answers: AnswerStore | None = None,
        ledger: CallLedger | None = None,
        refresh_days: float = 6,
        retries: RetryPolicy | None = None,
    ) -> None:
        self._titles = titles or {}
        self._refresh_days = refresh_days
        self._client = ServiceClient(
            self.name, base_url, answers=answers, ledger=ledger, retries=retries, user_agent=USER_AGENT
        )

    def usage(self) -> Usage:
        """See `LyricsSource`."""
        return self._client.usage()

    def find_artist(self, name: str, aliases: Sequence[str] = ()) -> Artist:
        """See `LyricsSource`. Artists in the list of titles need no call."""
        for known in (name, *aliases):
            if normalise_name(known) in self._titles:
                return Artist(normalise_name(known), known, 0)
        for known in (name, *aliases):
            for row in self._search(known):
                if _is_by(row, normalise_name(known)):
                    return Artist(normalise_name(known), _GUESTS.sub("", row["artistName"]), 0)
        raise ArtistNotFoundError(
            f"{self.name} knows no artist called {name!r}.", remedy="Correct the name in the roster, or add an alias."
        )

    def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
        """See `LyricsSource`. In the order of the list of titles, otherwise of the search; one recording per song."""
        if artist.artist_id in self._titles:
            tracks = [_track(artist, title, artist.name, "", False) for title in self._titles[artist.artist_id]]
        else:
            tracks = [
                _track(
                    artist,
                    row["trackName"],
                    row["artistName"],
                    row.get("albumName") or "",
                    bool(row.get("instrumental")),
                )
                for row in self._search(artist.name)
                if _is_by(row, artist.artist_id)
            ]
        songs: dict[str, Track] = {}
        for track in tracks:
            songs.setdefault(track.commontrack_id, track)
        return list(songs.values())

    def lyrics(self, track: Track) -> Lyrics:
        """See `LyricsSource`."""
        parameters = {"artist_name": track.artist_name, "track_name": track.title}
        if track.album:
            parameters["album_name"] = track.album
        return self._call("get", parameters, _lyrics)

    def _search(self, artist: str) -> list[dict[str, Any]]:
        return self._call("search", {"artist_name": artist}, _records)

    def _call(self, method: str, parameters: Mapping[str, str], read: Callable[[Any, datetime], T]) -> T:
        def parse(response: requests.Response) -> T:
            return read(_payload(method, response), fetched_at(response))

        oldest = now() - timedelta(days=self._refresh_days)
        # A 404 is this service's normal answer for a song that it does not have: it is stored, and not requested again.
        return self._client.get(method, parameters, parse, fresh_since=oldest, cache_and_raise=(NotFoundError,))


def _payload(method: str, response: requests.Response) -> Any:
    if response.status_code == 404:
        raise NotFoundError(
            f"{method}: LRCLIB does not have it (404).", remedy="No action is needed: the song is listed as refused."
        )
    if 400 <= response.status_code < 500:
        raise BadRequestError(
            f"{method}: LRCLIB rejected the request ({response.status_code}).",
            remedy="This is a defect of the client: please report it.",
        )
    try:
        return response.json()
    except ValueError:
        raise _malformed(method, f"is not JSON (HTTP {response.status_code})") from None


def _records(payload: Any, _: datetime) -> list[dict[str, Any]]:
    is_valid = isinstance(payload, list) and all(
        isinstance(row, dict) and isinstance(row.get("artistName"), str) and isinstance(row.get("trackName"), str)
        for row in payload
    )
    if not is_valid:
        raise _malformed("search", "is not a list of recordings")
    return payload


def _is_by(row: Mapping[str, Any], artist_id: str) -> bool:
    """Whether a recording is the artist's, alone or with guests."""
    return artist_id in (normalise_name(row["artistName"]), normalise_name(_GUESTS.sub("", row["artistName"])))


def _lyrics(payload: Any, when: datetime) -> Lyrics:
    if not isinstance(payload, dict) or "plainLyrics" not in payload:
        raise _malformed("get", "is not a recording")
    return Lyrics(
        body=stamped(str(payload["plainLyrics"] or ""), str(payload.get("syncedLyrics") or "")),
        language="",
        restricted=False,
        instrumental=bool(payload.get("instrumental")),
        explicit=False,
        copyright="",
        tracking_url="",
        backlink_url="https://lrclib.net",
        updated_time="",
        fetched_at=when.isoformat(timespec="seconds"),
    )


def _malformed(method: str, what: str) -> MalformedAnswerError:
    return MalformedAnswerError(
        f"{method}: the answer {what}.", remedy="If this persists, the protocol has changed: please report it."
    )


def _track(artist: Artist, title: str, by: str, album: str, instrumental: bool) -> Track:
    song = normalise_name(_VERSION.sub("", title)) or normalise_name(title) or title
    song_id = hashlib.sha256(f"{artist.artist_id}\x1f{song}".encode()).hexdigest()[:12]
    return Track(
        track_id=song_id,
        commontrack_id=song_id,
        title=title,
        artist_id=artist.artist_id,
        artist_name=by,
        album=album,
        rating=0,
        instrumental=instrumental,
        restricted=False,
        explicit=False,
        has_lyrics=not instrumental,
        genres="",
        updated_time="",
    )
