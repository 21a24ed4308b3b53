"""Casting: an arrangement with the instruments that were requested, and without the refused ones.

What belongs here: exchanging parts. What does not: the arrangements (arrangements.py), the prompt (resources/music/words.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from resources.renderers.sketch.arrangements import Arrangement, Voice
from resources.renderers.sketch.sounds import INSTRUMENTS, SOUNDS

# The figures and range of a part that replaces another one or is added.
_PLAYS = {
    "chords": ("push", "halves", "quarters"), "arp": ("broken", "wave8"), "lead": ("song", "sparse"), "bass": ("pop", "two"),
}  # fmt: skip
_RANGES = {"chords": (52, 76), "arp": (57, 81), "lead": (60, 84), "bass": (29, 48)}
AT_ONCE = 0.0  # requested instruments play from the start
LATE = 0.5  # drums that enter above this energy only play in the liveliest moments, such as timpani
USUAL = -3.0  # level of requested drums in a style that has none


def family(voice: Voice) -> str:
    """The instrument of a part, of lexicon.INSTRUMENT_PHRASES."""
    return SOUNDS[voice.sound][2]


def cast(arrangement: Arrangement, wanted: Sequence[str], unwanted: Sequence[str], *, solo: bool) -> Arrangement:
    """The arrangement with the requested instruments.

    Args:
        wanted, unwanted: of lexicon.INSTRUMENT_PHRASES.
        solo: only the wanted instruments play; ignored if none is wanted.
    """
    voices = [voice for voice in arrangement.voices if not is_any(voice, unwanted)]
    for name in wanted:
        if name not in INSTRUMENTS:
            continue  # drums and percussion depend on the style
        own = [number for number, voice in enumerate(voices) if family(voice) == name]
        if own:
            voices = [
                replace(voice, enters=AT_ONCE, level=voice.level + 2) if number == own[0] else voice
                for number, voice in enumerate(voices)
            ]
            continue
        sound, role = INSTRUMENTS[name]
        places = [number for number, voice in enumerate(voices) if voice.role == role and family(voice) not in wanted]
        if places:
            taken = voices[places[0]]
            low, high = _RANGES[role] if role == "bass" else (taken.low, taken.high)
            voices[places[0]] = replace(taken, sound=sound, low=low, high=high, enters=AT_ONCE, level=taken.level + 1)
        else:
            voices.append(Voice(role, sound, _PLAYS[role], *_RANGES[role], AT_ONCE, -5.0))  # pyright: ignore[reportArgumentType]
    if solo and (only := [voice for voice in voices if family(voice) in wanted]):
        voices = complete(only) if "drums" not in wanted else only
    groove = "" if "drums" in unwanted or (solo and wanted and "drums" not in wanted) else arrangement.groove
    if "drums" in wanted and (not groove or arrangement.from_energy >= LATE):
        groove, arrangement = "pop", replace(arrangement, kit="standard", drums=USUAL)
    from_energy = AT_ONCE if "drums" in wanted else arrangement.from_energy
    if solo and set(wanted) == {"drums"}:
        voices = []  # nobody else
    elif not voices:
        # Add the best chord instrument that is not refused; if there is none, only the drums play.
        name = next((name for name in INSTRUMENTS if name not in unwanted and INSTRUMENTS[name][1] == "chords"), None)
        if name is not None:
            voices = [Voice("chords", INSTRUMENTS[name][0], _PLAYS["chords"], *_RANGES["chords"], AT_ONCE, 0.0)]
        else:
            groove, from_energy = groove or arrangement.groove or "pop", AT_ONCE
    return replace(arrangement, voices=tuple(voices), groove=groove, from_energy=from_energy)


def is_any(voice: Voice, names: Collection[str]) -> bool:
    """Whether a part is one of some instruments, of lexicon.INSTRUMENT_PHRASES."""
    return (
        family(voice) in names
        or ("bass" in names and voice.role == "bass")
        or ("melody" in names and voice.role in ("lead", "counter"))
    )


def complete(voices: list[Voice]) -> list[Voice]:
    """Complete a solo instrument: give it the missing ones of chords, bass and melody."""
    first = voices[0]
    roles = {voice.role for voice in voices}
    if not roles & {"chords", "arp"}:
        voices = [
            *voices,
            replace(first, role="arp", figures=("broken", "alberti"), low=48, high=72, level=-7.0, enters=0.0),
        ]
    if "lead" not in roles:
        voices = [
            *voices,
            replace(first, role="lead", figures=("song", "sparse"), low=64, high=86, level=-3.0, enters=0.0),
        ]
    return voices
