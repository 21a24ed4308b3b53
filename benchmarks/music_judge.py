"""`music_judge`: what a network that was trained on other people's music hears in composed pieces.

Two questions. How far is the distribution of its embeddings from that of human pieces (Fréchet distance, Kilgour et al. 2019,
"Fréchet Audio Distance")? And are the tags of a style, say "jazz", likelier in our pieces of that style than in our others?

What belongs here: the comparison. What does not: the network (_musicnn.py), reading human pieces (music.py).

To get the network: pip download --no-deps musicnn==0.1.0, and set MUSICNN to the wheel. HUMAN_MUSIC is a folder of human
pieces (see music.py). OTHER_MUSIC, if set, is a folder of other pieces to judge beside ours, for example of another renderer.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._musicnn import RATE as HEARD_RATE
from benchmarks._musicnn import TAGS, Tagger
from benchmarks.music import LONGEST, RATE, human_pieces, mastered
from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer

EMBEDDINGS = "MSD_musicnn"  # trained on 200,000 songs; MTT_musicnn on 19,000 clips
SEEDS = (1, 2)
# The styles for which one of the networks has a tag.
STYLE_TAGS = {
    "ambient": "ambient", "boom-bap": "hip-hop", "happy": "happy", "pop": "pop", "sad": "sad", "electronic": "electronic",
    "acoustic": "acoustic", "punk": "punk", "rock": "rock", "metal": "metal", "funk": "funk", "house": "house",
    "techno": "techno", "jazz": "jazz", "blues": "blues", "country": "country", "soul": "soul", "piano": "piano",
    "classical": "classical", "trap": "hip-hop", "synthwave": "80s", "lofi": "chillout", "disco": "dance", "epic": "strings",
}  # fmt: skip

Heard = dict[str, tuple[np.ndarray, np.ndarray]]


class NoTaggerError(TenthSymphonyError):
    """The network's wheel is missing."""


def run() -> dict[str, Any]:
    """The Fréchet distance of our pieces from human ones, beside that of one half of the human pieces from the other."""
    wheel = Path(os.environ.get("MUSICNN", "/nowhere"))
    if not wheel.is_file():
        raise NoTaggerError(
            "There is no network to judge music.", remedy="See the beginning of benchmarks/music_judge.py."
        )
    files = human_pieces()
    font = load_settings().soundfont_choice
    others = sorted(Path(os.environ.get("OTHER_MUSIC", "/nowhere")).glob("*.*"))
    jobs = [(style, seed, font, wheel) for seed in SEEDS for style in STYLES]
    with ProcessPoolExecutor(2) as pool:
        people = [heard for heard in pool.map(_of_file, files, [wheel] * len(files)) if heard]
        other = [heard for heard in pool.map(_of_file, others, [wheel] * len(others)) if heard]
        ours = list(pool.map(_of_style, jobs))
    human = _together(people)
    own = frechet_distance(_together(ours), human)
    between_people = frechet_distance(_together(people[::2]), _together(people[1::2]))
    return {
        "name": "music_judge",
        "ours": own,
        "alternative": between_people,
        "ratio": between_people / own,
        "unit": "Fréchet distance of our pieces from people's (musicnn); alternative: of half of people's from the other half",
        "detail": {
            "pieces_by_people": len(people),
            "pieces": len(ours),
            "instruments": Path(font).name,
            "other_pieces": len(other),
            "distance_of_other_pieces": frechet_distance(_together(other), human) if other else None,
            "distance_of_our_halves": frechet_distance(_together(ours[::2]), _together(ours[1::2])),
            "styles_with_their_tag": tag_ranks(ours[: len(STYLES)]),
        },
    }


def frechet_distance(one: np.ndarray, other: np.ndarray) -> float:
    """The Fréchet distance of two Gaussians fitted to embeddings of shape (windows, dimensions)."""
    from scipy.linalg import eigvalsh

    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    # The trace of (AB)^½ is the sum of the roots of the eigenvalues of A^½ B A^½.
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    shared = np.sqrt(np.maximum(eigvalsh(root @ second @ root), 0)).sum()
    return float(((one.mean(0) - other.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * shared)


def tag_ranks(pieces: Sequence[Heard]) -> dict[str, int]:
    """For each style that has a tag, how many of the other styles' pieces have it more: 0 is best.

    pieces: one for each style.
    """
    ranks = {}
    for style, tag in STYLE_TAGS.items():
        network = next(name for name, tags in TAGS.items() if tag in tags)
        column = TAGS[network].index(tag)
        likelihoods = [float(piece[network][0][:, column].mean()) for piece in pieces]
        ranks[style] = sum(other > likelihoods[list(STYLES).index(style)] for other in likelihoods)
    return ranks


def _together(pieces: Sequence[Heard]) -> np.ndarray:
    return np.concatenate([heard[EMBEDDINGS][1] for heard in pieces])


def _of_style(job: tuple[str, int, str, Path]) -> Heard:
    style, seed, font, wheel = job
    (clip,) = SketchRenderer(font).render([RenderRequest("k", "", float(LONGEST), seed, style=style)])
    assert isinstance(clip, RenderedClip)
    return _heard(clip.audio, wheel)


def _of_file(path: Path, wheel: Path) -> Heard | None:
    """What the networks hear in a piece; None if it is too short."""
    audio = mastered(path)
    return None if audio is None else _heard(audio, wheel)


def _heard(audio: np.ndarray, wheel: Path) -> Heard:
    import torch
    from scipy.signal import resample_poly

    torch.set_num_threads(1)
    mono = resample_poly(audio.mean(0), HEARD_RATE, RATE).astype(np.float32)
    return {name: Tagger(wheel, name)(mono) for name in TAGS}
