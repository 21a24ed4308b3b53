"""Writing the words of a song with a trained model, from the results of a pipeline run in the data root.

What belongs here: choosing the checkpoint, the model's input, and the text that it writes. What does not: decoding
(assets/models/writing), the user's own text (words.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets.corpus.examples import songs_by_artist
from assets.evaluation.champions import read_champions
from assets.models.writing.aimed import About, AimedWriter
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.songs import Section, missed_rhymes, quoted, words_without_rhyme, write_song
from assets.models.writing.styles import FEW_SONGS, Related, Style, style_of, theme_words, words_in_no_song
from assets.models.writing.titles import title_of
from assets.models.writing.verses import write_verse
from assets.phonetics.g2p import Pronouncer, Pronunciation, lexicon_of
from resources.errors import TenthSymphonyError
from resources.records import Pointer
from resources.storage import Folders
from resources.tables import TableError, read_table


class VerseError(TenthSymphonyError):
    """A verse cannot be written as requested."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to write. `model`: the name of a model, or "champion". `form`: V for a verse, H for the hook. `first`: the
    first line. `theme`: words for the topic. `artist`: whose style to follow.
    """

    form: str = "V"
    first: str = ""
    theme: str = ""
    artist: str = ""
    model: str = "champion"
    recipe: VerseRecipe = field(default_factory=lambda: VerseRecipe.model_validate({}))


@dataclass(frozen=True, slots=True)
class Written:
    """The written words, and the checkpoint of the model that wrote them."""

    title: str
    sections: tuple[Section, ...]
    model: str
    checkpoint: Path
    pronouncer: Pronouncer

    def named_lines(self) -> list[tuple[str, list[str]]]:
        """The name and lines of each section."""
        return [(section.name, section.lines) for section in self.sections]


def checkpoint_of(folders: Folders, model: str) -> Path:
    """The checkpoint of a named model, or of the champion.

    Raises:
        VerseError: there is none.
    """
    if model == "champion":
        champion = read_champions(folders).present
        if champion is None:
            raise VerseError("There is no champion yet.", remedy="Run make demo, or name a model (--model).")
        return folders.find(champion.path)
    return pointed(folders, "models", model)


def pointed(folders: Folders, stage: str, noun: str) -> Path:
    """The path of the value of an asset that writes its own files.

    Raises:
        VerseError: it has none.
    """
    path = folders.tables / stage / f"{noun}.json"
    if not path.exists():
        known = sorted(file.stem for file in path.parent.glob("*.json")) if path.parent.exists() else []
        raise VerseError(
            f"There is no {stage}/{noun} at {path}.",
            remedy=f"Run make demo first{', or choose one of: ' + ', '.join(known) if known else ''}.",
        )
    return folders.find(Pointer.read(path, remedy=f"Materialise {stage}/{noun} again.").path)


def pronunciations(folders: Folders) -> dict[str, Pronunciation]:
    """The pronunciations of the training words from their table. Without it they are computed again, which takes seconds.

    Raises:
        VerseError: the table is damaged.
    """
    path = folders.tables / "phonetics" / "pronunciations.parquet"
    if not path.exists():
        return {}
    try:
        return lexicon_of(read_table(path))
    except (TableError, LookupError) as error:
        raise VerseError(f"{path} is damaged.", remedy="Materialise phonetics/pronunciations again.") from error


def style_asked_for(
    songs: Sequence[tuple[str, str]],
    pronouncer: Pronouncer,
    theme: str,
    artist: str,
    *,
    related: Related | None,
    say: Callable[[str], Any] = lambda _: None,
) -> Style:
    """The style of a theme and an artist.

    Args:
        related: the words that a model relates to a theme, for a model that can follow a theme absent from the training songs.
        say: called with notes: which words of the theme no training song has, and that an artist has few songs.

    Raises:
        StyleError: no training song is by the artist, or none has a word of the theme and the model cannot follow it
            otherwise.
    """
    style = style_of(songs, pronouncer, theme=theme, artist=artist, related=related)
    if theme and not theme_words(theme):
        say(f"The theme {theme!r} has no word: the verse is written without it.")
    if unheard := words_in_no_song(theme, songs):
        instead = (
            "The model is told it all the same, and words near it are" if related else "The theme's other words are"
        )
        say(f"No training song has {quoted(unheard)}. {instead} preferred.")
    if style.songs is not None and style.songs < FEW_SONGS:
        known = "1 song" if style.songs == 1 else f"{style.songs} songs"
        say(f"Only {known} by {artist} to learn from: syllables and words of that style are rough.")
    return style


@dataclass(frozen=True, slots=True)
class _Writer:
    """A loaded model and its training data, ready to write."""

    model: LanguageModel
    checkpoint: Path
    pronouncer: Pronouncer
    known: TrainingWords
    style: Style
    about: About | None


def _writer(folders: Folders, wish: Wish, say: Callable[[str], Any]) -> _Writer:
    pronouncer = Pronouncer(pronunciations(folders))
    checkpoint = checkpoint_of(folders, wish.model)
    model = load_language_model(checkpoint, pronouncer, check_contents=False, for_writing=True)
    songs = songs_by_artist(pointed(folders, "corpus", "training_examples"), "train")
    related = model.related if isinstance(model, AimedWriter) else None
    style = style_asked_for(songs, pronouncer, wish.theme, wish.artist, related=related, say=say)
    known = TrainingWords([text for _, text in songs], pronouncer, wish.recipe.longest_copy)
    theme = theme_words(wish.theme)
    about = About(theme, wish.artist) if theme or wish.artist else None
    return _Writer(model, checkpoint, pronouncer, known, style, about)


def write_words(folders: Folders, wish: Wish, say: Callable[[str], Any] = lambda _: None) -> Written:
    """Write a song's words.

    Args:
        say: called with notes on requests that could not be met, and what was done instead.

    Raises:
        TenthSymphonyError: there is no such model, artist, theme or form.
    """
    writer = _writer(folders, wish, say)
    style = writer.style
    sections = write_song(
        writer.model, wish.form, [wish.first] if wish.first else [], writer.known, writer.pronouncer, wish.recipe,
        context=style.context, wanted=style.wanted, syllables=style.syllables, about=writer.about, near=style.near,
    )  # fmt: skip
    for line in missed_rhymes(sections, wish.recipe.scheme):
        say(line)
    return Written(
        title_of(sections, wish.theme), tuple(sections), writer.model.name, writer.checkpoint, writer.pronouncer
    )


def write_again(
    folders: Folders,
    wish: Wish,
    lines: Sequence[str],
    numbers: Sequence[int],
    say: Callable[[str], Any] = lambda _: None,
) -> tuple[list[str], str]:
    """Rewrite some lines of a section, each to rhyme with its neighbour in the couplet. Returns all lines, and the model.

    Args:
        numbers: the lines to rewrite, counted from 0.
        say: see `write_words`.

    Raises:
        TenthSymphonyError: there is no such model, artist or theme.
    """
    writer = _writer(folders, wish, say)
    result = list(lines)
    recipe = wish.recipe.model_copy(update={"bars": 1})
    for number in sorted(set(numbers)):
        partner = number + 1 if number % 2 == 0 else number - 1
        # In a couplet the line written last rhymes with the one before it, so if the partner comes later, it is put there.
        before = [*result[:number], *(result[partner : partner + 1] if partner > number else [])]
        task = Task(
            before, recipe.model_copy(update={"seed": (recipe.seed + number) % 2**31}), writer.style.context,
            writer.style.wanted, writer.style.syllables, writer.about,
        )  # fmt: skip
        bars = write_verse(writer.model, task, writer.known, writer.pronouncer)
        if missed := words_without_rhyme(before, bars, task.recipe.scheme):
            say(f"{bars[0].text!r} does not rhyme with its neighbour: nothing rhymes with {quoted(missed)}.")
        result[number] = bars[0].text
    return result, writer.model.name
