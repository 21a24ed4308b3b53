"""Prompts by many different people, written blind: the thirty-fifth set (paraglider, wedding DJ, history teacher, tattoo
studio, cat owner, fire brigade, choirmaster, ten-year-old) and the thirty-sixth (sailing club, vet, indie game developer, ice hockey
mum, priest, food truck, astronomer, drama teacher).

Each has 20 ordinary prompts, 8 in other languages and 12 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_THIRTY_FIFTH = (
    # English
    Held(
        "paragliding over lake annecy, floaty, airy, soft synths and harp, 90 bpm",
        style="ambient|electronic|pop|lofi",
        tempo=90,
        wanted="synth harp",
    ),
    Held("first dance clip, slow soul ballad, rhodes and strings", style="soul", wanted="e-piano strings", pace=-1),
    Held("WW2 lesson, home front, sombre, solo trumpet", style="sad|classical|tension|ambient|epic", wanted="brass"),
    Held("tattoo studio promo. grimy blues rock, slide guitar", style="blues|rock", wanted="guitar|electric-guitar"),
    Held("my cat knocks things off tables compilation", style="comedy|happy|jazz"),
    Held("volunteer fire brigade recruitment, heroic, drums, brass, goosebumps", style="epic", wanted="drums brass"),
    Held("i am 10 and i made a lego movie with dinosaurs it needs cool scary music", style="horror|tension|epic"),
    Held("no beat", without="drums"),
    Held("garage rock, raw, simple, 150 bpm, E major", style="rock|punk", tempo=150, tonality="E major"),
    Held("candle making asmr, barely there, ambient, no bells", style="ambient", without="bells"),
    Held("Elvis-era slow dance for a 50th anniversary video, doo wop feel, saxophone", wanted="sax", pace=-1),
    Held(
        "Explainer video for tax software. Neutral, steady, not too emotional. Light electronic.",
        style="electronic|corporate",
    ),
    Held(
        "sad but hopeful piano piece with cello for hospice fundraising",
        style="sad|piano|classical|ambient",
        wanted="piano strings",
    ),
    Held(
        "motogp onboard, hard rock, screaming guitars, super fast",
        style="rock|metal|punk",
        wanted="electric-guitar|guitar",
        pace=1,
    ),
    Held("smooth jazz, sax, brushes, elegant hotel lobby", style="jazz|bossa-nova", wanted="sax"),
    Held("Just a lone flute in the mountains", wanted="flute", solo=True),
    Held("retro game shop tour, 8-bit, cheerful, C major", style="chiptune", tonality="C major"),
    Held("afrobeats for dance class, 105bpm, no trumpets", style="afrobeat", tempo=105, without="brass"),
    Held(
        "unboxing, something clean and techy, house-ish, medium tempo, without vocals",
        style="house|electronic|corporate",
        without="vocals",
    ),
    Held(
        "santa's workshop, busy elves, sleigh bells, pizzicato, playful christmas music",
        style="christmas",
        wanted="bells pizzicato",
    ),
    # other languages
    Held(
        "Feuerwehr Nachwuchsfilm, spannend, Trommeln und Streicher, baut sich auf",
        style="tension|epic",
        wanted="drums strings",
        course="rise",
    ),
    Held("chat mignon, musique rigolote, ukulélé et xylophone", style="comedy|happy|acoustic", wanted="guitar mallets"),
    Held("bachata suave, guitarra, nada de batería electrónica", style="latin", wanted="guitar"),
    Held(
        "musica rilassante per yoga, flauto, senza pianoforte",
        style="ambient|acoustic|classical",
        wanted="flute",
        without="piano",
    ),
    Held("rock pesado pro vídeo da academia, 140 bpm", style="rock|metal", tempo=140),
    Held(
        "langzame wals voor ons trouwfilmpje, strijkers, in D majeur",
        style="waltz",
        tonality="D major",
        wanted="strings",
        pace=-1,
    ),
    Held("spokojny jazz do kawiarni, kontrabas i fortepian", style="jazz", wanted="bass piano"),
    Held(
        "мультик про ёжика, весело, флейта и ксилофон, без барабанов",
        style="happy|comedy",
        wanted="flute mallets",
        without="drums",
    ),
    # times and parts
    Held("after 30 seconds the horror turns into comedy, plan it like that", styles=("0 horror", "30 comedy")),
    Held("soul, choir for the last 25 seconds", style="soul", moments=("choir in the last 25 s",)),
    Held(
        "boom bap, beat drops out from 0:44 to 0:48 (he tells a joke), i.e. no drums there",
        style="boom-bap",
        moments=("no drums from 0:44 to 0:48",),
    ),
    Held("epic music, two thirds in switch to ambient for the sunset shots", styles=("0 epic", "40 ambient")),
    Held(
        "quiet for the first 20 seconds, corporate style all the way",
        style="corporate",
        moments=("quiet from 0:00 to 0:20",),
    ),
    Held("dnb. drop at 0:24. no intro longer than that.", style="drum-and-bass", moments=("drop from 0:24 on",)),
    Held(
        "piano piece, faster from 1:10 on, faded out softly at the very end",
        wanted="piano",
        moments=("faster from 1:10 on",),
        course="quiet-end",
    ),
    Held("funk, the organ should only play between 0:20 and 0:35", style="funk", moments=("organ from 0:20 to 0:35",)),
    Held(
        "punk, but the final 10 seconds are a lullaby on music box",
        style="punk",
        moments=("piano in the last 10 s", "bells in the last 10 s"),
    ),
    Held("Klassik bis 0:40, danach Dubstep", styles=("0 classical", "40 dubstep")),
    Held("house, à 0:50 coupe tout", style="house", moments=("silence from 0:50 on",)),
    Held("latin party music as soon as she opens the door, before that tension", told="door"),
)

HELD_THIRTY_SIXTH = (
    # English
    Held("regatta recap, wind and spray, uplifting, strings and drums, 125", tempo=125, wanted="strings drums"),
    Held("vet clinic facebook video, gentle acoustic, kind, not sad", style="acoustic|happy|pop|corporate"),
    Held(
        "boss battle for my indie game, heavy metal plus choir, C minor",
        style="metal|epic",
        tonality="C minor",
        wanted="choir",
    ),
    Held(
        "u12 ice hockey season highlights. pump up rock!! no swearing no vocals",
        style="rock|metal|punk",
        without="vocals",
    ),
    Held("Prayer for peace, slow, organ and choir, reverent", wanted="organ choir", pace=-1),
    Held("taco truck, mexican trumpets, spicy, party", style="latin|happy", wanted="brass"),
    Held(
        "saturn rings animation, mysterious space ambient, no percussion whatsoever", style="ambient", without="drums"
    ),
    Held(
        "drama class trailer for Macbeth, dark, witches, low brass and cellos",
        style="horror|tension|epic",
        wanted="brass strings",
    ),
    Held(
        "bike trip through holland, carefree, accordion", style="happy|acoustic|waltz|pop|country", wanted="accordion"
    ),
    Held("chess tournament, thoughtful, tense, ticking, light strings", style="tension", wanted="strings"),
    Held("more cowbell lol, 70s rock", style="rock"),
    Held("old black and white newsreel, big band", style="jazz"),
    Held("shopping haul, cute poppy music, 115 bpm", style="pop", tempo=115),
    Held(
        "rap battle instrumental - grimy trap, 808 bass, 150bpm, F minor",
        style="trap",
        tempo=150,
        tonality="F minor",
        wanted="bass",
        without="vocals",
    ),
    Held("lazy sunday, hammock, slow reggae, no brass", style="reggae", without="brass", pace=-1),
    Held(
        "orchestra tuning into a grand overture for the theatre's 100th anniversary, ends very loud",
        style="epic|classical",
        course="loud-end",
    ),
    Held("saloon fight, honky tonk piano, fast, banjo", style="country|comedy|jazz", wanted="piano banjo", pace=1),
    Held(
        "corporate but please not the usual piano and claps, marimba would be good",
        style="corporate",
        wanted="mallets",
        without="piano",
    ),
    Held("nostalgic VHS family tapes, dreamy synthwave, slow", style="synthwave", pace=-1),
    Held("techno without kick", style="techno"),
    # other languages
    Held("Segelregatta, frischer Pop, keine Streicher", style="pop", without="strings"),
    Held("documentaire sur les loups, tension, cordes graves, lent", style="tension", wanted="strings", pace=-1),
    Held("flamenco con guitarra para un vídeo de caballos", style="latin|acoustic", wanted="guitar"),
    Held("musica da discoteca anni 70, 120 bpm, archi e basso", style="disco|funk", tempo=120, wanted="strings bass"),
    Held(
        "vídeo institucional da clínica, tranquilo, piano, sem bateria",
        style="corporate|piano|ambient",
        wanted="piano",
        without="drums",
    ),
    Held("stevige metal voor een ijshockeyfilmpje, 170 bpm", style="metal", tempo=170),
    Held("skräckfilm, läskigt, stråkar, långsamt", style="horror", wanted="strings", pace=-1),
    Held(
        "チェロとピアノの静かな曲、卒業式の動画、ドラムなし",
        style="piano|sad|classical|ambient|acoustic",
        wanted="strings piano",
        without="drums",
    ),
    # times and parts
    Held(
        "country from the start, at 35 sec it should become dubstep (its a joke video)",
        styles=("0 country", "35 dubstep"),
    ),
    Held("lofi, no drums until 0:14", style="lofi", moments=("no drums from 0:00 to 0:14",)),
    Held("classical for the ceremony (first 30 seconds), disco for the party", styles=("0 classical", "30 disco")),
    Held(
        "horror film score, dead silence from 0:38 to 0:41, then very loud",
        style="horror",
        moments=("silence from 0:38 to 0:41", "loud from 0:41 on"),
    ),
    Held("trap, 2 drops: 0:16 and 0:48", style="trap", moments=("drop from 0:16 on", "drop from 0:48 on")),
    Held(
        "Jazz in the background. Quieter from 0:08 to 0:33 and from 0:45 to 0:55, people are talking.",
        style="jazz",
        moments=("quiet from 0:08 to 0:33", "quiet from 0:45 to 0:55"),
    ),
    Held("metal in the last 20 seconds, rest of the time synthwave", styles=("0 synthwave", "40 metal")),
    Held("ambient with a flute halfway through till the end", style="ambient", moments=("flute from 50 % on",)),
    Held("uplifting corporate track, stops at 0:57 sharp", style="corporate", moments=("silence from 0:57 on",)),
    Held("Bossa Nova, ab 0:25 kommt ein Saxofon dazu", style="bossa-nova", moments=("sax from 0:25 on",)),
    Held("los primeros 15 segundos ambient, luego house", styles=("0 ambient", "15 house")),
    Held(
        "epic, slows down in the last 6 seconds and finishes loud",
        style="epic",
        moments=("loud in the last 6 s", "slower in the last 6 s"),
    ),
)
