"""Cues: when an instrument is silent because it is wanted at another time."""

from resources.music.cues import Cue, entrances


def silent(*cues: Cue) -> list[tuple[float, float]]:
    return [(cue.start, cue.end) for cue in entrances(cues, 60.0) if cue.how == "without"]


def test_an_instrument_that_enters_is_silent_before() -> None:
    assert silent(Cue(30.0, 60.0, "with", ("strings",))) == [(0.0, 30.0)]


def test_an_instrument_that_plays_in_spans_is_silent_between_them() -> None:
    spans = Cue(10.0, 20.0, "with", ("bass",)), Cue(40.0, 50.0, "with", ("bass",))
    assert silent(*spans) == [(0.0, 10.0), (20.0, 40.0), (50.0, 60.0)]


def test_an_instrument_that_comes_back_was_there_before() -> None:
    assert silent(Cue(20.0, 40.0, "without", ("piano",)), Cue(40.0, 60.0, "with", ("piano",))) == [(20.0, 40.0)]


def test_others_are_not_concerned() -> None:
    cues = (Cue(0.0, 20.0, "only", ("piano",)),)
    assert entrances(cues, 60.0) == cues
