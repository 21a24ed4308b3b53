"""The dynamic partitions: one per song.

What belongs here: the definition. What does not: which songs there are (library.py).
"""

import dagster as dg

SONGS = dg.DynamicPartitionsDefinition(name="song")
