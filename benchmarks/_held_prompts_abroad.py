"""Further prompts as strangers write them: the tenth set, five prompts in each of twelve languages, and the eleventh.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import GUITAR, Held

HELD_TENTH = (
    # --- Spanish
    Held(
        "solo piano hasta el segundo 20, luego entra la batería",
        wanted="piano",
        moments=("only piano from 0:00 to 0:20", "drums from 0:20 on"),
    ),
    Held("vídeo de boda, guitarra española romántica, nada de percusión", wanted=GUITAR, without="drums"),
    Held(
        "la primera mitad tranquila y la segunda mitad con mucha energía",
        moments=("quiet from 0:00 to 50 %", "loud from 50 % on"),
    ),
    Held("cumbia alegre para el cumpleaños de mi abuela, 95 bpm", style="latin", tempo=95),
    Held(
        "música de miedo para un corto, silencio en el minuto 1",
        style="horror|tension",
        moments=("silence from 1:00 on",),
    ),
    # --- French
    Held(
        "rien jusqu'à 0:05, puis une guitare acoustique douce",
        wanted=GUITAR,
        moments=("silence from 0:00 to 0:05", "quiet from 0:05 on", "guitar from 0:05 on"),
    ),
    Held("ambiance café parisien, accordéon, valse musette", style="waltz", wanted="accordion"),
    Held("plus rapide à partir de 0:30, style électro", style="electronic|house", moments=("faster from 0:30 on",)),
    Held(
        "les cordes entrent à 0:25, pas de piano", wanted="strings", without="piano", moments=("strings from 0:25 on",)
    ),
    Held("pub pour notre boulangerie, joyeux, un peu jazz manouche, pas de voix", style="jazz", without="vocals"),
    # --- German
    Held("nur Klavier bis 0:15, dann die ganze Band", moments=("only piano from 0:00 to 0:15", "loud from 0:15 on")),
    Held(
        "Imagefilm Maschinenbau, modern, dezent, 112 bpm, kein Schlagzeug in den letzten 10 Sekunden",
        style="corporate|electronic",
        tempo=112,
        moments=("no drums in the last 10 s",),
    ),
    Held("Hochzeitsfilm, ab der Mitte mit Streichern", wanted="strings", moments=("strings from 50 % on",)),
    Held("am Ende langsamer werden, Ballade in e-Moll", tonality="E minor", moments=("slower from 85 % on",)),
    Held("Gleitschirmfliegen, episch aber nicht kitschig, ruhiger Anfang", style="epic", course="quiet-start"),
    # --- Portuguese
    Held("só violão até 0:20, depois entra a bateria", moments=("only guitar from 0:00 to 0:20", "drums from 0:20 on")),
    Held("vídeo de surf na Bahia, samba reggae animado", style="samba|reggae"),
    Held("sem música nos primeiros 3 segundos, depois forró", moments=("silence from 0:00 to 0:03",)),
    Held(
        "trilha triste, cordas e piano, sem bateria, tom de ré menor",
        tonality="D minor",
        wanted="strings piano",
        without="drums",
    ),
    Held("funk carioca pesado 130 bpm pro meu treino", style="latin|funk|trap|electronic|house", tempo=130),
    # --- Italian
    Held(
        "solo archi fino a 0:30, poi batteria e basso",
        moments=("only strings from 0:00 to 0:30", "drums from 0:30 on", "bass from 0:30 on"),
    ),
    Held("atmosfera alla Morricone, western, fischio e chitarra", wanted=GUITAR, style="country|epic|tension|acoustic"),
    Held("tarantella allegra per il mio ristorante", energy=1),
    Held("niente batteria a metà del video, lofi", style="lofi", moments=("no drums from 33 % to 67 %",)),
    Held(
        "più lento alla fine, pianoforte malinconico in sol minore",
        tonality="G minor",
        wanted="piano",
        moments=("slower from 85 % on",),
    ),
    # --- Japanese
    Held("0:20まではピアノだけ、その後ドラム", moments=("only piano from 0:00 to 0:20", "drums from 0:20 on")),
    Held("京都旅行のVlog、琴と尺八、静かに", wanted="flute", energy=-1),
    Held("最初の4秒は無音、それからロック", style="rock", moments=("silence from 0:00 to 0:04",)),
    Held("猫の動画、かわいくてポップ、テンポ120", style="pop|happy", tempo=120),
    Held("ジブリっぽい優しい曲、ストリングスは後半から", wanted="strings", moments=("strings from 50 % on",)),
    # --- Chinese
    Held("前20秒只有钢琴,然后加入鼓", moments=("only piano from 0:00 to 0:20", "drums from 0:20 on")),
    Held("婚礼视频,温馨浪漫,不要鼓", without="drums"),
    Held("前半段安静,后半段激烈", moments=("quiet from 0:00 to 50 %", "loud from 50 % on")),
    Held("中国风,古筝和笛子,70拍", wanted="flute", tempo=70),
    Held("0:30开始变快,电子舞曲", style="electronic|house|techno", moments=("faster from 0:30 on",)),
    # --- Russian
    Held(
        "только пианино до 0:20, потом вступают барабаны",
        moments=("only piano from 0:00 to 0:20", "drums from 0:20 on"),
    ),
    Held("тишина первые 5 секунд, потом тяжёлый метал", style="metal", moments=("silence from 0:00 to 0:05",)),
    Held("видео про рыбалку, спокойная гитара, без ударных", wanted=GUITAR, without="drums", energy=-1),
    Held("музыка как у Тарковского, тревожный эмбиент", style="ambient|tension|horror"),
    Held("во второй половине быстрее, фанк", style="funk", moments=("faster from 50 % on",)),
    # --- Korean
    Held("처음 10초는 피아노만, 그 다음 드럼", moments=("only piano from 0:00 to 0:10", "drums from 0:10 on")),
    Held("카페 브이로그, 잔잔한 어쿠스틱 기타, 보컬 없이", style="acoustic|lofi", wanted=GUITAR, without="vocals"),
    Held("0:15부터 베이스 들어오고 신나게", moments=("loud from 0:15 on", "bass from 0:15 on")),
    Held("처음 3초 동안 음악 없이, 이후 힙합", style="boom-bap", moments=("silence from 0:00 to 0:03",)),
    Held("게임 하이라이트 영상, 빠른 EDM 130", style="electronic|house", pace=1),
    # --- Turkish
    Held(
        "0:20'ye kadar sadece piyano, sonra davul girsin",
        moments=("only piano from 0:00 to 0:20", "drums from 0:20 on"),
    ),
    Held("düğün videosu, duygusal keman, davul olmasın", wanted="strings", without="drums"),
    Held("ilk yarısı sakin, ikinci yarısı hareketli", moments=("quiet from 0:00 to 50 %", "loud from 50 % on")),
    Held("Karadeniz yaylası, kemençe, hızlı", pace=1),
    Held("ilk 4 saniye sessizlik, ardından rock", style="rock", moments=("silence from 0:00 to 0:04",)),
    # --- Arabic
    Held("بيانو فقط حتى 0:20 ثم الطبول", moments=("only piano from 0:00 to 0:20", "drums from 0:20 on")),
    Held("موسيقى حزينة بدون طبول، عود وناي", wanted=f"{GUITAR} flute", without="drums", energy=-1),
    Held("فيديو رمضان هادئ مع العود", wanted=GUITAR, energy=-1),
    Held("صمت في أول 5 ثواني ثم موسيقى ملحمية", style="epic", moments=("silence from 0:00 to 0:05",)),
    Held("النصف الأول هادئ والنصف الثاني حماسي", moments=("quiet from 0:00 to 50 %", "loud from 50 % on")),
    # --- Hindi
    Held("0:20 तक सिर्फ पियानो, फिर ड्रम", moments=("only piano from 0:00 to 0:20", "drums from 0:20 on")),
    Held("शादी का वीडियो, बांसुरी और तबला, खुशी वाला", wanted="flute drums", energy=1),
    Held("पहले 5 सेकंड सन्नाटा, फिर रॉक", style="rock", moments=("silence from 0:00 to 0:05",)),
    Held("पहाड़ों की यात्रा, शांत गिटार, बिना ड्रम", wanted=GUITAR, without="drums", energy=-1),
    Held("आखिरी 10 सेकंड में धीरे हो जाए, बॉलीवुड रोमांटिक", moments=("slower in the last 10 s",)),
)

# Written after the faults of the ninth and the tenth set were fixed.
HELD_ELEVENTH = (
    Held(
        "kitchen renovation timelapse. guitar and drums only for the first half, full band after that, nothing sad",
        moments=("only guitar and drums from 0:00 to 50 %", "loud from 50 % on"),
    ),
    Held(
        "hey so basically its a 45 sec clip of my bf proposing, i want it super soft with piano and then violins when he gets on his "
        "knee at 0:22 and then it should explode",
        wanted="piano strings",
        moments=("strings from 0:22 on", "drop from 0:22 on"),
    ),
    Held(
        "Bass drops out at 0:16 and comes back at 0:24, techno, 132",
        style="techno",
        tempo=132,
        moments=("no bass from 0:16 on", "bass from 0:24 on"),
    ),
    Held(
        "the drums should only play between 0:10 and 0:40",
        wanted="drums",
        moments=("no drums from 0:00 to 0:10", "drums from 0:10 to 0:40", "no drums from 0:40 on"),
    ),
    Held("silent movie piano, speeds up in the last third", wanted="piano", moments=("faster from 67 % on",)),
    Held("quarter of the way in the strings come in", wanted="strings", moments=("strings from 25 % on",)),
    Held("motivational speech bg, swell up when i shout", told="when i shout"),
    Held(
        "80s workout montage, gated snare, synth brass, 120bpm in E major",
        style="synthwave|rock|electronic|pop",
        tempo=120,
        tonality="E major",
    ),
    Held("Like Bon Iver but more upbeat, no falsetto", style="acoustic", pace=0, told="falsetto"),
    Held("WE NEED SOMETHING FOR OUR BREWERY TOUR!!! IRISH PUB, FIDDLE, STOMPING, FUN", style="acoustic", energy=1),
    Held("mafia documentary, mandolin, slow waltz, 3/4", style="waltz", wanted=GUITAR, pace=-1),
    Held(
        "ASMR unboxing so honestly no music for most of it, just a soft pad under the last 15 seconds",
        moments=("quiet in the last 15 s", "only synth in the last 15 s"),
    ),
    Held(
        "no bass at all, no kick, just airy pads and a flute at 1:00",
        without="bass",
        wanted="flute",
        moments=("flute from 1:00 on",),
    ),
    Held("my 3yo dancing lol 😂😂 something goofy", style="comedy|happy"),
    Held(
        "half time at 0:20 then double time at 0:40, drill",
        style="trap",
        moments=("slower from 0:20 on", "faster from 0:40 on"),
    ),
    Held("pls crop to 9:16 and also put a techno beat", style="techno", told="crop"),
    Held("sombre. cello. d minor. 58 bpm. ends in silence.", tonality="D minor", tempo=58, wanted="strings"),
    Held(
        "warm up with acoustic guitar until about 25 seconds in, bring in drums and bass there, kill the drums for the outro",
        wanted="guitar drums bass",
        moments=(
            "only guitar from 0:00 to 0:25",
            "drums from 0:25 on",
            "bass from 0:25 on",
            "no drums from 75 % on",
        ),
    ),
    Held("cyberpunk city walk, think Hotline Miami, less aggressive though", style="synthwave|electronic"),
    Held("elevator music, ironically", style="bossa-nova|jazz"),
    Held(
        "Drohnenflug über die Alpen, erst nur Streicher, ab 0:35 dann Pauken und Bläser",
        wanted="strings drums brass",
        moments=(
            "only strings from 0:00 to 0:35",
            "drums from 0:35 on",
            "brass from 0:35 on",
        ),
    ),
    Held(
        "Bitte keine Gitarre im letzten Drittel, sonst Indie-Folk",
        style="acoustic",
        moments=("no guitar from 67 % on",),
    ),
    Held("nach einer Minute schneller, Balkan Brass", style="acoustic|latin|comedy", moments=("faster from 1:00 on",)),
    Held(
        "aucune musique pendant les 6 premières secondes, ensuite électro swing",
        style="jazz|electronic",
        moments=("silence from 0:00 to 0:06",),
    ),
    Held(
        "la batterie s'arrête à la moitié, piano seul à la fin",
        wanted="piano",
        moments=("no drums from 50 % on", "only piano from 75 % on"),
    ),
    Held(
        "boda en la playa: primero ukelele, a los 30 segundos se suman las trompetas",
        wanted="guitar brass",
        moments=("only guitar from 0:00 to 0:30", "brass from 0:30 on"),
    ),
    Held("sin batería en la segunda mitad, trap melancólico", style="trap", moments=("no drums from 50 % on",)),
    Held(
        "começa só com piano, aos 0:18 entram as cordas",
        wanted="piano strings",
        moments=("only piano from 0:00 to 0:18", "strings from 0:18 on"),
    ),
    Held("a partire da metà più veloce, disco anni 70", style="disco", moments=("faster from 50 % on",)),
    Held(
        "i violini entrano dopo 12 secondi, niente pianoforte",
        wanted="strings",
        without="piano",
        moments=("strings from 0:12 on",),
    ),
    Held("30秒からストリングスを追加、ピアノ中心", wanted="piano strings", moments=("strings from 0:30 on",)),
    Held("最後の8秒はピアノだけにして", wanted="piano", moments=("only piano in the last 8 s",)),
    Held("一分钟后加入弦乐,前面只要吉他", wanted="strings guitar", moments=("strings from 1:00 on",)),
    Held("最后10秒渐渐安静,古典吉他", wanted=GUITAR, moments=("fall in the last 10 s",)),
    Held("с середины добавь бас и ударные, в начале только гитара", wanted="bass drums guitar"),
    Held("после 0:40 медленнее, печальный вальс", style="waltz", moments=("slower from 0:40 on",)),
    Held("중간부터 드럼, 그 전에는 기타만", wanted="drums guitar"),
    Held("videonun ortasında davul sussun, sonunda sadece ney", wanted="flute"),
    Held("أول 10 ثواني بدون موسيقى ثم إيقاع سريع", pace=1, moments=("silence from 0:00 to 0:10", "drums from 0:10 on")),
    Held(
        "दूसरे हिस्से में तेज़, पहले हिस्से में सिर्फ बांसुरी",
        wanted="flute",
        moments=("loud from 50 % on", "only flute from 0:00 to 50 %"),
    ),
)

# Written after the faults of the eleventh set were fixed.
HELD_TWELFTH = (
    Held(
        "hiking the dolomites w/ my dad, something like Explosions in the Sky, slow build, no vox",
        style="rock|epic|ambient|acoustic|pop",
        course="rise",
    ),
    Held("quick promo for my nail salon. girly pop. 15 sec.", style="pop"),
    Held(
        "ok so no music for the first 3 secs while i say hi, then that chill lofi stuff everyone uses",
        style="lofi",
        moments=("silence from 0:00 to 0:03",),
    ),
    Held("please no epic trailer crap, just a simple piano", wanted="piano", solo=True),
    Held(
        "Skyrim tavern, lute and flute, cheerful",
        style="acoustic|epic|classical|happy",
        wanted="guitar flute",
        energy=1,
    ),
    Held(
        "drums come in at 0:12, guitar at 0:24, everything stops at 0:50",
        moments=("no drums from 0:00 to 0:12", "drums from 0:12 on", "guitar from 0:24 on", "silence from 0:50 on"),
    ),
    Held("90s eurodance for a karaoke night invite 🎤🎉", style="electronic|house"),
    Held("TENSE. ticking clock. no melody. 100 bpm.", style="tension", without="melody", tempo=100),
    Held("can u make it sound expensive", told="expensive"),
    Held(
        "something for a lecture on photosynthesis, unobtrusive, strings and marimba, half volume",
        wanted="strings mallets",
    ),
    Held(
        "the middle third should be silent, otherwise orchestral",
        style="epic|classical",
        moments=("silence from 33 % to 67 %",),
    ),
    Held("Metallica ballad vibes, clean guitar at first, distortion from 0:40", style="metal|rock", wanted=GUITAR),
    Held(
        "dubstep, quiet until halfway then DROP",
        style="dubstep",
        moments=("quiet from 0:00 to 50 %", "drop from 50 % on"),
    ),
    Held("Kygo style but without the piano and a little slower", style="house", without="piano", pace=-1),
    Held(
        "piano waltz that speeds up towards the end like a carousel gone mad",
        style="waltz",
        wanted="piano",
        moments=("faster from 85 % on",),
    ),
    Held("smooth jass with sacksophone", style="jazz", wanted="sax"),
    Held("mute the original audio and play bluegrass", style="country"),
    Held("not happy, not sad, just neutral. corporate.", style="corporate"),
    Held(
        "bass guitar only from 0:05 to 0:15, then whole band, funk",
        style="funk",
        moments=("only bass from 0:05 to 0:15", "loud from 0:15 on"),
    ),
    Held("Bollywood wedding entrance, dhol, big and joyful", style="pop|latin|happy", wanted="drums", energy=1),
    Held(
        "música para un tutorial de costura, alegre, ukelele y palmas, baja en los últimos 5 segundos",
        wanted="guitar",
        energy=1,
    ),
    Held("el violín entra a la mitad, tango", style="latin", wanted="strings", moments=("strings from 50 % on",)),
    Held("vídeo de mi gato, algo gracioso, nada de trompetas", style="comedy", without="brass"),
    Held(
        "une intro mystérieuse, puis à 0:18 la batterie arrive avec la basse",
        wanted="drums bass",
        moments=("no drums from 0:00 to 0:18", "drums from 0:18 on", "bass from 0:18 on"),
    ),
    Held("film de mariage, pas trop sirupeux, guitare folk, sans batterie", wanted=GUITAR, without="drums"),
    Held("Hintergrundmusik für Physikunterricht, unauffällig, 90 bpm, ohne Melodie", tempo=90, without="melody"),
    Held(
        "in der zweiten Hälfte bitte ohne Schlagzeug, Stil wie Ludovico Einaudi",
        style="piano",
        moments=("no drums from 50 % on",),
    ),
    Held(
        "erst ab Sekunde 8 Musik, dann Techno, 135", style="techno", tempo=135, moments=("silence from 0:00 to 0:08",)
    ),
    Held("vídeo de capoeira, berimbau e atabaque, ritmo forte", wanted="drums"),
    Held(
        "bossa nova, sax só nos últimos 15 segundos",
        style="bossa-nova",
        wanted="sax",
        moments=("sax in the last 15 s",),
    ),
    Held(
        "musica da film western, lenta all'inizio, poi esplode a 0:45", style="country", moments=("drop from 0:45 on",)
    ),
    Held("senza basso per i primi 12 secondi, hip hop", style="boom-bap", moments=("bass from 0:12 on",)),
    Held(
        "夜のドライブ、シンセ、0:40でドロップ",
        style="synthwave|electronic",
        wanted="synth",
        moments=("drop from 0:40 on",),
    ),
    Held(
        "後半はピアノなし、ギターだけで", wanted=GUITAR, moments=("no piano from 50 % on", "only guitar from 50 % on")
    ),
    Held("毕业视频,伤感但有希望,钢琴,结尾渐弱", wanted="piano"),
    Held("中间不要鼓,其他时候爵士", style="jazz", moments=("no drums from 33 % to 67 %",)),
    Held("марш для школьного видео, без скрипок, 110 ударов в минуту", style="epic", without="strings", tempo=110),
    Held(
        "드럼은 0:10부터 0:30까지만, 재즈",
        style="jazz",
        moments=("no drums from 0:00 to 0:10", "drums from 0:10 to 0:30", "no drums from 0:30 on"),
    ),
    Held(
        "son 10 saniye sadece keman, öncesinde tüm grup", wanted="strings", moments=("only strings in the last 10 s",)
    ),
    Held(
        "موسيقى كلاسيكية، الكمان يدخل عند 0:15", style="classical", wanted="strings", moments=("strings from 0:15 on",)
    ),
)
