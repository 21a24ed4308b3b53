"""The sandbox speaks the Musixmatch protocol, including its quirks."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from resources.lyrics_sources.base import Artist, ArtistNotFoundError, InvalidKeyError, NotFoundError, Track
from resources.lyrics_sources.musixmatch import MusixmatchClient
from resources.lyrics_sources.sandbox import Sandbox
from resources.lyrics_sources.songbook import SongbookError, load_songbook, parse_artist


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as server:
        yield server


@pytest.fixture
def client(sandbox: Sandbox) -> MusixmatchClient:
    return MusixmatchClient("any", sandbox.base_url)


def ask(sandbox: Sandbox, method: str, **query: str | int) -> dict[str, Any]:
    answer = requests.get(f"{sandbox.base_url}/{method}", params={"apikey": "any", **query}, timeout=10)
    assert answer.status_code == 200, "the protocol's status is in the header, HTTP's is always 200"
    return answer.json()["message"]


def test_the_songbook_has_the_documented_contents() -> None:
    songbook = load_songbook()
    rap = [artist for artist in songbook if artist.licence == "CC0-1.0"]
    assert len(songbook) == 30
    assert len(rap) >= 20
    assert sum(len(artist.songs) for artist in rap) >= 80
    for artist in rap:
        for song in artist.songs:
            lines = [line for line in song.text.splitlines() if line and not line.startswith("[")]
            assert 16 <= len(lines) <= 40, (artist.name, song.title)


def test_a_broken_songbook_file_is_named() -> None:
    with pytest.raises(SongbookError, match=r"new-mc\.txt lacks licence"):
        parse_artist("new-mc", "artist: New\nstyle: odd\nprovenance: here\n\n# Song\n\nla la\n")


def test_fuzzy_search_finds_tribute_acts_too(sandbox: Sandbox) -> None:
    message = ask(sandbox, "artist.search", q_artist="ada quill", page_size=100)
    names = [row["artist"]["artist_name"] for row in message["body"]["artist_list"]]
    assert "Ada Quill" in names
    assert "Ada Quill Tribute Band" in names
    assert any("feat." in name for name in names)
    assert message["header"]["available"] == len(names)


def test_paging_ends_with_an_empty_list(sandbox: Sandbox, client: MusixmatchClient) -> None:
    artist = client.find_artist("William Shakespeare")
    ids: list[int] = []
    page = 1
    while rows := ask(
        sandbox, "track.search", f_artist_id=artist.artist_id, page=page, page_size=50, s_track_rating="desc"
    )["body"]["track_list"]:
        ids += [row["track"]["track_id"] for row in rows]
        page += 1
    assert page == 1 + -(-len(ids) // 50)
    assert len(ids) == len(set(ids)) > 154, "154 sonnets and their doubles"


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("track.search", {"apikey": ""}, 401),
        ("track.steal", {}, 405),
        ("track.lyrics.get", {"track_id": 1}, 404),
        ("track.lyrics.get", {"track_id": "x"}, 400),
        ("track.lyrics.get", {}, 400),
        ("track.search", {"page_size": 101}, 400),
        ("track.search", {"page": 0}, 400),
        ("matcher.lyrics.get", {"q_track": "nothing", "q_artist": "nobody"}, 404),
    ],
)
def test_errors_are_in_the_header_with_an_empty_body(
    sandbox: Sandbox, method: str, query: dict[str, str | int], status: int
) -> None:
    message = ask(sandbox, method, **query)
    assert message["header"]["status_code"] == status
    assert message["body"] == []


def test_one_song_has_several_tracks(sandbox: Sandbox) -> None:
    rows = ask(sandbox, "track.search", q_artist="shakespeare", page_size=100)["body"]["track_list"]
    songs = [row["track"]["commontrack_id"] for row in rows]
    assert len(set(songs)) < len(songs)
    flags = {row["track"][name] for row in rows for name in ("instrumental", "restricted", "explicit", "has_lyrics")}
    assert flags <= {0, 1}


def test_the_client_finds_the_artist_and_no_similar_name(client: MusixmatchClient) -> None:
    assert client.find_artist("  marlow VANE ").name == "Marlow Vane"
    assert [client.find_artist(a.name).name for a in load_songbook()] == [a.name for a in load_songbook()]
    assert client.find_artist("The Bard", aliases=["William Shakespeare"]).name == "William Shakespeare"
    with pytest.raises(ArtistNotFoundError, match="Nobody Special"):
        client.find_artist("Nobody Special")


def test_each_song_is_returned_once_by_rank_with_its_words(client: MusixmatchClient) -> None:
    tracks = client.top_tracks(client.find_artist("Ada Quill"), 50)
    assert len({track.commontrack_id for track in tracks}) == len(tracks)
    assert [track.rating for track in tracks] == sorted((track.rating for track in tracks), reverse=True)
    words = client.lyrics(tracks[0])
    assert "not for commercial use" in words.body.lower()
    assert words.copyright.startswith("CC0")


def test_songs_without_words_are_empty(client: MusixmatchClient) -> None:
    seen = set()
    for artist in load_songbook():
        for track in client.top_tracks(client.find_artist(artist.name), 100):
            if track.instrumental or track.restricted:
                words = client.lyrics(track)
                assert words.body == ""
                seen.add("instrumental" if words.instrumental else "restricted" if words.restricted else "?")
    assert seen == {"instrumental", "restricted"}


def test_a_wrong_key_and_a_missing_song_raise_typed_errors(sandbox: Sandbox, client: MusixmatchClient) -> None:
    with pytest.raises(InvalidKeyError, match="MUSIXMATCH_API_KEY"):
        MusixmatchClient("", sandbox.base_url).top_tracks(Artist("1", "x", 0), 5)
    gone = Track("1", "1", "", "", "", "", 0, False, False, False, True, "", "")
    with pytest.raises(NotFoundError):
        client.lyrics(gone)
