"""What goes by the policy, what stays, and the job that removes it."""

import time

import dagster as dg

from assets.evaluation.champions import Champions, Promotion, champions_path
from pipelines.housekeeping import Policy, disk_use, leftovers, old_runs, remove
from resources.records import Pointer
from resources.storage import Folders
from tests.checkpoints import checkpoint
from tests.runs import ended


def test_housekeeping_keeps_champions_and_what_is_pointed_at(folders: Folders, instance: dg.DagsterInstance) -> None:
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
