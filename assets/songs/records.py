"""The records of a song, one per file: request.json, plan.json, voice.json, song.json, lyric_video.json.

What belongs here: the fields of all records but the plan (plan.py). What does not: making them (steps.py).
"""

from typing import Any, ClassVar, Literal, TypeVar

from pydantic import Field, field_validator, model_validator

from assets.songs.beat import SONG_STYLES, TEMPO_RANGE, described
from assets.songs.flow import Flow
from assets.songs.lyric_video import Shape
from assets.songs.pasted import visible
from assets.songs.plan import SongPlan
from resources.music.choosing import style_named
from resources.music.provenance import Provenance
from resources.records import Record

SYNTHETIC = "The voice in this song is synthetic: a computer speaks."
MOST_TEXT = 8000  # characters
DEFAULT_STYLE = "boom-bap"
OF_A_WRITER = ("theme", "first", "artist", "form", "bars", "model")


class SongRequest(Record):
    """The request for a song. `text`: the user's own words, in sections separated by blank lines and named by lines
    such as [Hook]. Without it the model writes, following `theme`, `first`, `artist` and `form` (V for a verse, H for
    the hook).
    """

    FILE: ClassVar[str] = "request.json"

    title: str = Field(default="", max_length=120, description="the song's title; by default its hook's shortest line")
    text: str = Field(default="", max_length=MOST_TEXT, description="words of your own, instead of the model's")
    theme: str = Field(default="", max_length=200, description="words for the topic of the song")
    first: str = Field(default="", max_length=160, description="the first line of the verse")
    artist: str = Field(default="", max_length=120, description="an artist of the training songs whose style to follow")
    form: str = Field(default="VHVH", pattern=r"^[VH]{1,12}$", description="sections, V for a verse and H for the hook")
    bars: int = Field(default=8, ge=2, le=32, description="lines per verse")
    model: str = Field(default="champion", pattern=r"^[A-Za-z0-9_-]{1,60}$", description="which model writes")
    style: str = Field(
        default=DEFAULT_STYLE,
        description=f"style of the music; by default the one that --prompt names, or {DEFAULT_STYLE}",
    )
    prompt: str = Field(
        default="", max_length=500, description='the music in words, as in "boom bap, dark piano, no drums, in F minor"'
    )
    tempo: float | None = Field(
        default=None,
        ge=TEMPO_RANGE[0],
        le=TEMPO_RANGE[1],
        description="beats per minute; by default the tempo that --prompt names, or the one that suits the words",
    )
    flow: Flow = Field(default="straight", description="how syllables sit on the beat")
    voice: bool = Field(default=True, description="whether a voice raps; otherwise an instrumental with a lyric video")
    shapes: tuple[Shape, ...] = Field(
        default=("wide",), min_length=1, max_length=2, description="shapes of the lyric video"
    )
    background: str = Field(default="", description="a picture or video in the song's folder, shown behind the words")
    draft: bool = Field(
        default=False, description="write only the words, as a draft that can be changed before a song is made"
    )
    rewrite: tuple[int, ...] = Field(
        default=(), max_length=120, description="lines of the text to rewrite, counted from 0"
    )
    seed: int = Field(default=31, ge=0, lt=2**31, description="another seed gives another song")
    words_by: str = Field(default="", max_length=200, description="who wrote the text, if it was not only a person")

    def stored(self) -> dict[str, Any]:
        """The stored fields. `words_by` is newer than the rest and left out while empty, so that older songs keep their keys."""
        return {name: value for name, value in super().stored().items() if name != "words_by" or value}

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The settings for the model that have no effect, because the user gave the words."""
        if not self.text or self.rewrite or self.words_by:  # a draft's words were written by these settings
            return ()
        return tuple(name for name in OF_A_WRITER if getattr(self, name) != type(self).model_fields[name].default)

    @field_validator("title", "theme", "first", "artist", mode="before")
    @classmethod
    def _one_line(cls, value: Any) -> Any:
        return " ".join(visible(value).split()) if isinstance(value, str) else value

    @model_validator(mode="before")
    @classmethod
    def _as_described(cls, fields: Any) -> Any:
        """The style and the tempo that the prompt names, unless they are set themselves."""
        if not isinstance(fields, dict) or not isinstance(prompt := fields.get("prompt"), str):
            return fields
        given = {name: value for name, value in fields.items() if value is not None or name not in ("style", "tempo")}
        return {**described(prompt), **given}

    @field_validator("style")
    @classmethod
    def _known(cls, value: str) -> str:
        if (known := style_named(value)) not in SONG_STYLES:
            raise ValueError(f"there is no style {value!r} for songs; styles are {', '.join(SONG_STYLES)}")
        return known

    @field_validator("background")
    @classmethod
    def _name_alone(cls, value: str) -> str:
        if "/" in value or "\\" in value or value.startswith("."):
            raise ValueError("a file's name in the song's folder, not a path")
        return value


class VoiceRecord(Record):
    """A song's voice. `name`: the voice, or the renderer that sings, or none. `file`: None in the last two cases.
    `squeeze`: at the tightest place of all lines (see `resources.voices.base.Spoken`).
    """

    FILE: ClassVar[str] = "voice.json"

    made_from: str
    file: str | None
    name: str
    revision: str
    licence: str
    squeeze: float
    cost_seconds: float


class SongRecord(Record):
    """The finished sound: files, loudness in LUFS, true peak in dBTP, the requested key, the renderer, the licence if it sings,
    and what in the prompt was not understood or cannot be done, in sentences.
    """

    FILE: ClassVar[str] = "song.json"

    made_from: str
    file: str
    mp3: str
    seconds: float
    lufs: float | None
    true_peak: float | None
    provenance: Provenance
    voice: str
    note: str
    cost_seconds: float
    tonality: str | None = None
    prompt: str = ""
    said: tuple[str, ...] = ()


class LyricVideoRecord(Record):
    """The lyric video: a file per shape, and the caption files. `left_out`: a sentence on characters that no font has."""

    FILE: ClassVar[str] = "lyric_video.json"

    made_from: str
    files: dict[Literal["wide", "tall"], str]
    captions: tuple[str, ...]
    description: str
    left_out: str = ""
    times_real_time: float
    cost_seconds: float


R = TypeVar("R", SongPlan, VoiceRecord, SongRecord, LyricVideoRecord)


def stored(kind: type[R], folder: Any, made_from: str) -> R | None:
    """The stored record of a step, if it was made from the same inputs."""
    record = kind.read_if_valid(folder / kind.FILE)
    return record if record is not None and record.made_from == made_from else None
