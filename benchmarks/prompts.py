"""`prompts`: which share of prompts is understood that were written without looking at what is known.

What belongs here: the count. What does not: the prompts (_held_prompts.py).

A prompt is right when all is as it should be; wrong when something was taken for another thing; told when something is
missing and words stand among those not understood; silent when something is missing and nobody is told.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks._held_prompts import HELD, HELD_SECOND, Held
from resources.meaning import find_judge
from resources.music.words import StyleJudge, understand

# Counted when nobody had seen how a set is read; what has been mended for it since cannot count as held back.
FIRST_TRY = {
    "80, before": {
        "by words alone": {"right": 59, "wrong": 10, "told": 10, "silent": 1},
        "with all-MiniLM-L6-v2": {"right": 60, "wrong": 10, "told": 9, "silent": 1},
    },
    "40, written after that was mended": {
        "by words alone": {"right": 34, "wrong": 1, "told": 5, "silent": 0},
        "with all-MiniLM-L6-v2": {"right": 34, "wrong": 2, "told": 4, "silent": 0},
    },
}


def outcome(held: Held, judge: StyleJudge | None) -> tuple[str, list[str]]:
    """Right, wrong, told or silent, and what is not as it should be."""
    found = understand(held.prompt, judge)
    faults = list(held.faults(found))
    if not faults:
        return "right", []
    texts = [text for text, _ in faults]
    if any(wrong for _, wrong in faults):
        return "wrong", texts
    return ("told" if found.not_understood or found.unmet else "silent"), texts


def counted(prompts: Sequence[Held], judge: StyleJudge | None) -> dict[str, Any]:
    """How many prompts have each outcome, and those that are not right."""
    outcomes = {held.prompt: outcome(held, judge) for held in prompts}
    counts = Counter(name for name, _ in outcomes.values())
    return {
        **{name: counts[name] for name in ("right", "wrong", "told", "silent")},
        "not right": {prompt: [name, *texts] for prompt, (name, texts) in outcomes.items() if name != "right"},
    }


def run() -> dict[str, Any]:
    """Prompts that are right, against the first try, before any of them had been seen by whoever mended the reading."""
    judge = find_judge()
    prompts = (*HELD, *HELD_SECOND)
    by_words = counted(prompts, None)
    first = sum(tried["by words alone"]["right"] for tried in FIRST_TRY.values())
    with_a_model = {f"with {judge.name}": counted(prompts, judge)} if judge else {}
    return {
        "name": "prompts",
        "ours": by_words["right"],
        "alternative": first,
        "ratio": by_words["right"] / first,
        "unit": f"of {len(prompts)} prompts, those read rightly by words alone; alternative: at the first try",
        "detail": {"first try": FIRST_TRY, "now": {"by words alone": by_words, **with_a_model}},
    }
