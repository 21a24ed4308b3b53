"""Typefaces: which font draws which character, and text in several fonts on one line.

Raqm, which Pillow's wheels include, shapes Arabic, Devanagari and Thai, and lays letters of right-to-left scripts out from the
right. Words are drawn one by one, so `in_order` lays out those of such scripts.

What belongs here: fonts, widths of texts, drawing a text, the order of words. What does not: sizes, rows and colours
(lettering.py), downloading fonts (resources/fonts.py).
"""

import functools
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resources.fonts import FETCH, absent_for, own_fonts

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # they choose between the pictures of a character
STRONG = {
    "L": "ltr",
    "R": "rtl",
    "AL": "rtl",
}  # the direction of characters that have one (Unicode's bidirectional classes)
JOINS = frozenset(["Mn", "Mc", "Cf"])  # categories of marks, and of characters that join others
MOST_NAMED = 20  # characters that a note names
WEIGHTS = {True: "DejaVuSans-Bold.ttf", False: "DejaVuSans.ttf"}


def _own_font(name: str) -> Path:
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / name


@functools.cache
def _loaded(path: Path, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(path), size)


@functools.cache
def _characters(path: Path) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(path)).get_charmap())


@functools.cache
def _has_raqm() -> bool:
    from PIL import features

    return bool(features.check("raqm"))


def direction_of(text: str) -> str:
    """ "rtl" for a text whose letters are all of right-to-left scripts; otherwise "ltr"."""
    kinds = {STRONG[kind] for kind in map(unicodedata.bidirectional, text) if kind in STRONG}
    return "rtl" if kinds == {"rtl"} else "ltr"


def is_latin(text: str) -> bool:
    """Whether a text has a Latin letter or a digit: the voice says no others."""
    return any(sign.isdigit() or unicodedata.name(sign, "").startswith("LATIN") for sign in text)


def in_order(words: Sequence[str]) -> list[int]:
    """The indices of words from left to right. Words of a right-to-left script that follow each other, with what has no direction
    between them, stand from right to left; all others stand as they are spoken.
    """
    directed = [(n, direction_of(word)) for n, word in enumerate(words) if any(map(_has_direction, word))]
    order: list[int] = []
    for direction, run in itertools.groupby(directed, lambda one: one[1]):
        numbers = [n for n, _ in run]
        if direction == "rtl":
            order += [*range(len(order), numbers[0]), *range(numbers[-1], numbers[0] - 1, -1)]
        else:
            order += range(len(order), numbers[-1] + 1)
    return [*order, *range(len(order), len(words))]


def begins(text: str, place: int) -> bool:
    """Whether a text can be broken before a place: not before a mark, nor beside a character that joins."""
    return place >= len(text) or not (
        unicodedata.category(text[place]) in JOINS or unicodedata.category(text[place - 1]) == "Cf"
    )


def _has_direction(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in STRONG


def without_font(text: str, folder: Path | None) -> str:
    """A sentence on the characters of a text that no font here has, and what to do about it; empty if there are none.

    Args:
        folder: of downloaded fonts.
    """
    lacking = Typefaces(own_fonts(folder) if folder else ()).lacking(text)
    if not lacking:
        return ""
    remedy = f" {FETCH}" if folder is None or absent_for(lacking, folder) else ""
    more = "…" if len(lacking) > MOST_NAMED else ""
    return f"The lyric video leaves out {lacking[:MOST_NAMED]}{more}, which no font here has.{remedy}"


@dataclass(frozen=True, slots=True)
class Typefaces:
    """DejaVu Sans, which is included in matplotlib (licence: Bitstream Vera, free), and the fonts that draw what it lacks, in
    order.
    """

    further: tuple[Path, ...] = ()

    def drawable(self, text: str) -> str:
        """A text without characters that the fonts lack, which would be drawn as empty boxes."""
        kept: list[str] = []
        for sign in text:
            joins_nothing = unicodedata.category(sign) in JOINS and (not kept or kept[-1].isspace())
            if sign.isspace() or (sign not in VARIANTS and self._has(sign) and not joins_nothing):
                kept.append(sign)
        return " ".join("".join(kept).split())

    def lacking(self, text: str) -> str:
        """The characters of a text that the fonts lack, each once."""
        seen = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in UNSEEN)
        return "".join(dict.fromkeys(sign for sign in seen if sign not in VARIANTS and not self._has(sign)))

    def _has(self, sign: str) -> bool:
        return any(ord(sign) in _characters(path) for path in (_own_font(WEIGHTS[True]), *self.further))

    def of(self, size: int, *, bold: bool = True) -> "Letters":
        """The letters of a size in pixels."""
        return Letters((_own_font(WEIGHTS[bold]), *self.further), size)


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters of a size, in the first of several fonts that has them."""

    paths: tuple[Path, ...]
    size: int

    def _runs(self, text: str) -> Iterator[tuple["FreeTypeFont", str]]:
        path = self.paths[0]

        def path_of(sign: str) -> Path:
            """The first font that has it. A mark, or a character that joins, keeps the font of what it belongs to."""
            nonlocal path
            joins = unicodedata.category(sign) in JOINS
            if not (joins and ord(sign) in _characters(path)):
                path = next((path for path in self.paths if ord(sign) in _characters(path)), self.paths[0])
            return path

        for font, signs in itertools.groupby(text, path_of):
            yield _loaded(font, self.size), "".join(signs)

    def width(self, text: str) -> float:
        """The width of a text in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def draw(self, canvas: Any, place: tuple[float, float], text: str, **ink: Any) -> None:
        """Draw a text with its upper left corner at a place; fonts stand on the same base line."""
        direction = direction_of(text) if _has_raqm() else None
        x, y = place
        base = y + _loaded(self.paths[0], self.size).getmetrics()[0]
        for font, run in self._runs(text):
            canvas.text((x, base), run, font=font, anchor="ls", direction=direction, **ink)
            x += font.getlength(run)
