"""Songs through the studio's API: who wrote their words."""

import pytest
from fastapi.testclient import TestClient

from assets.songs.plan import SongPlan
from assets.songs.steps import make_plan, make_song, record_voice
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from resources.voices.package import VoiceChoice

WORDS = "the rain comes down\nall over the town"


def ask(client: TestClient, **wish: object) -> str:
    answer = client.post("/api/v1/songs", json={"voice": False, **wish})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def draft_by(client: TestClient, folders: Folders, writer: str) -> str:
    """A draft of WORDS as if a model had written it."""
    key = ask(client, text=WORDS, draft=True)
    plan, _ = make_plan(folders, key, VoiceChoice("none", folders.voice))
    plan.model_copy(update={"written_by": {"model": writer}}).write(folders.songs / key / SongPlan.FILE)
    return key


@pytest.mark.slow
def test_words_of_a_model_are_said_to_be_its_in_the_song(client: TestClient, folders: Folders) -> None:
    import av

    draft = draft_by(client, folders, "smollm2")
    key = ask(client, text=WORDS, from_draft=draft)
    none = VoiceChoice("none", folders.voice)
    make_plan(folders, key, none)
    record_voice(folders.songs / key, none, print)
    make_song(folders.songs / key, SketchRenderer("off"))
    view = client.get(f"/api/v1/songs/{key}").json()
    assert view["written_by"] == {"model": "smollm2"}
    assert "Words: smollm2." in view["note"]
    with av.open(str(folders.songs / key / "song.mp3")) as file:
        assert "Words: smollm2." in file.metadata["comment"]


def test_edited_words_are_of_both_and_other_words_a_person_s(client: TestClient, folders: Folders) -> None:
    draft = draft_by(client, folders, "smollm2")
    edited = ask(client, text=f"{WORDS}\nuntil we drown", from_draft=draft, draft=True)
    other = ask(client, text="the sun is out\nand all about", from_draft=draft, draft=True)
    for key, writer in ((edited, "a person and smollm2"), (other, "a person")):
        make_plan(folders, key, VoiceChoice("none", folders.voice))
        assert client.get(f"/api/v1/songs/{key}").json()["written_by"] == {"model": writer}
    assert ask(client, text="the sun is out\nand all about", draft=True) == other, "as without a draft"
    again = ask(client, text=f"{WORDS}\nuntil we drown", from_draft=edited)
    make_plan(folders, again, VoiceChoice("none", folders.voice))
    assert client.get(f"/api/v1/songs/{again}").json()["written_by"] == {"model": "a person and smollm2"}


def test_a_draft_that_is_not_there_or_not_written_is_named(client: TestClient) -> None:
    gone = client.post("/api/v1/songs", json={"text": WORDS, "from_draft": "rain-0123456789"})
    assert (gone.status_code, gone.json()["error"]) == (404, "There is no such song.")
    waiting = ask(client, text=WORDS, draft=True)
    answer = client.post("/api/v1/songs", json={"text": WORDS, "from_draft": waiting})
    assert (answer.status_code, answer.json()["remedy"]) == (409, "Wait until it is written.")
