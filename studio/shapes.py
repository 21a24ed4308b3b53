"""The API's request and response models.

What belongs here: the models. What does not: routes (api.py, legacy_routes.py), the views of a video or a song
(video_views.py, song_views.py).
"""

from typing import Annotated, Any, Literal

from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError

from assets.songs.beat import SONG_STYLES
from assets.songs.records import SongRequest
from assets.songs.words import MOST_LINES
from assets.soundtracks.sidecar import MOST_CANDIDATES, MOST_LYRICS
from resources.media.images import Picture
from resources.media.probe import VideoFacts
from resources.music.choosing import style_named
from resources.music.request import LONGEST_SECONDS
from resources.music.styles import STYLES
from studio import blind_music
from studio.blind_verses import Choice


class RequestModel(BaseModel):
    """Base of request models: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=False)


def _style(value: str) -> str:
    if (known := style_named(value)) is None:
        raise ValueError(f"there is no style {value!r}; styles are {', '.join(STYLES)}")
    return known


def _song_style(value: str) -> str:
    if (known := _style(value)) not in SONG_STYLES:
        raise ValueError(f"{known} has no bars of four beats; styles of songs are {', '.join(SONG_STYLES)}")
    return known


StyleName = Annotated[str, AfterValidator(_style), Field(json_schema_extra={"enum": [*STYLES]})]

SongStyle = Annotated[str, AfterValidator(_song_style), Field(json_schema_extra={"enum": [*SONG_STYLES]})]


def _whole(value: Any) -> Any:
    """Integers as JSON Schema defines them: 1.0 is one, true and "1" are not."""
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise ValueError("must be a whole number")
    return int(value)


def _one_line(value: str) -> str:
    """Remove line ends and other invisible characters: the text becomes part of file names and tags."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())


OneLine = Annotated[str, AfterValidator(_one_line)]
WholeNumber = Annotated[int, BeforeValidator(_whole)]
LineNumber = Annotated[int, Field(ge=0, lt=MOST_LINES), BeforeValidator(_whole)]
OptionalWholeNumber = Annotated[int | None, BeforeValidator(lambda value: None if value is None else _whole(value))]


class Problem(BaseModel):
    """An error, and what to do about it."""

    error: str
    remedy: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 416, 421, 422, 429, 500, 503, 507)
}


class Status(BaseModel):
    """Whether the queue is being processed, and with which renderer."""

    working: bool
    error: str
    remedy: str
    renderer: str
    voice: str
    automation: str
    upload_mb: int


class Choices(BaseModel):
    """The values that can be chosen on the page."""

    styles: dict[str, str]
    song_styles: list[str]
    flows: list[str]
    examples: list[str]
    models: list[str]
    artists: list[str]


class Upload(BaseModel):
    """An upload that is not queued yet: a video, or a picture to show behind a song's words."""

    upload: str
    kind: Literal["video", "picture"]
    seconds: float
    width: int
    height: int
    sound: bool

    @classmethod
    def of(cls, number: str, facts: VideoFacts | Picture) -> "Upload":
        """From the facts that were found in the file."""
        size = {"upload": number, "width": facts.width, "height": facts.height}
        if isinstance(facts, Picture):
            return cls(**size, kind="picture", seconds=0.0, sound=False)
        return cls(**size, kind="video", seconds=facts.seconds, sound=facts.has_audio)


class VideoWish(RequestModel):
    """Settings for the music of a video; see the fields of a sidecar. `upload`: the id of the video's upload."""

    upload: str = Field(max_length=64)
    prompt: str | None = Field(None, max_length=2000)
    lyrics: str | None = Field(None, max_length=MOST_LYRICS)
    seconds: float | None = Field(None, gt=0, le=LONGEST_SECONDS)
    start: float | None = Field(None, ge=0, le=LONGEST_SECONDS)
    tempo: float | None = Field(None, ge=30, le=300)
    style: StyleName | None = None
    tonality: str | None = Field(None, pattern=r"^[A-G][#b]? (major|minor|dorian|phrygian|lydian|mixolydian)$")
    mix: Literal["replace", "duck", "mix"] | None = None
    volume: float | None = Field(None, ge=-40, le=20)
    seed: OptionalWholeNumber = Field(None, ge=0, lt=2**32)
    candidates: OptionalWholeNumber = Field(None, ge=1, le=MOST_CANDIDATES)

    def wishes(self) -> dict[str, Any]:
        """All fields but the upload."""
        return self.model_dump(exclude={"upload"}, exclude_none=True, mode="json")


class OtherWish(VideoWish):
    """Changed settings for an existing video. Missing fields stay as they are; null resets a field."""

    upload: str = Field("", max_length=0)

    def wishes(self) -> dict[str, Any]:
        """The fields that were given; None resets one."""
        return self.model_dump(exclude={"upload"}, exclude_unset=True, mode="json")


class TakeChoice(RequestModel):
    """A take to choose."""

    take: WholeNumber = Field(ge=1, le=16)


class PromptText(RequestModel):
    """A prompt to interpret. `of`: what the music is for; a song has a voice, an instrumental has none."""

    prompt: str = Field(max_length=2000)
    of: Literal["video", "song", "instrumental"] = "video"


class SongWords(RequestModel):
    """The words of a song that is not requested yet."""

    title: str = Field("", max_length=120)
    text: str = Field("", max_length=8000)


class Checked(BaseModel):
    """A sentence on the characters that the lyric video will leave out, and what to do about it; empty if there are none."""

    left_out: str


class _SongSettings(RequestModel):
    """The settings of a song, new or existing."""

    title: OneLine = Field("", max_length=120)
    text: str = Field("", max_length=8000, pattern=r"^$|\S")
    style: SongStyle | None = Field(None, description="by default the style that the prompt names, or boom-bap")
    prompt: str = Field(
        "", max_length=500, description="the music in words; it may name a style, a tempo, a key, instruments"
    )
    tempo: float | None = Field(None, ge=50, le=180)
    flow: Literal["straight", "triplet", "syncopated"] = "straight"
    voice: StrictBool = True
    shapes: list[Literal["wide", "tall"]] = Field(["wide"], min_length=1, max_length=2)
    seed: WholeNumber = Field(31, ge=0, lt=2**31)


class SongWish(_SongSettings):
    """A new song: see `SongRequest`. `picture`: an upload to show behind the words. `from_draft`: the id of the draft
    that the text was edited from, so that the song can say who wrote it.
    """

    theme: OneLine = Field("", max_length=200)
    first: OneLine = Field("", max_length=160)
    artist: OneLine = Field("", max_length=120)
    form: str = Field("VHVH", pattern=r"^[VH]{1,12}$")
    bars: WholeNumber = Field(8, ge=2, le=32)
    model: str = Field("champion", pattern=r"^[A-Za-z0-9_-]{1,60}$")
    draft: StrictBool = False
    rewrite: list[LineNumber] = Field([], max_length=120)
    picture: str | None = Field(None, max_length=64)
    from_draft: str | None = Field(None, max_length=80)

    def request(self) -> SongRequest:
        """The request for the songs stage.

        Raises:
            RequestValidationError: a value is invalid.
        """
        try:
            return SongRequest.model_validate(
                self.model_dump(exclude={"picture", "from_draft"}, exclude_none=True, mode="json")
            )
        except ValidationError as error:
            raise RequestValidationError(
                [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
            ) from None


class OtherSong(_SongSettings):
    """Changed settings for an existing song; missing fields stay as they are."""

    def wishes(self) -> dict[str, Any]:
        """The fields that were given."""
        return self.model_dump(exclude_unset=True, mode="json")


class Identified(BaseModel):
    """The id of what was created."""

    id: str


class Vote(RequestModel):
    """A vote on a pair of verses."""

    pair: str = Field(max_length=32)
    choice: Choice


class ListeningVote(RequestModel):
    """A vote on clips of music."""

    comparison: str = Field(max_length=32)
    choice: blind_music.Choice


class Unveiled(BaseModel):
    """Who wrote what."""

    a: str
    b: str


class Models(BaseModel):
    """The comparison: the champion, the reason, and one table per protocol."""

    champion: str
    reason: str
    tables: dict[str, list[dict[str, str]]]
