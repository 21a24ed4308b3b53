"""A table that is damaged is never read as another one."""

import numpy as np
import pandas as pd
import pytest

from resources.io_managers import ParquetIOManager

TABLE = pd.DataFrame({
    "song_id": [f"s{number}" for number in range(200)],
    "text": [f"line {number} " * 5 for number in range(200)],
    "value": np.arange(200) * 1.5,
})  # fmt: skip
MANAGER = ParquetIOManager(root="unused")


def test_a_flipped_bit_is_an_error_or_harmless() -> None:
    stored = MANAGER.encode(TABLE)
    rng = np.random.default_rng(1)
    errors = 0
    for _ in range(400):
        damaged = bytearray(stored)
        damaged[int(rng.integers(len(damaged)))] ^= 1 << int(rng.integers(8))
        try:
            read = MANAGER.decode(bytes(damaged))
        except Exception:  # whatever it is, it becomes a MissingInputError with its remedy
            errors += 1
        else:
            pd.testing.assert_frame_equal(read, TABLE)
    assert errors > 200


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_table_that_is_cut_short_is_an_error(share: float) -> None:
    stored = MANAGER.encode(TABLE)
    with pytest.raises(Exception, match=r"."):
        MANAGER.decode(stored[: int(share * len(stored))])


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(Exception, match="another"):
        MANAGER.decode(MANAGER.encode(TABLE), columns=["song_id", "another"])
