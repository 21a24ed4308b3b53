"""Which style is chosen: by a judge, where parts of it are refused, between several."""

from collections.abc import Mapping

import pytest

from resources.music.choosing import style_named
from resources.music.words import understand


class Judge:
    """One that takes the first style it may whose name is in the text, else punk."""

    name = "a judge"

    def __init__(self, similarity: float = 0.4) -> None:
        self.similarity = similarity
        self.asked: list[str] = []

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        self.asked.append(text)
        return next((name for name in ("jazz", "piano", "drum-and-bass") if name in descriptions), "punk"), (
            self.similarity
        )


@pytest.mark.parametrize(
    ("prompt", "asked", "style"),
    [
        ("no jazz, fluffy colleagues", [", fluffy colleagues"], "piano"),
        ("no jazz and no piano, fluffy colleagues", ["and , fluffy colleagues"], "drum-and-bass"),
        ("no jazz, no piano, no drums: fluffy colleagues", [", , : fluffy colleagues"], "punk"),
        ("kein Jazz, sonst egal", [], None),
        ("pas de techno, le reste peu importe", [], None),
        ("no piano, surprise me", [], None),
        ("approximately 120 beats per minute", [], None),
        ("no drums, 7 of them", [], None),
        ("não quero violão, prefiro teclas verdes", ["quero , prefiro teclas verdes"], None),
    ],
)
def test_a_judge_is_not_asked_of_what_is_refused(prompt: str, asked: list[str], style: str | None) -> None:
    judge = Judge()
    assert understand(prompt, judge).style == style
    assert judge.asked == asked


def test_a_judge_that_knows_english_has_to_be_sure_of_other_languages() -> None:
    assert understand("prefiro teclas verdes", Judge(0.6)).style == "jazz"


@pytest.mark.parametrize(
    ("prompt", "style", "without", "told"),
    [
        ("Christmas music but no sleigh bells", "christmas", ("bells",), ""),
        ("funk without slap bass", "funk", ("bass",), ""),
        ("classical without harpsichord", "classical", (), "no harpsichord: classical is played as ever"),
        ("epic trailer, no taiko", "epic", (), "no taiko: epic is played as ever"),
        ("jazz, kein Dixieland", "jazz", (), "no dixieland: jazz is played as ever"),
        ("rock but no grunge", "rock", (), "no grunge: rock is played as ever"),
        ("no hip hop, street videos", None, (), ""),
        ("no techno, not even minimal techno", None, (), ""),
    ],
)
def test_who_refuses_a_part_of_a_style_still_wants_it(
    prompt: str, style: str | None, without: tuple[str, ...], told: str
) -> None:
    found = understand(prompt)
    assert (found.style, found.without) == (style, without)
    assert not told or told in found.unmet


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("cool skateboard tricks", "punk"),
        ("cool app demo video", "corporate"),
        ("elegant ballroom", "waltz"),
        ("fashion lookbook, chic", "house"),
        ("Beethoven but dubstep", "dubstep"),
        ("jazz but make it metal", "metal"),
        ("Beethoven, aber als Dubstep", "dubstep"),
        ("techno but with jazz piano", "techno"),
        ("latin choir, epic", "epic"),
        ("flamenco guitar, 3/4", "latin"),
    ],
)
def test_of_several_styles_the_one_that_is_meant_is_played(prompt: str, style: str) -> None:
    assert understand(prompt).style == style


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("drum and bass", "drum-and-bass"),
        ("DnB", "drum-and-bass"),
        ("Lo-Fi", "lofi"),
        ("hip hop", "boom-bap"),
        ("R&B", "soul"),
        ("ballad", "sad"),
        (" TRAP ", "trap"),
        ("reggae", "reggae"),
        ("plonk", None),
        ("not rock", None),
        ("rain", None),
        ("", None),
    ],
)
def test_a_style_may_be_called_by_its_usual_names(name: str, style: str | None) -> None:
    assert style_named(name) == style
