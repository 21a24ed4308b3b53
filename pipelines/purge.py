"""`make purge-lyrics`: removes all lyrics that came from a service, and everything made from them.

What belongs here: the files and events that contain them. What does not: videos with their music, and songs. These are kept:
the words of songs were written by a person, or by a model that copies no more than three words in a row.
"""

import os
import shutil
import sys
from collections.abc import Sequence

import dagster as dg

from assets.songs.assets import GROUP as SONGS
from assets.soundtracks.assets import GROUP as SOUNDTRACKS
from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.instance import open_instance
from pipelines.jobs import make_song, render_soundtracks, write_words
from pipelines.resources import ANSWERS
from pipelines.settings import load_settings
from resources.database import database_url
from resources.lyrics_sources.answers import AnswerStore
from resources.storage import Folders

KEPT_RUNS = (render_soundtracks.name, make_song.name, write_words.name)


def purge_files(folders: Folders, groups: list[str]) -> list[str]:
    """Remove cached answers, tables, examples, checkpoints and reports. Returns the removed paths, relative to the data root.

    The number of calls made is kept, because a purge does not renew the quota.
    """
    paths = [
        *folders.harvest.glob(f"{ANSWERS}*"),
        folders.examples,
        folders.checkpoints,
        folders.reports,
    ]
    paths += [folders.tables / group for group in groups]
    removed = [path for path in paths if path.exists()]
    for path in removed:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [folders.pointer(path) for path in removed]


def purge_answers(folders: Folders) -> int:
    """Remove the answers cached in the database of DATABASE_URL. Returns how many there were.

    Raises:
        DatabaseError: it cannot be written.
    """
    return AnswerStore(folders.harvest / ANSWERS).clear() if database_url() else 0


def purge_events(instance: dg.DagsterInstance, keys: list[dg.AssetKey]) -> int:
    """Remove the runs and events of the assets, because they contain samples of the rows. Returns the number of runs."""
    known = [key for key in keys if instance.has_asset_key(key)]
    if known:
        instance.wipe_assets(known)
    removed = 0
    for run in instance.get_runs():
        touched = run.asset_selection or set()
        if run.job_name in KEPT_RUNS or (touched and not touched & set(keys)):
            continue
        instance.compute_log_manager.delete_logs(prefix=[run.run_id])
        instance.delete_run(run.run_id)
        removed += 1
    return removed


def is_confirmed() -> bool:
    """Ask for confirmation, unless YES=1. No answer means no."""
    if os.environ.get("YES") == "1":
        return True
    try:
        return input("Continue? [y/N] ").strip().lower() == "y"
    except EOFError:  # there is nobody to answer
        print()
        return False


def run() -> None:
    """Purge, after asking for confirmation.

    Raises:
        TenthSymphonyError: the settings are wrong, or the answers in the database cannot be removed.
        SystemExit: nothing was removed, because it was not confirmed.
    """
    from pipelines.definitions import build_defs  # reads the settings when it is imported

    settings = load_settings()
    settings.folders.pull()
    specs = list(build_defs(settings=settings).resolve_all_asset_specs())
    lyrical = [spec for spec in specs if spec.group_name not in (SOUNDTRACKS, SONGS)]
    groups = sorted({spec.group_name for spec in lyrical if spec.group_name})
    print(f"This removes all lyrics in {settings.folders.data} and the tables, models and reports made from them.")
    if not is_confirmed():
        print("Nothing was removed.")
        raise SystemExit(1)
    removed = purge_files(settings.folders, groups)
    settings.folders.push(emptied=True)
    answers = purge_answers(settings.folders)
    runs = purge_events(open_instance(), [spec.key for spec in lyrical])
    print("\n".join(f"Removed: {name}" for name in removed) or "There were no files to remove.")
    if answers:
        print(f"Removed: {answers:,} answers in the database.")
    print(f"Removed: {runs} runs and their logs.")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.purge", __doc__)
    return exit_status(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
