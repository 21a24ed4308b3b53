"""Black bars and still frames around a film."""

import numpy as np
import pytest

from resources.media.surround import Inside, Surround

HEIGHT, WIDTH = 100, 160


def surround_of(*pictures: np.ndarray) -> Surround:
    surround = Surround()
    for picture in pictures:
        surround.add(picture)
    return surround


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
def test_bars_are_what_stays_black_at_the_edges(pictures: list[np.ndarray], found: Inside | None) -> None:
    assert surround_of(*pictures).within_bars() == found


def page(*shown: tuple[slice, slice, int]) -> np.ndarray:
    made = picture(light=230)
    made[5:20, 20:90] = 40  # a title
    for rows, columns, light in shown:
        made[rows, columns] = light
    return made


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ((slice(30, 80), slice(0, WIDTH)), (slice(30, 80), slice(0, WIDTH))),
        ((slice(10, 90), slice(50, 110)), (slice(10, 90), slice(50, 110))),
        ((slice(2, 98), slice(0, WIDTH)), None),  # hardly any frame
        ((slice(90, 97), slice(20, 140)), None),  # subtitles
        ((slice(30, 80), slice(60, 80)), None),  # something that moves in a still scene
    ],
)
def test_a_still_frame_is_what_never_changes_at_the_edges(shown: Inside, found: Inside | None) -> None:
    surround = surround_of(*(page((*shown, light)) for light in (20, 150, 90)))
    assert surround.within_still() == found
    assert surround.within_bars() is None
