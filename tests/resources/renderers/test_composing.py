"""What a listener would notice in the scores: themes that come back, backbeats, idioms, endings, and no instrument out of its range."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.cues import Cue
from resources.music.form import lay_form
from resources.music.grid import lay_grid
from resources.music.styles import STYLES
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.composition import LIFT, compose
from resources.renderers.sketch.harmony import LEADING
from resources.renderers.sketch.melody import next_note
from resources.renderers.sketch.parts import DISTORTED, ECHO
from resources.renderers.sketch.rhythm import GROOVES, STEPS, STRAIGHT, of_bar
from resources.renderers.sketch.score import DRUMS, Note, Score, Sheet
from tests.resources.renderers.pieces import piece, placed


def bars_of(score: Score, notes: list[Note]) -> dict[int, list[tuple[int, int]]]:
    """By bars: the sixteenth on which each note begins, and its pitch over the tonic."""
    edges = score.grid.downbeats
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for note in notes:
        bar = int(np.clip(np.searchsorted(edges, note.start + 0.06, side="right") - 1, 0, len(edges) - 2))
        length = edges[bar + 1] - edges[bar]
        found[bar].append(
            (round((note.start - edges[bar]) / length * score.grid.bars[bar] * STEPS), note.pitch - score.tonic)
        )
    return found


@pytest.mark.parametrize("style", [style for style in STYLES if style not in ("ambient", "horror")])
def test_a_theme_comes_back_note_for_note(style: str) -> None:
    key = "C minor" if STYLES[style].mode == "minor" else "C major"
    alike = []
    scores = [piece(style, seed, 110.0, tonality=key) for seed in (1, 2)]
    for score, part, voice in ((each, *voice) for each in scores for voice in each.voices.items()):
        if voice.role != "lead":
            continue
        by_bar = bars_of(score, [note for note in score.notes if note.part == part and note.length > 0.08])
        for kind in ("verse", "chorus"):
            first, *later = [section for section in score.sections if section.kind == kind] or [None]
            for other in later:
                assert first is not None
                for bar in range(min(8, first.bars, other.bars) - 1):
                    one, two = set(by_bar.get(first.first + bar, ())), set(by_bar.get(other.first + bar, ()))
                    if one and two:
                        alike.append(len(one & two) / len(one | two))
    assert not alike or np.mean(alike) > 0.55


@pytest.mark.parametrize(
    "style", [style for style, made in ARRANGEMENTS.items() if made.groove and GROOVES[made.groove].steady]
)
def test_verse_and_chorus_have_the_backbeat_of_the_style(style: str) -> None:
    score, groove = piece(style, 1, 120.0), GROOVES[ARRANGEMENTS[style].groove]
    struck = bars_of(score, [note for note in score.notes if note.drum in groove.backbeat])
    playing = [
        number
        for section in score.sections
        if section.kind in ("verse", "chorus")
        for number in range(section.first, section.first + section.bars)
    ]
    if STYLES[style].energy > ARRANGEMENTS[style].from_energy:
        assert np.mean([len(struck.get(bar, ())) > 0 for bar in playing]) > 0.9


def test_reggae_and_bossa_nova_have_their_rhythms() -> None:
    assert GROOVES["reggae"].backbeat["rim"][4] == "x", "one drop: on two and four at this tempo"
    skank = bars_of(piece("reggae"), [n for n in piece("reggae").notes if n.part == "chords-0"])
    steps = [step % STEPS for steps in skank.values() for step, _ in steps]
    assert np.mean([step == 2 for step in steps]) > 0.7, "between the beats"
    clave = GROOVES["bossa"].backbeat["rim"]
    assert [[at for at, mark in enumerate(of_bar(clave, bar)) if mark == "x"] for bar in (0, 1)] == [
        [0, 6, 12],
        [4, 10],
    ]


@pytest.mark.parametrize("style", ["pop", "punk", "chiptune", "country", "disco", "rock"])
def test_an_answer_begins_like_its_question(style: str) -> None:
    same, count = 0, 0
    for seed in (1, 2, 3):
        score = piece(style, seed, 120.0)
        sung = bars_of(score, [note for note in score.notes if note.part.startswith("lead")])
        for section in score.sections:
            for first in range(section.first, section.first + section.bars - 7, 8) if section.kind == "verse" else ():
                for bar in range(first, first + 3):
                    same += len(set(sung[bar]) & set(sung[bar + 4]))
                    count += len(set(sung[bar]) | set(sung[bar + 4]))
    assert same > 0.6 * count


@pytest.mark.parametrize("style", ["punk", "metal", "chiptune", "synthwave"])
def test_fast_styles_have_sections_that_last(style: str) -> None:
    longest = max(piece(style, 2, 120.0).sections, key=lambda section: section.bars)
    assert longest.bars >= 16


@pytest.mark.parametrize("style", ["synthwave", "country", "acoustic", "reggae"])
def test_one_timekeeping_does_not_last_for_two_minutes(style: str) -> None:
    score = piece(style, 1, 120.0)
    keeps = {
        drum
        for each in (*GROOVES[ARRANGEMENTS[style].groove].time, *GROOVES[ARRANGEMENTS[style].groove].hands)
        for drum in each
    }
    strokes: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for note, bar, step in placed(score, [note for note in score.notes if note.drum in keeps]):
        strokes[score.bars.index(bar)].add((note.drum, step))
    patterns = [frozenset(of_bar) for of_bar in strokes.values()]
    assert max(patterns.count(pattern) for pattern in patterns) < 0.7 * len(patterns)


def test_metal_and_punk_are_played_tightly() -> None:
    assert GROOVES["metal"].strays < GROOVES["punk"].strays < GROOVES["rock"].strays


@pytest.mark.parametrize("style", ["blues", "rock", "punk", "metal"])
def test_distorted_chords_have_no_thirds(style: str) -> None:
    score = piece(style, 1, 60.0)
    for part, voice in score.voices.items():
        if voice.role == "chords" and voice.sound in DISTORTED:
            strokes: dict[float, list[int]] = defaultdict(list)
            for note in score.notes:
                if note.part == part:
                    strokes[round(note.start, 1)].append(note.pitch)
            over = {pitch - min(pitches) for pitches in strokes.values() for pitch in pitches if len(pitches) < 4}
            assert not over & {3, 4, 10, 11}


@pytest.mark.parametrize("style", STYLES)
def test_a_piece_ends_on_the_tonic_with_time_to_fade(style: str) -> None:
    score = piece(style, 1, 45.0)
    size = ARRANGEMENTS[style].size  # a large hall is given more time to fade
    rest = max(1.2, 0.5 * size)
    last = [note for note in score.notes if note.pitch and note.start + note.length > score.grid.seconds - rest]
    home = score.tonic + LIFT * score.lifted
    assert {(note.pitch - home) % 12 for note in last} & {0}
    starts = [note.start for note in last]
    assert score.grid.seconds - min(starts) > 1.5
    held = max(note.start + note.length for note in last)
    assert 0.2 < score.grid.seconds - held < max(1.2, 0.5 * size) or style == "christmas"


@pytest.mark.parametrize("style", ["jazz", "bossa-nova", "blues", "reggae", "lofi", "trap", "metal", "waltz", "epic"])
def test_a_piece_of_three_bars_leaves_the_tonic_and_returns_to_it(style: str) -> None:
    made = STYLES[style]
    grid = lay_grid(3 * made.beats * 60 / made.tempo[1], made.tempo[1], meter=made.beats)
    score = compose(
        ARRANGEMENTS[style],
        grid,
        lay_form([made.energy] * 3),
        np.random.default_rng(1),
        mode=made.mode,
        tonic=0,
    )
    bass = [note for note in score.notes if note.part.startswith("bass")]
    edges = score.grid.downbeats
    heard = [{n.pitch % 12 for n in bass if edges[bar] - 0.03 < n.start < edges[bar + 1] - 0.03} for bar in range(3)]
    assert 0 in heard[0]
    assert heard[1] & set(LEADING)
    assert heard[2] == {0}


def test_takes_differ_in_tempo() -> None:
    assert len({piece("pop", seed, 60.0).grid.tempo for seed in range(1, 7)}) > 2
    assert {piece("pop", seed, 60.0, tempo=111.0).grid.tempo for seed in range(1, 4)} == {111.0}


@pytest.mark.parametrize("swing", [0.0, 0.06, 0.165])
def test_a_swung_beat_has_no_flams(swing: float) -> None:
    sheet = Sheet(lay_grid(10.0, 120.0), swing, STRAIGHT, np.random.default_rng(0))
    places = [sheet._swung(step) for step in range(9)]
    assert places[2] == pytest.approx(2 + 4 * swing)
    assert places[4] == 4
    assert min(np.diff(places)) > 0.5


@given(st.integers(0, 2**32), st.floats(50, 90), st.sampled_from([{0, 4, 7}, {0, 3, 7, 10}, set(range(12))]))
def test_a_bass_line_repeats_no_note_three_times_and_leaps_an_octave_at_most(
    seed: int, goal: float, welcome: set[int]
) -> None:
    chance, ladder = np.random.default_rng(seed), [p for p in range(55, 85) if p % 12 in {0, 2, 4, 5, 7, 9, 11, 3, 10}]
    line = [70]
    for _ in range(30):
        line.append(next_note(line[-2:], goal, ladder, welcome, 0.25, chance))
    assert all(pitch % 12 in welcome for pitch in line[1:])
    assert not any(a == b == c for a, b, c in zip(line[1:], line[2:], line[3:], strict=False))
    assert max(abs(b - a) for a, b in pairwise(line[1:])) <= 12


def test_sparse_drums_are_no_louder_than_full_ones() -> None:
    from resources.audio import loudness
    from resources.renderers.sketch.instruments import RATE
    from resources.renderers.sketch.tracks import gains_of, tracks_of

    levels = []
    for style in ("soul", "bossa-nova", "pop", "funk"):
        score = piece(style, 1, 15.0)
        (drums,) = [t for t in tracks_of(score, ARRANGEMENTS[style], 15 * RATE, None) if t.part == DRUMS]
        (gain,) = gains_of([drums], 15 * RATE)
        levels.append(loudness(drums.sound(0, 15 * RATE) * gain, RATE) - drums.level)
    assert max(levels) - min(levels) < 6


def test_drums_are_silent_where_they_are_not_wanted() -> None:
    spans = ((10.0, 20.0), (30.0, 60.0))
    score = piece(
        "house", 1, 60.0, turns=(10.0, 20.0, 30.0), cues=tuple(Cue(*span, "without", ("drums",)) for span in spans)
    )
    drums = np.array([note.start for note in score.notes if note.part == DRUMS])
    inside = [((drums > start + 0.1) & (drums < end - 0.1)).sum() for start, end in spans]
    assert inside == [0, 0]
    assert ((drums > 20) & (drums < 30)).sum() > 40


def test_an_echo_repeats_a_note_more_softly() -> None:
    score = piece("ambient", 2, 120.0)
    later = ECHO * score.grid.beat / STEPS
    for part in [part for part, voice in score.voices.items() if voice.echoes and voice.role == "arp"]:
        notes = [note for note in score.notes if note.part == part]
        for note in notes:
            same = [other for other in notes if other.pitch == note.pitch]
            first = [
                other
                for other in same
                if abs(note.start - other.start - later) < 0.02 and other.velocity > note.velocity
            ]
            echoes = [
                other
                for other in same
                if abs(other.start - note.start - later) < 0.02 and other.velocity < note.velocity
            ]
            assert first or echoes or note.start + later > score.grid.downbeats[-3], "a note has an echo or is one"


def test_a_pedal_lets_a_broken_chord_ring() -> None:
    score = piece("piano", 1, 60.0)
    arps = [note for note in score.notes if note.part.startswith("arp") and note.start < 50]
    for note, bar, step in placed(score, arps):
        changes = bar.chord_lasts(step) * score.grid.beat / STEPS
        assert note.length > min(0.45, changes - 0.1), "it rings until the chord changes"
        assert note.length < max(changes, 0.5) + 0.1


def test_a_calm_bar_of_three_beats_has_one_stroke() -> None:
    score = piece("waltz", 3, 60.0, energy=(0.1,) * 30 + (0.9,) * 30)
    strokes = bars_of(score, [note for note in score.notes if note.part == "chords-0"])
    calm, lively = ([len({step for step, _ in strokes[bar]}) for bar in bars] for bars in (range(4, 20), range(27, 40)))
    assert set(calm) == {1}
    assert np.median(lively) == 2, "on two and three"


@pytest.mark.parametrize("seconds", [0.5, 1.0, 1.5])
def test_the_shortest_clips_have_music(seconds: float) -> None:
    for style in sorted(STYLES):
        notes = piece(style, seconds=seconds).notes
        assert min((note.start for note in notes), default=seconds) < 0.2, style
        assert max(note.start + note.length for note in notes) > 0.4 * seconds, style
