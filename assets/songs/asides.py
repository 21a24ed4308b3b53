"""Removing everything but the words from a pasted text: stage directions, speakers' names, credits, line numbers.

What belongs here: telling these from words. What does not: headings (pasted.py), text that websites add around lyrics
(assets/lyrics/boilerplate.py).
"""

import re
from collections.abc import Callable, Sequence

from assets.lyrics.boilerplate import without_advertisements, without_head, without_tail

_INSTRUMENTS = "instrumental|guitar|piano|drums?|bass|sax(?:ophone)?|violin|synth|harmonica|horns?|strings|beat|music|vocals?|dance"
_DIRECTION = re.compile(
    rf"(?P<open>[\[({{*])\s*(?P<said>(?:{_INSTRUMENTS})\s+(?:solo|break|interlude|section|riff|drops?|switch(?:es)?|changes?|stops?|starts?"
    r"|fades?(?:\s(?:in|out|away))?|plays?|playing|runs?)|instrumental|solo|(?:fades?|fading)(?:\s(?:in|out|away))?|laugh(?:s|ing|ter)|giggl(?:es|ing)"
    r"|chuckl(?:es|ing)|sigh(?:s|ing)|sob(?:s|bing)|cries|whisper(?:s|ed|ing)|spoken(?:\sword)?|speaks|speaking|sung|sings|singing|raps|rapping|rapped"
    r"|shout(?:s|ed|ing)|scream(?:s|ing)|yell(?:s|ed|ing)|hum(?:s|ming)|whistl(?:es|ing)|(?:hand\s?)?clap(?:s|ping)|snaps|snapping|applause"
    r"|cheer(?:s|ing)|crowd\s\w+|cough(?:s|ing)|inhales?|exhales?|breathes|gasps?|sniffs?|gun\s?shots?|sirens?|phone\srings|record\sscratch|scratch(?:es|ing)"
    r"|inaudible|unintelligible|indistinct|softly|quietly|loudly|a\s?cappella|ad[- ]?libs?|pause|silence|vocali[sz](?:es|ing)|repeat\sto\sfade|till\sfade)"
    r"\s*[\])}*]",
    re.IGNORECASE,
)
_CLOSES = {"[": "]", "(": ")", "{": "}", "*": "*"}
_NAME = r"[A-Z][\w.'-]*(?:\s*(?:&|\+|/|,|\band\b)\s*[A-Z][\w.'-]*|\s+[A-Z0-9][\w.'-]*){0,3}"
_SPEAKER = re.compile(rf"^(?P<name>{_NAME})\s*(?:\([^()]{{1,24}}\))?\s*:(?:\s+|$)")
_DASHED = re.compile(rf"^(?P<name>{_NAME})\s+[-–—]\s+(?=\S)")
FEWEST_SPOKEN = 2  # lines that begin with a name: a single one may be words ("Question: who am I?")
_CREDIT = re.compile(
    r"^(?:(?:song\s?)?title|song|artists?|album|genre|key|bpm|tempo|capo|tuning|year|time signature|language|(?:song)?writers?|composers?|producers?"
    r"|lyrics|music|words|feat(?:uring)?|track|label|copyright|isrc|performed by)\s*(?:\(s\))?\s*[:=]\s*\S.*$"
    r"|^(?:capo|tuning)\b[\s:]*\S{1,20}$"
    r"|^(?:written|composed|produced|lyrics|words|music|performed|mixed|arranged)(?:(?:\s*[,&]\s*|\s+and\s+)\w+)*\s+by\s+\S.*$"
    r"|^(?:©|\(c\)|copyright\b).*$|^all rights reserved\b.*$|^\d[\d,.]*k? contributors?$",
    re.IGNORECASE,
)
_BY = re.compile(r"^by\s+[A-Z]")
_COUNTED = re.compile(r"^\s*(\d{1,3})(?:[.):]\s*|\s+)")
_POINTED = re.compile(r"^\s*(\d{1,3})[.):](?:\s+|$)")
FEWEST_COUNTED = 8  # lines that begin with a bare number: a few may be words that count something
_APART = re.compile(r"^\s*(\d{1,4})(?:\t| {2,})\s*")  # copied from a page with numbers beside the lines
FEWEST_APART = 3
_NAME_ALONE = re.compile(r"^[A-Z][A-Z.'’ &/,-]{1,30}:?$")
FEWEST_NAMED = 2  # people
_LINK = re.compile(r"https?://\S+/\S+", re.IGNORECASE)


def without_directions(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without stage directions and links, and what was removed. An echo of the line's own words is kept."""
    left_out: list[str] = []

    def aside(match: re.Match[str]) -> str:
        line, said = match.string, match["said"]
        whole = match.start() == 0 and match.end() == len(line.rstrip())
        echoed = re.search(rf"\b{re.escape(said)}\b", line[: match.start()] + " " + line[match.end() :], re.IGNORECASE)
        if match[0][-1] != _CLOSES[match["open"]] or echoed or (whole and match["open"] == "["):
            return match[0]
        left_out.append(match[0])
        return " "

    def link(match: re.Match[str]) -> str:
        left_out.append(match[0])
        return " "

    kept = []
    for line in lines:
        told = len(left_out)
        bare = _LINK.sub(link, _DIRECTION.sub(aside, line))
        if (
            bare.strip() or len(left_out) == told
        ):  # a removed line must not leave a blank line, which would begin a section
            kept.append(bare)
    return kept, left_out


def without_speakers(lines: Sequence[str], is_heading: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The lines without the names of their speakers ("ANNA: I left"), and these names."""
    lines, alone = _without_names_alone(lines, is_heading)
    led = [None if is_heading(line) else _SPEAKER.match(line) for line in lines]
    found = [match["name"] for match in led if match]
    everywhere = len(set(found)) > 1 and 2 * len(found) >= sum(1 for line in lines if line.strip())
    names = {name for name in found if everywhere or name.isupper() or found.count(name) > 1}
    if len(found) < FEWEST_SPOKEN or not names:
        return list(lines), alone
    kept = []
    for line, match in zip(lines, led, strict=True):
        named = match or _DASHED.match(line)
        if named is None or named["name"] not in names:
            kept.append(line)
        elif rest := line[named.end() :]:
            kept.append(rest)
    return kept, [*alone, *dict.fromkeys(name for name in found if name in names)]


def _without_names_alone(lines: Sequence[str], is_heading: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The lines without names in capitals above what people say, as in a play: if most paragraphs begin with one, and no other
    line is in capitals.
    """
    starts = [
        number for number, line in enumerate(lines) if line.strip() and (not number or not lines[number - 1].strip())
    ]
    found = {
        number: lines[number].strip().rstrip(":")
        for number in starts
        if _NAME_ALONE.match(lines[number].strip()) and not is_heading(lines[number])
        and number + 1 < len(lines) and lines[number + 1].strip()
    }  # fmt: skip
    shouted = any(line.isupper() and len(line.split()) > 1 for number, line in enumerate(lines) if number not in found)
    if len(set(found.values())) < FEWEST_NAMED or 2 * len(found) < len(starts) or shouted:
        return list(lines), []
    return [line for number, line in enumerate(lines) if number not in found], list(dict.fromkeys(found.values()))


def without_credits(lines: Sequence[str], is_heading: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The lines without the credits above and below a song (title, key, author, texts of sites), and what was removed."""
    kept = [without_advertisements(line) for line in lines]
    left_out = [line for line, rest in zip(lines, kept, strict=True) if rest != line]
    while kept and not _said(kept[0], without_head):
        left_out.append(kept.pop(0))
    if len(kept) > 1 and _BY.match(kept[1]) and not is_heading(kept[0]):  # a title, and its author
        left_out += kept[:2]
        del kept[:2]
    while kept and not _said(kept[-1], without_tail):
        left_out.append(kept.pop())
    if kept:
        kept[0], kept[-1] = _said(kept[0], without_head), _said(kept[-1], without_tail)
    return kept, [" ".join(line.split()) for line in left_out if line.strip()]


def _said(line: str, without: Callable[[str], str]) -> str:
    bare = line.strip()
    return "" if _CREDIT.match(bare) or not (rest := without(bare)) else line if rest == bare else rest


def without_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without their numbers, if they are numbered: "1. one", "2. two", every line as in "1 one", or some as in "5\tfive",
    "10\tten".
    """
    filled = sum(1 for line in lines if line.strip())
    for pattern, fewest, steady in (
        (_POINTED, 2, False),
        (_COUNTED, max(filled, FEWEST_COUNTED), False),
        (_APART, FEWEST_APART, True),
    ):
        matches = {number: match for number, line in enumerate(lines) if (match := pattern.match(line))}
        counted = [int(match[1]) for match in matches.values()]
        step = counted[1] - counted[0] if steady and len(counted) > 1 else 1
        first = counted[0] if steady and counted else 1
        if len(matches) >= fewest and step > 0 and counted == [first + step * n for n in range(len(counted))]:
            return [line[matches[number].end() :] if number in matches else line for number, line in enumerate(lines)]
    return list(lines)
