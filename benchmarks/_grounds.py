"""Generated scenes in which something grows, moves or appears on a plain or still ground: logos, titles, credits, fireworks …

What belongs here: drawing them. What does not: other films and encoding (_films.py), finding their cuts (cuts.py).
"""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks._films import FPS, HEIGHT, WIDTH, Film, Shot, quantise

SECONDS = 6.0
Draw = Callable[[np.ndarray, float], None]
"""Draws on a picture (float32, height × width × 3) what is seen after a share of the scene, from 0 to 1."""

_Y, _X = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)


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
    return np.zeros((HEIGHT, WIDTH, 3), np.float32) + (rng.uniform(0.05, 0.95, 3) if number else 0.0).astype(np.float32) if number else np.zeros((HEIGHT, WIDTH, 3), np.float32)  # fmt: skip


def _fill(picture: np.ndarray, mask: np.ndarray, colour: np.ndarray | float) -> None:
    cover = np.clip(mask, 0, 1)[..., None]
    picture *= 1 - cover
    picture += cover * colour


def _disc(x: float, y: float, radius: float) -> np.ndarray:
    return radius + 0.5 - np.hypot(_X - x, _Y - y)


def _box(x: float, y: float, wide: float, high: float) -> np.ndarray:
    """A box around a point."""
    return np.minimum(wide / 2 + 0.5 - np.abs(_X - x), high / 2 + 0.5 - np.abs(_Y - y))


def _colour(rng: np.random.Generator) -> np.ndarray:
    colour = rng.uniform(0.1, 1, 3)
    colour[rng.integers(3)] = 1.0
    return colour.astype(np.float32)


def _words(rng: np.random.Generator, y: float, high: float, left: float = 20, right: float = WIDTH - 20) -> list[np.ndarray]:
    """The masks of the words of a line of text."""
    words, at = [], left
    while at < right - 8:
        wide = min(float(rng.uniform(8, 28)), right - at)
        words.append(_box(at + wide / 2, y, wide, high))
        at += wide + 5
    return words


def _ease(share: float, start: float, end: float) -> float:
    """From 0 to 1 between two times, slowly at both ends."""
    at = min(1.0, max(0.0, (share - start) / (end - start)))
    return at * at * (3 - 2 * at)


def _logo(rng: np.random.Generator) -> Callable[[np.ndarray, float, float, float], None]:
    """A disc with a bar across it and a word below."""
    disc, bar, word = (_colour(rng) for _ in range(3))
    size, wide = rng.uniform(22, 32), rng.uniform(60, 110)

    def draw(picture: np.ndarray, x: float, y: float, scale: float) -> None:
        if scale < 0.02:
            return
        _fill(picture, _disc(x, y - 8 * scale, size * scale), disc)
        _fill(picture, _box(x, y - 8 * scale, size * scale, 6 * scale), bar)
        _fill(picture, _box(x, y + (size + 4) * scale, wide * scale, 9 * scale), word)

    return draw


def _logo_grows(rng: np.random.Generator) -> Draw:
    logo, end = _logo(rng), rng.uniform(0.1, 0.6)
    return lambda picture, t: logo(picture, WIDTH / 2, HEIGHT / 2, 1.2 * _ease(t, 0.05, 0.1 + end))


def _logo_pops(rng: np.random.Generator) -> Draw:
    logo, at = _logo(rng), rng.uniform(0.2, 0.5)
    return lambda picture, t: logo(picture, WIDTH / 2, HEIGHT / 2, 1.2 * (1 + 0.15 * np.exp(-(t - at) * 40)) if t > at else 0)


def _logo_slides_in(rng: np.random.Generator) -> Draw:
    logo, side, speed = _logo(rng), rng.choice([-1, 1]), rng.uniform(0.08, 0.3)
    return lambda picture, t: logo(picture, WIDTH / 2 + side * WIDTH * (1 - _ease(t, 0.2, 0.2 + speed)), HEIGHT / 2, 1.1)


def _logo_fades_in(rng: np.random.Generator) -> Draw:
    logo, length = _logo(rng), rng.uniform(0.08, 0.3)

    def draw(picture: np.ndarray, t: float) -> None:
        whole = picture.copy()
        logo(whole, WIDTH / 2, HEIGHT / 2, 1.2)
        share = _ease(t, 0.2, 0.2 + length)
        picture += share * (whole - picture)

    return draw


def _logo_spins(rng: np.random.Generator) -> Draw:
    logo, turns = _colour(rng), rng.uniform(2, 5)

    def draw(picture: np.ndarray, t: float) -> None:
        wide = abs(np.cos(t * turns * np.pi)) * 90 + 4
        _fill(picture, _box(WIDTH / 2, HEIGHT / 2, wide, 60), logo * (0.4 + 0.6 * wide / 94))

    return draw


def _pieces(rng: np.random.Generator) -> Draw:
    """A logo of tiles that fly together."""
    where = np.stack(np.meshgrid(np.arange(66, 130, 8), np.arange(30, 80, 8)), -1).reshape(-1, 2)
    origin, colours = rng.uniform([-40, -40], [WIDTH + 40, HEIGHT + 40], where.shape), [_colour(rng) for _ in where]

    def draw(picture: np.ndarray, t: float) -> None:
        share = _ease(t, 0.05, 0.5)
        for (x, y), colour in zip(origin + share * (where - origin), colours, strict=True):
            _fill(picture, _box(x, y, 7, 7), colour)

    return draw


def _line_by_line(rng: np.random.Generator) -> Draw:
    colour, lines = _colour(rng), [_words(rng, y, 8) for y in range(18, 100, 15)]
    return lambda picture, t: [_fill(picture, word, colour) for line in lines[: int(t * 7)] for word in line]  # type: ignore[return-value]


def _typed(rng: np.random.Generator) -> Draw:
    colour, words = _colour(rng), [word for y in range(14, 100, 14) for word in _words(rng, y, 8)]
    return lambda picture, t: [_fill(picture, word, colour) for word in words[: int(t * 1.2 * len(words))]]  # type: ignore[return-value]


def _word_after_word(rng: np.random.Generator) -> Draw:
    """Large words in the middle, one after the other."""
    colour, words = _colour(rng), [(rng.uniform(50, 150), rng.uniform(18, 34)) for _ in range(12)]

    def draw(picture: np.ndarray, t: float) -> None:
        wide, high = words[int(t * len(words))]
        _fill(picture, _box(WIDTH / 2, HEIGHT / 2, wide, high), colour)

    return draw


def _ball_crosses(rng: np.random.Generator) -> Draw:
    colour, radius, y, times = _colour(rng), rng.uniform(10, 28), rng.uniform(40, 70), rng.integers(1, 4)
    return lambda picture, t: _fill(picture, _disc((t * times % 1) * (WIDTH + 80) - 40, y, radius), colour)


def _ball_bounces(rng: np.random.Generator) -> Draw:
    colour, radius, speed = _colour(rng), rng.uniform(12, 24), rng.uniform(3, 7)

    def draw(picture: np.ndarray, t: float) -> None:
        x = WIDTH / 2 + 70 * np.sin(t * speed * 1.3)
        _fill(picture, _disc(x, 95 - radius - 60 * abs(np.sin(t * speed * np.pi)), radius), colour)

    return draw


def _fireworks(rng: np.random.Generator) -> Draw:
    bursts = [(rng.uniform(0, 0.9), rng.uniform(40, 150), rng.uniform(20, 70), rng.uniform(25, 50), _colour(rng)) for _ in range(10)]  # fmt: skip

    def draw(picture: np.ndarray, t: float) -> None:
        for at, x, y, size, colour in bursts:
            age = (t - at) * SECONDS / 1.2
            if 0 < age < 1:
                ring = 1 - np.abs(np.hypot(_X - x, _Y - y) - size * age**0.5) / 5
                spokes = np.cos(np.arctan2(_Y - y, _X - x) * 12) > 0.2
                picture += np.clip(ring, 0, 1)[..., None] * spokes[..., None] * colour * (1 - age)
                picture += np.exp(-np.hypot(_X - x, _Y - y) / 30)[..., None] * colour * 0.5 * (1 - age) ** 3

    return draw


def _credits(rng: np.random.Generator) -> Draw:
    colour, speed = _colour(rng), rng.uniform(120, 300)
    lines = [(y, rng.uniform(20, 60), rng.uniform(20, 60)) for y in range(0, 400, 13)]

    def draw(picture: np.ndarray, t: float) -> None:
        for y, left, right in lines:
            at = HEIGHT + y - t * speed
            if -10 < at < HEIGHT + 10:
                _fill(picture, np.maximum(_box(90 - left / 2, at, left, 6), _box(102 + right / 2, at, right, 6)), colour)

    return draw


def _credit_pages(rng: np.random.Generator) -> Draw:
    """Pages of credits that fade in and out."""
    colour, pages = _colour(rng), [[_words(rng, y, 7, 50, 140) for y in range(30, 80, 14)] for _ in range(3)]

    def draw(picture: np.ndarray, t: float) -> None:
        page, at = divmod(t * 3, 1)
        shown = colour * min(1.0, 5 * at, 5 * (1 - at))
        ground = picture.copy()
        for word in (word for line in pages[int(page)] for word in line):
            _fill(picture, word, colour)
        picture[:] = ground + min(1.0, 5 * at, 5 * (1 - at)) * (picture - ground)
        assert shown is not None

    return draw


def _stars(rng: np.random.Generator) -> Draw:
    """Flying through stars."""
    places, speed = rng.uniform(-1, 1, (160, 3)) * [WIDTH, HEIGHT, 1], rng.uniform(1, 4)

    def draw(picture: np.ndarray, t: float) -> None:
        for x, y, depth in places:
            far = (depth - t * speed) % 1 + 0.05
            column, row = int(WIDTH / 2 + x / far / 4), int(HEIGHT / 2 + y / far / 4)
            size = 1 + int(0.4 / far)
            if 0 <= column < WIDTH - size and 0 <= row < HEIGHT - size:
                picture[row : row + size, column : column + size] = 1 - far * 0.8

    return draw


def _meteors(rng: np.random.Generator) -> Draw:
    stars = rng.uniform(0, [HEIGHT, WIDTH], (120, 2)).astype(int)
    meteors = [(rng.uniform(0, 0.9), rng.uniform(20, 170), rng.uniform(5, 40)) for _ in range(5)]

    def draw(picture: np.ndarray, t: float) -> None:
        picture[stars[:, 0], stars[:, 1]] = 0.7
        for at, x, y in meteors:
            age = (t - at) * SECONDS
            if 0 < age < 0.5:
                along = np.clip(((_X - x) * 0.8 + (_Y - y) * 0.6) / (160 * age), 0, 1)
                off = np.abs((_X - x) * 0.6 - (_Y - y) * 0.8)
                picture += (np.clip(2.5 - off, 0, 1) * along * (along < 1))[..., None]

    return draw


def _presenter(rng: np.random.Generator) -> Draw:
    """Somebody walks into the picture and stays."""
    skin, coat, end, side = _colour(rng) * 0.8, _colour(rng) * 0.6, rng.uniform(60, 130), rng.choice([-1, 1])

    def draw(picture: np.ndarray, t: float) -> None:
        x = end + side * (WIDTH + 40) * (1 - _ease(t, 0.1, 0.5)) + 2 * np.sin(t * 60)
        _fill(picture, _box(x, 85, 52, 60), coat)
        _fill(picture, _disc(x, 38, 17), skin)

    return draw


def _inset(rng: np.random.Generator) -> Draw:
    """A picture in picture opens."""
    shot, at, wide = Shot(rng), rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.6)
    frames = list(shot.frames(int(SECONDS * FPS) + 1))
    corner = rng.integers(0, 2, 2)

    def draw(picture: np.ndarray, t: float) -> None:
        scale = wide * _ease(t, at, at + 0.06)
        rows, columns = int(HEIGHT * scale), int(WIDTH * scale)
        if rows and columns:
            frame = frames[int(t * SECONDS * FPS)]
            frame = frame[np.arange(rows) * HEIGHT // rows][:, np.arange(columns) * WIDTH // columns]
            y, x = corner * [HEIGHT - rows - 8, WIDTH - columns - 8] + 4
            picture[y : y + rows, x : x + columns] = frame

    return draw


def _chart(rng: np.random.Generator) -> Draw:
    """The bars of a chart grow."""
    bars = [(x, rng.uniform(25, 80), _colour(rng)) for x in range(30, 170, 20)]
    together = rng.integers(2)

    def draw(picture: np.ndarray, t: float) -> None:
        for number, (x, high, colour) in enumerate(bars):
            start = 0.1 if together else 0.1 + number * 0.1
            tall = high * _ease(t, start, start + 0.12)
            _fill(picture, _box(x, 98 - tall / 2, 14, tall) * (tall > 1), colour)

    return draw


def _equaliser(rng: np.random.Generator) -> Draw:
    heights, colour = rng.uniform(4, 90, (int(SECONDS * 8) + 1, 16)), _colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        for number, high in enumerate(heights[int(t * SECONDS * 8)]):
            _fill(picture, _box(14 + number * 11, 100 - high / 2, 7, high), colour)

    return draw


def _drawn(rng: np.random.Generator) -> Draw:
    """A line is drawn over the whole picture."""
    steps = np.cumsum(rng.normal(0, 6, (300, 2)), 0)
    low, high = steps.min(0), steps.max(0)
    points, colour = (steps - low) / (high - low) * [WIDTH - 30, HEIGHT - 30] + 15, _colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        for x, y in points[: int(t * 300)]:
            picture[int(y) - 2 : int(y) + 2, int(x) - 2 : int(x) + 2] = colour

    return draw


def _countdown(rng: np.random.Generator) -> Draw:
    """A film leader: a hand sweeps around, and a figure changes each second."""
    figures, colour = [[_box(96, 54, *rng.uniform(10, 34, 2)) for _ in range(2)] for _ in range(8)], _colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        second, part = divmod(t * SECONDS, 1)
        swept = (np.arctan2(_X - WIDTH / 2, HEIGHT / 2 - _Y) % (2 * np.pi)) < part * 2 * np.pi
        _fill(picture, swept * 0.35, colour)
        for box in figures[int(second)]:
            _fill(picture, box, 1 - colour)

    return draw


def _spotlight(rng: np.random.Generator) -> Draw:
    """A spotlight wanders over a dark stage with somebody on it."""
    stage, phase = next(Shot(rng).frames(1)).copy(), rng.uniform(0, 6)

    def draw(picture: np.ndarray, t: float) -> None:
        x, y = WIDTH / 2 + 60 * np.sin(t * 6 + phase), HEIGHT / 2 + 20 * np.cos(t * 9)
        picture += stage * np.clip(_disc(x, y, 30) / 6, 0, 1)[..., None]

    return draw


def _candle(rng: np.random.Generator) -> Draw:
    flicker = rng.uniform(0.5, 1, int(SECONDS * 12) + 1)

    def draw(picture: np.ndarray, t: float) -> None:
        light = flicker[int(t * SECONDS * 12)]
        picture += np.exp(-np.hypot(_X - 96, (_Y - 50) * 1.3) / (18 * light))[..., None] * np.float32([1, 0.7, 0.3]) * light
        _fill(picture, _box(96, 82, 12, 44), np.float32([0.5, 0.45, 0.4]) * light)

    return draw


def _lower_third(rng: np.random.Generator) -> Draw:
    colour, words = _colour(rng), _words(rng, 86, 6, 22, 120)

    def draw(picture: np.ndarray, t: float) -> None:
        wide = 130 * min(_ease(t, 0.2, 0.25), 1 - _ease(t, 0.8, 0.85))
        if wide > 1:
            _fill(picture, _box(10 + wide / 2, 86, wide, 22), colour)
        for word in words if wide > 129 else []:
            _fill(picture, word, 1 - colour)

    return draw


def _window(rng: np.random.Generator) -> Draw:
    """A window opens on a desktop, lines of text in it."""
    at, lines = rng.uniform(0.2, 0.4), [word for y in range(36, 84, 8) for word in _words(rng, y, 3, 52, 140)]

    def draw(picture: np.ndarray, t: float) -> None:
        scale = _ease(t, at, at + 0.04)
        if scale > 0:
            _fill(picture, _box(96, 56, 110 * scale, 72 * scale), 0.95)
            _fill(picture, _box(96, 56 - 33 * scale, 110 * scale, 8 * scale), np.float32([0.3, 0.4, 0.6]))
        for word in lines if scale == 1 else []:
            _fill(picture, word, 0.2)

    return draw


def _balloons(rng: np.random.Generator) -> Draw:
    balloons = [(rng.uniform(10, 180), rng.uniform(0, 1), rng.uniform(8, 18), _colour(rng)) for _ in range(14)]

    def draw(picture: np.ndarray, t: float) -> None:
        for x, start, radius, colour in balloons:
            _fill(picture, _disc(x + 4 * np.sin(t * 9 + x), HEIGHT + 20 + start * 90 - t * 260, radius), colour)

    return draw


DRAWN: dict[str, Callable[[np.random.Generator], Draw]] = {
    "logo-grows": _logo_grows,
    "logo-pops": _logo_pops,
    "logo-slides-in": _logo_slides_in,
    "logo-fades-in": _logo_fades_in,
    "logo-spins": _logo_spins,
    "logo-of-pieces": _pieces,
    "line-by-line": _line_by_line,
    "typed": _typed,
    "word-after-word": _word_after_word,
    "ball-crosses": _ball_crosses,
    "ball-bounces": _ball_bounces,
    "fireworks": _fireworks,
    "credits": _credits,
    "credit-pages": _credit_pages,
    "stars": _stars,
    "meteors": _meteors,
    "presenter": _presenter,
    "inset": _inset,
    "chart": _chart,
    "equaliser": _equaliser,
    "drawn": _drawn,
    "countdown": _countdown,
    "spotlight": _spotlight,
    "candle": _candle,
    "lower-third": _lower_third,
    "window": _window,
    "balloons": _balloons,
}
IN_THE_DARK = ("fireworks", "stars", "meteors", "spotlight", "candle")
IN_PLACES = ("presenter", "inset", "lower-third", "window")
