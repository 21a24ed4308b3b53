"""`scale`: time and memory of each stage from raw lyrics to training examples, on 1,500, 15,000 and 150,000 generated songs.

What belongs here: generated songs, each stage in a process of its own, the table. What does not: the stages (assets).

The "alternative" is linear growth: a hundred times the time for 1,500 songs.
"""

import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assets.phonetics.g2p import Pronouncer
from assets.phonetics.meter import rhyme_part
from benchmarks._phonemes import songbook_songs
from benchmarks._processes import peak_mebibytes, run_module
from resources.spread import Spread, here

SIZES = (1_500, 15_000, 150_000)
SONGS_PER_ARTIST = 50
WORDS_PER_SONG = 320  # as in a rap song; line ends count
NEW_WORDS = 0.0005  # share of invented words, so that the vocabulary grows with the corpus
RHYMING = 0.5  # share of line pairs that are made to rhyme, if the songbook has a rhyme
NEAR_DUPLICATES = 0.03  # share of songs that are copies or openings of others


def generated_songs(n: int) -> pd.DataFrame:
    """Raw lyrics of `n` songs by a seeded first-order Markov chain over the songbook's words and line ends."""
    rng = np.random.default_rng(0)
    vocabulary, songs = _markov_chain(n, rng)
    rhymes = rhyming_words([line.rsplit(" ", 1)[-1] for lines in songbook_songs() for line in lines])
    bodies: list[str] = []
    for song in songs:
        words: list[str] = vocabulary[song].tolist()
        _invent_words(words, rng)
        lines = " ".join(words).split(" \n ")
        _make_rhyme(lines, rhymes, rng)
        bodies.append("\n".join(f"{line}\n" if number % 8 == 7 else line for number, line in enumerate(lines)))
        if len(bodies) > 1 and rng.random() < NEAR_DUPLICATES:
            lines = bodies[int(rng.integers(len(bodies) - 1))].split("\n")
            bodies[-1] = "\n".join(lines[: max(8, int(len(lines) * rng.uniform(0.4, 1)))])
    number = np.arange(n)
    return pd.DataFrame(
        {
            "artist": [f"Artist {i // SONGS_PER_ARTIST}" for i in number],
            "commontrack_id": number.astype(str),
            "title": [f"Song {i}" for i in number],
            "rank": number % SONGS_PER_ARTIST + 1,
            "status": "fetched",
            "reason": "",
            "body": bodies,
            "source": "generated",
            "licence": "",
            "copyright": "",
            "tracking_url": "",
            "backlink_url": "",
        }
    )


def _markov_chain(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The songbook's words and line ends: shape (vocabulary,); and songs as indices into them: shape (n, WORDS_PER_SONG)."""
    tokens = [token for lines in songbook_songs() for line in lines for token in (*line.split(), "\n")]
    chain, vocabulary = pd.factorize(np.array(tokens, dtype=object))
    order = np.argsort(chain[:-1], kind="stable")
    followers, counts = chain[1:][order], np.bincount(chain[:-1], minlength=len(vocabulary))
    starts = np.cumsum(counts) - counts
    state = np.full(n, chain[tokens.index("\n")])
    steps = np.empty((WORDS_PER_SONG, n), dtype=np.int32)
    for step in steps:
        state = followers[starts[state] + (rng.random(n) * np.maximum(1, counts[state])).astype(np.int64)]
        step[:] = state
    return np.asarray(vocabulary), steps.T


def _invent_words(words: list[str], rng: np.random.Generator) -> None:
    """Replace a few words of a song by invented ones."""
    for place in rng.integers(0, WORDS_PER_SONG, rng.poisson(NEW_WORDS * WORDS_PER_SONG)):
        if words[place] != "\n":
            words[place] = "".join(rng.choice(list("bcdfglmnprst"), 3)) + str(words[place]) + "eko"


def _make_rhyme(lines: list[str], rhymes: Mapping[str, list[str]], rng: np.random.Generator) -> None:
    """Let half of the pairs of lines rhyme, if there is a rhyme."""
    for place in range(1, len(lines), 2):
        earlier, line = lines[place - 1].rsplit(" ", 1)[-1], lines[place].rsplit(" ", 1)
        if earlier in rhymes and rng.random() < RHYMING:
            lines[place] = " ".join([*line[:-1], rhymes[earlier][int(rng.integers(len(rhymes[earlier])))]])


def rhyming_words(ends: list[str]) -> dict[str, list[str]]:
    """For each line-end word, the other words with which it rhymes."""
    pronouncer = Pronouncer()
    groups: dict[str, set[str]] = {}
    for end, words in zip(ends, pronouncer.phonemes_of_lines(ends), strict=True):
        if words:
            groups.setdefault(rhyme_part(words[-1]), set()).add(end)
    return {end: sorted(group - {end}) for group in groups.values() if len(group) > 1 for end in group}


def clean(folder: Path, spread: Spread = here) -> None:
    """Raw → lyrics, rejected; with language detection and near-duplicates."""
    from assets.lyrics.cleaning import clean_songs

    cleaned = clean_songs(read_table(folder, "raw"), spread)
    write_table(folder, "lyrics", cleaned.lyrics)
    write_table(folder, "rejected", cleaned.rejected)


def split(folder: Path, spread: Spread = here) -> None:
    """Lyrics → splits, and the check for leaks."""
    from assets.corpus.splits import assign_splits, find_leaks, residual_overlap

    lyrics = read_table(folder, "lyrics")
    splits = assign_splits(lyrics)
    assert find_leaks(lyrics, splits, spread).empty
    residual_overlap(lyrics, splits, spread=spread)
    write_table(folder, "splits", splits)


def pronounce(folder: Path, spread: Spread = here) -> None:
    """Lyrics → pronunciations."""
    from assets.phonetics.g2p import pronounce_corpus

    write_table(folder, "pronunciations", pronounce_corpus(read_table(folder, "lyrics")["text"], spread))


def lines(folder: Path, spread: Spread = here) -> None:
    """Lyrics, pronunciations → verse lines."""
    from assets.phonetics.g2p import lexicon_of
    from assets.phonetics.verse import verse_lines

    lexicon = lexicon_of(read_table(folder, "pronunciations"))
    write_table(folder, "verse_lines", verse_lines(read_table(folder, "lyrics"), lexicon, spread=spread))


def pairs(folder: Path) -> None:
    """Verse lines → couplets."""
    from assets.phonetics.verse import COUPLETS_READ, couplets

    write_table(folder, "couplets", couplets(read_table(folder, "verse_lines", COUPLETS_READ)))


def profile(folder: Path) -> None:
    """All tables → artist profiles."""
    from assets.phonetics.g2p import lexicon_of
    from assets.phonetics.profiles import LINES_READ, artist_profiles, render_profiles

    lyrics, lexicon = read_table(folder, "lyrics"), lexicon_of(read_table(folder, "pronunciations"))
    found = {str(artist): int(n) for artist, n in lyrics["artist"].value_counts(sort=False).items()}
    verse_lines = read_table(folder, "verse_lines", LINES_READ)
    profiles = artist_profiles(found, lyrics, read_table(folder, "rejected"), verse_lines, lexicon)
    (folder / "artists.html").write_text(render_profiles(profiles, lyrics, lexicon), encoding="utf-8")
    write_table(folder, "profiles", profiles)


def examples(folder: Path) -> None:
    """Lyrics, splits, couplets → training examples."""
    from assets.corpus.examples import build_examples, write_examples

    built = build_examples(read_table(folder, "lyrics"), read_table(folder, "splits"), read_table(folder, "couplets"))
    write_examples(built, folder / "examples")


def count(folder: Path, spread: Spread = here) -> None:
    """Lyrics → the stored n-gram model, with all songs as training songs; returns a digest of each file."""
    from assets.models.ngram.model import NgramModel
    from assets.models.recipes import NGRAM, prepare_text
    from resources.storage import file_digest

    songs = [prepare_text(text, NGRAM.text_style) for text in read_table(folder, "lyrics", ["text"])["text"]]
    model = NgramModel.fit(songs, NGRAM, spread)
    with tempfile.TemporaryDirectory() as place:
        model.save(Path(place))
        files = sorted(path for path in Path(place).rglob("*") if path.is_file())
        write_table(
            folder, "ngram", pd.DataFrame({"file": [f.name for f in files], "digest": [file_digest(f) for f in files]})
        )


STAGES: dict[str, Callable[..., None]] = {
    "lyrics/lyrics": clean,
    "corpus/splits": split,
    "phonetics/pronunciations": pronounce,
    "phonetics/verse_lines": lines,
    "phonetics/couplets": pairs,
    "phonetics/artist_profiles": profile,
    "corpus/training_examples": examples,
}


def read_table(folder: Path, table: str, columns: list[str] | None = None) -> pd.DataFrame:
    """A table that a stage stored, or some of its columns."""
    return pd.read_parquet(folder / f"{table}.parquet", columns=columns)


def write_table(folder: Path, table: str, frame: pd.DataFrame) -> None:
    """Store a table as an asset's result is stored: data version, encoding in memory, writing."""
    from assets.metadata import frame_digest
    from resources.io_managers import ParquetIOManager
    from resources.storage import write_bytes

    frame_digest(frame)
    write_bytes(folder / f"{table}.parquet", ParquetIOManager(root=str(folder)).encode(frame))


def run() -> dict[str, Any]:
    """Seconds and peak memory of each stage at every size, and the growth exponent between the two largest sizes."""
    table: dict[str, dict[str, Any]] = {stage: {} for stage in STAGES}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            run_module("benchmarks.scale", "generate", folder, str(size))
            for stage in STAGES:
                table[stage][str(size)] = run_module("benchmarks.scale", stage, folder)
    smallest, middle, largest = SIZES
    for times in table.values():
        grown = times[str(largest)]["seconds"] / times[str(middle)]["seconds"]
        times["exponent"] = round(math.log(grown) / math.log(largest / middle), 3)
    small, large = (sum(times[str(size)]["seconds"] for times in table.values()) for size in (smallest, largest))
    return {
        "name": "scale",
        "ours": large,
        "alternative": small * largest / smallest,
        "ratio": small * largest / smallest / large,
        "unit": f"seconds for {largest:,} songs, raw lyrics to training examples; alternative: linear growth",
        "detail": table,
    }


if __name__ == "__main__":
    stage, where = sys.argv[1], Path(sys.argv[2])
    started = time.perf_counter()
    if stage == "generate":
        write_table(where, "raw", generated_songs(int(sys.argv[3])))
    else:
        STAGES[stage](where)
    print(json.dumps({"seconds": time.perf_counter() - started, "peak_megabytes": peak_mebibytes()}))
