"""More prompts by people of many trades: what has times of the eighteenth set, the nineteenth (ordinary ones) and the twentieth
(of both kinds).

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_EIGHTEENTH_TIMED = (
    Held(
        "0:00-0:12 music box only, then a heavy drop at 0:12, horror",
        style="horror",
        moments=("only bells from 0:00 to 0:12", "drop from 0:12 on"),
    ),
    Held(
        "quiet piano under the interview until 0:45, full band after",
        moments=("quiet from 0:00 to 0:45", "only piano from 0:00 to 0:45", "loud from 0:45 on"),
    ),
    Held(
        "no drums for the first 20 seconds please, indie folk",
        style="acoustic",
        moments=("no drums from 0:00 to 0:20",),
    ),
    Held("sax solo at 1:10, soul", style="soul", moments=("sax solo from 1:10 to 1:25",)),
    Held("speed it up to 150 bpm at 0:40", moments=("150 bpm from 0:40 on",)),
    Held(
        "stop the music at 0:33 for two seconds, then go wild",
        moments=("silence from 0:33 to 0:35", "loud from 0:35 on"),
    ),
    Held("fade out over the last 6 seconds, country waltz", moments=("fade out in the last 6 s",)),
    Held(
        "strings join at 0:25 and brass at 0:50, epic build",
        style="epic",
        course="rise",
        moments=("strings from 0:25 on", "brass from 0:50 on"),
    ),
    Held("louder from the middle on, tech house", style="house", moments=("loud from 50 % on",)),
    Held("the last 10 seconds just harp", moments=("only harp in the last 10 s",)),
    Held("ab 0:20 mit Chor, Schluss ganz leise", moments=("choir from 0:20 on",), course="quiet-end"),
    Held("die ersten 5 Sekunden Stille, danach Reggae", style="reggae", moments=("silence from 0:00 to 0:05",)),
    Held(
        "à 0:18 les percussions entrent, calme avant",
        moments=("no drums from 0:00 to 0:18", "drums from 0:18 on", "quiet from 0:00 to 0:18"),
    ),
    Held("silence total les 3 dernières secondes", moments=("silence in the last 3 s",)),
    Held("desde el segundo 30 más rápido, salsa", style="latin", moments=("faster from 0:30 on",)),
    Held("el último segundo en silencio, antes guitarra", wanted="guitar", moments=("silence in the last 1 s",)),
    Held(
        "fino a 0:15 solo basso, poi batteria, funk",
        style="funk",
        moments=("only bass from 0:00 to 0:15", "drums from 0:15 on"),
    ),
    Held("a partir de 0:40 sem bateria, só violão", moments=("no drums from 0:40 on", "only guitar from 0:40 on")),
    Held("с 0:10 до 0:20 тихо, потом громко", moments=("quiet from 0:10 to 0:20", "loud from 0:20 on")),
    Held(
        "0:20からドラム、ラスト5秒はフェードアウト",
        moments=("no drums from 0:00 to 0:20", "drums from 0:20 on", "fade out in the last 5 s"),
    ),
)

HELD_NINETEENTH = (
    Held(
        "Hey, I run a small candle shop. Could I get something soft and wintery with chimes? No Christmas music though!",
        wanted="bells",
        energy=-1,
    ),
    Held("trailer for our d&d campaign, bombastic, choir + war drums", style="epic", wanted="choir drums", energy=1),
    Held(
        "for a montage of my son learning to ride a bike, sweet, guitar, a bit of glockenspiel, grows towards the end",
        wanted="guitar bells",
        course="rise",
    ),
    Held("need smth for a gender reveal lol cute but hype at the end", course="loud-end|rise"),
    Held(
        "Product video for noise-cancelling headphones: minimal techno, clean, hypnotic, 124 bpm",
        style="techno",
        tempo=124,
    ),
    Held(
        "background for a guided tour through a cathedral, organ, reverent, no drums",
        wanted="organ",
        without="drums",
        energy=-1,
    ),
    Held("i want like a mix of flamenco and trap", style="latin|trap"),
    Held(
        "goofy walking bassline with clarinet, for my corgi's morning walk",
        style="comedy|happy|jazz",
        wanted="bass flute",
    ),
    Held("refugee documentary, oud and cello, restrained, no melodrama please", wanted="guitar strings"),
    Held("late 90s r&b slow jam for anniversary slideshow", style="soul", pace=-1),
    Held(
        "real estate drone footage, modern, uplifting, not cheesy, pop-ish with plucks",
        style="pop|corporate|happy|electronic",
    ),
    Held("hardstyle for my powerlifting meet, as hard as it gets", style="electronic|techno|metal", energy=1),
    Held("can it sound like an old western but played on synths", style="country|synthwave", wanted="synth"),
    Held("gentle bossa, female vocal feel but instrumental, rainy sunday", style="bossa-nova", energy=-1),
    Held(
        "Ambient drone in C minor, 50 bpm, zero percussion",
        style="ambient",
        tonality="C minor",
        tempo=50,
        without="drums",
    ),
    Held(
        "quinceañera highlights, pop with strings, elegant, romantic",
        style="pop|latin|classical|piano",
        wanted="strings",
    ),
    Held("chess tournament recap tense but classy, pizzicato strings and ticking percussion", wanted="pizzicato drums"),
    Held("my garage band needs a backing track: blues shuffle in A, no lead guitar", style="blues"),
    Held(
        "wine tasting evening, candlelight, smooth sax over soft piano",
        style="jazz|soul|piano",
        wanted="sax piano",
        energy=-1,
    ),
    Held("speedpaint video, lo-fi but with some drum and bass energy", style="lofi|drum-and-bass"),
    Held(
        "The mood: first snow. Celesta, harp, strings very quiet. Nothing rhythmic.",
        wanted="bells harp strings",
        energy=-1,
    ),
    Held(
        "bake off style montage, jaunty strings, whimsical", style="comedy|happy|classical", wanted="strings|pizzicato"
    ),
    Held("epic but on a budget: just one violin and a drum", style="epic", wanted="strings drums"),
    Held("company christmas party invite, jazzy, bells, swinging, fun", style="christmas|jazz", wanted="bells"),
    Held("police bodycam analysis channel, low, ominous, no jump scares", style="tension|horror|ambient", mode="minor"),
    Held("motivational speech under it, swelling strings, piano, hope", wanted="strings piano", mode="major"),
    Held(
        "Sommerlicher Werbespot für Eistee, Ukulele, Pfeifen, gute Laune",
        style="happy|acoustic|pop|corporate",
        wanted="guitar flute",
    ),
    Held(
        "Musik zum Zeitraffer einer Baustelle, technisch, treibend, aber nicht zu laut, keine Gesangsstimmen",
        style="electronic|corporate|techno|house",
    ),
    Held("Trauerrede-Video, Cello und Orgel, würdevoll, ganz langsam", wanted="strings organ", pace=-1),
    Held(
        "teaser pour une pièce de théâtre, inquiétant, violon strident, percussions sourdes, pas de piano",
        style="tension|horror",
        wanted="strings drums",
        without="piano",
    ),
    Held(
        "présentation d'une start-up de vélos électriques, frais, pop, un peu funky, sans guitare",
        style="pop|funk",
        without="guitar",
    ),
    Held(
        "reel de mi cafetería, bossa suave, guitarra y escobillas, nada de voces",
        style="bossa-nova",
        wanted="guitar drums",
    ),
    Held(
        "resumen del torneo de pádel, electrónica con mucha energía, sin drops exagerados", style="electronic", energy=1
    ),
    Held("spot per un agriturismo, chitarra e flauto, rilassante ma non noioso", wanted="guitar flute", energy=-1),
    Held(
        "clipe do campeonato de surfe, reggae rock, guitarra limpa, vibe de verão",
        style="reggae|rock",
        wanted="guitar|electric-guitar",
    ),
    Held(
        "promo voor onze escaperoom, spannend, lage strijkers, hartslag-achtige drums",
        style="tension|horror",
        wanted="strings drums",
    ),
    Held("reklama piekarni, przytulnie, gitara akustyczna, bez śpiewu", style="acoustic|corporate", wanted="guitar"),
    Held(
        "видео про ремонт мотоцикла, блюз-рок, губная гармошка, без синтезаторов",
        style="blues|rock",
        wanted="accordion",
        without="synth",
    ),
    Held(
        "保育園の発表会、楽しくて可愛い、鍵盤ハーモニカとタンバリン、うるさすぎない",
        style="happy|comedy",
        wanted="accordion drums",
    ),
    Held("咖啡店开业短视频，慵懒爵士，钢琴和低音提琴，不要鼓", style="jazz|lofi", wanted="piano bass", without="drums"),
)

HELD_TWENTIETH = (
    Held(
        "our bakery opens at 5am, i want music that smells like fresh bread: warm, accordion and brushes, unhurried",
        wanted="accordion drums",
        energy=-1,
    ),
    Held(
        "gritty boxing documentary, blues harmonica, stomps, no orchestra",
        style="blues|rock|country",
        wanted="accordion drums",
    ),
    Held("vtuber debut, j-pop, sparkling synths, crazy fast", style="pop|electronic", wanted="synth", pace=1),
    Held(
        "please do something that isnt boring corporate for our annual report",
        style="pop|electronic|funk|happy|house|rock|acoustic|lofi",
    ),
    Held("Slow motion of horses in fog. Wide, cold, lonely. Solo cello.", wanted="strings", solo=True, energy=-1),
    Held(
        "kids science experiment goes wrong, cartoon chase, xylophone, tuba, super quick",
        style="comedy",
        wanted="mallets brass",
        pace=1,
    ),
    Held("i'm 70 and want polka for the village fete video, brass band, jolly", wanted="brass", energy=1),
    Held("surf shop ad: 60s surf guitar, tambourine, not too retro sounding", style="rock", wanted=GUITAR + " drums"),
    Held("black friday sale spot, punchy, claps, bass drop energy", wanted="drums", energy=1),
    Held(
        "ASMR soap cutting, barely any music, warm pad, that's it", style="ambient|acoustic", wanted="synth", energy=-1
    ),
    Held(
        "a love letter to my city: rhodes, upright bass, late night, smoky",
        style="jazz|soul|lofi|boom-bap",
        wanted="e-piano|piano bass",
    ),
    Held("Documentary on coal miners, brass band, melancholic but proud, D minor", wanted="brass", tonality="D minor"),
    Held("hype reel for our marching band, snare heavy, trumpets blazing", wanted="drums brass", energy=1),
    Held("think pixar's up but sadder", style="sad|piano|comedy|waltz|classical"),
    Held(
        "yo need a sick drill beat for my sneaker unboxing, dark piano loop", style="trap", wanted="piano", mode="minor"
    ),
    Held(
        "Soft rock ballad for my parents 40th, nothing overly sentimental, acoustic + electric guitar",
        style="rock|pop|acoustic",
        wanted="guitar|electric-guitar",
    ),
    Held("Sleep story intro. Drifting. No beats, no sudden sounds.", style="ambient|piano", without="drums", energy=-1),
    Held(
        "fencing tournament, baroque harpsichord meets breakbeats",
        style="classical|drum-and-bass|electronic",
        wanted="drums",
    ),
    Held("ukrainian folk feel, bandura, bittersweet, no percussion", without="drums", mode="minor"),
    Held("opening titles for a heist comedy, bongos, flute, walking bass, cool 60s", wanted="drums flute bass"),
    Held(
        "retro anime sunset, city pop, slap bass, bright keys",
        style="pop|funk|synthwave|disco",
        wanted="bass piano|e-piano",
    ),
    Held("hospital charity, gentle piano, hopeful, keep it simple and quiet", wanted="piano", energy=-1, mode="major"),
    Held("angry breakup song instrumental, grunge, raw, loud", style="rock|metal|punk", energy=1),
    Held("a bit like Einaudi, a bit like Coldplay, for a school leavers video", style="piano|rock|pop"),
    Held(
        "timelapse of building our boat, folky, banjo and stomp, gets faster spirits wise",
        style="acoustic|country",
        wanted="banjo drums",
    ),
    Held("metal core for motocross, breakdowns, no clean guitars", style="metal|rock", energy=1),
    Held("Erklärvideo Steuererklärung, locker, Marimba, fingerschnippen, bitte nicht nervig", wanted="mallets drums"),
    Held(
        "Hochzeitsfilm in der Toskana, italienisch angehaucht, Mandoline, Geige, romantisch, ohne Kitsch",
        wanted="guitar|banjo strings",
    ),
    Held(
        "Reisevlog Island, weite Klangflächen, sphärisch, langsam aufbauend, keine Drums",
        style="ambient|epic",
        without="drums",
        course="rise",
    ),
    Held(
        "vidéo de chantier en accéléré, rock énergique, grosse batterie, sans solo de guitare",
        style="rock",
        wanted="drums",
        energy=1,
    ),
    Held("pour les 60 ans de ma mère, chanson années 70, disco joyeux, cuivres", style="disco", wanted="brass"),
    Held(
        "vídeo de cata de quesos, guitarra flamenca pero muy suave, sin palmas",
        style="latin|acoustic",
        wanted="guitar",
        energy=-1,
    ),
    Held(
        "tráiler de mi novela negra, contrabajo, saxo, lluvia, misterioso y lento",
        style="jazz|tension",
        wanted="bass sax",
        pace=-1,
    ),
    Held("video matrimonio al mare, archi e arpa, emozionante ma leggero", wanted="strings harp"),
    Held(
        "vlog de intercâmbio na Irlanda, folk animado, violino e banjo, nada triste",
        style="acoustic|country",
        wanted="strings banjo",
        energy=1,
    ),
    Held(
        "aftermovie van het dorpsfeest, feestelijk, trompetten, lekker dansbaar, geen hardcore",
        wanted="brass",
        energy=1,
    ),
    Held("zwiastun gry fantasy, chór, bębny, epicko i mrocznie", style="epic", wanted="choir drums"),
    Held(
        "свадебный клип, акустика, очень нежно, скрипка и гитара, без ударных",
        style="acoustic",
        wanted="strings guitar",
        without="drums",
        energy=-1,
    ),
    Held("köy düğünü videosu, davul zurna, çok coşkulu", wanted="drums flute", energy=1),
    Held("游戏通关视频，8位像素风，快节奏，搞怪", style="chiptune", pace=1),
    # With times.
    Held(
        "calm until 0:20, then the drums kick in, rock",
        style="rock",
        moments=("quiet from 0:00 to 0:20", "drop from 0:20 on", "drums from 0:20 on"),
    ),
    Held("no music for the first 4 seconds, then jazz", style="jazz", moments=("silence from 0:00 to 0:04",)),
    Held("at 1:00 everything stops for 1 second", moments=("silence from 1:00 to 1:01",)),
    Held("piano solo from 0:30 to 0:50, ballad", moments=("piano solo from 0:30 to 0:50",)),
    Held("gradually louder from 0:10 to 0:40", moments=("rise from 0:10 to 0:40",)),
    Held("bis 0:30 nur Klavier, danach Streicher", moments=("only piano from 0:00 to 0:30", "strings from 0:30 on")),
    Held("les 8 premières secondes sans batterie", moments=("no drums from 0:00 to 0:08",)),
    Held("últimos 5 segundos fade out, pop", style="pop", moments=("fade out in the last 5 s",)),
    Held("a 0:45 entra il coro", moments=("choir from 0:45 on",)),
    Held(
        "os primeiros 10 segundos bem calmos, depois bateria",
        moments=("quiet from 0:00 to 0:10", "no drums from 0:00 to 0:10", "drums from 0:10 on"),
    ),
)
