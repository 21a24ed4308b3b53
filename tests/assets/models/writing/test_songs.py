"""Songs with several sections, and messages about rhymes that were not found."""

import random

import pytest

from assets.models.ngram.model import NgramModel
from assets.models.recipes import NGRAM
from assets.models.writing.aimed import About
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.ngram_writer import NgramWriter
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.songs import FormError, Section, missed_rhymes, words_without_rhyme, write_song
from assets.models.writing.verse_sound import Bar, rhymes_unwanted, rhymes_wanted
from assets.phonetics.g2p import Pronouncer

PRONOUNCER = Pronouncer()
SONGS = [
    "the cat sat there\nupon the mat\nthe moon was bright\nall through the night\ni saw the light",
    "the night was cold\nthe tale was told\nthe cat was old\na bright and early light",
]
KNOWN = TrainingWords(SONGS, PRONOUNCER, longest_copy=3)
MODEL = NgramWriter("ngram", "lowercase_unpunctuated", NgramModel.fit(SONGS, NGRAM))
RECIPE = VerseRecipe.model_validate({"bars": 2, "candidates": 8})


def song(form: str, opening: list[str] | None = None, recipe: VerseRecipe = RECIPE) -> list[Section]:
    return write_song(MODEL, form, opening or [], KNOWN, PRONOUNCER, recipe)


def test_the_hook_returns() -> None:
    sections = song("VHVH", ["hold on tight"])
    assert [section.name for section in sections] == ["Verse 1", "Hook", "Verse 2", "Hook"]
    assert sections[1] is sections[3]
    assert [len(section.lines) for section in sections] == [3, 4, 2, 4], "the given line is the first verse's"
    assert sections[0].lines[0] == "hold on tight"
    assert sections[0].bars != sections[2].bars
    assert song("VHVH", ["hold on tight"]) == sections, "reproducible"


def test_no_two_sections_share_rhyme_words() -> None:
    families = [
        "night light bright sight might right", "cold told gold old hold sold", "rain pain train plain chain lane",
        "day way say play stay clay", "sea free tree me be knee",
    ]  # fmt: skip
    endings = [word for family in families for word in family.split()]
    chance = random.Random(1)  # else each line's end would tell the next one's
    texts = [
        "\n".join(f"{chance.choice(['i saw the', 'and then a', 'the moon and my'])} {last}" for last in order)
        for order in (chance.sample(endings, len(endings)) for _ in range(12))
    ]
    known = TrainingWords(texts, PRONOUNCER, longest_copy=9)
    model = NgramWriter("ngram", "lowercase_unpunctuated", NgramModel.fit(texts, NGRAM))
    for seed in range(4):
        recipe = VerseRecipe.model_validate({"bars": 4, "candidates": 16, "scheme": "AABB", "seed": seed})
        verse, hook, second = write_song(model, "VHV", [], known, PRONOUNCER, recipe)
        last = [line.split()[-1] for section in (verse, hook, second) for line in section.lines]
        assert len(set(last)) == len(last)
        # A theme's own word may come again: a hook is about it.
        about = About(theme=(last[0],))
        themed = write_song(model, "VH", [], known, PRONOUNCER, recipe, about=about, wanted={last[0]: 1.0})
        assert len({line.split()[-1] for section in themed for line in section.lines} - {last[0]}) >= 6


def test_lines_of_hook_and_verse_have_similar_lengths() -> None:
    """Of a model whose lines are short or long as they come."""
    short, long, chance = "so {}", "and all the while i thought about the {}", random.Random(2)
    lasts = ["night", "light", "bright", "sight", "cold", "told", "gold", "old", "rain", "pain", "train", "plain"]
    texts = [
        "\n".join(chance.choice([short, long]).format(last) for last in chance.sample(lasts, len(lasts)))
        for _ in range(12)
    ]
    known = TrainingWords(texts, PRONOUNCER, longest_copy=12)
    model = NgramWriter("ngram", "lowercase_unpunctuated", NgramModel.fit(texts, NGRAM))
    for seed in range(4):
        recipe = VerseRecipe.model_validate({"bars": 3, "candidates": 16, "scheme": "AABB", "seed": seed})
        for opening in (short, long):
            verse, hook = write_song(model, "VH", [opening.format("night")], known, PRONOUNCER, recipe)
            of_verse, of_hook = ([len(line.split()) for line in of.lines] for of in (verse, hook))
            assert abs(of_hook[0] - sum(of_verse) / 4) < 4, (verse.lines, hook.lines)


@pytest.mark.parametrize("form", ["", "X", "vh", "VH VH", "V" * 13])
def test_an_invalid_form_is_an_error(form: str) -> None:
    with pytest.raises(FormError, match=r"not made of V \(verse\) and H \(hook\)\. For example: VHVH"):
        song(form)


@pytest.mark.parametrize(
    ("scheme", "wanted"),
    [
        ("AABB", [[], [0], [], [2], [], [4]]),
        ("ABAB", [[], [], [0], [1], [], []]),
        ("ABBA", [[], [], [1], [0], [], []]),
        ("AAAA", [[], [0], [1], [2], [], [4]]),
        ("A", [[], [], [], [], [], []]),
        ("", [[], [0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]),
    ],
)
def test_the_scheme_names_the_line_to_rhyme_with(scheme: str, wanted: list[list[int]]) -> None:
    assert [rhymes_wanted(scheme, number) for number in range(6)] == wanted


@pytest.mark.parametrize(
    ("scheme", "unwanted"),
    [
        ("AABB", [[], [], [0, 1], [0, 1], [2, 3], [2, 3]]),
        ("ABAB", [[], [0], [1], [0, 2], [1, 3], [2, 4]]),
        ("ABCDEFGH", [[], [0], [0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 4]]),
        ("A", [[]] * 6),
        ("", [[]] * 6),
    ],
)
def test_lines_with_other_letters_should_not_rhyme(scheme: str, unwanted: list[list[int]]) -> None:
    assert [rhymes_unwanted(scheme, number) for number in range(6)] == unwanted


def test_a_line_that_nothing_rhymes_with_is_reported() -> None:
    (verse,) = song("V", ["I peeled an orange"])
    assert missed_rhymes([verse], "AABB") == [
        "1 line of Verse 1 without the rhyme that AABB wants: nothing rhymes with 'orange'."
    ]
    (verse,) = song("V", ["hold on tight"], RECIPE.model_copy(update={"bars": 1}))
    assert missed_rhymes([verse], "AABB") == []


def test_a_scheme_with_one_rhyme_for_sixteen_lines_misses_some() -> None:
    scheme = "A" * 16
    recipe = VerseRecipe.model_validate({"bars": 16, "candidates": 8, "scheme": scheme})
    (verse,) = song("V", [], recipe)
    missed = words_without_rhyme([], verse.bars, scheme)
    assert 0 < len(missed) < 15
    (told,) = missed_rhymes([verse], scheme)
    assert told.startswith(
        f"{len(missed)} lines of Verse 1 without the rhyme that {scheme} wants: nothing rhymes with '"
    )


def bar(text: str, rhyme: str | None, rhymes_with: int | None) -> Bar:
    return Bar(text, -1.0, 4, rhyme, rhymes_with)  # pyright: ignore[reportArgumentType]


def test_missed_rhymes_name_the_words_to_rhyme_with() -> None:
    bars = [
        bar("we fly a kite", "perfect", 0),
        bar("a new month", None, None),
        bar("a hunch of much", "assonance", 2),
        bar("a silver spoon", None, None),
        bar("a yellow moon", "slant", 4),
    ]
    assert words_without_rhyme(["...", "hold on tight"], bars, "AABB") == ["month"], (
        "vowels alone are no rhyme; '...' is no line"
    )
    hook, verse = Section("Hook", (), tuple(bars[1:3])), Section("Verse 1", ("hold on tight",), tuple(bars))
    assert missed_rhymes([hook, verse, hook], "AABB") == [
        "1 line of Hook without the rhyme that AABB wants: nothing rhymes with 'month'.",
        "1 line of Verse 1 without the rhyme that AABB wants: nothing rhymes with 'month'.",
    ], "the hook once"
    free = [bar(f"line {word}", None, None) for word in ("one", "two", "three", "four", "five", "six", "seven")]
    assert missed_rhymes([Section("Verse 1", (), tuple(free))], "") == [
        "6 lines of Verse 1 without the rhyme that the lines before want: "
        "nothing rhymes with 'one', 'two', 'three', 'four' and 2 more words."
    ]
