"""The `artist` partitions: one per roster artist.

What belongs here: how keys come from the roster. What does not: reading the roster (roster.py).
"""

from collections.abc import Sequence

import dagster as dg

from assets.lyrics.roster import RosterArtist


def artist_partitions(roster: Sequence[RosterArtist]) -> dg.StaticPartitionsDefinition:
    """One partition per artist, in the roster's order."""
    return dg.StaticPartitionsDefinition([artist.key for artist in roster])
