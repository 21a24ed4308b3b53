"""The mix of a song: the voice over the backing track, at a fixed loudness.

What belongs here: levels, ducking, stops. What does not: processing the voice (vocals.py), the backing track (beat.py, renderers).
"""

from collections.abc import Sequence

import numpy as np

from assets.songs.flow import BREATH
from assets.songs.plan import PlannedSection, SongPlan
from assets.songs.vocals import RATE
from resources.audio import fade, fitted, levelled, loudness, to_loudness
from resources.ducking import ducked

SONG_LUFS = -14.0
# Below the documented -1 dBTP, because MP3 and AAC raise the peak by up to 0.11 dB.
CEILING_DBTP = -1.3
# With a voice at -18 LUFS. An offline recogniser mishears 52 % of 392 words in this mix and 49 % of the finished voice alone; 41 %
# without its room, and 40 % in lines as the voice speaks them. So little is to be won by a quieter beat, and a room 5 dB
# softer helped the voice alone (45 %) but not the mix (55 %).
BACKING_LUFS = -24.0
DUCK_DB, BAND_DB = -3.0, -6.0
# How much quieter than the beat's loudest section its sections without words may be, in dB: an intro was 11 to 13 dB quieter
# than the verse after it. Under words nothing is raised: with verses at 3 dB, the recogniser misheard 56 % instead of 52 %.
MOST_BELOW = {"intro": 2.0, "drop": 9.0, "outro": 2.0}
MOST_RAISED = 9.0
# How much louder than every verse a hook is at least, in LU: with few words in a sparse style it was 1.7 dB quieter.
HOOK_LEAD = 0.5
STOP_FADE = 0.025  # seconds
SECTION_FADE = 0.25
FADE_OUT = 1.5


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


def _edges(section: PlannedSection, bar: float) -> tuple[float, float]:
    """The start and end of a section in seconds, with the words before its first bar."""
    start, end = section.first_bar * bar, (section.first_bar + section.bars) * bar
    return (min(start, section.lines[0].onsets[0] - BREATH) if section.lines else start), end


def with_gains(audio: np.ndarray, edges: Sequence[tuple[float, float]], decibels: Sequence[float]) -> np.ndarray:
    """Each section with its gain; it changes in the last quarter of a second before a section."""
    places = np.array([[max(0.0, start), max(start, end - SECTION_FADE)] for start, end in edges]).ravel()
    curve = np.interp(np.arange(audio.shape[1]) / RATE, np.maximum.accumulate(places), np.repeat(decibels, 2))
    return audio * (10 ** (curve / 20)).astype(np.float32)


def _loudnesses(audio: np.ndarray, edges: Sequence[tuple[float, float]]) -> np.ndarray:
    return np.array([loudness(audio[:, max(0, round(a * RATE)) : round(b * RATE)], RATE) for a, b in edges])


def with_quiet_sections_raised(beat: np.ndarray, plan: SongPlan) -> np.ndarray:
    """The beat, with no section without words further below the loudest one than MOST_BELOW; silence stays silence."""
    edges = [_edges(section, plan.bar) for section in plan.sections]
    loud = _loudnesses(beat, edges)
    if not np.isfinite(loud).any():
        return beat
    least = loud.max() - [MOST_BELOW.get(section.kind, np.inf) for section in plan.sections]
    return with_gains(beat, edges, np.where(np.isfinite(loud), np.clip(least - loud, 0, MOST_RAISED), 0).tolist())


def with_hooks_in_front(song: np.ndarray, plan: SongPlan) -> np.ndarray:
    """The song, with each hook at least HOOK_LEAD louder than every verse."""
    edges = [_edges(section, plan.bar) for section in plan.sections]
    loud = _loudnesses(song, edges)
    kinds = np.array([section.kind for section in plan.sections])
    verses = loud[(kinds == "verse") & np.isfinite(loud)]
    if not len(verses):
        return song
    lacking = np.clip(verses.max() + HOOK_LEAD - loud, 0, MOST_RAISED)
    return with_gains(song, edges, np.where((kinds == "hook") & np.isfinite(loud), lacking, 0).tolist())


def under_voice(beat: np.ndarray, plan: SongPlan) -> np.ndarray:
    """The beat as it is mixed with a voice: softer while there are words, and not much softer before and after them."""
    return ducked(with_quiet_sections_raised(beat, plan), RATE, voices_of(plan), down_db=DUCK_DB, band_db=BAND_DB)


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
        beat = under_voice(beat, plan) + fitted(voice, samples)
    song = beat if sung else with_hooks_in_front(beat, plan)
    return to_loudness(fade(song, RATE, 0.004, FADE_OUT), RATE, SONG_LUFS, CEILING_DBTP)
