"""The cache of lyrics services' answers, so that no call is made twice.

What belongs here: converting an answer to a row and back. What does not: when a call is made (service_client.py), where rows
are stored (resources/database.py), what an answer means (musixmatch.py, lrclib.py).
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from requests_cache import CachedResponse
from requests_cache.cache_keys import redact_response
from requests_cache.serializers import init_serializer

from resources.clock import now
from resources.database import database
from resources.storage import digest

# The table of requests-cache's SQLite backend, so that its older files can still be read. The backend itself is not used: it
# puts the key into the text of the SQL statement, so a key with an apostrophe (Guns N' Roses) can be neither read nor stored.
TABLES = {"responses": {"key": "TEXT PRIMARY KEY", "value": "TEXT", "expires": "INTEGER"}}
DIGEST = "sha256"  # the field with the digest of an answer's other fields
KEEP = """
    INSERT INTO responses (key, value) VALUES (:key, :value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
COUNT_ON_DAY = "SELECT count(*) FROM responses WHERE key LIKE :key AND value LIKE :value"


class AnswerStore:
    """Answers that could be parsed, by (service, method, parameters without secrets), with the time of each.

    Each write is one committed transaction: after a kill an answer is either complete or absent. An entry that cannot be read,
    or differs from what was written, is treated as absent.
    """

    def __init__(self, path: Path, secrets: tuple[str, ...] = ()) -> None:
        self._database = database(
            path, TABLES, if_lost="every answer in it is requested and paid for again", write_ahead=True
        )
        self._secrets = list(secrets)
        self._json: Any = init_serializer("json", decode_content=False)

    @staticmethod
    def key(service: str, method: str, parameters: Mapping[str, str]) -> str:
        """The key of a stored answer, readable for people. The parameters must contain no secret."""
        return f"{service} {method}?{'&'.join(f'{name}={parameters[name]}' for name in sorted(parameters))}"

    def get(self, key: str, fresh_since: datetime | None) -> requests.Response | None:
        """The stored answer; None if there is none, or if it is older than `fresh_since`.

        Raises:
            DatabaseError: the store cannot be read.
        """
        rows = self._database.run("SELECT value FROM responses WHERE key = :key", key=key)
        try:
            answer = self._json.loads(_checked(rows[0][0])) if rows else None
        except (AttributeError, ImportError, TypeError, ValueError):
            return None
        return None if answer is None or (fresh_since and fetched_at(answer) < fresh_since) else answer

    def put(self, key: str, answer: requests.Response) -> None:
        """Store an answer, replacing an older one.

        Raises:
            DatabaseError: the store cannot be written.
        """
        kept = redact_response(CachedResponse.from_response(answer), self._secrets)
        kept.created_at = now()
        fields = json.loads(self._json.dumps(kept))
        self._database.run(KEEP, key=key, value=json.dumps({**fields, DIGEST: digest(fields)}, indent=2))

    def count_on_day(self, service: str, day: str) -> int:
        """The number of stored answers that a service gave on a day (ISO 8601, UTC).

        Raises:
            DatabaseError: the store cannot be read.
        """
        # The pattern matches what `put` writes. It cannot match an answer's content, because that is encoded.
        return int(self._database.run(COUNT_ON_DAY, key=f"{service} %", value=f'%"created_at": "{day}%')[0][0])

    def clear(self) -> int:
        """Remove all answers. Returns how many there were.

        Raises:
            DatabaseError: the store cannot be written.
        """
        return len(self._database.run("DELETE FROM responses RETURNING 1"))


def _checked(value: str) -> str:
    """The stored answer, after checking its digest.

    Raises:
        ValueError: it differs from what was written.
    """
    fields = json.loads(value)
    written = fields.pop(DIGEST, None)  # older entries have none
    if written is not None and written != digest(fields):
        raise ValueError("a stored answer is damaged")
    return value


def fetched_at(answer: object) -> datetime:
    """When an answer was received; the current time if it was not stored yet."""
    when: datetime = getattr(answer, "created_at", None) or now()
    return when if when.tzinfo else when.replace(tzinfo=UTC)
