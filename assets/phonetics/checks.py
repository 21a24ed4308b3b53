"""Checks of the phonetics stage's tables, as they are read back from storage.

What belongs here: asset checks. What does not: pronouncing words (g2p.py).
"""

from collections.abc import Iterable

import dagster as dg

from assets.phonetics.g2p import ARPABET, tokenize
from resources.tables import Table

PRONUNCIATIONS = dg.AssetKey(["phonetics", "pronunciations"])


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "every_word",
            asset=PRONUNCIATIONS,
            blocking=True,
            additional_deps=[["lyrics", "lyrics"]],
            description="Each word of the lyrics is here.",
        ),
        dg.AssetCheckSpec("known_symbols", asset=PRONUNCIATIONS, blocking=True, description="Only ARPAbet symbols."),
    ],
    ins={"pronunciations": dg.AssetIn(PRONUNCIATIONS), "lyrics": dg.AssetIn(["lyrics", "lyrics"])},
)
def pronunciations_hold(pronunciations: Table, lyrics: Table) -> Iterable[dg.AssetCheckResult]:
    """Tokenise the lyrics again and look up every word."""
    wanted = {word for text in lyrics["text"] for line in text.splitlines() for word in tokenize(line)}
    silent = set(pronunciations.loc[pronunciations["phonemes"].str.strip() == "", "word"])
    missing = sorted((wanted - set(pronunciations["word"])) | (wanted & silent))
    yield dg.AssetCheckResult(
        asset_key=PRONUNCIATIONS,
        check_name="every_word",
        passed=not missing,
        metadata={"missing": ", ".join(missing[:20]) or "none", "words": len(wanted)},
    )
    used = {symbol for phonemes in pronunciations["phonemes"] for symbol in phonemes.split()}
    yield dg.AssetCheckResult(
        asset_key=PRONUNCIATIONS,
        check_name="known_symbols",
        passed=used <= set(ARPABET),
        metadata={"unknown": ", ".join(sorted(used - set(ARPABET))) or "none"},
    )


CHECKS = [pronunciations_hold]
