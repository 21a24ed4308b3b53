"""The tables of verse: every line with its phonemes and its letter in the rhyme scheme, and the couplets among the lines.

What belongs here: building tables of whole corpora, in pieces that limit memory use. What does not: what rhymes
(rhyme.py), showing it (verse_page.py, profiles.py).
"""

from collections.abc import Mapping
from functools import partial
from itertools import chain

import numpy as np

from assets.phonetics.density import SpokenTexts
from assets.phonetics.g2p import Pronouncer, Pronunciation
from assets.phonetics.meter import count_syllables, is_stressed, rhyme_part, stress_pattern
from assets.phonetics.rhyme import (
    RHYME_TYPES,
    endings,
    endings_of,
    internal_rhymes,
    nearest_types,
    numbered,
    rhyme_types,
    schemes,
)
from assets.schemas import Column
from resources.pronunciation.tagger import Tagger
from resources.spread import Spread, here
from resources.tables import Table

VERSE_LINES_SCHEMA = {
    "song_id": Column("the song"),
    "artist": Column("the artist"),
    "line_number": Column("the line's number in the song, from 0", "int64"),
    "stanza": Column("the stanza's number in the song, from 0", "int64"),
    "text": Column("the line"),
    "phonemes": Column("ARPAbet with stress, words apart by |"),
    "syllables": Column("how many syllables the line has", "int64"),
    "stress": Column("one digit per syllable: 1 stressed, 2 less so, 0 not"),
    "rhyme_part": Column("the last word from its last stressed vowel on, without stress"),
    "end_rhyme": Column(
        "how its end rhymes with one of the three lines before it: multisyllabic, perfect, slant, assonance, none"
    ),
    "scheme": Column("the line's letter in its stanza's rhyme scheme, slant rhymes among them; x: it rhymes with none"),
    "internal_rhymes": Column("how many of its words, the last aside, rhyme perfectly with another of them", "int64"),
}
COUPLETS_SCHEMA = {
    "song_id": Column("the song"),
    "artist": Column("the artist"),
    "line_number": Column("the first line's number in the song, from 0", "int64"),
    "first": Column("the first line"),
    "second": Column("the line after it, in the same stanza"),
    "first_phonemes": Column("the first line's phonemes, words apart by |"),
    "second_phonemes": Column("the second line's phonemes, words apart by |"),
    "rhyme_type": Column("perfect or multisyllabic"),
    "rhyme_syllables": Column("how many syllables rhyme, from the lines' ends", "int64"),
}
COUPLETS_READ = ["song_id", "artist", "line_number", "stanza", "text", "phonemes"]  # of the verse lines
BETWEEN_WORDS = " | "
SONGS_AT_ONCE = 2_000
LINES_AT_ONCE = 100_000
_TYPE_NAMES = np.array([name or "none" for name in RHYME_TYPES], dtype=object)


def verse_lines(
    lyrics: Table,
    lexicon: Mapping[str, Pronunciation],
    tagger: Tagger | None = None,
    spread: Spread = here,
    songs_at_once: int = SONGS_AT_ONCE,
) -> Table:
    """Every line of the songs that contains a word (`VERSE_LINES_SCHEMA`), in the order of the songs.

    Args:
        lyrics: rows with song_id, artist and text.
        lexicon: known pronunciations; other words are pronounced here.
        tagger: reads homographs in context; without it each has one reading.
        spread: distributes the work in pieces of `songs_at_once`.
    """
    import pandas as pd

    songs = lyrics[["song_id", "artist", "text"]]
    pieces = (songs.iloc[start : start + songs_at_once] for start in range(0, len(songs), songs_at_once) or [0])
    work = partial(_lines_of, pronouncer=Pronouncer(lexicon, tagger))
    return pd.concat(list(spread(work, pieces)), ignore_index=True)


def _lines_of(songs: Table, pronouncer: Pronouncer) -> Table:
    import pandas as pd

    texts = [text.split("\n") for text in songs["text"]]
    lines = list(chain.from_iterable(texts))
    spoken = pronouncer.phonemes_of_lines(lines)
    verse = np.array([bool(words) for words in spoken], dtype=bool)
    kept = np.flatnonzero(verse)
    words = [spoken[place] for place in kept]
    song = np.repeat(np.arange(len(texts)), [len(text) for text in texts])[kept]
    new_song = np.diff(song, prepend=-1) > 0
    # A stanza begins at the start of a song and after lines without a word.
    new_stanza = new_song | (np.diff(kept, prepend=-1) > 1)
    first = np.searchsorted(song, song)  # for each line, the first line of its song
    number, stanza = np.arange(len(kept)), np.cumsum(new_stanza)
    spoken = SpokenTexts.of(words)
    ends = endings_of(spoken)
    syllables = np.array([count_syllables(kind) for kind in spoken.kinds], dtype=np.int64)
    heard = numbered(rhyme_part(kind) if is_stressed(kind) else "" for kind in spoken.kinds)
    return pd.DataFrame({
        "song_id": songs["song_id"].astype("str").take(song).array,
        "artist": songs["artist"].astype("str").take(song).array,
        "line_number": number - number[first],
        "stanza": stanza - stanza[first],
        "text": pd.array([lines[place] for place in kept], dtype="str"),
        "phonemes": pd.array([BETWEEN_WORDS.join(line) for line in words], dtype="str"),
        "syllables": np.bincount(spoken.text_of, syllables[spoken.words], len(words)).astype("int64"),
        "stress": pd.array(["".join(map(stress_pattern, line)) for line in words], dtype="str"),
        "rhyme_part": pd.array([rhyme_part(line[-1]) for line in words], dtype="str"),
        "end_rhyme": pd.array(_TYPE_NAMES[nearest_types(ends, song)], dtype="str"),
        "scheme": pd.array(schemes(ends.slants, stanza), dtype="str"),
        "internal_rhymes": internal_rhymes(heard[spoken.words], spoken.words, spoken.text_of, len(words)),
    })  # fmt: skip


def couplets(verse_lines: Table) -> Table:
    """Neighbouring lines of a stanza that rhyme perfectly or over several syllables (`COUPLETS_SCHEMA`).

    Args:
        verse_lines: `VERSE_LINES_SCHEMA`; the lines of a song are consecutive and in order.
    """
    import pandas as pd

    song = pd.factorize(verse_lines["song_id"])[0]
    stanza = verse_lines["stanza"].to_numpy()
    at = np.flatnonzero((song[1:] == song[:-1]) & (stanza[1:] == stanza[:-1]))
    pieces = [_pairs(verse_lines, at[i : i + LINES_AT_ONCE]) for i in range(0, len(at), LINES_AT_ONCE) or [0]]
    return pd.concat(pieces, ignore_index=True)


def _pairs(verse_lines: Table, at: np.ndarray) -> Table:
    import pandas as pd

    begin, end = (at[0], at[-1] + 2) if len(at) else (0, 0)
    ends = endings([phonemes.split(BETWEEN_WORDS) for phonemes in verse_lines["phonemes"].iloc[begin:end]])
    kinds, syllables = rhyme_types(ends, at - begin, at - begin + 1)
    rhyming = kinds >= RHYME_TYPES.index("perfect")
    one, two = verse_lines.iloc[at[rhyming]], verse_lines.iloc[at[rhyming] + 1]
    return pd.DataFrame({
        "song_id": one["song_id"].array,
        "artist": one["artist"].array,
        "line_number": one["line_number"].to_numpy(),
        "first": one["text"].array,
        "second": two["text"].array,
        "first_phonemes": one["phonemes"].array,
        "second_phonemes": two["phonemes"].array,
        "rhyme_type": pd.array(_TYPE_NAMES[kinds[rhyming]], dtype="str"),
        "rhyme_syllables": syllables[rhyming].astype("int64"),
    })  # fmt: skip
