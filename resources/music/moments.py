"""Moments: what happens at a time of the film ("drop at 0:12", "piano only until halfway").

What belongs here: a moment, and its description. What does not: finding moments in a prompt (moment_parsing.py), shaping the
energy (form.py), when the music starts and stops and who plays (assets/soundtracks/timeline.py).
"""

from pydantic import BaseModel, ConfigDict, Field

from resources.music.moment_words import What
from resources.music.styles import Mode


class Moment(BaseModel):
    """An event from `start` to `end`, in seconds of the film. Negative values count from its end; None is its end or
    the start of the next moment. `start_share` and `end_share` of the film's length are added to them. `instruments`:
    of lexicon.INSTRUMENT_PHRASES, which then play, do not play, play alone or have a solo.
    `level`: of the energy, 0 to 1. `key`: "D minor", "minor" on the same tonic, or "up 2" (semitones), of a change to it. `tempo`: in beats per minute, of a change to it. `style`: of STYLES, which is played then; `mode`: of its key; `pace`: from the
    style's slowest (-1) to its fastest (1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: What
    start: float
    end: float | None
    start_share: float = Field(default=0.0, exclude_if=lambda share: not share)
    end_share: float = Field(default=0.0, exclude_if=lambda share: not share)
    tempo: float | None = Field(default=None, exclude_if=lambda tempo: tempo is None)
    instruments: tuple[str, ...] = Field(default=(), exclude_if=lambda instruments: not instruments)
    level: float | None = Field(default=None, exclude_if=lambda level: level is None)
    key: str = Field(default="", exclude_if=lambda key: not key)
    style: str = Field(default="", exclude_if=lambda style: not style)
    mode: Mode | None = Field(default=None, exclude_if=lambda mode: mode is None)
    pace: float | None = Field(default=None, exclude_if=lambda pace: pace is None)

    def within(self, seconds: float) -> "Moment":
        """The moment in a film of a given length, with shares and negative times resolved."""

        def resolved(at: float, share: float) -> float:
            return share * seconds + at if share or at >= 0 else max(0.0, seconds + at)

        end = None if self.end is None else resolved(self.end, self.end_share)
        start = resolved(self.start, self.start_share)
        return self.model_copy(update={"start": start, "end": end, "start_share": 0.0, "end_share": 0.0})

    def in_words(self) -> str:
        """In words: "quiet from 0:00 to 0:20", "only piano from 50 % on"."""
        names = " and ".join(name.replace("-", " ") for name in self.instruments)
        named = {
            "fade": "fade out",
            "with": names,
            "without": f"no {names}",
            "only": f"only {names}",
            "solo": f"{names} solo",
            "tempo": f"{self.tempo or 0:g} bpm",
            "key": key_in_words(self.key),
            "level": f"energy {100 * (self.level or 0):.0f} %",
            "style": f"{'' if not self.pace else 'fast ' if self.pace > 0 else 'slow '}{self.style}",
        }
        what = named.get(self.what, self.what.replace("-", " "))
        if self.start < 0 and not self.start_share:
            return f"{what} in the last {-self.start:g} s"
        end = "on" if self.end is None else f"to {_in_words(self.end, self.end_share)}"
        return f"{what} from {_in_words(self.start, self.start_share)} {end}"


def key_in_words(key: str) -> str:
    """A change of key in words: "D minor", "key up"."""
    return f"key {key.split()[0]}" if key.startswith(("up", "down")) else key


def _in_words(seconds: float, share: float) -> str:
    if not share and seconds < 0:
        return f"{-seconds:g} s before the end"
    if not share:
        return as_clock(seconds)
    return f"{100 * share:.0f} %" + (f" {seconds:+g} s" if seconds else "")


def as_clock(seconds: float) -> str:
    """Seconds as minutes and seconds: "0:12", "1:05.5"."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}" if rest % 1 else f"{minutes:.0f}:{rest:02.0f}"
