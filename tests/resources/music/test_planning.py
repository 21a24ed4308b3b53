"""Windows and batches: a piece is covered, and what is played at once is alike and fits."""

from hypothesis import given
from hypothesis import strategies as st

from resources.music.planning import Window, next_batch, windows


@given(st.integers(0, 400), st.integers(1, 2000), st.integers(20, 300), st.integers(1, 19))
def test_windows_cover_a_piece(done: int, more: int, longest: int, kept: int) -> None:
    found = windows(done, done + more, longest, kept)
    assert [window.given for window in found] == [done, *[window.end for window in found[:-1]]]
    assert found[-1].end == done + more
    assert all(0 < window.new <= window.length <= longest for window in found)
    assert all(window.prompt in (kept, window.given) for window in found)


@given(
    st.lists(st.tuples(st.sampled_from([0, 5, 9]), st.integers(10, 40)), min_size=1),
    st.integers(1, 8),
    st.integers(5, 200),
)
def test_batches_are_alike_and_fit(shapes: list[tuple[int, int]], at_most: int, memory: int) -> None:
    waiting = [Window(0, prompt, length) for prompt, length in shapes]
    batch, alone = next_batch(waiting, at_most, memory, lambda rows, window: rows * window.length)
    assert all(waiting[i].length > memory for i in alone)
    assert batch or len(alone) == len(waiting)
    assert len({waiting[i].prompt for i in batch}) <= 1
    lengths = [waiting[i].length for i in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert len(batch) <= at_most
    assert sum(lengths[:1]) * len(batch) <= memory
