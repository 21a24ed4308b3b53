"""Which assets are missing or out of date, by the versions that Dagster recorded.

What belongs here: finding such assets. What does not: the versions, which assets set.
"""

from collections.abc import Iterable

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus

# Dagster has no public function for this outside a sensor's `stale_assets_only`. This is the class that its scheduler and UI
# use. Despite its name, the context is only a holder of an instance and a cache.
from dagster._core.loader import LoadingContextForTest


class Freshness:
    """The state of the graph at one moment."""

    def __init__(self, defs: dg.Definitions, instance: dg.DagsterInstance) -> None:
        self.graph = defs.resolve_asset_graph()
        self._resolver = CachingStaleStatusResolver(instance, self.graph, LoadingContextForTest(instance))

    def stale_partitions(self, key: dg.AssetKey, partitions: Iterable[str]) -> set[str]:
        """The partitions that are missing or out of date."""
        return {name for name in partitions if self._resolver.get_status(key, name) != StaleStatus.FRESH}

    def stale_assets(self, selection: Iterable[dg.AssetKey], also: Iterable[dg.AssetKey] = ()) -> list[dg.AssetKey]:
        """The unpartitioned assets of a selection that are missing, out of date or in `also`, and all downstream of them."""
        chosen = set(selection)
        stale = {key for key in chosen if self._resolver.get_status(key) != StaleStatus.FRESH} | (set(also) & chosen)
        frontier = list(stale)
        while frontier:
            downstream = (self.graph.get(frontier.pop()).child_keys & chosen) - stale
            stale |= downstream
            frontier += downstream
        return sorted(stale)
