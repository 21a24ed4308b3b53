"""The Musixmatch client, with a server that misbehaves: retries, refusals, and secrecy of the key."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from requests_cache import SQLiteCache

from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import (
    Artist,
    ArtistNotFoundError,
    BadRequestError,
    InvalidKeyError,
    LyricsSourceError,
    MalformedAnswerError,
    NotAuthorisedError,
    QuotaExceededError,
    SourceUnavailableError,
)
from resources.lyrics_sources.musixmatch import SECRETS, MusixmatchClient
from resources.lyrics_sources.service_client import RetryPolicy

KEY = "s3cr3t-key"
EMPTY = {"message": {"header": {"status_code": 200, "available": 0}, "body": {"track_list": []}}}
ARTIST = Artist("7", "Someone", 50)
Answer = tuple[int, dict[str, str], bytes]


def envelope(status: int, body: object = ()) -> Answer:
    return 200, {}, json.dumps({"message": {"header": {"status_code": status}, "body": body or []}}).encode()


GOOD: Answer = (200, {}, json.dumps(EMPTY).encode())


@contextmanager
def server(answer: Callable[[int], Answer | None]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers the n-th call with `answer(n)`; None closes the connection without a response."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            given = answer(len(asked))
            if given is None:
                self.connection.close()
                return
            status, headers, payload = given
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}", asked
    finally:
        http.shutdown()
        http.server_close()


def client(url: str, max_retries: int = 3) -> MusixmatchClient:
    return MusixmatchClient(KEY, url, retries=RetryPolicy(1.0, max_retries, 0.001))


@pytest.mark.parametrize(
    "fault",
    [
        envelope(500),
        envelope(503),
        (503, {}, b"busy"),
        (502, {}, b"<html>"),
        (429, {"Retry-After": "0"}, b""),
        None,
        (200, {}, b"<html>welcome to the hotel's wifi</html>"),
        (200, {}, b'{"message": {"header": {"status_'),
        envelope(200, []),
        envelope(404),
        envelope(599),
    ],
)
def test_what_may_pass_is_tried_again(fault: Answer | None) -> None:
    with server(lambda n: fault if n < 3 else GOOD) as (url, asked):
        assert client(url).top_tracks(ARTIST, 5) == []
    assert len(asked) == 3


def test_it_gives_up_after_the_last_retry() -> None:
    with server(lambda _: envelope(503)) as (url, asked), pytest.raises(SourceUnavailableError, match="503"):
        client(url).top_tracks(ARTIST, 5)
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (envelope(400), BadRequestError),
        (envelope(401), InvalidKeyError),
        (envelope(402), QuotaExceededError),
        (envelope(403), NotAuthorisedError),
        ((403, {}, b"<html>no</html>"), NotAuthorisedError),
    ],
)
def test_permanent_errors_are_not_retried(answer: Answer, error: type[LyricsSourceError]) -> None:
    with server(lambda _: answer) as (url, asked), pytest.raises(error) as raised:
        client(url).top_tracks(ARTIST, 5)
    assert len(asked) == 1
    assert raised.value.remedy


@pytest.mark.parametrize(
    "answer",
    [
        envelope(777),
        (200, {}, b"<html>welcome to the hotel's wifi</html>"),
        (200, {}, b"[]"),
        envelope(200, []),
        envelope(200, {"track_list": [{"song": 1}]}),
        envelope(200, {"track_list": "many"}),
    ],
)
def test_persistent_malformed_answers_are_reported(answer: Answer) -> None:
    with server(lambda _: answer) as (url, asked), pytest.raises(MalformedAnswerError) as raised:
        client(url).top_tracks(ARTIST, 5)
    assert len(asked) == 4
    assert raised.value.remedy


def test_the_key_is_in_no_error_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with server(lambda n: envelope(503) if n == 1 else None) as (url, asked):
        talker = client(url, max_retries=1)
        with pytest.raises(SourceUnavailableError) as raised:
            talker.top_tracks(ARTIST, 5)
    assert any(KEY in path for path in asked), "the service does get it"
    assert KEY not in caplog.text
    chain: BaseException | None = raised.value
    while chain is not None:
        assert KEY not in str(chain)
        chain = chain.__cause__
    assert KEY not in repr(talker)


def test_the_key_reaches_no_file_also_by_a_redirect_or_an_echo(tmp_path: Path) -> None:
    key = "k3y+with/signs and blanks"
    echo = {"track_list": [{"track": {
        "track_id": 1, "commontrack_id": 2, "track_name": f"Song {key}", "artist_id": 7, "artist_name": "Someone", "has_lyrics": 1,
        "album_name": quote(key), "track_share_url": quote_plus(key),
    }}]}  # fmt: skip
    status, headers, payload = envelope(200, echo)

    def answer(number: int) -> Answer:
        if number == 1:
            return 302, {"Location": f"/elsewhere?apikey={quote_plus(key)}&page=1", "X-Key": quote(key)}, b""
        return status, {**headers, "X-Key": quote(key), "Set-Cookie": f"key={quote(key)}"}, payload

    with server(answer) as (url, asked):
        answers = AnswerStore(tmp_path / "answers.sqlite", secrets=SECRETS)
        talker = MusixmatchClient(key, url, answers=answers, retries=RetryPolicy(1.0, 0, 0.001))
        tracks = talker.top_tracks(ARTIST, 1)
    assert len(asked) >= 2
    assert [track.title for track in tracks] == ["Song ***"], "what is understood holds it no more"
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with closing(SQLiteCache(tmp_path / "answers.sqlite", serializer="json")) as cache:
        for kept in cache.responses.values():  # the file encodes contents
            assert not kept.history
            stored += kept.content + repr((kept.url, kept.headers, kept.request.url, kept.request.headers)).encode()
    assert b"Song ***" in stored
    for written in (key, quote(key), quote_plus(key)):
        assert written.encode() not in stored


def test_a_name_is_preferred_to_an_alias_and_no_tribute_act_matches() -> None:
    def artist(number: int, name: str, rating: int, *aliases: str) -> dict[str, object]:
        listed = [{"artist_alias": alias} for alias in aliases]
        record = {"artist_id": number, "artist_name": name, "artist_rating": rating, "artist_alias_list": listed}
        return {"artist": record}

    rows = [
        artist(1, "Someone feat. Somebody", 99, "Someone"),
        artist(2, "Someone Tribute Band", 98, "Someone"),
        artist(3, "Other Person", 97, "Someone"),
        artist(4, "SOMEONE", 40),
        artist(5, "Someone", 60),
    ]
    with server(lambda n: envelope(200, {"artist_list": rows if n == 1 else rows[:3] if n == 2 else rows[:2]})) as (
        url,
        _,
    ):
        assert client(url).find_artist("Someone").artist_id == "5"
        assert client(url).find_artist("Someone").artist_id == "3"
        with pytest.raises(ArtistNotFoundError):
            client(url).find_artist("Someone")


def test_odd_names_reach_the_service_unchanged() -> None:
    body = {"artist_list": [{"artist": {"artist_id": 1, "artist_name": "Earth, Wind & Fire #1", "artist_rating": 9}}]}
    with server(lambda _: envelope(200, body)) as (url, asked):
        assert client(url).find_artist("Earth, Wind & Fire #1").artist_id == "1"
    assert "%26" in asked[0]
    assert f"apikey={KEY}" in asked[0]
