"""The lexicon: every word pronounced so far, kept from run to run.

What belongs here: reading and writing it. What does not: how a word gets its pronunciation (g2p.py).
"""

import logging
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from assets.phonetics.g2p import RULES, Pronunciation
from resources.pronunciation import G2P_CHECKPOINT_SHA256, load_slang
from resources.storage import atomic_path, digest

logger = logging.getLogger(__name__)


def lexicon_of(pronunciations: pd.DataFrame) -> dict[str, Pronunciation]:
    """A pronunciations table as what `Pronouncer` takes."""
    columns = (pronunciations[name] for name in ("word", "phonemes", "source"))
    return {word: Pronunciation(phonemes, source) for word, phonemes, source in zip(*columns, strict=True)}


def rules_version() -> str:
    """What a pronunciation depends on besides its word: this module's rules, the slang lexicon, the model."""
    return digest(RULES, load_slang(), G2P_CHECKPOINT_SHA256)[:16]


def read_lexicon(path: Path) -> dict[str, Pronunciation]:
    """The words that an earlier run pronounced by the same rules; none from an older version's or a damaged file."""
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as damaged:
        logger.warning("The lexicon %s cannot be read (%s): all words are pronounced anew.", path.name, damaged)
        return {}
    version = (table.schema.metadata or {}).get(b"rules", b"").decode()
    return lexicon_of(table.to_pandas()) if version == rules_version() else {}


def write_lexicon(path: Path, lexicon: Mapping[str, Pronunciation]) -> None:
    """Keep a lexicon for the next run."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = sorted(lexicon)
    table = pa.table(
        {
            "word": words,
            "phonemes": [lexicon[word].phonemes for word in words],
            "source": [lexicon[word].source for word in words],
        }
    ).replace_schema_metadata({"rules": rules_version()})
    with atomic_path(path) as temporary:
        pq.write_table(table, temporary)
