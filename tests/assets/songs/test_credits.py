"""Who wrote a song's words, told from the draft that they began as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.phonetics.g2p import Pronouncer
from assets.songs.credits import PERSON, together, writer_of
from assets.songs.library import song_key
from assets.songs.plan import SongPlan, plan_song, spans_without_voice
from assets.songs.records import SongRequest
from assets.songs.words import sections_of_text

WORDS = "[Verse 1]\nthe rain comes down\nall over the town\n\n[Hook]\nlet it rain"


@pytest.fixture(scope="module")
def draft() -> SongPlan:
    sections = sections_of_text(WORDS, Pronouncer())
    return plan_song(
        sections, spans_without_voice, title="Rain", style="boom-bap", flow="straight", tempo=None, seed=1,
        made_from="", written_by={"model": "smollm2"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "writer"),
    [
        (WORDS, "smollm2"),
        ("the rain  comes down\n[Outro]\nlet it rain ", "smollm2"),
        (WORDS + "\nuntil we drown", "a person and smollm2"),
        ("[Verse 1]\nuntil we drown", "a person"),
        ("[Verse 1]", "a person"),
    ],
)
def test_the_writer_is_told_from_the_lines(draft: SongPlan, text: str, writer: str) -> None:
    assert writer_of(text, draft) == writer


def test_a_draft_of_both_stays_one_of_both(draft: SongPlan) -> None:
    both = draft.model_copy(update={"written_by": {"model": "a person and smollm2"}})
    assert writer_of(WORDS, both) == "a person and smollm2"
    assert writer_of(WORDS + "\nuntil we drown", both) == "a person and smollm2"
    assert writer_of(WORDS, draft.model_copy(update={"written_by": {"model": PERSON}})) == PERSON


@given(st.lists(st.sampled_from(["a person", "smollm2", "ngram", "a person and smollm2", ""])))
def test_each_writer_is_named_once(writers: list[str]) -> None:
    named = together(*writers).split(" and ") if any(writers) else []
    assert len(named) == len(set(named))
    assert set(named) == {name for writer in writers for name in writer.split(" and ") if name}


def test_keys_of_songs_without_a_draft_stay() -> None:
    request = SongRequest(text="a b", theme="rain")
    assert song_key(request) == "rain-8c3df050e1", "as it was before `words_by`"
    assert song_key(SongRequest(text="[Hook]\nlet it rain\nagain")).startswith("let-it-rain-"), (
        "no heading, no other line"
    )
    assert "words_by" not in request.stored()
    assert song_key(request.model_copy(update={"words_by": "smollm2"})) != song_key(request)
