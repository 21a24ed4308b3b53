"""Work on pieces: the results are the same for any pieces and wherever they are processed."""

import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.lyrics.near_duplicates import shingles
from benchmarks._ray_cluster import cluster
from pipelines.resources import build_resources
from pipelines.settings import PROJECT_ROOT, load_settings
from resources.pronunciation.tagger import MissingTaggerError, _sent_tagger, load_tagger
from resources.spread import JOB_VARIABLE, NoClusterError, here, in_pieces, on_ray
from tests.clusters import wait_for
from tests.resources.spread_songbook import raw_songbook, tables

P = TypeVar("P")
R = TypeVar("R")


def elsewhere(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """Copy the work, each piece and each result, as if they were sent to another machine."""
    for piece in pieces:
        yield pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(work))(pickle.loads(pickle.dumps(piece)))))


def assert_same(found: Mapping[str, pd.DataFrame], wanted: Mapping[str, pd.DataFrame]) -> None:
    assert list(found) == list(wanted)
    for name, table in wanted.items():
        pd.testing.assert_frame_equal(found[name], table, obj=name)


@given(st.lists(st.integers()), st.integers(1, 5))
def test_pieces_contain_everything_once_and_in_order(things: list[int], at_once: int) -> None:
    pieces = list(in_pieces(things, at_once))
    assert [thing for piece in pieces for thing in piece] == things
    assert all(len(piece) == at_once for piece in pieces[:-1])
    assert all(pieces)


def test_the_tables_do_not_depend_on_the_pieces() -> None:
    raw = pd.concat([raw_songbook().head(40), raw_songbook().tail(2)])
    assert_same(tables(raw, elsewhere, 7), tables(raw, here, 1_000))


def test_a_text_s_shingles_do_not_depend_on_other_texts() -> None:
    first, second = "the river bends and the river turns", "a long way down the river bends and the river turns"
    alone, beside = shingles([first]), shingles([second, "", "the river", first], spread=elsewhere)
    assert np.array_equal(beside.numbers[beside.owners == 3], alone.numbers)
    assert beside.sizes.tolist()[1:] == [0, 1, 3]
    assert np.isin(alone.numbers, beside.numbers[beside.owners == 0]).all()
    texts = raw_songbook()["body"].tolist()
    assert np.array_equal(
        shingles(texts).numbers, np.concatenate([shingles(piece).numbers for piece in in_pieces(texts, 100)])
    )


def test_a_tagger_is_replaced_by_the_installed_one_and_refused_without_one() -> None:
    tagger = load_tagger()
    if tagger:
        assert pickle.loads(pickle.dumps(tagger)) is tagger
    else:
        with pytest.raises(MissingTaggerError, match="on every node, or on none"):
            _sent_tagger()


def test_a_single_piece_needs_no_cluster() -> None:
    assert list(on_ray(len, ["four"])) == [4]
    assert list(on_ray(len, [])) == []


def test_outside_a_cluster_s_job_it_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(JOB_VARIABLE, raising=False)
    with pytest.raises(NoClusterError, match=r"EXECUTOR=ray.*EXECUTOR=processes"):
        list(on_ray(len, ["one", "two"]))


def test_steps_on_ray_spread_their_work_and_others_do_not() -> None:
    assert build_resources(load_settings())["spread"] is here
    on_a_cluster = load_settings(executor="ray", ray_address="http://127.0.0.1:8265")
    assert build_resources(on_a_cluster)["spread"] is on_ray


@pytest.mark.slow
@pytest.mark.fault("killed", "a node of a cluster over which songs are spread", "its pieces are redone on another")
def test_two_nodes_make_the_same_tables_and_redo_the_pieces_of_a_killed_node(
    tmp_path: Path,
) -> None:
    program, waiting = Path(__file__).with_name("spread_songbook.py"), tmp_path / "waiting"

    def working() -> set[str]:
        return {sign.name.split("-")[1] for sign in waiting.glob("*-*")}

    with cluster(2, {"PYTHONPATH": str(PROJECT_ROOT)}) as nodes:
        client = nodes.client()
        job = client.submit_job(entrypoint=f"{sys.executable} {program} {tmp_path}")
        wait_for(lambda: len(working()) == 2 or client.get_job_status(job).is_terminal())
        assert working() == set(nodes.alive()), client.get_job_logs(job)
        nodes.kill(1)
        (waiting / "go").touch()
        wait_for(lambda: client.get_job_status(job).is_terminal())
        assert client.get_job_status(job) == "SUCCEEDED", client.get_job_logs(job)
    assert (tmp_path / "pieces").read_text() == "[0, 1, 2, 3, 4, 5]"
    signs = [sign.name.split("-")[0] for sign in waiting.glob("*-*")]
    assert len(signs) == len(set(signs)) + 1, "one piece was worked on by both"
    made = tables(raw_songbook(), here, 1_000)
    assert len(made["leaks"]) == 1, "the first song's opening is found"
    assert made["rejected"]["reason"].str.startswith("exact duplicate of ").sum() == 1
    assert_same({name: pd.read_parquet(tmp_path / f"{name}.parquet") for name in made}, made)
