"""The phonetics stage in Dagster: pronunciations, verse lines, couplets.

What belongs here: thin assets. What does not: pronunciation, meter and rhyme themselves (the modules beside this one).
"""

import dagster as dg

from assets.metadata import OWNERS, WEEKLY, table_result
from assets.phonetics.g2p import PRONUNCIATIONS_SCHEMA, lexicon_of, pronounce_corpus
from assets.phonetics.profiles import LINES_READ, PROFILES_SCHEMA, profiles_markdown, render_profiles
from assets.phonetics.profiles import artist_profiles as build_profiles
from assets.phonetics.verse import COUPLETS_READ, COUPLETS_SCHEMA, VERSE_LINES_SCHEMA
from assets.phonetics.verse import couplets as find_couplets
from assets.phonetics.verse import verse_lines as analyse_lines
from resources.io_managers import COLUMNS
from resources.pronunciation.tagger import load_tagger
from resources.spread import Spread
from resources.storage import Folders, write_text
from resources.tables import Table

GROUP = "phonetics"
LYRICS = dg.AssetIn(["lyrics", "lyrics"])
PRONUNCIATIONS = dg.AssetIn(["phonetics", "pronunciations"])


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "numpy"},
    code_version="6",
    ins={"lyrics": LYRICS},
)
def pronunciations(lyrics: Table, spread: dg.ResourceParam[Spread]) -> dg.MaterializeResult[Table]:
    """Every distinct word with its ARPAbet phonemes and where they came from.

    Words are looked up in CMUdict, then derived by rules; g2p-en's neural model predicts the rest in one batch.
    """
    words = pronounce_corpus(lyrics["text"], spread)
    by_source = words["source"].value_counts()
    return table_result(
        words,
        PRONUNCIATIONS_SCHEMA,
        numbers={
            "words": len(words),
            **{f"from_{source}": int(count) for source, count in by_source.items()},
        },
    )


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="6",
    ins={"lyrics": LYRICS, "pronunciations": PRONUNCIATIONS},
)
def verse_lines(lyrics: Table, pronunciations: Table, spread: dg.ResourceParam[Spread]) -> dg.MaterializeResult[Table]:
    """Every line of verse with its phonemes, syllables, stress, rhyme and letter in its stanza's scheme.

    Words are pronounced as in `pronunciations`; homographs are read in context if NLTK's tagger is installed. A rhyme part
    starts at the last stressed vowel.
    """
    tagger = load_tagger()
    lines = analyse_lines(lyrics, lexicon_of(pronunciations), tagger, spread)
    return table_result(
        lines,
        VERSE_LINES_SCHEMA,
        numbers={
            "lines": len(lines),
            "syllables_per_line": float(lines["syllables"].mean()),
            "homographs": "read by their line (NLTK's tagger)" if tagger else "one reading each (no tagger installed)",
            "internal_rhymes_per_line": float(lines["internal_rhymes"].mean()),
            **{f"{kind}_end_rhymes": int(n) for kind, n in lines["end_rhyme"].value_counts().items()},
        },
    )


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="1",
    ins={"verse_lines": dg.AssetIn(["phonetics", "verse_lines"], metadata={COLUMNS: COUPLETS_READ})},
)
def couplets(verse_lines: Table) -> dg.MaterializeResult[Table]:
    """Adjacent lines that rhyme, with the rhyme's type and length in syllables.

    Both lines are in the same stanza and their rhyme parts agree.
    """
    pairs = find_couplets(verse_lines)
    by_type = pairs["rhyme_type"].value_counts()
    return table_result(
        pairs,
        COUPLETS_SCHEMA,
        numbers={"couplets": len(pairs), **{f"{kind}_rhymes": int(n) for kind, n in by_type.items()}},
    )


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "html"},
    code_version="3",
    freshness_policy=WEEKLY,
    ins={
        "tracks": dg.AssetIn(["lyrics", "tracks"]),
        "lyrics": LYRICS,
        "rejected": dg.AssetIn(["lyrics", "rejected"]),
        "pronunciations": PRONUNCIATIONS,
        "verse_lines": dg.AssetIn(["phonetics", "verse_lines"], metadata={COLUMNS: LINES_READ}),
    },
)
def artist_profiles(
    tracks: dict[str, Table],
    lyrics: Table,
    rejected: Table,
    pronunciations: Table,
    verse_lines: Table,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[Table]:
    """A profile of each artist: songs found, kept and rejected, vocabulary, rhyme beside other artists, a sample stanza.

    It is a table, and a page with the rhymes in colour.
    """
    lexicon = lexicon_of(pronunciations)
    found = {songs["artist"].iloc[0] if len(songs) else key: len(songs) for key, songs in tracks.items()}
    profiles = build_profiles(found, lyrics, rejected, verse_lines, lexicon)
    path = folders.reports / "artists.html"
    write_text(path, render_profiles(profiles, lyrics, lexicon))
    return table_result(
        profiles,
        PROFILES_SCHEMA,
        numbers={
            "artists": len(profiles),
            "without_a_song": int((profiles["kept"] == 0).sum()),
            "rhyme_density": float(profiles["rhyme_density"].mean()),
            "end_rhyme_rate": float(profiles["end_rhyme_rate"].mean()),
            "artist_by_artist": dg.MetadataValue.md(profiles_markdown(profiles, lexicon)),
            "page": dg.MetadataValue.url(path.as_uri()),
            "path": dg.MetadataValue.path(path),
        },
    )


ASSETS = [pronunciations, verse_lines, couplets, artist_profiles]
