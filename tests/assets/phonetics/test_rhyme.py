"""Rhyme and meter: checked by hand, against a plain implementation, and on poems whose scheme is known."""

import math
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.phonetics.analysis import ANALYSIS_SCHEMA, analyse_texts, shuffle_lines, shuffle_words
from assets.phonetics.density import SpokenTexts, Variant, corpus_rhyme_lengths, rhyme_density, rhyme_density_lift
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import (
    count_syllables,
    is_stressed,
    is_vowel,
    rhyme_part,
    slant_part,
    stress_pattern,
)
from assets.phonetics.rhyme import (
    UNRHYMED,
    endings,
    internal_rhymes,
    numbered,
    rhymes,
    rhyming_by_chance,
    rhyming_ends,
    schemes,
)
from assets.phonetics.verse import COUPLETS_SCHEMA, VERSE_LINES_SCHEMA, couplets, verse_lines
from resources.lyrics_sources.songbook import Song, load_songbook

PRONOUNCER = Pronouncer()
SHAKESPEARE_SCHEME = "ABABCDCDEFEFGG"


def say(text: str) -> list[str]:
    return PRONOUNCER.phonemes_of_lines([text])[0]


def analyse_text(text: str) -> Any:
    """The metrics of one text, each as an attribute."""
    return next(analyse_texts([text], PRONOUNCER).itertuples())


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
    return corpus_rhyme_lengths(SpokenTexts.of([words]), variant)[0]


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


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["K AE1 T", "B AE1 T", "AH0", "P EY1 P ER0", "L EY1 T ER0", "HH M", "G OW1"]), max_size=40)
)
def test_rhyme_lengths_agree_with_the_definition(words: list[str]) -> None:
    assert rhyme_lengths(words).tolist() == plain_rhyme_lengths(words)


WORDS = st.sampled_from(["K AE1 T", "B AE1 T", "AH0", "P EY1 P ER0", "L EY1 T ER0", "HH M", "N AY1 T", "L AY1 T"])


@settings(max_examples=100)
@given(st.lists(st.lists(WORDS, max_size=12), max_size=6), st.sampled_from(["plain", "split"]))
def test_no_rhyme_crosses_the_texts_of_a_corpus(texts: list[list[str]], variant: Variant) -> None:
    together = corpus_rhyme_lengths(SpokenTexts.of(texts), variant)
    assert [found.tolist() for found in together] == [rhyme_lengths(text, variant).tolist() for text in texts]


def test_the_lift_is_one_for_random_texts() -> None:
    def lift(texts: list[list[str]]) -> float:
        return float(np.nanmean(rhyme_density_lift(SpokenTexts.of(texts), seed=1)))

    milton = [[w for line in song.text.split("\n") for w in say(line)] for song in songs_of("John Milton")]
    assert lift(milton) == pytest.approx(1.0, abs=0.05)
    # Pairs of words that rhyme over three syllables, as no two others do.
    rng = np.random.default_rng(5)
    sequences = [rng.choice(["AA1", "IY1", "OW1", "EH1", "UW1", "AY1", "ER1"], 3) for _ in range(40)]
    pairs = [" ".join(f"{onset} {vowel}" for vowel in vowels) for vowels in sequences for onset in "PT"]
    assert lift([pairs]) > 1.25
    assert np.isnan(rhyme_density(SpokenTexts.of([["HH M"]]))).all()


def test_rhyme_lengths_by_hand() -> None:
    assert rhyme_lengths(["P EY1 P ER0", "L EY1 T ER0"]).tolist() == [0, 2]
    assert rhyme_lengths(["K AE1 T", "K AE1 T"]).tolist() == [0, 0], "repetition is no rhyme"
    assert rhyme_lengths(["N AY1 T", "L AY1 T"], "split").tolist() == [0, 2], "a diphthong is two vowels"
    assert rhyme_lengths(["K AE1 T", "B AE1 T"], "split").tolist() == [0, 0], "one vowel does not count"
    assert rhyme_lengths([]).tolist() == []


def sonnets() -> list[list[list[str]]]:
    """The 152 sonnets of fourteen lines, as the phonemes of their lines."""
    texts = [song.text.split("\n") for song in songs_of("William Shakespeare")]
    return [PRONOUNCER.phonemes_of_lines(lines) for lines in texts if len(lines) == 14]


@pytest.mark.parametrize(("part", "recall", "precision"), [(rhyme_part, 0.76, 0.92), (slant_part, 0.88, 0.82)])
def test_the_ends_that_rhyme_in_sonnets_have_the_same_part(
    part: Callable[[str], str], recall: float, precision: float
) -> None:
    true_pairs = found = right = 0
    for lines in sonnets():
        for i, j in combinations(range(14), 2):
            scheme = SHAKESPEARE_SCHEME[i] == SHAKESPEARE_SCHEME[j]
            first, second = lines[i][-1], lines[j][-1]
            detected = first != second and part(first) == part(second)
            true_pairs += scheme
            found += detected
            right += scheme and detected
    assert true_pairs == 1064
    assert right / true_pairs >= recall
    assert right / found >= precision


def test_the_scheme_of_sonnets() -> None:
    """Of the lines that the scheme pairs, how many share a letter, and how many of those that share one should."""
    true_pairs = found = right = whole = 0
    for lines in sonnets():
        letters = schemes(endings(lines).slants, np.zeros(14, dtype=int))
        whole += "".join(letters) == SHAKESPEARE_SCHEME
        for i, j in combinations(range(14), 2):
            scheme = SHAKESPEARE_SCHEME[i] == SHAKESPEARE_SCHEME[j]
            detected = letters[i] == letters[j] != UNRHYMED
            true_pairs += scheme
            found += detected
            right += scheme and detected
    assert right / true_pairs >= 0.88
    assert right / found >= 0.87
    assert whole >= 50, "every line of a third of the sonnets has the letter that it should have"


def test_lines_of_blank_verse_do_not_rhyme() -> None:
    blank = [analyse_text(song.text).end_rhyme_rate for song in songs_of("John Milton")]
    assert np.mean(blank) <= 0.03


@pytest.mark.parametrize(("kind", "least"), [("parts", 2.2), ("slants", 1.7)])
def test_end_rhymes_have_a_lift_in_sonnets_and_none_in_blank_verse(kind: str, least: float) -> None:
    def lift(name: str) -> float:
        lines = [(number, line) for number, song in enumerate(songs_of(name)) for line in song.text.split("\n") if line]
        ends = endings(PRONOUNCER.phonemes_of_lines([line for _, line in lines]))
        text_of = np.array([number for number, _ in lines])
        sounds = getattr(ends, kind)
        rate = rhyming_ends(sounds, ends.words, text_of).mean()
        return float(rate / rhyming_by_chance(sounds, ends.words, text_of, 5).mean())

    assert lift("William Shakespeare") > least
    assert lift("John Milton") == pytest.approx(1, abs=0.35)


def plain_scheme(ends: list[str]) -> str:
    """A stanza's letters, line by line: that of the nearest line before it, at most four away, that ends alike."""
    group = list(range(len(ends)))
    for i, end in enumerate(ends):
        near = [j for j in range(max(0, i - 4), i) if ends[j] == end]
        group[i] = group[near[-1]] if near else i
    letters: dict[int, str] = {}
    for own in group:
        if group.count(own) > 1:
            letters.setdefault(own, chr(65 + len(letters)))
    return "".join(letters.get(own, UNRHYMED) for own in group)


@settings(max_examples=200)
@given(st.lists(st.lists(st.sampled_from("abcdef"), max_size=12), min_size=1, max_size=4))
def test_schemes_agree_with_the_definition(stanzas: list[list[str]]) -> None:
    flat = numbered(end for stanza in stanzas for end in stanza)
    found = schemes(flat, np.repeat(np.arange(len(stanzas)), [len(stanza) for stanza in stanzas]))
    assert "".join(found) == "".join(map(plain_scheme, stanzas))


def test_schemes_by_hand() -> None:
    def scheme(*stanzas: str) -> str:
        parts = numbered(end.strip("-") for stanza in stanzas for end in stanza)
        return " ".join(schemes(parts, np.repeat(np.arange(len(stanzas)), [len(s) for s in stanzas])))

    assert scheme("abab", "cc") == "A B A B A A"
    assert scheme("abcd") == "x x x x"
    assert scheme("bab-") == "A x A x"
    assert scheme("aa" + "bcdef" + "a") == "A A x x x x x x", "too far away to be heard"
    pairs = "".join(chr(97 + i) * 2 for i in range(26)) + "éé"
    assert scheme(pairs).endswith("Z Z A2 A2")
    assert list(schemes(np.zeros(0, dtype=int), np.zeros(0, dtype=int))) == []


def test_internal_rhymes_by_hand() -> None:
    def count(*lines: str) -> list[int]:
        words = [say(line) for line in lines]
        flat = [word for line in words for word in line]
        line_of = np.repeat(np.arange(len(words)), [len(line) for line in words])
        parts = numbered(rhyme_part(word) if is_stressed(word) else "" for word in flat)
        return internal_rhymes(parts, numbered(flat), line_of, len(words)).tolist()

    assert count("the cat in the hat", "sat", "a light at night, bright") == [1, 0, 2]
    assert count("night night night", "the a the a") == [0, 0], "a word does not rhyme with itself"
    assert count("I gave my word", "she said to me and you") == [0, 0], "function words carry no stress"


@pytest.mark.parametrize(
    ("first", "second"), [("love", "prove"), ("come", "tomb"), ("feast", "guest"), ("loving", "living")]
)
def test_vowels_that_are_near_make_slant_rhymes(first: str, second: str) -> None:
    (one,), (other,) = say(first), say(second)
    assert rhyme_part(one) != rhyme_part(other)
    assert slant_part(one) == slant_part(other)
    assert rhymes([one], [other])[0] == "slant"


@settings(max_examples=200)
@given(st.tuples(WORDS, WORDS))
def test_perfect_rhymes_are_slant_rhymes(pair: tuple[str, str]) -> None:
    first, second = pair
    assert slant_part(first) == slant_part(second) or rhyme_part(first) != rhyme_part(second)
    assert slant_part(pair[0])


def test_shuffling_lines_loses_end_rhymes_and_keeps_words() -> None:
    sonnets = songs_of("William Shakespeare")[:40]
    whole = [analyse_text(song.text) for song in sonnets]
    shuffled = [analyse_text(shuffle_lines(song.text, 3)) for song in sonnets]
    words = [analyse_text(shuffle_words(song.text, 3)) for song in sonnets]
    rate = [np.mean([a.end_rhyme_rate for a in group]) for group in (whole, shuffled, words)]
    assert rate[0] > 1.4 * rate[1] > 3 * rate[2]
    assert [a.n_words for a in whole] == [a.n_words for a in shuffled] == [a.n_words for a in words]
    assert [a.vocabulary for a in whole] == [a.vocabulary for a in shuffled]


def test_a_repeated_line_counts_once_for_density() -> None:
    verse = "the cat sat down\nupon the town"
    assert analyse_text(verse).rhyme_density == analyse_text(f"{verse}\n{verse}").rhyme_density


@pytest.mark.parametrize("text", ["", "\n\n", "!!!"])
def test_a_text_without_words_has_no_rates(text: str) -> None:
    analysis = analyse_text(text)
    assert (analysis.n_words, analysis.n_lines) == (0, 0)
    assert math.isnan(analysis.rhyme_density)
    assert math.isnan(analysis.end_rhyme_rate)


def test_measures_by_hand() -> None:
    assert math.isnan(analyse_text("one line").syllable_count_difference)
    assert analyse_text("one two three\none two three four five\none two three four").syllable_count_difference == 1.5
    analysis = analyse_text("a cat\na hat\na dog\na log\nthe sun")
    assert (analysis.end_rhyme_rate, analysis.n_words, analysis.internal_rhyme_rate) == (0.8, 10, 0)


def test_texts_have_the_same_measures_alone_and_together(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [song.text for song in songs_of("Ada Quill")] + ["", "one line"]
    together = analyse_texts(texts, PRONOUNCER)
    monkeypatch.setattr("assets.phonetics.analysis.TEXTS_AT_ONCE", 3)
    in_pieces = analyse_texts(texts, PRONOUNCER)
    by_chance = ["rhyme_density_lift", "end_rhyme_lift"]
    assert list(together.columns) == list(ANALYSIS_SCHEMA)
    pd.testing.assert_frame_equal(together.drop(columns=by_chance), in_pieces.drop(columns=by_chance))
    alone = pd.concat([analyse_texts([text], PRONOUNCER) for text in texts], ignore_index=True)
    pd.testing.assert_frame_equal(together.drop(columns=by_chance), alone.drop(columns=by_chance))


def test_lines_and_couplets_are_the_same_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    songs = songs_of("Ada Quill") + songs_of("John Milton")
    lyrics = pd.DataFrame(
        {"song_id": [f"s{i}" for i in range(len(songs))], "artist": "a", "text": [s.text for s in songs]}
    )
    whole = verse_lines(lyrics, {})
    pairs = couplets(whole)
    monkeypatch.setattr("assets.phonetics.verse.LINES_AT_ONCE", 7)
    pd.testing.assert_frame_equal(verse_lines(lyrics, {}, songs_at_once=3), whole)
    pd.testing.assert_frame_equal(couplets(whole), pairs)
    assert list(couplets(verse_lines(lyrics.head(0), {})).columns) == list(COUPLETS_SCHEMA)


def test_lines_know_their_rhymes() -> None:
    text = "\n\nI see the light\na big night\nI love\n---\nto prove\n\n\nby day, they say\nthe end"
    lines = verse_lines(pd.DataFrame({"song_id": ["s"], "artist": ["a"], "text": [text]}), {})
    assert list(lines.columns) == list(VERSE_LINES_SCHEMA)
    assert lines["stanza"].tolist() == [0, 0, 0, 1, 2, 2]
    assert lines["line_number"].tolist() == list(range(6))
    assert "".join(lines["scheme"]) == "AAxxxx"
    assert lines["end_rhyme"].tolist() == ["none", "perfect", "none", "slant", "none", "none"]
    assert lines["internal_rhymes"].tolist() == [0, 0, 0, 0, 1, 0], "day"


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
