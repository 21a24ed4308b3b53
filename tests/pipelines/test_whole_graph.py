"""The whole graph on tiny data: materialised, then found unchanged."""

import dagster as dg
import pandas as pd
import pytest

from assets.evaluation.champions import ChampionError, champions_path, read_champions
from assets.evaluation.writers import writers_of
from assets.models.tuning import BestTrial
from pipelines.freshness import Freshness
from pipelines.ranges import range_tags
from resources.records import Pointer
from resources.storage import Folders

ARTISTS = ["ada-quill", "ruby-ferrous", "the-bard", "nobody-special"]


def table(folders: Folders, name: str) -> pd.DataFrame:
    return pd.read_parquet(folders.tables / f"{name}.parquet")


def run(defs: dg.Definitions, instance: dg.DagsterInstance, job: str, **tags: str) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def(job).execute_in_process(instance=instance, tags=tags)


def test_the_whole_graph_makes_a_champion_from_nothing(
    defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders
) -> None:
    assert run(defs, instance, "refresh_lyrics", **range_tags(ARTISTS)).success
    result = run(defs, instance, "retrain")
    assert result.success

    checks = {
        check.check_name: check.passed
        for event in instance.all_logs(instance.get_runs()[1].run_id)
        if event.dagster_event and event.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION"
        for check in [event.dagster_event.asset_check_evaluation_data]
    }
    assert checks == {"artists_resolved": False, "artists_have_songs": True, "ids_unique": True, "none_lost": True}, (
        "the unknown artist is named"
    )

    lyrics, rejected = table(folders, "lyrics/lyrics"), table(folders, "lyrics/rejected")
    raw = pd.concat([table(folders, f"lyrics/raw_lyrics/{key}") for key in ARTISTS])
    assert len(lyrics) + len(rejected) == len(raw)
    assert set(lyrics["artist"]) == {"Ada Quill", "Ruby Ferrous", "The Bard"}
    assert set(table(folders, "corpus/splits")["split"]) == {"train", "validation", "test"}
    assert {writer.label for writer in writers_of(table(folders, "evaluation/verses"))} == {
        "ngram", "ngram, rhyming", "distilgpt2_rap", "distilgpt2_rap, rhyming", "distilgpt2_rap, not tuned",
        "gpt2_lyrics", "gpt2_lyrics, rhyming",
    }  # fmt: skip
    first = read_champions(folders)
    assert first.decision is not None
    assert first.decision.promoted
    page = (folders.reports / "models.html").read_text(encoding="utf-8")
    assert "Embedded demo base" in page

    # Every materialisation says what it came from.
    event = instance.get_latest_materialization_event(dg.AssetKey(["models", "gpt2_lyrics"]))
    assert event is not None
    assert event.asset_materialization is not None
    tags = event.asset_materialization.tags or {}
    assert tags["dagster/code_version"].split("-")[1] == "embedded"
    assert "dagster/input_data_version/corpus/training_examples" in tags
    assert "embedded small GPT-2" in str(event.asset_materialization.metadata["base"].value)

    fresh = Freshness(defs, instance)
    selection = defs.resolve_job_def("retrain").asset_layer.executable_asset_keys
    assert fresh.stale_assets(selection) == []
    assert fresh.stale_partitions(dg.AssetKey(["lyrics", "tracks"]), ARTISTS) == set()

    # The same again: nothing is trained twice, and no one is promoted twice.
    assert run(defs, instance, "retrain").success
    for name in ("ngram", "distilgpt2_rap", "gpt2_lyrics"):
        again = instance.get_latest_materialization_event(dg.AssetKey(["models", name]))
        assert again is not None
        assert again.asset_materialization is not None
        assert again.asset_materialization.metadata["reused"].value is True
    second = read_champions(folders)
    assert second.promotions == first.promotions
    assert second.decision is not None
    assert "stays champion" in second.decision.reason


@pytest.mark.slow
def test_a_recipe_is_searched_and_used_and_a_champion_is_rolled_back(
    defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders
) -> None:
    assert run(defs, instance, "refresh_lyrics", **range_tags(ARTISTS)).success
    assert run(defs, instance, "retrain").success
    few = {"config": {"trials": 2, "epochs": 1}}
    ops = {
        "models__distilgpt2_rap_recipe": few,
        "models__gpt2_lyrics_recipe": few,
        "models__ngram_recipe": {"config": {"trials": 4}},
    }
    assert defs.resolve_job_def("tune").execute_in_process(instance=instance, run_config={"ops": ops}).success
    pointer = Pointer.read(folders.tables / "models/gpt2_lyrics_recipe.json")
    best = BestTrial.read(folders.find(pointer.path))
    of_ngram = BestTrial.read(folders.find(Pointer.read(folders.tables / "models/ngram_recipe.json").path))
    patient = {
        "models__gpt2_lyrics": {"config": {"epochs": 1, "patience": 1}},
        "models__ngram": {"config": {"spelling_order": 3}},
    }
    assert defs.resolve_job_def("retrain").execute_in_process(instance=instance, run_config={"ops": patient}).success
    event = instance.get_latest_materialization_event(dg.AssetKey(["models", "gpt2_lyrics"]))
    assert event is not None
    assert event.asset_materialization is not None
    followed = event.asset_materialization.metadata["recipe"].value
    assert isinstance(followed, dict)
    assert (followed["learning_rate"], followed["epochs"], followed["patience"]) == (
        best.changes["learning_rate"],
        1,
        1,
    )
    event = instance.get_latest_materialization_event(dg.AssetKey(["models", "ngram"]))
    assert event is not None
    assert event.asset_materialization is not None
    followed = event.asset_materialization.metadata["recipe"].value
    assert isinstance(followed, dict)
    wanted = of_ngram.changes | {"spelling_order": 3}  # the Launchpad wins
    assert {name: followed[name] for name in wanted} == wanted

    # Of one promotion there is nothing to go back to; a second is made, and taken back.
    champions = read_champions(folders)
    (promotion, *later) = champions.promotions
    if not later:
        with pytest.raises(ChampionError):
            run(defs, instance, "roll_back_champion")
    older = promotion.model_copy(update={"path": "checkpoints/older", "model": "older"})
    before = champions.model_copy(update={"promotions": (older, *champions.promotions)})
    before.write(champions_path(folders))
    assert run(defs, instance, "roll_back_champion").success
    after = read_champions(folders)
    withdrawn = [promotion.path for promotion in after.promotions if promotion.withdrawn]
    assert before.present is not None
    assert withdrawn == [before.present.path]
    assert after.present is not None
    assert after.present.path != before.present.path
    assert folders.find(before.present.path).exists(), "its checkpoint stays"


def test_without_a_key_the_run_says_which_variable(settings, instance: dg.DagsterInstance, monkeypatch) -> None:
    from pipelines.definitions import build_defs
    from resources.lyrics_sources.base import InvalidKeyError

    monkeypatch.delenv("MUSIXMATCH_API_KEY", raising=False)
    defs = build_defs(
        settings=settings.model_copy(update={"lyrics_source": "musixmatch"}), executor=dg.in_process_executor
    )
    result = defs.resolve_job_def("refresh_lyrics").execute_in_process(
        instance=instance, tags=range_tags(ARTISTS), raise_on_error=False
    )
    assert not result.success
    errors = "".join(
        str(event.dagster_event.event_specific_data)
        for event in instance.all_logs(result.run_id)
        if event.dagster_event and event.dagster_event.is_failure
    )
    assert InvalidKeyError.__name__ in errors
    assert "Set MUSIXMATCH_API_KEY" in errors
