"""Which assets are missing or out of date, by the versions that Dagster recorded.

What belongs here: the question. What does not: the versions themselves; assets set them.
"""

from collections.abc import Iterable

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus

# Dagster has no public way to ask for this outside a sensor's `stale_assets_only`; the class is the one that its own
# scheduler and UI use, and the context any holder of an instance and a cache (the name notwithstanding).
from dagster._core.loader import LoadingContextForTest


class Freshness:
    """The state of the graph at one moment."""

    def __init__(self, defs: dg.Definitions, instance: dg.DagsterInstance) -> None:
        self.graph = defs.resolve_asset_graph()
        self._resolver = CachingStaleStatusResolver(instance, self.graph, LoadingContextForTest(instance))

    def stale_partitions(self, key: dg.AssetKey, partitions: Iterable[str]) -> set[str]:
        """The partitions that are missing or made from something else than what is there now."""
        return {name for name in partitions if self._resolver.get_status(key, name) != StaleStatus.FRESH}

    def stale_assets(self, selection: Iterable[dg.AssetKey], also: Iterable[dg.AssetKey] = ()) -> list[dg.AssetKey]:
        """The unpartitioned assets of a selection that are missing, out of date or in `also`, and all below them."""
        chosen = set(selection)
        stale = {key for key in chosen if self._resolver.get_status(key) != StaleStatus.FRESH} | (set(also) & chosen)
        frontier = list(stale)
        while frontier:
            below = (self.graph.get(frontier.pop()).child_keys & chosen) - stale
            stale |= below
            frontier += below
        return sorted(stale)
