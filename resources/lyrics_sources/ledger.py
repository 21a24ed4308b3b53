"""The calls that may still be made: spaced, and counted by the day, over all threads and processes.

What belongs here: when the next call may start, and whether today's budget has one left. What does not: making it
(asking.py).

Limiters from the shelf (pyrate-limiter with its SQLite bucket) count a sliding window and let a burst through at its
start; a quota is a calendar day's, and a burst is what a service throttles. Both are one row here.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from resources.lyrics_sources.base import BudgetSpentError

# A service counts calls as they arrive. Spaced a tenth wider than allowed, five or more calls a second stay within the
# limit by its clock too while their ways there differ by less than 100 ms.
HEADROOM = 1.1
LATE_SECONDS = 0.05  # a thread that wakes up later than this for its turn takes another one


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a service allows; None is no limit. `per_day` counts from midnight UTC."""

    per_second: float | None = None
    per_day: int | None = None


class CallLedger:
    """The calls of all processes that name the same file (SQLite; a transaction takes about 0.2 ms).

    A call is booked before it is made: one whose process is killed in between is counted, never the reverse.
    """

    def __init__(
        self,
        path: Path,
        allowance: Allowance,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.allowance = allowance
        self._path = path
        self._clock = clock
        self._sleep = sleep
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._transaction() as db:
            db.execute("CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, calls INTEGER NOT NULL)")
            db.execute("CREATE TABLE IF NOT EXISTS pace (id INTEGER PRIMARY KEY CHECK (id = 1), next REAL NOT NULL)")

    @contextlib.contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection, None, None]:
        db = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        try:
            db.execute("BEGIN IMMEDIATE")
            yield db
            db.execute("COMMIT")
        finally:
            db.close()  # without COMMIT this rolls back

    def take(self) -> None:
        """Book a call and wait for its turn.

        Raises:
            BudgetSpentError: today's calls are spent.
        """
        now = self._clock()
        with self._transaction() as db:
            per_day = self.allowance.per_day
            if per_day is not None and self._spent(db, now) >= per_day:
                raise BudgetSpentError(
                    f"Today's budget of {per_day:,} calls is spent.",
                    remedy="Run again after midnight UTC (what was fetched is kept), or raise CALLS_PER_DAY.",
                )
            db.execute("INSERT INTO days VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET calls = calls + 1", (_day(now),))
        if self.allowance.per_second:
            self._wait_for_turn(HEADROOM / self.allowance.per_second)

    def _wait_for_turn(self, interval: float) -> None:
        late = True
        while late:
            with self._transaction() as db:
                now = self._clock()
                row = db.execute("SELECT next FROM pace").fetchone()
                # A clock set back by hours must not stop the harvest for hours.
                turn = max(now, row[0]) if row and row[0] - now < 3600 else now
                db.execute(
                    "INSERT INTO pace VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET next = ?", (turn + interval,) * 2
                )
            if turn > now:
                self._sleep(turn - now)
            late = self._clock() - turn > LATE_SECONDS

    def left(self) -> int | None:
        """How many calls today's budget still has; None without a budget."""
        if self.allowance.per_day is None:
            return None
        with self._transaction() as db:
            return max(0, self.allowance.per_day - self._spent(db, self._clock()))

    @staticmethod
    def _spent(db: sqlite3.Connection, now: float) -> int:
        row = db.execute("SELECT calls FROM days WHERE day = ?", (_day(now),)).fetchone()
        return row[0] if row else 0


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
