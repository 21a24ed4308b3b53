"""The plan of a song: its form, its tempo, and the time of every word.

What belongs here: converting lines to times. What does not: slots within a line (flow.py), sound (vocals.py, mixdown.py).
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from assets.songs.flow import BEATS, BREATH, IMPOSSIBLE, Flow, Placed, at_random, evenly, measure, onsets_of, place
from assets.songs.words import SongLine, SongSection, SongTextError
from resources.music.feel import Feel
from resources.music.styles import STYLES
from resources.records import Record
from resources.renderers.sketch.feel import feel_of
from resources.voices.base import SQUEEZE_LEAST, Span

INTRO_BARS, OUTRO_BARS = 2, 2
TEMPI = (68.0, 116.0)  # the range for rapping, if the style allows it
SLOWEST = 56.0  # the limit if the words fit at no tempo of the style
TEMPO_STEP = 4.0
CLEARLY = 0.3  # a pace that is slow or fast, not only that of a mood
MOST_BARS = 4  # bars per line
LONGER = 1.5  # cost per extra bar of a line: sparse bars make a song drag
ENERGY = {"intro": 0.35, "verse": 0.55, "hook": 0.92, "drop": 0.15, "outro": 0.4}
# Durations of ARPAbet sounds in seconds for a song without a voice, similar to the embedded voice's.
VOWEL_SECONDS, CONSONANT_SECONDS = 0.11, 0.065

SHORTEST_LAST, LINGERING = (
    0.18,
    1.25,
)  # seconds of a line's last syllable, and how much longer it gets if there is room

SHORTEST = 0.05  # its seconds if the requested tempo leaves no room

Spans = Callable[[Sequence[str]], Sequence[Span]]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedWord(_Part):
    """A shown word with its start and end in seconds, and its rhyme group."""

    text: str
    start: float
    end: float
    group: int | None = None


class PlannedLine(_Part):
    """A line. `words`: as shown. `sounds`: in ARPAbet. `onsets`: the start of each vowel in seconds. `end`: the end of
    the last sound. `rhyme`: the index of the vowel where the rhyme begins. `stresses`: one per vowel. `asides`: the indices
    of the sounds that are ad-libs.
    """

    text: str
    words: tuple[PlannedWord, ...]
    sounds: tuple[str, ...]
    onsets: tuple[float, ...]
    end: float
    rhyme: int
    stresses: tuple[int, ...]
    slots: tuple[int, ...]
    bars: int
    asides: tuple[int, ...] = ()


class PlannedSection(_Part):
    """A section: its first bar, its number of bars, its energy (0 to 1) and its lines."""

    name: str
    kind: str
    first_bar: int
    bars: int
    energy: float
    lines: tuple[PlannedLine, ...] = ()


class SongPlan(Record):
    """A whole song. `seconds`: the duration of all bars. `stops`: (start, end) where the beat is silent. `metrics`: of
    the flow, and of the two baselines with the same syllables placed evenly and at random.
    """

    FILE: ClassVar[str] = "plan.json"

    made_from: str
    title: str
    style: str
    tempo: float
    flow: Flow
    seconds: float
    sections: tuple[PlannedSection, ...]
    stops: tuple[tuple[float, float], ...]
    metrics: dict[str, dict[str, float | None]]
    written_by: dict[str, Any]

    @property
    def lines(self) -> list[PlannedLine]:
        """All lines in order."""
        return [line for section in self.sections for line in section.lines]

    @property
    def bar(self) -> float:
        """The duration of a bar in seconds."""
        return 60 / self.tempo * BEATS

    def energy(self) -> tuple[float, ...]:
        """The energy of each second, in the form that renderers take."""
        bars = np.concatenate([np.full(section.bars, section.energy) for section in self.sections])
        at = np.clip((np.arange(round(self.seconds + 0.5)) + 0.5) / self.bar, 0, len(bars) - 1).astype(int)
        return tuple(round(float(value), 3) for value in bars[at])


def shown_words(plan: SongPlan) -> str:
    """All that a lyric video shows."""
    return " ".join([plan.title, *(line.text for line in plan.lines)])


def spans_without_voice(words: Sequence[str]) -> list[Span]:
    """The duration of each vowel and the consonants after it, from typical lengths of sounds. Without a voice there is
    no minimum for consonants.
    """
    spans: list[float] = []
    for phone in (phone for word in words for phone in word.split()):
        if phone[-1].isdigit():
            spans.append(VOWEL_SECONDS)
        elif spans:
            spans[-1] += CONSONANT_SECONDS
    return [Span(seconds, SQUEEZE_LEAST * seconds) for seconds in spans]


def choose_tempo(
    sections: Sequence[SongSection], spans: Sequence[Sequence[Span]], style: str, flow: Flow, pace: float = 0.0
) -> float:
    """The tempo in the style's range at which all lines fit best. If they fit at none, the fastest slower tempo at
    which they do.

    Args:
        pace: from slow (-1) to fast (1): a clearly slow or fast song takes that half of the range.
    """
    low, _, high = STYLES[style].tempo
    low, high = max(low, TEMPI[0]), min(high, TEMPI[1])
    if low > high:  # a fast style is rapped at half its tempo
        low, high = (
            min(max(bound / 2, TEMPI[0]), TEMPI[1]) for bound in (STYLES[style].tempo[0], STYLES[style].tempo[2])
        )
    middle = (low + high) / 2
    low, high = (middle if pace > CLEARLY else low), (middle if pace < -CLEARLY else high)
    candidates = np.arange(low, high + 0.1, TEMPO_STEP)
    feel = feel_of(style)
    costs = {float(tempo): _cost(sections, spans, float(tempo), flow, feel) for tempo in candidates}
    slower = low - TEMPO_STEP
    while min(costs.values()) >= IMPOSSIBLE and slower >= SLOWEST:
        costs[slower] = _cost(sections, spans, slower, flow, feel)
        slower -= TEMPO_STEP
    return min(costs, key=costs.__getitem__)


def _cost(
    sections: Sequence[SongSection], spans: Sequence[Sequence[Span]], tempo: float, flow: Flow, feel: Feel
) -> float:
    return sum(placed.cost for placed in _placed(sections, spans, tempo, flow, feel))


def _placed(
    sections: Sequence[SongSection], spans: Sequence[Sequence[Span]], tempo: float, flow: Flow, feel: Feel
) -> list[Placed]:
    """Every line with its slots. All lines of a section take as many bars as most of them want; a line that does not
    fit takes more. If it fits in no number of bars, it is placed as well as possible, at a cost of IMPOSSIBLE or more.
    """
    placed: list[Placed] = []
    each = iter(spans)
    bar = 60 / tempo * BEATS
    free = -np.inf  # the end of the previous line, relative to this line's bar
    for section in sections:
        own = [next(each) for _ in section.lines]

        def put(line: SongLine, span: Sequence[Span], bars: int, after: float) -> Placed:
            return place(
                line.syllables, line.rhyme, span, tempo=tempo, bars=bars, flow=flow, feel=feel, earliest=after + BREATH
            )

        wanted = [
            min((put(*pair, bars, -np.inf) for bars in (1, 2)), key=_with_bars).bars
            for pair in zip(section.lines, own, strict=True)
        ]
        usual = max(sorted(set(wanted)), key=wanted.count)
        for line, span in zip(section.lines, own, strict=True):
            chosen = Placed((), usual, np.inf)
            for bars in range(usual, MOST_BARS + 1):
                chosen = min(chosen, put(line, span, bars, free), key=lambda placed: placed.cost)
                if chosen.cost < IMPOSSIBLE:
                    break
            if not chosen.slots:
                raise SongTextError(
                    f"A line has {len(line.syllables)} syllables, more than fit into {MOST_BARS} bars: {line.text[:40]}…",
                    remedy="Break it into shorter lines.",
                )
            placed.append(chosen)
            free = onsets_of(chosen, span, tempo, flow, feel)[-1] + span[-1].natural - chosen.bars * bar
            free -= BREATH - breath_after(line.asides, line.words)
    return placed


def breath_after(asides: Sequence[int], sounds: Sequence[str]) -> float:
    """The seconds of silence after a line. After an ad-lib there are none: the first voice breathes while the other speaks."""
    return 0.0 if len(sounds) - 1 in asides else BREATH


def _with_bars(placed: Placed) -> float:
    return placed.cost + LONGER * (placed.bars - 1)


def plan_song(
    sections: Sequence[SongSection],
    spans_of: Spans,
    *,
    title: str,
    style: str,
    flow: Flow = "straight",
    tempo: float | None = None,
    pace: float = 0.0,
    seed: int = 0,
    made_from: str = "",
    written_by: dict[str, Any] | None = None,
) -> SongPlan:
    """Lay out a song: an intro, the sections, an outro, and the time of every word.

    The hook is louder than the verses. The beat drops out in the bar before the last verse, and stops under the last
    words of a line that ends in an ellipsis or a dash; if there is none, it stops under the last line before the last
    hook. Off-beats are where the embedded composer plays them in this style.

    Raises:
        SongTextError: a line has more syllables than fit into its bars.
    """
    spans = [list(spans_of(line.words)) for section in sections for line in section.lines]
    tempo = tempo or choose_tempo(sections, spans, style, flow, pace)
    feel = feel_of(style)
    placed = _placed(sections, spans, tempo, flow, feel)
    bar = 60 / tempo * BEATS
    planned = [PlannedSection(name="Intro", kind="intro", first_bar=0, bars=INTRO_BARS, energy=ENERGY["intro"])]
    each = iter(zip(spans, placed, strict=True))
    last_verse = max((n for n, section in enumerate(sections) if not section.is_hook), default=0)
    asked = any(line.stops for section in sections for line in section.lines)
    hooks = [n for n, section in enumerate(sections) if section.is_hook]
    stops: list[tuple[float, float]] = []
    for number, section in enumerate(sections):
        first = planned[-1].first_bar + planned[-1].bars
        if number == last_verse and number > 0:
            planned.append(PlannedSection(name="Drop", kind="drop", first_bar=first, bars=1, energy=ENERGY["drop"]))
            first += 1
        lines, at = [], first
        for place_in_section, line in enumerate(section.lines):
            span, where = next(each)
            lines.append(_planned(line, where, onsets_of(where, span, tempo, flow, feel), span[-1], at * bar, bar))
            at += where.bars
            before_hook = bool(hooks) and number + 1 == hooks[-1] and place_in_section == len(section.lines) - 1
            if line.stops or (before_hook and not asked):
                stops.append((lines[-1].onsets[line.rhyme] - 60 / tempo, at * bar))
        kind = "hook" if section.is_hook else "verse"
        planned.append(
            PlannedSection(
                name=section.name, kind=kind, first_bar=first, bars=at - first, energy=ENERGY[kind], lines=tuple(lines)
            )
        )
    first = planned[-1].first_bar + planned[-1].bars
    planned.append(PlannedSection(name="Outro", kind="outro", first_bar=first, bars=OUTRO_BARS, energy=ENERGY["outro"]))
    return SongPlan(
        made_from=made_from,
        title=title,
        style=style,
        tempo=round(tempo, 3),
        flow=flow,
        seconds=(first + OUTRO_BARS) * bar,
        sections=_breathing(planned),
        stops=tuple(stops),
        metrics=_metrics(sections, placed, flow, seed),
        written_by=written_by or {},
    )


def _breathing(sections: Sequence[PlannedSection]) -> tuple[PlannedSection, ...]:
    """The sections, with each line ending a breath before the next: its last syllable is only held if there is room."""
    starts = iter([*(line.onsets[0] for section in sections for line in section.lines), np.inf])
    next(starts)
    return tuple(
        section.model_copy(
            update={
                "lines": tuple(
                    _until(line, next(starts) - breath_after(line.asides, line.sounds)) for line in section.lines
                )
            }
        )
        for section in sections
    )


def _until(line: PlannedLine, limit: float) -> PlannedLine:
    """The line, ended at `limit` at the latest, unless its last vowel begins later."""
    if line.end <= limit:
        return line
    end = max(np.floor(limit * 1e5) / 1e5, line.onsets[-1] + SHORTEST)
    words = (*line.words[:-1], line.words[-1].model_copy(update={"end": end}))
    return line.model_copy(update={"end": float(end), "words": words})


def _planned(
    line: SongLine, placed: Placed, from_bar: Sequence[float], last: Span, starts: float, bar: float
) -> PlannedLine:
    onsets = [starts + onset for onset in from_bar]
    natural = onsets[-1] + max(last.natural, SHORTEST_LAST)
    end = max(natural, min(onsets[-1] + LINGERING * (natural - onsets[-1]), starts + (placed.bars + 0.2) * bar))
    edges = [*onsets[1:], end]
    words, before = [], ""
    for number, text in enumerate(line.pieces):
        own = [i for i, syllable in enumerate(line.syllables) if syllable.piece == number]
        if own:
            text, before = before + text, ""
            words.append(PlannedWord(text=text, start=onsets[own[0]], end=edges[own[-1]], group=line.groups[number]))
        elif words:  # a silent sign is shown with the word before it
            words[-1] = words[-1].model_copy(update={"text": f"{words[-1].text} {text}"})
        else:  # or before the first one
            before += f"{text} "
    return PlannedLine(
        text=line.text, words=tuple(words), sounds=line.words, onsets=tuple(round(o, 5) for o in onsets),
        end=round(end, 5), rhyme=line.rhyme, stresses=tuple(s.stress for s in line.syllables), slots=placed.slots,
        bars=placed.bars, asides=line.asides,
    )  # fmt: skip


def _metrics(
    sections: Sequence[SongSection], placed: Sequence[Placed], flow: Flow, seed: int
) -> dict[str, dict[str, float | None]]:
    lines = list(itertools.chain.from_iterable(section.lines for section in sections))
    rng = np.random.default_rng(seed)
    kinds = {
        "planned": [(line, p.slots, p.bars) for line, p in zip(lines, placed, strict=True)],
        "evenly": [(line, evenly(len(p.slots), p.bars, flow), p.bars) for line, p in zip(lines, placed, strict=True)],
        "at random": [
            (line, at_random(len(p.slots), p.bars, rng, flow), p.bars) for line, p in zip(lines, placed, strict=True)
        ],
    }
    return {
        kind: {name: _rounded(float(getattr(measured, name))) for name in measured.__slots__}
        for kind, measured in ((kind, measure(entries, flow)) for kind, entries in kinds.items())
    }


def _rounded(value: float) -> float | None:
    """None instead of NaN, which JSON lacks; a song without stresses has NaN."""
    return round(value, 4) if np.isfinite(value) else None
