"""Damaged files of one video do not affect other videos; reading writes nothing; a sidecar cannot break a tick."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets.soundtracks.batch import Result, score_batch
from assets.soundtracks.gallery import render_gallery, standings
from assets.soundtracks.library import admit, damaged, read_manifest, videos, waiting
from assets.soundtracks.records import BriefRecord, ScoredRecord, SoundtrackRecord, Step, VideoRecord
from assets.soundtracks.sidecar import SidecarError, read_sidecar
from assets.soundtracks.steps import Done
from resources.records import RecordError
from resources.renderers.sketch import SketchRenderer

STEPS: tuple[Step, ...] = ("video", "brief", "soundtrack", "scored_video")
DAMAGE = {
    "truncated": b'{"key": "a',
    "empty": b"",
    "binary": b"\xff\x00\xfe" * 9,
    "another type": b"[1, 2]",
    "null": b"null",
}


def score(library: Path, keys: list[str]) -> list[Result]:
    return list(score_batch(library, library.parent / "rejected", SketchRenderer(), keys, STEPS))


@pytest.fixture
def library(tmp_path: Path, make_video: Callable[..., Path]) -> Path:
    """Two scored videos."""
    library = tmp_path / "library"
    for number in (1, 2):
        video = make_video(tmp_path / f"film {number}.mp4", seconds=1.5 + number / 4)
        admit(video, library, None)
    score(library, [folder.name for folder in videos(library)])
    assert not waiting(library)
    return library


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize(
    "name", ["manifest.json", "failures.json", "scored.json", "video.json", "brief.json", "soundtrack.json"]
)
@pytest.mark.fault(
    "corrupt input", "soundtracks/*, a video's records", "that video is set aside or made again; the others go on"
)
def test_a_damaged_file_stops_only_its_own_video(library: Path, name: str, content: bytes) -> None:
    first, second = videos(library)
    (first / name).write_bytes(content)
    rejected = library.parent / "rejected"
    by_key = {standing.key: standing for standing in standings(library, rejected)}
    assert by_key.keys() == {first.name, second.name}, "both are told of"
    assert by_key[second.name].state == "scored"
    page = render_gallery(library, rejected)
    assert second.name in page
    assert first.name in page
    if name == "manifest.json":
        assert [folder.name for folder in videos(library)] == [second.name], "nothing is made from wrong data"
        ((key, reason),) = damaged(library)
        assert key == first.name
        assert "drop the video into the inbox again" in reason
        with pytest.raises(RecordError, match="damaged"):
            read_manifest(first)
        return
    (first / "scored.json").unlink(missing_ok=True)
    results = score(library, [first.name])
    assert (first / "scored.json").exists(), results
    assert json.loads((first / name).read_bytes()) if name != "failures.json" else True
    assert not waiting(library)


def test_a_manifest_from_before_schema_versions_is_read_and_a_newer_one_is_not(library: Path) -> None:
    folder = next(videos(library))
    path = folder / "manifest.json"
    fields = json.loads(path.read_bytes())
    version = fields.pop("schema_version")
    path.write_text(json.dumps(fields))
    assert read_manifest(folder).key == folder.name
    path.write_text(json.dumps({**fields, "schema_version": version + 1}))
    with pytest.raises(RecordError, match=f"version {version + 1}"):
        read_manifest(folder)


def test_reading_a_brief_writes_nothing(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assets.soundtracks.steps.VERSION", "a later one")
    before = {path: path.stat().st_mtime_ns for path in library.rglob("*") if path.is_file()}
    for folder in videos(library):
        assert BriefRecord.read(folder / BriefRecord.FILE).brief.key == folder.name
    render_gallery(library, library.parent / "rejected")
    assert {path: path.stat().st_mtime_ns for path in library.rglob("*") if path.is_file()} == before


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOMB, "anchor or alias"),
        ("prompt: &p calm\n", "anchor or alias"),
        ("<<: {prompt: calm}\n", "merge"),
        ("prompt: calm\nprompt: loud\n", "twice"),
        ("prompt: " + "[" * 200 + "]" * 200, "deeply"),
        ("prompt: \xe9".encode("latin-1"), "is not text in UTF-8"),
    ],
    ids=["aliases", "anchor", "merge", "repeated", "deep", "latin-1"],
)
def test_huge_and_contradictory_sidecars_are_refused(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = tmp_path / "film.mp4.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    started = time.process_time()
    with pytest.raises(SidecarError, match=says):
        read_sidecar(path)
    assert time.process_time() - started < 5, "it cost 42 s"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prompt: calm & slow *piano*\n", {"prompt": "calm & slow *piano*"}),
        ('{"prompt": "a << b", "tempo": 90}', {"prompt": "a << b", "tempo": 90.0}),
        ("mood: sad\ntempo: 84\n", {"style": "sad", "tempo": 84.0}),
        ("", {}),
    ],
)
def test_a_plain_sidecar_is_read(tmp_path: Path, text: str, said: dict[str, Any]) -> None:
    path = tmp_path / "film.mp4.yaml"
    path.write_text(text)
    assert read_sidecar(path).given() == said


def test_records_from_before_schema_versions_are_read(library: Path) -> None:
    """They were flat and had no costs. With a library of that time, nothing is scored again."""
    folder = next(videos(library))
    kinds = (VideoRecord, BriefRecord, SoundtrackRecord, ScoredRecord)
    now = {kind: kind.read(folder / kind.FILE).model_copy(update={"cost_seconds": None}) for kind in kinds}
    video, brief, music, scored = (json.loads((folder / kind.FILE).read_bytes()) for kind in now)
    before = {
        VideoRecord: {
            "made_from": video["made_from"],
            **video["facts"],
            "picture": video["picture"],
            "sound": {"lufs": video["own_lufs"], "speech": video["own_speech"]},
        },
        BriefRecord: {"made_from": brief["made_from"], **brief["brief"]},
        SoundtrackRecord: {**music["candidates"][0], **{k: v for k, v in music.items() if k != "schema_version"}},
        ScoredRecord: {k: v for k, v in scored.items() if k not in ("mastering", "schema_version", "cost_seconds")}
        | scored["mastering"],
    }
    for kind, fields in before.items():
        (folder / kind.FILE).write_text(json.dumps(fields))
        assert kind.read(folder / kind.FILE) == now[kind], kind
    results = score(library, [folder.name])
    assert [result.reused for result in results if isinstance(result, Done)] == [True] * 4
