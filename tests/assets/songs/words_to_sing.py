"""Words, plans and a voice that tests of songs share."""

from collections.abc import Sequence

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.songs.flow import Flow
from assets.songs.plan import SongPlan, Spans, plan_song, spans_without_voice
from assets.songs.words import make_sections, sections_of_text
from resources.voices.base import Span, Spoken, Utterance

TEXT = """[Verse 1]
I walked the city till the streetlights died
my shadow kept on talking at my side
the rain was drumming on the window glass
and every second was a train that passed

[Hook]
so let it rain, let it rain on me
I was a river, now I am the sea

[Verse 2]
the corner store is selling sleep for cheap
the promises I made are hard to keep

[Hook]
so let it rain, let it rain on me
I was a river, now I am the sea
"""
SHORT = """[Verse]
the rain comes down on every street
I hear the city in my feet

[Hook]
let it rain, let it rain
let it wash away the pain
"""
PRONOUNCER = Pronouncer()
PITCHES = (440, 620, 800, 980)  # Hz of a beep, by the take


def plan_of(
    text: str = TEXT, spans: Spans = spans_without_voice, *, style: str = "boom-bap", flow: Flow = "straight",
    tempo: float | None = None, title: str = "Rain",
) -> SongPlan:  # fmt: skip
    """A plan of a text."""
    return plan_song(sections_of_text(text, PRONOUNCER), spans, title=title, style=style, flow=flow, tempo=tempo)


def plan_of_lines(*lines: str) -> SongPlan:
    """A plan of lines as they are, as a model may write them: long ones of a text are broken."""
    sections = make_sections([("Verse", lines)], PRONOUNCER)
    return plan_song(sections, spans_without_voice, title="Rain", style="boom-bap")


class Beeps:
    """A voice that beeps at each vowel: where it is heard can be measured. `asked`: all that it was to say."""

    name, rate, revision, licence = "beeps", 22_050, "1", "none: a test"

    def __init__(self, squeeze: float = 1.0) -> None:
        self.squeeze = squeeze
        self.asked: list[Utterance] = []

    def spans(self, words: Sequence[str]) -> list[Span]:
        """Some consonants are longer than others."""
        natural = [0.15 + 0.05 * word.count(" ") for word in words for phone in word.split() if phone[-1].isdigit()]
        return [Span(seconds, 0.5 * seconds) for seconds in natural]

    def say(self, utterance: Utterance) -> Spoken:
        """A beep of 60 ms for each vowel."""
        self.asked.append(utterance)
        audio = np.zeros(round((utterance.end + 0.1) * self.rate), np.float32)
        beep = np.sin(2 * np.pi * PITCHES[utterance.take] * np.arange(round(0.06 * self.rate)) / self.rate).astype(
            np.float32
        )
        for onset in utterance.onsets:
            first = round((onset - utterance.onsets[0] + 0.05) * self.rate)
            audio[first : first + len(beep)] += beep[: max(0, len(audio) - first)]

        def moved(places: np.ndarray, targets: np.ndarray) -> np.ndarray:
            times = np.arange(len(audio)) / self.rate
            before, after = ([edges[0] - 9, *edges, edges[-1] + 9] for edges in (places, targets))
            return np.interp(np.interp(times, after, before), times, audio).astype(np.float32)

        return Spoken(audio, utterance.onsets[0] - 0.05, self.squeeze, moved)
