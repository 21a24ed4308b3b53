"""The songs stage: makes a song with a voice, a backing track and a lyric video from a verse."""
