"""Rhythm: drum grooves with fills, and timing that pushes or holds back the beat.

What belongs here: patterns of sixteenths. What does not: which style has which (arrangements.py), the starts of bars
(resources/music/grid.py), the sound of drums (drums.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

STEPS = 4  # per beat
TWO_BARS = 32  # sixteenths of a two-bar pattern
# Velocities of the marks in a pattern: accent, hit, soft hit, ghost note (seven times in ten), occasional hit, double stroke.
VELOCITY = {"X": 0.98, "x": 0.78, "o": 0.52, "g": 0.28, "?": 0.6, "r": 0.6}
CHANCE = {"g": 0.7, "?": 0.35}


@dataclass(frozen=True, slots=True)
class Groove:
    """A drum groove, in sixteenths of one bar or two ("X", "x", "o", "g", "?", "r", and "." for none).

    `kicks`: alternating bars. `backbeat`: usually the snare. `time`: the timekeeping at low, usual and full energy.
    `extra`: added at full energy. `fills`: alternating last eight sixteenths of a section. `hands`: alternatives for
    the usual timekeeping. `steady`: the backbeat also plays at low energy. `feel`: milliseconds by which each sixteenth
    of a beat is late, in all parts. `strays`: the random timing error of a stroke in seconds. `accents`: the loudness of each, for timekeeping. `leans`: milliseconds by which
    the parts of a role are behind the drums.
    """

    kicks: tuple[str, ...]
    backbeat: Mapping[str, str]
    time: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]
    extra: Mapping[str, str]
    fills: tuple[Mapping[str, str], ...]
    feel: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    accents: tuple[float, float, float, float] = (1.0, 0.82, 0.94, 0.8)
    leans: Mapping[str, float] = field(default_factory=dict)
    strays: float = 0.002
    steady: bool = False
    hands: tuple[Mapping[str, str], ...] = ()


STRAIGHT = Groove((), {}, ({}, {}, {}), {}, ())  # for pieces without drums
GROOVES: dict[str, Groove] = {
    "rock": Groove(
        ("X.......X.x.....", "X..x....X.x...?.", "X.....x.X.......", "X.x.....X..x.?.."), {"snare": "....X..g....X.g."},
        ({"hat": "x...x...x...x..."}, {"hat": "x.o.x.o.x.o.x.o."}, {"ride": "x.o.x.o.x.o.x.o.", "crash": "o..............."}), {"open": "..............x."},
        ({"tom-high": "....xx..", "tom": "......x.", "tom-low": ".......X", "snare": "x.x....."}, {"snare": "x..xx.xX", "kick": "..x..x.."}, {"snare": "xxx.....", "tom-high": "...xx...", "tom": ".....xx.", "tom-low": ".......X"}), (0, 2, 1, 2),
        hands=({"hat": "x...x...x...x...", "tambourine": "..o...o...o...o."}, {"ride": "x.o.x.o.x.o.x.o."}),
    ),
    "punk": Groove(
        ("X...X...X...X...", "X..xX...X..xX...", "X...X.x.X...X.x."), {"snare": "..X...X...X...X."},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"open": "x.x.x.x.x.x.x.x."}, {"crash": "x...x...x...x..."}), {"open": "..x...x...x...x."},
        ({"snare": "xxxxXXXX"}, {"snare": "x.x.xxxX", "tom-low": ".x.x...."}), (0, -2, -1, -2), leans={"bass": -2, "chords": -3}, strays=0.001,
        hands=({"hat": "X.x.X.x.X.x.X.x."}, {"ride": "x.x.x.x.x.x.x.x."}),
    ),
    "metal": Groove(
        ("XxXxXxXxXxXxXxXx", "X.xxX.xxX.xxX.xx", "XxxxX...XxxxX...", "X..x..x.X..x..x."), {"snare": "....X.......X..."},
        ({"hat": "x...x...x...x..."}, {"china": "x...x...x...x..."}, {"crash": "x...x...x...x...", "ride": "..x...x...x...x."}), {"open": "..............x."},
        ({"kick": "xxxxxxxx", "tom-high": "X.x.....", "tom": "....X.x.", "tom-low": "......xX"}, {"snare": "XxxxXxxx", "kick": "x.x.x.x."}, {"tom-high": "xxx.....", "tom": "...xxx..", "tom-low": "......xX"}), strays=0.0005,
        hands=({"hat": "x.x.x.x.x.x.x.x."}, {"ride": "x..xx..xx..xx..x"}),
    ),
    "pop": Groove(
        ("X.....x.X.......", "X..x....X.x.....", "X.....x...X...?.", "X.......X..x..x."), {"snare": "....X.......X.g.", "clap": "....o.......o..."},
        ({"shaker": "o.o.o.o.o.o.o.o."}, {"hat": "x.o.x.o.x.o.x.o."}, {"hat": "xoxoxoxoxoxoxoxo", "tambourine": "..x...x...x...x."}), {"open": "......x.......x."},
        ({"snare": "....x.xX", "clap": "......x."}, {"snare": "o..ox.xx", "tom-low": "...x...x"}, {"tom": "....xx..", "tom-low": "......xX"}), (0, 2, 1, 3),
        hands=({"hat": "x.o.x.oox.o.x.oo"}, {"hat": "..x...x...x...x.", "shaker": "o.o.o.o.o.o.o.o."}),
    ),
    "corporate": Groove(
        ("X.......X.......", "X.......X.....x.", "X.....x.X......."), {"clap": "....x.......x...", "snare": "....o.......o..."},
        ({"shaker": "o.o.o.o.o.o.o.o."}, {"shaker": "x.o.x.o.x.o.x.o.", "tambourine": "....o.......o..."}, {"tambourine": "x.o.x.o.x.o.x.o.", "tom-low": "x.......x......."}), {"rim": "......?.......?."},
        ({"clap": "....xxxX"}, {"tom-low": "x..x..xX", "clap": "....x.x."}, {"snare": "..o.oxxX"}), (0, 1, 0, 1),
        hands=({"hat": "x.o.x.o.x.o.x.o.", "triangle": "x..............."}, {"tambourine": "..o...o...o...o.", "shaker": "oooooooooooooooo"}),
    ),
    "happy": Groove(
        ("X...x...X...x...", "X...x...X.x.x..."), {"clap": "....X.......X...", "snare": "....o.......o.g."},
        ({"shaker": "oooooooooooooooo"}, {"hat": "..x...x...x...x.", "shaker": "o.o.o.o.o.o.o.o."}, {"tambourine": "x.x.x.x.x.x.x.x.", "open": "..x...x...x...x."}), {"cowbell": "......?.......o."},
        ({"clap": "....x.xX"}, {"snare": "..o.xoxx", "tambourine": "x.x.x.x."}), (0, 1, 0, 1),
        hands=({"tambourine": "x.o.x.o.x.o.x.o."}, {"hat": "x.x.x.x.x.x.x.x.", "triangle": "x.......x......."}),
    ),
    "boom-bap": Groove(
        ("X......x..X.....", "X.x....x..X..x..", "X......X.xX.....", "X..x....x.X..?.."), {"snare": "....X..g....X..g"},
        ({"hat": "x...x...x...x..."}, {"hat": "x.o.x.ogx.o.x.o."}, {"hat": "xgogxgogxgogxgog"}), {"open": "..............o.", "rim": "...?......?....."},
        ({"snare": "..g.X.gx", "kick": "x..x..x."}, {"kick": "....x.xx", "snare": "....X..."}, {"snare": "...xX.xx", "hat": "........"}), (0, 18, 6, 20), leans={"bass": 9, "chords": 6, "riff": 6}, steady=True,
        hands=({"hat": "x.x.x.x.x.x.x.xg"}, {"hat": "x..gx..gx..gx..g", "shaker": "..o...o...o...o."}),
    ),
    "lofi": Groove(
        ("x......o..x.....", "x.o....o..x.....", "x.........x..o..", "x......x..o....."), {"rim": "....x.......x..g", "snare": "....o.......o..."},
        ({"hat": "o...o...o...o..."}, {"hat": "o.g.o.ggo.g.o.g."}, {"hat": "ogogogogogogogog"}), {"shaker": "..o...o...o...o.", "open": "..............g."},
        ({"rim": "......x.", "kick": ".....o.o"}, {"rim": "....o.oo"}), (0, 24, 8, 26), leans={"bass": 8, "chords": 14, "arp": 8, "lead": 10}, steady=True,
        hands=({"hat": "o.o.o.ggo.o.o.gg"}, {"shaker": "o.g.o.g.o.g.o.g.", "hat": "..o...o...o...o."}),
    ),
    "trap": Groove(
        ("X......x..X.....", "X.....X...X..x..", "X..x......X.....", "X.........X..X.."), {"clap": "........X.......", "snare": "........x......?"},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"hat": "x.x.x.rrx.x.x.xx"}, {"hat": "xxxxxxrrx.xxxrrr"}), {"open": "......?.......x.", "rim": "...........?..?."},
        ({"hat": "xxxxxxxx", "clap": "....x.xX"}, {"snare": "....oxxX"}, {"tom-low": "x..x..x.", "hat": "x.xxxxxx"}), (0, 0, 0, 0), (1.0, 0.7, 0.88, 0.72), leans={"bass": 2, "arp": 5}, steady=True,
        hands=({"hat": "x.x.x.x.x.xrx.x."}, {"hat": "x.xrx.x.xrx.x.rr"}),
    ),
    "drum-and-bass": Groove(
        ("X.........X.....", "X.........X..?..", "X..x......X....."), {"snare": "....X..g.g..X..g"},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"hat": "xgxgxgxgxgxgxgxg"}, {"ride": "x.x.x.x.x.x.x.x.", "hat": "xgxgxgxgxgxgxgxg"}), {"open": "......x.........", "rim": ".......?......?."},
        ({"snare": "..xgx.xX", "kick": "x..x..x."}, {"snare": "xgxxgxxX"}, {"tom": "x..x....", "snare": "....x.xX"}), (0, 0, 2, 0),
        hands=({"ride": "x...x...x...x...", "hat": "..x...x...x...x."}, {"hat": "x.xgx.xgx.xgx.xg", "shaker": "oooooooooooooooo"}),
    ),
    "dubstep": Groove(
        ("X...............", "X.....x.........", "X..x............", "X.........?....."), {"snare": "........X.......", "clap": "........x......."},
        ({"hat": "x...x...x...x..."}, {"hat": "x.o.x.o.x.o.x.ox"}, {"hat": "xxo.xxo.xxo.xxox"}), {"open": "....o.......o...", "crash": "o..............."},
        ({"tom-high": "x.......", "tom": "..x.....", "tom-low": "....x.xx"}, {"snare": "ooooxxXX"}),
        hands=({"hat": "..x...x...x...x."}, {"hat": "x..x..x.x..x..x.", "shaker": "o.o.o.o.o.o.o.o."}),
    ),
    "house": Groove(
        ("X...X...X...X...", "X...X...X...X.?.", "X...X...X..xX..."), {"clap": "....X.......X...", "snare": "....g.......g..."},
        ({"hat": "x.o.x.o.x.o.x.o."}, {"open": "..g...o...g...o.", "hat": "x.o.x.o.x.o.x.o."}, {"open": "..g...o...g...o.", "hat": "xgoxxgoxxgoxxgox", "shaker": "oooooooooooooooo"}), {"conga-high": "...o..o....?..o.", "tambourine": "..o...o...o...o."},
        ({"clap": "....x.xx", "snare": "......xX"}, {"conga-high": "x..x..x.", "conga-low": ".x..x..x"}, {"open": "x...x...", "snare": "....ooxX"}), (0, 4, 2, 5),
        hands=({"open": "..o...o...o...o.", "shaker": "oooooooooooooooo"}, {"open": "..o...o...o...o.", "hat": "x..xx..xx..xx..x"}),
    ),
    "trance": Groove(
        ("X...X...X...X...", "X...X...X...X..x", "X...X...X...X.x."), {"clap": "....X.......X..."},
        ({"hat": "..x...x...x...x."}, {"open": "..x...x...x...x.", "hat": "xo.oxo.oxo.oxo.o"}, {"open": "..x...x...x...x.", "hat": "xoxoxoxoxoxoxoxo", "ride": "x...x...x...x..."}), {"rim": "...o..o....o..o.", "tom": "..............?."},
        ({"snare": "oooxxxXX"}, {"clap": "x.x.xxxx", "kick": "x...x..."}, {"snare": "x..x..xX", "tom-low": "....x.x."}), (0, 0, 1, 0),
        hands=({"open": "..x...x...x...x.", "tambourine": "....x.......x..."}, {"hat": "oox.oox.oox.oox.", "ride": "..x...x...x...x."}),
    ),
    "techno": Groove(
        ("X...X...X...X...", "X...X...X...X..?", "X...X.g.X...X..."), {"clap": "............o...", "rim": "...o..o....o..?."},
        ({"hat": "x.o.x.o.x.o.x.o."}, {"open": "..g...o...g...o.", "hat": "o.x.o.x.o.x.o.x."}, {"open": "..g...o...g...o.", "ride": "x.x.x.x.x.x.x.x."}), {"tom-low": "..?..o....?..o..", "shaker": "oooooooooooooooo"},
        ({"tom-low": "..x..x.x", "clap": "......xx"}, {"snare": "ooooxxxX"}),
        hands=({"hat": "..x...x...x...x.", "shaker": "xoxoxoxoxoxoxoxo"}, {"ride": "..x...x...x...x.", "hat": "o.o.o.o.o.o.o.o."}),
    ),
    "disco": Groove(
        ("X...X...X...X...", "X...X...X...X..x"), {"snare": "....X..g....X...", "clap": "....x.......x..."},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"open": "..x...x...x...x.", "hat": "xoo.xoo.xoo.xoo."}, {"open": "..x...x...x...x.", "hat": "xoo.xoo.xoo.xoo.", "tambourine": "x.o.x.o.x.o.x.o."}), {"conga-high": "..o..o.o..o..o..", "cowbell": "x...?...x...?..."},
        ({"tom-high": "xx......", "tom": "..xx....", "tom-low": "....xxX."}, {"snare": "....xxxX", "open": "......x."}),
        hands=({"open": "..x...x...x...x.", "tambourine": "x.x.x.x.x.x.x.x."}, {"open": "..x...x...x...x.", "hat": "xxo.xxo.xxo.xxo."}),
    ),
    "funk": Groove(
        ("X..x..x...x..x..", "X.x....x..x....x", "X..x......xx..?.", "X.....x..x..x..x"), {"snare": "....X..g....X..."},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"hat": "x.x.x.x.x.xox.x."}, {"hat": "xoxoxoxoxoxoxo..", "open": "..............x."}), {"conga-high": "..o....o..o....o", "cowbell": "x...x...x...x..."},
        ({"snare": ".gx.gxgX", "kick": "x..x...."}, {"snare": "x.gx.gxX", "open": "......x."}, {"conga-high": "x.xx.x..", "snare": "......xX"}), (0, 6, 2, 8), (1.0, 0.5, 0.86, 0.5), leans={"bass": -2, "chords": -3},
        hands=({"hat": "x.xox.x.x.x.x.x."}, {"ride": "x.x.x.x.x.x.x.x.", "tambourine": "....o.......o..."}),
    ),
    "reggae": Groove(
        ("....X.......X...", "....X.......X.?.", "....X..o....X..."), {"rim": "....x.......x..g"},
        ({"hat": "..o...o...o...o."}, {"hat": "x.o.x.o.x.o.x.oo"}, {"hat": "x.oox.o.x.oox.o.", "open": "......?.......o."}), {"shaker": "o.o.o.o.o.o.o.o.", "timbale": ".......?......?."},
        ({"timbale": "....xx.x", "timbale-low": "......x."}, {"snare": "..x..x.X", "rim": "x..x...."}, {"timbale": "x.x.x...", "timbale-low": ".....x.X"}), (0, 14, 8, 16), leans={"bass": 6, "chords": -2}, steady=True,
        hands=({"hat": "..x...x...x...xo"}, {"hat": "x.oox.oox.oox.oo"}),
    ),
    "jazz": Groove(
        ("o.......o.......", "o.....?.o.......", "o...........?..."), {"pedal": "....x.......x...", "snare": "..?...g..?.g..?."},
        ({"ride": "x...x...x...x..."}, {"ride": "x...x.o.x...x.o."}, {"ride": "x...x.o.x...x.o.", "crash": "g..............."}), {"rim": "...........?...."},
        ({"snare": "..o.x..o", "kick": "....o..o"}, {"snare": "x..o..x.", "tom-low": "......x."}), (0, 0, 0, 0), (1.0, 0.8, 0.85, 0.8), leans={"bass": -5, "lead": 10, "chords": 6},
        hands=({"ride": "x...x.o.x...x..."}, {"brush": "x.o.x.o.x.o.x.o.", "ride": "x.......x......."}),
    ),
    "bossa": Groove(
        ("x.....xox.....xo", "x.....x.x.....x."), {"rim": "x.....x.....x.......x.....x.....", "pedal": "....o.......o..."},
        ({"shaker": "o.o.o.o.o.o.o.o."}, {"hat": "o.o.o.o.o.o.o.o.", "shaker": "x.o.x.o.x.o.x.o."}, {"hat": "xoxoxoxoxoxoxoxo", "shaker": "xoxoxoxoxoxoxoxo"}), {"triangle": "..o...x...o...x."},
        ({"rim": "x..x.x.x"}, {"rim": "..x..xx.", "shaker": "xoxoxoxo"}), (0, 3, 2, 3), leans={"bass": 3, "lead": 8}, steady=True,
        hands=({"brush": "x.o.x.oox.o.x.oo"}, {"hat": "x...x...x...x...", "shaker": "o.o.o.o.o.o.o.o."}),
    ),
    "samba": Groove(
        ("o...X...o...X..o", "o..xX...o...X..o", "o...X...o..xX..."), {"tom-low": "o...X...o...X...", "rim": "x..x..x.x..x..x."},
        ({"shaker": "xggxxggxxggxxggx"}, {"shaker": "x.o.x.o.x.o.x.o."}, {"shaker": "x.oxx.oxx.oxx.ox", "snare": "...oX......oX..g"}), {"agogo": "x.x..x.x..x.x.x."},
        ({"snare": "xxx.xxxX"}, {"tom-high": "x.xx....", "tom-low": "....x.xX"}, {"rim": "x.xxx.xx", "tom-low": "....X.xx"}), (0, 4, 1, -6), (1.0, 0.6, 0.7, 0.9), leans={"chords": -2}, steady=True,
        hands=({"tambourine": "x..xx..xx..xx..x"}, {"shaker": "x.x.x.x.x.x.x.x."}),
    ),
    "latin": Groove(
        ("X.....x.X.....x.", "X..x....X..x....", "x......xx......x"), {"claves": "x..x..x...x.x...", "timbale": "....x..x....x..."},
        ({"shaker": "x.o.x.o.x.o.x.o."}, {"cowbell": "x.o.x.o.x.o.x.o.", "shaker": "x.o.x.o.x.o.x.o."}, {"cowbell": "x.oox.oox.oox.oo", "shaker": "x.o.x.o.x.o.x.o.", "guiro": "x...x.x.x...x.x."}), {"conga-high": "..xo..x...xo..x.", "conga-low": "......xx......xx"},
        ({"timbale": "x.xxx.x.", "timbale-low": "......xX"}, {"timbale": "....xxxx", "cowbell": "x..x...."}, {"conga-high": "x.x.xx..", "conga-low": "......xX"}), (0, 3, 1, 3), leans={"bass": -6, "chords": -2},
        hands=({"guiro": "x...x.x.x...x.x.", "shaker": "x.o.x.o.x.o.x.o."}, {"cowbell": "x...x...x...x...", "guiro": "x..xx.x.x..xx.x."}),
    ),
    "afrobeat": Groove(
        ("x..x..x.x..x..x.", "X.....x.x..x....", "x..x....X..x..?."), {"rim": "..x...x...x..x..", "snare": "......x.....o..."},
        ({"shaker": "x.o.x.o.x.o.x.o."}, {"shaker": "xgogxgogxgogxgog", "hat": "x...x...x...x..."}, {"shaker": "xooxxooxxooxxoox", "hat": "x.xxx.xxx.xxx.xx", "agogo": "x.x..x.x.x..x.x."}), {"conga-high": "..o.x..o..o.x.o.", "conga-low": "x.....x.....x..."},
        ({"tom-high": "x..x....", "tom": ".....x..", "tom-low": "......xX"}, {"snare": "..x.xx.X", "agogo": "x.x..x.."}), (0, 4, 2, 4), (1.0, 0.55, 0.85, 0.55), leans={"bass": 4, "riff": -2},
        hands=({"shaker": "x.ogx.ogx.ogx.og", "agogo": "x..x..x...x.x..."}, {"hat": "x.x.x.x.x.x.x.x.", "shaker": "o.o.o.o.o.o.o.o."}),
    ),
    "shuffle": Groove(
        ("X.......X.....o.", "X.....o.X.......", "X.......X.o....."), {"snare": "....X.......X.g."},
        ({"hat": "x...x...x...x..."}, {"hat": "x.o.x.o.x.o.x.o."}, {"ride": "x.o.x.o.x.o.x.o.", "hat": "....o.......o..."}), {"tambourine": "....o.......o..."},
        ({"snare": "x.x.x.xx", "kick": "..x...x."}, {"tom-high": "x.x.....", "tom": "....x...", "tom-low": "......xX"}), leans={"lead": 12, "bass": 3}, steady=True,
        hands=({"ride": "x.o.x.o.x.o.x.o."}, {"hat": "x...x.o.x...x.o."}),
    ),
    "train": Groove(
        ("X.......x.......", "X.......x.....o."), {"snare": "o.ogXgo.o.ogXgog"},
        ({"shaker": "o.o.o.o.o.o.o.o."}, {"shaker": "o.x.o.x.o.x.o.x."}, {"tambourine": "..x...x...x...x.", "shaker": "o.x.o.x.o.x.o.x."}), {"rim": "..?...........?."},
        ({"snare": "ogogxgxX"}, {"snare": "x.x.xoxX", "kick": "..x...x."}), (0, 3, 1, 3), leans={"bass": -3},
        hands=({"brush": "x.o.x.o.x.o.x.o.", "shaker": "..x...x...x...x."}, {"hat": "x.o.x.o.x.o.x.o."}),
    ),
    "soul": Groove(
        ("X..x......X.....", "X......x..X.....", "X..x....o.X..?..", "X.....o...X..x.."), {"snare": "....X..g.g..X...", "rim": "....o.......o..."},
        ({"hat": "o.o.o.o.o.o.o.o."}, {"hat": "xgogxgogxgogxgog"}, {"hat": "xgogxgogxgogxgog", "tambourine": "....x.......x..."}), {"open": "......?.........", "shaker": "..o...o...o...o."},
        ({"snare": "..g.x.xX"}, {"snare": "....x...", "tom": ".....xx.", "tom-low": ".......X"}), (0, 12, 5, 14), leans={"bass": 8, "chords": 6, "lead": 8}, steady=True,
        hands=({"hat": "x.o.x.o.x.o.x.o."}, {"ride": "x.o.x.o.x.o.x.o.", "tambourine": "....o.......o..."}),
    ),
    "synthwave": Groove(
        ("X...X...X...X...", "X.......X.......", "X...X...X...X.x."), {"snare": "....X.......X...", "clap": "....o.......o..."},
        ({"hat": "..x...x...x...x."}, {"hat": "xoxoxoxoxoxoxoxo"}, {"hat": "xoxoxoxoxoxoxoxo", "open": "..x...x...x...x."}), {"tom": "..............?x", "cowbell": "?.....?........."},
        ({"tom-high": "X.X.....", "tom": "....X...", "tom-low": "......XX"}, {"snare": "x.x.xxxX"}, {"tom-high": "x..x....", "tom-low": "....x..X", "clap": "......x."}),
        hands=({"hat": "x.x.x.x.x.x.x.x.", "tambourine": "....o.......o..."}, {"open": "..x...x...x...x.", "hat": "x...x...x...x..."}),
    ),
    "chiptune": Groove(
        ("X.....x.X.......", "X..x....X.x.....", "X...X...X...X..."), {"snare": "....X.......X..x"},
        ({"hat": "x.x.x.x.x.x.x.x."}, {"hat": "x.o.x.o.x.o.x.o."}, {"hat": "xoxoxoxoxoxoxoxo"}), {"rim": "......?.....?..."},
        ({"snare": "x.x.xxxx"}, {"snare": "xx.xx.xX", "kick": "..x..x.."}),
        hands=({"hat": "..x...x...x...x."}, {"hat": "x.xxx.xxx.xxx.xx"}),
    ),
    "epic": Groove(
        ("X.........X.....", "X.....X...X.....", "X.......X..x..x."), {"tom-low": "X..xo.X.X..xo.o.", "tom": "....x..x....x.xo"},
        ({"timpani": "X..............."}, {"timpani": "X.......o.....oo"}, {"timpani": "X...o...X...o.oo", "snare": "o.oox.oox.oox.oo", "crash": "o..............."}), {"cymbal": "............o..."},
        ({"tom-low": "X.xxX.xx", "timpani": "....ooxX"}, {"tom": "..xx..xx", "tom-low": "X...X...", "cymbal": "....o..."}, {"snare": "ooooxxxX"}),
        hands=({"timpani": "X.....x.X.....oo"}, {"timpani": "X..x..x.X..x..x.", "snare": "o...o...o...o.oo"}),
    ),
    "sorrow": Groove(
        ("o...............", "o.........o....."), {"brush": "........o......."},
        ({"cymbal": "............?..."}, {"triangle": "o...............", "cymbal": "............o..."}, {"timpani": "o.......o.....oo", "cymbal": "o..............."}), {"tom-low": "....o.......o..."},
        ({"timpani": "....ooox"}, {"cymbal": "....o...", "timpani": "......oo"}), (0, 4, 2, 4),
        hands=({"timpani": "o...............", "triangle": "........o......."}, {"brush": "o...o...o...o...", "cymbal": "............?..."}),
    ),
    "march": Groove(
        ("x.......x.......",), {"snare": "x.oox.o.x.oox.oo"},
        ({"timpani": "o.......o......."}, {"timpani": "x.......o......."}, {"timpani": "x...o...x...o...", "crash": "o..............."}), {"triangle": "..o...o...o...o."},
        ({"snare": "ooooxoxX"}, {"snare": "x.ooxoox", "timpani": "......xx"}),
        hands=({"timpani": "x...o...x...o..."}, {"tambourine": "x.o.x.o.x.o.x.o.", "timpani": "x..............."}),
    ),
    "brushes": Groove(
        ("x.......o.......", "x.....o.o.......", "x.......o.....?."), {"brush": "....x.......x.o."},
        ({"shaker": "o.o.o.o.o.o.o.o."}, {"brush": "o.o.x.o.o.o.x.oo", "shaker": "o.o.o.o.o.o.o.o."}, {"brush": "oooox.oooooox.oo", "tambourine": "....o.......o..."}), {"rim": "......?.......?."},
        ({"brush": "o.o.xoxx"}, {"rim": "....o.o.", "brush": "oooooxoo"}), (0, 6, 3, 6), leans={"lead": 6}, steady=True,
        hands=({"brush": "x.o.x.o.x.o.x.o."}, {"shaker": "x.o.x.o.x.o.x.o.", "tambourine": "....o.......o..."}),
    ),
    "pulse": Groove(
        ("o...............", "o.......?.......", "x.........o....."), {"rim": "..............?."},
        ({"hat": "o...o...o...o..."}, {"hat": "o.g.o.g.o.g.o.gg", "tom-low": "x..............."}, {"tom-low": "x.o...o.x.o...o.", "hat": "ogogogogogogogog"}), {"woodblock": "......o.....?..."},
        ({"tom-low": "o...o.xx"}, {"timpani": "....ooxx"}),
        hands=({"hat": "o.oo..o.o.oo..o.", "tom-low": "x.......o......."}, {"woodblock": "o...o...o...o...", "tom-low": "x.....o........."}),
    ),
    "heart": Groove(
        ("X.......X.......", "X.......X...X..."), {"tom-low": "..............?."},
        ({"kick": "..o.......o.....", "woodblock": "....o.......o..."}, {"kick": "..o.......o...?.", "woodblock": "o.o.o.o.o.o.o.o."}, {"kick": "..o...o...o...o.", "tom-low": "x...x...x...x...", "timpani": "x..............."}), {"woodblock": "..o...o...o...o."},
        ({"tom-low": "......oo"}, {"timpani": "....o.ox"}),
        hands=({"kick": "..o.......o.....", "woodblock": "o.ooo.o.o.ooo.o."}, {"kick": "..o.......o.....", "timpani": "....o.......o.o."}),
    ),
    "comedy": Groove(
        ("x.......x.......",), {"woodblock": "..x...x...x...xo", "snare": "....o.......o..."},
        ({"triangle": "..o...o...o...o."}, {"woodblock": "x...x.o.x...x.o.", "shaker": "o.o.o.o.o.o.o.o."}, {"tambourine": "..x...x...x...x.", "hat": "x.o.x.o.x.o.x.o."}), {"cowbell": "..............?.", "rim": "?......?........"},
        ({"woodblock": "x.x.x.xx"}, {"snare": "....x..x", "woodblock": "......x."}, {"cowbell": "....x...", "woodblock": "x.xx..x."}),
        hands=({"shaker": "x.o.x.o.x.o.x.o."}, {"hat": "..x...x...x...x.", "tambourine": "....x.......x..."}),
    ),
    "sleigh": Groove(
        ("x.......x.......", "x.....o.x......."), {"snare": "....o.......o...", "brush": "....x.......x..."},
        ({"sleigh": "o...o...o...o..."}, {"sleigh": "x.o.x.o.x.o.x.o."}, {"sleigh": "ogogogogogogogog", "hat": "..o...o...o...o."}), {"triangle": "x.......o......."},
        ({"snare": "....ooxX", "sleigh": "x.x.x.x."}, {"sleigh": "xoxoxoxo", "triangle": "....x..."}), (0, 2, 1, 2),
        hands=({"sleigh": "x...o...x...o..."}, {"sleigh": "o.g.o.g.o.g.o.g.", "triangle": "....o.......o..."}),
    ),
    "waltz": Groove(
        ("x...........", "x.........o."), {"brush": "....x...x...", "snare": "....g...g..."},
        ({"triangle": "x..........."}, {"pedal": "....o...o..."}, {"ride": "x...o...o...", "triangle": "x..........."}), {"tambourine": "....o...o..."},
        ({"snare": "....o.xo"}, {"brush": "o.o.x.xo"}, {"triangle": "....x...", "snare": "......oo"}), steady=True,
        hands=({"ride": "x...o...o..."}, {"triangle": "x...........", "pedal": "....o...o..."}),
    ),
}  # fmt: skip


def of_bar(pattern: str, number: int) -> str:
    """A bar of a pattern: some patterns have two, which alternate."""
    return pattern[number % 2 * TWO_BARS // 2 :][: TWO_BARS // 2] if len(pattern) == TWO_BARS else pattern


def held_for(pattern: str, step: int, steps: int) -> int:
    """The length in sixteenths of a note that starts at a sixteenth of a bar of `steps`, in a pattern with "-" for held on."""
    length = 1
    while step + length < steps and pattern[(step + length) % len(pattern)] == "-":
        length += 1
    return length


def hits(pattern: str, steps: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """(sixteenth, velocity) of the hits in a bar; the pattern repeats in a longer bar."""
    found: list[tuple[float, float]] = []
    for step in range(steps):
        mark = pattern[step % len(pattern)]
        if mark != "." and rng.random() < CHANCE.get(mark, 1.0):
            found.append((step, VELOCITY[mark]))
            if mark == "r":
                found.append((step + 0.5, VELOCITY[mark]))
    return found
