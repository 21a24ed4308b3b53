"""Prompts by people of many trades: the seventeenth set (ordinary ones, a third of them not English) and what is
ordinary of the eighteenth.

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
    ),
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
    ),
    Held("zumba class promo, reggaeton feel, fiery brass, fast", style="latin", wanted="brass", energy=1, pace=1),
    Held(
        "sunday morning jazz for a bookshop tour, brushes, upright bass, nothing too lively",
        style="jazz",
        wanted="drums bass",
        energy=-1,
    ),
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
    ),
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
    ),
    Held(
        "football academy trailer, stadium drums, crowd claps, distorted bass, aggressive but positive",
        wanted="drums bass",
        energy=1,
    ),
    Held(
        "history teacher here: roman empire lesson, something ancient sounding, drums, horns, solemn",
        wanted="drums brass",
    ),
    Held(
        "meditation app onboarding. calm confident minimal. no melody that sticks.",
        style="ambient|corporate|piano",
        energy=-1,
    ),
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
    ),
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
    ),
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
    ),
    Held("video institucional da ONG, esperançoso, piano e cordas, sem exageros", wanted="piano strings", mode="major"),
    Held(
        "filmpje van onze zeilreis, ontspannen, akoestische gitaar, geen drums",
        style="acoustic|reggae|ambient",
        wanted="guitar",
        without="drums",
        energy=-1,
    ),
    Held(
        "klip z komunii, delikatna muzyka, harfa i flet, bez perkusji", wanted="harp flute", without="drums", energy=-1
    ),
    Held(
        "обзор видеокарты, киберпанк, тяжёлый бас, без гитар",
        style="synthwave|electronic|dubstep",
        wanted="bass",
        without="guitar",
    ),
    Held("旅行vlog用、爽やかなアコギ、明るめ、ボーカルなし", style="acoustic|happy|pop", wanted="guitar", mode="major"),
)
