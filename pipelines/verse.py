"""`python -m pipelines.verse`: writes a verse with a trained model, from a first line, a theme or an artist's style.

What belongs here: the command and its output. What does not: writing (assets/songs/writing.py).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import ValidationError

from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.slurs import mask_slurs
from assets.models.writing.songs import Section
from assets.phonetics.verse_page import rhyming_lines
from assets.songs.writing import VerseError, Wish, Written, write_words
from pipelines.command_line import arguments_given, exit_status
from pipelines.settings import load_settings


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options; those of decoding come from `VerseRecipe`."""
    parser = argparse.ArgumentParser(
        prog=".venv/bin/python -m pipelines.verse", description="Write a verse with a trained model."
    )
    parser.add_argument("--first", default="", help="the first line, which the verse starts from")
    parser.add_argument("--theme", default="", help="words that say what the verse is about")
    parser.add_argument("--artist", "--style", default="", help="an artist of the training songs whose style to follow")
    parser.add_argument("--model", default="champion", help="ngram, distilgpt2_rap, ... (default: the champion)")
    parser.add_argument(
        "--form", default="V", help="sections, V for a verse and H for the hook, which returns: VHVH (V)"
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument("--unmasked", action="store_true", help="do not mask slurs in the first line")
    for name, field in VerseRecipe.model_fields.items():
        kind = field.annotation if field.annotation in (int, float) else str
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=kind, help=f"{field.description or name} ({field.default})"
        )
    return parser.parse_args(arguments)


def recipe_of(options: argparse.Namespace) -> VerseRecipe:
    """The decoding numbers that were given, with the defaults for the others.

    Raises:
        VerseError: a number is out of its range.
    """
    given = {name: value for name in VerseRecipe.model_fields if (value := getattr(options, name)) is not None}
    try:
        return VerseRecipe.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"--{str(of['loc'][0]).replace('_', '-')}: {of['msg']}" for of in error.errors())
        raise VerseError(
            f"That cannot be done: {faults}.", remedy="See .venv/bin/python -m pipelines.verse --help."
        ) from None


def run(arguments: Sequence[str]) -> None:
    """Write a verse or a song, and print it with its rhymes.

    Raises:
        TenthSymphonyError: the request is impossible, or there is no model yet.
    """
    options = parse(arguments_given(arguments))
    folders = load_settings().folders
    folders.pull()
    wish = Wish(options.form, options.first, options.theme, options.artist, options.model, recipe_of(options))
    messages: list[str] = []

    def report(line: str) -> None:
        messages.append(line if options.unmasked else mask_slurs(line))
        print(f"! {messages[-1]}", file=sys.stderr)

    written = write_words(folders, wish, say=report)
    song = Song(written, wish, tuple(messages), masked=not options.unmasked)
    print(song.as_json() if options.json else song.as_text())


def main(arguments: Sequence[str]) -> int:
    """Run the command. Returns the exit status."""
    return exit_status(partial(run, arguments))


@dataclass(frozen=True, slots=True)
class Song:
    """A written song or verse with its request and the messages about it, for output."""

    written: Written
    wish: Wish
    messages: tuple[str, ...]
    masked: bool

    @property
    def title(self) -> str:
        """The title of a song; empty for a single verse."""
        return self.written.title if "H" in self.wish.form else ""

    @property
    def sections(self) -> Sequence[Section]:
        """The sections in their order."""
        return self.written.sections

    def _lines(self, section: Section) -> list[tuple[str, str]]:
        """Each line, with its rhyme's letter before it."""
        rhyming = rhyming_lines(section.lines, self.written.pronouncer)
        return [
            (shown.letter, mask_slurs(line) if self.masked else line)
            for line, shown in zip(section.lines, rhyming, strict=True)
        ]

    def nats_per_character(self) -> float:
        """The mean over everything that was written, with the hook counted once."""
        bars = [bar for section in dict.fromkeys(self.sections) for bar in section.bars]
        return -sum(bar.nats for bar in bars) / sum(len(bar.text) + 1 for bar in bars)

    def as_text(self) -> str:
        """The text for a terminal."""
        parts = [self.title] if self.title else []
        for section in self.sections:
            lines = [f"{letter:<3}{line}" for letter, line in self._lines(section)]
            parts.append("\n".join([*([f"[{section.name}]"] if self.title else []), *lines]))
        parts.append(
            f"{self.written.model}, seed {self.wish.recipe.seed}, {self.nats_per_character():.2f} nats per character"
        )
        return "\n\n".join(parts)

    def as_json(self) -> str:
        """The JSON for programs."""
        return json.dumps(
            {
                "title": self.title or None,
                "form": self.wish.form,
                "scheme": self.wish.recipe.scheme,
                "theme": self.wish.theme or None,
                "artist": self.wish.artist or None,
                "model": self.written.model,
                "seed": self.wish.recipe.seed,
                "said": self.messages,
                "nats_per_character": round(self.nats_per_character(), 4),
                "sections": [
                    {
                        "name": section.name,
                        "lines": [
                            {"rhyme": letter or None, "text": line, "planned": planned}
                            for (letter, line), planned in zip(self._lines(section), section.planned, strict=True)
                        ],
                    }
                    for section in self.sections
                ],
            },
            indent=2,
            ensure_ascii=False,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
