"""Writers: their columns and their labels."""

import pandas as pd

from assets.evaluation.writers import HUMAN, HUMAN_LINES, WRITER, Writer, by_writer, is_by, writers_of

LABELS = {
    Writer("gpt2_lyrics"): "gpt2_lyrics",
    Writer("gpt2_lyrics", decoding="rhyming"): "gpt2_lyrics, rhyming",
    Writer("gpt2_lyrics", "base"): "gpt2_lyrics, not tuned",
    Writer("a model, not tuned"): "a model, not tuned",
    HUMAN: "human (held out)",
    HUMAN_LINES: "human, lines shuffled",
}


def test_every_kind_of_writer_has_its_label() -> None:
    assert {writer: writer.label for writer in LABELS} == LABELS


def test_a_comma_in_a_model_s_name_is_part_of_the_name() -> None:
    table = pd.DataFrame([*LABELS, Writer("gpt2_lyrics")], columns=WRITER).assign(n=range(len(LABELS) + 1))
    assert writers_of(table) == [*LABELS, Writer("gpt2_lyrics")]
    rows = {writer: own["n"].tolist() for writer, own in by_writer(table)}
    assert list(rows) == list(LABELS)
    assert rows[Writer("gpt2_lyrics")] == [0, len(LABELS)]
    assert table[is_by(table, Writer("gpt2_lyrics", "base"))]["n"].tolist() == [2]
