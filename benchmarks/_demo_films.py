"""`python -m benchmarks._demo_films FOLDER`: four longer generated films (an arc, speech, slides, 64 cuts), scored as by the queue,
with spectrograms and piano rolls of their music.

What belongs here: making, scoring and plotting them. What does not: the shots themselves (_films.py), scoring (assets/soundtracks).
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assets.soundtracks.arc import film_energy
from assets.soundtracks.batch import Done, score_batch
from assets.soundtracks.library import admit
from assets.soundtracks.records import BriefRecord, ScoredRecord, SoundtrackRecord, VideoRecord
from assets.soundtracks.sidecar import make_sidecar
from benchmarks._films import FPS, HEIGHT, WIDTH, Film, Shot, quantise, slide, write_film
from pipelines.settings import load_settings
from resources.errors import TenthSymphonyError
from resources.media.sound import RATE, read_audio
from resources.music.request import RenderRequest
from resources.pronunciation import load_cmudict
from resources.renderers.sketch import SketchRenderer, understood, write
from resources.renderers.sketch.score import DRUMS, SWEEPS, Score
from resources.storage import write_json
from resources.voices.base import Utterance, Voice, VoiceError
from resources.voices.package import VoiceChoice

STEPS = ("video", "brief", "soundtrack", "scored_video")
NEAR = 0.04  # seconds; a cut and a beat closer than this are perceived as simultaneous
NARRATION = (
    "the river begins under the snow",
    "in spring it runs down to the fields",
    "people have lived beside it for a thousand years",
    "every summer the children swim here",
    "at night you hear the water and nothing else",
    "this is where the road ends",
)
NARRATION_INTERVAL = 11.0  # seconds


@dataclass(frozen=True, slots=True)
class DemoFilm:
    """A film, its request, and its own sound (float32, 2 × samples) or the reason why it has none."""

    film: Film
    prompt: str
    sound: np.ndarray | None = None
    note: str = ""


def arc_film() -> DemoFilm:
    """90 seconds: a quiet landscape, a chase of short shots, a quiet landscape."""
    rng = np.random.default_rng(1)
    quiet = [list(Shot(rng, moves=0.2).frames(10 * FPS)) for _ in range(6)]
    chase = [list(Shot(rng, moves=9.0).frames(int(rng.uniform(0.7, 1.6) * FPS))) for _ in range(26)]
    return DemoFilm(_join("arc", [*quiet[:3], *chase, *quiet[3:]]), "orchestral")


def narrated_film(voice: Voice | None) -> DemoFilm:
    """70 seconds of landscape with a narrator who speaks now and then."""
    rng = np.random.default_rng(2)
    film = _join("speech", [list(Shot(rng, moves=0.4).frames(10 * FPS)) for _ in range(7)])
    if voice is None:
        return DemoFilm(film, "warm acoustic guitar", note="without speech: no voice was fetched (make voice)")
    sound = np.random.default_rng(3).standard_normal(round(len(film.frames) / FPS * RATE)).astype(np.float32) * 1e-4
    for number, sentence in enumerate(NARRATION):
        spoken = _speak(voice, sentence, number)
        start = round((2 + NARRATION_INTERVAL * number) * RATE)
        sound[start : start + len(spoken)] += spoken[: len(sound) - start]
    return DemoFilm(film, "warm acoustic guitar", np.tile(sound, (2, 1)))


def slides_film() -> DemoFilm:
    """80 seconds of slides: pages of text, some with a picture instead."""
    rng = np.random.default_rng(4)
    parts = [
        [slide(rng)[0]] * (8 * FPS) if number % 3 else [next(Shot(rng).frames(1))] * (8 * FPS) for number in range(10)
    ]
    return DemoFilm(_join("slides", parts), "corporate, positive")


def film_of_64_cuts() -> DemoFilm:
    """A minute and a half of 65 shots."""
    rng = np.random.default_rng(5)
    parts = [list(Shot(rng, moves=2.0).frames(int(rng.uniform(0.8, 2.2) * FPS))) for _ in range(65)]
    return DemoFilm(_join("cuts", parts), "electronic, driving")


def _join(name: str, parts: list[list[np.ndarray]]) -> Film:
    edges = np.cumsum([len(part) for part in parts])[:-1] / FPS
    return Film(name, quantise([frame for part in parts for frame in part]), tuple(float(edge) for edge in edges), ())


def _speak(voice: Voice, sentence: str, take: int) -> np.ndarray:
    """A sentence at its natural pace, float32 at RATE."""
    from scipy.signal import resample_poly

    words = tuple(load_cmudict()[word] for word in sentence.split())
    spans = [span.natural for span in voice.spans(words)]
    onsets = 0.2 + np.cumsum([0.0, *spans])
    spoken = voice.say(Utterance(words, tuple(onsets[:-1].tolist()), float(onsets[-1]), take))
    return np.asarray(resample_poly(spoken.audio, RATE, voice.rate), np.float32)


def _open_voice() -> Voice | None:
    settings = load_settings()
    try:
        return VoiceChoice(settings.voice_choice, settings.folders.voice).open()
    except VoiceError as error:
        print(f"The film with speech has none: {error}")
        return None


def score_film(made: DemoFilm, folder: Path, renderer: SketchRenderer) -> Path:
    """Score a film as the queue does; return its folder in the library.

    Raises:
        TenthSymphonyError: a step failed.
    """
    path = folder / f"{made.film.name}.mp4"
    write_film(made.film, path, made.sound, RATE)
    sidecar = make_sidecar({"prompt": made.prompt, "candidates": 1}, "the film")
    key = admit(path, folder / "library", sidecar).key
    for result in score_batch(folder / "library", folder / "rejected", renderer, [key], STEPS):
        if not isinstance(result, Done):
            raise TenthSymphonyError(f"{made.film.name}, {result.step}: {result.reason}")
    return folder / "library" / key


def measure(place: Path, made: DemoFilm, score: Score) -> dict[str, Any]:
    """The metrics of a scored film."""
    video, music, mixed = _results(place)
    levels = _levels(music)
    energy = film_energy(video.picture, video.sound, video.facts.seconds)[: len(levels)]
    beats, cuts = np.asarray(score.grid.beats), np.asarray(BriefRecord.read(place / BriefRecord.FILE).brief.cuts)
    # As in docs/reference/quality.md: a beat or the eighth between two beats; and whole beats alone.
    near_eighths = score.grid.cut_errors(cuts) < NEAR if len(cuts) else np.zeros(0)
    near_beats = np.abs(cuts[:, None] - beats[None]).min(1) < NEAR if len(cuts) else np.zeros(0)
    detected = np.asarray(video.picture.cuts)
    is_detected = [
        float(np.abs(detected - cut).min()) < 1.5 / FPS if len(detected) else False for cut in made.film.hard
    ]
    return {
        "seconds": round(video.facts.seconds, 1),
        "cuts": len(made.film.hard),
        "cuts_found": round(float(np.mean(is_detected)), 3),
        "cuts_within_40_ms_of_a_beat_or_held_eighth": round(float(near_eighths.mean()), 3) if len(cuts) else None,
        "cuts_within_40_ms_of_a_whole_beat": round(float(near_beats.mean()), 3) if len(cuts) else None,
        "energy_range": round(float(np.ptp(energy)), 2),
        "loudness_follows_energy": round(float(np.corrcoef(levels[1:-1], energy[1:-1])[0, 1]), 2),
        "speech": round(video.own_speech, 3),
        "music_under_voices_db": _under_voices(mixed, music, video.own_voices),
        "sections": [f"{section.kind} {section.bars}" for section in score.sections],
        "mixed_peak": round(float(np.abs(mixed).max()), 3),
        "note": made.note,
    }


def _results(place: Path) -> tuple[VideoRecord, np.ndarray, np.ndarray]:
    """A scored film's analysis, its music, and the finished film's sound."""
    music = read_audio(place / SoundtrackRecord.read(place / SoundtrackRecord.FILE).best.file, RATE)
    mixed = read_audio(place / ScoredRecord.read(place / ScoredRecord.FILE).file, RATE)
    assert music is not None
    assert mixed is not None
    return VideoRecord.read(place / VideoRecord.FILE), music, mixed


def _under_voices(mixed: np.ndarray, music: np.ndarray, voices: Sequence[tuple[float, float]]) -> float | None:
    """By how many decibels the music goes down under speech, from its level in each quarter of a second of the film. None if the
    film has no speech.
    """
    if not voices:
        return None
    step = RATE // 4
    count = min(mixed.shape[1], music.shape[1]) // step
    film, plain = (sound[:, : count * step].mean(0, dtype=np.float64).reshape(count, step) for sound in (mixed, music))
    gain = 20 * np.log10(np.maximum((film * plain).sum(1) / ((plain**2).sum(1) + 1e-12), 1e-3))
    middles = (np.arange(count) + 0.5) * step / RATE
    spoken = np.array([any(start <= at <= end for start, end in voices) for at in middles])
    far = np.array([all(at < start - 1 or at > end + 1 for start, end in voices) for at in middles])
    return round(float(np.median(gain[spoken]) - np.median(gain[far])), 1)


def _levels(audio: np.ndarray) -> np.ndarray:
    """The level of each second in decibels."""
    whole = audio[:, : audio.shape[1] // RATE * RATE].reshape(2, -1, RATE).astype(np.float64)
    return 10 * np.log10((whole**2).mean((0, 2)) + 1e-9)


def draw(place: Path, made: DemoFilm, score: Score, path: Path) -> None:
    """Plot the film's energy, the music's level, spectrogram and notes, and the finished film's spectrogram, one above another."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    video, music, mixed = _results(place)
    figure, (curves, sound, roll, film) = plt.subplots(
        4, 1, figsize=(18, 17), sharex=True, height_ratios=(1, 2, 3, 2), constrained_layout=True
    )
    _draw_curves(curves, video, music)
    curves.set_title(f"{made.film.name}: {made.prompt}. {made.note}")
    _draw_spectrogram(sound, music, "music")
    _draw_notes(roll, score)
    _draw_spectrogram(film, mixed, "finished film")
    film.set_xlim(0, video.facts.seconds)
    film.set_xlabel("seconds")
    figure.savefig(path, dpi=75)
    plt.close(figure)


def _draw_curves(axis: Any, video: VideoRecord, music: np.ndarray) -> None:
    """The film's energy, cuts and speech, and the music's level."""
    energy, levels = film_energy(video.picture, video.sound, video.facts.seconds), _levels(music)
    axis.step(np.arange(len(energy)), energy, where="post", label="film's energy")
    axis.step(np.arange(len(levels)), np.clip(1 + levels / 40, 0, 1), where="post", label="music's level (40 dB)")
    axis.vlines(video.picture.cuts, 0, 1, color="grey", lw=0.4)
    for start, end in video.own_voices:
        axis.axvspan(start, end, color="tab:red", alpha=0.15)
    axis.legend(loc="upper right")


def _draw_spectrogram(axis: Any, audio: np.ndarray, name: str) -> None:
    axis.specgram(audio.mean(0), NFFT=4096, Fs=RATE, noverlap=2048, vmin=-150, vmax=-40, cmap="magma")
    axis.set_yscale("symlog", linthresh=200)
    axis.set_ylim(30, 20_000)
    axis.set_ylabel(f"{name}, Hz")


def _draw_notes(axis: Any, score: Score) -> None:
    """A piano roll in a colour for each part, the drums below, and the sections."""
    parts = list(dict.fromkeys(note.part for note in score.notes if note.part not in (DRUMS, SWEEPS)))
    drums = sorted({note.drum for note in score.notes if note.part == DRUMS})
    for number, part in enumerate(parts):
        notes = [(n.start, n.length, n.pitch, n.velocity) for n in score.notes if n.part == part]
        _draw_part(axis, notes, f"C{number}", part)
    hits = [(n.start, 0.06, 20 - drums.index(n.drum), n.velocity) for n in score.notes if n.part == DRUMS]
    _draw_part(axis, hits, "black", "drums")
    axis.set_ylabel("MIDI pitch; drums below")
    axis.legend(loc="upper right", ncols=len(parts) + 1)
    start = 0.0
    for section, end in _sections(score):
        axis.axvline(start, color="grey", lw=0.8)
        axis.text(start, 1.01, section, fontsize=9, transform=axis.get_xaxis_transform())
        start = end


def _sections(score: Score) -> list[tuple[str, float]]:
    """Each section's kind and its end in seconds."""
    edges, bar = [], 0
    downbeats = [*np.asarray(score.grid.downbeats).tolist(), score.grid.seconds]
    for section in score.sections:
        bar += section.bars
        edges.append((section.kind, float(downbeats[min(bar, len(downbeats) - 1)])))
    return edges


def _draw_part(axis: Any, notes: list[tuple[float, float, int, float]], colour: str, name: str) -> None:
    if notes:
        start, length, pitch, velocity = np.array(notes).T
        axis.hlines(pitch, start, start + length, colors=colour, lw=2.2, alpha=np.clip(velocity, 0.2, 1), label=name)


def main(folder: Path) -> None:
    """Make, score, measure and draw all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    renderer = SketchRenderer(load_settings().soundfont_choice)
    films: list[Callable[[], DemoFilm]] = [arc_film, lambda: narrated_film(_open_voice()), slides_film, film_of_64_cuts]
    results = {}
    for make in films:
        made = make()
        place = score_film(made, folder, renderer)
        request: RenderRequest = BriefRecord.read(place / BriefRecord.FILE).brief.requests()[0]
        score = write(understood(request))
        results[made.film.name] = measure(place, made, score)
        draw(place, made, score, folder / f"{made.film.name}.png")
        print(made.film.name, results[made.film.name], flush=True)
    write_json(folder / "films.json", {"picture": f"{WIDTH}x{HEIGHT}", "films": results})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m benchmarks._demo_films FOLDER")
    main(Path(sys.argv[1]))
