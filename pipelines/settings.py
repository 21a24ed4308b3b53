"""Settings: environment variables and `.env`, typed, with embedded defaults.

What belongs here: every setting, its default and its allowed values (documented in .env.example). What does not:
the effect of a setting, which is in the package that it controls.
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
from resources.renderers.sketch.soundfont_package import own_font
from resources.renderers.sketch.soundfonts import is_playable
from resources.storage import Folders, digest
from resources.store import SCHEMES

PROJECT_ROOT = Path(__file__).resolve().parent.parent
ROSTERS = PROJECT_ROOT / "assets" / "lyrics" / "rosters"
RENAMED = {"MUSICGEN_CANDIDATES": "MUSICGEN_TAKES"}  # old names, which would otherwise be ignored silently
CRON_FIELDS = re.compile(r"^\S+(\s+\S+){4}$")


def _on_this_machine(path: str) -> str:
    # Path("s3://bucket") is a relative folder named "s3:", so everything would seem to work.
    if "://" in path:
        raise ValueError("it must be a local path, not an address")
    return path


def _path_or_store(path: str) -> str:
    scheme, is_address, rest = path.partition("://")
    if not is_address:
        return path
    if scheme not in SCHEMES or not rest.strip("/"):
        raise ValueError(
            f"it must be a local path or a folder of an object store: {', '.join(f'{s}://bucket/folder' for s in SCHEMES)}"
        )
    module, extra = SCHEMES[scheme]
    if importlib.util.find_spec(module) is None:
        raise ValueError(f"{scheme}:// needs {module}: run make extra NAME={extra}")
    return path


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LocalPath = Annotated[Text, AfterValidator(_on_this_machine)]
ModelName = LocalPath  # a local folder, or a name on the hub


class SettingsError(TenthSymphonyError):
    """A setting is wrong or empty; the message names the variable and its allowed values."""


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
        None, description="with LYRICS_SOURCE=lrclib: a CSV of the wanted songs with the columns artist and title"
    )
    lyrics_dir: LocalPath = Field("lyrics", description="with LYRICS_SOURCE=folder: the folder with the lyrics")
    calls_per_day: int = Field(1900, ge=1, description="maximum number of calls to a lyrics service per day (UTC)")
    calls_per_second: float = Field(
        5, gt=0, le=100, description="maximum number of calls to a lyrics service per second"
    )
    refresh_days: float = Field(
        6, ge=0, description="number of days after which a service's list of songs is fetched again"
    )
    artists_at_once: int = Field(4, ge=1, le=16, description="number of artists fetched at the same time")
    songs_per_artist: int = Field(50, ge=1, le=100, description="number of songs to fetch for each artist")
    roster: LocalPath | None = Field(
        None,
        description="a CSV of artists; by default the songbook's artists with sandbox, those in LYRICS_DIR with folder, "
        "30 rap artists otherwise",
    )
    base_models: Literal["auto", "smollm2", "embedded", "hub", "local"] = Field(
        "auto",
        description="what is fine-tuned: SmolLM2, which make demo and make smollm2 fetch, a small GPT-2 trained from scratch "
        "(embedded), the two hub models, or local folders; auto: SmolLM2 if it was fetched, else embedded",
    )
    base_models_dir: LocalPath | None = Field(
        None, description="with BASE_MODELS=local: the folder that contains the models"
    )
    renderer: Literal["sketch", "musicgen", "audiocraft", "acestep", "stableaudio"] = Field(
        "sketch",
        description="what makes the music: the embedded composer (sketch), MusicGen, audiocraft's MusicGen, ACE-Step, or "
        "Stable Audio",
    )
    soundfont: LocalPath = Field(
        "auto",
        description="with RENDERER=sketch: a SoundFont (.sf2, .sf3); auto for the one that make demo and make soundfont "
        "fetch, else one of the system's; or off for synthesised instruments",
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
        description="with RENDERER=musicgen or audiocraft: a CLAP model that judges how well a take fits the prompt "
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
        1, ge=1, le=16, description="number of takes of each piece that MusicGen generates, of which the best is kept"
    )
    musicgen_precision: Literal["auto", "int8", "int8_7bit", "bf16", "fp32"] = Field(
        "auto",
        description="MusicGen's precision; auto selects the fastest that works on this machine (int8_7bit: for processors "
        "without VNNI)",
    )
    data_dir: Annotated[Text, AfterValidator(_path_or_store)] = Field(
        "data",
        description="where tables, checkpoints, reports, videos and songs are stored: a folder, or one in an object store "
        "(s3://bucket/folder, gs://…, az://…)",
    )
    mirror_dir: LocalPath = Field(
        "mirror", description="with DATA_DIR on an object store: where this machine keeps its copies"
    )
    inbox_dir: LocalPath = Field("inbox", description="the folder into which videos are dropped")
    videos_per_batch: int = Field(8, ge=1, le=100, description="number of queued videos that one run renders")
    target_lufs: float = Field(-14.0, ge=-40, le=-8, description="the scored videos' integrated loudness in LUFS")
    max_true_peak: float = Field(-1.0, ge=-9, le=-0.1, description="the scored videos' highest true peak in dBTP")
    automation: Literal["off", "videos", "on"] = Field(
        "off",
        description="what is switched on at the start: the schedules and all sensors (on), only the queues of videos and songs "
        "(videos), or nothing (off)",
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
        description="with EXECUTOR=ray: number of GPUs for a step that trains, writes or renders (0.5: two steps share one)",
    )
    ray_runs: bool = Field(
        False,
        description="with EXECUTOR=ray: whether the runs' own processes are also jobs of the cluster instead of running on the "
        "daemon's machine",
    )
    keep_checkpoints: int = Field(
        3, ge=1, description="number of checkpoints of each model that housekeeping keeps, besides champions"
    )
    keep_days: float = Field(90, ge=1, description="number of days for which finished runs and their logs are kept")
    keep_archived_days: float | None = Field(
        None, ge=1, description="number of days for which archived videos are kept; by default forever"
    )
    listening_dir: LocalPath | None = Field(
        None,
        description="a folder with music by people, for the studio's blind comparison with music that is rendered here",
    )
    studio_host: Text = Field(
        "127.0.0.1", description="the address on which the studio listens; other than loopback it needs STUDIO_TOKEN"
    )
    studio_port: int = Field(3001, ge=1, le=65535, description="the studio's port")
    studio_upload_mb: int = Field(500, ge=1, le=50_000, description="maximum size of an uploaded video in MB")
    ui_url: Text = Field("http://127.0.0.1:3000", description="the Dagster UI's address, for links in messages")
    retrain_cron: str = Field("0 3 * * 1", description="when the weekly refresh starts (cron, UTC)")

    @field_validator("retrain_cron")
    @classmethod
    def _five_fields(cls, value: str) -> str:
        from dagster._utils.schedules import is_valid_cron_string

        if not CRON_FIELDS.match(value) or not is_valid_cron_string(value):
            raise ValueError("it must be a cron expression with five fields, for example 0 3 * * 1")
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
            raise ValueError("it needs EXECUTOR=ray; without it, all steps of a run would be one job of the cluster")
        return value

    @field_validator("base_models_dir")
    @classmethod
    def _needed_with_local(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("base_models") == "local":
            raise ValueError("with BASE_MODELS=local it must name the folder that contains one folder per model")
        return value

    @property
    def base_kind(self) -> Kind:
        """The kind of base model, with auto resolved."""
        if self.base_models == "auto":
            return "smollm2" if is_unpacked(self.folders.smollm2) else "embedded"
        return self.base_models

    @property
    def base_models_folder(self) -> Path:
        """With BASE_MODELS=local: the folder that contains the models."""
        assert self.base_models_dir is not None, "checked when the settings were read"
        return self.resolve(self.base_models_dir)

    @property
    def roster_path(self) -> Path | None:
        """The roster's CSV file; None: the artists are those in the lyrics folder."""
        if self.roster:
            return self.resolve(self.roster)
        if self.lyrics_source == "folder":
            return None
        return ROSTERS / ("songbook.csv" if self.lyrics_source == "sandbox" else "musixmatch.csv")

    def resolve(self, path: str) -> Path:
        """An absolute path; relative paths are relative to the project's folder."""
        return (PROJECT_ROOT / path).resolve()

    def folder_or_name(self, model: str) -> str:
        """The folder of that name if it exists, else the name on the model hub."""
        folder = self.resolve(model)
        return str(folder) if folder.is_dir() else model

    @property
    def soundfont_choice(self) -> str:
        """The SoundFont's file, auto or off; with auto the project's own file if it was fetched."""
        if self.soundfont == "auto" and (own := own_font(self.folders.soundfont)) and is_playable():
            return str(own)
        return self.soundfont if self.soundfont in ("auto", "off") else str(self.resolve(self.soundfont))

    @property
    def voice_choice(self) -> str:
        """The voice's file, auto or none."""
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
    return f"Allowed: {', '.join(words)}." if words else f"It sets {field.description}."


def load_settings(**overrides: object) -> Settings:
    """Read the environment and the project's `.env`; the environment takes precedence.

    Raises:
        SettingsError: a value is wrong or empty, or a setting has been renamed.
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
