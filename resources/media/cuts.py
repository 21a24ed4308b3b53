"""Where one shot of a film ends and the next begins: hard cuts, dissolves, wipes and dips to black or white.

What belongs here: hard cuts from small pictures, and which of all count. What does not: reading them from a file (look.py),
gradual transitions (gradual.py), whether a camera moved (movement.py).
"""

from collections.abc import Collection, Sequence

import numpy as np

from resources.media.gradual import SAME_TRANSITION, TRANSITIONS, find_dips, find_gradual
from resources.media.likeness import FLAT, OFF_THE_WAY, alike, lit, progress
from resources.media.movement import CHUNK, HIGH, WIDE

FPS = 12  # small pictures a second, about
# A hard cut: colours that differ much (a share of the histogram), or places that do, much more than around it.
COLOURS_CHANGE = 0.35
PLACES_CHANGE, PLACES_SHARE, PLACE_CHANGES = 0.016, 0.1, 0.035
# The contrast (deviation of light) from which this holds: of paler or darker pictures less is asked, down to a quarter. In films at
# 7 % of their light and in fog 12 of 36 cuts were found, now all.
CONTRAST, LEAST_CONTRAST = 0.12, 0.25
STANDS, STANDS_LEAST = 0.0005, 0.5  # usual change of a page that stands: the next one may differ in a few lines
OUTSTANDS = 3.5  # times the usual change around it
AROUND = 7  # pictures to each side that tell what is usual
# Times both neighbours, from which a change stands out by itself; and the quantiles of the changes around one, without and with it.
ALONE, MOST = (2.0, 4.0), (0.7, 0.55, 0.25)
RETURNS = 5  # pictures within which a flash is over
RETURNED_ALIKE = 0.4  # correlation of what was there and what is there again
RETURNED = 0.5  # of the change is taken back: it was a flash, or somebody walked by
OVERLAID = 0.35  # of the places: what titles, menus and small pictures cover
REST_CHANGES = 0.002  # of a page that stands, around what comes and goes
STAYS = 0.9  # correlation of the rest over such a change; from a page to another of the same form it is less
# A small picture in a picture, which has cuts of its own: of the places, correlation of the rest, of the box around it.
SMALL, STAYS_WHOLLY, BOX = 0.2, 0.97, 0.7
BLACK = 24  # of 255
WHILE, OVERLAY_RETURNED = 96, 0.2  # pictures within which they go, and of their change what may then be left
# Correlation of the pictures before and after from which there is no cut, whatever changes, and where little does: something small
# appeared (a title, a cursor, bars), or a key frame is sharper than the frames before it.
SAME, ALMOST_SAME = 0.985, 0.93
LITTLE_COLOURS, LITTLE_PLACES = 0.3, 0.05
FADE = 6  # pictures before and after a dip
BEGUN = 0.15  # how far it is on its way then
SHORT_DISSOLVE = 4  # pictures: of a dissolve so short the beginning and the end look like cuts


def find_cuts(grids: np.ndarray, colours: Sequence[float] | np.ndarray) -> dict[int, int]:
    """The numbers of the pictures with which a new shot begins, of a dissolve the one in its middle; and how many pictures the
    change takes before and after that, 0 of a hard cut.

    Args:
        grids: small pictures, uint8 of shape (pictures, HIGH, WIDE, 3).
        colours: how much the colours of each differ from the one before (0 to 1), the first one's is 0.
    """
    if len(grids) < 3:
        return {}
    flat = grids.reshape(len(grids), HIGH * WIDE, 3)
    places, share, least = _changes(flat)
    hard = _hard(flat, places, share, least, np.asarray(colours, float))
    soft = find_gradual(flat, places, least, hard)
    plain = [dip for dip in find_dips(flat) if not _is_shot(dip, soft)]
    dips, hard = _without_doubles(plain, _without_mixtures(flat, hard))
    far = [(at, TRANSITIONS[0]) for at in hard] + [(at, SAME_TRANSITION) for at in dips]
    kept = {at: length // 2 + 1 for at, length in soft.items() if all(abs(at - other) > least for other, least in far)}
    lengths = {(first + last) // 2: (last - first) // 2 + FADE for first, last in plain}
    found = {**dict.fromkeys(hard, 0), **kept, **{at: lengths[at] for at in dips}}
    return dict(sorted(found.items()))


def _is_shot(plain: tuple[int, int], soft: Collection[int]) -> bool:
    """Whether a plain stretch is a shot of its own, of a clear sky: one dissolve leads to it and another one from it."""
    first, last = plain
    sides = ((first - SAME_TRANSITION, first + 2), (last - 2, last + SAME_TRANSITION))
    return all(any(start <= at <= end for at in soft) for start, end in sides) and last - first > 4


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
            between = [progress(flat[n].astype(np.float32), start, end) for n in range(kept[-1], at)]
            begun = between[0][0] > BEGUN and between[-1][0] < 1 - BEGUN
            if begun and all(beside < OFF_THE_WAY for _, beside in between):
                continue
        kept.append(at)
    return kept


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
    asked = np.where(usual < STANDS, STANDS_LEAST, 1)
    candidates = np.flatnonzero(
        (
            (colours > COLOURS_CHANGE)
            & (colours > OUTSTANDS / 2 * usual_colours)
            & (places > np.maximum(PLACES_CHANGE, 3 * usual))
        )
        | ((places > PLACES_CHANGE * asked * least) & (share > PLACES_SHARE * asked) & (places > OUTSTANDS * usual))
    )
    cuts: list[int] = []
    alone = _stands_out(places, ALONE[-1])
    for at in candidates:
        beside = 1 if alone[at] else 2
        near = slice(max(0, at - beside), at + beside + 1)
        if places[at] + colours[at] < (places[near] + colours[near]).max() - 1e-9:
            continue
        likeness = alike(flat[at - 1].astype(np.float32), flat[at].astype(np.float32))
        little = colours[at] < LITTLE_COLOURS and places[at] < LITTLE_PLACES
        if likeness > (ALMOST_SAME if little else SAME):
            continue
        if share[at] < OVERLAID and _is_overlay(flat, int(at), usual[at]):
            continue
        if not _comes_back(flat, int(at)):
            cuts.append(int(at))
    return cuts


def _usual(values: np.ndarray) -> np.ndarray:
    """What most values around each stay under, without it and its neighbours. Where it stands out from both neighbours, fewer are
    asked: of shots of two pictures every second is a cut; in a whip pan those beside a change are as large.
    """
    padded = np.pad(values, AROUND, mode="reflect" if len(values) > AROUND else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1)
    kept = np.array([n for n in range(2 * AROUND + 1) if abs(n - AROUND) > 1])
    usual, *fewer = np.quantile(windows[:, kept], MOST, axis=1)
    for times, quantile in zip(ALONE, fewer, strict=True):
        usual = np.where(_stands_out(values, times), quantile, usual)
    return usual


def _stands_out(values: np.ndarray, times: float) -> np.ndarray:
    """Which values are more than so many times both of their neighbours."""
    padded = np.pad(values, 1, mode="edge")
    return values > times * np.maximum(padded[:-2], padded[2:])


def _comes_back(flat: np.ndarray, at: int) -> bool:
    """Whether what was before a change is soon there again: a flash, lightning, somebody who walks by; or is still there,
    only brighter or darker.
    """
    before = [flat[n].astype(np.float32) for n in range(max(0, at - 3), at)]
    after = [flat[n].astype(np.float32) for n in range(at, min(len(flat), at + RETURNS + 1))]
    change = np.abs(after[0] - before[-1]).mean()
    if any(np.abs(b - a).mean() < RETURNED * change and _may_be_same(b, a) for b in before for a in after[1:]):
        return True
    return any(lit(before[-1], picture) for picture in after)


def _may_be_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two pictures are alike enough for one shot, or one is too plain to tell: among six shots in half a second two are
    often as bright as one another.
    """
    return min(one.mean(1).std(), other.mean(1).std()) < FLAT * 255 or alike(one, other) > RETURNED_ALIKE


def _is_overlay(flat: np.ndarray, at: int, usual: float) -> bool:
    """Whether a part of a picture changes and is soon, or was a while before, as on the other side: a title, a menu, a small
    picture in a picture. The rest stays and shows something: between black bars a part is all that there is.
    """
    before, after = flat[at - 1].astype(np.float32), flat[at].astype(np.float32)
    change = np.abs(after - before).mean(1)
    part = change > PLACE_CHANGES * 255
    stays, most = alike(before[~part], after[~part]), 255 * max(REST_CHANGES, OUTSTANDS * usual)
    if before[~part].mean(1).std() < FLAT * 255 or stays < STAYS or change[~part].mean() > most:
        return False
    if min(before[part].max(), after[part].max()) < BLACK:
        return True  # bars
    if part.mean() < SMALL and stays > STAYS_WHOLLY and _fills_a_box(part):
        return True
    later, earlier = flat[at : at + WHILE, part], flat[max(0, at - WHILE) : at, part]
    returns = (np.abs(later - before[part]).mean((1, 2)).min(), np.abs(earlier - after[part]).mean((1, 2)).min())
    return bool(min(returns) < OVERLAY_RETURNED * change[part].mean())


def _fills_a_box(part: np.ndarray) -> bool:
    """Whether some places are most of the box around them."""
    rows, columns = np.nonzero(part.reshape(HIGH, WIDE))
    return bool(len(rows) > BOX * (np.ptp(rows) + 1) * (np.ptp(columns) + 1))
