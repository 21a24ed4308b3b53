"""The harvest in Dagster: spent quotas, resuming on the next day, other sources, and the purge."""

from pathlib import Path

import dagster as dg
import pytest

from assets.lyrics.assets import QUOTA_TAG
from pipelines.definitions import build_defs
from pipelines.jobs import refresh_lyrics
from pipelines.purge import purge_events, purge_files
from pipelines.ranges import range_tags
from pipelines.sensors import resume_harvest
from pipelines.settings import Settings, load_settings
from resources.lyrics_sources.faults import Faults
from resources.lyrics_sources.sandbox import Sandbox
from resources.storage import Folders

ARTISTS = ["ada-quill", "ruby-ferrous", "the-bard", "nobody-special"]
KEY = "s3cr3t-key"


def service_defs(settings: Settings, sandbox: Sandbox, **changes: object) -> dg.Definitions:
    """The graph with the client of the real service, pointed at a local server."""
    service = settings.model_copy(
        update={"lyrics_source": "musixmatch", "musixmatch_base_url": sandbox.base_url, "roster": settings.roster}
        | {"calls_per_second": 100.0}
        | changes
    )
    return build_defs(settings=service, executor=dg.in_process_executor)


def refresh(defs: dg.Definitions, instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    job = defs.resolve_job_def("refresh_lyrics")
    return job.execute_in_process(instance=instance, tags=range_tags(ARTISTS), raise_on_error=False)


def failures(result: dg.ExecuteInProcessResult) -> list[dg.DagsterEvent]:
    return [event for event in result.all_events if event.is_step_failure]


def test_a_spent_quota_ends_the_run_and_the_next_day_continues(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", KEY)
    sensor = resume_harvest(dg.DefaultSensorStatus.RUNNING)

    def tick() -> dg.RunRequest | dg.SkipReason:
        context = dg.build_sensor_context(instance=instance)
        return sensor(context)  # pyright: ignore[reportReturnType]

    today = ["2026-01-01"]
    with Sandbox(faults=Faults(quota=15, today=lambda: today[0])) as sandbox:
        defs = service_defs(settings, sandbox)
        stopped = refresh(defs, instance)
        (failure,) = failures(stopped)
        assert "402" in str(failure.event_specific_data.error_display_string)  # pyright: ignore[reportOptionalMemberAccess, reportAttributeAccessIssue]
        metadata = failure.step_failure_data.user_failure_data.metadata  # pyright: ignore[reportOptionalMemberAccess]
        assert int(str(metadata["calls_spent"].value)) >= 15
        run = instance.get_runs(dg.RunsFilter(job_name=refresh_lyrics.name))[0]
        assert run.tags[QUOTA_TAG]
        assert isinstance(tick(), dg.SkipReason), "not on the same day"
        instance.add_run_tags(run.run_id, {QUOTA_TAG: "2999-01-01"})
        assert isinstance(tick(), dg.RunRequest), "a clock that was set back does not make it wait"

        instance.add_run_tags(run.run_id, {QUOTA_TAG: "2026-01-01"})
        request = tick()
        assert isinstance(request, dg.RunRequest)
        assert request.tags == range_tags(ARTISTS)
        today[0] = "2026-01-02"
        before = len(sandbox.calls)
        assert refresh(defs, instance).success
        asked = [(call.method, *sorted(call.query.items())) for call in sandbox.calls[before:]]
        assert not set(asked) & {(c.method, *sorted(c.query.items())) for c in sandbox.calls[:15]}
        assert isinstance(tick(), dg.SkipReason), "the last harvest did not end by a quota"
    events = [record.to_json() for run in instance.get_runs() for record in instance.all_logs(run.run_id)]
    assert KEY not in "".join(events)


def test_the_configured_budget_ends_the_run(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSIXMATCH_API_KEY", KEY)
    with Sandbox() as sandbox:
        (failure,) = failures(refresh(service_defs(settings, sandbox, calls_per_day=12), instance))
        assert len(sandbox.calls) == 12
    metadata = failure.step_failure_data.user_failure_data.metadata  # pyright: ignore[reportOptionalMemberAccess]
    assert metadata["calls_left_today"].value == 0


def test_a_missing_key_is_reported_with_a_remedy(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MUSIXMATCH_API_KEY", raising=False)
    with Sandbox() as sandbox:
        defs = service_defs(settings, sandbox)
        result = refresh(defs, instance)
    assert not result.success
    errors = "".join(record.to_json() for record in instance.all_logs(instance.get_runs()[0].run_id))
    assert "Set MUSIXMATCH_API_KEY" in errors


def test_a_local_folder_is_harvested(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    for artist in ("Ada", "Bo"):
        for n in range(3):
            path = tmp_path / "lyrics" / artist / f"{n} - Song {n}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"the morning number {n} of {artist} was bright\nand all the night {n} was white\n")
    settings = load_settings(
        lyrics_source="folder", lyrics_dir=str(tmp_path / "lyrics"), data_dir=str(tmp_path / "data")
    )
    defs = build_defs(settings=settings, executor=dg.in_process_executor)
    job = defs.resolve_job_def("refresh_lyrics")
    assert job.execute_in_process(instance=instance, tags=range_tags(["ada", "bo"])).success


def test_the_purge_removes_all_lyrics(defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders) -> None:
    assert refresh(defs, instance).success
    video = folders.library / "kept" / "video.mp4"
    video.parent.mkdir(parents=True)
    video.write_bytes(b"video")
    assert purge_files(folders, ["lyrics", "phonetics"])
    keys = [dg.AssetKey(["lyrics", "tracks"]), dg.AssetKey(["lyrics", "raw_lyrics"])]
    assert purge_events(instance, keys) == 1
    left = [path for path in folders.data.rglob("*") if path.is_file()]
    assert left == [video]
    assert instance.get_runs() == []
    assert instance.get_latest_materialization_event(keys[1]) is None
    assert purge_files(folders, ["lyrics"]) == []
