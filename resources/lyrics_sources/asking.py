"""Cached, rate-limited, retrying GET requests to a web service.

What belongs here: when a call is made and retried, the same for every service. What does not: how answers are kept
(answers.py), how calls are counted (ledger.py), what an answer means (musixmatch.py, lrclib.py).
"""

import io
import json
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NoReturn, TypeVar
from urllib.parse import quote, quote_plus

import requests
from urllib3 import HTTPResponse

from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import LyricsSourceError, MalformedAnswerError, SourceUnavailableError, Usage
from resources.lyrics_sources.ledger import CallLedger

logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE_SECONDS = 60.0
LEAST_SECRET = 8  # characters of a secret that is looked for in an answer
_KEPT_HEADERS = ("Content-Type", "Date", "Retry-After")
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take, and how often it is made again when it failed for a reason that may pass."""

    timeout_seconds: float = 20.0
    max_retries: int = 4
    backoff_seconds: float = 0.5


class Asker:
    """Asks one service; for several threads at once.

    Args:
        service: its name, which also parts its answers from others' in the store.
        base_url: its address.
        secrets: parameters sent with every call that appear in no key, log or error.
        answers: where answers are kept; None keeps none.
        ledger: what may be asked; None sets no limit.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        secrets: Mapping[str, str] | None = None,
        answers: AnswerStore | None = None,
        ledger: CallLedger | None = None,
        patience: Patience | None = None,
        user_agent: str = "tenth-symphony",
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._service = service
        self._secrets = dict(secrets or {})
        self._answers = answers
        self._ledger = ledger
        self._patience = patience or Patience()
        self._user_agent = user_agent
        self._local = threading.local()  # a requests session is one thread's
        self._lock = threading.Lock()
        self._spent = self._saved = 0

    def usage(self) -> Usage:
        """Calls made, calls saved by stored answers, and what is left of today's budget."""
        return Usage(self._spent, self._saved, self._ledger.left() if self._ledger else None)

    def ask(
        self,
        method: str,
        parameters: Mapping[str, object],
        parse: Callable[[requests.Response], T],
        *,
        fresh_since: datetime | None = None,
        retry_then_cache: tuple[type[LyricsSourceError], ...] = (),
        cache_and_raise: tuple[type[LyricsSourceError], ...] = (),
    ) -> T:
        """The parsed answer to a call; an answer is cached once it could be parsed.

        Args:
            fresh_since: a stored answer from before is not used.
            retry_then_cache: errors of `parse` that contradict an earlier answer of the service: retried, and cached as the
                answer if they stay.
            cache_and_raise: errors of `parse` that are answers ("not found"): cached, and raised.

        Raises:
            LyricsSourceError: whatever `parse` raised, after retries where they can help; SourceUnavailableError
                for a service that does not answer; BudgetSpentError before a call that the day's budget lacks.
        """
        sent = {name: str(value) for name, value in parameters.items()}
        key = self._answers.key(self._service, method, sent) if self._answers else ""
        stored = self._answers.get(key, fresh_since) if self._answers else None
        if stored is not None:
            with self._lock:
                self._saved += 1
            return parse(stored)
        failure: LyricsSourceError | None = None
        answer: requests.Response | None = None
        for pause in self._pauses():
            if failure is not None:
                asked_for = getattr(failure, "retry_after", None)
                time.sleep(pause if asked_for is None else asked_for)
                logger.info("%s: asking again after: %s", method, failure)
            answer = None
            try:
                answer = self._send(method, sent)
                value = parse(answer)
            except (SourceUnavailableError, MalformedAnswerError, *retry_then_cache) as passing:
                failure = passing
            except cache_and_raise:
                self._keep(key, answer)
                raise
            else:
                self._keep(key, answer)
                return value
        assert failure is not None
        if isinstance(failure, retry_then_cache):
            self._keep(key, answer)
        raise failure

    def _keep(self, key: str, answer: requests.Response | None) -> None:
        if self._answers and answer is not None:
            self._answers.put(key, answer)

    def _pauses(self) -> Iterator[float]:
        yield 0.0
        for attempt in range(self._patience.max_retries):
            # Full jitter, so that several artists' threads do not come back in step.
            yield random.uniform(0, self._patience.backoff_seconds * 2**attempt)

    def _send(self, method: str, parameters: Mapping[str, str]) -> requests.Response:
        if self._ledger:
            self._ledger.take()
        with self._lock:
            self._spent += 1
        try:
            response = self._session().get(
                f"{self.base_url}/{method}",
                params={**parameters, **self._secrets},
                timeout=self._patience.timeout_seconds,
            )
        except requests.RequestException as failure:
            raise_unavailable(method, type(failure).__name__)
        if response.status_code in TRY_AGAIN:
            raise_unavailable(method, f"HTTP {response.status_code}", response)
        return self._without_secrets(response, method, parameters)

    def _without_secrets(
        self, response: requests.Response, method: str, parameters: Mapping[str, str]
    ) -> requests.Response:
        """The answer's status, kind and content alone, as if it had been asked for without secrets.

        An address that it was redirected to, a header or an echo in its body may hold the key: what is understood, and
        what is kept, comes from this copy.
        """
        clean = requests.Response()
        clean.status_code, clean.encoding = response.status_code, response.encoding
        clean.headers.update({name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers})
        asked = requests.Request("GET", f"{self.base_url}/{method}", params=dict(parameters)).prepare()
        clean.request, clean.url = asked, asked.url or ""
        content = response.content
        for secret in self._secrets.values():
            # A shorter one (the sandbox's) could stand in any song.
            if len(secret) >= LEAST_SECRET:
                for written in ways_to_write(secret):
                    content = content.replace(written.encode(), b"***")
        clean.raw = HTTPResponse(
            io.BytesIO(content), dict(clean.headers), clean.status_code, preload_content=False, request_method="GET"
        )
        clean._content = content
        return clean

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.headers["User-Agent"] = self._user_agent
        return self._local.session


def ways_to_write(secret: str) -> set[str]:
    """A secret as addresses, JSON and HTML write it."""
    in_json = json.dumps(secret)[1:-1]
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        in_json,
        in_json.replace("/", "\\/"),
        escape(secret),
    }


def raise_unavailable(method: str, what: str, response: requests.Response | None = None) -> NoReturn:
    """Raise that a service is down, busy or out of reach, with the pause that it asks for."""
    error = SourceUnavailableError(
        f"{method}: the lyrics source does not answer ({what}).",
        remedy="Check the connection and run again; what was fetched is kept.",
    )
    wait = response.headers.get("Retry-After", "") if response is not None else ""
    error.retry_after = min(float(wait), LONGEST_PAUSE_SECONDS) if wait.replace(".", "", 1).isdigit() else None
    # `from None`: the exception of requests holds the address with the key.
    raise error from None
