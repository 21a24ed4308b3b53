"""Prompts by many different people, written blind: the thirty-first set (wedding film-maker, puppy owner, estate
agent, climber, youth group, teacher, bakery) and the thirty-second (gamer, grandmother, DJ, small firm, angler, skater, nursery, travel
vlogger).

Each has 20 ordinary prompts, 8 in other languages and 12 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_THIRTY_FIRST = (
    # English
    Held(
        "wedding highlight film, barn venue, indie folk, acoustic guitar, joyful",
        style="acoustic|happy|pop|country",
        wanted="guitar",
    ),
    Held("golden retriever puppy being silly, bouncy, tuba, pizzicato", style="comedy|happy", wanted="brass pizzicato"),
    Held(
        "Calm piano for a tour of a lovely old house in the country",
        style="piano|ambient|classical|acoustic|sad",
        wanted="piano",
    ),
    Held("bouldering session, heavy drum and bass, 174", style="drum-and-bass", tempo=174),
    Held("church youth camp recap, worship feel, slowly builds and gets bigger", course="rise"),
    Held("lofi beat for my study with me, 70bpm, rainy", style="lofi", tempo=70),
    Held("Grandpa's 80th birthday slideshow. He likes swing and Glenn Miller. Nothing too loud please.", style="jazz"),
    Held("like an old western, two men facing each other, whistling", style="country|tension|epic|acoustic"),
    Held("festival aftermovie, big room house, huge energy", style="house|electronic", energy=1),
    Held("sad violin", style="sad|classical", wanted="strings"),
    Held("rock without drums??", style="rock", without="drums"),
    Held(
        "promo for our little bakery, ukulele, glockenspiel, hand claps, happy",
        style="happy|acoustic|pop|corporate",
        wanted="guitar bells drums",
    ),
    Held(
        "documentary about the cod wars, serious, sparse low strings, D minor",
        style="tension|ambient|sad|classical|epic",
        tonality="D minor",
        wanted="strings",
    ),
    Held(
        "funky like a 70s detective show, wah guitar and brass",
        style="funk|soul|disco",
        wanted="guitar|electric-guitar brass",
    ),
    Held("chill hop no sax", style="lofi|boom-bap|jazz", without="sax"),
    Held("nothing electronic, just a string quartet", style="classical|sad|acoustic", wanted="strings"),
    Held("scary clown", style="horror|tension|comedy"),
    Held(
        "beat for freestyling, 90s new york, boom bap, 92, no vocals obviously",
        style="boom-bap",
        tempo=92,
        without="vocals",
    ),
    Held(
        "Year 5 made a stop motion film about the Romans. A marching tune with trumpets and drums would be perfect!",
        style="epic|classical|comedy|happy",
        wanted="brass drums",
    ),
    Held("peloton style spin class, techno, 135 bpm, dont let it get boring", style="techno", tempo=135),
    # other languages
    Held(
        "Video von unserem Hausbau, gut gelaunt, akustische Gitarre, ohne Gesang",
        style="happy|acoustic|pop",
        wanted="guitar",
        without="vocals",
    ),
    Held(
        "musique douce pour le diaporama de mariage de ma sœur, piano et harpe",
        style="piano|ambient|classical|sad|acoustic",
        wanted="piano harp",
    ),
    Held("rock duro para mi canal de motos, sin teclados", style="rock|metal"),
    Held("compleanno della nonna, valzer con fisarmonica", style="waltz", wanted="accordion"),
    Held("forró não, quero um samba bem animado pro churrasco", style="samba"),
    Held("rustige gitaarmuziek voor een filmpje van onze kat", style="acoustic", wanted="guitar", energy=-1),
    Held("mroczne techno, 140 bpm, bez melodii", style="techno", tempo=140, without="melody"),
    Held("犬の散歩動画、楽しいウクレレ", style="happy|acoustic", wanted="guitar"),
    # times and parts
    Held("chill lofi for the first 20 seconds, then trap", styles=("0 lofi", "20 trap")),
    Held(
        "corporate, quiet while the boss talks from 0:12 to 0:40",
        style="corporate",
        styles=("0 corporate",),
        moments=("quiet from 0:12 to 0:40",),
    ),
    Held("dubstep, big drop when it gets to 1:05", style="dubstep", moments=("drop from 1:05 on",)),
    Held("jazz. no drums for the last 10 seconds", style="jazz", moments=("no drums in the last 10 s",)),
    Held("starts as a waltz, halfway through it becomes techno lol", styles=("0 waltz", "30 techno")),
    Held("Ambient for the first third, orchestral epic for the rest", styles=("0 ambient", "20 epic")),
    Held("rock, everything stops at 0:45", style="rock", moments=("silence from 0:45 on",)),
    Held("slow piano, a violin joins in at 0:25", wanted="piano", pace=-1, moments=("strings from 0:25 on",)),
    Held(
        "happy ukulele tune, and bring in the strings only after the title",
        style="happy|acoustic",
        wanted="guitar",
        told="title",
    ),
    Held(
        "epic trailer music, silence at 0:30 for 2 seconds, then loud",
        style="epic",
        moments=("silence from 0:30 to 0:32", "loud from 0:32 on"),
    ),
    Held("Erst Jazz, ab Sekunde 25 Heavy Metal", styles=("0 jazz", "25 metal")),
    Held("pop alegre, los últimos 15 segundos más lento", style="pop|happy", moments=("slower in the last 15 s",)),
)

HELD_THIRTY_SECOND = (
    # English
    Held(
        "minecraft build timelapse, relaxing, soft piano",
        style="piano|ambient|lofi|sad|classical",
        wanted="piano",
        energy=-1,
    ),
    Held("speedrun montage, fast chiptune, 160 bpm", style="chiptune", tempo=160),
    Held(
        "Dear sir, I would like some quiet music for the photographs of my late husband. He loved the organ.",
        style="sad|ambient|classical|piano",
        wanted="organ",
    ),
    Held("warmup set visual, deep house, 120, A minor", style="house", tempo=120, tonality="A minor"),
    Held(
        "plumbing firm, local ad, friendly, acoustic guitar, no synths",
        style="corporate|happy|acoustic|pop",
        wanted="guitar",
        without="synth",
    ),
    Held("skate vid, 90s punk", style="punk"),
    Held("carp fishing at dawn, mist on the lake, very slow ambient", style="ambient", pace=-1),
    Held(
        "nursery rhyme type of thing but no singing, xylophone and flute",
        style="happy|comedy|acoustic",
        wanted="mallets flute",
        without="vocals",
    ),
    Held("morocco vlog, souks and spices, percussion and strings", wanted="drums strings"),
    Held(
        "heist scene, sneaky jazz, double bass, finger snaps, brushed drums", style="jazz|tension", wanted="bass drums"
    ),
    Held("make it sound like a stranger things intro", style="synthwave|electronic|tension|horror"),
    Held("metal. fast. loud.", style="metal", pace=1),
    Held(
        "background for a meditation app, no beat, no melody, just pads",
        style="ambient",
        wanted="synth",
        without="drums melody",
    ),
    Held(
        "zombie short film final chase, hectic, aggressive, E minor",
        style="horror|tension|metal|rock|electronic|epic",
        tonality="E minor",
    ),
    Held("romantic dinner in paris, accordion, light waltz", style="waltz", wanted="accordion"),
    Held("boxing promo, hard trap beat with dark brass", style="trap", wanted="brass"),
    Held(
        "not classical, my boss hates classical. Something modern and upbeat for the office tour, pop maybe",
        style="pop|corporate|happy|electronic",
    ),
    Held("Hawaiian holiday, uke, laid back, a bit of reggae", style="reggae", wanted="guitar"),
    Held("charleston dance clip 1920s", style="jazz"),
    Held(
        "cyberpunk city at night, synthwave 100bpm, bass heavy, no guitar",
        style="synthwave",
        tempo=100,
        wanted="bass",
        without="guitar|electric-guitar",
    ),
    # other languages
    Held(
        "Imagefilm für eine Tischlerei, warm, modern, Klavier, etwa 100 bpm",
        style="corporate|piano|acoustic|ambient|pop",
        tempo=100,
        wanted="piano",
    ),
    Held("hip hop tranquille pour un vlog à Marseille, sans voix", style="boom-bap|lofi", without="vocals"),
    Held("música épica para un tráiler de fútbol, coro y tambores", style="epic", wanted="choir drums"),
    Held("video di sci, drum and bass, 170 bpm", style="drum-and-bass", tempo=170),
    Held("piano triste, bem lento, em dó menor", style="sad|piano", wanted="piano", tonality="C minor", pace=-1),
    Held("köpeğimin komik videosu için eğlenceli müzik", style="comedy|happy"),
    Held(
        "lugn akustisk gitarr till en film om skogen, inga trummor",
        style="acoustic|ambient",
        wanted="guitar",
        without="drums",
    ),
    Held(
        "грустная виолончель и пианино, ре минор",
        style="sad|piano|classical",
        wanted="strings piano",
        tonality="D minor",
    ),
    # times and parts
    Held(
        "house music, kick out the drums between 0:30 and 0:38, then back in",
        style="house",
        moments=("no drums from 0:30 to 0:38",),
    ),
    Held(
        "0:00-0:15 ambient, 0:15-0:45 techno, 0:45 to the end ambient", styles=("0 ambient", "15 techno", "45 ambient")
    ),
    Held("country, faster from 0:40 on", style="country", moments=("faster from 0:40 on",)),
    Held("orchestral, choir for the last 20 seconds", style="epic|classical", moments=("choir in the last 20 s",)),
    Held("horror until the lights go on at 0:35, then disco", styles=("0 horror", "35 disco")),
    Held("the last 15 seconds have to be punk", styles=("0 ?", "45 punk")),
    Held(
        "trap with a drop at 20 seconds and another one at 50 seconds",
        style="trap",
        moments=("drop from 0:20 on", "drop from 0:50 on"),
    ),
    Held(
        "bossa nova, sax comes in at 0:18 and leaves at 0:42",
        style="bossa-nova",
        moments=(
            "sax from 0:18 on",
            "no sax from 0:42 on",
        ),
    ),
    Held("lofi, nice and quiet, fade out over the last 5 seconds", style="lofi", moments=("fade out in the last 5 s",)),
    Held("Rock'n'roll, wenn die Torte kommt (0:20) bitte Walzer", styles=("0 rock", "20 waltz")),
    Held(
        "électro, et à la moitié une grosse montée puis un drop",
        style="electronic",
        moments=("rise from 50 % to 50 % +8 s", "drop from 50 % +8 s on"),
    ),
    Held(
        "epic with choir, no choir for the first 12 seconds though",
        style="epic",
        moments=("choir from 0:12 on",),
    ),
)
