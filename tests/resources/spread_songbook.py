"""The songbook's tables, made in small pieces; started as a job of a Ray cluster by test_spread.py."""

import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from assets.corpus.splits import find_leaks, residual_overlap
from assets.lyrics.cleaning import clean_songs
from assets.models.ngram.counting import count_ngrams
from assets.models.ngram.sequences import END, Sequences
from assets.phonetics.g2p import lexicon_of, pronounce_corpus
from assets.phonetics.verse import verse_lines
from resources.lyrics_sources.songbook import load_songbook
from resources.pronunciation.tagger import load_tagger
from resources.spread import Spread, on_ray

OPENING = "Its opening"


def raw_songbook() -> pd.DataFrame:
    """Raw lyrics of all songs; the first comes twice, and most of it once more."""
    songs = [(artist.name, song.title, song.text) for artist in load_songbook() for song in artist.songs]
    artist, _, text = songs[0]
    songs += [songs[0], (artist, OPENING, text[: len(text) * 4 // 5])]
    rows = [
        {"artist": artist, "commontrack_id": str(n), "title": title, "rank": n + 1, "body": text}
        for n, (artist, title, text) in enumerate(songs)
    ]
    same = {"status": "fetched", "reason": "", "source": "songbook"}
    empty = dict.fromkeys(("licence", "copyright", "tracking_url", "backlink_url"), "")
    return pd.DataFrame(rows).assign(**same, **empty)


def tables(raw: pd.DataFrame, spread: Spread, at_once: int) -> dict[str, pd.DataFrame]:
    """Every table whose work is spread."""
    cleaned = clean_songs(raw, spread, at_once)
    words = pronounce_corpus(cleaned.lyrics["text"], spread, at_once)
    apart = (cleaned.lyrics["title"] == OPENING).map({True: "test", False: "train"})
    splits = cleaned.lyrics[["song_id"]].assign(split=apart)
    overlap = residual_overlap(cleaned.lyrics, splits, spread=spread)
    tokens, names = pd.factorize(np.array(" \n ".join([*cleaned.lyrics["text"], ""]).split(" ")))
    ids = Sequences.ended(np.where(names[tokens] == "\n", END, tokens + 2).astype(np.int32))
    ngrams = count_ngrams(ids, 3, len(names) + 2, spread, 100 * at_once)
    counts = [pd.DataFrame({"n": n, "count": level.count}) for n, level in enumerate(ngrams, start=1)]
    return {
        "lyrics": cleaned.lyrics,
        "rejected": cleaned.rejected,
        "pronunciations": words,
        "verse_lines": verse_lines(cleaned.lyrics, lexicon_of(words), load_tagger(), spread, at_once),
        "ngrams": pd.concat(counts, ignore_index=True),
        "leaks": find_leaks(cleaned.lyrics, splits, spread).assign(residual_overlap=overlap),
    }


def wait(piece: int, folder: Path) -> int:
    """Tell where a piece is worked on, and wait to be let go."""
    import ray

    (folder / f"{piece}-{ray.get_runtime_context().get_node_id()}").touch()
    deadline = time.monotonic() + 120
    while not (folder / "go").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    return piece


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, table in tables(raw_songbook(), on_ray, 50).items():
        table.to_parquet(folder / f"{name}.parquet")
    (folder / "waiting").mkdir()
    pieces = list(on_ray(partial(wait, folder=folder / "waiting"), range(6)))
    (folder / "pieces").write_text(str(pieces))
