"""Answers agree with the API's description, for valid and invalid requests that schemathesis generates."""

import contextlib
import itertools
from typing import Any

import httpx
import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis.errors import Unsatisfiable

from pipelines.settings import Settings
from tests.studio.conftest import BUNNY
from tests.studio.test_live import Server

EXAMPLES = 8  # of each route, right ones and wrong ones
STREAMS = r"/events$"  # they do not end
ANY_BYTES = ("/api/v1/uploads", "/upload")  # described as bytes; what is neither a video nor a picture is refused


def ask(case: Any, asked: list[Any]) -> None:
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    passed_over = [positive_data_acceptance] if case.operation.path in ANY_BYTES else None
    asked.append(case)
    # The rate is limited by address: each request has one of its own, as a proxy on this machine tells it.
    address = f"10.0.{len(asked) // 250}.{len(asked) % 250}"
    case.call_and_validate(headers={"X-Forwarded-For": address}, excluded_checks=passed_over, timeout=60)


def what_is_there(address: str) -> dict[str, dict[str, str]]:
    """A video and a song to ask about, by the routes' beginnings."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60) as client:
        number = client.post("/uploads", params={"name": "a.mp4"}, content=BUNNY.read_bytes()).json()["upload"]
        video = client.post("/jobs", json={"upload": number}).json()["id"]
        song = client.post("/songs", json={"text": "the rain comes down"}).json()["id"]
    return {"/api/v1/jobs/{key}": {"key": video, "name": "original.mp4"}, "/api/v1/songs/{key}": {"key": song}}


@pytest.mark.slow
def test_every_answer_agrees_with_the_description(settings: Settings) -> None:
    import schemathesis

    server = Server(settings)
    asked: list[Any] = []
    try:
        schema = schemathesis.openapi.from_url(f"{server.address}/api/v1/openapi.json").exclude(path_regex=STREAMS)
        there = what_is_there(server.address)
        operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # pyright: ignore[reportAttributeAccessIssue]
        operations.sort(key=lambda operation: operation.method == "delete" or operation.path.endswith("/cancel"))
        for operation, mode in itertools.product(operations, schemathesis.GenerationMode):
            wrong = mode == schemathesis.GenerationMode.NEGATIVE
            place = next((names for start, names in there.items() if operation.path.startswith(start)), {})
            own = {name: value for name, value in place.items() if not wrong and f"{{{name}}}" in operation.path}
            cases = operation.as_strategy(generation_mode=mode, path_parameters=own or None)
            check = given(cases)(lambda case: ask(case, asked))
            quick = hypothesis.settings(
                max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            )  # fmt: skip
            # What takes nothing cannot be asked wrongly.
            with contextlib.suppress(Unsatisfiable) if wrong else contextlib.nullcontext():
                seed(31)(quick(check))()
    finally:
        server.stop()
    assert len(asked) > 200
