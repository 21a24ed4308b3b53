"""Which database Dagster gets."""

import pytest

from pipelines.instance_storage import DatabaseUrlError, database_url


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("", None),
        ("postgresql://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
        ("postgres://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
        ("postgresql+psycopg2://a:secret@h/d", "postgresql+psycopg2://a:secret@h/d"),
    ],
)
def test_a_url_gets_the_driver_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, written: str, used: str | None
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: True)
    monkeypatch.setenv("DATABASE_URL", written)
    assert database_url() == used


@pytest.mark.parametrize("written", ["mysql://a:secret@h/d", "nonsense secret", "postgresql+asyncpg://a:secret@h/d"])
def test_another_database_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("DATABASE_URL", written)
    with pytest.raises(DatabaseUrlError, match="names no Postgres") as refused:
        database_url()
    assert "secret" not in str(refused.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/d")
    with pytest.raises(DatabaseUrlError, match="postgres"):
        database_url()
