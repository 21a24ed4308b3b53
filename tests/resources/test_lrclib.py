"""The LRCLIB client, with a local server that answers like the real one."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.base import ArtistNotFoundError, MalformedAnswerError, NotFoundError
from resources.lyrics_sources.lrclib import LrclibClient, TitlesError, load_titles
from resources.lyrics_sources.service_client import RetryPolicy

RECORDINGS = [
    ("Ada Quill", "First Light", "Dawn", False, "first line\nsecond line"),
    ("Ada Quill", "First Light (Live)", "Live", False, "first line\nsecond line\nthird"),
    ("ada quill", "Interlude", "Dawn", True, None),
    ("Ada Quill Tribute", "First Light", "Covers", False, "not this"),
    ("Ada Quill", "Rain & Shine #2", "Dawn", False, "rain"),
]
QUICK = RetryPolicy(1.0, 2, 0.001)


class Lrclib:
    """A server with the routes /api/search and /api/get; `broken` answers come before the right ones."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.broken: list[tuple[int, bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                service.asked.append((parts.path, query, self.headers["User-Agent"]))
                status, payload = service.broken.pop(0) if service.broken else service.answer(parts.path, query)
                self.send_response(status)
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/api"

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, bytes]:
        records = [
            {"id": n, "trackName": title, "artistName": artist, "albumName": album, "duration": 180.0,
             "instrumental": instrumental, "plainLyrics": words, "syncedLyrics": None}
            for n, (artist, title, album, instrumental, words) in enumerate(RECORDINGS)
        ]  # fmt: skip
        if path == "/api/search":
            name = query["artist_name"].casefold()
            return 200, json.dumps([r for r in records if name in str(r["artistName"]).casefold()][:20]).encode()
        for record in records:
            wanted = {"artist_name": "artistName", "track_name": "trackName", "album_name": "albumName"}
            if all(query[k].casefold() == str(record[v]).casefold() for k, v in wanted.items() if k in query):
                return 200, json.dumps(record).encode()
        return 404, b'{"code":404,"name":"TrackNotFound","message":"Failed to find specified track"}'

    def __enter__(self) -> "Lrclib":
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def service() -> Iterator[Lrclib]:
    with Lrclib() as running:
        yield running


def test_an_artist_is_searched_and_versions_are_one_song(service: Lrclib) -> None:
    client = LrclibClient(service.url, retries=QUICK)
    artist = client.find_artist("ADA QUILL")
    tracks = client.top_tracks(artist, 50)
    assert [track.title for track in tracks] == ["First Light", "Interlude", "Rain & Shine #2"]
    assert [track.instrumental for track in tracks] == [False, True, False]
    assert client.lyrics(tracks[0]).body == "first line\nsecond line"
    assert client.lyrics(tracks[2]).body == "rain", "& and # arrive whole"
    assert all("tenth-symphony" in agent for _, _, agent in service.asked)


def test_a_list_of_titles_selects_the_songs(service: Lrclib, tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("artist,title\nAda Quill,First Light\nAda Quill,Gone\nAda Quill,First Light\n", encoding="utf-8")
    client = LrclibClient(service.url, titles=load_titles(path), retries=QUICK)
    tracks = client.top_tracks(client.find_artist("Ada Quill"), 50)
    assert service.asked == []
    assert [track.title for track in tracks] == ["First Light", "Gone"]
    assert client.lyrics(tracks[0]).backlink_url
    with pytest.raises(NotFoundError):
        client.lyrics(tracks[1])


def test_answers_are_stored_including_missing_songs(service: Lrclib, tmp_path: Path) -> None:
    client = None
    for _ in range(2):
        client = LrclibClient(service.url, answers=AnswerStore(tmp_path / "answers.sqlite"), retries=QUICK)
        tracks = client.top_tracks(client.find_artist("Ada Quill"), 50)
        assert client.lyrics(tracks[0]).body
        with pytest.raises(NotFoundError):
            client.lyrics(tracks[1].__class__(**{**dict_of(tracks[1]), "title": "Nothing"}))
    assert len(service.asked) == 3
    assert client is not None
    assert client.usage().saved == 4


def dict_of(track: object) -> dict[str, object]:
    return {name: getattr(track, name) for name in track.__slots__}  # pyright: ignore[reportAttributeAccessIssue]


def test_faults_are_retried_or_raise_typed_errors(service: Lrclib) -> None:
    client = LrclibClient(service.url, retries=QUICK)
    service.broken = [(503, b"busy"), (200, b"<html>")]
    assert client.find_artist("Ada Quill").name == "Ada Quill"
    service.broken = [(200, b'{"not": "a list"}')] * 3
    with pytest.raises(MalformedAnswerError):
        client.find_artist("Ada Quill")
    with pytest.raises(ArtistNotFoundError, match="Nobody"):
        client.find_artist("Nobody")


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text("name,song\na,b\n", encoding="utf-8")
    with pytest.raises(TitlesError, match="lacks the column"):
        load_titles(path)
    with pytest.raises(TitlesError, match="cannot be read"):
        load_titles(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ledger (Part 1)", "Ledger (Part 2)"), ("Bus", "Bus - Interlude"), ("Rain", "Rain (Skit)"), ("Rain", "Rain (Remix)"),
        ("Night (A Story)", "Night (The End)"), ("Intro", "Intro II"), ("Home", "Home, Pt. 2"),
    ],
)  # fmt: skip
def test_parts_skits_and_subtitles_are_songs_of_their_own(tmp_path: Path, one: str, other: str) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(f'artist,title\nAda,"{one}"\nAda,"{other}"\n', encoding="utf-8")
    client = LrclibClient("http://127.0.0.1:9", titles=load_titles(path))
    tracks = client.top_tracks(client.find_artist("Ada"), 9)
    assert len({track.commontrack_id for track in tracks}) == len(tracks) == 2


@pytest.mark.parametrize(
    "version",
    ["(Live)", "(Live at the Hall)", "- Remastered 2011", "(2011 Remaster)", "[Explicit]", "(feat. Bo)", "feat. Bo", "(with Bo)",
     "- Radio Edit", "(Acoustic Version)", "(Bonus Track)"],
)  # fmt: skip
def test_recordings_of_one_song_are_one_track(tmp_path: Path, version: str) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(f'artist,title\nAda,Rain\nAda,"Rain {version}"\n', encoding="utf-8")
    client = LrclibClient("http://127.0.0.1:9", titles=load_titles(path))
    assert [track.title for track in client.top_tracks(client.find_artist("Ada"), 9)] == ["Rain"]


def test_a_song_with_guests_is_requested_by_its_full_artist_name(
    service: Lrclib, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        f"{__name__}.RECORDINGS", [("Ada Quill feat. Bo", "Guest", "Dawn", False, "two of us"), *RECORDINGS[3:4]]
    )
    client = LrclibClient(service.url, retries=QUICK)
    (track,) = client.top_tracks(client.find_artist("Ada Quill"), 9)
    assert (track.title, track.artist_name) == ("Guest", "Ada Quill feat. Bo")
    assert client.lyrics(track).body == "two of us"
