"""The two demo videos through the same graph by each renderer that has a model play: tiny ones, with random weights."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.soundtracks.inbox import take_in
from assets.soundtracks.library import Admitted
from assets.soundtracks.records import SoundtrackRecord
from benchmarks import _random_stableaudio
from benchmarks._random_acestep import save_tiny
from benchmarks._random_musicgen import TINY, build
from pipelines.definitions import build_defs
from pipelines.ranges import range_tags
from pipelines.settings import PROJECT_ROOT, Settings
from resources.media.probe import probe
from resources.renderers.audiocraft.environment import FOLDER
from resources.storage import Folders

DEMO_VIDEOS = sorted((PROJECT_ROOT / "resources" / "demo_videos").glob("*.mp4"))


def tiny_musicgen(place: Path) -> str:
    model, tokenizer = build(TINY)
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return str(place)


def tiny_acestep(place: Path) -> str:
    save_tiny(place)
    return str(place)


def tiny_stableaudio(place: Path) -> str:
    _random_stableaudio.save_tiny(place)
    return str(place)


def audiocraft_debug(_: Path) -> str:
    return "debug"


@pytest.mark.parametrize(
    ("renderer", "model"),
    [
        pytest.param("musicgen", tiny_musicgen, marks=pytest.mark.slow),
        pytest.param("acestep", tiny_acestep, marks=pytest.mark.slow),
        pytest.param("stableaudio", tiny_stableaudio, marks=pytest.mark.slow),
        pytest.param("audiocraft", audiocraft_debug, marks=pytest.mark.audiocraft),
    ],
)
def test_the_demo_videos_are_scored(
    renderer, model, settings: Settings, folders: Folders, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    chosen = settings.model_copy(
        update={
            "renderer": renderer,
            "musicgen_model": (weights := model(tmp_path / "weights")),
            "acestep_model": weights,
            "stableaudio_model": weights,
            "audiocraft_env": str(PROJECT_ROOT / FOLDER),
        }
    )
    defs = build_defs(settings=chosen, executor=dg.in_process_executor)
    folders.inbox.mkdir()
    for video in DEMO_VIDEOS:
        shutil.copyfile(video, folders.inbox / video.name)
    taken = [take_in(folders.inbox / video.name, folders.library, folders.rejected) for video in DEMO_VIDEOS]
    keys = [one.key for one in taken if isinstance(one, Admitted)]
    assert len(keys) == len(DEMO_VIDEOS) == 2
    instance.add_dynamic_partitions("video", keys)
    job = defs.resolve_job_def("render_soundtracks")
    assert job.execute_in_process(instance=instance, tags=range_tags(keys)).success
    for key, video in zip(keys, DEMO_VIDEOS, strict=True):
        made = SoundtrackRecord.read(folders.library / key / SoundtrackRecord.FILE)
        assert made.best.provenance.renderer == renderer
        scored = probe(folders.library / key / "scored.mp4")
        assert scored.seconds == pytest.approx(probe(video).seconds, abs=0.05)
