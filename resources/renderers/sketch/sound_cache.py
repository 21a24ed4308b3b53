"""A size-limited cache of computed sounds: long pieces have thousands of notes, and a note may take a megabyte.

What belongs here: the cache. What does not: computing sounds (instruments.py).
"""

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec

import numpy as np

P = ParamSpec("P")


class Kept(Generic[P]):
    """A function with a cache of its latest results."""

    def __init__(self, function: Callable[P, np.ndarray], most_bytes: int) -> None:
        functools.update_wrapper(self, function)
        self._function, self._most = function, most_bytes
        self._sounds: OrderedDict[Hashable, np.ndarray] = OrderedDict()
        self._bytes, self._lock = 0, threading.Lock()

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> np.ndarray:
        key = (arguments, *named.items())
        with self._lock:
            if key in self._sounds:
                self._sounds.move_to_end(key)
                return self._sounds[key]
        sound = self._function(*arguments, **named)
        with self._lock:
            if key not in self._sounds:
                self._sounds[key] = sound
                self._bytes += sound.nbytes
            while self._bytes > self._most:
                self._bytes -= self._sounds.popitem(last=False)[1].nbytes
        return sound

    def cache_clear(self) -> None:
        """Empty the cache."""
        with self._lock:
            self._sounds.clear()
            self._bytes = 0


def kept(most_bytes: int) -> Callable[[Callable[P, np.ndarray]], Kept[P]]:
    """A decorator that caches a function's latest results, up to a total size in bytes."""
    return lambda function: Kept(function, most_bytes)
