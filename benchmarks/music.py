"""`music`: how similar composed pieces are to human ones, measure by measure.

The human pieces are mastered as ours are before they are measured. Otherwise their crest factor, at whatever level they were
published, is compared with that of a limited clip: 16.1 dB in the median, 14.4 dB once mastered.

What belongs here: the comparison. What does not: the measures (_music_measures.py), composing (resources/renderers/sketch).

The human pieces come from games in Debian; they are not part of the project. To get them:
mkdir human && cd human && apt-get download supertux-data extremetuxracer-data frozen-bubble-data lincity-ng-data &&
for package in *.deb; do dpkg -x $package .; done, then HUMAN_MUSIC=human make bench NAME=music.
"""

import contextlib
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._music_measures import LONGEST, measures
from pipelines.settings import load_settings
from resources.audio import raised
from resources.errors import TenthSymphonyError
from resources.music.request import CEILING_DBTP, TARGET_LUFS, RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer

RATE = 48_000
SHORTEST = 45.0  # seconds
SEEDS = (1, 2, 3)
WITHIN = (10, 90)  # percentiles of the human pieces


class NoMusicError(TenthSymphonyError):
    """The human pieces are missing."""


def run() -> dict[str, Any]:
    """The share of our measures within the range in which 80 % of the human pieces lie."""
    files = human_pieces()
    font = load_settings().soundfont_choice
    with ProcessPoolExecutor(2) as pool:
        people = [found for found in pool.map(_of_file, files) if found]
        ours = list(pool.map(_of_style, [(style, seed, font) for style in STYLES for seed in SEEDS]))
    table, shares = {}, []
    for name in people[0]:
        low, median, high = np.percentile([piece[name] for piece in people], [WITHIN[0], 50, WITHIN[1]])
        own = np.array([piece[name] for piece in ours])
        share = float(((own >= low) & (own <= high)).mean())
        shares.append(share)
        table[name] = {
            "people": [round(float(v), 2) for v in (low, median, high)],
            "ours": round(float(np.median(own)), 2),
            "share_within": round(share, 2),
        }
    expected = (WITHIN[1] - WITHIN[0]) / 100
    return {
        "name": "music",
        "ours": float(np.mean(shares)),
        "alternative": expected,
        "ratio": float(np.mean(shares)) / expected,
        "unit": "share of measures where 80 % of people's pieces lie; alternative: people's own",
        "detail": {
            "pieces_by_people": len(people),
            "pieces": len(ours),
            "instruments": Path(font).name,
            "measures": table,
        },
    }


def human_pieces() -> list[Path]:
    """The files in the folder HUMAN_MUSIC.

    Raises:
        NoMusicError: there are none.
    """
    files = sorted(Path(os.environ.get("HUMAN_MUSIC", "/nowhere")).rglob("*.ogg"))
    if not files:
        raise NoMusicError("There is no music by people.", remedy="See the beginning of benchmarks/music.py.")
    return files


def _of_style(job: tuple[str, int, str]) -> dict[str, float]:
    style, seed, font = job
    (clip,) = SketchRenderer(font).render([RenderRequest("k", "", float(LONGEST), seed, style=style)])
    assert isinstance(clip, RenderedClip)
    return measures(clip.audio, RATE)


def _of_file(path: Path) -> dict[str, float] | None:
    """The measures of a piece; None if it is too short."""
    audio = mastered(path)
    return None if audio is None else measures(audio, RATE)


def mastered(path: Path) -> np.ndarray | None:
    """The beginning of a piece (2, samples), at the loudness and peak of ours; None if it is too short."""
    import av
    from av.error import FFmpegError

    blocks: list[np.ndarray] = []
    with contextlib.suppress(FFmpegError), av.open(str(path)) as container:  # some files are empty
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for frame in container.decode(audio=0):
            blocks += [block.to_ndarray() for block in resampler.resample(frame)]
    audio = np.concatenate(blocks, axis=1) if blocks else np.zeros((2, 0), np.float32)
    if audio.shape[1] < SHORTEST * RATE:
        return None
    louder, _ = raised(audio[:, : LONGEST * RATE], RATE, TARGET_LUFS, CEILING_DBTP)
    return louder
