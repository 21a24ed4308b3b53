"""Who wrote a song's words, as it is told in its files.

What belongs here: telling a person's lines from a model's. What does not: writing them (writing.py), where it is told
(steps.py).
"""

from assets.songs.pasted import HEADER, read_pasted
from assets.songs.plan import SongPlan

PERSON = "a person"
_AND = " and "


def together(*writers: str) -> str:
    """Writers as one phrase, each named once: "a person and smollm2"."""
    names = [name for writer in writers for name in writer.split(_AND) if name]
    return _AND.join(dict.fromkeys(names))


def writer_of(text: str, draft: SongPlan) -> str:
    """Who wrote a text that began as a draft: the draft's writer where each line stands in it, a person where none does,
    else both.
    """
    lines = [line for line in read_pasted(text).text.split("\n") if line and not HEADER.match(line)]
    known = {line.text for line in draft.lines}
    kept = sum(line in known for line in lines)
    if not kept:
        return PERSON
    writer = str(draft.written_by.get("model") or PERSON)
    return writer if kept == len(lines) else together(PERSON, writer)
