"""Writing verses line by line: which candidate is chosen, which are excluded, and lines towards a word."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assets.corpus.examples import songs_of
from assets.models.writing.in_progress import Task, UnspokenError, VerseInProgress
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel, Likelihood
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.slurs import LIST, has_slur, mask_slurs
from assets.models.writing.styles import StyleError, related_words, style_of, theme_words, typical_words
from assets.models.writing.verses import write_plainly, write_together, write_verse
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.rhyme import rhymes

PRONOUNCER = Pronouncer()
SONGS = ["the cat sat there\nupon the mat\nthe moon was bright\nall through the night\nI saw the light"]
KNOWN = TrainingWords(SONGS, PRONOUNCER, longest_copy=3)
NO_LIMIT = {"likely_enough": -1e-9}  # the likelier a line, the better


class Menu:
    """A model that proposes the same lines each time, the first the likeliest."""

    name = "menu"

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        self.read: list[list[str]] = []

    def log_likelihood(self, text: str) -> Likelihood:
        raise NotImplementedError

    def continue_texts(self, prompts: Sequence[str], *, new_tokens: int, top_k: int, seed: int) -> list[str]:
        raise NotImplementedError

    def propose_lines(
        self, verses: Sequence[Sequence[str]], n: int, *, top_k: int, most_words: int, seeds: Sequence[int]
    ) -> list[list[str]]:
        self.read += map(list, verses)
        return [list(self.lines)[:n] for _ in verses]

    def score_lines(self, verses: Sequence[Sequence[str]], lines: Sequence[Sequence[str]]) -> list[np.ndarray]:
        order = {line: place for place, line in enumerate(self.lines)}
        return [np.array([-float(order.get(line, len(order))) for line in of_verse]) for of_verse in lines]


def write(model: LanguageModel, opening: Sequence[str], known: TrainingWords = KNOWN, **changes: object) -> list[str]:
    recipe = VerseRecipe.model_validate(
        {"bars": 1, "variety": 0, "density": 0, "meter": 0, "beats": 0, "rhyme": 0} | NO_LIMIT | changes
    )
    return [bar.text for bar in write_verse(model, Task(opening, recipe), known, PRONOUNCER)]


def test_without_bonuses_the_likeliest_line_wins() -> None:
    assert write(Menu("a plain old thing", "we fly a kite"), ["hold on tight"]) == ["a plain old thing"]


def test_a_rhyme_wins_if_its_bonus_outweighs_the_likelihood() -> None:
    menu = Menu("a plain old thing", "we fly a kite")
    assert write(menu, ["hold on tight"], rhyme=3) == ["we fly a kite"]
    recipe = VerseRecipe.model_validate({"bars": 1, "beats": 0} | NO_LIMIT)
    bar = write_verse(menu, Task(["hold on tight"], recipe), KNOWN, PRONOUNCER)[0]
    assert (bar.rhyme, bar.rhymes_with, bar.syllables) == ("perfect", 0, 4)


def test_rhyming_words_of_training_songs_are_tried() -> None:
    (line,) = write(Menu("we had a plan"), ["hold on tight"], rhyme=100)
    assert line.startswith("we had a ")
    assert line.split()[-1] in {"light", "night", "bright"}


def test_a_line_rhymes_with_the_one_that_the_scheme_names() -> None:
    opening = ["hold on tight", "into the sea"]
    menu = Menu("we fly a kite", "you follow me")
    assert write(menu, opening, rhyme=50, scheme="AABB", candidates=2) != ["you follow me"], "a new rhyme begins"
    assert write(menu, opening, rhyme=50, scheme="ABAB") == ["we fly a kite"]
    assert write(menu, opening, rhyme=50, scheme="ABBA") == ["you follow me"]
    assert write(menu, opening, rhyme=50, scheme="")[0] in menu.lines


def test_lines_of_other_letters_do_not_rhyme() -> None:
    menu = Menu("in the sea", "a plain old thing")
    assert write(menu, ["now I see"], rhyme=3, scheme="AB", candidates=2) == ["a plain old thing"], "nor sound the same"
    menu = Menu("we fly a kite", "a plain old thing")
    assert write(menu, ["hold on tight"], rhyme=3, scheme="AB", candidates=2) == ["a plain old thing"]
    assert write(menu, ["hold on tight"], rhyme=3, scheme="AA", candidates=2) == ["we fly a kite"]


def test_lines_keep_the_meter() -> None:
    menu = Menu("one two three four five six seven eight nine ten", "a short good line")
    assert write(menu, ["four syllables here"], meter=5) == ["a short good line"]


def test_lines_keep_four_beats() -> None:
    menu = Menu("upon a time a letter came", "the light night time came round")
    assert write(menu, ["the letter came upon a time"]) == [menu.lines[0]]
    menu = Menu(*menu.lines[::-1])
    assert write(menu, ["the letter came upon a time"], beats=1) == ["upon a time a letter came"]


def test_multisyllabic_and_internal_rhymes_can_be_requested() -> None:
    menu = Menu("we all looked in and sighed", "we found a little shelter")
    assert write(menu, ["I heard it helter skelter"], rhyme=0.1) == ["we all looked in and sighed"]
    assert write(menu, ["I heard it helter skelter"], rhyme=0.1, multisyllabic=5) == ["we found a little shelter"]
    menu = Menu("we had a plan and left", "we ran the van and left")
    assert write(menu, ["hold on tight"]) == ["we had a plan and left"]
    assert write(menu, ["hold on tight"], internal=5) == ["we ran the van and left"]


def test_no_line_is_written_towards_rare_words() -> None:
    rhyming = TrainingWords(["they went to warr\nwith some of yore\nand one of four"], PRONOUNCER, 3).any_rhyming_with(
        "AO R"
    )
    assert "four" in rhyming
    assert "warr" not in rhyming
    slang = [f"that boy is fleek{n}\nwe gotta skrrt" for n in range(3)]
    known = TrainingWords(slang, PRONOUNCER, 3)
    (part,) = [part for part in known._rhyming if "skrrt" in known._rhyming[part]]
    assert "skrrt" in known.any_rhyming_with(part), "three songs say it"
    old = TrainingWords(
        ["they went to warr\nand look'd at mee\nby other wayes\nand the starr\nthe foe"] * 4, PRONOUNCER, 3
    )
    towards = {word for part in old._rhyming for word in old.any_rhyming_with(part)}
    assert not {"warr", "mee", "wayes", "starr"} & towards, "other spellings of war, me, ways, star"
    assert "foe" in towards


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("the cat sat there", "four words of a training song"),
        ("come and hold tight", "the opening ends in the word"),
        ("we zzxqv a kite", "no such word"),
    ],
)
def test_copied_repeated_and_invented_lines_are_excluded(line: str, why: str) -> None:
    assert write(Menu(line, "a plain old thing"), ["hold on tight"]) == ["a plain old thing"], why


def test_a_word_does_not_rhyme_with_one_that_sounds_the_same() -> None:
    assert write(Menu("she called my son", "we had some fun"), ["look at the sun"]) == ["we had some fun"]


def test_a_copy_across_a_line_end_is_detected() -> None:
    assert KNOWN.copies(["moon", "was", "bright"], ["all", "night"])
    assert not KNOWN.copies(["sun", "was", "bright"], ["all", "night"])


def test_every_listed_slur_is_excluded_and_masked() -> None:
    listed = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    assert len(listed) > 10
    for slur in listed:
        for form in (slur, slur.upper(), f"{slur}s"):
            masked = mask_slurs(f"two {form}, one x{form}x")
            assert masked == f"two {form[0]}{'*' * (len(form) - 1)}, one x{form}x"
        assert write(Menu(f"oh you {slur}s", "a plain old thing"), []) == ["a plain old thing"]
    assert not has_slur("a plain old thing")


def test_verses_are_the_same_in_a_batch_and_alone(ngram: Path, gpt2: Path) -> None:
    """Of unequal lengths, one without an opening, one whose next line has nothing to rhyme with."""
    tasks = [
        Task(opening, VerseRecipe.model_validate({"bars": bars, "candidates": 16, "seed": seed}))
        for opening, bars, seed in [
            (["the moon was bright"], 4, 1),
            ([], 2, 2),
            (["upon the mat", "the cat sat"], 3, 3),
        ]
    ]
    model = load_language_model(ngram)
    together = write_together(model, tasks, KNOWN, PRONOUNCER)
    assert together == [write_verse(model, task, KNOWN, PRONOUNCER) for task in tasks]
    causal = [len(bars) for bars in write_together(load_language_model(gpt2), tasks, KNOWN, PRONOUNCER)]
    assert causal == [4, 2, 3]


def test_a_model_without_usable_lines_is_an_error() -> None:
    with pytest.raises(UnspokenError, match="no line that can be spoken"):
        write(Menu("...", "!!!"), [])


def test_verses_of_a_real_model_rhyme_more_than_plain_ones(examples: Path, ngram: Path) -> None:
    model, songs = load_language_model(ngram), songs_of(examples, "train")
    recipe = VerseRecipe.model_validate({"bars": 8, "candidates": 32})
    known = TrainingWords(songs, PRONOUNCER, recipe.longest_copy)
    opening = ["The night is long"]
    verse = [bar.text for bar in write_verse(model, Task(opening, recipe), known, PRONOUNCER)]
    assert verse == [bar.text for bar in write_verse(model, Task(opening, recipe), known, PRONOUNCER)]
    plain = [bar.text for bar in write_plainly(model, [opening], [recipe])[0]]

    def rhymed(lines: list[str]) -> int:
        ends = [said[-1] for said in PRONOUNCER.phonemes_of_lines(opening + lines) if said]
        return sum(
            rhymes([a], [b])[0] in ("perfect", "multisyllabic") for a, b in zip(ends[::2], ends[1::2], strict=False)
        )

    assert rhymed(verse) > rhymed(plain)
    assert len(set(verse)) == len(verse) == len(plain) == 8


CATALOGUE = [
    ("Ann", "rain on the window\nrain on the stone\n\nthe kettle sings"),
    ("Ann", "the rain and the window\nthe kettle alone"),
    ("Bob", "sun on the highway\nwheels on the road"),
    ("Bob", "the highway is golden\nthe road is a road"),
]


def test_a_theme_prefers_related_words() -> None:
    found = related_words("rain", [text for _, text in CATALOGUE])
    assert found["rain"] == 1
    assert found["window"] > found.get("the", 0)
    assert "highway" not in found
    with pytest.raises(StyleError, match="other words"):
        related_words("zebra", [text for _, text in CATALOGUE])


def test_the_words_of_a_theme_leave_out_function_words() -> None:
    assert theme_words("My grandmother's kitchen") == ("grandmother", "kitchen")
    assert theme_words("a song about the rain, the rain") == ("rain",)
    assert theme_words("you and me") == ("you", "and", "me"), "there is nothing else"
    texts = [text for _, text in CATALOGUE]
    assert related_words("the rain", texts) == related_words("rain", texts), "not of every song that has a 'the'"


def test_an_artist_s_typical_words_are_those_that_others_use_less() -> None:
    texts = [text for _, text in CATALOGUE]
    found = typical_words(texts[2:], texts)
    assert max(found, key=lambda word: found[word]) == "road"
    assert "rain" not in found
    style = style_of(CATALOGUE, PRONOUNCER, artist="bob", theme="highway")
    assert style.wanted["highway"] == 1
    assert style.syllables == pytest.approx((5 + 4 + 6 + 5) / 4)
    assert set(style.context) <= {line for text in texts[2:] for line in text.split("\n")}
    assert style_of(CATALOGUE, PRONOUNCER).wanted == {}
    with pytest.raises(StyleError, match="Ann, Bob"):
        style_of(CATALOGUE, PRONOUNCER, artist="Cy")


def test_a_new_rhyme_is_not_yet_in_the_verse() -> None:
    known = TrainingWords(["bright\nnight\nlight\nkite\nday\nway\nsay\nclay"], PRONOUNCER, 3)
    verse = VerseInProgress(Task(["all the night", "in the light"], VerseRecipe.model_validate({})), known, PRONOUNCER)
    assert set(verse.ends()) == {"day", "way", "say", "clay"}
    assert len(set(verse.families(verse.ends()))) == 1
    every = TrainingWords(["bright\nnight\nlight\nkite"], PRONOUNCER, 3)
    verse = VerseInProgress(Task(["all the night", "in the light"], VerseRecipe.model_validate({})), every, PRONOUNCER)
    assert set(verse.ends()) == {"bright", "kite"}, "there is no other"


def test_frequent_repetitions_count_more() -> None:
    opening = ["golden moon", "golden light", "silver tree"]
    menu = Menu("a golden road", "a silver road")
    assert write(menu, opening) == ["a golden road"]
    assert write(menu, opening, variety=2) == ["a silver road"]
    again = Menu("and the way, a way", "and the way, a town")
    assert write(again, ["hold on tight"], variety=2) == ["and the way, a town"], "short words and within a line too"


def test_no_line_is_written_towards_function_words() -> None:
    known = TrainingWords(
        ["what a day for you and me\nby the wide and open sea\nunder the tree\nas free as a bee"], PRONOUNCER, 3
    )
    assert "me" in known.rhyming_with("IY")
    assert set(known.any_rhyming_with("IY")) == {"sea", "tree", "bee", "free"}
    assert len(KNOWN.any_rhyming_with("AE T")) > 10, "too few in the songs: the dictionary's"
