"""A song's card: a description of how it was made, stored with its files.

What belongs here: the card, and the note in the files' metadata. What does not: making the song (steps.py).
"""

from assets.pages import markdown_table, markdown_text
from assets.songs.plan import SongPlan
from assets.songs.records import SYNTHETIC, SongRecord, VoiceRecord
from resources.storage import digest
from resources.voices.base import SQUEEZE_LEAST

CARD = "song.card.md"
HURRIED = "Some words are said faster than they can be said well; a slower tempo or shorter lines give them time."
BY_PLAN = "The words light up by the song's plan; where the engine sings them may differ."


def is_hurried(voice: VoiceRecord) -> bool:
    """Whether consonants had to be shortened somewhere."""
    return round(voice.squeeze, 2) < SQUEEZE_LEAST


def note_of(plan: SongPlan, voice: VoiceRecord, music: str, sung_by: str = "") -> str:
    """The note for the files' metadata: that the voice is synthetic and which one, who wrote the words, the licences.

    Args:
        music: the licence of the music.
        sung_by: the engine, if it sings the words itself.
    """
    said = []
    if sung_by or voice.licence:
        said += [SYNTHETIC, f"Voice: {sung_by or voice.licence}."]
    said += [f"Words: {plan.written_by.get('model', 'unknown')}.", f"Music: {music}."]
    return " ".join([*said, *([BY_PLAN] if sung_by else []), *([HURRIED] if is_hurried(voice) else [])])


def card(plan: SongPlan, voice: VoiceRecord, song: SongRecord) -> str:
    """The card as Markdown."""
    by, music = plan.written_by, song.provenance
    words = [str(by.get("model", "unknown"))]
    words += [f"{name} {by[name]}" for name in ("checkpoint", "seed") if name in by]
    facts = {
        "words": ", ".join(words),
        **({"what could not be done": " ".join(said)} if (said := [*by.get("said", ()), *song.said]) else {}),
        "voice": "none: an instrumental" if song.voice == "none" else f"{voice.name}; {SYNTHETIC}",
        "voice, licence": song.voice,
        "music": f"{music.renderer}, {music.model}, revision {music.revision}",
        "music, licence": music.licence,
        **({"prompt": song.prompt} if song.prompt else {}),
        "style": plan.style,
        "tempo": f"{plan.tempo:g} beats a minute",
        "key": song.tonality or "left to the renderer",
        "flow": plan.flow,
        "seed": str(music.seed),
        "squeeze": f"{voice.squeeze:.2f} of a vowel's natural length is left in the tightest place"
        + (f". {HURRIED}" if is_hurried(voice) else ""),
        "loudness": "silence" if song.lufs is None else f"{song.lufs:.1f} LUFS",
        "length": f"{plan.seconds:.1f} s",
        "data versions": ", ".join(
            f"{name} {digest(record.made_from)[:16]}"
            for name, record in (("plan", plan), ("voice", voice), ("song", song))
        ),
    }
    if not voice.file:
        del facts["squeeze"]
    if song.voice == "none":
        del facts["voice, licence"]
    title = markdown_text(" ".join(plan.title.split()) or "A song")
    return f"# {title}\n\n{markdown_table(('', ''), facts.items())}\n\n{markdown_text(song.note)}\n"
