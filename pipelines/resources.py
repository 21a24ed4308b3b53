"""The resources of the code location, built from the settings.

What belongs here: the class that a setting chooses, and its arguments. What does not: what a resource does (resources/), or
the allowed values of a setting (settings.py). Nothing is opened or fetched here, so the code location loads without files,
servers or heavy libraries.
"""

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.settings import Settings
from resources.base_models import BaseModels, EmbeddedBases, HubBases, LocalBases, SmolLM2Bases
from resources.io_managers import ParquetIOManager, PointerIOManager
from resources.lyrics_sources.base import InvalidKeyError, LyricsSource
from resources.music.request import Renderer
from resources.spread import here, on_ray
from resources.storage import Folders
from resources.voices.package import VoiceChoice

if TYPE_CHECKING:
    from resources.lyrics_sources.answers import AnswerStore
    from resources.lyrics_sources.ledger import CallLedger
    from resources.lyrics_sources.sandbox import Sandbox

KEY_VARIABLE = "MUSIXMATCH_API_KEY"
ANSWERS = "answers.sqlite"  # in the harvest folder


def build_resources(settings: Settings) -> dict[str, Any]:
    """All resources by the names that assets use."""
    folders = settings.folders
    tables = {"root": str(folders.tables), "address": folders.address}
    return {
        "folders": folders_resource(folders) if folders.address else folders,
        "lyrics_source": lyrics_source_resource(settings),
        "base_models": build_base_models(settings),
        "renderer": build_renderer(settings),
        "voices": build_voices(settings),
        "spread": on_ray if settings.executor == "ray" else here,
        "io_manager": ParquetIOManager(**tables),
        "pointers": PointerIOManager(**tables),
    }


def folders_resource(folders: Folders) -> dg.ResourceDefinition:
    """The folders, synchronised with the object store that they mirror."""

    @dg.resource(description=f"DATA_DIR={folders.address}")
    @contextlib.contextmanager
    def kept_in_step(_: dg.InitResourceContext) -> Iterator[Folders]:
        with folders.in_step():
            yield folders

    return kept_in_step


def build_base_models(settings: Settings) -> BaseModels:
    """The base models to fine-tune."""
    match settings.base_kind:
        case "embedded":
            return EmbeddedBases()
        case "hub":
            return HubBases(pins=settings.folders.hub_pins)
        case "local":
            return LocalBases(folder=settings.base_models_folder)
        case "smollm2":
            return SmolLM2Bases(folder=settings.folders.smollm2)


def build_renderer(settings: Settings) -> Renderer:
    """The renderer of soundtracks."""
    from resources.renderers.clap import Clap

    pins = settings.folders.hub_pins
    clap = Clap(settings.folder_or_name(settings.clap_model), pins) if settings.clap_model else None
    match settings.renderer:
        case "sketch":
            from resources.renderers.sketch import SketchRenderer

            return SketchRenderer(settings.soundfont_choice)
        case "musicgen":
            from resources.renderers.musicgen import MusicgenRenderer

            return MusicgenRenderer(
                settings.folder_or_name(settings.musicgen_model),
                pins,
                takes=settings.musicgen_takes,
                precision=None if settings.musicgen_precision == "auto" else settings.musicgen_precision,
                clap=clap,
            )
        case "acestep":
            from resources.renderers.acestep import AceStepRenderer

            return AceStepRenderer(settings.folder_or_name(settings.acestep_model), pins)
        case "stableaudio":
            from resources.renderers.stableaudio import StableAudioRenderer

            return StableAudioRenderer(settings.folder_or_name(settings.stableaudio_model), pins)
        case "audiocraft":
            from resources.renderers.audiocraft import AudiocraftRenderer

            return AudiocraftRenderer(
                settings.folder_or_name(settings.musicgen_model),
                settings.resolve(settings.audiocraft_env),
                pins,
                takes=settings.musicgen_takes,
                clap=clap,
            )


def build_voices(settings: Settings) -> VoiceChoice:
    """The voice of songs. If the renderer can sing, it sings them, unless VOICE=none."""
    renderer = build_renderer(settings)
    sings = renderer.capabilities.sings and settings.voice_choice != "none"
    return VoiceChoice(settings.voice_choice, settings.folders.voice, sung_by=renderer.name if sings else "")


def lyrics_source_resource(settings: Settings) -> dg.ResourceDefinition:
    """The lyrics source, which is open while a step runs. No other resource needs to be closed."""

    @dg.resource(description=f"LYRICS_SOURCE={settings.lyrics_source}")
    @contextlib.contextmanager
    def lyrics_source(_: dg.InitResourceContext) -> Iterator[LyricsSource]:
        with open_lyrics_source(settings) as source:
            yield source

    return lyrics_source


@contextlib.contextmanager
def open_lyrics_source(settings: Settings) -> Iterator[LyricsSource]:
    """The lyrics source of the settings; with `sandbox`, its server runs until the block ends.

    Raises:
        InvalidKeyError: LYRICS_SOURCE=musixmatch without a key.
        LyricsSourceError: the source cannot be opened.
    """
    match settings.lyrics_source:
        case "folder":
            from resources.lyrics_sources.folder import FolderSource

            yield FolderSource(settings.resolve(settings.lyrics_dir))
        case "sandbox":
            from resources.lyrics_sources.sandbox import Sandbox

            with Sandbox(port=0) as sandbox:
                yield _sandbox_client(settings, sandbox)
        case "lrclib":
            yield _lrclib_client(settings)
        case "musixmatch":
            yield _musixmatch_client(settings)


def _sandbox_client(settings: Settings, sandbox: "Sandbox") -> LyricsSource:
    from resources.lyrics_sources.musixmatch import MusixmatchClient
    from resources.lyrics_sources.songbook import LICENCE

    return MusixmatchClient(
        "sandbox",
        sandbox.base_url,
        name="sandbox",
        licence=LICENCE,
        answers=_answers(settings),
        refresh_days=settings.refresh_days,
        edition=sandbox.edition,  # an edited songbook has its own stored answers
    )


def _lrclib_client(settings: Settings) -> LyricsSource:
    from resources.lyrics_sources.lrclib import CALLS_PER_SECOND, LrclibClient, load_titles

    answers, titles = _answers(settings), settings.lrclib_titles
    return LrclibClient(
        settings.lrclib_base_url,
        titles=load_titles(settings.resolve(titles)) if titles else None,
        answers=answers,
        ledger=_ledger(settings, answers, min(settings.calls_per_second, CALLS_PER_SECOND)),
        refresh_days=settings.refresh_days,
    )


def _musixmatch_client(settings: Settings) -> LyricsSource:
    from resources.lyrics_sources.musixmatch import MusixmatchClient

    answers = _answers(settings)
    return MusixmatchClient(
        _musixmatch_key(),
        settings.musixmatch_base_url,
        answers=answers,
        ledger=_ledger(settings, answers, settings.calls_per_second),
        refresh_days=settings.refresh_days,
    )


def _answers(settings: Settings) -> "AnswerStore":
    """The stored answers of all services."""
    from resources.lyrics_sources.answers import AnswerStore
    from resources.lyrics_sources.musixmatch import SECRETS

    return AnswerStore(settings.folders.harvest / ANSWERS, secrets=SECRETS)


def _ledger(settings: Settings, answers: "AnswerStore", per_second: float) -> "CallLedger":
    """The call budget of the settings' service."""
    from resources.lyrics_sources.ledger import Allowance, CallLedger

    service = settings.lyrics_source
    return CallLedger(
        settings.folders.harvest / f"{service}_calls.sqlite",
        Allowance(per_second, settings.calls_per_day),
        answered=lambda day: answers.count_on_day(service, day),
    )


def _musixmatch_key() -> str:
    # Not a setting, because settings are shown in messages. It is read when the source is opened.
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise InvalidKeyError(
            f"LYRICS_SOURCE=musixmatch needs a key and {KEY_VARIABLE} is not set.",
            remedy=f"Set {KEY_VARIABLE} in the environment or in .env and restart, or set LYRICS_SOURCE=sandbox.",
        )
    return key
