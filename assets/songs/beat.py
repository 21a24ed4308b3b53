"""The beat of a song: what a prompt asks of it, and the request to a renderer.

A prompt is read like a video's (resources/music/words.py). What differs: the words of the song, not the prompt, decide how fast it
is at which time; a mood chooses no style, since most words for moods mean film music; and there is a voice.

What belongs here: reading a song's prompt, and the request. What does not: levels and the mix (mixdown.py), the form (plan.py).
"""

from collections.abc import Mapping

import numpy as np

from assets.songs.plan import SongPlan
from assets.soundtracks.timeline import TEMPO, Timeline, cues_of, lay_timeline
from resources.music.choosing import style_named
from resources.music.form import at_moments, shaped
from resources.music.moments import Moment
from resources.music.request import RenderRequest
from resources.music.styles import STYLES
from resources.music.tonality import PITCHES
from resources.music.words import NOBODY_SINGS, Understood, understand

TEMPO_RANGE = (50.0, 180.0)  # beats per minute
BEATS = 4  # of a bar: words are laid on four
SONG_STYLES = tuple(name for name, style in STYLES.items() if style.beats == BEATS)
WORDS_ENERGY = 0.25  # how far words such as "calm" or "energetic" move the energy, as for videos
# What a video's prompt may want at a time and a song's may not, and why.
NOT_AT_TIMES = {**dict.fromkeys(TEMPO, "in a song the words decide how fast it is"), "style": "a song has one style"}
VOICES = ("vocals", "no vocals", "instrumental")  # meanings of words


class _Undecided:
    """A `StyleJudge` that finds no style in the meaning of unknown words."""

    name = "none"

    def nearest(self, text: str, descriptions: Mapping[str, str]) -> tuple[str, float]:
        return next(iter(descriptions)), 0.0


def understood(prompt: str, *, voice: bool = True) -> Understood:
    """How the prompt of a song is interpreted.

    Args:
        voice: whether a voice raps; otherwise it is an instrumental.
    """
    words = understand(prompt, _Undecided())
    style, tempo, unmet = style_named(prompt), words.tempo, list(words.unmet)
    refused = {moment.in_words(): NOT_AT_TIMES[moment.what] for moment in words.moments if moment.what in NOT_AT_TIMES}
    unmet += [f"{wish}: {reason}" for wish, reason in refused.items()]
    dropped = set(refused)
    if voice:
        unmet = [wish for wish in unmet if wish != NOBODY_SINGS]
        if "vocals" in words.without:
            unmet.append("no vocals: the song has a voice; make an instrumental instead")
            dropped |= {*VOICES}
    if style is not None and style not in SONG_STYLES:
        unmet.append(f"{style}: its bars have {STYLES[style].beats} beats, and words are laid on {BEATS}")
        dropped.add(style)
        style = None
    if tempo is not None and not TEMPO_RANGE[0] <= tempo <= TEMPO_RANGE[1]:
        unmet.append(f"{tempo:g} beats per minute: a song has {TEMPO_RANGE[0]:g} to {TEMPO_RANGE[1]:g}")
        dropped.add(f"{tempo:g} beats per minute")
        tempo = None
    return words.model_copy(
        update={
            "style": style,
            "tempo": tempo,
            "moments": tuple(moment for moment in words.moments if moment.what not in NOT_AT_TIMES),
            "without": tuple(name for name in words.without if name != "vocals"),
            "meanings": {said: meant for said, meant in words.meanings.items() if meant not in dropped},
            "unmet": tuple(dict.fromkeys(unmet)),
        }
    )


def described(prompt: str) -> dict[str, str | float]:
    """The settings that a prompt names: `style` and `tempo`, as far as it does."""
    words = understood(prompt)
    return {name: value for name, value in (("style", words.style), ("tempo", words.tempo)) if value is not None}


def unfulfilled(plan: SongPlan, prompt: str, *, voice: bool) -> tuple[str, ...]:
    """What in a prompt was not understood or cannot be done, in sentences."""
    words = understood(prompt, voice=voice)
    told = [f"Not understood: {', '.join(words.not_understood)}."] if words.not_understood else []
    return (*told, *(f"Cannot be done: {wish}." for wish in (*words.unmet, *_timeline(words, plan).unmet)))


def _timeline(words: Understood, plan: SongPlan) -> Timeline:
    return lay_timeline(words.moments, plan.seconds, "song")


def moments_of(plan: SongPlan, prompt: str) -> tuple[Moment, ...]:
    """What the prompt wants at times of the song."""
    return _timeline(understood(prompt), plan).of_music(0.0, plan.seconds)


def key_of(style: str, prompt: str, seed: int) -> str:
    """The song's key: from the prompt, or chosen by the seed in the mode of the prompt's words or of the style."""
    words = understood(prompt)
    tonic = PITCHES[int(np.random.default_rng(seed).integers(len(PITCHES)))]
    return words.tonality or f"{tonic} {words.mode or STYLES[style].mode}"


def backing_request(plan: SongPlan, key: str, prompt: str, seed: int) -> RenderRequest:
    """The request to a renderer: the song's length, tempo, key, style and timeline, who plays, and the words for one that sings."""
    lyrics = "\n\n".join(
        "\n".join([f"[{'chorus' if section.kind == 'hook' else section.kind}]", *(line.text for line in section.lines)])
        for section in plan.sections
    )
    words, moments = understood(prompt), moments_of(plan, prompt)
    energy = [value + WORDS_ENERGY * words.energy for value in plan.energy()]
    return RenderRequest(
        key=key,
        prompt=prompt or f"{plan.style} beat",
        seconds=plan.seconds,
        seed=seed,
        tempo=plan.tempo,
        tempo_asked=True,
        style=plan.style,
        tonality=key_of(plan.style, prompt, seed),
        energy=at_moments(shaped(energy, words.course), moments),
        instruments=words.instruments,
        without=words.without,
        solo=words.solo,
        cues=cues_of(moments, plan.seconds),
        lyrics=lyrics,
    )
