"""Dagster's daemon for tests: a clock that can be set, and the ticks and runs of the pipeline by it, in this process.

The schedules and sensors are those of the definitions, evaluated as the daemon does; a run is executed at once.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from resources.clock import now
from resources.storage import Folders

# Minutes, one after another, in which the daemon may ask for something more before it is called a loop.
MOST_ROUNDS = 20


class Clock:
    """The time of day for this process: it goes on as ever, from where it is set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._real = time.time
        self.offset = 0.0
        patch.setattr(time, "time", lambda: self._real() + self.offset)
        patch.setattr("dagster._time._mockable_get_current_datetime", now)

    def set(self, moment: datetime) -> None:
        """From now on it is `moment`, and later."""
        self.offset = moment.timestamp() - self._real()


class Daemon:
    """Ticks every schedule and sensor that is on, and executes what they ask for.

    Attributes:
        ran: each run's start, job and success, in their order.
        ticks: each tick of a schedule.
        run_config: of jobs, by their names.
        instead: what is done instead of the next run of a job, by its name; whether that succeeded.
    """

    def __init__(self, defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders, clock: Clock) -> None:
        self.defs = defs
        self._instance, self._folders, self._clock = instance, folders, clock
        self._repository = defs.get_repository_def()
        self._cursors: dict[str, str | None] = {}
        self._asked: set[tuple[str, str]] = set()
        self._looked = now()
        self.ran: list[tuple[datetime, str, bool]] = []
        self.ticks: list[tuple[str, datetime]] = []
        self.run_config: dict[str, dict[str, Any]] = {}
        self.instead: dict[str, Callable[[dg.RunRequest], bool]] = {}

    def until(self, moment: datetime) -> None:
        """Set the clock to `moment`; tick, and again each minute while something was asked for."""
        self._clock.set(moment)
        for _ in range(MOST_ROUNDS):
            requests = [*self._scheduled(), *self._sensed()]
            for request in requests:
                begun, job = now(), str(request.job_name)
                success = self.instead.pop(job, self.execute)(request)
                self.ran.append((begun, job, success))
            if not requests:
                return
            self._clock.set(now() + timedelta(minutes=1))
        pytest.fail(f"The daemon asks for ever: {self.ran[-5:]}")

    def execute(self, request: dg.RunRequest) -> bool:
        """Execute a run."""
        job = request.job_name
        assert job is not None
        tags = dict(request.tags)
        if request.partition_key:
            tags["dagster/partition"] = request.partition_key
        return self.defs.resolve_job_def(job).execute_in_process(
            instance=self._instance, tags=tags, run_config=self.run_config.get(job), raise_on_error=False
        ).success  # fmt: skip

    def _scheduled(self) -> Iterator[dg.RunRequest]:
        since, self._looked = self._looked, now()
        for schedule in self._repository.schedule_defs:
            if schedule.default_status != dg.DefaultScheduleStatus.RUNNING:
                continue
            for moment in schedule_execution_time_iterator(
                since.timestamp(), schedule.cron_schedule, schedule.execution_timezone
            ):
                if moment > self._looked:
                    break
                if moment <= since:
                    continue
                self.ticks.append((schedule.name, moment))
                context = dg.build_schedule_context(instance=self._instance, scheduled_execution_time=moment)
                for request in schedule.evaluate_tick(context).run_requests or ():
                    yield self._new(schedule.name, request, schedule.job_name)

    def _sensed(self) -> Iterator[dg.RunRequest]:
        for sensor in self._repository.sensor_defs:
            if sensor.default_status != dg.DefaultSensorStatus.RUNNING:
                continue
            context = dg.build_sensor_context(
                instance=self._instance, cursor=self._cursors.get(sensor.name), resources=self._resources(sensor)
            )
            data = sensor.evaluate_tick(context)
            self._cursors[sensor.name] = data.cursor
            for change in data.dynamic_partitions_requests or ():
                if isinstance(change, dg.AddDynamicPartitionsRequest):
                    self._instance.add_dynamic_partitions(change.partitions_def_name, list(change.partition_keys))
                else:
                    for key in change.partition_keys:
                        self._instance.delete_dynamic_partition(change.partitions_def_name, key)
            for request in data.run_requests or ():
                if request.run_key is None or (sensor.name, request.run_key) not in self._asked:
                    job = None if request.job_name else sensor.job_name
                    yield self._new(sensor.name, request, job)

    def _new(self, asker: str, request: dg.RunRequest, job: str | None) -> dg.RunRequest:
        if request.run_key is not None:
            self._asked.add((asker, request.run_key))
        return request.with_replaced_attrs(job_name=request.job_name or job)

    def _resources(self, sensor: dg.SensorDefinition) -> Mapping[str, object]:
        return {"folders": self._folders} if "folders" in sensor.required_resource_keys else {}
