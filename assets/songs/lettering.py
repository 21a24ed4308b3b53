"""Drawing words so that they are readable on a phone, over any background.

The letters of a line are at least 4 % of the picture's height, unless a single word is wider than the picture. Words have a
contrast of at least 4.5 (WCAG 2.2, 1.4.3), spoken or not, with the darkened band behind them, over any picture.

What belongs here: letters, colours, rows. What does not: which words are shown when (captions.py), the background
(backgrounds.py).
"""

import colorsys
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from assets.songs.plan import PlannedLine
from assets.songs.typefaces import Letters, Typefaces, begins, in_order, is_latin

Shape = Literal["wide", "tall"]
SIZES: dict[Shape, tuple[int, int]] = {"wide": (1280, 720), "tall": (720, 1280)}
WORD_SHARE = {"wide": 0.088, "tall": 0.062}  # the height of letters as a share of the picture's
LEAST_SHARE = 0.045  # font size: its letters from ascender to descender take nine tenths of it
MOST_ROWS = {"wide": 3, "tall": 6}  # rows before the letters are made smaller
MOST_ROWS_COMING = 2  # of the next line
MOST_ROWS_TITLE = 4
LEAST_COMING = 6  # font size of the next line, in pixels
MOST_HEIGHT = 0.86  # of all rows, as a share of the picture's height
# Margin on each side, as a share of the width. On phones, the buttons of sites for tall videos cover a tenth of it.
MARGIN = {"wide": 0.06, "tall": 0.1}
GOLDEN_ANGLE = 137.5
COMING, SAID, INK = (170, 174, 186), (255, 255, 255), (8, 9, 14)
RHYME_LUMINANCE = 0.6  # relative luminance of a rhyme's colour, 0 (black) to 1 (white)
UNSAID = 0.76  # brightness of a rhyme's colour before it is spoken
OWN = Typefaces()
BAND = 0.62  # how much the band behind the words darkens the background


@dataclass(frozen=True, slots=True)
class Layer:
    """Drawn words on a transparent background, covering some rows of a frame: planes premultiplied by opacity, and the
    share of the background that remains, both in 1/256 as 16-bit integers. `top` is even.
    """

    top: int
    luma: np.ndarray
    stays: np.ndarray
    chroma: np.ndarray
    chroma_stays: np.ndarray


def luminance(colour: tuple[float, ...]) -> float:
    """The relative luminance of an sRGB colour, its parts from 0 to 255: 0 for black, 1 for white (WCAG 2.2)."""
    parts = (part / 255 for part in colour)
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@functools.cache
def colour_of(group: int | None) -> tuple[int, int, int]:
    """The colour of a rhyme group: a separate hue, bright enough for a dark background; white if there is no group."""
    if group is None:
        return SAID
    for lightness in np.arange(0.68, 1.0, 0.02):
        red, green, blue = colorsys.hls_to_rgb(group * GOLDEN_ANGLE % 360 / 360, float(lightness), 0.95)
        colour = (round(255 * red), round(255 * green), round(255 * blue))
        if luminance(colour) >= RHYME_LUMINANCE:
            return colour
    return SAID


def _colour(group: int | None, *, said: bool) -> tuple[int, int, int]:
    """The colour of a word, spoken or not yet."""
    if said:
        return colour_of(group)
    red, green, blue = (round(UNSAID * part) for part in colour_of(group))
    return COMING if group is None else (red, green, blue)


def to_planes(pixels: np.ndarray) -> np.ndarray:
    """Convert RGB to planes of YUV 4:2:0."""
    import av

    return av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24").to_ndarray(format="yuv420p")


def _in_256ths(values: np.ndarray) -> np.ndarray:
    """Values in 1/256 plus one half for rounding in `_blend`; the sum with the background is at most 65,535."""
    return (256 * values).astype(np.uint16) + np.uint16(128)


def _layer_of(image: Any, top: int) -> Layer:
    """A drawn RGBA image as a layer. `top` and the height are even."""
    pixels = np.asarray(image)
    alpha = pixels[..., 3].astype(np.float32) / 255
    planes = to_planes(pixels[..., :3])
    rows, columns = alpha.shape
    chroma = planes[rows:].reshape(2, rows // 2, columns // 2).astype(np.float32)
    half = alpha.reshape(rows // 2, 2, columns // 2, 2).mean((1, 3))
    return Layer(
        top,
        _in_256ths(planes[:rows] * alpha),
        np.rint(256 * (1 - alpha)).astype(np.uint16),
        _in_256ths(chroma * half),
        np.broadcast_to(np.rint(256 * (1 - half)).astype(np.uint16), chroma.shape),
    )


def _wrapped(texts: list[str], font: Letters, room: float) -> list[list[int]]:
    """Break words into rows."""
    rows: list[list[int]] = [[]]
    for number in range(len(texts)):
        if rows[-1] and font.width(" ".join(texts[index] for index in [*rows[-1], number])) > room:
            rows.append([])
        rows[-1].append(number)
    return rows


def _even(value: float) -> int:
    return max(0, round(value / 2) * 2)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A line and the next one in rows: the font sizes in pixels, and the indices of the words in each row."""

    size: int
    small: int
    rows: list[list[int]]
    below: list[list[int]]

    @property
    def leading(self) -> int:
        """Line height in pixels."""
        return round(self.size * 1.35)

    @property
    def tall(self) -> int:
        """Height of all rows in pixels."""
        return len(self.rows) * self.leading + (
            self.size + round(len(self.below) * self.small * 1.4) if self.below else 0
        )


def _rows(texts: list[str], coming: list[str], shape: Shape, faces: Typefaces) -> _Rows:
    """Choose the largest letters that fit."""
    width, height = SIZES[shape]
    room, least = width * (1 - 2 * MARGIN[shape]), round(LEAST_SHARE * height)
    size = round(WORD_SHARE[shape] * height)
    while True:
        font, small = faces.of(size), _fitting(coming, min(size, max(least, round(size * 0.5))), room, faces)
        below = _wrapped(coming, faces.of(small, bold=False), room)[:MOST_ROWS_COMING] if coming else []
        laid = _Rows(size, small, _wrapped(texts, font, room), below)
        too_many = len(laid.rows) > MOST_ROWS[shape] and size > least
        too_large = max(map(font.width, texts)) > room or laid.tall > MOST_HEIGHT * height
        if size <= 16 or not (too_many or too_large):
            return laid
        size = round(size * 0.88) if too_large else max(least, round(size * 0.88))


def _fitting(texts: list[str], size: int, room: float, faces: Typefaces) -> int:
    """The font size at which the longest word of the next line fits. The next line is a hint, so it may be small."""
    widest = max((faces.of(size, bold=False).width(text) for text in texts), default=0.0)
    return size if widest <= room else max(LEAST_COMING, int(size * room / widest))


def _cut_short(words: list[str], font: Letters, room: float) -> list[str]:
    """As many words as fit, followed by an ellipsis."""
    while len(words) > 1 and font.width(" ".join([*words, "…"])) > room:
        words = words[:-1]
    return [*words, "…"]


def _broken(words: list[str], font: Letters, room: float) -> list[str]:
    """The words, with those wider than `room` broken into pieces."""
    pieces: list[str] = []
    for word in words:
        while font.width(word) > room and len(word) > 1:
            most = next(
                n for n in range(len(word), 0, -1) if n == 1 or (font.width(word[:n]) <= room and begins(word, n))
            )
            pieces.append(word[:most])
            word = word[most:]
        pieces.append(word)
    return pieces


def line_layer(line: PlannedLine, coming: PlannedLine | None, said: int, shape: Shape, faces: Typefaces = OWN) -> Layer:
    """A line with its spoken words lit and rhymes in colour, and the next line, smaller, below it."""
    from PIL import ImageDraw

    width, height = SIZES[shape]
    # A shown word may contain unspoken ones ("café 東京"), which can be in another row.
    parts = [(number, part) for number, word in enumerate(line.words) for part in faces.drawable(word.text).split()]
    texts = [part for _, part in parts]
    following = faces.drawable(coming.text).split() if coming else []
    laid = _rows(texts, following, shape, faces)
    size, font, small = laid.size, faces.of(laid.size), faces.of(laid.small, bold=False)
    edge = _even(size)
    top = _even(height * 0.46 - laid.tall / 2 - edge)
    image = _band(width, min(height - top, _even(laid.tall + size / 2) + 2 * edge), edge)
    draw = ImageDraw.Draw(image)
    stroke = {"stroke_width": max(1, size // 22), "stroke_fill": INK}
    for number, row in enumerate(laid.rows):
        colours = []
        for word, part in (parts[index] for index in row):
            group = line.words[word].group if is_latin(part) else None
            colours.append(_colour(group, said=word < said))
        _draw_row(draw, font, edge + number * laid.leading, [texts[index] for index in row], colours, **stroke)
    for number, row in enumerate(laid.below):
        words = [following[index] for index in row]
        if number == len(laid.below) - 1 and row[-1] < len(following) - 1:
            words = _cut_short(words, small, width * (1 - 2 * MARGIN[shape]))
        y = edge + len(laid.rows) * laid.leading + size * 0.5 + number * laid.small * 1.4
        _draw_row(draw, small, y, words, [COMING] * len(words))
    return _layer_of(image, top)


def _draw_row(
    draw: Any, font: Letters, y: float, words: list[str], colours: Sequence[tuple[int, ...]], **ink: Any
) -> None:
    """Words in the middle of a row, each in its colour."""
    x = (draw.im.size[0] - font.width(" ".join(words))) / 2
    for index in in_order(words):
        font.draw(draw, (x, y), words[index], fill=colours[index], **ink)
        x += font.width(words[index] + " ")


def _band(width: int, height: int, edge: int) -> Any:
    """The band behind the words, over the whole width. It fades out over `edge` rows at the top and bottom."""
    from PIL import Image

    rows = np.arange(height)
    alpha = BAND * np.sin(np.pi / 2 * np.clip(np.minimum(rows + 1, height - rows) / edge, 0, 1)) ** 2
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = INK
    pixels[..., 3] = np.round(255 * alpha)[:, None]
    return Image.fromarray(pixels)


def title_layer(title: str, shape: Shape, faces: Typefaces = OWN) -> Layer:
    """The title, shown before the first word: in smaller letters if it is long, and with an ellipsis if that is not enough."""
    from PIL import Image, ImageDraw

    width, height = SIZES[shape]
    size = round(WORD_SHARE[shape] * height * 1.2)
    room = width * (1 - 2 * MARGIN[shape])
    words = faces.drawable(title).split() or ["♪"]
    while size > LEAST_SHARE * height:
        font = faces.of(size)
        if max(map(font.width, words)) <= room and len(_wrapped(words, font, room)) <= MOST_ROWS_TITLE:
            break
        size = round(size * 0.88)
    font = faces.of(size)
    words = _broken(words, font, room)
    rows = _wrapped(words, font, room)
    shown = [[words[index] for index in row] for row in rows[:MOST_ROWS_TITLE]]
    if len(rows) > MOST_ROWS_TITLE:
        shown[-1] = _cut_short(shown[-1], font, room)
    leading = round(size * 1.3)
    top = round((height * 0.42 - len(shown) * leading / 2) / 2) * 2
    image = Image.new("RGBA", (width, -(-(len(shown) * leading + size) // 2) * 2))
    draw = ImageDraw.Draw(image)
    ink = {"stroke_width": 2, "stroke_fill": (10, 10, 16, 220)}
    for number, row in enumerate(shown):
        _draw_row(draw, font, number * leading, row, [(*SAID, 255)] * len(row), **ink)
    return _layer_of(image, max(0, top))
