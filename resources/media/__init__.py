"""Video and audio files by FFmpeg's libraries (PyAV).

What belongs here: opening files (files.py), a video's facts (probe.py), watching (look.py), sound in and out (sound.py),
image files (images.py), music to a picture (mux.py). What does not: arithmetic on audio (resources/audio.py), what music is
wanted (assets/soundtracks).
"""
