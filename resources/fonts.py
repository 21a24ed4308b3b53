"""Further fonts for lyric videos, from packages: Chinese, Japanese and Korean characters, emoji, and scripts of their own such as
Devanagari and Thai (script_fonts.tsv).

They are downloaded only if a song needs them: together they are as large as the voice. DejaVu Sans, which is always there, has
Latin, Greek, Cyrillic, Hebrew and Arabic letters.

What belongs here: the files, their checksums and licences, and which of them a text needs. What does not: downloading
(pipelines/fonts.py), drawing (assets/songs/typefaces.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from resources.errors import TenthSymphonyError
from resources.packages import Member, PackageError, take_members
from resources.storage import atomic_folder

HERE = Path(__file__).parent
FETCH = "Run make fonts, which fetches a font for them, before the song is made; or make the song again afterwards."


class FontError(TenthSymphonyError):
    """A font is missing or is not the expected one."""


@dataclass(frozen=True, slots=True)
class FontPackage:
    """A font's package: a requirement on PyPI, or an address on npm; its files, of which the first one is the font; the blocks
    of Unicode that it is for, from first to last character; its size in megabytes.
    """

    source: str
    members: tuple[Member, ...]
    licence: str
    blocks: tuple[tuple[int, int], ...]
    megabytes: float

    @property
    def name(self) -> str:
        """The font's file."""
        return self.members[0].name

    def is_for(self, signs: str) -> bool:
        """Whether one of some characters lies in its blocks."""
        return any(first <= ord(sign) <= last for sign in signs for first, last in self.blocks)


def _of_scripts() -> Iterator[tuple[str, FontPackage]]:
    rows = (HERE / "script_fonts.tsv").read_text(encoding="utf-8").splitlines()
    for script, version, blocks, font, licence in (row.split("\t") for row in rows if not row.startswith("#")):
        name = f"NotoSans{script.capitalize()}"
        yield (
            script,
            FontPackage(
                f"https://registry.npmjs.org/@expo-google-fonts/noto-sans-{script}/-/noto-sans-{script}-{version}.tgz",
                (
                    Member(f"package/700Bold/{name}_700Bold.ttf", f"{name}-Bold.ttf", font),
                    Member("package/LICENSE_FONT", "OFL.txt", licence),
                ),
                f"Noto Sans {script.capitalize()} Bold, SIL Open Font License 1.1",
                tuple(
                    (int(first, 16), int(last, 16)) for first, last in (block.split("-") for block in blocks.split())
                ),
                1.6,
            ),
        )


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
        (
            (0x1100, 0x11FF),
            (0x2E80, 0xA4CF),
            (0xA960, 0xA97F),
            (0xAC00, 0xD7FF),
            (0xF900, 0xFAFF),
            (0xFE30, 0xFE4F),
            (0xFF00, 0xFFEF),
            (0x20000, 0x323AF),
        ),
        29.0,
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
        ((0x20D0, 0x20FF), (0x2190, 0x23FF), (0x25A0, 0x27BF), (0x2900, 0x2BFF), (0x1F000, 0x1FAFF)),
        3.0,
    ),
    **dict(_of_scripts()),
}


def own_fonts(folder: Path, packages: Mapping[str, FontPackage] = PACKAGES) -> tuple[Path, ...]:
    """The fonts that were downloaded into a folder."""
    paths = (folder / kind / package.name for kind, package in packages.items())
    return tuple(path for path in paths if path.exists())


def absent_for(signs: str, folder: Path, packages: Mapping[str, FontPackage] = PACKAGES) -> Mapping[str, FontPackage]:
    """The packages that have some characters and were not downloaded into a folder."""
    return {
        kind: package
        for kind, package in packages.items()
        if package.is_for(signs) and not (folder / kind / package.name).exists()
    }


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
