"""The cache of lyrics services' answers, so that no call is made twice.

What belongs here: converting an answer to a row and back. What does not: when a call is made (asking.py), where rows are stored
(resources/database.py), what an answer means (musixmatch.py, lrclib.py).
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

# As requests-cache's own SQLite file has it: those of before are read. (Its own reading writes a key into the statement's
# text: one with an apostrophe, as of Guns N' Roses, could neither be read nor kept.)
TABLES = {"responses": {"key": "TEXT PRIMARY KEY", "value": "TEXT", "expires": "INTEGER"}}
DIGEST = "sha256"  # of an answer's fields, beside them
KEEP = """
    INSERT INTO responses (key, value) VALUES (:key, :value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
CAME_ON = "SELECT count(*) FROM responses WHERE key LIKE :key AND value LIKE :value"


class AnswerStore:
    """Every parsed answer under (service, method, parameters without secrets), with its time.

    Each write is one committed transaction: after a kill an answer is there whole or not at all. An entry that cannot
    be read, or is not what was written, counts as absent.
    """

    def __init__(self, path: Path, secrets: tuple[str, ...] = ()) -> None:
        self._database = database(
            path, TABLES, if_lost="every answer that it held is asked and paid for again", log_first=True
        )
        self._secrets = list(secrets)
        self._json: Any = init_serializer("json", decode_content=False)

    @staticmethod
    def key(service: str, method: str, parameters: Mapping[str, str]) -> str:
        """The name under which an answer is kept; readable, so that a person can find one. Never given a secret."""
        return f"{service} {method}?{'&'.join(f'{name}={parameters[name]}' for name in sorted(parameters))}"

    def get(self, key: str, fresh_since: datetime | None) -> requests.Response | None:
        """The stored answer, unless it is older than wanted.

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
        """Keep an answer, in place of an older one.

        Raises:
            DatabaseError: the store cannot be written.
        """
        kept = redact_response(CachedResponse.from_response(answer), self._secrets)
        kept.created_at = now()
        fields = json.loads(self._json.dumps(kept))
        self._database.run(KEEP, key=key, value=json.dumps({**fields, DIGEST: digest(fields)}, indent=2))

    def came_on(self, service: str, day: str) -> int:
        """How many of a service's answers came on a day (ISO 8601, UTC), of those that were not replaced since.

        Raises:
            DatabaseError: the store cannot be read.
        """
        # As `put` writes it; the content, which could hold the same, is encoded.
        return int(self._database.run(CAME_ON, key=f"{service} %", value=f'%"created_at": "{day}%')[0][0])

    def clear(self) -> int:
        """Remove every answer; how many there were.

        Raises:
            DatabaseError: the store cannot be written.
        """
        return len(self._database.run("DELETE FROM responses RETURNING 1"))


def _checked(value: str) -> str:
    """A stored answer.

    Raises:
        ValueError: it is not what was written.
    """
    fields = json.loads(value)
    written = fields.pop(DIGEST, None)  # those of before have none
    if written is not None and written != digest(fields):
        raise ValueError("a stored answer is damaged")
    return value


def fetched_at(answer: object) -> datetime:
    """When an answer came; for one that has just come, now."""
    when: datetime = getattr(answer, "created_at", None) or now()
    return when if when.tzinfo else when.replace(tzinfo=UTC)
