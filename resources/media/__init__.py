"""Video and audio files, through FFmpeg's libraries (PyAV).

What belongs here: opening files (files.py), a video's facts (probe.py), analysing the picture (look.py), sound in and out
(sound.py), image files (images.py), adding music to a picture (mux.py). What does not: arithmetic on audio
(resources/audio.py), deciding which music to use (assets/soundtracks).
"""
