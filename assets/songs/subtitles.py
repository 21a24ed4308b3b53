"""Reading the words of a pasted subtitle file: SRT, WebVTT, Advanced SubStation Alpha.

What belongs here: cues in, lines out. What does not: LRC (resources/lyrics_sources/lrc.py), writing captions (captions.py).
"""

import re
from itertools import pairwise

GAP = 4.0  # seconds without a cue that separate two sections
_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_DIALOGUE = re.compile(rf"^Dialogue:[^,]*,\s*{_TIME},\s*{_TIME},(?:[^,]*,){{6}}(.*)$")
_TAG = re.compile(r"<(?:/?[cvibu](?:[.\s][^<>]*)?|/?(?:ruby|rt|lang)[^<>]*|[\d:.]+)>|\{\\[^{}]*\}")

_Cue = tuple[float, float, list[str]]  # start and end in seconds, and its lines


def read_subtitles(text: str) -> str | None:
    """The lines of a subtitle file in order of time, with a blank line at long pauses; None if it is not one."""
    cues = _of_substation(text) if "Dialogue:" in text else _of_blocks(text) if "-->" in text else []
    if not cues:
        return None
    cues.sort(key=lambda cue: cue[0])
    parted = [*(after[0] - before[1] >= GAP for before, after in pairwise(cues)), False]
    return "\n".join(
        "\n".join([*lines, *([""] if gap else [])]) for (_, _, lines), gap in zip(cues, parted, strict=True)
    )


def _of_blocks(text: str) -> list[_Cue]:
    cues: list[_Cue] = []
    reading = False
    for line in text.split("\n"):
        if timing := _TIMING.match(line):
            if (
                cues and cues[-1][2] and cues[-1][2][-1].isdecimal()
            ):  # the number of a cue without a blank line before it
                cues[-1][2].pop()
            cues.append((_seconds(timing.groups()[:4]), _seconds(timing.groups()[4:]), []))
            reading = True
        elif not line.strip():
            reading = False
        elif reading:
            cues[-1][2].append(_TAG.sub("", line))
    return cues


def _of_substation(text: str) -> list[_Cue]:
    found = (_DIALOGUE.match(line) for line in text.split("\n"))
    return [
        (
            _seconds(match.groups()[:4]),
            _seconds(match.groups()[4:8]),
            re.split(r"\\[Nn]", _TAG.sub("", match[9])),
        )
        for match in found
        if match
    ]


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(f"{seconds}.{fraction}")
