"""Harvesting: querying a source for an artist's songs and their words.

What belongs here: what is queried, and how each answer is recorded. What does not: the sources' protocols
(resources/lyrics_sources) and cleaning the words (cleaning.py).
"""

import dataclasses
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Any

from assets.lyrics.roster import RosterArtist
from assets.schemas import Column, Schema, as_table
from resources.lyrics_sources.base import (
    ArtistNotFoundError,
    LyricsSource,
    NotFoundError,
    Track,
    UnreadableSongError,
)
from resources.tables import Table

logger = logging.getLogger(__name__)

KNOWN = "the source knows the artist"

TRACKS_SCHEMA = {
    "artist": Column("the artist as the roster names them"),
    "artist_id": Column("the source's id of the artist"),
    "rank": Column("1 for the most popular song", "int64"),
    "commontrack_id": Column("the source's id of the song; recordings of one song share it"),
    "track_id": Column("the source's id of the recording"),
    "title": Column("the song's title"),
    "artist_name": Column("the recording's artist as the source names them, guests included"),
    "album": Column("the recording's album"),
    "rating": Column("the source's popularity, 0 to 100", "int64"),
    "instrumental": Column("whether the source says that there are no words", "bool"),
    "restricted": Column("whether the source may not show the words", "bool"),
    "explicit": Column("whether the source marks it as explicit", "bool"),
    "has_lyrics": Column("whether the source has words", "bool"),
    "genres": Column("the source's genres"),
    "updated_time": Column("when the source last changed it"),
    "source": Column("the lyrics source"),
}
RAW_LYRICS_SCHEMA = {
    "artist": Column("the artist as the roster names them"),
    "commontrack_id": Column("the source's id of the song"),
    "title": Column("the song's title"),
    "rank": Column("1 for the most popular song", "int64"),
    "status": Column("fetched or refused"),
    "reason": Column("why it was refused"),
    "body": Column("the words as the source gave them"),
    "language": Column("the source's guess of the language"),
    "explicit": Column("whether the source marks it as explicit", "bool"),
    "copyright": Column("the source's copyright line"),
    "tracking_url": Column("the address that the source wants loaded where the words are shown"),
    "backlink_url": Column("the address that the source wants linked where the words are shown"),
    "fetched_at": Column("when the words were fetched (UTC)"),
    "source": Column("where it comes from"),
    "licence": Column("the source's terms in one line"),
}


def harvest_tracks(source: LyricsSource, artist: RosterArtist, songs: int) -> Table:
    """The artist's songs by popularity, with spare ones to replace those that are refused.

    Returns:
        One row per song (`TRACKS_SCHEMA`); no rows if the source does not know the artist or has no songs by them. The
        table's attribute `KNOWN`, which is stored in Parquet, says which.

    Raises:
        LyricsSourceError: the source ended the harvest (key, quota, plan, out of reach).
    """
    try:
        found = source.find_artist(artist.name, artist.aliases)
    except ArtistNotFoundError as unknown:
        logger.warning("%s", unknown)
        known, tracks = False, []
    else:
        known, tracks = True, source.top_tracks(found, songs)
        logger.info("%s: %d songs known", artist.name, len(tracks))
    rows = [
        {**dataclasses.asdict(track), "artist": artist.name, "rank": rank, "source": source.name}
        for rank, track in enumerate(tracks, start=1)
    ]
    frame = _frame(rows, TRACKS_SCHEMA)
    frame.attrs[KNOWN] = known
    return frame


def harvest_lyrics(source: LyricsSource, tracks: Table, songs: int) -> Table:
    """The words of the first `songs` singable tracks, in the order of their rank.

    Returns:
        One row per track (`RAW_LYRICS_SCHEMA`), fetched or refused with its reason.

    Raises:
        LyricsSourceError: the source ended the harvest (key, quota, plan, out of reach).
    """
    rows = []
    fetched = 0
    for track in tracks.sort_values("rank").to_dict("records"):
        row = {name: track[name] for name in ("artist", "commontrack_id", "title", "rank", "explicit", "source")}
        row |= {"status": "refused", "licence": source.licence}
        row |= _words(source, track) if fetched < songs else {"reason": f"beyond the first {songs}"}
        fetched += row["status"] == "fetched"
        rows.append(row)
    return _frame(rows, RAW_LYRICS_SCHEMA)


def _words(source: LyricsSource, track: dict[Any, Any]) -> dict[str, object]:
    """The part of a track's row that concerns its words. Calls the source only if it can have words."""
    for flag in ("instrumental", "restricted"):
        if track[flag]:
            return {"reason": flag}
    if not track["has_lyrics"]:
        return {"reason": "the source has no words"}
    try:
        lyrics = source.lyrics(Track(**{field.name: track[field.name] for field in dataclasses.fields(Track)}))
    except UnreadableSongError as unreadable:
        return {"reason": f"unreadable ({unreadable})"}
    except NotFoundError:
        return {"reason": "the source has no words"}
    if lyrics.restricted or lyrics.instrumental:
        return {"reason": "restricted" if lyrics.restricted else "instrumental"}
    if not lyrics.body.strip():
        return {"reason": "the source gave an empty body"}
    return {
        "status": "fetched",
        "body": lyrics.body,
        "language": lyrics.language,
        "explicit": lyrics.explicit,
        "copyright": lyrics.copyright,
        "tracking_url": lyrics.tracking_url,
        "backlink_url": lyrics.backlink_url,
        "fetched_at": lyrics.fetched_at,
    }


def for_each_artist(harvest: Callable[[str], Table], artists: Iterable[str], *, at_once: int) -> dict[str, Table]:
    """Call `harvest` for each artist, several at once. After an error, calls in progress are finished and no more are started.

    Raises:
        LyricsSourceError: as `harvest` raised it.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix="artist") as pool:
        harvests = {artist: pool.submit(harvest, artist) for artist in artists}
        done, _ = wait(harvests.values(), return_when=FIRST_EXCEPTION)
        for ended in done:
            if ended.exception():
                pool.shutdown(cancel_futures=True)
                ended.result()
    return {artist: ended.result() for artist, ended in harvests.items()}


def _frame(rows: list[dict[str, object]], schema: Schema) -> Table:
    """Rows as a table of the schema, every text storable."""
    return as_table([{name: _storable(value) for name, value in row.items()} for row in rows], schema)


def _storable(value: object) -> object:
    """The value with "?" for half surrogate pairs, which JSON may contain but UTF-8 cannot encode."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
