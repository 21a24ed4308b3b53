"""The roster: which artists are harvested. It is a CSV file that users edit.

What belongs here: reading and validating it. What does not: partitions (partitions.py).
"""

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.lyrics_sources.base import normalise_name

_TOO_MANY = "fields beyond the header"


class RosterError(TenthSymphonyError):
    """The roster cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class RosterArtist:
    """An artist to harvest; `key` is the partition key, [a-z0-9-]."""

    name: str
    aliases: tuple[str, ...]
    key: str


def artist_key(name: str) -> str:
    """A partition key for a name: its letters and digits in ASCII, joined by hyphens; "" for no name.

    A name with non-ASCII letters, or without any letters, also gets a digest, so that no two artists share a key.
    """
    known = normalise_name(name)
    key = re.sub(r"[^a-z0-9]+", "-", known).strip("-")
    if known.isascii() and (key or not known):
        return key
    return f"{key}-{hashlib.sha256(known.encode()).hexdigest()[:8]}".strip("-")


def roster_of(names: Iterable[str]) -> list[RosterArtist]:
    """A roster of the named artists; of names with the same key the first is kept.

    Raises:
        RosterError: there is no artist.
    """
    artists: dict[str, RosterArtist] = {}
    for name in names:
        if key := artist_key(name):
            artists.setdefault(key, RosterArtist(name, (), key))
    if not artists:
        raise RosterError("LYRICS_DIR has no artist.", remedy="Put texts into it as <artist>/<title>.txt.")
    return list(artists.values())


def load_roster(path: Path) -> list[RosterArtist]:
    """Read a CSV with the columns `artist` and, optionally, `aliases` (separated by ";").

    Raises:
        RosterError: no file, no such column, an empty name, a name twice, or no artist at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RosterError(
            f"The roster {path.name} cannot be read ({type(error).__name__}).",
            remedy="Set ROSTER to a UTF-8 CSV file with the columns artist and aliases.",
        ) from error
    rows = csv.DictReader(text.splitlines(), restkey=_TOO_MANY)
    if "artist" not in (rows.fieldnames or []):
        raise RosterError(f"The roster {path.name} has no column artist.", remedy="Make its first line: artist,aliases")
    artists: dict[str, RosterArtist] = {}
    for row in rows:
        where = f"The roster {path.name}, line {rows.line_num},"
        if rows.fieldnames == ["artist"]:  # a comma can only be part of the name
            row = {"artist": ",".join([row["artist"], *row.get(_TOO_MANY, [])])}
        elif row.get(_TOO_MANY) or (row.get("aliases") or "").startswith(" "):
            line = text.splitlines()[rows.line_num - 1]
            raise RosterError(
                f"{where} has a comma that is not in quotes: {line}",
                remedy=f'Write "{line.strip()}", with quotes, if that is one name. Aliases follow the comma without a space.',
            )
        name = (row.get("artist") or "").strip()
        key = artist_key(name)
        if not key:
            raise RosterError(f"{where} names no artist.", remedy="Remove the line or fill it in.")
        if key in artists:
            raise RosterError(f"{where} names {name!r} again.", remedy="Keep one of the two lines.")
        aliases = tuple(alias.strip() for alias in (row.get("aliases") or "").split(";") if alias.strip())
        artists[key] = RosterArtist(name, aliases, key)
    if not artists:
        raise RosterError(f"The roster {path.name} is empty.", remedy="Add one line per artist.")
    return list(artists.values())
