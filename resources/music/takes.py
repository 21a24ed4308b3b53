"""Takes: a renderer plays several and chooses one. They are judged by tempo, key, beats on cuts, silence, clipping,
noise and, if a judge is available, their match with the prompt.

What belongs here: measuring takes and choosing among them. What does not: making them (resources/renderers), the judge of the
match (renderers/clap.py), the candidates that users choose from (assets/soundtracks).
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

HEARD_SECONDS = 120  # for a longer take, its middle part
FRAME, HOP = 4096, 512
# Spectral flatness: tonal music is below the first value, white noise has 0.56.
TONAL, NOISE = 0.1, 0.5
CLIPPED_WORST = 0.01  # share of samples at which clipping counts in full
TEMPO_WORST = 0.08  # octaves (6 %) at which a tempo counts as missed
CUT_WORST = 0.25  # seconds from a cut to its nearest beat that count as a full fault
FITS_WELL = 0.5  # the similarity of prompt and sound that counts as perfect; MusicGen has 0.28 on average
LOUDEST = 1e4  # a sample 80 dB above full scale is not sound
BROKEN = "What the model played is no sound: its numbers overflowed."
NO_WORD_JUDGE = "CLAP_MODEL is not set: how well the words fit was not judged"


class WordJudge(Protocol):
    """An interface: measures how well a sound matches a text."""

    @property
    def name(self) -> str:
        """The name that is recorded."""
        ...

    def similarity(self, text: str, audio: np.ndarray, rate: int) -> float:
        """The similarity, -1 to 1. `audio`: float32 of shape (channels, samples)."""
        ...


@dataclass(frozen=True, slots=True)
class Listened:
    """The measurements of a take, and how well each key fits it (a correlation, -1 to 1)."""

    heard: Heard
    fits: dict[str, float]

    def faults(self, tempo: float | None, tonality: str | None) -> dict[str, float]:
        """The faults of a take, each from 0 to 1; tempo and key only if they were requested.

        Half or twice the wanted tempo is not a fault, since it is the same beat counted differently.
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
    """A take of the requested length, with its beats aligned with the cuts as far as possible: its measurements, its
    faults (0 to 1 each), and the seconds cut off before it. `audio`: float32 of shape (channels, samples). `broken`:
    some samples were not finite or absurdly large, as when a model overflows in low precision; they are replaced with
    silence.
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
    """Align a take with the cuts, and judge it.

    Args:
        audio: float32 of shape (channels, samples), at least as long as requested.
        words: measures the match with the prompt; None skips that.

    Raises:
        TenthSymphonyError: the judge of the match failed.
    """
    sound = np.abs(audio) < LOUDEST  # False for NaN
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
    """The record of the choice among a request's takes."""
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
    """Measure a take, float32 of shape (channels, samples); for a long one, its middle part."""
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
    """The magnitude spectrogram, shape (frames, frequencies)."""
    padded = np.pad(mono, (0, max(0, FRAME - len(mono))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    return np.abs(np.fft.rfft(frames * np.hanning(FRAME).astype(np.float32), axis=1)).astype(np.float32)


def _flatness(spectrum: np.ndarray) -> float:
    """Spectral flatness: geometric mean of the power spectrum divided by its arithmetic mean; median of audible frames."""
    power = spectrum[:, 1:].astype(np.float64) ** 2
    power = power[power.mean(1) > 1e-6]
    if not len(power):
        return 0.0
    return float(np.median(np.exp(np.log(power + 1e-12).mean(1)) / power.mean(1)))
