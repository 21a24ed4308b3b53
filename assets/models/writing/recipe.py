"""The numbers by which a verse is written.

What belongs here: the recipe. What does not: writing by it (verses.py).
"""

from pydantic import BaseModel, ConfigDict, Field


class VerseRecipe(BaseModel):
    """How a verse is written. Bonuses and penalties are in nats per word and add to the line's log-likelihood per word."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bars: int = Field(16, ge=1, le=64, description="lines to write")
    scheme: str = Field(
        "AABB",
        pattern=r"^[A-Z]*$",
        description="rhyme scheme, repeated, whose letters do not rhyme with each other; empty: rhyme with any of the last three "
        "lines",
    )
    candidates: int = Field(64, ge=1, le=1024, description="candidate lines that the model proposes for each line")
    top_k: int = Field(50, ge=1, description="sample each token from this many likeliest ones")
    most_words: int = Field(16, ge=2, description="maximum words per line; longer lines are cut")
    rhyme: float = Field(2.0, ge=0, description="bonus (nats per word) for a perfect rhyme with the target line")
    density: float = Field(0.75, ge=0, description="bonus (nats per word) for each vowel of rhyme density")
    meter: float = Field(
        3.0, ge=0, description="penalty (nats per word) for each syllable above or below the average line"
    )
    beats: float = Field(
        0.3, ge=0, description="penalty (nats per word) for each syllable by which a line misses bars of four beats"
    )
    multisyllabic: float = Field(
        0.0,
        ge=0,
        description="bonus (nats per word) for a rhyme over two syllables or more, beside that of a perfect one",
    )
    internal: float = Field(
        0.0, ge=0, description="bonus (nats per word) for each word within a line that rhymes with another of it"
    )
    # Of validation songs 0.61 of a verse's words are different ones then, 0.55 with half of it (people: 0.73), and neighbouring
    # lines are about as alike in meaning as people's (0.11, 0.16; people: 0.09).
    variety: float = Field(5.0, ge=0, description="penalty for repeating the verse's own words and word pairs")
    # Of twelve themes ten verses of eight lines name theirs then, with less than half of it seven.
    wanted: float = Field(
        5.0, ge=0, description="bonus (nats per word) for a line made of the theme's or the artist's words alone"
    )
    # Of the songbook's held-out songs the longest run that stands in a training song has 3.2 words on average.
    temperature: float = Field(
        0.8, gt=0, le=2, description="of lines that are written towards a rhyme (models of planned lines only)"
    )
    rhymes: int = Field(10, ge=1, le=64, description="last words towards which lines are written (planned lines only)")
    aimed: int = Field(
        20,
        ge=1,
        le=256,
        description="lines that are written towards them: most fit, so fewer are needed than of candidates",
    )
    likely_enough: float = Field(
        -2.5, lt=0, description="nats per word above which a line gains nothing: the likeliest lines say the least"
    )
    thread: float = Field(
        0.3,
        ge=0,
        description="bonus for each nat per word that the verse adds to a line's likelihood (planned lines only)",
    )
    last_word: float = Field(
        0.8,
        ge=0,
        description="penalty for each nat that a last word is less likely than expected words are, or gains less by the words "
        "before it: a forced rhyme (planned lines only)",
    )
    # A verse closes on its theme: of twelve, five name it in their last four lines, without plans one or none. Measures of sense do not
    # tell verses with plans from those without; with 1.0 a planned word that does not fit is written all the same.
    planned: float = Field(
        0.3,
        ge=0,
        description="bonus (nats per word) for a line that ends in the word that was planned for it before its stanza was begun; "
        "0: nothing is planned (planned lines only)",
    )
    longest_copy: int = Field(3, ge=2, description="longest run of words that may be copied from a training song")
    seed: int = Field(31, description="random seed; the same seed writes the same verse")
