"""Line ends and rhymes, checked by hand, by property, and on the songbook."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.models.ngram.likeliest import LikeliestIds
from assets.models.ngram.line_ends import LENGTHS, REACH, SHORTER, LineEnds, rhyme_parts
from assets.models.ngram.model import NgramModel
from assets.models.ngram.sequences import Sequences
from assets.models.ngram.smoothing import SmoothedNgrams
from assets.models.recipes import NgramRecipe, prepare_text
from assets.phonetics.analysis import analyse_texts
from assets.phonetics.g2p import Pronouncer
from resources.lyrics_sources.songbook import load_songbook

NEW_LINE, CAT, HAT, BAT, DOG = 3, 4, 5, 6, 7
RHYME = np.array([-1, -1, -1, -1, 0, 0, 0, 1], np.int32)
UNIFORM = np.array([0, *[1 / 7] * 7])


def by_hand(bias: np.ndarray | None = None) -> LineEnds:
    """Half the weight on the n-grams, half on what rhymes with the last line's end."""
    weights = np.tile([0.5, 0.5, *[0.0] * (REACH - 1)], (2 * LENGTHS, 1))
    score = np.array([0, 0, 0, 0, 1, 2, 3, 1.0])
    bias = np.zeros(2 * LENGTHS) if bias is None else bias
    return LineEnds(new_line=NEW_LINE, length=2, rhyme=RHYME, score=score, bias=bias, weights=weights)


def after(model: LineEnds, *song: int) -> np.ndarray:
    return model.distribution(np.array(song, np.int64), UNIFORM)


def test_rhymes_by_hand() -> None:
    p = after(by_hand(), CAT, NEW_LINE)
    assert p[NEW_LINE] == pytest.approx(1 / 7)
    # Of what is no line's end, half is the six others' alike, half is hat's and bat's, 2 to 3; cat is no rhyme of cat.
    assert p[HAT] == pytest.approx(6 / 7 * (0.5 / 6 + 0.5 * 2 / 5))
    assert p[BAT] == pytest.approx(6 / 7 * (0.5 / 6 + 0.5 * 3 / 5))
    assert p[CAT] == p[DOG] == pytest.approx(6 / 7 * 0.5 / 6)
    # Nothing rhymes with dog, and nothing is known of a song's first line or after an empty one.
    for song in ([DOG, NEW_LINE], [], [CAT, NEW_LINE, NEW_LINE]):
        assert after(by_hand(), *song) == pytest.approx(UNIFORM)


def test_a_line_ends_at_the_length_of_earlier_lines_or_at_a_rhyme() -> None:
    long_enough = np.zeros(2 * LENGTHS)
    long_enough[SHORTER] = np.log(2)  # twice the odds, 1 : 6, when no word is lacking
    ends = [after(by_hand(long_enough), DOG, CAT, DOG, NEW_LINE, *[DOG] * n)[NEW_LINE] for n in range(5)]
    assert ends == pytest.approx([1 / 7, 1 / 7, 1 / 7, 1 / 4, 1 / 7])
    rhymed = np.repeat([0, np.log(2)], LENGTHS)
    ends = [after(by_hand(rhymed), CAT, NEW_LINE, word)[NEW_LINE] for word in (HAT, DOG, CAT, NEW_LINE)]
    assert ends == pytest.approx([1 / 4, 1 / 7, 1 / 7, 1 / 7])


SONGS = st.lists(st.lists(st.integers(2, 7), max_size=12), min_size=1, max_size=6)


def fit(songs: list[list[int]], order: int) -> tuple[LineEnds, SmoothedNgrams]:
    def ngrams(part: Sequences) -> SmoothedNgrams:
        return SmoothedNgrams.kneser_ney(part, order, len(RHYME))

    counted = Sequences.of(songs)
    return LineEnds.fit(counted, ngrams, new_line=NEW_LINE, rhyme=RHYME), ngrams(counted)


@settings(max_examples=60)
@given(SONGS, st.integers(1, 6), SONGS)
def test_distributions_sum_to_one_and_songs_score_as_word_by_word(
    songs: list[list[int]], order: int, others: list[list[int]]
) -> None:
    model, ngrams = fit(songs, order)
    one_by_one = []
    for song in others:
        for i, id_ in enumerate([*song, 1]):
            so_far = np.array(song[:i], np.int64)
            distribution = model.distribution(so_far, ngrams.distribution(ngrams.context_of(song[:i])))
            assert distribution.sum() == pytest.approx(1, abs=1e-12)
            assert distribution[0] == 0
            one_by_one.append(distribution[id_])
    assert model.probabilities(Sequences.of(others), ngrams) == pytest.approx(one_by_one, abs=1e-12)


@settings(max_examples=60)
@given(SONGS, st.integers(1, 5), st.lists(SONGS.map(lambda songs: songs[0]), min_size=1, max_size=4), SONGS)
def test_lines_sampled_in_a_batch_agree_with_complete_distributions(
    songs: list[list[int]], order: int, before: list[list[int]], lines: list[list[int]]
) -> None:
    model, ngrams = fit(songs, order)
    before = [[*song, NEW_LINE] for song in before]
    next_lines = model.next_lines([np.array(song, np.int64) for song in before])
    line = [id_ for id_ in lines[0] if id_ != NEW_LINE]
    song = np.arange(len(before))
    contexts = np.array([ngrams.context_of([*of_song, *line]) for of_song in before])
    last = np.full(len(before), [NEW_LINE, *line][-1])
    ids, p = LikeliestIds(ngrams, len(RHYME)).after(contexts, song, next_lines.asked)
    mixed = next_lines.mixed(p, len(line), last, song)
    alone = next_lines.probabilities(
        np.full(len(before), HAT),
        np.array([ngrams.distribution(tuple(context))[HAT] for context in contexts.tolist()]),
        p[:, 0], np.full(len(before), len(line)), last, song,
    )  # fmt: skip
    for of_song, of_ids, of_mixed, of_hat in zip(before, ids, mixed, alone, strict=True):
        so_far = np.array([*of_song, *line], np.int64)
        expected = model.distribution(so_far, ngrams.distribution(ngrams.context_of(so_far.tolist())))
        assert np.bincount(of_ids, of_mixed, len(RHYME)) == pytest.approx(expected, abs=1e-6)
        assert of_hat == pytest.approx(expected[HAT], abs=1e-6)


def test_words_that_rhyme_have_the_same_part() -> None:
    cat, hat, dog, nothing = rhyme_parts(["cat", "hat", "dog", "\n"])
    assert cat == hat != dog
    assert nothing == -1


def test_the_model_of_line_ends_needs_fewer_bits_and_rhymes_more() -> None:
    songs = [prepare_text(song.text, "lowercase_unpunctuated") for artist in load_songbook() for song in artist.songs]
    held_out, training = songs[::10], [song for i, song in enumerate(songs) if i % 10]
    bits, rhymes = [], []
    for line_ends in (False, True):
        model = NgramModel.fit(training, NgramRecipe.model_validate({"order": 3, "line_ends": line_ends}))
        bits.append(-sum(nats for nats, _ in model.log_likelihoods(held_out)))
        prompts = [song.split("\n")[0] + "\n" for song in held_out]
        verses = [model.generate(p, tokens=100, top_k=50, rng=np.random.default_rng(1)) for p in prompts]
        rhymes.append(analyse_texts(verses, Pronouncer())["end_rhyme_rate"].mean())
    assert bits[1] < 0.99 * bits[0]
    assert rhymes[1] > 2 * rhymes[0]
