"""NLTK's part-of-speech tagger, if its data is installed.

The data (`averaged_perceptron_tagger_eng`, 5.7 MB) is not in any package, so the tagger is optional:
`python -m nltk.downloader averaged_perceptron_tagger_eng`, or a folder named by NLTK_DATA.

What belongs here: tagging a line like g2p-en. What does not: the pronunciation for a tag (assets/phonetics/g2p.py).
"""

import functools
import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from resources.errors import TenthSymphonyError

_OTHER = re.compile(r"[^ a-z'.,?!\-]")
LOOK_AHEAD = 3  # a word's tag depends on the tags before it and the two words after it

Tagger = Callable[[str, frozenset[str]], list[tuple[str, str]]]


class MissingTaggerError(TenthSymphonyError):
    """The tagger's data is installed where the step runs, but not on this node."""


@functools.cache
def load_tagger() -> Tagger | None:
    """A function from a line and the relevant words to (word, Penn Treebank tag), up to the last relevant word.

    None if the data is not installed.
    """
    # NLTK's default search path, checked first, because importing nltk takes a second and is mostly in vain.
    homes = [Path.home() / "nltk_data", Path(sys.prefix) / "nltk_data", Path(sys.prefix) / "share" / "nltk_data"]
    homes += [Path(sys.prefix) / "lib" / "nltk_data", *map(Path, os.environ.get("NLTK_DATA", "").split(os.pathsep))]
    homes += [Path(root) / "nltk_data" for root in ("/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib")]
    if not any((home / "taggers" / "averaged_perceptron_tagger_eng").is_dir() for home in homes):
        return None
    return NltkTagger()


class NltkTagger:
    """A `Tagger`. When pickled to another process, it loads the data installed there."""

    def __init__(self) -> None:
        from nltk.tag.perceptron import PerceptronTagger
        from nltk.tokenize import TweetTokenizer

        self._split, self._tagger = TweetTokenizer().tokenize, PerceptronTagger()
        self._kept = functools.lru_cache(maxsize=100_000)(self._tag)  # hooks are repeated

    def __call__(self, line: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
        return self._kept(line, wanted)

    def _tag(self, line: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
        text = _OTHER.sub("", line.lower()).replace("i.e.", "that is").replace("e.g.", "for example")
        tokens = self._split(text)
        places = [place for place, token in enumerate(tokens) if token in wanted]
        until = places[-1] + LOOK_AHEAD if places else 0
        return [(word, label) for word, label, *_ in self._tagger.tag(tokens[:until])]

    def __reduce__(self) -> tuple[Callable[[], Tagger], tuple[()]]:
        return _sent_tagger, ()


def _sent_tagger() -> Tagger:
    tagger = load_tagger()
    if tagger is None:  # homographs would be read differently from the node that distributed the work
        raise MissingTaggerError(
            f"NLTK's tagger is not installed on {socket.gethostname()}, but is where the step runs.",
            remedy="Install averaged_perceptron_tagger_eng on every node, or on none.",
        )
    return tagger
