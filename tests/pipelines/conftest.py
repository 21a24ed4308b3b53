"""A small pipeline in a temporary folder that can run as a whole."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.models import recipes
from benchmarks._ray_cluster import cluster
from pipelines.definitions import build_defs
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from resources.base_models import EmbeddedBases
from resources.storage import Folders
from tests.clusters import Machines

ROSTER = "artist,aliases\nAda Quill,\nRuby Ferrous,\nThe Bard,William Shakespeare\nNobody Special,\n"
TINY_BASE = EmbeddedBases(vocabulary=400, width=32, layers=2, heads=2, window=128)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Four artists, one of them unknown; six songs each; a GPT-2 of two layers, trained for one epoch."""
    monkeypatch.setitem(recipes._FROM_SCRATCH, "epochs", 1)
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    return load_settings(
        roster=str(roster), songs_per_artist=6, data_dir=str(tmp_path / "data"), inbox_dir=str(tmp_path / "inbox")
    )


@pytest.fixture
def folders(settings: Settings) -> Folders:
    return settings.folders


@pytest.fixture
def defs(settings: Settings) -> dg.Definitions:
    return build_defs(settings=settings, executor=dg.in_process_executor, resources={"base_models": TINY_BASE})


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machines]:
    """A cluster of two nodes of one CPU, and the instance that the project's dagster.yaml makes."""
    home, signs = tmp_path / "home", tmp_path / "signs"
    home.mkdir()
    signs.mkdir()
    (home / "dagster.yaml").write_text((PROJECT_ROOT / "dagster.yaml").read_text())
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    with cluster(2, {"SIGNS": str(signs)}) as nodes, dg.DagsterInstance.get() as instance:
        yield Machines(nodes, instance, signs, home)
