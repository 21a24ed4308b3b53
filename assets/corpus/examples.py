"""Training examples: whole songs, and multi-task lines made from couplets.

Models are trained on the whole songs (`songs_of`), and also on the couplets' lines (`couplet_lines_of`) if their recipe says
so.

What belongs here: building examples from split songs, storing and reading them. What does not: tokenising for a model
(assets/models).
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, get_args

from assets.corpus.splits import SPLITS, Split
from resources.errors import TenthSymphonyError
from resources.records import Record, RecordError, StoredFile, changed_file, stored_files
from resources.storage import atomic_folder, digest, set_aside
from resources.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import DatasetDict

logger = logging.getLogger(__name__)

COLUMNS = ["song_id", "artist", "kind", "text"]
Kind = Literal["song", "next_bar_words", "next_bar_phonemes", "words_to_phonemes", "phonemes_to_words"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MANIFEST = "manifest.json"
FORMAT_VERSION = 2
SONGS_AT_ONCE = 5_000
REBUILD = "Materialise corpus/training_examples again."

Examples = Callable[[str], Iterable[Table]]
"""Yields the examples of the named split in pieces; the same ones each time it is called."""


class ExamplesError(TenthSymphonyError):
    """Training examples are missing or damaged."""


class ExamplesManifest(Record):
    """The digest of stored examples, their number by split and kind, and their files.

    `files` is empty for examples stored before version 2: damage to them cannot be detected.
    """

    SCHEMA_VERSION = 2

    digest: str
    counts: dict[Split, dict[Kind, int]]
    files: dict[str, StoredFile]

    @classmethod
    def migrate(cls, version: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Version 0 had the fields of version 1 without the version number; neither listed its files."""
        return {**fields, "files": {}} if version in (0, 1) else None


def couplet_examples(couplets: Table) -> Table:
    """Six multi-task lines for each couplet (columns `COLUMNS`), task by task.

    The tasks are bar → next bar in words and in phonemes, and words → phonemes and phonemes → words for both bars. Each line
    begins with its task's tag, so that a prompt can ask for the task.
    """
    import pandas as pd

    first, second = couplets["first"], couplets["second"]
    one, two = (couplets[f"{bar}_phonemes"].str.replace(" | ", " / ", regex=False) for bar in ("first", "second"))
    tasks = [
        ("next_bar_words", "<next words> ", first, second),
        ("next_bar_phonemes", "<next sounds> ", one, two),
        ("words_to_phonemes", "<sound> ", first, one),
        ("words_to_phonemes", "<sound> ", second, two),
        ("phonemes_to_words", "<spell> ", one, first),
        ("phonemes_to_words", "<spell> ", two, second),
    ]
    return pd.concat(
        [
            couplets[["song_id", "artist"]].assign(kind=kind, text=tag + given + " => " + wanted)
            for kind, tag, given, wanted in tasks
        ],
        ignore_index=True,
    )


def build_examples(lyrics: Table, splits: Table, couplets: Table) -> Examples:
    """The examples of each split (columns `COLUMNS`), `SONGS_AT_ONCE` songs at a time: songs, then their couplets' lines.

    A couplet stays in its song's split, so that no line of a held-out song is in another split.
    """
    import pandas as pd

    def pieces(split: str) -> Iterator[Table]:
        ids = splits.loc[splits["split"] == split, "song_id"].sort_values()
        for start in range(0, len(ids), SONGS_AT_ONCE) or [0]:
            wanted = ids.iloc[start : start + SONGS_AT_ONCE]
            songs = lyrics.loc[lyrics["song_id"].isin(wanted), ["song_id", "artist", "text"]].sort_values("song_id")
            pairs = couplets[couplets["song_id"].isin(wanted)].sort_values(["song_id", "line_number"])
            together = [songs.assign(kind="song")[COLUMNS], couplet_examples(pairs)]
            yield pd.concat(together, ignore_index=True).astype("str")

    return pieces


def write_examples(examples: Examples, folder: Path) -> Path:
    """Store the examples as a `datasets.DatasetDict` below `folder`, named by their content; reuse it if it is there undamaged.

    A damaged dataset is set aside and written again; so is one from before version 2, which cannot be verified. The examples
    are generated twice, once for the name and once for writing, so that they are never all in memory.

    Returns:
        The dataset's folder; `manifest.json` in it holds the digest and the counts.

    Raises:
        ExamplesError: a split has no song.
    """
    from datasets import Dataset, DatasetDict, disable_progress_bars

    disable_progress_bars()
    counts: dict[str, Counter[str]] = {name: Counter() for name in SPLITS}
    sha = hashlib.sha256()
    for name in SPLITS:
        for rows in examples(name):
            counts[name].update(rows["kind"])
            for column in COLUMNS:
                sha.update("\x1e".join([*rows[column], name]).encode())
        if not counts[name]["song"]:
            raise ExamplesError(f"The {name} split has no song.", remedy="Add artists or songs to the roster.")
    content = digest(FORMAT_VERSION, sha.hexdigest())
    path = folder / content[:16]
    if _is_whole(path):
        return path
    with atomic_folder(path) as temporary, TemporaryDirectory(dir=folder) as parts:
        sets = {}
        for name in SPLITS:
            _write_arrow(examples(name), file := Path(parts) / f"{name}.arrow")
            sets[name] = Dataset.from_file(str(file))
        DatasetDict(sets).save_to_disk(temporary)
        by_kind: dict[Split, dict[Kind, int]] = {name: {kind: counts[name][kind] for kind in KINDS} for name in SPLITS}
        ExamplesManifest(digest=content, counts=by_kind, files=stored_files(temporary)).write(temporary / MANIFEST)
    return path


def _is_whole(path: Path) -> bool:
    """Whether examples are stored there and verified. Damaged ones are set aside."""
    if not path.exists():
        return False
    try:
        return bool(verify_examples(path).files)
    except ExamplesError as error:
        aside = set_aside(path)
        logger.warning("%s It was moved to %s and is written again.", error, aside.name)
        return False


def _write_arrow(pieces: Iterable[Table], file: Path) -> None:
    import pyarrow as pa

    schema = pa.schema([(column, pa.large_string()) for column in COLUMNS])
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for rows in pieces:
            writer.write_table(pa.Table.from_pandas(rows[COLUMNS], schema, preserve_index=False))


def examples_manifest(path: Path) -> ExamplesManifest:
    """The digest and the counts of stored examples.

    Raises:
        ExamplesError: nothing complete is stored there, or its manifest is damaged.
    """
    if not (path / MANIFEST).exists():
        raise ExamplesError(f"No training examples are stored at {path}.", remedy=REBUILD)
    try:
        return ExamplesManifest.read(path / MANIFEST)
    except RecordError as error:
        raise ExamplesError(str(error), remedy=REBUILD) from error


def verify_examples(path: Path) -> ExamplesManifest:
    """The manifest, after comparing every file with it.

    Raises:
        ExamplesError: nothing complete is stored there, or a file is missing, cut short or changed.
    """
    manifest = examples_manifest(path)
    if name := changed_file(path, manifest.files):
        raise ExamplesError(f"{path.name}/{name} is missing, cut short or changed.", remedy=REBUILD)
    return manifest


def load_examples(path: Path) -> "DatasetDict":
    """The stored examples.

    Raises:
        ExamplesError: nothing complete is stored there, or it is damaged.
    """
    from datasets import DatasetDict

    _verify(path)
    return DatasetDict.load_from_disk(path)


def _verify(path: Path) -> None:
    if not verify_examples(path).files:
        logger.warning("%s was stored without digests, so damage cannot be detected. %s", path.name, REBUILD)


def songs_by_artist(path: Path, split: str) -> list[tuple[str, str]]:
    """The whole songs of one split with their artists, (artist, text), in their stored order."""
    songs = _rows(path, split, ["song"])
    return list(zip(songs["artist"].to_pylist(), songs["text"].to_pylist(), strict=True))


def songs_of(path: Path, split: str) -> list[str]:
    """The whole songs of one split, in their stored order."""
    return _rows(path, split, ["song"])["text"].to_pylist()


def couplet_lines_of(path: Path, split: str) -> list[str]:
    """The multi-task lines of one split, in their stored order."""
    return _rows(path, split, [kind for kind in KINDS if kind != "song"])["text"].to_pylist()


def _rows(path: Path, split: str, kinds: Sequence[Kind]) -> "pa.Table":
    """The rows of the given kinds, read directly from a dataset's Arrow files.

    Importing `datasets` takes 0.3 s, for which every verse, check and training had to wait.

    Raises:
        ExamplesError: nothing complete is stored there, or it is damaged.
    """
    import pyarrow as pa
    import pyarrow.compute as compute

    _verify(path)
    files = sorted((path / split).glob("*.arrow"))
    table = pa.concat_tables([pa.ipc.open_stream(pa.memory_map(str(file))).read_all() for file in files])
    return table.filter(compute.is_in(table["kind"], pa.array(kinds)))  # pyright: ignore[reportAttributeAccessIssue]
