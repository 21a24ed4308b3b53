"""A profile of each artist: songs found and kept, rhyme beside the other artists, a sample stanza.

What belongs here: the table, and its page in HTML and Markdown. What does not: the measures (analysis.py), comparing
models (assets/evaluation).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from assets.lyrics.cleaning import refusal_kinds
from assets.pages import markdown_text, render_page, web_address
from assets.phonetics.analysis import analyse_texts
from assets.phonetics.g2p import Pronouncer, Pronunciation, tokenize
from assets.phonetics.rhyme import UNRHYMED
from assets.phonetics.verse_page import VERSE_STYLE, coloured_html, rhyming_markdown
from assets.schemas import Column, as_table
from resources.tables import Table

PROFILES_SCHEMA = {
    "artist": Column("the artist as the roster names them, or their key where no song was found"),
    "found": Column("songs that the source listed", "int64"),
    "kept": Column("clean songs", "int64"),
    "refused": Column("songs set aside", "int64"),
    "top_reasons": Column("the most frequent reasons, each with its count"),
    "words": Column("words of all songs", "int64"),
    "vocabulary": Column("distinct words", "int64"),
    "vocabulary_share": Column("distinct words over words, mean of songs", "float64"),
    "rhyme_density": Column(
        "mean longest vowel match with the 15 words before (plain ARPAbet), mean of songs", "float64"
    ),
    "rhyme_density_lift": Column("the same over that of the shuffled words", "float64"),
    "rhyme_density_split": Column("rhyme density in the eSpeak-like variant", "float64"),
    "end_rhyme_rate": Column("share of lines whose end rhymes perfectly within three lines, mean of songs", "float64"),
    "end_rhyme_lift": Column("the same over that of the lines in another order", "float64"),
    "slant_rhyme_rate": Column("end_rhyme_rate with slant rhymes among them", "float64"),
    "internal_rhyme_rate": Column("words per line, the last aside, that rhyme with another of their line", "float64"),
    "syllables_per_line": Column("syllables per line", "float64"),
    "syllable_count_difference": Column("mean difference in syllables of neighbouring lines", "float64"),
    "scheme": Column("the scheme that most of the stanzas of four lines and more begin with"),
    "sample_song": Column("the song_id whose stanza stands as the sample"),
    "sample": Column("the stanza of four to eight lines in which most lines rhyme"),
}
MEASURES = [
    "vocabulary",
    "rhyme_density",
    "rhyme_density_lift",
    "rhyme_density_split",
    "end_rhyme_rate",
    "end_rhyme_lift",
    "slant_rhyme_rate",
    "internal_rhyme_rate",
    "syllables_per_line",
    "syllable_count_difference",
]
LINES_READ = ["song_id", "artist", "stanza", "text", "scheme", "internal_rhymes"]  # of the verse lines
TEMPLATE = Path(__file__).with_name("profiles.html.j2")
TOP_REASONS = 3
SAMPLE_LINES = (4, 8)
MOST_SAMPLES_IN_MARKDOWN = 6  # metadata of events stays in the instance's database for ever


def artist_profiles(
    found: Mapping[str, int],
    lyrics: Table,
    rejected: Table,
    verse_lines: Table,
    lexicon: Mapping[str, Pronunciation],
) -> Table:
    """A row per artist (`PROFILES_SCHEMA`), in the order of `found`; NaN if no song of the artist was kept.

    Args:
        found: the number of songs that the source listed, by artist.
        lyrics, rejected, verse_lines: the tables.
        lexicon: known pronunciations.
    """
    import pandas as pd

    songs = analyse_texts(lyrics["text"].tolist(), Pronouncer(lexicon)).assign(artist=lyrics["artist"].to_numpy())
    means = songs.groupby("artist")[MEASURES].mean().rename(columns={"vocabulary": "vocabulary_share"})
    counted = songs.groupby("artist")["n_words"].agg(kept="size", words="sum")
    distinct = {
        artist: len({word for text in texts for line in text.split("\n") for word in tokenize(line)})
        for artist, texts in lyrics.groupby("artist")["text"]
    }
    reasons = refusal_kinds(rejected["reason"]).groupby(rejected["artist"])
    refused = {artist: Counter(own) for artist, own in reasons}
    samples = sample_stanzas(verse_lines)
    schemes = usual_schemes(verse_lines)
    table = pd.DataFrame({"artist": list(found), "found": list(found.values())}).astype({"artist": "str"})
    table = table.join(counted, on="artist").join(means, on="artist").join(samples, on="artist")
    table["vocabulary"] = table["artist"].map(distinct)
    table["scheme"] = table["artist"].map(schemes)
    table["refused"] = [refused.get(artist, Counter()).total() for artist in table["artist"]]
    table["top_reasons"] = [
        "; ".join(f"{reason}: {n}" for reason, n in refused.get(artist, Counter()).most_common(TOP_REASONS))
        for artist in table["artist"]
    ]
    counts = [name for name, column in PROFILES_SCHEMA.items() if column.dtype == "int64"]
    table[counts] = table[counts].fillna(0)
    return as_table(table, PROFILES_SCHEMA)


@dataclass(frozen=True, slots=True)
class _Stanzas:
    """The stanzas of four lines or more: first line, number of lines and artist, each (n_stanzas,)."""

    first: np.ndarray
    sizes: np.ndarray
    artist: np.ndarray

    @classmethod
    def of(cls, verse_lines: Table) -> Self:
        import pandas as pd

        song, stanza = pd.factorize(verse_lines["song_id"])[0], verse_lines["stanza"].to_numpy()
        first = np.flatnonzero((np.diff(song, prepend=-1) != 0) | (np.diff(stanza, prepend=-1) != 0))
        sizes = np.diff(first, append=len(song))
        kept = sizes >= SAMPLE_LINES[0]
        return cls(first[kept], sizes[kept], verse_lines["artist"].to_numpy()[first[kept]])


def usual_schemes(verse_lines: Table) -> dict[str, str]:
    """By artist, the four letters with which most of their stanzas of four lines or more begin."""
    import pandas as pd

    stanzas = _Stanzas.of(verse_lines)
    letters = verse_lines["scheme"].to_numpy()
    opening = pd.DataFrame(
        {
            "artist": stanzas.artist,
            "scheme": sum((letters[stanzas.first + i] for i in range(1, 4)), letters[stanzas.first]),
        }
    )
    counted = opening.groupby(["artist", "scheme"], sort=False).size().sort_values(ascending=False, kind="stable")
    usual = counted.reset_index().drop_duplicates("artist")
    return dict(zip(usual["artist"], usual["scheme"], strict=True))


def sample_stanzas(verse_lines: Table) -> Table:
    """By artist, the stanza of four to eight lines with the largest share of rhyming lines; ties go to more internal rhymes.

    Of a longer stanza the first eight lines count.
    """
    import pandas as pd

    stanzas = _Stanzas.of(verse_lines)
    sizes = np.minimum(stanzas.sizes, SAMPLE_LINES[1])
    values = {"rhymed": (verse_lines["scheme"] != UNRHYMED), "internal": verse_lines["internal_rhymes"]}
    sums = {name: np.append(0, np.cumsum(value.to_numpy(dtype=np.int64))) for name, value in values.items()}
    ranked = pd.DataFrame({
        "artist": stanzas.artist,
        "first": stanzas.first,
        "end": stanzas.first + sizes,
        **{name: (total[stanzas.first + sizes] - total[stanzas.first]) / sizes for name, total in sums.items()},
    }).sort_values(["rhymed", "internal"], ascending=False, kind="stable")  # fmt: skip
    best = ranked.drop_duplicates("artist").set_index("artist")
    return pd.DataFrame(
        {
            "sample_song": verse_lines["song_id"].to_numpy()[best["first"]],
            "sample": [
                "\n".join(verse_lines["text"].iloc[a:b]) for a, b in zip(best["first"], best["end"], strict=True)
            ],
        },
        index=best.index,
    )


def render_profiles(profiles: Table, lyrics: Table, lexicon: Mapping[str, Pronunciation]) -> str:
    """The HTML page of all artists. It needs no other file, and links only to what a song's licence requires."""
    pronouncer = Pronouncer(lexicon)
    sources = lyrics.set_index("song_id")[["title", "licence", "copyright", "backlink_url"]]
    sources["backlink_url"] = sources["backlink_url"].map(web_address)
    artists: list[dict[Any, Any]] = profiles.to_dict("records")
    for artist in artists:
        if artist["sample"]:
            artist["verse"] = coloured_html(artist["sample"].split("\n"), pronouncer)
            artist["source"] = sources.loc[artist["sample_song"]].to_dict()
    densities = profiles["rhyme_density"].dropna()
    low, high = (float(densities.min()), float(densities.max())) if len(densities) else (0.0, 1.0)
    return render_page(
        TEMPLATE,
        artists=artists,
        ticks=" ".join(f"M{100 * (value - low) / max(high - low, 1e-9):.1f} 3v6" for value in densities),
        low=low,
        high=high,
        span=max(high - low, 1e-9),
        meanings={name: column.meaning for name, column in PROFILES_SCHEMA.items()},
        verse_style=VERSE_STYLE,
    )


def profiles_markdown(profiles: Table, lexicon: Mapping[str, Pronunciation]) -> str:
    """The artists as a Markdown table, highest rhyme density first, and the sample stanzas of the first ones."""
    ranked = profiles.sort_values("rhyme_density", ascending=False, kind="stable")
    lines = ["| artist | found | kept | refused | why | vocabulary | rhyme density | end rhymes | scheme |"]
    lines += ["|---|---|---|---|---|---|---|---|---|"]
    widest = ranked["rhyme_density"].max()
    for row in ranked.to_dict("records"):
        density = row["rhyme_density"]
        bar = "" if np.isnan(density) else f"{'▇' * round(10 * density / widest)} {density:.2f}"
        end = "" if np.isnan(row["end_rhyme_rate"]) else f"{row['end_rhyme_rate']:.2f}"
        name, why = markdown_text(row["artist"]), markdown_text(row["top_reasons"])
        lines.append(
            f"| {name} | {row['found']} | {row['kept']} | {row['refused']} | {why} | {row['vocabulary']} "
            f"| {bar} | {end} | {row['scheme']} |"
        )
    pronouncer = Pronouncer(lexicon)
    for row in ranked[ranked["sample"] != ""].head(MOST_SAMPLES_IN_MARKDOWN).to_dict("records"):
        lines += [
            "",
            f"**{markdown_text(row['artist'])}**",
            "",
            rhyming_markdown(row["sample"].split("\n"), pronouncer),
        ]
    return "\n".join(lines)
