"""Operations on arrays as long as a corpus that NumPy does slowly or not at all.

What belongs here: operations that several stages need and that know nothing of what the numbers mean. What does not: the
measures made from them, which are in the stages.
"""

import numpy as np


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Each whole number once, ascending: shape (distinct,).

    np.unique finds them by a hash table since NumPy 2.3: of 20 million in 69 s, a sort in 2.6 s.
    """
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]
