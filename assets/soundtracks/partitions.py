"""The `video` partitions: one per queued video, added as videos arrive.

What belongs here: their definition. What does not: the queue (library.py).
"""

import dagster as dg

VIDEOS = dg.DynamicPartitionsDefinition(name="video")
