"""Faults of real services, which the sandbox can simulate.

What belongs here: which calls fail, and how. What does not: correct answers (sandbox.py).
"""

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from resources.clock import today

Reply = tuple[int, dict[str, str], bytes]

STATUSES = (400, 401, 402, 403, 404, 405, 429, 500, 503)
KINDS = (
    *(f"status {status}" for status in STATUSES),
    "http 429", "http 502", "http 503",
    "html", "truncated json", "empty body", "list for a body", "no envelope", "unknown status", "hang-up", "stall",
)  # fmt: skip


def envelope(status: int, body: object) -> bytes:
    """An answer of the protocol with only a status and a body."""
    header = {"status_code": status, "execute_time": 0.0}
    return json.dumps({"message": {"header": header, "body": body}}).encode()


@dataclass(slots=True)
class Faults:
    """How the sandbox misbehaves.

    Args:
        rate: the share of calls that are answered with a fault, 0 to 1.
        kinds: the faults, chosen with equal probability.
        seed: of the random choice.
        quota: calls per day that are answered; further ones get status 402. None sets no quota.
        latency_seconds: the longest delay of an answer; each delay is random.
        stall_seconds: how long a stalled answer takes.
        today: gives the day for the quota.
    """

    rate: float = 0.0
    kinds: tuple[str, ...] = KINDS
    seed: int = 0
    quota: int | None = None
    latency_seconds: float = 0.0
    stall_seconds: float = 30.0
    today: Callable[[], str] = today
    _random: random.Random = field(init=False, repr=False)
    _calls: dict[str, int] = field(init=False, repr=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, repr=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.kinds) - set(KINDS))
        if unknown:
            raise ValueError(f"no such fault: {', '.join(unknown)}")
        self._random = random.Random(self.seed)

    def reply(self, correct: bytes) -> Reply | None:
        """The response to send, faulty or correct; None closes the connection without a response."""
        with self._lock:
            day = self.today()
            self._calls[day] = self._calls.get(day, 0) + 1
            over_quota = self.quota is not None and self._calls[day] > self.quota
            kind = self._random.choice(self.kinds) if self._random.random() < self.rate else ""
            pause = self._random.uniform(0, self.latency_seconds)
        time.sleep(pause)
        if over_quota:
            return 200, {}, envelope(402, [])
        if kind.startswith("status "):
            return 200, {}, envelope(int(kind.split()[1]), [])
        if kind.startswith("http "):
            return int(kind.split()[1]), {"Retry-After": "0"}, b"<html>busy</html>"
        if kind == "stall":
            time.sleep(self.stall_seconds)
        faulty: dict[str, Reply | None] = {
            "html": (200, {"Content-Type": "text/html"}, b"<html><body>Please sign in to this network</body></html>"),
            "truncated json": (200, {}, correct[: len(correct) // 2]),
            "empty body": (200, {}, envelope(200, "")),
            "list for a body": (200, {}, envelope(200, [])),
            "no envelope": (200, {}, b'{"error": "unexpected"}'),
            "unknown status": (200, {}, envelope(599, [])),
            "hang-up": None,
        }
        return faulty.get(kind, (200, {}, correct))
