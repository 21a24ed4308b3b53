"""Generated films for measuring: shots of invented landscapes with every kind of transition, and distractors that are no cut.

What belongs here: drawing and encoding them, with the true places of their cuts. What does not: detecting cuts (resources/media/cuts.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FPS, HEIGHT, WIDTH = 24, 108, 192
SHOT_SECONDS = (1.6, 4.0)
NO_CUTS = (
    "flashes",
    "strobe",
    "tunnel",
    "whip-pan",
    "walker",
    "subtitles",
    "pan",
)  # one shot each, in which something happens


@dataclass(frozen=True, slots=True)
class Film:
    """Pictures (uint8, frames × height × width × 3) with their cuts: the times in seconds of hard cuts, and of the middles of
    gradual transitions.
    """

    name: str
    frames: np.ndarray
    hard: tuple[float, ...]
    gradual: tuple[float, ...]


def _noise(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Cloud-like noise of several scales, 0 to 1."""
    from scipy.ndimage import zoom

    total = np.zeros((height, width))
    for octave in range(2, 7):
        cells = 2**octave
        rough = rng.random((cells + 2, cells * 2 + 2))
        smooth = np.asarray(zoom(rough, (height / (cells + 2), width / (cells * 2 + 2)), order=1))
        total += smooth[:height, :width] / 1.7**octave
    total -= total.min()
    return total / total.max()


def _palette(rng: np.random.Generator) -> np.ndarray:
    """A dark and a light colour."""
    dark, light = rng.random(3) * rng.uniform(0.1, 0.5), 1 - rng.random(3) * rng.uniform(0.2, 0.7)
    return np.stack([dark, light])


class Shot:
    """A shot: a scene that a hand-held camera pans over."""

    def __init__(self, rng: np.random.Generator, palette: np.ndarray | None = None, moves: float = 1.0) -> None:
        self.palette = _palette(rng) if palette is None else palette
        shade = _noise(rng, HEIGHT * 2, WIDTH * 2)[..., None]
        shade = 1 / (1 + np.exp(-9 * (shade - np.median(shade))))  # contrast like that of real pictures
        self._scene = (self.palette[0] * shade + self.palette[1] * (1 - shade)).astype(np.float32)
        self._at = rng.uniform(0.3, 0.7, 2) * [HEIGHT, WIDTH]
        self._speed = rng.normal(0, 0.25 * moves, 2)
        self._rng = rng
        self._shake = 0.3 * moves

    def jumped(self, number: int) -> "Shot":
        """The same shot a while later (a jump cut): the camera has moved by a sixth of the picture."""
        side = 1 if number % 2 else -1
        self._at = np.array([0.5 * HEIGHT, 0.5 * WIDTH]) + side * self._rng.uniform(0.07, 0.1, 2) * [HEIGHT, WIDTH]
        return self

    def frames(self, count: int) -> Iterator[np.ndarray]:
        """The next frames: float32, height × width × 3, 0 to 1."""
        for _ in range(count):
            self._at = np.clip(self._at + self._speed + self._rng.normal(0, self._shake, 2), 0, [HEIGHT - 1, WIDTH - 1])
            y, x = self._at.astype(int)
            yield self._scene[y : y + HEIGHT, x : x + WIDTH]


def _length(rng: np.random.Generator) -> int:
    return int(rng.uniform(*SHOT_SECONDS) * FPS)


def make_film(kind: str, seed: int, shots: int = 7) -> Film:
    """A film of one kind: shots that are joined in one way ("hard", "same-palette", "slides", "title-cards", "two-angles",
    "jump-cut", "much-movement", "dissolve-0.5", "dissolve-1", "dissolve-2", "wipe", "dip-black", "dip-white"), or one of `NO_CUTS`.
    """
    rng = np.random.default_rng([seed, sum(map(ord, kind))])
    name = f"{kind}-{seed}"
    if kind in NO_CUTS:
        return Film(name, quantise(_one_shot(kind, rng)), (), ())
    overlap = int(float(kind.split("-")[1]) * FPS) if kind.startswith("dissolve") else FPS if kind == "wipe" else 0
    first, *parts = _parts(kind, rng, shots, overlap)
    frames, hard, gradual = list(first), [], []
    for part in parts:
        if overlap:
            _blend(frames, part, overlap, wipe=kind == "wipe")
            gradual.append((len(frames) - overlap / 2) / FPS)
        elif kind.startswith("dip"):
            _dip(frames, part, 0.0 if kind.endswith("black") else 1.0)
            gradual.append(len(frames) / FPS)
        else:
            hard.append(len(frames) / FPS)
        frames += part[overlap:]
    return Film(name, quantise(frames), tuple(hard), tuple(gradual))


def _parts(kind: str, rng: np.random.Generator, shots: int, overlap: int) -> list[list[np.ndarray]]:
    """The frames of each shot, with those that overlap with its neighbours."""
    palette = _palette(rng) if kind == "same-palette" else None
    match kind:
        case "slides":
            return [slide(rng) for _ in range(shots)]
        case "title-cards":  # a shot, a card, a shot …
            return [_title_card(rng) if n % 2 else list(Shot(rng).frames(_length(rng))) for n in range(shots)]
        case "two-angles":  # of the same place, alternating
            palette = _palette(rng)
            angles = [Shot(rng, palette), Shot(rng, palette)]
            return [list(angles[n % 2].frames(_length(rng))) for n in range(shots)]
        case "much-movement":  # the camera runs, and all shots have the same colours
            palette = _palette(rng)
            return [list(Shot(rng, palette, rng.uniform(4, 12)).frames(_length(rng))) for _ in range(shots)]
        case "jump-cut":
            shot = Shot(rng)
            return [list(shot.jumped(n).frames(_length(rng))) for n in range(shots)]
        case _:
            return [list(Shot(rng, palette).frames(_length(rng) + 2 * overlap)) for _ in range(shots)]


def _blend(frames: list[np.ndarray], part: Sequence[np.ndarray], overlap: int, *, wipe: bool) -> None:
    """Replace the last frames by a dissolve or a wipe to the first of the next shot."""
    for number in range(overlap):
        share = (number + 1) / (overlap + 1)
        frames[-overlap + number] = _joined(frames[-overlap + number], part[number], share, wipe=wipe)


def _dip(frames: list[np.ndarray], part: list[np.ndarray], plain: float) -> None:
    """Fade the last frames to a plain level, and the first of the next shot from it."""
    half = FPS // 2
    for number in range(half):
        share = (number + 1) / half
        frames[-half + number] = frames[-half + number] * (1 - share) + plain * share
        part[half - 1 - number] = part[half - 1 - number] * (1 - share) + plain * share


def _joined(before: np.ndarray, after: np.ndarray, share: float, *, wipe: bool) -> np.ndarray:
    if not wipe:
        return before * (1 - share) + after * share
    edge = int(share * WIDTH)
    return np.concatenate([after[:, :edge], before[:, edge:]], axis=1)


def slide(rng: np.random.Generator) -> list[np.ndarray]:
    """A white page with lines of text."""
    page = np.full((HEIGHT, WIDTH, 3), 0.97, np.float32)
    for line in range(12, HEIGHT - 10, 9):
        at = 12
        while at < WIDTH - 30 and rng.random() < 0.93:
            word = int(rng.integers(6, 22))
            page[line : line + 4, at : at + word] = 0.15
            at += word + 4
    return [page] * _length(rng)


def _title_card(rng: np.random.Generator) -> list[np.ndarray]:
    """A line of text in the middle of a plain picture."""
    card = np.full((HEIGHT, WIDTH, 3), rng.random(3) * 0.3, np.float32)
    at = int(rng.integers(20, 50))
    while at < WIDTH - 50:
        word = int(rng.integers(8, 26))
        card[48:56, at : at + word] = 0.9
        at += word + 5
    return [card] * _length(rng)


def _one_shot(kind: str, rng: np.random.Generator) -> list[np.ndarray]:
    frames = [frame.copy() for frame in Shot(rng, moves=0.3 if kind == "subtitles" else 1.0).frames(10 * FPS)]
    match kind:
        case "flashes":
            for at in rng.integers(20, 220, 6):
                for number in range(int(rng.integers(1, 5))):
                    frames[at + number] = np.minimum(1, frames[at + number] + 0.8 * 0.7**number)
        case "strobe":
            frames = [frame if number // 3 % 2 else frame * 0.15 for number, frame in enumerate(frames)]
        case "tunnel":
            light = 0.55 + 0.45 * np.sign(np.sin(np.arange(len(frames)) / FPS * 2.2))
            smooth = np.convolve(np.pad(light, 4, mode="edge"), np.ones(9) / 9, "valid")
            frames = [frame * level for frame, level in zip(frames, smooth, strict=True)]
        case "whip-pan":
            wide = np.concatenate([Shot(rng)._scene for _ in range(2)], axis=1)
            x = np.concatenate([np.zeros(60), np.linspace(0, WIDTH * 2, 14), np.full(60, WIDTH * 2)]).astype(int)
            frames = [wide[40 : 40 + HEIGHT, at + 20 : at + 20 + WIDTH] for at in x]
        case "walker":
            colour = rng.random(3)
            for number, frame in enumerate(frames):
                x = int((number % 90) * 5 - 60)
                frame[20:, max(0, x) : max(0, x + 60)] = colour
        case "subtitles":
            for number, frame in enumerate(frames):
                if number // 40 % 2:
                    frame[92:98, 50 + number // 40 * 3 : 140] = 0.95
        case _:
            pass
    return frames


def quantise(frames: list[np.ndarray]) -> np.ndarray:
    """Frames of values from 0 to 1 as one array of uint8."""
    return (np.clip(np.stack(frames), 0, 1) * 255).astype(np.uint8)


def write_film(film: Film, path: Path, sound: np.ndarray | None = None, rate: int = 48_000) -> None:
    """Encode a film as H.264, with sound (float32, channels × samples) as AAC."""
    encode(path, film.frames, (WIDTH, HEIGHT), FPS, {"crf": "20", "preset": "ultrafast"}, sound, rate)


def encode(
    path: Path,
    frames: Iterable[np.ndarray],
    size: tuple[int, int],
    fps: int,
    options: dict[str, str],
    sound: np.ndarray | None = None,
    rate: int = 48_000,
) -> None:
    """Encode frames (uint8, height × width × 3) as H.264 with libx264's options, with sound (float32, channels × samples) as
    AAC.
    """
    import av

    with av.open(str(path), "w") as container:
        picture: Any = container.add_stream("libx264", rate=fps, options=options)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        track = None if sound is None else container.add_stream("aac", rate=rate, layout="stereo")
        for pixels in frames:
            container.mux(picture.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(picture.encode(None))
        if track is not None and sound is not None:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
            frame.rate = rate
            container.mux(track.encode(frame))
            container.mux(track.encode(None))
