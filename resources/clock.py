"""The time of day from one place, so that tests can use another clock.

What belongs here: the time and the date, in UTC. What does not: measuring durations (time.monotonic), the clock that
machines share (resources/database.py).
"""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The current time in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def today() -> str:
    """The current date in UTC, in ISO 8601."""
    return now().date().isoformat()
