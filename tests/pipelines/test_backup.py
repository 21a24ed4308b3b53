"""Backups: what cannot be made again is packed and restored."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from assets.evaluation.champions import Champions, Promotion, champions_path
from assets.songs.library import all_songs, ask
from assets.songs.records import SongRequest
from pipelines import backup as backups
from pipelines.settings import Settings
from resources.storage import Folders, write_bytes
from studio.blind_verses import votes_path
from studio.votes import keep, tallies
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
    write_bytes(folders.archived / "old-film" / "original.mp4", b"an old film")
    write_bytes(folders.rejected / "broken" / "reason.txt", b"It has no picture.")
    write_bytes(folders.inbox / "folder" / "dropped.mp4", b"not taken in yet")
    write_bytes(folders.inbox / "folder" / "dropped.yaml", b"prompt: calm piano")
    write_bytes(folders.tuning / "ngram" / "best.json", b"{}")
    keep(votes_path(folders), {"a": "ngram", "b": "human", "choice": "b"})
    picture = tmp_path / "sea.png"
    write_bytes(picture, b"a picture")
    for text in ("Words that I wrote\nmyself tonight", "Another song\nwas written first"):
        song = folders.songs / ask(folders.songs, SongRequest(text=text, theme=text[:5]), picture)
        write_bytes(song / "plan.json", b"{}")
    for path, _ in MADE_AGAIN:
        write_bytes(folders.data / path, b"made again")
    write_bytes(folders.songs / ".song.0f.partial" / "song.flac", b"half written")
    write_bytes(folders.library / "film.lease", b"")
    write_bytes(tmp_path / "home" / "history" / "runs.db", b"")
    write_bytes(tmp_path / "home" / "runs" / "that-goes-on.lease", b"{}")
    write_bytes(tmp_path / "home" / "dagster.yaml", b"telemetry: {enabled: false}")
    return settings


MADE_AGAIN = [
    ("tables/corpus/splits.parquet", "tables"),
    ("reports/models.html", "reports"),
    ("training_examples/0f/data.arrow", "examples"),
    ("base_models/smollm2/model.safetensors", "smollm2"),
    ("soundfont/font.sf3", "soundfont"),
    ("voice/voice.onnx", "voice"),
    ("fonts/cjk/font.otf", "fonts"),
]


def test_every_folder_of_the_data_root_is_packed_or_can_be_made_again(full_root: Settings) -> None:
    folders = full_root.folders
    names = {name for name, value in vars(Folders).items() if isinstance(value, property)}
    made_again = {name for _, name in MADE_AGAIN}
    packed = {path for _, path in backups.wanted(folders, backups.home())}
    for name in names - made_again - {"hub_pins"}:
        place = getattr(folders, name)
        assert any(place in path.parents for path in packed), f"{name} is not packed"
    for name in made_again:
        assert not any(getattr(folders, name) in path.parents for path in packed), f"{name} is packed"
    assert not [path for path in packed if "partial" in str(path) or path == folders.library / "film.lease"]


def test_a_backup_is_restored(full_root: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "backup.tar.gz"
    packed = backups.backup(full_root, file)
    assert "data/checkpoints/ngram/champion/counts.npy" in packed.files
    assert not [name for name in packed.files if "other" in name or "splits" in name]
    elsewhere = full_root.model_copy(
        update={"data_dir": str(tmp_path / "elsewhere"), "inbox_dir": str(tmp_path / "new-inbox")}
    )
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "new-home"))
    assert backups.restore(elsewhere, file) == packed
    before, after = full_root.folders, elsewhere.folders
    for name in packed.files:
        root, _, rest = name.partition("/")
        if root in ("data", "inbox") and not rest.endswith(".sqlite"):
            was, now = {"data": (before.data, after.data), "inbox": (before.inbox, after.inbox)}[root]
            assert (now / rest).read_bytes() == (was / rest).read_bytes(), name
    assert (after.inbox / "folder" / "dropped.mp4").exists()
    songs = [SongRequest.read(folder / SongRequest.FILE) for folder in all_songs(after.songs)]
    assert [song.text.partition("\n")[0] for song in songs] == ["Words that I wrote", "Another song"]
    shown = [folder / song.background for folder, song in zip(all_songs(after.songs), songs, strict=True)]
    assert [picture.read_bytes() for picture in shown] == [b"a picture"] * 2
    assert [tally.won for tally in tallies(votes_path(after), ("a", "b"))] == [1, 0]
    assert (tmp_path / "new-home" / "dagster.yaml").exists()
    assert (tmp_path / "new-home" / "runs" / "that-goes-on.lease").exists(), "it tells that the run went on there"
    with sqlite3.connect(elsewhere.folders.harvest / "answers.sqlite") as database:
        assert database.execute("select key from answers").fetchall() == [("kept",)]
    with pytest.raises(backups.BackupError, match="not empty"):
        backups.restore(elsewhere, file)
    third = elsewhere.model_copy(update={"data_dir": str(tmp_path / "third")})
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "third-home"))
    with pytest.raises(backups.BackupError, match=r"dropped\.mp4 exists already"):
        backups.restore(third, file)
    assert not third.folders.data.exists()


@pytest.mark.fault("corrupt input", "make restore", "refused; nothing is restored")
def test_a_damaged_backup_is_refused_and_restores_nothing(
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
