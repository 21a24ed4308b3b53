"""Lyrics from files as people have them."""

import json
from pathlib import Path

import pytest

from assets.lyrics.harvest import harvest_lyrics, harvest_tracks
from assets.lyrics.roster import RosterArtist, roster_of
from resources.lyrics_sources.base import ArtistNotFoundError
from resources.lyrics_sources.folder import UNKNOWN_LICENCE, FolderError, FolderSource, read_text

VERSE = "Née à l’aube, she said “goodbye”\r\nthe café was closing – we watched it die\r\n"


def write(folder: Path, name: str, data: bytes | str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def songs(source: FolderSource, artist: str) -> dict[str, str]:
    return {t.title: source.lyrics(t).body for t in source.top_tracks(source.find_artist(artist), 50)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, "song.txt", VERSE.encode(encoding))
    assert read_text(tmp_path / "song.txt") == VERSE


def test_a_song_a_file(tmp_path: Path) -> None:
    write(tmp_path, "Ada Quill/01 - First Light.txt", "one\ntwo")
    write(tmp_path, "Ada Quill/Album/02. What's Ünder? (Live).txt", "three")
    write(tmp_path, "Ada Quill/.DS_Store.txt", "no")
    write(tmp_path, "Ada Quill/notes.md", "no")
    write(tmp_path, "99 Problems Band/7.txt", "four")
    write(tmp_path, "README.txt", "no artist, no song")
    source = FolderSource(tmp_path)
    assert source.artists() == ["99 Problems Band", "Ada Quill"]
    assert songs(source, "ada  quill") == {"First Light": "one\ntwo", "What's Ünder? (Live)": "three"}
    assert songs(source, "99 problems band") == {"7": "four"}
    with pytest.raises(ArtistNotFoundError):
        source.find_artist("Nobody")


def test_a_song_a_row(tmp_path: Path) -> None:
    write(tmp_path, "a.csv", 'Artist;Song;Lyrics\r\nAda;One;"first\nsecond ""x"""\r\n'.encode("cp1252"))
    rows = [
        {"artist_name": "Bo", "title": "Two", "text": "words\nmore"},
        {"artist": "Ada", "title": "Three", "body": "z"},
    ]
    write(tmp_path, "b.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    source = FolderSource(tmp_path)
    assert songs(source, "Ada") == {"One": 'first\nsecond "x"', "Three": "z"}
    assert songs(source, "Bo") == {"Two": "words\nmore"}


def test_the_nearest_licence_counts(tmp_path: Path) -> None:
    write(tmp_path, "Ada/one.txt", "x")
    write(tmp_path, "Bo/two.txt", "y")
    source = FolderSource(tmp_path)
    assert source.lyrics(source.top_tracks(source.find_artist("Ada"), 5)[0]).copyright == UNKNOWN_LICENCE
    write(tmp_path, "LICENCE.txt", "CC0-1.0\nand more")
    write(tmp_path, "Bo/LICENSE", "(c) Bo, with permission")
    source = FolderSource(tmp_path)
    assert source.lyrics(source.top_tracks(source.find_artist("Ada"), 5)[0]).copyright == "CC0-1.0"
    assert source.lyrics(source.top_tracks(source.find_artist("Bo"), 5)[0]).copyright == "(c) Bo, with permission"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "artist,title\nAda,One\n", "song 1, has no lyrics"),
        ("a.csv", "artist,title,lyrics\n,One,x\n", "song 1, has no artist"),
        ("a.jsonl", '{"artist": "A", "title": "B", "text": "x"}\nnot json\n', "line 2, is no JSON object"),
    ],
)
def test_what_cannot_be_read_names_its_place(tmp_path: Path, name: str, text: str, says: str) -> None:
    write(tmp_path, name, text)
    with pytest.raises(FolderError, match=says):
        FolderSource(tmp_path).artists()


def test_a_file_that_is_no_text_is_set_aside_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "Ada/binary.txt", bytes(range(256)) * 20)
    write(tmp_path, "Ada/one.txt", "x")
    source = FolderSource(tmp_path)
    raw = harvest_lyrics(source, harvest_tracks(source, RosterArtist("Ada", (), "ada"), 5), 5)
    assert raw.set_index("title")["status"].to_dict() == {"binary": "refused", "one": "fetched"}
    assert raw["reason"][0].startswith("unreadable (binary.txt holds no text")
    write(tmp_path, "all.csv", bytes(range(256)) * 20)
    with pytest.raises(FolderError, match=r"all\.csv"):
        FolderSource(tmp_path).artists()


def test_artists_in_any_script(tmp_path: Path) -> None:
    for name in ("!!!", "Кино", "キノ", "MØ", "M"):
        write(tmp_path, f"{name}/one.txt", f"by {name}")
    source = FolderSource(tmp_path)
    assert {artist.name: songs(source, artist.name)["one"] for artist in roster_of(source.artists())} == {
        name: f"by {name}" for name in ("!!!", "Кино", "キノ", "MØ", "M")
    }


def test_no_folder_says_which_setting(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no folder") as raised:
        FolderSource(tmp_path / "none").artists()
    assert "LYRICS_DIR" in str(raised.value.remedy)
