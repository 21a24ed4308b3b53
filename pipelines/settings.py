"""What a person can set: environment variables and `.env`, typed, with embedded defaults.

What belongs here: every setting, its default and its allowed values (documented in .env.example). What does not:
what a setting does; that lives in the room that it switches.
"""

import importlib.util
import os
import re
from pathlib import Path
from typing import Annotated, Literal

from dotenv import load_dotenv
from pydantic import AfterValidator, Field, StringConstraints, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from resources.base_models import Kind
from resources.base_models.smollm2 import is_unpacked
from resources.errors import TenthSymphonyError
from resources.renderers.sketch.bank import own_font
from resources.renderers.sketch.soundfonts import is_playable
from resources.storage import Folders, digest
from resources.store import SCHEMES

PROJECT_ROOT = Path(__file__).resolve().parent.parent
ROSTERS = PROJECT_ROOT / "assets" / "lyrics" / "rosters"
RENAMED = {"MUSICGEN_CANDIDATES": "MUSICGEN_TAKES"}  # an old name that is set would be passed over
CRON_FIELDS = re.compile(r"^\S+(\s+\S+){4}$")


def _on_this_machine(path: str) -> str:
    # Path("s3://bucket") is a relative folder named "s3:", so that everything would seem to succeed.
    if "://" in path:
        raise ValueError("an address where a local path is needed")
    return path


def _path_or_store(path: str) -> str:
    scheme, is_address, rest = path.partition("://")
    if not is_address:
        return path
    if scheme not in SCHEMES or not rest.strip("/"):
        raise ValueError(
            f"a local path, or a folder of an object store: {', '.join(f'{s}://bucket/folder' for s in SCHEMES)}"
        )
    module, extra = SCHEMES[scheme]
    if importlib.util.find_spec(module) is None:
        raise ValueError(f"{scheme}:// needs {module}: run make extra NAME={extra}")
    return path


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LocalPath = Annotated[Text, AfterValidator(_on_this_machine)]
ModelName = LocalPath  # a local folder, or a name on the hub


class SettingsError(TenthSymphonyError):
    """A setting is wrong or empty; the message names the variable and what it may be."""


class Settings(BaseSettings):
    """The settings, one field per environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore", validate_default=True)

    lyrics_source: Literal["sandbox", "musixmatch", "lrclib", "folder"] = Field(
        "sandbox",
        description="where lyrics come from: the embedded songbook's sandbox, Musixmatch, LRCLIB, or a local folder",
    )
    musixmatch_base_url: Text = Field(
        "https://api.musixmatch.com/ws/1.1", description="the service's address (the sandbox has its own)"
    )
    lrclib_base_url: Text = Field("https://lrclib.net/api", description="LRCLIB's address")
    lrclib_titles: LocalPath | None = Field(
        None, description="with LYRICS_SOURCE=lrclib: a CSV of the songs wanted, with the columns artist and title"
    )
    lyrics_dir: LocalPath = Field("lyrics", description="with LYRICS_SOURCE=folder: the folder with the lyrics")
    calls_per_day: int = Field(1900, ge=1, description="how many calls a day (UTC) a lyrics service gets")
    calls_per_second: float = Field(5, gt=0, le=100, description="how many calls a second a lyrics service gets")
    refresh_days: float = Field(6, ge=0, description="after how many days a service is asked again for its songs")
    artists_at_once: int = Field(4, ge=1, le=16, description="how many artists are asked for at once")
    songs_per_artist: int = Field(50, ge=1, le=100, description="how many songs to fetch for each artist")
    roster: LocalPath | None = Field(
        None,
        description="a CSV of artists; by default the songbook's with the sandbox, those of LYRICS_DIR with folder, "
        "30 rap artists otherwise",
    )
    base_models: Literal["auto", "smollm2", "embedded", "hub", "local"] = Field(
        "auto",
        description="what is fine-tuned: SmolLM2, which make demo and make smollm2 fetch, a small GPT-2 made here "
        "(embedded), the two hub models, or local folders; auto: SmolLM2 where it was fetched, else embedded",
    )
    base_models_dir: LocalPath | None = Field(None, description="with BASE_MODELS=local: the folder of the models")
    renderer: Literal["sketch", "musicgen", "audiocraft", "acestep", "stableaudio"] = Field(
        "sketch",
        description="what plays the soundtracks: the embedded composer, MusicGen, audiocraft's MusicGen, ACE-Step, or "
        "Stable Audio",
    )
    soundfont: LocalPath = Field(
        "auto",
        description="with RENDERER=sketch: a SoundFont (.sf2, .sf3) to play with, auto for the one that make demo "
        "and make soundfont fetch, else one of the system's, or off for computed instruments",
    )
    voice: LocalPath = Field(
        "auto",
        description="who raps songs: auto for the voice that make demo and make voice fetch, a Piper voice (.onnx), or none",
    )
    acestep_model: ModelName = Field(
        "ACE-Step/acestep-v15-turbo-diffusers",
        description="with RENDERER=acestep: a repository in diffusers' format, or a local folder",
    )
    stableaudio_model: ModelName = Field(
        "stabilityai/stable-audio-open-1.0",
        description="with RENDERER=stableaudio: a repository in diffusers' format (this one is gated: HF_TOKEN), or a local "
        "folder",
    )
    clap_model: ModelName | None = Field(
        None,
        description="with RENDERER=musicgen or audiocraft: a CLAP that judges how well a take fits the prompt's words "
        "(laion/larger_clap_music or a local folder)",
    )
    audiocraft_env: LocalPath = Field(
        ".venv-audiocraft", description="with RENDERER=audiocraft: the environment that make audiocraft builds"
    )
    musicgen_model: ModelName = Field(
        "facebook/musicgen-small",
        description="with RENDERER=musicgen or audiocraft: facebook/musicgen-small, -medium or -large, one of their stereo variants "
        "(facebook/musicgen-stereo-small …), or a local folder",
    )
    musicgen_takes: int = Field(
        1, ge=1, le=16, description="how many takes of each piece MusicGen plays to keep the best"
    )
    musicgen_precision: Literal["auto", "int8", "int8_7bit", "bf16", "fp32"] = Field(
        "auto",
        description="what MusicGen multiplies in; auto takes the fastest that works on this machine (int8_7bit: for a "
        "processor without VNNI)",
    )
    data_dir: Annotated[Text, AfterValidator(_path_or_store)] = Field(
        "data",
        description="where tables, checkpoints, reports and videos lie: a folder, or one of an object store "
        "(s3://bucket/folder, gs://…, az://…)",
    )
    mirror_dir: LocalPath = Field(
        "mirror", description="with DATA_DIR on an object store: where this machine keeps its copies"
    )
    inbox_dir: LocalPath = Field("inbox", description="the folder into which videos are dropped")
    videos_per_batch: int = Field(8, ge=1, le=100, description="how many queued videos one run renders")
    target_lufs: float = Field(-14.0, ge=-40, le=-8, description="the scored videos' integrated loudness in LUFS")
    max_true_peak: float = Field(-1.0, ge=-9, le=-0.1, description="the scored videos' highest true peak in dBTP")
    automation: Literal["off", "videos", "on"] = Field(
        "off",
        description="what starts switched on: the weekly schedule and all sensors (on), the video queue alone (videos), "
        "or nothing",
    )
    executor: Literal["processes", "ray"] = Field(
        "processes", description="where steps run: in processes of this machine, or as jobs of a Ray cluster"
    )
    ray_address: Text | None = Field(
        None, description="with EXECUTOR=ray: the address of the cluster's jobs, for example http://127.0.0.1:8265"
    )
    ray_gpus: float = Field(
        0,
        ge=0,
        description="with EXECUTOR=ray: how many GPUs a step takes that trains, writes or renders (0.5: two share)",
    )
    ray_runs: bool = Field(
        False,
        description="with EXECUTOR=ray: whether runs' own processes are jobs of the cluster, too, and not the daemon's "
        "machine's",
    )
    keep_checkpoints: int = Field(
        3, ge=1, description="how many checkpoints of each model housekeeping keeps, champions apart"
    )
    keep_days: float = Field(90, ge=1, description="how many days finished runs and their logs are kept")
    keep_archived_days: float | None = Field(
        None, ge=1, description="how many days archived videos are kept; where it is not set, for ever"
    )
    listening_dir: LocalPath | None = Field(
        None,
        description="a folder with music by people, which the studio's blind listening puts beside what is rendered here",
    )
    studio_host: Text = Field(
        "127.0.0.1", description="where the studio is served; elsewhere than on this machine it wants STUDIO_TOKEN"
    )
    studio_port: int = Field(3001, ge=1, le=65535, description="the studio's port")
    studio_upload_mb: int = Field(500, ge=1, le=50_000, description="how large an uploaded video may be")
    ui_url: Text = Field("http://127.0.0.1:3000", description="the Dagster UI's address, for links in messages")
    retrain_cron: str = Field("0 3 * * 1", description="when the weekly refresh starts (cron, UTC)")

    @field_validator("retrain_cron")
    @classmethod
    def _five_fields(cls, value: str) -> str:
        from dagster._utils.schedules import is_valid_cron_string

        if not CRON_FIELDS.match(value) or not is_valid_cron_string(value):
            raise ValueError("a cron expression of five fields, for example 0 3 * * 1")
        return value

    @field_validator("executor")
    @classmethod
    def _is_installed(cls, value: str) -> str:
        if value == "ray":
            missing = [name for name in ("ray", "dagster_ray") if importlib.util.find_spec(name) is None]
            if missing:
                raise ValueError(f"it needs {' and '.join(missing)}: run make extra NAME=ray")
        return value

    @field_validator("ray_address")
    @classmethod
    def _needed_with_ray(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("executor") == "ray":
            raise ValueError("EXECUTOR=ray needs the address of a cluster's jobs, for example http://127.0.0.1:8265")
        return value

    @field_validator("ray_runs")
    @classmethod
    def _steps_first(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("executor") != "ray":
            raise ValueError(
                "it sends the runs of EXECUTOR=ray to the cluster; without that, their steps would all be one job"
            )
        return value

    @field_validator("base_models_dir")
    @classmethod
    def _needed_with_local(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("base_models") == "local":
            raise ValueError("with BASE_MODELS=local the folder that holds one folder per model")
        return value

    @property
    def base_kind(self) -> Kind:
        """What is fine-tuned, with auto decided."""
        if self.base_models == "auto":
            return "smollm2" if is_unpacked(self.folders.smollm2) else "embedded"
        return self.base_models

    @property
    def base_models_folder(self) -> Path:
        """With BASE_MODELS=local: the folder of the models."""
        assert self.base_models_dir is not None, "checked when the settings were read"
        return self.resolve(self.base_models_dir)

    @property
    def roster_path(self) -> Path | None:
        """The roster's CSV file; None takes the artists of the lyrics folder."""
        if self.roster:
            return self.resolve(self.roster)
        if self.lyrics_source == "folder":
            return None
        return ROSTERS / ("songbook.csv" if self.lyrics_source == "sandbox" else "musixmatch.csv")

    def resolve(self, path: str) -> Path:
        """A path as set; a relative one lies in the project's folder."""
        return (PROJECT_ROOT / path).resolve()

    def folder_or_name(self, model: str) -> str:
        """The folder of that name where there is one, else the name on the model hub."""
        folder = self.resolve(model)
        return str(folder) if folder.is_dir() else model

    @property
    def soundfont_choice(self) -> str:
        """The SoundFont's file, or auto or off; with auto the project's own where it was fetched."""
        if self.soundfont == "auto" and (own := own_font(self.folders.soundfont)) and is_playable():
            return str(own)
        return self.soundfont if self.soundfont in ("auto", "off") else str(self.resolve(self.soundfont))

    @property
    def voice_choice(self) -> str:
        """The voice's file, or auto or none."""
        return self.voice if self.voice in ("auto", "none") else str(self.resolve(self.voice))

    @property
    def folders(self) -> Folders:
        """The data root, or this machine's mirror of it, and the inbox."""
        inbox = self.resolve(self.inbox_dir)
        if "://" in self.data_dir:
            return Folders(self.resolve(self.mirror_dir) / digest(self.data_dir)[:12], inbox, self.data_dir)
        return Folders(self.resolve(self.data_dir), inbox)


def _allowed(name: str) -> str:
    field = Settings.model_fields[name]
    values = getattr(field.annotation, "__args__", ())
    words = [value for value in values if isinstance(value, str)]
    return f"Allowed: {', '.join(words)}." if words else f"It says {field.description}."


def load_settings(**overrides: object) -> Settings:
    """Read the environment, with `.env` of the project's folder below it.

    Raises:
        SettingsError: a value is wrong or empty, or a name is an old one.
    """
    # Into the process environment, so that resources that read a secret at run time find it there too.
    load_dotenv(PROJECT_ROOT / ".env", override=False)
    for old, new in RENAMED.items():
        if old in os.environ:
            raise SettingsError(
                f"{old} is now called {new}.", remedy=f"Rename {old} to {new} in the environment or in .env."
            )
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType]  # fields are checked by pydantic
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0])
        value = wrong.get("input")
        raise SettingsError(
            f"{name.upper()} is {value!r}: {wrong['msg']}.",
            remedy=f"{_allowed(name)} Change it in the environment or in .env.",
        ) from None
