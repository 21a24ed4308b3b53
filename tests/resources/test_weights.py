"""The weights that a setting names, in a folder or on the hub, and their revision."""

from pathlib import Path

import pytest

from resources.hub import WeightsError, find_weights, folder_revision, pinned_commit
from resources.storage import write_json


@pytest.mark.parametrize("name", ["/no/such/model", "./model", "~/model", "model", "a/b/c"])
def test_a_name_written_as_a_path_is_a_folder(name: str) -> None:
    weights = find_weights(name)
    assert weights.folder
    with pytest.raises(WeightsError, match=r"contains no model \(config\.json is missing\)"):
        _ = weights.revision


def test_a_folder_of_that_name_comes_before_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_weights("owner/name").folder is None
    (tmp_path / "owner" / "name").mkdir(parents=True)
    assert find_weights("owner/name").folder == Path("owner/name")


def test_the_revision_of_a_repository_is_its_pinned_commit(tmp_path: Path) -> None:
    write_json(tmp_path / "pins.json", {"owner/name": "abc"})
    assert find_weights("owner/name", tmp_path / "pins.json").revision == "abc"
    assert pinned_commit("owner/name", tmp_path / "pins.json") == "abc"


@pytest.mark.parametrize(
    ("damaged", "told"),
    [
        (b'{"owner/name": "ab', "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "must map each repository to its commit"),
        (b'{"owner/name": null}', "must map each repository to its commit"),
        (b'{"another/name": 3}', "must map each repository to its commit"),
    ],
)
@pytest.mark.fault("damaged file", "models/* (BASE_MODELS=hub): base_model_pins.json", "fails and says what to do")
def test_damaged_pins_are_reported_and_not_overwritten(damaged: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / "pins.json").write_bytes(damaged)
    for name in ("owner/name", "new/name"):
        with pytest.raises(WeightsError, match=rf"pins\.json .*{told}.*Restore it, or delete it"):
            pinned_commit(name, tmp_path / "pins.json")
    assert (tmp_path / "pins.json").read_bytes() == damaged


def test_the_revision_of_a_folder_is_a_digest_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "decoder").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "decoder" / "weights").write_bytes(b"1")
    first = folder_revision(folder)
    (folder / ".cache").mkdir()
    (folder / ".cache" / "notes").write_text("downloaded today")
    assert folder_revision(folder) == first == find_weights(str(folder)).revision
    (folder / "decoder" / "weights").write_bytes(b"2")
    assert folder_revision(folder) != first


def test_all_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"state_dict\.bin and compression_state_dict\.bin are missing"):
        _ = find_weights(str(tmp_path), needed=("state_dict.bin", "compression_state_dict.bin")).revision
