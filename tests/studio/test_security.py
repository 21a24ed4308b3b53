"""Authentication, rate limits, and what answers do not reveal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pipelines.settings import Settings
from studio.__main__ import main
from studio.messages import without_paths
from studio.security import Guard
from tests.studio.conftest import serve

TOKEN = "0123456789abcdef"


async def hello(_: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.delenv("STUDIO_TOKEN", raising=False)
    inside = Starlette(routes=[Route("/{path:path}", hello, methods=["GET", "POST"])])
    guard = Guard(inside, loopback=True, upload_bytes=1000, per_minute=5, costly_per_minute=3)
    with TestClient(guard, base_url="http://127.0.0.1") as client:
        yield client


def test_too_many_changes_are_refused(guarded: TestClient) -> None:
    answers = [guarded.post("/api/v1/songs") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert answers[-1].json() == {"error": "Too many requests.", "remedy": "Wait a minute."}
    assert guarded.get("/api/v1/jobs").status_code == 200, "reading is free"


@pytest.mark.parametrize("path", ["/api/v1/listening", "/api/v1/blind"])
def test_costly_requests_are_limited(guarded: TestClient, path: str) -> None:
    assert [guarded.get(path).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert guarded.get(f"{path}/tallies").status_code == 200


def test_only_long_prompts_are_costly(guarded: TestClient) -> None:
    asked = [guarded.post("/api/v1/understand", json={"prompt": "zq " * 250}).status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]
    assert guarded.post("/api/v1/understand", json={"prompt": "calm"}).status_code == 200


def test_wrong_tokens_are_limited_but_the_right_one_passes(
    guarded: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", TOKEN)
    asked = [guarded.get("/api/v1/jobs", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(5)]
    assert asked == [401, 401, 401, 429, 429]
    assert guarded.post("/login").status_code == 429
    assert guarded.get("/api/v1/jobs", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "site", "status"),
    [
        ("/api/v1/listening", "cross-site", 403),
        ("/api/v1/jobs/x/files/original.mp4", "cross-site", 403),
        ("/api/v1/jobs", "same-origin", 200),
        ("/api/v1/jobs", "none", 200),
        ("/", "cross-site", 200),
    ],
)
def test_requests_of_other_sites_are_refused(guarded: TestClient, path: str, site: str, status: int) -> None:
    assert guarded.get(path, headers={"Sec-Fetch-Site": site}).status_code == status


def test_a_short_token_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", "guess me")
    assert main(["--host", "0.0.0.0"]) == 1
    said = capsys.readouterr().err
    assert "8 characters" in said
    assert "guess me" not in said


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_cookies_over_tls_are_secure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, scheme: str, secure: bool
) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", TOKEN)
    with TestClient(serve(settings, loopback=False), base_url=f"{scheme}://studio.example") as client:
        answer = client.post("/login", data={"secret": TOKEN}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert ("secure" in cookie, "httponly" in cookie, "samesite=strict" in cookie) == (secure, True, True)


NAMES = st.text("abcXYZ019_-+", min_size=1, max_size=12)


@given(
    st.lists(NAMES, min_size=2, max_size=5), st.sampled_from(["{}", "in {}.", "'{}'", '("{}")', "VOICE={}", "[{}]: no"])
)
def test_paths_are_removed_from_messages(parts: list[str], around: str) -> None:
    told = without_paths(around.format("/" + "/".join(parts)), Path("/data/root"))
    assert told == around.format(parts[-1])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("No such file: '/tmp/x y/film.mp4'", "No such file: 'film.mp4'"),
        ("/data/root/videos/a is gone", "videos/a is gone"),
        ("See /api/v1/openapi.json.", "See /api/v1/openapi.json."),
        (
            "Open / and enter it, 4/4 and/or https://a.example/b.",
            "Open / and enter it, 4/4 and/or https://a.example/b.",
        ),
        ("file:///etc/passwd", "passwd"),
    ],
)
def test_only_paths_are_removed_from_texts_with_slashes(text: str, told: str) -> None:
    assert without_paths(text, Path("/data/root")) == told


@pytest.mark.parametrize(
    ("home", "text", "told"),
    [
        (
            "/home/ann",
            "/home/ann is full, /home/ann/My Films/a.mp4 too.",
            "the home folder is full, My Films/a.mp4 too.",
        ),
        ("/home/ann", "/home/anna/a.mp4 is gone", "a.mp4 is gone"),
        ("/", "4/4 and/or https://a.example/b", "4/4 and/or https://a.example/b"),
    ],
)
def test_the_home_folder_is_not_named(monkeypatch: pytest.MonkeyPatch, home: str, text: str, told: str) -> None:
    monkeypatch.setenv("HOME", home)
    assert without_paths(text, Path("/data/root")) == told
