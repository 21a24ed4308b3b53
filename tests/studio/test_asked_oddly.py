"""Unusual requests that the page never sends: ids, names, headers and votes, and settings that are reset."""

from pathlib import Path

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from pipelines.settings import Settings
from resources.storage import Folders, is_key
from studio.blind_music import ComparisonRecord, clip_of, vote
from studio.blind_verses import BlindError
from studio.file_responses import file_name
from studio.forms import FormFile
from studio.shapes import OneLine
from tests.studio.conftest import queue, serve

LONG = "a" * 3000


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"/api/v1/jobs/{LONG}"),
        ("get", f"/api/v1/songs/{LONG}"),
        ("delete", f"/api/v1/jobs/{LONG}"),
        ("delete", f"/api/v1/songs/{LONG}"),
        ("post", f"/api/v1/jobs/{LONG}/cancel"),
        ("get", f"/api/v1/jobs/{LONG}/events"),
        ("get", f"/api/v1/listening/{LONG}/a.flac"),
        ("delete", f"/api/v1/uploads/{LONG}"),
        ("get", f"/download?job={LONG}"),
    ],
)
def test_a_very_long_id_is_not_found(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code in (204, 404)


def test_very_long_names_of_files_and_drafts_are_not_found(client: TestClient) -> None:
    key = queue(client)
    for name in (f"candidate-{'1' * 300}.mp4", f"soundtrack-{'1' * 300}.flac", "original." + LONG):
        assert client.get(f"/api/v1/jobs/{key}/files/{name}").status_code == 404
    assert client.post("/api/v1/songs", json={"text": "a b", "from_draft": "a" * 80}).status_code == 404
    assert is_key("a" * 80)
    assert not is_key("a" * 81)


def test_conditional_and_head_requests_send_no_body(client: TestClient) -> None:
    path = f"/api/v1/jobs/{queue(client)}/files/original.mp4"
    got = client.get(path)
    assert got.headers["cache-control"] == "no-cache"
    for known in ({"If-None-Match": got.headers["etag"]}, {"If-Modified-Since": got.headers["last-modified"]}):
        again = client.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200
    for head in (path, "/", "/healthz", "/static/app.js"):
        answer = client.head(head)
        assert (answer.status_code, answer.headers["content-length"] != "0") == (200, True), head
    assert client.get("/static/app.js").headers["cache-control"] == "no-cache"


def test_unsatisfiable_ranges_are_refused_and_malformed_ones_ignored(client: TestClient) -> None:
    path = f"/api/v1/jobs/{queue(client)}/files/original.mp4"
    beyond = client.get(path, headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.json()["error"]) == (416, "The file has no such range.")
    assert beyond.headers["content-range"].startswith("bytes */")
    tag = client.head(path).headers["etag"]
    for known, status in ((tag, 416), ('"another"', 200)):  # of another file than was begun all is sent
        assert client.get(path, headers={"Range": "bytes=99999999-", "If-Range": known}).status_code == status
    refused = client.get(path, headers={"Range": "bytes=99999999-", "If-Range": tag})
    assert refused.json() == beyond.json()
    for none in ("bytes=abc", "lines=1-2", "bytes=9-3", "bytes"):
        assert client.get(path, headers={"Range": none}).status_code == 200, none
    assert client.get(path, headers={"Range": "bytes=-5"}).status_code == 206


@pytest.mark.parametrize("name", ["LOCALHOST", "LocalHost:3001", "127.0.0.1"])
def test_hosts_are_compared_without_case(client: TestClient, name: str) -> None:
    assert client.get("/healthz", headers={"Host": name}).status_code == 200


def test_a_proxy_s_login_hides_no_cookie(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TOKEN", "a-long-enough-secret")
    cookie = {"Cookie": "studio_token=a-long-enough-secret"}
    with TestClient(serve(settings, loopback=False), base_url="http://studio.example") as client:
        for headers, status in (
            ({"Authorization": "Basic eDp5", **cookie}, 200),
            ({"Authorization": "bearer a-long-enough-secret"}, 200),
            ({"Authorization": "BEARER  a-long-enough-secret"}, 200),
            ({"Authorization": "Bearer wrong", **cookie}, 401),
            ({"Authorization": "a-long-enough-secret"}, 401),
        ):
            assert client.get("/api/v1/jobs", headers=headers).status_code == status, headers


def test_the_error_for_too_large_requests_names_their_kind(client: TestClient) -> None:
    told = client.post("/api/v1/songs", json={"text": "x" * 300_000})
    assert (told.status_code, told.json()["remedy"]) == (413, "A request may have 256 kB.")
    pieces = (b"x" * 50_000 for _ in range(10))  # without a length
    told = client.post("/api/v1/songs", content=pieces, headers={"Content-Type": "application/json"})
    assert (told.status_code, told.json()["remedy"]) == (413, "A request may have 256 kB.")


def test_validation_errors_are_readable(client: TestClient) -> None:
    for body, error in (
        ('{"style": "plonk"}', "style: there is no style 'plonk'"),
        ("{", "The request is not valid JSON."),
    ):
        told = client.post("/api/v1/songs", content=body, headers={"Content-Type": "application/json"})
        assert told.status_code == 422
        assert told.json()["error"].startswith(error)


def test_titles_are_single_lines() -> None:
    title = TypeAdapter(OneLine)
    assert title.validate_python("a\r\nb\x00\u202ec  d ") == "a b c d"
    assert file_name("../../etc/x\r\n.mp4") == "-..-etc-x.mp4"
    assert file_name("AC/DC.mp3") == "AC-DC.mp3"


@pytest.mark.parametrize(
    ("wish", "status", "says"),
    [
        ({"text": "a line", "rewrite": [1]}, 404, "no line 1"),
        ({"text": "[Hook]\na line\n\nanother", "rewrite": [0, 7]}, 404, "no line 7"),
        ({"text": "a line", "rewrite": [-1]}, 422, "rewrite"),
        ({"text": " \n "}, 422, "text"),
        ({"text": "Привет мир\n🔥"}, 422, "no word that can be said"),
        ({"text": "la la la la la\n" * 200}, 422, "200 lines"),
        ({"theme": "rain", "model": "nobody"}, 404, "no model nobody"),
    ],
)
def test_impossible_requests_are_refused_at_once(
    client: TestClient, wish: dict[str, object], status: int, says: str
) -> None:
    answer = client.post("/api/v1/songs", json=wish)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["error"]


def test_a_browser_s_form_names_a_file_with_quotes(client: TestClient) -> None:
    del client

    async def run() -> str:
        async def body():
            yield (
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="say %22hi%22 100%25%0D%0A.mp4"\r\n\r\n'
                b"film\r\n--x--\r\n"
            )

        return await FormFile("multipart/form-data; boundary=x", body()).name()

    import asyncio

    assert asyncio.run(run()) == 'say "hi" 100%25\r\n.mp4'


def test_a_null_resets_a_setting(client: TestClient) -> None:
    key = queue(client, prompt="calm", style="punk", tempo=150, seconds=3)
    path = f"/api/v1/jobs/{key}/retry"
    assert client.post(path, json={"prompt": "calm solo piano"}).json()["settings"]["style"] == "punk", (
        "it was not named"
    )
    said = client.post(path, json={"style": None, "tempo": None, "seed": 4}).json()["settings"]
    assert said == {"prompt": "calm solo piano", "seconds": 3.0, "seed": 4}


def test_a_pair_and_a_comparison_take_one_vote(client: TestClient, folders: Folders, tmp_path: Path) -> None:
    path = folders.tables / "evaluation" / "verses.parquet"
    path.parent.mkdir(parents=True)
    pd.DataFrame([
        {"model": name, "kind": "model", "decoding": "rhyming", "protocol": "bars", "song_id": "1", "prompt": "",
         "text": name, "nats": 0.0}
        for name in ("ngram", "smollm2")
    ]).to_parquet(path)  # fmt: skip
    pair = client.get("/api/v1/blind").json()["id"]
    votes = [client.post("/api/v1/blind", json={"pair": pair, "choice": "a"}).status_code for _ in range(3)]
    assert votes == [200, 404, 404]
    assert sum(tally["won"] for tally in client.get("/api/v1/blind/tallies").json()) == 1
    number = "0" * 24
    record = ComparisonRecord(style="punk", origins={"a": "x", "b": "y"}, names={"a": "1", "b": "2"}, seconds=2.0)
    record.write(tmp_path / number / ComparisonRecord.FILE)
    (tmp_path / number / "a.flac").touch()
    assert vote(folders, tmp_path, number, "a").tallies[0].won == 1
    with pytest.raises(BlindError, match="already a vote"):
        vote(folders, tmp_path, number, "a")
    assert clip_of(tmp_path, number, "a.flac"), "it can be heard all the same"


@pytest.mark.slow
def test_downloads_have_names_of_their_own(client: TestClient, folders: Folders) -> None:
    key = client.post("/api/v1/songs", json={"text": "the rain comes down", "title": "../Rain"}).json()["id"]
    folder = folders.songs / key
    names = ("song.mp3", "song.card.md", "lyrics-wide.mp4", "lyrics-tall.mp4", "voice.flac", "song.flac")
    told = set()
    for name in names:
        (folder / name).touch()
        answer = client.get(f"/api/v1/songs/{key}/files/{name}", params={"download": True})
        told.add(answer.headers["content-disposition"])
    assert len(told) == len(names)
    assert not any("/" in one.replace("utf-8''", "") for one in told)
