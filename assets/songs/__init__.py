"""The songs stage: a verse becomes a song with a voice, a backing track and a lyric video."""
