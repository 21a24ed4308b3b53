"""The words of a song as they are spoken: lines, the words that are shown, their syllables and rhymes.

What belongs here: converting text to sounds. What does not: writing the words (writing.py), timing them (flow.py).
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
VERSE = re.compile(r"verse|verso|estrofa", re.I)
HOOK = re.compile(r"hook|chorus|refrain|coro|estribillo", re.I)
# A line that ends in one of these makes the beat stop under its last words.
STOPS = ("…", "...", "—", "–", "--")
ASIDE = re.compile(r"[(（][^()（）]*[)）]")
CLOSING = ".,;:!?…-–—\"'”’"  # may follow a parenthesis
MOST_AFTER = 4  # syllables of an ad-lib after the rhyme: more do not fit before the next line


class SongTextError(TenthSymphonyError):
    """A text that cannot be made into a song."""


@dataclass(frozen=True, slots=True)
class Syllable:
    """A vowel of a line. `piece`: the index of its shown word. `stress`: 2 for a stress of the line, 1 for a lesser
    stress of the word, 0 for none.
    """

    piece: int
    stress: int


@dataclass(frozen=True, slots=True)
class SongLine:
    """A line. `pieces`: the shown words. `groups`: the rhyme group of each, None if it rhymes with nothing. `words`:
    all words in ARPAbet. `syllables`: in order. `rhyme`: the index of the syllable where its rhyme begins. `stops`:
    whether the beat stops under its end. `asides`: the indices of the words that are ad-libs.
    """

    text: str
    pieces: tuple[str, ...]
    groups: tuple[int | None, ...]
    words: tuple[str, ...]
    syllables: tuple[Syllable, ...]
    rhyme: int
    stops: bool = False
    asides: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SongSection:
    """A section: its name and its lines."""

    name: str
    lines: tuple[SongLine, ...]

    @property
    def title(self) -> str:
        """Its shortest line, without ad-libs."""
        bare = [
            " ".join(re.sub(rf"\s*{ASIDE.pattern}", "", line.text).split()) if line.asides else line.text
            for line in self.lines
        ]
        return min(bare, key=len).strip(" .,;…—")

    @property
    def is_hook(self) -> bool:
        """Whether its name is that of a hook or chorus."""
        return bool(HOOK.search(self.name))


Say = Callable[[str], object]


def _unheard(_: str) -> None:
    """A `say` that ignores notes."""


def sections_of_text(text: str, pronouncer: Pronouncer, say: Say = _unheard) -> list[SongSection]:
    """The sections of a text, pasted or not: separated by blank lines, named by lines such as [Hook].

    Args:
        say: called with a note on each part of the text that is not spoken.

    Raises:
        SongTextError: it has no words, more lines than a song can have, or a line that is too long to speak.
    """
    pasted = read_pasted(text)
    for note in pasted.notes:
        say(note)
    verses = 0
    titled = []
    for part in pasted.text.split("\n\n") if pasted.text else ():
        lines = part.split("\n")
        named = HEADER.match(lines[0])
        verses += not named or bool(VERSE.match(named["name"]))
        titled.append((named["name"], lines[1:]) if named else (f"Verse {verses}", lines))
    return make_sections(titled, pronouncer, say)


def check_text(text: str) -> None:
    """Check a text before anything is made for it.

    Raises:
        SongTextError: see `sections_of_text`.
    """
    sections_of_text(text, Pronouncer())


def make_sections(
    named: Sequence[tuple[str, Sequence[str]]], pronouncer: Pronouncer, say: Say = _unheard
) -> list[SongSection]:
    """The sections with the sounds of their lines; see `sections_of_text`."""
    count = sum(len(lines) for _, lines in named)
    if count > MOST_LINES:
        raise SongTextError(
            f"The text has {count} lines.", remedy=f"Shorten it: a song can have {MOST_LINES} lines at most."
        )
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
    """The lines without any word that is spoken, and the unspoken words of other lines."""
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
            f"A line has {len(long)} characters: {long[:40]}…",
            remedy=f"Break it into lines of {MOST_CHARACTERS} characters at most.",
        )
    made = []
    shown = [line.split() for line in lines]
    heard = phonemes_of_pieces(shown, pronouncer)
    asides = [_asides(pieces, sounds) for pieces, sounds in zip(shown, heard, strict=True)]
    leads = [[n for n in range(len(pieces)) if n not in aside] for pieces, aside in zip(shown, asides, strict=True)]
    rhymes = rhyming_lines([" ".join(shown[row][n] for n in lead) for row, lead in enumerate(leads)], pronouncer)
    for row, (line, sounds) in enumerate(zip(lines, heard, strict=True)):
        words = _said(sounds)
        syllables = [
            Syllable(piece, 0) if piece in asides[row] else syllable
            for piece, word in words
            for syllable in _syllables(piece, word)
        ]
        if syllables:
            groups = dict(zip(leads[row], (group for _, group in rhymes[row].pieces), strict=True))
            last = max(place for place, (piece, _) in enumerate(words) if piece not in asides[row])
            before = sum(1 for _, word in words[: last + 1] for phone in word.split() if is_vowel(phone))
            made.append(
                SongLine(
                    line,
                    tuple(shown[row]),
                    tuple(groups.get(piece) for piece in range(len(shown[row]))),
                    tuple(word for _, word in words),
                    tuple(syllables),
                    _rhyme(words[last][1], before),
                    line.rstrip("\"')”’").endswith(STOPS),
                    tuple(place for place, (piece, _) in enumerate(words) if piece in asides[row]),
                )
            )
    return tuple(made)


def _said(sounds: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """The words that have a vowel, each with the index of its piece."""
    return [(piece, word) for piece, said in enumerate(sounds) for word in said if any(map(is_vowel, word.split()))]


def _asides(pieces: Sequence[str], sounds: Sequence[Sequence[str]]) -> frozenset[int]:
    """The pieces that are ad-libs, as "(yeah)" in "I made it (yeah)". The line rhymes without them. Parentheses around a
    whole line, or around many words at its end, hold words like any others.
    """
    text = " ".join(pieces)
    spans = [match.span() for match in ASIDE.finditer(text)]
    found = {
        number
        for number, match in enumerate(re.finditer("[^ ]+", text))
        if any(start <= match.start() and match.start() + len(match[0].rstrip(CLOSING)) <= end for start, end in spans)
    }
    words = _said(sounds)
    lead = [piece for piece, _ in words if piece not in found]
    if not lead:
        return frozenset()
    after = [(piece, word) for piece, word in words if piece > lead[-1]]
    if sum(is_vowel(phone) for _, word in after for phone in word.split()) > MOST_AFTER:
        found -= {piece for piece, _ in after}
    return frozenset(found)


def _syllables(piece: int, word: str) -> list[Syllable]:
    digits = [phone[-1] for phone in word.split() if is_vowel(phone)]
    heard = is_stressed(word)
    return [Syllable(piece, (2 if digit == "1" else 1 if digit == "2" else 0) if heard else 0) for digit in digits]


def _rhyme(last_word: str, syllables: int) -> int:
    """Where the rhyme begins: the last stressed vowel of the last word."""
    digits = [phone[-1] for phone in last_word.split() if is_vowel(phone)]
    stressed = [place for place, digit in enumerate(digits) if digit in "12"]
    return syllables - len(digits) + (stressed[-1] if stressed else len(digits) - 1)
