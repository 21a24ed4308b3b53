"""The numbers that control how a verse is written.

What belongs here: the recipe. What does not: writing (verses.py).
"""

from pydantic import BaseModel, ConfigDict, Field


class VerseRecipe(BaseModel):
    """How a verse is written. Bonuses and penalties are in nats per word and are added to a line's log-likelihood per word."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bars: int = Field(16, ge=1, le=64, description="lines to write")
    scheme: str = Field(
        "AABB",
        pattern=r"^[A-Z]*$",
        description="rhyme scheme, repeated; lines with different letters do not rhyme; empty: rhyme with any of the last three "
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
        description="additional bonus (nats per word) for a rhyme over two or more syllables",
    )
    internal: float = Field(
        0.0,
        ge=0,
        description="bonus (nats per word) for each word within a line that rhymes with another word of the line",
    )
    # On validation songs 0.61 of a verse's words are then distinct, 0.55 with half the penalty (humans: 0.73), and neighbouring
    # lines are about as similar in meaning as human ones (0.11, with half the penalty 0.16; humans: 0.09).
    variety: float = Field(5.0, ge=0, description="penalty for repeating the verse's own words and word pairs")
    # For twelve themes, ten verses of eight lines then name their theme; with less than half the bonus seven.
    wanted: float = Field(
        5.0,
        ge=0,
        description="bonus (nats per word) for a line that consists only of the theme's or the artist's words",
    )
    # On the songbook's held-out songs the longest run that occurs in a training song then has 3.2 words on average.
    temperature: float = Field(
        0.8,
        gt=0,
        le=2,
        description="sampling temperature of lines that are written towards a rhyme (planned lines only)",
    )
    rhymes: int = Field(
        10, ge=1, le=64, description="number of last words towards which lines are written (planned lines only)"
    )
    aimed: int = Field(
        20,
        ge=1,
        le=256,
        description="number of lines written towards them; most of these fit, so fewer are needed than candidates",
    )
    likely_enough: float = Field(
        -2.5,
        lt=0,
        description="likelihood (nats per word) above which a line gains nothing, because the likeliest lines say the least",
    )
    thread: float = Field(
        0.3,
        ge=0,
        description="bonus for each nat per word that the verse adds to a line's likelihood (planned lines only)",
    )
    last_word: float = Field(
        0.8,
        ge=0,
        description="penalty for a forced rhyme, for each nat by which a last word is too unlikely or gains too little likelihood "
        "from the words before it (planned lines only)",
    )
    # With plans a verse closes on its theme: of twelve verses five name it in their last four lines, without plans one or none.
    # The measures of sense show no difference between the two. With 1.0 planned words are written even if they do not fit.
    planned: float = Field(
        0.3,
        ge=0,
        description="bonus (nats per word) for a line that ends in the word planned for it; 0: no plans (planned lines only)",
    )
    longest_copy: int = Field(3, ge=2, description="longest run of words that may be copied from a training song")
    seed: int = Field(31, description="random seed; the same seed writes the same verse")
