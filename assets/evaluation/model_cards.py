"""A model card beside each checkpoint: what it is, what it was made from, what it scored, what it is for.

What belongs here: the card's text. What does not: lyrics (none stand in a card), the comparison's page (report.py).
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assets.evaluation.writing import PROTOCOLS


def corpus_facts(corpus: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the training examples, as label → value, from their manifest."""
    songs = {f"{name} songs": counts["song"] for name, counts in corpus["counts"].items()}
    return {**songs, "training examples": corpus["digest"][:16]}


def model_card(manifest: Mapping[str, Any], corpus: Mapping[str, Any], metrics: pd.DataFrame) -> str:
    """The card in Markdown, in the sections of Mitchell et al. 2019, "Model Cards for Model Reporting".

    Args:
        manifest: the checkpoint's.
        corpus: the training examples' manifest.
        metrics: this model's rows of `assets.evaluation.metrics.METRICS_SCHEMA`.
    """
    base, recipe = manifest["base"], manifest["recipe"]
    lines = [
        f"# {manifest['model']}",
        "",
        "A language model of song lyrics, made by the Tenth Symphony pipeline.",
        "",
        "## Model",
        "",
        f"- base: {base['name']} ({base['source']}), revision {base['revision']}, licence {base['licence']}",
        f"- parameters of the base: {base['parameters']:,}",
        f"- made: {manifest['created_at']}, code version {manifest['code_version']}",
        f"- validation loss: {manifest['validation_loss']:.4f} nats per token",
        "",
        "## Training data",
        "",
        *(f"- {label}: {value}" for label, value in corpus_facts(corpus).items()),
        "",
        "The lyrics themselves belong to their owners and are not part of this checkpoint's card. Splits are made per "
        "near-duplicate cluster, so that no held-out song has a twin among the training songs.",
        "",
        "## Recipe",
        "",
        *(f"- {name}: {value}" for name, value in recipe.items()),
        f"- {manifest['seconds']:.1f} s, {manifest['tokens_per_second']} tokens/s",
        "",
        "## Evaluation",
        "",
        *(f"- {name} is {meaning}" for name, meaning in PROTOCOLS.items()),
        "",
        "| protocol | metric | mean | 95 % interval | songs |",
        "|---|---|---|---|---|",
        *(
            f"| {row['protocol']} | {row['metric'].replace('_', ' ')} | {row['mean']:.3f} "
            f"| {row['ci_low']:.3f} to {row['ci_high']:.3f} | {row['n']} |"
            for row in metrics.to_dict("records")
        ),
        "",
        "## Intended use and limits",
        "",
        "Drafts of verses for people who write. It can repeat phrases of its training songs: the memorisation rows say "
        "how much, beside what held-out humans share with them by chance. The licence of the base and the terms of the "
        "lyrics' source bind what may be done with its output; samples mask slurs, and the model knows no other filter.",
    ]
    return "\n".join(lines) + "\n"
