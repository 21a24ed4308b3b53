"""The rule of promotion: copying, sense and significance; and texts made to fool the measures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.evaluation.leaderboard import Incumbent, choose_champion
from assets.evaluation.metrics import SONG_METRICS_SCHEMA
from assets.evaluation.sense import sense_of
from assets.evaluation.sense_rule import BESIDE_SHUFFLED, MEASURES, judge_sense, sense_of_models
from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer
from assets.evaluation.writing import BARS, PUBLISHED, lines_of
from assets.phonetics.analysis import analyse_texts, shuffle_words
from assets.phonetics.g2p import Pronouncer
from benchmarks.sense import ADVERSARIAL
from resources.lyrics_sources.songbook import load_songbook

SENSE = {
    "order_lift": 2.0, "ending_lift": 2.0, "grammar_faults": 0.2, "coherence": 0.1, "content_words": 0.6, "vocabulary": 0.7,
}  # fmt: skip
SHUFFLED = {**SENSE, "order_lift": 0.0, "ending_lift": 0.0, "grammar_faults": 3.2, "coherence": 0.07}


def scores(**bits: float | list[float]) -> pd.DataFrame:
    """Bits per character of ten songs for each model, whose verses make as much sense as people's; of a copier half of what it
    writes is copied.
    """
    rows = []
    for writer, value in {**{Writer(model): value for model, value in bits.items()}, HUMAN: float("nan")}.items():
        for song in range(10):
            bit = value[song] if isinstance(value, list) else value
            copied = 0.5 if writer.model == "copier" else 0.01
            rows.append((*writer, PUBLISHED, f"s{song}", "bits_per_character", bit, 1.0))
            rows.append((*writer, PUBLISHED, f"s{song}", "copied_8grams", copied, 1.0))
            rows.append((*writer, BARS, f"s{song}", "copied_8grams", 1.0, 1.0))
    sense = {Writer(model, "model", "rhyming"): SENSE for model in bits} | {HUMAN: SENSE, HUMAN_WORDS: SHUFFLED}
    rows += [
        (*writer, BARS, "s0", name, value, 1.0) for writer, values in sense.items() for name, value in values.items()
    ]
    return pd.DataFrame(rows, columns=list(SONG_METRICS_SCHEMA))


def but(board: pd.DataFrame, model: str, **values: float) -> pd.DataFrame:
    """With other values of a model's rhyming bars, or of people's."""
    board = board.copy()
    for name, value in values.items():
        rows = (board["model"] == model) & (board["metric"] == name) & (board["protocol"] == BARS)
        board.loc[rows & board["decoding"].isin(["rhyming", "original"]), "value"] = value
    return board


def old(*bits: float) -> Incumbent:
    return Incumbent("old", pd.Series(bits * (10 // len(bits)), index=[f"s{song}" for song in range(10)]))


def test_the_champion_is_the_best_that_does_not_copy() -> None:
    names = ["good", "better", "copier"]
    decision = choose_champion(scores(good=2.0, better=1.9, copier=1.0), names, seed=1)
    assert (decision.model, decision.promoted) == ("better", True)
    assert "copier" in decision.reason
    assert choose_champion(scores(copier=1.0), names, seed=1).model is None
    assert choose_champion(scores(good=2.0, better=1.9), ["good"], seed=1).model == "good", "only candidates are"


def test_a_champion_is_replaced_by_a_significantly_better_model() -> None:
    assert not choose_champion(scores(good=2.0), ["good"], old(1.95), seed=1).promoted
    assert choose_champion(scores(good=1.9), ["good"], old(1.95), seed=1).promoted
    again = choose_champion(scores(old=1.9), ["old"], old(1.95), seed=1)
    assert "old needs 1.900 bits per character, the previous champion (old) 1.950" in again.reason
    # Better by 0.05 on average and by -0.45 to 0.55 song by song: that is noise.
    noisy = choose_champion(scores(good=[1.4, 2.4] * 5), ["good"], old(1.95), seed=1)
    assert (noisy.promoted, "not better by more than chance" in noisy.reason) == (False, True)
    same = choose_champion(scores(old=1.95), ["old"], old(1.95), seed=1)
    assert (same.promoted, "stays champion" in same.reason) == (False, True)
    # The same spread in both, song by song: that is not.
    assert choose_champion(scores(good=[1.4, 2.4] * 5), ["good"], old(1.45, 2.45), seed=1).promoted


def test_likelihood_does_not_outweigh_missing_sense() -> None:
    board = but(scores(salad=1.0, plain=2.0), "salad", order_lift=1.6, grammar_faults=3.0)
    board = but(board, "plain", order_lift=1.6)
    sense = sense_of_models(board)
    assert sense["salad"].share == pytest.approx(1 / 15)
    assert sense["plain"].share == pytest.approx(0.8)
    decision = choose_champion(board, ["salad", "plain"], seed=1)
    assert (decision.model, decision.promoted) == ("plain", True)
    assert "salad 0.07 by grammar faults" in decision.reason
    alone = but(scores(salad=1.0), "salad", grammar_faults=3.0)
    assert choose_champion(alone, ["salad"], seed=1).model == "salad", "somebody has to be the first"
    assert "No model's verses are shown to make sense" in choose_champion(alone, ["salad"], seed=1).reason
    assert not choose_champion(alone, ["salad"], old(1.95), seed=1).promoted


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        ({"order_lift": 0.4}, "0.20 by order lift"),
        ({"ending_lift": 0.4}, "0.20 by ending lift"),  # forced rhymes
        ({"ending_lift": -5.0}, "0.00 by ending lift"),
        ({"grammar_faults": 2.6}, "0.20 by grammar faults"),
        ({"coherence": 0.02}, "0.20 by coherence"),  # lines that do not belong together
        ({"content_words": 0.3}, "0.00 by content words"),
        ({"vocabulary": 0.3}, "0.00 by vocabulary"),
        ({"vocabulary": 0.3, "content_words": 0.3}, "0.00 by content words, vocabulary"),
    ],
)
def test_a_model_that_fails_one_measure_is_not_promoted(worse: dict[str, float], told: str) -> None:
    board = but(scores(odd=1.0, plain=2.0), "odd", **worse)
    decision = choose_champion(board, ["odd", "plain"], seed=1)
    assert decision.model == "plain"
    assert f"not shown to make sense (humans: 1; odd {told})" in decision.reason


@pytest.mark.parametrize("measure", MEASURES)
def test_missing_measurements_promote_no_model(measure: str) -> None:
    nan = float("nan")
    board = but(scores(odd=1.0, plain=2.0), "odd", **{measure: nan})
    assert choose_champion(board, ["odd", "plain"], seed=1).model == "plain"
    unknown = but(board, "human", **{measure: nan})
    told = f"not measured: {measure.replace('_', ' ')}"
    first = choose_champion(unknown, ["odd", "plain"], seed=1)
    assert (first.model, first.promoted) == ("odd", True), "somebody has to be the first"
    assert told in first.reason
    later = choose_champion(unknown, ["odd", "plain"], old(1.95), seed=1)
    assert not later.promoted
    assert later.reason.startswith("old stays champion")
    assert told in later.reason
    without = board[board["metric"] != measure]
    assert told in choose_champion(without, ["odd", "plain"], old(1.95), seed=1).reason


def test_a_measure_that_humans_fail_is_ignored() -> None:
    board = but(scores(odd=1.0), "human", grammar_faults=3.5)
    assert sense_of_models(board)["odd"].unmeasured == ["grammar_faults"]
    no_bars = scores(odd=1.0)
    no_bars = no_bars[no_bars["protocol"] == PUBLISHED]
    assert "not measured: order lift" in choose_champion(no_bars, ["odd"], old(1.95), seed=1).reason


@given(
    people=st.fixed_dictionaries({name: st.floats(0.2, 3) for name in MEASURES}),
    room=st.floats(0.1, 3),
    way=st.floats(0, 1),
)
def test_sense_is_the_share_of_the_way_from_nonsense_to_humans(
    people: dict[str, float], room: float, way: float
) -> None:
    shuffled = {name: value + (room if name == "grammar_faults" else -room) for name, value in people.items()}
    shuffled = {**people, **{name: shuffled[name] for name in BESIDE_SHUFFLED}}
    between = {name: shuffled[name] + way * (people[name] - shuffled[name]) for name in people}
    sense = judge_sense(between, people, shuffled)
    assert sense.share == pytest.approx(way, abs=1e-6)
    assert judge_sense({**between, "vocabulary": 0.59 * people["vocabulary"]}, people, shuffled).share == 0
    more = judge_sense(
        {name: value * (0.1 if name == "grammar_faults" else 9) for name, value in people.items()}, people, shuffled
    )
    assert more.share == 1, "more than people's is no more than all"


def measured_sense(texts: list[str]) -> dict[str, float]:
    """The measures of the rule, as the mean over texts. One text has no others to be beside: all get the coherence of people's."""
    vocabulary = analyse_texts(texts, Pronouncer(), 1)["vocabulary"].tolist()
    found = {**sense_of(texts, 1), "vocabulary": vocabulary}
    return {name: float(np.mean(values)) for name, values in found.items()} | {"coherence": SENSE["coherence"]}


def test_no_adversarial_text_passes_the_rule() -> None:
    """Except prose, which makes sense; that it is not verse shows in its rhymes."""
    songs = [artist.songs[0].text for artist in load_songbook() if "CC0" in artist.licence]
    people = ["\n".join([line for line in lines_of(text) if line[0] != "["][:8]) for text in songs]
    of_people = measured_sense(people)
    of_shuffled = measured_sense([shuffle_words(text, i) for i, text in enumerate(people)])
    assert judge_sense(of_people, of_people, of_shuffled).share == 1
    found = {name: judge_sense(measured_sense([text]), of_people, of_shuffled) for name, text in ADVERSARIAL.items()}
    assert {name: sense.suffices for name, sense in found.items()} == {name: name == "prose" for name in ADVERSARIAL}
    assert found["function words alone"].below_floor == ("content_words",)
    assert found["one line repeated"].below_floor == ("vocabulary",)
    assert "content_words" in found["word salad"].below_floor
    assert "order lift" in found["a list of rhymes"].in_words()
