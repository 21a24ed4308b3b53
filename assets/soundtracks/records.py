"""The records of a video, one per file: manifest.json, video.json, brief.json, soundtrack.json, scored.json.

Records from before schema versions were flat. They are still read, so that videos scored then are not scored again.

What belongs here: the fields, and reading older versions. What does not: making records (steps.py), where they are stored
(library.py).
"""

import math
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from assets.soundtracks.brief import Brief
from resources.media.look import PictureFacts
from resources.media.mux import Mastering, MixMode
from resources.media.probe import VideoFacts
from resources.media.sound import SoundFacts
from resources.music.provenance import Provenance
from resources.records import Record

Step = Literal["video", "brief", "soundtrack", "scored_video"]
_OWN_SOUND = ("lufs", "speech")


class Manifest(Record):
    """A library video: the name it was dropped under, its size, hash (hex), time of arrival and sidecar."""

    key: str
    original_name: str
    bytes: int
    sha256: str
    received_at: str
    sidecar: dict[str, Any]

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Before schema versions, the fields were the same."""
        return fields if version == 0 else None


class StepRecord(Record):
    """The result of a step. `made_from`: a digest of its inputs; it is not made again from the same ones.
    `cost_seconds`: how long it took; None in older records.
    """

    STEP: ClassVar[Step]
    FILE: ClassVar[str]

    made_from: str
    cost_seconds: float | None = None


R = TypeVar("R", bound=StepRecord)


def stored(kind: type[R], folder: Path, made_from: str) -> R | None:
    """The stored record of a step, if it was made from the same inputs."""
    record = kind.read_if_valid(folder / kind.FILE)
    return record if record is not None and record.made_from == made_from else None


class VideoRecord(StepRecord):
    """A video as probed and analysed. `own_lufs`: the loudness of its own sound, None for silence or no sound.
    `own_speech`: the share of it that seems to be speech; `own_voices`: where; `own_heard_by`: which detector found it.
    `own_levels`: the level of each second in dBFS. `own_track`: its number, if players would play another track.
    `missing`: the share of the file that is missing at its end.
    """

    STEP, FILE = "video", "video.json"

    facts: VideoFacts
    picture: PictureFacts
    own_lufs: float | None
    own_speech: float
    own_voices: tuple[tuple[float, float], ...] = ()
    own_heard_by: str = ""
    own_levels: tuple[float, ...] = ()
    own_track: int | None = None
    missing: float = 0.0

    @property
    def sound(self) -> SoundFacts:
        """The analysis of its own sound."""
        return SoundFacts(
            -math.inf if self.own_lufs is None else self.own_lufs,
            self.own_speech,
            self.own_voices,
            self.own_heard_by,
            self.own_levels,
            self.own_track,
        )

    def damage(self) -> str:
        """What is wrong with the file, in a sentence; empty if it is complete."""
        if not self.missing:
            return ""
        return f"The last {self.missing:.0%} of the file is missing: copy or upload it again."

    def own_in_words(self) -> str:
        """Its own sound in words: how loud it is, how much is spoken, and which detector found that."""
        if self.own_lufs is None:
            return "none, or silence"
        track = "" if self.own_track is None else f"track {self.own_track}, since the usual one is silent: "
        heard = f", heard by {self.own_heard_by}" if self.own_heard_by else ""
        return f"{track}{self.own_lufs:.0f} LUFS, {self.own_speech:.0%} speech{heard}"

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the facts at the top level, and the own sound nested."""
        if version != 0 or not isinstance(fields.get("sound"), dict):
            return None
        known = ("made_from", "picture", "sound")
        return {
            "made_from": fields.get("made_from"),
            "facts": {name: value for name, value in fields.items() if name not in known},
            "picture": fields.get("picture"),
            **{f"own_{name}": fields["sound"].get(name) for name in _OWN_SOUND},
        }


class BriefRecord(StepRecord):
    """The stored brief of a video."""

    STEP, FILE = "brief", "brief.json"

    brief: Brief

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the brief's fields at the top level."""
        if version != 0:
            return None
        made_from = fields.pop("made_from", None)
        return {"made_from": made_from, "brief": fields}


class Candidate(BaseModel):
    """A take: a piece of music that was rendered and measured.

    `version`: a digest of its samples. Loudness in LUFS and true peak in dBTP are None for silence. `silence`,
    `clipped`: shares of frames and of samples. `beats`: seconds. `cut_error_ms`: the mean distance of the picture's
    cuts to beats.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")

    file: str
    version: str
    seconds: float
    lufs: float | None
    true_peak: float | None
    silence: float
    clipped: float
    tempo_heard: float | None
    cut_error_ms: float | None
    beats: tuple[float, ...]
    provenance: Provenance


class SoundtrackRecord(StepRecord):
    """The music of a video. `version`: a digest of all candidates. `chosen`: the number of the candidate that is
    played, from 1. `chosen_for`: a digest of the settings for which the user chose it; empty if the user did not.
    `unmet`: what the brief wants but the renderer may not deliver.
    """

    STEP, FILE = "soundtrack", "soundtrack.json"

    version: str
    chosen: int
    chosen_for: str = ""
    candidates: tuple[Candidate, ...]
    unmet: tuple[str, ...] = ()

    @property
    def best(self) -> Candidate:
        """The chosen candidate."""
        return self.candidates[self.chosen - 1]

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 repeated the chosen candidate's fields."""
        kept = ("made_from", "version", "chosen", "candidates")
        return {name: fields.get(name) for name in kept} if version == 0 else None


class OtherCandidate(BaseModel):
    """The video with a candidate that was not chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    seed: int
    cut_error_ms: float | None


class ScoredRecord(StepRecord):
    """A video with its music, as measured on the finished file. `left_out`: tracks and tags of the original that the
    container cannot hold.
    """

    STEP, FILE = "scored_video", "scored.json"

    file: str
    mode: MixMode
    seconds: float
    lufs: float | None
    true_peak: float | None
    mastering: Mastering
    picture_unchanged: bool
    length_kept: bool
    left_out: tuple[str, ...]
    others: tuple[OtherCandidate, ...]
    provenance: Provenance

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the fields of the mastering at the top level."""
        if version != 0:
            return None
        mastering = {name: fields.pop(name, None) for name in ("target_lufs", "max_true_peak")}
        return {**fields, "mastering": mastering}
