"""The brief: what music to play to a video, and why.

What belongs here: deciding from the user's words, the picture and the video's own sound. What does not: analysing picture and
sound (resources/media), playing (resources/renderers).
"""

import math
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from assets.soundtracks.arc import film_energy, in_words
from assets.soundtracks.style_parts import (
    at_pace,
    changes_of,
    changes_of_all,
    energy_of,
    moments_of,
    unheard,
    with_tempi,
)
from assets.soundtracks.timeline import Timeline, cues_of, lay_timeline, turns_of
from resources.errors import TenthSymphonyError
from resources.media.look import PictureFacts
from resources.media.mux import MixMode
from resources.media.probe import VideoFacts
from resources.media.sound import SILENT_LUFS, SoundFacts
from resources.media.speech import NETWORK
from resources.music.form import at_moments, shaped
from resources.music.grid import RUBATO, choose_grid, lay_grid
from resources.music.moments import Moment, as_clock, key_in_words
from resources.music.request import SHORTEST_SECONDS, RenderRequest
from resources.music.style_parts import StylePart, lay_parts
from resources.music.styles import DEFAULT_STYLE, STYLES, Mode, Style
from resources.music.tempo_changes import EvenTime
from resources.music.words import NOBODY_SINGS, StyleJudge, Understood, understand

SPEECH_SECONDS = 0.8  # this much speech or more counts as someone speaking
# Also required of the detector that takes footsteps for speech; the neural one found no speech in 14 kinds of noise.
SPEECH_SHARE = 0.02
ASKED, PROMPT_SAYS = "asked for", "the prompt says "
NO_OWN_SOUND = "the video has no sound of its own to hear"
NEAR_A_CUT = 0.04  # seconds
ASKED_RUBATO = 0.01  # a requested tempo is kept to within 1 %, even if a cut then misses a beat
OVER_THE_PLACE_DB = 6.0  # level of the music above ambient sound
TAKES, LONGEST_OF_TAKES = 3, 600.0  # number of takes; longer music gets one
OF_ANY_PICTURE = ("acoustic", "electronic", "lofi", "pop", "rock")  # where the prompt refuses the style of the picture
OTHER_LENGTH = 0.1  # a length in the prompt that differs by more than this share is reported
WORDS_ENERGY = 0.25  # how far words such as "calm" or "energetic" move the energy


class BriefError(TenthSymphonyError):
    """The user's settings are impossible for this video."""


class Brief(BaseModel):
    """What to play. `start`: seconds of picture before the music. `cuts`: seconds from the music's start. `energy`: 0
    to 1 for each second of the music. `arc`: the film's energy in words. `lyrics`: for a renderer that sings. `words`:
    the interpretation of the prompt. `moments`: what it wants at which time, in seconds of the music. `parts`: if there are several styles;
    `style` and `tempo` are the first one's. `tempo_asked`: whether the user gave the tempo. `reasons`: where the value of each field comes from.
    """

    key: str
    prompt: str
    seconds: float
    start: float
    tempo: float
    style: str
    mode: Mode | None
    tonality: str | None
    seed: int
    candidates: int
    mix: MixMode
    volume: float
    cuts: tuple[float, ...]
    energy: tuple[float, ...]
    arc: str
    words: Understood
    reasons: dict[str, str]
    # Not stored while empty, so that briefs from before this field keep their digest and nothing is made again.
    tempo_asked: bool = Field(False, exclude_if=lambda asked: not asked)
    lyrics: str = Field("", exclude_if=lambda lyrics: not lyrics)
    moments: tuple[Moment, ...] = Field((), exclude_if=lambda moments: not moments)
    parts: tuple[StylePart, ...] = Field((), exclude_if=lambda parts: not parts)

    def requests(self) -> list[RenderRequest]:
        """The requests to a renderer: one per candidate, the first one with the video's own key."""
        return [
            RenderRequest(
                key=self.key if number == 0 else f"{self.key}#{number + 1}",
                prompt=self.prompt,
                seconds=self.seconds,
                seed=(self.seed + number) % 2**32,
                tempo=self.tempo,
                style=self.style,
                cuts=self.cuts,
                tonality=self.tonality,
                rubato=ASKED_RUBATO if self.tempo_asked else RUBATO,
                tempo_asked=self.tempo_asked,
                mode=self.mode,
                energy=self.energy,
                instruments=self.words.instruments,
                without=self.words.without,
                solo=self.words.solo,
                lyrics=self.lyrics,
                turns=turns_of(self.moments, self.seconds),
                cues=cues_of(self.moments, self.seconds),
                tempo_changes=changes_of_all(self.moments, self.seconds, self.tempo, self.parts),
                parts=self.parts,
            )
            for number in range(self.candidates)
        ]

    def in_words(self) -> str:
        """What is played, and what the prompt wanted but is not, in sentences."""
        return " ".join([self.played(), *self.unfulfilled()])

    def played(self) -> str:
        """What is played, in a sentence."""
        louder = f" ({self.volume:+g} dB)" if self.volume else ""
        since = f", from {self.start:g} s on" if self.start else ""
        own = {
            "replace": "the video has no sound of its own"
            if self.reasons["mix"] == NO_OWN_SOUND
            else "instead of the video's own sound",
            "mix": f"mixed with the video's own sound{louder}",
            "duck": f"under the video's own sound{louder}, quieter while people speak",
        }[self.mix]
        key = f"in {self.tonality}, " if self.tonality else ""
        what = f"{self.style}, {key}{self.tempo:.0f} bpm"
        if self.parts:
            parts = [
                f"{p.style}{p.key and f' ({key_in_words(p.key)})'} from {as_clock(self.start + p.start)}, {p.tempo or 0:.0f} bpm"
                for p in self.parts
            ]
            what = f"{'; '.join(parts)}{key and f'; {key[:-2]}'}"
        return f"“{self.prompt}”: {what}, {self.seconds:.1f} s{since}, {own}."

    def unfulfilled(self) -> list[str]:
        """What in the prompt was not understood or cannot be done, in sentences."""
        words = self.words
        told = [f"Not understood: {', '.join(words.not_understood)}."] if words.not_understood else []
        return [*told, *(f"Cannot be done: {wish}." for wish in words.unmet)]


def make_brief(
    key: str,
    wishes: dict[str, Any],
    video: VideoFacts,
    picture: PictureFacts,
    sound: SoundFacts,
    judge: StyleJudge | None = None,
) -> Brief:
    """Decide what to play: the user's words first, the rest from the picture and the sound.

    Args:
        key: the video's key, which the seed is derived from.
        wishes: the sidecar's fields.
        judge: chooses a style for a prompt that names none.

    Raises:
        BriefError: the music would start after the picture's end.
    """
    wishes = {"style" if name == "mood" else name: value for name, value in wishes.items()}
    reasons: dict[str, str] = dict.fromkeys(wishes, ASKED)
    words = understand(wishes.get("prompt") or "", judge)
    timeline = lay_timeline(words.moments, video.seconds)
    start, seconds = _span(wishes, video, timeline, reasons)
    moments = timeline.of_music(start, seconds)
    style = _style(wishes, words, moments, picture, reasons)
    reasons.setdefault("prompt", "made from the style")
    parts = lay_parts(
        [m for m in moments if m.what != "style" or "style" not in wishes],
        style.name,
        seconds,
        comes_back=words.style is not None,
    )
    words = words.model_copy(update={"unmet": _unmet(wishes, words, timeline, moments, start, seconds, parts)})
    after = (round(cut - start, 3) for cut in picture.cuts)
    cuts = tuple(cut for cut in after if 0 < cut < seconds)
    tempo, parts = _tempi(wishes, words, moments, parts, cuts, reasons)
    reasons.setdefault("tonality", f"{PROMPT_SAYS}so" if words.tonality else "left to the renderer")
    reasons.setdefault("seed", "from the video's content")
    reasons.setdefault("lyrics", "none were given")
    takes = TAKES if seconds <= LONGEST_OF_TAKES else 1
    reasons.setdefault("candidates", f"{takes}, to choose from" if takes > 1 else "one, since it is long")
    mix, volume = _level(wishes, sound, video.seconds, reasons)
    film = film_energy(picture, sound, video.seconds)[int(start) : max(int(start) + 1, math.ceil(start + seconds))]
    return Brief(
        key=key,
        prompt=wishes.get("prompt") or style.sounds,
        seconds=seconds,
        start=start,
        tempo=tempo,
        style=parts[0].style,
        mode=words.mode,
        tonality=wishes.get("tonality") or words.tonality,
        seed=wishes.get("seed", int(key[-8:], 16)),
        candidates=wishes.get("candidates", takes),
        mix=mix,
        volume=volume,
        cuts=cuts,
        energy=at_moments(shaped(energy_of(film, parts, WORDS_ENERGY * words.energy), words.course), moments),
        arc=in_words(film.tolist()),
        words=words,
        reasons=reasons,
        tempo_asked=_tempo_asked(wishes, words) is not None,
        lyrics=wishes.get("lyrics", ""),
        moments=moments,
        parts=parts if len(parts) > 1 else (),
    )


def _span(
    wishes: dict[str, Any], video: VideoFacts, timeline: Timeline, reasons: dict[str, str]
) -> tuple[float, float]:
    """When the music starts, and how long it plays."""
    start = wishes.get("start", timeline.start)
    reasons.setdefault("start", f"{PROMPT_SAYS}so" if start else "with the picture")
    left = video.seconds - start
    if left < SHORTEST_SECONDS:
        raise BriefError(
            f"The music should start at {start:g} s, but the video ends at {video.seconds:.2f} s.",
            remedy="Set an earlier start.",
        )
    if wishes.get("seconds", 0) > left:
        reasons["seconds"] = f"{wishes['seconds']:g} s were asked for; that is where the picture ends"
    if "seconds" not in wishes and start < timeline.stop < video.seconds:
        reasons["seconds"] = f"{PROMPT_SAYS}so"
        return start, timeline.stop - start
    reasons.setdefault("seconds", "to the picture's end")
    return start, min(wishes.get("seconds", left), left)


def _unmet(
    wishes: dict[str, Any],
    words: Understood,
    timeline: Timeline,
    moments: Sequence[Moment],
    start: float,
    seconds: float,
    parts: Sequence[StylePart],
) -> tuple[str, ...]:
    """What the prompt wanted but will not be heard."""
    unmet = words.unmet
    if "lyrics" in wishes:  # whether they are sung depends on the renderer, which is unknown here
        unmet = tuple(wish for wish in unmet if wish != NOBODY_SINGS)
    if "style" in wishes:
        left_out = [f"{m.in_words()}: the field style is for the whole film" for m in moments if m.what == "style"]
        left_out += unheard([m for m in timeline.moments if m.what == "key"], start, parts)
    else:
        left_out = unheard(timeline.moments, start, parts)
    if words.seconds and abs(words.seconds - seconds) > OTHER_LENGTH * seconds:
        left_out.append(f"{as_clock(words.seconds)} of music: it is as long as the film, {as_clock(seconds)}")
    return *unmet, *timeline.unmet, *left_out


def _tempo_asked(wishes: dict[str, Any], words: Understood) -> float | None:
    """The tempo that the user gave, in its field or in the prompt."""
    return wishes.get("tempo") or words.tempo


def _tempi(
    wishes: dict[str, Any],
    words: Understood,
    moments: Sequence[Moment],
    parts: tuple[StylePart, ...],
    cuts: tuple[float, ...],
    reasons: dict[str, str],
) -> tuple[float, tuple[StylePart, ...]]:
    """The tempo with which the piece begins, and its parts with their tempi."""
    first, of_first = parts[0], moments_of(moments, parts[0])
    style = STYLES[first.style]
    asked = _tempo_asked(wishes, words)
    base = asked or style.tempo[1]
    if any(moment.tempo for moment in of_first) and not asked:
        asked = base  # by how much the tempo changes must be known before the beats are laid
        reasons["tempo"] = f"usual for {style.name}, since {PROMPT_SAYS}only to which it changes"
    even = EvenTime(first.seconds, changes_of(moments, first, base))
    even_cuts = tuple(even.of([cut for cut in cuts if cut < first.end]))
    even_turns = tuple(even.of(turns_of(of_first, first.seconds)))
    pace = words.pace if first.pace is None else first.pace
    tempo = _tempo(asked, pace, style, even.of([first.seconds])[0], even_cuts, even_turns, reasons)
    if len(parts) > 1:
        parts = with_tempi(
            parts, tempo, moments, cuts, asked=_tempo_asked(wishes, words) is not None, rubato=ASKED_RUBATO
        )
        reasons["tempo"] += "; each further part has the same if its style allows, or twice or half of it"
    return tempo, parts


def _tempo(
    asked: float | None,
    pace: float | None,
    style: Style,
    seconds: float,
    cuts: tuple[float, ...],
    turns: tuple[float, ...],
    reasons: dict[str, str],
) -> float:
    """The requested tempo, or the one in the range of the style (or of a tempo word) whose beats fit the cuts best.

    Args:
        pace: what a tempo word means, see `Understood`.
        seconds, cuts, turns: at an even tempo.
    """
    if asked:
        reasons.setdefault("tempo", f"{PROMPT_SAYS}so")
        return round(lay_grid(seconds, asked, cuts, ASKED_RUBATO, style.beats, turns).tempo, 3)
    slow, usual, fast = style.tempo
    if pace is not None:
        slow, usual, fast = at_pace(style, pace)
    grid = choose_grid(seconds, (slow, usual, fast), cuts, RUBATO, style.beats, turns)
    how = style.name if pace is None else f"{style.name}, as fast as the prompt says"
    if cuts:
        near = float((grid.cut_errors(cuts) <= NEAR_A_CUT).mean())
        reasons.setdefault("tempo", f"usual for {how}; {near:.0%} of the picture's {len(cuts)} cuts have a beat")
    else:
        reasons.setdefault("tempo", f"usual for {how}, fitted so that the last bar ends with the music")
    return round(grid.tempo, 3)


def _style(
    wishes: dict[str, Any],
    words: Understood,
    moments: Sequence[Moment],
    picture: PictureFacts,
    reasons: dict[str, str],
) -> Style:
    """The style of the piece, or of its first part."""
    if wishes.get("style") in STYLES:
        return STYLES[wishes["style"]]
    if words.style is not None:
        reasons.setdefault("style", f"the prompt's words: {words.why}")
        return STYLES[words.style]
    named = [moment for moment in moments if moment.what == "style"]
    if named and not named[0].start:
        reasons.setdefault("style", f"{PROMPT_SAYS}so")
        return STYLES[named[0].style]
    name, look = _style_of_picture(picture, words.refused)
    why = f"the picture is {look} (motion {picture.motion:.2f}, brightness {picture.brightness:.2f})"
    if wishes.get("prompt"):
        why = f"the prompt names no style{' for the start' if named else ''}; {why}"
    reasons.setdefault("style", why)
    return STYLES[name]


def _level(wishes: dict[str, Any], sound: SoundFacts, seconds: float, reasons: dict[str, str]) -> tuple[MixMode, float]:
    """How the music is mixed with the video's own sound, and by how many dB it is louder than usual."""
    if "mix" in wishes:
        mix, over = wishes["mix"], 0.0
    else:
        mix, reasons["mix"] = _mix(sound, seconds)
        over = OVER_THE_PLACE_DB if mix == "mix" else 0.0
    reasons.setdefault("volume", "over the sounds of the place" if over else "as loud as the video's own sound")
    return mix, wishes.get("volume", over)


def _mix(sound: SoundFacts, seconds: float) -> tuple[MixMode, str]:
    """The mode that suits the video's own sound, and why."""
    if sound.lufs <= SILENT_LUFS:
        return "replace", NO_OWN_SOUND
    heard = f"its own sound has {sound.lufs:.0f} LUFS"
    spoken, much = sound.speech * seconds, sound.speech >= SPEECH_SHARE
    if spoken >= SPEECH_SECONDS and (much or sound.heard_by == NETWORK):
        how_long = f"{sound.speech:.0%}" if much else f"{spoken:.0f} s"
        return "duck", f"{heard}, and somebody seems to speak for {how_long} of it"
    return "mix", f"{heard}, and nobody seems to speak"


def _style_of_picture(picture: PictureFacts, refused: Sequence[str]) -> tuple[str, str]:
    """The style that suits the picture, of those that are not refused, and how the picture looks."""
    bright, colourful = picture.brightness > 0.4, picture.saturation > 0.25
    if picture.motion > 0.5:
        found = ("happy", "lively and colourful") if bright and colourful else ("electronic", "fast")
    elif picture.motion > 0.18:
        found = ("acoustic", "moving and bright") if bright else ("boom-bap", "moving and dark")
    elif bright:
        found = ("lofi", "quiet and colourful") if colourful else (DEFAULT_STYLE, "quiet and bright")
    else:
        found = ("sad", "quiet, dark and pale") if not colourful else ("epic", "quiet, dark and colourful")
    named, look = found
    left = (name for name in (named, DEFAULT_STYLE, *OF_ANY_PICTURE) if name not in refused)
    return next(left, named), look
