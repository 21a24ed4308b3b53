"""Processing a large table in pieces: in this process, or on all nodes of a Ray cluster.

What belongs here: distributing the pieces and returning their results in order. What does not: the pieces and the work on them
(assets), where steps run (pipelines).

It uses plain Ray tasks, not Ray Data; docs/scaling.md compares their costs.
"""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from resources.errors import TenthSymphonyError

AHEAD = 2  # pieces per CPU of the cluster that are submitted before the first result is needed
# A task has one CPU; libraries that count the machine's cores would use all of them.
ONE_CORE = {"RAYON_NUM_THREADS": "1"}

# Ray sets it for its jobs. Without it, Ray would connect to any cluster on this machine, or start one.
JOB_VARIABLE = "RAY_JOB_CONFIG_JSON_ENV_VAR"

P = TypeVar("P")
R = TypeVar("R")


class NoClusterError(TenthSymphonyError):
    """This process is not a job of a Ray cluster."""


class Spread(Protocol):
    """Calls `work` with each piece. The results are in the pieces' order, and the same wherever the work is done."""

    def __call__(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]: ...


def in_pieces(items: Iterable[P], size: int) -> Iterator[list[P]]:
    """Lists of `size` consecutive items; the last may be shorter."""
    items = iter(items)
    while piece := list(islice(items, size)):
        yield piece


def here(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """Process one piece after the other, in this process."""
    return map(work, pieces)


def on_ray(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """Process each piece on one CPU of the cluster that this process is a job of; a single piece is processed in this process.

    Only as many pieces as the cluster can work on are in memory. A piece that is lost with its node is processed again on
    another.

    Args:
        work: a function from a module that all nodes have, or a `partial` of one. It is sent to each node once, together with
            the arguments that a `partial` holds.
        pieces: each is sent to the node that processes it.

    Raises:
        NoClusterError: this process is not a job of a cluster.
    """
    pieces = iter(pieces)
    first = list(islice(pieces, 2))
    if len(first) < 2:
        return map(work, first)
    if JOB_VARIABLE not in os.environ:
        raise NoClusterError(
            "This step would distribute work over a Ray cluster, but it is not a job of one.",
            remedy="Run it with the executor of EXECUTOR=ray (docs/how-to/ray.md), or set EXECUTOR=processes.",
        )
    return _tasks(work, chain(first, pieces))


def _tasks(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    import ray

    if not ray.is_initialized():
        ray.init(address="auto", log_to_driver=False, logging_level=logging.WARNING)
    task: Any = ray.remote(num_cpus=1, runtime_env={"env_vars": ONE_CORE})(_call)
    sent = ray.put(work)
    waiting: deque[Any] = deque()
    for piece in pieces:
        waiting.append(task.remote(sent, piece))
        if len(waiting) > AHEAD * ray.cluster_resources().get("CPU", 1):
            yield ray.get(waiting.popleft())
    while waiting:
        yield ray.get(waiting.popleft())


def _call(work: Callable[[P], R], piece: P) -> R:
    return work(piece)
