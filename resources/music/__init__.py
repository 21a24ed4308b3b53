"""What is known of music whoever plays it: requests, styles, words, keys, form, beats, and how good a take is.

What belongs here: arithmetic and records that several renderers, or a renderer and the soundtracks' stage, share. What does
not: any one renderer (resources/renderers), audio as such (resources/audio.py), files, Dagster.
"""
