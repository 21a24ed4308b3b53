"""The whole graph with its data on an object store that machines share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.evaluation.champions import read_champions
from assets.soundtracks.library import is_scored, videos
from pipelines.definitions import build_defs
from pipelines.doctor import _data
from pipelines.notices import notices
from pipelines.ranges import range_tags
from pipelines.settings import PROJECT_ROOT, Settings, SettingsError, load_settings
from tests.pipelines.conftest import TINY_BASE
from tests.pipelines.test_video_queue import Queue, drop
from tests.stores import Bucket, bucket_server

BUNNY = PROJECT_ROOT / "resources" / "demo_videos" / "big-buck-bunny.mp4"
ARTISTS = ["ada-quill", "ruby-ferrous", "the-bard", "nobody-special"]
MODELS = ("ngram", "distilgpt2_rap", "gpt2_lyrics")


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with bucket_server() as served:
        yield served


class Machine:
    """A machine with copies of its own, and the instance that all share."""

    def __init__(self, name: str, address: str, settings: Settings, root: Path, instance: dg.DagsterInstance) -> None:
        here = {"data_dir": address, "mirror_dir": str(root / name), "inbox_dir": str(root / f"{name} inbox")}
        self.settings = settings.model_copy(update=here)
        self.folders = self.settings.folders
        self.instance = instance
        resources = {"base_models": TINY_BASE}
        self.defs = build_defs(settings=self.settings, executor=dg.in_process_executor, resources=resources)

    def run(self, job: str, **tags: str) -> None:
        assert self.defs.resolve_job_def(job).execute_in_process(instance=self.instance, tags=tags).success

    def reused(self) -> dict[str, bool]:
        events = {
            name: self.instance.get_latest_materialization_event(dg.AssetKey(["models", name])) for name in MODELS
        }
        return {
            name: bool(event.asset_materialization.metadata["reused"].value)
            for name, event in events.items()
            if event and event.asset_materialization
        }


@pytest.mark.slow
def test_machines_share_lyrics_models_and_videos(
    bucket: Bucket, settings: Settings, tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    address = bucket.fresh()
    one, two = (Machine(name, address, settings, tmp_path, instance) for name in ("one", "two"))
    assert one.folders.data != two.folders.data

    # One harvests and trains, while the connection breaks again and again.
    with bucket.breaking(after=40, times=3):
        one.run("refresh_lyrics", **range_tags(ARTISTS))
    with bucket.breaking(after=60, times=3):
        one.run("retrain")
    champion = read_champions(one.folders).present
    assert champion is not None

    # The other has nothing and trains nothing: what one made is what it would make.
    assert not two.folders.data.exists()
    two.run("retrain")
    assert two.reused() == dict.fromkeys(MODELS, True)
    assert read_champions(two.folders).present == champion
    assert two.folders.find(champion.path).exists()

    # A video that is dropped at one machine is scored by the other, and both have it.
    drop(one.folders, "walk.mp4", BUNNY)
    queue = Queue(one.defs, instance, one.folders)
    with one.folders.in_step():
        queue.tick()
        requests = queue.tick().run_requests or []
    for request in requests:
        two.run(request.job_name or "", **request.tags)
    one.folders.pull()
    (folder,) = videos(one.folders.library)
    assert is_scored(folder)
    assert (folder / "scored.mp4").read_bytes() == (two.folders.library / folder.name / "scored.mp4").read_bytes()

    # A machine whose disk is new has all of it.
    shutil.rmtree(one.folders.data)
    one.folders.pull()
    assert is_scored(folder)
    assert read_champions(one.folders).present == champion


def test_the_doctor_and_the_notices_say_whether_the_store_can_be_used(
    bucket: Bucket, settings: Settings, tmp_path: Path, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resources.store.PAUSE_SECONDS", 0.0)
    there = Machine("one", bucket.fresh(), settings, tmp_path, instance).settings
    gone = there.model_copy(update={"data_dir": "s3://no-such-bucket/data"})
    found = {settings.data_dir: {each.what: each for each in _data(settings)} for settings in (there, gone)}
    assert found[there.data_dir]["object store"].state == "good"
    assert found[gone.data_dir]["object store"].state == "bad"
    assert "credentials" in found[gone.data_dir]["object store"].remedy
    assert [notice.cause for notice in notices(instance, there) if notice.cause == "store"] == []
    assert [notice.cause for notice in notices(instance, gone) if notice.cause == "store"] == ["store"]


@pytest.mark.parametrize("address", ["s3://", "ftp://host/folder", "s4://bucket", "file:///tmp"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(SettingsError, match=r"DATA_DIR.*s3://bucket/folder"):
        load_settings(data_dir=address)


def test_an_address_whose_library_is_missing_says_how_to_get_it() -> None:
    with pytest.raises(SettingsError, match=r"make extra NAME=gs"):
        load_settings(data_dir="gs://bucket/folder")
