"""Logos, titles, credits, charts and windows that grow, move or appear.

What belongs here: drawing them. What does not: their grounds (_grounds.py), what happens in places (_events.py).
"""

from collections.abc import Callable

import numpy as np

from benchmarks._films import HEIGHT, WIDTH
from benchmarks._shapes import SECONDS, Draw, X, Y, box_at, disc_at, ease, fill, fill_all, line_of_words, some_colour


def _logo(rng: np.random.Generator) -> Callable[[np.ndarray, float, float, float], None]:
    """A disc with a bar across it and a word below."""
    disc, bar, word = (some_colour(rng) for _ in range(3))
    size, wide = rng.uniform(22, 32), rng.uniform(60, 110)

    def draw(picture: np.ndarray, x: float, y: float, scale: float) -> None:
        if scale < 0.02:
            return
        fill(picture, disc_at(x, y - 8 * scale, size * scale), disc)
        fill(picture, box_at(x, y - 8 * scale, size * scale, 6 * scale), bar)
        fill(picture, box_at(x, y + (size + 4) * scale, wide * scale, 9 * scale), word)

    return draw


def logo_grows(rng: np.random.Generator) -> Draw:
    logo, end = _logo(rng), rng.uniform(0.1, 0.6)
    return lambda picture, t: logo(picture, WIDTH / 2, HEIGHT / 2, 1.2 * ease(t, 0.05, 0.1 + end))


def logo_pops(rng: np.random.Generator) -> Draw:
    logo, at = _logo(rng), rng.uniform(0.2, 0.5)
    return lambda picture, t: logo(
        picture, WIDTH / 2, HEIGHT / 2, 1.2 * (1 + 0.15 * np.exp(-(t - at) * 40)) if t > at else 0
    )


def logo_slides_in(rng: np.random.Generator) -> Draw:
    logo, side, speed = _logo(rng), rng.choice([-1, 1]), rng.uniform(0.08, 0.3)
    return lambda picture, t: logo(picture, WIDTH / 2 + side * WIDTH * (1 - ease(t, 0.2, 0.2 + speed)), HEIGHT / 2, 1.1)


def logo_fades_in(rng: np.random.Generator) -> Draw:
    logo, length = _logo(rng), rng.uniform(0.08, 0.3)

    def draw(picture: np.ndarray, t: float) -> None:
        whole = picture.copy()
        logo(whole, WIDTH / 2, HEIGHT / 2, 1.2)
        share = ease(t, 0.2, 0.2 + length)
        picture += share * (whole - picture)

    return draw


def logo_spins(rng: np.random.Generator) -> Draw:
    logo, turns = some_colour(rng), rng.uniform(2, 5)

    def draw(picture: np.ndarray, t: float) -> None:
        wide = abs(np.cos(t * turns * np.pi)) * 90 + 4
        fill(picture, box_at(WIDTH / 2, HEIGHT / 2, wide, 60), logo * (0.4 + 0.6 * wide / 94))

    return draw


def pieces(rng: np.random.Generator) -> Draw:
    """A logo of tiles that fly together."""
    where = np.stack(np.meshgrid(np.arange(66, 130, 8), np.arange(30, 80, 8)), -1).reshape(-1, 2)
    origin, colours = rng.uniform([-40, -40], [WIDTH + 40, HEIGHT + 40], where.shape), [some_colour(rng) for _ in where]

    def draw(picture: np.ndarray, t: float) -> None:
        share = ease(t, 0.05, 0.5)
        for (x, y), colour in zip(origin + share * (where - origin), colours, strict=True):
            fill(picture, box_at(x, y, 7, 7), colour)

    return draw


def line_by_line(rng: np.random.Generator) -> Draw:
    colour, lines = some_colour(rng), [line_of_words(rng, y, 8) for y in range(18, 100, 15)]
    return lambda picture, t: fill_all(picture, [word for line in lines[: int(t * 7)] for word in line], colour)


def typed(rng: np.random.Generator) -> Draw:
    colour, words = some_colour(rng), [word for y in range(14, 100, 14) for word in line_of_words(rng, y, 8)]
    return lambda picture, t: fill_all(picture, words[: int(t * 1.2 * len(words))], colour)


def word_after_word(rng: np.random.Generator) -> Draw:
    """Large words in the middle, one after the other."""
    colour, words = some_colour(rng), [(rng.uniform(50, 150), rng.uniform(18, 34)) for _ in range(12)]

    def draw(picture: np.ndarray, t: float) -> None:
        wide, high = words[int(t * len(words))]
        fill(picture, box_at(WIDTH / 2, HEIGHT / 2, wide, high), colour)

    return draw


def rolling_credits(rng: np.random.Generator) -> Draw:
    colour, speed = some_colour(rng), rng.uniform(120, 300)
    lines = [(y, rng.uniform(20, 60), rng.uniform(20, 60)) for y in range(0, 400, 13)]

    def draw(picture: np.ndarray, t: float) -> None:
        for y, left, right in lines:
            at = HEIGHT + y - t * speed
            if -10 < at < HEIGHT + 10:
                fill(
                    picture,
                    np.maximum(box_at(90 - left / 2, at, left, 6), box_at(102 + right / 2, at, right, 6)),
                    colour,
                )

    return draw


def credit_pages(rng: np.random.Generator) -> Draw:
    """Pages of credits that fade in and out."""
    colour = some_colour(rng)
    pages = [[word for y in range(30, 80, 14) for word in line_of_words(rng, y, 7, 50, 140)] for _ in range(3)]

    def draw(picture: np.ndarray, t: float) -> None:
        page, at = divmod(t * 3, 1)
        whole = picture.copy()
        fill_all(whole, pages[int(page)], colour)
        picture += min(1.0, 5 * at, 5 * (1 - at)) * (whole - picture)

    return draw


def chart(rng: np.random.Generator) -> Draw:
    """The bars of a chart grow."""
    bars = [(x, rng.uniform(25, 80), some_colour(rng)) for x in range(30, 170, 20)]
    together = rng.integers(2)

    def draw(picture: np.ndarray, t: float) -> None:
        for number, (x, high, colour) in enumerate(bars):
            start = 0.1 if together else 0.1 + number * 0.1
            tall = high * ease(t, start, start + 0.12)
            fill(picture, box_at(x, 98 - tall / 2, 14, tall) * (tall > 1), colour)

    return draw


def equaliser(rng: np.random.Generator) -> Draw:
    heights, colour = rng.uniform(4, 90, (int(SECONDS * 8) + 1, 16)), some_colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        for number, high in enumerate(heights[int(t * SECONDS * 8)]):
            fill(picture, box_at(14 + number * 11, 100 - high / 2, 7, high), colour)

    return draw


def countdown(rng: np.random.Generator) -> Draw:
    """A film leader: a hand sweeps around, and a figure changes each second."""
    figures, colour = [[box_at(96, 54, *rng.uniform(10, 34, 2)) for _ in range(2)] for _ in range(8)], some_colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        second, part = divmod(t * SECONDS, 1)
        swept = (np.arctan2(X - WIDTH / 2, HEIGHT / 2 - Y) % (2 * np.pi)) < part * 2 * np.pi
        fill(picture, swept * 0.35, colour)
        fill_all(picture, figures[int(second)], 1 - colour)

    return draw


def lower_third(rng: np.random.Generator) -> Draw:
    colour, words = some_colour(rng), line_of_words(rng, 86, 6, 22, 120)

    def draw(picture: np.ndarray, t: float) -> None:
        wide = 130 * min(ease(t, 0.2, 0.25), 1 - ease(t, 0.8, 0.85))
        if wide > 1:
            fill(picture, box_at(10 + wide / 2, 86, wide, 22), colour)
        fill_all(picture, words if wide > 129 else [], 1 - colour)

    return draw


def window(rng: np.random.Generator) -> Draw:
    """A window opens on a desktop, lines of text in it."""
    at, lines = rng.uniform(0.2, 0.4), [word for y in range(36, 84, 8) for word in line_of_words(rng, y, 3, 52, 140)]

    def draw(picture: np.ndarray, t: float) -> None:
        scale = ease(t, at, at + 0.04)
        if scale > 0:
            fill(picture, box_at(96, 56, 110 * scale, 72 * scale), 0.95)
            fill(picture, box_at(96, 56 - 33 * scale, 110 * scale, 8 * scale), np.array([0.3, 0.4, 0.6], np.float32))
        fill_all(picture, lines if scale == 1 else [], 0.2)

    return draw
