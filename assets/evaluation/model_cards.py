"""Model cards beside the checkpoints: what a model is, its training data, its scores, its intended use.

What belongs here: the card's text. What does not: lyrics (a card contains none), the comparison's page (report.py).
"""

from assets.corpus.examples import ExamplesManifest
from assets.evaluation.writing import PROTOCOLS
from assets.models.checkpoints import CheckpointManifest
from resources.tables import Table


def corpus_facts(corpus: ExamplesManifest) -> dict[str, int | str]:
    """Facts about the training examples from their manifest: label → value."""
    songs = {f"{name} songs": counts["song"] for name, counts in corpus.counts.items()}
    return {**songs, "training examples": corpus.digest[:16]}


def model_card(manifest: CheckpointManifest, corpus: ExamplesManifest, metrics: Table) -> str:
    """The card in Markdown, in the sections of Mitchell et al. 2019, "Model Cards for Model Reporting".

    Args:
        manifest: the checkpoint's.
        corpus: the training examples' manifest.
        metrics: `assets.evaluation.metrics.METRICS_SCHEMA`; this model's rows are shown.
    """
    base = manifest.base
    measured = metrics[(metrics["model"] == manifest.model) & (metrics["kind"] == "model")]
    lines = [
        f"# {manifest.model}",
        "",
        "A language model of song lyrics, made by the Tenth Symphony pipeline.",
        "",
        "## Model",
        "",
        f"- base: {base.name} ({base.source}), revision {base.revision}, licence {base.licence}",
        f"- parameters of the base: {base.parameters:,}",
        f"- made: {manifest.created_at}, code version {manifest.code_version}",
        f"- validation loss: {manifest.validation_loss:.4f} nats per token",
        "",
        "## Training data",
        "",
        *(f"- {label}: {value}" for label, value in corpus_facts(corpus).items()),
        "",
        "The lyrics themselves belong to their owners and are not part of this checkpoint's card. Splits are made per "
        "near-duplicate cluster, so that no held-out song has a near-duplicate among the training songs.",
        "",
        "## Recipe",
        "",
        *(f"- {name}: {value}" for name, value in manifest.recipe.model_dump().items()),
        f"- {manifest.seconds:.1f} s, {manifest.tokens_per_second} tokens/s",
        "",
        "## Evaluation",
        "",
        *(f"- {name} is {meaning}" for name, meaning in PROTOCOLS.items()),
        "",
        "| protocol | decoding | metric | mean | 95 % interval | songs |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row['protocol']} | {row['decoding']} | {row['metric'].replace('_', ' ')} | {row['mean']:.3f} "
            f"| {row['ci_low']:.3f} to {row['ci_high']:.3f} | {row['n']} |"
            for row in measured.to_dict("records")
        ),
        "",
        "## Intended use and limits",
        "",
        "Intended for drafts of verses, for people who write. The model can repeat phrases of its training songs; the rows on "
        "copying say how much, beside what held-out human songs share with them by chance. The licence of the base and the terms "
        "of the lyrics' source limit what may be done with its output. Samples mask slurs; there is no other filter.",
    ]
    return "\n".join(lines) + "\n"
