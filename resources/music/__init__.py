"""Music theory and records that do not depend on a renderer: requests, styles, words, keys, form, beats, and the
quality of takes.

What belongs here: computations and records that several renderers, or a renderer and the soundtracks stage, share. What does
not: a single renderer (resources/renderers), audio in general (resources/audio.py), files, Dagster.
"""
