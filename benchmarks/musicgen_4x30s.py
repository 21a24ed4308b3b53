"""`musicgen_4x30s`: four clips of 30 s by the MusicGen renderer, against the original app's one at a time.

What belongs here: the numbers of clips and seconds. What does not: both methods (_musicgen.py).
"""

from typing import Any

from benchmarks._musicgen import compare


def run() -> dict[str, Any]:
    """Seconds per clip of both. (One clip by the original app takes 7 minutes.)"""
    return compare("musicgen_4x30s", 4, 30.0)
