"""The schema of a table: its columns, their types and their meanings.

What belongs here: the type of a column, and turning rows into a table of a schema. What does not: the columns of a particular
table, which are defined in the module that makes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from resources.tables import Table

Dtype = Literal["str", "int64", "float64", "bool"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `meaning` is shown in the UI and in the data dictionary."""

    meaning: str
    dtype: Dtype = "str"


Schema = Mapping[str, Column]


def as_table(rows: Sequence[Mapping[str, Any] | tuple[Any, ...]] | Table, schema: Schema) -> Table:
    """Rows as a table with exactly the schema's columns, in its order and types, also when there are none.

    Text that is missing becomes "". Columns that the schema does not name are left out.

    Raises:
        ValueError: a whole number or a boolean is missing, or a value cannot be of its column's type.
    """
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(schema))
    missing = {name: "" for name, column in schema.items() if column.dtype == "str"}
    return frame.fillna(missing).astype({name: column.dtype for name, column in schema.items()})
