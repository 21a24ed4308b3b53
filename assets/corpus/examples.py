"""What models read: whole songs, and the multi-task lines made from couplets.

What belongs here: building examples after the split, and keeping them. What does not: tokenising for a model
(assets/models).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from assets.corpus.splits import SPLITS
from resources.errors import TenthSymphonyError
from resources.storage import atomic_folder, digest, write_json

if TYPE_CHECKING:
    from datasets import DatasetDict

COLUMNS = ["song_id", "artist", "kind", "text"]
KINDS = ("song", "next_bar_words", "next_bar_phonemes", "words_to_phonemes", "phonemes_to_words")
FORMAT_VERSION = 1


class ExamplesError(TenthSymphonyError):
    """Training examples are missing or damaged."""


def couplet_examples(couplet: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """The six lines of the multi-task set that one couplet gives, as (kind, text).

    Bar → next bar in words and in phonemes, and words → phonemes and phonemes → words for both bars. Each task is
    named by its tag, so that a prompt can ask for it.
    """
    first, second = couplet["first"], couplet["second"]
    one, two = (couplet[f"{which}_phonemes"].replace(" | ", " / ") for which in ("first", "second"))
    return [
        ("next_bar_words", f"<next words> {first} => {second}"),
        ("next_bar_phonemes", f"<next sounds> {one} => {two}"),
        ("words_to_phonemes", f"<sound> {first} => {one}"),
        ("words_to_phonemes", f"<sound> {second} => {two}"),
        ("phonemes_to_words", f"<spell> {one} => {first}"),
        ("phonemes_to_words", f"<spell> {two} => {second}"),
    ]


def build_examples(lyrics: pd.DataFrame, splits: pd.DataFrame, couplets: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The examples of each split (columns song_id, artist, kind, text), in a fixed order.

    A couplet stays in its song's split, so that no line of a held-out song is in another.
    """
    side = dict(zip(splits["song_id"], splits["split"], strict=True))
    rows: dict[str, list[tuple[str, str, str, str]]] = {name: [] for name in SPLITS}
    for song in lyrics.sort_values("song_id").to_dict("records"):
        rows[side[song["song_id"]]].append((song["song_id"], song["artist"], "song", song["text"]))
    for couplet in couplets.sort_values(["song_id", "line_number"]).to_dict("records"):
        for kind, text in couplet_examples(couplet):
            rows[side[couplet["song_id"]]].append((couplet["song_id"], couplet["artist"], kind, text))
    return {name: pd.DataFrame(rows[name], columns=COLUMNS) for name in SPLITS}


def write_examples(examples: Mapping[str, pd.DataFrame], folder: Path) -> Path:
    """Keep the examples as a `datasets.DatasetDict` below `folder`, named by their content; reused if it is there.

    Returns:
        The dataset's folder; `manifest.json` in it holds the digest and the counts.
    """
    from datasets import Dataset, DatasetDict, disable_progress_bars

    disable_progress_bars()

    content = digest(FORMAT_VERSION, {name: examples[name].to_dict("list") for name in SPLITS})
    path = folder / content[:16]
    if (path / "manifest.json").exists():
        return path
    counts = {name: {kind: int((examples[name]["kind"] == kind).sum()) for kind in KINDS} for name in SPLITS}
    with atomic_folder(path) as temporary:
        sets = {name: Dataset.from_pandas(examples[name], preserve_index=False) for name in SPLITS}
        DatasetDict(sets).save_to_disk(temporary)  # pyright: ignore[reportCallIssue, reportArgumentType]
        write_json(temporary / "manifest.json", {"digest": content, "counts": counts})
    return path


def examples_manifest(path: Path) -> dict[str, Any]:
    """The digest and the counts of stored examples.

    Raises:
        ExamplesError: nothing complete is stored there.
    """
    try:
        return json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ExamplesError(
            f"No training examples are stored at {path}.", remedy="Materialise corpus/training_examples again."
        ) from error


def load_examples(path: Path) -> "DatasetDict":
    """The stored examples.

    Raises:
        ExamplesError: nothing complete is stored there.
    """
    from datasets import DatasetDict

    examples_manifest(path)
    return DatasetDict.load_from_disk(path)


def songs_of(path: Path, split: str) -> list[str]:
    """The whole songs of one split, in their stored order."""
    rows = load_examples(path)[split]
    return [text for kind, text in zip(rows["kind"], rows["text"], strict=True) if kind == "song"]
