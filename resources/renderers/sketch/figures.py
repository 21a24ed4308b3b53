"""Figures: what a part plays in a bar, by name.

What belongs here: patterns of sixteenths as data. What does not: who plays them (arrangements.py), their pitches and times
(parts.py).
"""

from dataclasses import dataclass

# Chords: "x" struck, "o" struck softly, "m" muted with the palm, "-" held, "." silence. "hold" is struck when the chord changes.
CHORDS = {
    "hold": "x---------------", "swell": "x---------------", "halves": "x-------o-------", "quarters": "x---o---x---o---",
    "push": "x-----x-----o---", "charleston": "x-----o-........x-----o-....o-..", "lofi": "x---------o-----", "stabs": "x.....x.........",
    "strum": "x---x-o-..o-x-o-", "strum2": "x-------o---x-o-", "island": "x-o-..o-x-o-x-o-", "epic": "x-----x-x---x-x-",
    "power8": "x-o-o-o-x-o-o-o-", "power8b": "x-o-o-x-o-o-x-o-", "power8c": "x---x---x-o-x-o-", "rock": "x-----x-..x-o---",
    "rock2": "x---..x-x---x-o-", "gallop": "x-mmx-mmx-mmx-mm", "gallop2": "x-mmx-mmx---x-x-", "chug": "xmmmx.mmxmmmx.x-",
    "skank": "..x...x...x...x.", "skank2": "..x...x...x.o.x.", "bubble": ".oxo.oxo.oxo.oxo", "funk16": "..x.x.....x..o.x",
    "funk16b": "x..x..o.x..x.o..", "clav": "x.ox..x.o.x..x.o", "clav2": "x..o.xo.x..o.x.o", "disco": "..x...x.o.x...x.",
    "house": "x..x..x...x.x...", "house2": "x...x..x..x..x..", "trance": "x-x-x-x-x-x-x-x-", "offbeats": "..x...x...x...x.",
    "dub": "......x-........", "comp": "x-..........o---......x-....x---", "comp2": "..o-....x-......x-....o-..x-....", "montuno": "x.xx.x.x.x.x.xx.",
    "montuno2": "x.x.xx.x.xx.x.x.", "bossa": "x-----x-----x-......x-----x---..", "bossa2": "x-..x-..x-----x-..x-....x-..x-..", "shuffle": "x-o-x-o-x-o-x-o-",
    "cavaquinho": "x..x..x.x.x.x.x.", "cavaquinho2": "x..x..x.x..x.xx.", "boomchick": "....x-......x-..", "soul": "x-----..o-..x---", "soulguitar": "....x.......x.o.", "chug8": "x.o.x.o.x.o.x.o.",
    "chug8b": "x.o.o.x.o.o.x.o.", "oompah": "....x.......x...", "oompah2": "....x...o...x...", "waltz": "....x---x---",
}  # fmt: skip
# Broken chords and riffs: the starts of notes ("?": sometimes), and the index of the chord's note, from the lowest.
ARPS: dict[str, tuple[str, tuple[int, ...]]] = {
    "up8": ("x.x.x.x.x.x.x.x.", (0, 1, 2, 3, 4, 5, 4, 3)), "wave8": ("x.x.x.x.x.x.x.x.", (0, 2, 1, 3, 2, 4, 1, 3)),
    "up16": ("xxxxxxxxxxxxxxxx", (0, 1, 2, 3, 4, 3, 2, 1)), "wave16": ("x.xxx.xxx.xxx.xx", (0, 2, 1, 3, 2, 4, 3, 1, 2, 0, 3, 1)),
    "broken": ("x.x.x.x.x.x.x.x.", (0, 2, 3, 2, 4, 2, 3, 2)), "alberti": ("x.x.x.x.x.x.x.x.", (0, 2, 1, 2, 0, 2, 1, 3)),
    "travis": ("x.x.x.x.x.x.x.x.", (0, 2, 1, 3, 0, 2, 1, 4)), "folk": ("x...x.xxx.x.x.xx", (0, 2, 1, 3, 0, 2, 3, 4, 2, 1)),
    "roll": ("xxxxxxxxxxxxxxxx", (0, 2, 4, 0, 2, 4, 0, 3)), "roll2": ("x.xxx.xxxxxxx.xx", (1, 3, 4, 1, 3, 4, 2, 4)),
    "drift": ("?.?.?.?...?.?.?.", (2, 4, 1, 3, 5, 2)), "drift2": ("x.....?...?.....", (3, 1, 4, 2, 5)),
    "slow": ("x..x..x...x..x..", (0, 2, 4, 5, 3, 1)), "ticks": ("x.xx..x.x.xx..x.", (0, 0, 1, 0, 0, 2)),
    "float": ("x.x.x.x...x.x...", (0, 2, 4, 3, 5, 2, 1)), "float2": ("x.x...x.x.x.x...", (1, 3, 2, 4, 0)),
    "nocturne": ("x.xxxxxxx.xxxxx.", (0, 2, 4, 5, 6, 5, 3, 2, 3, 4)), "flow": ("x.x.x.xxx.x.x.xx", (0, 2, 3, 4, 3, 1, 2, 4, 3, 2)),
    "ripple": ("xxx.xxx.xxx.xxx.", (0, 2, 4, 1, 3, 5, 2, 4, 6, 5, 4, 2)), "creep": ("x...x.x...x.x.x.", (0, 1, 0, 2, 1)), "scurry": ("x.....x...xxxxxx", (0, 1, 2, 1, 0, 1, 2, 3)),
    "dark": ("x..x..x.....x...", (0, 1, 0, 2, 1, 3)), "ostinato": ("x.x.x.x.x.x.x.x.", (0, 2, 1, 2, 0, 2, 1, 3)),
    "ostinato2": ("x.xxx.xxx.xxx.xx", (0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 2, 1)), "techno": ("..x..x.x..x..x.x", (0, 1, 0, 2, 0, 1, 3, 2)),
    "techno2": ("x..x..x..x..x.x.", (0, 0, 1, 0, 2, 1, 0)), "hiphop": ("x.....x...x.....", (3, 2, 1, 4, 2, 0)),
    "afro": ("x.xx.x.xx.x.x.x.", (0, 1, 2, 1, 3, 2, 1, 2, 4, 2)), "afro2": ("..x.xx.x..x.xx..", (4, 3, 2, 3, 1, 2, 3, 2)),
    "afro3": ("x..x..x.x..x....", (0, 2, 1, 0, 2, 3)),
}  # fmt: skip
# Bass: "r" root, "5" fifth, "3" third, "6" sixth, "8" octave, "n" the root of the chord that comes an eighth later, "a" a note beside
# the next root; of a walking bass "R" the nearest root, "w" a step, "A" a note beside the nearest next root; "-" held on.
BASSES = {
    "hold": "r---------------", "two": "r-------5-------", "two2": "r-----r-5-----a-", "halves": "r-------r-------",
    "quarters": "r---r---5---r---", "pop": "r-----r-r---5-a-", "pop2": "r---..r-r-r-..a-", "pedal8": "r-r-r-r-r-r-r-r-",
    "pedal8b": "r-r-r-r-r-r-5-a-", "lofi": "r-------..r-5---", "lofi2": "r---..r---..8-a-", "hiphop": "r-----.r..r-..a-",
    "hiphop2": "r--r....r-r-..5-", "rock": "r---..r-r-r-..a-", "gallop": "r-rrr-rrr-rrr-rr", "reggae": "..r-r-..5-3-r-..",
    "reggae2": "r--r..5-....8-5-", "reggae3": "....r-r-5---3-r-", "funk": "r..r..8-....5.a-", "funk2": "r-.r.8..r-..5-a-",
    "funk3": "r...r.8-..r.8-..", "octaves": "r-8-r-8-r-8-r-8-", "octaves16": "rr8rrr8rrr8rrr8r", "disco": "r-8-..8-r-8-..8-", "offbeat": "..r-..r-..r-..r-",
    "sixteenths": "r.rrr.rrr.rrr.rr", "house": "r..r..r...r-..8-", "house2": "..r-.r8-..r-.ra-", "trap": "r-------..r---..",
    "trap2": "r---------r-..8-", "trap3": "r-----..r-..5---", "dnb": "r-------..r---..", "dnb2": "r--r--..r----.5-",
    "dnb3": "r----.r-....8---", "wobble": "r---r---r-r-r---", "wobble2": "r-------r-r-r-r-", "walking": "R---w---w---A---", "throb": "r---r---r---r---",
    "bossa": "r-----5-5-----r-", "tumbao": "...5--n-...5--n-", "tumbao2": "r..5--n-...5--n-", "afro": "r-.r..5-..r-8-..",
    "afro2": "r-..r-5-.8..5-r-", "boogie": "r-3-5-6-8-6-5-3-", "soul": "r-----.r5---..a-", "soul2": "r--r..8-..5-a-..",
    "samba": "r--r5---r--r5---", "samba2": "r--.5--5r--.5-a-", "rumble": ".rrr.rrr.rrr.rrr", "waltz": "r---........", "detached": "r-----..5-----..", "detached2": "r--.r--.5--.r--.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Melody:
    """How a melody moves. `rhythms`: bars as lengths in sixteenths; rests are negative. `leaps`: the probability of
    moving by more than a step. `ornaments`: the probability of embellishing a note in a repeated phrase.
    """

    rhythms: tuple[tuple[int, ...], ...]
    leaps: float = 0.25
    ornaments: float = 0.2


MELODIES = {
    "song": Melody(((4, 2, 2, 4, 4), (6, 2, 4, -4), (-2, 2, 2, 2, 4, 4), (3, 3, 2, 4, 4), (4, 4, 6, 2), (8, 2, 2, -4), (2, 2, 4, 2, 2, 4), (6, 6, -4))),
    "sparse": Melody(((8, -8), (-4, 6, -6), (6, 2, -8), (-8, 4, 4), (12, -4), (3, 3, -10), (-2, 2, 4, -8)), 0.3, 0.1),
    "anthem": Melody(((8, 4, 4), (12, 4), (6, 6, 4), (4, 4, 8), (8, 8), (6, 2, 8), (3, 3, 10)), 0.4, 0.15),
    "runs": Melody(((2, 2, 2, 2, 2, 2, 4), (4, 2, 2, 2, 2, 4), (2, 2, 4, 2, 2, 4), (1, 1, 2, 2, 2, 4, 4), (3, 1, 2, 2, 4, -4), (2, 2, 2, 2, 8)), 0.2, 0.3),
    "swing": Melody(((2, 2, 2, 2, 2, 2, -4), (-2, 2, 2, 2, 4, -4), (6, 2, 2, 2, -4), (-4, 2, 2, 4, 2, 2), (2, 2, 6, -6), (-6, 2, 2, 2, 4), (3, 3, 2, 2, -6)), 0.3, 0.35),
    "blues": Melody(((4, 2, 2, -8), (-2, 2, 2, 2, 8), (6, 2, 4, -4), (3, 1, 4, -8), (-8, 2, 2, 4), (2, 2, 2, 6, -4)), 0.3, 0.35),
    "waltz": Melody(((8, 4), (4, 4, 4), (12,), (6, 2, 4), (4, 2, 2, 4), (2, 2, 2, 2, 4)), 0.3, 0.25),
}  # fmt: skip
# Counter-melodies: short chords, as a horn section plays them; all others are composed.
STABS = ("x..x......x.x...", "......x.x.......", "x.........x..x..", "..x..x....x.....")
