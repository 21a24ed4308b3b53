"""Prompts for many occasions: the twenty-first and the twenty-second set (ordinary ones, a third of them not English).

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_TWENTY_FIRST = (
    Held(
        "Opening song for a puppet theatre show, mischievous, oboe and toy piano, medium pace",
        wanted="flute bells|piano",
    ),
    Held(
        "hi! track for my roller derby team intro. riot grrrl, fast, fuzzy guitars, no slow bits",
        style="punk|rock",
        wanted=GUITAR,
        pace=1,
    ),
    Held("luxury watch macro shots, suspenseful ticking, deep sub bass, slow", wanted="bass", pace=-1),
    Held(
        "Podcast about parenting, want a friendly jingle, glockenspiel, handclaps, whistling",
        wanted="bells drums flute",
    ),
    Held(
        "drone over vineyards at harvest, golden hour, strings and guitar, generous, warm",
        wanted="strings guitar",
        style="acoustic|classical|ambient|epic",
    ),
    Held("gaming setup tour, dark synthwave, not too busy", style="synthwave", energy=-1),
    Held(
        "my church's food bank appeal: simple piano, sincere, slow swell of strings",
        wanted="piano strings",
        course="rise",
    ),
    Held("hmm maybe something like a lullaby but for adults, vibraphone, brushed drums", wanted="mallets drums"),
    Held("bodybuilding posing routine, cinematic hip hop, choir hits", style="boom-bap|trap|epic", wanted="choir"),
    Held("real moody indie folk for a hiking film, male humming ok, fingerpicked", style="acoustic", wanted="guitar"),
    Held("techno but make it classy, for a gallery opening", style="techno"),
    Held("shoegaze wall of sound, dreamy, distorted, drums far back", style="rock|pop|ambient", wanted="drums"),
    Held(
        "kindergarten graduation slideshow, sweet music box turning into full orchestra", wanted="bells", course="rise"
    ),
    Held("uplifting trance for a marathon aftermovie, 138 bpm", style="electronic|techno", tempo=138),
    Held("no reggae, no ska, just something sunny with ukulele", style="happy|acoustic|pop", wanted="guitar"),
    Held("celtic harp and low whistle, misty, mournful, no beat", wanted="harp flute", without="drums", mode="minor"),
    Held(
        "It's for a crime scene reconstruction. Keep tension low but constant. Synth pulse. A minor.",
        tonality="A minor",
        wanted="synth",
        style="tension|ambient|electronic",
    ),
    Held("groovy 70s cop show chase, wah guitar, bongos, brass stabs", style="funk|disco", wanted="drums brass"),
    Held(
        "our amateur orchestra needs trailer music: Beethoven-like, stormy, C minor",
        style="classical|epic",
        tonality="C minor",
    ),
    Held("birthday roast video for my boss lol sneaky pizzicato, tuba farts", style="comedy", wanted="pizzicato brass"),
    Held("tea ceremony, koto, shakuhachi, lots of space", wanted="harp|guitar flute", energy=-1),
    Held("Something danceable but chill, like Khruangbin, bass forward", style="funk|lofi|disco|soul", wanted="bass"),
    Held("for a wedding first dance edit - slow waltz, strings, tender", style="waltz", wanted="strings", pace=-1),
    Held("workout beat no melody just drums and 808", wanted="drums bass", without="melody"),
    Held(
        "Kino-Trailer für unser Schultheater, bedrohlich, tiefe Streicher, Pauken, am Schluss ein Knall",
        style="epic|tension|horror",
        wanted="strings drums",
        course="loud-end",
    ),
    Held("lockerer Beat fürs Kochvideo, jazzige Gitarre, Besen, nicht schneller als 90 bpm", wanted="guitar drums"),
    Held(
        "Vereinsvideo Ruderclub, frisch und motivierend, Indie-Pop, ohne Synthesizer",
        style="pop|acoustic|rock|corporate",
        without="synth",
    ),
    Held(
        "musique pour un reportage sur les apiculteurs, harpe, cordes, douceur, pas de batterie",
        wanted="harp strings",
        without="drums",
        energy=-1,
    ),
    Held(
        "pub pour une salle d'escalade, électro nerveuse, basses lourdes, tempo rapide",
        style="electronic|techno|house|dubstep",
        wanted="bass",
        pace=1,
    ),
    Held(
        "musiquilla graciosa para un vídeo de mi loro, silbidos, tuba y palmas",
        style="comedy|happy",
        wanted="flute brass drums",
    ),
    Held(
        "vídeo corporativo de energía solar, esperanzador, sin dramatismo, piano y pads",
        wanted="piano synth",
        mode="major",
    ),
    Held("sigla per il mio podcast di storia, solenne ma moderna, archi e beat elettronico", wanted="strings drums"),
    Held(
        "trilha pro teaser do meu curta de suspense, violoncelo arrastado, silêncio, sem batida",
        style="tension|horror",
        wanted="strings",
        without="drums",
    ),
    Held("intro voor gamekanaal, chiptune, supersnel, vrolijk, geen zang", style="chiptune", pace=1),
    Held(
        "film o renowacji motocykla, rock, gitara elektryczna, bez wolnych fragmentów",
        style="rock",
        wanted="electric-guitar",
    ),
    Held(
        "реклама детского сада, весело, ксилофон, хлопки, не слишком громко",
        style="happy|comedy",
        wanted="mallets drums",
    ),
    Held("bebek odası turu, ninni gibi, müzik kutusu ve arp, çok yumuşak", wanted="bells harp", energy=-1),
    Held(
        "筋トレ動画用、ハードロック、ギターリフ強め、シンセなし",
        style="rock|metal",
        wanted="electric-guitar",
        without="synth",
    ),
    Held("毕业纪念视频，钢琴和弦乐，感人，慢节奏，不要鼓", wanted="piano strings", without="drums", pace=-1),
    Held("강아지 브이로그, 우쿨렐레랑 휘파람, 귀엽게, 드럼 없이", wanted="guitar flute", without="drums"),
)

HELD_TWENTY_SECOND = (
    Held(
        "A jingle for my dog grooming salon, perky, xylophone and whistle", wanted="mallets flute", style="happy|comedy"
    ),
    Held(
        "documentary about beekeepers in slovenia, gentle accordion, no percussion, contemplative",
        wanted="accordion",
        without="drums",
        energy=-1,
    ),
    Held("trap but make it medieval, lute and 808s", style="trap", wanted="guitar bass"),
    Held("my sister's baby shower boomerang, pastel, cutesy, glockenspiel", style="happy|comedy", wanted="bells"),
    Held(
        "I need an ominous organ piece for a haunted house walkthrough, really slow",
        style="horror|tension",
        wanted="organ",
        pace=-1,
    ),
    Held(
        "music for a cooking competition: spicy, percussion-driven, latin flavour, fast",
        style="latin",
        wanted="drums",
        pace=1,
    ),
    Held(
        "neutral bed for a screencast. unobtrusive. soft synth. nothing with a strong beat", wanted="synth", energy=-1
    ),
    Held("Rugby team promo. War drums, low brass, chanting.", wanted="drums brass choir", style="epic"),
    Held("chilled house for a yacht charter reel, sax, sunset", style="house", wanted="sax", energy=-1),
    Held(
        "nostalgic super 8 footage of my grandparents' wedding, old jazz, clarinet, crackly",
        style="jazz",
        wanted="flute",
    ),
    Held(
        "brutalist architecture film: cold, sparse synths, 70 bpm, F# minor",
        tempo=70,
        tonality="F# minor",
        wanted="synth",
    ),
    Held("silly march for ducklings crossing the road", style="comedy|epic"),
    Held(
        "skincare brand, fresh, airy, light electronic, female energy, no harsh sounds",
        style="electronic|house|ambient|pop|lofi",
    ),
    Held(
        "lets go full cheese: 80s power ballad, big drums, screaming guitar solo",
        style="rock|synthwave|pop",
        wanted="drums electric-guitar|guitar",
    ),
    Held("sound for my sad poem reading: cello alone, quiet", wanted="strings", solo=True, energy=-1),
    Held("Tokyo street food tour, funky bass, city pop, upbeat", style="pop|funk", wanted="bass", energy=1),
    Held(
        "climbing film, patient build, post-rock guitars, huge finish",
        style="rock",
        course="rise loud-end",
        wanted=GUITAR,
    ),
    Held("escape room trailer, ticking clock, low strings, no jump scares", style="tension", wanted="strings"),
    Held("the vibe is sunday reset: clean girl aesthetic, soft pop, slow-ish", style="pop|lofi", pace=-1),
    Held("techno w/ cowbells for our alpine rave lol", style="techno", wanted="drums|bells"),
    Held(
        "Tierheim-Spendenvideo, berührend aber hoffnungsvoll, Klavier und Cello, nicht zu schnulzig",
        wanted="piano strings",
        mode="major",
    ),
    Held(
        "Gartenvideo im Frühling, Vogelgezwitscher-Stimmung, Harfe und Flöte, ganz zart", wanted="harp flute", energy=-1
    ),
    Held("présentation de notre chorale, joyeux, orgue et tambourins, gospel", style="soul", wanted="organ drums"),
    Held("une musique de fond pour expliquer la météo, neutre, marimba, discret", wanted="mallets", energy=-1),
    Held(
        "corto de animación sobre un robot solitario, melancólico, caja de música y sintes suaves",
        wanted="bells synth",
        mode="minor",
    ),
    Held(
        "video del primo giorno di scuola, tenero, chitarra e carillon, niente batteria",
        wanted="guitar bells",
        without="drums",
    ),
    Held("propaganda de hamburgueria, rock sujo, guitarra pesada, sem frescura", style="rock|metal", wanted=GUITAR),
    Held("kookvideo, vrolijke franse accordeon, niet te druk", wanted="accordion"),
    Held(
        "видео из роддома, нежное пианино, колокольчики, без барабанов",
        wanted="piano bells",
        without="drums",
        energy=-1,
    ),
    Held("花火大会の動画、壮大な和太鼓と笛、テンポ速め", wanted="drums flute", pace=1),
)
