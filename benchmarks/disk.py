"""`disk`: the size of the data folder per lyrics text, film, song and model after `make demo`, and the API calls for its lyrics.

What belongs here: adding up a data folder, and counting calls. What does not: what is stored there (docs/architecture.md).
"""

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assets.lyrics.harvest import harvest_lyrics, harvest_tracks
from assets.lyrics.roster import load_roster
from assets.songs.library import all_songs, state
from assets.songs.plan import SongPlan
from assets.soundtracks.library import is_scored, original, videos
from assets.soundtracks.records import ScoredRecord
from pipelines.housekeeping import size_of
from pipelines.settings import ROSTERS, load_settings
from resources.errors import TenthSymphonyError
from resources.lyrics_sources.answers import AnswerStore
from resources.lyrics_sources.musixmatch import MusixmatchClient
from resources.lyrics_sources.sandbox import Sandbox
from resources.storage import Folders

SONGS_PER_ARTIST = 50  # the setting's default
STAGES = ("lyrics", "phonetics", "corpus")  # whose tables grow with the songs


class NoDemoError(TenthSymphonyError):
    """The data folder lacks something that is measured."""


def _calls() -> dict[str, Any]:
    """The calls, by method, that fetch the songbook into an empty store, and the bytes of the answers."""
    roster = load_roster(ROSTERS / "songbook.csv")
    with tempfile.TemporaryDirectory() as folder, Sandbox(port=0) as sandbox:
        answers = Path(folder) / "answers.sqlite"
        source = MusixmatchClient("key", sandbox.base_url, answers=AnswerStore(answers))
        tracks_of_artists = [harvest_tracks(source, artist, SONGS_PER_ARTIST) for artist in roster]
        songs = sum(len(harvest_lyrics(source, tracks, SONGS_PER_ARTIST)) for tracks in tracks_of_artists)
        return {
            "artists": len(roster),
            "songs": songs,
            "calls": dict(Counter(call.method for call in sandbox.calls)),
            "answers_bytes": size_of(answers),
        }


def _per_second(pieces: Iterable[tuple[float, int]]) -> dict[str, float]:
    """For pieces given as (seconds, bytes): their number, their total seconds, and bytes per second."""
    every = list(pieces)
    seconds = sum(length for length, _ in every)
    return {
        "pieces": len(every),
        "seconds": seconds,
        "bytes_per_second": sum(size for _, size in every) / seconds,
    }


def _films(folders: Folders) -> dict[str, Any]:
    scored = [folder for folder in videos(folders.library) if is_scored(folder)]
    lengths = {folder: ScoredRecord.read(folder / ScoredRecord.FILE).seconds for folder in scored}
    film = _per_second((seconds, size_of(original(folder))) for folder, seconds in lengths.items())
    stored = _per_second((seconds, size_of(folder)) for folder, seconds in lengths.items())
    return {**stored, "of_the_film_itself": film["bytes_per_second"]}


def _songs_made(folders: Folders) -> dict[str, float]:
    made = [folder for folder in all_songs(folders.songs) if state(folder) == "made"]
    return _per_second((SongPlan.read(folder / SongPlan.FILE).seconds, size_of(folder)) for folder in made)


def run() -> dict[str, Any]:
    """Bytes on disk per second of scored film, takes included, against the film's own.

    Raises:
        NoDemoError: the data folder has no tables, no scored film or no song.
    """
    folders = load_settings().folders
    harvested = _calls()
    tables = {stage: size_of(folders.tables / stage) for stage in STAGES}
    if not (all(tables.values()) and any(map(is_scored, videos(folders.library))) and any(all_songs(folders.songs))):
        raise NoDemoError(f"{folders.data} lacks tables, a scored film or a song.", remedy="Run make demo first.")
    films = _films(folders)
    return {
        "name": "disk",
        "ours": films["bytes_per_second"],
        "alternative": films["of_the_film_itself"],
        "ratio": films["of_the_film_itself"] / films["bytes_per_second"],
        "unit": "bytes on disk of a second of scored film, three takes and all; alternative: the film's own",
        "detail": {
            "harvest": harvested,
            "answers_bytes_per_song": harvested["answers_bytes"] / harvested["songs"],
            "table_bytes_per_song": {stage: size / harvested["songs"] for stage, size in tables.items()},
            "films": films,
            "songs_made": _songs_made(folders),
            "checkpoint_bytes": {
                model.name: max(size_of(folder) for folder in model.iterdir())
                for model in sorted(folders.checkpoints.iterdir())
                if model.is_dir()
            },
        },
    }
