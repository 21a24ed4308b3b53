"""Adding music to a video: the picture's packets are copied, the sound is new.

What belongs here: mixing with the video's own sound, and mastering. What does not: reading and writing files (files.py,
probe.py, sound.py, writing.py), arithmetic on audio (resources/audio.py), choosing the mode (assets/soundtracks).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from resources.audio import BLOCK, fade_ends, gain_between, loudness, outline, raised, true_peak
from resources.ducking import Presence, ducked
from resources.media.probe import VideoFacts, probe
from resources.media.sound import RATE, read_audio
from resources.media.speech import with_breath
from resources.media.writing import MuxError, takes, write_with
from resources.scratch import let_go, space
from resources.storage import atomic_path

MixMode = Literal["replace", "mix", "duck"]

# The maximum gain for voices, and for ambient sound: with 18 dB for both, the hiss of a quiet room was raised by 25 dB, and by 14 dB
# between the words if somebody spoke now and then.
RAISED_DB, PLACE_RAISED_DB = 18.0, 6.0
# Seconds. No fade in: renderers fade their own beginning, and a hit on the first frame must stay.
FADE_IN, FADE_OUT = 0.0, 1.5
# Lossy coding raises peaks: start this far below the ceiling, measure, and go lower if needed. The longer a film, the higher its
# highest peak: 0.0 to 0.4 dB in two minutes of 12 pieces, 0.5 dB in 10 minutes, 1.2 dB and more in two hours. Above a minute, start
# lower by this much more per tenfold length: encoding two hours a second time takes two minutes.
CODING_MARGIN_DB, LONGER_MARGIN_DB = 0.5, 0.7
# What a peak is over is taken off this many times: harder limiting raises other peaks, and two hours were encoded five times.
FURTHER_DOWN, LEAST_DOWN = 1.5, 0.2
LOUDNESS_TOLERANCE = 0.3
TRIES = 4
WEB_CODECS = ("vp8", "vp9", "av1")


@dataclass(frozen=True, slots=True)
class Mastering:
    """The target of the finished sound: loudness in LUFS and maximum true peak in dBTP."""

    target_lufs: float = -14.0
    max_true_peak: float = -1.0


@dataclass(frozen=True, slots=True)
class Known:
    """Facts of a video that are already known: its facts, the loudness of its own sound (-inf for silence or no sound),
    and the number of that track, if players would play another one.
    """

    facts: VideoFacts
    own_lufs: float
    own_track: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """The sound of a result as decoded: loudness (LUFS), true peak (dBTP), length in seconds, and its outline."""

    lufs: float
    true_peak: float
    seconds: float
    outline: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MuxReport:
    """The result: the mode that was used (`replace` if there is no sound to keep), the facts and sound as read back
    from the file, and the original's tracks and tags that are not in it.
    """

    mode: MixMode
    facts: VideoFacts
    heard: Heard
    left_out: tuple[str, ...]

    @property
    def lufs(self) -> float:
        """The loudness of the result in LUFS."""
        return self.heard.lufs

    @property
    def true_peak(self) -> float:
        """The true peak of the result in dBTP."""
        return self.heard.true_peak


def suffix_for(facts: VideoFacts, suffix: str) -> str:
    """The suffix of the result: the original's, unless the content is a different container than the name says, or the
    container cannot hold the codec (QuickTime can hold those of old phones and cameras).

    If only a Matroska container says that pixels are not square, the result is an mp4 or mov: PyAV can only write that there.

    Raises:
        MuxError: no container can hold the codec.
    """
    shaped = "matroska" in facts.container and not facts.aspect_in_codec
    for wanted in (".mp4", ".mov") if shaped else (_usual_suffix(facts, suffix.lower()), ".mov", ".mkv"):
        if takes(wanted, facts.codec):
            return wanted
    if shaped:
        raise MuxError(
            f"Its pixels are not square, and no supported container can store that for the codec {facts.codec}.",
            remedy="Export it again, for example as H.264 in an mp4.",
        )
    raise MuxError(
        f"No supported container can hold the codec {facts.codec}.", remedy="Export it again, for example as H.264."
    )


def _usual_suffix(facts: VideoFacts, suffix: str) -> str:
    if "matroska" in facts.container:
        web = suffix == ".webm" and any(name in facts.codec for name in (*WEB_CODECS, "dav1d"))
        return ".webm" if web else ".mkv"
    return suffix if suffix in (".mp4", ".m4v", ".mov") else ".mp4"


def mux(
    video: Path,
    music: np.ndarray,
    out: Path,
    *,
    mode: MixMode,
    volume_db: float = 0.0,
    start: float = 0.0,
    voices: Sequence[tuple[float, float]] = (),
    mastering: Mastering | None = None,
    known: Known | None = None,
) -> MuxReport:
    """Add music to a video. The picture's packets, subtitles, chapters, covers, tags and rotation are copied. The sound
    lasts as long as the picture, or as the video's own sound if that is kept and longer.

    Args:
        music: float32 of shape (1 or 2, samples) at 48 kHz; cut or padded with silence at the picture's end.
        mode: `replace` the video's own sound, `mix` with it, or `duck` under it.
        volume_db: level of the music relative to the video's own sound.
        start: seconds of the picture before the music starts.
        voices: (start, end) in seconds of the picture where its own sound is speech.
        mastering: the target, verified by decoding the result.
        known: facts of the video; determined here if not given.
        out: written completely or not at all; its suffix decides the container (see `suffix_for`).

    Raises:
        UnusableVideoError: the video cannot be read.
        MuxError: the container cannot hold the picture, or the peak limit cannot be met.
        OSError: it cannot be written (the disk is full, for example).
    """
    mastering = mastering or Mastering()
    facts = known.facts if known else probe(video)
    track = known.own_track if known else None
    own = read_audio(video, start=facts.start, track=track) if mode != "replace" else None
    if own is not None and track is not None:
        own = own[:, : round(facts.seconds * RATE)]  # the film's length only counts the picture and the default track
    own_lufs = -np.inf if own is None else known.own_lufs if known else loudness(own, RATE)
    if not np.isfinite(own_lufs):
        own, mode = None, "replace"
    samples = round(facts.seconds * RATE)
    sound = mixed(music, own, samples, mode=mode, volume_db=volume_db, start=start, voices=voices, own_lufs=own_lufs)
    del own  # a long one takes space on disk
    with atomic_path(out) as temporary:
        heard, left_out = _write_mastered(video, sound, temporary, facts, mastering, track)
        copied = probe(temporary)
        if copied.picture != facts.picture:
            raise MuxError(
                "The picture of the result differs from the original.", remedy="Export the video again as mp4 or mkv."
            )
    return MuxReport(mode, copied, heard, left_out)


def _write_mastered(
    video: Path, sound: np.ndarray, out: Path, facts: VideoFacts, mastering: Mastering, own_track: int | None
) -> tuple[Heard, tuple[str, ...]]:
    """Write the result, measure it as decoded, and write it again until it meets the target.

    Returns:
        Its sound, and what the container could not hold.
    """
    before = loudness(sound, RATE)
    margin = CODING_MARGIN_DB + LONGER_MARGIN_DB * float(np.log10(max(1.0, sound.shape[1] / RATE / 60)))
    ceiling, target = mastering.max_true_peak - margin, mastering.target_lufs
    tries = 0
    while True:
        tries += 1
        mastered, _ = raised(sound, RATE, target, ceiling, before)
        left_out = write_with(video, mastered, out, facts, own_track=own_track)
        heard = _heard(out)
        off = mastering.target_lufs - heard.lufs
        if heard.true_peak > mastering.max_true_peak:
            if tries == 2 * TRIES:
                raise MuxError(
                    f"Peaks stay at {heard.true_peak:.1f} dBTP after coding.", remedy="Set a lower TARGET_LUFS."
                )
            over = FURTHER_DOWN * (heard.true_peak - mastering.max_true_peak) + LEAST_DOWN
            if tries < TRIES:
                ceiling = (
                    min(ceiling, true_peak(mastered)) - over
                )  # the peak before encoding may have been far below the ceiling
            else:  # harder limiting increases the overshoot, so lower the loudness slightly
                target -= over
        elif np.isfinite(off) and abs(off) > LOUDNESS_TOLERANCE and tries < TRIES - 1:
            target += off
        else:
            return heard, left_out


def _heard(path: Path) -> Heard:
    """Measure the sound of a result."""
    made = read_audio(path)
    if made is None:
        raise MuxError("The result has no sound.", remedy="Export the video again as mp4 or mkv.")
    return Heard(loudness(made, RATE), true_peak(made), made.shape[1] / RATE, outline(made))


def mixed(
    music: np.ndarray,
    own: np.ndarray | None,
    samples: int,
    *,
    mode: MixMode,
    volume_db: float,
    start: float,
    voices: Sequence[tuple[float, float]] = (),
    own_lufs: float | None = None,
) -> np.ndarray:
    """The new sound before mastering: float32 of shape (2, at least `samples`), at 48 kHz.

    Args:
        own_lufs: the loudness of the video's own sound, if known.
    """
    before = min(round(start * RATE), samples)
    length = min(music.shape[1], samples - before)
    sound = space(2, samples if own is None else max(samples, own.shape[1]))
    for first in range(0, length, BLOCK):
        last = min(first + BLOCK, length)
        sound[:, before + first : before + last] = music[:, first:last]
        let_go(sound, music)
    # Fade at the ends of what is heard; otherwise a piece longer than the picture would stop abruptly.
    fade_ends(sound[:, before : before + length], RATE, FADE_IN, FADE_OUT)
    if own is None:
        return sound
    # Normalise both first, so that `volume_db` means the same for quiet and loud videos.
    own_lufs = loudness(own, RATE) if own_lufs is None else own_lufs
    own_gain = _own_gain(own_lufs, loudness(sound[:, :samples], RATE), voices if mode == "duck" else (), own.shape[1])
    volume = np.float32(10 ** (volume_db / 20))
    if mode == "duck":
        sound = ducked(sound, RATE, with_breath(voices))
    for first in range(0, sound.shape[1], BLOCK):
        here = sound[:, first : first + BLOCK]
        here *= volume
        part = own[:, first : first + BLOCK]
        here[:, : part.shape[1]] += part * own_gain(first, part.shape[1])
        let_go(sound, own)
    return sound


def _own_gain(
    own_lufs: float, music_lufs: float, voices: Sequence[tuple[float, float]], samples: int
) -> Callable[[int, int], np.ndarray | np.float32]:
    """The gain of a video's own sound: a function of the first sample and the number of samples."""
    place = gain_between(own_lufs, music_lufs, PLACE_RAISED_DB)
    voice = gain_between(own_lufs, music_lufs, RAISED_DB)
    if not voices or voice == place:
        return lambda *_: place
    presence = Presence(with_breath(voices), samples, RATE)
    return lambda first, count: place * (voice / place) ** presence(first, count)
