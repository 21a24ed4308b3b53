"""`make audiocraft`: build audiocraft's environment.

What belongs here: the command. What does not: building (environment.py).
"""

import sys
from pathlib import Path

from resources.renderers.audiocraft.environment import FOLDER, AudiocraftError, build

if __name__ == "__main__":
    try:
        build(Path(sys.argv[1] if len(sys.argv) > 1 else FOLDER))
    except AudiocraftError as error:
        sys.exit(f"✗ {error}")
