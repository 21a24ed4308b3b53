"""The studio's API and the compatible routes of the original app, as a browser uses them; refusals with their reasons."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

from pipelines.settings import PROJECT_ROOT, Settings
from resources.leases import lease
from resources.storage import Folders
from studio import security
from studio.__main__ import is_loopback, main
from studio.uploads import plain_name, uploads_of
from tests.studio.conftest import BUNNY, queue, send, serve, work


def test_a_video_from_upload_to_download(client: TestClient, folders: Folders) -> None:
    taken = send(client).json()
    assert taken["seconds"] == pytest.approx(5.3, abs=0.1)
    answer = client.post("/api/v1/jobs", json={"upload": taken["upload"], "prompt": "punk, no drums", "seconds": 4})
    key = answer.json()["id"]
    assert not any(uploads_of(folders).iterdir()), "what is queued waits nowhere else"
    job = client.get(f"/api/v1/jobs/{key}").json()
    assert (job["state"], job["name"]) == ("queued", "Holiday.mp4")
    with lease(folders.library / key):
        assert client.get(f"/api/v1/jobs/{key}").json()["state"] == "rendering"
    work(folders)
    job = client.get(f"/api/v1/jobs/{key}").json()
    assert (job["state"], job["progress"]) == ("done", 1.0)
    assert job["understood"]["style"] == "punk"
    assert job["understood"]["without"] == ["drums"]
    assert "4.0 s" in job["brief"]
    assert len(job["takes"]) == 3
    assert job["licence"]
    got = client.get(f"/api/v1/jobs/{key}/files/{job['scored']}", params={"download": True})
    assert (
        got.headers["content-disposition"] == 'attachment; filename="Holiday with music.mp4"'
        or "Holiday%20with%20music.mp4" in got.headers["content-disposition"]
    )
    part = client.get(f"/api/v1/jobs/{key}/files/{job['scored']}", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, got.content[100:200])
    other = next(take for take in job["takes"] if not take["chosen"])
    assert client.get(f"/api/v1/jobs/{key}/files/{other['file']}").status_code == 200
    assert client.post(f"/api/v1/jobs/{key}/choose", json={"take": other["number"]}).status_code == 202
    work(folders)
    assert client.post(f"/api/v1/jobs/{key}/cancel").status_code == 409, "it is done"
    chosen = [take["number"] for take in client.get(f"/api/v1/jobs/{key}").json()["takes"] if take["chosen"]]
    assert chosen == [other["number"]]
    assert client.post(f"/api/v1/jobs/{key}/retry", json={"prompt": "waltz", "seed": 7}).json()["settings"] == {
        "prompt": "waltz", "seconds": 4.0, "seed": 7,
    }  # fmt: skip
    assert client.delete(f"/api/v1/jobs/{key}").status_code == 204
    assert client.get(f"/api/v1/jobs/{key}").status_code == 404


def test_every_upload_is_a_separate_job(client: TestClient, folders: Folders) -> None:
    first = queue(client, prompt="punk")
    with lease(folders.library / first):
        second = queue(client)
        third = queue(client, prompt="calm piano")
    assert len({first, second, third}) == 3, "the same film, by three people"
    said = {key: client.get(f"/api/v1/jobs/{key}").json()["settings"] for key in (first, second, third)}
    assert said == {first: {"prompt": "punk"}, second: {}, third: {"prompt": "calm piano"}}
    assert client.delete(f"/api/v1/jobs/{second}").status_code == 204
    assert {job["id"] for job in client.get("/api/v1/jobs").json()} == {first, third}


def test_a_list_can_be_read_in_parts(client: TestClient, folders: Folders) -> None:
    del folders
    keys = {queue(client, prompt=prompt) for prompt in ("punk", "waltz", "calm piano")}
    listed = client.get("/api/v1/jobs")
    everything = [job["id"] for job in listed.json()]
    assert set(everything) == keys
    parts = [client.get("/api/v1/jobs", params={"limit": 2, "offset": offset}) for offset in (0, 2, 4)]
    assert [[job["id"] for job in part.json()] for part in parts] == [everything[:2], everything[2:], []]
    assert {part.headers["x-total-count"] for part in (listed, *parts)} == {"3"}
    assert client.get("/api/v1/jobs", params={"limit": 0}).status_code == 422


def test_the_original_s_routes_work(client: TestClient, folders: Folders) -> None:
    assert "Music for your video" in client.get("/").text
    with BUNNY.open("rb") as file:
        assert client.post("/upload", files={"file": ("../../etc/film.mp4", file, "video/mp4")}).status_code == 201
    answer = client.post("/playlist_gen", data={"prompt": "calm piano", "duration": "3"})
    assert answer.status_code == 202
    assert client.get("/download").status_code == 409, "it is not done yet"
    work(folders)
    got = client.get("/download")
    assert got.status_code == 200
    assert "film" in got.headers["content-disposition"]
    assert client.get("/static/style.css").status_code == 200
    job = client.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    assert job["settings"] == {"prompt": "calm piano", "seconds": 3.0}


def test_users_never_get_each_other_s_files(settings: Settings) -> None:
    app = serve(settings)
    with TestClient(app, base_url="http://127.0.0.1") as first, TestClient(app, base_url="http://127.0.0.1") as second:
        with BUNNY.open("rb") as file:
            first.post("/upload", files={"file": ("a.mp4", file, "video/mp4")})
        assert second.post("/playlist_gen", data={"prompt": "x"}).status_code == 404
        assert first.post("/playlist_gen", data={"prompt": "x"}).status_code == 202


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("film.mp4", b"no video at all", 422, "It is a text file"),
        ("film.exe", b"MZ", 422, "not a supported video format"),
        ("film.mp4", b"x" * 3_000_001, 413, "too large"),
    ],
)
def test_other_files_and_too_large_videos_are_refused_and_leave_nothing(
    client: TestClient, folders: Folders, name: str, content: bytes, status: int, says: str
) -> None:
    answer = send(client, name, content)
    assert answer.status_code == status
    assert says in answer.json()["error"]
    assert answer.json()["remedy"]
    assert not uploads_of(folders).exists() or not any(uploads_of(folders).iterdir())


def test_a_body_larger_than_its_content_length_is_refused(client: TestClient, folders: Folders) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    answer = client.post("/api/v1/uploads", params={"name": "film.mp4"}, content=pieces())
    assert answer.status_code == 413
    assert not any(uploads_of(folders).iterdir())


def test_a_form_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/upload", files={"file": ("film.mp4", b"x" * 3_100_000, "video/mp4")})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.mp4", "passwd.mp4"),
        ("C:\\films\\a.mov", "a.mov"),
        (".hidden.mp4", "hidden.mp4"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("", "video"),
        ("x" * 400 + ".mp4", "x" * 200 + ".mp4"),
    ],
)
def test_names_are_never_paths(given: str, kept: str) -> None:
    assert plain_name(given) == kept


@pytest.mark.parametrize("key", ["..", "%2e%2e%2f", "none-0123456789", "A", "x/../y"])
def test_nothing_outside_the_library_is_served(client: TestClient, key: str) -> None:
    for path in (f"/api/v1/jobs/{key}", f"/api/v1/jobs/{key}/files/manifest.json", f"/api/v1/songs/{key}"):
        assert client.get(path).status_code in (404, 405)


def test_only_named_files_are_served(client: TestClient) -> None:
    key = queue(client)
    for name in ("manifest.json", "attempt", "..%2f..%2fx", "original.mp4.bak"):
        assert client.get(f"/api/v1/jobs/{key}/files/{name}").status_code == 404
    assert client.get(f"/api/v1/jobs/{key}/files/original.mp4").status_code == 200


def test_a_video_that_a_run_works_on_is_not_changed(client: TestClient, folders: Folders) -> None:
    key = queue(client)
    with lease(folders.library / key):
        for answer in (
            client.delete(f"/api/v1/jobs/{key}"),
            client.post(f"/api/v1/jobs/{key}/retry", json={}),
            client.post(f"/api/v1/jobs/{key}/choose", json={"take": 1}),
            client.post(f"/api/v1/jobs/{key}/cancel"),
        ):
            assert answer.status_code == 409
        assert not client.get(f"/api/v1/jobs/{key}").json()["can_cancel"], "what is refused is not offered"
    assert client.get(f"/api/v1/jobs/{key}").json()["can_cancel"]
    assert client.post(f"/api/v1/jobs/{key}/cancel").status_code == 204
    assert client.get("/api/v1/jobs").json() == []
    assert (folders.archived / key / "original.mp4").exists(), "a cancelled video is not lost"


@pytest.mark.slow
def test_cancelling_a_changed_video_restores_it(client: TestClient, folders: Folders) -> None:
    key = queue(client, prompt="calm piano")
    work(folders)
    path = f"/api/v1/jobs/{key}"
    was = client.get(path).json()
    film = client.get(f"{path}/files/{was['scored']}").content
    other = next(take["number"] for take in was["takes"] if not take["chosen"])
    for ask, body in (("choose", {"take": other}), ("retry", {"prompt": "punk"})):
        assert client.post(f"{path}/{ask}", json=body).status_code == 202
        waiting = client.get(path).json()
        assert (waiting["state"], waiting["takes"], waiting["can_cancel"]) == ("queued", was["takes"], True)
        assert client.get(f"{path}/files/{was['scored']}").content == film, "it can be seen meanwhile"
        assert client.post(f"{path}/cancel").status_code == 204
        now = client.get(path).json()
        assert {**now, "version": ""} == {**was, "version": ""}
    assert client.post(f"{path}/retry", json={"start": 500}).status_code == 202
    work(folders)
    failed = client.get(path).json()
    assert (failed["state"], failed["takes"]) == ("failed", was["takes"])
    assert "earlier start" in failed["reason"]
    assert client.post(f"{path}/cancel").status_code == 204
    assert client.get(path).json()["state"] == "done"


HOLDER = """
import sys, time
from pathlib import Path
from resources.leases import lease
with lease(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.fault(
    "killed", "the process that makes a video's music", "in the studio the video can be retried, chosen and deleted"
)
def test_a_video_whose_process_was_killed_is_not_shown_as_in_progress(client: TestClient, folders: Folders) -> None:
    key = queue(client)
    command = [sys.executable, "-c", HOLDER, str(folders.library / key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT_ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert client.post(f"/api/v1/jobs/{key}/retry", json={}).status_code == 409
        holder.kill()
    assert client.get(f"/api/v1/jobs/{key}").json()["state"] == "queued"
    assert client.post(f"/api/v1/jobs/{key}/retry", json={}).status_code == 202
    assert client.delete(f"/api/v1/jobs/{key}").status_code == 204


def test_a_refused_video_shows_its_reason(client: TestClient, folders: Folders) -> None:
    from assets.soundtracks.library import refuse

    key = queue(client)
    refuse(folders.library / key, folders.rejected, "Its picture is encrypted.")
    job = client.get(f"/api/v1/jobs/{key}").json()
    assert (job["state"], job["reason"]) == ("refused", "Its picture is encrypted.")
    assert client.delete(f"/api/v1/jobs/{key}").status_code == 204
    assert client.get("/api/v1/jobs").json() == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/jobs", {"upload": "0" * 24}),
        ("/api/v1/jobs", {"upload": "../x"}),
        ("/api/v1/jobs", {}),
        ("/api/v1/songs", {"style": "plonk"}),
        ("/api/v1/songs", {"form": "XYZ"}),
        ("/api/v1/songs", {"text": "x" * 9000}),
        ("/api/v1/songs", {"theme": "rain", "picture": "0" * 24}),
    ],
)
def test_an_invalid_setting_is_named(client: TestClient, path: str, body: dict[str, Any]) -> None:
    answer = client.post(path, json=body)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]


def test_no_answer_shows_a_path_or_a_trace(
    client: TestClient, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"secret at {folders.data}")

    monkeypatch.setattr("studio.api.understand", broken)
    quiet = TestClient(client.app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    quiet.app.state.studio = client.app.state.studio  # type: ignore[attr-defined]
    answer = quiet.post("/api/v1/understand", json={"prompt": "x"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    missing = client.get("/api/v1/blind")
    assert missing.status_code == 404
    assert str(folders.data) not in missing.text


def test_other_sites_and_other_names_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.post("/api/v1/songs", json={}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert (
        client.post("/api/v1/understand", json={"prompt": "x"}, headers={"Origin": "http://127.0.0.1"}).status_code
        == 200
    )
    answer = client.get("/")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_token_is_required_outside_loopback(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("STUDIO_TOKEN", raising=False)
    assert main(["--host", "0.0.0.0"]) == 1
    assert "STUDIO_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("STUDIO_TOKEN", "a-long-secret")
    app = serve(settings, loopback=False)
    with TestClient(app, base_url="http://studio.example") as client:
        assert client.get("/api/v1/jobs").status_code == 401
        assert client.get("/api/v1/jobs", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/api/v1/jobs", headers={"Authorization": "Bearer a-long-secret"}).status_code == 200
        assert "token of this studio" in client.get("/", headers={"Accept": "text/html"}).text
        assert client.post("/login", data={"secret": "wrong"}).status_code == 401
        assert client.post("/login", data={"secret": "a-long-secret"}, follow_redirects=False).status_code == 303
        assert "Music for your video" in client.get("/").text
        assert client.get("/api/v1/jobs").status_code == 200


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("example.org", False),
    ],
)
def test_loopback_addresses_are_recognised(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_the_rate_is_limited() -> None:
    limit = security.RateLimit(60)
    assert sum(limit.allows("a") for _ in range(100)) in (60, 61)
    assert limit.allows("b")


def test_songs_are_requested_and_their_words_shown(client: TestClient, folders: Folders) -> None:
    from assets.songs.steps import make_plan
    from resources.voices.package import VoiceChoice

    answer = client.post(
        "/api/v1/songs", json={"text": "the rain comes down\nall over the town", "draft": True, "voice": False}
    )
    key = answer.json()["id"]
    assert client.get(f"/api/v1/songs/{key}").json()["state"] == "queued"
    make_plan(folders, key, VoiceChoice("none", folders.voice))
    song = client.get(f"/api/v1/songs/{key}").json()
    assert (song["state"], song["draft"]) == ("done", True)
    line = song["parts"][0]["lines"][0]
    assert line["text"] == "the rain comes down"
    assert line["stresses"] == "0222"
    assert line["words"][-1]["group"] == song["parts"][0]["lines"][1]["words"][-1]["group"] is not None
    assert client.get(f"/api/v1/songs/{key}/files/song.mp3").status_code == 404
    assert client.post(f"/api/v1/songs/{key}/retry").status_code == 202
    assert client.delete(f"/api/v1/songs/{key}").status_code == 204


def test_votes_are_stored_and_counted(client: TestClient, folders: Folders) -> None:
    rows = [
        {
            "model": model,
            "kind": "model",
            "decoding": "rhyming",
            "protocol": "bars",
            "song_id": "1",
            "prompt": "",
            "text": f"{model}\nLines, and I'm here!",
            "nats": 0.0,
        }
        for model in ("ngram", "smollm2")
    ]
    path = folders.tables / "evaluation" / "verses.parquet"
    path.parent.mkdir(parents=True)
    pd.DataFrame(rows).to_parquet(path)
    for _ in range(6):
        pair = client.get("/api/v1/blind").json()
        better = "a" if pair["a"][0] == "smollm2" else "b"
        who = client.post("/api/v1/blind", json={"pair": pair["id"], "choice": better}).json()
        assert who[better] == "smollm2, rhyming"
        assert "smollm2" not in pair["id"]
        assert pair["a"][1] == pair["b"][1] == "lines and i'm here", "one orthography, which tells nobody's"
    tallies = client.get("/api/v1/blind/tallies").json()
    assert [(t["name"], t["won"], t["lost"]) for t in tallies] == [
        ("smollm2, rhyming", 6, 0),
        ("ngram, rhyming", 0, 6),
    ]
    assert client.post("/api/v1/blind", json={"pair": "0" * 25, "choice": "a"}).status_code == 404


def test_a_missing_daemon_is_reported(client: TestClient) -> None:
    status = client.get("/api/v1/status").json()
    assert status["working"] is False
    assert "daemon is not running" in status["error"]


def test_the_description_of_the_api_is_complete(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            assert route.get("description"), f"{method} {path}"
