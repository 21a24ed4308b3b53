"""Renderers, which turn a request into music: sketch, musicgen, audiocraft, acestep and stableaudio. They do not import
each other.

What belongs here: the renderers, and what several of them need from weights or files. What does not: music theory that
does not depend on a renderer (resources/music).
"""
