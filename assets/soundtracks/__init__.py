"""From queued videos to scored videos: queue, brief, score."""
