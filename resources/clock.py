"""The time of day, from one place: what asks here can be run by another clock.

What belongs here: the time and the day, in UTC. What does not: how long something takes (time.monotonic), the clock that
machines share (resources/database.py).
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The time, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def today() -> str:
    """The day in UTC, as ISO 8601 writes it."""
    return now().date().isoformat()
