"""`rap`: timing and intelligibility of a verse on the beat, against the same voice at its own pace.

What belongs here: the comparison. What does not: the voice (resources/voices), the flow (assets/songs/flow.py), finding onsets
(_onsets.py). Words are recognised by pocketsphinx, whose wheel contains its model.
"""

import re
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.songs.mixdown import backing_request, mix
from assets.songs.plan import PlannedLine, SongPlan, plan_song
from assets.songs.vocals import RATE, sing
from assets.songs.words import sections_of_text
from benchmarks._onsets import SEARCHED_FROM, Aligner, NoLabelledSpeechError, by_fours, found_in, labelled_speech
from pipelines.settings import load_settings
from resources.music.request import RenderedClip
from resources.renderers.sketch import SketchRenderer
from resources.voices.base import Utterance, Voice, VoiceError
from resources.voices.package import FETCH, VoiceChoice

TEXT = """[Verse 1]
I walked the city till the streetlights died
my shadow kept on talking at my side
the rain was drumming on the window glass
and every second was a train that passed
I had a pocket full of broken clocks
a ticket home and holes in both my socks
my mother told me never trust the moon
it takes your morning and it leaves too soon

[Hook]
so let it rain, let it rain on me
I was a river, now I am the sea
let it rain till the gutters sing
I lost my crown but I kept the ring

[Verse 2]
the corner store is selling sleep for cheap
the promises I made are hard to keep
I count the windows burning after three
and one of them is waiting up for me
"""
ON_TIME = 0.015  # seconds
CLASSES = {
    "after l or r": ("L", "R"), "after m, n or ng": ("M", "N", "NG"), "after p, t or k": ("P", "T", "K"),
    "after b, d or g": ("B", "D", "G"), "after v, z or th": ("V", "Z", "DH", "ZH"), "after s, f or sh": ("S", "F", "SH", "TH"),
    "after w or y": ("W", "Y"), "after ch, j or h": ("CH", "JH", "HH"),
}  # fmt: skip
ELSE = "first in its line, or after a vowel"


class _Recogniser:
    """An offline speech recogniser for general English."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=16_000, loglevel="FATAL")

    def words(self, audio: np.ndarray, rate: int) -> list[str]:
        from scipy.signal import resample_poly

        common = int(np.gcd(rate, 16_000))
        heard = np.asarray(resample_poly(audio, 16_000 // common, rate // common))
        heard = np.concatenate([np.zeros(4000), heard / np.abs(heard).max() * 0.7, np.zeros(4000)])
        self._decoder.start_utt()
        self._decoder.process_raw((heard * 32_767).astype(np.int16).tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return found.hypstr.split() if found else []


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The number of inserted, deleted and substituted words (Levenshtein distance)."""
    row = np.arange(len(heard) + 1)
    for i, word in enumerate(said, 1):
        before, row = row, np.empty_like(row)
        row[0] = i
        for j, other in enumerate(heard, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (word != other))
    return int(row[-1])


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z' ]", "", text.lower()).split()


def _at_own_pace(line: PlannedLine, voice: Voice) -> Utterance:
    starts = np.concatenate([[0.0], np.cumsum([span.natural for span in voice.spans(line.sounds)])])
    return Utterance(line.sounds, tuple(starts[:-1].tolist()), float(starts[-1]))


def _on_the_grid(line: PlannedLine) -> Utterance:
    first = line.onsets[0]
    return Utterance(line.sounds, tuple(onset - first for onset in line.onsets), line.end - first)


def classes_of(line: PlannedLine) -> list[str]:
    """The class of the sound before each vowel."""
    found, before = [], ""
    for phone in (phone for word in line.sounds for phone in word.split()):
        if phone[-1].isdigit():
            found.append(next((name for name, phones in CLASSES.items() if before in phones), ELSE))
        before = phone
    return found


def told(errors: Sequence[float]) -> dict[str, float]:
    """Statistics of onset errors in seconds."""
    known = np.array(errors)[~np.isnan(errors)]
    off = np.abs(known)
    return {
        "vowels": float(len(off)),
        "median_ms": 1000 * float(np.median(off)),
        "bias_ms": 1000 * float(np.median(known)),
        "p90_ms": 1000 * float(np.percentile(off, 90)),
        "within_15_ms": float((off <= ON_TIME).mean()),
    }


def by_class(errors: Sequence[float], classes: Sequence[str]) -> dict[str, dict[str, float]]:
    """For each class: number of vowels, errors in ms, and bias (negative if they are heard before their slot)."""
    of_class = {
        name: [error for error, kind in zip(errors, classes, strict=True) if kind == name] for name in (*CLASSES, ELSE)
    }
    return {name: told(own) for name, own in of_class.items() if np.isfinite(own).any()}


def on_labelled_speech(lines: Sequence[str]) -> dict[str, Any]:
    """The same on speech with known vowel onsets, which shows how far the methods can be trusted.

    Raises:
        NoLabelledSpeechError: there is no such speech.
    """
    aligner, rng = Aligner(), np.random.default_rng(0)
    errors: dict[str, list[float]] = {}
    for speech in labelled_speech(lines):
        near = _about(speech.onsets, rng)
        found = found_in(aligner, speech.audio, speech.rate, near, by_fours(speech.phones))
        for name, onsets in found.items():
            errors.setdefault(name, []).extend((onsets - speech.onsets).tolist())
    return {name: told(of) for name, of in errors.items()}


def _about(places: np.ndarray, rng: np.random.Generator) -> list[float]:
    """The places around which onsets are searched: the true places with a random offset, so that they are not given away."""
    return (places + rng.uniform(-SEARCHED_FROM, SEARCHED_FROM, len(places))).tolist()


def measure(plan: SongPlan, voice: Voice) -> dict[str, Any]:
    """Over all lines: onset errors in ms, the squeeze, word error rates, and seconds of voice per second of work."""
    recogniser, aligner, rng = _Recogniser(), Aligner(), np.random.default_rng(0)
    errors: dict[str, list[float]] = {}
    classes: list[str] = []
    squeeze = 1.0
    wrong = {"on the grid": 0, "own pace": 0}
    words, seconds, busy = 0, 0.0, 0.0
    for line in plan.lines:
        said = _words(line.text)
        words += len(said)
        started = time.perf_counter()
        spoken = voice.say(_on_the_grid(line))
        busy += time.perf_counter() - started
        seconds += len(spoken.audio) / voice.rate
        squeeze = min(squeeze, spoken.squeeze)
        places = np.array(line.onsets) - line.onsets[0] - spoken.starts
        phones = [re.sub(r"\d", "", word).split() for word in line.sounds]
        found = found_in(aligner, spoken.audio, voice.rate, _about(places, rng), phones)
        for name, onsets in found.items():
            errors.setdefault(name, []).extend((onsets - places).tolist())
        classes += classes_of(line)
        wrong["on the grid"] += word_errors(said, recogniser.words(spoken.audio, voice.rate))
        own = voice.say(_at_own_pace(line, voice))
        wrong["own pace"] += word_errors(said, recogniser.words(own.audio, voice.rate))
    return {
        "onsets": {name: told(of) | {"by_class": by_class(of, classes)} for name, of in errors.items()},
        "word_errors_on_the_grid": wrong["on the grid"] / words,
        "word_errors_at_own_pace": wrong["own pace"] / words,
        "times_real_time": seconds / busy,
        "squeeze": squeeze,
    }


def in_the_mix(plan: SongPlan, voice: Voice) -> float:
    """The share of words misheard over a beat by the embedded composer."""
    clip = next(iter(SketchRenderer("off").render([backing_request(plan, "rap", "", 1)])))
    assert isinstance(clip, RenderedClip)
    song = mix(plan, clip.audio, sing(plan, voice)[0]).mean(0)
    recogniser, wrong, words = _Recogniser(), 0, 0
    for line in plan.lines:
        said = _words(line.text)
        words += len(said)
        heard = song[round((line.onsets[0] - 0.15) * RATE) : round((line.end + 0.1) * RATE)]
        wrong += word_errors(said, recogniser.words(heard, RATE))
    return wrong / words


def _labelled_or_why(plan: SongPlan) -> dict[str, Any] | str:
    try:
        return on_labelled_speech([line.text for line in plan.lines])
    except NoLabelledSpeechError as error:
        return f"not run: {error}"


def run() -> dict[str, Any]:
    """The word errors of both; the flow's metrics against those of even and random placement.

    Raises:
        VoiceError: the voice was not fetched.
    """
    voice = VoiceChoice("auto", load_settings().folders.voice).open()
    if voice is None:
        raise VoiceError("There is no voice.", remedy=FETCH)
    sections = sections_of_text(TEXT, Pronouncer())
    plan = plan_song(sections, voice.spans, title="Rain", style="boom-bap")
    measured = measure(plan, voice)
    ours, alternative = measured["word_errors_on_the_grid"], measured["word_errors_at_own_pace"]
    return {
        "name": "rap",
        "ours": ours,
        "alternative": alternative,
        "ratio": alternative / max(ours, 1e-9),
        "unit": "share of words misheard by pocketsphinx, rapped on the beat; alternative: the same voice at its own pace",
        "detail": {
            **measured,
            "onsets_on_labelled_speech": _labelled_or_why(plan),
            "word_errors_in_the_mix": in_the_mix(plan, voice),
            "tempo": plan.tempo,
            "flow": plan.metrics,
        },
    }
