"""Rosters edited by users, and harvests from the sandbox."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import dagster as dg
import pandas as pd
import pytest

from assets.lyrics.checks import harvest_checks
from assets.lyrics.harvest import RAW_LYRICS_SCHEMA, TRACKS_SCHEMA, harvest_lyrics, harvest_tracks
from assets.lyrics.roster import RosterArtist, RosterError, load_roster
from resources.lyrics_sources.base import Artist, Track
from resources.lyrics_sources.folder import FolderSource
from resources.lyrics_sources.musixmatch import MusixmatchClient
from resources.lyrics_sources.sandbox import Sandbox
from resources.lyrics_sources.songbook import load_songbook

ROSTERS = Path(__file__).parents[3] / "assets" / "lyrics" / "rosters"


@pytest.fixture(scope="module")
def source() -> Iterator[MusixmatchClient]:
    with Sandbox() as sandbox:
        yield MusixmatchClient("any", sandbox.base_url)


def test_the_shipped_rosters_can_be_read() -> None:
    songbook = load_roster(ROSTERS / "songbook.csv")
    assert {artist.name for artist in songbook} == {artist.name for artist in load_songbook()}
    assert len(load_roster(ROSTERS / "musixmatch.csv")) == 30


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\nAda\n", "no column artist"),
        ("artist,aliases\nAda,\nada,\n", "line 3, names 'ada' again"),
        ("artist\n \n", "line 2"),
        ("artist\n???\n??? \n", "line 3, names '...' again"),
        ("artist\n", "is empty"),
    ],
)
def test_a_roster_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RosterError, match=says):
        load_roster(path)


@pytest.mark.parametrize("header", ["artist,aliases", "artist,aliases,notes"])
def test_an_unquoted_comma_is_refused_and_never_separates_artists(tmp_path: Path, header: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(f"{header}\nAda Quill,\nTyler, The Maker\n", encoding="utf-8")
    with pytest.raises(RosterError, match=r'line 3, has a comma .*Write "Tyler, The Maker"'):
        load_roster(path)
    path.write_text(f'{header}\n"Tyler, The Maker",The Maker;T\n', encoding="utf-8")
    assert [(artist.name, artist.aliases) for artist in load_roster(path)] == [("Tyler, The Maker", ("The Maker", "T"))]


def test_without_aliases_a_comma_is_part_of_the_name(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("artist\nTyler, The Maker\nAda Quill\n", encoding="utf-8")
    assert [artist.name for artist in load_roster(path)] == ["Tyler, The Maker", "Ada Quill"]


def test_names_without_latin_letters_have_distinct_keys(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("artist\n!!!\n???\nКино\nМумий 2\nКино 2\nMØ\nM\n2Pac\n", encoding="utf-8")
    keys = [artist.key for artist in load_roster(path)]
    assert len(set(keys)) == 8
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)
    assert keys[-2:] == ["m", "2pac"]


def test_a_missing_roster_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match=r"gone\.csv cannot be read"):
        load_roster(tmp_path / "gone.csv")


def test_excel_writes_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("artist,aliases\nBeyoncé,Queen B; B\n", encoding="utf-8-sig")
    assert load_roster(path) == [RosterArtist("Beyoncé", ("Queen B", "B"), "beyonce")]


def test_every_track_is_fetched_or_refused_with_a_reason(source: MusixmatchClient) -> None:
    tracks = harvest_tracks(source, RosterArtist("Gerard Manley Hopkins", (), "gmh"), 5)
    raw = harvest_lyrics(source, tracks, 5)
    assert list(tracks.columns) == list(TRACKS_SCHEMA)
    assert list(raw.columns) == list(RAW_LYRICS_SCHEMA)
    assert set(raw["commontrack_id"]) == set(tracks["commontrack_id"])
    assert (raw["status"] == "fetched").sum() == 5
    refused = raw[raw["status"] == "refused"]
    assert (refused["reason"] != "").all()
    assert (refused["body"] == "").all()


def test_a_refused_song_is_replaced_by_the_next(source: MusixmatchClient) -> None:
    for name in (artist.name for artist in load_songbook() if len(artist.songs) > 3):
        tracks = harvest_tracks(source, RosterArtist(name, (), "key"), 3)
        if tracks.head(3)[["instrumental", "restricted"]].to_numpy().any():
            raw = harvest_lyrics(source, tracks, 3)
            assert (raw["status"] == "fetched").sum() == 3
            return
    pytest.fail("no artist with a refused song among the first three")


def test_an_unknown_artist_gives_an_empty_table(source: MusixmatchClient) -> None:
    tracks = harvest_tracks(source, RosterArtist("Nobody At All", (), "nobody"), 5)
    assert tracks.empty
    assert list(harvest_lyrics(source, tracks, 5).columns) == list(RAW_LYRICS_SCHEMA)


def test_an_artist_without_songs_is_distinguished_from_an_unknown_one_even_after_storage(tmp_path: Path) -> None:
    class Songless(FolderSource):
        def top_tracks(self, artist: Artist, limit: int) -> list[Track]:
            return []

    (tmp_path / "Ada").mkdir()
    (tmp_path / "Ada" / "one.txt").write_text("words")
    source = Songless(tmp_path)
    artists = [RosterArtist("Ada", (), "ada"), RosterArtist("Bo", (), "bo")]
    stored = {}
    for artist in artists:
        harvest_tracks(source, artist, 5).to_parquet(tmp_path / artist.key)
        stored[artist.key] = pd.read_parquet(tmp_path / artist.key)
    tracks_hold, _ = harvest_checks(artists)
    found = {result.check_name: result for result in cast(Iterable[dg.AssetCheckResult], tracks_hold(stored))}
    assert (found["artists_resolved"].passed, found["artists_have_songs"].passed) == (False, False)
    assert "Bo" in str(found["artists_resolved"].description)
    assert "Ada" in str(found["artists_have_songs"].description)
