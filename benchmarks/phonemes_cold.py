"""`phonemes_cold`: the phonemes of the songbook's lines with no word known, against plain g2p-en.

What belongs here: the comparison. What does not: the work itself (assets/phonetics/g2p.py).

Each runs in a process of its own, timed from loading its dictionary; importing the libraries is not counted for either.
Measured without NLTK's tagger, when each homograph (0.5 % of the words) has one reading; `detail` has the figure with
the tagger, where both give the same phonemes.
"""

import json
import sys
import time
from typing import Any

from benchmarks._phonemes import fastest, hundredfold, plain_g2p, songbook_lines
from benchmarks._processes import peak_mebibytes, run_module

UNIT = "words of the songbook per second, dictionary and model loaded on the way"


def _ours(copies: bool, tagged: bool) -> dict[str, Any]:
    import nltk.tag.perceptron
    import nltk.tokenize  # noqa: F401
    import num2words  # noqa: F401  # imported, not timed, as g2p_en's import does

    from assets.phonetics.g2p import Pronouncer
    from resources.pronunciation.tagger import load_tagger

    lines = songbook_lines()
    started = time.perf_counter()
    pronouncer = Pronouncer(tagger=load_tagger() if tagged else None)
    words = 0
    for block in hundredfold(lines) if copies else [lines]:
        words += sum(map(len, pronouncer.phonemes_of_lines(block)))
    return {"seconds": time.perf_counter() - started, "words": words, "peak_mb": peak_mebibytes()}


def _plain() -> dict[str, Any]:
    plain_g2p()  # once, so that its import and what NLTK loads are not counted
    from g2p_en import G2p

    lines = songbook_lines()
    started = time.perf_counter()
    g2p = G2p()
    for line in lines:
        g2p(line)
    return {"seconds": time.perf_counter() - started, "peak_mb": peak_mebibytes()}


def run() -> dict[str, Any]:
    """Words per second of both, the best of three each.

    Raises:
        MissingTaggerError: plain g2p-en cannot run here.
    """
    plain_g2p()  # fails before anything is measured if its data is missing
    module = "benchmarks.phonemes_cold"
    ours = fastest(module, "ours")
    plain = fastest(module, "plain")
    tagged = fastest(module, "tagged")
    hundred = run_module(module, "hundred")
    return {
        "name": "phonemes_cold",
        "ours": ours["words"] / ours["seconds"],
        "alternative": ours["words"] / plain["seconds"],
        "ratio": plain["seconds"] / ours["seconds"],
        "unit": UNIT,
        "detail": {
            "words": ours["words"],
            "ours_seconds": ours["seconds"],
            "plain_g2p_en_seconds": plain["seconds"],
            "ours_peak_mb": ours["peak_mb"],
            "plain_g2p_en_peak_mb": plain["peak_mb"],
            "with_tagger": {"seconds": tagged["seconds"], "ratio": plain["seconds"] / tagged["seconds"]},
            "hundredfold": {
                "words": hundred["words"],
                "words_per_second": hundred["words"] / hundred["seconds"],
                "peak_mb": hundred["peak_mb"],
                "ratio_to_plain_on_the_songbook": hundred["words"]
                / hundred["seconds"]
                * plain["seconds"]
                / ours["words"],
                "note": "the songbook 100 times with 0.2 % of the words made up; plain g2p-en keeps nothing between lines, "
                "so its speed is the same at every size",
            },
        },
    }


if __name__ == "__main__":
    print(json.dumps(_plain() if sys.argv[1] == "plain" else _ours(sys.argv[1] == "hundred", sys.argv[1] == "tagged")))
