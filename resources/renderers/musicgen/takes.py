"""Judging takes of one piece without any model: tempo, key, silence, clipping, noise.

What belongs here: measuring sound and comparing takes. What does not: making them (engine.py).

Whether a take fits the prompt's words is not judged: that needs a model of text and sound.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from resources.audio import silence_share

HEARD_SECONDS = 120  # of a longer take, its middle
FRAME, HOP = 4096, 512
SLOWEST, FASTEST, USUAL = 40.0, 240.0, 120.0
LOWEST_HZ, HIGHEST_HZ = 100.0, 2000.0
PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLATS = {"Db": "C#", "Eb": "D#", "Gb": "F#", "Ab": "G#", "Bb": "A#", "Cb": "B", "Fb": "E", "E#": "F", "B#": "C"}
# How well each pitch class fits a key: Krumhansl & Kessler, "Tracing the dynamic changes in perceived tonal
# organization", 1982.
PROFILES = {
    "major": (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    "minor": (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
# Spectral flatness: tonal music is under the first, white noise at 0.56.
TONAL, NOISE = 0.1, 0.5
CLIPPED_WORST = 0.01  # share of samples at which clipping counts in full
TEMPO_WORST = 0.08  # octaves (6 %) at which a tempo counts as missed


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
            found["key"] = float(np.clip(self.fits[self.tonality] - self.fits[_sharp(tonality)], 0, 1))
        return found

    def to_dict(self) -> dict[str, Any]:
        """What was heard, as JSON holds it."""
        shown = asdict(self)
        del shown["fits"]
        return {name: round(value, 4) for name, value in shown.items()} | {"tonality": self.tonality}


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
        fits=_key_fits(spectrum, rate),
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


def _key_fits(spectrum: np.ndarray, rate: int) -> dict[str, float]:
    """Each key's correlation with how much of each pitch class is heard."""
    hertz = np.arange(spectrum.shape[1]) * rate / FRAME
    wanted = (hertz > LOWEST_HZ) & (hertz < HIGHEST_HZ)
    pitch = np.round(12 * np.log2(hertz[wanted] / 440.0)).astype(int) + 9
    chroma = np.bincount(pitch % 12, weights=np.sqrt(spectrum[:, wanted].mean(0)), minlength=12)
    if not chroma.any() or chroma.std() == 0:
        chroma = np.arange(12.0)  # silence is in no key: any fits badly
    return {
        f"{tonic} {mode}": float(np.corrcoef(np.roll(profile, place), chroma)[0, 1])
        for mode, profile in PROFILES.items()
        for place, tonic in enumerate(PITCHES)
    }


def _sharp(tonality: str) -> str:
    tonic, mode = tonality.split()
    return f"{FLATS.get(tonic, tonic)} {mode}"
