"""What a musician would object to, over all styles and several seeds: notes that grate, what cannot be played, takes that are alike."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.form import FORMS, lay_form
from resources.music.request import RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import write
from resources.renderers.sketch.arrangements import ARRANGEMENTS, SCALES
from resources.renderers.sketch.harmony import (
    MAJOR,
    MODAL_LEADING,
    PROGRESSIONS,
    QUALITIES,
    Chord,
    bars_of,
    chord,
    voice,
)
from resources.renderers.sketch.lineups import LEADS, line_up
from resources.renderers.sketch.rhythm import GROOVES, STEPS, STRAIGHT
from resources.renderers.sketch.score import Bar, Note, Score, Sheet
from resources.renderers.sketch.sounds import OCTAVE, RANGES, SOUNDS, fitted

SEEDS = (1, 2, 3)
COLOUR = {"dorian": 9, "phrygian": 1, "lydian": 6, "mixolydian": 10}
CORE = range(12)  # a chord's root, third, fifth and seventh


def piece(style: str, seed: int = 1, seconds: float = 90.0, **more: object) -> Score:
    return write(RenderRequest("k", "", seconds, seed, style=style, **more))  # pyright: ignore[reportArgumentType]


def of_role(score: Score, role: str) -> list[Note]:
    return [note for note in score.notes if note.part in score.voices and score.voices[note.part].role == role]


def placed(score: Score, notes: list[Note]) -> Iterator[tuple[Note, Bar, int]]:
    """Each note with its bar and sixteenth."""
    starts = score.grid.real([bar.start for bar in score.bars])
    sixteenth = score.grid.beat / STEPS
    for note in notes:
        number = int(np.clip(np.searchsorted(starts, note.start + 0.05, side="right") - 1, 0, len(starts) - 1))
        bar = score.bars[number]
        yield note, bar, min(bar.steps - 1, max(0, round((note.start - starts[number]) / sixteenth)))


def over_root(note: Note, bar: Bar, of: Chord) -> int:
    return (note.pitch - bar.tonic - of.root) % 12


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_long_note_of_a_melody_grates_on_a_strong_beat(style: str, seed: int) -> None:
    score = piece(style, seed)
    for note, bar, step in placed(score, of_role(score, "lead")):
        if step % 8 == 0 and note.length > score.grid.beat:
            of = bar.chord_at(step)
            core = {tone for tone in of.tones if tone in CORE}
            above = over_root(note, bar, of)
            assert above in core or (above - 1) % 12 not in core or above in {tone % 12 for tone in of.tones}, note


@pytest.mark.parametrize("style", STYLES)
def test_a_phrase_ends_on_a_tone_of_the_chord(style: str) -> None:
    ends = []
    for seed in SEEDS:
        score = piece(style, seed)
        for (note, bar, step), (after, _, _) in pairwise(placed(score, of_role(score, "lead"))):
            if after.start - note.start - note.length > 0.9 * score.grid.beat:
                of = bar.chord_at(step)
                ends.append(over_root(note, bar, of) in {tone % 12 for tone in of.tones})
    assert not ends or np.mean(ends) > 0.9


@pytest.mark.parametrize("style", [s for s in STYLES if s != "horror"])  # clusters are what it is made of
def test_melodies_and_chords_that_are_held_are_no_semitone_apart(style: str) -> None:
    grating = held = 0
    for seed in SEEDS:
        score = piece(style, seed)
        chords = [note for note in of_role(score, "chords") if note.length > 0.9 * score.grid.beat]
        for note in of_role(score, "lead"):
            if note.length > 0.9 * score.grid.beat:
                end = note.start + note.length
                together = [
                    other for other in chords
                    if min(end, other.start + other.length) - max(note.start, other.start) > 0.9 * score.grid.beat
                ]  # fmt: skip
                held += 1
                grating += any(abs(note.pitch - other.pitch) == 1 for other in together)
    assert grating <= max(1, 0.04 * held)


@pytest.mark.parametrize("style", STYLES)
def test_no_line_leaps_further_than_a_voice_could(style: str) -> None:
    leaps = [
        abs(two.pitch - one.pitch)
        for seed in SEEDS
        for notes in [of_role(piece(style, seed), "lead")]
        for one, two in pairwise(notes)
        if one.part == two.part
    ]
    assert np.mean(np.array(leaps) > 9) < 0.05
    assert np.mean([0 < leap <= 3 for leap in leaps]) > 0.35, "it goes by step, of a scale that may have a wide one"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", SEEDS)
def test_each_instrument_can_play_its_notes(style: str, seed: int) -> None:
    score = piece(style, seed)
    for part, voice_ in score.voices.items():
        lowest, highest = RANGES.get(voice_.sound, (0, 127))
        own = [note.pitch for note in score.notes if note.part == part]
        assert all(lowest <= pitch <= highest for pitch in own), voice_.sound
        if voice_.role == "bass":
            assert all(voice_.low <= pitch <= voice_.high + OCTAVE for pitch in own)


@given(st.integers(20, 90), st.integers(5, 30), st.sampled_from(sorted(RANGES)))
def test_a_range_is_moved_to_where_an_instrument_can_play_it(low: int, span: int, sound: str) -> None:
    found = fitted(low, low + span, sound)
    assert RANGES[sound][0] <= found[0] < found[1] <= RANGES[sound][1]
    assert found[1] - found[0] >= min(span, OCTAVE - 1)


@given(
    st.sampled_from(sorted(QUALITIES)), st.sampled_from(["I", "ii", "IV", "V", "vi"]), st.integers(0, 11),
    st.lists(st.integers(55, 70), max_size=4),
)  # fmt: skip
def test_no_voicing_has_two_notes_a_semitone_apart(quality: str, degree: str, tonic: int, before: list[int]) -> None:
    pitches = voice(chord(degree + quality, MAJOR), tonic, before, 50, 76)
    assert all(two - one > 1 for one, two in pairwise(pitches)), pitches


def test_every_style_has_a_groove_of_its_own() -> None:
    grooves = [made.groove for made in ARRANGEMENTS.values() if made.groove]
    assert len(set(grooves)) == len(grooves)
    for one, other in combinations(grooves, 2):
        a, b = GROOVES[one], GROOVES[other]
        assert (a.kicks, a.backbeat, a.time) != (b.kicks, b.backbeat, b.time)
    for groove in GROOVES.values():
        ways = [dict(way) for way in (groove.time[1], *groove.hands)]
        assert len(ways) > 2
        assert all(one != other for one, other in combinations(ways, 2))


def test_samba_is_no_bossa_nova() -> None:
    score = piece("samba")
    surdo = [(step, note.velocity) for note, _, step in placed(score, [n for n in score.notes if n.drum == "tom-low"])]
    strong = np.mean([velocity for step, velocity in surdo if step in (4, 12)])
    assert strong > 1.3 * np.mean([velocity for step, velocity in surdo if step in (0, 8)]), "the surdo is on two"
    drums = {style: {n.drum for n in piece(style).notes if n.drum} for style in ("samba", "bossa-nova")}
    assert drums["samba"] != drums["bossa-nova"]


@pytest.mark.parametrize("style", STYLES)
def test_three_takes_differ_in_more_than_notes(style: str) -> None:
    takes = [piece(style, seed, 60.0) for seed in (7, 8, 9)]
    for one, other in combinations(takes, 2):
        lead = [next(v.sound for v in take.voices.values() if v.role == "lead") for take in (one, other)]
        time = [{(n.drum, s) for n, _, s in placed(take, [n for n in take.notes if n.drum])} for take in (one, other)]
        roots = [[(bar.chords[0].root, bar.section.kind) for bar in take.bars] for take in (one, other)]
        differs = [
            [section.kind for section in one.sections] != [section.kind for section in other.sections],
            lead[0] != lead[1],
            len(time[0] ^ time[1]) > 0.15 * len(time[0] | time[1]),
            roots[0] != roots[1],
        ]
        assert sum(differs) >= (2 if style == "piano" else 3), differs


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("bars", [24, 56, 120])
def test_three_takes_have_three_forms(form: str, bars: int) -> None:
    orders = [[(s.kind, s.bars) for s in lay_form([0.5] * bars, FORMS[form], take)] for take in range(3)]
    assert all(one != other for one, other in combinations(orders, 2))
    for order in orders:
        assert len({kind for kind, _ in order if kind not in ("intro", "ending")}) > 1, "it is not all one theme"


def test_a_long_stretch_of_one_energy_has_more_than_one_theme() -> None:
    sections = lay_form([0.9] * 40 + [0.2] * 8)
    assert len({section.kind for section in sections if section.energy > 0.5}) > 1


def test_what_is_asked_for_stays_and_what_is_refused_stays_out() -> None:
    for take in range(3):
        kept = line_up(ARRANGEMENTS["bossa-nova"], "bossa-nova", take, kept=["flute"])
        assert next(voice_.sound for voice_ in kept.voices if voice_.role == "lead") == "flute"
        without = line_up(
            ARRANGEMENTS["blues"], "blues", take, unwanted=["sax", "banjo"]
        )  # a harmonica is of that family
        assert next(voice_.sound for voice_ in without.voices if voice_.role == "lead") == "clean-guitar"


def test_who_may_lead_is_known() -> None:
    assert LEADS.keys() <= STYLES.keys()
    for style, sounds in LEADS.items():
        assert {*sounds} <= SOUNDS.keys()
        assert ARRANGEMENTS[style].voices
        assert len({*sounds}) == len(sounds)


@pytest.mark.parametrize("style", ["ambient", "piano", "comedy", "soul", "classical", "bossa-nova"])
def test_a_calm_piece_has_a_height(style: str) -> None:
    score = piece(style, 1, 120.0)
    parts: dict[str, set[str]] = defaultdict(set)
    for note, bar, _ in placed(score, [note for note in score.notes if note.pitch]):
        parts[bar.section.kind].add(note.part)
    everybody = set.union(*parts.values())
    assert len(everybody) > len(parts["verse"]) or parts["verse"] == everybody
    late = [part for part, voice_ in score.voices.items() if 0 < voice_.enters <= STYLES[style].energy + 0.25]
    assert {*late} <= everybody


@pytest.mark.parametrize("mode", MODAL_LEADING)
def test_the_chords_of_a_church_mode_are_its_own_and_show_it(mode: str) -> None:
    for kind in (mode, f"{mode}-rich"):
        for options in PROGRESSIONS[kind].values():
            for progression in options:
                chords = [each for bar in bars_of(progression, SCALES[mode]) for each in bar]
                heard = {(each.root + tone) % 12 for each in chords for tone in each.tones}
                assert heard <= {*SCALES[mode]}
                assert COLOUR[mode] in heard


@pytest.mark.parametrize("mode", MODAL_LEADING)
@pytest.mark.parametrize("style", ["rock", "jazz", "ambient", "metal", "house"])
def test_a_church_mode_is_composed_as_itself(mode: str, style: str) -> None:
    score = piece(style, 2, 60.0, tonality=f"D {mode}")
    pitches = np.array([(note.pitch - 2) % 12 for note in score.notes if note.pitch])
    assert score.scale == SCALES[mode]
    assert np.isin(pitches, SCALES[mode]).mean() > 0.97
    assert (pitches == COLOUR[mode]).mean() > 0.005
    before, last = (
        {n.pitch % 12 for n, bar, _ in placed(score, of_role(score, "bass")) if bar is score.bars[at]}
        for at in (-2, -1)
    )
    assert last == {2}
    assert before & {(2 + root) % 12 for root in MODAL_LEADING[mode]}


def test_a_machine_is_never_late_by_itself() -> None:
    from resources.music.grid import lay_grid

    sheet = Sheet(lay_grid(10.0, 120.0), 0.0, STRAIGHT, np.random.default_rng(0), {"arp-1"})
    assert {sheet.late("arp-1", step) for step in range(16)} == {0.0}
    assert len({sheet.late("arp-2", step) for step in range(16)}) > 10


@pytest.mark.parametrize("style", ["jazz", "blues", "samba", "comedy"])
def test_one_player_plays_one_note_at_a_time(style: str) -> None:
    alone = {"sax", "trumpet", "clarinet", "bassoon", "oboe", "flute", "harmonica", "tuba"}
    for seed in SEEDS:
        score = piece(style, seed)
        for part, voice_ in score.voices.items():
            if voice_.sound in alone and voice_.role in ("lead", "bass"):
                notes = [note for note in score.notes if note.part == part]
                overlaps = [one.start + one.length - two.start for one, two in pairwise(notes)]
                assert max(overlaps, default=0) < 0.06
