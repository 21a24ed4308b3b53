"""Normalising a pasted text: sections named by lines such as [Hook], their lines, and nothing that is not spoken.

What belongs here: removing time stamps, markup, chords and invisible characters; recognising headings in their many forms,
and what a heading repeats. What does not: directions, names and credits (asides.py), where lines end (phrases.py), subtitles
(subtitles.py), how words sound (words.py), headers in the corpus (assets/lyrics).
"""

import html
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assets.lyrics.headers import NAMED, TIMES, expand, is_repeat_note
from assets.songs.asides import without_credits, without_directions, without_numbers, without_speakers
from assets.songs.phrases import LONG, broken, together, unwrapped
from assets.songs.subtitles import read_subtitles
from resources.lyrics_sources.lrc import TAG, read_lines

HEADER = re.compile(r"^\[(?P<name>[^\]]{1,40})\]$")  # in a normalised text
MOST_TIMES = 8
MOST_INITIALS = 2  # letters of a heading such as "V1:" or "PC:"
NAMED_AT_MOST = 3  # the most removed texts that a note quotes
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_UNSEEN = frozenset(["Cc", "Cf", "Cs"])
_JOINED = re.compile("(?<=[^\x00-\u02ff])[\u200c\u200d](?=[^\x00-\u02ff])")  # in Persian and Indic words, and in emoji
_DRESSED = ("<font>", "<wide>", "<circle>", "<square>", "<compat> 0066 ")  # the last one: ligatures of f
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_BREAK = re.compile(r"<br\b[^<>]*>\n?|</?(?:p|div|li|ul|ol|tr|h[1-6]|pre|blockquote)\b[^<>]*>", re.I)
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|s|q|em|strong|span|sup|sub|small|big|font|center|code|mark|td|th|table|tbody|html|head|body|img|hr)\b[^<>]*>",
    re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.I)
# "Title: Night Bus", [ti:Night Bus] of LRC, {title: Night Bus} and {t: Night Bus} of ChordPro.
_SONG_TITLE = re.compile(
    r"^(?:\[ti|\{(?:title|t)|(?:song\s?)?title|song)\s*[:=]\s*(?P<title>[^\]}]*[^\]}\s])\s*[\]}]?$", re.I
)
_LINK = re.compile(r"!?\[([^\[\]]+)\]\(\s*\S+?\s*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|~~|`)(?=\S)([^*_`\n]+?)(?<=\S)\1(?![\w*])")
_BULLET = re.compile(r"^[ \t]*[-*+•][ \t]+(?=\w)", re.M)
_QUOTE = re.compile(r"^(?:>\s*)+")
_FOOTNOTE = re.compile(r"(?<=[\w.,;:!?\"”’'])\[\d{1,3}\]")
_CLOCK = re.compile(
    r"^\s*[(\[]?(\d{1,2}(?::\d{2}){1,2})[)\]]?(?:\s+(?:[-–—|]\s+)?|$)"
)  # "0:05 I walk", and a line "0:05"
_RULE = re.compile(r"^[-_*=~`|:\s]{3,}$")
_TIGHT_SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
FEWEST_SLASHES = 2  # without spaces around them: a single one may be "and/or"
FEWEST_WORDS = 3  # on each side of a slash that separates lines: "and / or" has one
FEWEST_TIMES = 3  # before or above lines: a few may be words ("9:30 at night")
FEWEST_SPACED = 4  # lines with a blank line between them, for the blank lines to mean nothing
_TITLE = re.compile(
    r"^(?:\[ti|\{(?:title|t)|(?:song\s?)?title|song)\s*[:=]\s*(?P<title>[^\]}]*[^\]}\s])\s*[\]}]?$", re.I
)
_LINK = re.compile(r"!?\[([^\[\]]+)\]\(\s*\S+?\s*\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|~~|`)(?=\S)([^*_`\n]+?)(?<=\S)\1(?![\w*])")
_BULLET = re.compile(r"^[ \t]*[-*+•][ \t]+(?=\w)", re.M)
_QUOTE = re.compile(r"^(?:>\s*)+")
_RULE = re.compile(r"^[-_*=~`|:\s]{3,}$")
_TIGHT_SLASH = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")
FEWEST_SLASHES = 2  # without spaces around them: a single one may be "and/or"
FEWEST_WORDS = 3  # on each side of a slash that separates lines: "and / or" has one
SHORT, USUAL_SHORT, FEWEST_SHORT = 2, 1.5, 4  # words of a short line, of those in a run on average, and lines of a run
MOST_JOINED = 4  # words of the line that they become
PROSE = 90  # characters: a longer line is split into its sentences
_TITLE = re.compile(r"^#{1,6}\s+(?P<name>\S.*?)[\s#]*$")
_SIGNS = " *~=_#<>{}-|:.•·"
_DECORATION = f"{_SIGNS}()"
_HEADING = re.compile(rf"^(?P<name>{NAMED})\s*(?:\([^()]*\))?\s*(?:{TIMES})?$", re.I)
_BRACKETED = re.compile(r"^[\[{](?P<name>[^\[\]{}]{1,60})[\]}][\s:.*-]*(?P<rest>.*)$")
_LED = re.compile(
    rf"^[\s*#_~=(]*(?P<name>{NAMED}(?:\s+{TIMES})?)(?:[*_)]+\s*:?|[*_)]*\s*:|\s+[-–—](?=\s))[\s*_]*(?P<rest>\S.*)$",
    re.I,
)
_TIMES_IN = re.compile(rf"\s*(?:{TIMES})\s*$", re.I)
_BY = re.compile(rf"^({NAMED})\s*(?::|[-–—(]).*$", re.I)
_NAME = re.compile(rf"^{NAMED}\b", re.I)
_NAMED_IN = re.compile(rf"\b(?:{NAMED})\b", re.I)
_SHORT = re.compile(
    r"^(?P<kind>V|C|CH|B|BR|PC|H|Middle (?:8|Eight)|Coda)\.?\s?(?P<number>\d{1,2})?(?P<colon>:?)$", re.I
)
_LONG = {"v": "Verse", "c": "Chorus", "ch": "Chorus", "b": "Bridge", "br": "Bridge", "pc": "Pre-Chorus", "h": "Hook"}
_ENDING = re.compile(r"s?\s*(?:[#.]?\s*\d+)?$")  # of "Chorus 2"
_CHORD = r"[A-G](?:#|b|♯|♭)?(?:maj|min|dim|aug|sus|add|m|M|\+|°|ø)?(?:\d{1,2})?(?:(?:sus|add|maj|no|b|#|[-+/])\d{1,2})*(?:/[A-G](?:#|b|♯|♭)?)?"
_CHORDS = re.compile(rf"^(?:{_CHORD}|N\.?C\.?|[|%:/()-]+)$")
_INLINE_CHORD = re.compile(rf"\[{_CHORD}\]")
_TABLATURE = re.compile(r"^[A-Ga-g][#b]?\s?\|[-\d|hpbxrsXvt/\\~^() ]+$")
_STARTS = re.compile(r"^\{(?:start_of_|so)(?P<kind>[cvb])[a-z]*\b[^{}\n]*\}$", re.I | re.M)
_ENDS = re.compile(r"^\{(?:end_of_|eo)[cvb][a-z]*\}$", re.I | re.M)
_KINDS = {"c": "Chorus", "v": "Verse", "b": "Bridge"}
_BRACKETED_NAME = re.compile(rf"^\{{{NAMED}\}}$", re.I)  # {Chorus} is a heading, not a ChordPro directive
_DIRECTIVE = re.compile(r"^\{(?:[a-z_]+|[a-z_]+\s*:.*)\}$", re.I)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A normalised text. `notes`: sentences about what was removed. `title`: of the song, if a removed line told it."""

    text: str
    notes: tuple[str, ...] = ()
    title: str = ""


@dataclass(slots=True)
class _Part:
    """A section under construction. `name`: "" if it has none; `times`: how often it is repeated."""

    name: str
    times: int = 1
    lines: list[str] = field(default_factory=list)


def listed(texts: Iterable[str]) -> str:
    """The first few texts in quotation marks, and how many more there are."""
    every = list(dict.fromkeys(texts))
    quoted = ", ".join(f"“{text[:40]}”" for text in every[:NAMED_AT_MOST])
    return quoted + (f" and {len(every) - NAMED_AT_MOST} more" if len(every) > NAMED_AT_MOST else "")


def visible(text: str) -> str:
    """A text without invisible characters, which copying from web pages adds, and which split words. Those that join letters
    of other scripts stay.
    """
    text = "\n".join(_TERMINAL.sub("", text).splitlines())
    joined = {match.start() for match in _JOINED.finditer(text)}
    seen = "".join(
        sign
        for place, sign in enumerate(text)
        if sign in "\n\t" or place in joined or unicodedata.category(sign) not in _UNSEEN
    )
    return seen if seen.isascii() else "".join(map(_plain, seen))


def _plain(sign: str) -> str:
    """A styled variant of a letter (Ｈ, 𝓱, ⓗ, ﬁ) as the plain letter."""
    if sign.isascii() or not unicodedata.decomposition(sign).startswith(_DRESSED):
        return sign
    letters = unicodedata.normalize("NFKC", sign)
    return letters if letters.isascii() else sign


def read_pasted(text: str) -> Pasted:
    """Normalise a text; a normalised one stays as it is."""
    seen = visible(text)
    subtitles = read_subtitles(seen)
    notes = [] if subtitles is None else ["The times of the subtitles were left out."]
    lines, directions = without_directions((seen if subtitles is None else subtitles).split("\n"))
    lines, stamps = _without_stamps(_without_markup("\n".join(lines)))
    lines, left_out = _without_chords(lines)
    lines, others = without_credits(lines, _is_heading)
    lines, singers = without_speakers(without_numbers(lines), _is_heading)
    lines, spaced = _single_spaced(lines)
    parts, empty = _parts(_broken(unwrapped(lines)))
    notes += stamps
    if spaced:
        notes.append("The blank lines between all lines were left out.")
    joins = False
    for part in {id(part): part for part in parts}.values():
        fewer = together(part.lines)
        joins |= len(fewer) < len(part.lines)
        part.lines = fewer
    if joins:
        notes.append("Short lines were put together: two and more share a bar.")
    left_out += [*directions, *others]
    if singers:
        notes.append(f"Left out, since they tell who sings: {listed(singers)}.")
    if left_out:
        notes.append(f"Left out, since nobody says them: {listed(left_out)}.")
    if empty:
        notes.append(f"No lines stand under {listed(empty)}, nor under such a heading before.")
    written = ["\n".join([*([f"[{part.name}]"] if part.name else []), *part.lines]) for part in parts]
    titles = (match["title"] for match in map(_SONG_TITLE.match, left_out) if match)
    return Pasted("\n\n".join(written), tuple(notes), next(titles, ""))


def _without_markup(text: str) -> str:
    if "<" in text:
        text = _MARKUP.sub("", _BREAK.sub("\n", _SCRIPT.sub("", text)))
    text = _ENDS.sub("", _STARTS.sub(lambda match: f"[{_KINDS[match['kind'].lower()]}]", text))
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), _BULLET.sub("", text))
    return _FOOTNOTE.sub("", _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text)))


def _without_stamps(text: str) -> tuple[list[str], list[str]]:
    """The lines of a text or LRC file, in order of time; a line with several time stamps is repeated at each."""
    timed = read_lines(text)
    lines = [" ".join(_INLINE_CHORD.sub("", line.text).split(" ")) for line in timed]
    if not any(line.starts for line in timed):
        return _without_clock(lines)
    if any(len(line.starts) > 1 for line in timed):
        each = sorted((start, at) for at, line in enumerate(timed) for start in line.starts)
        lines = [lines[at] for _, at in each]
    return lines, ["The time stamps were left out."]


def _without_clock(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without the times that stand before or above them, as in transcripts, if these go on."""
    matches = [_CLOCK.match(line) for line in lines]
    times = [[int(part) for part in match[1].split(":")] for match in matches if match]
    filled = sum(1 for line in lines if line.strip())
    if (
        len(times) < FEWEST_TIMES
        or 3 * len(times) < filled
        or sorted(times, key=lambda time: (len(time), time)) != times
    ):
        return lines, []
    bare = [line[match.end() :] if match else line for line, match in zip(lines, matches, strict=True)]
    kept = [line for line, match in zip(bare, matches, strict=True) if line.strip() or not match]
    return kept, ["The time stamps were left out."]


def _single_spaced(lines: Sequence[str]) -> tuple[list[str], bool]:
    """The lines without the blank lines that stand between all of them, as web pages and word processors copy them. More blank
    lines than usual still part sections.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    blanks = [after - before - 1 for before, after in itertools.pairwise(filled)]
    if len(filled) < FEWEST_SPACED or not min(blanks) or any(len(line) > LONG for line in lines):
        return list(lines), False
    usual = min(blanks)
    parted = zip(filled, [*blanks, 0], strict=True)
    return [line for number, blank in parted for line in [lines[number], *([""] if blank > usual else [])]], True


def _broken(lines: Iterable[str]) -> Iterator[str]:
    """The lines, with joined lines ("one line / another line") and long ones split."""
    for line in lines:
        verses = re.split(r"\s+/\s+", line)
        if len(verses) == 1 and len(_TIGHT_SLASH.findall(line)) >= FEWEST_SLASHES:
            verses = _TIGHT_SLASH.split(line)
        if min(len(verse.split()) for verse in verses) < FEWEST_WORDS:
            verses = [line]
        for verse in verses:
            yield from broken(verse)


def _without_chords(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The lines of words, and those of chords, tags or tablature. An ambiguous "A B C" is chords if other lines are."""
    kinds = [(line, *_chords_in(line)) for line in lines]
    sheet = any(surely for _, _, surely in kinds)
    kept, left_out = [], []
    for line, chords, surely in kinds:
        bare = line.strip()
        is_left_out = surely or (chords and sheet) or any(known.match(bare) for known in (TAG, _TABLATURE, _DIRECTIVE))
        if is_left_out and not _BRACKETED_NAME.match(bare):
            left_out.append(" ".join(bare.split()))
        else:
            kept.append(line)
    return kept, left_out


def _chords_in(line: str) -> tuple[bool, bool]:
    """Whether a line consists of chords, and whether it cannot be anything else."""
    signs = line.strip().strip("[]").split()
    if not signs or not all(_CHORDS.match(sign) for sign in signs) or not re.search(r"[A-G]", line):
        return False, False
    apart = len(signs) > 1 and ("  " in line.strip() or "\t" in line.strip())
    more = sum(len(sign) > 1 and sign[0].isalpha() for sign in signs)
    return True, apart or (more > 0 and len(signs) > 1) or (len(signs) == 1 and bool(re.search(r"[\d#/]", line)))


def _parts(lines: Iterable[str]) -> tuple[list[_Part], list[str]]:
    """The sections, repeated as headings demand, and the headings that have no lines and repeat nothing."""
    parts: list[_Part] = [_Part("")]
    for raw in lines:
        line = _QUOTE.sub("", " ".join(raw.split()))
        heading, rest = _heading(line)
        if heading is not None:
            parts.append(heading)
        elif not line or _RULE.match(line):
            if parts[-1].lines:
                parts.append(_Part(""))
            continue
        if rest:
            _add(parts, rest)
    made, empty = [], []
    for part in parts:
        if not part.lines and part.name:
            before = next((other for other in reversed(made) if _same(other.name, part.name)), None)
            if before is None:
                empty.append(part.name)
            else:
                part.lines, part.name = before.lines, before.name
        if part.lines:
            made += [part] * part.times
    return made, empty


def _add(parts: list[_Part], line: str) -> None:
    """Add a line to the last section. A repeat mark alone ("x2") applies to the whole section."""
    if is_repeat_note(line) or not (said := expand(line)):
        named = _NAMED_IN.search(line)
        times = _times(line)
        if named:
            parts += [_Part(_titled(named[0]), times), _Part("")]
        else:
            parts[-1].times = min(MOST_TIMES, times if not is_repeat_note(line) else times + 1)
        return
    parts[-1].lines += said


def _heading(line: str) -> tuple[_Part | None, str]:
    """The section that a line begins, if it is a heading, and the rest of the line."""
    if is_repeat_note(line):
        return None, line
    if found := _BRACKETED.match(line):
        name, rest = found["name"].strip(), found["rest"].strip()
        if (not rest and line.startswith("[")) or _NAME.match(name):
            return _part(_BY.sub(r"\1", name), name), rest
    bare = _TIMES_IN.sub("", line)
    if found := _HEADING.match(bare.strip(_DECORATION)) or _HEADING.match(bare.strip(_SIGNS)):
        return _part(_titled(found["name"]), line), ""
    if (found := _SHORT.match(line)) and (found["number"] or found["colon"] or len(found["kind"]) > MOST_INITIALS):
        named = " ".join(filter(None, [_LONG.get(found["kind"].lower(), found["kind"]), found["number"]]))
        return _part(_titled(named), ""), ""
    if found := _LED.match(line):
        return _part(_titled(_TIMES_IN.sub("", found["name"])), found["name"]), found["rest"].strip()
    if found := _TITLE.match(line):
        return _part(found["name"].replace("]", ""), ""), ""
    return None, line


def _is_heading(line: str) -> bool:
    return _heading(" ".join(line.split()))[0] is not None


def _part(name: str, marked: str) -> _Part:
    return _Part(_TIMES_IN.sub("", name).strip()[:40] or name[:40], _times(marked))


def _titled(name: str) -> str:
    """ "CHORUS" as "Chorus"."""
    return name[0].upper() + (name[1:].lower() if name.isupper() else name[1:])


def _times(text: str) -> int:
    """The number of a repeat mark: "x3", "(2 times)", "twice"."""
    found = re.search(TIMES, text.rstrip(" *_#~=:])}."), re.I)
    if not found:
        return 1
    return min(MOST_TIMES, max(1, int(number[0]) if (number := re.search(r"\d+", found[0])) else 2))


def _same(name: str, other: str) -> bool:
    """Whether two headings name the same section: "Hook" and "HOOK", "Chorus 2" and "Chorus"."""
    first, second = name.lower(), other.lower()
    bare = _ENDING.sub("", first, count=1)
    return first == second or (bare == _ENDING.sub("", second, count=1) and bare != "verse")
