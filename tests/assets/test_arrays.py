"""Distinct numbers, by property."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assets.arrays import distinct


@given(st.lists(st.integers(-(2**62), 2**62)))
def test_numbers_are_distinct_and_sorted(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, dtype=np.int64)).tolist() == sorted(set(numbers))
