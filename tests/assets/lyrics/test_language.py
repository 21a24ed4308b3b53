"""The language of words that somebody wants sung."""

import pytest

from assets.lyrics.language import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La noche cae sobre la ciudad\ny yo camino buscando verdad\nel corazón me pide libertad", "Spanish"),
        ("Ich geh die Straße lang und denk an dich\nund alles ist so kalt", "German"),
        ("le vent se lève sur la mer ce soir\net je ne dors pas", "French"),
        ("the rain is falling on the roof\nand I am walking home alone", ""),
        ("yo no cap bruh finna slide on opps fr fr", ""),
        ("na na na hey hey", ""),
        ("Rain. Again. Gone.", ""),
        ("Café on the corner, déjà vu ☕ in 東京", ""),
        ("", ""),
    ],
)
def test_a_language_other_than_english_is_named(text: str, language: str) -> None:
    assert foreign_language(text) == language
