"""What turns a request into music: sketch, musicgen, audiocraft, acestep and stableaudio, which know nothing of each other.

What belongs here: the renderers, and what needs weights or files for several of them. What does not: what is known of
music whoever plays it (resources/music).
"""
