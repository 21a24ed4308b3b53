"""Where one shot of a film becomes the next little by little: dissolves, wipes, and dips to black or white.

What belongs here: deciding from small pictures. What does not: hard cuts, and which of all count (cuts.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from resources.media.likeness import FLAT, OFF_THE_WAY, alike, lit, mixtures, way_between
from resources.media.movement import CHUNK, MOVED, left_by_movement, moved, moved_a_little

# A dissolve or a wipe: over so many pictures, each place on its way from what it was to what it becomes.
TRANSITIONS = (6, 9, 12, 18, 24)
TRANSITION_CHANGE = 0.065
SAME_TRANSITION = 16  # pictures between the middles of two: no shot is as short
ALIKE_SOFT = 0.875  # correlation from which a slow change is the camera's, not a dissolve
STILL = 0.15  # of the mean squared change: a place that changes by less stays
UNSTEADY = 0.22  # how far the whole may be from an even progress
MOVING_SHARE = 0.6  # of the places: what somebody who walks by does not cover
SETTLED = 0.35  # of the change: how much may go on before and after
PLAIN = 0.012
PASSED = 12  # pictures before and after, between which somebody has walked by
LONGEST_DIP = 30  # pictures
ALIKE_AFTER_DIP = 0.85  # correlation from which what comes after a dip is what was before it: a flash
STEADY = 0.8  # correlation over a sixth of a second of what stands before and after a dip
FADES = 0.8  # of its contrast, a quarter of a second away from a dip: 14 dips between fireworks are none
SOME, NEARLY = 64, 0.99  # pictures that are compared at once, and how strictly at first


def find_gradual(flat: np.ndarray, places: np.ndarray, least: np.ndarray, hard: Sequence[int]) -> dict[int, int]:
    """The middles of dissolves and wipes, and how many pictures each lasts."""
    taken = np.zeros(len(flat) + 1, bool)
    for at in hard:
        taken[max(0, at - 1) : at + 2] = True
    blocked = np.concatenate([[0], np.cumsum(taken)])
    candidates: list[tuple[float, int, int, int]] = []  # how bad, middle, length, first
    for length in TRANSITIONS:
        for first in _maybe_soft(flat, places, least, blocked, length):
            last = first + length
            badness = _badness(flat, first, last, TRANSITION_CHANGE * max(least[first], least[last]))
            if badness is not None:
                # Parts of a long dissolve look like short ones: of two that overlap, the longer is rather the whole.
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
            other, other_length = merged[-1]  # two halves of one
            merged[-1] = (other + middle) // 2, middle - other + (length + other_length) // 2
        else:
            merged.append((middle, length))
    return dict(merged)


def _maybe_soft(
    flat: np.ndarray, places: np.ndarray, least: np.ndarray, blocked: np.ndarray, length: int
) -> Iterator[int]:
    """Where a dissolve of some length may begin: what `_badness` asks first of two pictures and the one in their middle, asked
    of many at once and a little less strictly.
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
    """How far the pictures between two are from a dissolve or a wipe between them; None where it is none.

    Args:
        asked: how much has to change.
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
    # It settles: what comes before it is like its start, what comes after like its end.
    reach = max(2, (last - first) // 3)
    before = flat[max(0, first - reach)].astype(np.float32)
    after = flat[min(len(flat) - 1, last + reach)].astype(np.float32)
    if max(np.abs(before - start).mean(), np.abs(after - end).mean()) / 255 > SETTLED * change:
        return None
    length = last - first
    if lit(start, end) or _same_scene(flat, first - PASSED, last + PASSED):
        return None  # the end of a tunnel, somebody who walked by
    worst = 0.0
    for number in range(first + 1, last):
        share, beside = way_between(flat[number].astype(np.float32), start, end)
        worst = max(worst, beside / OFF_THE_WAY, abs(share - (number - first) / length) / UNSTEADY)
    return worst if worst <= 1 else None


def _same_scene(flat: np.ndarray, before: int, after: int) -> bool:
    """Whether two pictures show the same, but for a movement of the camera."""
    one, other = flat[max(0, before)].astype(np.float32), flat[min(len(flat) - 1, after)].astype(np.float32)
    return alike(one, other) > ALIKE_SOFT or moved(one, other)


def find_dips(flat: np.ndarray) -> list[tuple[int, int]]:
    """Where a plain colour stands between one picture and another: (first, last + 1)."""
    light = (
        flat.astype(np.float32).mean(2) / 255
        if len(flat) < CHUNK
        else np.concatenate([flat[n : n + CHUNK].astype(np.float32).mean(2) / 255 for n in range(0, len(flat), CHUNK)])
    )
    plain = np.concatenate([[False], light.std(1) < FLAT, [False]])
    edges = np.flatnonzero(np.diff(plain.astype(int)))
    found: list[tuple[int, int]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if first < 2 or last > len(flat) - 2 or last - first > LONGEST_DIP:
            continue
        before = [flat[n].astype(np.float32) for n in range(max(0, first - 6), first)]
        after = [flat[n].astype(np.float32) for n in range(last, min(len(flat), last + 6))]
        # Before and after a dip a picture stands a moment; between fireworks, which burst and fade, the sky is no dip.
        if not all(_stands(side) for side in (before[::-1], after)):
            continue
        if max(alike(b, a) for b in before for a in after) < ALIKE_AFTER_DIP and not moved(before[0], after[-1]):
            found.append((int(first), int(last)))
    return found


def _stands(pictures: list[np.ndarray]) -> bool:
    """Whether pictures show one thing for a moment, away from a dip, and do not fade there."""
    near, far = pictures[0], pictures[min(3, len(pictures) - 1)]
    return alike(near, pictures[min(2, len(pictures) - 1)]) > STEADY and far.mean(1).std() > FADES * near.mean(1).std()
