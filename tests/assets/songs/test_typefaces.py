"""Texts in several fonts: which characters are drawn, how wide they are, where they stand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assets.songs.lettering import line_layer
from assets.songs.typefaces import Typefaces
from tests.assets.songs.words_to_sing import plan_of


@pytest.fixture(scope="module")
def runes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font with two letters that DejaVu Sans lacks: a block, and a block of twice the width."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    def block(width: int) -> object:
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for corner in ((0, 700), (width, 700), (width, 0)):
            pen.lineTo(corner)
        pen.closePath()
        return pen.glyph()

    built = FontBuilder(1000, isTTF=True)
    built.setupGlyphOrder([".notdef", "one", "two"])
    built.setupCharacterMap({ord("雨"): "one", ord("夜"): "two"})
    built.setupGlyf({".notdef": block(500), "one": block(500), "two": block(1000)})
    built.setupHorizontalMetrics({".notdef": (600, 0), "one": (600, 0), "two": (1200, 0)})
    built.setupHorizontalHeader(ascent=1200, descent=-300)
    built.setupNameTable({"familyName": "Runes", "styleName": "Bold"})
    built.setupOS2()
    built.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "runes.ttf"
    built.save(path)
    return path


def test_what_one_font_lacks_another_one_draws(runes: Path) -> None:
    own, more = Typefaces(), Typefaces((runes,))
    text = "rain 雨 at 夜 🎸\ufe0f雨"
    assert own.lacking(text) == "雨夜🎸"
    assert more.lacking(text) == "🎸"
    assert own.drawable(text) == "rain at"
    assert more.drawable(text) == "rain 雨 at 夜 雨"


def test_widths_add_up_and_all_fonts_stand_on_one_line(runes: Path) -> None:
    letters = Typefaces((runes,)).of(40)
    assert letters.width("夜") == pytest.approx(2 * letters.width("雨")) == pytest.approx(48)
    assert letters.width("rain 雨 at") == pytest.approx(sum(map(letters.width, ("rain ", "雨", " at"))))
    feet = []
    for text in ("H", "雨"):
        image = Image.new("L", (200, 100))
        letters.draw(ImageDraw.Draw(image), (10, 10), text, fill=255)
        feet.append(int(np.flatnonzero(np.asarray(image).max(1) > 128).max()))
    assert abs(feet[0] - feet[1]) <= 1


def test_a_line_is_drawn_with_the_fonts_that_are_there(runes: Path) -> None:
    line = plan_of("out in the 雨\nagain").lines[0]
    without, with_runes = (line_layer(line, None, 9, "wide", faces) for faces in (Typefaces(), Typefaces((runes,))))
    bare = line_layer(plan_of("out in the\nagain").lines[0], None, 9, "wide")
    assert (without.luma == bare.luma).all()
    assert (with_runes.luma > 180 * 256).sum() > (without.luma > 180 * 256).sum()
