"""The evaluation stage in Dagster: verses, metrics, champion, report.

What belongs here: thin assets. What does not: measuring (metrics.py), judging (leaderboard.py), drawing (report.py).
"""

from typing import Any

import dagster as dg
import pandas as pd

from assets.corpus.examples import examples_manifest
from assets.evaluation.champions import judge
from assets.evaluation.leaderboard import Decision, leaderboard, to_markdown
from assets.evaluation.metrics import METRICS_SCHEMA, VERSES_SCHEMA, measure
from assets.evaluation.metrics import write_verses as generate_verses
from assets.evaluation.report import render_report
from assets.metadata import OWNERS, table_result
from assets.models.checkpoints import read_manifest
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.lexicon import lexicon_of
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
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pytorch"},
    pool=POOL,
    code_version="1",
    ins={"training_examples": EXAMPLES, **MODEL_INS},
)
def verses(
    training_examples: Pointer,
    ngram: Pointer,
    distilgpt2_rap: Pointer,
    gpt2_lyrics: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[pd.DataFrame]:
    """What each model wrote for the same held-out first lines.

    The published protocol: the first line of each test song, then 100 tokens, each sampled from the 50 likeliest.
    """
    checkpoints = _checkpoints(folders, ngram, distilgpt2_rap, gpt2_lyrics)
    written = generate_verses(checkpoints, folders.find(training_examples["path"]), seed=SEED)
    return table_result(written, VERSES_SCHEMA, numbers={"verses": len(written), "seed": SEED})


@dg.asset(
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    pool=POOL,
    code_version="2",
    ins={
        "verses": dg.AssetIn(["evaluation", "verses"]),
        "training_examples": EXAMPLES,
        "pronunciations": dg.AssetIn(["phonetics", "pronunciations"]),
        **MODEL_INS,
    },
)
def metrics(
    verses: pd.DataFrame,
    training_examples: Pointer,
    pronunciations: pd.DataFrame,
    ngram: Pointer,
    distilgpt2_rap: Pointer,
    gpt2_lyrics: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[pd.DataFrame]:
    """Model × metric with 95 % intervals, beside held-out humans and the same humans shuffled.

    Likelihoods of the held-out songs; rhyme, meter, variety and copying of the verses.
    """
    measured = measure(
        verses,
        _checkpoints(folders, ngram, distilgpt2_rap, gpt2_lyrics),
        folders.find(training_examples["path"]),
        Pronouncer(lexicon_of(pronunciations)),
        seed=SEED,
    )
    numbers = {
        f"{row['model']}/{row['metric']}": float(row["mean"])
        for row in measured.to_dict("records")
        if row["model"] in MODELS
    }
    board = dg.MetadataValue.md(to_markdown(leaderboard(measured)))
    return table_result(measured, METRICS_SCHEMA, numbers={"leaderboard": board, **numbers})


@dg.asset(
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python"},
    pool=POOL,
    code_version="1",
    io_manager_key="pointers",
    ins={"metrics": dg.AssetIn(["evaluation", "metrics"]), "training_examples": EXAMPLES, **MODEL_INS},
)
def champion(
    metrics: pd.DataFrame,
    training_examples: Pointer,
    ngram: Pointer,
    distilgpt2_rap: Pointer,
    gpt2_lyrics: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[Pointer]:
    """The promoted model: the one to use.

    The fewest bits per character among the models that copy no more than humans; it must beat the last champion,
    measured anew on the same held-out songs.
    """
    checkpoints = _checkpoints(folders, ngram, distilgpt2_rap, gpt2_lyrics)
    examples = folders.find(training_examples["path"])
    present, decision = judge(folders.data, metrics, checkpoints, examples)
    return dg.MaterializeResult(
        value={"champion": present, "decision": decision.to_dict()},
        data_version=dg.DataVersion(digest(present)[:16]),
        metadata={
            "champion": present["model"] if present else "none",
            "score": float(present["score"]) if present else float("nan"),
            "promoted": decision.promoted,
            "reason": decision.reason,
        },
    )


@dg.asset(
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "html"},
    code_version="1",
    io_manager_key="pointers",
    ins={
        "metrics": dg.AssetIn(["evaluation", "metrics"]),
        "verses": dg.AssetIn(["evaluation", "verses"]),
        "champion": dg.AssetIn(["evaluation", "champion"]),
        "training_examples": EXAMPLES,
        **MODEL_INS,
    },
)
def report(
    metrics: pd.DataFrame,
    verses: pd.DataFrame,
    champion: Pointer,
    training_examples: Pointer,
    ngram: Pointer,
    distilgpt2_rap: Pointer,
    gpt2_lyrics: Pointer,
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult[Pointer]:
    """The comparison as one self-contained HTML page.

    Leaderboard, plots, verses side by side, and what data, bases and revisions went in.
    """
    checkpoints = _checkpoints(folders, ngram, distilgpt2_rap, gpt2_lyrics)
    manifest = examples_manifest(folders.find(training_examples["path"]))
    songs = {f"{name} songs": counts["song"] for name, counts in manifest["counts"].items()}
    page = render_report(
        metrics=metrics,
        verses=verses,
        manifests={name: read_manifest(path) for name, path in checkpoints.items()},
        corpus={**songs, "training examples": manifest["digest"][:16], "seed of the verses": SEED},
        decision=Decision(**champion["decision"]),
        champion=(champion["champion"] or {}).get("model"),
    )
    path = folders.reports / "models.html"
    write_text(path, page)
    return dg.MaterializeResult(
        value={"path": folders.pointer(path)},
        data_version=dg.DataVersion(digest(page)[:16]),
        metadata={"report": dg.MetadataValue.path(path), "page": dg.MetadataValue.url(path.as_uri())},
    )


def _checkpoints(folders: Folders, *pointers: Pointer) -> dict[str, Any]:
    return {name: folders.find(pointer["path"]) for name, pointer in zip(MODELS, pointers, strict=True)}


ASSETS = [verses, metrics, champion, report]
