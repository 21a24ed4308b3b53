"""Changes of key are played when they are asked for."""

import pytest

from resources.renderers.sketch import written
from resources.renderers.sketch.medley import requests_of
from tests.assets.soundtracks.test_brief import brief

MINOR_THIRD, MAJOR_THIRD = 3, 4


@pytest.mark.parametrize(
    ("prompt", "parts"),
    [
        ("rock, turn to minor at 0:30", [(0.0, None, MAJOR_THIRD), (30.0, 0, MINOR_THIRD)]),
        ("pop, key change at 0:40", [(0.0, None, MAJOR_THIRD), (40.0, 2, MAJOR_THIRD)]),
        ("pop in C, down a half step at 0:40", [(0.0, 0, MAJOR_THIRD)]),
        ("pop in C, minor from 0:30 to 0:45", [(0.0, 0, MAJOR_THIRD), (30.0, 0, MINOR_THIRD), (45.0, 0, MAJOR_THIRD)]),
        ("piano, C minor until 0:30, then E major", [(0.0, 0, MINOR_THIRD), (30.0, 4, MAJOR_THIRD)]),
        ("jazz until 0:30, then techno, D minor from 0:45", [(0.0, None, MAJOR_THIRD), (30.0, None, MINOR_THIRD), (45.0, None, MINOR_THIRD)]),
    ],
)  # fmt: skip
def test_each_part_has_its_key(prompt: str, parts: list[tuple[float, int | None, int]]) -> None:
    (request, *_) = brief({"prompt": prompt}, seconds=60.0).requests()
    scores = written(requests_of(request), request.parts)
    starts = [part.start for part in request.parts] or [0.0]
    assert starts == [start for start, _, _ in parts]
    for score, (_, tonic, third) in zip(scores, parts, strict=True):
        assert third in score.scale
        assert tonic is None or score.tonic == (tonic if "C" in prompt else scores[0].tonic + tonic) % 12
    assert len({round(part.tempo or 0) for part in request.parts}) <= 1 or "techno" in prompt


def test_a_piece_that_starts_a_part_in_its_middle_turns_there() -> None:
    made = brief({"prompt": "pop, quiet until 0:20, chorus at 0:20"}, seconds=60.0)
    (request, *_) = made.requests()
    (score,) = written(requests_of(request), request.parts)
    first = next(section.first for section in score.sections if section.kind == "chorus")
    assert score.grid.downbeats[first] == pytest.approx(20.0, abs=1.0)
