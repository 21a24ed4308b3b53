"""Harvests from a service that fails, runs out of quota or is slow, and harvests that are killed."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from assets.lyrics.harvest import for_each_artist, harvest_lyrics, harvest_tracks
from assets.lyrics.roster import RosterArtist, artist_key
from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import BudgetSpentError, LyricsSourceError, QuotaExceededError
from resources.lyrics_sources.faults import KINDS, Faults
from resources.lyrics_sources.ledger import Allowance, CallLedger
from resources.lyrics_sources.musixmatch import SECRETS, MusixmatchClient
from resources.lyrics_sources.sandbox import Sandbox
from resources.lyrics_sources.service_client import RetryPolicy
from resources.lyrics_sources.songbook import Song, SongbookArtist, load_songbook

PROJECT = Path(__file__).parents[3]
LATER = "2999-01-01T00:00:00Z"
QUICK = RetryPolicy(timeout_seconds=0.25, max_retries=4, backoff_seconds=0.001)
ROSTER = [RosterArtist(artist.name, (), artist_key(artist.name)) for artist in load_songbook()]


def client(sandbox: Sandbox, folder: Path, ledger: CallLedger | None = None, retries: RetryPolicy = QUICK):
    answers = AnswerStore(folder / "answers.sqlite", secrets=SECRETS)
    return MusixmatchClient("s3cr3t-key", sandbox.base_url, answers=answers, ledger=ledger, retries=retries)


def harvest(source: MusixmatchClient, at_once: int = 4, songs: int = 50) -> dict[str, pd.DataFrame]:
    artists = {artist.key: artist for artist in ROSTER}
    tracks = for_each_artist(lambda key: harvest_tracks(source, artists[key], songs), artists, at_once=at_once)
    return for_each_artist(lambda key: harvest_lyrics(source, tracks[key], songs), artists, at_once=at_once)


def words_of(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames.values(), ignore_index=True).drop(columns="fetched_at")


def until_it_ends(once: Callable[[], dict[str, pd.DataFrame]], tries: int = 400) -> tuple[pd.DataFrame, Counter[str]]:
    """Repeat after every typed error, like a user or the next schedule."""
    stops: Counter[str] = Counter()
    for _ in range(tries):
        try:
            return words_of(once()), stops
        except LyricsSourceError as error:
            stops[type(error).__name__] += 1
    pytest.fail(f"it did not end: {stops}")


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    with Sandbox() as sandbox:
        return words_of(harvest(client(sandbox, tmp_path_factory.mktemp("faultless"))))


@pytest.mark.slow
def test_songs_are_the_same_if_a_fifth_of_all_calls_fails(tmp_path: Path, faultless: pd.DataFrame) -> None:
    with Sandbox(faults=Faults(rate=0.2, seed=7, stall_seconds=0.4)) as sandbox:
        found, stops = until_it_ends(lambda: harvest(client(sandbox, tmp_path)))
    pd.testing.assert_frame_equal(found, faultless)
    assert stops["InvalidKeyError"] + stops["QuotaExceededError"] + stops["NotAuthorisedError"] > 3, stops


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_alone_changes_no_answer(tmp_path: Path, kind: str) -> None:
    with Sandbox() as good:
        right = harvest_tracks(client(good, tmp_path / "right"), ROSTER[0], 5)
    with Sandbox(faults=Faults(rate=0.3, seed=1, kinds=(kind,), stall_seconds=0.4)) as sandbox:
        source = client(sandbox, tmp_path / "wrong")
        found, _ = until_it_ends(lambda: {"one": harvest_tracks(source, ROSTER[0], 5).assign(fetched_at="")})
    pd.testing.assert_frame_equal(found, right)


def test_an_unchanged_roster_costs_no_call(tmp_path: Path, faultless: pd.DataFrame) -> None:
    with Sandbox() as sandbox:
        first = client(sandbox, tmp_path, retries=RetryPolicy())  # a call that timed out would be made again
        harvest(first)
        made = len(sandbox.calls)
        assert first.usage().spent == made
        second = client(sandbox, tmp_path)
        pd.testing.assert_frame_equal(words_of(harvest(second)), faultless)
        assert len(sandbox.calls) == made
        assert second.usage().spent == 0
        assert second.usage().saved == made
    assert b"s3cr3t-key" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_no_call_is_spent_on_a_song_twice(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        harvest(client(sandbox, tmp_path, retries=RetryPolicy()), at_once=8)
        asked = Counter((call.method, *sorted(call.query.items())) for call in sandbox.calls)
    assert max(asked.values()) == 1
    lists = sum(count for (method, *_), count in asked.items() if method != "track.lyrics.get")
    assert lists == 2 * len(ROSTER), "one search for the artist, one page of songs"


def test_a_large_artist_reaches_fifty_within_the_budget(tmp_path: Path) -> None:
    songs = tuple(Song(f"Song {n}", f"line of song number {n}\nand its second line {n}") for n in range(130))
    with Sandbox(songbook=(SongbookArtist("Big Artist", "big", "", "CC0-1.0", "", songs),)) as sandbox:
        source = client(sandbox, tmp_path)
        tracks = harvest_tracks(source, RosterArtist("Big Artist", (), "big-artist"), 50)
        raw = harvest_lyrics(source, tracks, 50)
    assert (raw["status"] == "fetched").sum() == 50
    assert len(sandbox.calls) <= 1 + 2 + 50
    assert raw.loc[raw["status"] == "fetched", "rank"].is_monotonic_increasing


def test_words_are_fetched_again_only_when_they_changed(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        answers = AnswerStore(tmp_path / "answers.sqlite", secrets=SECRETS)
        always = MusixmatchClient("key", sandbox.base_url, answers=answers, refresh_days=0, retries=QUICK)
        artist = ROSTER[0]
        first = harvest_lyrics(always, harvest_tracks(always, artist, 5), 5)
        before = len(sandbox.calls)
        harvest_lyrics(always, harvest_tracks(always, artist, 5), 5)
        assert [call.method for call in sandbox.calls[before:]] == ["artist.search", "track.search"]
        before = len(sandbox.calls)
        sandbox.serve(
            tuple(replace(a, songs=tuple(replace(s, updated=LATER) for s in a.songs)) for a in load_songbook())
        )
        harvest_lyrics(always, harvest_tracks(always, artist, 5), 5)
        fetched = (first["status"] == "fetched").sum()
        assert [call.method for call in sandbox.calls[before:]].count("track.lyrics.get") == fetched


def test_a_harvest_with_a_small_quota_is_finished_on_the_second_day(tmp_path: Path, faultless: pd.DataFrame) -> None:
    """A quota of two thirds of the calls: the first day ends in order, the second finishes without repeating any."""
    with Sandbox() as sandbox:
        harvest(client(sandbox, tmp_path / "count", retries=RetryPolicy()))
        needed = len(sandbox.calls)
    today = ["2026-03-01"]
    with Sandbox(faults=Faults(quota=needed * 2 // 3, today=lambda: today[0])) as sandbox:
        with pytest.raises(QuotaExceededError, match="402"):
            harvest(client(sandbox, tmp_path / "days", retries=RetryPolicy()))
        stored_calls = needed * 2 // 3
        today[0] = "2026-03-02"
        second = client(sandbox, tmp_path / "days", retries=RetryPolicy())
        pd.testing.assert_frame_equal(words_of(harvest(second)), faultless)
        assert second.usage().spent == needed - stored_calls


def test_the_budget_ends_a_day_before_the_service_does(tmp_path: Path, faultless: pd.DataFrame) -> None:
    now = [1_790_000_000.0]
    ledger = CallLedger(tmp_path / "calls.sqlite", Allowance(None, 150), clock=lambda: now[0])
    ends: list[BudgetSpentError] = []
    found = None
    with Sandbox() as sandbox:
        while found is None:
            try:
                found = words_of(harvest(client(sandbox, tmp_path, ledger)))
            except BudgetSpentError as spent:
                ends.append(spent)
                now[0] += 86_400
        assert len(ends) == (len(sandbox.calls) - 1) // 150
    assert "150" in str(ends[0])
    assert "CALLS_PER_DAY" in str(ends[0].remedy)
    pd.testing.assert_frame_equal(found, faultless)


@pytest.mark.slow
@pytest.mark.fault("two at once", "calls to a lyrics service", "share the allowed rate")
def test_eight_threads_in_two_processes_share_the_rate_limit(tmp_path: Path) -> None:
    """By the server's clock: no window of a second holds more calls than allowed."""
    per_second = 60
    with Sandbox(faults=Faults(latency_seconds=0.02)) as sandbox:
        command = [sys.executable, "-c", HARVESTER, sandbox.base_url, str(tmp_path / "shared"), str(per_second)]
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        # Each with answers of its own, so that both ask; the ledger is one.
        processes = [subprocess.Popen([*command, str(n), "15"], env=environment, cwd=PROJECT) for n in range(2)]
        assert [process.wait(timeout=60) for process in processes] == [0, 0]
        moments = sorted(call.moment for call in sandbox.calls)
    windows = [sum(start <= moment < start + 1 for moment in moments) for start in moments]
    assert len(moments) > 3 * per_second
    assert max(windows) <= per_second
    # And it is used: less than twice the time that the rate alone asks for.
    assert moments[-1] - moments[0] < 2 * len(moments) * 1.1 / per_second


HARVESTER = """
import sys
from pathlib import Path
from assets.lyrics.harvest import for_each_artist, harvest_lyrics, harvest_tracks
from assets.lyrics.roster import load_roster
from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.service_client import RetryPolicy
from resources.lyrics_sources.ledger import Allowance, CallLedger
from resources.lyrics_sources.musixmatch import SECRETS, MusixmatchClient

url, folder, per_second, name = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
artists = {artist.key: artist for artist in load_roster(Path("assets/lyrics/rosters/songbook.csv"))[:int(sys.argv[5])]}
answers = AnswerStore(folder / f"answers{name}.sqlite", secrets=SECRETS)
ledger = CallLedger(folder / "calls.sqlite", Allowance(per_second or None, None))
source = MusixmatchClient("key", url, answers=answers, ledger=ledger, retries=RetryPolicy(5, 2, 0.01))
tracks = for_each_artist(lambda key: harvest_tracks(source, artists[key], 50), artists, at_once=8)
for_each_artist(lambda key: harvest_lyrics(source, tracks[key], 50), artists, at_once=8)
"""


@pytest.mark.slow
@pytest.mark.fault(
    "killed", "lyrics/tracks, lyrics/raw_lyrics", "continues where it was; no stored answer is requested again"
)
def test_a_harvest_killed_at_twenty_places_loses_nothing_and_repeats_no_stored_call(
    tmp_path: Path, faultless: pd.DataFrame
) -> None:
    with Sandbox(faults=Faults(latency_seconds=0.01)) as sandbox:
        command = [sys.executable, "-c", HARVESTER, sandbox.base_url, str(tmp_path), "0", "", "30"]
        kills = 0
        while True:
            kept, asked = stored(tmp_path / "answers.sqlite"), len(sandbox.calls)
            process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(PROJECT)}, cwd=PROJECT)
            # Killed a few calls after it began to make new ones, each time elsewhere.
            while process.poll() is None and len(sandbox.calls) < asked + 5 + kills % 7:
                time.sleep(0.001)
            ended = process.poll()
            process.send_signal(signal.SIGKILL)
            process.wait()
            repeated = {AnswerStore.key("musixmatch", c.method, c.query) for c in sandbox.calls[asked:]} & kept
            assert not repeated
            if ended is not None:
                assert ended == 0
                break
            kills += 1
        made = len(sandbox.calls)
        pd.testing.assert_frame_equal(words_of(harvest(client(sandbox, tmp_path))), faultless)
        assert len(sandbox.calls) == made
    assert kills >= 20


def stored(path: Path) -> set[str]:
    """The names of the stored answers."""
    if not path.exists():
        return set()
    with contextlib.closing(sqlite3.connect(path)) as db:
        return {key for (key,) in db.execute("SELECT key FROM responses")}
