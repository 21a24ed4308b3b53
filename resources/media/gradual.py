"""Gradual shot transitions: dissolves, wipes, and dips to black or white.

What belongs here: detecting them in thumbnails. What does not: hard cuts, and selecting among all boundaries (cuts.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from resources.media.likeness import FLAT, OFF_THE_WAY, alike, exposed, lit, mixtures, way_between
from resources.media.movement import CHUNK, MOVED, left_by_movement, moved, moved_a_little

# A dissolve or a wipe: over these numbers of thumbnails, each place changes steadily from the old to the new picture.
TRANSITIONS = (6, 9, 12, 18, 24)
TRANSITION_CHANGE = 0.065
SAME_TRANSITION = 16  # thumbnails between the middles of two transitions: no shot is shorter
ALIKE_SOFT = 0.875  # correlation above which a slow change is camera movement, not a dissolve
# In a wipe places change at different times: the difference in progress at its middle. The pictures before and after a wipe are less
# alike than this (0.52 or less in 18 films); at a jerk of the camera or where hands reach in they are more so (0.63, 0.82).
AT_TIMES, ALIKE_AT_TIMES = 0.75, 0.6
STILL = 0.15  # of the mean squared change: a place that changes less is static
UNSTEADY = 0.22  # the largest deviation from even progress
MOVING_SHARE = 0.6  # share of the places that must change: more than someone walking by covers
SETTLED = 0.35  # share of the change that may happen before and after
PLAIN = 0.012
PASSED = 12  # thumbnails before and after, to detect someone who walked by
LONGEST_DIP = 30  # thumbnails
ALIKE_AFTER_DIP = 0.85  # correlation above which the picture after a dip is the one before it: a flash
STEADY = 0.8  # correlation over a sixth of a second of the static picture before and after a dip
FADES = 0.8  # share of its contrast a quarter of a second away from a dip; rejects 14 false dips between fireworks
SOME, NEARLY = 64, 0.99  # thumbnails compared at once, and the tolerance of the first pass


def find_gradual(flat: np.ndarray, places: np.ndarray, least: np.ndarray, hard: Sequence[int]) -> dict[int, int]:
    """The middles of dissolves and wipes, and how many pictures each lasts."""
    taken = np.zeros(len(flat) + 1, bool)
    for at in hard:
        taken[max(0, at - 1) : at + 2] = True
    blocked = np.concatenate([[0], np.cumsum(taken)])
    candidates: list[tuple[float, int, int, int]] = []  # (badness, middle, length, first)
    for length in TRANSITIONS:
        for first in _maybe_soft(flat, places, least, blocked, length):
            last = first + length
            badness = _badness(flat, first, last, TRANSITION_CHANGE * max(least[first], least[last]))
            if badness is not None:
                # Parts of a long dissolve look like short ones, so prefer the longer of two that overlap.
                candidates.append((badness - length / TRANSITIONS[-1], (first + last + 1) // 2, length, first))
    best: list[tuple[int, int]] = []
    for _, middle, length, first in sorted(candidates):
        if any(abs(middle - other) <= (length + other_length) / 2 + 2 for other, other_length in best):
            continue
        if not moved_a_little(flat[first].astype(np.float32), flat[first + length].astype(np.float32)):
            best.append((middle, length))
    merged: list[tuple[int, int]] = []
    for middle, length in sorted(best):
        if merged and middle - merged[-1][0] <= SAME_TRANSITION:
            other, other_length = merged[-1]  # two halves of one transition
            merged[-1] = (other + middle) // 2, middle - other + (length + other_length) // 2
        else:
            merged.append((middle, length))
    return dict(merged)


def _maybe_soft(
    flat: np.ndarray, places: np.ndarray, least: np.ndarray, blocked: np.ndarray, length: int
) -> Iterator[int]:
    """Candidate starts of dissolves of a given length: the first test of `_badness`, on the end pictures and the middle one,
    vectorised and slightly less strict.
    """
    count = len(flat) - length
    if count <= 0:
        return
    changed = np.convolve(places[1:], np.ones(length), "valid")
    asked = TRANSITION_CHANGE * np.maximum(least[:-length], least[length:])
    firsts = np.flatnonzero((changed > NEARLY * asked) & (blocked[length + 1 :][:count] == blocked[:count]))
    for some in np.split(firsts, range(SOME, len(firsts), SOME)):
        start = flat[some].astype(np.float32)
        way = flat[some + length] - start
        change = np.abs(way).mean((1, 2)) / 255
        changes = change > NEARLY * asked[some]
        some, start, way, change = some[changes], start[changes], way[changes], change[changes]
        if not len(some):
            continue
        squared = np.einsum("npc,npc->np", way, way)
        gone = flat[some + length // 2] - start
        along = np.clip(np.einsum("npc,npc->np", gone, way) / np.maximum(squared, 1.0), 0, 1)
        beside = np.abs(gone - along[..., None] * way).mean((1, 2)) / 255 / change
        share = (along * squared).sum(1) / squared.sum(1)
        off = beside * NEARLY > OFF_THE_WAY
        share[off], beside[off] = mixtures(start[off] + gone[off], start[off], start[off] + way[off])
        steady = (beside * NEARLY < OFF_THE_WAY) & (np.abs(share - 0.5) * NEARLY < UNSTEADY)
        some, start = some[steady], start[steady]
        yield from some[left_by_movement(start, flat[some + length].astype(np.float32)) > NEARLY * MOVED].tolist()


def _badness(flat: np.ndarray, first: int, last: int, asked: float) -> float | None:
    """How far the thumbnails between two are from a dissolve or wipe between them; None if it cannot be one.

    Args:
        asked: the minimum change.
    """
    start, end = flat[first].astype(np.float32), flat[last].astype(np.float32)
    way = end - start
    change = float(np.abs(way).mean()) / 255
    if change < asked:
        return None
    middle = flat[(first + last) // 2].astype(np.float32)
    squared = (way * way).sum(1)
    moving = squared > STILL * squared.mean()
    if moving.mean() < MOVING_SHARE or min(start.mean(1).std(), end.mean(1).std()) < PLAIN * 255:
        return None

    share, beside = way_between(middle, start, end)
    if beside > OFF_THE_WAY or abs(share - 0.5) > UNSTEADY:
        return None
    if alike(start, end) > ALIKE_SOFT or moved(start, end) or moved(start, middle) or moved(middle, end):
        return None
    # It settles: the pictures before it resemble its start, those after it its end.
    reach = max(2, (last - first) // 3)
    before = flat[max(0, first - reach)].astype(np.float32)
    after = flat[min(len(flat) - 1, last + reach)].astype(np.float32)
    if max(np.abs(before - start).mean(), np.abs(after - end).mean()) / 255 > SETTLED * change:
        return None
    length = last - first
    along = ((middle - start) * way).sum(1)[moving] / squared[moving]
    if np.ptp(np.quantile(along, (0.1, 0.9))) > AT_TIMES and alike(start, end) > ALIKE_AT_TIMES:
        return None  # something moved
    if lit(start, end) or exposed(start, end) or _same_scene(flat, first - PASSED, last + PASSED):
        return None  # the end of a tunnel, or someone who walked by
    worst = 0.0
    for number in range(first + 1, last):
        share, beside = way_between(flat[number].astype(np.float32), start, end)
        worst = max(worst, beside / OFF_THE_WAY, abs(share - (number - first) / length) / UNSTEADY)
    return worst if worst <= 1 else None


def _same_scene(flat: np.ndarray, before: int, after: int) -> bool:
    """Whether two thumbnails show the same scene, apart from camera movement."""
    one, other = flat[max(0, before)].astype(np.float32), flat[min(len(flat) - 1, after)].astype(np.float32)
    return alike(one, other) > ALIKE_SOFT or moved(one, other)


def find_dips(flat: np.ndarray) -> list[tuple[int, int]]:
    """Stretches of a plain colour between two different pictures: (first, last + 1)."""
    contrast = [(flat[n : n + CHUNK].astype(np.float32).mean(2) / 255).std(1) for n in range(0, len(flat), CHUNK)]
    plain = np.concatenate([[False], np.concatenate(contrast) < FLAT, [False]])
    edges = np.flatnonzero(np.diff(plain.astype(int)))
    found: list[tuple[int, int]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if first < 2 or last > len(flat) - 2 or last - first > LONGEST_DIP:
            continue
        before = [flat[n].astype(np.float32) for n in range(max(0, first - 6), first)]
        after = [flat[n].astype(np.float32) for n in range(last, min(len(flat), last + 6))]
        # A picture must be static for a moment before and after a dip: the sky between bursts of fireworks is not one.
        if not all(_stands(side) for side in (before[::-1], after)):
            continue
        if max(alike(b, a) for b in before for a in after) < ALIKE_AFTER_DIP and not moved(before[0], after[-1]):
            found.append((int(first), int(last)))
    return found


def _stands(pictures: list[np.ndarray]) -> bool:
    """Whether the thumbnails next to a dip are static for a moment and do not fade."""
    near, far = pictures[0], pictures[min(3, len(pictures) - 1)]
    return alike(near, pictures[min(2, len(pictures) - 1)]) > STEADY and far.mean(1).std() > FADES * near.mean(1).std()
