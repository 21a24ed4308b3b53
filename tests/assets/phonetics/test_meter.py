"""Beats: how far lines are from bars of four beats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.phonetics.analysis import shuffle_words
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import BEATS, beat_faults, beat_faults_of_lines, line_stresses
from resources.lyrics_sources.songbook import load_songbook

PRONOUNCER = Pronouncer()


def faults(line: str) -> float:
    (phonemes,) = PRONOUNCER.phonemes_of_lines([line])
    return beat_faults(line_stresses(phonemes))


@pytest.mark.parametrize(
    ("stresses", "cost"),
    [
        ("01010101", 0.0),  # iambic tetrameter
        ("1010101", 0.0),
        ("001001001001", 0.0),  # the ballad's anapaests
        ("1000100010001000", 0.0),  # sixteenths
        ("0101010101", 1.0),  # five stresses
        ("010101", 1.0),  # three: a beat on an unstressed syllable
        ("1111", 1.5),  # four neighbours
        ("11", 2.5),  # two beats have no syllable
        ("0101010100000", 2.0),  # a tail of five
        ("1000001010101", 1.0),  # five stresses, one of them far off: it is left without a beat
        ("", 4.0),
    ],
)
def test_the_penalty_of_a_rhythm(stresses: str, cost: float) -> None:
    assert beat_faults(stresses) == cost


@given(st.text("012", min_size=1, max_size=40))
def test_the_penalty_is_bounded_by_beats_and_gaps(stresses: str) -> None:
    cost = beat_faults(stresses)
    assert 0 <= cost <= 2 * len(stresses) + BEATS
    assert beat_faults(stresses.replace("2", "1")) >= cost - stresses.count("2")


@given(st.lists(st.text("012", max_size=40), max_size=8))
def test_the_penalty_does_not_depend_on_other_lines(lines: list[str]) -> None:
    assert beat_faults_of_lines(lines).tolist() == [beat_faults(stresses) for stresses in lines]


def test_function_words_carry_no_beat_in_their_line() -> None:
    (phonemes,) = PRONOUNCER.phonemes_of_lines(["I wandered lonely as a cloud"])
    assert line_stresses(phonemes) == "01010001"
    assert faults("I wandered lonely as a cloud") == 1.0
    assert faults("the curfew tolls the knell of parting day") == 1.0, "a pentameter has a stress too many"


def test_human_lines_are_nearer_to_four_beats_than_shuffled_ones() -> None:
    songs = [song.text for artist in load_songbook() for song in artist.songs[:2]]
    lines = [line for song in songs for line in song.split("\n") if line.strip()]
    shuffled = [line for n, song in enumerate(songs) for line in shuffle_words(song, n).split("\n") if line.strip()]
    own, others = (sum(map(faults, some)) / len(some) for some in (lines, shuffled))
    assert own < 0.85 * others
