"""`phonemes_warm`: the phonemes of the songbook's lines when the words are known, against plain g2p-en.

What belongs here: the comparison. What does not: the work itself (assets/phonetics/g2p.py).

The lexicon is the table of pronunciations, which later steps read. Measured without NLTK's tagger, when each homograph has one
reading; `detail` has the figure with the tagger, on lines that it has not seen.
"""

import json
import sys
import time
from typing import Any

from benchmarks._phonemes import fastest, hundredfold, plain_g2p, songbook_lines
from benchmarks._processes import peak_mebibytes

UNIT = "words of the songbook per second, all words known"


def _ours(tagged: bool) -> dict[str, Any]:
    import num2words  # noqa: F401  # imported, not timed, as g2p_en's import does

    from assets.phonetics.g2p import Pronouncer, tokenize
    from resources.pronunciation.tagger import load_tagger

    lines = songbook_lines()
    lexicon = Pronouncer().pronounce(word for line in lines for word in tokenize(line))
    tagger = load_tagger() if tagged else None
    seconds, words = float("inf"), 0
    for _ in range(1 if tagged else 10):  # 25 ms each; with the tagger all lines would be cached after one
        started = time.perf_counter()
        words = sum(map(len, Pronouncer(lexicon, tagger).phonemes_of_lines(lines)))
        seconds = min(seconds, time.perf_counter() - started)
    before = peak_mebibytes()
    started = time.perf_counter()
    pronouncer = Pronouncer(lexicon, tagger)
    many = sum(len(spoken) for block in hundredfold(lines) for spoken in pronouncer.phonemes_of_lines(block))
    return {
        "seconds": seconds,
        "words": words,
        "peak_mb": before,
        "hundredfold": {
            "words": many,
            "seconds_making_the_text_among_them": time.perf_counter() - started,
            "peak_mb": peak_mebibytes(),
        },
    }


def _plain() -> dict[str, Any]:
    g2p, lines = plain_g2p(), songbook_lines()
    started = time.perf_counter()
    for line in lines:
        g2p(line)
    return {"seconds": time.perf_counter() - started}


def run() -> dict[str, Any]:
    """Words per second of both, the best of three each.

    Raises:
        MissingTaggerError: plain g2p-en cannot run here.
    """
    plain_g2p()  # fails before anything is measured if its data is missing
    module = "benchmarks.phonemes_warm"
    ours = fastest(module, "ours")
    tagged = fastest(module, "tagged")
    plain = fastest(module, "plain")
    return {
        "name": "phonemes_warm",
        "ours": ours["words"] / ours["seconds"],
        "alternative": ours["words"] / plain["seconds"],
        "ratio": plain["seconds"] / ours["seconds"],
        "unit": UNIT,
        "detail": {
            "words": ours["words"],
            "ours_seconds": ours["seconds"],
            "plain_g2p_en_seconds": plain["seconds"],
            "ours_peak_mb": ours["peak_mb"],
            "hundredfold": ours["hundredfold"],
            "with_tagger_on_unseen_lines": {
                "seconds": tagged["seconds"],
                "ratio": plain["seconds"] / tagged["seconds"],
            },
        },
    }


if __name__ == "__main__":
    print(json.dumps(_plain() if sys.argv[1] == "plain" else _ours(sys.argv[1] == "tagged")))
