"""The words of a song as they are said: lines, what is shown of them, their syllables and rhymes.

What belongs here: text in, sounds out. What does not: where the words come from (writing.py), when they are said (flow.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import is_stressed, is_vowel
from assets.phonetics.pieces import phonemes_of_pieces
from assets.phonetics.verse_page import rhyming_lines
from assets.songs.pasted import HEADER, listed, read_pasted
from resources.errors import TenthSymphonyError

MOST_LINES, MOST_CHARACTERS = 120, 160
HOOK = re.compile(r"hook|chorus|refrain|coro|estribillo", re.I)
# Signs at a line's end that ask the beat to stop under its last words.
STOPS = ("…", "...", "—", "–", "--")


class SongTextError(TenthSymphonyError):
    """A text that cannot be sung."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """A vowel of a line. `piece`: which shown word it belongs to; `stress`: 2 where the line has a stress, 1 for a lesser
    one of its word, 0 for none.
    """

    piece: int
    stress: int


@dataclass(frozen=True, slots=True)
class SongLine:
    """A line. `pieces`: the shown words; `groups`: of each its rhyme group, None where it rhymes with nothing; `words`: all
    words in ARPAbet; `syllables`: in their order; `rhyme`: the number of the syllable that its rhyme begins with; `stops`:
    the beat stops under its end.
    """

    text: str
    pieces: tuple[str, ...]
    groups: tuple[int | None, ...]
    words: tuple[str, ...]
    syllables: tuple[Syllable, ...]
    rhyme: int
    stops: bool = False


@dataclass(frozen=True, slots=True)
class SongSection:
    """Lines that belong together; `is_hook`: they return, and are meant to be sung along."""

    name: str
    lines: tuple[SongLine, ...]

    @property
    def is_hook(self) -> bool:
        """Whether it is a hook by its name."""
        return bool(HOOK.search(self.name))


Say = Callable[[str], object]


def _unheard(_: str) -> None:
    """Where nobody has to be told."""


def sections_of_text(text: str, pronouncer: Pronouncer, say: Say = _unheard) -> list[SongSection]:
    """The sections of a text, pasted or not: parted by blank lines, named by lines such as [Hook].

    Args:
        say: is told what is not said of it.

    Raises:
        SongTextError: it has no word, more lines than a song has, or a line that nobody can say in a breath or two.
    """
    pasted = read_pasted(text)
    for note in pasted.notes:
        say(note)
    verses = 0
    titled = []
    for part in pasted.text.split("\n\n") if pasted.text else ():
        lines = part.split("\n")
        named = HEADER.match(lines[0])
        verses += not named
        titled.append((named["name"], lines[1:]) if named else (f"Verse {verses}", lines))
    return make_sections(titled, pronouncer, say)


def check_text(text: str) -> None:
    """Whether a text can be sung, before anything is made for it.

    Raises:
        SongTextError: see `sections_of_text`.
    """
    sections_of_text(text, Pronouncer())


def make_sections(
    named: Sequence[tuple[str, Sequence[str]]], pronouncer: Pronouncer, say: Say = _unheard
) -> list[SongSection]:
    """Sections of lines with their sounds; see `sections_of_text`."""
    count = sum(len(lines) for _, lines in named)
    if count > MOST_LINES:
        raise SongTextError(f"The text has {count} lines.", remedy=f"A song has {MOST_LINES} at most.")
    sections = [SongSection(name, _lines(lines, pronouncer)) for name, lines in named]
    sections = [section for section in sections if section.lines]
    if not sections:
        raise SongTextError("The text has no word that can be said.", remedy="Write some lines in English.")
    silent = _silent([line for _, lines in named for line in lines], sections)
    if foreign := [text for text in silent if "*" not in text]:
        say(f"Nobody says {listed(foreign)}: the voice knows English words alone.")
    if masked := [text for text in silent if "*" in text]:
        say(f"Nobody says {listed(masked)}: letters of it are masked. What is written out is said.")
    return sections


def _silent(lines: Sequence[str], sections: Sequence[SongSection]) -> list[str]:
    """Lines without a word that is said, and such words of other lines."""
    kept = [line for section in sections for line in section.lines]
    sung = {line.text for line in kept}
    words = [
        piece
        for line in kept
        for number, piece in enumerate(line.pieces)
        if any(map(str.isalpha, piece)) and all(syllable.piece != number for syllable in line.syllables)
    ]
    return [*(line for line in lines if line not in sung), *words]


def _lines(lines: Sequence[str], pronouncer: Pronouncer) -> tuple[SongLine, ...]:
    long = next((line for line in lines if len(line) > MOST_CHARACTERS), None)
    if long is not None:
        raise SongTextError(
            f"A line has {len(long)} characters: {long[:40]}…", remedy=f"Break it; {MOST_CHARACTERS} are the most."
        )
    made = []
    heard = phonemes_of_pieces([line.split() for line in lines], pronouncer)
    for line, shown, sounds in zip(lines, rhyming_lines(lines, pronouncer), heard, strict=True):
        pieces = tuple(text for text, _ in shown.pieces)
        words = [
            (piece, word) for piece, said in enumerate(sounds) for word in said if any(map(is_vowel, word.split()))
        ]
        syllables = [syllable for piece, word in words for syllable in _syllables(piece, word)]
        if syllables:
            made.append(
                SongLine(
                    line,
                    pieces,
                    tuple(group for _, group in shown.pieces),
                    tuple(word for _, word in words),
                    tuple(syllables),
                    _rhyme(words[-1][1], len(syllables)),
                    line.rstrip("\"')”’").endswith(STOPS),
                )
            )
    return tuple(made)


def _syllables(piece: int, word: str) -> list[Syllable]:
    digits = [phone[-1] for phone in word.split() if is_vowel(phone)]
    heard = is_stressed(word)
    return [Syllable(piece, (2 if digit == "1" else 1 if digit == "2" else 0) if heard else 0) for digit in digits]


def _rhyme(last_word: str, syllables: int) -> int:
    """Where the rhyme begins: the last stressed vowel of the last word."""
    digits = [phone[-1] for phone in last_word.split() if is_vowel(phone)]
    stressed = [place for place, digit in enumerate(digits) if digit in "12"]
    return syllables - len(digits) + (stressed[-1] if stressed else len(digits) - 1)
