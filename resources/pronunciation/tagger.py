"""NLTK's part-of-speech tagger, where its data is installed.

What belongs here: tagging a line as g2p-en does. What does not: what a tag means for a word's sound
(assets/phonetics/g2p.py).

The data (`averaged_perceptron_tagger_eng`, 5.7 MB) comes in no package, so the tagger is optional:
`python -m nltk.downloader averaged_perceptron_tagger_eng`, or a folder that NLTK_DATA names.
"""

import functools
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

_OTHER = re.compile(r"[^ a-z'.,?!\-]")
LOOK_AHEAD = 3  # a word's tag depends on the tags before it and the two words after it

Tagger = Callable[[str, frozenset[str]], list[tuple[str, str]]]


@functools.cache
def load_tagger() -> Tagger | None:
    """A function from a line and the words that matter to (word, Penn Treebank tag), as far as they reach in the line.

    None where the data is not installed.
    """
    # What nltk.data.path holds by default, looked at first: importing nltk takes a second, and mostly for nothing.
    homes = [Path.home() / "nltk_data", Path(sys.prefix) / "nltk_data", Path(sys.prefix) / "share" / "nltk_data"]
    homes += [Path(sys.prefix) / "lib" / "nltk_data", *map(Path, os.environ.get("NLTK_DATA", "").split(os.pathsep))]
    homes += [Path(root) / "nltk_data" for root in ("/usr/share", "/usr/local/share", "/usr/lib", "/usr/local/lib")]
    if not any((home / "taggers" / "averaged_perceptron_tagger_eng").is_dir() for home in homes):
        return None
    from nltk.tag.perceptron import PerceptronTagger
    from nltk.tokenize import TweetTokenizer

    split, tagger = TweetTokenizer().tokenize, PerceptronTagger()

    @functools.lru_cache(maxsize=100_000)  # hooks come again
    def tag(line: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
        text = _OTHER.sub("", line.lower()).replace("i.e.", "that is").replace("e.g.", "for example")
        tokens = split(text)
        places = [place for place, token in enumerate(tokens) if token in wanted]
        until = places[-1] + LOOK_AHEAD if places else 0
        return [(word, label) for word, label, *_ in tagger.tag(tokens[:until])]

    return tag
