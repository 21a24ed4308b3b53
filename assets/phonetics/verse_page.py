"""Verse for display: lines with rhymes coloured (HTML) or in bold (Markdown), each with its letter in the scheme.

What belongs here: showing the lines of one stanza or text. What does not: the pages around them (profiles.py, the report).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from assets.pages import markdown_text
from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import is_stressed, rhyme_part, slant_part
from assets.phonetics.pieces import phonemes_of_pieces
from assets.phonetics.rhyme import UNRHYMED, numbered, schemes

# Goes into a page's stylesheet once. Light and dark pages use the same hues with different lightness.
VERSE_STYLE = """
  .verse { list-style: none; margin: 0; padding: 0; font: 1rem/1.6 ui-serif, Georgia, serif; }
  .verse li { display: flex; gap: 1rem; } .verse .letter { margin-left: auto; font: .8rem ui-monospace, monospace; opacity: .6; }
  .verse mark { color: inherit; background: hsl(var(--hue) 85% 80%); border-radius: .25em; padding: 0 .15em; }
  @media (prefers-color-scheme: dark) { .verse mark { background: hsl(var(--hue) 55% 30%); } }
"""
GOLDEN_ANGLE = 137.5  # degrees: keeps the hues of neighbouring groups far apart, however many there are


@dataclass(frozen=True, slots=True)
class RhymingLine:
    """A line's pieces (separated by blanks), each with the number of its rhyme group (None: no rhyme), and the line's letter in
    the scheme.
    """

    pieces: tuple[tuple[str, int | None], ...]
    letter: str


def rhyming_lines(lines: Sequence[str], pronouncer: Pronouncer) -> list[RhymingLine]:
    """What rhymes with what in a text: line ends by the scheme, other words within their line.

    A stressed word within a line belongs to the group of another word of the line, its end included, with which it rhymes
    perfectly. Blank lines separate stanzas and are left out.
    """
    texts, stanza_of, stanza = [], [], 0
    for line in lines:
        if line.strip():
            texts.append(line.split())
            stanza_of.append(stanza)
        else:
            stanza += 1
    sounds = [[(heard or [""])[-1] for heard in line] for line in phonemes_of_pieces(texts, pronouncer)]
    ends = [next((sound for sound in reversed(line) if sound), "") for line in sounds]
    letters = schemes(numbered(slant_part(end) if end else "" for end in ends), np.array(stanza_of, dtype=np.int64))
    groups: dict[tuple[object, ...], int] = {}
    shown = []
    for row, (pieces, line, letter) in enumerate(zip(texts, sounds, letters, strict=True)):
        parts = [rhyme_part(sound) if is_stressed(sound) else "" for sound in line]
        heard = Counter(part for part, _ in set(zip(parts, line, strict=True)) if part)
        last = max((place for place, sound in enumerate(line) if sound), default=-1)
        marked: list[tuple[str, int | None]] = []
        for place, (piece, part) in enumerate(zip(pieces, parts, strict=True)):
            key: tuple[object, ...] | None = None
            at_end = place == last or (part and part == rhyme_part(ends[row]))
            if at_end and letter != UNRHYMED and (place == last or heard[part] > 1):
                key = ("end", stanza_of[row], letter)
            elif heard[part] > 1:
                key = ("inside", row, part)
            marked.append((piece, None if key is None else groups.setdefault(key, len(groups))))
        shown.append(RhymingLine(tuple(marked), str(letter)))
    return shown


def coloured_html(lines: Sequence[str], pronouncer: Pronouncer) -> str:
    """The lines as an HTML list: rhymes share a colour, and each line ends with its letter (needs `VERSE_STYLE`)."""
    rows = []
    for line in rhyming_lines(lines, pronouncer):
        words = [
            escape(piece)
            if group is None
            else f'<mark style="--hue:{group * GOLDEN_ANGLE % 360:.0f}">{escape(piece)}</mark>'
            for piece, group in line.pieces
        ]
        rows.append(f'<li><span>{" ".join(words)}</span><span class="letter">{line.letter}</span></li>')
    return f'<ol class="verse">{"".join(rows)}</ol>'


def rhyming_markdown(lines: Sequence[str], pronouncer: Pronouncer) -> str:
    """The lines in Markdown: rhymes in bold, and each line ends with its letter."""
    rows = []
    for line in rhyming_lines(lines, pronouncer):
        words = [
            markdown_text(piece) if group is None else f"**{markdown_text(piece)}**" for piece, group in line.pieces
        ]
        rows.append(f"{' '.join(words)} · {line.letter}")
    return "  \n".join(rows)
