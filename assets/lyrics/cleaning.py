"""Cleaning: from the texts of a source to clean English songs. Every other song is rejected with its reason.

What belongs here: cleaning a text, and recording what became of every song. What does not: fetching (harvest.py), what headers
and boilerplate look like (headers.py, boilerplate.py), languages (language.py), splitting (assets/corpus).
"""

import dataclasses
import hashlib
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assets.lyrics.boilerplate import without_advertisements, without_head, without_tail
from assets.lyrics.headers import LONGEST_LINE, expand, is_repeat_note, joined_headers, read_line
from assets.lyrics.language import detect_languages
from assets.lyrics.near_duplicates import group_alike
from assets.lyrics.roster import artist_key
from assets.schemas import Column, as_table
from assets.text import words
from resources.lyrics_sources.lrc import TimedLine, read_lines
from resources.spread import Spread, here, in_pieces
from resources.tables import Table

if TYPE_CHECKING:
    import pandas as pd

LYRICS_SCHEMA = {
    "song_id": Column("artist key and the source's song id"),
    "artist": Column("the artist as the roster names them"),
    "title": Column("the song's title"),
    "rank": Column("1 for the artist's most popular song", "int64"),
    "text": Column("the lines, stanzas separated by a blank line"),
    "n_lines": Column("number of lines with words", "int64"),
    "n_words": Column("number of words", "int64"),
    "sections": Column(
        "JSON: for each stanza its name (verse, hook, ...), its number of lines, and how many ad-lib lines were removed"
    ),
    "timing": Column(
        "JSON: for each line with words, when it is sung in milliseconds, null where unknown; empty without time stamps"
    ),
    "truncated": Column("whether the source gave only the song's opening", "bool"),
    "language": Column("the detected language (ISO 639-1)"),
    "cluster_id": Column("the song_id of the first song of its cluster of near-duplicates"),
    "overlap_id": Column("the song_id of the first song in its group of songs that share half of a song"),
    "source": Column("where it comes from"),
    "licence": Column("the source's terms in one line"),
    "copyright": Column("the source's copyright line"),
    "tracking_url": Column("the address that the source wants loaded where the words are shown"),
    "backlink_url": Column("the address that the source wants linked where the words are shown"),
}
REJECTED_SCHEMA = {
    "song_id": Column("artist key and the source's song id"),
    "artist": Column("the artist as the roster names them"),
    "title": Column("the song's title"),
    "reason": Column("why the song was rejected"),
}

COMMERCIAL_USE_FOOTER = r"(?im)^[ \t]*\*{2,}.*not for commercial use"
_FOOTER = re.compile(COMMERCIAL_USE_FOOTER)
_AD_LIB_LINE = re.compile(r"^(\([^()]*\)[\s,.!?-]*)+$")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")
_BLANKS = re.compile(r"[^\S\n]")

_APOSTROPHES = "‘’‚‛´`ʼʻ′ʹ＇΄"
_TRANSLATED = str.maketrans(f"{_APOSTROPHES}“”„‟«»‐‑‒–—―", f"{chr(39) * len(_APOSTROPHES)}" + '""""""------')
# NFKC would join them to their neighbours: 3½ would become 31/2, brand™ brandTM, x² x2.
_FRACTION_SIGN = re.compile(r"(?<=\d)\s*(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")
_MARKS = str.maketrans(
    {"™": "", "®": "", "©": "", "℠": "", "⁄": "/"} | {sign: f" {n}" for n, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
)
# Only with the semicolon: "&not me" is not the logical sign.
_ENTITY = re.compile(r"&(?:amp;)?(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<\s*(?:br|/?p|/?div)\s*/?\s*>\n?", re.IGNORECASE)
_TAG = re.compile(r"</?(?:i|b|u|em|strong|span|a|sup|sub|small|font)(?:\s[^<>]*)?/?>", re.IGNORECASE)

# Cyrillic and Greek letters that look like Latin ones: some sources hide them inside English words.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕЗКМНОРСТУХІЈЅαοερντικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABE3KMHOPCTYXIJSaoepvtikuxABEZHIKMNOPTYX",
)
_MIXED_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")

SONGS_AT_ONCE = 1_000
FINGERPRINT = "fingerprint"  # equal for songs with the same words


@dataclass(frozen=True, slots=True)
class Section:
    """A stanza of a song: `name` ("verse", "hook", ...) as in its header; without a header "hook" if it is repeated, else
    "verse".

    `lines` counts its lines, `ad_libs` the lines of ad-libs in brackets that were removed from it.
    """

    name: str
    lines: int
    ad_libs: int


@dataclass(frozen=True, slots=True)
class CleanText:
    """A song's text after cleaning.

    `truncated`: the source gave only the opening. `line_counts` counts the input lines by what became of them:
    kept, header, ad_lib, blank, broken, mark ("x2" or "repeat chorus" alone), boilerplate (what sites put around a song),
    footer; `repeated` counts the lines that marks added. `starts`: when each kept line is sung, in milliseconds
    from the recording's start, None where the source does not say; empty without any time stamp.
    """

    text: str
    truncated: bool
    sections: tuple[Section, ...]
    line_counts: Counter[str]
    starts: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class CleanedSongs:
    """Every raw row is in exactly one of the two tables (`LYRICS_SCHEMA`, `REJECTED_SCHEMA`)."""

    lyrics: Table
    rejected: Table


def normalise(text: str) -> str:
    """Plain characters: entities and look-alikes resolved, quotes and dashes in ASCII, nothing invisible."""
    # Repeated until nothing changes: removing something hidden inside an entity or a word can reveal a new one.
    while (plain := _plain(text)) != text:
        text = plain
    return text


def _plain(text: str) -> str:
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text).replace("`", "'")
    if "<" in text:
        text = _TAG.sub("", _BREAK_TAG.sub("\n", text))
    if "\\n" in text and "\n" not in text:
        text = re.sub(r"(?:\\r)?\\n", "\n", text)  # escaped twice: there are no real line ends
    if not text.isascii():
        from ftfy import fix_encoding

        text = fix_encoding(text)
        text = _FRACTION_SIGN.sub(" ", text.translate(_TRANSLATED)).translate(_MARKS)
        text = unicodedata.normalize("NFKC", text).replace("⁄", "/")
        text = _MIXED_WORD.sub(_latin, text.translate(_TRANSLATED))
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    lines = text.split("\n")
    return "\n".join(line if line.isprintable() else "".join(filter(str.isprintable, line)) for line in lines)


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_LOOK_ALIKES) if _LATIN.search(word) and not word.isascii() else word


def clean_text(body: str) -> CleanText:
    """Clean one song's text: normalise it, read time stamps, cut the footer and a broken end, remove headers, ad-lib lines and
    boilerplate, expand "x2".

    Cleaning is idempotent and invents no word: what remains are the text's own lines, repeated where the text says so.
    """
    timed = [TimedLine(" ".join(line.text.split()), line.starts) for line in read_lines(normalise(body))]
    lines = [line.text for line in timed]
    end = next((number for number, line in enumerate(lines) if _FOOTER.match(line)), len(lines))
    counts = Counter(footer=len(lines) - end)
    with_footer, lines = end < len(lines), lines[:end]
    whole = len(lines)
    lines, truncated = _cut_broken_end(lines, with_footer)
    counts["broken"] = whole - len(lines)
    lines = _cut_tail(lines, counts)
    stanzas = _Stanzas()
    at = 0
    for line, size in joined_headers(lines):
        starts = timed[at].starts
        at += size
        read = read_line(without_advertisements(line))
        if not stanzas.has_words and read.text:
            read = read_line(without_head(read.text)) if without_head(read.text) != read.text else read
        if read.before:
            stanzas.end(read.before)
        if not line:
            counts["blank"] += 1
            stanzas.end()
        elif not read.text:
            counts["header" if read.before else "boilerplate"] += size
        elif is_repeat_note(read.text):
            counts["mark"] += size
        elif _AD_LIB_LINE.match(read.text):
            counts["ad_lib"] += size
            stanzas.ad_libs += 1
        elif times := expand(read.text):
            counts["kept"] += 1
            counts["repeated"] += len(times) - 1
            stanzas.add(times, starts)
        else:
            counts["mark"] += size
        if read.after:
            stanzas.end(read.after)
    stanzas.end()
    text = "\n\n".join("\n".join(stanza) for _, stanza, _ in stanzas.done if stanza)
    return CleanText(text, truncated, stanzas.sections(), counts, stanzas.starts if any(stanzas.starts) else ())


class _Stanzas:
    """Collects the stanzas of a song line by line: (name or "", lines, number of ad-lib lines)."""

    def __init__(self) -> None:
        self.done: list[tuple[str, list[str], int]] = []
        self.lines: list[str] = []
        self.ad_libs = 0
        self.starts: tuple[int | None, ...] = ()  # of all lines, in milliseconds
        self._name = ""

    @property
    def has_words(self) -> bool:
        """Whether a line has been kept yet."""
        return bool(self.starts)

    def add(self, lines: Sequence[str], starts: Sequence[int]) -> None:
        """Add a line as often as it is sung; only the first has a start time."""
        self.lines += lines
        self.starts += (starts[0] if starts else None, *[None] * (len(lines) - 1))

    def end(self, following: str = "") -> None:
        """End the stanza; `following` names the next."""
        if self.lines or self.ad_libs:
            self.done.append((self._name, self.lines, self.ad_libs))
            self._name = ""
        self.lines, self.ad_libs = [], 0
        self._name = following or self._name

    def sections(self) -> tuple[Section, ...]:
        """The named stanzas. An unnamed stanza that is repeated is a hook, any other a verse."""
        times = Counter(tuple(lines) for _, lines, _ in self.done)
        return tuple(
            Section(name or ("hook" if lines and times[tuple(lines)] > 1 else "verse"), len(lines), ad_libs)
            for name, lines, ad_libs in self.done
        )


def _cut_broken_end(lines: list[str], with_footer: bool) -> tuple[list[str], bool]:
    """The lines without a broken end, and whether there was one.

    A text that the source has cut ends in a line "..."; the line before it may be cut too, so it is dropped as well. If the
    footer follows, dots at the end of the last line mean the same; without the footer they belong to the poem.
    """
    lines = list(lines)
    while lines and not lines[-1]:
        lines.pop()
    if not lines or not (lines[-1] == "..." or (with_footer and lines[-1].endswith("..."))):
        return lines, False
    if lines.pop() == "..." and lines:
        lines.pop()
    return lines, True


def _cut_tail(lines: Sequence[str], counts: Counter[str]) -> list[str]:
    """The lines without the boilerplate below a song; adds what was cut to `counts`."""
    lines = list(lines)
    while lines and len(lines[-1]) <= LONGEST_LINE:
        line = lines[-1]
        rest = without_tail(without_advertisements(line))
        if not rest:
            lines.pop()
            counts["boilerplate" if line else "blank"] += 1
            continue
        lines[-1] = rest
        if rest == without_tail(without_advertisements(rest)):
            break
    return lines


def clean_songs(raw: Table, spread: Spread = here, songs_at_once: int = SONGS_AT_ONCE) -> CleanedSongs:
    """Clean all fetched texts, keep each English song once, and cluster near-duplicates.

    Args:
        raw: rows of `assets.lyrics.harvest.RAW_LYRICS_SCHEMA`, of any number of artists.
        spread: distributes the cleaning, `songs_at_once` songs at a time.
    """
    kept: list[dict[Any, Any]] = []
    rejected: list[dict[Any, Any]] = []
    seen: dict[bytes, str] = {}
    # By rank, so that the more popular of two equal songs is kept.
    raw = raw.sort_values(["rank", "artist", "commontrack_id"])
    starts = range(0, len(raw), songs_at_once)
    named = raw.drop(columns="body")
    for start, cleaned in zip(starts, spread(clean_bodies, in_pieces(raw["body"], songs_at_once)), strict=True):
        for row, song in zip(named.iloc[start : start + songs_at_once].to_dict("records"), cleaned, strict=True):
            row["song_id"] = f"{artist_key(row['artist'])}-{row['commontrack_id']}"
            if reason := _refusal(row, song, seen):
                rejected.append({**row, "reason": reason})
                continue
            seen[song[FINGERPRINT]] = row["song_id"]
            kept.append(row | song)
    return CleanedSongs(_with_clusters(kept, spread), as_table(rejected, REJECTED_SCHEMA))


def clean_bodies(bodies: Sequence[str]) -> list[dict[str, Any]]:
    """For each text the columns of the table of clean songs that depend on it, and `FINGERPRINT`."""
    songs = [clean_text(body) for body in bodies]
    languages = detect_languages([song.text for song in songs])
    return [_columns(song, language) for song, language in zip(songs, languages, strict=True)]


def _columns(song: CleanText, language: str) -> dict[str, Any]:
    spoken = words(song.text)
    return {
        "text": song.text,
        "n_lines": sum(map(bool, song.text.split("\n"))),
        "n_words": len(spoken),
        "sections": json.dumps([dataclasses.asdict(section) for section in song.sections]),
        "timing": json.dumps(song.starts) if song.starts else "",
        "truncated": song.truncated,
        "language": language,
        FINGERPRINT: hashlib.sha256(" ".join(spoken).encode()).digest(),
    }


def _refusal(row: Mapping[Any, Any], song: Mapping[str, Any], seen: Mapping[bytes, str]) -> str:
    if row["status"] != "fetched":
        return str(row["reason"])
    if not song["n_words"]:
        return "empty after cleaning"
    if song["language"] != "en":
        return f"not English ({song['language']})"
    twin = seen.get(song[FINGERPRINT])
    return f"exact duplicate of {twin}" if twin else ""


def refusal_kinds(reasons: "pd.Series") -> "pd.Series":
    """The kinds of the reasons, without details (which language, whose duplicate), for counting."""
    return reasons.str.replace(r"\s*(\(|of ).*", "", regex=True)


def _with_clusters(rows: list[dict[Any, Any]], spread: Spread) -> Table:
    # Sorted by id, so that a cluster's name does not depend on the order of the artists.
    rows = sorted(rows, key=lambda row: row["song_id"])
    groups = group_alike([row["text"] for row in rows], spread)
    for row, cluster, overlap in zip(rows, groups.clusters, groups.overlaps, strict=True):
        row |= {"cluster_id": rows[cluster]["song_id"], "overlap_id": rows[overlap]["song_id"]}
    return as_table(rows, LYRICS_SCHEMA)
