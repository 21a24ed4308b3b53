"""Typefaces: which font draws which character, and text in several fonts on one line.

What belongs here: fonts, widths of texts, drawing a text. What does not: sizes, rows and colours (lettering.py), downloading
fonts (resources/fonts.py).
"""

import functools
import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

UNSEEN = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # they choose between the pictures of a character
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
def _direction() -> str | None:
    """Left to right, the order in which words are spoken, in any script. None if Pillow lacks Raqm, which it needs."""
    from PIL import features

    return "ltr" if features.check("raqm") else None


@dataclass(frozen=True, slots=True)
class Typefaces:
    """DejaVu Sans, which is included in matplotlib (licence: Bitstream Vera, free), and the fonts that draw what it lacks, in
    order.
    """

    further: tuple[Path, ...] = ()

    def drawable(self, text: str) -> str:
        """A text without characters that the fonts lack, which would be drawn as empty boxes."""
        kept = (sign for sign in text if sign.isspace() or (sign not in VARIANTS and self._has(sign)))
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
        def path_of(sign: str) -> Path:
            return next((path for path in self.paths if ord(sign) in _characters(path)), self.paths[0])

        for path, signs in itertools.groupby(text, path_of):
            yield _loaded(path, self.size), "".join(signs)

    def width(self, text: str) -> float:
        """The width of a text in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def draw(self, canvas: Any, place: tuple[float, float], text: str, **ink: Any) -> None:
        """Draw a text with its upper left corner at a place; fonts stand on the same base line."""
        x, y = place
        base = y + _loaded(self.paths[0], self.size).getmetrics()[0]
        for font, run in self._runs(text):
            canvas.text((x, base), run, font=font, anchor="ls", direction=_direction(), **ink)
            x += font.getlength(run)
