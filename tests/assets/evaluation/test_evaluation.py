"""Metrics on texts whose values are known, the rules of the champion, and the report."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assets.corpus.examples import COLUMNS, write_examples
from assets.evaluation.champions import history, judge
from assets.evaluation.leaderboard import PUBLISHED, Decision, choose_champion, leaderboard, to_markdown
from assets.evaluation.metrics import (
    HUMAN,
    HUMAN_WORDS,
    METRICS,
    METRICS_SCHEMA,
    bootstrap_interval,
    excerpt,
    measure,
    write_verses,
)
from assets.evaluation.report import render_report
from assets.models.checkpoints import read_manifest
from assets.models.ngram import train_ngram
from assets.models.recipes import NgramRecipe
from assets.phonetics.g2p import Pronouncer
from resources.lyrics_sources.songbook import load_songbook


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
def tables(examples: Path, models: dict[str, Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    verses = write_verses(models, examples, seed=1, new_tokens=60)
    return verses, measure(verses, models, examples, Pronouncer(), seed=1)


def value(metrics: pd.DataFrame, model: str, metric: str) -> float:
    return float(metrics.set_index(["model", "metric"])["mean"].to_dict()[(model, metric)])


def test_the_protocol_is_followed_and_reproducible(
    examples: Path, models: dict[str, Path], tables: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    verses, _ = tables
    assert len(verses) == 2 * 5
    assert verses.groupby("song_id")["prompt"].nunique().eq(1).all()
    assert write_verses(models, examples, seed=1, new_tokens=60).equals(verses)
    assert not write_verses(models, examples, seed=2, new_tokens=60).equals(verses)


def test_every_metric_with_an_interval_around_its_mean(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, metrics = tables
    assert list(metrics.columns) == list(METRICS_SCHEMA)
    assert set(metrics.loc[metrics["model"] == "order 3", "metric"]) == set(METRICS)
    known = metrics.dropna(subset=["mean"])
    assert (known["ci_low"] <= known["mean"] + 1e-9).all()
    assert (known["mean"] <= known["ci_high"] + 1e-9).all()


def test_known_orders(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, metrics = tables
    assert value(metrics, "order 3", "bits_per_character") < value(metrics, "order 1", "bits_per_character")
    assert value(metrics, HUMAN, "end_rhyme_rate") > value(metrics, HUMAN_WORDS, "end_rhyme_rate")
    assert value(metrics, HUMAN, "copied_8grams") == 0


def test_bootstrap_by_hand() -> None:
    # Of two songs, two draws give means 0, 1/2 and 1 in one, two and one case of four: 95 % need all three.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1) == (0, 1)
    # A third of the cases lies in the middle.
    assert bootstrap_interval(np.array([0.0, 1.0]), np.ones(2), seed=1, confidence=1 / 3) == (0.5, 0.5)
    # 1 / 10 and 9 / 10 of words: songs' numbers are drawn together, so the ratio is not the mean of ratios.
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 10.0]), seed=1, confidence=1 / 3) == (0.5, 0.5)
    assert bootstrap_interval(np.array([1.0, 9.0]), np.array([10.0, 30.0]), seed=1, confidence=1 / 3) == (0.25, 0.25)


def test_a_bootstrap_interval_is_as_wide_as_the_standard_error_says() -> None:
    values = np.random.default_rng(0).normal(size=400)
    low, high = bootstrap_interval(values, np.ones(400), seed=2)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    assert bootstrap_interval(values, np.ones(400), seed=2) == (low, high)
    assert bootstrap_interval(values, np.ones(400), seed=3) != (low, high)


def test_an_excerpt_is_whole_lines() -> None:
    assert excerpt("one two\nthree four\nfive", 3) == "one two\nthree four"
    assert excerpt("", 5) == ""


def scores(**bits: float) -> pd.DataFrame:
    copied = {"copier": 0.5}
    rows = [(m, "bits_per_character", b) for m, b in bits.items()]
    rows += [(m, "copied_8grams", copied.get(m, 0.01)) for m in bits] + [(HUMAN, "copied_8grams", 0.013)]
    return pd.DataFrame(rows, columns=["model", "metric", "mean"])


def test_the_champion_is_best_and_honest() -> None:
    decision = choose_champion(scores(good=2.0, better=1.9, copier=1.0))
    assert (decision.model, decision.promoted) == ("better", True)
    assert "copier" in decision.reason
    assert not choose_champion(scores(good=2.0), {"model": "old", "score": 1.95}).promoted
    assert choose_champion(scores(good=1.9), {"model": "old", "score": 1.95}).promoted
    assert choose_champion(scores(copier=1.0)).model is None


def test_champions_are_kept_and_not_promoted_twice(
    examples: Path, models: dict[str, Path], tables: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    _, metrics = tables
    data = models["order 3"].parents[2]
    metrics = metrics.assign(mean=np.where(metrics["metric"] == "copied_8grams", 0.0, metrics["mean"]))
    present, decision = judge(data, metrics, models, examples)
    assert decision.promoted
    assert present is not None
    assert present["model"] == "order 3"
    again, decision = judge(data, metrics, models, examples)
    assert again is not None
    assert (again["path"], decision.promoted) == (present["path"], False)
    assert "stays champion" in decision.reason
    assert len(history(data)) == 1


def test_the_leaderboard_reads_well(tables: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    _, metrics = tables
    board = leaderboard(metrics)
    assert board["model"].tolist()[:2] == ["order 3", "order 1"]
    assert "±" in board["rhyme_density"].iloc[0]
    assert to_markdown(board).count("\n") == len(board) + 1
    assert "0.72 ± 0.14" in to_markdown(PUBLISHED)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v or "" for name, v in attrs if name in ("src", "href")]


def test_the_report_stands_alone_and_escapes(
    models: dict[str, Path], tables: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    verses, metrics = tables
    hostile = verses.assign(text="<script>alert(1)</script>")
    manifests = {name: read_manifest(path) for name, path in models.items()}
    manifests["gpt"] = {
        **manifests["order 3"],
        "losses": [{"step": 1, "train_loss": 3.0}, {"step": 2, "train_loss": 2.0}],
    }
    page = render_report(
        metrics=metrics, verses=hostile, manifests=manifests, corpus={"songs": 5},
        decision=Decision("order 3", 2.5, True, "because"), champion="order 3",
    )  # fmt: skip
    links = Links()
    links.feed(page)
    assert links.found
    assert all(link.startswith("data:image/png;base64,") for link in links.found)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.search(r"Embedded demo base.*gpt.*started from a small GPT-2", page, re.S)
