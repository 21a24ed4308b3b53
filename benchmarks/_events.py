"""What moves, lights up or appears in front of something still: balls, fireworks, stars, people, insets.

What belongs here: drawing it. What does not: its grounds (_grounds.py), titles and the like (_titles.py).
"""

import numpy as np

from benchmarks._films import FPS, HEIGHT, WIDTH, Shot
from benchmarks._shapes import SECONDS, Draw, X, Y, box_at, disc_at, ease, fill, some_colour


def ball_crosses(rng: np.random.Generator) -> Draw:
    colour, radius, y, times = some_colour(rng), rng.uniform(10, 28), rng.uniform(40, 70), rng.integers(1, 4)
    return lambda picture, t: fill(picture, disc_at((t * times % 1) * (WIDTH + 80) - 40, y, radius), colour)


def ball_bounces(rng: np.random.Generator) -> Draw:
    colour, radius, speed = some_colour(rng), rng.uniform(12, 24), rng.uniform(3, 7)

    def draw(picture: np.ndarray, t: float) -> None:
        x = WIDTH / 2 + 70 * np.sin(t * speed * 1.3)
        fill(picture, disc_at(x, 95 - radius - 60 * abs(np.sin(t * speed * np.pi)), radius), colour)

    return draw


def fireworks(rng: np.random.Generator) -> Draw:
    bursts = [(rng.uniform(0, 0.9), rng.uniform(40, 150), rng.uniform(20, 70), rng.uniform(25, 50), some_colour(rng)) for _ in range(10)]  # fmt: skip

    def draw(picture: np.ndarray, t: float) -> None:
        for at, x, y, size, colour in bursts:
            age = (t - at) * SECONDS / 1.2
            if 0 < age < 1:
                ring = 1 - np.abs(np.hypot(X - x, Y - y) - size * age**0.5) / 5
                spokes = np.cos(np.arctan2(Y - y, X - x) * 12) > 0.2
                picture += np.clip(ring, 0, 1)[..., None] * spokes[..., None] * colour * (1 - age)
                picture += np.exp(-np.hypot(X - x, Y - y) / 30)[..., None] * colour * 0.5 * (1 - age) ** 3

    return draw


def stars(rng: np.random.Generator) -> Draw:
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


def meteors(rng: np.random.Generator) -> Draw:
    stars = rng.uniform(0, [HEIGHT, WIDTH], (120, 2)).astype(int)
    meteors = [(rng.uniform(0, 0.9), rng.uniform(20, 170), rng.uniform(5, 40)) for _ in range(5)]

    def draw(picture: np.ndarray, t: float) -> None:
        picture[stars[:, 0], stars[:, 1]] = 0.7
        for at, x, y in meteors:
            age = (t - at) * SECONDS
            if 0 < age < 0.5:
                along = np.clip(((X - x) * 0.8 + (Y - y) * 0.6) / (160 * age), 0, 1)
                off = np.abs((X - x) * 0.6 - (Y - y) * 0.8)
                picture += (np.clip(2.5 - off, 0, 1) * along * (along < 1))[..., None]

    return draw


def presenter(rng: np.random.Generator) -> Draw:
    """Somebody walks into the picture and stays."""
    skin, coat, end, side = some_colour(rng) * 0.8, some_colour(rng) * 0.6, rng.uniform(60, 130), rng.choice([-1, 1])

    def draw(picture: np.ndarray, t: float) -> None:
        x = end + side * (WIDTH + 40) * (1 - ease(t, 0.1, 0.5)) + 2 * np.sin(t * 60)
        fill(picture, box_at(x, 85, 52, 60), coat)
        fill(picture, disc_at(x, 38, 17), skin)

    return draw


def inset(rng: np.random.Generator) -> Draw:
    """A picture in picture opens."""
    shot, at, wide = Shot(rng), rng.uniform(0.2, 0.5), rng.uniform(0.3, 0.6)
    frames = list(shot.frames(int(SECONDS * FPS) + 1))
    corner = rng.integers(0, 2, 2)

    def draw(picture: np.ndarray, t: float) -> None:
        scale = wide * ease(t, at, at + 0.06)
        rows, columns = int(HEIGHT * scale), int(WIDTH * scale)
        if rows and columns:
            frame = frames[int(t * SECONDS * FPS)]
            frame = frame[np.arange(rows) * HEIGHT // rows][:, np.arange(columns) * WIDTH // columns]
            y, x = corner * [HEIGHT - rows - 8, WIDTH - columns - 8] + 4
            picture[y : y + rows, x : x + columns] = frame

    return draw


def drawn(rng: np.random.Generator) -> Draw:
    """A line is drawn over the whole picture."""
    steps = np.cumsum(rng.normal(0, 6, (300, 2)), 0)
    low, high = steps.min(0), steps.max(0)
    points, colour = (steps - low) / (high - low) * [WIDTH - 30, HEIGHT - 30] + 15, some_colour(rng)

    def draw(picture: np.ndarray, t: float) -> None:
        for x, y in points[: int(t * 300)]:
            picture[int(y) - 2 : int(y) + 2, int(x) - 2 : int(x) + 2] = colour

    return draw


def spotlight(rng: np.random.Generator) -> Draw:
    """A spotlight wanders over a dark stage with somebody on it."""
    stage, phase = next(Shot(rng).frames(1)).copy(), rng.uniform(0, 6)

    def draw(picture: np.ndarray, t: float) -> None:
        x, y = WIDTH / 2 + 60 * np.sin(t * 6 + phase), HEIGHT / 2 + 20 * np.cos(t * 9)
        picture += stage * np.clip(disc_at(x, y, 30) / 6, 0, 1)[..., None]

    return draw


def candle(rng: np.random.Generator) -> Draw:
    flicker = rng.uniform(0.5, 1, int(SECONDS * 12) + 1)

    def draw(picture: np.ndarray, t: float) -> None:
        light = flicker[int(t * SECONDS * 12)]
        picture += (
            np.exp(-np.hypot(X - 96, (Y - 50) * 1.3) / (18 * light))[..., None]
            * np.array([1, 0.7, 0.3], np.float32)
            * light
        )
        fill(picture, box_at(96, 82, 12, 44), np.array([0.5, 0.45, 0.4], np.float32) * light)

    return draw


def balloons(rng: np.random.Generator) -> Draw:
    balloons = [(rng.uniform(10, 180), rng.uniform(0, 1), rng.uniform(8, 18), some_colour(rng)) for _ in range(14)]

    def draw(picture: np.ndarray, t: float) -> None:
        for x, start, radius, colour in balloons:
            fill(picture, disc_at(x + 4 * np.sin(t * 9 + x), HEIGHT + 20 + start * 90 - t * 260, radius), colour)

    return draw
