"""Housekeeping: what the policy removes, what is kept, and the job."""

import os
import time
from pathlib import Path
from typing import Any

import dagster as dg

from assets.evaluation.champions import Champions, Promotion, champions_path
from assets.phonetics.g2p import Pronouncer
from assets.songs.library import ask
from assets.songs.plan import SongPlan, plan_song, spans_without_voice
from assets.songs.records import SongRequest
from assets.songs.words import sections_of_text
from assets.soundtracks.library import admit, archive
from pipelines.definitions import build_defs
from pipelines.housekeeping import DRAFT_DAYS, TRAINING_DAYS, Policy, disk_use, leftovers, old_runs, policy_of, remove
from pipelines.notices import notices
from pipelines.settings import Settings
from resources.leases import SUFFIX, lease
from resources.records import Pointer
from resources.storage import Folders, write_bytes
from tests.checkpoints import checkpoint
from tests.runs import ended


def test_champions_and_checkpoints_in_use_are_kept(folders: Folders, instance: dg.DagsterInstance) -> None:
    made = {
        name: checkpoint(folders, name, age) for age, name in enumerate(["new", "newer", "old", "pointed", "champion"])
    }
    champion = Promotion(model="ngram", path=folders.pointer(made["champion"]), score=2.0)
    Champions(promotions=(champion,)).write(champions_path(folders))
    Pointer(path=folders.pointer(made["pointed"])).write(folders.tables / "models" / "ngram.json")
    found = leftovers(folders, Policy(checkpoints=2))
    assert [item.path for item in found] == [made["old"]]
    assert remove(instance, found, []) >= 1000
    assert set(disk_use(folders)) == {"checkpoints", "tables"}
    assert sorted(path.name for path in (folders.checkpoints / "ngram").iterdir()) == sorted(set(made) - {"old"})


def test_the_last_run_of_a_job_is_kept_however_old(instance: dg.DagsterInstance) -> None:
    runs = [ended(instance, failed=False) for _ in range(3)]
    assert old_runs(instance, Policy(days=1)) == []
    later = time.time() + 10 * 86_400
    assert sorted(old_runs(instance, Policy(days=1), now=later)) == sorted(runs[:2])
    remove(instance, [], old_runs(instance, Policy(days=1), now=later))
    assert [run.run_id for run in instance.get_runs()] == [runs[2]]


DAY = 86_400.0


def test_archived_videos_are_removed_only_by_a_setting(settings: Settings, folders: Folders, tmp_path: Path) -> None:
    write_bytes(tmp_path / "film.mp4", b"film")
    folder = folders.library / admit(tmp_path / "film.mp4", folders.library, None).key
    os.utime(folder, (0, 0))  # scored long ago, and archived just now
    archived = archive(folder, folders.archived)
    in_a_month = time.time() + 30 * DAY + 60
    assert leftovers(folders, policy_of(settings), now=in_a_month) == []
    policy = policy_of(settings.model_copy(update={"keep_archived_days": 30.0}))
    assert leftovers(folders, policy, now=in_a_month - 120) == []
    assert [item.path for item in leftovers(folders, policy, now=in_a_month)] == [archived]


FIRST = "We walk along the river in the rain\nand nobody will ever know your name"
AGAIN = "We walk along the river in the rain\nand every word I wrote is just the same"


def draft(folders: Folders, words: str, **wish: Any) -> Path:
    """A draft whose words were written."""
    folder = folders.songs / ask(folders.songs, SongRequest(draft=True, voice=False, **wish))
    plan = plan_song(
        sections_of_text(words, Pronouncer()), spans_without_voice, title="Rain", style="boom-bap", flow="straight", tempo=90,
        seed=1, made_from="", written_by={"model": "ngram"},
    )  # fmt: skip
    plan.write(folder / SongPlan.FILE)
    return folder


def test_drafts_are_removed_after_a_day_except_those_of_songs(folders: Folders) -> None:
    first = draft(folders, FIRST, theme="rain")
    last = draft(folders, AGAIN, text=FIRST, rewrite=(1,))
    unwritten = folders.songs / ask(folders.songs, SongRequest(draft=True, theme="sea"))
    ask(folders.songs, SongRequest(text=AGAIN))
    ask(folders.songs, SongRequest(theme="words of a model's own"))
    tomorrow = time.time() + DRAFT_DAYS * DAY + 60
    assert leftovers(folders, Policy(), now=tomorrow - 120) == []
    assert {item.path for item in leftovers(folders, Policy(), now=tomorrow)} == {first, unwritten}
    assert last.exists()


def executed(defs: dg.Definitions, instance: dg.DagsterInstance, *, dry_run: bool) -> dict[str, Any]:
    """The job as its schedule asks for it; the metadata of what it did."""
    config = {"ops": {"remove_leftovers": {"config": {"dry_run": dry_run}}}}
    result = defs.resolve_job_def("housekeeping").execute_in_process(instance=instance, run_config=config)
    [output] = [event for event in result.all_events if event.event_type_value == "STEP_OUTPUT"]
    return {name: value.value for name, value in output.step_output_data.metadata.items()}


def test_the_daily_job_reports_and_removes_leftovers_and_reports_sizes(
    settings: Settings, folders: Folders, instance: dg.DagsterInstance
) -> None:
    defs = build_defs(settings=settings.model_copy(update={"keep_checkpoints": 1, "keep_archived_days": 30.0}))
    Champions().write(champions_path(folders))
    new, old = checkpoint(folders, "new", 1), checkpoint(folders, "old", 2)
    archived = folders.archived / "film"
    write_bytes(archived / "original.mp4", bytes(500))
    os.utime(archived, (0, 0))
    taken = disk_use(folders)
    told = executed(defs, instance, dry_run=True)
    assert (told["freed_bytes"], told["folders"]) == (0, 2)
    assert old.exists()
    assert archived.exists()
    assert {name: told[f"{name}_bytes"] for name in taken} == taken
    done = executed(defs, instance, dry_run=False)
    assert done["freed_bytes"] == taken["checkpoints"] + taken["archived_videos"] - done["checkpoints_bytes"]
    assert done["archived_videos_bytes"] == 0
    assert new.exists()
    assert not old.exists()
    assert not archived.exists()


def test_the_schedule_requests_the_job_and_its_failure_is_reported(
    settings: Settings, defs: dg.Definitions, folders: Folders, instance: dg.DagsterInstance
) -> None:
    [schedule] = [schedule for schedule in defs.schedules or () if schedule.name == "daily_housekeeping"]
    assert isinstance(schedule, dg.ScheduleDefinition)
    asked = schedule.evaluate_tick(dg.build_schedule_context(instance)).run_requests
    assert len(asked or ()) == 1
    write_bytes(champions_path(folders), b"{")
    job = defs.resolve_job_def(schedule.job_name)
    assert not job.execute_in_process(instance=instance, raise_on_error=False).success
    [failed] = [notice for notice in notices(instance, settings) if notice.title == "housekeeping failed"]
    assert (
        "Restore it from a backup" in failed.text
    )  # the remedy of the error that was raised, not what JSON said of it


def test_an_abandoned_training_is_removed(folders: Folders) -> None:
    work = folders.checkpoints / "gpt2_lyrics" / "0f.training"
    write_bytes(work / "checkpoint-1" / "optimizer.pt", b"state")
    sign = work.with_name(f"{work.name}{SUFFIX}")
    later = time.time() + TRAINING_DAYS * DAY + 60
    with lease(work):
        assert leftovers(folders, Policy(), now=later) == []
        held = sign.read_text()
    assert [item.path for item in leftovers(folders, Policy(), now=later)] == [work]
    sign.write_text(held.replace(f'"pid":{os.getpid()}', '"pid":4000000'))  # as a kill leaves it
    assert [item.path for item in leftovers(folders, Policy(), now=later)] == [work]
    assert leftovers(folders, Policy(), now=time.time()) == []
