"""What NumPy does slowly or not at all, for arrays of a whole corpus.

What belongs here: a few lines on plain arrays that several stages need. What does not: what their numbers mean.
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
