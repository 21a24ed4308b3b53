"""`rap`: timing and intelligibility of a verse on the beat, against the same voice at its own pace.

What belongs here: the comparison. What does not: the voice (resources/voices), the flow (assets/songs/flow.py), detecting onsets
(_onsets.py). Words are recognised by pocketsphinx, whose wheel contains its model.
"""

import itertools
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assets.phonetics.g2p import Pronouncer
from assets.songs.beat import backing_request
from assets.songs.mixdown import mix
from assets.songs.plan import PlannedLine, SongPlan, plan_song
from assets.songs.vocals import RATE, sing
from assets.songs.words import sections_of_text
from benchmarks._onsets import SEARCHED_FROM, SPEAKERS, Labelled, NoLabelledSpeechError, labelled_speech, learned
from benchmarks._verses import RAIN, SOUNDS, training_lines
from pipelines.settings import load_settings
from resources.music.request import RenderedClip
from resources.renderers.sketch import SketchRenderer
from resources.voices.base import Utterance, Voice, VoiceError
from resources.voices.onsets import CLASSES, LEARNED_FROM, Detectors, classes_of, levels, normalised
from resources.voices.package import FETCH, VoiceChoice

ON_TIME, SILENCE = 0.015, 0.1  # seconds: what counts as on time; silence before and after speech
TAKES = (0, 1, 2)  # of each line: the words misheard in single takes differ by 10 percentage points
TEMPI = (None, 88.0)  # the tempo that suits the words, and a set one


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


def _at_own_pace(line: PlannedLine, voice: Voice, take: int) -> Utterance:
    starts = np.concatenate([[0.0], np.cumsum([span.natural for span in voice.spans(line.sounds)])])
    return Utterance(line.sounds, tuple(starts[:-1].tolist()), float(starts[-1]), take)


def _on_the_grid(line: PlannedLine, take: int = 0) -> Utterance:
    first = line.onsets[0]
    return Utterance(line.sounds, tuple(onset - first for onset in line.onsets), line.end - first, take)


def error_statistics(errors: Sequence[float]) -> dict[str, float]:
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
    """`error_statistics` for each class; a negative bias: heard before the slot."""
    of_class = {name: [error for error, kind in zip(errors, classes, strict=True) if kind == name] for name in CLASSES}
    return {name: error_statistics(own) for name, own in of_class.items() if np.isfinite(own).any()}


def errors_on_labelled_speech(training_speech: dict[str, list[Labelled]], lines: Sequence[str]) -> dict[str, Any]:
    """How far the method can be trusted: each speaker's onsets in other lines, found by detectors that were learned from the
    other speakers.
    """
    rng, every, classes, found = np.random.default_rng(0), [], [], {}
    for speaker in training_speech:
        detectors = learned([one for other, speech in training_speech.items() if other != speaker for one in speech])
        errors: list[float] = []
        for speech in labelled_speech(speaker, lines):
            near = _with_offsets(speech.onsets, rng)
            errors += (detectors.find(speech.bands, near, speech.classes) - speech.onsets).tolist()
            classes += speech.classes
        found[speaker] = error_statistics(errors)
        every += errors
    return found | {"together": error_statistics(every) | {"by_class": by_class(every, classes)}}


def _with_offsets(places: np.ndarray, rng: np.random.Generator) -> list[float]:
    """The places around which onsets are searched: the true places with a random offset, so that they are not given away."""
    return (places + rng.uniform(-SEARCHED_FROM, SEARCHED_FROM, len(places))).tolist()


def errors_on_slots(plans: Sequence[SongPlan], voice: Voice, judges: Mapping[str, Detectors]) -> dict[str, Any]:
    """Onset errors of the voice over all lines of plans, by each judge, and by the mean of what they hear."""
    lines = [line for plan in plans for line in plan.lines]
    spoken = [voice.say(_on_the_grid(line)) for line in lines]
    around = round(SILENCE * voice.rate)
    bands = normalised([levels(np.pad(one.audio, around), voice.rate) for one in spoken])
    rngs = {name: np.random.default_rng(0) for name in judges}
    errors: dict[str, list[float]] = {name: [] for name in judges}
    classes: list[str] = []
    for line, one, of_line in zip(lines, spoken, bands, strict=True):
        places = np.array(line.onsets) - line.onsets[0] - one.starts + SILENCE
        own = classes_of([phone for word in line.sounds for phone in word.split()])
        classes += own
        for name, judge in judges.items():
            errors[name] += (judge.find(of_line, _with_offsets(places, rngs[name]), own) - places).tolist()
    errors["mean of them"] = np.mean(list(errors.values()), axis=0).tolist()
    return {name: error_statistics(own) | {"by_class": by_class(own, classes)} for name, own in errors.items()}


def measure_words(plan: SongPlan, voice: Voice) -> dict[str, Any]:
    """Over all takes of all lines: the squeeze, word error rates, and seconds of voice per second of work."""
    recogniser = _Recogniser()
    squeeze = 1.0
    wrong = {"on the grid": 0, "own pace": 0}
    words, seconds, busy = 0, 0.0, 0.0
    for line, take in itertools.product(plan.lines, TAKES):
        said = _words(line.text)
        words += len(said)
        started = time.perf_counter()
        spoken = voice.say(_on_the_grid(line, take))
        busy += time.perf_counter() - started
        seconds += len(spoken.audio) / voice.rate
        squeeze = min(squeeze, spoken.squeeze)
        wrong["on the grid"] += word_errors(said, recogniser.words(spoken.audio, voice.rate))
        own = voice.say(_at_own_pace(line, voice, take))
        wrong["own pace"] += word_errors(said, recogniser.words(own.audio, voice.rate))
    return {
        "word_errors_on_the_grid": wrong["on the grid"] / words,
        "word_errors_at_own_pace": wrong["own pace"] / words,
        "times_real_time": seconds / busy,
        "squeeze": squeeze,
    }


def word_errors_in_the_mix(plan: SongPlan, voice: Voice) -> float:
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


def measure_onsets(plans: Sequence[SongPlan], voice: Voice) -> dict[str, Any]:
    """Onset errors of the voice, and of the method on labelled speech; or why there are none. `onsets` are found by detectors of
    another speaker than those by which the voice moves its vowels; `onsets_by_judge` also by its own, to tell a speaker's bias.
    """
    try:
        training_speech = {speaker: labelled_speech(speaker, training_lines()) for speaker in SPEAKERS}
        reference = errors_on_labelled_speech(
            training_speech, [line.text for plan in plans[:: len(TEMPI)] for line in plan.lines]
        )
    except NoLabelledSpeechError as error:
        return {"onsets": f"not run: {error}"}
    judges = {speaker: learned(speech) for speaker, speech in training_speech.items()}
    onsets = errors_on_slots(plans, voice, judges)
    [judge] = (speaker for speaker in SPEAKERS if speaker != LEARNED_FROM)
    return {"onsets": onsets[judge], "onsets_by_judge": onsets, "onsets_on_labelled_speech": reference}


def run() -> dict[str, Any]:
    """The word errors of both; the flow's metrics against those of even and random placement.

    Raises:
        VoiceError: the voice was not fetched.
    """
    voice = VoiceChoice("auto", load_settings().folders.voice).open()
    if voice is None:
        raise VoiceError("There is no voice.", remedy=FETCH)
    pronouncer = Pronouncer()
    plans = [
        plan_song(sections_of_text(text, pronouncer), voice.spans, title="Rain", style="boom-bap", tempo=tempo)
        for text in (RAIN, SOUNDS)
        for tempo in TEMPI
    ]
    plan = plans[0]
    measured = measure_words(plan, voice)
    ours, alternative = measured["word_errors_on_the_grid"], measured["word_errors_at_own_pace"]
    return {
        "name": "rap",
        "ours": ours,
        "alternative": alternative,
        "ratio": alternative / max(ours, 1e-9),
        "unit": "share of words misheard by pocketsphinx, rapped on the beat; alternative: the same voice at its own pace",
        "detail": {
            **measured,
            **measure_onsets(plans, voice),
            "word_errors_in_the_mix": word_errors_in_the_mix(plan, voice),
            "tempo": plan.tempo,
            "flow": plan.metrics,
        },
    }
