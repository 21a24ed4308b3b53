"""The call budget: calls are spaced and counted per day, over all threads, processes and machines.

What belongs here: when the next call may start, and whether today's budget has one left. What does not: making calls
(service_client.py).

Off-the-shelf limiters (pyrate-limiter with its SQLite bucket) use a sliding window and allow a burst at its start. But a quota
is per calendar day, and services throttle bursts.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from resources.database import database
from resources.lyrics_sources.base import BudgetSpentError

# A service counts calls as they arrive. With intervals a tenth longer than required, five or more calls per second stay within
# the limit by the service's clock too, as long as their network delays differ by less than 100 ms.
HEADROOM = 1.1
LATE_SECONDS = 0.05  # a thread that wakes up later than this for its turn takes another turn


@dataclass(frozen=True, slots=True)
class Allowance:
    """A service's limits; None means no limit. Days begin at midnight UTC."""

    per_second: float | None = None
    per_day: int | None = None


TABLES = {
    "days": {"day": "TEXT PRIMARY KEY", "calls": "INTEGER NOT NULL"},
    "pace": {"id": "INTEGER PRIMARY KEY CHECK (id = 1)", "next": "DOUBLE PRECISION NOT NULL"},
}
BOOK = """
    INSERT INTO days (day, calls) VALUES (:day, 1)
    ON CONFLICT (day) DO UPDATE SET calls = days.calls + 1 WHERE days.calls < :per_day
    RETURNING calls
"""
AT_LEAST = """
    INSERT INTO days (day, calls) VALUES (:day, :calls)
    ON CONFLICT (day) DO UPDATE SET calls = excluded.calls WHERE days.calls < excluded.calls
"""
NEXT_TURN = """
    INSERT INTO pace (id, next) VALUES (1, :now + :interval)
    ON CONFLICT (id) DO UPDATE SET next = :interval
        + CASE WHEN pace.next > :now AND pace.next <= :now + :longest THEN pace.next ELSE :now END
    RETURNING next
"""
# A turn further in the future than this was booked before the clock was set back, and is ignored. Real queues are shorter: a
# process has at most 16 threads waiting, and at 5 calls per second a minute has 270 turns.
LONGEST_WAIT_SECONDS, LONGEST_WAIT_TURNS = 60.0, 32
UNLIMITED = 2_000_000_000


class CallLedger:
    """The calls of all processes with the same file, or of all machines with the same DATABASE_URL.

    A call is booked before it is made, so a process that is killed in between never leaves a call uncounted. A booking is one
    statement, so simultaneous bookings are all counted.

    Args:
        answered: the number of stored answers from a day (ISO 8601, UTC). At least as many calls were made, even if the ledger
            was lost, damaged or restored from a backup.
    """

    def __init__(
        self,
        path: Path,
        allowance: Allowance,
        *,
        answered: Callable[[str], int] | None = None,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.allowance = allowance
        self._database = database(path, TABLES, if_lost="today's calls are counted by the stored answers")
        self._answered = answered
        self._day = ""
        self._clock = clock or self._database.clock
        self._sleep = sleep

    def take(self) -> None:
        """Book a call and wait for its turn.

        Raises:
            BudgetSpentError: today's budget is spent.
            DatabaseError: the call cannot be booked.
        """
        per_day = UNLIMITED if self.allowance.per_day is None else self.allowance.per_day
        if per_day < 1 or not self._database.run(BOOK, day=self._today(), per_day=per_day):
            raise BudgetSpentError(
                f"Today's budget of {per_day:,} calls is spent.",
                remedy="Run again after midnight UTC (fetched lyrics are kept), or raise CALLS_PER_DAY.",
            )
        if self.allowance.per_second:
            self._wait_for_turn(HEADROOM / self.allowance.per_second)

    def _today(self) -> str:
        """Today's date. At the first call of a day, its count is raised to the number of its stored answers."""
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        if day != self._day:
            if self._answered:
                self._database.run(AT_LEAST, day=day, calls=self._answered(day))
            self._day = day
        return day

    def _spent(self, day: str) -> int:
        rows = self._database.run("SELECT calls FROM days WHERE day = :day", day=day)
        return int(rows[0][0]) if rows else 0

    def _wait_for_turn(self, interval: float) -> None:
        longest = max(LONGEST_WAIT_SECONDS, LONGEST_WAIT_TURNS * interval)
        late = True
        while late:
            now = self._clock()
            [(following,)] = self._database.run(NEXT_TURN, now=now, interval=interval, longest=longest)
            turn = following - interval
            if turn > now:
                self._sleep(turn - now)
            late = self._clock() - turn > LATE_SECONDS

    def left(self) -> int | None:
        """The number of calls left in today's budget; None without a budget."""
        if self.allowance.per_day is None:
            return None
        return max(0, self.allowance.per_day - self._spent(self._today()))
