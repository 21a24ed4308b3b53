"""From the inbox to scored videos, with bad files among good ones, and recovery after a crash."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets.soundtracks.library import MAX_ATTEMPTS, failures, is_scored, read_manifest, videos, waiting
from pipelines import sensors
from pipelines.definitions import build_defs
from pipelines.ranges import RANGE_END, RANGE_START
from pipelines.sensors import video_queue
from pipelines.settings import PROJECT_ROOT, Settings
from resources.media.probe import probe
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders

BUNNY = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
SCENES = PROJECT_ROOT / "resources" / "demo_videos" / "four-scenes.mp4"


def drop(folders: Folders, name: str, source: Path | bytes) -> None:
    folders.inbox.mkdir(exist_ok=True)
    target = folders.inbox / name
    if isinstance(source, bytes):
        target.write_bytes(source)
    else:
        shutil.copyfile(source, target)
    os.utime(target, (1_600_000_000, 1_600_000_000))


class Queue:
    """The sensor and the job, as the daemon drives them."""

    def __init__(self, defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders) -> None:
        self.defs, self.instance, self.folders = defs, instance, folders
        self.sensor = video_queue(2, dg.DefaultSensorStatus.STOPPED)
        self.cursor: str | None = None

    def tick(self) -> dg.SensorResult:
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"folders": self.folders}
        )
        result = self.sensor(context)
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        for change in result.dynamic_partitions_requests or []:
            if isinstance(change, dg.AddDynamicPartitionsRequest):
                self.instance.add_dynamic_partitions("video", list(change.partition_keys))
            else:
                for key in change.partition_keys:
                    self.instance.delete_dynamic_partition("video", key)
        return result

    def batches(self) -> list[dg.RunRequest]:
        """A tick's requests to score a batch."""
        return [r for r in self.tick().run_requests or [] if r.job_name == "render_soundtracks"]

    def run(self, request: dg.RunRequest) -> bool:
        job = self.defs.resolve_job_def(request.job_name or "")
        return job.execute_in_process(instance=self.instance, tags=dict(request.tags), raise_on_error=False).success

    def materialised(self, step: str) -> set[str]:
        return self.instance.get_materialized_partitions(dg.AssetKey(["soundtracks", step]))


@pytest.fixture
def queue(defs: dg.Definitions, instance: dg.DagsterInstance, folders: Folders) -> Queue:
    return Queue(defs, instance, folders)


def test_suitable_files_are_scored_and_others_set_aside(queue: Queue, folders: Folders) -> None:
    drop(folders, "my holiday; rm -rf *.mp4", BUNNY)
    drop(folders, "empty.mp4", b"")
    drop(folders, "broken.mp4", SCENES.read_bytes()[:5000])
    drop(folders, "readme.txt", b"hello")
    drop(folders, "scenes.mp4", SCENES)
    drop(folders, "scenes.mp4.yaml", b"prompt: calm ambient\nseed: 3\n")
    assert not queue.batches(), "nothing is taken at first sight"
    requests = queue.batches()
    assert [set(request.tags) for request in requests] == [{RANGE_START, RANGE_END}] * 2, (
        "four videos in batches of two"
    )
    assert all(queue.run(request) for request in requests)

    scored = {folder.name for folder in videos(folders.library) if is_scored(folder)}
    assert len(scored) == 2
    for step in ("video", "brief", "soundtrack", "scored_video"):
        assert queue.materialised(step) == scored
    for folder in videos(folders.library):
        before, after = probe(folder / "original.mp4"), probe(folder / "scored.mp4")
        assert (before.picture_digest, before.seconds) == (after.picture_digest, after.seconds)
    reasons = {path.parent.name.split("-")[0]: path.read_text() for path in folders.rejected.rglob("reason.txt")}
    assert set(reasons) == {"empty", "broken", "readme"}
    assert "The file is empty" in reasons["empty"]
    assert list(folders.inbox.iterdir()) == []

    (gallery,) = queue.tick().run_requests or []
    assert gallery.job_name == "refresh_gallery"
    assert queue.run(gallery)
    assert set(queue.instance.get_dynamic_partitions("video")) == scored, "what was set aside has no partition"
    assert queue.tick().skip_reason is not None

    # One step of one video alone, without retyping anything.
    key = sorted(scored)[0]
    job = queue.defs.resolve_job_def("render_soundtracks")
    alone = job.execute_in_process(
        instance=queue.instance,
        asset_selection=[dg.AssetKey(["soundtracks", "scored_video"])],
        tags={RANGE_START: key, RANGE_END: key},
    )
    events = [event for event in alone.all_events if event.is_step_materialization]
    assert alone.success
    assert [(event.asset_key.path[-1], event.partition) for event in events] == [("scored_video", key)]


class Moody(SketchRenderer):
    """A renderer that cannot do one of the videos, for as long as it is told."""

    broken = True

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        for request in requests:
            if self.broken and request.key.startswith("scenes"):
                yield RenderFailure(request.key, "out of memory")
            else:
                yield from super().render([request])


@pytest.mark.slow
def test_one_failure_does_not_stop_the_others_and_is_retried(
    settings: Settings, instance: dg.DagsterInstance, folders: Folders
) -> None:
    renderer = Moody()
    defs = build_defs(settings=settings, resources={"renderer": renderer}, executor=dg.in_process_executor)
    queue = Queue(defs, instance, folders)
    drop(folders, "scenes.mp4", SCENES)
    drop(folders, "bunny.mp4", BUNNY)
    queue.tick()
    (request,) = queue.batches()
    assert not queue.run(request), "the run tells of the failure"
    assert {key.split("-")[0] for key in queue.materialised("scored_video")} == {"bunny"}
    (missing,) = waiting(folders.library)
    assert failures(folders.library / missing) == ["out of memory"]

    (request,) = queue.batches()
    assert request.tags[RANGE_START] == request.tags[RANGE_END] == missing, "only what is missing is asked for again"
    renderer.broken = False
    assert queue.run(request)
    assert waiting(folders.library) == []


def test_impossible_settings_of_one_video_do_not_stop_its_batch(queue: Queue, folders: Folders) -> None:
    drop(folders, "late.mp4", BUNNY)
    drop(folders, "late.mp4.yaml", b"start: 90")
    drop(folders, "scenes.mp4", SCENES)
    queue.tick()
    (request,) = queue.batches()

    assert queue.run(request)

    assert [is_scored(folder) for folder in videos(folders.library)] == [True]
    (reason,) = folders.rejected.glob("*/reason.txt")
    assert "start at 90 s" in reason.read_text()


def test_a_video_is_given_up_after_three_attempts(
    settings: Settings, instance: dg.DagsterInstance, folders: Folders
) -> None:
    defs = build_defs(settings=settings, resources={"renderer": Moody()}, executor=dg.in_process_executor)
    queue = Queue(defs, instance, folders)
    drop(folders, "scenes.mp4", SCENES)
    queue.tick()
    for _ in range(MAX_ATTEMPTS):
        (request,) = queue.batches()
        assert not queue.run(request)
    assert not queue.batches()


@pytest.mark.fault("two at once", "soundtracks/*, the inbox", "each file is admitted exactly once")
def test_many_files_at_once_are_each_admitted_exactly_once(
    queue: Queue, folders: Folders, make_video: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_video(tmp_path / "tiny.mp4", seconds=0.2).read_bytes()
    monkeypatch.setattr(sensors, "TICK_SECONDS", 0.02)  # so that several ticks share the work
    monkeypatch.setattr(sensors, "MOST_VIDEOS", 6)
    names = [f"clip {number}.mp4" for number in range(60)]
    for number, name in enumerate(names):
        drop(folders, name, tiny + b"\0\0\0\x0cfree%04d" % number)
        if number % 20 == 10:
            queue.tick()  # while files still come
    ticks = 0
    asked: list[dg.RunRequest] = []
    while list(folders.inbox.iterdir()):
        asked = queue.batches()
        ticks += 1
        assert ticks < 70
    assert ticks > 1
    library = list(videos(folders.library))
    assert sorted(read_manifest(folder).original_name for folder in library) == sorted(names)
    partitions = queue.instance.get_dynamic_partitions("video")
    assert sorted(partitions) == sorted(folder.name for folder in library)
    assert len(asked) == 3, "the rest of a long queue is asked for later"
    ranges = [(request.tags[RANGE_START], request.tags[RANGE_END]) for request in asked]
    assert ranges == [(partitions[i], partitions[i + 1]) for i in (0, 2, 4)]


def test_the_gallery_waits_while_there_is_music_to_make(queue: Queue, folders: Folders) -> None:
    drop(folders, "a.mp4", SCENES)
    queue.tick()
    jobs = [request.job_name for request in queue.tick().run_requests or []]
    assert jobs == ["render_soundtracks", "refresh_gallery"], "there is no page yet"
    page = folders.library / "gallery.html"
    page.write_text("old")
    drop(folders, "b.mp4", BUNNY)
    queue.tick()
    assert [request.job_name for request in queue.tick().run_requests or []] == ["render_soundtracks"]
    os.utime(page, (1_600_000_000, 1_600_000_000))
    drop(folders, "empty.mp4", b"")
    queue.tick()
    assert {request.job_name for request in queue.tick().run_requests or []} == set(jobs), "not for ever, though"


def test_a_tick_requests_a_limited_number_of_runs() -> None:
    ranges = [[f"{n}-{i}" for i in range(8)] for n in range(9)]
    assert sensors.first_of(ranges) == ranges[:2]
    assert sensors.first_of([["a"]] * 9) == [["a"]] * 4
    assert sensors.first_of([["a"] * 100, ["b"]]) == [["a"] * 100], "a batch larger than that is asked for alone"
    assert sensors.first_of([]) == []


def test_a_failed_video_is_retried_alone(queue: Queue, folders: Folders) -> None:
    for number in range(5):
        drop(folders, f"{number}.mp4", b"video %d" % number)
    queue.tick()
    queue.batches()
    second = next(f for f in videos(folders.library) if f.name.startswith("1-"))
    (second / "attempt").touch()  # its process was killed
    ranges = [(r.tags[RANGE_START][0], r.tags[RANGE_END][0]) for r in queue.batches()]
    assert ranges == [("0", "0"), ("2", "3"), ("4", "4"), ("1", "1")]


def test_the_sensor_requests_nothing_while_a_batch_is_rendered(queue: Queue, folders: Folders) -> None:
    drop(folders, "a.mp4", b"video")
    queue.tick()
    assert queue.batches()
    job = queue.defs.resolve_job_def("render_soundtracks")
    going_on = queue.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    drop(folders, "b.mp4", b"another")
    queue.tick()
    shutil.rmtree(next(videos(folders.library)))
    tick = queue.tick()
    assert not tick.run_requests
    assert len(queue.instance.get_dynamic_partitions("video")) == 2, "b is registered, a not yet removed"
    queue.instance.report_run_canceled(going_on)
    assert len(queue.batches()) == 1
    assert len(queue.instance.get_dynamic_partitions("video")) == 1


def test_the_metadata_has_figures_images_and_text(queue: Queue, folders: Folders) -> None:
    drop(folders, "scenes.mp4", SCENES)
    drop(folders, "empty.mp4", b"")
    queue.tick()
    requests = queue.tick().run_requests or []
    assert all(queue.run(request) for request in requests)
    assert not queue.tick().run_requests, "the gallery shows all of it, and is not written again"

    def told(step: str) -> dict[str, Any]:
        event = queue.instance.get_latest_materialization_event(dg.AssetKey(["soundtracks", step]))
        assert event is not None
        assert event.asset_materialization is not None
        return {name: value.value for name, value in event.asset_materialization.metadata.items()}

    numbers = {
        "video": {"seconds", "frames", "fps", "brightness", "motion", "own_speech"},
        "brief": {"seconds", "tempo", "volume", "seed", "candidates"},
        "soundtrack": {
            "lufs",
            "true_peak",
            "tempo_heard",
            "cut_error_ms",
            "audio_seconds_per_second",
            "cost_seconds",
            "seed",
        },
        "scored_video": {"lufs", "true_peak", "seconds", "cost_seconds"},
        "gallery": {"queued", "rendered", "scored", "given_up", "refused"},
    }
    for step, names in numbers.items():
        assert names <= {n for n, value in told(step).items() if isinstance(value, int | float)}, step
    for step, image in (("video", "contact_sheet"), ("scored_video", "waveform")):
        assert re.match(r"!\[[^\]]+\]\(data:image/(jpeg|png);base64,", told(step)[image])
        assert len(told(step)[image]) < 50_000, "images in metadata make the instance's database grow"
    assert told("brief")["in_words"].startswith("“")
    assert told("gallery")["refused"] == 1
    assert "The file is empty" in told("gallery")["videos"]
    page = Path(told("gallery")["path"])
    assert "scored.mp4" in page.read_text(encoding="utf-8")
    checks = queue.instance.event_log_storage.get_latest_asset_check_execution_by_key([
        dg.AssetCheckKey(dg.AssetKey(["soundtracks", "gallery"]), name) for name in ("none_refused", "none_given_up")
    ])  # fmt: skip
    assert {key.name: record.status.value for key, record in checks.items()} == {
        "none_refused": "FAILED", "none_given_up": "SUCCEEDED",
    }  # fmt: skip
