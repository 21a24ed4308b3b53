"""Ensembles at a time: players in a piece that has another style, a style behind one that ends."""

import pytest

from resources.music import lexicon
from resources.music.ensembles import players
from resources.music.words import understand


@pytest.mark.parametrize(
    ("prompt", "style", "moments"),
    [
        ("lofi, string quartet at 0:20", "lofi", ["strings from 0:20 on"]),
        ("ambient, brass band from 1:00", "ambient", ["brass from 1:00 on"]),
        ("rock, solo piano at the end", "rock", ["only piano from 75 % on"]),
        ("house, big band from 0:20 to 0:40", "house", ["brass from 0:20 to 0:40"]),
        ("soft piano, orchestra at 0:45", "piano", ["strings and brass from 0:45 on"]),
        ("hip hop, gospel choir from 0:30", "boom-bap", ["choir from 0:30 on"]),
        ("Lofi, ab 0:20 Streichquartett", "lofi", ["strings from 0:20 on"]),
        ("lofi, quatuor à cordes à 0:20", "lofi", ["strings from 0:20 on"]),
        ("the first minute only piano, then the orchestra joins", None, ["only piano from 0:00 to 1:00", "strings and brass from 1:00 on"]),
        ("ambient until 0:20, then a string quartet", None, ["ambient from 0:00 to 0:20", "classical from 0:20 on"]),
        ("techno that becomes a marching band at 0:20", None, ["techno from 0:00 to 0:20", "epic from 0:20 on"]),
    ],
)  # fmt: skip
def test_an_ensemble_plays_or_is_a_style(prompt: str, style: str | None, moments: list[str]) -> None:
    found = understand(prompt)
    assert (found.style, [moment.in_words() for moment in found.moments]) == (style, moments)
    assert (found.not_understood, [wish for wish in found.unmet if "of two styles" in wish]) == ((), [])


def test_the_players_are_known_instruments() -> None:
    assert players("string quartet") == ("strings",)
    assert players("techno") == ()
    assert set(players("orchestra") + players("marching band")) <= set(lexicon.INSTRUMENT_PHRASES)
