"""Steps are forked from a process that has imported the modules that the run's steps need, and no others."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from pipelines.executors import default_executor, needs_of

ROOT = Path(__file__).parents[2]


@dg.op
def what_is_there() -> list[str]:
    """The modules of which it was asked that are there before it does anything."""
    return [name for name in ("torch", "transformers.modeling_utils", "pipelines.definitions") if name in sys.modules]


def _job(name: str, step: str) -> dg.JobDefinition:
    @dg.job(name=name, executor_def=default_executor())
    def one() -> None:
        what_is_there.alias(step)()

    return one


def with_models() -> dg.JobDefinition:
    """A run of a step that uses language models."""
    return _job("with_models", "models__tried")


def without_models() -> dg.JobDefinition:
    """A run of a step that does not."""
    return _job("without_models", "lyrics__tried")


def tell(job: Callable[[], dg.JobDefinition], step: str) -> None:
    """Run a job and print what its step found."""
    with (
        dg.instance_for_test() as instance,
        dg.execute_job(dg.reconstructable(job), instance, raise_on_error=True) as result,
    ):
        print("found", *result.output_for_node(step))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere steps are started anew")
@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("tell(with_models, 'models__tried')", "found torch transformers.modeling_utils pipelines.definitions"),
        ("tell(without_models, 'lyrics__tried')", "found pipelines.definitions"),
        (
            "executors.import_for_models(load_settings()); tell(without_models, 'lyrics__tried')",
            "found torch transformers.modeling_utils pipelines.definitions",
        ),
    ],
)
def test_a_run_with_language_models_imports_them_once(call: str, expected: str) -> None:
    """In a process of its own, as each run is: a process keeps the server that it forks from."""
    program = (
        "from pipelines import executors\nfrom pipelines.settings import load_settings\n"
        f"from tests.pipelines.test_executors import tell, with_models, without_models\n{call}"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == expected


def test_steps_that_use_language_models_are_known() -> None:
    with_them = ["models__smollm2", "models__smollm2_reproduces_its_loss", "evaluation__verses", "songs__plan"]
    without = ["models__ngram", "models__ngram_reproduces_its_loss", "lyrics__tracks", "score_videos", "songs__song"]
    assert all(needs_of(step).models for step in with_them)
    assert not any(needs_of(step).models for step in without)
