"""Fonts for lyric videos: fetched only for texts that need them, and verified by their checksum."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.fonts import fetch, fetch_for
from resources.fonts import FontError, FontPackage, own_fonts
from resources.packages import Member

FONT = b"letters"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A registry with one package."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    (tmp_path / "served").mkdir()
    with tarfile.open(tmp_path / "served" / "font.tgz", "w:gz") as archive:
        info = tarfile.TarInfo("package/Font.ttf")
        info.size = len(FONT)
        archive.addfile(info, io.BytesIO(FONT))
    served = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "served")))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}/font.tgz"
    served.shutdown()
    served.server_close()


def packages(address: str, content: bytes = FONT) -> dict[str, FontPackage]:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "emoji": FontPackage(
            address, (Member("package/Font.ttf", "Font.ttf", digest),), "OFL", ((0x96E8, 0x96E8),), 1.0
        )
    }


def test_a_font_is_fetched_once(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "fonts"
    [font] = fetch(folder, packages(address))
    assert font.read_bytes() == FONT
    assert fetch(folder, packages("http://127.0.0.1:9/never-asked.tgz")) == (font,), "it is there"


@pytest.mark.fault("corrupt input", "make fonts", "refused by its checksum")
def test_another_file_is_refused_and_not_stored(address: str, tmp_path: Path) -> None:
    with pytest.raises(FontError, match="SHA-256"):
        fetch(tmp_path / "fonts", packages(address, b"others"))
    assert own_fonts(tmp_path / "fonts", packages(address)) == ()


def test_only_a_text_that_needs_fonts_fetches_them_and_without_a_connection_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = packages("http://127.0.0.1:9/font.tgz")
    fetch_for("déjà vu, $5, “quoted” – ♪", tmp_path / "fonts", nowhere)
    assert capsys.readouterr().out == ""
    fetch_for("𐎀 is in no package", tmp_path / "fonts", nowhere)
    assert capsys.readouterr().out == ""
    fetch_for("out in the 雨", tmp_path / "fonts", nowhere)
    assert "made without these characters" in capsys.readouterr().out
