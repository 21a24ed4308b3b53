"""`ablation`: what each part of writing verses contributes: the champion's verses without it, against the complete method.

What belongs here: leaving parts out. What does not: writing (assets/models/writing), measuring (assets/evaluation).

Verses continue first lines of validation songs, which were used neither in training nor for testing. Each variant is compared
with the complete method song by song: 95 % bootstrap interval of the mean difference, and a paired permutation test, corrected
over metrics by Holm's method. Songs count as independent, because both verses are by the same model after the same first line.
Two variants are other models: SmolLM2 trained on couplets as well (20 minutes on two cores; the checkpoint is kept), and the
n-gram.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd

from assets.corpus.examples import songs_of
from assets.evaluation.comparisons import holm, permutation_p
from assets.evaluation.metrics import OF_TEXTS, bootstrap_interval
from assets.evaluation.originality import longest_copies
from assets.evaluation.sense import ending_nats, sense_of
from assets.evaluation.writing import lines_of
from assets.models.finetuning.finetune import finetune
from assets.models.recipes import finetune_recipe, with_changes
from assets.models.writing.aimed import AimedWriter
from assets.models.writing.in_progress import Task
from assets.models.writing.known_words import TrainingWords
from assets.models.writing.language_model import LanguageModel
from assets.models.writing.loading import load_language_model
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.verses import write_plainly, write_together
from assets.phonetics.analysis import analyse_texts, mean_beat_faults, shuffle_words
from assets.phonetics.g2p import Pronouncer
from assets.songs.writing import checkpoint_of, pointed, pronunciations
from pipelines.settings import load_settings
from resources.base_models import SmolLM2Bases
from resources.meaning import find_sentence_model
from resources.storage import Folders

SONGS, BARS, SEED = 10, 10, 17
SHOWN = ("order_lift", "ending_lift", "grammar_faults", "coherence", "adherence", "end_rhyme_rate", "syllable_count_difference",
         "beat_faults", "vocabulary", "longest_copy")  # fmt: skip
LEFT_OUT: Mapping[str, Mapping[str, float]] = {
    "as it is": {},
    "without planning rhymes first": {"planned": 0.0},
    "without what the verse adds": {"thread": 0.0},
    "without the last word's likelihood": {"last_word": 0.0},
    "without the penalty for repeating": {"variety": 0.0},
    "without meter": {"meter": 0.0},
    "without four beats": {"beats": 0.0},
    "one line instead of the best of several": {"aimed": 1, "rhymes": 1},
}


class _WithoutPlans:
    """A model of planned lines, used like any other: it is no `AimedWriter`, so a rhyme replaces a line's last word."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)


def _trained_on_couplets(folders: Folders, examples: Path, pronouncer: Pronouncer) -> LanguageModel:
    """SmolLM2 by its recipe, but trained on couplets as well; an existing checkpoint is used."""
    recipe = with_changes(finetune_recipe("smollm2", "smollm2"), {"start": "base", "couplets": True})
    bases = SmolLM2Bases(folder=folders.smollm2)
    trained = finetune(recipe, bases, examples, folders.checkpoints, on_progress=partial(print, flush=True))
    return load_language_model(trained.path, pronouncer, for_writing=True)


def _verses(
    model: LanguageModel,
    firsts: Sequence[str],
    changes: Mapping[str, float],
    known: TrainingWords,
    pronouncer: Pronouncer,
) -> list[str]:
    recipes = [
        VerseRecipe.model_validate({"bars": BARS, "candidates": 48, "aimed": 16, "rhymes": 8, "seed": SEED + number, **changes})
        for number in range(len(firsts))
    ]  # fmt: skip
    tasks = [Task([first], recipe) for first, recipe in zip(firsts, recipes, strict=True)]
    return ["\n".join(bar.text for bar in bars) for bars in write_together(model, tasks, known, pronouncer)]


def _measured(
    texts: Sequence[str], firsts: Sequence[str], training: Sequence[str], pronouncer: Pronouncer
) -> pd.DataFrame:
    table = analyse_texts(list(texts), pronouncer, SEED)
    for name, values in sense_of(texts, SEED, firsts, find_sentence_model()).items():
        table[name] = values
    table["beat_faults"] = mean_beat_faults(texts, pronouncer)
    table["longest_copy"] = longest_copies(list(texts), training).astype(float)
    return table[[name for name in OF_TEXTS if name in SHOWN]]


def _compared(variant: pd.DataFrame, complete: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Each metric's mean, and its difference from the complete method, song by song, with interval and p."""
    comparison: dict[str, dict[str, float]] = {}
    for name in variant.columns:
        values = variant[name].to_numpy(float)
        differences = values - complete[name].to_numpy(float)
        low, high = bootstrap_interval(differences, np.ones(len(differences)), seed=SEED)
        comparison[name] = {
            "mean": float(np.nanmean(values)),
            "difference": float(np.nanmean(differences)),
            "low": low,
            "high": high,
            "p": permutation_p(differences, seed=SEED),
        }
    p_values = holm([of_metric["p"] for of_metric in comparison.values()])
    for of_metric, corrected in zip(comparison.values(), p_values, strict=True):
        of_metric["p_holm"] = corrected
    return comparison


def _ending_parts(texts: Sequence[str]) -> dict[str, float]:
    """The two parts of the ending lift, averaged over texts. A decoder that avoids rare last words raises only the second."""
    after, alone = np.nanmean([ending_nats(text) for text in texts], axis=0).tolist()
    return {"after_the_two_before": after, "by_itself": alone}


def _variants(
    folders: Folders,
    model: LanguageModel,
    examples: Path,
    songs: Sequence[Sequence[str]],
    known: TrainingWords,
    pronouncer: Pronouncer,
) -> dict[str, Callable[[], list[str]]]:
    """By name, how each variant's text for every song is made."""
    firsts = [lines[0] for lines in songs]
    people = ["\n".join(lines[1 : BARS + 1]) for lines in songs]

    def written_by(model: LanguageModel, **changes: float) -> Callable[[], list[str]]:
        return lambda: _verses(model, firsts, changes, known, pronouncer)

    def sampled_plainly() -> list[str]:
        recipe = VerseRecipe.model_validate({"bars": BARS, "seed": SEED})
        verses = write_plainly(model, [[first] for first in firsts], [recipe] * len(firsts))
        return ["\n".join(bar.text for bar in bars) for bars in verses]

    variants = {
        name: written_by(model, **changes)
        for name, changes in LEFT_OUT.items()
        if isinstance(model, AimedWriter) or not changes
    }
    if isinstance(model, AimedWriter):
        variants["rhymes put in afterwards"] = written_by(cast("LanguageModel", _WithoutPlans(model)), candidates=16)
        variants["trained on couplets as well"] = written_by(_trained_on_couplets(folders, examples, pronouncer))
    ngram = load_language_model(checkpoint_of(folders, "ngram"), pronouncer, for_writing=True)
    return variants | {
        "an n-gram instead": written_by(ngram),
        "sampled plainly": sampled_plainly,
        "people": lambda: people,
        "people, words shuffled": lambda: [shuffle_words(text, SEED) for text in people],
    }


def run() -> dict[str, Any]:
    """The order lift of the complete method's verses, against the same model sampled plainly.

    Raises:
        TenthSymphonyError: there is no champion yet (make demo).
    """
    folders = load_settings().folders
    examples = pointed(folders, "corpus", "training_examples")
    pronouncer = Pronouncer(pronunciations(folders))
    model = load_language_model(checkpoint_of(folders, "champion"), pronouncer, for_writing=True)
    training = songs_of(examples, "train")
    known = TrainingWords(training, pronouncer, VerseRecipe.model_validate({}).longest_copy)
    songs = [lines_of(song) for song in songs_of(examples, "validation")]
    songs = [lines for lines in songs if len(lines) > BARS]
    songs = [songs[i] for i in np.unique(np.linspace(0, len(songs) - 1, SONGS).round().astype(int))]
    firsts = [lines[0] for lines in songs]
    variants = _variants(folders, model, examples, songs, known, pronouncer)
    texts = {name: write() for name, write in variants.items()}
    tables = {name: _measured(of_variant, firsts, training, pronouncer) for name, of_variant in texts.items()}
    complete = tables["as it is"]
    lift = {name: float(table["order_lift"].mean()) for name, table in tables.items()}
    return {
        "name": "ablation",
        "ours": lift["as it is"],
        "alternative": lift["sampled plainly"],
        "ratio": lift["as it is"] / lift["sampled plainly"],
        "unit": f"order lift (nats per word) of {len(firsts)} validation songs' verses by {model.name}; alternative: sampled plainly",
        "detail": {
            "bars": BARS,
            "variants": {name: _compared(table, complete) for name, table in tables.items()},
            "last_words_nats": {name: _ending_parts(of_variant) for name, of_variant in texts.items()},
        },
    }
