"""The brief: what to play to a video, and why.

What belongs here: deciding from the user's words and the picture. What does not: looking at the picture
(resources/media.py), playing (resources/renderers).
"""

from typing import Any

from pydantic import BaseModel

from resources.media import MixMode, PictureFacts, VideoFacts
from resources.renderers.base import RenderRequest
from resources.renderers.sketch.composition import choose_grid
from resources.renderers.sketch.moods import DEFAULT_MOOD, MOODS, mood_of

MAX_CUTS = 64


class Brief(BaseModel):
    """What to play. `reasons` says of each field where its value came from."""

    key: str
    prompt: str
    seconds: float
    tempo: float
    mood: str
    seed: int
    mix: MixMode | None
    volume: float
    cuts: tuple[float, ...]
    reasons: dict[str, str]

    def request(self) -> RenderRequest:
        """The brief as a renderer takes it."""
        return RenderRequest(self.key, self.prompt, self.seconds, self.seed, self.tempo, self.mood, self.cuts)


def make_brief(key: str, wishes: dict[str, Any], video: VideoFacts, picture: PictureFacts) -> Brief:
    """Decide what to play: the user's words win, the rest is read from the picture.

    Args:
        key: the video's; it gives the seed.
        wishes: the sidecar's fields.
    """
    reasons: dict[str, str] = dict.fromkeys(wishes, "asked for")
    mood, why = _mood(wishes, picture)
    reasons.setdefault("mood", why)
    prompt = wishes.get("prompt") or f"{mood} music"
    reasons.setdefault("prompt", "made from the mood")
    seconds = min(float(wishes.get("seconds", video.seconds)), video.seconds)
    reasons.setdefault("seconds", "the picture's length")
    cuts = tuple(cut for cut in picture.cuts if cut < seconds)[:MAX_CUTS]
    grid = choose_grid(seconds, MOODS[mood].tempo, cuts, wishes.get("tempo"))
    if cuts:
        worst = grid.cut_errors(cuts).max() * 1000
        reasons.setdefault("tempo", f"its beats fall within {worst:.0f} ms of the picture's {len(cuts)} cuts")
    else:
        reasons.setdefault("tempo", f"usual for {mood}, fitted so that the last bar ends with the picture")
    reasons.setdefault("seed", "from the video's content")
    reasons.setdefault("mix", "ducked under the video's own sound where there is any to hear")
    return Brief(
        key=key,
        prompt=prompt,
        seconds=seconds,
        tempo=round(grid.tempo, 3),
        mood=mood,
        seed=wishes.get("seed", int(key[-8:], 16)),
        mix=wishes.get("mix"),
        volume=wishes.get("volume", 0.0),
        cuts=cuts,
        reasons=reasons,
    )


def _mood(wishes: dict[str, Any], picture: PictureFacts) -> tuple[str, str]:
    if wishes.get("mood") in MOODS:
        return wishes["mood"], "asked for"
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
