"""The songs stage in Dagster: a song is planned, sung, mixed and drawn.

What belongs here: handing a partition to its step, and the metadata of its result. What does not: the steps (steps.py).
"""

from pathlib import Path
from typing import Any

import dagster as dg

from assets.metadata import OWNERS
from assets.songs.library import record_failure, song_folder
from assets.songs.partitions import SONGS
from assets.songs.plan import SongPlan
from assets.songs.real_flows import own_rate, stored_rates
from assets.songs.records import LyricVideoRecord, SongRecord, VoiceRecord
from assets.songs.steps import (
    POSTER,
    VERSION,
    WAVEFORM,
    draw_lyric_video,
    make_plan,
    make_song,
    record_voice,
)
from assets.soundtracks.gallery import inline
from resources.errors import TenthSymphonyError
from resources.leases import lease
from resources.music.request import Renderer
from resources.storage import Folders, digest
from resources.voices.package import VoiceChoice

GROUP = "songs"
COMMON: dict[str, Any] = {
    "key_prefix": GROUP,
    "group_name": GROUP,
    "owners": OWNERS,
    "partitions_def": SONGS,
    "code_version": VERSION,
}
WORDS_FROM = [
    dg.AssetDep(dg.AssetKey(key))
    for key in (["evaluation", "champion"], ["corpus", "training_examples"], ["phonetics", "pronunciations"])
]


def _result(
    record: SongPlan | VoiceRecord | SongRecord | LyricVideoRecord, path: Path, reused: bool, **metadata: Any
) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        data_version=dg.DataVersion(digest(record.made_from)[:16]),
        metadata={**metadata, "reused": reused, "path": dg.MetadataValue.path(path)},
    )


class _Counted:
    """Counts a failure of the song, so that the queue gives up after some attempts. Holds the song's folder, so that only one
    process works in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lease = lease(folder, wait_seconds=30)

    def __enter__(self) -> Path:
        self._lease.__enter__()
        return self._folder

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception):
            reason = str(error) if isinstance(error, TenthSymphonyError) else f"{kind.__name__}: {error}"
            record_failure(self._folder, reason)
        self._lease.__exit__(kind, error, trace)


@dg.asset(**COMMON, deps=WORDS_FROM, kinds={"json"}, pool="accelerator")
def plan(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], voices: dg.ResourceParam[VoiceChoice]
) -> dg.MaterializeResult:
    """A song's words, form and tempo, and the time of every syllable.

    The words are the user's own or the champion's. Stresses fall on beats, rhymes on the fourth beat.
    """
    with _Counted(song_folder(folders.songs, context.partition_key)) as folder:
        record, reused = make_plan(folders, context.partition_key, voices)
    real = stored_rates(folders)
    compared = {
        "syllables_per_second": own_rate(record),
        **(
            {"real_songs": f"{real.low:.1f} to {real.high:.1f} syllables a second in {real.lines} lines"}
            if real
            else {}
        ),
    }
    measured = {f"{name} ({kind})": value for kind, values in record.metrics.items() for name, value in values.items()}
    text = "\n\n".join(
        "  \n".join([f"**{s.name}**", *(line.text for line in s.lines)]) for s in record.sections if s.lines
    )
    return _result(
        record, folder / SongPlan.FILE, reused,
        title=record.title, tempo=record.tempo, seconds=record.seconds, style=record.style, flow=record.flow,
        written_by=dg.MetadataValue.json(record.written_by), words=dg.MetadataValue.md(text), **compared, **measured,
    )  # fmt: skip


@dg.asset(**COMMON, deps=[plan], kinds={"flac"}, name="voice")
def voice_track(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], voices: dg.ResourceParam[VoiceChoice]
) -> dg.MaterializeResult:
    """The song's voice, with every vowel at its planned time. It is synthetic, and the files say so.

    Rhymes and stresses are slightly louder, and the hook is doubled. There is none for an instrumental, or if the
    renderer sings.
    """
    with _Counted(song_folder(folders.songs, context.partition_key)) as folder:
        record, reused = record_voice(folder, voices, context.log.info)
    return _result(
        record, folder / (record.file or VoiceRecord.FILE), reused,
        voice=record.name, licence=record.licence or "none", squeeze=record.squeeze, cost_seconds=record.cost_seconds,
    )  # fmt: skip


@dg.asset(**COMMON, deps=[plan, voice_track], kinds={"flac", "mp3"}, pool="accelerator")
def song(
    context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], renderer: dg.ResourceParam[Renderer]
) -> dg.MaterializeResult:
    """The finished song: a backing track in its tempo and form, mixed with the voice, at −14 LUFS."""
    with _Counted(song_folder(folders.songs, context.partition_key)) as folder:
        record, reused = make_song(folder, renderer)
    return _result(
        record, folder / record.mp3, reused,
        seconds=record.seconds, lufs=record.lufs or 0.0, true_peak=record.true_peak or 0.0, note=record.note,
        licence=record.provenance.licence, cost_seconds=record.cost_seconds,
        waveform=dg.MetadataValue.md(f"![Sound, beats (ticks) and sections (lines)]({inline(folder / WAVEFORM)})"),
    )  # fmt: skip


@dg.asset(**COMMON, deps=[plan, song], kinds={"mp4"})
def lyric_video(context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult:
    """A video of the words in time with the song, rhymes in colour; with .lrc, .ass and .vtt files."""
    with _Counted(song_folder(folders.songs, context.partition_key)) as folder:
        record, reused = draw_lyric_video(folder, folders.fonts, context.log.warning)
    return _result(
        record, folder / next(iter(record.files.values())), reused,
        files=", ".join([*record.files.values(), *record.captions]), description_in_file=record.description,
        times_real_time=record.times_real_time, cost_seconds=record.cost_seconds,
        poster=dg.MetadataValue.md(f"![A moment of it]({inline(folder / POSTER)})"),
    )  # fmt: skip


ASSETS = [plan, voice_track, song, lyric_video]
