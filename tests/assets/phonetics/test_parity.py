"""Agreement with g2p-en 2.1.0, line by line, with the exceptions named here."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import pandas as pd
import pytest

from assets.lyrics.cleaning import clean_text
from assets.phonetics.g2p import Pronouncer, look_up, tokenize
from assets.phonetics.marks import SPELLED
from assets.phonetics.spoken_form import spoken_form
from assets.phonetics.verse import verse_lines
from resources.lyrics_sources.songbook import load_songbook
from resources.pronunciation import load_cmudict, load_homographs, load_lexicon
from resources.pronunciation.tagger import load_tagger

AS_THEIRS = 0.87  # of the lines; one in fifty has a wind, tears or a Tuesday, which are read in their usual way


@pytest.fixture(scope="module")
def lines() -> list[str]:
    texts = (clean_text(song.text).text for artist in load_songbook() for song in artist.songs)
    return [line for text in texts for line in text.split("\n") if line]


@pytest.fixture
def g2p_en(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package's module; it must not download anything while it is imported."""
    import nltk

    monkeypatch.setattr(nltk, "download", lambda *_, **__: True)
    import g2p_en.g2p

    return g2p_en.g2p


def words_of(module: Any, line: str) -> list[str]:
    """The tokens of g2p-en, by the steps of its `G2p.__call__`."""
    text = module.normalize_numbers(line)
    text = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn").lower()
    text = re.sub(r"[^ a-z'.,?!\-]", "", text).replace("i.e.", "that is").replace("e.g.", "for example")
    return [word for word in module.word_tokenize(text) if re.search("[a-z]", word)]


def sounds_of(g2p: Callable[[str], list[str]], line: str) -> list[str]:
    """What g2p-en says of each word; its punctuation is no sound."""
    spoken: list[list[str]] = [[]]
    for symbol in g2p(line):
        if symbol == " ":
            spoken.append([])
        else:
            spoken[-1].append(symbol)
    return [" ".join(word) for word in spoken if word and re.match("[A-Z]", word[0])]


def deviations(module: Any, g2p: Callable[[str], list[str]], lines: list[str], pronouncer: Pronouncer) -> Counter[str]:
    """The number of differences by reason; a difference without a reason fails."""
    reasons: Counter[str] = Counter()
    for line, ours in zip(lines, pronouncer.phonemes_of_lines(lines), strict=True):
        theirs = sounds_of(g2p, line)
        if ours == theirs:
            reasons["none"] += 1
            continue
        a = list(zip(tokenize(line), ours, strict=True))
        b = list(zip(words_of(module, line), theirs, strict=True))
        same_words = [word for word, _ in a] == [word for word, _ in b]
        parts = (
            [("replace", 0, len(a), 0, len(b))]
            if same_words
            else SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
        )
        for kind, i, i_end, j, j_end in parts:
            if kind != "equal":
                reasons.update(reasons_for(a[i:i_end], b[j:j_end], line))
    return reasons


def reasons_for(a: list[tuple[str, str]], b: list[tuple[str, str]], line: str) -> list[str]:
    ours, theirs = [word for word, _ in a], [word for word, _ in b]
    if any("-" in word for word in theirs):
        return ["hyphens part words"]
    if ours != theirs and (SPELLED in spoken_form(line) or re.search(r"[&%@#+=/\d]", line)):
        return ["numbers, signs and abbreviations are read as people say them"]
    if ours != theirs:
        assert any("'" in word for word in ours), (line, ours, theirs)
        return ["an apostrophe at a word's edge belongs to it"]
    return [reason(word, line) for (word, said), (_, other) in zip(a, b, strict=True) if said != other]


def reason(word: str, line: str) -> str:
    if word in load_lexicon():
        return "the project's own lexicon"
    if SPELLED in spoken_form(line) and len(word) == 1:
        return "a spelled letter has its name"
    spoken = look_up(word)
    if spoken is None:
        assert "'" in word, (line, word)
        return "an apostrophe is not spelled"
    assert spoken.source == "rule", (line, word, spoken)
    return "dropped g, 'd, 't or 's from the full word"


def test_all_but_homographs_are_read_alike_without_any_data(
    lines: list[str], g2p_en: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """g2p-en's own code with our copy of its dictionary; homographs are read alike."""

    class Dictionary:
        @staticmethod
        def dict() -> dict[str, list[list[str]]]:
            return {word: [phonemes.split()] for word, phonemes in load_cmudict().items()}

    def as_we_read(words: list[str]) -> list[tuple[str, str]]:
        tags = []
        for word in words:
            homograph = load_homographs().get(word)
            spoken = look_up(word) if homograph else None
            first = bool(homograph and spoken and spoken.phonemes == homograph[0])
            tags.append((word, homograph[2] if homograph and first else "-"))
        return tags

    monkeypatch.setattr(g2p_en, "cmudict", Dictionary)
    monkeypatch.setattr(g2p_en, "pos_tag", as_we_read)
    found = deviations(g2p_en, g2p_en.G2p(), lines, Pronouncer())
    assert found["none"] > AS_THEIRS * len(lines)
    assert found.total() > 7000


@pytest.mark.nltk_data
def test_everything_is_read_alike_with_nltks_tagger(lines: list[str], g2p_en: Any) -> None:
    tagger = load_tagger()
    assert tagger, "NLTK's averaged_perceptron_tagger_eng and cmudict are not installed (NLTK_DATA names a folder)"
    found = deviations(g2p_en, g2p_en.G2p(), lines, Pronouncer(tagger=tagger))
    assert found["none"] > AS_THEIRS * len(lines)
    homographs = {word for line in lines for word in tokenize(line)} & load_homographs().keys()
    assert len(homographs) > 50


def test_a_homograph_is_read_by_its_context() -> None:
    def tag(line: str, wanted: frozenset[str]) -> list[tuple[str, str]]:
        words = line.replace(",", "").split()
        return [(word, "VB" if before == "to" else "NN") for before, word in zip(["", *words], words, strict=False)]

    lines = ["a record, to record it", "the record"]
    first, second = Pronouncer(tagger=tag).phonemes_of_lines(lines)
    assert first[1] != first[3]
    assert first[1] == second[1]
    assert first[3] == load_homographs()["record"][0]
    table = verse_lines(pd.DataFrame({"song_id": ["s"], "artist": ["a"], "text": ["\n".join(lines)]}), {}, tag)
    assert table["phonemes"].tolist() == [" | ".join(first), " | ".join(second)]
