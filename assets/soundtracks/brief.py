"""The brief: what to play to a video, and why.

What belongs here: deciding from the user's words, the picture and the video's own sound. What does not: looking and
listening (resources/media/), playing (resources/renderers).
"""

from typing import Any

from pydantic import BaseModel

from resources.errors import TenthSymphonyError
from resources.media.look import PictureFacts
from resources.media.mux import MixMode
from resources.media.probe import VideoFacts
from resources.media.sound import SoundFacts
from resources.music.grid import RUBATO, choose_grid, lay_grid
from resources.music.moods import DEFAULT_MOOD, MOODS, mood_of
from resources.music.request import SHORTEST_SECONDS, RenderRequest

MAX_CUTS = 64
LISTENABLE_LUFS = -50.0  # under it, a video's own sound counts as none
SPEECH_SHARE = 0.2  # from it on, somebody is taken to speak
ASKED = "asked for"
ASKED_RUBATO = 0.01  # a tempo that was asked for is kept to within 1 %, even where a cut falls beside a beat
OVER_THE_PLACE_DB = 6.0  # of music over the sounds of a place


class BriefError(TenthSymphonyError):
    """What was said cannot be done with this video."""


class Brief(BaseModel):
    """What to play. `start`: seconds of picture before the music; `cuts`: seconds from the music's start; `reasons` says
    of each field where its value came from.
    """

    key: str
    prompt: str
    seconds: float
    start: float
    tempo: float
    mood: str
    tonality: str | None
    seed: int
    candidates: int
    mix: MixMode
    volume: float
    cuts: tuple[float, ...]
    reasons: dict[str, str]

    def requests(self) -> list[RenderRequest]:
        """The brief as a renderer takes it: one request for each candidate, the first under the video's own key."""
        return [
            RenderRequest(
                self.key if number == 0 else f"{self.key}#{number + 1}",
                self.prompt,
                self.seconds,
                (self.seed + number) % 2**32,
                self.tempo,
                self.mood,
                self.cuts,
                self.tonality,
                ASKED_RUBATO if self.reasons["tempo"] == ASKED else RUBATO,
            )
            for number in range(self.candidates)
        ]

    def in_words(self) -> str:
        """A sentence for people."""
        since = f", from {self.start:g} s on" if self.start else ""
        own = {
            "replace": "instead of the video's own sound",
            "mix": f"mixed with the video's own sound ({self.volume:+g} dB)",
            "duck": f"ducking under the video's own sound ({self.volume:+g} dB)",
        }[self.mix]
        key = f"in {self.tonality}, " if self.tonality else ""
        return f"“{self.prompt}”: {self.mood}, {key}{self.tempo:.0f} bpm, {self.seconds:.1f} s{since}, {own}."


def make_brief(key: str, wishes: dict[str, Any], video: VideoFacts, picture: PictureFacts, sound: SoundFacts) -> Brief:
    """Decide what to play: the user's words win, the rest is read from the picture and the sound.

    Args:
        key: the video's; it gives the seed.
        wishes: the sidecar's fields.

    Raises:
        BriefError: the music would start after the picture's end.
    """
    reasons: dict[str, str] = dict.fromkeys(wishes, ASKED)
    mood, why = _mood(wishes, picture)
    reasons.setdefault("mood", why)
    prompt = wishes.get("prompt") or f"{mood} music"
    reasons.setdefault("prompt", "made from the mood")
    start = wishes.get("start", 0.0)
    reasons.setdefault("start", "with the picture")
    left = video.seconds - start
    if left < SHORTEST_SECONDS:
        raise BriefError(
            f"Its music should start at {start:g} s, and the video ends at {video.seconds:.2f} s.",
            remedy="Give an earlier start.",
        )
    seconds = min(wishes.get("seconds", left), left)
    if wishes.get("seconds", 0) > left:
        reasons["seconds"] = f"{wishes['seconds']:g} s were asked for; that is where the picture ends"
    reasons.setdefault("seconds", "to the picture's end")
    after = (round(cut - start, 3) for cut in picture.cuts)
    cuts = tuple(cut for cut in after if 0 < cut < seconds)[:MAX_CUTS]
    rubato = ASKED_RUBATO if "tempo" in wishes else RUBATO
    if "tempo" in wishes:
        grid = lay_grid(seconds, wishes["tempo"], cuts, rubato)
    else:
        grid = choose_grid(seconds, MOODS[mood].tempo, cuts, rubato)
    if cuts:
        worst = grid.cut_errors(cuts).max() * 1000
        reasons.setdefault("tempo", f"its beats fall within {worst:.0f} ms of the picture's {len(cuts)} cuts")
    else:
        reasons.setdefault("tempo", f"usual for {mood}, fitted so that the last bar ends with the music")
    reasons.setdefault("tonality", "left to the renderer")
    reasons.setdefault("seed", "from the video's content")
    reasons.setdefault("candidates", "one, since no more were asked for")
    mix, why = (wishes["mix"], ASKED) if "mix" in wishes else _mix(sound)
    reasons.setdefault("mix", why)
    over = OVER_THE_PLACE_DB if mix == "mix" and "mix" not in wishes else 0.0
    reasons.setdefault("volume", "over the sounds of the place" if over else "as loud as the video's own sound")
    return Brief(
        key=key,
        prompt=prompt,
        seconds=seconds,
        start=start,
        tempo=round(grid.tempo, 3),
        mood=mood,
        tonality=wishes.get("tonality"),
        seed=wishes.get("seed", int(key[-8:], 16)),
        candidates=wishes.get("candidates", 1),
        mix=mix,
        volume=wishes.get("volume", over),
        cuts=cuts,
        reasons=reasons,
    )


def _mix(sound: SoundFacts) -> tuple[MixMode, str]:
    if sound.lufs <= LISTENABLE_LUFS:
        return "replace", "the video has no sound of its own to hear"
    heard = f"its own sound has {sound.lufs:.0f} LUFS"
    if sound.speech >= SPEECH_SHARE:
        return "duck", f"{heard}, and somebody seems to speak for {sound.speech:.0%} of it"
    return "mix", f"{heard}, and nobody seems to speak"


def _mood(wishes: dict[str, Any], picture: PictureFacts) -> tuple[str, str]:
    if wishes.get("mood") in MOODS:
        return wishes["mood"], ASKED
    if wishes.get("prompt") and (mood := mood_of(wishes["prompt"])):
        return mood.name, "the prompt's words"
    mood, look = _mood_of_picture(picture)
    why = f"the picture is {look} (motion {picture.motion:.2f}, brightness {picture.brightness:.2f})"
    if wishes.get("prompt"):
        why = f"the prompt names no mood; {why}"
    return mood, why


def _mood_of_picture(picture: PictureFacts) -> tuple[str, str]:
    bright, colourful = picture.brightness > 0.4, picture.saturation > 0.25
    if picture.motion > 0.5:
        return ("happy", "lively and colourful") if bright and colourful else ("electronic", "fast")
    if picture.motion > 0.18:
        return ("acoustic", "moving and bright") if bright else ("boom-bap", "moving and dark")
    if bright:
        return ("lofi", "quiet and colourful") if colourful else (DEFAULT_MOOD, "quiet and bright")
    return ("sad", "quiet, dark and pale") if not colourful else ("epic", "quiet, dark and colourful")
