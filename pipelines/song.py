"""`make song`: makes a song from a theme or from your own words.

What belongs here: the command and its messages. What does not: making a song (assets/songs), which the queue does too.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import dagster as dg
from pydantic import ValidationError

from assets.evaluation.champions import read_champions
from assets.models.assets import model_names
from assets.songs.backgrounds import check_background
from assets.songs.card import CARD
from assets.songs.flow import FLOWS
from assets.songs.library import all_songs, ask, failures, state
from assets.songs.lyric_video import SIZES
from assets.songs.partitions import SONGS
from assets.songs.plan import SongPlan
from assets.songs.records import LyricVideoRecord, SongRecord, SongRequest
from assets.songs.words import SongTextError, check_text
from pipelines.command_line import CommandLineError, arguments_given, exit_status
from pipelines.executors import import_for_models
from pipelines.fonts import fetch_for
from pipelines.freshness import Freshness
from pipelines.instance import open_instance
from pipelines.ranges import range_tags
from pipelines.resources import build_voices
from pipelines.runs import execute, make_song, refresh_lyrics, retrain
from pipelines.settings import Settings, load_settings
from pipelines.smollm2 import fetch as fetch_base
from pipelines.soundfont import fetch_instruments
from pipelines.voice import fetch as fetch_voice
from resources.lyrics_sources.base import UnreadableSongError
from resources.lyrics_sources.song_files import read_text
from resources.storage import Folders

NO_TEXT = frozenset("\0\1\2\3\4")  # no text contains these characters; documents of word processors do


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options; those of a song come from `SongRequest`."""
    parser = argparse.ArgumentParser(prog="make song", description="Make a song from a theme or from your own words.")
    parser.add_argument("what", nargs="?", choices=["list"], help="list: show all songs and their states")
    parser.add_argument("--text", help="a text file with your own words, or - for standard input")
    parser.add_argument("--background", type=Path, help="a picture or video to show behind the words")
    parser.add_argument(
        "--shape", choices=[*SIZES, "both"], default="wide", help="shape of the lyric video (default: wide)"
    )
    parser.add_argument("--instrumental", action="store_true", help="make an instrumental without a voice")
    for name in ("title", "theme", "first", "artist", "form", "model", "style", "prompt"):
        parser.add_argument(f"--{name}", help=SongRequest.model_fields[name].description)
    parser.add_argument("--flow", choices=FLOWS, help=SongRequest.model_fields["flow"].description)
    for name, kind in (("bars", int), ("seed", int), ("tempo", float)):
        parser.add_argument(f"--{name}", type=kind, help=SongRequest.model_fields[name].description)
    return parser.parse_args(arguments)


def request_of(options: argparse.Namespace) -> SongRequest:
    """The request that the options describe.

    Raises:
        CommandLineError: a value is invalid, the text's file cannot be read, or the text cannot be spoken.
    """
    fields = {
        name: value
        for name in SongRequest.model_fields
        if name != "text" and (value := getattr(options, name, None)) is not None
    }
    fields["shapes"] = tuple(SIZES) if options.shape == "both" else (options.shape,)
    fields["voice"] = not options.instrumental
    fields.pop("background", None)
    try:
        if options.text is not None:
            fields["text"] = sys.stdin.read() if options.text == "-" else read_text(Path(options.text))
            if NO_TEXT & set(fields["text"]):
                raise CommandLineError(f"{options.text} is not a text file.", remedy="Save its words as plain text.")
        request = SongRequest.model_validate(fields)
        if options.text is not None:
            check_text(request.text)
        return request
    except (SongTextError, UnreadableSongError) as error:
        raise CommandLineError(f"{options.text}: {error.message}", remedy=error.remedy) from None
    except ValidationError as error:
        wrong = error.errors()[0]
        said = wrong["msg"].removeprefix("Value error, ")
        raise CommandLineError(f"--{wrong['loc'][0]}: {said}.", remedy="See make song DO=--help.") from None
    except UnicodeDecodeError as error:
        raise CommandLineError(f"The input cannot be read ({error}).", remedy="Send it as UTF-8.") from None


def prepare(settings: Settings, request: SongRequest) -> None:
    """Fetch the voice, the instruments and fonts, if the song needs them and they are missing.

    Raises:
        TenthSymphonyError: the voice is not available.
    """
    if request.voice and settings.voice_choice == "auto" and not build_voices(settings).sung_by:
        fetch_voice(settings.folders.voice)
    fetch_instruments(settings)
    fetch_for(f"{request.title} {request.text}", settings.folders.fonts)


def with_a_writer(
    settings: Settings, instance: dg.DagsterInstance, request: SongRequest
) -> tuple[Settings, SongRequest]:
    """If the champion is to write but there is none, train one model, and let that write.

    Returns:
        The settings and the request, both unchanged if no model was needed.

    Raises:
        RunFailedError: a step of the training failed.
    """
    from pipelines.definitions import build_defs  # reads the settings when it is imported

    if request.text or request.model != "champion" or read_champions(settings.folders).present:
        return settings, request
    if settings.base_models == "auto":
        fetch_base(settings.folders.smollm2)
        settings = load_settings()
    name = next(iter(model_names(settings.base_kind)[1:]), "ngram")
    print(f"There is no champion yet, so {name} writes; its corpus is built first. (make demo compares all models.)")
    defs = build_defs(settings=settings)
    graph = defs.resolve_asset_graph()
    model = dg.AssetKey(["models", name])
    upstream = dg.AssetSelection.assets(model).upstream().resolve(graph)
    harvested = [key for key in upstream if graph.get(key).partitions_def is not None]
    artists = [str(key) for key in next(iter(map(graph.get, harvested))).partitions_def.get_partition_keys()]  # pyright: ignore[reportOptionalMemberAccess]
    fresh = Freshness(defs, instance)
    if any(fresh.stale_partitions(key, artists) for key in harvested):
        import_for_models(settings)
        execute(refresh_lyrics, instance, tags=range_tags(artists))
        fresh = Freshness(defs, instance)
    both = {dg.AssetKey(["lyrics", "lyrics"]), dg.AssetKey(["lyrics", "rejected"])}
    if stale := fresh.stale_assets(set(upstream) - set(harvested)):
        execute(retrain, instance, assets=sorted({*stale, *(both if both & set(stale) else ())}))
    return settings, request.model_copy(update={"model": name})


def show(folders: Folders) -> str:
    """All songs with their states, as text."""
    rows = []
    for folder in all_songs(folders.songs):
        reasons = failures(folder)
        rows.append(f"{folder.name:<52} {state(folder)}{f': {reasons[-1]}' if reasons else ''}")
    return "\n".join(rows) or "No song was requested yet. For example: make song DO='--theme rain'"


def results(folder: Path) -> str:
    """A song's length, loudness, what it leaves out, and its files, as text."""
    plan = SongPlan.read_if_valid(folder / SongPlan.FILE)
    song = SongRecord.read(folder / SongRecord.FILE)
    video = LyricVideoRecord.read(folder / LyricVideoRecord.FILE)
    files = [
        folder / song.mp3,
        folder / CARD,
        *(folder / name for name in video.files.values()),
        *(folder / n for n in video.captions),
    ]
    loud = "silence" if song.lufs is None else f"{song.lufs:.1f} LUFS"
    said = [*(plan.written_by.get("said", ()) if plan else ()), *song.said, *filter(None, [video.left_out])]
    return "\n".join([f"{song.seconds:.0f} s, {loud}. {song.note}", *said, *map(str, files)])


def main(arguments: Sequence[str]) -> int:
    """Make a song, or list all songs. Returns the exit status."""
    return exit_status(partial(run, arguments))


def run(arguments: Sequence[str]) -> None:
    """Make a song, or list all songs.

    Raises:
        TenthSymphonyError: the song is impossible, or something that it needs is not available.
        RunFailedError: a step failed.
    """
    options = parse(arguments_given(arguments))
    settings = load_settings()
    settings.folders.pull()
    if options.what == "list":
        print(show(settings.folders))
        return
    request = request_of(options)
    if options.background and not options.background.is_file():
        raise CommandLineError(f"There is no file {options.background}.", remedy="Name a picture or a video.")
    if options.background:
        check_background(options.background)
    prepare(settings, request)
    instance = open_instance()
    settings, request = with_a_writer(settings, instance, request)
    key = ask(settings.folders.songs, request, options.background)
    settings.folders.push()
    instance.add_dynamic_partitions(SONGS.name or "", [key])
    execute(make_song, instance, tags={"dagster/partition": key})
    print(results(settings.folders.songs / key))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
