"""What the views of videos and songs have in common.

What belongs here: states, progress, and when a folder must be read again. What does not: a view itself (video_views.py,
song_views.py), caching views (view_cache.py).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from resources.leases import is_held

State = Literal["queued", "rendering", "done", "refused", "failed"]


def stamp(folder: Path) -> str:
    """A value that changes whenever a record in the folder is written or removed."""
    try:
        entries = [
            (entry.name, entry.stat().st_mtime_ns)
            for entry in folder.iterdir()
            if entry.suffix in (".json", ".txt", "")
        ]
    except OSError:
        return ""
    return f"{hash((tuple(sorted(entries)), is_held(folder))) & 0xFFFFFFFFFFFF:x}"


def progress_of(done: set[str], steps: Mapping[str, float]) -> float:
    """The progress, 0 to 1, by the steps that are done."""
    return max((share for name, share in steps.items() if name in done), default=0.0)
