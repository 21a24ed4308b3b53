"""The small words of each language: a thing means the same in every frame in which people ask for it, and a denial denies."""

from itertools import product

import pytest

from resources.music.words import understand

STYLES = ("jazz", "techno", "reggae", "funk")  # spelt alike in the languages with Latin letters
# Frames that ask for something, and frames that deny it.
ASKED = {
    "en": "something {}|{} please|with a hint of {}|i'm thinking {}|think {}|definitely {}|mostly {}|could use some {}|don't be afraid of {}|{} would be lovely|i'd love some {}|don't hold back on {}",
    "de": "ich hätte gern {}|vielleicht {}|am liebsten {}|{} wäre schön|so Richtung {}|auf jeden Fall {}|ich stelle mir {} vor",
    "fr": "j'aimerais {}|plutôt {}|une touche de {}|pourquoi pas {}|en mode {}|si possible {}|façon {}",
    "es": "me gustaría {}|un toque de {}|en plan {}|a ser posible {}|onda {}|que tenga {}",
    "it": "mi piacerebbe {}|un tocco di {}|magari {}|che abbia {}|atmosfera {}",
    "pt": "gostaria de {}|um toque de {}|de preferência {}|pegada {}|uma coisa meio {}",
    "nl": "graag {}|het liefst {}|met een vleugje {}|richting {}|misschien {}",
    "pl": "coś w stylu {}|poproszę {}|najlepiej {}|raczej {}|trochę {}",
    "tr": "biraz {}|tercihen {}|{} tadında|{} gibi bir şey",
}
DENIED = {
    "en": "no {}|definitely not {}|absolutely no {}|we're not after {}|ditch the {}|don't overdo the {}|don't go overboard with {}",
    "de": "bloß kein {}|gar kein {}|überhaupt kein {}|nie {}|nichts mit {}|{} lieber nicht|alles außer {}",
    "fr": "surtout pas de {}|sans aucun {}|pas vraiment {}|tout sauf {}|rien de trop {}",
    "es": "nada de {}|que no tenga {}|sin ningún {}|para nada {}|todo menos {}",
    "it": "niente {}|senza alcun {}|mai {}|assolutamente no {}|tutto tranne {}",
    "pt": "nada de {}|que não tenha {}|sem nenhum {}|tudo menos {}",
    "nl": "geen {}|niks met {}|nooit {}|zeker geen {}|{} liever niet",
    "pl": "nie {}|bez {}|tylko nie {}|żadnych {}|nie za dużo {}|wszystko oprócz {}|ale nie {}",
    "tr": "{} olmasın|{} hariç|{} istemiyorum|kesinlikle {} olmasın",
}


def _frames(table: dict[str, str]) -> list[str]:
    return [frame for frames in table.values() for frame in frames.split("|")]


@pytest.mark.parametrize(("frame", "style"), list(product(_frames(ASKED), STYLES[:2])))
def test_a_style_is_the_same_in_every_frame(frame: str, style: str) -> None:
    found = understand(frame.format(style))
    assert (found.style, found.not_understood) == (style, ())
    assert found.energy == understand(style).energy


@pytest.mark.parametrize(("frame", "style"), list(product(_frames(DENIED), STYLES)))
def test_a_denied_style_is_denied_in_every_frame(frame: str, style: str) -> None:
    found = understand(frame.format(style))
    assert found.style != style
    assert found.meanings == {style: f"not {style}"}


@pytest.mark.parametrize(
    "prompt",
    [
        *("nothing too loud", "don't make it too loud", "not in a loud way"),
        *("nichts Lautes", "nicht gerade laut", "darf nicht zu laut sein", "ohne laut zu wirken"),
        *("nada ruidoso", "que no suene muy fuerte", "sin ser demasiado fuerte"),
        *("niente di troppo forte", "non dev'essere forte", "nada muito agitado", "não tão agitado"),
        *("nie za głośno", "niezbyt energicznie", "nie za energiczna", "mniej energiczna", "не особо громко", "не слишком громко"),
        *("不能太激烈", "不要那么激烈", "çok hareketli olmasın", "激しくないように"),
    ],
)  # fmt: skip
def test_a_denied_character_lessens_the_energy(prompt: str) -> None:
    assert understand(prompt).energy < 0


@pytest.mark.parametrize("adjective", ["ポップ", "エモーショナル", "ロマンチック"])
def test_a_japanese_na_adjective_is_no_denial(adjective: str) -> None:
    found = understand(f"{adjective}な曲")
    assert not any(meaning.startswith("not") for meaning in found.meanings.values())


@pytest.mark.parametrize("ending", ["y", "a", "e", "ego", "ej", "ą", "ym"])
def test_polish_adjectives_are_read_in_every_form(ending: str) -> None:
    assert understand(f"muzyka delikatn{ending}").energy < 0


def test_energy_and_heavy_after_a_thing_say_how_much_of_it() -> None:
    assert understand("calm energy").energy == understand("calm").energy
    assert understand("bass-heavy hip hop").energy == understand("hip hop").energy
    assert understand("energy").energy > 0
    assert understand("heavy guitars").energy > 0


def test_what_stands_behind_a_denied_instrument_describes_it_in_romance_languages() -> None:
    assert understand("lo-fi bem suave, sem bateria pesada").energy < 0
    assert understand("no drums, heavy guitars").energy > 0


def test_a_denied_kind_of_music_is_no_refusal_of_all_music() -> None:
    found = understand("sans musique classique")
    assert (found.meanings, found.unmet) == ({"classique": "not classical"}, ())


def test_a_word_of_another_language_is_not_read_in_an_english_prompt() -> None:
    assert understand("raise hell in the park at nine").style is None
    assert understand("hell und freundlich, bitte").style == "happy"


def test_words_of_one_language_do_not_look_like_misspellings_of_another() -> None:
    assert understand("el consejo de mi amigo").style is None
    assert understand("she asked him to smoke outside").style is None


@pytest.mark.parametrize(
    "prompt",
    [
        *(
            "traffic lights",
            "dark chocolate",
            "cold brew",
            "hard drive",
            "soft toys",
            "power tools",
            "fire station",
            "fast food",
        ),
        *(
            "slow cooker",
            "rock garden",
            "soul food",
            "string theory",
            "renewable energy",
            "dunkle Schokolade",
            "energía renovable",
        ),
    ],
)
def test_a_thing_with_the_name_of_a_mood_is_no_mood(prompt: str) -> None:
    found = understand(prompt)
    assert (found.style, found.energy, found.pace, found.instruments) == (None, 0.0, None, ())
    assert understand(f"{prompt}, jazz").style == "jazz"


@pytest.mark.parametrize(
    ("prompt", "moment"),
    [
        *((prompt, "silence in the last 1 s") for prompt in (
            "el último segundo en silencio", "no último segundo silêncio", "silenzio nell'ultimo secondo",
            "silence à la dernière seconde", "тишина в последнюю секунду", "silence in the last second",
        )),
        *((prompt, "silence from 0:00 to 0:03") for prompt in (
            "silence pendant 3 secondes", "silence for 3 seconds", "3 segundos de silencio al principio",
        )),
        *((prompt, "silence in the last 2 s") for prompt in ("2 seconds of silence at the end", "2 secondes de silence à la fin")),
        ("at 1:00 everything stops for 1 second", "silence from 1:00 to 1:01"),
        ("gradually louder from 0:10 to 0:40", "rise from 0:10 to 0:40"),
    ],
)  # fmt: skip
def test_how_long_a_silence_lasts_is_read(prompt: str, moment: str) -> None:
    assert [found.in_words() for found in understand(prompt).moments] == [moment]


def test_what_comes_after_and_before_a_time_is_said_behind_it() -> None:
    told = [m.in_words() for m in understand("quiet piano under the interview until 0:45, full band after").moments]
    assert told == ["quiet from 0:00 to 0:45", "only piano from 0:00 to 0:45", "loud from 0:45 on"]
    assert "quiet from 0:00 to 0:18" in [m.in_words() for m in understand("drums enter at 0:18, calm before").moments]


@pytest.mark.parametrize(
    "prompt", ["un solo de guitarra", "assolo di chitarra", "guitar solo", "соло на гитаре", "guitar with a long solo"]
)
def test_a_solo_is_no_instrument_alone(prompt: str) -> None:
    found = understand(prompt)
    assert not found.solo
    assert [m.what for m in found.moments] == ["solo"]


def test_a_lone_instrument_and_a_solo_of_nobody() -> None:
    assert understand("violonchelo solo, muy íntimo").solo
    assert understand("solo, please").not_understood == ("solo",)
    assert understand("a solo hike").not_understood == ()


def test_a_touching_but_hopeful_piece_is_major() -> None:
    assert understand("berührend aber hoffnungsvoll").mode == "major"
