"""Line-ups: the systematic differences between takes of a piece.

What belongs here: who plays the melody, and which colour enters first. What does not: the arrangements (arrangements.py),
requested instruments (casting.py), the order of sections (resources/music/form.py).
"""

from collections.abc import Collection
from dataclasses import replace

from resources.renderers.sketch.arrangements import Arrangement, Voice
from resources.renderers.sketch.casting import family
from resources.renderers.sketch.sounds import fitted

# Alternative instruments for the first melody of a style.
LEADS: dict[str, tuple[str, ...]] = {
    "ambient": ("bell", "piano"), "lofi": ("keys", "clean-guitar"), "boom-bap": ("sax", "vibes"), "happy": ("clarinet", "piano"),
    "pop": ("keys", "clean-guitar"), "epic": ("violins", "trumpet"), "sad": ("cello", "oboe"), "electronic": ("saw-pluck", "square"),
    "acoustic": ("violin", "harmonica"), "punk": ("overdrive", "clean-guitar"), "rock": ("distortion", "clean-guitar"), "metal": ("overdrive", "violins"),
    "reggae": ("trumpet", "organ"), "funk": ("trumpet", "organ"), "disco": ("brass-synth", "flute"), "trap": ("piano", "violin"),
    "drum-and-bass": ("keys", "saw-pluck"), "dubstep": ("saw-pluck", "square"), "house": ("keys", "trumpet"), "techno": ("square", "bell"),
    "synthwave": ("brass-synth", "square"), "jazz": ("vibes", "clean-guitar"), "bossa-nova": ("sax", "vibes"), "samba": ("trumpet", "nylon"),
    "latin": ("flute", "piano"), "afrobeat": ("trumpet", "organ"), "blues": ("harmonica", "sax"), "country": ("fiddle", "harmonica"),
    "soul": ("clean-guitar", "trumpet"), "chiptune": ("pulse", "lead"), "corporate": ("piano", "clean-guitar"), "tension": ("bassoon", "violas"),
    "horror": ("cello", "music-box"), "comedy": ("bassoon", "oboe"), "classical": ("flute", "oboe"), "waltz": ("clarinet", "flute"),
    "christmas": ("celesta", "flute"),
}  # fmt: skip
COLOURS = ("counter", "arp", "riff")
AT_ONCE = 0.1  # a part that enters at this energy or below plays from the start


def line_up(
    arrangement: Arrangement, style: str, take: int, kept: Collection[str] = (), unwanted: Collection[str] = ()
) -> Arrangement:
    """The arrangement for a take; consecutive takes differ.

    Args:
        kept, unwanted: of lexicon.INSTRUMENT_PHRASES: instruments that keep their parts, and those that may not appear.
    """
    voices = _with_lead(list(arrangement.voices), style, take, kept, unwanted)
    colours = [number for number, voice in enumerate(voices) if _is_colour(voice)]
    enters = [voices[number].enters for number in colours]
    for at, number in enumerate(colours):
        voices[number] = replace(voices[number], enters=enters[(at + take) % len(enters)])
    in_range = []
    for voice in voices:
        low, high = fitted(voice.low, voice.high, voice.sound)
        in_range.append(replace(voice, low=low, high=high))
    return replace(arrangement, voices=tuple(in_range))


def _with_lead(
    voices: list[Voice], style: str, take: int, kept: Collection[str], unwanted: Collection[str]
) -> list[Voice]:
    """The voices with the first melody played by another instrument, which swaps places with the original one."""
    first = next((number for number, voice in enumerate(voices) if voice.role == "lead"), None)
    if first is None or family(voices[first]) in kept:
        return voices
    own = voices[first]
    choices = [replace(own, sound=sound) for sound in LEADS.get(style, ())]
    choices = [own, *(voice for voice in choices if family(voice) not in unwanted)]
    lead = choices[take % len(choices)]
    for number, voice in enumerate(voices):
        if number != first and voice.sound == lead.sound and voice.role in ("lead", "counter"):
            voices[number] = replace(voice, sound=own.sound)
    voices[first] = lead
    return voices


def _is_colour(voice: Voice) -> bool:
    """Whether a part is an optional colour that enters later, so that another one may enter before it."""
    return voice.enters > AT_ONCE and (voice.role in COLOURS or voice.figures == ("hold",))
