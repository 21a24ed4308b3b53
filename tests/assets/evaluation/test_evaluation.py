"""Metrics on texts with known values, the choice of a champion, and the report."""

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.corpus.examples import COLUMNS, examples_manifest, songs_of, write_examples
from assets.evaluation.champions import (
    ChampionError,
    Champions,
    Promotion,
    champions_path,
    judge,
    read_champions,
    roll_back,
)
from assets.evaluation.comparisons import compare_writers
from assets.evaluation.leaderboard import (
    Decision,
    leaderboard,
    published_table,
    to_markdown,
)
from assets.evaluation.metrics import (
    LIKELIHOODS,
    METRICS_SCHEMA,
    OF_TEXTS,
    OWN_BITS,
    SONG_METRICS_SCHEMA,
    excerpt,
    measure_songs,
    summarise,
)
from assets.evaluation.model_cards import model_card
from assets.evaluation.originality import copied_share, longest_copies
from assets.evaluation.report import render_report
from assets.evaluation.sense_rule import MEASURES
from assets.evaluation.writers import HUMAN, HUMAN_WORDS, Writer, is_by
from assets.evaluation.writing import BARS, PUBLISHED, ModelLoaders, held_out_songs, lines_of, write_verses
from assets.models.checkpoints import LossPoint, checkpoint_manifest
from assets.models.ngram.training import train_ngram
from assets.models.recipes import NgramRecipe
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.phonetics.analysis import analyse_texts, shuffle_words
from assets.phonetics.g2p import Pronouncer
from assets.text import word_runs
from resources.lyrics_sources.songbook import load_songbook
from resources.storage import Folders


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    songs = [(artist.slug, song.text) for artist in load_songbook()[:8] for song in artist.songs[:3]]
    rows = [(f"{slug}-{i}", slug, "song", text) for i, (slug, text) in enumerate(songs)]
    parts = {"train": rows[:16], "validation": rows[16:19], "test": rows[19:]}
    frames = {name: pd.DataFrame(part, columns=COLUMNS) for name, part in parts.items()}
    return write_examples(lambda name: [frames[name]], tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def models(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("data") / "checkpoints"
    return {
        f"order {order}": train_ngram(NgramRecipe.model_validate({"order": order}), examples, root).path
        for order in (1, 3)
    }


@pytest.fixture(scope="module")
def writing(models: dict[str, Path]) -> dict[Writer, Callable[[], LanguageModel]]:
    return {Writer(name): partial(load_language_model, path) for name, path in models.items()}


RECIPE = VerseRecipe.model_validate({"bars": 6, "candidates": 8})


@pytest.fixture(scope="module")
def tables(examples: Path, writing: ModelLoaders) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    verses = write_verses(writing, examples, Pronouncer(), RECIPE, songs=3, seed=1, new_tokens=60)
    songs = measure_songs(verses, writing, examples, Pronouncer(), seed=1)
    return verses, songs, summarise(songs, seed=1)


Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def value(metrics: pd.DataFrame, writer: Writer, metric: str, protocol: str = PUBLISHED) -> float:
    rows = metrics[is_by(metrics, writer) & (metrics["protocol"] == protocol) & (metrics["metric"] == metric)]
    (mean,) = rows["mean"]
    return float(mean)


SHORT, LONG = Writer("order 1"), Writer("order 3")
LONG_RHYMING = LONG._replace(decoding="rhyming")


def test_the_protocols_are_followed_and_reproducible(examples: Path, writing: ModelLoaders, tables: Tables) -> None:
    verses, _, _ = tables
    published, bars = (verses[verses["protocol"] == name] for name in (PUBLISHED, BARS))
    assert len(published) == 2 * 5
    assert len(bars) == 2 * 2 * 3, "two models, two decodings, three songs"
    assert verses.groupby("song_id")["prompt"].nunique().eq(1).all()
    tests = dict(held_out_songs(examples))
    for row in bars.to_dict("records"):
        assert len(row["text"].split("\n")) == min(6, len(lines_of(tests[row["song_id"]])) - 1)
        assert row["nats"] < 0
    one = {SHORT: writing[SHORT]}
    again = [write_verses(one, examples, Pronouncer(), RECIPE, songs=1, seed=s, new_tokens=60) for s in (1, 1, 2)]
    assert again[0].equals(again[1])
    assert not again[0].equals(again[2])


def test_every_metric_with_an_interval_around_its_mean(tables: Tables) -> None:
    _, songs, metrics = tables
    assert list(songs.columns) == list(SONG_METRICS_SCHEMA)
    assert list(metrics.columns) == list(METRICS_SCHEMA)
    own = metrics[is_by(metrics, LONG)].groupby("protocol")["metric"].agg(set)
    assert own[PUBLISHED] == {*LIKELIHOODS, *OF_TEXTS}
    assert own[BARS] == {*OF_TEXTS, OWN_BITS}
    assert set(metrics.loc[is_by(metrics, LONG_RHYMING), "metric"]) == {*OF_TEXTS, OWN_BITS}
    known = metrics.dropna(subset=["mean"])
    assert (known["ci_low"] <= known["mean"] + 1e-9).all()
    assert (known["mean"] <= known["ci_high"] + 1e-9).all()


def test_models_and_humans_are_ranked_as_expected(tables: Tables) -> None:
    _, _, metrics = tables
    assert value(metrics, LONG, "bits_per_character") < value(metrics, SHORT, "bits_per_character")
    assert value(metrics, HUMAN, "end_rhyme_rate") > value(metrics, HUMAN_WORDS, "end_rhyme_rate")
    assert value(metrics, HUMAN, "copied_8grams") == 0
    plain, rhyming = (value(metrics, name, "end_rhyme_rate", BARS) for name in (LONG, LONG_RHYMING))
    assert rhyming > plain


def test_shuffled_words_lower_every_rhyme_metric() -> None:
    songs = [song.text for artist in load_songbook()[:24] for song in artist.songs[:2]]
    shuffled = [shuffle_words(text, i) for i, text in enumerate(songs)]
    whole, lost = (analyse_texts(texts, Pronouncer(), 1).mean() for texts in (songs, shuffled))
    rhymes = [metric for metric in OF_TEXTS if "rhym" in metric]
    assert len(rhymes) == 8
    for metric in rhymes:
        assert lost[metric] < whole[metric], metric
    assert lost["syllable_count_difference"] > whole["syllable_count_difference"]
    assert lost["vocabulary"] == whole["vocabulary"]


def test_copies_of_training_songs_are_detected(examples: Path) -> None:
    training = songs_of(examples, "train")
    memory = frozenset().union(*(word_runs(song, 8) for song in training))
    (own, *_), lines = (lines_of(text) for _, text in held_out_songs(examples)[:1]), lines_of(training[0])
    texts = ["\n".join([*own[:8], *lines[:n]]) for n in (0, 2, 4, 8)]
    longest, shares = longest_copies(texts, training), [copied_share(text, memory, 8) for text in texts]
    assert (np.diff(longest) > 0).all()
    assert shares[0] == 0
    assert (np.diff(shares) > 0).all()


def test_summaries_by_hand() -> None:
    values = [("a", "word_perplexity", 1.0, 30.0), ("b", "word_perplexity", 3.0, 10.0)]
    values += [("a", "vocabulary", 0.5, 1.0), ("b", "vocabulary", float("nan"), 1.0)]
    rows = [(*Writer("m"), PUBLISHED, *row) for row in values]
    summary = summarise(pd.DataFrame(rows, columns=list(SONG_METRICS_SCHEMA)), seed=1).set_index("metric")
    assert summary["mean"]["word_perplexity"] == pytest.approx(np.exp((30 + 30) / 40))
    assert [summary[name]["vocabulary"] for name in ("mean", "sd", "n")] == [0.5, 0.0, 1]


def test_an_excerpt_is_whole_lines() -> None:
    assert excerpt("one two\nthree four\nfive", 3) == "one two\nthree four"
    assert excerpt("", 5) == ""


def without_copies(songs: pd.DataFrame) -> pd.DataFrame:
    """Songs' metrics by which only the likelihood decides: nobody copies, and all verses make as much sense as people's."""
    songs = songs.assign(value=np.where(songs["metric"] == "copied_8grams", 0.0, songs["value"]))
    shuffled, faults = songs["decoding"] == "words_shuffled", songs["metric"] == "grammar_faults"
    of_sense = (songs["protocol"] == BARS) & songs["metric"].isin(MEASURES)
    return songs.assign(value=np.where(of_sense, np.where(shuffled ^ faults, 0.5, 1.0), songs["value"]))


def test_champions_are_recorded_rolled_back_and_not_promoted_twice(
    examples: Path, models: dict[str, Path], tables: Tables
) -> None:
    _, songs, _ = tables
    folders = Folders(models["order 3"].parents[2], Path())
    songs = without_copies(songs)
    first = judge(folders, songs, {"order 1": models["order 1"]}, examples, seed=1)
    assert outcome(first) == ("order 1", True)
    with pytest.raises(ChampionError, match="no earlier champion"):
        roll_back(folders)
    second = judge(folders, songs, models, examples, seed=1)
    assert outcome(second) == ("order 3", True)
    again = judge(folders, songs, models, examples, seed=1)
    assert outcome(again) == ("order 3", False)
    assert again.decision is not None
    assert "stays champion" in again.decision.reason
    assert again.score == pytest.approx(second.score)
    assert again.promotions == second.promotions
    assert read_champions(folders) == again

    rolled_back = roll_back(folders)
    assert rolled_back.present == first.present
    assert rolled_back.promotions[-1].withdrawn
    after = judge(folders, songs, models, examples, seed=1)
    assert outcome(after) == ("order 1", False), "what was taken back is not promoted again"


def outcome(champions: Champions) -> tuple[str, bool]:
    assert champions.present is not None
    assert champions.decision is not None
    return champions.present.model, champions.decision.promoted


def test_a_damaged_champion_does_not_block_a_promotion(
    examples: Path, models: dict[str, Path], tables: Tables, tmp_path: Path
) -> None:
    _, songs, _ = tables
    folders = Folders(tmp_path, Path())
    gone = Promotion(model="order 1", path="checkpoints/gone", score=0.1)
    Champions(promotions=(gone,)).write(champions_path(folders))
    moved = {"order 3": tmp_path / "checkpoints" / "order3"}
    shutil.copytree(models["order 3"], moved["order 3"])
    assert outcome(judge(folders, songs, moved, examples, seed=1)) == ("order 3", True)


def test_promotions_of_the_first_version_are_read_and_damaged_ones_refused(tmp_path: Path) -> None:
    folders = Folders(tmp_path, Path())
    first = [
        {"model": "a", "path": "checkpoints/a", "score": 2.5},
        {"model": "b", "path": "checkpoints/b", "score": 2.4, "withdrawn": True},
    ]
    assert read_champions(folders).present is None
    champions_path(folders).parent.mkdir()
    champions_path(folders).write_text(json.dumps(first))
    champions = read_champions(folders)
    assert [promotion.model for promotion in champions.promotions] == ["a", "b"]
    assert champions.present is not None
    assert champions.present.model == "a"
    for damaged in ('[{"model": "a"', '[{"model": "a", "path": "x"}]', '{"schema_version": 99}'):
        champions_path(folders).write_text(damaged)
        with pytest.raises(ChampionError, match=r"champions\.json .* Restore it"):
            read_champions(folders)


def test_the_leaderboards_are_sorted_and_formatted(tables: Tables) -> None:
    _, _, metrics = tables
    board = leaderboard(metrics, PUBLISHED)
    assert board["model"].tolist()[:2] == ["order 3", "order 1"]
    assert "±" in board["rhyme_density"].iloc[0]
    assert to_markdown(board).count("\n") == len(board) + 1
    assert leaderboard(metrics, BARS)["model"].iloc[0] == HUMAN.label
    assert "0.72 ± 0.14" in to_markdown(published_table())


def test_a_model_card_names_its_sources_without_lyrics(examples: Path, models: dict[str, Path], tables: Tables) -> None:
    _, _, metrics = tables
    # The n-gram models of this test have other names in the tables than in their manifests.
    manifest = checkpoint_manifest(models["order 3"]).model_copy(update={"model": "order 3"})
    card = model_card(manifest, examples_manifest(examples), metrics)
    assert manifest.examples_digest[:16] in card
    assert "licence MIT" in card
    assert "| published | plain | bits per character |" in card
    assert "| bars | rhyming | end rhyme rate |" in card
    assert not any(line in card for text in songs_of(examples, "train") for line in lines_of(text) if len(line) > 20)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v or "" for name, v in attrs if name in ("src", "href")]


def test_the_report_is_self_contained_and_escaped(models: dict[str, Path], tables: Tables) -> None:
    verses, songs, metrics = tables
    hostile = verses.assign(text="<script>alert(1)</script>")
    compared = compare_writers(songs, seed=1, artists={song: song.rpartition("-")[0] for song in songs["song_id"]})
    manifests = {name: checkpoint_manifest(path) for name, path in models.items()}
    losses = (LossPoint(step=1, train_loss=3.0), LossPoint(step=2, train_loss=2.0))
    manifests["gpt"] = manifests["order 3"].model_copy(update={"losses": losses})
    champions = Champions(
        promotions=(Promotion(model="order 3", path="checkpoints/order 3", score=2.5),),
        decision=Decision("order 3", 2.5, True, "because"),
    )
    page = render_report(
        song_metrics=songs, metrics=metrics, comparisons=compared, verses=hostile,
        manifests=manifests, corpus={"songs": 5}, champions=champions, pronouncer=Pronouncer(),
    )  # fmt: skip
    links = Links()
    links.feed(page)
    assert links.found
    assert all(link.startswith("data:image/png;base64,") for link in links.found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<strong>order 3, rhyming</strong> against <strong>human (held out)</strong>" in page
    assert "3 songs by 2 artists" in page
    assert re.search(r"Embedded demo base.*gpt.*started from a small GPT-2.*run make smollm2", page, re.S)
