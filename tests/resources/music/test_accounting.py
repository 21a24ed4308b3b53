"""No word of a prompt that means music is without an effect and not reported."""

import random

import pytest

from resources.music.words import Understood, understand

WISHES = (
    *("techno", "reggae", "a waltz", "solo piano", "strings", "no drums", "electric guitar", "sad", "upbeat", "dark", "warm"),
    *("slow", "very fast", "builds up", "ends quietly", "instrumental", "no techno", "not too loud", "nothing sentimental"),
    *("drop at 0:12", "strings from 0:20", "a pause and a drop at 0:30", "louder and faster from 0:25", "no drums until 0:10"),
    *("only piano for the first 10 seconds", "jazz in the second half", "fade out in the last 5 seconds", "softer and a solo at 0:40"),
)  # fmt: skip


def _of(found: Understood) -> dict[str, object]:
    return found.model_dump(exclude={"meanings", "why"})


@pytest.mark.parametrize("seed", range(25))
def test_each_wish_changes_the_reading_or_is_reported_or_is_there_anyway(seed: int) -> None:
    wishes = random.Random(seed).sample(WISHES, 4)
    prompt = ", ".join(wishes)
    found = understand(prompt)
    told = " ".join((*found.not_understood, *found.unmet))
    for wish in wishes:
        others = ", ".join(other for other in wishes if other != wish)
        without = understand(others)
        if _of(without) != _of(found) or any(word in told for word in wish.split() if len(word) > 3):
            continue
        alone = understand(wish)
        there = {(moment.what, moment.instruments) for moment in found.moments}
        assert alone.style in (None, found.style) or alone.energy or alone.instruments, prompt
        assert set(alone.instruments) <= set(found.instruments), prompt
        assert alone.energy * found.energy >= 0, prompt
        assert {(moment.what, moment.instruments) for moment in alone.moments} <= there, prompt


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("bachata until 0:45, a pause and a drop at 0:50", "drop"),
        ("baroque harpsichord, glitches into chiptune at 0:24", "glitches"),
    ],
)
def test_a_word_without_an_effect_is_reported(prompt: str, told: str) -> None:
    assert any(wish.startswith(told) for wish in understand(prompt).unmet)


@pytest.mark.parametrize(
    "prompt",
    [
        "sad, melancholy, mournful piano",
        "please make a video for my dog, upbeat pop",
        "company party, jazz",
        "big drop at 0:10, 0:20 and 0:30",
        "not a waltz, not a march, more of a swing",
    ],
)
def test_what_is_said_twice_or_only_describes_is_not_reported(prompt: str) -> None:
    assert understand(prompt).unmet == ()


@pytest.mark.parametrize(
    ("prompt", "refused"),
    [("anything but lofi", ("lofi",)), ("no techno please", ("techno",)), ("upbeat jazz", ())],
)
def test_a_refused_style_is_kept(prompt: str, refused: tuple[str, ...]) -> None:
    assert understand(prompt).refused == refused
