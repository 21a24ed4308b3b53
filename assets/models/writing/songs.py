"""A song of several sections: verses, and a hook that returns.

What belongs here: the form, and which section is written when. What does not: writing a section (verses.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.models.writing.aimed import About
from assets.models.writing.decoding import LanguageModel
from assets.models.writing.hearing import Bar
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.verses import Task, VerseRecipe, write_verse
from assets.phonetics.g2p import Pronouncer
from resources.errors import TenthSymphonyError

FORM = re.compile(r"[VH]{1,12}")
HOOK_BARS = 4
READ_BACK = 8  # lines of the section before, which the next one reads


class FormError(TenthSymphonyError):
    """A form that is no sequence of verses and hooks."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a song: `opening` are given lines that it starts with, `bars` what was written after them."""

    name: str
    opening: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def lines(self) -> list[str]:
        """All its lines."""
        return [*self.opening, *(bar.text for bar in self.bars)]


def write_song(
    model: LanguageModel,
    form: str,
    opening: Sequence[str],
    known: TrainingWords,
    pronouncer: Pronouncer,
    recipe: VerseRecipe,
    *,
    context: Sequence[str] = (),
    wanted: Mapping[str, float] | None = None,
    syllables: float | None = None,
    about: About | None = None,
) -> list[Section]:
    """Write the sections of a form, each after what was written before: "VHVH" is a verse, a hook, another verse, the hook
    again. A verse has `recipe.bars` bars, a hook four.

    Raises:
        FormError: it is no such form.
    """
    if not FORM.fullmatch(form):
        raise FormError(f"The form {form!r} is not made of V (verse) and H (hook).", remedy="For example: VHVH.")
    sections: list[Section] = []
    hook: Section | None = None
    for number, letter in enumerate(form):
        if letter == "H" and hook is not None:
            sections.append(hook)
            continue
        before = [*context, *(line for section in sections[-1:] for line in section.lines[-READ_BACK:])]
        own = recipe.model_copy(
            update={"seed": (recipe.seed + number) % 2**32, "bars": HOOK_BARS if letter == "H" else recipe.bars}
        )
        first = tuple(opening) if number == 0 else ()
        task = Task(first, own, before, wanted, syllables, about)
        bars = write_verse(model, task, known, pronouncer)
        name = "Hook" if letter == "H" else f"Verse {form[: number + 1].count('V')}"
        sections.append(Section(name, first, tuple(bars)))
        hook = sections[-1] if letter == "H" else hook
    return sections


def title_of(sections: Sequence[Section]) -> str:
    """A song's title: its hook's shortest line, else its first section's."""
    named = next((section for section in sections if section.name == "Hook"), sections[0])
    line = min(named.lines, key=len)
    title = re.sub(r"[^\w\s'’-]", "", line).strip()
    return title[:1].upper() + title[1:]
