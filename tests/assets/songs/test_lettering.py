"""Words that can be read on a phone: measured in pictures of the video."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, features

from assets.songs.lettering import OWN, SIZES, Shape, _colour, line_layer, luminance, title_layer
from assets.songs.lyric_video import poster
from assets.songs.plan import SongPlan
from assets.songs.vocals import RATE
from assets.songs.words import MOST_CHARACTERS
from tests.assets.songs.words_to_sing import plan_of, plan_of_lines

LEGIBLE = 4.5  # contrast (WCAG 2.2, 1.4.3)
HEIGHT = 0.04  # of the picture
LINES = "the night train again\nthe old rain again\nout in the dark"
LONGEST = "the quiet animals of every forest gather by the moon to listen while the water carries every story of the old mountain town down to the sea and home to bed"


def picture(plan: SongPlan, at: float, shape: Shape, background: Path | None) -> np.ndarray:
    """The relative luminance of each pixel at a time."""
    drawn = poster(plan, np.zeros((2, RATE), np.float32), at, shape=shape, background=background) / 255
    linear = np.where(drawn <= 0.04045, drawn / 12.92, ((drawn + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def test_what_the_font_has_no_letter_for_is_no_box() -> None:
    assert OWN.drawable("paid $1,200 for a 🎸 café ♪ 雨") == "paid $1,200 for a café ♪"
    plan = plan_of("out in the dark 🎸\n🎸 again")
    without = plan_of("out in the dark\nagain")
    for number, coming in ((0, 1), (1, None)):
        drawn, bare = (
            line_layer(of.lines[number], of.lines[coming] if coming else None, 0, "wide") for of in (plan, without)
        )
        assert abs(int(drawn.stays.sum()) - int(bare.stays.sum())) < 0.001 * int(bare.stays.sum())
    assert (title_layer("🎸", "wide").luma == title_layer("", "wide").luma).all()


def rows_of_letters(light: np.ndarray) -> list[slice]:
    """The rows of pixels that each row of letters takes; what moves along the lower edge does not count."""
    from scipy.ndimage import label

    labelled: Any = label((light[: light.shape[0] * 6 // 7] > 0.2).sum(1) >= 3)
    numbers, count = labelled
    found = (np.flatnonzero(numbers == number + 1) for number in range(count))
    return [slice(int(rows.min()), int(rows.max()) + 1) for rows in found if rows.size > 4]


def contrast(light: np.ndarray, rows: slice) -> float:
    """Of the darkest letters in a row with the brightest ground about them."""
    from scipy.ndimage import binary_dilation, binary_erosion

    part = light[rows]
    letters = part > 0.2
    insides = np.asarray(binary_erosion(letters, iterations=2), bool)
    ground = part[~np.asarray(binary_dilation(letters, iterations=8), bool)]
    return float((np.percentile(part[insides], 5) + 0.05) / (ground.max() + 0.05))


@pytest.fixture(scope="module")
def white(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worst picture to stand behind words."""
    path = tmp_path_factory.mktemp("ground") / "white.png"
    Image.new("RGB", (320, 200), (255, 255, 255)).save(path)
    return path


@pytest.mark.parametrize("ground", ["its own", "white"])
@pytest.mark.parametrize("shape", SIZES)
def test_said_and_unsaid_words_stand_out_and_are_large(shape: Shape, ground: str, white: Path) -> None:
    plan = plan_of(LINES)
    line = plan.lines[0]
    assert any(word.group is not None for word in line.words), "one of them rhymes"
    assert any(word.group is None for word in line.words)
    for at in (line.words[0].start - 0.1, line.words[-1].start + 0.06):
        light = picture(plan, at, shape, white if ground == "white" else None)
        rows = rows_of_letters(light)
        assert all(contrast(light, row) >= LEGIBLE for row in rows), (at, [contrast(light, row) for row in rows])
        assert max(row.stop - row.start for row in rows) >= HEIGHT * SIZES[shape][1]


@pytest.mark.parametrize("shape", SIZES)
def test_the_longest_line_is_as_large_as_the_least(shape: Shape) -> None:
    assert MOST_CHARACTERS - 6 <= len(LONGEST) <= MOST_CHARACTERS
    plan = plan_of_lines(LONGEST, LONGEST)
    rows = rows_of_letters(picture(plan, plan.lines[0].words[0].start + 0.06, shape, None))
    assert len(rows) > 3
    assert max(row.stop - row.start for row in rows) >= HEIGHT * SIZES[shape][1]


def test_each_rhyme_has_a_colour_that_can_be_read_before_and_after_it_is_said() -> None:
    darkest_ground = 0.031  # measured: a white picture under the band
    for group in [None, *range(60)]:
        said, unsaid = (luminance(_colour(group, said=said)) for said in (True, False))
        assert (unsaid + 0.05) / (darkest_ground + 0.05) >= LEGIBLE, group
        assert said > 1.3 * unsaid, group
    assert len({_colour(group, said=True) for group in range(12)}) == 12


@pytest.mark.parametrize("shape", SIZES)
def test_a_long_title_is_in_smaller_letters_and_a_longer_one_ends_in_an_ellipsis(shape: Shape) -> None:
    def rows(title: str) -> int:
        lit = (title_layer(title, shape).luma > 180 * 256).any(1)
        return int(np.count_nonzero(np.diff(lit.astype(int)) == 1))

    half = "the quiet animals of every forest gather by the moon"
    assert 2 <= rows(half) <= 5
    assert not np.array_equal(title_layer(half, shape).luma, title_layer(half.rpartition(" ")[0], shape).luma)
    whole, more = (title_layer(title, shape).luma for title in (LONGEST + LONGEST, LONGEST + LONGEST + LONGEST))
    assert (whole == more).all(), "both are cut"
    assert rows(LONGEST + LONGEST) <= 5


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("text", [f"out in\n{'unbreakable' * 12}", f"out in\n{LONGEST}", f"{'unbreakable' * 6}\nout"])
def test_nothing_is_cut_off_at_the_edges(shape: Shape, text: str) -> None:
    first, second = plan_of_lines(*text.split("\n")).lines
    width = SIZES[shape][0]
    edge = round(width * 0.02)
    for layer in (
        line_layer(first, second, 1, shape),
        title_layer(text.split("\n")[1], shape),
        title_layer(text.split("\n")[0], shape),
    ):
        bright = layer.luma > 60 * 256
        assert bright.any()
        assert not bright[:, :edge].any()
        assert not bright[:, -edge:].any()


def test_words_stand_in_the_order_in_which_they_are_said_whatever_their_script() -> None:
    if not features.check("raqm"):
        pytest.skip("this Pillow cannot lay scripts out")

    def right_end(text: str) -> np.ndarray:
        bright = line_layer(plan_of(text).lines[0], None, 1, "wide").luma >> 8 > 180
        last = int(np.flatnonzero(bright.any(0)).max())
        return bright[:, last - 100 : last + 1]

    assert (right_end("שלום hello") == right_end("hello")).mean() > 0.99
