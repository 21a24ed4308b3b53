"""Blind comparison of music: a person chooses the best of several clips without names, and then sees who made them.

A comparison has one style: takes by at least two origins (another renderer, other weights or another version count as
different origins) and, if LISTENING_DIR is set, a piece by people. Clips are stored in a folder that is deleted when the
studio stops.

What belongs here: choosing pieces, cutting them to equal length and loudness, and votes. What does not: counting votes
(votes.py), making music (assets/soundtracks), routes (api.py).
"""

import random
import re
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import BaseModel

from assets.soundtracks.library import videos
from assets.soundtracks.records import BriefRecord, SoundtrackRecord
from resources.audio import fade, loudness, to_loudness
from resources.media.files import UnusableVideoError
from resources.media.sound import RATE, read_stretch, sound_seconds, write_audio
from resources.records import Record
from resources.storage import Folders, atomic_folder, digest
from studio.blind_verses import BlindError
from studio.messages import without_paths
from studio.votes import Tally, keep, tallies

SIDES = ("a", "b", "c")
CLIP = re.compile(r"[abc]\.flac")
ID = re.compile(r"[0-9a-f]{24}")
PEOPLE = "people"
MUSIC_SUFFIXES = (".ogg", ".oga", ".opus", ".mp3", ".flac", ".wav", ".m4a")
SECONDS, SHORTEST_SECONDS = 20.0, 2.0
SHORTEST_BY_PEOPLE = 30.0  # shorter files are sound effects: folders of games have more of those than music
LUFS, CEILING_DBTP = -20.0, -1.5  # quieter than our videos, so that no clip needs limiting, which could be audible
FADE_SECONDS = 0.2
END_SECONDS = 0.05  # left out of a piece: coded sound may be that much shorter than its file says
NEWEST = 200  # how many videos are considered
COMMIT_LENGTH = 40  # characters of a version that are shown
KEPT = 20  # number of comparisons whose clips are kept
VOTED = "voted.json"  # a comparison's record after the vote; its clips can still be played
TRIES = 20
WHAT_TO_DO = (
    "Set LISTENING_DIR to a folder with music by people (docs/how-to/studio.md says where to get some), or score videos of the "
    "same style with another RENDERER."
)
Choice = Literal["a", "b", "c", "neither"]


class Comparison(BaseModel):
    """Two or three clips of one style, by side. The `id` does not reveal who made them."""

    id: str
    style: str
    sides: list[str]
    seconds: float


class Told(BaseModel):
    """Who made a clip, and its name."""

    side: str
    origin: str
    name: str


class Unveiled(BaseModel):
    """Who made the clips, and the results of all votes."""

    clips: list[Told]
    tallies: list[Tally]


class ComparisonRecord(Record):
    """A comparison as stored next to its clips: origins and names by side."""

    FILE: ClassVar[str] = "comparison.json"

    style: str
    origins: dict[str, str]
    names: dict[str, str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of music: who made it, its name and its file."""

    origin: str
    name: str
    path: Path

    @property
    def shortest(self) -> float:
        """The minimum length of a piece in seconds."""
        return SHORTEST_BY_PEOPLE if self.origin == PEOPLE else SHORTEST_SECONDS


def votes_path(folders: Folders) -> Path:
    """The file of votes, with one JSON object per line."""
    return folders.data / "votes" / "music.jsonl"


def takes(folders: Folders) -> dict[str, dict[str, list[Piece]]]:
    """The takes of the newest videos, by style and by origin."""
    found: dict[str, dict[str, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for folder in list(videos(folders.library))[-NEWEST:]:
        path = folder / SoundtrackRecord.FILE
        music = SoundtrackRecord.read_if_valid(path)
        brief = BriefRecord.read_if_valid(path.with_name(BriefRecord.FILE))
        for number, take in enumerate(music.candidates if music and brief else (), start=1):
            made, file = take.provenance, path.with_name(take.file)
            if file.exists() and take.seconds >= SHORTEST_SECONDS and take.lufs is not None and brief:
                origin = without_paths(f"{made.renderer}: {made.model}, {made.revision[:COMMIT_LENGTH]}", folders.data)
                found[brief.brief.style][origin].append(Piece(origin, f"take {number} of {folder.name}", file))
    return found


def pieces_by_people(folder: Path | None, style: str) -> list[Piece]:
    """Pieces by people: from the subfolder with the style's name if there is one, otherwise from the whole folder.

    Raises:
        BlindError: the folder contains no music.
    """
    if folder is None:
        return []
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MUSIC_SUFFIXES)
    if not files:
        raise BlindError(
            "The folder LISTENING_DIR contains no music.", remedy=f"Put music there ({', '.join(MUSIC_SUFFIXES)})."
        )
    own = [path for path in files if path.parent.name.lower() == style]
    return [Piece(PEOPLE, path.stem, path) for path in own or files]


def draw(folders: Folders, people: Path | None, place: Path, rng: random.Random) -> Comparison:
    """Draw a random comparison with random sides. Its clips are written to a folder in `place` that is named after its id.

    Args:
        people: the folder with music by people, if there is one.

    Raises:
        BlindError: there is nothing to compare.
    """
    made = takes(folders)
    if not made:
        raise BlindError("There is no music to compare yet.", remedy="Make music for a video first. " + WHAT_TO_DO)
    more = 1 if people else 0
    styles = sorted(style for style, origins in made.items() if len(origins) + more > 1)
    if not styles:
        raise BlindError("In every style, all music was made by the same renderer.", remedy=WHAT_TO_DO)
    for _ in range(TRIES):
        style = rng.choice(styles)
        origins = sorted(made[style])
        chosen = [rng.choice(pieces_by_people(people, style))] if people else []
        chosen += [
            rng.choice(made[style][origin])
            for origin in rng.sample(origins, min(len(origins), len(SIDES) - len(chosen)))
        ]
        rng.shuffle(chosen)
        comparison = _prepared(place, style, chosen, rng.random())
        if comparison:
            return comparison
    raise BlindError(
        f"The music to compare cannot be read, is silent, or is shorter than {SHORTEST_BY_PEOPLE:.0f} seconds.",
        remedy="Check the files in LISTENING_DIR.",
    )


def _prepared(place: Path, style: str, pieces: Sequence[Piece], where: float) -> Comparison | None:
    """Write the clips: equally long, equally loud, from the same part of each piece. None if a piece is unusable."""
    number = digest(style, [str(piece.path) for piece in pieces], where)[:24]
    sides = SIDES[: len(pieces)]
    clips = []
    try:
        lengths = [sound_seconds(piece.path) for piece in pieces]
        if any(length < piece.shortest for piece, length in zip(pieces, lengths, strict=True)):
            return None
        seconds = min(SECONDS, min(lengths) - END_SECONDS)
        for piece, length in zip(pieces, lengths, strict=True):
            sound = read_stretch(piece.path, where * (length - END_SECONDS - seconds), seconds)
            if sound is None or not np.isfinite(loudness(sound, RATE)):
                return None
            clips.append(to_loudness(fade(sound, RATE, FADE_SECONDS, FADE_SECONDS), RATE, LUFS, CEILING_DBTP))
    except (UnusableVideoError, OSError):
        return None
    record = ComparisonRecord(
        style=style,
        origins={side: piece.origin for side, piece in zip(sides, pieces, strict=True)},
        names={side: piece.name for side, piece in zip(sides, pieces, strict=True)},
        seconds=round(seconds, 2),
    )
    with atomic_folder(place / number) as folder:
        for side, clip in zip(sides, clips, strict=True):
            write_audio(folder / f"{side}.flac", clip, RATE)
        record.write(folder / ComparisonRecord.FILE)
    _forget_old(place)
    return Comparison(id=number, style=style, sides=list(sides), seconds=record.seconds)


def _forget_old(place: Path) -> None:
    by_age = sorted(
        (path for path in place.iterdir() if ID.fullmatch(path.name)), key=lambda path: path.stat().st_mtime
    )
    for folder in by_age[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


def clip_of(place: Path, number: str, name: str) -> Path:
    """A clip's file.

    Raises:
        BlindError: there is no such clip.
    """
    path = place / number / name
    if not ID.fullmatch(number) or not CLIP.fullmatch(name) or not path.is_file():
        raise BlindError("This clip no longer exists.", remedy="Take another comparison.")
    return path


def vote(folders: Folders, place: Path, number: str, choice: Choice) -> Unveiled:
    """Store a vote. Returns who made the clips, and the results of all votes.

    Raises:
        BlindError: there is no such comparison, or no such clip in it.
    """
    path = place / number / ComparisonRecord.FILE
    found = ComparisonRecord.read_if_valid(path) if ID.fullmatch(number) else None
    if found is None:
        raise BlindError(
            "This comparison no longer exists, or there is already a vote on it.", remedy="Take another one."
        )
    if choice != "neither" and choice not in found.origins:
        raise BlindError(f"There is no clip {choice}.", remedy=f"Choose {', '.join(found.origins)} or neither.")
    try:
        path.rename(path.with_name(VOTED))  # of two simultaneous votes only one succeeds
    except FileNotFoundError:
        raise BlindError("There is already a vote on this comparison.", remedy="Take another comparison.") from None
    vote: dict[str, Any] = {"style": found.style, **found.origins, "names": found.names, "choice": choice}
    keep(votes_path(folders), vote)
    clips = [Told(side=side, origin=origin, name=found.names[side]) for side, origin in found.origins.items()]
    return Unveiled(clips=clips, tallies=tallies(votes_path(folders), SIDES))
