"""Free memory, and recovering when it runs out.

What belongs here: measuring and releasing memory. What does not: what a model needs (its own module), which batches fit
(music/planning.py).
"""

import gc
from pathlib import Path

SHARE_OF_MEMORY = 0.8  # share of the free memory that a batch may use


def free_memory(device: str) -> int:
    """Free bytes: of the CUDA device, otherwise of the machine or, if that is less, of the container."""
    if device == "cuda":
        import torch

        # Memory that torch has reserved but does not use is free too.
        return torch.cuda.mem_get_info()[0] + torch.cuda.memory_reserved() - torch.cuda.memory_allocated()
    import psutil

    free = psutil.virtual_memory().available
    group = Path("/sys/fs/cgroup")
    try:
        limit = int((group / "memory.max").read_text())
        cached = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        used = int((group / "memory.current").read_text()) - int(cached.get("inactive_file", 0))
    except (OSError, ValueError):  # no limit ("max"), or no such system
        return free
    return min(free, limit - used)


def shortage(needed: int, memory: int) -> str:
    """The message for a take that needs more bytes than are available."""
    return f"One take needs {needed / 2**30:.2f} GiB and {memory / 2**30:.2f} GiB may be used."


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that the memory of the GPU or the machine ran out."""
    import torch

    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)


def release_memory(device: str) -> None:
    """Release the memory of a failed batch."""
    gc.collect()
    if device == "cuda":
        import torch

        torch.cuda.empty_cache()
