"""`make fonts`: fetches fonts for lyric videos: Chinese, Japanese and Korean characters, emoji, Indic and other scripts.

What belongs here: the command, and fetching them for a song that needs them. What does not: verifying the files
(resources/fonts.py).
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from assets.songs.typefaces import MOST_NAMED, Typefaces
from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.settings import load_settings
from resources.fonts import PACKAGES, FontError, FontPackage, absent_for, own_fonts, unpack_fonts
from resources.packages import PackageError, fetch_archive, fetch_wheel


def fetch(folder: Path, packages: Mapping[str, FontPackage] = PACKAGES) -> tuple[Path, ...]:
    """Fetch the fonts from PyPI and npm into a folder, unless they are there already. Returns their paths.

    Raises:
        FontError: one cannot be fetched, or is not the expected file.
    """
    for kind, package in packages.items():
        if own_fonts(folder, {kind: package}):
            continue
        shutil.rmtree(folder / kind, ignore_errors=True)  # remains of an interrupted command
        with tempfile.TemporaryDirectory() as downloads:
            take = fetch_archive if "://" in package.source else fetch_wheel
            try:
                archive = take(package.source, Path(downloads))
            except PackageError as error:
                raise FontError(str(error)) from error
            unpack_fonts(archive, package.members, folder / kind)
    return own_fonts(folder, packages)


def fetch_for(text: str, folder: Path, packages: Mapping[str, FontPackage] = PACKAGES) -> None:
    """Fetch the fonts that have a text's characters, if no font here has. If that fails, say what is left out."""
    lacking = Typefaces(own_fonts(folder, packages)).lacking(text)
    absent = absent_for(lacking, folder, packages)
    if not absent:
        return
    size = sum(package.megabytes for package in absent.values())
    print(f"Fetching fonts for {lacking[:MOST_NAMED]} from PyPI and npm ({size:.0f} MB)", flush=True)
    try:
        fetch(folder, absent)
    except FontError as error:
        print(f"  ! {error}\n  ! The lyric video is made without these characters.", flush=True)


def run() -> None:
    """Fetch them, unless they are there already.

    Raises:
        TenthSymphonyError: they cannot be fetched.
    """
    with load_settings().folders.in_step() as folders:
        fetch(folders.fonts)
    licences = "; ".join(package.licence for package in PACKAGES.values())
    print(f"{licences}: in {folders.fonts}. Lyric videos are drawn with them.")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.fonts", __doc__)
    return exit_status(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
