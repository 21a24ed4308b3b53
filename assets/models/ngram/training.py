"""Training the n-gram model into a checkpoint, and measuring it.

What belongs here: from stored examples to a checkpoint, and its loss. What does not: counting itself (counting.py).
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from assets.corpus.examples import examples_manifest, songs_of
from assets.models.checkpoints import Checkpoint, LossPoint, checkpoint_folder, complete, find_checkpoint, verify
from assets.models.ngram.model import NgramModel, tokens_of
from assets.models.recipes import NgramRecipe, prepare_text, prepared_songs
from resources.base_models import BaseCard
from resources.spread import Spread, here
from resources.storage import atomic_folder


def songs_loss(model: NgramModel, songs: Iterable[str]) -> float:
    """Mean negative log-likelihood of songs, in nats per token."""
    scores = model.log_likelihoods(list(songs))
    return -float(sum(nats for nats, _ in scores)) / sum(count for _, count in scores)


def train_ngram(
    recipe: NgramRecipe,
    examples: Path,
    root: Path,
    spread: Spread = here,
    *,
    on_progress: Callable[[str], Any] = lambda _: None,
) -> Checkpoint:
    """Count the training songs and store a checkpoint below `root`; a checkpoint of the same inputs is reused.

    Args:
        spread: distributes the counting of pieces of the songs.
    """
    base = BaseCard("none (counted from the training songs)", "embedded", "1", "MIT", 0)
    content = examples_manifest(examples).digest
    folder = checkpoint_folder(root, "ngram", recipe, base, content)
    if checkpoint := find_checkpoint(folder):
        on_progress("reused: nothing has changed")
        return checkpoint
    started = time.perf_counter()
    train, validation = prepared_songs(examples, recipe)
    model = NgramModel.fit(train, recipe, spread)
    seconds = time.perf_counter() - started
    loss = songs_loss(model, validation)
    tokens = sum(len(tokens_of(song)) + 1 for song in train)
    on_progress(f"{tokens} tokens counted in {seconds:.2f} s, validation loss {loss:.3f} nats per token")
    with atomic_folder(folder) as temporary:
        model.save(temporary)
        manifest = complete(
            temporary,
            model="ngram",
            recipe=recipe,
            base=base,
            examples_digest=content,
            losses=[LossPoint(step=1, validation_loss=loss)],
            validation_loss=loss,
            reload_loss=loss,
            seconds=seconds,
            tokens=tokens,
        )
    return Checkpoint(folder, manifest, reused=False)


def validation_loss(folder: Path, examples: Path) -> float:
    """Compute the loss of a stored model on the validation songs again, in nats per token.

    Raises:
        CheckpointError: the checkpoint is missing or damaged.
    """
    style = verify(folder).recipe.text_style
    songs = [prepare_text(song, style) for song in songs_of(examples, "validation")]
    return songs_loss(NgramModel.load(folder), songs)
