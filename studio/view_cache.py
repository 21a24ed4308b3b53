"""A cache of the views of all videos and songs, refreshed when their folders change.

What belongs here: caching views and the rates of work. What does not: the views themselves (video_views.py, song_views.py).
"""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from assets.songs.library import all_songs
from assets.soundtracks.library import videos
from resources.records import RecordError
from resources.storage import Folders
from studio.estimates import Rates, song_rates, video_rates
from studio.song_views import Song, song_view
from studio.video_views import Job, refused_job, video_job
from studio.views import stamp

RATES_SECONDS = 30.0  # how long the rates of work are cached


class ViewCache:
    """All jobs and songs; each is read again only when its folder has changed.

    A view costs a few milliseconds, a stamp a fraction of one: even with 1,000 listeners, unchanged folders are not
    read again.

    Args:
        can_cancel: whether the run that works on a video, if any, can be stopped.
    """

    def __init__(self, folders: Folders, can_cancel: Callable[[Path], bool]) -> None:
        self._folders = folders
        self._can_cancel = can_cancel
        self._kept: dict[Path, Job | Song] = {}
        self._rates: tuple[Rates, Rates] = ({}, {})
        self._rated_at = -RATES_SECONDS

    def everything(self) -> list[Job | Song]:
        """Every view, newest first."""
        rejected = self._folders.rejected
        found = [
            *((folder, self.job) for folder in videos(self._folders.library)),
            *((path.parent, refused_job) for path in (rejected.glob("*/reason.txt") if rejected.exists() else ())),
            *((folder, self.song) for folder in all_songs(self._folders.songs)),
        ]
        shown: dict[Path, Job | Song] = {}
        for folder, read in found:
            kept = self._kept.get(folder)
            if kept is None or kept.version != stamp(folder):
                with contextlib.suppress(RecordError, OSError, ValueError):  # a damaged folder does not hide the others
                    kept = read(folder)
            if kept is not None:
                shown[folder] = kept
        self._kept = shown
        return sorted(shown.values(), key=lambda view: (view.created, view.id), reverse=True)

    def job(self, folder: Path) -> Job:
        """The view of a library video, with the remaining time."""
        return video_job(folder, self._rates_now()[0], can_cancel=self._can_cancel(folder))

    def song(self, folder: Path) -> Song:
        """The view of a song, with the remaining time."""
        return song_view(folder, self._rates_now()[1], self._folders.fonts)

    def _rates_now(self) -> tuple[Rates, Rates]:
        if time.monotonic() - self._rated_at >= RATES_SECONDS:
            self._rates = video_rates(self._folders.library), song_rates(self._folders.songs)
            self._rated_at = time.monotonic()
        return self._rates
