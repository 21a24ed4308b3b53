"""`sense`: what the measures of sense can distinguish, and what fools them.

What belongs here: the comparison with human verses, and texts made to fool a measure. What does not: the measures
(assets/evaluation/sense.py), which differences between models are more than chance (assets/evaluation/comparisons.py).

Human verses (16 lines of each song of the songbook and of its public-domain poets) are compared with the same words and the same
lines shuffled; then with the last run's verses in their place. The effect is Cliff's delta: 1, every human text has more; 0,
they cannot be distinguished. A measure detects a text made to fool one if it ranks it below nine in ten human texts. The verdict
of the champion's rule, which combines all measures, is shown too. For comparison there is the likelihood per word, which seems an
obvious measure of sense but is none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assets.evaluation.comparisons import cliffs_delta
from assets.evaluation.sense import ending_nats, sense_of
from assets.evaluation.sense_rule import judge_sense
from assets.evaluation.writers import by_writer
from assets.evaluation.writing import BARS, held_out_songs, lines_of
from assets.phonetics.analysis import analyse_texts, shuffle_lines, shuffle_words
from assets.phonetics.g2p import Pronouncer
from assets.songs.writing import VerseError, pointed
from assets.text import words
from pipelines.settings import load_settings
from resources.english import load_trigrams
from resources.lyrics_sources.songbook import load_songbook
from resources.meaning import find_sentence_model

SEED = 23
LINES = 16
WORST_SHARE = 0.1  # a measure detects a text if no more than this share of human texts are worse
LIKELIHOOD = "likelihood per word"
ENDINGS = ("last word after the two before", "last word by itself")  # the ending lift is their difference
VERSE = ("end_rhyme_rate", "vocabulary")  # these detect texts that make sense but are no verse, or repeat one line
LESS_IS_BETTER = ("grammar_faults",)  # for every other measure less is worse
# Eight lines each. No reader would take the first four for a verse. Prose is no verse either, but it makes sense.
ADVERSARIAL: Mapping[str, str] = {
    "function words alone": """and it is to be in that of which you are
it was for you and them to have been
but what there is of this for us to be
so that which was may be as it would be
if we have been where you are to have been
and they of whom it is that we have been
or who are you to be as if it was
that it is not for me to be with you""",
    "word salad": """with the for his on his bone on and day
and to her to make and making a stay
the of a and in the was on for the way
to it and the with her a say
in the on and of his to the play
and a the for with it the gray
of the and to his in a may
on her the and it to the lay""",
    "a list of rhymes": """night light bright sight fight might
rain pain train gain plain main
flow go know show slow grow
day way say stay play may
fire wire higher desire liar buyer
ring sing king bring thing spring
town down crown brown gown frown
heart start part art smart chart""",
    "one line repeated": "\n".join(["the city sleeps beneath a yellow moon"] * 8),
    "prose": """The committee met on Tuesday to review the budget.
Several members raised concerns about the cost of repairs.
The treasurer explained that prices had risen since spring.
A motion to delay the work was defeated by two votes.
The chair thanked the volunteers who had cleaned the hall.
New keys will be given to everyone who teaches a class.
The library asked for another shelf near the entrance.
The next meeting will take place on the first of June.""",
}  # fmt: skip


def likelihood_per_word(text: str) -> float:
    """Nats per word under a model of general English, line by line, over known words."""
    trigrams = load_trigrams()
    lines = [tuple(filter(trigrams.knows, words(line))) for line in lines_of(text)]
    lines = [line for line in lines if line]
    return sum(map(trigrams.nats, lines)) / sum(map(len, lines)) if lines else float("nan")


def measure(texts: Sequence[str], firsts: Sequence[str]) -> pd.DataFrame:
    """Every measure of each text, a row per text; `firsts`: the first line that each continues."""
    likelihoods = [likelihood_per_word(text) for text in texts]
    of_verse = analyse_texts(texts, Pronouncer(), SEED)[list(VERSE)]
    of_sense = sense_of(texts, SEED, firsts, find_sentence_model())
    endings = dict(zip(ENDINGS, np.array([ending_nats(text) for text in texts]).T, strict=True))
    return pd.DataFrame({**of_sense, **endings, LIKELIHOOD: likelihoods}).dropna(axis=1, how="all").join(of_verse)


def compare(people: pd.DataFrame, others: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The effect of each measure between human texts and others for the same songs, and both means."""
    effects = {}
    for name in people.columns:
        both = pd.concat([people[name], others[name]], axis=1).dropna().to_numpy()
        if not len(both):
            continue
        effect, low, high = cliffs_delta(both[:, 0], both[:, 1], seed=SEED)
        effects[name] = {
            "effect": effect, "low": low, "high": high, "songs": len(both),
            "people": float(both[:, 0].mean()), "others": float(both[:, 1].mean()),
        }  # fmt: skip
    return effects


def split_first_line(text: str) -> tuple[str, str]:
    """A text's first line and the following lines, without section headers."""
    first, *rest = [line for line in lines_of(text) if not line.startswith("[")][: LINES + 1]
    return first, "\n".join(rest)


def songbook() -> dict[str, list[tuple[str, str]]]:
    """The openings of the songbook's songs: by the invented MCs, and by the public-domain poets."""
    texts: dict[str, list[tuple[str, str]]] = {"the songbook's raps": [], "public-domain verse": []}
    for artist in load_songbook():
        texts["the songbook's raps" if "CC0" in artist.licence else "public-domain verse"] += [
            split_first_line(song.text) for song in artist.songs
        ]
    return texts


SHUFFLED: Mapping[str, Callable[[str, int], str]] = {
    "words in another order": shuffle_words,
    "lines in another order": shuffle_lines,
}


def models_beside_people() -> dict[str, dict[str, Any]]:
    """The last run's verses in bars, by writer, with the human lines in their place.

    Raises:
        VerseError: there are no verses yet (make demo).
    """
    folders = load_settings().folders
    path = folders.tables / "evaluation" / "verses.parquet"
    if not path.exists():
        raise VerseError("There are no verses yet.", remedy="Run make demo.")
    verses = pd.read_parquet(path)
    songs = dict(held_out_songs(pointed(folders, "corpus", "training_examples")))
    effects = {}
    for writer, rows in by_writer(verses[verses["protocol"] == BARS]):
        texts = rows["text"].tolist()
        people = [
            "\n".join(lines_of(songs[song_id])[1:][: len(lines_of(text))])
            for song_id, text in zip(rows["song_id"], texts, strict=True)
        ]
        firsts = rows["prompt"].tolist()
        effects[writer.label] = compare(measure(people, firsts), measure(texts, firsts))
    return effects


Judged = dict[str, dict[str, dict[str, Any]]]


def judge_adversarial(people: pd.DataFrame, shuffled: pd.DataFrame) -> tuple[Judged, dict[str, dict[str, Any]]]:
    """Each measure of the texts made to fool one, and whether it detects them; and the verdict of the champion's rule on each text,
    with the means of human texts and of their words shuffled.
    """
    means = {str(name): float(mean) for name, mean in people.mean().items()}
    of_shuffled = {str(name): float(mean) for name, mean in shuffled.mean().items()}
    limits = {
        name: float(np.nanquantile(people[name], 1 - WORST_SHARE if name in LESS_IS_BETTER else WORST_SHARE))
        for name in people.columns
    }
    found: Judged = {}
    rule: dict[str, dict[str, Any]] = {}
    firsts, rest = zip(*map(split_first_line, ADVERSARIAL.values()), strict=True)
    for text, values in zip(ADVERSARIAL, measure(rest, firsts).to_dict("records"), strict=True):
        sense = judge_sense({str(name): value for name, value in values.items()}, means, of_shuffled)
        rule[text] = {"passes": sense.suffices, "why": sense.in_words()}
        found[text] = {
            name: {
                "value": values[name],
                "seen": bool(values[name] > limit if name in LESS_IS_BETTER else values[name] < limit),
            }
            for name, limit in limits.items()
        }
    return found, rule


def run() -> dict[str, Any]:
    """The number of texts made to fool a measure that a measure of sense detects, against the likelihood per word.

    Raises:
        TenthSymphonyError: there are no verses yet (make demo).
    """
    effects: dict[str, dict[str, Any]] = {}
    of_people, of_shuffled = [], []
    for corpus, songs in songbook().items():
        firsts, texts = zip(*songs, strict=True)
        people = measure(texts, firsts)
        of_people.append(people)
        for how, shuffle in SHUFFLED.items():
            shuffled = measure([shuffle(text, SEED + i) for i, text in enumerate(texts)], firsts)
            effects[f"{corpus}, {how}"] = compare(people, shuffled)
            of_shuffled += [shuffled] if shuffle is shuffle_words else []
    found, rule = judge_adversarial(pd.concat(of_people), pd.concat(of_shuffled))
    of_sense = [name for name in of_people[0].columns if name not in (LIKELIHOOD, *ENDINGS, *VERSE)]
    ours = sum(any(values[name]["seen"] for name in of_sense) for values in found.values())
    alternative = sum(values[LIKELIHOOD]["seen"] for values in found.values())
    return {
        "name": "sense",
        "ours": ours,
        "alternative": alternative,
        "ratio": ours / max(1, alternative),
        "unit": f"of {len(found)} texts made to fool a measure, those that one of sense ranks below nine in ten of people's; "
        "alternative: the likelihood per word",
        "detail": {"effects": effects | models_beside_people(), "fooling": found, "rule": rule, "of_sense": of_sense},
    }
