"""Rhyme and meter: worked by hand, against a plain implementation, and against poets whose scheme is known."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.phonetics.density import Variant, corpus_rhyme_lengths, rhyme_density, rhyme_density_lift
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import (
    count_syllables,
    is_vowel,
    rhyme_part,
    stress_pattern,
    syllable_count_difference,
    verse_lines,
)
from assets.phonetics.rhyme import (
    analyse_text,
    couplets,
    end_rhyme_rate,
    is_perfect_rhyme,
    rhymes,
    shuffle_lines,
    shuffle_words,
)
from resources.lyrics_sources.songbook import Song, load_songbook

PRONOUNCER = Pronouncer()
SHAKESPEARE_SCHEME = "ABABCDCDEFEFGG"


def say(text: str) -> list[str]:
    return PRONOUNCER.phonemes_of_lines([text])[0]


def songs_of(name: str) -> tuple[Song, ...]:
    return next(artist.songs for artist in load_songbook() if artist.name == name)


def test_syllables_stress_and_rhyme_part() -> None:
    (loving,) = say("loving")
    assert (count_syllables(loving), stress_pattern(loving), rhyme_part(loving)) == (2, "10", "AH V IH NG")
    assert rhyme_part("TH") == "TH"
    assert rhyme_part("DH AH0") == "AH"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("I saw the light", "deep in the night", ("perfect", 1)),
        ("out in the rain", "out in the lane", ("perfect", 1)),
        ("a treasure", "the measure", ("multisyllabic", 3)),
        ("paper trail", "later, pale", ("multisyllabic", 3)),
        ("make a wish", "a brand new dish", ("perfect", 1)),
        ("in a cold", "all the road", ("multisyllabic", 2)),
        ("we came home", "a single bone", ("assonance", 1)),
        ("the end", "the start", (None, 0)),
        ("same old word", "another word", (None, 0)),
    ],
)
def test_how_two_lines_rhyme(first: str, second: str, expected: tuple[str | None, int]) -> None:
    assert rhymes(say(first), say(second)) == expected


def rhyme_lengths(words: list[str], variant: Variant = "plain") -> np.ndarray:
    return corpus_rhyme_lengths([words], variant)[0]


def plain_rhyme_lengths(words: list[str]) -> list[int]:
    """The definition, word by word: Malmi et al. 2016 with ARPAbet vowels as they are and runs of one counted."""
    vowels = [[s.rstrip("012") for s in word.split() if is_vowel(s)] for word in words]
    spoken = [(word, sounds) for word, sounds in zip(words, vowels, strict=True) if sounds]
    flat = [(sound, word) for word, sounds in spoken for sound in sounds]
    ends = np.cumsum([len(sounds) for _, sounds in spoken]).tolist()
    lengths = []
    for j in range(len(spoken)):
        best = 0
        for i in range(max(0, j - 15), j):
            run = 0
            while run < ends[j] - ends[i] and ends[i] - 1 - run >= 0:
                earlier, later = flat[ends[i] - 1 - run], flat[ends[j] - 1 - run]
                if earlier[0] != later[0] or earlier[1] == later[1]:
                    break
                run += 1
            best = max(best, run)
        lengths.append(best)
    return lengths


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["K AE1 T", "B AE1 T", "AH0", "P EY1 P ER0", "L EY1 T ER0", "HH M", "G OW1"]), max_size=40)
)
def test_rhyme_lengths_are_those_of_the_definition(words: list[str]) -> None:
    assert rhyme_lengths(words).tolist() == plain_rhyme_lengths(words)


WORDS = st.sampled_from(["K AE1 T", "B AE1 T", "AH0", "P EY1 P ER0", "L EY1 T ER0", "HH M", "N AY1 T", "L AY1 T"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=12), max_size=6), st.sampled_from(["plain", "split"]))
def test_texts_of_a_corpus_do_not_touch(texts: list[list[str]], variant: Variant) -> None:
    together = corpus_rhyme_lengths(texts, variant)
    assert [found.tolist() for found in together] == [rhyme_lengths(text, variant).tolist() for text in texts]


def test_the_lift_is_one_where_chance_rhymes_as_much() -> None:
    def lift(texts: list[list[str]]) -> float:
        return float(np.nanmean(rhyme_density_lift(texts, seed=1)))

    milton = [[w for line in song.text.split("\n") for w in say(line)] for song in songs_of("John Milton")]
    assert lift(milton) == pytest.approx(1.0, abs=0.05)
    # Pairs of words that rhyme over three syllables, as no two others do.
    rng = np.random.default_rng(5)
    sequences = [rng.choice(["AA1", "IY1", "OW1", "EH1", "UW1", "AY1", "ER1"], 3) for _ in range(40)]
    pairs = [" ".join(f"{onset} {vowel}" for vowel in vowels) for vowels in sequences for onset in "PT"]
    assert lift([pairs]) > 1.25
    assert np.isnan(rhyme_density([["HH M"]])).all()


def test_rhyme_lengths_by_hand() -> None:
    assert rhyme_lengths(["P EY1 P ER0", "L EY1 T ER0"]).tolist() == [0, 2]
    assert rhyme_lengths(["K AE1 T", "K AE1 T"]).tolist() == [0, 0], "repetition is no rhyme"
    assert rhyme_lengths(["N AY1 T", "L AY1 T"], "split").tolist() == [0, 2], "a diphthong is two vowels"
    assert rhyme_lengths(["K AE1 T", "B AE1 T"], "split").tolist() == [0, 0], "one vowel does not count"
    assert rhyme_lengths([]).tolist() == []


def test_known_sonnets_and_blank_verse() -> None:
    true_pairs = found = right = 0
    for song in songs_of("William Shakespeare"):
        lines = song.text.split("\n")
        if len(lines) != 14:
            continue
        ends = [say(line)[-1] for line in lines]
        for i, j in combinations(range(14), 2):
            scheme = SHAKESPEARE_SCHEME[i] == SHAKESPEARE_SCHEME[j]
            detected = is_perfect_rhyme(ends[i], ends[j])
            true_pairs += scheme
            found += detected
            right += scheme and detected
    assert true_pairs == 1064
    assert right / true_pairs >= 0.75
    assert right / found >= 0.92
    blank = [analyse_text(song.text, PRONOUNCER).end_rhyme_rate for song in songs_of("John Milton")]
    assert np.mean(blank) <= 0.03


def test_shuffling_lines_loses_end_rhymes_and_keeps_words() -> None:
    sonnets = songs_of("William Shakespeare")[:40]
    whole = [analyse_text(song.text, PRONOUNCER) for song in sonnets]
    shuffled = [analyse_text(shuffle_lines(song.text, 3), PRONOUNCER) for song in sonnets]
    words = [analyse_text(shuffle_words(song.text, 3), PRONOUNCER) for song in sonnets]
    rate = [np.mean([a.end_rhyme_rate for a in group]) for group in (whole, shuffled, words)]
    assert rate[0] > 1.4 * rate[1] > 3 * rate[2]
    assert [a.n_words for a in whole] == [a.n_words for a in shuffled] == [a.n_words for a in words]
    assert [a.vocabulary for a in whole] == [a.vocabulary for a in shuffled]


def test_a_repeated_line_counts_once_for_density() -> None:
    verse = "the cat sat down\nupon the town"
    assert analyse_text(verse, PRONOUNCER).rhyme_density == analyse_text(f"{verse}\n{verse}", PRONOUNCER).rhyme_density


@pytest.mark.parametrize("text", ["", "\n\n", "!!!"])
def test_no_words_no_numbers(text: str) -> None:
    analysis = analyse_text(text, PRONOUNCER)
    assert (analysis.n_words, analysis.n_lines) == (0, 0)
    assert math.isnan(analysis.rhyme_density)
    assert math.isnan(analysis.end_rhyme_rate)


def test_small_texts() -> None:
    assert math.isnan(analyse_text("one line", PRONOUNCER).syllable_count_difference)
    assert syllable_count_difference([3, 5, 4]) == 1.5
    assert end_rhyme_rate(say("cat hat dog log sun")) == 0.8


def test_couplets_stay_in_their_stanza() -> None:
    lyrics = pd.DataFrame(
        {
            "song_id": ["s"],
            "artist": ["a"],
            "text": ["I see the light\nit is so bright\nthe end\n\nsend\na friend"],
        }
    )
    lines = verse_lines(lyrics, {})
    assert lines["stanza"].tolist() == [0, 0, 0, 1, 1]
    found = couplets(lines)
    assert found[["first", "second"]].to_numpy().tolist() == [
        ["I see the light", "it is so bright"],
        ["send", "a friend"],
    ]
