"""The LRC format: lines of lyrics with the times at which they are sung.

What belongs here: reading and writing time stamps. What does not: cleaning words (assets/lyrics), a particular source.

    [ti:Low Lamp]                      a tag of the file
    [00:12.34]I left the lamp          a line; several stamps if it is repeated
    [00:15.90]<00:15.90>you <00:16.2>took    with a stamp for each word (the enhanced format)
"""

import re
from dataclasses import dataclass

_TIME = r"\d{1,3}:[0-5]?\d(?:[.:]\d{1,3})?"
_LINE_STAMPS = re.compile(rf"^\s*((?:\[{_TIME}\]\s*)+)")
_STAMP = re.compile(r"[\[<](\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?[\]>]")
# Inside a line, a stamp in square brackets must have a fraction: "[12:30]" there is a time of day in the lyrics.
_WORD_STAMP = re.compile(r"\s?(?:<\d{1,3}:[0-5]?\d(?:[.:]\d{1,3})?>|\[\d{1,3}:[0-5]\d[.:]\d{1,3}\])")
TAG = re.compile(
    r"^\s*\[(ar|ti|al|au|by|re|ve|tool|length|offset|la|lang|id|encoding|#)\s*:([^\]]*)\]\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line without its stamps, and the times at which it is sung (milliseconds from the recording's start), if any."""

    text: str
    starts: tuple[int, ...] = ()


def read_lines(text: str) -> list[TimedLine]:
    """The lines of a text. If any line begins with a stamp, tags become empty lines and the file's offset is applied."""
    lines = text.split("\n")
    if not any(_LINE_STAMPS.match(line) for line in lines):
        return [TimedLine(_without_word_stamps(line)) for line in lines]
    offset, timed = 0, []
    for line in lines:
        if tag := TAG.match(line):
            if tag[1].lower() == "offset" and re.fullmatch(r"\s*[+-]?\d{1,6}\s*", tag[2]):
                offset = int(tag[2])
            timed.append(TimedLine(""))
            continue
        stamps = _LINE_STAMPS.match(line)
        starts = tuple(map(_milliseconds, _STAMP.finditer(stamps[1]))) if stamps else ()
        timed.append(TimedLine(_without_word_stamps(line[stamps.end() :] if stamps else line), starts))
    # A positive offset shows lines earlier.
    return [TimedLine(line.text, tuple(max(0, start - offset) for start in line.starts)) for line in timed]


def stamped(plain: str, synced: str) -> str:
    """The plain text with the synced text's stamps before its lines, if both have the same words.

    The plain text has the stanzas, the synced one the times. If their words differ, the result is the plain text; if the plain
    text is empty, the synced one.
    """
    if not plain.strip() or not synced.strip():
        return plain if plain.strip() else synced
    timed = [line for line in read_lines(synced) if line.text.strip()]
    wanted = [line for line in plain.split("\n") if line.strip()]
    if [_words(line.text) for line in timed] != [_words(line) for line in wanted]:
        return plain
    starts = iter(timed)
    return "\n".join(
        "".join(f"[{_format(start)}]" for start in next(starts).starts) + line if line.strip() else line
        for line in plain.split("\n")
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _without_word_stamps(line: str) -> str:
    if "<" not in line and "[" not in line:
        return line
    return _WORD_STAMP.sub(lambda match: " " if match[0][0].isspace() else "", line)


def _milliseconds(stamp: re.Match[str]) -> int:
    fraction = (stamp[3] or "").ljust(3, "0")[:3]
    return int(stamp[1]) * 60_000 + int(stamp[2]) * 1000 + int(fraction)


def _format(start: int) -> str:
    return f"{start // 60_000:02}:{start // 1000 % 60:02}.{start % 1000:03}"
