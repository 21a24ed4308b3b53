"""The mix of a song: the voice over the backing track, at a fixed loudness.

What belongs here: levels, ducking, stops. What does not: processing the voice (vocals.py), the backing track (renderers).
"""

from collections.abc import Sequence

import numpy as np

from assets.songs.plan import SongPlan
from assets.songs.vocals import RATE
from resources.audio import ducked, fade, fitted, levelled, to_loudness
from resources.music.request import RenderRequest
from resources.music.styles import STYLES
from resources.music.tonality import PITCHES
from resources.music.words import understand

SONG_LUFS = -14.0
# Below the documented -1 dBTP, because MP3 and AAC raise the peak by up to 0.11 dB.
CEILING_DBTP = -1.3
# With a voice at -18 LUFS. An offline recogniser mishears 52 % of the words in this mix, 23 % of the voice alone
# (benchmarks/results/rap.json); people hear through music far better than it does.
BACKING_LUFS = -24.0
DUCK_DB, BAND_DB = -3.0, -6.0
STOP_FADE = 0.025  # seconds
FADE_OUT = 1.5


def key_of(style: str, prompt: str, seed: int) -> str:
    """The song's key: from the prompt, or chosen by the seed in the mode of the prompt's words or of the style."""
    words = understand(prompt)
    tonic = PITCHES[int(np.random.default_rng(seed).integers(len(PITCHES)))]
    return words.tonality or f"{tonic} {words.mode or STYLES[style].mode}"


def backing_request(plan: SongPlan, key: str, prompt: str, seed: int) -> RenderRequest:
    """The request to a renderer: the song's length, tempo, key, style and timeline, and the words for one that sings."""
    lyrics = "\n\n".join(
        "\n".join([f"[{'chorus' if section.kind == 'hook' else section.kind}]", *(line.text for line in section.lines)])
        for section in plan.sections
    )
    return RenderRequest(
        key=key,
        prompt=prompt or f"{plan.style} beat",
        seconds=plan.seconds,
        seed=seed,
        tempo=plan.tempo,
        tempo_asked=True,
        style=plan.style,
        tonality=key_of(plan.style, prompt, seed),
        energy=plan.energy(),
        lyrics=lyrics,
    )


def voices_of(plan: SongPlan) -> list[tuple[float, float]]:
    """When there is a voice: (start, end) of each line in seconds."""
    return [(line.onsets[0], line.end) for line in plan.lines]


def with_stops(backing: np.ndarray, rate: int, stops: Sequence[tuple[float, float]]) -> np.ndarray:
    """The backing track, muted where the beat stops."""
    gain = np.ones(backing.shape[1], np.float32)
    times = np.arange(backing.shape[1]) / rate
    for start, end in stops:
        near = slice(max(0, round((start - 1) * rate)), round((end + 1) * rate))
        edges = (start - STOP_FADE, start, end - STOP_FADE, end)
        gain[near] = np.minimum(gain[near], np.interp(times[near], edges, (1.0, 0.0, 0.0, 1.0)))
    return backing * gain


def mix(plan: SongPlan, backing: np.ndarray, voice: np.ndarray | None, *, sung: bool = False) -> np.ndarray:
    """The finished song: float32 of shape (2, samples) at RATE, SONG_LUFS.

    Args:
        backing: of shape (channels, samples) at RATE.
        voice: the voice's track; None for an instrumental.
        sung: whether the backing track already has the singing, so that its beat must not stop.
    """
    samples = round(plan.seconds * RATE)
    beat = levelled(fitted(backing, samples), RATE, BACKING_LUFS)
    if not sung:
        beat = with_stops(beat, RATE, plan.stops)
    if voice is not None:
        beat = ducked(beat, RATE, voices_of(plan), down_db=DUCK_DB, band_db=BAND_DB) + fitted(voice, samples)
    return to_loudness(fade(beat, RATE, 0.004, FADE_OUT), RATE, SONG_LUFS, CEILING_DBTP)
