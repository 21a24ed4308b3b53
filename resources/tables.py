"""The type of a table, by which it is named before pandas is loaded.

What belongs here: that type. What does not: what a table holds (assets/schemas.py), how one is stored (io_managers.py).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame as Table
else:

    class _IsDataFrame(type):
        def __instancecheck__(cls, value: object) -> bool:
            import pandas as pd

            return isinstance(value, pd.DataFrame)

    class Table(metaclass=_IsDataFrame):
        """A pandas DataFrame. Dagster reads annotations when it loads assets, and asks of a step's values whether they are of
        their type; pandas, which takes two thirds as long to import as Dagster, is needed only for the second.
        """
