"""Who wrote a song's words, as stated in its files.

What belongs here: telling the user's lines from a model's. What does not: writing them (writing.py), storing the result
(steps.py).
"""

from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan

PERSON = "a person"
_AND = " and "


def together(*writers: str) -> str:
    """The writers as one phrase, without repetition: "a person and smollm2"."""
    names = [name for writer in writers for name in writer.split(_AND) if name]
    return _AND.join(dict.fromkeys(names))


def writer_of(text: str, draft: SongPlan) -> str:
    """The writer of a text that was edited from a draft: the draft's writer if all lines are in the draft, a person if
    none is, otherwise both.
    """
    lines = [line for line in read_pasted(text).text.split("\n") if line and not HEADER.match(line)]
    known = {line.text for line in draft.lines}
    kept = sum(line in known for line in lines)
    if not kept:
        return PERSON
    writer = str(draft.written_by.get("model") or PERSON)
    return writer if kept == len(lines) else together(PERSON, writer)
