"""Songs through the API: their writers, cancelling, changed settings, and pictures behind the words."""

import io

import dagster as dg
import pytest
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.utils import make_new_run_id
from fastapi.testclient import TestClient

from assets.songs.library import record_failure, waiting
from assets.songs.plan import SongPlan
from assets.songs.records import SongRequest
from assets.songs.steps import make_plan, make_song, record_voice
from pipelines.jobs import make_song as make_song_job
from resources.renderers.sketch import SketchRenderer
from resources.storage import Folders
from resources.voices.package import VoiceChoice
from studio.uploads import uploads_of
from tests.studio.conftest import send

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
def test_a_song_names_the_model_that_wrote_its_words(client: TestClient, folders: Folders) -> None:
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
    card = client.get(f"/api/v1/songs/{key}/files/song.card.md")
    assert card.status_code == 200
    assert "| words | smollm2 |" in card.text


def test_a_waiting_song_is_called_by_its_first_line_and_says_what_is_left_out(
    client: TestClient, folders: Folders
) -> None:
    key = ask(client, text=f"[Verse]\n{WORDS}\n雨 and the sea")
    view = client.get(f"/api/v1/songs/{key}").json()
    assert view["name"] == "the rain comes down"
    [unshown] = view["messages"]
    assert "leaves out 雨" in unshown
    make_plan(folders, key, VoiceChoice("none", folders.voice))
    unsaid, again = client.get(f"/api/v1/songs/{key}").json()["messages"]
    assert "Nobody says “雨”" in unsaid
    assert again == unshown


@pytest.mark.parametrize(("text", "lacking"), [("déjà vu ♪", ""), ("雨 and 🔥", "雨🔥"), ("𐎀", "𐎀")])
def test_characters_without_a_font_are_named_before_a_song_is_requested(
    client: TestClient, text: str, lacking: str
) -> None:
    said = client.post("/api/v1/songs/check", json={"title": "A song", "text": text}).json()["left_out"]
    assert said.startswith(f"The lyric video leaves out {lacking}," if lacking else "")
    assert ("make fonts" in said) == (lacking not in ("", "𐎀")), "a remedy, if there is one"


def test_a_prompt_is_understood_and_names_the_style_and_the_tempo(client: TestClient) -> None:
    prompt = "trap, dark piano, no drums, in F minor, 90 bpm, like flurbish"
    words = client.post("/api/v1/understand", json={"prompt": prompt, "of": "song"}).json()
    assert (words["style"], words["without"], words["not_understood"]) == ("trap", ["drums"], ["flurbish"])
    view = client.get(f"/api/v1/songs/{ask(client, text=WORDS, prompt=prompt)}").json()
    assert (view["asked"]["style"], view["asked"]["tempo"], view["asked"]["prompt"]) == ("trap", 90, prompt)
    assert view["understood"]["not_understood"] == ["flurbish"]
    fixed = client.get(f"/api/v1/songs/{ask(client, text=WORDS, prompt=prompt, style='jazz', tempo=80)}").json()
    assert (fixed["asked"]["style"], fixed["asked"]["tempo"]) == ("jazz", 80)


@pytest.mark.parametrize(("of", "wishes"), [("song", 1), ("instrumental", 0), ("video", 0)])
def test_no_vocals_is_a_wish_that_only_an_instrumental_can_meet(client: TestClient, of: str, wishes: int) -> None:
    words = client.post("/api/v1/understand", json={"prompt": "jazz without vocals", "of": of}).json()
    assert len(words["unmet"]) == wishes


@pytest.mark.parametrize("wish", [{"style": "waltz"}, {"style": "plonk"}, {"prompt": "x" * 501}, {"tempo": 20}])
def test_a_wish_that_the_command_refuses_is_refused(client: TestClient, wish: dict[str, object]) -> None:
    assert client.post("/api/v1/songs", json={"text": WORDS, **wish}).status_code == 422


def test_edited_words_are_by_both_and_new_words_by_a_person(client: TestClient, folders: Folders) -> None:
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


def test_a_missing_or_unwritten_draft_is_reported(client: TestClient) -> None:
    gone = client.post("/api/v1/songs", json={"text": WORDS, "from_draft": "rain-0123456789"})
    assert (gone.status_code, gone.json()["error"]) == (404, "There is no such song.")
    waiting = ask(client, text=WORDS, draft=True)
    answer = client.post("/api/v1/songs", json={"text": WORDS, "from_draft": waiting})
    assert (answer.status_code, answer.json()["remedy"]) == (409, "Wait until it is written.")


def test_a_cancelled_song_leaves_the_queue_and_its_run_is_ended(client: TestClient, folders: Folders) -> None:
    key, other = ask(client, text=WORDS), ask(client, text="another one")
    instance: dg.DagsterInstance = client.app.state.studio.instance  # type: ignore[attr-defined]
    place = RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("localhost", 1), "__repository__")
    waiting_run = dg.DagsterRun(
        job_name=make_song_job.name, status=dg.DagsterRunStatus.QUEUED,
        remote_job_origin=RemoteJobOrigin(place, make_song_job.name),
    )  # fmt: skip
    runs = {
        of: instance.add_run(waiting_run._replace(run_id=make_new_run_id(), tags={"dagster/partition": of}))
        for of in (key, other)
    }
    assert client.post(f"/api/v1/songs/{key}/cancel").status_code == 204
    view = client.get(f"/api/v1/songs/{key}").json()
    assert (view["state"], view["reason"]) == ("failed", "It was cancelled.")
    assert waiting(folders.songs) == [other]
    states = {of: instance.get_run_by_id(run.run_id).status.value for of, run in runs.items()}  # type: ignore[union-attr]
    assert states == {key: "CANCELED", other: "QUEUED"}
    assert client.post(f"/api/v1/songs/{key}/cancel").status_code == 409
    assert client.post(f"/api/v1/songs/{key}/retry").json()["state"] == "queued"
    assert client.delete(f"/api/v1/songs/{key}").status_code == 204


def test_a_song_between_two_steps_counts_as_rendering(client: TestClient, folders: Folders) -> None:
    key = ask(client, text=WORDS)
    assert client.get(f"/api/v1/songs/{key}").json()["state"] == "queued"
    make_plan(folders, key, VoiceChoice("none", folders.voice))
    assert client.get(f"/api/v1/songs/{key}").json()["state"] == "rendering"
    record_failure(folders.songs / key, "No room.")
    assert client.get(f"/api/v1/songs/{key}").json()["state"] == "queued", "it waits for another try"


def test_changed_settings_make_a_new_song(client: TestClient, folders: Folders) -> None:
    first = ask(client, text=WORDS, title="Rain", tempo=90)
    seeded = client.post(f"/api/v1/songs/{first}/retry", json={"seed": 7}).json()
    assert seeded["id"] != first
    assert (seeded["asked"]["seed"], seeded["asked"]["title"], seeded["asked"]["tempo"]) == (7, "Rain", 90)
    draft = draft_by(client, folders, "smollm2")
    edited = client.post(f"/api/v1/songs/{draft}/retry", json={"text": f"{WORDS}\nuntil we drown"}).json()
    assert (edited["draft"], edited["asked"]["words_by"]) == (True, "a person and smollm2")
    assert SongRequest.read(folders.songs / first / SongRequest.FILE).seed == 31
    assert client.post(f"/api/v1/songs/{first}/retry", json={"tempo": None}).json()["asked"]["tempo"] is None
    assert client.post(f"/api/v1/songs/{first}/retry", json={"tempo": 5}).status_code == 422
    assert client.post(f"/api/v1/songs/{first}/retry", json={"model": "x"}).status_code == 422


def picture(kind: str, colour: str) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_recognised_by_its_content_and_shown_behind_the_words(
    client: TestClient, folders: Folders, kind: str, suffix: str
) -> None:
    keys = []
    for colour in ("red", "blue", "red"):
        sent = send(client, "no video.mp4", picture(kind, colour)).json()
        assert (sent["kind"], sent["width"], sent["height"]) == ("picture", 64, 48)
        keys.append(ask(client, text=WORDS, picture=sent["upload"]))
        background = SongRequest.read(folders.songs / keys[-1] / SongRequest.FILE).background
        assert background.endswith(f".{suffix}")
        assert (folders.songs / keys[-1] / background).read_bytes() == picture(kind, colour)
    assert keys[0] == keys[2] != keys[1], "another picture is another song"
    again = client.post(f"/api/v1/songs/{keys[1]}/retry", json={"seed": 3}).json()
    assert (folders.songs / again["id"] / again["asked"]["background"]).read_bytes() == picture(kind, "blue")


def test_pictures_that_cannot_be_shown_are_refused(client: TestClient, folders: Folders) -> None:
    from PIL import Image

    moving = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    large = io.BytesIO()
    Image.new("1", (40_001, 1_000)).save(large, "PNG")
    for content, says in (
        (picture("PNG", "red")[:60], "cannot be read"),
        (moving.getvalue(), "animated"),
        (large.getvalue(), "40001 × 1000 pixels"),
    ):
        answer = send(client, "a.png", content)
        assert (answer.status_code, says in answer.json()["error"]) == (422, True), answer.text
        assert not any(uploads_of(folders).iterdir())
    for name in ("words.png", "photo.HEIC"):
        answer = send(client, name, b"neither a picture nor a video")
        assert (answer.status_code, "is not a picture" in answer.json()["error"]) == (422, True), answer.text


def test_a_picture_cannot_be_queued_as_a_video(client: TestClient) -> None:
    number = send(client, "a.png", picture("PNG", "red")).json()["upload"]
    answer = client.post("/api/v1/jobs", json={"upload": number})
    assert (answer.status_code, "not a supported video format" in answer.json()["error"]) == (422, True)
