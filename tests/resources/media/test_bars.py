"""Black bars around a picture."""

import numpy as np
import pytest

from resources.media.bars import Bars

HEIGHT, WIDTH = 100, 160


def between(*pictures: np.ndarray) -> tuple[slice, slice] | None:
    bars = Bars()
    for picture in pictures:
        bars.add(picture)
    return bars.between()


def picture(rows: slice = slice(None), columns: slice = slice(None), light: int = 200) -> np.ndarray:
    made = np.full((HEIGHT, WIDTH, 3), 10, np.uint8)
    made[rows, columns] = light
    return made


@pytest.mark.parametrize(
    ("pictures", "found"),
    [
        ([picture()], None),
        ([picture(slice(20, 80))], (slice(20, 80), slice(0, WIDTH))),
        ([picture(columns=slice(50, 110))], (slice(0, HEIGHT), slice(50, 110))),
        ([picture(slice(20, 80)), picture(slice(20, 40), light=10), picture(slice(10, 60))], (slice(10, 80), slice(0, WIDTH))),
        ([picture(slice(2, 100))], None),  # too thin to matter
        ([picture(slice(45, 50), slice(70, 80))], None),  # a light in the dark
        ([picture(light=10)], None),  # all is black
        ([picture(slice(20, 80)), picture(slice(90, 91), slice(30, 32))], (slice(20, 80), slice(0, WIDTH))),  # noise
        ([], None),
    ],
)  # fmt: skip
def test_bars_are_what_stays_black_at_the_edges(pictures: list[np.ndarray], found: tuple[slice, slice] | None) -> None:
    assert between(*pictures) == found
