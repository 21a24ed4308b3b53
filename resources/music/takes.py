"""Takes: what a renderer plays several of to choose one. They are judged by tempo, key, beats on cuts, silence, clipping
and noise, and by the prompt's words where a judge of those is at hand.

What belongs here: measuring takes and choosing among them. What does not: making them (resources/renderers), the judge of
words (renderers/clap.py), the candidates that a person chooses from (assets/soundtracks).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from resources.audio import silence_share, without_rumble
from resources.music.alignment import align
from resources.music.listening import as_counted, hear_beats
from resources.music.provenance import Choice, Heard
from resources.music.request import RenderRequest
from resources.music.tonality import as_written, key_fits

HEARD_SECONDS = 120  # of a longer take, its middle
FRAME, HOP = 4096, 512
# Spectral flatness: tonal music is under the first, white noise at 0.56.
TONAL, NOISE = 0.1, 0.5
CLIPPED_WORST = 0.01  # share of samples at which clipping counts in full
TEMPO_WORST = 0.08  # octaves (6 %) at which a tempo counts as missed
CUT_WORST = 0.25  # seconds between a cut and its nearest beat at which it counts in full
FITS_WELL = 0.5  # a similarity of words and sound that leaves nothing to wish for; MusicGen has 0.28 on average
LOUDEST = 1e4  # a sample of 80 dB over full scale is no sound
BROKEN = "What the model played is no sound: its numbers overflowed."
NO_WORD_JUDGE = "CLAP_MODEL is not set: how well the words fit was not judged"


class WordJudge(Protocol):
    """What can tell how well a sound fits a text."""

    @property
    def name(self) -> str:
        """As it is recorded."""
        ...

    def similarity(self, text: str, audio: np.ndarray, rate: int) -> float:
        """From -1 to 1; `audio`: float32 of shape (channels, samples)."""
        ...


@dataclass(frozen=True, slots=True)
class Listened:
    """What is heard in a take, and how well each key fits it (a correlation, -1 to 1)."""

    heard: Heard
    fits: dict[str, float]

    def faults(self, tempo: float | None, tonality: str | None) -> dict[str, float]:
        """What speaks against it, each from 0 to 1; tempo and key only where one was asked for.

        A tempo of half or twice the wanted one is the same beat counted otherwise.
        """
        heard = self.heard
        faults = {
            "silence": heard.silence,
            "clipping": min(1.0, heard.clipped / CLIPPED_WORST),
            "noise": float(np.clip((heard.flatness - TONAL) / (NOISE - TONAL), 0, 1)),
        }
        if tempo is not None:
            counted = as_counted(heard.tempo, tempo)
            faults["tempo"] = 1.0 if counted is None else float(min(1.0, abs(np.log2(counted / tempo)) / TEMPO_WORST))
        if tonality is not None:
            faults["key"] = float(np.clip(self.fits[heard.tonality] - self.fits[as_written(tonality)], 0, 1))
        return faults


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A take as long as it was asked for, its beats on the cuts as far as they can be: what is heard in it, what speaks
    against it (0 to 1 each), and the seconds that were left out before it. `audio`: float32, (channels, samples).
    `broken`: some of its samples were no finite numbers, or beyond all measure, as when a model overflows in low
    precision; they are silence here.
    """

    audio: np.ndarray
    heard: Heard
    faults: dict[str, float]
    moved: float
    broken: bool

    @property
    def badness(self) -> float:
        """The sum of its faults."""
        return sum(self.faults.values())


def judge(audio: np.ndarray, rate: int, request: RenderRequest, words: WordJudge | None) -> Take:
    """Align what was played with the cuts, and judge it.

    Args:
        audio: float32 of shape (channels, samples), at least as long as asked for.
        words: judges how well the sound fits the prompt; None leaves that out.

    Raises:
        TenthSymphonyError: the judge of words cannot judge.
    """
    sound = np.abs(audio) < LOUDEST  # not so of NaN
    broken = not sound.all()
    aligned = align(np.where(sound, audio, np.float32(0)) if broken else audio, rate, request)
    listened = listen(aligned.audio, rate)
    faults = listened.faults(request.tempo, request.tonality)
    if aligned.error is not None:
        faults["cuts"] = min(1.0, aligned.error / CUT_WORST)
    if words is not None:
        faults["words"] = 1 - min(1.0, max(0.0, words.similarity(request.prompt, aligned.audio, rate)) / FITS_WELL)
    return Take(without_rumble(aligned.audio, rate), listened.heard, faults, aligned.moved, broken)


def best_of(takes: Sequence[Take]) -> int:
    """The index of the take with the fewest faults, the first of equals; a broken one only if all are."""
    return min(range(len(takes)), key=lambda index: (takes[index].broken, takes[index].badness))


def choice_of(takes: Sequence[Take], words: WordJudge | None) -> Choice:
    """The choice among a request's takes, as it is recorded."""
    best = best_of(takes)
    chosen = takes[best]
    return Choice(
        take=best,
        faults={name: round(fault, 4) for name, fault in chosen.faults.items()},
        faults_of_takes=tuple(round(take.badness, 4) for take in takes),
        words_judged_by=NO_WORD_JUDGE if words is None else words.name,
        left_out_before_seconds=round(chosen.moved, 3),
        heard=chosen.heard,
    )


def listen(audio: np.ndarray, rate: int) -> Listened:
    """Measure a take, float32 of shape (channels, samples); of a long one, its middle."""
    most = HEARD_SECONDS * rate
    first = max(0, (audio.shape[1] - most) // 2)
    part = audio[:, first : first + most]
    spectrum = _spectrum(part.mean(0))
    fits = key_fits(spectrum, rate)
    tempo, _ = hear_beats(part, rate)
    heard = Heard(
        silence=round(silence_share(part, rate), 4),
        clipped=round(float((np.abs(part) >= 1.0).mean()), 4),
        flatness=round(_flatness(spectrum), 4),
        tempo=None if tempo is None else round(tempo, 4),
        tonality=max(fits, key=lambda key: fits[key]),
    )
    return Listened(heard, fits)


def _spectrum(mono: np.ndarray) -> np.ndarray:
    """Magnitudes (frames, frequencies)."""
    padded = np.pad(mono, (0, max(0, FRAME - len(mono))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    return np.abs(np.fft.rfft(frames * np.hanning(FRAME).astype(np.float32), axis=1)).astype(np.float32)


def _flatness(spectrum: np.ndarray) -> float:
    """The median over audible frames of the spectrum's geometric against its arithmetic mean, in power."""
    power = spectrum[:, 1:].astype(np.float64) ** 2
    power = power[power.mean(1) > 1e-6]
    if not len(power):
        return 0.0
    return float(np.median(np.exp(np.log(power + 1e-12).mean(1)) / power.mean(1)))
