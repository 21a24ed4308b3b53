"""Generated scenes in which something grows, moves or appears on a plain or still ground: logos, titles, credits, fireworks …

What belongs here: their grounds, and making films of them. What does not: drawing them (_titles.py, _events.py), other films
(_films.py).
"""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks import _events, _titles
from benchmarks._films import FPS, HEIGHT, WIDTH, Film, Shot, quantise
from benchmarks._shapes import SECONDS, Draw


def ground_film(kind: str, seed: int) -> Film:
    """One scene without cuts."""
    rng = _rng(kind, seed)
    return Film(f"{kind}-{seed}", quantise(list(_scene(kind, seed, rng))), (), ())


def joined_film(kind: str, seed: int) -> Film:
    """Two such scenes between shots of a film: three hard cuts."""
    rng = _rng(kind, seed)
    frames: list[np.ndarray] = []
    hard = []
    for number in range(2):
        frames += _scene(kind, seed + number, rng)
        hard.append(len(frames) / FPS)
        frames += Shot(rng).frames(int(rng.uniform(2, 3) * FPS))
        hard.append(len(frames) / FPS)
    return Film(f"joined-{kind}-{seed}", quantise(frames), tuple(hard[:-1]), ())


def _rng(kind: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, *map(ord, kind)])


def _scene(kind: str, seed: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    ground, draw = _ground(kind, seed, rng), DRAWN[kind](rng)
    count = int(SECONDS * FPS)
    for number in range(count):
        picture = ground.copy()
        draw(picture, number / count)
        yield picture


def _ground(kind: str, seed: int, rng: np.random.Generator) -> np.ndarray:
    """Black, a plain colour or a still picture by turns; what needs the dark is in the dark, and people are in places."""
    number = 0 if kind in IN_THE_DARK else 2 if kind in IN_PLACES else seed % 3
    if number == 2:
        return next(Shot(rng, moves=0).frames(1)).copy()
    colour = rng.uniform(0.05, 0.95, 3) if number else np.zeros(3)
    return np.tile(colour.astype(np.float32), (HEIGHT, WIDTH, 1))


DRAWN: dict[str, Callable[[np.random.Generator], Draw]] = {
    "logo-grows": _titles.logo_grows,
    "logo-pops": _titles.logo_pops,
    "logo-slides-in": _titles.logo_slides_in,
    "logo-fades-in": _titles.logo_fades_in,
    "logo-spins": _titles.logo_spins,
    "logo-of-pieces": _titles.pieces,
    "line-by-line": _titles.line_by_line,
    "typed": _titles.typed,
    "word-after-word": _titles.word_after_word,
    "ball-crosses": _events.ball_crosses,
    "ball-bounces": _events.ball_bounces,
    "fireworks": _events.fireworks,
    "credits": _titles.rolling_credits,
    "credit-pages": _titles.credit_pages,
    "stars": _events.stars,
    "meteors": _events.meteors,
    "presenter": _events.presenter,
    "inset": _events.inset,
    "chart": _titles.chart,
    "equaliser": _titles.equaliser,
    "drawn": _events.drawn,
    "countdown": _titles.countdown,
    "spotlight": _events.spotlight,
    "candle": _events.candle,
    "lower-third": _titles.lower_third,
    "window": _titles.window,
    "balloons": _events.balloons,
}
IN_THE_DARK = ("fireworks", "stars", "meteors", "spotlight", "candle")
IN_PLACES = ("presenter", "inset", "lower-third", "window")
