"""Cached, rate-limited, retrying GET requests to a web service.

What belongs here: when a call is made and retried, the same for every service. What does not: how answers are stored
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
SHORTEST_SECRET = 8  # characters: shorter secrets are not removed from answers
_KEPT_HEADERS = ("Content-Type", "Date", "Retry-After")
RETRYABLE = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a call may take, and how often it is retried after an error that may be temporary."""

    timeout_seconds: float = 20.0
    max_retries: int = 4
    backoff_seconds: float = 0.5


class ServiceClient:
    """Calls one web service; safe for several threads.

    Args:
        service: its name, which also separates its answers from other services' in the store.
        base_url: its address.
        secrets: parameters sent with every call that appear in no key, log or error.
        answers: where answers are stored; None stores none.
        ledger: the call budget; None sets no limit.
    """

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        secrets: Mapping[str, str] | None = None,
        answers: AnswerStore | None = None,
        ledger: CallLedger | None = None,
        retries: RetryPolicy | None = None,
        user_agent: str = "tenth-symphony",
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._service = service
        self._secrets = dict(secrets or {})
        self._answers = answers
        self._ledger = ledger
        self._retries = retries or RetryPolicy()
        self._user_agent = user_agent
        self._local = threading.local()  # requests' sessions are not thread-safe
        self._lock = threading.Lock()
        self._spent = self._saved = 0

    def usage(self) -> Usage:
        """Calls made, calls saved by stored answers, and what is left of today's budget."""
        return Usage(self._spent, self._saved, self._ledger.left() if self._ledger else None)

    def get(
        self,
        method: str,
        parameters: Mapping[str, object],
        parse: Callable[[requests.Response], T],
        *,
        fresh_since: datetime | None = None,
        retry_then_cache: tuple[type[LyricsSourceError], ...] = (),
        cache_and_raise: tuple[type[LyricsSourceError], ...] = (),
    ) -> T:
        """The parsed answer to a call. An answer that could be parsed is stored.

        Args:
            fresh_since: stored answers older than this are not used.
            retry_then_cache: errors of `parse` that contradict an earlier answer of the service. The call is retried; if the
                error persists, the answer is stored and the error raised.
            cache_and_raise: errors of `parse` that are valid answers ("not found"): stored, and raised.

        Raises:
            LyricsSourceError: an error of `parse`, after retries if they can help; SourceUnavailableError if the service does
                not answer; BudgetSpentError if today's budget is spent.
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
                retry_after = getattr(failure, "retry_after", None)
                time.sleep(pause if retry_after is None else retry_after)
                logger.info("%s: retrying after: %s", method, failure)
            answer = None
            try:
                answer = self._send(method, sent)
                value = parse(answer)
            except (SourceUnavailableError, MalformedAnswerError, *retry_then_cache) as error:
                failure = error
            except cache_and_raise:
                self._store(key, answer)
                raise
            else:
                self._store(key, answer)
                return value
        assert failure is not None
        if isinstance(failure, retry_then_cache):
            self._store(key, answer)
        raise failure

    def _store(self, key: str, answer: requests.Response | None) -> None:
        if self._answers and answer is not None:
            self._answers.put(key, answer)

    def _pauses(self) -> Iterator[float]:
        yield 0.0
        for attempt in range(self._retries.max_retries):
            # Full jitter, so that the threads of several artists do not retry at the same moment.
            yield random.uniform(0, self._retries.backoff_seconds * 2**attempt)

    def _send(self, method: str, parameters: Mapping[str, str]) -> requests.Response:
        if self._ledger:
            self._ledger.take()
        with self._lock:
            self._spent += 1
        try:
            response = self._session().get(
                f"{self.base_url}/{method}",
                params={**parameters, **self._secrets},
                timeout=self._retries.timeout_seconds,
            )
        except requests.RequestException as failure:
            raise_unavailable(method, type(failure).__name__)
        if response.status_code in RETRYABLE:
            raise_unavailable(method, f"HTTP {response.status_code}", response)
        return self._without_secrets(response, method, parameters)

    def _without_secrets(
        self, response: requests.Response, method: str, parameters: Mapping[str, str]
    ) -> requests.Response:
        """A copy of the answer without secrets: its status, a few headers, and its content.

        The key may appear in an address that the call was redirected to, in a header, or in a body that echoes the request.
        Only this copy is parsed and stored.
        """
        clean = requests.Response()
        clean.status_code, clean.encoding = response.status_code, response.encoding
        clean.headers.update({name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers})
        request = requests.Request("GET", f"{self.base_url}/{method}", params=dict(parameters)).prepare()
        clean.request, clean.url = request, request.url or ""
        content = response.content
        for secret in self._secrets.values():
            # A shorter one (the sandbox's) could be a word of a song.
            if len(secret) >= SHORTEST_SECRET:
                for spelling in spellings(secret):
                    content = content.replace(spelling.encode(), b"***")
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


def spellings(secret: str) -> set[str]:
    """The spellings of a secret in URLs, JSON and HTML."""
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
    """Raise the error for a service that is down, busy or unreachable, with the pause that it asks for."""
    error = SourceUnavailableError(
        f"{method}: the lyrics source does not answer ({what}).",
        remedy="Check the connection and run again; fetched lyrics are kept.",
    )
    wait = response.headers.get("Retry-After", "") if response is not None else ""
    error.retry_after = min(float(wait), LONGEST_PAUSE_SECONDS) if wait.replace(".", "", 1).isdigit() else None
    # `from None`: the exception of requests contains the address with the key.
    raise error from None
