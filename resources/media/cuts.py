"""Shot boundaries of a film: hard cuts, dissolves, wipes, and dips to black or white.

What belongs here: hard cuts from thumbnails, and selecting among all boundaries. What does not: reading thumbnails from a file
(look.py), gradual transitions (gradual.py), camera movement (movement.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from resources.media.gradual import SAME_TRANSITION, TRANSITIONS, find_dips, find_gradual
from resources.media.likeness import BLACK, FLAT, OFF_THE_WAY, alike, exposed, lit, progress
from resources.media.movement import CHUNK, HIGH, MOVED, WIDE, left_by_movement

FPS = 12  # thumbnails per second, approximately
# A hard cut: a large change of colours (a share of the histogram) or of places, much larger than the changes around it.
COLOURS_CHANGE = 0.35
PLACES_CHANGE, PLACES_SHARE, PLACE_CHANGES = 0.016, 0.1, 0.035
# The contrast (standard deviation of light) from which these thresholds hold. They fall with lower contrast, down to a quarter:
# in films at 7 % brightness and in fog, 12 of 36 cuts were found before, and all of them now.
CONTRAST, LEAST_CONTRAST = 0.12, 0.25
STANDS, STANDS_LEAST = 0.0005, 0.5  # usual change of a static page: the next page may only differ in a few lines
OUTSTANDS = 3.5  # a cut changes this many times more than is usual around it
# In a film that moves, a cut changes most places at once, by that many times the usual change and those beside it, and nearly
# all of the change is in one of the frames between two thumbnails: in this one, a step that many times the others. In a real
# music video of 129 cuts it finds 21 that are less than 3.5 times the usual change, and none that is false.
AT_ONCE, AT_ONCE_SHARE, OVER_USUAL, OVER_BESIDE = 3.0, 0.5, 1.7, 1.5
# A jerk of the camera: colours change less than this, places less than so many times the usual, and a shift leaves only this
# share of the change.
COLOURS_STAY, JERK, JERK_LEAVES = 0.05, 6.0, 0.4
AROUND = 7  # thumbnails to each side that define the usual change
# A change this many times both neighbours stands out; and the quantiles of surrounding changes, without and with that.
ALONE, MOST = (2.0, 4.0), (0.7, 0.55, 0.25)
RETURNS = 5  # thumbnails within which a flash ends
RETURNED_ALIKE = 0.4  # correlation of the pictures before and after a flash
RETURNED = 0.5  # share of the change that is reversed: it was a flash, or someone walked by
OVERLAID = 0.35  # share of the places that titles, menus and insets cover at most
REST_CHANGES = 0.002  # change of a static page around an overlay that appears or disappears
STAYS = 0.9  # correlation of the rest over such a change; lower between two pages of the same layout
# An inset with cuts of its own: its share of the places, the correlation of the rest, the share of its bounding box that changes.
SMALL, STAYS_WHOLLY, BOX = 0.2, 0.97, 0.7
STAYS_BUT_LIGHT = (
    0.99  # correlation above which the rest may become lighter or darker: a hand in front of a camera does that
)
# Something that moves or appears on a still ground: the largest share of the places that it covers, the change and the correlation
# of the rest. A plain ground has less contrast than this; what appears on it leaves most of the places at the border as they are.
IN_PART, GROUND_CHANGES, GROUND_STAYS = 0.6, 0.012, 0.99
# And the share of its bounding box that is covered by what appears, other than the lines of a page.
PLAIN_GROUND, BORDER_TAKEN, PIECE = 0.012, 0.3, 0.55
WIPED, EVERYWHERE = 6, 0.75  # thumbnails of half a fast wipe, and the share of the places that it changes
# What lights up in the dark: the largest share of the places, the share that may become darker meanwhile, the thumbnails within
# which it fades to this share of its light, and the share of its places that do so.
LIGHTS_UP, DARKENS, FADES_WITHIN, FADED, FADES_AGAIN = 0.75, 0.1, 10, 0.5, 0.75
WHILE, OVERLAY_RETURNED = (
    96,
    0.2,
)  # thumbnails within which overlays disappear, and the share of their change that may remain
# Correlations of the pictures before and after above which there is no cut: always, and if little changes. Something small
# appeared (a title, a cursor, bars), or a key frame is sharper than the frames before it.
SAME, ALMOST_SAME = 0.985, 0.93
LITTLE_COLOURS, LITTLE_PLACES = 0.3, 0.05
FADE = 6  # thumbnails before and after a dip
BESIDE = 3  # thumbnails between a plain stretch and its fade
BEGUN = 0.15  # progress of a fade at that time
SHORT_DISSOLVE = 4  # thumbnails: the beginning and end of a dissolve this short look like cuts


def find_cuts(
    grids: np.ndarray, colours: Sequence[float] | np.ndarray, steps: Mapping[int, float] | None = None
) -> dict[int, int]:
    """Find the shot boundaries. Returns the index of the thumbnail where each new shot begins (the middle of a
    dissolve), and how many thumbnails the transition takes before and after that (0 for a hard cut).

    Args:
        grids: thumbnails, uint8 of shape (pictures, HIGH, WIDE, 3).
        colours: the change of each histogram from the previous one, 0 to 1; the first is 0.
        steps: for thumbnails that change much, how many times the other steps the largest is, of the steps from frame to
            frame since the previous thumbnail; 0 if there is only one.
    """
    if len(grids) < 3:
        return {}
    flat = grids.reshape(len(grids), HIGH * WIDE, 3)
    changes = _changes(flat, np.asarray(colours, float), steps or {})
    hard = _hard(flat, changes)
    soft = find_gradual(flat, changes.places, changes.least, hard)
    plain = [dip for dip in find_dips(flat) if not _is_shot(dip, soft)]
    dips, hard = _without_doubles(plain, _without_mixtures(flat, hard))
    soft = {at: length for at, length in soft.items() if not _fades_at_a_cut(at, length, plain, hard)}
    far = [(at, TRANSITIONS[0]) for at in hard] + [(at, SAME_TRANSITION) for at in dips]
    kept = {at: length // 2 + 1 for at, length in soft.items() if all(abs(at - other) > least for other, least in far)}
    lengths = {(first + last) // 2: (last - first) // 2 + FADE for first, last in plain}
    found = {**dict.fromkeys(hard, 0), **kept, **{at: lengths[at] for at in dips}}
    return dict(sorted(found.items()))


def _is_shot(plain: tuple[int, int], soft: Collection[int]) -> bool:
    """Whether a plain stretch is a shot, such as a clear sky, with a dissolve before and after it."""
    first, last = plain
    sides = ((first - SAME_TRANSITION, first + 2), (last - 2, last + SAME_TRANSITION))
    return all(any(start <= at <= end for at in soft) for start, end in sides) and last - first > 4


def _without_doubles(plain: list[tuple[int, int]], hard: Sequence[int]) -> tuple[list[int], list[int]]:
    """The middles of dips, and the hard cuts that are not edges of dips. A long plain stretch between two cuts is a
    shot, a short one a dip; if only one end is a cut, it is a fade to or from that cut.
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


def _fades_at_a_cut(at: int, length: int, plain: list[tuple[int, int]], hard: Sequence[int]) -> bool:
    """Whether a gradual change is the fade from or to a plain stretch that begins or ends with a cut: together they are one."""
    first, last = at - (length + 1) // 2, at + (length + 1) // 2
    for start, end in plain:
        begins, ends = (any(abs(cut - edge) <= 1 for cut in hard) for edge in (start, end))
        if (begins and abs(first - end) <= BESIDE) or (ends and abs(last - start) <= BESIDE):
            return True
    return False


def _without_mixtures(flat: np.ndarray, hard: Sequence[int]) -> list[int]:
    """Hard cuts without the second of two that are the beginning and end of one short dissolve."""
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


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes from each thumbnail to the next. `places`: the mean change of places, 0 to 1; `share`: of the places that change
    clearly; `least`: the factor for the thresholds, by contrast; `colours` and `steps`: see `find_cuts`.
    """

    places: np.ndarray
    share: np.ndarray
    least: np.ndarray
    colours: np.ndarray
    steps: Mapping[int, float]


def _changes(flat: np.ndarray, colours: np.ndarray, steps: Mapping[int, float]) -> _Changes:
    places, share, least = np.zeros(len(flat)), np.zeros(len(flat)), np.ones(len(flat))
    for first in range(1, len(flat), CHUNK):
        last = min(len(flat), first + CHUNK)
        part = flat[first - 1 : last].astype(np.int16)
        change = np.abs(np.diff(part, axis=0)).mean(2) / 255
        contrast = part.mean(2).std(1) / 255
        least[first:last] = np.clip(np.maximum(contrast[1:], contrast[:-1]) / CONTRAST, LEAST_CONTRAST, 1)
        places[first:last] = change.mean(1)
        share[first:last] = (change > PLACE_CHANGES * least[first:last, None]).mean(1)
    return _Changes(places, share, least, colours, steps)


def _hard(flat: np.ndarray, changes: _Changes) -> list[int]:
    places, colours, usual = changes.places, changes.colours, _usual(changes.places)
    clear = _clear(changes, usual)
    alone = _stands_out(places, ALONE[-1])
    cuts: list[int] = []
    for at in np.flatnonzero(clear | _at_once(changes, usual)):
        beside = 1 if alone[at] else 2
        near = slice(max(0, at - beside), at + beside + 1)
        if places[at] + colours[at] < (places[near] + colours[near]).max() - 1e-9:
            continue
        before, after = flat[at - 1].astype(np.float32), flat[at].astype(np.float32)
        little = colours[at] < LITTLE_COLOURS and places[at] < LITTLE_PLACES
        if alike(before, after) > (ALMOST_SAME if little else SAME) or (little and exposed(before, after)):
            continue
        jerked = colours[at] < COLOURS_STAY and places[at] < JERK * usual[at]
        left = JERK_LEAVES if clear[at] and jerked else 0.0 if clear[at] else MOVED
        if left and left_by_movement(before[None], after[None])[0] < left:
            continue
        if changes.share[at] < OVERLAID and _is_overlay(flat, int(at), usual[at]):
            continue
        if changes.share[at] < IN_PART and _is_in_part(flat, changes, int(at), usual[at]):
            continue
        if not _comes_back(flat, int(at)):
            cuts.append(int(at))
    return cuts


def _clear(changes: _Changes, usual: np.ndarray) -> np.ndarray:
    """Which thumbnails change so much, in colours or in places, that only what is a cut does so in most films."""
    places, colours = changes.places, changes.colours
    asked = np.where(usual < STANDS, STANDS_LEAST, 1)
    by_colours = (colours > COLOURS_CHANGE) & (colours > OUTSTANDS / 2 * _usual(colours))
    by_places = (places > PLACES_CHANGE * asked * changes.least) & (changes.share > PLACES_SHARE * asked)
    return (by_colours & (places > np.maximum(PLACES_CHANGE, 3 * usual))) | (by_places & (places > OUTSTANDS * usual))


def _at_once(changes: _Changes, usual: np.ndarray) -> np.ndarray:
    """Which thumbnails change in one step from frame to frame, although the film moves. Where frames are repeated, all
    movement is in one step, and that says nothing.
    """
    known = np.full(len(usual), np.nan)
    known[list(changes.steps)] = list(changes.steps.values())
    found = (changes.share > AT_ONCE_SHARE) & (changes.colours > COLOURS_STAY)
    found &= (changes.places > OVER_USUAL * usual) & _stands_out(changes.places, OVER_BESIDE)
    for at in np.flatnonzero(found):
        beside = np.delete(known[max(0, at - AROUND) : at + AROUND + 1], min(at, AROUND))
        told = beside[np.isfinite(beside)]
        found[at] = known[at] > AT_ONCE and len(told) > 0 and np.median(told) < AT_ONCE
    return found


def _usual(values: np.ndarray) -> np.ndarray:
    """The usual change around each value: a quantile of the neighbourhood without the value and its direct neighbours.
    The quantile is lower if the value stands out from both neighbours: in shots of two pictures every second change is
    a cut, while in a whip pan the changes next to one are as large.
    """
    padded = np.pad(values, AROUND, mode="reflect" if len(values) > AROUND else "edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * AROUND + 1)
    kept = np.array([n for n in range(2 * AROUND + 1) if abs(n - AROUND) > 1])
    usual, *fewer = np.quantile(windows[:, kept], MOST, axis=1)
    for times, quantile in zip(ALONE, fewer, strict=True):
        usual = np.where(_stands_out(values, times), quantile, usual)
    return usual


def _stands_out(values: np.ndarray, times: float) -> np.ndarray:
    """Which values are more than `times` both of their neighbours."""
    padded = np.pad(values, 1, mode="edge")
    return values > times * np.maximum(padded[:-2], padded[2:])


def _comes_back(flat: np.ndarray, at: int) -> bool:
    """Whether the picture from before a change soon returns (a flash, lightning, someone walking by), or is still there
    and only brighter or darker.
    """
    before = [flat[n].astype(np.float32) for n in range(max(0, at - 3), at)]
    after = [flat[n].astype(np.float32) for n in range(at, min(len(flat), at + RETURNS + 1))]
    change = np.abs(after[0] - before[-1]).mean()
    if any(np.abs(b - a).mean() < RETURNED * change and _may_be_same(b, a) for b in before for a in after[1:]):
        return True
    return _lights_up(before[-1], flat[at : at + FADES_WITHIN + 1]) or any(
        lit(before[-1], picture) for picture in after
    )


def _lights_up(before: np.ndarray, pictures: np.ndarray) -> bool:
    """Whether all that happens is that something lights up in the dark, and fades soon: fireworks, or an explosion at night.

    Args:
        pictures: the thumbnail with the change and those after it.
    """
    dark, added = before.mean(1), (pictures[0] - before).mean(1)
    up = added > PLACE_CHANGES * 255
    if np.median(dark) > BLACK or not 0 < up.mean() < LIGHTS_UP or (added < -REST_CHANGES * 255).mean() > DARKENS:
        return False
    least = pictures[1:, up].astype(np.float32).mean(2).min(0, initial=255)
    return bool((least - dark[up] < FADED * added[up]).mean() > FADES_AGAIN)


def _may_be_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two thumbnails are similar enough for one shot, or one is too plain to tell: among six shots in half a
    second, two often have the same brightness.
    """
    return min(one.mean(1).std(), other.mean(1).std()) < FLAT * 255 or alike(one, other) > RETURNED_ALIKE


def _is_overlay(flat: np.ndarray, at: int, usual: float) -> bool:
    """Whether only a part of the picture changes and soon returns, or was there shortly before: a title, a menu, an
    inset. The rest must be static and not plain: between black bars, a part of the picture is all of the film.
    """
    before, after = flat[at - 1].astype(np.float32), flat[at].astype(np.float32)
    change = np.abs(after - before).mean(1)
    part = change > PLACE_CHANGES * 255
    stays, most = alike(before[~part], after[~part]), 255 * max(REST_CHANGES, OUTSTANDS * usual)
    if before[~part].mean(1).std() < FLAT * 255 or stays < STAYS:
        return False
    if change[~part].mean() > most and stays < STAYS_BUT_LIGHT:
        return False
    if min(before[part].max(), after[part].max()) < BLACK:
        return True  # black bars
    if part.mean() < SMALL and stays > STAYS_WHOLLY and _fills_a_box(part, BOX):
        return True
    later, earlier = flat[at : at + WHILE, part], flat[max(0, at - WHILE) : at, part]
    returns = (np.abs(later - before[part]).mean((1, 2)).min(), np.abs(earlier - after[part]).mean((1, 2)).min())
    return bool(min(returns) < OVERLAY_RETURNED * change[part].mean())


def _is_in_part(flat: np.ndarray, changes: _Changes, at: int, usual: float) -> bool:
    """Whether something moves over, appears on or disappears from a ground that stays the same. It moves if each frame since the
    previous thumbnail has its share of the change, and it does not come by everywhere, as a fast wipe does. It appears on a plain ground if before or after there is only the ground, and
    most of the border stays; small things may also be replaced there, as words are. On another ground all must be still.
    """
    before, after = flat[at - 1].astype(np.float32), flat[at].astype(np.float32)
    change, clearly = np.abs(after - before).mean(1), PLACE_CHANGES * changes.least[at] * 255
    part = change > clearly
    rest, share = ~part, part.mean()
    if share > IN_PART or change[rest].mean() > GROUND_CHANGES * 255:
        return False
    plain = max(before[rest].mean(1).std(), after[rest].mean(1).std()) < PLAIN_GROUND * 255
    stays = plain or alike(before[rest], after[rest]) > GROUND_STAYS
    step = changes.steps.get(at, 0)
    if 0 < step < AT_ONCE and changes.places[at] / (1 + step) > usual:  # not only as much as moves all the time
        sooner, later = flat[max(0, at - 1 - WIPED)].astype(np.float32), flat[min(len(flat) - 1, at + WIPED)]
        return stays and (np.abs(later - sooner).mean(1) > clearly).mean() < EVERYWHERE
    if plain and min(before.mean(1).std(), after.mean(1).std()) < PLAIN_GROUND * 255:
        return bool(part.reshape(HIGH, WIDE)[_BORDER].mean() < BORDER_TAKEN)
    # The lines of a page, too, are in a part of it that stands still; but they are all over it. At a few pictures a second a camera's
    # noise tells that it is none.
    of_a_piece = (step == 0 and change[rest].mean() > REST_CHANGES * 255) or _fills_a_box(part, PIECE)
    return stays and of_a_piece and share < (SMALL if plain else OVERLAID) and usual < STANDS


_BORDER = np.ones((HIGH, WIDE), bool)
_BORDER[1:-1, 1:-1] = False


def _fills_a_box(part: np.ndarray, share: float) -> bool:
    """Whether the places fill that share of their bounding box."""
    rows, columns = np.nonzero(part.reshape(HIGH, WIDE))
    return bool(len(rows) > share * (np.ptp(rows) + 1) * (np.ptp(columns) + 1))
