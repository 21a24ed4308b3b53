"""Ensembles: names of styles that also say who plays, such as "string quartet" and "brass band".

What belongs here: these names and their instruments. What does not: single instruments and styles (lexicon.py), whether at a time of
the film a name means the players or the style (moment_parsing.py).
"""

import functools

from resources.music.notation import plain_text

# Without a time the name is that of a style; at a time of a piece that has another style, these instruments play.
_PLAYED_BY = {
    ("strings",): "string quartet, strings quartet, streichquartett, quatuor à cordes, cuarteto de cuerdas, quartetto d'archi, quarteto de cordas, strijkkwartet, "
    "струнный квартет, 弦楽四重奏, 弦乐四重奏, 현악 사중주, quartet, quartett, quatuor, cuarteto, quartetto, quarteto, kwartet, квартет, string orchestra, chamber orchestra, kammerorchester",
    ("strings", "brass"): "orchestra, symphony orchestra, orchester, sinfonieorchester, filmorchester, orchestre, orquesta, orquestra, orkest, оркестр, оркестра, "
    "オーケストラ, 管弦乐, 管弦乐团, 交响乐团, 오케스트라, orkestra, أوركسترا",
    ("brass", "drums"): "marching band, oompah, blasmusik, fanfare, balkan brass, batucada brass",
    ("brass",): "big band, bigband, big band jazz, swing band",
    ("choir",): "gospel choir, gospelchor, chorale gospel, coro gospel, gospelkoor",
    ("drums",): "taiko",
    ("bells",): "sleigh bells, jingle bells",
}  # fmt: skip


@functools.cache
def _players() -> dict[str, tuple[str, ...]]:
    return {plain_text(name.strip()): who for who, names in _PLAYED_BY.items() for name in names.split(",")}


def players(words: str) -> tuple[str, ...]:
    """The instruments of an ensemble, of lexicon.INSTRUMENT_PHRASES; none if it is none."""
    return _players().get(words, ())
