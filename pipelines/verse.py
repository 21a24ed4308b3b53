"""`python -m pipelines.verse`: write a verse with a trained model, from a first line, a theme, an artist's style.

What belongs here: the command and its words. What does not: writing (assets/models/writing/verses.py).
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from assets.corpus.examples import songs_by_artist
from assets.evaluation.champions import read_champions
from assets.models.writing.loading import load_language_model
from assets.models.writing.slurs import mask_slurs
from assets.models.writing.styles import style_of
from assets.models.writing.verses import TrainingWords, VerseRecipe, write_verse
from assets.phonetics.g2p import Pronouncer, Pronunciation
from assets.phonetics.lexicon import lexicon_of
from assets.phonetics.verse_page import rhyming_lines
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
    parser.add_argument("--unmasked", action="store_true", help="do not mask slurs in the first line")
    for name, field in VerseRecipe.model_fields.items():
        kind = field.annotation if field.annotation in (int, float) else str
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=kind, help=f"{field.description or name} ({field.default})"
        )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Write and print the verse with its scheme; 1 when it cannot be."""
    try:
        options = parse(arguments_given(arguments))
        settings = load_settings()
        folders = settings.folders
        given = {name: value for name in VerseRecipe.model_fields if (value := getattr(options, name)) is not None}
        try:
            recipe = VerseRecipe.model_validate(given)
        except ValueError as error:
            raise VerseError(str(error), remedy="See .venv/bin/python -m pipelines.verse --help.") from None
        model = load_language_model(checkpoint_of(folders, options.model), check_contents=False)
        songs = songs_by_artist(_pointed(folders, "corpus", "training_examples"), "train")
        pronouncer = Pronouncer(_pronunciations(folders))
        style = style_of(songs, pronouncer, theme=options.theme, artist=options.artist)
        known = TrainingWords([text for _, text in songs], pronouncer, recipe.longest_copy)
        opening = [options.first] if options.first else []
        bars = write_verse(
            model, opening, known, pronouncer, recipe,
            context=style.context, wanted=style.wanted, syllables=style.syllables,
        )  # fmt: skip
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    lines = [*opening, *(bar.text for bar in bars)]
    for line, shown in zip(lines, rhyming_lines(lines, pronouncer), strict=True):
        print(f"{shown.letter:<3}{line if options.unmasked else mask_slurs(line)}")
    nats = sum(bar.nats for bar in bars)
    print(
        f"\n{model.name}, seed {recipe.seed}, {-nats / sum(len(bar.text) + 1 for bar in bars):.2f} nats per character"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
