"""Prompts by many different people, written blind: the thirty-third set (charity runner, barber, beekeeper, student
film-maker, pub landlord, piano teacher, scout leader) and the thirty-fourth (yoga teacher, rally driver, museum, mother of twins,
streamer, gardener, choir, property developer).

Each has 20 ordinary prompts, 8 in other languages and 12 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_THIRTY_THIRD = (
    # English
    Held(
        "london marathon charity run, motivational, drums and strings, keeps building to the finish line",
        wanted="drums strings",
        course="rise|loud-end",
    ),
    Held("barbershop reel, smooth r&b, 85 bpm", style="soul", tempo=85),
    Held("macro shots of my bees, delicate, harp and pizzicato", wanted="harp pizzicato"),
    Held(
        "student short. two people break up in a parked car. minimal, sad, electric piano",
        style="sad|piano|ambient",
        wanted="e-piano",
    ),
    Held("quiz night at our pub, cheeky, brass, funk", style="funk", wanted="brass"),
    Held(
        "A little waltz in G minor for piano solo", style="waltz|piano", tonality="G minor", wanted="piano", solo=True
    ),
    Held(
        "scout camp, campfire, guitar and harmonica, sing along mood but instrumental",
        style="acoustic|country|happy",
        wanted="guitar accordion",
        without="vocals",
    ),
    Held("blues", style="blues"),
    Held("tractor pulling, loud southern rock", style="rock|country|blues"),
    Held("dont want sad music. its a celebration of life, warm, major key", mode="major"),
    Held(
        "80s workout video spoof, synths, drum machine",
        style="synthwave|disco|electronic|pop|comedy",
        wanted="synth drums",
    ),
    Held("Elevator music. The worst, most boring elevator music you have.", style="bossa-nova|jazz"),
    Held(
        "for a report on melting glaciers: cold, spacious, no percussion, slow",
        style="ambient|sad|tension|piano",
        without="drums",
        pace=-1,
    ),
    Held("pirate ship battle, like in a hollywood adventure film, full orchestra", style="epic"),
    Held("techno but melodic, like for a sunset dj set, 122", style="techno", tempo=122),
    Held("kittens", style="happy|comedy|acoustic|piano|pop"),
    Held("vintage car show, rockabilly or rock n roll, no sax", style="rock", without="sax"),
    Held(
        "detective looks for clues, suspense, pizzicato strings and clarinet, B minor",
        style="tension|comedy|classical",
        tonality="B minor",
        wanted="pizzicato flute",
    ),
    Held("something bright for Easter morning at church, organ and trumpets", wanted="organ brass"),
    Held("dark drill/trap type beat 142 bpm no melody just 808s", style="trap", tempo=142, without="melody"),
    # other languages
    Held(
        "Zeitraffer vom Sternenhimmel, sphärisch, Synthesizer, kein Schlagzeug",
        style="ambient",
        wanted="synth",
        without="drums",
    ),
    Held("un peu de bossa nova pour la vidéo de mon restaurant, sans saxophone", style="bossa-nova", without="sax"),
    Held("salsa para la boda de mi prima, con trompetas y piano", style="latin", wanted="brass piano"),
    Held(
        "sigla per un podcast di storia, orchestra, solenne, in re minore",
        style="epic|classical|corporate|tension",
        tonality="D minor",
    ),
    Held("reggae tranquilo para vídeo de surf, sem vocal", style="reggae", without="vocals"),
    Held("vrolijke kerstmuziek met belletjes voor op school", style="christmas", wanted="bells"),
    Held("smutne skrzypce do filmu o powstaniu, powoli", style="sad|classical", wanted="strings", pace=-1),
    Held("カフェの紹介動画、おしゃれなボサノバ、歌なし", style="bossa-nova", without="vocals"),
    # times and parts
    Held(
        "pop for the interviews, but between 0:20 and 0:40 they drive the car so rock there",
        styles=("0 pop", "20 rock", "40 pop"),
    ),
    Held(
        "jazz trio, the drums start at 0:10", style="jazz", moments=("no drums from 0:00 to 0:10", "drums from 0:10 on")
    ),
    Held("epic. goes completely silent at 0:52", style="epic", moments=("silence from 0:52 on",)),
    Held("first quarter sad, rest of it happy", styles=("0 sad|piano", "15 happy|pop|acoustic")),
    Held(
        "disco, a bit quieter in the last 12 seconds for the credits",
        style="disco",
        moments=("quiet in the last 12 s",),
    ),
    Held("lofi with flute from 0:15 to 0:30", style="lofi", moments=("flute from 0:15 to 0:30",)),
    Held("synthwave, and right when the car door slams it should switch to metal", style="synthwave", told="car door"),
    Held("deep house with the drop at 2:10 please", style="house", moments=("drop from 2:10 on",)),
    Held(
        "acoustic guitar the whole time and then for the last 20 seconds a full orchestra, epic",
        styles=("0 acoustic", "40 epic"),
    ),
    Held("Ambient, ab 0:30 wird es lauter", style="ambient", moments=("loud from 0:30 on",)),
    Held("funk, sans basse pendant les 10 premières secondes", style="funk", moments=("bass from 0:10 on",)),
    Held(
        "country music. at 0:15 add banjo, at 0:30 add a choir",
        style="country",
        moments=("banjo from 0:15 on", "choir from 0:30 on"),
    ),
)

HELD_THIRTY_FOURTH = (
    # English
    Held("60 minute yin yoga class, ambient, flute, bells, super slow", style="ambient", wanted="flute bells", pace=-1),
    Held("wrc style rally, gravel, breakbeat or drum n bass, adrenaline", style="drum-and-bass|electronic", energy=1),
    Held(
        "Exhibition film on Baroque painting. Harpsichord and strings, dignified.", style="classical", wanted="strings"
    ),
    Held(
        "my twins first steps!! cute, music box, glockenspiel",
        style="happy|acoustic|comedy|ambient|piano|pop",
        wanted="bells",
    ),
    Held("stream starting soon screen, chill lofi, 80 bpm, loopable", style="lofi", tempo=80),
    Held(
        "allotment tour, sunny, folk guitar, whistling, no drums pls",
        style="acoustic|happy|country",
        wanted="guitar",
        without="drums",
    ),
    Held("new build apartments, luxury, slow soulful house with saxophone", style="house|soul", wanted="sax"),
    Held("samurai duel in the rain", style="epic|tension|classical|ambient|sad"),
    Held("i need a beat like 50s diner jukebox rock and roll", style="rock"),
    Held("gloomy", style="sad|tension|ambient|horror|piano"),
    Held(
        "Product video for a hearing aid. Warm, trustworthy, piano and light strings, about 95 bpm",
        style="corporate|piano|ambient|acoustic|pop|classical",
        tempo=95,
        wanted="piano strings",
    ),
    Held(
        "the music should be happy but without any ukulele or whistling, I'm so tired of that",
        style="happy|pop|acoustic|funk|corporate",
        without="guitar",
    ),
    Held("roller disco night, disco strings, slap bass, 118bpm", style="disco", tempo=118, wanted="strings bass"),
    Held(
        "alien planet, weird synths, no drums, unsettling",
        style="ambient|tension|horror|electronic",
        wanted="synth",
        without="drums",
    ),
    Held(
        "parkour through paris rooftops, energetic electronic, no dubstep",
        style="electronic|house|techno|drum-and-bass",
        energy=1,
    ),
    Held("hot air balloon ride over cappadocia, big and wide, gentle start", course="quiet-start|rise"),
    Held("like a silent film pianist, comical, quick", style="comedy|piano|jazz", wanted="piano", pace=1),
    Held(
        "thrash metal for my guitar pedal demo (no guitar, i play it myself), 190 bpm",
        style="metal",
        tempo=190,
        without="electric-guitar|guitar",
    ),
    Held("a cappella sounding choir, sacred, slow", wanted="choir", pace=-1),
    Held(
        "cooking pasta with my italian nonna, mandolin, accordion, merry",
        style="happy|acoustic|waltz|comedy|latin",
        wanted="accordion",
    ),
    # other languages
    Held("Motorradtour durch die Alpen, Bluesrock, E-Gitarre", style="blues|rock", wanted="electric-guitar|guitar"),
    Held("film d'horreur amateur, violons stridents, pas de piano", style="horror", wanted="strings", without="piano"),
    Held(
        "música de suspenso para mi corto, lenta y oscura, sin batería",
        style="tension|horror",
        without="drums",
        pace=-1,
    ),
    Held("techno per la sfilata, 128 bpm, in fa minore", style="techno", tempo=128, tonality="F minor"),
    Held("trilha alegre e infantil, com xilofone e flauta", style="happy|comedy", wanted="mallets flute"),
    Held("epische muziek met koor voor onze open dag", style="epic", wanted="choir"),
    Held("gitar ve keman ile hüzünlü müzik, davul yok", style="sad|acoustic", wanted="guitar strings", without="drums"),
    Held(
        "安静的钢琴曲，婚礼视频，不要鼓", style="piano|ambient|classical|sad|acoustic", wanted="piano", without="drums"
    ),
    # times and parts
    Held("techno. no bass for the first 16 seconds", style="techno", moments=("bass from 0:16 on",)),
    Held(
        "ambient until 0:20, drum and bass until 0:50, ambient again",
        styles=("0 ambient", "20 drum-and-bass", "50 ambient"),
    ),
    Held("pop, slower from 0:45 on", style="pop", moments=("slower from 0:45 on",)),
    Held("in the middle of the film it changes from classical to house", styles=("0 classical", "30 house")),
    Held("acoustic track, cello enters at 22 seconds", style="acoustic", moments=("strings from 0:22 on",)),
    Held(
        "trailer, everything cuts out at 0:40 for one second, then a massive drop",
        style="epic",
        moments=("silence from 0:40 to 0:41", "drop from 0:41 on"),
    ),
    Held("samba for the last third, before that bossa nova", styles=("0 bossa-nova", "40 samba")),
    Held("when the logo appears please have the choir come in, otherwise corporate", style="corporate", told="logo"),
    Held("reggae, loud from 0:30 to 0:45 because of the parade", style="reggae", moments=("loud from 0:30 to 0:45",)),
    Held("Rock, in den letzten 10 Sekunden ohne Schlagzeug", style="rock", moments=("no drums in the last 10 s",)),
    Held("jazz, en el segundo 40 se para todo", style="jazz", moments=("silence from 0:40 on",)),
    Held("start with trap and 12 seconds before the end go to piano only, sad", styles=("0 trap", "48 piano|sad")),
)
