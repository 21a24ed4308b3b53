"""The thin Dagster resources: fields are configuration, what an asset receives is the plain object of the room.

What belongs here: adapters of a few lines. What does not: work of any kind.
"""

import contextlib
import os
from collections.abc import Generator
from pathlib import Path

import dagster as dg

from resources.base_models import BaseModels
from resources.lyrics_sources.asking import AnswerStore
from resources.lyrics_sources.base import InvalidKeyError, LyricsSource
from resources.lyrics_sources.folder import FolderSource
from resources.lyrics_sources.ledger import Allowance, CallLedger
from resources.lyrics_sources.lrclib import CALLS_PER_SECOND as LRCLIB_PER_SECOND
from resources.lyrics_sources.lrclib import LrclibClient, load_titles
from resources.lyrics_sources.musixmatch import SECRETS, MusixmatchClient
from resources.music.request import Renderer
from resources.renderers.clap import Clap
from resources.storage import Folders

SONGBOOK_LICENCE = "CC0-1.0 or public domain: see each song's copyright line"
ANSWERS = "answers.sqlite"  # in the harvest folder
KEY_VARIABLE = "MUSIXMATCH_API_KEY"


class FoldersResource(dg.ConfigurableResource[Folders]):
    """The data root and the inbox."""

    data_dir: str
    inbox_dir: str

    def create_resource(self, context: dg.InitResourceContext) -> Folders:
        return Folders(Path(self.data_dir), Path(self.inbox_dir))


class LyricsSourceResource(dg.ConfigurableResource[LyricsSource]):
    """The source of lyrics; with `sandbox`, its server lives as long as the step."""

    kind: str
    harvest_dir: str
    lyrics_dir: str
    musixmatch_base_url: str
    lrclib_base_url: str
    lrclib_titles: str | None = None
    calls_per_day: int
    calls_per_second: float
    refresh_days: float

    @contextlib.contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[LyricsSource, None, None]:
        if self.kind == "folder":
            yield FolderSource(Path(self.lyrics_dir))
            return
        harvest = Path(self.harvest_dir)
        with contextlib.closing(AnswerStore(harvest / ANSWERS, secrets=SECRETS)) as answers:
            if self.kind == "sandbox":
                from resources.lyrics_sources.sandbox import Sandbox

                with Sandbox(port=0) as sandbox:
                    yield MusixmatchClient(
                        "sandbox",
                        sandbox.base_url,
                        name="sandbox",
                        licence=SONGBOOK_LICENCE,
                        answers=answers,
                        refresh_days=self.refresh_days,
                        # An edited songbook is another service.
                        edition=sandbox.edition,
                    )
                return
            per_second = min(self.calls_per_second, LRCLIB_PER_SECOND) if self.kind == "lrclib" else None
            ledger = CallLedger(
                harvest / f"{self.kind}_calls.sqlite",
                Allowance(per_second or self.calls_per_second, self.calls_per_day),
            )
            if self.kind == "lrclib":
                titles = load_titles(Path(self.lrclib_titles)) if self.lrclib_titles else None
                yield LrclibClient(
                    self.lrclib_base_url,
                    titles=titles,
                    answers=answers,
                    ledger=ledger,
                    refresh_days=self.refresh_days,
                )
                return
            yield MusixmatchClient(
                _key(), self.musixmatch_base_url, answers=answers, ledger=ledger, refresh_days=self.refresh_days
            )


def _key() -> str:
    # Read here, not in a field: a resource's configuration is shown in the UI.
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise InvalidKeyError(
            f"LYRICS_SOURCE=musixmatch needs a key and {KEY_VARIABLE} is not set.",
            remedy=f"Set {KEY_VARIABLE} in the environment or in .env and restart, or set LYRICS_SOURCE=sandbox.",
        )
    return key


class BaseModelsResource(dg.ConfigurableResource[BaseModels]):
    """The base models to fine-tune."""

    kind: str
    local_dir: str | None = None
    pins: str
    fetched: str

    def create_resource(self, context: dg.InitResourceContext) -> BaseModels:
        local = Path(self.local_dir) if self.local_dir else None
        return BaseModels(self.kind, local, Path(self.pins), Path(self.fetched))  # pyright: ignore[reportArgumentType]


class RendererResource(dg.ConfigurableResource[Renderer]):
    """The renderer of soundtracks."""

    kind: str
    pins: str
    musicgen_model: str
    musicgen_takes: int
    musicgen_precision: str
    clap_model: str | None = None
    soundfont: str = "off"
    audiocraft_env: str

    def create_resource(self, context: dg.InitResourceContext) -> Renderer:
        clap = Clap(self.clap_model, Path(self.pins)) if self.clap_model else None
        if self.kind == "audiocraft":
            from resources.renderers.audiocraft import AudiocraftRenderer

            return AudiocraftRenderer(
                self.musicgen_model,
                Path(self.audiocraft_env),
                Path(self.pins),
                takes=self.musicgen_takes,
                clap=clap,
            )
        if self.kind == "musicgen":
            from resources.renderers.musicgen import MusicgenRenderer

            return MusicgenRenderer(
                self.musicgen_model,
                Path(self.pins),
                takes=self.musicgen_takes,
                precision=None if self.musicgen_precision == "auto" else self.musicgen_precision,  # pyright: ignore[reportArgumentType]
                clap=clap,
            )
        assert self.kind == "sketch", self.kind
        from resources.renderers.sketch import SketchRenderer

        return SketchRenderer(self.soundfont)
