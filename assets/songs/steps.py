"""The four steps of a song: plan, voice, song, lyric video. A result is reused unless its inputs have changed.

What belongs here: the inputs, outputs and storage of each step. What does not: how it works (plan.py, vocals.py, mixdown.py,
lyric_video.py), Dagster (assets.py).
"""

import itertools
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assets.lyrics.language import foreign_language
from assets.models.writing.recipe import VerseRecipe
from assets.phonetics.g2p import Pronouncer
from assets.songs.beat import backing_request, moments_of, understood, unfulfilled
from assets.songs.captions import ass, lrc, vtt
from assets.songs.card import CARD, card, note_of
from assets.songs.credits import PERSON, together
from assets.songs.library import song_folder
from assets.songs.lyric_video import FPS, SIZES, Shape, poster, write_lyric_video
from assets.songs.mixdown import mix
from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan, plan_song, shown_words, spans_without_voice
from assets.songs.records import SYNTHETIC, LyricVideoRecord, SongRecord, SongRequest, VoiceRecord, stored
from assets.songs.typefaces import Typefaces, without_font
from assets.songs.vocals import RATE, sing
from assets.songs.words import SongSection, make_sections, sections_of_text
from assets.songs.writing import Wish, checkpoint_of, write_again, write_words
from assets.soundtracks.pictures import waveform
from assets.soundtracks.timeline import faded
from resources.audio import loudness, outline, true_peak
from resources.errors import TenthSymphonyError
from resources.fonts import own_fonts
from resources.media.id3 import add_comment
from resources.media.images import encode_image
from resources.media.sound import BIT_RATE, add_lossy_track, audio_frames, read_audio, write_audio
from resources.music.request import RenderedClip, Renderer
from resources.records import VERSION_FIELD
from resources.storage import Folders, atomic_path, digest, write_bytes, write_text
from resources.voices.package import VoiceChoice

VERSION = "11"
VOICE, BACKING, SONG, MP3, WAVEFORM, POSTER, PREVIEW = (
    "voice.flac", "backing.flac", "song.flac", "song.mp3", "waveform.png", "poster.jpg", "preview.webp",
)  # fmt: skip
REMEDY = "Materialise the song again."
logger = logging.getLogger(__name__)


class SongError(TenthSymphonyError):
    """A song could not be made."""


def read_request(folder: Path) -> SongRequest:
    """Read the request of a song.

    Raises:
        RecordError: the request is damaged.
    """
    return SongRequest.read(folder / SongRequest.FILE, remedy="Ask for the song again.")


def make_plan(folders: Folders, key: str, voices: VoiceChoice) -> tuple[SongPlan, bool]:
    """Make the plan: words, form, tempo, and the time of every syllable. Returns it and whether it existed already.

    Raises:
        TenthSymphonyError: there is no model to write the words, or no text that can be spoken.
    """
    folder = song_folder(folders.songs, key)
    request = read_request(folder)
    voice = voices.open() if request.voice and not request.draft else None
    writer = "" if request.text and not request.rewrite else str(folders.pointer(checkpoint_of(folders, request.model)))
    apart = {VERSION_FIELD, "shapes", "background", "prompt"}
    asked = {name: value for name, value in request.stored().items() if name not in apart}
    pace = understood(request.prompt).pace
    made_from = digest(VERSION, asked, writer, voice.revision if voice else "none", pace)
    if plan := stored(SongPlan, folder, made_from):
        return plan, True
    title, sections, written_by = _words(folders, request)
    plan = plan_song(
        sections,
        voice.spans if voice else spans_without_voice,
        title=request.title or title,
        style=request.style,
        flow=request.flow,
        tempo=request.tempo,
        pace=pace or 0.0,
        seed=request.seed,
        made_from=made_from,
        written_by=written_by,
    )
    plan.write(folder / SongPlan.FILE)
    return plan, False


def _words(folders: Folders, request: SongRequest) -> tuple[str, list[SongSection], dict[str, Any]]:
    """The title, the sections, and who wrote them, with `said`: the requests that could not be met, if any."""
    said: list[str] = []

    def say(line: str) -> None:
        logger.warning(line)
        said.append(line)

    recipe = VerseRecipe.model_validate({"bars": request.bars, "seed": request.seed})
    wish = Wish(request.form, request.first, request.theme, request.artist, request.model, recipe)
    if request.text:
        text, by = request.text, request.words_by or PERSON
        if request.uncounted:
            say(f"The words are your own: what was asked of the model does not count ({', '.join(request.uncounted)}).")
        if request.rewrite:
            text, model = _rewritten(folders, wish, text, request.rewrite, say)
            by = together(by, model)
        sections = sections_of_text(text, Pronouncer(), say)
        if language := foreign_language(" ".join(line.text for section in sections for line in section.lines)):
            say(f"The words seem to be in {language}: the voice says them as if they were English.")
        hook = next((section for section in sections if section.is_hook), sections[0])
        return read_pasted(text).title or hook.title, sections, {"model": by, **_if_said(said)}
    written = write_words(folders, wish, say)
    sections = make_sections(written.named_lines(), written.pronouncer, say)
    by = {"model": written.model, "checkpoint": folders.pointer(written.checkpoint), "seed": request.seed}
    return written.title, sections, {**by, **_if_said(said)}


def _if_said(said: Sequence[str]) -> dict[str, Any]:
    return {"said": list(said)} if said else {}


def _rewritten(
    folders: Folders, wish: Wish, text: str, numbers: Sequence[int], say: Callable[[str], Any]
) -> tuple[str, str]:
    """The text with some lines rewritten within their sections; headers and blank lines are not counted."""
    rows = read_pasted(text).text.splitlines()
    sung = [row for row, line in enumerate(rows) if line.strip() and not HEADER.match(line.strip())]
    sections: list[list[int]] = []
    for index, row in enumerate(sung):
        if not index or row != sung[index - 1] + 1:
            sections.append([])
        sections[-1].append(index)
    model = ""
    for section in sections:
        wanted = [section.index(number) for number in numbers if number in section]
        if wanted:
            lines, model = write_again(folders, wish, [rows[sung[index]] for index in section], wanted, say)
            for index, line in zip(section, lines, strict=True):
                rows[sung[index]] = line
    return "\n".join(rows), model


def record_voice(folder: Path, voices: VoiceChoice, say: Callable[[str], Any]) -> tuple[VoiceRecord, bool]:
    """Make the voice's track. An instrumental has none, nor has a song whose renderer sings.

    Raises:
        RecordError: there is no plan.
    """
    plan = SongPlan.read(folder / SongPlan.FILE, remedy=REMEDY)
    wanted = read_request(folder).voice
    voice = voices.open() if wanted else None
    without = (voices.sung_by if wanted else "") or "none"
    made_from = digest(VERSION, plan.stored(), voice.revision if voice else without)
    record = stored(VoiceRecord, folder, made_from)
    if record is not None and (record.file is None or (folder / record.file).exists()):
        return record, True
    started = time.perf_counter()
    squeeze = 1.0
    if voice is not None:
        track, squeeze = sing(plan, voice, say)
        said_so = f"{SYNTHETIC} Voice: {voice.licence}."
        write_audio(folder / VOICE, track, RATE, {"title": plan.title, "comment": said_so, "description": said_so})
    record = VoiceRecord(
        made_from=made_from,
        file=VOICE if voice else None,
        name=voice.name if voice else without,
        revision=voice.revision if voice else "",
        licence=voice.licence if voice else "",
        squeeze=round(squeeze, 3),
        cost_seconds=time.perf_counter() - started,
    )
    record.write(folder / VoiceRecord.FILE)
    return record, False


def make_song(folder: Path, renderer: Renderer) -> tuple[SongRecord, bool]:
    """Make the backing track, the mix and the song's card. If the voice's record names a renderer that sings, the
    renderer gets the words, no other voice is mixed in, and the beat does not stop.

    Raises:
        RecordError: there is no plan or no voice's record.
        SongError: the renderer gave no music.
    """
    plan = SongPlan.read(folder / SongPlan.FILE, remedy=REMEDY)
    request = read_request(folder)
    voice = VoiceRecord.read(folder / VoiceRecord.FILE, remedy=REMEDY)
    played = (renderer.name, renderer.revision, BIT_RATE)
    made_from = digest(VERSION, plan.stored(), voice.made_from, request.prompt, *played)
    record = stored(SongRecord, folder, made_from)
    if record is not None and all((folder / name).exists() for name in (record.file, record.mp3, CARD)):
        return record, True
    started = time.perf_counter()
    sings = renderer.capabilities.sings and voice.name == renderer.name
    wanted = backing_request(plan, folder.name, request.prompt, request.seed)
    clip = next(iter(renderer.render([wanted if sings else replace(wanted, lyrics="")])), None)
    if not isinstance(clip, RenderedClip):
        raise SongError(f"{renderer.name} gave no music: {clip.reason if clip else 'no reason given'}.")
    backing = clip.audio if clip.rate == RATE else _at_rate(clip)
    if not sings:
        faded(backing, RATE, moments_of(plan, request.prompt))
    write_audio(folder / BACKING, backing, RATE)
    audio = mix(plan, backing, read_audio(folder / voice.file) if voice.file else None, sung=sings)
    sung_by = f"{renderer.name} ({clip.provenance.licence})" if sings else ""
    note = note_of(plan, voice, clip.provenance.licence, sung_by)
    write_audio(folder / SONG, audio, RATE, {**_tags(plan), "comment": note, "description": note})
    _write_mp3(folder / MP3, audio, _tags(plan), note)
    beats = np.arange(0, plan.seconds, 60 / plan.tempo).tolist()
    sections = [section.first_bar * plan.bar for section in plan.sections]
    write_bytes(folder / WAVEFORM, encode_image(waveform(outline(audio), plan.seconds, beats, sections), "png"))
    record = SongRecord(
        made_from=made_from,
        file=SONG,
        mp3=MP3,
        seconds=plan.seconds,
        lufs=_finite(loudness(audio, RATE)),
        true_peak=_finite(true_peak(audio)),
        provenance=clip.provenance,
        voice=sung_by or voice.licence or "none",
        note=note,
        cost_seconds=time.perf_counter() - started,
        tonality=wanted.tonality,
        prompt=request.prompt,
        said=unfulfilled(plan, request.prompt, voice=request.voice),
    )
    write_text(folder / CARD, card(plan, voice, record))
    record.write(folder / SongRecord.FILE)
    return record, False


def _at_rate(clip: RenderedClip) -> np.ndarray:
    from scipy.signal import resample_poly

    common = int(np.gcd(clip.rate, RATE))
    return np.asarray(resample_poly(clip.audio, RATE // common, clip.rate // common, axis=1), np.float32)


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _tags(plan: SongPlan) -> dict[str, str]:
    return {"title": plan.title, "artist": "Tenth Symphony"}


def _write_mp3(path: Path, audio: np.ndarray, tags: dict[str, str], note: str) -> None:
    import av

    with atomic_path(path) as temporary:
        with av.open(str(temporary), "w", format="mp3") as file:
            file.metadata.update(tags)
            stream = add_lossy_track(file, "libmp3lame")
            for frame in audio_frames(np.clip(audio, -1, 1), RATE, "fltp", "stereo", size=1152):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        add_comment(temporary, note)


def draw_lyric_video(
    folder: Path, fonts: Path | None = None, say: Callable[[str], Any] = lambda _: None
) -> tuple[LyricVideoRecord, bool]:
    """Make the lyric video in each requested shape, a poster, and the caption files.

    Args:
        fonts: the folder of fonts for characters that the usual font lacks.
        say: called with a note on characters that no font has.

    Raises:
        RecordError: there is no plan or no song.
        BackgroundError: the background cannot be shown.
    """
    plan = SongPlan.read(folder / SongPlan.FILE, remedy=REMEDY)
    request = read_request(folder)
    song = SongRecord.read(folder / SongRecord.FILE, remedy=REMEDY)
    faces = Typefaces(own_fonts(fonts) if fonts else ())
    words = shown_words(plan)
    lacking = faces.lacking(words)
    made_from = digest(VERSION, song.made_from, list(request.shapes), request.background, plan.title, BIT_RATE, lacking)
    record = stored(LyricVideoRecord, folder, made_from)
    if record is not None and all((folder / name).exists() for name in record.files.values()):
        return record, True
    started = time.perf_counter()
    if left_out := without_font(words, fonts):
        say(left_out)
    audio = read_audio(folder / song.file)
    assert audio is not None, "a song has sound"
    background = folder / request.background if request.background else None
    files: dict[Shape, str] = {shape: f"lyrics-{shape}.mp4" for shape in request.shapes}
    for shape, name in files.items():
        write_lyric_video(plan, audio, folder / name, shape=shape, background=background, about=song.note, faces=faces)
    drawn = (time.perf_counter() - started) / len(files)
    at = _telling_moment(plan)
    still = poster(plan, audio, at, shape=request.shapes[0], background=background, faces=faces)
    write_bytes(folder / POSTER, encode_image(still, "jpeg"))
    animated_poster(folder / next(iter(files.values())), request.shapes[0], at, folder / PREVIEW)
    captions = {
        "song.lrc": lrc(plan, "Tenth Symphony", song.note),
        "song.ass": ass(plan, song.note),
        "song.vtt": vtt(plan, song.note),
    }
    for name, text in captions.items():
        write_text(folder / name, text)
    record = LyricVideoRecord(
        made_from=made_from,
        files=files,
        captions=tuple(captions),
        description=song.note,
        left_out=left_out,
        times_real_time=round(plan.seconds / drawn, 2),
        cost_seconds=time.perf_counter() - started,
    )
    record.write(folder / LyricVideoRecord.FILE)
    return record, False


def _telling_moment(plan: SongPlan) -> float:
    """A time for the poster: the end of a line of the first hook, or of the first verse."""
    sections = [section for section in plan.sections if section.lines]
    section = next((section for section in sections if section.kind == "hook"), sections[0])
    line = section.lines[min(1, len(section.lines) - 1)]
    return line.words[-1].start + 0.05


def animated_poster(
    film: Path, shape: Shape, at: float, target: Path, *, seconds: float = 6.0, width: int = 560, fps: int = 8
) -> None:
    """The last seconds of a lyric video before a time, as an animated WebP for pages that cannot play video."""
    import av
    from PIL import Image

    start = max(0.0, at - 0.7 * seconds)
    height = round(SIZES[shape][1] * width / SIZES[shape][0] / 2) * 2
    with av.open(str(film)) as container:
        container.seek(int(start * 1_000_000))
        frames = (frame for frame in container.decode(video=0) if frame.time is not None and frame.time >= start)
        wanted = itertools.islice(itertools.islice(frames, 0, None, FPS // fps), int(seconds * fps))
        pictures = [
            Image.fromarray(frame.reformat(width=width, height=height, format="rgb24").to_ndarray()) for frame in wanted
        ]
    with atomic_path(target) as temporary:
        pictures[0].save(
            temporary,
            format="WEBP",
            save_all=True,
            append_images=pictures[1:],
            duration=1000 // fps,
            loop=0,
            quality=50,
        )
