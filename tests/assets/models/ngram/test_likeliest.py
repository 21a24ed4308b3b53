"""The likeliest ids after many histories, compared with complete distributions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.models.ngram import likeliest
from assets.models.ngram.likeliest import LikeliestIds
from assets.models.ngram.sequences import START, Sequences
from assets.models.ngram.smoothing import SmoothedNgrams

SIZE = 12
IDS = st.integers(3, SIZE - 1)
SEQUENCES = st.lists(st.lists(IDS, max_size=12), min_size=1, max_size=6)
HISTORIES = st.lists(st.lists(st.integers(2, SIZE - 1), max_size=6), min_size=1, max_size=9)
ASKED = st.lists(st.sets(IDS, max_size=4), min_size=3, max_size=3)


@settings(max_examples=200)
@given(SEQUENCES, st.integers(1, 5), HISTORIES, st.integers(1, SIZE), ASKED, st.sampled_from([1, 2, 100]))
def test_the_likeliest_words_agree_with_the_complete_distributions(
    sequences: list[list[int]], order: int, histories: list[list[int]], k: int, asked: list[set[int]], remembered: int
) -> None:
    model = SmoothedNgrams.kneser_ney(Sequences.of(sequences), order, SIZE)
    contexts = np.array([model.context_of(history) for history in histories])
    expected = model.distributions(contexts)
    columns = np.full((len(asked), 5), START)
    for row, ids in zip(columns, asked, strict=True):
        row[: len(ids)] = sorted(ids)
    song = np.arange(len(histories)) % len(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeliest, "REMEMBERED", remembered * 4 * SIZE)
        writer = LikeliestIds(model, k)
        # Twice: what is remembered of the first time is right in the second, in another order.
        for order_of in (np.arange(len(histories)), np.arange(len(histories))[::-1]):
            ids, p = writer.after(contexts[order_of], song[order_of], columns)
            for of_ids, of_p, whole, number in zip(ids, p, expected[order_of], song[order_of], strict=True):
                np.testing.assert_array_equal(of_ids[:5], columns[number])
                np.testing.assert_allclose(of_p[:5], whole[columns[number]], atol=1e-7)
                real = of_p > 0
                assert len(set(of_ids[real].tolist())) == real.sum()
                np.testing.assert_allclose(of_p[real], whole[of_ids[real]], atol=1e-7)
                np.testing.assert_allclose(np.sort(of_p)[-k:], np.sort(whole)[-k:][-len(of_p) :], atol=1e-7)
