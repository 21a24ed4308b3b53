"""What a model is told of a request."""

import pytest

from resources.music.request import RenderRequest


def test_the_words_are_the_persons() -> None:
    assert RenderRequest("k", " skate video, punk ", 1.0, 0, 172.0, "punk").words == "skate video, punk"
    assert RenderRequest("k", " ", 1.0, 0, style="piano").words == "gentle solo piano"
    assert RenderRequest("k", "", 1.0, 0).words == "instrumental music"


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (RenderRequest("k", "punk", 1.0, 0, 172.0), None),
        (RenderRequest("k", "punk", 1.0, 0, 172.0, tempo_asked=True), 172.0),
        (RenderRequest("k", "punk", 1.0, 0, 172.0, cuts=(0.5,)), 172.0),
        (RenderRequest("k", "punk", 1.0, 0, cuts=(0.5,)), None),
    ],
)
def test_a_tempo_is_told_where_it_was_named_or_cuts_need_it(request_: RenderRequest, told: float | None) -> None:
    assert request_.told_tempo == told
