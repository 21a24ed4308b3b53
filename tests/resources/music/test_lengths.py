"""How long a prompt says that the film is."""

import pytest

from resources.music.words import understand


@pytest.mark.parametrize(
    ("prompt", "seconds"),
    [
        ("rock, 45 sec reel", 45.0),
        ("2 minute video, rock", 120.0),
        ("about 1 minute, rock", 60.0),
        ("rock, 1:30 long", 90.0),
        ("Länge 30 Sekunden, Rock", 30.0),
        ("vidéo de 30 secondes, rock", 30.0),
        ("rock, total length 1 min 20 s", 80.0),
        ("rock 30sec", 30.0),
        ("my video is 30 seconds long, rock", 30.0),
    ],
)
def test_the_length_of_the_film_is_no_wish(prompt: str, seconds: float) -> None:
    found = understand(prompt)
    assert (found.style, found.seconds) == ("rock", seconds)
    assert (found.moments, found.unmet, found.not_understood) == ((), (), ())


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("rock, drop after 30 seconds", ["drop from 0:30 on"]),
        ("pause for 2 seconds, rock", ["silence from 0:00 to 0:02"]),
        ("30 seconds of lofi, then metal", ["lofi from 0:00 to 0:30", "metal from 0:30 on"]),
        ("20 sec lofi, 20 sec house", ["lofi from 0:00 to 0:20", "house from 0:20 to 0:40"]),
        ("tension for the game, last 10 seconds happy", ["happy in the last 10 s", "loud in the last 10 s"]),
    ],
)
def test_a_time_is_no_length(prompt: str, moments: list[str]) -> None:
    found = understand(prompt)
    assert found.seconds is None
    assert [moment.in_words() for moment in found.moments] == moments
