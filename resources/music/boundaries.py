"""Word boundaries in scripts without spaces: a known word inside another word does not count.

What belongs here: runs of katakana, and single characters. What does not: finding phrases (phrases.py).
"""

import re
from collections.abc import Callable, Sequence

from resources.music.negation import Item

Find = Callable[[Sequence[str]], tuple[int, str, str] | None]
_KATAKANA = re.compile(r"[ァ-ヺー]")
_HAN = re.compile(r"[㐀-鿿]")


def katakana(tokens: Sequence[str], at: int, find: Find) -> tuple[int, bool]:
    """The number of katakana characters from here, and whether they consist of known words ("ロックギター", but not "ブロック")."""
    end = at
    while end < len(tokens) and _KATAKANA.fullmatch(tokens[end]):
        end += 1
    known = at
    while known < end and (hit := find(tokens[known:])):
        known += hit[0]
    return end - at, known >= end


def is_within_a_word(tokens: Sequence[str], at: int, kind: str, before: Item | None, find: Find) -> bool:
    """Whether a known single character is part of an unknown word, as in "鼓励", "凉快", "無聊"."""
    if not _HAN.fullmatch(tokens[at]) or kind in ("", "solo"):
        return False
    follows = before is not None and bool(_HAN.fullmatch(before.words[-1]))
    if (
        kind != "not"
        and follows
        and before is not None
        and (before.kind == "unknown" or (kind == "vocals" and before.is_mention))
    ):
        return True
    after = tokens[at + 1 : at + 2]
    return kind != "scene" and bool(after) and bool(_HAN.fullmatch(after[0])) and find(tokens[at + 1 :]) is None
