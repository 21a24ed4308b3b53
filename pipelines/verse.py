"""`python -m pipelines.verse`: write a verse with a trained model, from a first line, a theme, an artist's style.

What belongs here: the command and its words. What does not: writing (assets/models/writing/verses.py).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from assets.corpus.examples import songs_by_artist
from assets.evaluation.champions import read_champions
from assets.models.writing.aimed import About, AimedWriter
from assets.models.writing.loading import load_language_model
from assets.models.writing.slurs import mask_slurs
from assets.models.writing.songs import Section, title_of, write_song
from assets.models.writing.styles import Style, UnknownThemeError, style_of
from assets.models.writing.verses import TrainingWords, VerseRecipe
from assets.phonetics.g2p import Pronouncer, Pronunciation
from assets.phonetics.lexicon import lexicon_of
from assets.phonetics.verse_page import rhyming_lines
from assets.text import words
from pipelines.command_line import arguments_given
from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from resources.records import Pointer
from resources.storage import Folders


class VerseError(TenthSymphonyError):
    """A verse cannot be written as it was asked for."""


def checkpoint_of(folders: Folders, model: str) -> Path:
    """The checkpoint of a model by its name, or of the champion.

    Raises:
        VerseError: there is none.
    """
    if model == "champion":
        champion = read_champions(folders).present
        if champion is None:
            raise VerseError("There is no champion yet.", remedy="Run make demo, or name a model.")
        return folders.find(champion.path)
    return _pointed(folders, "models", model)


def _pointed(folders: Folders, stage: str, noun: str) -> Path:
    """Where the value of an asset lies that writes its own files."""
    path = folders.tables / stage / f"{noun}.json"
    if not path.exists():
        known = sorted(file.stem for file in path.parent.glob("*.json")) if path.parent.exists() else []
        raise VerseError(
            f"There is no {stage}/{noun} at {path}.",
            remedy=f"Run make demo first{', or choose one of: ' + ', '.join(known) if known else ''}.",
        )
    return folders.find(Pointer.read(path, remedy=f"Materialise {stage}/{noun} again.").path)


def _pronunciations(folders: Folders) -> dict[str, Pronunciation]:
    """The training words' pronunciations from their table; without it they are worked out again, which takes seconds."""
    path = folders.tables / "phonetics" / "pronunciations.parquet"
    if not path.exists():
        return {}
    try:
        return lexicon_of(pd.read_parquet(path))
    except (OSError, ValueError, LookupError) as error:
        raise VerseError(f"{path} is damaged.", remedy="Materialise phonetics/pronunciations again.") from error


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command's options; those of decoding come from `VerseRecipe`."""
    parser = argparse.ArgumentParser(
        prog=".venv/bin/python -m pipelines.verse", description="Write a verse with a trained model."
    )
    parser.add_argument("--first", default="", help="the first line, which the verse starts from")
    parser.add_argument("--theme", default="", help="words that say what the verse is about")
    parser.add_argument("--artist", default="", help="an artist of the training songs whose style to follow")
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


def style_asked_for(
    songs: Sequence[tuple[str, str]], pronouncer: Pronouncer, theme: str, artist: str, *, any_theme: bool
) -> Style:
    """The style of a theme and an artist.

    Args:
        any_theme: the model can be told a theme that no training song has a word of; then that is said.

    Raises:
        StyleError: no training song is by the artist, or none has a word of the theme and the model cannot be told it.
    """
    try:
        return style_of(songs, pronouncer, theme=theme, artist=artist)
    except UnknownThemeError as error:
        if not any_theme:
            raise
        print(
            f"! {error.told} The model is told it all the same; no words of its songs are preferred.", file=sys.stderr
        )
        return style_of(songs, pronouncer, artist=artist)


def main(arguments: Sequence[str]) -> int:
    """Write and print the verse or the song with its rhymes; 1 when it cannot be."""
    try:
        options = parse(arguments_given(arguments))
        folders = load_settings().folders
        given = {name: value for name in VerseRecipe.model_fields if (value := getattr(options, name)) is not None}
        try:
            recipe = VerseRecipe.model_validate(given)
        except ValueError as error:
            raise VerseError(str(error), remedy="See .venv/bin/python -m pipelines.verse --help.") from None
        pronouncer = Pronouncer(_pronunciations(folders))
        model = load_language_model(
            checkpoint_of(folders, options.model), pronouncer, check_contents=False, for_writing=True
        )
        songs = songs_by_artist(_pointed(folders, "corpus", "training_examples"), "train")
        aims = isinstance(model, AimedWriter)
        style = style_asked_for(songs, pronouncer, options.theme, options.artist, any_theme=aims)
        known = TrainingWords([text for _, text in songs], pronouncer, recipe.longest_copy)
        theme = tuple(words(options.theme))
        sections = write_song(
            model, options.form, [options.first] if options.first else [], known, pronouncer, recipe,
            context=style.context, wanted=style.wanted, syllables=style.syllables,
            about=About(theme, options.artist) if theme or options.artist else None,
        )  # fmt: skip
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    shown = Song(
        title_of(sections) if "H" in options.form else "", sections, model.name, recipe.seed, pronouncer,
        masked=not options.unmasked,
    )  # fmt: skip
    print(shown.as_json() if options.json else shown.as_text())
    return 0


@dataclass(frozen=True, slots=True)
class Song:
    """What was written, as it is shown."""

    title: str
    sections: Sequence[Section]
    model: str
    seed: int
    pronouncer: Pronouncer
    masked: bool

    def _lines(self, section: Section) -> list[tuple[str, str]]:
        """Each line with the letter of its rhyme."""
        rhyming = rhyming_lines(section.lines, self.pronouncer)
        return [
            (shown.letter, mask_slurs(line) if self.masked else line)
            for line, shown in zip(section.lines, rhyming, strict=True)
        ]

    def nats_per_character(self) -> float:
        """Of all that was written, the hook once."""
        bars = [bar for section in dict.fromkeys(self.sections) for bar in section.bars]
        return -sum(bar.nats for bar in bars) / sum(len(bar.text) + 1 for bar in bars)

    def as_text(self) -> str:
        """For a terminal."""
        parts = [self.title] if self.title else []
        for section in self.sections:
            lines = [f"{letter:<3}{line}" for letter, line in self._lines(section)]
            parts.append("\n".join([*([f"[{section.name}]"] if self.title else []), *lines]))
        parts.append(f"{self.model}, seed {self.seed}, {self.nats_per_character():.2f} nats per character")
        return "\n\n".join(parts)

    def as_json(self) -> str:
        """For a program."""
        return json.dumps(
            {
                "title": self.title or None,
                "model": self.model,
                "seed": self.seed,
                "nats_per_character": round(self.nats_per_character(), 4),
                "sections": [
                    {
                        "name": section.name,
                        "lines": [{"rhyme": letter or None, "text": line} for letter, line in self._lines(section)],
                    }
                    for section in self.sections
                ],
            },
            indent=2,
            ensure_ascii=False,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
