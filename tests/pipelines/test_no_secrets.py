"""Whatever a service answers, a complete harvest stores its key nowhere: in no table, record, event or log."""

import base64
import json
import logging
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import dagster as dg
import pandas as pd
import pytest

from pipelines.definitions import build_defs
from pipelines.ranges import range_tags
from pipelines.settings import load_settings
from resources.lyrics_sources.service_client import spellings
from tests.resources.test_musixmatch_faults import Answer, envelope, server

KEY = 'k3y+with/signs "and" blänks'
MARK = "a title that stays"
HTML = {"Content-Type": "text/html"}


def good(asked: str, *, echo: str = "", rating: object = 50) -> Answer:
    """The right answer, with `echo` wherever a service could put what it was sent."""
    track = {
        "track_id": 1, "commontrack_id": 2, "track_name": f"{MARK}{echo}", "artist_id": 7, "artist_name": "Someone",
        "has_lyrics": 1, "album_name": f"Album {echo}", "track_rating": rating, "track_share_url": f"https://x/?apikey={echo}",
        "primary_genres": {"music_genre_list": [{"music_genre": {"music_genre_name": f"Rap {echo}"}}]},
    }  # fmt: skip
    words = {
        "lyrics_body": f"the night is young and so are we\nwe sing until the morning {echo}", "lyrics_language": "en",
        "lyrics_copyright": f"(c) {echo}", "backlink_url": f"https://x/?apikey={quote_plus(echo)}",
        "script_tracking_url": f"javascript:alert('{echo}')", "updated_time": f"{echo}",
    }  # fmt: skip
    body: dict[str, object] = {
        "artist.search": {"artist_list": [{"artist": {"artist_id": 7, "artist_name": "Someone", "artist_rating": 1}}]},
        "track.search": {"track_list": [{"track": track}]},
        "track.lyrics.get": {"lyrics": words},
    }[urlsplit(asked).path.strip("/")]
    status, headers, payload = envelope(200, body)
    return (
        status,
        {**headers, "Set-Cookie": f"key={quote_plus(echo)}", "Link": f"<https://x/?k={quote_plus(echo)}>"},
        payload,
    )


FAULTS: dict[str, tuple[bool, Answer | None]] = {
    "status 401": (False, envelope(401)),
    "HTTP 401 with the key in a page": (False, (401, HTML, f"<p>The key {KEY} is unknown.</p>".encode())),
    "status 500": (False, (200, {"Retry-After": "0"}, envelope(500)[2])),
    "HTTP 500 with a traceback of theirs": (False, (500, {"Retry-After": "0"}, f"File x\n  key={KEY!r}".encode())),
    "hang-up": (False, None),
    "redirect": (True, (302, {"Location": f"/track.search?apikey={quote_plus(KEY)}&elsewhere=1"}, b"")),
    "redirect without end": (False, (302, {"Location": f"/track.search?apikey={quote_plus(KEY)}"}, b"")),
    "redirect to nowhere": (False, (302, {"Location": f"http://127.0.0.1:9/?apikey={quote_plus(KEY)}"}, b"")),
    "echo": (True, good("/track.search", echo=KEY)),
    "traceback": (False, good("/track.search", rating=f"{KEY} stars")),
}


def stored(root: Path) -> Iterator[tuple[Path, str]]:
    """All text that is stored below a folder, however it is packed, with its file."""
    for path in sorted(root.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        yield path, data.decode("utf-8", "replace")
        if path.suffix == ".parquet":
            yield path, json.dumps(pd.read_parquet(path).to_dict("records"), ensure_ascii=False, default=str)
        if data.startswith(b"SQLite format 3"):
            yield from ((path, text) for text in cells(path))


def cells(path: Path) -> Iterator[str]:
    """Every cell of an SQLite file, unpacked."""
    with closing(sqlite3.connect(path)) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in file.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield (zlib.decompress(cell) if cell[:1] == b"\x78" else cell).decode("utf-8", "replace")
                    elif isinstance(cell, str):
                        yield cell
                        if '"_content"' in cell:
                            yield base64.b64decode(json.loads(cell)["_content"]).decode("utf-8", "replace")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_whole_run_stores_the_api_key_nowhere(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", KEY)
    monkeypatch.setattr("resources.lyrics_sources.service_client.random.uniform", lambda *_: 0.0)
    (tmp_path / "dagster").mkdir()
    (tmp_path / "roster.csv").write_text("artist,aliases\nSomeone,\n", encoding="utf-8")
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [*root.handlers, logging.FileHandler(tmp_path / "debug.log")])
    caplog.set_level(logging.DEBUG)
    ends_well, wrong = FAULTS[fault]
    asked: list[str] = []

    def answer(number: int) -> Answer | None:
        path = asked[number - 1]
        if "/track.search" not in path or "elsewhere" in path:
            return good(path, echo=KEY if fault in ("echo", "redirect") else "")
        return wrong

    with server(answer) as (url, seen):
        asked = seen
        settings = load_settings(
            lyrics_source="musixmatch", musixmatch_base_url=url, roster=str(tmp_path / "roster.csv"), songs_per_artist=2,
            data_dir=str(tmp_path / "data"), inbox_dir=str(tmp_path / "inbox"), calls_per_second=100,
        )  # fmt: skip
        defs = build_defs(settings=settings, executor=dg.in_process_executor)
        with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as instance:
            result = defs.resolve_job_def("refresh_lyrics").execute_in_process(
                instance=instance, tags=range_tags(["someone"]), raise_on_error=False
            )
    assert result.success == ends_well
    assert any(quote_plus(KEY) in path for path in seen), "the service does get it"
    texts = list(stored(tmp_path))
    for path, text in texts:
        for written in spellings(KEY):
            assert written not in text, f"{path}: {text[max(0, text.index(written) - 200) :][:400]}"
    names = {path.name for path, text in texts if (MARK if ends_well else "STEP_FAILURE") in text}
    wanted = {"answers.sqlite", "someone.parquet"} if ends_well else {"index.db"}
    assert wanted <= names, "it was looked where things are"
