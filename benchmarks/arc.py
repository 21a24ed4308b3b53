"""`arc`: whether composed music follows a film: loudness and note density against the film's energy, second by second.

What belongs here: the measurement. What does not: the film's energy (assets/soundtracks/arc.py), composing
(resources/renderers/sketch).

Density is measured twice: notes in the score, and onsets in the audio, with the detector of `music`. That detector reacts to the
rise of a band in decibels, whatever its level. So it misses onsets that are masked in a dense mix, and counts faint ones in a
quiet mix.
"""

from pathlib import Path
from typing import Any

import numpy as np

from assets.soundtracks.arc import film_energy, music_energy
from benchmarks._music_measures import loudness_range, onset_times
from pipelines.settings import load_settings
from resources.audio import loudness
from resources.media.look import PictureFacts
from resources.media.sound import SoundFacts
from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer, write

RATE, SECONDS, SEED = 48_000, 60, 3
QUIET, LIVELY = 0.05, 0.8  # movement
ARCS = {
    "quiet, action, quiet": [QUIET] * 20 + [LIVELY] * 20 + [QUIET] * 20,
    "action first": [LIVELY] * 25 + [QUIET] * 35,
    "action last": [QUIET] * 35 + [LIVELY] * 25,
}
FLAT = [0.3] * SECONDS
AROUND = 3  # seconds; window for loudness
NOTES_AROUND = 5  # seconds; window for notes and onsets
GOAL = 0.6
MEASURES = ("loudness", "notes", "moments", "onsets")  # moments: distinct onset times of notes
SILENT = SoundFacts(float("-inf"), 0.0)
assert SECONDS == len(FLAT) == min(map(len, ARCS.values())) == max(map(len, ARCS.values()))


def run() -> dict[str, Any]:
    """The mean correlation of the music's loudness with the film's energy; the alternative is that of its notes."""
    font = load_settings().soundfont_choice
    renderer = SketchRenderer(font)
    by_style: dict[str, Any] = {}
    for style in STYLES:
        arcs = {}
        for name, movement in ARCS.items():
            energy = film_energy(_film(movement), SILENT, SECONDS)
            request = _request(style, energy)
            audio, notes = _played(renderer, request), np.array([note.start for note in write(request).notes])
            arcs[name] = {
                "loudness": _correlation(_loudness(audio), energy, AROUND),
                "notes": _correlation(_counted(notes), energy, NOTES_AROUND),
                "moments": _correlation(_counted(np.unique(notes.round(2))), energy, NOTES_AROUND),
                "onsets": _correlation(_counted(onset_times(audio.mean(0), RATE)), energy, NOTES_AROUND),
            }
        flat = film_energy(_film(FLAT), SILENT, SECONDS)
        by_style[style] = {
            "arcs": arcs,
            "loudness_range_of_a_flat_film": round(loudness_range(_played(renderer, _request(style, flat)), RATE), 2),
        }
    found = {of: [arc[of] for style in by_style.values() for arc in style["arcs"].values()] for of in MEASURES}
    means = {of: float(np.mean(values)) for of, values in found.items()}
    return {
        "name": "arc",
        "ours": means["loudness"],
        "alternative": means["notes"],
        "ratio": means["loudness"] / means["notes"],
        "unit": f"correlation of the music's loudness with the film's energy, mean over {len(by_style)} styles × {len(ARCS)} arcs; "
        "alternative: of the notes that begin",
        "detail": {
            "instruments": Path(font).name,
            f"share of at least {GOAL}": {of: round(float(np.mean(np.array(v) >= GOAL)), 2) for of, v in found.items()},
            "mean": means,
            "least": {of: min(values) for of, values in found.items()},
            "styles": by_style,
        },
    }


def _film(movement: list[float]) -> PictureFacts:
    cuts = tuple(second + 0.5 for second, moves in enumerate(movement) if moves > 0.5)
    return PictureFacts(0.5, 0.5, float(np.mean(movement)), cuts, tuple(movement), (0.5,) * len(movement))


def _request(style: str, film: np.ndarray) -> RenderRequest:
    """A request like a brief's, without the cuts."""
    energy = music_energy(film, STYLES[style].energy)
    return RenderRequest("k", "", float(SECONDS), SEED, style=style, energy=energy)


def _played(renderer: SketchRenderer, request: RenderRequest) -> np.ndarray:
    (clip,) = renderer.render([request])
    assert isinstance(clip, RenderedClip)
    return clip.audio


def _loudness(audio: np.ndarray) -> np.ndarray:
    """The loudness of the window that starts at each second."""
    starts = range(SECONDS - AROUND)
    return np.array([max(-60.0, loudness(audio[:, n * RATE : (n + AROUND) * RATE], RATE)) for n in starts])


def _counted(at: np.ndarray) -> np.ndarray:
    """The number of times in the window that starts at each second."""
    return np.array([((at >= n) & (at < n + NOTES_AROUND)).sum() for n in range(SECONDS - NOTES_AROUND)])


def _correlation(heard: np.ndarray, energy: np.ndarray, around: int) -> float:
    wanted = [energy[n : n + around].mean() for n in range(len(heard))]
    return round(float(np.corrcoef(heard, wanted)[0, 1]), 3) if heard.std() > 0 else 0.0
