"""How pieces of a style differ: seeds, energies, and the drums of each kit."""

from itertools import combinations

import numpy as np
import pytest

from resources.music.styles import STYLES
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.harmony import MAJOR, MINOR, bars_of, chord, is_minor
from resources.renderers.sketch.progressions import PROGRESSIONS
from resources.renderers.sketch.rhythm import GROOVES
from resources.renderers.sketch.score import THEMES, Score, theme_of, varied
from resources.renderers.sketch.sounds import DRUMS, KITS
from tests.resources.renderers.pieces import of_role, piece, placed

SEEDS = range(1, 11)
ONE_TEMPO = ("drum-and-bass", "dubstep")  # its fastest is within 6 % of its slowest
TIMPANI = range(41, 54)  # keys of the orchestra kit in General MIDI 2


def chords_of(score: Score, theme: str) -> tuple[object, ...]:
    return tuple(
        sorted({(b.place, tuple(c.root for c in b.chords)) for b in score.bars[:-2] if theme_of(b.section) == theme})
    )


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_ten_seeds_are_ten_pieces(style: str) -> None:
    scores = [piece(style, seed, 60.0) for seed in SEEDS]
    assert len({chords_of(score, "verse") for score in scores}) >= 3
    assert len({(chords_of(score, "verse"), chords_of(score, "chorus")) for score in scores}) >= 5
    assert len({score.tonic for score in scores}) >= 4
    tempi = [score.grid.tempo for score in scores]
    assert max(tempi) > 1.06 * min(tempi) or style in ONE_TEMPO
    lines = [tuple(np.diff([note.pitch for note in of_role(score, "lead")][:8])) for score in scores]
    assert len(set(lines)) >= 9


def test_takes_that_are_offered_together_choose_differently() -> None:
    for number, first in ((0, 0), (1, 3), (2, 30)):
        assert all(len({varied(take, number) % of for take in range(first, first + 3)}) == 3 for of in (3, 4, 5))
    pairs = {(varied(take, 0) % 3, varied(take, 1) % 3) for take in range(60)}
    assert len(pairs) > 6, "verse and chorus are not tied together"


@pytest.mark.parametrize("kind", PROGRESSIONS)
def test_a_kind_has_progressions_to_choose_from(kind: str) -> None:
    for theme in THEMES:
        options = PROGRESSIONS[kind][theme]
        assert len(set(options)) == len(options) >= 2
        assert {len(bars_of(each, MINOR if is_minor(kind) else MAJOR)) for each in options} <= {4, 8, 12}


@pytest.mark.parametrize(
    "style", [style for style, made in ARRANGEMENTS.items() if made.kit == "orchestra" and made.groove]
)
def test_an_orchestra_has_timpani_only_where_they_are_written_and_in_the_harmony(style: str) -> None:
    kit = KITS["orchestra"]
    groove = GROOVES[ARRANGEMENTS[style].groove]
    parts = (groove.backbeat, *groove.time, *groove.hands, groove.extra, *groove.fills)
    for drum in {"kick", "crash", *(drum for part in parts for drum in part)} - {*kit.tuned}:
        program, key = kit.others.get(drum, (kit.program, DRUMS[drum][0]))
        assert program != kit.program or key not in TIMPANI, drum
    score = piece(style, 1, 60.0, energy=(0.85,) * 60)
    tuned = [note for note in score.notes if note.drum in kit.tuned]
    for note, bar, step in placed(score, tuned):
        if step and note.pitch:  # an accent at a cut is not tuned
            tones = {(bar.tonic + of.root + tone) % 12 for of in bar.chords for tone in of.tones}
            assert note.pitch in TIMPANI
            assert note.pitch % 12 in tones


@pytest.mark.parametrize("style", ["lofi", "bossa-nova", "acoustic", "soul", "reggae", "horror"])
def test_a_calm_style_plays_its_own_groove_at_its_usual_energy(style: str) -> None:
    score = piece(style, 2, 60.0)
    kicks = GROOVES[ARRANGEMENTS[style].groove].kicks
    written = min(sum(mark not in ".?" for mark in pattern) for pattern in kicks)
    struck = [
        step
        for _, bar, step in placed(score, [n for n in score.notes if n.drum == "kick"])
        if bar.section.kind == "verse"
    ]
    bars = sum(bar.section.kind == "verse" for bar in score.bars)
    assert len(struck) / bars > 0.75 * written


def test_an_even_energy_above_the_usual_is_faster_and_below_it_slower() -> None:
    for style in ("chiptune", "rock", "piano"):
        usual = STYLES[style].energy
        slow, plain, fast = (
            piece(style, 1, 60.0, energy=(e,) * 60).grid.tempo for e in (usual - 0.15, usual, usual + 0.2)
        )
        assert slow < plain < fast
        assert STYLES[style].tempo[0] <= slow <= fast <= STYLES[style].tempo[2] * 1.01
    arc = piece("chiptune", 1, 60.0, energy=(0.3,) * 30 + (0.9,) * 30)
    assert arc.grid.tempo == pytest.approx(piece("chiptune", 1, 60.0).grid.tempo, rel=0.02), (
        "an arc is followed by the notes"
    )


@pytest.mark.parametrize("style", [style for style in STYLES if style not in ("horror", "ambient")])  # clusters, echoes
def test_broken_chords_do_not_rub_against_held_ones(style: str) -> None:
    rubs = heard = 0
    for seed in (1, 2, 3):
        score = piece(style, seed, 60.0)
        chords = [note for note in of_role(score, "chords") if note.length > 0.9 * score.grid.beat]
        for note in of_role(score, "arp"):
            together = [
                other
                for other in chords
                if other.start - 0.02 <= note.start < other.start + other.length - score.grid.beat
            ]
            heard += bool(together)
            rubs += any(note.pitch - other.pitch in (1, -1, 13) for other in together)
    assert rubs <= 0.03 * heard


def test_a_melody_has_the_third_of_a_power_chord() -> None:
    assert chord("I5", MAJOR).sung == (0, 4, 7)
    assert chord("i5", MINOR).sung == chord("vi5", MAJOR).sung == (0, 3, 7)
    assert chord("V7", MAJOR).sung == chord("V7", MAJOR).tones
    lines = [[note.pitch % 12 for note in of_role(piece("metal", seed, 60.0), "lead")] for seed in (1, 2)]
    assert all(one != other for one, other in combinations(lines, 2))
