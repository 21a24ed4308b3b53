"""Writing the sections of a song: verses, and a hook that returns.

What belongs here: the form, the order of sections, and reporting lines without their rhyme. What does not: writing a section
(verses.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assets.models.writing.aimed import About
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verse_sound import Bar, rhymes_wanted, syllables_of
from assets.models.writing.verses import write_verse
from assets.phonetics.g2p import Pronouncer
from assets.text import words
from resources.errors import TenthSymphonyError

FORM = re.compile(r"[VH]{1,12}")
HOOK_BARS = 4
READ_BACK = 8  # lines of the previous section that the model reads before the next one
ACCEPTED_RHYMES = ("slant", "perfect", "multisyllabic")  # shown with the same letter, unlike assonance
MOST_NAMED = 4  # words in a message


class FormError(TenthSymphonyError):
    """The form is not a sequence of verses and hooks."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a song. `opening`: given lines at its start; `bars`: the lines written after them."""

    name: str
    opening: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def lines(self) -> list[str]:
        """All its lines."""
        return [*self.opening, *(bar.text for bar in self.bars)]

    @property
    def planned(self) -> list[str | None]:
        """The word that was planned for each line's end."""
        return [None] * len(self.opening) + [bar.planned for bar in self.bars]


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
    near: Sequence[str] = (),
) -> list[Section]:
    """Write the sections of a form, each after the previous ones: "VHVH" is a verse, a hook, another verse, the hook again.

    A verse has `recipe.bars` bars, a hook four.

    Raises:
        FormError: the form is not a sequence of V and H.
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
        others = [line for section in sections for line in section.lines]
        # Lines as long as those before: without this, a hook began with "And the sun."
        usual = syllables or (float(np.mean(syllables_of(others, pronouncer))) if others else None)
        task = Task(first, own, before, wanted, usual, about, near, others)
        bars = write_verse(model, task, known, pronouncer)
        name = "Hook" if letter == "H" else f"Verse {form[: number + 1].count('V')}"
        sections.append(Section(name, first, tuple(bars)))
        hook = sections[-1] if letter == "H" else hook
    return sections


def words_without_rhyme(opening: Sequence[str], bars: Sequence[Bar], scheme: str) -> list[str]:
    """For each line that should rhyme and does not, the last word of the line that it should rhyme with; if there are several,
    of the nearest.
    """
    opening = [line for line in opening if words(line)]
    lines = [*opening, *(bar.text for bar in bars)]
    missed = [
        wanted[-1]
        for number, bar in enumerate(bars, start=len(opening))
        if (wanted := rhymes_wanted(scheme, number)) and bar.rhyme not in ACCEPTED_RHYMES
    ]
    return [(words(lines[line]) or ["…"])[-1] for line in missed]


def missed_rhymes(sections: Sequence[Section], scheme: str) -> list[str]:
    """A message for each section in which lines do not rhyme as the scheme requires."""
    messages = []
    for section in dict.fromkeys(sections):  # the hook once
        if missed := words_without_rhyme(section.opening, section.bars, scheme):
            lines = "1 line" if len(missed) == 1 else f"{len(missed)} lines"
            messages.append(
                f"{lines} of {section.name} without the rhyme that {scheme or 'the lines before'} "
                f"{'wants' if scheme else 'want'}: nothing rhymes with {quoted(missed)}."
            )
    return messages


def quoted(some: Sequence[str]) -> str:
    """The first few distinct words in quotation marks, and how many more there are."""
    distinct = [f"'{word}'" for word in dict.fromkeys(some)]
    more = len(distinct) - MOST_NAMED
    return ", ".join(distinct[:MOST_NAMED]) + (f" and {more} more words" if more > 0 else "")
