"""What a verse is asked to be about, and whom it should sound like, as words that are welcome and lines to read first.

What belongs here: themes and artists in terms of the training songs. What does not: writing (verses.py).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import FUNCTION_WORDS, count_syllables
from assets.text import words
from resources.errors import TenthSymphonyError

MOST_WORDS = 200
CONTEXT_LINES = 8
FEW_SONGS = 5  # of an artist: from here on their words and syllables are their own and not one song's
# Beside function words, what a theme is named with.
_UNTOLD = frozenset(FUNCTION_WORDS.split()) | {"about", "some", "what", "when", "how", "song", "verse", "rap", "lyrics"}
LEAST_SONGS = 2  # a word of one song says who wrote it, not what it goes with


Related = Callable[[Sequence[str], Sequence[str]], Mapping[str, float]]
"""How welcome a theme's words are, and those of a vocabulary that go with them, in an order in which neighbours go together."""


class StyleError(TenthSymphonyError):
    """The training songs know nothing of what was asked for."""


@dataclass(frozen=True, slots=True)
class Style:
    """How welcome words are (0 to 1), lines for the model to read first, a line's usual syllables, of how many songs by the
    artist all that was learned (None: of no artist), and the words that a model says go with the theme (see `Related`).
    """

    wanted: Mapping[str, float]
    context: Sequence[str]
    syllables: float | None
    songs: int | None = None
    near: Sequence[str] = ()


def style_of(
    songs: Sequence[tuple[str, str]],
    pronouncer: Pronouncer,
    *,
    theme: str = "",
    artist: str = "",
    related: Related | None = None,
) -> Style:
    """The style of an artist, a theme, or both.

    Args:
        songs: the training songs, (artist, text).
        related: how a model tells what goes with a theme; without it, the training songs that have the theme's words do.

    Raises:
        StyleError: no training song is by the artist, or none has a word of the theme that the songs have to tell about.
    """
    texts = [text for _, text in songs]
    theirs = [text for name, text in songs if name.casefold() == artist.casefold()] if artist else texts
    if not theirs:
        names = ", ".join(sorted({name for name, _ in songs}))
        raise StyleError(f"No training song is by {artist!r}.", remedy=f"Choose one of: {names}.")
    wanted: dict[str, float] = {}
    near: Mapping[str, float] = {}
    if artist:
        wanted = typical_words(theirs, texts)
    if theme:
        near = related(theme_words(theme), _vocabulary(texts)) if related else related_words(theme, texts)
        wanted |= {word: max(weight, wanted.get(word, 0.0)) for word, weight in near.items()}
    return Style(
        wanted,
        _closest_stanza(theirs, wanted) if wanted else [],
        _usual_syllables(theirs, pronouncer) if artist else None,
        len(theirs) if artist else None,
        tuple(word for word in near if word not in theme_words(theme)) if related else (),
    )


def _vocabulary(songs: Sequence[str]) -> list[str]:
    """The songs' words without function words, the most frequent first."""
    counted = Counter(word for song in songs for word in words(song) if word not in _UNTOLD)
    return [word for word, _ in counted.most_common()]


def theme_words(theme: str) -> tuple[str, ...]:
    """What a theme names: its words without function words ("my grandmother's kitchen": grandmother, kitchen), which every verse
    has; all of them where it has no others.
    """
    told = dict.fromkeys(word.removesuffix("'s") for word in words(theme))
    return tuple(word for word in told if word not in _UNTOLD) or tuple(told)


def related_words(theme: str, songs: Sequence[str]) -> dict[str, float]:
    """The theme's words (1), and those that share its songs more than chance has it (Church & Hanks 1990: pointwise
    mutual information), the closest near 1.

    Raises:
        StyleError: no song has a word of the theme.
    """
    asked = set(theme_words(theme))
    sets = [set(words(song)) for song in songs]
    about = [song_words for song_words in sets if song_words & asked]
    if not about:
        raise StyleError(f"No training song has a word of the theme {theme!r}.", remedy="Name it in other words.")
    everywhere = Counter(word for song_words in sets for word in song_words)
    there = Counter(word for song_words in about for word in song_words)
    scores = {
        word: np.log(n * len(sets) / (everywhere[word] * len(about)))
        for word, n in there.items()
        if n >= LEAST_SONGS and word not in asked
    }
    return _weights(scores) | dict.fromkeys(asked & set(everywhere), 1.0)


def unheard_words(theme: str, songs: Sequence[tuple[str, str]]) -> list[str]:
    """What a theme names and no training song, (artist, text), has."""
    heard = {word for _, text in songs for word in words(text)} | _UNTOLD
    return [word for word in theme_words(theme) if word not in heard]


def typical_words(theirs: Sequence[str], songs: Sequence[str]) -> dict[str, float]:
    """The words that an artist uses more than others do, by the z-score of their log-odds with everybody's counts as the
    prior (Monroe, Colaresi & Quinn 2008, "Fightin' Words"), the most typical near 1.
    """
    mine, everybody = (Counter(word for song in part for word in words(song)) for part in (theirs, songs))
    n, total = mine.total(), everybody.total()
    scores = {}
    for word, count in mine.items():
        prior = everybody[word]
        others = everybody[word] - count
        ours = np.log((count + prior) / (n + total - count - prior + 1))
        of_others = np.log((others + prior) / (total - n + total - others - prior + 1))
        scores[word] = (ours - of_others) / np.sqrt(1 / (count + prior) + 1 / (others + prior))
    return _weights(scores)


def _weights(scores: Mapping[str, float]) -> dict[str, float]:
    """The highest scores above nothing, the highest as 1."""
    best = sorted(((score, word) for word, score in scores.items() if score > 0), reverse=True)[:MOST_WORDS]
    return {word: float(score / best[0][0]) for score, word in best}


def _closest_stanza(songs: Iterable[str], wanted: Mapping[str, float]) -> list[str]:
    """The stanza whose words are the most welcome on average, its first lines."""
    stanzas = [stanza.split("\n")[:CONTEXT_LINES] for song in songs for stanza in song.split("\n\n")]

    def welcome(lines: list[str]) -> float:
        stanza_words = words("\n".join(lines))
        return sum(wanted.get(word, 0.0) for word in stanza_words) / (
            len(stanza_words) + 10
        )  # a single word makes no stanza

    return max(stanzas, key=welcome)


def _usual_syllables(songs: Sequence[str], pronouncer: Pronouncer) -> float:
    lines = [line for song in songs for line in song.split("\n")]
    counted = [sum(map(count_syllables, phonemes)) for phonemes in pronouncer.phonemes_of_lines(lines) if phonemes]
    return float(np.mean(counted))
