"""The phonetics stage in Dagster: pronunciations, verse lines, couplets.

What belongs here: thin assets. What does not: g2p, meter and rhyme themselves.
"""

import dagster as dg
import pandas as pd

from assets.metadata import OWNERS, table_result
from assets.phonetics.g2p import PRONUNCIATIONS_SCHEMA, pronounce_corpus
from assets.phonetics.lexicon import lexicon_of, read_lexicon, write_lexicon
from assets.phonetics.verse import COUPLETS_SCHEMA, VERSE_LINES_SCHEMA
from assets.phonetics.verse import couplets as find_couplets
from assets.phonetics.verse import verse_lines as analyse_lines
from resources.configurable import Folders

GROUP = "phonetics"
LYRICS = dg.AssetIn(["lyrics", "lyrics"])
PRONUNCIATIONS = dg.AssetIn(["phonetics", "pronunciations"])
VERSE_LINES = dg.AssetIn(["phonetics", "verse_lines"])


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "numpy"},
    code_version="1",
    ins={"lyrics": LYRICS},
)
def pronunciations(lyrics: pd.DataFrame, folders: dg.ResourceParam[Folders]) -> dg.MaterializeResult[pd.DataFrame]:
    """Every distinct word with its ARPAbet phonemes and where they came from.

    Looked up in CMUdict, then by rules, the rest spelled out by g2p-en's neural model in one batch; words of earlier
    runs come from the lexicon.
    """
    known = read_lexicon(folders.lexicon)
    words = pronounce_corpus(lyrics["text"], known)
    write_lexicon(folders.lexicon, known | lexicon_of(words))
    by_source = words["source"].value_counts()
    return table_result(
        words,
        PRONUNCIATIONS_SCHEMA,
        numbers={
            "words": len(words),
            "new_words": int((~words["word"].isin(known.keys())).sum()),
            **{f"from_{source}": int(count) for source, count in by_source.items()},
        },
    )


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="1",
    ins={"lyrics": LYRICS, "pronunciations": PRONUNCIATIONS},
)
def verse_lines(lyrics: pd.DataFrame, pronunciations: pd.DataFrame) -> dg.MaterializeResult[pd.DataFrame]:
    """Every line of verse with its phonemes, syllables, stress pattern and rhyme part.

    Each word's pronunciation is taken from the pronunciations; a rhyme part starts at the last stressed vowel.
    """
    lines = analyse_lines(lyrics, lexicon_of(pronunciations))
    return table_result(
        lines, VERSE_LINES_SCHEMA, numbers={"lines": len(lines), "syllables_per_line": float(lines["syllables"].mean())}
    )


@dg.asset(
    key_prefix="phonetics",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="1",
    ins={"verse_lines": VERSE_LINES},
)
def couplets(verse_lines: pd.DataFrame) -> dg.MaterializeResult[pd.DataFrame]:
    """Adjacent lines that rhyme, with the rhyme's type and length in syllables.

    Neighbours within a stanza whose rhyme parts agree.
    """
    pairs = find_couplets(verse_lines)
    by_type = pairs["rhyme_type"].value_counts()
    return table_result(
        pairs,
        COUPLETS_SCHEMA,
        numbers={"couplets": len(pairs), **{f"{kind}_rhymes": int(n) for kind, n in by_type.items()}},
    )


ASSETS = [pronunciations, verse_lines, couplets]
