"""Cueing: which parts are silent, play or play alone at some time, because the prompt says so.

What belongs here: acting on cues. What does not: the parts that play by the energy of a bar (composition.py), the cues
themselves (resources/music/cues.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from resources.music.cues import DRUMS, Cue
from resources.renderers.sketch.arrangements import Arrangement, Voice
from resources.renderers.sketch.casting import complete, is_any
from resources.renderers.sketch.sounds import fitted

RESERVED = 2.0  # a part that enters at this energy plays only where its instrument is alone
SOLO = 3.0  # and one that enters at this energy only where its instrument has a solo
SOLO_LEVEL = -2.0  # decibels, where a melody has -8 to -4
SOLO_RANGE, BASS_SOLO_RANGE = (62, 86), (40, 64)
_STEPS_BACK = ("lead", "counter", "riff")  # roles that are silent while another part has a solo


def with_reserves(arrangement: Arrangement, cues: Sequence[Cue]) -> Arrangement:
    """The arrangement with the chords and melody that an instrument needs where it is alone."""
    voices = list(arrangement.voices)
    for names in dict.fromkeys(cue.instruments for cue in cues if cue.how == "only"):
        own = [voice for voice in voices if _plays(voice, names) and voice.enters < RESERVED]
        for voice in complete(own)[len(own) :] if own and DRUMS not in names else ():
            low, high = fitted(voice.low, voice.high, voice.sound)
            voices.append(replace(voice, low=low, high=high, enters=RESERVED))
    for names in dict.fromkeys(cue.instruments for cue in cues if cue.how == "solo"):
        own = [voice for voice in voices if _plays(voice, names) and voice.enters < RESERVED]
        own.sort(key=lambda voice: voice.role != "lead")
        for voice in own[:1]:
            low, high = fitted(*(BASS_SOLO_RANGE if voice.role == "bass" else SOLO_RANGE), voice.sound)
            figures = ("runs", "song")
            voices.append(
                replace(voice, role="lead", figures=figures, low=low, high=high, enters=SOLO, level=SOLO_LEVEL, pan=0.0)
            )
    return replace(arrangement, voices=tuple(voices))


def _plays(voice: Voice, names: Collection[str]) -> bool:
    """Whether a part is meant by some names; a "guitar" may be electric."""
    return is_any(voice, {*names, "electric-guitar"} if "guitar" in names else names)


class Cues:
    """The cues of each bar: those that cover its middle.

    Args:
        downbeats: the real seconds at which bars begin, and the end.
    """

    def __init__(self, cues: Sequence[Cue], voices: Mapping[str, Voice], downbeats: np.ndarray) -> None:
        self._voices = voices
        middles = np.maximum(
            (downbeats[:-1] + downbeats[1:]) / 2, 0.0
        )  # most of the first bar may lie before the start
        self._of_bar = [[cue for cue in cues if cue.covers(at)] for at in middles.tolist()]

    def drums(self, bar: int) -> bool:
        """Whether drums may play."""
        return not any(
            (DRUMS in cue.instruments) == (cue.how == "without")
            for cue in self._of_bar[bar]
            if cue.how in ("without", "only")
        )

    def allowed(self, bar: int) -> list[str]:
        """The parts that may play."""
        cues = self._of_bar[bar]
        alone = [cue.instruments for cue in cues if cue.how == "only"]
        silent = {name for cue in cues if cue.how == "without" for name in cue.instruments}
        if not alone and (soloists := self._soloists(bar)):
            bass = any(cue.how == "solo" and "bass" in cue.instruments for cue in cues)
            back = (*_STEPS_BACK, "bass") if bass else _STEPS_BACK
            return [
                part
                for part, voice in self._voices.items()
                if part in soloists
                or (voice.role not in back and voice.enters < RESERVED and not _plays(voice, silent))
            ]
        return [
            part
            for part, voice in self._voices.items()
            if not _plays(voice, silent)
            and all(_plays(voice, names) for names in alone)
            and (voice.enters <= RESERVED if alone else voice.enters < RESERVED)
        ]

    def _soloists(self, bar: int) -> list[str]:
        """The parts that carry the melody of a solo."""
        names = {name for cue in self._of_bar[bar] if cue.how == "solo" for name in cue.instruments}
        return [part for part, voice in self._voices.items() if voice.enters == SOLO and _plays(voice, names)]

    def playing(self, bar: int, usual: Sequence[str]) -> list[str]:
        """The parts that play, from those that would without cues."""
        cues, allowed = self._of_bar[bar], self.allowed(bar)
        if any(cue.how == "only" for cue in cues):
            return allowed
        asked = {name for cue in cues if cue.how == "with" for name in cue.instruments}
        soloists = self._soloists(bar)
        parts = [part for part in allowed if part in (*usual, *soloists) or _plays(self._voices[part], asked)]
        return parts or sorted(allowed, key=lambda part: self._voices[part].enters)[:1]
