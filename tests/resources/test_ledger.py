"""The ledger of calls, with clocks that jump and a file that is lost."""

import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from resources.database import DatabaseError
from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import Artist, BudgetSpentError
from resources.lyrics_sources.ledger import HEADROOM, Allowance, CallLedger
from resources.lyrics_sources.musixmatch import SECRETS, MusixmatchClient
from resources.lyrics_sources.sandbox import Sandbox


class Clock:
    """A clock that goes on while one sleeps, and that can be set. `slept`: each sleep's seconds."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.mark.fault("clock jump", "calls to a lyrics service", "none waits for longer than a minute")
@pytest.mark.parametrize("back", [30, 61, 1_800, 86_400])
def test_a_clock_set_back_delays_a_call_by_a_minute_at_most(tmp_path: Path, back: float) -> None:
    clock = Clock()
    ledger = CallLedger(tmp_path / "calls.sqlite", Allowance(5), clock=lambda: clock.now, sleep=clock.sleep)
    for _ in range(3):
        ledger.take()
    clock.now -= back
    clock.slept.clear()
    ledger.take()
    assert sum(clock.slept) <= 60
    clock.slept.clear()
    for _ in range(3):
        ledger.take()
    assert clock.slept == pytest.approx([HEADROOM / 5] * 3), "and the pace is as it was"


def test_a_clock_set_forward_costs_no_turn(tmp_path: Path) -> None:
    clock = Clock()
    ledger = CallLedger(tmp_path / "calls.sqlite", Allowance(5), clock=lambda: clock.now, sleep=clock.sleep)
    ledger.take()
    clock.now += 86_400
    ledger.take()
    assert clock.slept == []


def test_simultaneous_waits_for_a_slow_service_keep_their_turns(tmp_path: Path) -> None:
    slept: list[float] = []
    now = 1_790_000_000.0  # it stands still: all of them ask at the same moment
    ledger = CallLedger(tmp_path / "calls.sqlite", Allowance(0.1), clock=lambda: now, sleep=slept.append)
    for _ in range(32):
        ledger.take()
    assert slept == pytest.approx([HEADROOM / 0.1 * turn for turn in range(1, 32)])


def test_a_lost_ledger_does_not_renew_the_quota(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite"
    answers = AnswerStore(tmp_path / "answers.sqlite", secrets=SECRETS)
    now = datetime.now(UTC)

    def ledger(at: datetime = now) -> CallLedger:
        return CallLedger(
            path, Allowance(None, 5), answered=partial(answers.count_on_day, "musixmatch"), clock=at.timestamp
        )

    with Sandbox() as sandbox:

        def ask(names: list[str]) -> None:
            source = MusixmatchClient("key", sandbox.base_url, answers=answers, ledger=ledger())
            for name in names:
                source.top_tracks(Artist(name, name, 1), 5)

        ledger(now - timedelta(days=1)).take()
        shutil.copyfile(path, tmp_path / "backup.sqlite")
        ask(["1"])
        shutil.copyfile(path, tmp_path / "this morning.sqlite")
        ask(["2", "3"])
        assert ledger().left() == 2
        path.unlink()
        assert ledger().left() == 2, "calls are counted by the stored answers"
        path.write_bytes(b"not a database" * 100)
        with pytest.raises(DatabaseError, match=r"move the file away: then today's calls are counted"):
            ledger()
        path.replace(tmp_path / "away.sqlite")
        with pytest.raises(BudgetSpentError):
            ask(["4", "5", "6"])
        assert len(sandbox.calls) == 5
        shutil.copyfile(tmp_path / "backup.sqlite", path)
        assert ledger().left() == 0, "so it is where yesterday's was put back"
        shutil.copyfile(tmp_path / "this morning.sqlite", path)
        assert ledger().left() == 0, "or this morning's"
    assert ledger(now + timedelta(days=1)).left() == 5
    assert answers.count_on_day("lrclib", now.date().isoformat()) == 0, "each service has its own"
