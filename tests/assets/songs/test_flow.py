"""Words on the grid: stresses on beats, rhymes on the fourth, breath between lines."""

import itertools
import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.songs.beat import backing_request
from assets.songs.flow import BREATH, FLOWS, IMPOSSIBLE, SLOTS, Flow, least, measure, onsets_of, place
from assets.songs.plan import plan_song, spans_without_voice
from assets.songs.real_flows import own_rate, rates_of
from assets.songs.words import MOST_CHARACTERS, MOST_LINES, SongTextError, Syllable, make_sections, sections_of_text
from resources.music.feel import STEPS, swung
from resources.renderers.sketch import write
from resources.renderers.sketch.feel import feel_of
from resources.renderers.sketch.score import DRUMS
from resources.voices.base import Span
from tests.assets.songs.words_to_sing import PRONOUNCER, TEXT, plan_of


def natural(seconds: float) -> Span:
    """A syllable of a vowel alone."""
    return Span(seconds, seconds / 2)


def test_a_text_is_parted_and_named() -> None:
    sections = sections_of_text(TEXT, PRONOUNCER)
    assert [(s.name, len(s.lines), s.is_hook) for s in sections] == [
        ("Verse 1", 4, False),
        ("Hook", 2, True),
        ("Verse 2", 2, False),
        ("Hook", 2, True),
    ]
    line = sections[0].lines[0]
    assert "".join(str(s.stress) for s in line.syllables) == "02020002202"[: len(line.syllables)] or line.rhyme == 10
    assert line.groups[-1] == sections[0].lines[1].groups[-1] is not None, "died and side rhyme"


def test_sections_without_names_are_verses() -> None:
    assert [s.name for s in sections_of_text("one line\n\nanother line", PRONOUNCER)] == ["Verse 1", "Verse 2"]
    parted = sections_of_text("[Verse]\none line\n\nanother line\n\n[Hook]\na hook\n\na third line", PRONOUNCER)
    assert [s.name for s in parted] == ["Verse", "Verse 2", "Hook", "Verse 3"]


def test_the_title_is_the_shortest_line_without_ad_libs() -> None:
    [section] = sections_of_text(
        "(woo) run it up (yeah), run it up high (high)\nrun it up and never say never", PRONOUNCER
    )
    assert section.title == "run it up, run it up high"
    [whole] = sections_of_text("(let it go)", PRONOUNCER)
    assert whole.title == "(let it go)"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "no word"),
        ("  \n\n!!! …\n", "no word"),
        ("a line of some words\n" * (MOST_LINES + 1), "lines"),
        ("word" * MOST_CHARACTERS, "characters"),
    ],
)
def test_what_nobody_can_sing_is_refused(text: str, match: str) -> None:
    with pytest.raises(SongTextError, match=match):
        sections_of_text(text, PRONOUNCER)


@settings(max_examples=60)
@given(
    stresses=st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=18),
    flow=st.sampled_from(FLOWS),
    tempo=st.floats(70, 110),
    data=st.data(),
)
def test_slots_rise_and_the_rhyme_has_its_beat(
    stresses: list[int], flow: Flow, tempo: float, data: st.DataObject
) -> None:
    rhyme = data.draw(st.integers(0, len(stresses) - 1))
    spans = [
        natural(seconds)
        for seconds in data.draw(st.lists(st.floats(0.1, 0.3), min_size=len(stresses), max_size=len(stresses)))
    ]
    syllables = [Syllable(0, stress) for stress in stresses]
    placed = place(syllables, rhyme, spans, tempo=tempo, bars=2, flow=flow)
    if not placed.slots:
        return  # so many syllables before or after the rhyme do not fit into two bars
    assert all(a < b for a, b in itertools.pairwise(placed.slots))
    assert placed.slots[rhyme] % SLOTS[flow] == SLOTS[flow] * 3 // 4
    assert placed.slots[-1] < 2 * SLOTS[flow] + SLOTS[flow] // 4


def test_a_line_that_does_not_fit_says_so_and_gets_more_bars() -> None:
    syllables = [Syllable(0, 0)] * 15 + [Syllable(0, 2)]
    tight = place(syllables, 15, [natural(0.25)] * 16, tempo=100, bars=1)
    assert not tight.slots or tight.cost >= IMPOSSIBLE
    assert place(syllables, 15, [natural(0.25)] * 16, tempo=100, bars=2).cost < IMPOSSIBLE


@pytest.mark.parametrize("flow", FLOWS)
def test_stresses_meet_beats_more_than_even_or_random_syllables(flow: Flow) -> None:
    plan = plan_song(sections_of_text(TEXT, PRONOUNCER), spans_without_voice, title="Rain", style="boom-bap", flow=flow)
    planned, even, random = (
        {name: value or 0.0 for name, value in plan.metrics[kind].items()}
        for kind in ("planned", "evenly", "at random")
    )
    assert planned["rhyme_on_beat"] == 1.0
    if flow != "syncopated":  # that flow wants the places between the beats
        assert planned["beat_lift"] > 0.25
        assert planned["stress_on_beat"] > max(even["stress_on_beat"], random["stress_on_beat"]) + 0.25


def test_nobody_says_two_things_at_once_and_there_is_time_to_breathe() -> None:
    plan = plan_of()
    for line, following in itertools.pairwise(plan.lines):
        assert following.onsets[0] >= line.onsets[-1] + BREATH
        assert all(a < b for a, b in itertools.pairwise(line.onsets))
    for word, following in itertools.pairwise(word for line in plan.lines for word in line.words):
        assert word.start < word.end
        assert word.start < following.start
    assert plan.seconds == pytest.approx(sum(section.bars for section in plan.sections) * plan.bar)
    assert plan.lines[0].onsets[0] >= 0
    assert plan.lines[-1].end <= plan.seconds


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("tempo", [None, 92.0, 104.0])
def test_each_line_ends_a_breath_before_the_next(flow: Flow, tempo: float | None) -> None:
    for text in (TEXT, "\n".join(["I walk the long and winding road", "I never carried such a load"] * 4)):
        for line, following in itertools.pairwise(plan_of(text, flow=flow, tempo=tempo).lines):
            assert following.onsets[0] - line.end >= BREATH - 1e-6
            assert line.words[-1].end == pytest.approx(line.end, abs=1e-4)
            assert line.end > line.onsets[-1]


def test_a_song_without_a_stress_is_strict_json() -> None:
    plan = plan_of("the\na")
    assert plan.metrics["planned"]["stress_on_beat"] is None
    json.dumps(plan.stored(), allow_nan=False)


def test_the_form_has_a_drop_before_the_last_verse_and_a_stop_before_the_last_hook() -> None:
    plan = plan_of()
    assert [s.kind for s in plan.sections] == ["intro", "verse", "hook", "drop", "verse", "hook", "outro"]
    [(start, end)] = plan.stops
    hook = plan.sections[5]
    assert start < end == pytest.approx(hook.first_bar * plan.bar)
    energy = plan.energy()
    assert len(energy) == round(plan.seconds + 0.5)
    assert energy[int((hook.first_bar + 1) * plan.bar)] > energy[int(plan.sections[3].first_bar * plan.bar + 1)]


def test_an_ellipsis_asks_for_the_stop() -> None:
    plan = plan_song(
        sections_of_text(TEXT.replace("glass", "glass…"), PRONOUNCER), spans_without_voice, title="", style="trap"
    )
    [(start, _)] = plan.stops
    third = plan.lines[2]
    assert start == pytest.approx(third.onsets[third.rhyme] - 60 / plan.tempo)
    assert 68 <= plan.tempo <= 116, "a fast style is rapped at half its tempo"


def test_a_tempo_that_is_asked_for_is_kept() -> None:
    plan = plan_song(sections_of_text(TEXT, PRONOUNCER), spans_without_voice, title="", style="boom-bap", tempo=96.5)
    assert plan.tempo == 96.5


def test_saying_only_beats_is_no_merit() -> None:
    [section] = sections_of_text("one two three four", PRONOUNCER)
    line = section.lines[0]
    metrics = measure([(line, (0, 4, 8, 12), 1)], "straight")
    assert metrics.stress_on_beat == 1.0
    assert metrics.beat_lift == 0.0
    assert np.isclose(metrics.syllables_per_beat, 1.0)


def test_real_songs_say_how_fast_people_sing() -> None:
    text = "\n".join(["one two three four"] * 12)
    times = json.dumps([1000 * number for number in range(12)])
    songs = pd.DataFrame({"text": [text, text, text], "timing": [times, times, ""]})
    rates = rates_of(songs, PRONOUNCER)
    assert rates is not None
    assert (rates.lines, rates.middle) == (22, pytest.approx(4.0))
    assert rates_of(songs.head(1), PRONOUNCER) is None, "eleven lines are too few"
    unknown = json.dumps([None] * 12)
    assert rates_of(pd.DataFrame({"text": [text] * 3, "timing": [unknown] * 3}), PRONOUNCER) is None
    plan = plan_of()
    assert 2.0 < own_rate(plan) < 8.0


@pytest.mark.parametrize("flow", FLOWS)
def test_a_line_of_more_syllables_than_any_bars_hold_is_refused_by_name(flow: Flow) -> None:
    sections = make_sections([("Verse", ["a " * 80])], PRONOUNCER)
    with pytest.raises(SongTextError, match="80 syllables"):
        plan_song(sections, spans_without_voice, title="", style="boom-bap", flow=flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_line_begins_before_its_bar_where_its_stresses_want_the_beats(flow: Flow) -> None:
    syllables = [Syllable(0, stress) for stress in (0, 2, 0, 2, 0, 2, 0, 2)]
    placed = place(syllables, 7, [natural(0.25)] * 8, tempo=80, bars=1, flow=flow)
    per_beat = SLOTS[flow] // 4
    if flow != "syncopated":  # that flow wants the places between the beats
        assert -per_beat <= placed.slots[0] < 0
        assert [placed.slots[place_] for place_ in (1, 3, 5, 7)] == [0, per_beat, 2 * per_beat, 3 * per_beat]
    plan = plan_of("it was a cold and bitter night\nthe street was wet, the street was bright", flow=flow)
    pickups = [line for line in plan.lines if line.slots[0] < 0]
    assert pickups or flow == "syncopated"
    for line in pickups:  # the plan's times say the same
        bar = (line.onsets[line.rhyme] - line.slots[line.rhyme] * plan.bar / SLOTS[flow]) / plan.bar
        assert bar == pytest.approx(round(bar), abs=1e-3)
        assert line.onsets[0] < bar * plan.bar


def test_a_syncopated_flow_puts_stresses_between_the_beats() -> None:
    share = {}
    for flow in ("straight", "syncopated"):
        lines = plan_of(flow=flow).lines
        within = [
            slot % 4
            for line in lines
            for place_, (slot, stress) in enumerate(zip(line.slots, line.stresses, strict=True))
            if stress == 2 and place_ != line.rhyme
        ]
        share[flow] = within.count(2) / len(within)
    assert share["syncopated"] > share["straight"] + 0.15
    assert share["syncopated"] > 0.3


def test_a_triplet_flow_parts_beats_into_three() -> None:
    plan = plan_of(flow="triplet")
    third = 60 / plan.tempo / 3
    thirds = np.array([onset for line in plan.lines for onset in line.onsets]) / third
    assert np.abs(thirds - np.round(thirds)).max() < 1e-3
    sixteenths = thirds * 4 / 3
    assert (np.abs(sixteenths - np.round(sixteenths)) > 0.1).mean() > 0.3, "most of them are no sixteenths"


@settings(max_examples=40)
@given(
    tail=st.integers(0, 3),
    seconds=st.floats(0.12, 0.42),
    held=st.floats(0.3, 0.9),
    flow=st.sampled_from(FLOWS),
)
def test_what_follows_the_rhyme_has_room_in_the_next_bar(tail: int, seconds: float, held: float, flow: Flow) -> None:
    """Before, such a line was placed where it cannot be said, however many bars it had."""
    stresses = [0, 2, 0, 2] + [0] * tail
    spans = [Span(seconds, held * seconds)] * len(stresses)
    bars = [place([Syllable(0, s) for s in stresses], 3, spans, tempo=72, bars=n, flow=flow) for n in (1, 2, 3, 4)]
    best = min(bars, key=lambda placed: placed.cost)
    per_beat, slot = SLOTS[flow] // 4, 60 / 72 * 4 / SLOTS[flow]
    room = 2 * per_beat  # from the rhyme on
    needed = sum(int(np.ceil(least(span) / slot - 1e-6)) for span in spans[3:-1]) + least(spans[-1]) / slot
    assert (best.cost < IMPOSSIBLE) == (needed <= room + 1e-6)
    if best.cost < IMPOSSIBLE:
        gaps = np.diff(best.slots) * slot
        assert all(gap >= least(span) - 1e-6 for gap, span in zip(gaps, spans[:-1], strict=True))


def test_words_that_fit_at_no_tempo_of_the_style_get_a_slower_one() -> None:
    def heavy(words: Sequence[str]) -> list[Span]:
        return [Span(0.5, 0.46) for _ in spans_without_voice(words)]

    text = "I said it necessarily\nshe took it unnecessarily"
    plan = plan_of(text, heavy, style="boom-bap")
    assert plan.tempo < 82, "the slowest of the style"
    assert min(float(np.diff(line.onsets).min()) for line in plan.lines) >= 0.46 - 1e-4
    kept = plan_of(text, heavy, style="boom-bap", tempo=96)
    assert kept.tempo == 96, "a tempo that was asked for is kept, and the voice says what it cost"


def test_a_line_with_a_long_tail_does_not_meet_the_next_one() -> None:
    plan = plan_of("\n".join(["I wrote it in my dictionary", "I read it in the cemetery"] * 3), tempo=96)
    for line, following in itertools.pairwise(plan.lines):
        assert line.end <= following.onsets[0]
        assert following.onsets[0] >= line.onsets[-1] + BREATH


@pytest.mark.parametrize("style", ["lofi", "boom-bap", "jazz", "blues", "trap", "punk", "pop"])
def test_the_voice_is_where_the_beat_plays_its_off_beats(style: str) -> None:
    """Before, in swung styles the voice was up to 141 ms ahead of the beat's off-beats."""
    plan = plan_of(style=style)
    beat = 60 / plan.tempo
    score = write(backing_request(plan, "k", "", 1))
    swing = [float(swung(step, feel_of(style).swing)) / STEPS for step in range(STEPS)]
    played: dict[int, list[float]] = {step: [] for step in range(STEPS)}
    for note in score.notes:
        place_ = note.start / beat % 1
        step = int(np.argmin([abs(place_ - at) for at in swing]))
        if note.part == DRUMS and abs(place_ - swing[step]) * beat < 0.06:
            played[step].append(place_)
    apart = [
        abs((onset / beat % 1) - float(np.median(played[slot % STEPS]))) * beat
        for line in plan.lines
        for onset, slot in zip(line.onsets, line.slots, strict=True)
        if slot % STEPS and len(played[slot % STEPS]) > 4
    ]
    assert apart
    assert np.percentile(apart, 90) < 0.012


@settings(max_examples=40)
@given(
    stresses=st.lists(st.sampled_from([0, 1, 2]), min_size=2, max_size=14),
    seconds=st.floats(0.1, 0.25),
    style=st.sampled_from(["lofi", "boom-bap", "blues", "trap"]),
    flow=st.sampled_from(FLOWS),
)
def test_swing_leaves_every_syllable_its_time(stresses: list[int], seconds: float, style: str, flow: Flow) -> None:
    spans = [natural(seconds)] * len(stresses)
    placed = place(
        [Syllable(0, s) for s in stresses], len(stresses) - 1, spans, tempo=84, bars=2, flow=flow, feel=feel_of(style)
    )
    if placed.cost < IMPOSSIBLE:
        onsets = onsets_of(placed, spans, 84, flow, feel_of(style))
        assert min(np.diff(onsets)) >= seconds / 2 - 1e-6
        even = onsets_of(placed, spans, 84, flow)
        assert even == pytest.approx(np.array(placed.slots) * 60 / 84 * 4 / SLOTS[flow])
        assert all(late >= time - 1e-9 for late, time in zip(onsets, even, strict=True))
        if flow == "triplet":
            assert onsets == pytest.approx(even)
