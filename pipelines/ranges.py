"""One run over many partitions: the tags that say so.

What belongs here: partition ranges for run requests. What does not: which partitions exist.
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
    """Cut the wanted partitions into contiguous ranges of at most `size`, in the order of `all_keys`.

    Contiguous, because a run is given its range by its ends and would take in what lies between.
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
    """A run request over a contiguous range; it has no run key, since the same range may be wanted again.

    Args:
        job: its name, for a sensor of several jobs.
    """
    return dg.RunRequest(job_name=job, tags=range_tags(keys))
