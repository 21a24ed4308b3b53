"""Styles: kinds of music, with their usual tempi.

What belongs here: the catalogue. What does not: the words that name a style (lexicon.py), how it is played
(renderers/sketch/arrangements.py).
"""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["major", "minor", "dorian", "phrygian", "lydian", "mixolydian"]


@dataclass(frozen=True, slots=True)
class Style:
    """A kind of music. `tempo`: slowest, usual and fastest, in beats per minute. `mode`: the usual one. `beats`: per
    bar. `energy`: 0 (still) to 1 (driving). `sounds`: a description that a sentence model compares with prompts.
    """

    name: str
    tempo: tuple[float, float, float]
    mode: Mode
    energy: float
    sounds: str
    beats: int = 4


STYLES = {
    style.name: style
    for style in (
        Style("ambient", (60, 70, 80), "major", 0.1, "calm floating ambient pads for meditation and space"),
        Style("lofi", (70, 80, 90), "minor", 0.3, "mellow lo-fi hip-hop beat to study and relax to"),
        Style("boom-bap", (82, 91, 100), "minor", 0.5, "old school boom-bap hip-hop beat for rap"),
        Style("happy", (104, 116, 128), "major", 0.6, "happy cheerful upbeat pop"),
        Style("pop", (100, 112, 124), "major", 0.55, "modern pop song"),
        Style("epic", (84, 96, 112), "minor", 0.8, "epic cinematic orchestral trailer with big drums"),
        Style("sad", (58, 68, 78), "minor", 0.15, "sad melancholic slow piano and strings"),
        Style("electronic", (116, 124, 134), "minor", 0.75, "energetic electronic dance music with synthesizers"),
        Style("acoustic", (88, 100, 112), "major", 0.4, "warm acoustic guitar folk"),
        Style("punk", (152, 172, 192), "major", 0.95, "fast loud punk rock with distorted guitars"),
        Style("rock", (104, 122, 140), "minor", 0.8, "rock band with electric guitars and drums"),
        Style("metal", (116, 144, 172), "minor", 0.95, "heavy metal with aggressive distorted guitars"),
        Style("reggae", (66, 76, 88), "major", 0.4, "relaxed reggae with offbeat guitar from Jamaica"),
        Style("funk", (94, 106, 116), "minor", 0.65, "groovy funk with slap bass and clavinet"),
        Style("disco", (112, 118, 126), "minor", 0.7, "disco dance floor of the seventies with strings"),
        Style("trap", (130, 140, 152), "minor", 0.65, "dark trap beat with 808 bass and fast hi-hats"),
        Style("drum-and-bass", (168, 174, 178), "minor", 0.9, "fast drum and bass with breakbeats"),
        Style("dubstep", (138, 140, 144), "minor", 0.85, "dubstep with wobbling bass and a heavy drop"),
        Style("house", (118, 124, 128), "minor", 0.7, "house music with piano chords and four on the floor"),
        Style("techno", (126, 132, 142), "minor", 0.8, "driving dark repetitive techno"),
        Style("synthwave", (84, 100, 116), "minor", 0.6, "retro synthwave of the eighties, neon night drive"),
        Style("jazz", (104, 132, 168), "major", 0.4, "swinging jazz trio with piano, double bass and brushes"),
        Style("bossa-nova", (112, 128, 142), "major", 0.35, "soft bossa nova with nylon guitar on a beach in Brazil"),
        Style("samba", (92, 102, 114), "major", 0.75, "lively samba of the carnival in Brazil with surdo, tamborim and cavaquinho"),
        Style("latin", (92, 104, 122), "minor", 0.7, "hot latin dance, salsa, reggaeton, with percussion and brass"),
        Style("afrobeat", (100, 110, 120), "major", 0.65, "afrobeat with percussion and a bright guitar"),
        Style("blues", (70, 88, 112), "major", 0.4, "twelve-bar blues with shuffle and electric guitar"),
        Style("country", (96, 114, 134), "major", 0.5, "country with banjo and steel guitar"),
        Style("soul", (68, 82, 98), "major", 0.4, "smooth soul and R&B with electric piano"),
        Style("chiptune", (124, 142, 162), "major", 0.7, "8-bit chiptune of an old video game console"),
        Style("corporate", (104, 114, 124), "major", 0.5, "positive inspiring corporate background, motivational"),
        Style("tension", (76, 90, 104), "minor", 0.5, "suspenseful tense thriller underscore, mystery"),
        Style("horror", (54, 62, 74), "minor", 0.3, "scary horror with dissonant strings, creepy"),
        Style("comedy", (104, 118, 134), "major", 0.45, "playful funny quirky pizzicato comedy"),
        Style("piano", (60, 74, 92), "major", 0.2, "gentle solo piano"),
        Style("classical", (84, 104, 124), "major", 0.35, "classical chamber music with strings and flute"),
        Style("waltz", (112, 138, 168), "major", 0.4, "elegant waltz in three-four time", beats=3),
        Style("christmas", (96, 112, 132), "major", 0.5, "Christmas with sleigh bells and glockenspiel"),
    )
}  # fmt: skip
DEFAULT_STYLE = "ambient"
