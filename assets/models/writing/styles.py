"""Themes and artists' styles, as preferred words and as lines for the model to read first.

What belongs here: deriving both from the training songs. What does not: writing (verses.py).
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
FEW_SONGS = 5  # from this many songs on, words and syllables are typical of the artist and not of one song
# Words that name no theme, besides function words.
_NO_THEME = frozenset(
    [*FUNCTION_WORDS.split(), *["about", "some", "what", "when", "how", "song", "verse", "rap", "lyrics"]]
)
LEAST_SONGS = 2  # a word of only one song shows its author, not what it is related to


Related = Callable[[Sequence[str], Sequence[str]], Mapping[str, float]]
"""Maps a theme's words and a vocabulary to preferences for the theme's words and the related words of the vocabulary, ordered so that
neighbours belong together.
"""


class StyleError(TenthSymphonyError):
    """The training songs contain nothing about the theme or by the artist."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style: preference for words (0 to 1), lines for the model to read first, the usual number of syllables in a line, the
    number of the artist's songs it was derived from (None: no artist), and the theme's related words according to a model (see
    `Related`).
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
        related: finds a theme's related words with a model; without it they come from training songs with the theme's words.

    Raises:
        StyleError: no training song is by the artist, or, without `related`, none has a word of the theme.
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
    """The words of the songs without function words, the most frequent first."""
    counted = Counter(word for song in songs for word in words(song) if word not in _NO_THEME)
    return [word for word, _ in counted.most_common()]


def theme_words(theme: str) -> tuple[str, ...]:
    """The words of a theme without function words ("my grandmother's kitchen": grandmother, kitchen), or all of them if it has
    only function words.
    """
    distinct = dict.fromkeys(word.removesuffix("'s") for word in words(theme))
    return tuple(word for word in distinct if word not in _NO_THEME) or tuple(distinct)


def related_words(theme: str, songs: Sequence[str]) -> dict[str, float]:
    """The theme's words (1), and words that occur in the same songs more often than by chance (pointwise mutual information,
    Church & Hanks 1990), the closest near 1.

    Raises:
        StyleError: no song has a word of the theme.
    """
    theme_set = set(theme_words(theme))
    song_sets = [set(words(song)) for song in songs]
    about = [song_words for song_words in song_sets if song_words & theme_set]
    if not about:
        raise StyleError(f"No training song has a word of the theme {theme!r}.", remedy="Use other words for it.")
    everywhere = Counter(word for song_words in song_sets for word in song_words)
    there = Counter(word for song_words in about for word in song_words)
    scores = {
        word: np.log(n * len(song_sets) / (everywhere[word] * len(about)))
        for word, n in there.items()
        if n >= LEAST_SONGS and word not in theme_set
    }
    return _weights(scores) | dict.fromkeys(theme_set & set(everywhere), 1.0)


def words_in_no_song(theme: str, songs: Sequence[tuple[str, str]]) -> list[str]:
    """The words of a theme that occur in no training song, (artist, text)."""
    known = {word for _, text in songs for word in words(text)} | _NO_THEME
    return [word for word in theme_words(theme) if word not in known]


def typical_words(theirs: Sequence[str], songs: Sequence[str]) -> dict[str, float]:
    """The words that an artist uses more than others, by the z-score of their log-odds with the counts of all songs as the
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
    """The `MOST_WORDS` highest positive scores, scaled so that the highest is 1."""
    best = sorted(((score, word) for word, score in scores.items() if score > 0), reverse=True)[:MOST_WORDS]
    return {word: float(score / best[0][0]) for score, word in best}


def _closest_stanza(songs: Iterable[str], wanted: Mapping[str, float]) -> list[str]:
    """The first lines of the stanza whose words have the highest average preference."""
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
