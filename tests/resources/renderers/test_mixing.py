"""Mixing: what each part leaves to the others, and what moves towards a section."""

from dataclasses import replace

import numpy as np
import pytest

from resources.music.request import RenderRequest
from resources.renderers.sketch import write
from resources.renderers.sketch.arrangements import ARRANGEMENTS, Voice
from resources.renderers.sketch.drums import hit
from resources.renderers.sketch.equalising import CUT, GIVES_WAY, OVER, equalised, equaliser
from resources.renderers.sketch.instruments import RATE
from resources.renderers.sketch.mixing import CLOSES, DIES_AWAY, STEP, WIDEST, _dynamics, _steady_image, mix
from resources.renderers.sketch.score import DRUMS, SWEEPS


def hertz_of(pitch: float) -> float:
    return 440 * 2 ** ((pitch - 69) / 12)


def response(sections: np.ndarray, hertz: float) -> float:
    """In decibels."""
    from scipy.signal import sosfreqz

    (gain,) = np.abs(sosfreqz(sections, [hertz], fs=RATE)[1])
    return 20 * np.log10(gain)


def test_only_the_bass_keeps_low_frequencies_and_no_part_loses_a_note() -> None:
    for voice, voices in ((voice, made.voices) for made in ARRANGEMENTS.values() for voice in made.voices):
        sections = equaliser(voice, voices, 0.0, RATE)
        if voice.role == "bass":
            assert sections is None
            continue
        assert sections is not None
        assert response(sections, 40) < -12
        assert response(sections, max(hertz_of(voice.low), CUT[0])) > -3.5


def test_chords_give_way_where_the_melody_lies() -> None:
    chords, lead = Voice("chords", "piano", ("hold",), 60, 72), Voice("lead", "flute", ("song",), 66, 78)
    melody = OVER * hertz_of(72)
    with_lead, alone = (equaliser(chords, voices, 4.0, RATE) for voices in ([chords, lead], [chords]))
    own = equaliser(lead, [chords, lead], 4.0, RATE)
    assert with_lead is not None
    assert alone is not None
    assert own is not None
    assert response(with_lead, melody) == pytest.approx(-4.0 * GIVES_WAY["chords"], abs=0.3)
    assert response(with_lead, 8 * melody) == pytest.approx(0, abs=0.3), "and nowhere else"
    assert response(alone, melody) == pytest.approx(0, abs=0.3)
    assert response(own, melody) == pytest.approx(0, abs=0.3), "a melody does not give way to itself"


def test_equalising_does_not_depend_on_where_a_sound_starts() -> None:
    voice = Voice("chords", "piano", ("hold",), 60, 72)
    sections = equaliser(voice, [voice], 3.0, RATE)
    sound = np.random.default_rng(1).standard_normal((2, 4000)).astype(np.float32)
    late = np.pad(sound, ((0, 0), (500, 0)))
    assert equalised(late, sections)[:, 500:] == pytest.approx(equalised(sound, sections), abs=1e-5)
    assert equalised(sound, None) is sound


def test_silence_is_not_filtered_and_nothing_is_lost() -> None:
    from scipy.signal import sosfilt

    voice = Voice("chords", "piano", ("hold",), 60, 72)
    sections = equaliser(voice, [voice], 3.0, RATE)
    sound = np.random.default_rng(1).standard_normal((2, 5 * RATE)).astype(np.float32)
    sound[:, : RATE // 3] = sound[:, RATE : 3 * RATE] = sound[:, 4 * RATE :] = 0
    whole = np.asarray(sosfilt(sections, sound, axis=1))
    parts = equalised(sound, sections)
    assert np.abs(parts - whole).max() < 1e-4
    assert not parts[:, 2 * RATE : 3 * RATE].any()


def test_a_filter_opens_before_a_new_section() -> None:
    for style in ("synthwave", "house"):
        score = write(RenderRequest("k", "", 34.0, 3, style=style))
        builds = score.builds
        assert builds, style
        for start, end in builds:
            assert np.abs(score.grid.downbeats - end).min() < 1e-6, "a section begins there"
            assert 1.5 < (end - start) / (score.grid.beat * score.grid.meter) < 2.5
    score.notes = [note for note in score.notes if note.part not in (DRUMS, SWEEPS)]
    arrangement = replace(ARRANGEMENTS["house"], pumps=0.0)
    moving = mix(score, arrangement, 34 * RATE, None)
    score.builds = ()
    still = mix(score, arrangement, 34 * RATE, None)
    start, end = builds[0]
    length = end - start

    def darker(first: float, last: float) -> float:
        """By how many decibels, above 2 kHz."""
        spans = (
            np.abs(np.fft.rfft(a[:, round(first * RATE) : round(last * RATE)].mean(0))) ** 2 for a in (moving, still)
        )
        high = [span[np.fft.rfftfreq(2 * len(span) - 2, 1 / RATE) > 2000].sum() for span in spans]
        return 10 * np.log10(high[1] / high[0])

    closed = start + CLOSES * length
    assert darker(closed, closed + length / 8) > 6
    assert abs(darker(end + 0.1, end + length)) < 2


def test_the_image_is_centred_and_narrow_enough_for_mono() -> None:
    rng = np.random.default_rng(3)
    left, right = rng.standard_normal((2, 2 * RATE)).astype(np.float32)
    for sound in (np.stack([left, 0.7 * right]), np.stack([left, -0.8 * left + right]), np.stack([left, 0.8 * left])):
        audio = sound.copy()
        _steady_image(audio)
        mid, side = (np.square(each).mean() for each in (audio[0] + audio[1], audio[0] - audio[1]))
        assert 10 * np.log10(side / mid + 1e-9) < WIDEST + 0.1
        assert abs(10 * np.log10(np.square(audio[0]).mean() / np.square(audio[1]).mean())) < 0.1
    alone = np.stack([left, 0 * left])
    _steady_image(alone)
    assert np.array_equal(alone[0], left), "there is nothing to centre"


def test_the_last_chord_fades_out() -> None:
    score = write(RenderRequest("k", "", 20.0, 3, style="epic"))
    gain = 20 * np.log10(_dynamics(score, 20 * RATE))
    (start,) = score.grid.real([score.bars[-1].start])
    at = int(start * RATE) // STEP
    assert gain[-1] - gain[at] == pytest.approx(-DIES_AWAY, abs=0.5)
    assert np.ptp(gain[at // 2 : at]) < DIES_AWAY / 2


def test_drums_keep_their_level_in_mono() -> None:
    for drum in ("hat", "crash", "snare", "clap", "shaker"):
        sound = hit(drum, RATE)
        assert 10 * np.log10(np.square(sound.mean(0)).mean() / np.square(sound).mean()) > -1.2, drum


def test_the_snare_of_the_eighties_is_cut_off_while_it_is_loud() -> None:
    def level(kit: str, since: float, until: float) -> float:
        sound = hit("snare", RATE, kit=kit)[:, round(since * RATE) : round(until * RATE)]
        return float(np.sqrt(np.mean(sound**2))) if sound.size else 0.0

    assert level("retro", 0.15, 0.23) > 3 * level("club", 0.15, 0.23)
    assert level("retro", 0.27, 0.4) < 0.1 * level("retro", 0.15, 0.23)
