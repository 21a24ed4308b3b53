"""The lyrics stage in Dagster: tracks and raw lyrics per artist, then one table of clean songs.

What belongs here: thin assets. What does not: querying a source (harvest.py), cleaning (cleaning.py).
"""

import contextlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import dagster as dg

from assets.lyrics.cleaning import LYRICS_SCHEMA, REJECTED_SCHEMA, clean_songs, refusal_kinds
from assets.lyrics.harvest import RAW_LYRICS_SCHEMA, TRACKS_SCHEMA, for_each_artist, harvest_lyrics, harvest_tracks
from assets.lyrics.partitions import artist_partitions
from assets.lyrics.roster import RosterArtist
from assets.metadata import OWNERS, partitioned_result, table_result
from resources.clock import today
from resources.io_managers import ALL_PARTITIONS
from resources.lyrics_sources.base import LyricsSource, LyricsSourceError, QuotaExceededError
from resources.spread import Spread
from resources.tables import Table

GROUP = "lyrics"
POOL = "musixmatch"
QUOTA_TAG = "tenth_symphony/quota_spent_on"  # a run's tag: the day (UTC) whose calls were spent

Frames = dict[str, Table]
AssetDecorator = Callable[..., Callable[[Callable[..., Any]], dg.AssetsDefinition]]


def harvest_assets(
    roster: Sequence[RosterArtist], *, songs_per_artist: int, source: str, artists_at_once: int
) -> list[dg.AssetsDefinition]:
    """The two assets that query the source, partitioned by the roster's artists.

    `source` is part of the code version: with another source the stored results become stale.
    """
    artists = {artist.key: artist for artist in roster}
    asset = partial(
        dg.asset,
        key_prefix="lyrics",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python", "musixmatch"},
        pool=POOL,
        partitions_def=artist_partitions(roster),
        backfill_policy=dg.BackfillPolicy.single_run(),
        code_version=f"2-{source}-{songs_per_artist}",
    )
    return [
        _tracks(asset, artists, songs_per_artist, artists_at_once),
        _raw_lyrics(asset, songs_per_artist, artists_at_once),
    ]


def _tracks(
    asset: AssetDecorator, artists: Mapping[str, RosterArtist], songs_per_artist: int, artists_at_once: int
) -> dg.AssetsDefinition:
    @asset()
    def tracks(
        context: dg.AssetExecutionContext, lyrics_source: dg.ResourceParam[LyricsSource]
    ) -> dg.MaterializeResult[Frames]:
        """The artist's top songs, one row per distinct song, ranked.

        Looked up by the artist's exact name. An artist whom the source does not know has no rows.
        """
        with stops_in_order(context, lyrics_source):
            frames = for_each_artist(
                lambda key: harvest_tracks(lyrics_source, artists[key], songs_per_artist),
                context.partition_keys,
                at_once=artists_at_once,
            )
        return partitioned_result(
            context,
            frames,
            TRACKS_SCHEMA,
            numbers={
                "artists": len(frames),
                "songs": sum(map(len, frames.values())),
                **usage_metadata(lyrics_source),
                "source": lyrics_source.name,
            },
        )

    return tracks


def _raw_lyrics(asset: AssetDecorator, songs_per_artist: int, artists_at_once: int) -> dg.AssetsDefinition:
    @asset(ins={"tracks": dg.AssetIn(["lyrics", "tracks"], metadata={ALL_PARTITIONS: True})})
    def raw_lyrics(
        context: dg.AssetExecutionContext, lyrics_source: dg.ResourceParam[LyricsSource], tracks: Frames
    ) -> dg.MaterializeResult[Frames]:
        """Each song's words as the source gave them, with flags, licence line and fetch time.

        One call per track. Every track has a row: fetched, or refused with the reason.
        """
        import pandas as pd

        with stops_in_order(context, lyrics_source):
            frames = for_each_artist(
                lambda key: harvest_lyrics(lyrics_source, tracks[key], songs_per_artist),
                context.partition_keys,
                at_once=artists_at_once,
            )
        together = pd.concat(frames.values(), ignore_index=True)
        fetched = int((together["status"] == "fetched").sum())
        return partitioned_result(
            context,
            frames,
            RAW_LYRICS_SCHEMA,
            volatile=["fetched_at"],
            numbers={
                "fetched": fetched,
                "refused": len(together) - fetched,
                **usage_metadata(lyrics_source),
                "source": lyrics_source.name,
                "licence": lyrics_source.licence,
            },
        )

    return raw_lyrics


def usage_metadata(source: LyricsSource) -> dict[str, int]:
    """The cost of the harvest: calls made, calls saved by cached answers, calls left today."""
    usage = source.usage()
    left = {} if usage.left is None else {"calls_left_today": usage.left}
    return {"calls_spent": usage.spent, "calls_saved": usage.saved, **left}


@contextlib.contextmanager
def stops_in_order(context: dg.AssetExecutionContext, source: LyricsSource) -> Generator[None, None, None]:
    """If the source ends the harvest, fail the step with the reason and the number of calls.

    Fetched answers are cached, so the next run continues from there. After a spent quota a sensor starts that run
    (`QUOTA_TAG`).

    Raises:
        dagster.Failure: the source ended the harvest; the step is not retried.
    """
    try:
        yield
    except LyricsSourceError as error:
        if isinstance(error, QuotaExceededError):
            context.instance.add_run_tags(context.run_id, {QUOTA_TAG: today()})
        raise dg.Failure(str(error), metadata=usage_metadata(source), allow_retries=False) from error


def _out(noun: str, description: str) -> dg.AssetOut:
    return dg.AssetOut(
        key=["lyrics", noun],
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python", "pandas"},
        code_version="5",
        description=description,
    )


@dg.multi_asset(
    outs={
        "lyrics": _out(
            "lyrics",
            "Clean English songs, one row each, with their near-duplicate cluster.\n\n"
            "Raw words are normalised; footers, headers and ad-lib lines are removed, exact duplicates dropped.",
        ),
        "rejected": _out(
            "rejected",
            "Rejected songs, each with its reason.\n\nRejected by the source or by cleaning.",
        ),
    },
    ins={"raw_lyrics": dg.AssetIn(["lyrics", "raw_lyrics"])},
)
def clean_lyrics(raw_lyrics: Frames, spread: dg.ResourceParam[Spread]) -> Iterator[dg.MaterializeResult[Table]]:
    """Clean the raw lyrics of all artists."""
    import pandas as pd

    cleaned = clean_songs(pd.concat(raw_lyrics.values(), ignore_index=True), spread)
    reasons = refusal_kinds(cleaned.rejected["reason"]).value_counts()
    yield table_result(
        cleaned.lyrics,
        LYRICS_SCHEMA,
        asset_key=dg.AssetKey(["lyrics", "lyrics"]),
        numbers={
            "songs": len(cleaned.lyrics),
            "artists": int(cleaned.lyrics["artist"].nunique()),
            "words": int(cleaned.lyrics["n_words"].sum()),
            "clusters": int(cleaned.lyrics["cluster_id"].nunique()),
        },
    )
    yield table_result(
        cleaned.rejected,
        REJECTED_SCHEMA,
        asset_key=dg.AssetKey(["lyrics", "rejected"]),
        numbers={
            "songs": len(cleaned.rejected),
            "reasons": dg.MetadataValue.json({str(k): int(v) for k, v in reasons.items()}),
        },
    )


ASSETS = [clean_lyrics]
