"""Asset checks of the lyrics stage's tables, which are read back from storage.

What belongs here: checks; they are blocking where a fault would spoil every later stage. What does not: cleaning.
"""

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg

from assets.lyrics.cleaning import COMMERCIAL_USE_FOOTER
from assets.lyrics.harvest import KNOWN
from assets.lyrics.roster import RosterArtist
from resources.tables import Table

TRACKS = dg.AssetKey(["lyrics", "tracks"])
RAW_LYRICS = dg.AssetKey(["lyrics", "raw_lyrics"])
LYRICS = dg.AssetKey(["lyrics", "lyrics"])

Frames = dict[str, Table]


def harvest_checks(roster: Sequence[RosterArtist]) -> list[dg.AssetChecksDefinition]:
    """The checks of the two assets that are partitioned by the roster's artists."""
    names = {artist.key: artist.name for artist in roster}
    return [_tracks_hold(names), _raw_lyrics_hold(names)]


def _tracks_hold(names: Mapping[str, str]) -> dg.AssetChecksDefinition:
    """The checks of the tracks; `names`: each artist's name by their key."""

    @dg.multi_asset_check(
        specs=[
            dg.AssetCheckSpec("artists_resolved", asset=TRACKS, description="The source knows every roster artist."),
            dg.AssetCheckSpec(
                "artists_have_songs", asset=TRACKS, description="The source has songs by every artist that it knows."
            ),
            dg.AssetCheckSpec("ids_unique", asset=TRACKS, blocking=True, description="No song is listed twice."),
        ],
        ins={"tracks": dg.AssetIn(TRACKS)},
    )
    def tracks_hold(tracks: Frames) -> Iterable[dg.AssetCheckResult]:
        known = {names[key]: frame.attrs.get(KNOWN, False) for key, frame in tracks.items() if frame.empty}
        unknown = [name for name, is_known in sorted(known.items()) if not is_known]
        songless = [name for name, is_known in sorted(known.items()) if is_known]
        yield _artists_named(
            "artists_resolved",
            "unknown",
            unknown,
            "Not known to the source; correct the name in the roster, or add an alias",
        )
        yield _artists_named(
            "artists_have_songs", "without_songs", songless, "Known to the source, which has no songs by them"
        )
        repeats = {key: int(frame["commontrack_id"].duplicated().sum()) for key, frame in tracks.items()}
        repeats = {names[key]: count for key, count in repeats.items() if count}
        yield dg.AssetCheckResult(
            asset_key=TRACKS, check_name="ids_unique", passed=not repeats, metadata={"repeats": repeats}
        )

    return tracks_hold


def _raw_lyrics_hold(names: Mapping[str, str]) -> dg.AssetChecksDefinition:
    """The check of the raw lyrics; `names`: each artist's name by their key."""

    @dg.multi_asset_check(
        specs=[
            dg.AssetCheckSpec(
                "none_lost",
                asset=RAW_LYRICS,
                blocking=True,
                additional_deps=[TRACKS],
                description="Every track has words or a reason why not.",
            )
        ],
        ins={
            "tracks": dg.AssetIn(TRACKS),
            "raw_lyrics": dg.AssetIn(RAW_LYRICS),
        },
    )
    def raw_lyrics_hold(tracks: Frames, raw_lyrics: Frames) -> dg.AssetCheckResult:
        lost = {
            names[key]: sorted(set(tracks[key]["commontrack_id"]) - set(frame["commontrack_id"]))
            for key, frame in raw_lyrics.items()
            if key in tracks
        }
        unexplained = sum(
            int(((frame["status"] == "refused") & (frame["reason"].fillna("") == "")).sum())
            for frame in raw_lyrics.values()
        )
        lost = {name: ids for name, ids in lost.items() if ids}
        return dg.AssetCheckResult(
            passed=not lost and not unexplained, metadata={"lost": lost, "refused_without_reason": unexplained}
        )

    return raw_lyrics_hold


def _artists_named(check: str, key: str, artists: Sequence[str], what: str) -> dg.AssetCheckResult:
    """A check result that warns and names the artists."""
    return dg.AssetCheckResult(
        asset_key=TRACKS,
        check_name=check,
        passed=not artists,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={key: ", ".join(artists) or "none"},
        description=f"{what}: {', '.join(artists)}." if artists else "There are none.",
    )


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec("ids_unique", asset=LYRICS, blocking=True, description="One row per song."),
        dg.AssetCheckSpec(
            "no_footer", asset=LYRICS, blocking=True, description="No song contains the commercial-use footer."
        ),
        dg.AssetCheckSpec("no_empty_song", asset=LYRICS, blocking=True, description="Every song has words."),
        dg.AssetCheckSpec("english", asset=LYRICS, blocking=True, description="Every song was detected as English."),
    ],
    ins={"lyrics": dg.AssetIn(LYRICS)},
)
def lyrics_hold(lyrics: Table) -> Iterable[dg.AssetCheckResult]:
    """Read the clean songs back and check each of them."""
    faults = {
        "ids_unique": lyrics["song_id"].duplicated(),
        "no_footer": lyrics["text"].str.contains(COMMERCIAL_USE_FOOTER),
        "no_empty_song": lyrics["text"].str.strip() == "",
        "english": lyrics["language"] != "en",
    }
    for name, wrong in faults.items():
        yield dg.AssetCheckResult(
            asset_key=LYRICS,
            check_name=name,
            passed=not wrong.any(),
            metadata={"songs": ", ".join(lyrics.loc[wrong, "song_id"].head(20)) or "none"},
        )


CHECKS = [lyrics_hold]
