"""Words to phonemes: the source of each pronunciation, and agreement of our model with g2p-en's."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.phonetics.g2p import ARPABET, Pronouncer, lexicon_of, look_up, pronounce_corpus, tokenize
from assets.phonetics.meter import rhyme_part
from assets.phonetics.spelling_model import SpellingModel
from resources import pronunciation
from resources.pronunciation import PronunciationDataError, g2p_checkpoint, load_cmudict

# What g2p_en 2.1.0's own G2p().predict gives, computed once with that package.
OF_G2P_EN = {
    "shawty": "SH AO1 T IY0",
    "homie": "HH OW1 M IY0",
    "tenpenny": "T EH1 N P AH0 N IY0",
    "calloway": "K AE1 L OW0 W EY2",
    "xylophonic": "Z AY2 L AH0 F AH0 N AA1 K IH0 NG",
    "rebar": "R IH0 B AA1 R",
    "scaffoldry": "S K AE1 F AH0 L D R IY0",
    "glimmerin": "G L IH1 M ER0 IH0 N",
    "q": "K Y UW1",
    "zzz": "Z AH1 Z",
}


def test_the_batched_model_is_g2p_ens() -> None:
    model = SpellingModel(g2p_checkpoint())
    assert dict(zip(OF_G2P_EN, model.predict(list(OF_G2P_EN)), strict=True)) == OF_G2P_EN


def test_a_megabyte_without_a_space_is_pronounced_by_its_beginning() -> None:
    model = SpellingModel(g2p_checkpoint())
    assert model.predict(["ab" * 500_000]) == model.predict(["ab" * 32])


def test_a_word_s_pronunciation_does_not_depend_on_its_batch() -> None:
    model = SpellingModel(g2p_checkpoint())
    words = [*OF_G2P_EN, "a" * 60, "", "brr"] * 40
    assert model.predict(words)[: len(OF_G2P_EN)] == list(OF_G2P_EN.values())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Don't stop, won't stop!", ["don't", "stop", "won't", "stop"]),
        ("Ridin' 'cause \"we\" said 'so'", ["ridin'", "'cause", "we", "said", "so"]),
        ("self-made café", ["self", "made", "cafe"]),
        ("$5 and 2 in the 21st", ["five", "dollars", "and", "two", "in", "the", "twenty", "first"]),
        ("call 5" + "0" * 5000, ["call", "five"] + ["zero"] * 5000),
        ("y’all", ["y'all"]),
        ("", []),
        ("... — !?", []),
    ],
)
def test_a_line_is_divided_into_words(line: str, words: list[str]) -> None:
    assert tokenize(line) == words


@settings(max_examples=100)
@given(st.text(max_size=8) | st.text("bcdʀªßñж.'", min_size=1, max_size=4))
def test_any_word_can_be_looked_up(word: str) -> None:
    """ "ʀ" and "ª" are letters, and have no name in the dictionary."""
    for each in tokenize(word):
        spoken = look_up(each)
        assert spoken is None or set(spoken.phonemes.split()) <= set(ARPABET)


@given(st.text(max_size=60))
def test_tokens_are_letters_and_apostrophes(line: str) -> None:
    assert all(re.fullmatch(r"'?[a-z]+('[a-z]+)*'?", word) for word in tokenize(line))


@pytest.mark.parametrize(
    ("word", "phonemes", "source"),
    [
        ("night", "N AY1 T", "dictionary"),
        ("finna", "F IH1 N AH0", "dictionary"),
        ("simmerin'", "S IH1 M ER0 IH0 N", "rule"),
        ("smokin", "S M OW1 K IH0 N", "rule"),
        ("form'd", "F AO1 R M D", "rule"),
        ("lantern's", "L AE1 N T ER0 N Z", "rule"),
        ("brotha", "B R AH1 DH AH0", "rule"),
        ("hustlas", "HH AH1 S AH0 L AH0 Z", "rule"),
        ("motherfuckin'", "M AH1 DH ER0 F AH2 K IH0 N", "rule"),
        ("memes", "M IY1 M Z", "rule"),
        ("djs", "D IY1 JH EY1 Z", "rule"),
        ("fbi", "EH1 F B IY1 AY1", "dictionary"),
        ("bae", "B EY1", "dictionary"),
        ("thimble's", "TH IH1 M B AH0 L Z", "rule"),
    ],
)
def test_a_pronunciation_names_its_source(word: str, phonemes: str, source: str) -> None:
    assert look_up(word) == (phonemes, source)


@pytest.mark.parametrize(
    ("word", "rhyme", "no_rhyme"),
    [
        ("wind", "pinned", "mind"), ("wind's", "thins", "minds"), ("tears", "years", "bears"), ("tear", "fear", "bear"),
        ("live", "give", "five"), ("lives", "wives", "gives"), ("lead", "need", "bread"),
        ("wound", "crooned", "ground"), ("reading", "pleading", "bedding"), ("bass", "face", "glass"), ("sow", "grow", "cow"),
    ],
)  # fmt: skip
def test_a_word_with_several_readings_has_its_usual_one(word: str, rhyme: str, no_rhyme: str) -> None:
    """CMUdict's first is the other one: songs rhymed "wind" with "mind", and the voice said so."""
    spoken = Pronouncer().pronounce([word, rhyme, no_rhyme])
    ends = {of: rhyme_part(spoken[of].phonemes) for of in (word, rhyme, no_rhyme)}
    assert ends[word][:2] == ends[rhyme][:2], "the vowel"
    assert ends[word][:2] != ends[no_rhyme][:2]


def test_every_word_has_one_reproducible_pronunciation_in_known_symbols() -> None:
    texts = ["The scaffoldry glimmers\nthe the the", "glimmerin' scaffoldry $20"]
    table = pronounce_corpus(texts)
    assert table["word"].is_unique
    assert table.set_index("word")["count"]["the"] == 4
    assert {symbol for said in table["phonemes"] for symbol in said.split()} <= ARPABET
    assert pronounce_corpus(texts).equals(table)
    assert Pronouncer(lexicon_of(table)).pronounce(["scaffoldry"]) == Pronouncer().pronounce(["scaffoldry"])


def test_an_unpronounceable_word_is_spelled_out() -> None:
    said = Pronouncer().pronounce(["hmmmmmmm", "bcdfg"])
    assert all(pronunciation.phonemes for pronunciation in said.values())


def test_the_dictionary_gives_the_first_pronunciation() -> None:
    assert len(load_cmudict()) == 123_455
    assert load_cmudict()["a"] == "AH0"


def test_a_damaged_checkpoint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pronunciation, "G2P_CHECKPOINT_SHA256", "0" * 64)
    with pytest.raises(PronunciationDataError, match="pip install --force-reinstall g2p-en"):
        g2p_checkpoint()
