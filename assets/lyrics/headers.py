"""Headers of stanzas and notes about repeats: "[Verse 1: Ada]", "**Hook**", "Chorus - I left the lamp", "x2".

What belongs here: distinguishing them from lyrics. What does not: the stanzas themselves (cleaning.py).
"""

import re
from dataclasses import dataclass

from assets.text import words

_NAMES = (
    r"verse|hook|chorus|pre[- ]?chorus|post[- ]?chorus|pre[- ]?hook|post[- ]?hook|bridge|intro|outro|interlude|refrain|skit|"
    r"breakdown|verso|coro|estribillo|couplet|strophe"
)
_NUMBER = r"(?:\d{1,2}|[ivx]{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|final|last)"
TIMES = r"(?:[\[(]\s*)?(?:x\s*\d{1,2}|\d{1,2}\s*x|\d{1,2}\s+times|twice)(?:\s*[\])])?"
NAMED = rf"(?:{_ORDINAL}\s+)?(?:{_NAMES})s?(?:\s*[#.]?\s*{_NUMBER})?"
_HEADER = re.compile(rf"^{NAMED}\s*(?:\([^()]*\))?\s*(?:{TIMES})?$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\[[^\[\]]*\]$")
_NAME = re.compile(rf"\b({_NAMES})s?\b", re.IGNORECASE)
_LEADING = re.compile(
    rf"^(?:[\[{{]([^\[\]{{}}]*\b(?:{_NAMES})s?\b[^\[\]{{}}]*)[\]}}]|\(({NAMED})\)|[*~=]+\s*({NAMED})\s*[*~=]+)\s*[:\-]?\s*(?=\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"\s*[\[{{](\s*{NAMED}[^\[\]{{}}]*)[\]}}]$", re.IGNORECASE)
_WITH_MORE = re.compile(rf"^({NAMED})\s*(?::|\s-)\s*(?=\S)(.+)$", re.IGNORECASE)
# A performer: capitalised names, and the words that join them.
_PERFORMER = re.compile(
    r"^(?:(?:[A-Z0-9$][\w$'.\-]*|&|and|x|feat\.?|ft\.?|with|,|/|\+|of|the|da|de)(?:[\s,]+|$)){1,8}$"
)
_DECORATION = " *~=_#<>{}()-|:.•·"
_VOCABLES = re.compile(r"^(?:(?:yeah|oh|ooh|uh|hey|la|na|ah|yo|woah|whoa|mm+|ay|ayy)(?:[\s,!.-]+|$))+$", re.IGNORECASE)
_NOTE = re.compile(
    rf"^[\s*([{{]*repeat(?:s|ed)?(?:\s+(?:the|this|all|above|last|line|lines|part|{_NAMES}|{_NUMBER}|till|until|to|fade|out|end|and|again|from))*"
    rf"\s*(?:{TIMES})?[\s*)\]}}.:!-]*$"
    rf"|^[\s*([{{]*(?:{NAMED})\s+(?:repeats?|again)\s*(?:{TIMES})?[\s*)\]}}.:!-]*$",
    re.IGNORECASE,
)
LONGEST_LINE = 400  # characters; longer ones are not searched: on a line as long as a book that took minutes
_MARK = re.compile(r"(?:^|\s+|(?=[\[(]))([\[(]?)(?:x\s?([2-8])|([2-8])\s?x)[\])]?$", re.IGNORECASE)
# "we watched it back at 2x" ends in a word, not in a repeat mark.
_BEFORE_A_WORD = re.compile(
    r"\b(?:at|a|an|the|by|in|with|on|my|your|his|her|our|their|is|are|was|were|for|to|of|it|its|it's|and|or|like|than|from|into|up|"
    r"this|that|size|zoom|speed|grew|goes|go|play|plays|played|run|runs|times)$",
    re.IGNORECASE,
)
# The same section has several names at different sources.
_SAME = {
    "chorus": "hook", "refrain": "hook", "coro": "hook", "estribillo": "hook", "prechorus": "pre-hook",
    "postchorus": "post-hook", "prehook": "pre-hook", "posthook": "post-hook", "verso": "verse", "couplet": "verse",
    "strophe": "verse",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of lyrics: its words ("" for none), and the section names that headers before and after them announce."""

    text: str
    before: str = ""
    after: str = ""


def read_line(line: str) -> ReadLine:
    """A line without its headers, whether they are the whole line or at its ends."""
    before, after = "", ""
    while line and len(line) <= LONGEST_LINE:
        if is_header(line):
            return ReadLine("", section_name(line), after)
        if leading := _LEADING.match(line):
            before, line = section_name(leading[0]), line[leading.end() :]
        elif trailing := _TRAILING.search(line):
            after, line = section_name(trailing[0]), line[: trailing.start()].rstrip()
        elif (more := _WITH_MORE.match(line)) and not is_header(line):
            before, line = section_name(more[1]), more[2].strip()
        else:
            break
    return ReadLine(line, before, after)


def is_header(line: str) -> bool:
    """Whether a line is a header and nothing else."""
    if _BRACKETED.match(line) or _HEADER.match(line.strip(_DECORATION)):
        return True
    more = _WITH_MORE.match(line.strip("[]{}*"))
    return bool(more and _PERFORMER.match(more[2]) and not _VOCABLES.match(more[2]))


def section_name(header: str) -> str:
    """The section that a header names: verse, hook, pre-hook, bridge, …; "section" if it names none."""
    found = _NAME.search(header)
    if not found:
        return "section"
    name = re.sub(r"[- ]", "", found[1].lower())
    return _SAME.get(name, name)


def joined_headers(lines: list[str]) -> list[tuple[str, int]]:
    """The lines, with headers that are broken over two or three lines joined: (line, number of original lines)."""
    joined: list[tuple[str, int]] = []
    at = 0
    while at < len(lines):
        size = next((n for n in (2, 3) if _is_broken_header(lines[at : at + n], n)), 1)
        joined.append((" ".join(lines[at : at + size]), size))
        at += size
    return joined


def _is_broken_header(lines: list[str], n: int) -> bool:
    if len(lines) < n or not lines[0].startswith("[") or "]" in lines[0] or not lines[-1].endswith("]"):
        return False
    whole = " ".join(lines)
    return bool(_BRACKETED.match(whole) and _NAME.search(lines[0]))


def is_repeat_note(line: str) -> bool:
    """Whether a line only says what to sing again: "Repeat Chorus 2x", "(repeat)"."""
    return bool(_NOTE.match(line))


def expand(line: str) -> list[str]:
    """The line as often as its "x2" says, without the mark; an empty list if there are only marks."""
    times = 1
    while match := _MARK.search(line):
        rest = line[: match.start()].rstrip(" ,-")
        if not match[1] and match[3] and _BEFORE_A_WORD.search(rest):
            break
        times *= int(match[2] or match[3])
        line = rest
    if times > 1 and not words(line):
        return []
    return [line] * min(times, 8)
