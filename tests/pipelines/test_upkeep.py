"""Unattended retries of failed jobs."""

import time
from datetime import timedelta

import dagster as dg
import pytest
from dagster._core.storage.tags import WILL_RETRY_TAG

from assets.lyrics.assets import QUOTA_TAG
from pipelines.dead_runs import FOREGROUND_TAG
from pipelines.upkeep import BACKOFF, due_retry
from tests.runs import JOB, ended


def test_a_failed_job_is_retried_with_increasing_waits(instance: dg.DagsterInstance) -> None:
    for number, wait in enumerate(BACKOFF):
        run_id = ended(instance, tags={WILL_RETRY_TAG: "false", "dagster/asset_partition_range_start": "Ada Quill"})
        now = time.time()
        early = due_retry(instance, JOB, now + wait.total_seconds() - 30)
        assert isinstance(early, str), number
        request = due_retry(instance, JOB, now + wait.total_seconds() + 1)
        assert isinstance(request, dg.RunRequest)
        assert (request.run_key, request.job_name) == (run_id, JOB)
        assert request.tags["dagster/asset_partition_range_start"] == "Ada Quill"
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    assert "left until its next turn" in str(due_retry(instance, JOB, time.time() + timedelta(days=2).total_seconds()))


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        ({FOREGROUND_TAG: "1"}, "from a terminal"),
        ({QUOTA_TAG: "2026-01-01"}, "resume_harvest"),
    ],
)
def test_runs_of_terminals_and_spent_quotas_are_not_retried(
    instance: dg.DagsterInstance, tags: dict[str, str], answer: str
) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false", **tags})
    assert answer in str(due_retry(instance, JOB, time.time() + 1e6))


def test_dagster_s_own_retries_are_not_repeated_unless_they_are_missing(instance: dg.DagsterInstance) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "true"})
    wait = BACKOFF[0].total_seconds()
    for at in (-1, 0, wait - 1):
        assert "Dagster starts" in str(due_retry(instance, JOB, time.time() + at))
    assert isinstance(due_retry(instance, JOB, time.time() + wait + 1), dg.RunRequest)


def test_a_success_resets_the_retries(instance: dg.DagsterInstance) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    ended(instance, failed=False)
    assert "did not fail" in str(due_retry(instance, JOB, time.time() + 1e6))


@pytest.mark.fault("clock jump", "the retry of a failed job", "due as before")
def test_a_clock_set_back_does_not_delay_the_retry(instance: dg.DagsterInstance) -> None:
    ended(instance, tags={WILL_RETRY_TAG: "false"})
    assert isinstance(due_retry(instance, JOB, time.time() - 86_400), dg.RunRequest)
