"""Texts in several fonts: which characters are drawn, how wide they are, where they stand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, features

from assets.songs.lettering import line_layer
from assets.songs.typefaces import Typefaces, begins, in_order, without_font
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


@pytest.mark.parametrize(
    ("spoken", "seen"),
    [
        ("I said again", "I said again"),
        ("a שלום עולם b", "a עולם שלום b"),
        ("مرحبا يا صديقي", "صديقي يا مرحبا"),
        ("he said שלום - עולם – and", "he said עולם - שלום – and"),
        ("- שלום 5 עולם", "- עולם 5 שלום"),
        ("रात का light", "रात का light"),
    ],
)
def test_words_of_a_right_to_left_script_stand_from_right_to_left(spoken: str, seen: str) -> None:
    words = spoken.split()
    assert " ".join(words[index] for index in in_order(words)) == seen


@given(st.lists(st.text(alphabet="aשل1-", min_size=1, max_size=3), max_size=8))
def test_each_word_has_one_place(words: list[str]) -> None:
    order = in_order(words)
    assert sorted(order) == [*range(len(words))]
    assert [n for n in order if "a" in words[n]] == [n for n, word in enumerate(words) if "a" in word]


def test_letters_of_a_script_are_joined_and_marks_stay_with_their_letters() -> None:
    if not features.check("raqm"):
        pytest.skip("this Pillow cannot lay scripts out")
    letters = Typefaces().of(40)
    assert letters.width("بك") < 0.9 * (letters.width("ب") + letters.width("ك"))
    assert letters.width("e\u0301") == pytest.approx(letters.width("é"), abs=1)
    assert [n for n in range(1, 5) if begins("ab\u0301c\u200dd", n)] == [1, 3]


def test_unspoken_words_of_other_scripts_have_no_rhymes_colour(runes: Path) -> None:
    plan = plan_of("out in the night 雨\ngive me some light")
    assert plan.lines[0].words[-1].group is not None
    layer = line_layer(plan.lines[0], None, 9, "wide", Typefaces((runes,)))
    lit = np.flatnonzero((layer.luma >> 8 > 150).any(0))
    coloured = np.abs((layer.chroma.astype(int) >> 8) - 128 * (256 - layer.chroma_stays.astype(int)) // 256).max(0)
    assert coloured[:, (lit[-1] - 30) // 2 : lit[-1] // 2].max() < 8, "雨 is white"
    assert coloured.max() > 20, "night is not"


def test_what_no_font_has_is_named_with_a_remedy_if_there_is_one(tmp_path: Path) -> None:
    assert without_font("déjà vu", tmp_path) == ""
    assert "Run make fonts" in without_font("in the 雨", tmp_path)
    assert "शति" in without_font("शति", tmp_path)
    assert without_font("𐎀", tmp_path) == "The lyric video leaves out 𐎀, which no font here has."
    long = without_font("".join(map(chr, range(0x4E00, 0x4E40))), None)
    assert "…" in long
