"""Takes: what a renderer plays several of to choose one. They are judged by tempo, key, beats on cuts, silence, clipping
and noise, and by the prompt's words where a judge of those is at hand.

What belongs here: measuring takes and choosing among them. What does not: making them (resources/renderers), the judge of
words (renderers/clap.py), the candidates that a person chooses from (assets/soundtracks).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np

from resources.audio import silence_share, without_rumble
from resources.music.alignment import align
from resources.music.request import RenderRequest
from resources.music.tonality import as_written, key_fits

HEARD_SECONDS = 120  # of a longer take, its middle
FRAME, HOP = 4096, 512
SLOWEST, FASTEST, USUAL = 40.0, 240.0, 120.0
# Spectral flatness: tonal music is under the first, white noise at 0.56.
TONAL, NOISE = 0.1, 0.5
CLIPPED_WORST = 0.01  # share of samples at which clipping counts in full
TEMPO_WORST = 0.08  # octaves (6 %) at which a tempo counts as missed
CUT_WORST = 0.25  # seconds between a cut and its nearest beat at which it counts in full
WELL_SAID = 0.5  # a similarity of words and sound that leaves nothing to wish for; MusicGen has 0.28 on average
CLAP_UNSET = "CLAP_MODEL is not set: how well the words fit was not judged"


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
class Take:
    """What is heard in a take: shares from 0 to 1, tempo in beats per minute, each key's fit as a correlation."""

    silence: float
    clipped: float
    flatness: float
    tempo: float
    fits: dict[str, float]

    @property
    def tonality(self) -> str:
        """The key that fits best."""
        return max(self.fits, key=lambda key: self.fits[key])

    def faults(self, tempo: float | None, tonality: str | None) -> dict[str, float]:
        """What speaks against it, each from 0 to 1; tempo and key only where one was asked for.

        A tempo of half or twice the wanted one is the same beat counted otherwise.
        """
        found = {
            "silence": self.silence,
            "clipping": min(1.0, self.clipped / CLIPPED_WORST),
            "noise": float(np.clip((self.flatness - TONAL) / (NOISE - TONAL), 0, 1)),
        }
        if tempo is not None:
            octaves = np.log2(self.tempo / tempo) if self.tempo else 0.5
            found["tempo"] = float(min(1.0, abs(octaves - np.round(octaves)) / TEMPO_WORST))
        if tonality is not None:
            found["key"] = float(np.clip(self.fits[self.tonality] - self.fits[as_written(tonality)], 0, 1))
        return found

    def to_dict(self) -> dict[str, Any]:
        """What was heard, as JSON holds it."""
        shown = asdict(self)
        del shown["fits"]
        return {name: round(value, 4) for name, value in shown.items()} | {"tonality": self.tonality}


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A take as long as it was asked for, its beats on the cuts as far as they can be: what is heard in it, what speaks
    against it (0 to 1 each), how much was left out before it, and how far the worst cut is from a beat, in seconds.
    """

    audio: np.ndarray
    take: Take
    faults: dict[str, float]
    moved: float
    cut_error: float | None

    @property
    def badness(self) -> float:
        """All that speaks against it."""
        return sum(self.faults.values())


def judge(audio: np.ndarray, rate: int, request: RenderRequest, words: WordJudge | None) -> Judged:
    """Align a take with the cuts and judge it.

    Raises:
        TenthSymphonyError: the judge of words cannot judge.
    """
    aligned = align(audio, rate, request)
    take = listen(aligned.audio, rate)
    faults = take.faults(request.tempo, request.tonality)
    if aligned.error is not None:
        faults["cuts"] = min(1.0, aligned.error / CUT_WORST)
    if words is not None:
        faults["words"] = 1 - min(1.0, max(0.0, words.similarity(request.prompt, aligned.audio, rate)) / WELL_SAID)
    return Judged(without_rumble(aligned.audio, rate), take, faults, aligned.moved, aligned.error)


def best_of(takes: Sequence[Judged]) -> int:
    """The place of the take with the fewest faults, the first of equals."""
    return min(range(len(takes)), key=lambda place: (takes[place].badness, place))


def to_parameters(takes: Sequence[Judged], words: WordJudge | None) -> dict[str, Any]:
    """What the choice among a request's takes is told by."""
    best = best_of(takes)
    chosen = takes[best]
    return {
        "take": best,
        "faults_of_takes": {str(place): round(judged.badness, 4) for place, judged in enumerate(takes)},
        "faults": {name: round(fault, 4) for name, fault in chosen.faults.items()},
        "clap": CLAP_UNSET if words is None else words.name,
        "left_out_before_seconds": round(chosen.moved, 3),
        "heard": chosen.take.to_dict(),
    }


def listen(audio: np.ndarray, rate: int) -> Take:
    """Measure a take, float32 of shape (channels, samples)."""
    most = HEARD_SECONDS * rate
    first = max(0, (audio.shape[1] - most) // 2)
    heard = audio[:, first : first + most]
    spectrum = _spectrum(heard.mean(0), rate)
    return Take(
        silence=silence_share(heard, rate),
        clipped=float((np.abs(heard) >= 1.0).mean()),
        flatness=_flatness(spectrum),
        tempo=_tempo(spectrum, rate),
        fits=key_fits(spectrum, rate),
    )


def _spectrum(mono: np.ndarray, rate: int) -> np.ndarray:
    """Magnitudes (frames, frequencies)."""
    del rate
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


def _tempo(spectrum: np.ndarray, rate: int) -> float:
    """The tempo of the onsets, 0 where there are none: the strongest period of the spectral flux, weighted towards
    120 beats per minute (Ellis, "Beat tracking by dynamic programming", 2007).
    """
    flux = np.maximum(0, np.diff(np.log1p(10 * spectrum), axis=0)).sum(1)
    flux = flux - flux.mean() if len(flux) else flux
    # The flux is so smooth that neighbouring lags say nearly the same; a comb of four beats tells them apart.
    longest = int(60 / SLOWEST * rate / HOP) + 2
    if len(flux) < 2 * longest or not flux.any():
        return 0.0
    size = 2 ** int(np.ceil(np.log2(2 * len(flux))))
    echo = np.fft.irfft(np.abs(np.fft.rfft(flux, size)) ** 2)[: len(flux)] / np.arange(len(flux), 0, -1)
    tempi = np.geomspace(SLOWEST, FASTEST, 1200)
    lags = 60 / tempi * rate / HOP
    strength = np.zeros(len(tempi))
    for beats in (1, 2, 4):
        strength += np.interp(beats * lags, np.arange(len(echo)), echo, right=0.0)
    strength *= np.exp(-0.5 * np.log2(tempi / USUAL) ** 2)
    return float(tempi[int(np.argmax(strength))]) if strength.max() > 0 else 0.0
