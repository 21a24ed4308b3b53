"""Black bars and still frames around a film."""

import numpy as np
import pytest

from resources.media.surround import Inside, Surround, cut_to_the_edges, lit_to_the_edges

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


def grids(*shown: tuple[int, slice, slice, int]) -> np.ndarray:
    """Thumbnails of 16 × 24 places on black: how many, rows, columns and light."""
    made = [np.zeros((count, 16, 24, 3), np.uint8) for count, *_ in shown]
    for part, (_, rows, columns, light) in zip(made, shown, strict=True):
        part[:, rows, columns] = light
    return np.concatenate(made)


ALL, MIDDLE = slice(None), slice(6, 10)


def test_a_film_between_bars_is_lit_to_its_edges_but_a_logo_seldom_is() -> None:
    assert lit_to_the_edges(grids((30, ALL, ALL, 200), (10, ALL, ALL, 0), (30, ALL, ALL, 90)))
    assert not lit_to_the_edges(grids((30, MIDDLE, MIDDLE, 200), (5, ALL, ALL, 200)))


def test_a_film_within_a_still_frame_cuts_to_its_edges_but_what_moves_there_does_not() -> None:
    film = grids((20, ALL, ALL, 200), (20, ALL, ALL, 90))
    assert cut_to_the_edges(film, [20])
    assert not cut_to_the_edges(grids((20, ALL, ALL, 0), (20, MIDDLE, MIDDLE, 200)), [20])
    assert cut_to_the_edges(film, [])
