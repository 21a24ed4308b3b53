"""Sounds: the recorded (General MIDI program) and the synthesised sound of each instrument in the arrangements.

What belongs here: data. What does not: synthesis (instruments.py, drums.py), playing a SoundFont (soundfonts.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Name: (the General MIDI program from 0, None if it should be synthesised; the timbre of instruments.py; its name in
# lexicon.INSTRUMENT_PHRASES).
SOUNDS: dict[str, tuple[int | None, str, str]] = {
    "piano": (0, "piano", "piano"), "keys": (4, "keys", "e-piano"), "fm-keys": (5, "bell", "e-piano"), "clavinet": (7, "clav", "e-piano"), "celesta": (8, "bell", "bells"),
    "glockenspiel": (9, "bell", "bells"), "music-box": (10, "bell", "bells"), "vibes": (11, "vibes", "mallets"), "marimba": (12, "marimba", "mallets"),
    "xylophone": (13, "marimba", "mallets"), "organ": (16, "organ", "organ"), "accordion": (21, "reed", "accordion"), "harmonica": (22, "reed", "banjo"),
    "melodica": (22, "reed", "accordion"), "nylon": (24, "guitar", "guitar"), "ukulele": (24, "guitar", "guitar"), "guitar": (25, "guitar", "guitar"),
    "clean-guitar": (27, "guitar", "electric-guitar"), "muted-guitar": (28, "muted", "electric-guitar"), "overdrive": (29, "overdrive", "electric-guitar"),
    "distortion": (30, "overdrive", "electric-guitar"), "upright": (32, "bass", "bass"), "bass": (33, "bass", "bass"), "pick-bass": (34, "pick-bass", "bass"),
    "slap-bass": (36, "pick-bass", "bass"), "violin": (40, "violin", "strings"), "violas": (41, "violin", "strings"), "cello": (42, "violin", "strings"),
    "contrabass": (43, "strings-short", "strings"), "tremolo": (44, "strings", "strings"), "cluster": (44, "strings", "strings"), "pizzicato": (45, "pluck", "pizzicato"),
    "harp": (46, "harp", "harp"), "strings": (48, "strings", "strings"), "violins": (48, "strings", "strings"), "spiccato": (48, "strings-short", "strings"),
    "choir": (52, "choir", "choir"), "trumpet": (56, "brass", "brass"), "tuba": (58, "brass", "brass"), "horn": (60, "brass", "brass"), "brass": (61, "brass", "brass"),
    "sax": (65, "reed", "sax"), "oboe": (68, "reed", "flute"), "bassoon": (70, "reed", "flute"), "clarinet": (71, "clarinet", "flute"), "flute": (73, "flute", "flute"),
    "whistle": (78, "flute", "flute"), "banjo": (105, "banjo", "banjo"), "fiddle": (110, "violin", "banjo"),
    "pad": (None, "pad", "synth"), "lead": (None, "lead", "synth"), "pluck": (None, "pluck", "synth"), "saw-pluck": (None, "saw-pluck", "synth"),
    "supersaw": (None, "supersaw", "synth"), "analog": (None, "analog", "synth"), "brass-synth": (None, "brass", "synth"), "bell": (None, "bell", "bells"), "square": (None, "square", "synth"),
    "pulse": (None, "pulse", "synth"), "sub": (None, "sub", "bass"), "808": (None, "808", "bass"), "reese": (None, "reese", "bass"), "wobble": (None, "wobble", "bass"),
    "saw-bass": (None, "saw-bass", "bass"), "triangle-bass": (None, "triangle", "bass"),
}  # fmt: skip
# The sound of an instrument in a prompt, and the part that it takes over if the style does not have it.
INSTRUMENTS: dict[str, tuple[str, str]] = {
    "piano": ("piano", "chords"), "e-piano": ("keys", "chords"), "organ": ("organ", "chords"), "guitar": ("guitar", "chords"),
    "electric-guitar": ("overdrive", "chords"), "banjo": ("banjo", "arp"), "bass": ("bass", "bass"), "strings": ("strings", "chords"),
    "pizzicato": ("pizzicato", "arp"), "brass": ("trumpet", "lead"), "sax": ("sax", "lead"), "flute": ("flute", "lead"),
    "bells": ("glockenspiel", "arp"), "mallets": ("marimba", "arp"), "harp": ("harp", "arp"), "accordion": ("accordion", "lead"),
    "choir": ("choir", "chords"), "synth": ("saw-pluck", "arp"),
}  # fmt: skip


# Playable ranges in sounding MIDI pitches; other instruments are not limited.
RANGES: dict[str, tuple[int, int]] = {
    "glockenspiel": (79, 108), "celesta": (60, 108), "vibes": (53, 89), "marimba": (45, 96), "xylophone": (65, 108), "accordion": (53, 93),
    "harmonica": (60, 96), "melodica": (53, 89), "nylon": (40, 83), "ukulele": (60, 83), "guitar": (40, 84), "clean-guitar": (40, 88),
    "muted-guitar": (40, 84), "overdrive": (38, 88), "distortion": (35, 88), "violin": (55, 98), "violins": (55, 98), "violas": (48, 86),
    "cello": (36, 76), "harp": (24, 103), "choir": (43, 84), "trumpet": (54, 82), "horn": (41, 77), "tuba": (28, 58), "sax": (49, 80),
    "oboe": (58, 89), "bassoon": (34, 72), "clarinet": (50, 89), "flute": (60, 94), "whistle": (74, 98), "banjo": (50, 86), "fiddle": (55, 93),
    "organ": (36, 96), "keys": (28, 96), "fm-keys": (28, 96), "square": (48, 96), "pulse": (48, 96),
}  # fmt: skip
OCTAVE = 12
# Seconds that a bowed or plucked stroke lasts at most. Held as long as its pattern says, a spiccato ostinato of 2.7 notes a
# second was heard as 1.1 onsets a second.
SHORT = {"spiccato": 0.1}
# Seconds that a note of a broken chord rings at least: with the pedal down, and on strings that nobody damps.
RINGS = {"piano": 0.5, "harp": 0.7}


@dataclass(frozen=True, slots=True)
class Kit:
    """Drums. `program`: of the General MIDI drum bank, None if they should be synthesised. `others`: the program and key of drums
    that the kit has elsewhere or not at all. `tuned`: drums with a pitch, and the interval in semitones above the chord's root.
    """

    program: int | None
    others: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    tuned: Mapping[str, int] = field(default_factory=dict)


# The orchestra kit of General MIDI 2 has timpani where the others have hi-hats, toms, a ride and a crash cymbal. Played by the
# common keys, the clock of tension and the cymbals of epic were timpani out of key. Its low tom is a timpano, in the key.
_ROOM, _POWER, _ELECTRONIC, _ORCHESTRA = 8, 16, 24, 48
_ORCHESTRAL: dict[str, tuple[int, int]] = {
    "hat": (_ROOM, 42), "pedal": (_ROOM, 44), "open": (_ROOM, 46), "ride": (_ROOM, 51), "crash": (_ORCHESTRA, 57), "china": (_ORCHESTRA, 57),
    "tom-high": (_POWER, 48), "tom": (_POWER, 45),
}  # fmt: skip
# In the standard kit of the project's font, as it is played here, a ride is 20 dB quieter than in the other kits, and a rim, congas
# and agogos 10. Its crash is too, but at the level of the others it covers the beat.
_NOT_STANDARD = {"ride": (_ROOM, 51), "rim": (_ROOM, 37), "tom-low": (_ROOM, 41)}
KITS = {
    "standard": Kit(0, _NOT_STANDARD), "room": Kit(_ROOM), "power": Kit(_POWER), "jazz": Kit(32), "brush": Kit(40), "latin": Kit(_ROOM),
    "orchestra": Kit(_ORCHESTRA, _ORCHESTRAL, {"timpani": 0, "tom-low": 0}),
    "club": Kit(None), "tr808": Kit(None), "retro": Kit(_ELECTRONIC), "chip": Kit(None),
}  # fmt: skip
# Drums: the General MIDI key, and the panning (-1 left to 1 right) of synthesised ones.
DRUMS: dict[str, tuple[int, float]] = {
    "kick": (36, 0.0), "snare": (38, 0.0), "clap": (39, 0.1), "rim": (37, -0.25), "brush": (38, 0.0), "hat": (42, 0.35), "pedal": (44, 0.35),
    "open": (46, 0.35), "ride": (51, -0.35), "crash": (49, -0.4), "china": (52, 0.45), "cymbal": (55, -0.3), "tom-high": (48, 0.25), "tom": (45, 0.0),
    "tom-low": (41, -0.3), "timpani": (41, 0.1), "tambourine": (54, 0.4), "shaker": (70, -0.4), "cowbell": (56, 0.2), "conga-high": (63, 0.3),
    "conga-low": (64, 0.4), "timbale": (65, -0.3), "timbale-low": (66, -0.35), "agogo": (67, -0.35), "claves": (75, 0.25), "woodblock": (76, 0.3),
    "triangle": (81, -0.35), "guiro": (73, -0.3), "sleigh": (83, 0.3),
}  # fmt: skip


def fitted(low: int, high: int, sound: str) -> tuple[int, int]:
    """A part's range limited to what a sound can play; if less than an octave is left, shifted by octaves."""
    lowest, highest = RANGES.get(sound, (0, 127))
    while min(high, highest) - max(low, lowest) < OCTAVE <= highest - lowest and not lowest <= low <= high <= highest:
        up = OCTAVE if low < lowest else -OCTAVE
        low, high = low + up, high + up
    return max(low, lowest), min(high, highest)


def is_sequenced(sound: str) -> bool:
    """Whether a sound is sequenced by a machine, without omissions or timing errors."""
    return SOUNDS[sound][0] is None
