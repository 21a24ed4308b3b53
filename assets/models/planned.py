"""Planned lines: a text format that tells a model how a line ends before it writes the line.

What belongs here: the format, for training and for writing. What does not: choosing plans (writing/), models.

A left-to-right model cannot aim at a rhyme that it does not know yet. So each line is preceded by its plan (its number of
syllables and its last word), and each part of a song by a heading that says what it is about (control codes: Keskar et al.
2019; last word
first: Lau et al. 2018, "Deep-speare", generated whole lines from it):

    [Tamsin Grit: kettle, street, hound]
    8 black: Alarm goes off. The room is black.
    8 back: The bed says stay. The bed talks back.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import count_syllables
from assets.text import words

PART_LINES = 16  # maximum number of lines under one heading: as many as are written at a time
THEME_WORDS = 4
THEME_LETTERS = 4  # shorter words seldom say what a song is about
# As a model writes it. The colon is optional, because normalised text has none.
WRITTEN_PLAN = re.compile(r"^\s*(?:\d|[12]\d) [\w'’-]+:?(?:\s+|$)")
COMMON = 0.1  # a word in more than this share of the parts characterises none of them


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a line: its number of syllables and its last word, in lower case."""

    syllables: int
    end: str

    def before(self) -> str:
        """The text that precedes the line."""
        return f"{self.syllables} {self.end}:"


def without_plan(line: str) -> str:
    """A line without the plan that a model may write before it when no plan was given."""
    return WRITTEN_PLAN.sub("", line)


def plan_of(line: str, phonemes: Sequence[str]) -> Plan | None:
    """The plan that a line fulfils; None for a line without words.

    Args:
        phonemes: the ARPAbet of each of its words.
    """
    line_words = words(line)
    return Plan(sum(map(count_syllables, phonemes)), line_words[-1]) if line_words else None


def planned_lines(lines: Sequence[str], pronouncer: Pronouncer) -> list[str]:
    """Each line preceded by its plan; blank lines and lines without words are unchanged."""
    spoken = pronouncer.phonemes_of_lines(lines)
    plans = (plan_of(line, phonemes) for line, phonemes in zip(lines, spoken, strict=True))
    return [f"{plan.before()} {line.strip()}" if plan else line for line, plan in zip(lines, plans, strict=True)]


def heading(theme: Sequence[str], artist: str = "") -> str:
    """The line that says what the following lines are about, and in whose style."""
    return f"[{artist}: {', '.join(theme)}]" if artist else f"[{', '.join(theme)}]"


def planned_parts(songs: Sequence[tuple[str, str]], pronouncer: Pronouncer) -> list[str]:
    """Songs, (artist, text), in planned form for training: parts of at most 16 lines, each under its heading.

    Every second heading names the artist, so that the model learns headings with and without one.
    """
    parts = [(artist, part) for artist, text in songs for part in _parts(text)]
    themes = _themes([part for _, part in parts])
    return [
        "\n".join([heading(theme, artist if number % 2 else ""), *planned_lines(part, pronouncer)])
        for number, ((artist, part), theme) in enumerate(zip(parts, themes, strict=True))
    ]


def _parts(text: str) -> Iterator[list[str]]:
    """A song's lines in parts of at most `PART_LINES` lines that end with a stanza if possible."""
    part: list[str] = []
    for stanza in text.split("\n\n"):
        lines = [line for line in stanza.split("\n") if words(line)]
        if part and len(part) + len(lines) > PART_LINES:
            yield part
            part = []
        while len(lines) > PART_LINES:
            yield lines[:PART_LINES]
            lines = lines[PART_LINES:]
        part += ([""] if part and lines else []) + lines
    if part:
        yield part


def _themes(parts: Sequence[Iterable[str]]) -> list[list[str]]:
    """The words that distinguish each part from the others (TF-IDF: term frequency × inverse document frequency)."""
    counts = [Counter(word for word in words("\n".join(part)) if len(word) >= THEME_LETTERS) for part in parts]
    within = Counter(word for count in counts for word in count)
    most = max(1.0, COMMON * len(parts))

    def weight(word: str, count: int) -> float:
        return count * math.log(len(parts) / within[word]) if within[word] <= most else 0.0

    return [
        [word for word, _ in sorted(count.items(), key=lambda item: (-weight(*item), item[0]))[:THEME_WORDS]]
        for count in counts
    ]
