"""The evaluation stage in Dagster: verses, metrics, champion, report.

What belongs here: thin assets. What does not: measuring (metrics.py), judging (leaderboard.py), drawing (report.py).
"""

import json
from typing import Any

import dagster as dg
import pandas as pd

from assets.evaluation.leaderboard import choose_champion, leaderboard, to_markdown
from assets.evaluation.metrics import METRICS_SCHEMA, VERSES_SCHEMA, measure
from assets.evaluation.metrics import write_verses as generate_verses
from assets.evaluation.report import render_report
from assets.metadata import OWNERS, table_result
from assets.phonetics.g2p import Pronouncer, lexicon_of
from resources.configurable import Folders
from resources.storage import digest, write_text

GROUP = "evaluation"
POOL = "accelerator"
SEED = 20
MODELS = ("ngram", "distilgpt2_rap", "gpt2_lyrics")
MODEL_INS = {name: dg.AssetIn(["models", name]) for name in MODELS}
EXAMPLES = dg.AssetIn(["corpus", "training_examples"])

Pointer = dict[str, Any]


@dg.asset(
    key_prefix="evaluation", group_name=GROUP, owners=OWNERS, kinds={"python", "pytorch"}, pool=POOL, code_version="1",
    ins={"training_examples": EXAMPLES, **MODEL_INS},
)
def verses(
    training_examples: Pointer, ngram: Pointer, distilgpt2_rap: Pointer, gpt2_lyrics: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[pd.DataFrame]:
    """What each model wrote for the same held-out first lines.

    The published protocol: the first line of each test song, then 100 tokens sampled from the 50 likeliest.
    """
    pointers = dict(zip(MODELS, (ngram, distilgpt2_rap, gpt2_lyrics), strict=True))
    checkpoints = {name: folders.find(pointer["path"]) for name, pointer in pointers.items()}
    written = generate_verses(checkpoints, folders.find(training_examples["path"]), seed=SEED)
    return table_result(written, VERSES_SCHEMA, verses=len(written), seed=SEED)
