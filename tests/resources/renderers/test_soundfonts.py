"""A SoundFont where one is installed: found, played note by note, recorded; and what is said when it cannot be."""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from pipelines.resources import build_renderer
from pipelines.settings import load_settings
from resources.licences import commercial_use
from resources.music.request import RenderedClip, RenderRequest
from resources.renderers.sketch import SketchParameters, SketchRenderer, soundfonts
from resources.renderers.sketch.soundfont_package import NAME
from resources.renderers.sketch.soundfonts import SoundFontError, find, play

RATE = 48_000
SOFT, LOUD = 64 / 127, 96 / 127  # velocities at which notes are rendered


class Synth:
    """tinysoundfont's interface; each sounding key is a level of its own."""

    def __init__(self, samplerate: int) -> None:
        self.on: set[tuple[int, int]] = set()
        self.programs: list[tuple[int, int, int, bool]] = []

    def sfload(self, font: bytes) -> int:
        if not font.startswith(b"RIFF"):
            raise RuntimeError("not a SoundFont")
        return 1

    def program_select(self, chan: int, sfid: int, bank: int, preset: int, is_drums: bool = False) -> None:
        self.programs.append((chan, bank, preset, is_drums))

    def noteon(self, chan: int, key: int, velocity: int) -> None:
        self.on.add((chan, key))

    def noteoff(self, chan: int, key: int) -> None:
        self.on.discard((chan, key))

    def sounds_off(self) -> None:
        self.on.clear()

    def generate(self, samples: int) -> memoryview:
        level = sum(key for _, key in self.on) / 1000
        return memoryview(np.full(2 * samples, level, np.float32).tobytes())


@pytest.fixture
def player(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("tinysoundfont")
    module.__spec__ = ModuleSpec("tinysoundfont", None)
    module.Synth = Synth  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tinysoundfont", module)
    soundfonts._synth.cache_clear()


@pytest.fixture
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "fonts" / "grand.sf2"
    path.parent.mkdir()
    path.write_bytes(b"RIFF and sounds")
    monkeypatch.setattr(soundfonts, "FOLDERS", (str(path.parent),))
    return path


def test_notes_sound_from_start_to_end(player: None, font: Path) -> None:
    found = find("auto")
    assert found is not None
    assert found.name.startswith("grand.sf2@")
    seconds = [(0.25, 0.75, 60, LOUD), (0.5, 1.0, 64, LOUD), (0.76, 0.95, 60, SOFT)]
    strokes = [(int(start * RATE), int(end * RATE), key, velocity) for start, end, key, velocity in seconds]
    sound = play(found, 0, strokes, RATE, RATE)
    assert sound.shape == (1, RATE), "mono, as it was recorded"
    levels = [round(float(sound[0, int(at * RATE)]) * 1000) for at in (0.1, 0.3, 0.6, 0.8, 0.97)]
    assert levels == [0, 60, 124, 124, 64], "a key that is struck again as it ends goes on"
    drum = play(found, 0, [(0, RATE // 2, 36, LOUD)], RATE, RATE, drums=True)
    assert round(float(drum[0, 100]) * 1000) == 36
    assert {*soundfonts._synth(found.path, RATE)[0].programs} == {(0, 0, 0, False), (9, 128, 0, True)}


def test_a_velocity_between_two_layers_has_its_own_level(player: None, font: Path) -> None:
    found = find("auto")
    assert found is not None
    soft, between, loud = (
        float(play(found, 0, [(0, RATE, 60, velocity)], RATE, RATE)[0, 0]) for velocity in (SOFT, 68 / 127, 72 / 127)
    )
    assert soft < between < loud
    assert between == pytest.approx(68 / 64 * soft)


def test_an_open_hi_hat_ends_when_it_is_closed(player: None, font: Path) -> None:
    found = find("auto")
    assert found is not None
    strokes = [(0, RATE, 46, LOUD), (RATE // 2, RATE, 42, LOUD), (0, RATE, 51, LOUD)]
    levels = play(found, 0, strokes, RATE, RATE, drums=True)[0, [100, RATE // 2 + 100]]
    assert (1000 * levels).round().tolist() == [46 + 51, 42 + 51]


def test_the_provenance_names_the_font(player: None, font: Path) -> None:
    with_font, computed = SketchRenderer("auto"), SketchRenderer("off")
    request = RenderRequest("a", "sad piano", 2.0, 1)
    (heard,), (plain,) = with_font.render([request]), computed.render([request])
    assert isinstance(heard, RenderedClip)
    assert isinstance(plain, RenderedClip)
    played, made = heard.provenance.parameters, plain.provenance.parameters
    assert isinstance(played, SketchParameters)
    assert isinstance(made, SketchParameters)
    assert played.instruments.startswith("grand.sf2@")
    assert made.instruments == "computed"
    assert heard.provenance.licence.endswith("the instruments of grand.sf2 (under that font's licence)")
    assert with_font.revision != computed.revision
    assert not np.array_equal(heard.audio, plain.audio)


def test_the_licence_of_the_fetched_font_is_known(player: None, font: Path) -> None:
    licence = SketchRenderer(str(font.rename(font.with_name(NAME)))).licence
    assert licence.endswith(f"the instruments of {NAME} (MIT)")
    assert commercial_use(licence)


def test_without_the_player_sounds_are_synthesised(font: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert find("auto") is None
    assert SketchRenderer("auto").revision == SketchRenderer("off").revision
    with pytest.raises(SoundFontError, match="--no-deps tinysoundfont"):
        find(str(font))


def test_a_chosen_font_that_cannot_be_played_is_an_error(player: None, font: Path, tmp_path: Path) -> None:
    with pytest.raises(SoundFontError, match="There is no SoundFont"):
        find(str(tmp_path / "none.sf2"))
    font.write_bytes(b"no font at all")
    found = find(str(font))
    assert found is not None
    with pytest.raises(SoundFontError, match="cannot be read"):
        play(found, 0, [], RATE, RATE)


def test_the_font_is_chosen_by_setting(tmp_path: Path) -> None:
    chosen = load_settings(soundfont=str(tmp_path / "a.sf2"), data_dir=str(tmp_path))
    renderer = build_renderer(chosen)
    with pytest.raises(SoundFontError, match=r"a\.sf2"):
        _ = renderer.revision
