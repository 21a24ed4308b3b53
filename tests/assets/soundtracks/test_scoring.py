"""Batches of good and odd videos: each is scored or fails with a reason, and no video stops the others."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assets.soundtracks.batch import Refused, Result, score_batch
from assets.soundtracks.gallery import counts, fingerprint, render_gallery, standings, to_markdown
from assets.soundtracks.inbox import take_in
from assets.soundtracks.library import Admitted, admit, change_settings, failures, state, videos
from assets.soundtracks.pictures import contact_sheet, waveform
from assets.soundtracks.records import Candidate
from assets.soundtracks.rendering import choose
from assets.soundtracks.sidecar import make_sidecar
from assets.soundtracks.steps import Done, Failed, film
from resources.audio import outline
from resources.media.mux import Mastering
from resources.media.probe import probe
from resources.music.provenance import Choice, Provenance
from resources.music.request import RenderedClip, Renderer, RenderFailure, RenderRequest
from resources.renderers.musicgen import MusicgenRenderer
from resources.renderers.sketch import SketchRenderer
from tests.disks import files_of_at_most

Maker = Callable[..., Path]
STEPS = ("video", "brief", "soundtrack", "scored_video")
OLD = 1_600_000_000


class Place:
    """A library with its folders and renderer."""

    def __init__(self, root: Path) -> None:
        self.inbox, self.library, self.rejected = root / "inbox", root / "videos", root / "rejected"
        self.inbox.mkdir()

    def add(self, video: Path, **words: Any) -> Path:
        return self.library / admit(video, self.library, make_sidecar(words, "It")).key

    def score(self, renderer: Renderer | None = None, mastering: Mastering | None = None) -> list[Result]:
        keys = [folder.name for folder in videos(self.library)]
        return list(score_batch(self.library, self.rejected, renderer or SketchRenderer(), keys, STEPS, mastering))

    def record(self, folder: Path, name: str = "scored") -> dict[str, Any]:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_scoring_twice_reuses_everything(place: Place, make_video: Maker, tmp_path: Path) -> None:
    folder = place.add(make_video(tmp_path / "a.mp4", sound="aac"), prompt="calm", candidates=1)
    first, again = place.score(), place.score()
    assert [(r.step, r.reused) for r in first if isinstance(r, Done)] == [(step, False) for step in STEPS]
    assert [(r.step, r.reused) for r in again if isinstance(r, Done)] == [(step, True) for step in STEPS]
    assert [r.version for r in first if isinstance(r, Done)] == [r.version for r in again if isinstance(r, Done)]
    (soundtrack,) = [r for r in first if isinstance(r, Done) and r.step == "soundtrack"]
    assert soundtrack.numbers["audio_seconds_per_second"] > 0
    # Other words: the picture is not watched again, the mix alone needs no new music, a new seed does.
    for words, made in (({"volume": -6}, [2]), ({"volume": -6, "seed": 5}, [])):
        change_settings(folder, make_sidecar({"prompt": "calm", "candidates": 1, **words}, "It"))
        assert state(folder) == "queued"
        reused = [r.reused for r in place.score() if isinstance(r, Done)]
        assert reused == [True, False, bool(made), False]
    assert sorted(p.name for p in folder.iterdir()) == [
        "brief.json", "contact_sheet.jpg", "manifest.json", "original.mp4", "poster.jpg", "scored.json", "scored.mp4",
        "soundtrack.flac", "soundtrack.json", "video.json", "waveform.png",
    ]  # fmt: skip


def test_takes_are_kept_and_one_is_chosen(place: Place, make_video: Maker, tmp_path: Path) -> None:
    folder = place.add(make_video(tmp_path / "a.mp4", seconds=2.5), prompt="boom bap", candidates=3, seed=1, start=0.5)
    place.score()
    record, music = place.record(folder), place.record(folder, "soundtrack")
    assert [c["provenance"]["seed"] for c in music["candidates"]] == [1, 2, 3]
    assert len({c["version"] for c in music["candidates"]}) == 3
    assert all(c["seconds"] == pytest.approx(2.0) for c in music["candidates"])
    assert {other["file"] for other in record["others"]} == {
        f"candidate-{n}.mp4" for n in (1, 2, 3) if n != music["chosen"]
    }
    assert len(list(folder.glob("candidate-*.mp4"))) == 2
    change_settings(folder, make_sidecar({"prompt": "boom bap", "seed": 1, "start": 0.5, "candidates": 1}, "It"))
    place.score()
    assert list(folder.glob("candidate-*")) == []
    assert [p.name for p in folder.glob("soundtrack*.flac")] == ["soundtrack.flac"]


def test_the_best_candidate_is_chosen() -> None:
    def candidate(silence: float, error: float | None, **faults: float) -> Candidate:
        choice = Choice.model_construct(faults=faults)
        provenance = Provenance.model_construct(choice=choice)
        return Candidate.model_construct(silence=silence, cut_error_ms=error, provenance=provenance)

    assert choose([candidate(0, 80), candidate(0, 20), candidate(0, 20)]) == 1
    assert choose([candidate(0, None), candidate(0, None)]) == 0
    assert choose([candidate(0.9, 0), candidate(0, 90)]) == 1, "silence fits every cut"
    assert choose([candidate(0, 0, noise=0.6, words=0.3), candidate(0, 20, words=0.7)]) == 1, "noise is worse"


def test_the_loudness_is_a_setting(place: Place, make_video: Maker, tmp_path: Path) -> None:
    folder = place.add(make_video(tmp_path / "a.mp4", seconds=2))
    place.score(mastering=Mastering(-20, -3))
    record = place.record(folder)
    assert record["lufs"] == pytest.approx(-20, abs=0.5)
    assert record["true_peak"] <= -3


# Name → how to make it, and what becomes of it: None for scored, else a pattern of the reason.
ODD: dict[str, tuple[Callable[[Path, Maker], object], str | None]] = {
    "plain.mp4": (lambda p, make: make(p), None),
    "it's \"quoted\" \\ & $(x);.mp4": (lambda p, make: make(p, fps=25), None),
    "new\nline.mov": (lambda p, make: make(p), None),
    "🎬 émoji 日本.webm": (lambda p, make: make(p, codec="libvpx"), None),
    "....mkv": (lambda p, make: make(p), None),
    "..%2f..%2fetc.mp4": (lambda p, make: make(p, fps=20), None),
    "-i.mp4": (lambda p, make: make(p, fps=30), None),
    "UPPER.MP4": (lambda p, make: make(p, fps=15), None),
    "concat:a.mp4": (lambda p, make: make(p, fps=16), None),
    "short.mp4": (lambda p, make: make(p, seconds=0.2), None),
    "webm-inside.mp4": (lambda p, make: make(p, codec="libvpx", format="webm"), None),
    "one-pixel-row.mp4": (lambda p, make: make(p, size=(128, 2)), None),
    "hevc.mov": (lambda p, make: make(p, codec="libx265", options=QUIET), None),
    "vp9.webm": (lambda p, make: make(p, codec="libvpx-vp9", sound="libopus", fps=12), None),
    "av1.mp4": (lambda p, make: make(p, codec="libsvtav1", size=(64, 64), fps=12), None),
    "prores.mov": (lambda p, make: make(p, codec="prores_ks", pix_fmt="yuv422p10le", fps=12), None),
    "ten-bit.mp4": (lambda p, make: make(p, pix_fmt="yuv420p10le"), None),
    "hdr.mkv": (lambda p, make: make(p, codec="libx265", pix_fmt="yuv420p10le", prepare=hdr, options=QUIET), None),
    "variable.mp4": (lambda p, make: make(p, times=[0, 40, 55, 300, 310, 700, 1200, 1210, 1500]), None),
    "odd-size.mp4": (lambda p, make: make(p, codec="mpeg4", size=(71, 43), fps=7), None),
    "four-k.mp4": (lambda p, make: make(p, size=(3840, 2160), seconds=0.25, fps=8, options={"preset": "ultrafast"}), None),
    "eight-tracks.mkv": (lambda p, make: make(p, sound="libopus", tracks=8), None),
    "surround.mp4": (lambda p, make: make(p, sound="aac", channels="5.1", fps=18), None),
    "silent.mov": (lambda p, make: make(p, sound="aac", own=np.zeros(72_000, np.float32), fps=18), None),
    "one-frame.mp4": (lambda p, make: make(p, seconds=1, fps=1), None),
    "a-day-late.mkv": (lambda p, make: make(p, picture_starts=3600.0), None),
    "rotated.mp4": (lambda p, make: ffmpeg("-display_rotation", "90", "-i", make(p.with_suffix(".part")  , format="mp4", fps=14), "-c", "copy", p), None),
    "fragments.mp4": (lambda p, make: ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1.5", "-movflags", "frag_keyframe+empty_moov", p), None),
    "interlaced.mkv": (lambda p, make: ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-c:v", "mpeg2video", "-flags", "+ildct+ilme", p), None),
    "see-through.webm": (lambda p, make: ffmpeg("-f", "lavfi", "-i", "color=red@0.5:s=64x48:d=1,format=yuva420p", "-c:v", "libvpx-vp9", p), None),
    "empty.mp4": (lambda p, make: p.write_bytes(b""), "The file is empty. Copy it again"),
    "noise.mkv": (lambda p, make: p.write_bytes(np.random.default_rng(0).bytes(9000)), "cannot be read"),
    "text.webm": (lambda p, make: p.write_text("hello"), "a text file"),
    "cut.mov": (lambda p, make: p.write_bytes(make(p).read_bytes()[:900]), "without its index"),
    "avi-inside.mp4": (lambda p, make: make(p, codec="mpeg4", format="avi"), None),
    "ts-inside.mp4": (lambda p, make: make(p, format="mpegts", fps=21), None),
    "flv-inside.mp4": (lambda p, make: make(p, format="flv", fps=22), "a Flash video"),
    "picture.mp4": (lambda p, make: make(p, codec="png", pix_fmt="rgb24", seconds=1, fps=1, format="image2"), "a PNG picture"),
    "instant.mp4": (lambda p, make: make(p, seconds=0.05, fps=20), r"lasts 0\.05 seconds. Use a video of 0\.1 seconds to 6 hours"),
    "ten-hours.mkv": (lambda p, make: make(p, times=[0, 1000, 36_000_000]), r"lasts 3600\d\.\d\d seconds\. Use a video of"),
    "seven-hours.mkv": (lambda p, make: make(p, times=[0, 1000, 25_200_000]), r"lasts 2520\d\.\d\d seconds. Use a video of 0\.1 seconds to 6 h"),
    "codec.mkv": (lambda p, make: ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=0.5", "-c:v", "wmv2", p), "No supported container can hold the codec wmv2. Export it again"),
    "song.mp4": (lambda p, make: p.write_bytes(song(p)), "no picture"),
    "film.wmv": (lambda p, make: make(p, codec="mpeg4", format="avi"), r"\.wmv is not a supported video format"),
    "late.mp4.yaml": (lambda p, make: (make(p.with_suffix(""), fps=10), p.write_text("start: 90")), "start at 90 s"),
}  # fmt: skip


QUIET = {"x265-params": "log-level=none"}


def hdr(stream: Any) -> None:
    stream.codec_context.color_primaries, stream.codec_context.color_trc, stream.codec_context.colorspace = 9, 16, 9


def ffmpeg(*arguments: str | Path) -> None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *map(str, arguments)]
    subprocess.run(command, check=True)


def song(path: Path) -> bytes:
    import av

    with av.open(str(path), "w", format="mp4") as container:
        track = container.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48_000
        container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return path.read_bytes()


@pytest.mark.slow
def test_each_odd_file_is_scored_or_set_aside_with_a_reason(place: Place, make_video: Maker) -> None:
    for name, (build, _) in ODD.items():
        build(place.inbox / name, make_video)
    (place.inbox / "link.mp4").symlink_to("/etc/hostname")
    os.mkfifo(place.inbox / "pipe.mp4")
    dropped = [path for path in place.inbox.iterdir() if path.suffix not in (".yaml", ".part")]
    names = {path.name for path in dropped}
    for path in sorted(dropped):
        take_in(path, place.library, place.rejected)
    assert [path.name for path in place.inbox.iterdir()] == ["rotated.part"]
    place.score()

    scored = {json.loads((f / "manifest.json").read_text())["original_name"]: f for f in videos(place.library)}
    assert all(state(folder) == "scored" for folder in scored.values())
    reasons = {}
    for path in place.rejected.glob("*/reason.txt"):
        (file,) = [f for f in path.parent.iterdir() if f.name not in ("reason.txt", "manifest.json")]
        reasons[file.name] = path.read_text()
    assert names == set(scored) | set(reasons), "nothing is lost"
    for name, (_, reason) in ODD.items():
        name = name.removesuffix(".yaml")
        assert (name in scored) == (reason is None), reasons.get(name)
        if reason:
            assert re.search(reason, reasons[name]), reasons[name]
    assert "link" in reasons["link.mp4"]
    assert "not a regular file" in reasons["pipe.mp4"]
    for name, folder in scored.items():
        record = place.record(folder)
        assert record["picture_unchanged"], name
        assert record["length_kept"], name
        assert (folder / record["file"]).exists()
    assert place.record(scored["webm-inside.mp4"])["file"] == "scored.mkv"
    assert place.record(scored["rotated.mp4"], "video")["facts"]["rotation"] in (90, -270)
    assert len(scored) >= 24, "two dozen formats and names, all through"


def test_a_gif_is_known_by_its_content_not_by_its_name(place: Place, make_video: Maker, tmp_path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:d=1:r=5", "-f", "gif", tmp_path / "a.mp4")
    gif, video = place.add(tmp_path / "a.mp4"), place.add(make_video(tmp_path / "b.gif", format="mp4", sound="aac"))
    assert (probe(film(gif)).codec, probe(film(video)).audio_tracks) == ("h264", 1), "the video keeps its sound"


def test_a_copy_of_a_video_is_scored_once(place: Place, make_video: Maker) -> None:
    for number in (0, 2):
        first = make_video(place.inbox / f"{number}.mp4", fps=24 + number)
        shutil.copyfile(first, place.inbox / f"{number + 1}.mp4")  # encoded again, it need not be the same to the bit
    admitted = [take_in(path, place.library, place.rejected) for path in sorted(place.inbox.iterdir())]
    assert [a.new for a in admitted if isinstance(a, Admitted)] == [True, False, True, False]
    assert len(place.score()) == 2 * len(STEPS)


class Faulty(SketchRenderer):
    """A renderer with a fault for some of the videos, or for all that follow."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def render(self, requests: Sequence[RenderRequest]) -> Iterator[RenderedClip | RenderFailure]:
        for request in requests:
            if request.key.startswith("bad"):
                if self.fault == "fails":
                    yield RenderFailure(request.key, "it has no idea")
                    continue
                if self.fault == "breaks":
                    raise RuntimeError("CUDA out of memory")
                if self.fault == "forgets":
                    continue
            yield from super().render([request])


@pytest.mark.parametrize(
    ("fault", "reason", "scored"),
    [
        ("fails", "it has no idea", {"a", "z"}),
        ("breaks", "RuntimeError: CUDA out of memory", {"a"}),
        ("forgets", "gave no music", {"a", "z"}),
    ],
)
def test_a_failing_renderer(
    place: Place, make_video: Maker, tmp_path: Path, fault: str, reason: str, scored: set[str]
) -> None:
    for number, name in enumerate(("a", "bad", "z")):
        place.add(make_video(tmp_path / f"{name}.mp4", fps=20 + number), candidates=2)
    results = place.score(Faulty(fault))
    assert {r.key.split("-")[0] for r in results if isinstance(r, Done) and r.step == "scored_video"} == scored
    failed = {r.key.split("-")[0]: r.reason for r in results if isinstance(r, Failed)}
    assert set(failed) == {"a", "bad", "z"} - scored
    assert all(reason in why for why in failed.values())
    for folder in videos(place.library):
        name = folder.name.split("-")[0]
        assert state(folder) == ("scored" if name in scored else "queued")
        assert len(failures(folder)) == (name not in scored)
        assert not (folder / "attempt").exists()
    assert all(isinstance(r, Done) for r in place.score()), "the next try, with a renderer that works"


@pytest.mark.fault(
    "weights missing",
    "soundtracks/soundtrack",
    "every video fails and says so; after three attempts it waits for a person",
)
def test_a_renderer_without_its_weights_fails_every_video_and_says_why(
    place: Place, make_video: Maker, tmp_path: Path
) -> None:
    folder = place.add(make_video(tmp_path / "a.mp4"))
    (tmp_path / "weights").mkdir()
    missing = MusicgenRenderer(str(tmp_path / "weights"))
    for tries in (1, 2, 3):
        (failed,) = [result for result in place.score(missing) if isinstance(result, Failed)]
        assert (failed.step, len(failures(folder))) == ("soundtrack", tries)
        assert "contains no model" in failed.reason
    assert state(folder) == "given up"


@pytest.mark.fault(
    "disk full",
    "soundtracks/soundtrack, soundtracks/scored_video",
    "the video fails and says so; the others are scored",
)
def test_a_full_disk_fails_only_the_video_that_does_not_fit(place: Place, make_video: Maker, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    small = place.add(make_video(tmp_path / "small.mp4", seconds=0.3))
    big = place.add(
        make_video(tmp_path / "big.mp4", seconds=0.5, size=(320, 240), frame=lambda _: rng.integers(0, 255, (240, 320, 3), np.uint8))
    )  # fmt: skip
    with files_of_at_most(400_000):
        results = place.score()
    assert (big / "original.mp4").stat().st_size > 400_000
    (failed,) = [r for r in results if isinstance(r, Failed)]
    assert (failed.key, failed.step) == (big.name, "scored_video")
    assert "Free some space" in failed.reason
    assert (state(small), state(big)) == ("scored", "rendered")
    assert not list(big.glob(".*")), "nothing half-written is left"
    place.score()
    assert state(big) == "scored"


def test_an_unforeseen_fault_of_one_video_spares_the_others(
    place: Place, make_video: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assets.soundtracks import steps

    def odd(path: Path) -> object:
        if probe(path).fps == 21:
            raise ZeroDivisionError("odd")
        return look(path)

    look = steps.look
    monkeypatch.setattr(steps, "look", odd)
    folders = [place.add(make_video(tmp_path / f"{n}.mp4", fps=20 + n)) for n in range(3)]
    failed = [r for r in place.score() if isinstance(r, Failed)]
    assert [(r.key, r.reason) for r in failed] == [(folders[1].name, "ZeroDivisionError: odd")]
    assert [state(folder) for folder in folders] == ["scored", "queued", "scored"]


def test_the_gallery_shows_scored_and_other_videos(place: Place, make_video: Maker, tmp_path: Path) -> None:
    good = place.add(make_video(tmp_path / "good <b>.mp4", sound="aac"), prompt="calm <script>", candidates=2)
    empty = place.add(make_video(tmp_path / "x.mp4"))
    (empty / "original.mp4").write_bytes(b"")
    before = fingerprint(standings(place.library, place.rejected))
    assert any(isinstance(result, Refused) for result in place.score())
    found = standings(place.library, place.rejected)
    assert fingerprint(found) != before
    assert counts(found) == {"queued": 0, "rendered": 0, "scored": 1, "given_up": 0, "refused": 1}
    assert "The file is empty" in to_markdown(found)
    page = render_gallery(place.library, place.rejected)
    assert f'src="{good.name}/scored.mp4"' in page
    assert re.search(rf'data-src="{good.name}/candidate-[12].mp4"', page), "the other take, one click away"
    assert "good &lt;b&gt;" in page
    assert "calm <script>" not in page
    assert "CC0-1.0" in page
    assert "The file is empty" in page
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert all(link.startswith("data:image/") or (place.library / link).exists() for link in links)
    assert "http" not in "".join(links)
    assert len(page) < 120_000


def test_the_contact_sheet_and_the_waveform_show_all_of_the_video() -> None:
    frames = [np.full((60, 100, 3), n * 10, np.uint8) for n in range(20)]
    sheet = contact_sheet(frames)
    assert sheet.shape == (2 * 64 + 4, 4 * 104 + 4, 3)
    assert sheet[10, 10].tolist() == [0] * 3, "the first frame"
    assert sheet[-10, -10].tolist() == [190] * 3, "the last frame is shown too"
    assert contact_sheet(frames[:1]).shape == (68, 108, 3)
    sound = np.zeros((2, 48_000), np.float32)
    sound[:, 24_000:] = 0.9
    image = waveform(outline(sound), 1.0, [0.25], [0.5])
    wave, beat, cut = (142, 140, 236), (96, 104, 112), (247, 107, 21)
    assert tuple(image[20, 540]) == wave
    assert tuple(image[20, 100]) != wave
    assert tuple(image[-2, 180]) == beat
    assert tuple(image[5, 360]) == cut
    assert waveform(outline(sound[:, :10]), 1.0, [], []).shape == image.shape, "fewer samples than columns"
