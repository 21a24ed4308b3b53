"""Runs over ranges of partitions.

What belongs here: the tags and run requests for partition ranges. What does not: which partitions exist.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

# Public names of Dagster's own tags (dagster._core.storage.tags), spelled out because they have no public constant.
RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def range_tags(keys: Sequence[str]) -> dict[str, str]:
    """Tags of a run over a contiguous range of partitions, first to last."""
    return {RANGE_START: keys[0], RANGE_END: keys[-1]}


def batches(all_keys: Sequence[str], wanted: set[str], size: int) -> Iterator[list[str]]:
    """Divide the wanted partitions into contiguous ranges of at most `size`, in the order of `all_keys`.

    They must be contiguous, because a run is given only the ends of its range and includes everything between them.
    """
    batch: list[str] = []
    for key in all_keys:
        if key in wanted:
            batch.append(key)
        if batch and (key not in wanted or len(batch) == size):
            yield batch
            batch = []
    if batch:
        yield batch


def range_request(keys: Sequence[str], job: str | None = None) -> dg.RunRequest:
    """A run request for a contiguous range. It has no run key, because the same range may be requested again.

    Args:
        job: the job's name, for a sensor with several jobs.
    """
    return dg.RunRequest(job_name=job, tags=range_tags(keys))
