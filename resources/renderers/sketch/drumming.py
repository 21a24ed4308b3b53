"""Drumming: the strokes of a groove.

What belongs here: a drummer's decisions. What does not: the grooves (rhythm.py), the sound of drums (drums.py).
"""

from collections.abc import Mapping

import numpy as np

from resources.music.form import Section
from resources.renderers.sketch.arrangements import Arrangement
from resources.renderers.sketch.rhythm import GROOVES, STEPS, VELOCITY, Groove, hits, of_bar
from resources.renderers.sketch.score import DRUMS, PHRASE, Bar, Sheet, place_of
from resources.renderers.sketch.sounds import KITS

LOWEST_TUNED = 41  # the MIDI pitch of the lowest timpani
DROP_OUT = 0.3  # probability that the kick drum is silent in a bar
# Only bars within this energy of the liveliest one have the fullest timekeeping: punk and metal had crashes on every beat of
# their verses too.
CLIMAX = 0.1
# A bar is sparse if its energy is this far below the style's usual one, and in the lower part of what drums play at. Without the
# first, calm styles such as bossa nova and lofi never played their own grooves, but one kick and eighths.
SPARSE, LOWER_PART = 0.1, 0.25


class Drummer:
    """Plays an arrangement's groove, if it has one, bar by bar."""

    def __init__(
        self,
        arrangement: Arrangement,
        sheet: Sheet,
        rng: np.random.Generator,
        seed: int,
        take: int = 0,
        usual: float = 1.0,
    ) -> None:
        """`usual`: the style's energy."""
        self._arrangement = arrangement
        self._usual = usual
        self._sheet = sheet
        self._rng = rng
        self._seed = seed
        self._hits = GROOVES.get(arrangement.groove)
        self._take = take

    def plays(self, level: float) -> bool:
        """Whether drums play at an energy."""
        return self._hits is not None and level >= self._arrangement.from_energy

    def play(self, bar: Bar, *, stops: bool) -> None:
        """Write a bar. If it `stops`, its last beat is silent."""
        groove = self._hits
        if groove is None or not self.plays(bar.level):  # and no crash at the end of a quiet ending
            return
        if bar.last:
            low = "kick" if "tom-low" not in groove.backbeat else "timpani"
            self._strike(bar, 0, 0.55 + 0.3 * bar.level, low, length=4)
            self._strike(bar, 0, 0.5 + 0.3 * bar.level, "crash", length=16)
            return
        floor = self._arrangement.from_energy
        fullness = (bar.level - floor) / max(1e-6, 1 - floor)
        how_full = (
            0
            if (fullness < LOWER_PART and bar.level < self._usual - SPARSE)
            or (bar.section.kind in ("intro", "ending") and fullness < 0.5)
            else 1
            if fullness < 0.68 or bar.below > CLIMAX
            else 2
        )
        answers = how_full > 0 or groove.steady  # also in bridges, which have lighter timekeeping
        if bar.section.kind == "bridge":
            how_full = max(0, how_full - 1)
        fills = bar.turns or bar.number % PHRASE == PHRASE - 1
        ends = bar.steps - (2 * STEPS if bar.turns and bar.steps > 3 * STEPS and how_full else STEPS)
        silent_from = bar.steps - STEPS if stops else bar.steps
        time = self._time(groove, how_full, bar.section)
        parts: list[tuple[str, str, float]] = [(drum, pattern, 1.0) for drum, pattern in time.items()]
        kicks = groove.kicks[self._kick_of(bar, len(groove.kicks))]
        drops = bar.number % (2 * PHRASE) == 2 * PHRASE - 1 and not bar.turns and self._rng.random() < DROP_OUT
        breaks = self._arrangement.sweeps and bar.section.kind == "bridge" and bar.number < bar.section.bars // 2
        if not (drops or breaks):
            parts.append(("kick", kicks if how_full else _first_of_beats(kicks), 1.0))
        if answers and not breaks:
            parts += [(drum, pattern, 1.0) for drum, pattern in groove.backbeat.items()]
        if how_full == 2 or (how_full == 1 and bar.section.turn and bar.number % 2):
            parts += [(drum, pattern, 0.85) for drum, pattern in groove.extra.items()]
        strength = 0.55 + 0.45 * bar.level
        # Random choices are the same in corresponding bars: a drummer has a pattern, and varies it every fourth bar.
        chance = np.random.default_rng([self._seed, len(bar.section.kind), place_of(bar)])
        for drum, pattern, level in parts:
            keeps_time = drum in time
            struck = dict(hits(of_bar(pattern, bar.number), bar.steps, chance))
            for step in bar.thinned(struck):
                velocity = struck[step]
                if step >= silent_from or (bar.turns and how_full and step >= ends and drum not in ("kick", "crash")):
                    continue
                accent = groove.accents[int(step) % STEPS] if keeps_time else 1.0
                loud = velocity * level * accent * strength + self._rng.normal(0, 0.035)
                self._strike(bar, step, loud, drum, late=self._sheet.late(DRUMS, int(step)))
        if fills and not stops:
            own = groove.fills[(place_of(bar) + bar.section.turn // 2 + self._take) % len(groove.fills)]
            self._fill(bar, own, ends if bar.turns and how_full else bar.steps - 2, strength)
        if bar.number == 0 and bar.section.first and how_full:
            self._strike(bar, 0, 0.45 + 0.4 * bar.level, "crash", length=8)

    def _time(self, groove: Groove, how_full: int, section: Section) -> Mapping[str, str]:
        """The timekeeping pattern; at usual energy, another instrument for each take and act, and for choruses: in some styles nine
        bars in ten had the same one.
        """
        usual = (groove.time[1], *groove.hands)
        other = section.act + (section.kind == "chorus")
        return usual[(self._take + other) % len(usual)] if how_full == 1 else groove.time[how_full]

    def _kick_of(self, bar: Bar, count: int) -> int:
        """The kick pattern of a bar: two alternate in a section, and the last of four bars has the third."""
        first = self._take + bar.section.turn // 2
        return (first + (2 if bar.number % PHRASE == PHRASE - 1 else bar.number % 2)) % count

    def _fill(self, bar: Bar, fill: Mapping[str, str], first: int, strength: float) -> None:
        """A fill, with a crescendo, from a sixteenth to the end of the bar."""
        for drum, pattern in fill.items():
            struck = (step for step in range(first, bar.steps) if pattern[step - bar.steps] != ".")
            for step in bar.thinned(struck):
                grow = 0.7 + 0.35 * (step - first + 1) / (bar.steps - first)
                velocity = VELOCITY[pattern[step - bar.steps]] * grow * strength
                self._strike(bar, step, velocity, drum, late=self._sheet.late(DRUMS, step))

    def _strike(
        self, bar: Bar, step: float, velocity: float, drum: str, *, length: float = 2, late: float = 0.0
    ) -> None:
        """A stroke, of a tuned drum with a pitch of the chord."""
        above = KITS[self._arrangement.kit].tuned.get(drum)
        chord = bar.chord_at(int(step))
        pitch = 0 if above is None else LOWEST_TUNED + (bar.tonic + chord.root + above - LOWEST_TUNED) % 12
        self._sheet.add(DRUMS, bar, step, length, pitch, velocity, drum, late)

    def accent(self, start: float, level: float) -> None:
        """A stroke at a cut. `start`: in strict seconds."""
        if self.plays(level):
            low = "tom-low" if self._arrangement.groove == "epic" else "kick"
            self._sheet.add_at(DRUMS, start, 0.5, 0, 0.6 + 0.35 * level, low)
            self._sheet.add_at(DRUMS, start, 1.5, 0, 0.3 + 0.3 * level, "crash")


def _first_of_beats(pattern: str) -> str:
    """Only the accents of a pattern."""
    return "".join(mark if mark == "X" or (mark in "xo" and step == 0) else "." for step, mark in enumerate(pattern))
