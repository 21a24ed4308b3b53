"""The songs, one partition each.

What belongs here: the partitions. What does not: which songs there are (library.py).
"""

import dagster as dg

SONGS = dg.DynamicPartitionsDefinition(name="song")
