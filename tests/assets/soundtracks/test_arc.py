"""The arc of a film: its energy, and music that follows it."""

import numpy as np
import pytest

from assets.soundtracks.arc import film_energy, in_words, music_energy
from resources.audio import loudness
from resources.media.look import PictureFacts
from resources.media.sound import SoundFacts
from resources.music.request import RenderedClip, RenderRequest
from resources.music.styles import STYLES
from resources.renderers.sketch import SketchRenderer, write

SILENT = SoundFacts(float("-inf"), 0.0)
ARCS = {
    "quiet, action, quiet": [0.05] * 20 + [0.8] * 20 + [0.05] * 20,
    "action first": [0.8] * 25 + [0.08] * 35,
    "action last": [0.08] * 35 + [0.8] * 25,
}


def film(movement: list[float]) -> PictureFacts:
    cuts = tuple(float(second) + 0.5 for second, moves in enumerate(movement) if moves > 0.5)
    return PictureFacts(0.5, 0.5, float(np.mean(movement)), cuts, tuple(movement), (0.5,) * len(movement))


@pytest.mark.parametrize("style", ["synthwave", "epic", "rock", "lofi"])
@pytest.mark.parametrize("name", ARCS)
def test_the_music_follows_the_film(name: str, style: str) -> None:
    wanted = film_energy(film(ARCS[name]), SILENT, 60.0)
    energy = music_energy(wanted, 0.5)
    (clip,) = SketchRenderer().render([RenderRequest("k", "", 60.0, 3, style=style, energy=energy)])
    assert isinstance(clip, RenderedClip)
    seconds = [max(-60.0, loudness(clip.audio[:, n * 48000 : (n + 3) * 48000], 48000)) for n in range(57)]
    assert np.corrcoef(seconds, [np.mean(wanted[n : n + 3]) for n in range(57)])[0, 1] > 0.6


@pytest.mark.parametrize("name", ARCS)
def test_more_notes_are_played_in_busy_passages(name: str) -> None:
    wanted = film_energy(film(ARCS[name]), SILENT, 60.0)
    for style in list(STYLES)[::4]:
        energy = music_energy(wanted, STYLES[style].energy)
        score = write(RenderRequest("k", "", 60.0, 3, style=style, energy=energy))
        at = np.array([note.start for note in score.notes])
        played = [((at >= n) & (at < n + 5)).sum() for n in range(55)]
        assert np.corrcoef(played, [wanted[n : n + 5].mean() for n in range(55)])[0, 1] > 0.6, style


def test_a_film_without_an_arc_gets_none() -> None:
    flat = film_energy(film([0.3] * 60), SILENT, 60.0)
    assert len(set(music_energy(flat, 0.4))) == 1
    assert "throughout" in in_words(flat.tolist())


def test_the_arc_is_described() -> None:
    told = in_words(film_energy(film(ARCS["quiet, action, quiet"]), SILENT, 60.0).tolist())
    assert "starts quiet" in told
    assert "ends quiet" in told


def test_a_burst_is_described_and_noise_is_not() -> None:
    burst = [0.1] * 44 + [0.6] * 6 + [0.1] * 10
    assert in_words(burst) == "the film is quiet most of the time; it is liveliest at 0:44"
    noise = np.tile([0.38, 0.42, 0.46, 0.42], 15)
    assert in_words(noise.tolist()) == "the film is equally lively throughout"
    assert len(set(music_energy(noise, 0.4))) == 1


def test_a_calm_film_gets_a_flat_arc() -> None:
    weak = 0.4 + 0.09 * np.sin(np.arange(60) / 5)
    energy = music_energy(weak, 0.5)
    assert 0.1 < max(energy) - min(energy) < 0.4


def test_the_music_is_calmer_while_someone_speaks() -> None:
    talks = SoundFacts(-20.0, 0.3, ((20.0, 40.0),), "silero-vad", (-20.0,) * 60)
    energy = film_energy(film([0.3] * 60), talks, 60.0)
    assert energy[30] < energy[10]
