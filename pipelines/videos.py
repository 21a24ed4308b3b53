"""`make videos`: the video queue from a terminal.

What belongs here: the commands and their messages. What does not: what the queue does (assets/soundtracks/); every
command only changes its folders, which the sensor and the UI look at too.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dagster as dg

from assets.soundtracks.gallery import NAME as GALLERY
from assets.soundtracks.gallery import is_current, standings
from assets.soundtracks.inbox import SETTLE_SECONDS, UNFINISHED, check_suitable, dropped, settled, sidecar_of
from assets.soundtracks.library import (
    Admitted,
    admit,
    archive,
    change_settings,
    choose_take,
    explain,
    is_scored,
    read_manifest,
    refused_file,
    reset,
    videos,
)
from assets.soundtracks.partitions import VIDEOS
from assets.soundtracks.sidecar import SIDECARS, Sidecar, make_sidecar, read_sidecar, readable
from pipelines.command_line import arguments_given, exit_status
from pipelines.instance import open_instance
from pipelines.jobs import render_soundtracks as render_job
from pipelines.ranges import range_tags
from pipelines.runs import RunFailedError, execute, refresh_gallery, render_soundtracks
from pipelines.sensors import next_batches, take_in_settled, unfinished, without
from pipelines.settings import Settings, load_settings
from resources.errors import TenthSymphonyError
from resources.media.probe import probe
from resources.storage import Folders, is_key

NUMBERS = {"seconds": float, "start": float, "tempo": float, "volume": float, "seed": int, "candidates": int}
SETTINGS = "The settings"
NEXT = "To score it now: make videos DO=score. While make studio runs, that happens by itself."


class CommandError(TenthSymphonyError):
    """A command is impossible."""


def find(library: Path, key: str) -> Path:
    """A library video's folder.

    Raises:
        CommandError: there is none of that name.
    """
    folder = library / key
    if not is_key(key) or not (folder / "manifest.json").exists():
        raise CommandError(f"There is no video {key!r} in the queue.", remedy="See make videos DO=list.")
    return folder


def existing_file(file: Path) -> Path:
    """The absolute path of a file.

    Raises:
        CommandError: there is none, or it is a folder.
    """
    file = file.expanduser().resolve()
    if not file.exists():
        raise CommandError(f"There is no file {file}.", remedy="Name a video file that exists.")
    if file.is_dir():
        raise CommandError(f"{file} is a folder.", remedy="Name one video file, or copy all of them to the inbox.")
    return file


def add(folders: Folders, file: Path, wishes: Sidecar | None) -> Admitted:
    """Queue a copy of a video.

    Raises:
        TenthSymphonyError: it is not a video to which music can be added; nothing was queued.
    """
    file = existing_file(file)
    check_suitable(file)
    probe(file)
    return admit(file, folders.library, wishes)


def with_its_sidecar(file: Path, words: dict[str, object]) -> Sidecar | None:
    """The settings in the sidecar of a video file, overridden by the given ones; None if there are none.

    Raises:
        CommandError: there is no such file.
        SidecarError: the sidecar is invalid.
    """
    beside = sidecar_of(existing_file(file))
    if beside is None:
        return make_sidecar(words, SETTINGS) if words else None
    return make_sidecar({**read_sidecar(beside).given(), **words}, f"Its sidecar {readable(beside.name)}")


def take_in_inbox(folders: Folders) -> list[str]:
    """Take in the files in the inbox like two ticks of the sensor: files that do not change in between are complete.

    Returns:
        A line for each file that was set aside or stays in the inbox, with the reason.
    """
    _, seen = settled(folders.inbox, {})
    told: dict[str, None] = {}
    if seen:
        time.sleep(SETTLE_SECONDS + 0.1)
    while seen:
        intake = take_in_settled(folders, seen)
        told.update(dict.fromkeys(intake.rejected))
        if intake.seen.keys() == seen.keys():
            break
        seen = intake.seen
    return list(told)


def retry(folders: Folders, key: str, wishes: Sidecar) -> str:
    """Queue a video again, with changed settings if some are given. Returns its key.

    Raises:
        TenthSymphonyError: there is no such video, or a rejected file still cannot be used.
    """
    aside = folders.rejected / key
    if is_key(key) and (aside / "reason.txt").exists() and not (folders.library / key).exists():
        return _from_rejected(folders, aside, wishes)
    folder = find(folders.library, key)
    if wishes.given():
        change_settings(folder, make_sidecar({**read_manifest(folder).sidecar, **wishes.given()}, SETTINGS))
    elif is_scored(folder):
        raise CommandError(
            f"{key} is scored already, and the same wishes give the same music.",
            remedy="Change something, for example: --seed 8, or --prompt 'calm piano'.",
        )
    else:
        reset(folder)
    return key


def _from_rejected(folders: Folders, aside: Path, wishes: Sidecar) -> str:
    file = refused_file(aside)
    if file is None:
        raise CommandError(f"{aside} contains no video.", remedy="Add the file again.")
    if (aside / "manifest.json").exists():
        before = Sidecar.model_validate(read_manifest(aside).sidecar)
    else:
        sidecars = [f for f in aside.iterdir() if f.suffix in SIDECARS]
        before = read_sidecar(sidecars[0]) if sidecars and not wishes.given() else Sidecar.model_validate({})
    admitted = add(folders, file, make_sidecar({**before.given(), **wishes.given()}, SETTINGS))
    shutil.rmtree(aside)
    return admitted.key


def forget(instance: dg.DagsterInstance, folders: Folders) -> None:
    """Remove the partitions of deleted videos. While a run may need them, the sensor does it later."""
    if unfinished(instance, render_job.name):
        return
    present = {folder.name for folder in videos(folders.library)}
    for key in instance.get_dynamic_partitions(VIDEOS.name or ""):
        if key not in present:
            instance.delete_dynamic_partition(VIDEOS.name or "", key)


def register(instance: dg.DagsterInstance, folders: Folders) -> list[str]:
    """Add a partition for every video in the library. Returns all partitions in order."""
    name = VIDEOS.name or ""
    registered = instance.get_dynamic_partitions(name)
    new = without([folder.name for folder in videos(folders.library)], registered)
    if new:
        instance.add_dynamic_partitions(name, new)
    return [*registered, *new]


def score_waiting(settings: Settings, instance: dg.DagsterInstance, folders: Folders) -> bool:
    """Score the queued videos in batches, and update the gallery. Returns whether there was anything to do.

    Raises:
        RunFailedError: a video failed.
    """
    keys = register(instance, folders)
    failed = False
    todo = next_batches(folders.library, keys, settings.videos_per_batch)
    for batch in todo:
        print(f"Making music for {_number(len(batch), 'video')} with {settings.renderer}", flush=True)
        try:
            execute(render_soundtracks, instance, tags=range_tags(batch))
        except RunFailedError:
            failed = True
    stale = not is_current(folders.library, standings(folders.library, folders.rejected))
    if stale:
        forget(instance, folders)
        execute(refresh_gallery, instance)
    if failed:
        raise RunFailedError("Not every video could be scored; the reasons are above.")
    return bool(todo) or stale


def listing(folders: Folders) -> str:
    """Every video with its state, name and reason, and what is in the inbox."""
    found = standings(folders.library, folders.rejected)
    width = max((len(standing.key) for standing in found), default=0)
    lines = []
    for one in found:
        told = ": ".join(filter(None, (one.name, one.reason)))
        lines.append(f"{one.key:<{width}}  {one.state:<9}  {' '.join(told.split())}")
    how = f"No videos. Add one: make videos DO=\"add FILE --prompt 'calm piano'\", or drop it into {folders.inbox}"
    return "\n".join([*lines, *_in_inbox(folders.inbox)]) or how


def _in_inbox(inbox: Path) -> list[str]:
    """What is in the inbox, besides sidecars, and when it is taken in."""
    files = [path for path in dropped(inbox) if path.suffix.lower() not in SIDECARS] if inbox.exists() else []
    growing = [path for path in files if path.suffix.lower() in UNFINISHED]
    ready = len(files) - len(growing)
    lines = [f"In {inbox}: {_number(ready, 'file')} not taken in yet. To take in and score: make videos DO=score"]
    return [
        *(lines if ready else ()),
        *(f"In {inbox}: {readable(path.name)} waits until its download is finished." for path in growing),
    ]


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


@dataclass(frozen=True)
class Terminal:
    """The commands, with the settings and the instance that they use."""

    settings: Settings
    instance: dg.DagsterInstance

    @property
    def folders(self) -> Folders:
        """The data root's folders and the inbox."""
        return self.settings.folders

    def add(self, arguments: argparse.Namespace) -> str:
        """Queue a copy of a video."""
        admitted = add(self.folders, arguments.file, with_its_sidecar(arguments.file, _words(arguments)))
        register(self.instance, self.folders)
        what = "Queued" if admitted.new else "It was there already; changed settings are used"
        return f"{what}: {admitted.key}\n{NEXT}"

    def list(self, arguments: argparse.Namespace) -> str:
        """Every video: key, state, name, and the reason if it failed."""
        return listing(self.folders)

    def score(self, arguments: argparse.Namespace) -> str:
        """Take in the inbox and score what is queued now.

        Raises:
            RunFailedError: a video failed.
        """
        for line in take_in_inbox(self.folders):
            print(f"  ! {line}", flush=True)
        try:
            worked = score_waiting(self.settings, self.instance, self.folders)
        finally:
            print(listing(self.folders))
        return f"Gallery: {self.folders.library / GALLERY}" if worked else "Nothing was waiting."

    def retry(self, arguments: argparse.Namespace) -> str:
        """Queue a video again, optionally with changed settings."""
        key = retry(self.folders, arguments.key, make_sidecar(_words(arguments), SETTINGS))
        register(self.instance, self.folders)
        return f"Queued again: {key}\n{NEXT}"

    def choose(self, arguments: argparse.Namespace) -> str:
        """Choose another of a video's takes (they are in the gallery)."""
        choose_take(find(self.folders.library, arguments.key), arguments.take)
        register(self.instance, self.folders)
        return f"Take {arguments.take} of {arguments.key} will be used.\n{NEXT}"

    def archive(self, arguments: argparse.Namespace) -> str:
        """Take a video out of the queue; its files are kept."""
        archived = archive(find(self.folders.library, arguments.key), self.folders.archived)
        forget(self.instance, self.folders)
        return f"Archived: its files are in {archived}"

    def remove(self, arguments: argparse.Namespace) -> str:
        """Delete a video, its copy of the original and all results.

        Raises:
            CommandError: --yes was not given.
        """
        folder = find(self.folders.library, arguments.key)
        if not arguments.yes:
            raise CommandError(
                f"This deletes {folder} with the original ({read_manifest(folder).original_name}).",
                remedy=f'To delete it: make videos DO="remove {arguments.key} --yes". To keep the files: make videos DO="archive {arguments.key}".',
            )
        shutil.rmtree(folder)
        forget(self.instance, self.folders)
        return f"Removed: {arguments.key}"


def _words(arguments: argparse.Namespace) -> dict[str, object]:
    given = {name: getattr(arguments, name) for name in Sidecar.model_fields}
    return {name: value for name, value in given.items() if value is not None}


def parser() -> argparse.ArgumentParser:
    """The parser. Each command sets `do` to its method of `Terminal`."""
    whole = argparse.ArgumentParser(prog="make videos", description="The queue of videos to which music is added.")
    commands = whole.add_subparsers(dest="command", required=True)

    def command(name: str, do: Callable[[Terminal, argparse.Namespace], str]) -> argparse.ArgumentParser:
        about = (do.__doc__ or "").split("\n")[0]
        made = commands.add_parser(name, help=about[0].lower() + about[1:].rstrip("."))
        made.set_defaults(do=do)
        return made

    adding, retrying = command("add", Terminal.add), command("retry", Terminal.retry)
    removing, archiving = command("remove", Terminal.remove), command("archive", Terminal.archive)
    choosing = command("choose", Terminal.choose)
    command("list", Terminal.list)
    command("score", Terminal.score)
    adding.add_argument("file", type=Path)
    for of_a_video in (retrying, removing, archiving, choosing):
        of_a_video.add_argument("key", help="as `list` shows it")
    removing.add_argument("--yes", action="store_true", help="really delete it")
    choosing.add_argument("take", type=int, help="its number, from 1")
    for with_words in (adding, retrying):
        for name, field in Sidecar.model_fields.items():
            about = (field.description or "").replace("%", "%%")
            names = ("--style", "--mood") if name == "style" else (f"--{name}",)  # its former name
            with_words.add_argument(*names, type=NUMBERS.get(name, str), help=about)
    return whole


def run(arguments: argparse.Namespace, settings: Settings, instance: dg.DagsterInstance) -> str:
    """Run a command. Returns the text to print.

    Raises:
        TenthSymphonyError: it is impossible, and nothing was changed; or a video failed.
    """
    return str(arguments.do(Terminal(settings, instance), arguments))


def run_from(argv: Sequence[str]) -> None:
    """Run the command of a command line and print its text.

    Raises:
        TenthSymphonyError: see `run`; or a file cannot be read or written.
    """
    arguments = parser().parse_args(arguments_given(argv) or ["list"])
    settings = load_settings()
    try:
        with settings.folders.in_step():
            print(run(arguments, settings, open_instance()))
    except OSError as error:
        raise CommandError(explain(error)) from error


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run_from, sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
