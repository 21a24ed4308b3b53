"""Where one shot of a film ends and the next begins: hard cuts, dissolves, wipes and dips to black or white.

What belongs here: deciding from small pictures. What does not: reading them from a file (look.py), whether a camera moved
(movement.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from resources.media.movement import HIGH, MOVED, WIDE, left_by_movement, moved, moved_a_little

FPS = 12  # small pictures a second, about
# A hard cut: colours that differ much (a share of the histogram), or places that do, much more than around it.
COLOURS_CHANGE = 0.35
PLACES_CHANGE, PLACES_SHARE, PLACE_CHANGES = 0.016, 0.1, 0.035
# The contrast (deviation of light) from which this holds: of paler or darker pictures less is asked, down to a quarter. In films at
# 7 % of their light and in fog 12 of 36 cuts were found, now all.
CONTRAST, LEAST_CONTRAST = 0.12, 0.25
OUTSTANDS = 3.5  # times the usual change around it
AROUND = 7  # pictures to each side that tell what is usual
ALONE = 2.0  # times both neighbours: a change that stands out by itself
MOST = (0.7, 0.55)  # quantiles of the changes around one, the second where it stands out
RETURNS = 5  # pictures within which a flash is over
RETURNED = 0.5  # of the change is taken back: it was a flash, or somebody walked by
OVERLAID = 0.35  # of the places: what titles, menus and small pictures cover
WHILE, OVERLAY_RETURNED = 96, 0.2  # pictures within which they go, and of their change what may then be left
SAME, SAME_COLOURS = 0.985, 0.05  # something small appeared in the picture: a title, a cursor
# A dissolve or a wipe: over so many pictures, each place on its way from what it was to what it becomes.
TRANSITIONS = (6, 9, 12, 18, 24)
TRANSITION_CHANGE = 0.065
SAME_TRANSITION = 16  # pictures between the middles of two: no shot is as short
ALIKE_SOFT = 0.875  # correlation from which a slow change is the camera's, not a dissolve
STILL = 0.15  # of the mean squared change: a place that changes by less stays
OFF_THE_WAY = 0.3  # of the change: how far places may lie beside their way
UNSTEADY = 0.22  # how far the whole may be from an even progress
MOVING_SHARE = 0.6  # of the places: what somebody who walks by does not cover
SETTLED = 0.35  # of the change: how much may go on before and after
PLAIN = 0.012
FLAT = 0.03  # deviation of light under which a picture is a plain colour
LONGEST_DIP = 30  # pictures
SHORT_DISSOLVE = 4  # pictures: of a dissolve so short the beginning and the end look like cuts
PASSED = 12  # pictures before and after, between which somebody has walked by
ALIKE_AFTER_DIP = 0.85  # correlation from which what comes after a dip is what was before it: a flash
STEADY = 0.8  # correlation over a sixth of a second of what stands before and after a dip
BRIGHTER = 0.04
DIM = 2.0  # deviation of a plane's light, in whole numbers, up to which rounding is most of it
LIT = 0.7  # correlation from which a change of light may be all that changed
CHUNK = 4096
SOME, NEARLY = 64, 0.99  # pictures that are compared at once, and how strictly at first


def find_cuts(grids: np.ndarray, colours: Sequence[float] | np.ndarray) -> list[int]:
    """The numbers of the pictures with which a new shot begins; of a dissolve, the one in its middle.

    Args:
        grids: small pictures, uint8 of shape (pictures, HIGH, WIDE, 3).
        colours: how much the colours of each differ from the one before (0 to 1), the first one's is 0.
    """
    if len(grids) < 3:
        return []
    flat = grids.reshape(len(grids), HIGH * WIDE, 3)
    places, share, least = _changes(flat)
    hard = _hard(flat, places, share, least, np.asarray(colours, float))
    soft = _soft(flat, places, hard)
    dips, hard = _without_doubles(_dips(flat), _without_mixtures(flat, hard))
    far = [(at, TRANSITIONS[0]) for at in hard] + [(at, SAME_TRANSITION) for at in dips]
    return sorted({*hard, *dips, *(at for at in soft if all(abs(at - other) > least for other, least in far))})


def _without_doubles(plain: list[tuple[int, int]], hard: Sequence[int]) -> tuple[list[int], list[int]]:
    """The middles of dips, and the hard cuts that are not their edges. A plain stretch between two cuts is a shot, a short
    one a dip; one that a cut begins or ends is a fade up to a cut.
    """
    dips, left = [], set(hard)
    for first, last in plain:
        edges = [[at for at in hard if abs(at - edge) <= 1] for edge in (first, last)]
        if all(edges) and last - first <= RETURNS:
            left -= {*edges[0], *edges[1]}
        elif any(edges):
            continue
        dips.append((first + last) // 2)
    return dips, sorted(left)


def _without_mixtures(flat: np.ndarray, hard: Sequence[int]) -> list[int]:
    """Hard cuts, of a dissolve so short that its beginning and its end are two only the first."""
    kept: list[int] = []
    for at in hard:
        if kept and at - kept[-1] <= SHORT_DISSOLVE:
            start, end = flat[kept[-1] - 1].astype(np.float32), flat[at].astype(np.float32)
            between = flat[kept[-1] : at].astype(np.float32)
            if all(_progress(picture, start, end)[1] < OFF_THE_WAY for picture in between):
                continue
        kept.append(at)
    return kept


def _progress(picture: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[float, float]:
    """How far a picture has come from one to another, and how far its places lie beside their way, as a share of the
    change.
    """
    way, gone = end - start, picture - start
    squared = (way * way).sum(1)
    along = np.clip((gone * way).sum(1) / np.maximum(squared, 1.0), 0, 1)
    beside = np.abs(gone - along[:, None] * way).mean()
    return float((along * squared).sum() / max(squared.sum(), 1.0)), float(beside / max(np.abs(way).mean(), 0.1))


def _changes(flat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each picture against the one before: the mean change of its places (0 to 1), the share that change clearly, and how
    much of the usual change is asked of it, by its contrast.
    """
    places, share, least = np.zeros(len(flat)), np.zeros(len(flat)), np.ones(len(flat))
    for first in range(1, len(flat), CHUNK):
        last = min(len(flat), first + CHUNK)
        part = flat[first - 1 : last].astype(np.int16)
        change = np.abs(np.diff(part, axis=0)).mean(2) / 255
        contrast = part.mean(2).std(1) / 255
        least[first:last] = np.clip(np.maximum(contrast[1:], contrast[:-1]) / CONTRAST, LEAST_CONTRAST, 1)
        places[first:last] = change.mean(1)
        share[first:last] = (change > PLACE_CHANGES * least[first:last, None]).mean(1)
    return places, share, least


def _hard(flat: np.ndarray, places: np.ndarray, share: np.ndarray, least: np.ndarray, colours: np.ndarray) -> list[int]:
    usual, usual_colours = _usual(places), _usual(colours)
    candidates = np.flatnonzero(
        (
            (colours > COLOURS_CHANGE)
            & (colours > OUTSTANDS / 2 * usual_colours)
            & (places > np.maximum(PLACES_CHANGE, 3 * usual))
        )
        | ((places > PLACES_CHANGE * least) & (share > PLACES_SHARE) & (places > OUTSTANDS * usual))
    )
    cuts: list[int] = []
    for at in candidates:
        near = slice(max(0, at - 2), at + 3)
        if places[at] + colours[at] < (places[near] + colours[near]).max() - 1e-9:
            continue
        same = _alike(flat[at - 1].astype(np.float32), flat[at].astype(np.float32)) > SAME
        if (same and colours[at] < SAME_COLOURS) or (share[at] < OVERLAID and _is_overlay(flat, int(at))):
            continue
        if not _comes_back(flat, int(at)):
            cuts.append(int(at))
    return cuts


def _usual(values: np.ndarray) -> np.ndarray:
    """What most values around each stay under, without it and its neighbours. Where it stands out from both neighbours, fewer are
    asked: of shots of three pictures every third is a cut; in a whip pan those beside a change are as large.
    """
    padded = np.pad(values, AROUND, mode="reflect" if len(values) > AROUND else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1)
    kept = np.array([n for n in range(2 * AROUND + 1) if abs(n - AROUND) > 1])
    stands_out = values > ALONE * windows[:, [AROUND - 1, AROUND + 1]].max(1)
    most, fewer = np.quantile(windows[:, kept], MOST, axis=1)
    return np.where(stands_out, fewer, most)


def _comes_back(flat: np.ndarray, at: int) -> bool:
    """Whether what was before a change is soon there again: a flash, lightning, somebody who walks by; or is still there,
    only brighter or darker.
    """
    before = [flat[n].astype(np.float32) for n in range(max(0, at - 3), at)]
    after = [flat[n].astype(np.float32) for n in range(at, min(len(flat), at + RETURNS + 1))]
    change = np.abs(after[0] - before[-1]).mean()
    least = min(float(np.abs(b - a).mean()) for b in before for a in after[1:]) if len(after) > 1 else change
    if least < RETURNED * change:
        return True
    return any(_lit(before[-1], picture) for picture in after)


def _is_overlay(flat: np.ndarray, at: int) -> bool:
    """Whether a part of a picture changes and is soon, or was a while before, as on the other side: a title, a menu, a small
    picture in a picture. The rest stays and shows something: between black bars a part is all that there is.
    """
    before, after = flat[at - 1].astype(np.float32), flat[at].astype(np.float32)
    change = np.abs(after - before).mean(1)
    part = change > PLACE_CHANGES * 255
    if before[~part].mean(1).std() < FLAT * 255:
        return False
    later, earlier = flat[at : at + WHILE, part], flat[max(0, at - WHILE) : at, part]
    returns = (np.abs(later - before[part]).mean((1, 2)).min(), np.abs(earlier - after[part]).mean((1, 2)).min())
    return bool(min(returns) < OVERLAY_RETURNED * change[part].mean())


def _lit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether both show the same in another light, which may have a colour: all colours together or each of its own."""
    return _relit(before.mean(1, keepdims=True), after.mean(1, keepdims=True)) or _relit(before, after)


def _relit(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether each plane of a picture is brighter or darker than before and else the same: a white page with other words is as
    bright as before. What is too dark to tell counts by what is left alone.

    Args:
        before: float of shape (places, planes).
    """
    if np.abs(after.mean(0) - before.mean(0)).max() < BRIGHTER * 255:
        return False
    told = np.minimum(before.std(0), after.std(0)) > DIM
    if not told.any() or any(_alike(before[:, [n]], after[:, [n]]) < LIT for n in np.flatnonzero(told)):
        return False
    lighter = before.mean(0) > after.mean(0)
    bright, dark = np.where(lighter, before, after), np.where(lighter, after, before)
    bright, dark = bright - bright.mean(0), dark - dark.mean(0)
    slope = (bright * dark).sum(0) / np.maximum((bright * bright).sum(0), 1.0)
    return float(np.abs(dark - slope * bright).mean()) < 0.3 * float(np.abs(after - before).mean())


def _alike(one: np.ndarray, other: np.ndarray) -> float:
    """The correlation of two pictures' light over their places; 0 where one is of one colour."""
    a, b = one.mean(-1).ravel(), other.mean(-1).ravel()
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale > len(a) else 0.0


def _soft(flat: np.ndarray, places: np.ndarray, hard: Sequence[int]) -> list[int]:
    """The middles of dissolves and wipes."""
    taken = np.zeros(len(flat) + 1, bool)
    for at in hard:
        taken[max(0, at - 1) : at + 2] = True
    blocked = np.concatenate([[0], np.cumsum(taken)])
    candidates: list[tuple[float, int, int]] = []  # how bad, middle, length
    for length in TRANSITIONS:
        for first in _maybe_soft(flat, places, blocked, length):
            last = first + length
            badness = _badness(flat, first, last)
            if badness is not None:
                # Parts of a long dissolve look like short ones: of two that overlap, the longer is rather the whole.
                candidates.append((badness - length / TRANSITIONS[-1], (first + last + 1) // 2, length))
    best: list[tuple[int, int]] = []
    for _, middle, length in sorted(candidates):
        if all(abs(middle - other) > (length + other_length) / 2 + 2 for other, other_length in best):
            best.append((middle, length))
    merged: list[int] = []
    for middle in sorted(middle for middle, _ in best):
        if merged and middle - merged[-1] <= SAME_TRANSITION:
            merged[-1] = (merged[-1] + middle) // 2  # two halves of one
        else:
            merged.append(middle)
    return merged


def _maybe_soft(flat: np.ndarray, places: np.ndarray, blocked: np.ndarray, length: int) -> Iterator[int]:
    """Where a dissolve of some length may begin: what `_badness` asks first of two pictures and the one in their middle, asked
    of many at once and a little less strictly.
    """
    count = len(flat) - length
    if count <= 0:
        return
    changed = np.convolve(places[1:], np.ones(length), "valid")
    firsts = np.flatnonzero((changed > NEARLY * TRANSITION_CHANGE) & (blocked[length + 1 :][:count] == blocked[:count]))
    for some in np.split(firsts, range(SOME, len(firsts), SOME)):
        start = flat[some].astype(np.float32)
        way = flat[some + length] - start
        change = np.abs(way).mean((1, 2)) / 255
        changes = change > NEARLY * TRANSITION_CHANGE
        some, start, way, change = some[changes], start[changes], way[changes], change[changes]
        if not len(some):
            continue
        squared = np.einsum("npc,npc->np", way, way)
        gone = flat[some + length // 2] - start
        along = np.clip(np.einsum("npc,npc->np", gone, way) / np.maximum(squared, 1.0), 0, 1)
        beside = np.abs(gone - along[..., None] * way).mean((1, 2)) / 255 / change
        share = (along * squared).sum(1) / squared.sum(1)
        steady = (beside * NEARLY < OFF_THE_WAY) & (np.abs(share - 0.5) * NEARLY < UNSTEADY)
        some, start = some[steady], start[steady]
        yield from some[left_by_movement(start, flat[some + length].astype(np.float32)) > NEARLY * MOVED].tolist()


def _badness(flat: np.ndarray, first: int, last: int) -> float | None:
    """How far the pictures between two are from a dissolve or a wipe between them; None where it is none."""
    start, end = flat[first].astype(np.float32), flat[last].astype(np.float32)
    way = end - start
    change = float(np.abs(way).mean()) / 255
    if change < TRANSITION_CHANGE:
        return None
    middle = flat[(first + last) // 2].astype(np.float32)
    squared = (way * way).sum(1)
    moving = squared > STILL * squared.mean()
    if moving.mean() < MOVING_SHARE or min(start.mean(1).std(), end.mean(1).std()) < PLAIN * 255:
        return None

    share, beside = _progress(middle, start, end)
    if beside > OFF_THE_WAY or abs(share - 0.5) > UNSTEADY:
        return None
    if _alike(start, end) > ALIKE_SOFT or moved(start, end) or moved(start, middle) or moved(middle, end):
        return None
    # It settles: what comes before it is like its start, what comes after like its end.
    reach = max(2, (last - first) // 3)
    before = flat[max(0, first - reach)].astype(np.float32)
    after = flat[min(len(flat) - 1, last + reach)].astype(np.float32)
    if max(np.abs(before - start).mean(), np.abs(after - end).mean()) / 255 > SETTLED * change:
        return None
    length = last - first
    if _lit(start, end) or _same_scene(flat, first - PASSED, last + PASSED):
        return None  # the end of a tunnel, somebody who walked by
    worst = 0.0
    for number in range(first + 1, last):
        share, beside = _progress(flat[number].astype(np.float32), start, end)
        worst = max(worst, beside / OFF_THE_WAY, abs(share - (number - first) / length) / UNSTEADY)
    return worst if worst <= 1 and not moved_a_little(start, end) else None


def _same_scene(flat: np.ndarray, before: int, after: int) -> bool:
    """Whether two pictures show the same, but for a movement of the camera."""
    one, other = flat[max(0, before)].astype(np.float32), flat[min(len(flat) - 1, after)].astype(np.float32)
    return _alike(one, other) > ALIKE_SOFT or moved(one, other)


def _dips(flat: np.ndarray) -> list[tuple[int, int]]:
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
        if not all(_alike(side[0], side[-1]) > STEADY for side in (before[-3:], after[:3])):
            continue
        if max(_alike(b, a) for b in before for a in after) < ALIKE_AFTER_DIP and not moved(before[0], after[-1]):
            found.append((int(first), int(last)))
    return found
