"""The embedded composer: exact, reproducible, in its tempo and key, and on the cuts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.audio import loudness, silence_share, true_peak
from resources.music.form import FORMS, Section, lay_form
from resources.music.grid import choose_grid
from resources.music.listening import hear_beats
from resources.music.request import RenderedClip, RenderFailure, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchParameters, SketchRenderer, composition, write
from resources.renderers.sketch.arrangements import ARRANGEMENTS
from resources.renderers.sketch.composition import compose
from resources.renderers.sketch.harmony import MAJOR, chord
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.rhythm import GROOVES, STEPS, STRAIGHT, VELOCITY
from resources.renderers.sketch.score import DRUMS, Bar
from resources.renderers.sketch.sounds import DRUMS as DRUM_SOUNDS

CHORD = chord("I", MAJOR)
# Three sixteenths are heard as the beat of some trap pieces: of eight, three before and six since tempi vary by a tenth.
DOTTED = {"trap": (3 / 2,)}
HAVE_A_BEAT = ("lofi", "happy", "house", "synthwave", "rock", "trap", "christmas")


def clip(**values: object) -> RenderedClip:
    fields = {"key": "k", "prompt": "", "seconds": 6.0, "seed": 1} | values
    (result,) = SketchRenderer().render([RenderRequest(**fields)])  # pyright: ignore[reportArgumentType]
    assert isinstance(result, RenderedClip), result
    return result


def made_of(music: RenderedClip) -> SketchParameters:
    assert isinstance(music.provenance.parameters, SketchParameters)
    return music.provenance.parameters


def in_key_share(music: RenderedClip) -> float:
    """The share of the energy between 110 and 2,000 Hz that is at the scale's pitches; 7/12 is chance."""
    made = made_of(music)
    frames = np.lib.stride_tricks.sliding_window_view(music.audio.mean(0), 8192)[::4096]
    power = (np.abs(np.fft.rfft(frames * np.hanning(8192), axis=1)) ** 2).mean(0)
    hertz = np.arange(len(power)) * RATE / 8192
    heard = (hertz > 110) & (hertz < 2000)
    pitches = np.round(12 * np.log2(hertz[heard] / 440)).astype(int) + 9
    chroma = np.bincount(pitches % 12, weights=power[heard], minlength=12)
    return float(chroma[[(made.tonic + step) % 12 for step in made.scale]].sum() / chroma.sum())


def level(sound: np.ndarray, of: np.ndarray) -> float:
    """In decibels."""
    return 10 * np.log10(float(np.square(sound).mean() / np.square(of).mean()) + 1e-12)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_a_piece_within_the_measured_limits(style: str) -> None:
    music = clip(style=style, seconds=15.77, seed=3)
    audio = music.audio
    assert audio.shape == (2, round(15.77 * RATE))
    assert audio.dtype == np.float32
    assert made_of(music).style == style
    assert music.provenance.licence.startswith("CC0")
    assert loudness(audio, RATE) == pytest.approx(-14, abs=0.5)
    assert true_peak(audio) <= -1.4
    assert silence_share(audio, RATE) < 0.02
    assert in_key_share(music) > (
        0.5 if style in ("blues", "horror", "metal", "jazz", "bossa-nova", "funk", "soul") else 0.62
    )
    assert 0.1 < np.corrcoef(audio)[0, 1] < 0.97, "wide, and not out of phase"
    assert level(audio.mean(0), audio) > -1.5, "little is lost in mono"
    assert abs(level(audio[0], audio[1])) < 0.5, "neither side is louder"
    assert level(audio[:, : RATE // 2], audio) > -12, "it begins at once"
    assert level(audio[:, -RATE // 3 : -RATE // 4], audio) < -9, "it has faded before it ends"
    if style in HAVE_A_BEAT:
        wanted, (tempo, _) = made_of(music).tempo, hear_beats(audio, RATE)
        assert tempo is not None
        assert min(abs(tempo * ratio / wanted - 1) for ratio in (0.5, 1, 2, *DOTTED.get(style, ()))) < 0.02
    power = np.abs(np.fft.rfft(audio.mean(0))) ** 2
    hertz = np.fft.rfftfreq(audio.shape[1], 1 / RATE)
    assert power[hertz < 120].sum() / power.sum() < 0.75, "not all bass"
    assert power[hertz > 8000].sum() / power.sum() < 0.03, "not harsh"


@pytest.mark.parametrize(
    ("mood", "tonality", "tonic", "third"),
    [("lofi", "A minor", 9, 3), ("happy", "Bb major", 10, 4), ("lofi", "C major", 0, 4), ("happy", "F# minor", 6, 3)],
)
def test_a_wanted_key_is_played(mood: str, tonality: str, tonic: int, third: int) -> None:
    music = clip(style=mood, tonality=tonality)
    made = made_of(music)
    assert (made.tonic, made.scale[2]) == (tonic, third)
    assert in_key_share(music) > 0.6
    assert not np.array_equal(music.audio, clip(style=mood, tonality="D minor").audio)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 3.333])
def test_a_piece_has_exactly_the_requested_length(seconds: float) -> None:
    assert clip(seconds=seconds).audio.shape[1] == round(seconds * RATE)


def test_the_same_seed_gives_the_same_piece_and_another_seed_another() -> None:
    assert np.array_equal(clip(seconds=3.0, seed=5).audio, clip(seconds=3.0, seed=5).audio)
    assert not np.array_equal(clip(seconds=3.0, seed=5).audio, clip(seconds=3.0, seed=6).audio)


def test_a_bad_request_does_not_end_the_batch() -> None:
    requests = [
        RenderRequest("good", "calm", 1.0, 1),
        RenderRequest("endless", "calm", 1e9, 1),
        RenderRequest("frantic", "calm", 1.0, 1, tempo=9000),
        RenderRequest("unheard", "calm", 1.0, 1, style="polka"),
        RenderRequest("also good", "epic", 1.0, 1),
    ]
    results = {result.key: result for result in SketchRenderer().render(requests)}
    assert [isinstance(results[r.key], RenderedClip) for r in requests] == [True, False, False, False, True]
    failure = results["unheard"]
    assert isinstance(failure, RenderFailure)
    assert "Styles: ambient" in failure.reason


@pytest.mark.parametrize("style", STYLES)
def test_a_melody_is_in_key_and_no_bar_is_empty(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scores = [write(RenderRequest("a", "", 40.0, seed, style=style)) for seed in range(3)]
    for score in scores:
        melody = [note.pitch % 12 for note in score.notes if note.part.startswith("lead")]
        scale = {(score.tonic + step) % 12 for step in score.scale}
        assert np.mean([pitch in scale for pitch in melody]) > 0.6
        assert all(note.start >= 0 and note.start + note.length <= 40.0 + 1e-6 for note in score.notes)
        assert {"bass", "lead"} <= {note.part.split("-")[0] for note in score.notes}
        bars = np.searchsorted(score.grid.downbeats, [note.start for note in score.notes], side="right")
        assert len(set(bars)) >= len(score.grid.bars) - 2, "no bar is empty"
        # Reggae leaves the first beat out: a clip began with 0.4 s of silence.
        assert min(note.start for note in score.notes if note.drum != "rise") < 0.16, "it begins at once"
    monkeypatch.setattr(composition, "APART", ())
    assert write(RenderRequest("a", "", 40.0, 0, style=style)).notes == scores[0].notes, "no stroke is left out"


@pytest.mark.parametrize("style", ["epic", "rock", "trap", "jazz", "happy"])
def test_a_quiet_ending_has_no_drums(style: str) -> None:
    kind = STYLES[style]
    grid = choose_grid(40.0, kind.tempo, meter=kind.beats)
    n = len(grid.bars)
    energy = [0.9] * (n - n // 3) + [0.02] * (n // 3)
    score = compose(
        ARRANGEMENTS[style], grid, lay_form(energy), np.random.default_rng(4), mode=kind.mode, tonic=0,
        energy=energy,
    )  # fmt: skip
    drums = [note.start for note in score.notes if note.part == DRUMS]
    assert drums
    assert max(drums) < grid.downbeats[-1] - 1e-6, "no crash on the last bar"


@pytest.mark.parametrize("style", ["rock", "drum-and-bass", "synthwave", "piano", "jazz", "waltz", "funk"])
def test_fewer_notes_are_struck_where_the_film_is_quiet(style: str) -> None:
    energy = (0.2,) * 20 + (0.9,) * 20
    score = write(RenderRequest("k", "", 40.0, 4, style=style, energy=energy))
    struck = np.unique([round(note.start, 2) for note in score.notes])
    quiet, lively = (struck < 18).sum() / 18, (struck > 22).sum() / 18
    assert quiet < 0.6 * lively
    accompanying = [note for note in score.notes if note.start < 18 and note.part.startswith(("bass", "arp", "riff"))]
    bars = np.searchsorted(score.grid.downbeats, [note.start + 0.02 for note in accompanying], side="right")
    assert len(set(bars)) >= 0.9 * (score.grid.downbeats < 18).sum(), "but nobody stops"


@given(st.sets(st.integers(0, 19)), st.sampled_from([1, 4, 8]))
def test_thinning_keeps_the_first_stroke_of_each_group(steps: set[int], apart: int) -> None:
    section = Section("verse", 0, 1, 0.5, 0)
    bar = Bar(0.0, 20, 0, section, (), CHORD, 0.5, False, False, False, 0, apart)
    kept = bar.thinned(sorted(steps))
    assert set(kept) <= steps
    assert {step // apart for step in kept} == {step // apart for step in steps}
    assert len(kept) == len({step // apart for step in kept})


@pytest.mark.parametrize("style", ["house", "blues", "trap", "pop", "rock"])
def test_a_style_that_loops_has_one_progression_for_verse_and_chorus(style: str) -> None:
    score = write(RenderRequest("k", "", 120.0, 3, style=style, tonality="A minor"))
    edges, roots = score.grid.downbeats, {}
    for section in score.sections[1:]:
        bass = [note for note in score.notes if note.part.startswith("bass")]
        starts = [edges[section.first + bar] - 0.05 for bar in range(4)]
        roots.setdefault(section.kind, [next(n.pitch % 12 for n in bass if n.start > start) for start in starts])
        if section.kind == "chorus":
            break
    assert (roots["verse"] == roots["chorus"]) == FORMS[ARRANGEMENTS[style].form].loops


def test_each_groove_has_its_own_fills() -> None:
    fills = [fill for groove in GROOVES.values() for fill in groove.fills]
    assert len({str(groove.fills) for groove in GROOVES.values()}) == len(GROOVES)
    for fill in fills:
        assert fill.keys() <= DRUM_SOUNDS.keys()
        assert all(len(pattern) == 8 and set(pattern) <= {*VELOCITY, "."} for pattern in fill.values())
        assert any(set(pattern[4:]) != {"."} for pattern in fill.values()), "a short one is heard too"


@pytest.mark.parametrize("style", ["lofi", "boom-bap", "soul", "reggae", "funk", "piano"])
def test_all_parts_have_the_feel_of_the_drums(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arrangement = replace(ARRANGEMENTS[style], swing=0.0)
    monkeypatch.setitem(ARRANGEMENTS, style, arrangement)
    groove = GROOVES.get(arrangement.groove, STRAIGHT)
    score = write(RenderRequest("k", "", 90.0, 4, style=style))
    sixteenth = score.grid.beat / STEPS
    for role in ("bass", "arp", "riff"):
        late: dict[int, list[float]] = {}
        for note in score.notes:
            steps = (note.start - score.grid.bar_start(0)) / sixteenth
            if note.part.startswith(role) and note.start < score.grid.downbeats[-2] - 0.1:  # the last chord is rolled
                late.setdefault(round(steps) % STEPS, []).append((steps - round(steps)) * sixteenth * 1000)
        for step, found in late.items():
            if len(found) > 20:
                assert np.mean(found) == pytest.approx(groove.feel[step] + groove.leans.get(role, 0), abs=3)
                assert np.std(found) < 8


def test_drum_onsets_in_the_sound_match_the_tempo() -> None:
    music = clip(style="electronic", seconds=10.0, tempo=120)
    mono = music.audio.mean(0)
    energy = np.sqrt((mono[: len(mono) // 480 * 480].reshape(-1, 480) ** 2).mean(1))
    onsets = np.maximum(0, np.diff(energy))
    strength = np.correlate(onsets, onsets, "full")[len(onsets) :]
    lags = np.arange(1, len(strength) + 1)
    period = lags[(lags > 30) & (lags < 75)][np.argmax(strength[(lags > 30) & (lags < 75)])] / 100
    assert 60 / period == pytest.approx(120, rel=0.02)
