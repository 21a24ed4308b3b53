"""The embedded lyrics source: a local HTTP server that serves the songbook with the Musixmatch protocol.

What belongs here: the protocol's server side, including its quirks. What does not: the catalogue that it serves
(sandbox_catalogue.py), and the client, which is the same as for the real service (musixmatch.py).

`python -m resources.lyrics_sources.sandbox --port 8765` starts it for trying by hand:
`curl 'http://127.0.0.1:8765/ws/1.1/artist.search?q_artist=ada+quill&apikey=any'`.
"""

import argparse
import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from resources.lyrics_sources.base import normalise_name
from resources.lyrics_sources.faults import Faults
from resources.lyrics_sources.sandbox_catalogue import Catalogue, Record, Recording, number
from resources.lyrics_sources.songbook import SongbookArtist, load_songbook

PREFIX = "/ws/1.1/"
LARGEST_PAGE = 100
FOOTERS = (
    "\n...\n\n******* This Lyrics is NOT for Commercial use *******\n(1409617829201)",
    "\n\n******* This Lyrics is NOT for Commercial use *******",
    "\n\n***** This Lyrics is NOT for Commercial Use *****\n(1409622718104)",
    "\n\n** this lyrics is not for commercial use **",
)

Query = Mapping[str, str]


class ProtocolError(Exception):
    """An answer with a status other than 200."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Api:
    """The protocol's methods for a catalogue: each takes a query and returns (additional header fields, body)."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._methods: dict[str, Callable[[Query], tuple[Record, Any]]] = {
            "artist.search": self._artist_search,
            "track.search": self._track_search,
            "track.get": self._track_get,
            "track.lyrics.get": self._lyrics_get,
            "matcher.lyrics.get": self._matcher_lyrics_get,
        }

    def answer(self, method: str, query: Query) -> Record:
        """The complete envelope. The status is in its header; HTTP's status is always 200."""
        started = time.perf_counter()
        try:
            if not query.get("apikey", "").strip():
                raise ProtocolError(401)
            if method not in self._methods:
                raise ProtocolError(405)
            extra, body = self._methods[method](query)
            status = 200
        except ProtocolError as error:
            extra, body, status = {}, [], error.status
        seconds = round(time.perf_counter() - started, 6)
        return {"message": {"header": {"status_code": status, "execute_time": seconds, **extra}, "body": body}}

    def _artist_search(self, query: Query) -> tuple[Record, Any]:
        words = set(normalise_name(query.get("q_artist", "")).split())
        # Fuzzy like the real search: artists that share a word match, the highest rating first.
        hits = [a for a in self._catalogue.artists if words & set(normalise_name(a["artist_name"]).split())]
        hits.sort(key=lambda a: -a["artist_rating"])
        return _page(hits, query, "artist")

    def _track_search(self, query: Query) -> tuple[Record, Any]:
        hits = self._catalogue.recordings
        if "f_artist_id" in query:
            hits = [r for r in hits if str(r.artist_id) == query["f_artist_id"]]
        elif "q_artist" in query:
            words = set(normalise_name(query["q_artist"]).split())
            hits = [r for r in hits if words & set(normalise_name(r.artist_name).split())]
        if "q_track" in query:
            title = normalise_name(query["q_track"])
            hits = [r for r in hits if title in normalise_name(r.title)]
        if query.get("f_has_lyrics") == "1":
            hits = [r for r in hits if not r.instrumental]
        if query.get("s_track_rating") in ("asc", "desc"):
            hits = sorted(hits, key=lambda r: r.rating, reverse=query["s_track_rating"] == "desc")
        return _page([_track(r) for r in hits], query, "track")

    def _find(self, query: Query) -> Recording:
        for name, index in (("track_id", self._catalogue.by_track), ("commontrack_id", self._catalogue.by_song)):
            if name in query:
                if not query[name].isdigit():
                    raise ProtocolError(400)
                if int(query[name]) not in index:
                    raise ProtocolError(404)
                return index[int(query[name])]
        raise ProtocolError(400)

    def _track_get(self, query: Query) -> tuple[Record, Any]:
        return {}, {"track": _track(self._find(query))}

    def _lyrics_get(self, query: Query) -> tuple[Record, Any]:
        return {}, {"lyrics": _lyrics(self._find(query))}

    def _matcher_lyrics_get(self, query: Query) -> tuple[Record, Any]:
        title, artist = normalise_name(query.get("q_track", "")), normalise_name(query.get("q_artist", ""))
        for recording in self._catalogue.recordings:
            if (normalise_name(recording.title), normalise_name(recording.artist_name)) == (title, artist):
                return {}, {"lyrics": _lyrics(recording)}
        raise ProtocolError(404)


def _page(records: list[Record], query: Query, kind: str) -> tuple[Record, Any]:
    page, size = query.get("page", "1"), query.get("page_size", "10")
    if not (page.isdigit() and size.isdigit() and int(page) >= 1 and 1 <= int(size) <= LARGEST_PAGE):
        raise ProtocolError(400)
    first = (int(page) - 1) * int(size)
    rows = [{kind: record} for record in records[first : first + int(size)]]
    return {"available": len(records)}, {f"{kind}_list": rows}


def _track(recording: Recording) -> Record:
    genre = "Hip Hop/Rap" if recording.copyright.startswith("CC0") else "Spoken Word"
    return {
        "track_id": recording.track_id,
        "commontrack_id": recording.commontrack_id,
        "track_name": recording.title,
        "artist_id": recording.artist_id,
        "artist_name": recording.artist_name,
        "album_id": number("album", recording.artist_id, recording.album),
        "album_name": recording.album,
        "track_rating": recording.rating,
        "instrumental": int(recording.instrumental),
        "explicit": 0,
        "has_lyrics": int(not recording.instrumental),
        "restricted": int(recording.restricted),
        "primary_genres": {"music_genre_list": [{"music_genre": {"music_genre_name": genre}}]},
        "updated_time": recording.updated,
    }


def _lyrics(recording: Recording) -> Record:
    body = ""
    if not (recording.restricted or recording.instrumental):
        lines = recording.text.splitlines()
        if recording.truncated:
            # As on a free plan: the beginning, with the last line cut off and three dots.
            lines = [*lines[: max(4, len(lines) * 6 // 10)]]
            lines[-1] = lines[-1][: len(lines[-1]) // 2].rstrip() + "..."
        footer = FOOTERS[0 if recording.truncated else 1 + recording.commontrack_id % 3]
        body = "\n".join(lines) + footer
    return {
        "lyrics_id": number("lyrics", recording.commontrack_id),
        "lyrics_body": body,
        "lyrics_language": recording.language,
        "restricted": int(recording.restricted),
        "instrumental": int(recording.instrumental),
        "explicit": 0,
        "verified": 0,
        "lyrics_copyright": recording.copyright,
        "script_tracking_url": "",
        "pixel_tracking_url": "",
        "html_tracking_url": "",
        "backlink_url": "",
        "updated_time": recording.updated,
    }


@dataclass(frozen=True, slots=True)
class Call:
    """A call as received: its time (seconds of the monotonic clock), method, and parameters without the key."""

    moment: float
    method: str
    query: Query


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet: with two packets, delayed acknowledgement costs 40 ms per call
    api: Api
    faults: Faults
    log: list["Call"]

    def do_GET(self) -> None:  # the name that http.server calls
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if not parts.path.startswith(PREFIX):
            self.send_error(404)
            return
        method = parts.path.removeprefix(PREFIX)
        self.log.append(Call(time.monotonic(), method, {k: v for k, v in query.items() if k != "apikey"}))
        reply = self.faults.reply(json.dumps(self.api.answer(method, query)).encode())
        if reply is None:
            self.close_connection = True
            return
        status, headers, payload = reply
        self.send_response(status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the client may have given up on a slow answer
            self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server passes
        """Log nothing: a request line contains the key."""


class Sandbox:
    """The server on 127.0.0.1, for the duration of a `with` block; port 0 chooses a free one.

    `faults` makes it misbehave like real services. `calls` are the received calls, `edition` is a digest of the songbook that
    it was created with.
    """

    def __init__(
        self, port: int = 0, songbook: tuple[SongbookArtist, ...] | None = None, faults: Faults | None = None
    ) -> None:
        songs = songbook if songbook is not None else load_songbook()
        self.edition = hashlib.sha256(repr(songs).encode()).hexdigest()[:12]
        self.calls: list[Call] = []
        self._handler = type("Handler", (_Handler,), {"faults": faults or Faults(), "log": self.calls})
        self.serve(songs)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base_url(self) -> str:
        """The address to give to a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{PREFIX.rstrip('/')}"

    def serve(self, songbook: tuple[SongbookArtist, ...]) -> None:
        """Answer from this songbook from now on."""
        self._handler.api = Api(Catalogue(songbook))

    def __enter__(self) -> "Sandbox":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the songbook with the Musixmatch protocol.")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--faults", type=float, default=0.0, help="the share of calls answered with a fault, 0 to 1")
    parser.add_argument("--seed", type=int, default=0, help="seed of the choice of faults")
    parser.add_argument("--quota", type=int, help="calls per day; further ones get status 402")
    parser.add_argument("--latency", type=float, default=0.0, help="the longest delay of an answer in seconds")
    args = parser.parse_args()
    faults = Faults(rate=args.faults, seed=args.seed, quota=args.quota, latency_seconds=args.latency)
    with Sandbox(args.port, faults=faults) as sandbox:
        print(f"{sandbox.base_url} (any apikey; Ctrl-C ends it)", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
