"""`prompts`: the share of held-out prompts that are read correctly; they were written without looking up which words are known.

What belongs here: the count. What does not: the prompts (_held_prompts.py).

A prompt is right if everything is as expected; wrong if something was taken for another thing; told if something is missing and
reported as not understood; silent if something is missing and not reported.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks._held_prompts import HELD, HELD_FOURTH, HELD_SECOND, HELD_THIRD, Held
from benchmarks._held_prompts_abroad import HELD_ELEVENTH, HELD_TENTH, HELD_TWELFTH
from benchmarks._held_prompts_callings import HELD_EIGHTEENTH_TIMED, HELD_NINETEENTH, HELD_TWENTIETH
from benchmarks._held_prompts_clubs import HELD_THIRTIETH
from benchmarks._held_prompts_families import HELD_THIRTY_FIRST, HELD_THIRTY_SECOND
from benchmarks._held_prompts_hobbies import HELD_THIRTY_FOURTH, HELD_THIRTY_THIRD
from benchmarks._held_prompts_later import HELD_FIFTH
from benchmarks._held_prompts_neighbours import HELD_TWENTY_FIFTH
from benchmarks._held_prompts_occasions import HELD_TWENTY_FIRST, HELD_TWENTY_SECOND
from benchmarks._held_prompts_professions import HELD_TWENTY_SEVENTH, HELD_TWENTY_SIXTH
from benchmarks._held_prompts_services import HELD_TWENTY_EIGHTH, HELD_TWENTY_NINTH
from benchmarks._held_prompts_strangers import HELD_NINTH
from benchmarks._held_prompts_styles import HELD_TWENTY_FOURTH, HELD_TWENTY_THIRD
from benchmarks._held_prompts_timed import HELD_EIGHTH, HELD_SEVENTH, HELD_SIXTH
from benchmarks._held_prompts_towns import HELD_THIRTY_FIFTH, HELD_THIRTY_SIXTH
from benchmarks._held_prompts_trades import HELD_EIGHTEENTH, HELD_SEVENTEENTH
from benchmarks._held_prompts_typed import HELD_FIFTEENTH, HELD_FOURTEENTH, HELD_SIXTEENTH, HELD_THIRTEENTH
from resources.meaning import find_sentence_model
from resources.music.words import StyleJudge, understand

MODEL = "with all-MiniLM-L6-v2"
WORDS = "by words alone"
# Each set was written after the faults shown by the one before were fixed, and counted before any of it had been tried. FIRST_TRY
# keeps that count: since then faults have been fixed for all of them, so a later count is not one of held-out prompts.
SETS = {
    "first": HELD, "second": HELD_SECOND, "third": HELD_THIRD, "fourth": HELD_FOURTH, "fifth": HELD_FIFTH, "sixth": HELD_SIXTH,
    "seventh": HELD_SEVENTH, "eighth": HELD_EIGHTH, "ninth": HELD_NINTH, "tenth": HELD_TENTH, "eleventh": HELD_ELEVENTH,
    "twelfth": HELD_TWELFTH, "thirteenth": HELD_THIRTEENTH, "fourteenth": HELD_FOURTEENTH,
    "fifteenth": HELD_FIFTEENTH, "sixteenth": HELD_SIXTEENTH,
    "seventeenth": HELD_SEVENTEENTH, "eighteenth": (*HELD_EIGHTEENTH, *HELD_EIGHTEENTH_TIMED),
    "nineteenth": HELD_NINETEENTH, "twentieth": HELD_TWENTIETH, "twenty-first": HELD_TWENTY_FIRST,
    "twenty-second": HELD_TWENTY_SECOND, "twenty-third": HELD_TWENTY_THIRD, "twenty-fourth": HELD_TWENTY_FOURTH,
    "twenty-fifth": HELD_TWENTY_FIFTH, "twenty-sixth": HELD_TWENTY_SIXTH, "twenty-seventh": HELD_TWENTY_SEVENTH,
    "twenty-eighth": HELD_TWENTY_EIGHTH, "twenty-ninth": HELD_TWENTY_NINTH, "thirtieth": HELD_THIRTIETH,
    "thirty-first": HELD_THIRTY_FIRST, "thirty-second": HELD_THIRTY_SECOND, "thirty-third": HELD_THIRTY_THIRD,
    "thirty-fourth": HELD_THIRTY_FOURTH, "thirty-fifth": HELD_THIRTY_FIFTH, "thirty-sixth": HELD_THIRTY_SIXTH,
}  # fmt: skip
OUTCOMES = "right", "wrong", "told", "silent"
FIRST_TRY = {
    "first": {WORDS: (59, 10, 10, 1), MODEL: (60, 10, 9, 1)},
    "second": {WORDS: (34, 1, 5, 0), MODEL: (34, 2, 4, 0)},
    "third": {WORDS: (29, 6, 5, 0), MODEL: (29, 6, 5, 0)},
    "fourth": {WORDS: (37, 1, 2, 0), MODEL: (37, 1, 2, 0)},
    "fifth": {WORDS: (94, 11, 13, 2)},
    "sixth": {WORDS: (49, 4, 5, 2)},
    "seventh": {WORDS: (54, 1, 5, 0)},
    "eighth": {WORDS: (34, 3, 3, 0)},
    "ninth": {WORDS: (39, 5, 14, 2)},
    "tenth": {WORDS: (29, 2, 27, 2)},
    "eleventh": {WORDS: (27, 11, 2, 0)},
    "twelfth": {WORDS: (33, 4, 3, 0)},
    "thirteenth": {WORDS: (29, 6, 5, 0)},
    "fourteenth": {WORDS: (9, 16, 5, 0)},
    "fifteenth": {WORDS: (20, 7, 3, 0)},
    "sixteenth": {WORDS: (17, 7, 0, 0)},
    "seventeenth": {WORDS: (34, 3, 5, 0)},
    "eighteenth": {WORDS: (47, 7, 4, 2)},
    "nineteenth": {WORDS: (36, 2, 2, 0)},
    "twentieth": {WORDS: (41, 7, 1, 1)},
    "twenty-first": {WORDS: (34, 2, 3, 1)},
    "twenty-second": {WORDS: (28, 2, 0, 0)},
    "twenty-third": {WORDS: (32, 2, 0, 0)},
    "twenty-fourth": {WORDS: (9, 7, 0, 0)},
    "twenty-fifth": {WORDS: (34, 2, 3, 1)},
    "twenty-sixth": {WORDS: (35, 2, 2, 1)},
    "twenty-seventh": {WORDS: (32, 5, 3, 0)},
    "twenty-eighth": {WORDS: (33, 3, 3, 1)},
    "twenty-ninth": {WORDS: (38, 1, 1, 0)},
    "thirtieth": {WORDS: (33, 5, 2, 0)},
    # With seven expectations in these six corrected in their notation only ("no bass to 0:10" is "bass from 0:10 on").
    "thirty-first": {WORDS: (38, 2, 0, 0)},
    "thirty-second": {WORDS: (36, 4, 0, 0)},
    "thirty-third": {WORDS: (38, 1, 1, 0)},
    "thirty-fourth": {WORDS: (40, 0, 0, 0)},
    "thirty-fifth": {WORDS: (37, 3, 0, 0)},
    "thirty-sixth": {WORDS: (37, 3, 0, 0)},
}


def outcome(held: Held, judge: StyleJudge | None) -> tuple[str, list[str]]:
    """Right, wrong, told or silent, and the faults."""
    found = understand(held.prompt, judge)
    faults = list(held.faults(found))
    if not faults:
        return "right", []
    texts = [text for text, _ in faults]
    if any(wrong for _, wrong in faults):
        return "wrong", texts
    return ("told" if found.not_understood or found.unmet else "silent"), texts


def counted(prompts: Sequence[Held], judge: StyleJudge | None) -> dict[str, Any]:
    """The number of prompts with each outcome, and the prompts that are not right."""
    outcomes = {held.prompt: outcome(held, judge) for held in prompts}
    counts = Counter(name for name, _ in outcomes.values())
    return {
        **{name: counts[name] for name in OUTCOMES},
        "not right": {prompt: [name, *texts] for prompt, (name, texts) in outcomes.items() if name != "right"},
    }


def run() -> dict[str, Any]:
    """The number of prompts that are right now, against the first try."""
    judges: dict[str, StyleJudge | None] = {WORDS: None}
    if judge := find_sentence_model():
        judges[f"with {judge.name}"] = judge
    now = {name: {how: counted(held, each) for how, each in judges.items()} for name, held in SETS.items()}
    right = sum(found[WORDS]["right"] for found in now.values())
    first_try = {
        name: {how: dict(zip(OUTCOMES, counts, strict=True)) for how, counts in ways.items()}
        for name, ways in FIRST_TRY.items()
    }
    first = sum(ways[WORDS]["right"] for ways in first_try.values())
    return {
        "name": "prompts",
        "ours": right,
        "alternative": first,
        "ratio": right / first,
        "unit": f"of {sum(map(len, SETS.values()))} prompts, those read rightly by words alone; alternative: at the first try",
        "detail": {"first try": first_try, "now": now},
    }
