"""`musicgen_8x10s`: eight clips of 10 s by the MusicGen renderer, against the original app's one at a time.

What belongs here: the numbers of clips and seconds. What does not: both methods (_musicgen.py).
"""

from typing import Any

from benchmarks._musicgen import compare


def run() -> dict[str, Any]:
    """Seconds per clip of both, and the deviation of int8 and bf16 from fp32."""
    return compare("musicgen_8x10s", 8, 10.0, with_deviation=True)
