"""What cannot be made again is packed, and comes back."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from assets.evaluation.champions import Champions, Promotion, champions_path
from pipelines import backup as backups
from pipelines.settings import Settings
from resources.storage import write_bytes
from tests.checkpoints import checkpoint


@pytest.fixture
def full_root(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data root with something of everything, and an instance."""
    folders = settings.folders
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    folders.harvest.mkdir(parents=True)
    with sqlite3.connect(folders.harvest / "answers.sqlite") as database:
        database.execute("create table answers (key text)")
        database.execute("insert into answers values ('kept')")
    champion = checkpoint(folders, "champion", 1)
    checkpoint(folders, "other", 1)
    Champions(promotions=(Promotion(model="ngram", path=folders.pointer(champion), score=2.0),)).write(
        champions_path(folders)
    )
    write_bytes(folders.library / "film" / "manifest.json", b"{}")
    write_bytes(folders.library / "film" / "original.mp4", b"film")
    write_bytes(folders.tables / "corpus" / "splits.parquet", b"made again")
    write_bytes(tmp_path / "home" / "history" / "runs.db", b"")
    return settings


def test_what_is_backed_up_comes_back(full_root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "backup.tar.gz"
    packed = backups.backup(full_root, file)
    assert "data/checkpoints/ngram/champion/counts.npy" in packed.files
    assert not [name for name in packed.files if "other" in name or "splits" in name]
    elsewhere = full_root.model_copy(update={"data_dir": str(tmp_path / "elsewhere")})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new-home"))
    assert backups.restore(elsewhere, file) == packed
    assert (elsewhere.folders.library / "film" / "original.mp4").read_bytes() == b"film"
    with sqlite3.connect(elsewhere.folders.harvest / "answers.sqlite") as database:
        assert database.execute("select key from answers").fetchall() == [("kept",)]
    with pytest.raises(backups.BackupError, match="not empty"):
        backups.restore(elsewhere, file)


@pytest.mark.fault("corrupt input", "make restore", "refused; nothing is put back")
def test_a_damaged_backup_puts_nothing_back(
    full_root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.tar.gz"
    backups.backup(full_root, file)
    other = tmp_path / "changed.tar.gz"
    with tarfile.open(file) as source, tarfile.open(other, "w:gz") as target:
        for member in source.getmembers():
            data = source.extractfile(member)
            if data is not None and member.name.endswith("original.mp4"):
                member.name = "data/videos/film/another.mp4"
            target.addfile(member, data)
    elsewhere = full_root.model_copy(update={"data_dir": str(tmp_path / "elsewhere")})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new-home"))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:200])
    for damaged in (other, cut, tmp_path / "none.tar.gz"):
        with pytest.raises(backups.BackupError):
            backups.restore(elsewhere, damaged)
    assert not elsewhere.folders.data.exists() or not any(elsewhere.folders.data.iterdir())
