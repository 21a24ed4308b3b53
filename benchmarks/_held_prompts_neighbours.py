"""Ordinary prompts by another author than the sets before: the twenty-fifth set, a third of it not English.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_TWENTY_FIFTH = (
    Held(
        "hello, I need background music for a dental clinic tour. clean and reassuring, not elevator music", energy=-1
    ),
    Held("hard rock for our truck pull, think ac/dc", style="rock|metal", wanted=""),
    Held("something spooky for the kids halloween parade, not actually scary", style="comedy|horror|tension"),
    Held("mellow rhodes and upright bass, brushes, about 92 bpm", tempo=92, wanted="e-piano|piano bass drums"),
    Held("my grandpa's 90th, swing like in the forties", style="jazz"),
    Held("fast drum n bass for a bmx edit, no pads", style="drum-and-bass", pace=1, without="pad|synth"),
    Held("pls do a sad violin with piano, e minor", wanted="strings|violin piano", tonality="E minor"),
    Held("recipe reel: light bossa, nylon guitar, shaker", style="bossa-nova", wanted=f"{GUITAR} drums|percussion"),
    Held("we lost our dog. quiet piano please, nothing dramatic", wanted="piano", energy=-1),
    Held(
        "product launch, confident, modern, 120bpm, four on the floor",
        tempo=120,
        style="house|electronic|techno|corporate|pop|disco",
    ),
    Held("old western duel, whistling, twangy guitar, tense", wanted=f"flute {GUITAR}"),
    Held("just drums. big ones.", wanted="drums", solo=True),
    Held("reggae but slower than usual and without the organ", style="reggae", pace=-1, without="organ"),
    Held("underwater footage of coral, weightless, no beat whatsoever", without="drums", style="ambient"),
    Held("protest documentary, angry, distorted bass, builds until the end", wanted="bass", energy=1, course="rise"),
    Held("cheesy eighties training montage", style="synthwave|rock|pop|electronic"),
    Held("Vivaldi style strings for our school's spring concert trailer", style="classical", wanted="strings"),
    Held("tiktok dance, afrobeats, sunny, male vocals not needed", style="afrobeat"),
    Held("jazz trio, late night, don't let the sax in", style="jazz", without="sax|saxophone"),
    Held("time lapse of a building site, mechanical, repetitive, minimal techno", style="techno"),
    Held("acoustic folk ballad in D, fingerpicking, intimate", style="acoustic", tonality="D major", wanted=GUITAR),
    Held("8 bit boss fight", style="chiptune", energy=1),
    Held("metal. in drop d. double kick. done.", style="metal"),
    Held("christmas market stroll, sleigh bells, cozy", style="christmas", wanted="bells"),
    Held("romantic waltz for the first dance, orchestra, not too slow", style="waltz", wanted="orchestra|strings"),
    Held("hip hop with a soul sample feel, dusty, head nod", style="boom-bap|lofi"),
    Held("ruhige Klaviermusik für ein Video über meine Oma, etwas wehmütig", wanted="piano", energy=-1),
    Held(
        "etwas Flottes mit Akkordeon und Kontrabass, aber kein Schlagzeug",
        wanted="accordion bass",
        without="drums",
        pace=1,
    ),
    Held(
        "musique de suspense pour un court métrage, cordes graves, pas de batterie",
        style="tension|horror",
        wanted="strings",
        without="drums",
    ),
    Held(
        "quelque chose de joyeux et léger, ukulélé, sifflements",
        style="happy|acoustic|pop",
        wanted="ukulele|guitar flute",
    ),
    Held(
        "música alegre de verano, con trompetas y percusión latina, rápida",
        style="latin|samba|happy",
        wanted="brass|trumpet drums|percussion",
        pace=1,
    ),
    Held("algo épico para el tráiler de mi partido de fútbol, coros y tambores", style="epic", wanted="choir drums"),
    Held("musica elegante per una sfilata, elettronica, niente voci", style="electronic|house|techno|synthwave"),
    Held("uma batida lofi tranquila para estudar, sem vocais", style="lofi", energy=-1),
    Held("rustige gitaar, warm, voor een filmpje over onze moestuin", wanted=GUITAR, energy=-1),
    Held("spokojna muzyka fortepianowa, bez perkusji", wanted="piano", without="drums", energy=-1),
    Held("весёлая музыка для детского праздника, без барабанов", style="happy|pop|comedy", without="drums"),
    Held("落ち着いたピアノ、ドラムなし", wanted="piano", without="drums", energy=-1),
    Held("欢快的吉他音乐，节奏快一点", wanted=GUITAR, pace=1),
    Held("düğün videosu için romantik keman ve piyano, yavaş", wanted="strings|violin piano", pace=-1),
)
