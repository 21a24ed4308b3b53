"""The soundtracks stage: from queued videos to videos with music."""
