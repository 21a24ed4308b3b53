"""Further fonts for lyric videos, from packages: Chinese, Japanese and Korean characters, and emoji.

They are downloaded only if a song needs them: they are as large as the voice.

What belongs here: the files, their checksums and licences. What does not: downloading (pipelines/fonts.py), drawing
(assets/songs/typefaces.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.packages import Member, PackageError, take_members
from resources.storage import atomic_folder

FETCH = "make fonts fetches fonts for Chinese, Japanese, Korean and emoji (32 MB); then make the song again."


class FontError(TenthSymphonyError):
    """A font is missing or is not the expected one."""


@dataclass(frozen=True, slots=True)
class FontPackage:
    """A font's package: a requirement on PyPI, or an address on npm; its files, of which the first one is the font."""

    source: str
    members: tuple[Member, ...]
    licence: str

    @property
    def name(self) -> str:
        """The font's file."""
        return self.members[0].name


PACKAGES: Mapping[str, FontPackage] = {
    "cjk": FontPackage(
        "cvttf-NotoSansCJK-Bold==1.0",
        (
            Member(
                "cvttf_NotoSansCJK_Bold/NotoSansCJKtc-Bold.otf",
                "NotoSansCJKtc-Bold.otf",
                "977833121efae44b1c2115282724383b3201bdc104064d7bb2c1c92da928aafc",
            ),
        ),
        "Noto Sans CJK TC Bold, SIL Open Font License 1.1",
    ),
    "emoji": FontPackage(
        "https://registry.npmjs.org/@expo-google-fonts/noto-emoji/-/noto-emoji-0.4.7.tgz",
        (
            Member(
                "package/700Bold/NotoEmoji_700Bold.ttf",
                "NotoEmoji-Bold.ttf",
                "4a3232c18f9c6312d34eb5b3ddc670c2060ff15f42d584c8aca331b6205c6ad9",
            ),
            Member(
                "package/LICENSE_FONT",
                "OFL.txt",
                "500bb1ccf43df7bbb522112f9133a52b16e1c35e809632f5d8609b179152de5b",
            ),
        ),
        "Noto Emoji Bold, SIL Open Font License 1.1",
    ),
}


def own_fonts(folder: Path, packages: Mapping[str, FontPackage] = PACKAGES) -> tuple[Path, ...]:
    """The fonts that were downloaded into a folder."""
    paths = (folder / kind / package.name for kind, package in packages.items())
    return tuple(path for path in paths if path.exists())


def unpack_fonts(archive: Path, members: tuple[Member, ...], folder: Path) -> None:
    """Unpack a font and its licence from a package into a folder.

    Raises:
        FontError: it is not an archive, or a file is not the known one.
    """
    with atomic_folder(folder) as temporary:
        try:
            take_members(archive, members, temporary)
        except PackageError as error:
            raise FontError(str(error)) from error
