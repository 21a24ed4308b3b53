"""The settings of a video: the fields, their bounds, and reading them from a sidecar.

What belongs here: the fields, their bounds, and reading a sidecar. What does not: interpreting them (brief.py), where the
files are (inbox.py).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator

from resources.errors import TenthSymphonyError
from resources.music.choosing import style_named
from resources.music.request import LONGEST_SECONDS
from resources.music.styles import STYLES
from resources.music.tonality import TONALITY

SIDECARS = (".yaml", ".yml", ".json")
MOST_BYTES = 64 * 1024
MOST_CANDIDATES = 8
MOST_LYRICS = 5000  # characters
DEEPEST = 4  # levels of nesting, although a valid sidecar is flat
HOW = "Write lines like: prompt: calm piano"


def readable(name: str) -> str:
    """A file's name as text. Bytes that are not UTF-8 (old archives) become question marks, which keeps its length."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\ufffd", "?")


class SidecarError(TenthSymphonyError):
    """The settings of a video are invalid; the message names the field."""


class Sidecar(BaseModel):
    """The settings of a video, in <name>.yaml or <name>.json next to it. Every field is optional."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    prompt: str | None = Field(None, min_length=1, max_length=2000, description="what the music should sound like")
    lyrics: str | None = Field(
        None,
        min_length=1,
        max_length=MOST_LYRICS,
        description="words to sing, for a renderer that sings (RENDERER=acestep)",
    )
    seconds: float | None = Field(
        None, gt=0, le=LONGEST_SECONDS, description="how long the music plays; by default to the picture's end"
    )
    start: float | None = Field(
        None, ge=0, le=LONGEST_SECONDS, description="seconds of picture before the music starts"
    )
    tempo: float | None = Field(None, ge=30, le=300, description="beats per minute")
    style: str | None = Field(
        None, validation_alias=AliasChoices("style", "mood"), description=f"one of {', '.join(STYLES)}"
    )
    tonality: str | None = Field(None, description="the key: A minor, F# major")
    mix: Literal["replace", "duck", "mix"] | None = Field(
        None,
        description="what happens to the video's own sound: replace it, mix it with the music, or duck the music under it",
    )
    volume: float | None = Field(
        None, ge=-40, le=20, description="level of the music in decibels relative to the video's own sound"
    )
    seed: int | None = Field(None, ge=0, lt=2**32, description="another seed gives another piece")
    candidates: int | None = Field(
        None,
        ge=1,
        le=MOST_CANDIDATES,
        description="number of takes to choose from, with consecutive seeds (default 3; 1 for pieces over ten minutes)",
    )

    @field_validator("style")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        known = None if value is None else style_named(value)
        if value is not None and known is None:
            raise ValueError(f"there is no style {value!r}; styles are {', '.join(STYLES)}")
        return known

    @field_validator("tonality")
    @classmethod
    def _key(cls, value: str | None) -> str | None:
        if value is not None and not TONALITY.fullmatch(value):
            raise ValueError(f"{value!r} is not a key; write for example A minor, F# major or Bb minor")
        return value

    def given(self) -> dict[str, Any]:
        """The fields that were given."""
        return self.model_dump(exclude_none=True)


def make_sidecar(content: Any, source: str) -> Sidecar:
    """Validate the settings of a video.

    Args:
        source: where they come from, for the message.

    Raises:
        SidecarError: it is not a mapping, or fields are unknown or invalid; the message names all of them.
    """
    if content is None:
        return Sidecar.model_validate({})
    if not isinstance(content, dict):
        raise SidecarError(f"{source} is not a mapping.", remedy=HOW)
    try:
        return Sidecar.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {_in_words(fault)}" for fault in error.errors()]
        raise SidecarError(
            f"{source} cannot be used: {'; '.join(faults)}.", remedy=f"Fields: {', '.join(Sidecar.model_fields)}."
        ) from None


def _in_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with a field, without pydantic's terms."""
    if fault["type"] == "extra_forbidden":
        return "there is no such field"
    return re.sub("^(Input|String) should", "it should", fault["msg"].removeprefix("Value error, "))


def _refuse_what_grows(text: str, source: str) -> None:
    """Refuse YAML with duplicate keys or references: nine lines of aliases to aliases took 42 s to read.

    Raises:
        SidecarError: there is an anchor, an alias, a merge or a repeated field, or it is nested deeply.
    """
    import yaml

    depth, fields, at_field = 0, set(), False
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SidecarError(f"{source} has a YAML anchor or alias.", remedy=HOW)
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            raise SidecarError(f"{source} has a YAML merge.", remedy=HOW)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif depth == 1 and isinstance(event, yaml.NodeEvent):
            at_field = not at_field
            if at_field and isinstance(event, yaml.ScalarEvent):
                if event.value in fields:
                    raise SidecarError(f"{source} has the field {event.value[:40]} twice.", remedy=HOW)
                fields.add(event.value)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise SidecarError(f"{source} is nested too deeply.", remedy=HOW)


def read_sidecar(path: Path) -> Sidecar:
    """Read and validate a sidecar.

    Raises:
        SidecarError: it is a link, too large, not a YAML or JSON mapping, or a field is unknown or invalid.
    """
    import yaml

    source = f"Its sidecar {readable(path.name)}"
    if path.is_symlink() or path.stat().st_size > MOST_BYTES:
        raise SidecarError(f"{source} is a link, or larger than {MOST_BYTES // 1024} KB.", remedy=HOW)
    try:
        text = path.read_text(encoding="utf-8-sig")
        _refuse_what_grows(text, source)
        content = yaml.safe_load(text)  # JSON is a subset of YAML
    except UnicodeDecodeError:
        raise SidecarError(f"{source} is not text in UTF-8.", remedy=HOW) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", from line {mark.line + 1} on" if mark else ""
        raise SidecarError(f"{source} cannot be read{line}.", remedy=HOW) from None
    return make_sidecar(content, source)
