"""The songbook that ships with the project: invented MCs and public-domain poets.

What belongs here: reading it. What does not: serving it (sandbox.py). Authors and licences are listed in
songbook/PROVENANCE.md and in the header of each file.
"""

import functools
from dataclasses import dataclass, field
from pathlib import Path

from resources.errors import TenthSymphonyError

SONGBOOK = Path(__file__).parent / "songbook"
HEADER = ("artist", "style", "licence", "provenance")

UPDATED = "2026-01-05T09:00:00Z"

LICENCE = "CC0-1.0 or public domain: see each song's copyright line"


class SongbookError(TenthSymphonyError):
    """A songbook file does not have the songbook's format."""


@dataclass(frozen=True, slots=True)
class Song:
    """A song: its lines, with blank lines between stanzas and section headers in square brackets, and its last change."""

    title: str
    text: str
    updated: str = field(default=UPDATED, repr=False)


@dataclass(frozen=True, slots=True)
class SongbookArtist:
    """An artist and all songs."""

    name: str
    slug: str
    style: str
    licence: str
    provenance: str
    songs: tuple[Song, ...]


def parse_artist(slug: str, text: str) -> SongbookArtist:
    """Parse one file: `key: value` lines, a blank line, then songs under `# Title`.

    Raises:
        SongbookError: a header is missing, or there is no song.
    """
    head, *parts = ("\n" + text).split("\n# ")
    header = dict(line.split(": ", 1) for line in head.strip().splitlines() if ": " in line)
    missing = [name for name in HEADER if not header.get(name, "").strip()]
    songs = tuple(Song(title.strip(), body.strip()) for title, _, body in (part.partition("\n") for part in parts))
    if missing or not songs or not all(song.title and song.text for song in songs):
        raise SongbookError(
            f"The songbook's {slug}.txt lacks {', '.join(missing) or 'a song, a title or words'}.",
            remedy="Each file starts with artist, style, licence and provenance; each song with '# Title'.",
        )
    return SongbookArtist(header["artist"], slug, header["style"], header["licence"], header["provenance"], songs)


@functools.cache
def load_songbook() -> tuple[SongbookArtist, ...]:
    """All artists of the songbook, by slug, MCs first.

    Raises:
        SongbookError: a file does not have the songbook's format.
    """
    files = [*sorted((SONGBOOK / "rap").glob("*.txt")), *sorted((SONGBOOK / "poets").glob("*.txt"))]
    return tuple(parse_artist(file.stem, file.read_text(encoding="utf-8")) for file in files)
