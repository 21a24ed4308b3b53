"""A song's words as files for other programs: .lrc for players, .ass with karaoke tags and .vtt for video.

`note`: a remark in the files, such as that the voice is synthetic.

What belongs here: the three formats. What does not: the times of words (plan.py).
"""

from assets.songs.plan import PlannedLine, SongPlan

LEAD, SHORTEST_LEAD = 0.5, 0.1  # seconds before its first word when a line appears
ASS_HEAD = """[Script Info]
{about}ScriptType: v4.00+
PlayResX: 1280
PlayResY: 720
Title: {title}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Words,DejaVu Sans,54,&H0033C8FF,&H00FFFFFF,&H00202020,&H80000000,-1,0,0,0,100,100,0,0,1,3,0,2,60,60,70,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def lrc(plan: SongPlan, made_by: str, note: str = "") -> str:
    """Enhanced LRC, which has a time for each word: [mm:ss.xx]<mm:ss.xx>word."""
    rows = [f"[ti:{' '.join(plan.title.replace(']', ')').split())}]", f"[by:{made_by}]"]
    rows += [f"[#:{' '.join(note.replace(']', ')').split())}]"] if note else []
    for line in plan.lines:
        words = " ".join(f"<{_minutes(word.start)}>{word.text}" for word in line.words)
        rows.append(f"[{_minutes(line.words[0].start)}]{words}")
    return "\n".join(rows) + "\n"


def ass(plan: SongPlan, note: str = "") -> str:
    """Advanced SubStation Alpha with karaoke tags: each word fills with colour while it is spoken."""
    rows = []
    for line, start, end in shown(plan):
        parts, at, over = (
            [],
            round(100 * start),
            round(100 * end),
        )  # in 1/100 s, rounded as absolute times so that errors do not accumulate
        for word in line.words:
            first, last = (min(round(100 * moment), over) for moment in (word.start, word.end))
            parts.append((f"{{\\k{first - at}}}" if first > at else "") + f"{{\\kf{last - first}}}{_plain(word.text)}")
            at = last
        rows.append(f"Dialogue: 0,{_hours(start, '.', 2)},{_hours(end, '.', 2)},Words,,0,0,0,,{' '.join(parts)}")
    about = f"; {' '.join(note.split())}\n" if note else ""
    return ASS_HEAD.format(title=_plain(plan.title), about=about) + "\n".join(rows) + "\n"


def vtt(plan: SongPlan, note: str = "") -> str:
    """WebVTT with a time stamp before each word."""
    rows = ["WEBVTT", ""]
    rows += [f"NOTE {' '.join(note.replace('-->', '→').split())}", ""] if note else []
    for line, start, end in shown(plan):
        words = [
            (f"<{_hours(word.start, '.', 3)}>" if number else "") + _escaped(word.text)
            for number, word in enumerate(line.words)
        ]
        rows += [f"{_hours(start, '.', 3)} --> {_hours(end, '.', 3)}", " ".join(words), ""]
    return "\n".join(rows)


def shown(plan: SongPlan) -> list[tuple[PlannedLine, float, float]]:
    """Each line with its time on screen: from a little before its first word until the next line appears, but at least
    until its last word, the rhyme, has been spoken.
    """
    lines = plan.lines
    over = [0.0, *(line.end for line in lines[:-1])]
    starts = [
        max(0.0, line.words[0].start - LEAD, min(before, line.words[0].start - SHORTEST_LEAD))
        for line, before in zip(lines, over, strict=True)
    ]
    ends = [*starts[1:], plan.seconds]
    return [(line, start, min(end, line.end + 1.0)) for line, start, end in zip(lines, starts, ends, strict=True)]


def _minutes(seconds: float) -> str:
    hundredths = round(100 * seconds)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _hours(seconds: float, point: str, digits: int) -> str:
    units = round(seconds * 10**digits)
    whole, rest = divmod(units, 10**digits)
    hours = f"{whole // 3600:02}" if digits == 3 else f"{whole // 3600}"
    return f"{hours}:{whole // 60 % 60:02}:{whole % 60:02}{point}{rest:0{digits}}"


def _plain(text: str) -> str:
    return text.replace("{", "(").replace("}", ")").replace("\\", "/").replace("\n", " ")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
