"""Every step of the lyrics and model stages × faults: what happens is said, nothing that was there is lost, and the next try
completes.

The steps are read from the graph, so that a new one is tried too. What other faults do to which step stands with the tests
that are marked as `fault`; docs/reference/faults.md lists them all.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.models import recipes
from pipelines.definitions import build_defs
from pipelines.ranges import range_tags
from pipelines.settings import load_settings
from resources.records import Pointer
from resources.storage import UnwritableError
from tests.disks import files_of_at_most, read_only
from tests.pipelines.conftest import TINY_BASE

ARTISTS = ["ada-quill", "ruby-ferrous", "the-bard"]
STEPS = [
    "lyrics/lyrics", "phonetics/pronunciations", "phonetics/verse_lines", "phonetics/couplets", "phonetics/artist_profiles",
    "corpus/splits", "corpus/training_examples", "models/ngram", "models/distilgpt2_rap", "models/gpt2_lyrics",
    "evaluation/verses", "evaluation/song_metrics", "evaluation/metrics", "evaluation/comparisons", "evaluation/champion",
    "evaluation/report",
]  # fmt: skip
MODELS = [step for step in STEPS if step.startswith("models/")]
# Inputs that only say what has to be there before: these steps read the record of champions, and the songs' metrics.
NOT_READ = {("evaluation/report", "evaluation/champion"), ("evaluation/champion", "evaluation/metrics")}
PER_ARTIST = {"lyrics/raw_lyrics", "lyrics/tracks"}
SMALL = 3_000  # bytes: nearly every table is larger

pytestmark = pytest.mark.slow


def _messages(error: Any) -> str:
    """What an error and its causes say, as the run's page shows it."""
    return f"{error.message}{_messages(error.cause)}" if error is not None else ""


@dataclass
class Graph:
    """A graph that was materialised, and how to run a step of it again."""

    defs: dg.Definitions
    instance: dg.DagsterInstance
    data: Path
    whole: Path  # the data root as it was

    def restore(self) -> None:
        shutil.rmtree(self.data)
        shutil.copytree(self.whole, self.data)

    def keys(self, step: str) -> list[dg.AssetKey]:
        more = ["lyrics/rejected"] if step == "lyrics/lyrics" else []
        return [dg.AssetKey(name.split("/")) for name in [step, *more]]

    def run(self, step: str) -> tuple[bool, str]:
        """Whether the step succeeded, and what was said where it failed."""
        result = self.defs.resolve_job_def("retrain").execute_in_process(
            instance=self.instance, asset_selection=self.keys(step), raise_on_error=False
        )
        said = [
            _messages(event.step_failure_data.error) for event in result.all_events
            if event.is_step_failure and not event.step_key.endswith("_checks")
        ]  # fmt: skip
        return result.success, "\n".join(said)

    def inputs(self, step: str) -> dict[str, Path]:
        """The stored values that a step reads, by their assets' names; of a partitioned one its first partition."""
        found = {}
        graph = self.defs.resolve_asset_graph()
        for parent in sorted(graph.get(self.keys(step)[0]).parent_keys):
            places = [
                self.stored(parent.to_user_string()),
                self.data / "tables" / Path(*parent.path) / f"{ARTISTS[0]}.parquet",
            ]
            found[parent.to_user_string()] = next(place for place in places if place.exists())
        return found

    def stored(self, step: str) -> Path:
        table = self.data / "tables" / f"{step}.parquet"
        return table if table.exists() else table.with_suffix(".json")

    def checkpoint(self, step: str) -> Path:
        return self.data / Pointer.read(self.stored(step)).path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    root = tmp_path_factory.mktemp("matrix")
    roster = root / "roster.csv"
    roster.write_text("artist,aliases\nAda Quill,\nRuby Ferrous,\nThe Bard,William Shakespeare\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(recipes._FROM_SCRATCH, "epochs", 1)
        settings = load_settings(
            roster=str(roster), songs_per_artist=4, data_dir=str(root / "data"), inbox_dir=str(root / "inbox")
        )
        defs = build_defs(settings=settings, executor=dg.in_process_executor, resources={"base_models": TINY_BASE})
        with dg.DagsterInstance.ephemeral() as instance:
            tags = range_tags(ARTISTS)
            assert defs.resolve_job_def("refresh_lyrics").execute_in_process(instance=instance, tags=tags).success
            config = {"ops": {"evaluation__verses": {"config": {"songs": 2, "candidates": 4}}}}
            assert defs.resolve_job_def("retrain").execute_in_process(instance=instance, run_config=config).success
            shutil.copytree(root / "data", root / "whole")
            yield Graph(defs, instance, root / "data", root / "whole")


@pytest.fixture
def graph(made: Graph) -> Iterator[Graph]:
    yield made
    made.restore()


def test_every_step_is_tried(made: Graph) -> None:
    keys = made.defs.resolve_job_def("retrain").asset_layer.executable_asset_keys
    assert {key.to_user_string() for key in keys} == {*STEPS, "lyrics/rejected"}


@pytest.mark.fault(
    "corrupt input",
    "every step from lyrics/lyrics to evaluation/report",
    "fails and names what to make again; its own result stays",
)
@pytest.mark.parametrize("damage", ["cut", "gone"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_with_a_damaged_input_fails_and_names_it(step: str, damage: str, graph: Graph) -> None:
    before = graph.stored(step).read_bytes()
    inputs = graph.inputs(step)
    assert inputs
    for name, path in inputs.items():
        content = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(content[: len(content) // 2])
        worked, said = graph.run(step)
        path.write_bytes(content)
        if (step, name) in NOT_READ or (name in PER_ARTIST and damage == "gone"):  # the other artists go on
            assert worked, said
            before = graph.stored(step).read_bytes()
            continue
        assert not worked, f"{step} took a damaged {name}"
        assert "aterialise" in said, f"{step} with a damaged {name}: {said[-1500:]}"
        assert name in said
        assert graph.stored(step).read_bytes() == before
    worked, said = graph.run(step)
    assert worked, said


@pytest.mark.fault(
    "disk full",
    "every step from lyrics/lyrics to evaluation/report",
    "fails if its result does not fit; the previous result stays intact, no partial file is left",
)
@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_leaves_the_previous_result_intact(step: str, graph: Graph) -> None:
    if step in MODELS:  # with its checkpoint there is nothing to write
        shutil.rmtree(graph.checkpoint(step))
    before = graph.stored(step).read_bytes()
    with files_of_at_most(SMALL):
        worked, said = graph.run(step)
    left = [path for path in graph.data.rglob("*") if "partial" in path.name]
    assert left == []
    if not worked:
        assert "large" in said or "space" in said or "disk" in said, said[-1500:]
        assert graph.stored(step).read_bytes() == before
    worked, said = graph.run(step)
    assert worked, said


@pytest.mark.fault(
    "read-only",
    "every step from lyrics/lyrics to evaluation/report",
    "fails before it works, and says that DATA_DIR cannot be written to",
)
@pytest.mark.parametrize("step", STEPS)
def test_a_read_only_data_root_is_reported_before_any_work(step: str, graph: Graph) -> None:
    before = graph.stored(step).read_bytes()
    with read_only(graph.data), pytest.raises(dg.DagsterError) as refused:
        graph.defs.resolve_job_def("retrain").execute_in_process(
            instance=graph.instance, asset_selection=graph.keys(step)
        )
    cause: BaseException = refused.value
    while cause.__cause__ is not None:
        cause = cause.__cause__
    assert isinstance(cause, UnwritableError)
    assert str(graph.data) in str(cause)
    assert "set DATA_DIR" in cause.remedy
    assert graph.stored(step).read_bytes() == before
    worked, said = graph.run(step)
    assert worked, said


@pytest.mark.fault(
    "corrupt input",
    "corpus/training_examples, one bit of their Arrow file",
    "steps that read them fail and name them; materialised again, they are set aside and written anew",
)
@pytest.mark.parametrize("step", [*MODELS, "evaluation/verses"])
def test_a_flipped_bit_in_the_examples_is_detected_and_they_are_made_again(step: str, graph: Graph) -> None:
    if step in MODELS:  # with its checkpoint there is nothing to read them for
        shutil.rmtree(graph.checkpoint(step))
    examples = graph.data / Pointer.read(graph.stored("corpus/training_examples")).path
    largest = max(examples.rglob("*.arrow"), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    worked, said = graph.run(step)
    assert not worked, "nothing is trained on other words"
    assert "Materialise corpus/training_examples again" in said
    for again in ("corpus/training_examples", step):
        worked, said = graph.run(again)
        assert worked, said
    assert len(list(examples.parent.glob(".*.damaged.partial"))) == 1


@pytest.mark.fault("corrupt checkpoint", "models/ngram and the fine-tuned ones", "trained again")
@pytest.mark.parametrize("step", MODELS)
def test_a_corrupt_checkpoint_is_trained_again(step: str, graph: Graph) -> None:
    folder = graph.checkpoint(step)
    largest = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 1
    largest.write_bytes(content)
    worked, said = graph.run("evaluation/verses")
    assert not worked, "a flipped bit writes no verses"
    assert "aterialise the model again" in said
    worked, said = graph.run(step)
    assert worked, said
    event = graph.instance.get_latest_materialization_event(graph.keys(step)[0])
    assert event is not None
    assert event.asset_materialization is not None
    assert event.asset_materialization.metadata["reused"].value is False
