"""Prompts by people with an occasion, written blind: the twenty-sixth set (teacher, wedding filmer, skater, estate agent, streamer, parent, museum,
gym) and the twenty-seventh (cook, trail runner, church, mechanic, student film, cat owner, climber, surfer).

Each has 20 ordinary prompts, 10 in other languages and 10 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_TWENTY_SIXTH = (
    # English
    Held(
        "upbeat background music for a 3rd grade science fair recap, no singing please",
        style="happy|pop|corporate|acoustic|funk|electronic",
        without="vocals",
    ),
    Held(
        "Wedding teaser. Romantic acoustic guitar, like a slow first dance. No drums.",
        style="acoustic",
        wanted="guitar",
        without="drums",
        pace=-1,
    ),
    Held("fast skate punk like the old tony hawk games", style="punk"),
    Held(
        "modern house tour, clean and elegant, not too loud",
        style="corporate|piano|ambient|lofi|acoustic|pop|classical|jazz|bossa-nova|electronic|soul",
        energy=-1,
    ),
    Held("stream intro, hyped edm w big synths 128bpm", style="electronic|house|techno", tempo=128, wanted="synth"),
    Held("lofi for my just chatting segment, chill, no drums if possible", style="lofi", without="drums"),
    Held(
        "my daughters 1st birthday!! something cute with ukulele and glockenspiel",
        style="happy|acoustic|comedy|pop",
        wanted="mallets|bells",
    ),
    Held(
        "Baroque chamber music for a gallery of Dutch masters, violins and flute",
        style="classical",
        wanted="strings flute",
    ),
    Held("hard trap beat for deadlift PR montage, dark", style="trap"),
    Held("90s hip hop boom bap with a jazzy piano loop", style="boom-bap", wanted="piano"),
    Held("Luxury villa at sunset, deep house, 122 bpm", style="house", tempo=122),
    Held("spooky but fun for the halloween class party, not really scary", style="horror|comedy|tension"),
    Held(
        "Solo piano in F major, slow and tender, for the vows",
        style="piano|sad|classical",
        tonality="F major",
        wanted="piano",
        solo=True,
        pace=-1,
    ),
    Held("8 bit boss fight music, fast, minor key", style="chiptune", mode="minor", pace=1),
    Held(
        "Documentary about a Roman excavation. Mysterious, low strings, slowly building tension",
        style="tension|epic|horror|ambient",
        wanted="strings",
        course="rise",
    ),
    Held("HIIT class 45/15, drum and bass, nonstop energy", style="drum-and-bass"),
    Held("kids soccer highlights, fun and energetic rock. clean, no lyrics", style="rock|punk", without="vocals"),
    Held(
        "need smth sad but hopeful for the slideshow of grandma, piano and violin",
        style="sad|piano|classical",
        wanted="piano strings",
    ),
    Held(
        "Explainer for parents about our new reading program – friendly, light, positive, corporate but not boring",
        style="corporate|happy|acoustic|pop",
    ),
    Held("roller skating disco 70s vibe, funky bass, strings", style="disco|funk", wanted="bass strings"),
    # other languages
    Held(
        "Ruhige Klaviermusik für unser Hochzeitsvideo, bitte ohne Schlagzeug",
        style="piano|sad|classical|ambient",
        wanted="piano",
        without="drums",
    ),
    Held(
        "musique douce à la guitare pour la visite d'un appartement, pas de voix",
        style="acoustic|bossa-nova|ambient|classical|lofi",
        wanted="guitar",
        without="vocals",
    ),
    Held("reggaetón con mucho ritmo para el vídeo del gimnasio", style="latin"),
    Held(
        "qualcosa di allegro per la festa di compleanno di mio figlio, senza voce",
        style="happy|pop|acoustic|comedy|funk|disco",
        without="vocals",
    ),
    Held("samba animado para o vídeo da escola, sem vocais", style="samba", without="vocals"),
    Held("vrolijk deuntje voor het schoolreisje van groep 5", style="happy|acoustic|comedy|pop"),
    Held("mroczny trap na montaż z deskorolki, 140 bpm", style="trap", tempo=140),
    Held("müze tanıtımı için sakin klasik müzik, yaylılar ve flüt", style="classical", wanted="strings flute"),
    Held("ゲーム配信のオープニング用、明るい8ビットの曲", style="chiptune"),
    Held("спокойный эмбиент для видео о музее, без ударных", style="ambient", without="drums"),
    # times and parts
    Held(
        "Lofi, quiet until 0:45 then the beat drops",
        style="lofi",
        moments=("quiet from 0:00 to 0:45", "drop from 0:45 on", "drums from 0:45 on"),
    ),
    Held(
        "slow piano, string quartet comes in at 0:20",
        style="piano|sad|classical",
        pace=-1,
        moments=("strings from 0:20 on",),
    ),
    Held(
        "rock for the skate edit, no drums in the last ten seconds",
        style="rock",
        styles=("0 rock",),
        moments=("no drums in the last 10 s",),
    ),
    Held(
        "Wedding film: soft piano for the first 30 seconds, then a happy pop song for the party",
        styles=("0 piano|ambient|sad|classical", "30 pop|happy"),
    ),
    Held(
        "techno workout, faster after the second minute",
        style="techno",
        styles=("0 techno",),
        moments=("faster from 2:00 on",),
    ),
    Held("First half calm ambient, second half epic orchestral", styles=("0 ambient", "30 epic")),
    Held("8bit until 0:15, then dubstep when the boss shows up", styles=("0 chiptune", "15 dubstep")),
    Held(
        "happy acoustic guitar, fade out over the last 5 secs",
        style="acoustic|happy",
        wanted="guitar",
        moments=("fade out in the last 5 s",),
    ),
    Held(
        "ruhiges Klavierstück, ab 0:40 mit Schlagzeug und schneller",
        style="piano|sad|classical|ambient",
        wanted="piano",
        moments=("no drums from 0:00 to 0:40", "drums from 0:40 on", "faster from 0:40 on"),
    ),
    Held(
        "tense music, silent at 0:42 for two seconds when she opens the box, then back in",
        style="tension",
        styles=("0 tension",),
        moments=("silence from 0:42 to 0:44",),
    ),
)

HELD_TWENTY_SEVENTH = (
    # English
    Held(
        "Italian pasta recipe reel, accordion, warm and cheerful",
        style="happy|acoustic|waltz|comedy|pop",
        wanted="accordion",
    ),
    Held("something for a 100k ultra in the Dolomites. starts small, gets huge at the summit", course="rise"),
    Held("Sunday service opener, organ and choir, dignified", style="classical|epic|ambient", wanted="organ choir"),
    Held(
        "oil change tutorial, southern rock or blues, just instrumental", style="rock|blues|country", without="vocals"
    ),
    Held(
        "short film about loneliness in a big city, solo sax, night, jazzy but slow",
        style="jazz|blues|sad|soul",
        wanted="sax",
        pace=-1,
    ),
    Held("my cat sneaking up on a toy mouse, cartoon pizzicato", style="comedy", wanted="pizzicato"),
    Held("bouldering comp aftermovie, grimy techno 135", style="techno", tempo=135),
    Held("surf trip super 8, sunny reggae", style="reggae"),
    Held(
        "calm music while bread dough rises (timelapse), no beat",
        style="ambient|piano|classical|acoustic|lofi|sad",
        without="drums",
    ),
    Held("80s synth vibes for a restomod BMW E30 build, think Drive", style="synthwave", wanted="synth"),
    Held("worship style, soft pads and electric piano under a prayer", style="ambient|soul|piano", wanted="e-piano"),
    Held("I want heavy metal for the engine swap video, double bass drums, brutal", style="metal"),
    Held(
        "Horror short for uni. creaking, dissonant strings, hardly any melody", style="horror|tension", wanted="strings"
    ),
    Held("funny music for cat fails compilation", style="comedy|happy"),
    Held("acoustic folk with banjo for a hike on the Appalachian trail", style="acoustic|country", wanted="banjo"),
    Held(
        "Brunch recipes, bossa nova, nylon guitar, no percussion", style="bossa-nova", wanted="guitar", without="drums"
    ),
    Held("Midnight mass announcement, christmas bells, peaceful", style="christmas", wanted="bells"),
    Held("epic orchestra but without choir pls, for el cap", style="epic", without="choir"),
    Held("first date scene, awkward, light waltz, A minor", style="waltz", tonality="A minor"),
    Held(
        "BBQ smoker video. slow blues with slide guitar, bit dirty, around 70 bpm",
        style="blues",
        tempo=70,
        wanted="guitar|electric-guitar",
    ),
    # other languages
    Held("Lockerer Funk mit Slap-Bass für unser Werkstattvideo", style="funk", wanted="bass"),
    Held("petit film sur mon chat qui dort, lofi tranquille", style="lofi"),
    Held("música épica para vídeo de escalada, con coro y tambores", style="epic", wanted="choir drums"),
    Held("jazz leggero con pianoforte e contrabbasso per una ricetta", style="jazz", wanted="piano bass"),
    Held(
        "forte e agressivo, metal com guitarra distorcida, sem voz",
        style="metal",
        wanted="electric-guitar|guitar",
        without="vocals",
    ),
    Held(
        "rustige orgelmuziek voor de kerkdienst, geen koor", style="classical|ambient", wanted="organ", without="choir"
    ),
    Held("lugn akustisk gitarr till en vandringsfilm i fjällen", style="acoustic", wanted="guitar"),
    Held("musik lucu buat video kucing", style="comedy|happy"),
    Held("料理動画のBGM、ボサノバ、ドラムなし", style="bossa-nova", without="drums"),
    Held("тяжёлый рок для видео про ремонт машины, без вокала", style="rock|metal", without="vocals"),
    # times and parts
    Held(
        "Piano only at first, from 0:30 add strings, choir for the last 15 seconds",
        moments=("only piano from 0:00 to 0:30", "strings from 0:30 on", "choir in the last 15 s"),
    ),
    Held(
        "drum & bass, break at 0:50 with no drums, back in full at 1:00",
        style="drum-and-bass",
        moments=("no drums from 0:50 on", "drums from 1:00 on"),
    ),
    Held("ambient for the sunrise, then at 0:25 rock as we start running", styles=("0 ambient", "25 rock")),
    Held(
        "trailer music, a big hit at 0:10, 0:20 and 0:30",
        style="epic|tension",
        moments=("drop from 0:10 on", "drop from 0:20 on", "drop from 0:30 on"),
    ),
    Held(
        "horror, dead silence for the last 3 seconds",
        style="horror",
        styles=("0 horror",),
        moments=("silence in the last 3 s",),
    ),
    Held("jazz for the intro (first 12 sec) then hip hop boom bap", styles=("0 jazz", "12 boom-bap")),
    Held(
        "slow it down halfway through, country the whole time",
        style="country",
        styles=("0 country",),
        moments=("slower from 50 % on",),
    ),
    Held(
        "les 20 premières secondes calmes au piano, ensuite de la techno",
        styles=("0 piano|ambient|classical|sad", "20 techno"),
    ),
    Held(
        "gitarra akustyczna, od 0:30 wchodzi perkusja",
        style="acoustic",
        wanted="guitar",
        moments=("no drums from 0:00 to 0:30", "drums from 0:30 on"),
    ),
    Held(
        "pretty much comedy, but from second 40 to 50 make it scary",
        styles=("0 comedy", "40 horror|tension", "50 comedy"),
    ),
)
