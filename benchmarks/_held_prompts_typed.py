"""Further prompts as people type them: the thirteenth set (ordinary ones: typing faults, brands, films, slang, emoji) and the
fourteenth (times, parts, solos, tempo changes, shares, endings); the fifteenth and the sixteenth are of
both kinds.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_THIRTEENTH = (
    Held(
        "holiday clip, acoustic guitar, no drums, ends softly",
        style="acoustic",
        wanted="guitar",
        without="drums",
        course="quiet-end",
    ),
    Held("80s synthwave but slow", style="synthwave", pace=-1),
    Held("somthing upbeet for my dogs bday 🐶🎂", style="happy|pop|comedy", energy=1),
    Held("filharmonic orchestra, heroic, lots of brass", style="epic|classical", wanted="brass"),
    Held("rege vibes for the beach, chill", style="reggae", energy=-1),
    Held("jaz with a saxofone, late nite", style="jazz", wanted="sax"),
    Held("gta san andreas loading screen type beat", style="boom-bap|trap|funk"),
    Held("that interstellar organ thing but softer", style="epic|ambient|classical", wanted="organ", energy=-1),
    Held(
        "ikea showroom tour, fresh & simple, handclaps, whistling",
        style="corporate|happy|acoustic|pop",
        wanted="drums flute",
    ),
    Held("sth like mario kart but chill", style="chiptune|happy|comedy|funk|jazz", energy=-1),
    Held("not too fast not too slow, indie rock, no synths", style="rock|acoustic", without="synth"),
    Held("60s surf rock, twangy guitar, lots of reverb", style="rock", wanted=GUITAR, told="reverb"),
    Held("roaring twenties party, clarinet and piano", style="jazz", wanted="flute piano"),
    Held("medieval market, lute, drums, no flutes", wanted="guitar drums", without="flute"),
    Held("i hate dubstep, anything else for my gaming clips, maybe dnb", style="drum-and-bass"),
    Held("calm but not boring, piano & cello, wedding vows", wanted="piano strings", energy=-1),
    Held("slow burn thriller thing, ends with a bang", style="tension|horror", course="loud-end"),
    Held(
        "phonk for drift edits, cowbell, heavy 808s",
        style="trap|electronic|boom-bap|techno|house",
        wanted="drums|bells bass",
    ),
    Held("Pixar short vibes, whimsical, clarinet + pizz", style="comedy|happy|classical", wanted="flute pizzicato"),
    Held("make it sound like an old nokia ringtone", style="chiptune"),
    Held("hard techno rave, 150bpm", style="techno", tempo=150),
    Held(
        "more of a mood than a song, dreamy pads, F major",
        style="ambient|lofi|synthwave|electronic",
        wanted="synth",
        tonality="F major",
    ),
    Held(
        "Imagefilm Pflegeheim, warmherzig, Klavier, auf keinen Fall traurig",
        style="corporate|piano|happy|acoustic|ambient",
        wanted="piano",
        mode="major",
    ),
    Held("was chilliges zum kochen, so jazzig, ohne trompete", style="jazz", without="brass", energy=-1),
    Held("Fussball Highlights, fett, HipHop Beat, 95 bpm", style="boom-bap|trap", tempo=95),
    Held("un truc planant pour mon timelapse d'étoiles, pas de batterie svp", style="ambient", without="drums"),
    Held(
        "musique de supermarché des années 80 mdr",
        style="synthwave|pop|bossa-nova|jazz|disco|funk|happy|corporate|electronic",
    ),
    Held("algo tipo narcos, guitarra, suspense", style="tension|latin", wanted=GUITAR),
    Held("cancion de cuna para mi bebe, cajita de musica, muy suave", wanted="bells|mallets", energy=-1),
    Held("trilha pro meu canal de culinária, bossinha leve com violão", style="bossa-nova", wanted="guitar"),
    Held("musica allegra per la nonna che cucina, mandolino e fisarmonica", wanted=f"{GUITAR} accordion", energy=1),
    Held("muziekje voor onze vakantievlog, vrolijk, ukelele, geen drums", wanted="guitar", without="drums", energy=1),
    Held("спокойная музыка для йоги, без барабанов и без вокала", without="drums vocals", energy=-1),
    Held("夏の海Vlog、ウクレレ、明るい、ドラムなし", wanted="guitar", without="drums", mode="major"),
    Held("科技产品宣传片，大气，电子，不要吉他", style="electronic|corporate|epic", without=GUITAR),
    Held("브이로그용 잔잔한 피아노, 슬프지 않게", wanted="piano", energy=-1, mode="major"),
    Held("hızlı ve enerjik spor videosu, rock, gitar yok", style="rock", without=GUITAR, energy=1, pace=1),
    Held("موسيقى هادئة للقهوة، جاز، بدون ساكسفون", style="jazz", without="sax", energy=-1),
    Held("बच्चों की पार्टी, मज़ेदार, ज़ाइलोफ़ोन", style="happy|comedy", wanted="mallets"),
    Held("🎸🔥 skate or die", style="punk|rock|metal", wanted=GUITAR),
)

HELD_FOURTEENTH = (
    Held(
        "make it tense till the door opens at 0:12 then relief",
        style="tension",
        moments=("quiet from 0:12 on",),
    ),
    Held("calm from 0:10, faster at 0:20, trip hop", moments=("quiet from 0:10 on", "faster from 0:20 on")),
    Held("sax solo at 0:30, smooth jazz", style="jazz", wanted="sax", moments=("sax solo from 0:30 to 0:45",)),
    Held("starts as jazz then metal from 0:30", styles=("0 jazz", "30 metal")),
    Held(
        "piano intro 0-15, then beat, then at 0:45 only strings, fade last 5",
        moments=(
            "only piano from 0:00 to 0:15",
            "drums from 0:15 on",
            "only strings from 0:45 on",
            "fade out in the last 5 s",
        ),
    ),
    Held("polka, double the tempo at 0:30", moments=("faster from 0:30 on",)),
    Held(
        "first third super mellow, middle third builds, last third full power",
        moments=("quiet from 0:00 to 33 %", "rise from 33 % to 67 %", "loud from 67 % on"),
    ),
    Held(
        "electronic, 100 bpm then 140 bpm from 0:25", style="electronic", tempo=100, moments=("140 bpm from 0:25 on",)
    ),
    Held(
        "folk, no drums before 0:08 or after 0:52",
        style="acoustic",
        moments=("no drums from 0:00 to 0:08", "no drums from 0:52 on"),
    ),
    Held(
        "house 124, the beat drops out at 0:20 and slams back in at 0:24",
        style="house",
        tempo=124,
        moments=("no drums from 0:20 on", "drums from 0:24 on"),
    ),
    Held(
        "whisper quiet for the interview (0:00-1:10), then lively",
        moments=("quiet from 0:00 to 1:10", "loud from 1:10 on"),
    ),
    Held(
        "just strings for the first 20 secs, brass joins at 0:20, choir at 0:40, massive ending",
        wanted="strings brass choir",
        course="loud-end",
        moments=("only strings from 0:00 to 0:20", "brass from 0:20 on", "choir from 0:40 on"),
    ),
    Held("cut the music dead at 0:33", moments=("silence from 0:33 on",)),
    Held(
        "music stops when she falls at 0:14, comes back soft at 0:18",
        moments=("silence from 0:14 on", "quiet from 0:18 on"),
    ),
    Held(
        "slow motion bit from 0:20 to 0:28, music should slow down there too",
        moments=("slower from 0:20 to 0:28",),
    ),
    Held("guitar till the halfway mark, then swap it for piano", wanted="guitar piano"),
    Held("big hit on 0:07.5 and again on 0:15", moments=("drop from 0:07.5 on", "drop from 0:15 on")),
    Held("let it die down over the last 12 sec, ambient guitar", wanted=GUITAR, moments=("fall in the last 12 s",)),
    Held(
        "30 percent in the bass enters, 60 percent in the drums",
        moments=("bass from 30 % on", "no drums from 0:00 to 60 %", "drums from 60 % on"),
    ),
    Held(
        "ab 0:10 Schlagzeug, ab 0:30 Gitarrensolo, Rock",
        style="rock",
        moments=("no drums from 0:00 to 0:10", "drums from 0:10 on", "guitar solo from 0:30 on"),
    ),
    Held(
        "die ersten 20 sekunden nur bass und drums, dann klavier dazu",
        moments=("only bass and drums from 0:00 to 0:20", "piano from 0:20 on"),
    ),
    Held(
        "à 0:15 ça explose, à 0:40 on se calme, fin en douceur",
        course="quiet-end",
        moments=("drop from 0:15 on", "fall from 0:40 on"),
    ),
    Held(
        "plus lent sur le dernier tiers, sans basse au début",
        moments=("slower from 67 % on", "bass from 25 % on"),
    ),
    Held(
        "a los 12 segundos entra el bajo, a los 24 la batería, a tope desde el 36",
        moments=("bass from 0:12 on", "no drums from 0:00 to 0:24", "drums from 0:24 on", "loud from 0:36 on"),
    ),
    Held(
        "silêncio entre 0:10 e 0:13, depois volta com tudo",
        moments=("silence from 0:10 to 0:13", "loud from 0:13 on"),
    ),
    Held(
        "nei primi 10 secondi solo chitarra, poi accelera a 0:40",
        moments=("only guitar from 0:00 to 0:10", "faster from 0:40 on"),
    ),
    Held("0:12でドアが開くまで静かに、その後ドロップ", moments=("quiet from 0:00 to 0:12", "drop from 0:12 on")),
    Held(
        "前15秒安静，15秒到30秒渐强，之后高潮",
        moments=("quiet from 0:00 to 0:15", "rise from 0:15 to 0:30", "peak from 0:30 on"),
    ),
    Held(
        "до 0:20 тихо, с 0:20 быстрее и громче",
        moments=("quiet from 0:00 to 0:20", "loud from 0:20 on", "faster from 0:20 on"),
    ),
    Held("20초에 기타 솔로, 마지막 5초 조용하게", moments=("guitar solo from 0:20 to 0:35", "quiet in the last 5 s")),
)

# Written after the faults of the thirteenth and the fourteenth set were fixed.
HELD_FIFTEENTH = (
    Held(
        "need bgm for my thrift flip vid, kinda indie sleaze, nothing too loud",
        style="electronic|rock|pop|house",
        energy=-1,
    ),
    Held("dramatic af violin like in those crime docs", style="tension|epic|sad|classical", wanted="strings"),
    Held("funky but classy, wurlitzer, no horns plz", style="funk|soul", wanted="e-piano", without="brass"),
    Held("grandma's 90th bday slideshow, 50s doo wop, sweet, slow", style="soul|rock|pop", pace=-1),
    Held("gloomy moorland, low drone, maybe a lone flute", wanted="flute"),
    Held("gregorian chants meet techno, 130", style="techno", wanted="choir", tempo=130),
    Held("pls not another ukelele + claps thing, sth with banjo instead", wanted="banjo", without="guitar"),
    Held("Ghibli meets lofi 🌿☕", style="lofi|piano"),
    Held(
        "big band swing for our retro car meet, drum solo in the middle",
        style="jazz",
        moments=("only drums from 33 % to 67 %",),
    ),
    Held(
        "synth arps, no kick until 0:16, then four on the floor, 122 bpm",
        wanted="synth",
        tempo=122,
        moments=("no drums from 0:00 to 0:16", "drums from 0:16 on"),
    ),
    Held(
        "soft piano, then strings join at 0:20 and the whole orchestra at 0:45",
        wanted="piano strings",
        moments=("strings from 0:20 on", "loud from 0:45 on"),
    ),
    Held(
        "heavy riff until 0:10, go quiet while he talks 0:10-0:30, then heavy again",
        moments=("loud from 0:00 to 0:10", "quiet from 0:10 to 0:30", "loud from 0:30 on"),
    ),
    Held("music should duck out completly from 40s to 45s for the punchline", moments=("silence from 0:40 to 0:45",)),
    Held("start at 90 bpm and end at 120 bpm", told="bpm"),
    Held(
        "trumpet solo after a minute, latin jazz, G minor",
        style="latin|jazz",
        tonality="G minor",
        wanted="brass",
        moments=("brass solo from 1:00 on",),
    ),
    Held(
        "chill first, bit more upbeat once we hit the beach (0:34)",
        course="quiet-start",
        moments=("loud from 0:34 on",),
    ),
    Held(
        "fade in 3 sec, fade out 5 sec, ambient pads",
        wanted="synth",
        moments=("fade in from 0:00 to 0:03", "fade out in the last 5 s"),
    ),
    Held(
        "only the last 20 % with drums, rest is harp",
        wanted="drums harp",
        moments=("no drums from 0:00 to 80 %", "drums from 80 % on"),
    ),
    Held(
        "Klavier und Cello fürs Taufvideo, schlicht, bloß nicht kitschig, am Ende ganz leise",
        wanted="piano strings",
        course="quiet-end",
    ),
    Held(
        "ab 0:20 kommt der Bass dazu, bei 0:40 Pause, dann volle Power",
        wanted="bass",
        moments=("bass from 0:20 on", "silence from 0:40 to 0:42", "loud from 0:42 on"),
    ),
    Held(
        "un beat trap sombre, 140, avec une flûte, on coupe tout à 0:30",
        style="trap",
        tempo=140,
        wanted="flute",
        moments=("silence from 0:30 on",),
    ),
    Held(
        "musiquette rigolote pour tuto bricolage, xylophone, sans basse",
        style="comedy|happy",
        wanted="mallets",
        without="bass",
    ),
    Held(
        "rock en español, más rápido desde el minuto 1, sin teclados",
        style="rock",
        without="piano",
        moments=("faster from 1:00 on",),
    ),
    Held("um sambinha gostoso pro churrasco, cavaquinho e pandeiro", style="samba", wanted="guitar drums"),
    Held(
        "colonna sonora inquietante, archi gravi, sale piano piano e poi silenzio a 0:50",
        style="horror|tension|epic",
        wanted="strings",
        moments=("silence from 0:50 on",),
    ),
    Held("дерзкий хип-хоп, бас погромче, без скрипок, 92 bpm", style="boom-bap|trap", tempo=92, without="strings"),
    Held(
        "ホラー、0:15まで無音、その後バイオリンだけ",
        style="horror",
        wanted="strings",
        moments=("silence from 0:00 to 0:15", "only strings from 0:15 on"),
    ),
    Held(
        "轻快的爵士，萨克斯独奏在0:30，不要钢琴",
        style="jazz",
        wanted="sax",
        without="piano",
        moments=("sax solo from 0:30 to 0:45",),
    ),
    Held("결혼식 영상, 첼로랑 피아노, 마지막에 웅장하게", wanted="strings piano", course="loud-end"),
    Held(
        "belgesel için gizemli müzik, ney, yavaş yavaş yükselsin, davul yok",
        style="tension",
        wanted="flute",
        without="drums",
        course="rise",
    ),
)

# Written after the faults of the fifteenth set were fixed.
HELD_SIXTEENTH = (
    Held("mellow indy folk 4 a camping vlog, fingerpicked, no claps", style="acoustic", energy=-1),
    Held("like an 80s aerobics vhs but in a minor key", style="synthwave|disco|electronic|pop", mode="minor"),
    Held("Fleabag-ish choir thing, cheeky", wanted="choir", style="comedy|epic|classical"),
    Held(
        "sad robot walking home alone. glitchy, tender. 70bpm", tempo=70, style="electronic|lofi|ambient|sad|chiptune"
    ),
    Held("heavy drums but no guitar whatsoever", wanted="drums", without=GUITAR),
    Held("posh hotel spa ad, harp n strings, super slow", wanted="harp strings", pace=-1),
    Held("dont make it cheesy. warm rhodes, soft brushes, key of Eb", wanted="e-piano", tonality="Eb major"),
    Held(
        "Opa wird 80, Diashow, Akkordeon, gemütlich, kein Techno haha",
        wanted="accordion",
        style="waltz|happy|acoustic|lofi|comedy",
    ),
    Held("un morceau façon Amélie Poulain, accordéon et piano", wanted="accordion piano"),
    Held(
        "para un reel de crossfit: guitarras cañeras, 150 bpm, nada de electrónica",
        style="rock|metal|punk",
        tempo=150,
        wanted=GUITAR,
    ),
    Held("ролик про кофейню, уютный лоуфай, без баса", style="lofi", without="bass"),
    Held("和风恐怖，尺八，很慢", style="horror", wanted="flute", pace=-1),
    Held(
        "nothing but a heartbeat drum until 0:09, then everything explodes",
        moments=("only drums from 0:00 to 0:09", "drop from 0:09 on"),
    ),
    Held(
        "drums @ 0:10, bass @ 0:20, lead @ 0:30, outro from 0:50 w/o drums",
        moments=(
            "no drums from 0:00 to 0:10",
            "drums from 0:10 on",
            "bass from 0:20 on",
            "melody from 0:30 on",
            "no drums from 0:50 on",
        ),
    ),
    Held(
        "keep it low under the voiceover till 0:25 and then let it rip",
        moments=("quiet from 0:00 to 0:25", "loud from 0:25 on"),
    ),
    Held("speed up gradually from 0:30 till 1:00, balkan", moments=("faster from 0:30 to 1:00",)),
    Held("violin solo in the last 20 seconds, klezmer", wanted="strings", moments=("strings solo in the last 20 s",)),
    Held(
        "the first 15% silent, then soft piano, strings from the halfway point",
        wanted="piano strings",
        moments=("silence from 0:00 to 15 %", "quiet from 15 % on", "piano from 15 % on", "strings from 50 % on"),
    ),
    Held(
        "cut to silence for 2 seconds at 0:28, then metal breakdown",
        style="metal",
        moments=("silence from 0:28 to 0:30",),
    ),
    Held(
        "erst langsam und leise, ab 0:30 schneller und lauter, Schluss bei 1:10",
        moments=("loud from 0:30 on", "faster from 0:30 on", "silence from 1:10 on"),
    ),
    Held(
        "de 0:10 à 0:25 seulement la guitare, ensuite tout le monde",
        moments=("only guitar from 0:10 to 0:25", "loud from 0:25 on"),
    ),
    Held(
        "primeros 8 segundos solo percusión, luego entra el bajo y a los 20 la trompeta",
        moments=("only drums from 0:00 to 0:08", "bass from 0:08 on", "brass from 0:20 on"),
    ),
    Held("0:45からテンポを上げて、最後の3秒は無音", moments=("faster from 0:45 on", "silence in the last 3 s")),
    Held(
        "до 0:15 только бас, потом гитара, с 0:40 без ударных",
        moments=("only bass from 0:00 to 0:15", "guitar from 0:15 on", "no drums from 0:40 on"),
    ),
)
