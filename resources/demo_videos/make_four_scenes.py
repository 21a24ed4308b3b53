"""Draws four-scenes.mp4: twelve silent seconds in four scenes, with three cuts. Made for this project, CC0-1.0.

`python -m resources.demo_videos.make_four_scenes out.mp4` draws it again.
"""

import sys
from collections.abc import Callable

import numpy as np

WIDTH, HEIGHT, FPS = 640, 360, 24
SCENE_SECONDS = (3.25, 2.75, 3.0, 3.0)

Y, X = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
Scene = Callable[[float], np.ndarray]


def _blend(low: tuple[float, ...], high: tuple[float, ...], share: np.ndarray) -> np.ndarray:
    return np.array(low, np.float32) + (np.array(high, np.float32) - np.array(low, np.float32)) * share[..., None]


def sunrise(t: float) -> np.ndarray:
    """A sun rises over water."""
    picture = _blend((250, 190, 120), (70, 90, 160), np.clip(1 - Y / HEIGHT * 1.3, 0, 1))
    sun = (X - 320) ** 2 + (Y - (250 - 38 * t)) ** 2 < 46**2
    picture[sun] = (255, 240, 190)
    water = Y > 240
    ripple = np.sin(X / 19 + t * 3) * np.sin(Y / 4 - t * 5)
    glint = np.exp(-(((X - 320) / (40 + np.maximum(Y - 240, 0))) ** 2)) * np.clip(ripple, 0, 1)
    picture[water] = (_blend((24, 44, 92), (255, 214, 150), np.clip(glint, 0, 1)))[water]
    return picture


def city(t: float) -> np.ndarray:
    """Night, lit windows, rain."""
    picture = _blend((10, 12, 30), (34, 28, 64), Y / HEIGHT)
    rng = np.random.default_rng(4)
    for left in range(0, WIDTH, 64):
        top = int(rng.integers(80, 230))
        block = (left <= X) & (left + 58 > X) & (top < Y)
        picture[block] = (16, 18, 34)
        panes = block & (X % 16 < 9) & (Y % 20 < 11)
        lit = rng.random((HEIGHT // 20 + 1, WIDTH // 16 + 1)) < 0.4
        picture[panes & lit[(Y // 20).astype(int), (X // 16).astype(int)]] = (250, 206, 110)
    drops = np.sin(X * 12.9898) * 43758.5453 % 1
    falling = ((Y + t * 620 + drops * 900) % 130 < 11) & (drops > 0.86)
    picture[falling] = (130, 150, 200)
    return picture


def dancers(t: float) -> np.ndarray:
    """Coloured discs jump to a beat."""
    picture = np.full((HEIGHT, WIDTH, 3), (244, 236, 220), np.float32)
    colours = [(230, 72, 88), (64, 140, 220), (250, 180, 40), (70, 170, 110), (150, 90, 200)]
    for i, colour in enumerate(colours):
        height = abs(np.sin(np.pi * (t * 2 + i * 0.2))) * 150
        disc = (X - (90 + 115 * i)) ** 2 + (Y - (290 - height)) ** 2 < (38 + 4 * i) ** 2
        shadow = ((X - (90 + 115 * i)) / 44) ** 2 + ((Y - 338) / 8) ** 2 < 1
        picture[shadow] = (214, 204, 186)
        picture[disc] = colour
    return picture


def stars(t: float) -> np.ndarray:
    """A flight through stars."""
    picture = _blend((4, 6, 18), (20, 14, 44), Y / HEIGHT)
    rng = np.random.default_rng(9)
    for angle, near, speed in rng.random((220, 3)):
        radius = ((near + t * (0.12 + 0.2 * speed)) % 1) ** 2 * 420
        x, y = int(320 + radius * np.cos(2 * np.pi * angle)), int(180 + radius * np.sin(2 * np.pi * angle))
        size = 1 + int(radius // 160)
        if 0 <= x < WIDTH - size and 0 <= y < HEIGHT - size:
            picture[y : y + size, x : x + size] = np.array((200, 210, 255)) * min(1.0, 0.25 + radius / 260)
    return picture


def main(path: str) -> None:
    """Draw the video."""
    import av

    scenes: tuple[Scene, ...] = (sunrise, city, dancers, stars)
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "27", "preset": "slow"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for scene, seconds in zip(scenes, SCENE_SECONDS, strict=True):
            for n in range(round(seconds * FPS)):
                pixels = np.clip(scene(n / FPS), 0, 255).astype(np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main(sys.argv[1])
