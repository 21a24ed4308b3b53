"""From a source's bodies to clean English songs; what is not one is set aside with its reason.

What belongs here: text in, text out, and the booking of every song. What does not: fetching (harvest.py), splitting
(assets/corpus).
"""

import functools
import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.lyrics.near_duplicates import cluster_near_duplicates, words
from assets.lyrics.roster import artist_key

if TYPE_CHECKING:
    from lingua import LanguageDetector

LYRICS_SCHEMA = {
    "song_id": "artist key and the source's song id",
    "artist": "the artist as the roster names them",
    "title": "the song's title",
    "rank": "1 for the artist's most popular song",
    "text": "the lines, stanzas apart by a blank line",
    "n_lines": "lines with words",
    "n_words": "words",
    "truncated": "whether the source gave only the song's opening",
    "language": "the detected language (ISO 639-1)",
    "cluster_id": "the song_id of the first song of its near-duplicate cluster",
    "source": "where it comes from",
    "licence": "the source's terms in one line",
    "copyright": "the source's copyright line",
}
REJECTED_SCHEMA = {
    "song_id": "artist key and the source's song id",
    "artist": "the artist as the roster names them",
    "title": "the song's title",
    "reason": "why it was set aside",
}

COMMERCIAL_USE_FOOTER = r"(?im)^[ \t]*\*{2,}.*not for commercial use"
_FOOTER_TO_END = re.compile(COMMERCIAL_USE_FOOTER + r"[\s\S]*")
_HEADER = re.compile(
    r"^(\[[^\]]*\]|(verse|hook|chorus|pre-?chorus|post-?chorus|bridge|intro|outro|interlude|refrain|skit|breakdown)"
    r"(\s+\d+)?\s*(\([^)]*\))?\s*:?)$",
    re.IGNORECASE,
)
_AD_LIB_LINE = re.compile(r"^(\([^()]*\)[\s,.!?-]*)+$")
_REPEAT = re.compile(r"\s*[\[(]?\b(?:x\s?([2-8])|([2-8])\s?x)[\])]?$", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")
_TRANSLATED = str.maketrans("‘’‚‛`´“”„‟«»‐‑‒–—―", "''''''\"\"\"\"\"\"------")

# Cyrillic and Greek letters that look like Latin ones: some sources' texts hide them inside English words.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕЗКМНОРСТУХІЈЅαοερντικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABE3KMHOPCTYXIJSaoepvtikuxABEZHIKMNOPTYX",
)
_MIXED_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")

# Enough to tell English from what else a rap catalogue holds; each further language costs memory.
LANGUAGES = (
    "ENGLISH", "SPANISH", "FRENCH", "GERMAN", "ITALIAN", "PORTUGUESE", "DUTCH", "SWEDISH", "POLISH", "TURKISH",
    "RUSSIAN", "JAPANESE", "KOREAN",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CleanText:
    """A body after cleaning; `truncated` says that the source gave only its opening."""

    text: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class CleanedSongs:
    """Every raw row, in exactly one of the two (`LYRICS_SCHEMA`, `REJECTED_SCHEMA`)."""

    lyrics: pd.DataFrame
    rejected: pd.DataFrame


def normalise(text: str) -> str:
    """Plain characters: entities and look-alikes resolved, quotes and dashes in ASCII, nothing invisible."""
    while (unescaped := html.unescape(text)) != text:
        text = unescaped
    text = unicodedata.normalize("NFKC", _LINE_ENDS.sub("\n", text)).translate(_TRANSLATED)
    text = "".join(
        char if char == "\n" else " " if char.isspace() else char
        for char in text
        if char == "\n" or char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return _MIXED_WORD.sub(_latin, text)


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) and not word.isascii() else word


def clean_text(body: str) -> CleanText:
    """Clean one body: normalise, cut the footer and a broken end, take out headers and ad-lib lines, expand "x2".

    Idempotent, and invents no word: what is left are the body's own lines, repeated where it says so.
    """
    text = normalise(body)
    without_footer = _FOOTER_TO_END.sub("", text)
    lines = [" ".join(line.split()) for line in without_footer.split("\n")]
    truncated = False
    if without_footer != text:
        lines, truncated = _cut_broken_end(lines)
    kept: list[str] = []
    for line in lines:
        if not line or _HEADER.match(line):
            line = ""
        elif _AD_LIB_LINE.match(line):
            continue
        for repeated in _expand(line):
            if repeated or (kept and kept[-1]):
                kept.append(repeated)
    return CleanText("\n".join(kept).strip("\n"), truncated)


def _cut_broken_end(lines: list[str]) -> tuple[list[str], bool]:
    """A body cut by the source ends in "..."; the line before it may be cut too, so it goes as well."""
    lines = list(lines)
    while lines and not lines[-1]:
        lines.pop()
    if not lines or not lines[-1].endswith("..."):
        return lines, False
    if lines.pop() == "..." and lines:
        lines.pop()
    return lines, True


def _expand(line: str) -> list[str]:
    """The line as often as its "x2" says, without the mark; a mark alone says nothing about any line."""
    times = 1
    while match := _REPEAT.search(line):
        times *= int(match[1] or match[2])
        line = line[: match.start()].rstrip(" ,-")
    if times > 1 and (not line or _HEADER.match(line) or _AD_LIB_LINE.match(line)):
        return []
    return [line] * min(times, 8)


@functools.cache
def _detector() -> "LanguageDetector":
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(*(getattr(Language, name) for name in LANGUAGES)).build()


def detect_language(text: str) -> str:
    """The language of a song (ISO 639-1, lower case), or "unknown" where there is nothing to go by."""
    language = _detector().detect_language_of(text.replace("\n", " "))
    return language.iso_code_639_1.name.lower() if language else "unknown"


def clean_songs(raw: pd.DataFrame) -> CleanedSongs:
    """Clean all fetched bodies, keep English songs once each, and cluster near-duplicates.

    Args:
        raw: rows of `assets.lyrics.harvest.RAW_LYRICS_SCHEMA`, of any number of artists.
    """
    kept: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    # By rank, so that of two equal songs the more popular stays.
    for row in raw.sort_values(["rank", "artist", "commontrack_id"]).to_dict("records"):
        song = {
            "song_id": f"{artist_key(row['artist'])}-{row['commontrack_id']}",
            "artist": row["artist"],
            "title": row["title"],
        }
        cleaned = clean_text(row["body"])
        language = detect_language(cleaned.text) if cleaned.text else "unknown"
        reason = _refusal(row, cleaned, language, seen)
        if reason:
            rejected.append({**song, "reason": reason})
            continue
        seen[_fingerprint(cleaned.text)] = song["song_id"]
        kept.append(
            {
                **song,
                "rank": row["rank"],
                "text": cleaned.text,
                "n_lines": sum(map(bool, cleaned.text.split("\n"))),
                "n_words": len(words(cleaned.text)),
                "truncated": cleaned.truncated,
                "language": language,
                "source": row["source"],
                "licence": row["licence"],
                "copyright": row["copyright"],
            }
        )
    return CleanedSongs(_with_clusters(kept), _table(rejected, REJECTED_SCHEMA))


def _refusal(row: dict[Any, Any], cleaned: CleanText, language: str, seen: dict[str, str]) -> str:
    if row["status"] != "fetched":
        return f"refused by the source: {row['reason']}"
    if not words(cleaned.text):
        return "empty after cleaning"
    if language != "en":
        return f"not English ({language})"
    twin = seen.get(_fingerprint(cleaned.text))
    return f"exact duplicate of {twin}" if twin else ""


def _fingerprint(text: str) -> str:
    return " ".join(words(text))


def _with_clusters(rows: list[dict[str, Any]]) -> pd.DataFrame:
    # Sorted by id, so that a cluster is named after the same song in whatever order the artists came.
    rows = sorted(rows, key=lambda row: row["song_id"])
    for row, first in zip(rows, cluster_near_duplicates([row["text"] for row in rows]), strict=True):
        row["cluster_id"] = rows[first]["song_id"]
    return _table(rows, LYRICS_SCHEMA)


def _table(rows: Sequence[dict[str, Any]], schema: dict[str, str]) -> pd.DataFrame:
    types = {"rank": "int64", "n_lines": "int64", "n_words": "int64", "truncated": "bool"}
    frame = pd.DataFrame(rows, columns=list(schema))
    return frame.astype({name: types.get(name, "str") for name in schema})
