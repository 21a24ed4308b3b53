"""A song's words by a model: what was asked for and could not be done goes with them."""

from collections.abc import Sequence

import pytest

from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.styles import FEW_SONGS, Related, StyleError
from assets.phonetics.g2p import Pronouncer
from assets.songs.library import ask
from assets.songs.records import SongRequest
from assets.songs.steps import make_plan
from assets.songs.writing import Wish, style_asked_for, write_again
from resources.lyrics_sources.songbook import load_songbook
from resources.storage import Folders
from resources.voices.package import VoiceChoice
from tests.trained import with_ngram

PRONOUNCER = Pronouncer()
CATALOGUE = [("Ann", f"rain on the window\nthe kettle sings {n}") for n in ("low", "high", "on")]
CATALOGUE += [("Bob", f"sun on the highway\nwheels on the road {n}") for n in range(FEW_SONGS)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return with_ngram(tmp_path_factory.mktemp("root"))


def alone(theme: Sequence[str], _vocabulary: Sequence[str]) -> dict[str, float]:
    """Of a model that knows nothing that goes with a theme."""
    return dict.fromkeys(theme, 1.0)


def style_of(theme: str, artist: str, *, related: Related | None = alone) -> list[str]:
    """What is said of a style."""
    said: list[str] = []
    style_asked_for(CATALOGUE, PRONOUNCER, theme, artist, related=related, say=said.append)
    return said


def test_a_style_of_few_songs_is_said_to_be_rough() -> None:
    rough = "Only 3 songs by Ann to learn from: syllables and words of that style are rough."
    assert style_of("", "Ann") == [rough]
    assert style_of("", "Bob") == style_of("rain", "") == []
    unknown, *more = style_of("zebra", "Ann")
    assert (
        unknown == "No training song has 'zebra'. The model is told it all the same, and words near it are preferred."
    )
    assert more == [rough]
    with pytest.raises(StyleError, match=r"theme 'zebra'\. Use other words"):
        style_of("zebra", "Ann", related=None)


def test_which_words_of_a_theme_no_song_has_is_said() -> None:
    (told,) = style_of("rain on a zebra's Ocelot", "Bob")
    assert told == (
        "No training song has 'zebra', 'ocelot'. The model is told it all the same, and words near it are preferred."
    )
    (told,) = style_of("ocelot in the rain", "Bob", related=None)
    assert told == "No training song has 'ocelot'. The theme's other words are preferred."


@pytest.mark.parametrize("theme", ["!!!", "🙂"])
def test_a_theme_without_a_word_is_said(theme: str) -> None:
    assert style_of(theme, "Bob") == [f"The theme {theme!r} has no word: the verse is written without it."]


def test_a_draft_says_what_could_not_be_done(folders: Folders) -> None:
    artist = load_songbook()[0].name
    request = SongRequest(first="I peeled an orange", artist=artist, form="V", bars=2, model="ngram", draft=True)
    plan, _ = make_plan(folders, ask(folders.songs, request), VoiceChoice("none", folders.voice))
    rough, missed = plan.written_by["said"]
    assert rough.startswith(f"Only 2 songs by {artist}")
    assert missed == "1 line of Verse 1 without the rhyme that AABB wants: nothing rhymes with 'orange'."
    own = SongRequest(text="The night is long\nI sing a song", draft=True)
    plan, _ = make_plan(folders, ask(folders.songs, own), VoiceChoice("none", folders.voice))
    assert "said" not in plan.written_by


@pytest.mark.parametrize(("wanted", "partner"), [([0], "orange"), ([1], "orange"), ([3], None)])
def test_a_line_that_is_written_again_says_so_too(folders: Folders, wanted: list[int], partner: str | None) -> None:
    lines = ["I peeled an orange", "I ate an orange", "hold on tight", "into the sea"]
    said: list[str] = []
    wish = Wish(model="ngram", recipe=VerseRecipe.model_validate({"candidates": 8}))
    again, model = write_again(folders, wish, lines, wanted, said.append)
    assert model == "ngram"
    assert [number for number, line in enumerate(lines) if again[number] != line] == wanted
    expected = f"{again[wanted[0]]!r} does not rhyme with its neighbour: nothing rhymes with '{partner}'."
    assert said == ([expected] if partner else [])
