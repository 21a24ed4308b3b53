"""The code location: it loads quickly, validates, and contains the expected definitions."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from pipelines.ranges import batches
from pipelines.settings import PROJECT_ROOT, load_settings

HEAVY = {
    "torch", "transformers", "datasets", "accelerate", "audiocraft", "g2p_en", "nltk", "matplotlib", "librosa", "av",
    "lingua", "scipy", "pyloudnorm", "tokenizers", "moviepy", "pandas", "pyarrow", "requests_cache",
}  # fmt: skip

EDGES = {
    "lyrics/raw_lyrics": {"lyrics/tracks"},
    "lyrics/lyrics": {"lyrics/raw_lyrics"},
    "phonetics/verse_lines": {"lyrics/lyrics", "phonetics/pronunciations"},
    "phonetics/artist_profiles": {
        "lyrics/tracks", "lyrics/lyrics", "lyrics/rejected", "phonetics/pronunciations", "phonetics/verse_lines",
    },
    "corpus/training_examples": {"lyrics/lyrics", "corpus/splits", "phonetics/couplets"},
    "models/distilgpt2_rap": {"corpus/training_examples"},
    "evaluation/champion": {
        "evaluation/song_metrics", "evaluation/metrics", "corpus/training_examples", "models/ngram",
        "models/distilgpt2_rap", "models/gpt2_lyrics",
    },
    "soundtracks/scored_video": {"soundtracks/soundtrack"},
    "soundtracks/gallery": {"soundtracks/scored_video"},
    "songs/plan": {"evaluation/champion", "corpus/training_examples", "phonetics/pronunciations"},
    "songs/song": {"songs/plan", "songs/voice"},
    "songs/lyric_video": {"songs/plan", "songs/song"},
}  # fmt: skip


def test_loading_imports_nothing_heavy() -> None:
    code = f"import sys, pipelines.definitions; print(sorted({HEAVY!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_dagster_validates_the_workspace() -> None:
    command = [str(Path(sys.executable).with_name("dagster")), "definitions", "validate", "-w", "workspace.yaml"]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_wrong_setting_is_named_at_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENDERER", "orchestra")
    code = "import pipelines.definitions"
    failed = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "RENDERER is 'orchestra'" in failed.stderr


def test_every_asset_is_described_owned_and_grouped() -> None:
    specs = list(build_defs().resolve_all_asset_specs())
    assert len(specs) == 31
    for spec in specs:
        name = spec.key.to_user_string()
        assert spec.group_name == spec.key.path[0], name
        assert spec.owners, name
        assert spec.kinds, name
        assert spec.description, name
        assert spec.code_version, name


def test_each_asset_depends_on_what_it_reads() -> None:
    specs = {spec.key.to_user_string(): spec for spec in build_defs().resolve_all_asset_specs()}
    for name, above in EDGES.items():
        assert {dep.asset_key.to_user_string() for dep in specs[name].deps} == above


def test_checks_that_protect_later_stages_are_blocking() -> None:
    graph = build_defs().resolve_asset_graph()
    blocking = {key.to_user_string() for key in graph.asset_check_keys if graph.get(key).blocking}
    assert {
        "lyrics/tracks:ids_unique", "lyrics/raw_lyrics:none_lost", "lyrics/lyrics:english", "corpus/splits:no_leakage",
        "phonetics/pronunciations:every_word", "models/gpt2_lyrics:reproduces_its_loss",
        "soundtracks/scored_video:picture_unchanged",
    } <= blocking  # fmt: skip
    assert "lyrics/tracks:artists_resolved" not in blocking


def test_the_video_queue_can_be_switched_on_alone() -> None:
    repository = build_defs(settings=load_settings(automation="videos")).get_repository_def()
    running = {
        s.name for s in [*repository.schedule_defs, *repository.sensor_defs] if s.default_status.value == "RUNNING"
    }
    assert running - {"default_automation_condition_sensor"} == {"video_queue", "song_queue", "dead_runs"}


@pytest.mark.parametrize(("automation", "running"), [("off", False), ("on", True)])
def test_automation_is_a_setting(automation: str, running: bool) -> None:
    defs = build_defs(settings=load_settings(automation=automation))
    repository = defs.get_repository_def()
    always = ("default_automation_condition_sensor", "dead_runs")  # dead runs hold pools, whoever started them
    states = [s.default_status for s in [*repository.schedule_defs, *repository.sensor_defs] if s.name not in always]
    assert len(states) == 8
    assert all((state.name == "RUNNING") == running for state in states)


def test_the_weekly_run_covers_all_artists() -> None:
    schedule = build_defs().get_repository_def().get_schedule_def("weekly_refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        data = schedule.evaluate_tick(dg.build_schedule_context(instance=instance))
    assert data.run_requests is not None
    (request,) = data.run_requests
    assert request.tags["dagster/asset_partition_range_start"] == "marlow-vane"
    assert request.tags["dagster/asset_partition_range_end"] == "walt-whitman"


def test_batches_are_contiguous() -> None:
    keys = list("abcdefgh")
    assert list(batches(keys, set("abdefgh"), 3)) == [["a", "b"], ["d", "e", "f"], ["g", "h"]]
    assert list(batches(keys, set(), 3)) == []


@pytest.mark.parametrize(("given", "expected"), [({}, "20000"), ({"GOMP_SPINCOUNT": "7"}, "7")])
def test_threads_do_not_spin_for_long(given: dict[str, str], expected: str) -> None:
    told = "import os, sys, pipelines; print('torch' in sys.modules, os.environ['GOMP_SPINCOUNT'])"
    environment = {name: value for name, value in os.environ.items() if name != "GOMP_SPINCOUNT"} | given
    process = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert process.stdout.split() == ["False", expected], "it is set before torch is loaded"
