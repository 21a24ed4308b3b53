"""Prompts by people with an occasion, written blind: the thirtieth set (scientist, librarian, festival, motorcyclist, knitter, chess club,
angler, dance school, architect, potter, brewery).

Each has 20 ordinary prompts, 10 in other languages and 10 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_THIRTIETH = (
    # English
    Held("2 min summary of our paper on coral reefs, underwater feel, ambient, unobtrusive", style="ambient"),
    Held("library book week, gentle classical, harp", style="classical", wanted="harp"),
    Held("after movie small techno festival, dark warehouse, 132", style="techno"),
    Held("Harley trip route 66, gritty blues rock, harmonica if you have it", style="blues|rock"),
    Held("knitting with me, cozy autumn, lofi hip hop, rain outside", style="lofi"),
    Held(
        "chess tournament final, tense, ticking clock, low strings, G minor",
        style="tension",
        tonality="G minor",
        wanted="strings",
    ),
    Held(
        "fly fishing at dawn. Acoustic guitar fingerpicked. Nothing else.", style="acoustic", wanted="guitar", solo=True
    ),
    Held("salsa class promo, has to make you want to dance!", style="latin"),
    Held(
        "architecture reel, concrete, brutalist, minimal electronic, cold, no melody",
        style="electronic|ambient|techno",
        without="melody",
    ),
    Held(
        "pottery studio, warm hands, slow wheel. Piano, sparse, sorta like Nils Frahm",
        style="piano|ambient|sad|classical",
        wanted="piano",
    ),
    Held(
        "craft brewery tour, irish pub feel, accordion + banjo",
        style="acoustic|country|happy|waltz",
        wanted="accordion banjo",
    ),
    Held("beginner ballet recital, tchaikovsky-like, graceful", style="classical|waltz"),
    Held("punk!!! short and fast and loud", style="punk"),
    Held("smth like mario kart", style="chiptune|happy|comedy|funk|electronic|pop|jazz"),
    Held("hip hop dance battle, old school beat, 95 bpm, scratches", style="boom-bap", tempo=95),
    Held(
        "Beer commercial. Big riff, rock, stadium. Electric guitars and organ.",
        style="rock",
        wanted="electric-guitar|guitar organ",
    ),
    Held("disco but slower than normal, flutes and strings", style="disco", wanted="flute strings", pace=-1),
    Held(
        "quiet film about a lighthouse keeper, no drums, no guitar, melancholy, accordion maybe",
        style="sad|ambient|waltz|classical|acoustic|piano",
        wanted="accordion",
        without="drums guitar",
    ),
    Held("Soul music, female choir backing, hammond, feel good", style="soul", wanted="choir organ"),
    Held(
        "drum n bass for enduro, keep the energy constant from start to finish", style="drum-and-bass", course="steady"
    ),
    # other languages
    Held(
        "Schachturnier, spannungsvoll, tiefe Streicher, a-Moll",
        style="tension|classical|horror|epic",
        tonality="A minor",
        wanted="strings",
    ),
    Held("musique électro pour un festival, énergique, 128 bpm", style="electronic|house|techno", tempo=128),
    Held(
        "flauta y arpa para un vídeo de la biblioteca, tranquilo",
        style="classical|ambient|acoustic",
        wanted="flute harp",
    ),
    Held("valzer elegante per il saggio di danza, senza batteria", style="waltz", without="drums"),
    Held(
        "blues lento pra vídeo de moto na estrada, com guitarra",
        style="blues",
        wanted="guitar|electric-guitar",
        pace=-1,
    ),
    Held("jazzy achtergrondmuziek voor een brouwerijtour, met saxofoon", style="jazz", wanted="sax"),
    Held("lofi na film o robieniu na drutach, bez wokalu", style="lofi", without="vocals"),
    Held(
        "mysig gitarrmusik till en film om keramik, inga trummor",
        style="acoustic|lofi|ambient|bossa-nova|classical",
        wanted="guitar",
        without="drums",
    ),
    Held(
        "musik tegang untuk film pendek, biola, makin lama makin keras",
        style="tension|horror",
        wanted="strings",
        course="rise|loud-end",
    ),
    Held("весёлое диско для танцевальной школы", style="disco"),
    # times and parts
    Held(
        "folk guitar, flute joins after 15 seconds, everything out at 0:55",
        style="acoustic",
        wanted="guitar",
        moments=("flute from 0:15 on", "silence from 0:55 on"),
    ),
    Held(
        "techno. breakdown at 1:10, kick back at 1:26",
        style="techno",
        styles=("0 techno",),
        moments=("no drums from 1:10 on", "drums from 1:26 on"),
    ),
    Held("0:00 ambient 0:20 house 0:45 ambient", styles=("0 ambient", "20 house", "45 ambient")),
    Held("tension for the final game, last 10 seconds happy because he wins", styles=("0 tension", "50 happy|pop")),
    Held(
        "lofi; at 0:30 cut the drums for ten seconds",
        style="lofi",
        styles=("0 lofi",),
        moments=("no drums from 0:30 to 0:40",),
    ),
    Held("blues and then in the middle it becomes fast punk", styles=("0 blues", "30 punk")),
    Held(
        "disco, double the tempo for the last fifteen seconds",
        style="disco",
        styles=("0 disco",),
        moments=("faster in the last 15 s",),
    ),
    Held(
        "In der ersten Minute nur Klavier, dann kommt das ganze Orchester dazu",
        moments=("only piano from 0:00 to 1:00", "strings and brass from 1:00 on"),
    ),
    Held(
        "ambient, à 0:25 entrée de la batterie, fin en douceur",
        style="ambient",
        moments=("no drums from 0:00 to 0:25", "drums from 0:25 on"),
        course="quiet-end",
    ),
    Held("最初の20秒は静かなピアノ、そのあとロック", styles=("0 piano|ambient|sad|classical", "20 rock")),
)
