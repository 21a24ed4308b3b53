"""Processing a large table in pieces: in this process, or on all nodes of a Ray cluster.

What belongs here: distributing the pieces and returning their results in order. What does not: what a piece is and what is
done with it (assets), where steps run (pipelines).

Plain tasks, not Ray Data: see docs/scaling.md for what that costs.
"""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from resources.errors import TenthSymphonyError

AHEAD = 2  # pieces for each CPU of the cluster that are handed out before the first result is needed
# A task has one CPU; what counts the machine's cores by itself would take all of them.
ONE_CORE = {"RAYON_NUM_THREADS": "1"}

# Ray sets it for its jobs. Without it Ray would look for any cluster on this machine, and else start one.
JOB_VARIABLE = "RAY_JOB_CONFIG_JSON_ENV_VAR"

P = TypeVar("P")
R = TypeVar("R")


class NoClusterError(TenthSymphonyError):
    """This process is no job of a Ray cluster."""


class Spread(Protocol):
    """Does some work on each piece; the results come in the pieces' order, and are the same wherever it is done."""

    def __call__(self, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]: ...


def in_pieces(things: Iterable[P], at_once: int) -> Iterator[list[P]]:
    """Runs of that many things, the last perhaps shorter."""
    things = iter(things)
    while piece := list(islice(things, at_once)):
        yield piece


def here(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """One piece after the other, in this process."""
    return map(work, pieces)


def on_ray(work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """Each piece on one CPU of the cluster whose job this process is; a single piece here.

    Only as many pieces as the cluster can work on are in memory. One that is lost with its node is done again on another.

    Args:
        work: it and what it holds are sent to each node once: a function of a module that all nodes have, or a `partial`.
        pieces: sent to where they are worked on.

    Raises:
        NoClusterError: this process is no job of a cluster.
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
