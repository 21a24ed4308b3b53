"""Prompts by people of many trades: the seventeenth set (ordinary ones, a third of them not English).

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_SEVENTEENTH = (
    Held(
        "romantic highlights film for Anna & Tom, solo piano building into full strings, emotional but never cheesy",
        style="sad|piano|classical|epic|acoustic|ambient",
        wanted="piano strings",
        course="rise",
    ),
    Held("luxury penthouse walkthrough, sleek deep house, understated, no vocals", style="house", energy=-1),
    Held("valorant montage music hard hitting trap with crazy 808s", style="trap", wanted="bass|drums", energy=1),
    Held(
        "background for my year 4 science video, curious and playful, marimba or xylophone, not distracting",
        style="comedy|happy|corporate",
        wanted="mallets",
    ),
    Held(
        "sunday service countdown, uplifting worship with warm pads and acoustic guitar, nothing heavy",
        style="acoustic|ambient|pop|corporate|soul|rock",
        wanted="synth guitar",
    ),
    Held(
        "leg day reel. aggressive. distorted guitars, double kick, 160 bpm",
        style="metal|punk|rock",
        wanted="guitar|electric-guitar drums",
        tempo=160,
        energy=1,
    ),
    Held(
        "sunday pasta video, old italian restaurant feeling, mandolin and accordion, cosy",
        style="acoustic|waltz|comedy|classical|jazz|latin|happy",
        wanted="guitar|banjo accordion",
    ),
    Held("fpv through the alps, massive cinematic, taiko drums, goosebumps", style="epic", wanted="drums", energy=1),
    Held("vlog in lisbon, sunny, bossa-ish, light percussion, whistling", style="bossa-nova", wanted="drums flute"),
    Held(
        "intro bed for a true crime podcast, dark, minimal, pulsing synth bass, loopable",
        style="tension|horror|ambient|electronic|synthwave",
        wanted="synth|bass",
        told="loop",
    ),
    Held(
        "onboarding video for new hires, friendly, modern, light ukulele and claps, not childish",
        style="corporate|happy|acoustic|pop",
        wanted="guitar drums",
    ),
    Held(
        "my short about a breakup, sparse felt piano, lots of silence, Phoebe Bridgers sadness",
        style="sad|piano",
        wanted="piano",
        energy=-1,
    ),
    Held(
        "leo turns 5!! silly bouncy music with kazoo and tuba, super fun",
        style="comedy|happy",
        wanted="brass",
        energy=1,
    ),
    Held("Hans Zimmer style but hopeful, no choir", style="epic|ambient", without="choir", mode="major"),
    Held("lofi beats to study to, rainy window, a bit jazzy", style="lofi"),
    Held(
        "like a Wes Anderson film: harpsichord, pizzicato strings, quirky, mid tempo",
        style="comedy|classical",
        wanted="pizzicato",
    ),
    Held(
        "main character energy, dreamy indie pop, kinda sped up",
        style="pop|acoustic|happy|synthwave|rock",
        pace=1,
    ),
    Held(
        "smth calm for my aqurium vid, soft pianoo and watery sounds pls no beat",
        style="ambient|piano",
        wanted="piano",
        without="drums",
        energy=-1,
    ),
    Held(
        "okay so I need music for a car dealership commercial it should be rock but not too heavy and with a strong guitar "
        "riff and a big ending",
        style="rock",
        wanted=GUITAR,
        course="loud-end",
    ),
    Held(
        "nature documentary about bees, gentle woodwinds and harp, D major, no synth",
        style="classical|ambient|acoustic",
        wanted="flute harp",
        tonality="D major",
        without="synth",
    ),
    Held(
        "80s action movie montage, gated drums, power synths, think Top Gun",
        style="synthwave|rock|electronic",
        wanted="drums synth",
    ),
    Held("yoga nidra, drone, singing bowls, no melody, no rhythm", style="ambient", without="melody drums"),
    Held(
        "barbershop tour for insta, old school hip hop, dusty drums, jazzy keys, 90 bpm",
        style="boom-bap|lofi",
        wanted="drums piano|e-piano|organ",
        tempo=90,
    ),
    Held(
        "charity appeal. honest and hopeful, not sentimental, cello + piano",
        style="piano|classical|ambient|corporate|acoustic",
        wanted="strings piano",
        mode="major",
    ),
    Held(
        "wild west saloon fight, honky tonk piano, fiddle, fast",
        style="country|blues|jazz|comedy",
        wanted="piano strings",
        pace=1,
    ),
    Held(
        "cyberpunk city timelapse, neon, slow heavy synth bass, Blade Runner mood",
        style="synthwave|electronic|ambient",
        wanted="synth|bass",
        pace=-1,
    ),
    Held(
        "grandpas 80th birthday slideshow, swing like Glenn Miller, clarinets and brass, cheerful",
        style="jazz",
        wanted="flute brass",
        energy=1,
    ),
    Held("something between Coldplay and a lullaby, 3/4, gentle", style="waltz", energy=-1),
    Held(
        "Imagefilm für unsere Tischlerei, bodenständig und warm, Akustikgitarre, ein bisschen Cajón, bitte kein Klavier",
        style="acoustic|corporate|country",
        wanted="guitar drums",
        without="piano",
    ),
    Held(
        "hochzeitsvideo vom standesamt, verträumt aber nicht kitschig, streicher und harfe",
        style="classical|ambient|sad|piano|acoustic",
        wanted="strings harp",
    ),
    Held(
        "visite d'un gîte à la campagne, guitare folk, ambiance douce, surtout pas d'électro",
        style="acoustic",
        wanted="guitar",
        energy=-1,
    ),
    Held(
        "clip de rentrée pour le club de judo, rythmé, percussions japonaises, énergie max",
        wanted="drums",
        energy=1,
    ),
    Held(
        "recorrido por una hacienda en oaxaca, marimba y guitarra, alegre pero tranquila, sin trompetas",
        style="latin|acoustic|happy",
        wanted="mallets guitar",
        without="brass",
    ),
    Held(
        "algo tipo película de Almodóvar, dramático, cuerdas y piano, tango lento",
        style="latin|classical|tension|sad|jazz",
        wanted="strings piano",
        pace=-1,
    ),
    Held(
        "video della vendemmia, fisarmonica e mandolino, festoso, non troppo veloce",
        style="acoustic|happy|waltz|latin|comedy|country|pop",
        wanted="accordion guitar|banjo",
        pace=-1,
    ),
    Held("tour do apê novo, lo-fi com violão, bem suave, sem bateria pesada", style="lofi", wanted="guitar", energy=-1),
    Held(
        "filmpje voor de sinterklaasintocht, vrolijk, blazers en pauken, geen kerstmuziek",
        style="happy|comedy|pop|classical",
        wanted="brass drums",
        energy=1,
    ),
    Held("film z wesela w górach, góralska kapela, skrzypce i basy, bardzo energicznie", wanted="strings", energy=1),
    Held(
        "ролик про кофейню, мягкий джаз, контрабас и щётки, без саксофона",
        style="jazz",
        wanted="bass drums",
        without="sax",
        energy=-1,
    ),
    Held(
        "猫の動画、かわいい、ゆっくり、木琴とピチカート、ドラムなし",
        style="comedy|happy",
        wanted="mallets pizzicato",
        without="drums",
        pace=-1,
    ),
    Held("公司年会开场视频，大气磅礴，管弦乐，大鼓，不要人声", style="epic|classical", wanted="drums", energy=1),
    Held("düğün klibi için romantik, keman ve ud, çok hareketli olmasın", wanted="strings guitar", energy=-1),
)

HELD_EIGHTEENTH = (
    Held(
        "Music for my pottery studio's opening, earthy and calm, kalimba or soft marimba, nothing electronic",
        style="acoustic|ambient|happy|lofi",
        wanted="mallets",
        energy=-1,
    ),
    Held("need a banger for our robotics team reveal, big synths, big drums, hype", wanted="synth drums", energy=1),
    Held(
        "grandma's recipe series - think French café, accordion, a little cheeky, never sad",
        style="waltz|jazz|comedy|acoustic",
        wanted="accordion",
    ),
    Held(
        "vet clinic promo, warm and reassuring, acoustic guitar, light drums, please nothing sappy",
        wanted="guitar drums",
    ),
    Held(
        "can you do a vibe like Daft Punk but slower and a bit melancholic",
        style="disco|house|electronic|synthwave|funk",
        pace=-1,
        mode="minor",
    ),
    Held(
        "my horror short about a doll. music box, detuned, then silence. super unsettling",
        style="horror",
        wanted="bells",
        mode="minor",
    ),
    Held("choir concert recap, we sang gospel!! joyful, organ, claps", style="soul", wanted="organ drums"),
    Held(
        "astronomy club timelapse, weightless, slow evolving pads, no percussion whatsoever",
        style="ambient",
        wanted="synth",
        without="drums",
        pace=-1,
    ),  # fmt: skip
    Held(
        "mma walkout song instrumental, menacing, 808s and dark strings, around 75 bpm",
        style="trap|boom-bap|epic|tension",
        tempo=75,
        wanted="bass|drums strings",
    ),
    Held(
        "town council explainer. neutral, friendly, unobtrusive. plucked strings and light piano.",
        style="corporate|comedy|piano|acoustic|ambient",
        wanted="pizzicato|strings piano",
        energy=-1,
    ),  # fmt: skip
    Held("zumba class promo, reggaeton feel, fiery brass, fast", style="latin", wanted="brass", energy=1, pace=1),
    Held(
        "sunday morning jazz for a bookshop tour, brushes, upright bass, nothing too lively",
        style="jazz",
        wanted="drums bass",
        energy=-1,
    ),  # fmt: skip
    Held(
        "hi there im making a tribute for my late grandfather he was a fisherman so maybe something with accordion and "
        "strings gentle and dignified not depressing",
        wanted="accordion strings",
        energy=-1,
    ),
    Held("skater edit, pop punk like early blink-182, loud guitars", style="punk", wanted=GUITAR, energy=1),
    Held(
        "E minor, 68 bpm, sparse, lonely trumpet over a soft bed of strings",
        tonality="E minor",
        tempo=68,
        wanted="brass strings",
        energy=-1,
    ),  # fmt: skip
    Held("unhinged chaotic circus music for my cat zoomies compilation", style="comedy", energy=1),
    Held(
        "bridal boutique reel: airy, delicate, harp + celesta, modern, not old-fashioned",
        wanted="harp bells",
        energy=-1,
    ),
    Held(
        "tbh just some chill beats, rhodes, vinyl, no guitar",
        style="lofi|boom-bap",
        wanted="e-piano|piano",
        without="guitar",
        energy=-1,
    ),  # fmt: skip
    Held(
        "football academy trailer, stadium drums, crowd claps, distorted bass, aggressive but positive",
        wanted="drums bass",
        energy=1,
    ),  # fmt: skip
    Held(
        "history teacher here: roman empire lesson, something ancient sounding, drums, horns, solemn",
        wanted="drums brass",
    ),  # fmt: skip
    Held(
        "meditation app onboarding. calm confident minimal. no melody that sticks.",
        style="ambient|corporate|piano",
        energy=-1,
    ),  # fmt: skip
    Held("beatles-esque, jangly guitars, sunny, mid tempo", style="rock|pop|acoustic|happy", wanted=GUITAR),
    Held(
        "our startup pitch, optimistic indie electronic, build momentum throughout, finish strong",
        style="electronic|pop|corporate",
        course="rise loud-end",
    ),
    Held("1920s silent movie, tack piano, frantic", style="jazz|comedy|piano", wanted="piano", pace=1),
    Held("afro house for a rooftop party in lagos, log drum, no vocals", style="house|afrobeat"),
    Held(
        "mystery podcast theme, walking bass, muted trumpet, noir, slow",
        style="jazz|tension",
        wanted="bass brass",
        pace=-1,
    ),  # fmt: skip
    Held("something less sad than last time, same piano, a touch more hopeful", wanted="piano", mode="major"),
    Held("cosy crochet vlog, ukulele, whistles, but quieter than usual", wanted="guitar flute", energy=-1),
    Held(
        "Vorstellung unserer Kita, fröhlich aber nicht hektisch, Xylophon und Ukulele",
        style="happy|acoustic|comedy",
        wanted="mallets guitar",
    ),
    Held("Musik für ein Video vom Feuerwehrfest, zünftig, Blasmusik, bloß kein Techno", wanted="brass"),
    Held(
        "pour mon vlog de couture : quelque chose de léger, guitare et clarinette, pas trop rapide",
        style="acoustic|happy|classical|ambient|comedy",
        wanted="guitar flute",
        pace=-1,
    ),
    Held("intro youtube science, sérieux mais pas ennuyeux, synthés discrets, 110 bpm", tempo=110, wanted="synth"),
    Held(
        "presentación de mi banda de cumbia, güiro, acordeón, mucha fiesta, nada de sintetizadores",
        style="latin",
        wanted="drums accordion",
        without="synth",
        energy=1,
    ),  # fmt: skip
    Held(
        "para un cortometraje sobre el exilio, violonchelo solo, muy íntimo, lento",
        wanted="strings",
        solo=True,
        pace=-1,
    ),
    Held(
        "promo palestra, roba tosta, chitarre distorte e batteria martellante",
        style="rock|metal|punk",
        wanted="electric-guitar drums",
        energy=1,
    ),  # fmt: skip
    Held("video institucional da ONG, esperançoso, piano e cordas, sem exageros", wanted="piano strings", mode="major"),
    Held(
        "filmpje van onze zeilreis, ontspannen, akoestische gitaar, geen drums",
        style="acoustic|reggae|ambient",
        wanted="guitar",
        without="drums",
        energy=-1,
    ),  # fmt: skip
    Held(
        "klip z komunii, delikatna muzyka, harfa i flet, bez perkusji", wanted="harp flute", without="drums", energy=-1
    ),
    Held(
        "обзор видеокарты, киберпанк, тяжёлый бас, без гитар",
        style="synthwave|electronic|dubstep",
        wanted="bass",
        without="guitar",
    ),  # fmt: skip
    Held("旅行vlog用、爽やかなアコギ、明るめ、ボーカルなし", style="acoustic|happy|pop", wanted="guitar", mode="major"),
    # With times.
    Held(
        "0:00-0:12 music box only, then a heavy drop at 0:12, horror",
        style="horror",
        moments=("only bells from 0:00 to 0:12", "drop from 0:12 on"),
    ),  # fmt: skip
    Held(
        "quiet piano under the interview until 0:45, full band after",
        moments=("quiet from 0:00 to 0:45", "only piano from 0:00 to 0:45", "loud from 0:45 on"),
    ),  # fmt: skip
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
    ),  # fmt: skip
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
        moments=("quiet from 0:00 to 0:20", "drop from 0:20 on"),
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
        "os primeiros 10 segundos bem calmos, depois bateria", moments=("quiet from 0:00 to 0:10", "drums from 0:10 on")
    ),
)
