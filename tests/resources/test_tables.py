"""The type of tables, with which Dagster checks the values of steps."""

from typing import Any

import dagster as dg
import pandas as pd
import pytest

from resources.tables import Table


@pytest.mark.parametrize("value", [None, [], {}, pd.Series([1]), "table"])
def test_only_a_data_frame_is_a_table(value: object) -> None:
    assert isinstance(pd.DataFrame(), Table)
    assert not isinstance(value, Table)


@pytest.mark.parametrize(("value", "passes"), [(pd.DataFrame({"word": ["lamp"]}), True), ([("word", "lamp")], False)])
def test_a_step_that_returns_another_type_fails(value: Any, passes: bool) -> None:
    @dg.asset
    def words() -> dg.MaterializeResult[Table]:
        return dg.MaterializeResult(value=value)

    @dg.asset
    def counted(words: Table) -> dg.MaterializeResult[int]:
        return dg.MaterializeResult(value=len(words))

    if passes:
        assert dg.materialize([words, counted]).output_for_node("counted") == 1
    else:
        with pytest.raises(dg.DagsterTypeCheckDidNotPass):
            dg.materialize([words, counted])
