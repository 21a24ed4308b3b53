"""`musicgen_4x30s`: four clips of 30 s by the MusicGen renderer, against the original app's one at a time.

What belongs here: the numbers of clips and seconds. What does not: the two ways (_musicgen.py).
"""

from typing import Any

from benchmarks._musicgen import compare


def run() -> dict[str, Any]:
    """Seconds per clip of both; the original app's one clip takes 7 minutes."""
    return compare("musicgen_4x30s", 4, 30.0)
