"""Arrangements: the parts of each style and who plays them.

What belongs here: data. What does not: the names and tempi of styles (resources/music/styles.py), chords (harmony.py), drum
grooves (rhythm.py), notes (composition.py), sounds (sounds.py).
"""

from dataclasses import dataclass
from typing import Literal

from resources.music.styles import STYLES

Role = Literal["chords", "arp", "bass", "lead", "counter", "riff"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A part. `sound`: of sounds.py. `figures`: alternating patterns of figures.py. `low`, `high`: its range in MIDI pitches.
    `enters`: the energy from which it plays (0 to 1). `level`: decibels relative to the loudest part. `pan`: -1 (left) to 1
    (right). `hall`: the share that is sent to the large reverb. `echoes`: how often a delay repeats each note of a broken chord.
    """

    role: Role
    sound: str
    figures: tuple[str, ...]
    low: int
    high: int
    enters: float = 0.0
    level: float = -8.0
    pan: float = 0.0
    hall: float = 0.2
    echoes: int = 0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a style is played. `harmony`: a kind of progressions. `scale`: of its melodies; "" for the mode's own.
    `groove`: of GROOVES, "" for no drums. `form`: of form.FORMS, for a piece without an arc. `kit`: of sounds.py.
    `swing`: the delay of the second of two eighths, in beats. `drums`: their level. `from_energy`: the energy from
    which they play. `size`: seconds of the large reverb. `lifts`: whether the last chorus may be a tone higher.
    `sweeps`: whether noise sweeps lead into sections. `pumps`: decibels of side-chain ducking by the kick drum. `tone`:
    decibels above 3 kHz. `dip`: decibels by which chords are lowered at the melody's frequencies.
    """

    harmony: str
    groove: str
    voices: tuple[Voice, ...]
    kit: str = "standard"
    scale: str = ""
    swing: float = 0.0
    drums: float = -3.0
    from_energy: float = 0.15
    size: float = 1.6
    lifts: bool = False
    sweeps: bool = False
    pumps: float = 2.0
    tone: float = 0.0
    dip: float = 3.0
    form: str = "song"


def _pad(
    sound: str, level: float = -14.0, enters: float = 0.0, low: int = 50, high: int = 74, hall: float = 0.4
) -> Voice:
    return Voice("chords", sound, ("hold",), low, high, enters, level, 0.0, hall)


ARRANGEMENTS = {
    "ambient": Arrangement("modal-calm", "", (
        _pad("pad", -16, hall=0.5), _pad("choir", -16, 0.25, 55, 79, 0.6),
        Voice("arp", "bell", ("drift", "drift2"), 67, 91, 0.05, -7, 0.4, 0.6, 2), Voice("bass", "sub", ("hold", "halves"), 33, 48, 0.0, -9),
        Voice("riff", "piano", ("float", "float2"), 57, 81, 0.0, -1.5, -0.3, 0.3, 1), Voice("lead", "vibes", ("sparse",), 64, 88, 0.03, -8, -0.3, 0.6), Voice("arp", "harp", ("slow", "up8"), 60, 88, 0.04, -5, -0.5, 0.3),
        Voice("counter", "flute", ("long",), 67, 86, 0.3, -14, 0.3, 0.6),
    ), size=3.4, scale="lydian", tone=-1.5, form="drift", dip=1.5),
    "lofi": Arrangement("neo-soul-minor", "lofi", (
        Voice("chords", "keys", ("lofi", "halves", "charleston"), 52, 74, 0.0, -6, 0.15, 0.2), Voice("bass", "bass", ("lofi", "lofi2"), 31, 50, 0.1, -5),
        Voice("arp", "nylon", ("travis", "broken"), 57, 81, 0.25, -11, -0.45, 0.25), Voice("lead", "vibes", ("song",), 62, 84, 0.15, -8, 0.3, 0.35),
        _pad("strings", -18, 0.35),
    ), "tr808", swing=0.1, size=1.2, tone=-1.0, form="loop"),
    "boom-bap": Arrangement("neo-soul-minor", "boom-bap", (
        Voice("chords", "keys", ("stabs", "charleston"), 50, 72, 0.0, -9, 0.2, 0.05), Voice("bass", "sub", ("hiphop", "hiphop2"), 28, 45, 0.0, 0.5, 0.0, 0.02),
        Voice("riff", "piano", ("hiphop",), 62, 84, 0.15, -9, -0.3, 0.06), Voice("lead", "trumpet", ("sparse",), 60, 79, 0.6, -10, 0.25, 0.15),
        _pad("strings", -17, 0.85, hall=0.1),
    ), swing=0.08, size=0.6, drums=3.0, form="loop"),
    "happy": Arrangement("pop-major", "happy", (
        Voice("chords", "ukulele", ("strum", "island"), 60, 81, 0.0, -6, 0.35, 0.1), Voice("chords", "piano", ("quarters", "push"), 52, 76, 0.3, -9, -0.3, 0.15),
        Voice("bass", "bass", ("pop", "pop2"), 33, 52, 0.1, -5), Voice("lead", "whistle", ("song",), 69, 88, 0.2, -8, 0.0, 0.25),
        Voice("arp", "glockenspiel", ("wave8", "broken"), 72, 93, 0.5, -12, 0.5, 0.25), Voice("counter", "brass", ("answers",), 55, 77, 0.65, -10, -0.2, 0.2),
    ), lifts=True, tone=0.0),
    "pop": Arrangement("pop-major", "pop", (
        Voice("chords", "piano", ("push", "quarters", "halves"), 50, 74, 0.0, -7, -0.2, 0.2), _pad("pad", -14, 0.3),
        Voice("chords", "muted-guitar", ("chug8", "funk16"), 55, 79, 0.35, -12, 0.5, 0.1), Voice("bass", "bass", ("pop", "pop2", "pedal8"), 29, 48, 0.1, -4),
        Voice("lead", "lead", ("song",), 62, 84, 0.25, -8, 0.1, 0.3), Voice("arp", "pluck", ("wave8", "up16"), 64, 88, 0.5, -12, -0.5, 0.3),
        Voice("counter", "strings", ("long",), 60, 81, 0.6, -13, 0.3, 0.35),
    ), lifts=True, sweeps=True, pumps=3.0),
    "epic": Arrangement("epic", "epic", (
        _pad("strings", -9, 0.0, 43, 74, 0.35), Voice("riff", "spiccato", ("ostinato", "ostinato2"), 50, 76, 0.15, -2, 0.3, 0.25),
        Voice("bass", "contrabass", ("pedal8", "halves", "hold"), 28, 45, 0.0, -6, 0.1, 0.25), Voice("lead", "horn", ("anthem",), 53, 74, 0.3, -5, -0.25, 0.45),
        Voice("chords", "brass", ("halves", "hold", "epic"), 46, 70, 0.55, -10, 0.2, 0.35), _pad("choir", -12, 0.65, 55, 79, 0.5),
        Voice("counter", "violins", ("long", "answers"), 67, 91, 0.5, -6, -0.35, 0.35), Voice("arp", "harp", ("up16",), 55, 84, 0.35, -16, 0.5, 0.4),
    ), "orchestra", drums=-3, from_energy=0.2, size=2.8, tone=2.0, form="build", dip=1.0),
    "sad": Arrangement("folk-minor", "sorrow", (
        Voice("arp", "piano", ("nocturne", "flow", "ripple"), 48, 76, 0.0, -2, -0.25, 0.25), _pad("strings", -16, 0.1, 50, 74, 0.4),
        Voice("bass", "contrabass", ("hold", "two"), 31, 48, 0.1, -10, 0.1, 0.3), Voice("lead", "piano", ("song", "sparse"), 67, 88, 0.05, -4, 0.1, 0.4),
        Voice("counter", "cello", ("long",), 45, 67, 0.2, -9, 0.35, 0.45), Voice("counter", "violins", ("answers",), 67, 86, 0.4, -12, -0.4, 0.5),
        Voice("riff", "piano", ("wave16", "up16"), 55, 81, 0.2, -4, 0.1, 0.25),
    ), "orchestra", size=2.4, drums=-7, from_energy=0.5, dip=4.5),
    "electronic": Arrangement("pop-minor", "trance", (
        _pad("pad", -11, 0.1), Voice("arp", "saw-pluck", ("up16", "wave16"), 60, 88, 0.2, -8, 0.45, 0.3), Voice("bass", "saw-bass", ("sixteenths", "house", "pedal8"), 33, 50, 0.2, -4),
        Voice("lead", "lead", ("anthem", "song"), 64, 86, 0.45, -6, -0.15, 0.35), Voice("chords", "supersaw", ("house", "trance"), 55, 79, 0.6, -8, 0.0, 0.25),
        Voice("counter", "pluck", ("answers",), 67, 88, 0.55, -12, -0.5, 0.4),
    ), "club", sweeps=True, pumps=6.0, size=2.0, drums=-1.5, form="club", dip=4.0),
    "acoustic": Arrangement("folk", "brushes", (
        Voice("arp", "guitar", ("travis", "folk"), 45, 76, 0.0, -4, 0.35, 0.15), Voice("chords", "guitar", ("strum", "strum2"), 48, 76, 0.4, -9, -0.45, 0.15),
        Voice("bass", "upright", ("two", "two2"), 31, 50, 0.2, -7), Voice("lead", "flute", ("song", "sparse"), 67, 88, 0.2, -7, -0.15, 0.3),
        Voice("counter", "violin", ("long", "answers"), 60, 84, 0.45, -11, 0.25, 0.35), Voice("chords", "accordion", ("hold",), 55, 76, 0.55, -15, -0.2, 0.2),
    ), "brush", drums=-7, from_energy=0.3, lifts=True, tone=1.0),
    "punk": Arrangement("metal-major", "punk", (
        Voice("chords", "distortion", ("power8", "power8b"), 40, 60, 0.0, -2, -0.75, 0.05), Voice("chords", "overdrive", ("power8", "power8c"), 40, 62, 0.35, -3, 0.75, 0.05),
        Voice("bass", "pick-bass", ("pedal8", "pedal8b"), 28, 45, 0.1, -2.5), Voice("lead", "distortion", ("anthem",), 64, 84, 0.55, -4, 0.2, 0.15),
    ), "power", size=0.9, drums=-1.5, tone=-6.0, dip=4.5, form="long"),
    "rock": Arrangement("rock-minor", "rock", (
        Voice("chords", "overdrive", ("rock", "rock2", "power8b"), 40, 62, 0.0, -6, -0.7, 0.08), Voice("chords", "clean-guitar", ("strum2", "rock"), 50, 74, 0.2, -10, 0.65, 0.12),
        Voice("bass", "pick-bass", ("pedal8b", "rock", "pop"), 28, 46, 0.1, -4), Voice("lead", "overdrive", ("anthem", "song"), 62, 86, 0.4, -6, 0.15, 0.25),
        Voice("chords", "organ", ("hold",), 52, 74, 0.6, -14, 0.4, 0.15),
    ), "room", size=1.2, drums=-3.5, tone=-6.0, dip=4.5),
    "metal": Arrangement("metal", "metal", (
        Voice("chords", "distortion", ("gallop", "chug", "power8"), 35, 55, 0.0, -1, -0.8, 0.04), Voice("chords", "distortion", ("gallop2", "chug", "power8b"), 35, 56, 0.2, -1, 0.8, 0.04),
        Voice("bass", "pick-bass", ("gallop", "pedal8"), 26, 40, 0.05, -3.5), Voice("lead", "distortion", ("runs", "anthem"), 62, 88, 0.5, -3, 0.1, 0.2),
        _pad("strings", -17, 0.75),
    ), "power", scale="phrygian", size=1.1, drums=-1.5, tone=-5.5, dip=4.5, form="long"),
    "reggae": Arrangement("reggae", "reggae", (
        Voice("chords", "muted-guitar", ("skank", "skank2"), 57, 77, 0.0, -7, 0.45, 0.15), Voice("chords", "organ", ("bubble",), 52, 72, 0.2, -11, -0.4, 0.1),
        Voice("bass", "bass", ("reggae", "reggae2", "reggae3"), 28, 47, 0.0, -2), Voice("lead", "melodica", ("song", "sparse"), 62, 82, 0.25, -8, -0.2, 0.4),
        Voice("counter", "brass", ("answers",), 57, 77, 0.42, -9, 0.2, 0.25), _pad("keys", -15, 0.35),
    ), "room", swing=0.06, size=1.8, drums=-3, form="vamp"),
    "funk": Arrangement("funk", "funk", (
        Voice("chords", "muted-guitar", ("funk16", "funk16b"), 57, 79, 0.0, -9, 0.55, 0.06), Voice("chords", "clavinet", ("clav", "clav2"), 48, 70, 0.65, -9, -0.5, 0.06),
        Voice("bass", "slap-bass", ("funk", "funk2", "funk3"), 28, 52, 0.0, -3), Voice("counter", "brass", ("stabs", "answers"), 58, 79, 0.45, -6, 0.15, 0.2),
        Voice("lead", "sax", ("song", "sparse"), 56, 79, 0.35, -7, -0.15, 0.25), Voice("chords", "organ", ("hold",), 55, 75, 0.6, -15, -0.2, 0.15),
    ), scale="dorian", size=0.9, drums=-2.0, form="vamp"),
    "disco": Arrangement("pop-minor", "disco", (
        Voice("chords", "muted-guitar", ("funk16", "disco"), 57, 79, 0.0, -10, 0.55, 0.08), Voice("chords", "keys", ("push", "house"), 50, 74, 0.15, -9, -0.4, 0.12),
        Voice("bass", "bass", ("octaves", "disco"), 28, 50, 0.0, -3), Voice("lead", "violins", ("anthem", "song"), 67, 91, 0.3, -6, -0.15, 0.3),
        Voice("counter", "brass", ("stabs", "answers"), 58, 79, 0.5, -8, 0.2, 0.2), _pad("strings", -13, 0.4, 60, 84),
    ), drums=-2.0, size=1.4, sweeps=True, pumps=3.0, form="vamp"),
    "trap": Arrangement("two-chord", "trap", (
        Voice("arp", "bell", ("dark", "broken"), 62, 86, 0.0, -7, 0.3, 0.35), _pad("choir", -13, 0.15, 50, 70, 0.4),
        Voice("bass", "808", ("trap", "trap2", "trap3"), 28, 43, 0.15, -1), Voice("lead", "flute", ("sparse", "song"), 62, 84, 0.35, -8, -0.25, 0.4),
        Voice("chords", "piano", ("hold", "halves"), 45, 67, 0.0, -10, -0.1, 0.25), Voice("riff", "spiccato", ("ostinato",), 55, 76, 0.7, -16, 0.4, 0.25),
    ), "tr808", scale="harmonic", size=1.6, drums=0.5, pumps=4.0, sweeps=True, tone=1.5, form="loop"),
    "drum-and-bass": Arrangement("neo-soul-minor", "drum-and-bass", (
        _pad("pad", -10, 0.0), Voice("bass", "reese", ("dnb", "dnb2", "dnb3"), 28, 45, 0.15, -3), Voice("arp", "keys", ("drift", "broken"), 60, 84, 0.1, -10, 0.4, 0.4),
        Voice("lead", "lead", ("sparse", "song"), 64, 86, 0.4, -8, -0.2, 0.4), Voice("chords", "supersaw", ("stabs",), 55, 76, 0.6, -11, 0.1, 0.3),
        Voice("counter", "flute", ("answers",), 70, 88, 0.5, -13, -0.4, 0.4),
    ), "club", size=2.0, drums=-1.0, sweeps=True, pumps=3.0, form="club"),
    "dubstep": Arrangement("pop-minor", "dubstep", (
        _pad("pad", -11, 0.0), Voice("bass", "wobble", ("wobble", "wobble2"), 28, 43, 0.35, -1), Voice("bass", "sub", ("hold",), 28, 43, 0.1, -6),
        Voice("lead", "lead", ("sparse", "anthem"), 62, 84, 0.45, -8, 0.15, 0.35), Voice("arp", "saw-pluck", ("dark", "up8"), 60, 84, 0.1, -10, -0.4, 0.4),
        Voice("chords", "supersaw", ("stabs", "halves"), 52, 74, 0.65, -8, 0.0, 0.2),
    ), "club", size=1.8, drums=-1.0, sweeps=True, pumps=5.0, form="club"),
    "house": Arrangement("neo-soul-minor", "house", (
        Voice("chords", "piano", ("house", "house2"), 52, 76, 0.0, -6, 0.1, 0.2), Voice("bass", "saw-bass", ("house", "octaves", "house2"), 31, 48, 0.1, -4),
        _pad("strings", -14, 0.3, 60, 81), Voice("lead", "sax", ("sparse", "song"), 58, 79, 0.4, -8, -0.2, 0.35), Voice("arp", "pluck", ("wave16", "up16"), 64, 88, 0.5, -12, 0.5, 0.3),
        Voice("chords", "organ", ("offbeats",), 55, 74, 0.35, -11, -0.4, 0.15),
    ), "club", swing=0.03, sweeps=True, pumps=6.0, drums=-1.5, form="club", dip=4.0),
    "techno": Arrangement("two-chord", "techno", (
        Voice("riff", "saw-pluck", ("techno", "techno2"), 50, 74, 0.0, -8, 0.25, 0.3), Voice("bass", "saw-bass", ("rumble", "pedal8"), 28, 43, 0.05, -3), _pad("pad", -13, 0.25),
        Voice("chords", "supersaw", ("dub",), 52, 74, 0.4, -10, -0.3, 0.5), Voice("arp", "pluck", ("up16",), 62, 86, 0.55, -13, -0.5, 0.35), Voice("lead", "lead", ("sparse",), 62, 82, 0.7, -8, 0.1, 0.4),
    ), "club", scale="phrygian", sweeps=True, pumps=6.0, drums=-1.0, size=2.2, form="club"),
    "synthwave": Arrangement("pop-minor", "synthwave", (
        _pad("analog", -11, 0.0), Voice("bass", "saw-bass", ("octaves", "octaves16", "pedal8"), 31, 52, 0.1, -4), Voice("arp", "saw-pluck", ("up16", "wave16"), 60, 84, 0.2, -10, 0.5, 0.3),
        Voice("lead", "lead", ("anthem", "song"), 64, 86, 0.35, -5, -0.1, 0.4), Voice("chords", "brass-synth", ("push", "halves"), 52, 74, 0.5, -8, -0.3, 0.25), Voice("chords", "fm-keys", ("quarters", "push"), 57, 79, 0.3, -9, 0.3, 0.3),
        Voice("counter", "bell", ("answers",), 67, 88, 0.5, -12, 0.4, 0.4), Voice("chords", "muted-guitar", ("chug8", "chug8b"), 55, 79, 0.3, -9, -0.5, 0.2),
    ), "retro", size=1.8, tone=2.0, pumps=3.0, drums=1.0, sweeps=True, lifts=True, dip=4.5, form="long"),
    "jazz": Arrangement("jazz", "jazz", (
        Voice("chords", "piano", ("comp", "comp2", "charleston"), 52, 74, 0.0, -7, 0.3, 0.12), Voice("bass", "upright", ("walking",), 28, 50, 0.0, -4, -0.1, 0.08),
        Voice("lead", "piano", ("swing", "runs"), 65, 88, 0.1, -5, 0.2, 0.15), Voice("lead", "sax", ("swing", "song"), 56, 80, 0.4, -4, -0.3, 0.2),
        Voice("chords", "clean-guitar", ("quarters",), 50, 69, 0.55, -15, -0.5, 0.08),
    ), "jazz", swing=0.155, size=1.0, drums=-8, from_energy=0.1, tone=1.0, form="head"),
    "bossa-nova": Arrangement("bossa", "bossa", (
        Voice("chords", "nylon", ("bossa", "bossa2"), 52, 76, 0.0, -5, 0.35, 0.12), Voice("bass", "upright", ("bossa", "two"), 28, 48, 0.05, -6), Voice("lead", "flute", ("song", "sparse"), 65, 86, 0.15, -6, -0.2, 0.25),
        Voice("chords", "keys", ("halves", "charleston"), 55, 76, 0.3, -12, -0.4, 0.2), Voice("counter", "sax", ("answers", "long"), 57, 79, 0.37, -10, 0.15, 0.3), _pad("strings", -17, 0.45),
    ), "brush", size=1.2, drums=-9, form="head"),
    "samba": Arrangement("bossa", "samba", (
        Voice("chords", "ukulele", ("cavaquinho", "cavaquinho2"), 62, 83, 0.0, -7, 0.45, 0.08), Voice("chords", "nylon", ("bossa2", "bossa"), 48, 72, 0.0, -8, -0.45, 0.1), Voice("bass", "bass", ("samba", "samba2"), 28, 48, 0.0, -5),
        Voice("lead", "flute", ("song", "runs"), 65, 88, 0.2, -5, -0.15, 0.2), Voice("counter", "brass", ("stabs", "answers"), 55, 77, 0.5, -8, 0.2, 0.2), Voice("counter", "sax", ("long", "answers"), 52, 76, 0.65, -11, -0.25, 0.25),
    ), "latin", size=1.0, drums=-2, tone=-3.0, form="vamp"),
    "latin": Arrangement("latin", "latin", (
        Voice("chords", "piano", ("montuno", "montuno2"), 55, 81, 0.0, -5, 0.25, 0.1), Voice("bass", "upright", ("tumbao", "tumbao2"), 28, 48, 0.0, -4), Voice("lead", "trumpet", ("anthem", "song"), 60, 82, 0.3, -5, -0.2, 0.25),
        Voice("counter", "brass", ("stabs", "answers"), 55, 77, 0.45, -7, 0.2, 0.2), Voice("chords", "nylon", ("strum2",), 52, 76, 0.35, -13, -0.5, 0.1), Voice("counter", "flute", ("answers",), 70, 88, 0.6, -12, 0.4, 0.3),
    ), "latin", scale="harmonic", size=1.1, drums=-4, form="vamp"),
    "afrobeat": Arrangement("two-chord-major", "afrobeat", (
        Voice("riff", "clean-guitar", ("afro", "afro2"), 60, 84, 0.0, -6, 0.5, 0.12), Voice("riff", "clean-guitar", ("afro3",), 52, 76, 0.6, -9, -0.5, 0.12), Voice("bass", "bass", ("afro", "afro2"), 28, 48, 0.0, -3),
        Voice("lead", "sax", ("song", "sparse"), 58, 80, 0.3, -7, -0.1, 0.25), Voice("counter", "brass", ("stabs", "answers"), 55, 77, 0.5, -7, 0.2, 0.2), Voice("arp", "marimba", ("broken", "wave16"), 60, 84, 0.7, -10, -0.3, 0.15),
        Voice("chords", "organ", ("offbeats",), 55, 74, 0.4, -14, 0.1, 0.1),
    ), "latin", size=1.0, drums=-3, tone=-2.0, form="vamp"),
    "blues": Arrangement("blues", "shuffle", (
        Voice("chords", "overdrive", ("shuffle",), 40, 60, 0.0, -9, -0.55, 0.08), Voice("chords", "piano", ("comp", "quarters"), 52, 76, 0.2, -10, 0.45, 0.12), Voice("bass", "bass", ("walking", "boogie"), 28, 48, 0.0, -4),
        Voice("lead", "clean-guitar", ("blues", "sparse"), 58, 82, 0.05, -3, 0.1, 0.2), Voice("chords", "organ", ("hold",), 52, 74, 0.5, -14, 0.3, 0.15), Voice("counter", "harmonica", ("answers",), 60, 80, 0.4, -9, -0.2, 0.25),
    ), "room", scale="blues", swing=0.165, size=1.0, drums=-4, tone=-1.0, form="twelve"),
    "country": Arrangement("folk", "train", (
        Voice("chords", "guitar", ("strum", "boomchick"), 48, 76, 0.0, -7, -0.45, 0.1), Voice("arp", "banjo", ("roll", "roll2"), 55, 79, 0.2, -8, 0.5, 0.1), Voice("bass", "upright", ("two", "two2"), 28, 48, 0.0, -5),
        Voice("lead", "clean-guitar", ("song", "runs"), 60, 84, 0.2, -6, 0.2, 0.2), Voice("counter", "fiddle", ("answers", "long"), 62, 86, 0.4, -8, -0.2, 0.25), Voice("counter", "harmonica", ("long",), 60, 79, 0.55, -13, 0.35, 0.3),
    ), "brush", size=1.1, drums=-6, lifts=True, tone=-1.5),
    "soul": Arrangement("neo-soul", "soul", (
        Voice("chords", "keys", ("soul", "halves", "charleston"), 52, 76, 0.0, -5, 0.2, 0.2), Voice("bass", "bass", ("soul", "soul2"), 28, 48, 0.0, -3), Voice("lead", "sax", ("song", "sparse"), 58, 80, 0.2, -6, -0.15, 0.3),
        Voice("chords", "muted-guitar", ("soulguitar", "funk16b"), 57, 79, 0.3, -12, 0.55, 0.1), Voice("counter", "brass", ("answers",), 55, 76, 0.42, -9, 0.2, 0.25), _pad("strings", -14, 0.4, 60, 81), Voice("chords", "organ", ("hold",), 55, 74, 0.6, -15, -0.4, 0.2),
    ), swing=0.05, size=1.3, drums=-3, lifts=True),
    "chiptune": Arrangement("pop-major", "chiptune", (
        Voice("arp", "square", ("up16", "wave16"), 60, 84, 0.0, -7, 0.35, 0.03), Voice("bass", "triangle-bass", ("octaves", "pedal8", "pop"), 33, 52, 0.0, -5), Voice("lead", "square", ("runs", "song"), 67, 91, 0.1, -4, -0.15, 0.05),
        Voice("counter", "pulse", ("answers", "long"), 62, 84, 0.4, -8, 0.15, 0.05), Voice("riff", "pulse", ("ostinato",), 55, 79, 0.6, -11, -0.45, 0.03),
    ), "chip", size=0.6, drums=-5, lifts=True, pumps=0.0, form="long"),
    "corporate": Arrangement("pop-major", "corporate", (
        Voice("chords", "muted-guitar", ("chug8", "chug8b"), 55, 79, 0.0, -7, 0.45, 0.15), Voice("arp", "piano", ("wave8", "broken"), 60, 84, 0.0, -7, -0.25, 0.25), Voice("bass", "bass", ("pedal8b", "pop", "hold"), 29, 48, 0.15, -6),
        _pad("strings", -12, 0.25, 55, 79), Voice("lead", "bell", ("song", "sparse"), 69, 91, 0.3, -7, 0.2, 0.35), Voice("chords", "clean-guitar", ("halves", "strum2"), 52, 76, 0.4, -11, -0.5, 0.2), Voice("counter", "violins", ("long", "answers"), 67, 88, 0.55, -11, 0.3, 0.35),
    ), drums=-5, lifts=True, sweeps=True, tone=1.0, form="build"),
    "tension": Arrangement("suspense", "pulse", (
        Voice("riff", "spiccato", ("ostinato2", "ostinato"), 48, 72, 0.05, -2, 0.3, 0.25), _pad("strings", -14, 0.0, 45, 69, 0.4), Voice("bass", "contrabass", ("pedal8", "hold"), 26, 43, 0.0, -6, 0.0, 0.2), Voice("arp", "pizzicato", ("dark", "broken"), 57, 79, 0.2, -7, -0.4, 0.25),
        Voice("lead", "piano", ("sparse",), 60, 84, 0.3, -8, 0.15, 0.4), Voice("counter", "horn", ("long",), 48, 69, 0.5, -10, -0.2, 0.4), Voice("chords", "tremolo", ("hold",), 60, 84, 0.4, -18, 0.0, 0.3),
    ), "orchestra", scale="harmonic", size=2.0, drums=-3, sweeps=True, form="build"),
    "horror": Arrangement("suspense", "heart", (
        _pad("tremolo", -17, 0.0, 55, 82, 0.4), Voice("bass", "contrabass", ("throb", "hold"), 24, 40, 0.0, -5, 0.0, 0.3), Voice("arp", "music-box", ("drift", "dark"), 67, 91, 0.05, -7, 0.35, 0.6, 1), _pad("choir", -16, 0.2, 48, 72, 0.5),
        Voice("lead", "violin", ("sparse",), 62, 88, 0.2, -8, -0.3, 0.5), Voice("chords", "cluster", ("swell",), 60, 79, 0.35, -9, 0.1, 0.5), Voice("riff", "spiccato", ("ticks", "ostinato"), 45, 65, 0.15, -5, 0.3, 0.25), Voice("arp", "pizzicato", ("creep", "scurry"), 50, 72, 0.2, -7, -0.4, 0.35),
    ), "orchestra", scale="phrygian", size=2.4, drums=0, from_energy=0.1, sweeps=True, form="drift"),
    "comedy": Arrangement("christmas", "comedy", (
        Voice("chords", "pizzicato", ("oompah", "oompah2"), 55, 77, 0.0, -5, 0.3, 0.15), Voice("bass", "tuba", ("two", "two2"), 29, 48, 0.0, -6, -0.15, 0.12), Voice("lead", "clarinet", ("runs", "song"), 62, 86, 0.05, -4, -0.2, 0.2),
        Voice("counter", "bassoon", ("answers",), 40, 62, 0.25, -8, 0.35, 0.15), Voice("arp", "xylophone", ("broken", "wave8"), 69, 91, 0.4, -10, 0.45, 0.15), Voice("counter", "flute", ("answers",), 72, 91, 0.55, -11, -0.35, 0.2),
    ), "orchestra", swing=0.04, size=1.0, drums=-9, lifts=True, form="rondo"),
    "piano": Arrangement("pop-major", "", (
        Voice("arp", "piano", ("nocturne", "ripple", "flow"), 45, 74, 0.0, -4, -0.1, 0.3), Voice("bass", "piano", ("hold", "two"), 31, 50, 0.0, -7, -0.15, 0.25), Voice("lead", "piano", ("song", "sparse", "anthem"), 67, 91, 0.0, -2, 0.1, 0.3),
        Voice("chords", "piano", ("quarters", "halves"), 52, 74, 0.25, -9, 0.0, 0.25), Voice("riff", "piano", ("wave16", "up16"), 55, 81, 0.24, -7, 0.2, 0.25),
    ), size=2.0, tone=1.0, form="rondo", dip=1.0),
    "classical": Arrangement("classical", "march", (
        Voice("chords", "strings", ("hold", "quarters"), 48, 72, 0.0, -17, 0.1, 0.3), Voice("arp", "pizzicato", ("alberti", "broken", "flow"), 55, 76, 0.1, -1, 0.4, 0.2), Voice("bass", "cello", ("detached", "detached2", "two"), 36, 55, 0.0, -7, 0.35, 0.25), Voice("bass", "upright", ("halves", "two", "quarters"), 28, 43, 0.1, -6, 0.2, 0.2),
        Voice("lead", "violin", ("song", "runs"), 67, 91, 0.0, -4, -0.35, 0.3),
        Voice("counter", "flute", ("answers", "runs"), 70, 91, 0.35, -8, -0.1, 0.3), Voice("counter", "horn", ("long",), 50, 69, 0.5, -12, 0.15, 0.35), Voice("counter", "oboe", ("answers",), 62, 84, 0.55, -10, 0.2, 0.3),
        Voice("riff", "spiccato", ("ostinato",), 60, 84, 0.1, -6, -0.25, 0.15),
    ), "orchestra", size=1.8, drums=-8, from_energy=0.5, lifts=False, tone=1.0, form="rondo", dip=1.5),
    "waltz": Arrangement("classical", "waltz", (
        Voice("chords", "pizzicato", ("waltz",), 52, 74, 0.0, -5, 0.3, 0.2), _pad("strings", -15, 0.1, 52, 74, 0.3), Voice("bass", "upright", ("waltz",), 31, 48, 0.0, -5, 0.2, 0.2), Voice("lead", "violins", ("waltz", "runs"), 67, 91, 0.0, -4, -0.3, 0.3), Voice("chords", "accordion", ("waltz",), 55, 76, 0.2, -11, -0.35, 0.15),
        Voice("counter", "clarinet", ("answers", "long"), 60, 84, 0.3, -8, 0.2, 0.25), Voice("arp", "harp", ("up8",), 55, 84, 0.3, -5, 0.5, 0.3), Voice("counter", "horn", ("long",), 50, 69, 0.45, -11, -0.1, 0.3),
    ), "orchestra", size=1.8, drums=0, from_energy=0.4, tone=1.0, form="strains"),
    "christmas": Arrangement("christmas", "sleigh", (
        Voice("chords", "piano", ("quarters", "push", "boomchick"), 52, 76, 0.0, -7, 0.25, 0.2), Voice("bass", "upright", ("two", "walking"), 29, 48, 0.05, -6), Voice("lead", "glockenspiel", ("song",), 72, 93, 0.0, -8, -0.2, 0.3), _pad("strings", -14, 0.2, 55, 79),
        Voice("counter", "horn", ("answers", "long"), 53, 72, 0.4, -8, 0.3, 0.3), Voice("arp", "celesta", ("wave16", "broken"), 67, 91, 0.3, -12, 0.45, 0.3), _pad("choir", -12, 0.5, 57, 79, 0.5), Voice("lead", "violins", ("anthem",), 67, 88, 0.55, -7, 0.1, 0.35),
    ), "orchestra", swing=0.06, size=1.8, drums=-3, from_energy=0.35, lifts=True),
}  # fmt: skip
assert ARRANGEMENTS.keys() == STYLES.keys(), "every style has an arrangement"
# Scales by name, in semitones above the tonic.
SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10), "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11), "mixolydian": (0, 2, 4, 5, 7, 9, 10), "phrygian": (0, 1, 3, 5, 7, 8, 10), "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "blues": (0, 3, 5, 6, 7, 10, 11),
}  # fmt: skip
