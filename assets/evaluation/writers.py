"""Who wrote a text: a model, a base model before fine-tuning, or humans; and the label shown to readers.

What belongs here: the columns that identify a writer, and the label. What does not: what they write (writing.py).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from assets.schemas import Column
from resources.tables import Table

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["model", "base", "human"]
Decoding = Literal["plain", "rhyming", "original", "lines_shuffled", "words_shuffled"]

WRITER_SCHEMA = {
    "model": Column("the model's name; for a base, the model that was made from it; or human"),
    "kind": Column("model; base: that model's base before fine-tuning; human: the held-out songs' own lines"),
    "decoding": Column(
        "plain: sampled token by token; rhyming: the best of many candidates, line by line; for humans original, "
        "lines_shuffled or words_shuffled"
    ),
}
WRITER = list(WRITER_SCHEMA)


class Writer(NamedTuple):
    """A writer, identified by the columns of `WRITER_SCHEMA`."""

    model: str
    kind: Kind = "model"
    decoding: Decoding = "plain"

    @property
    def label(self) -> str:
        """Its name in leaderboards, plots and the report; for plain sampling, the model's name alone."""
        match self:
            case Writer(kind="human", decoding="original"):
                return "human (held out)"
            case Writer(kind="human"):
                return f"human, {self.decoding.replace('_', ' ')}"
            case Writer(kind="base"):
                return f"{self.model}, not tuned"
            case Writer(decoding="rhyming"):
                return f"{self.model}, rhyming"
        return self.model


HUMAN = Writer("human", "human", "original")
HUMAN_LINES, HUMAN_WORDS = Writer("human", "human", "lines_shuffled"), Writer("human", "human", "words_shuffled")


def writers_of(table: Table) -> list[Writer]:
    """The writer of each row of a table with `WRITER_SCHEMA`'s columns."""
    return [Writer(*row) for row in table[WRITER].itertuples(index=False, name=None)]


def by_writer(table: Table) -> Iterator[tuple[Writer, Table]]:
    """Each writer of a table with its rows, in the table's order."""
    for rows in (rows for _, rows in table.groupby(WRITER, sort=False)):
        yield writers_of(rows.head(1))[0], rows


def is_by(table: Table, writer: Writer) -> "pd.Series":
    """Which rows of a table are by this writer, bool (n_rows,)."""
    return (table[WRITER] == list(writer)).all(axis=1)
