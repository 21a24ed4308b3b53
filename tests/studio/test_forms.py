"""Reading the file of a form from chunks of any size."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from resources.storage import Folders
from studio.forms import FormError, FormFile
from studio.uploads import uploads_of
from tests.studio.conftest import BUNNY

TYPE = "multipart/form-data; boundary=XX"


def form(*parts: tuple[str, bytes]) -> bytes:
    whole = b"".join(
        f"--XX\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + data + b"\r\n" for about, data in parts
    )
    return whole + b"--XX--\r\n"


def read(body: bytes, cuts: list[int], kind: str = TYPE) -> tuple[str, bytes]:
    async def pieces() -> AsyncIterator[bytes]:
        places = [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
        for start, end in itertools.pairwise(places):
            if start < end:
                yield body[start:end]

    async def run() -> tuple[str, bytes]:
        file = FormFile(kind, pieces())
        return await file.name(), b"".join([piece async for piece in file.pieces()])

    return asyncio.run(run())


@given(
    st.binary(max_size=300).filter(lambda data: b"\r\n--XX" not in data), st.lists(st.integers(0, 10_000), max_size=8)
)
def test_the_file_is_complete_for_any_chunks(data: bytes, cuts: list[int]) -> None:
    body = form(
        ('name="note"', b"not the file"),
        ('name="file"; filename="Film ü.mp4"', data),
        ('name="file"; filename="2"', b"no"),
    )
    assert read(body, cuts) == ("Film ü.mp4", data)


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b"", TYPE, "no file"),
        (form(('name="note"', b"x")), TYPE, "no file"),
        (form(('name="file"', b"x")), TYPE, "no file"),
        (form(('name="file"; filename="a.mp4"', b"x" * 30))[:-12], TYPE, "ends before"),
        (b"--YY\r\n\r\n", TYPE, "damaged"),
        (b"x", "text/plain", "not a form"),
        (b"x", "multipart/form-data", "not a form"),
        (b"x", f"multipart/form-data; boundary={'x' * 9000}", "damaged"),
    ],
)
def test_requests_without_a_form_file_are_refused(body: bytes, kind: str, says: str) -> None:
    with pytest.raises(FormError, match=says):
        read(body, [], kind)


def test_a_truncated_form_leaves_no_file(client: TestClient, folders: Folders) -> None:
    body = form(('name="file"; filename="a.mp4"', BUNNY.read_bytes()))[:-200_000]
    answer = client.post("/upload", content=body, headers={"Content-Type": TYPE})
    assert (answer.status_code, "ends before" in answer.json()["error"]) == (422, True)
    assert not any(uploads_of(folders).iterdir())
