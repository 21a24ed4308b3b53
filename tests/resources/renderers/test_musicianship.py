"""What a musician would object to, over all styles and several seeds: notes that grate, what cannot be played, takes that are alike."""

from collections import defaultdict
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.form import FORMS, lay_form
from resources.music.styles import STYLES
from resources.renderers.sketch.arrangements import ARRANGEMENTS, SCALES
from resources.renderers.sketch.harmony import (
    MAJOR,
    MODAL_LEADING,
    QUALITIES,
    Chord,
    bars_of,
    chord,
    voice,
)
from resources.renderers.sketch.lineups import LEADS, line_up
from resources.renderers.sketch.progressions import PROGRESSIONS
from resources.renderers.sketch.rhythm import GROOVES, STEPS, STRAIGHT
from resources.renderers.sketch.score import Bar, Note, Score, Sheet
from resources.renderers.sketch.sounds import OCTAVE, RANGES, SHORT, SOUNDS, fitted
from tests.resources.renderers.pieces import of_role, piece, placed

SEEDS = (1, 2, 3)
COLOUR = {"dorian": 9, "phrygian": 1, "lydian": 6, "mixolydian": 10}
CORE = range(12)  # a chord's root, third, fifth and seventh


def over_root(note: Note, bar: Bar, of: Chord) -> int:
    return (note.pitch - bar.tonic - of.root) % 12


def no_long_note_grates_on_a_strong_beat(style: str, scores: list[Score]) -> None:
    for score in scores:
        for note, bar, step in placed(score, of_role(score, "lead")):
            if step % 8 == 0 and note.length > score.grid.beat:
                of = bar.chord_at(step)
                core = {tone for tone in of.tones if tone in CORE}
                above = over_root(note, bar, of)
                assert above in core or (above - 1) % 12 not in core or above in {tone % 12 for tone in of.tones}, note


def a_phrase_ends_on_a_tone_of_the_chord(style: str, scores: list[Score]) -> None:
    ends = []
    for score in scores:
        for (note, bar, step), (after, _, _) in pairwise(placed(score, of_role(score, "lead"))):
            if after.start - note.start - note.length > 0.9 * score.grid.beat:
                of = bar.chord_at(step)
                ends.append(over_root(note, bar, of) in {tone % 12 for tone in of.sung})
    assert not ends or np.mean(ends) > 0.9


def melodies_and_chords_that_are_held_are_no_semitone_apart(style: str, scores: list[Score]) -> None:
    if style == "horror":  # clusters are what it is made of
        return
    grating = held = 0
    for score in scores:
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


def no_line_leaps_further_than_a_voice_could(style: str, scores: list[Score]) -> None:
    leaps = [
        abs(two.pitch - one.pitch)
        for score in scores
        for one, two in pairwise(of_role(score, "lead"))
        if one.part == two.part
    ]
    assert np.mean(np.array(leaps) > 9) < 0.05
    assert np.mean([0 < leap <= 3 for leap in leaps]) > 0.35, "it goes by step, of a scale that may have a wide one"


def each_instrument_can_play_its_notes(style: str, scores: list[Score]) -> None:
    for score in scores:
        for part, voice_ in score.voices.items():
            lowest, highest = RANGES.get(voice_.sound, (0, 127))
            own = [note for note in score.notes if note.part == part]
            assert all(lowest <= note.pitch <= highest for note in own), voice_.sound
            if voice_.role == "bass":
                assert all(voice_.low <= note.pitch <= voice_.high + OCTAVE for note in own)
            if voice_.sound in SHORT:
                played = [note for note in own if score.bars[-1].start > note.start]
                assert all(note.length < SHORT[voice_.sound] + 0.02 for note in played), "a short stroke is short"


def a_wind_player_plays_one_note_at_a_time(style: str, scores: list[Score]) -> None:
    alone = {"sax", "trumpet", "clarinet", "bassoon", "oboe", "flute", "harmonica", "tuba"}
    for score in scores:
        for part, voice_ in score.voices.items():
            if voice_.sound in alone and voice_.role in ("lead", "bass"):
                notes = [note for note in score.notes if note.part == part]
                overlaps = [one.start + one.length - two.start for one, two in pairwise(notes)]
                assert max(overlaps, default=0) < 0.06


def the_bass_stays_under_the_others_and_away_from_the_melody(style: str, scores: list[Score]) -> None:
    crossing = heard = parallel = moved = 0
    for score in scores:
        low, high, before = of_role(score, "bass"), [*of_role(score, "lead"), *of_role(score, "chords")], None
        lead = of_role(score, "lead")
        for start in score.grid.real([bar.start for bar in score.bars]):
            bass, over, melody = ([note.pitch for note in notes if sounds(note, start)] for notes in (low, high, lead))
            if bass and over:
                heard += 1
                crossing += min(over) < max(bass)
            now = (min(bass), max(melody)) if bass and melody else None
            if now and before and now[0] != before[0]:
                moved += 1
                parallel += (now[1] - now[0]) % 12 == 0 and (before[1] - before[0]) % 12 == 0
            before = now
    assert crossing <= 0.02 * heard
    assert parallel <= max(2, 0.25 * moved), "octaves"


def sounds(note: Note, at: float) -> bool:
    return note.start <= at + 0.03 and note.start + note.length > at + 0.05


OBJECTIONS = (
    no_long_note_grates_on_a_strong_beat, a_phrase_ends_on_a_tone_of_the_chord,
    melodies_and_chords_that_are_held_are_no_semitone_apart, no_line_leaps_further_than_a_voice_could,
    each_instrument_can_play_its_notes, a_wind_player_plays_one_note_at_a_time,
    the_bass_stays_under_the_others_and_away_from_the_melody,
)  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_every_style_keeps_the_rules_of_musicianship(style: str) -> None:
    scores = [piece(style, seed) for seed in SEEDS]
    for objection in OBJECTIONS:
        objection(style, scores)


@given(st.integers(20, 90), st.integers(5, 30), st.sampled_from(sorted(RANGES)))
def test_a_range_is_moved_into_the_instrument_s_range(low: int, span: int, sound: str) -> None:
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


def test_every_style_has_its_own_groove() -> None:
    grooves = [made.groove for made in ARRANGEMENTS.values() if made.groove]
    assert len(set(grooves)) == len(grooves)
    for one, other in combinations(grooves, 2):
        a, b = GROOVES[one], GROOVES[other]
        assert (a.kicks, a.backbeat, a.time) != (b.kicks, b.backbeat, b.time)
    for groove in GROOVES.values():
        ways = [dict(way) for way in (groove.time[1], *groove.hands)]
        assert len(ways) > 2
        assert all(one != other for one, other in combinations(ways, 2))


def test_samba_differs_from_bossa_nova() -> None:
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
def test_three_takes_have_three_forms(form: str) -> None:
    """Of clips, of which all takes were one section, and of pieces of a minute and more."""
    for bars in (4, 5, 7, 8, 11, 16, 24, 56, 120):
        orders = [[(s.kind, s.bars) for s in lay_form([0.5] * bars, FORMS[form], take)] for take in range(3)]
        assert all(one != other for one, other in combinations(orders, 2)), bars
        assert all(sum(length for _, length in order) == bars for order in orders)
        for order in orders if bars >= 24 else ():
            assert len({kind for kind, _ in order if kind not in ("intro", "ending")}) > 1, "it is not all one theme"


def test_a_long_stretch_of_one_energy_has_more_than_one_theme() -> None:
    sections = lay_form([0.9] * 40 + [0.2] * 8)
    assert len({section.kind for section in sections if section.energy > 0.5}) > 1


def test_requested_instruments_are_kept_and_refused_ones_left_out() -> None:
    for take in range(3):
        kept = line_up(ARRANGEMENTS["bossa-nova"], "bossa-nova", take, kept=["flute"])
        assert next(voice_.sound for voice_ in kept.voices if voice_.role == "lead") == "flute"
        without = line_up(
            ARRANGEMENTS["blues"], "blues", take, unwanted=["sax", "banjo"]
        )  # a harmonica is of that family
        assert next(voice_.sound for voice_ in without.voices if voice_.role == "lead") == "clean-guitar"


def test_every_lead_instrument_has_a_sound() -> None:
    assert LEADS.keys() <= STYLES.keys()
    for style, sounds in LEADS.items():
        assert {*sounds} <= SOUNDS.keys()
        assert ARRANGEMENTS[style].voices
        assert len({*sounds}) == len(sounds)


@pytest.mark.parametrize("style", ["ambient", "piano", "comedy", "soul", "classical", "bossa-nova"])
def test_a_calm_piece_has_a_section_with_more_parts(style: str) -> None:
    score = piece(style, 1, 120.0)
    parts: dict[str, set[str]] = defaultdict(set)
    for note, bar, _ in placed(score, [note for note in score.notes if note.pitch]):
        parts[bar.section.kind].add(note.part)
    everybody = set.union(*parts.values())
    assert len(everybody) > len(parts["verse"]) or parts["verse"] == everybody
    late = [part for part, voice_ in score.voices.items() if 0 < voice_.enters <= STYLES[style].energy + 0.25]
    assert {*late} <= everybody


@pytest.mark.parametrize("mode", MODAL_LEADING)
def test_a_church_mode_has_its_characteristic_chords(mode: str) -> None:
    for kind in (mode, f"{mode}-rich"):
        for options in PROGRESSIONS[kind].values():
            for progression in options:
                chords = [each for bar in bars_of(progression, SCALES[mode]) for each in bar]
                heard = {(each.root + tone) % 12 for each in chords for tone in each.tones}
                assert heard <= {*SCALES[mode]}
                assert COLOUR[mode] in heard


@pytest.mark.parametrize("mode", MODAL_LEADING)
@pytest.mark.parametrize("style", ["rock", "jazz", "ambient", "metal", "house"])
def test_a_piece_in_a_church_mode_keeps_to_it(mode: str, style: str) -> None:
    plain = SCALES["minor" if 3 in SCALES[mode] else "major"]
    score = piece(style, 2, 60.0, tonality=f"D {mode}")
    pitches = np.array([(note.pitch - 2) % 12 for note in score.notes if note.pitch])
    assert score.scale == SCALES[mode]
    assert np.isin(pitches, SCALES[mode]).mean() > 0.97
    assert (pitches == COLOUR[mode]).mean() > 0.005
    assert set(pitches) >= set(SCALES[mode]) - set(plain), "the notes that tell it from major or minor"
    before, last = (
        {n.pitch % 12 for n, bar, _ in placed(score, of_role(score, "bass")) if bar is score.bars[at]}
        for at in (-2, -1)
    )
    assert last == {2}
    assert before & {(2 + root) % 12 for root in MODAL_LEADING[mode]}


def test_sequenced_parts_have_no_random_delays() -> None:
    from resources.music.grid import lay_grid

    sheet = Sheet(lay_grid(10.0, 120.0), 0.0, STRAIGHT, np.random.default_rng(0), {"arp-1"})
    assert {sheet.late("arp-1", step) for step in range(16)} == {0.0}
    assert len({sheet.late("arp-2", step) for step in range(16)}) > 10


def test_a_long_piece_has_other_themes_in_its_middle_and_returns() -> None:
    score = piece("pop", 1, 600.0)
    acts = [section.act for section in score.sections]
    assert acts[0] == acts[-1] == 0
    assert len({*acts}) == 3
    chords = {act: {bar.chords[0].root for bar in score.bars if bar.section.act == act} for act in range(3)}
    keys = {act: {bar.tonic for bar in score.bars if bar.section.act == act and not bar.lift} for act in range(3)}
    assert len({min(key) for key in keys.values()}) == 3, "each in a key of its own"
    assert chords[0] != chords[1] or chords[0] != chords[2]
    assert {section.act for section in piece("pop", 1, 120.0).sections} == {0}
    asked = piece("pop", 1, 600.0, tonality="C major")
    assert {bar.tonic % 12 for bar in asked.bars} == {0}, "a key that was asked for stays"


@pytest.mark.parametrize("style", ["punk", "metal", "drum-and-bass", "rock", "electronic"])
def test_only_the_liveliest_sections_have_the_fullest_timekeeping(style: str) -> None:
    full = set(GROOVES[ARRANGEMENTS[style].groove].time[2])
    score = piece(style)
    often: dict[str, list[int]] = defaultdict(list)
    for bar in score.bars[4:-2]:
        start = float(score.grid.real([bar.start])[0])
        end = start + bar.steps * score.grid.beat / STEPS
        own = [n for n in score.notes if n.drum in full and start - 0.03 <= n.start < end - 0.03]
        often[bar.section.kind].append(len(own))
    assert np.mean(often["chorus"]) > 1.1 * np.mean(often["verse"])


def test_a_palm_mute_is_short_and_leaves_the_high_string_out() -> None:
    from resources.renderers.sketch.figures import CHORDS
    from resources.renderers.sketch.power_chords import MUTED, MUTED_STRINGS

    assert all("m" in CHORDS[figure] for figure in ("gallop", "gallop2", "chug"))
    score = piece("metal", 1, 60.0)
    lengths = [
        note.length / score.grid.beat * STEPS
        for note in of_role(score, "chords")
        if score.voices[note.part].sound == "distortion"
    ]
    muted = np.isclose(lengths, MUTED - 0.1, atol=0.05)
    assert 0.05 < muted.mean() < 0.8
    assert MUTED_STRINGS < 3


def test_every_trap_pattern_has_hi_hat_rolls() -> None:
    groove = GROOVES["trap"]
    assert all("r" in way["hat"] for way in (groove.time[1], groove.time[2], *groove.hands))


def test_disco_drum_and_bass_and_waltz_have_their_rhythms() -> None:
    """Four on the floor under off-beat hats, a break at 170 and more, three-four with two chords after each bass note."""
    disco = piece("disco", 2, 60.0)
    playing = [bar for bar in disco.bars if bar.section.kind == "chorus"]
    struck = defaultdict(set)
    for note, bar, step in placed(disco, [n for n in disco.notes if n.drum in ("kick", "open")]):
        struck[note.drum, bar.start].add(step)
    assert np.mean([{0, 4, 8, 12} <= struck["kick", bar.start] for bar in playing]) > 0.8
    assert np.mean([{2, 6} <= struck["open", bar.start] for bar in playing]) > 0.8
    bass = [note.pitch for note in of_role(disco, "bass")]
    assert np.mean([abs(two - one) == OCTAVE for one, two in pairwise(bass)]) > 0.5
    jungle = piece("drum-and-bass", 1, 60.0)
    assert jungle.grid.tempo >= 168
    snare = [step for _, _, step in placed(jungle, [n for n in jungle.notes if n.drum == "snare" and n.velocity > 0.7])]
    assert np.mean([step in (4, 12) for step in snare]) > 0.6
    waltz = piece("waltz", 1, 60.0)
    chords = [step for n, _, step in placed(waltz, [n for n in waltz.notes if n.part == "chords-0"])]
    low = [step for n, bar, step in placed(waltz, of_role(waltz, "bass"))]
    assert np.mean([step in (4, 8) for step in chords]) > 0.95
    assert np.mean([step == 0 for step in low]) > 0.9
