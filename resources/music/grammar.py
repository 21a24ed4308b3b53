"""The grammar of prompts: words that deny, join, change or place the words next to them, and words without meaning for
the music.

What belongs here: data, in lower case without accents; for the small words of single languages it reads small_words.tsv. What
does not: words about music (lexicon.py), applying this grammar (phrases.py, negation.py).
"""

from pathlib import Path


def _words(text: str, role: str = "") -> frozenset[str]:
    """Single words, with those of a role in small_words.tsv."""
    return frozenset(text.split()) | (set(SMALL_WORDS[role].split(", ")) if role else set())


def _table() -> dict[str, str]:
    """The phrases of small_words.tsv by their role."""
    found: dict[str, str] = {}
    for line in (Path(__file__).parent / "small_words.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            role, phrases = line.split("\t")
            found[role] = f"{found[role]}, {phrases}" if role in found else phrases
    return found


SMALL_WORDS = _table()


# Deny what follows ("no drums").
NEGATIONS = (
    "nothing with, nichts mit, rien avec, nada con, nada com, niente con, niets met, ничего с, ничего со, "
    "no, not, non, not so, not too, not very, not that, not overly, nothing, nothing too, none, without, w/o, avoid, dont, "
    "don't, do not, never, free of, anything but, everything but, all but, minus, skip, leave out, "
    "leaves out, rather not, isnt, isn't, doesnt, doesn't, won't, wouldn't, cannot, can't, cant, wont, wouldnt, shouldnt, shouldn't, i hate, hate, dislike, can't stand, cant stand, sick of, tired of, fed up with, stay away from, keep away from, steer clear of, shouldn't be, "
    "should not be, not at all, instead of, rather than, in place of, as opposed to, the opposite of, opposite of, das gegenteil von, gegenteil von, le contraire de, lo contrario de, il contrario di, o contrario de, het tegenovergestelde van, neither, nor, sans, "
    "nicht, nicht so, nicht zu, nein, keins, kein, keine, keinen, keinem, keiner, keinerlei, ohne, bloss nicht, ich hasse, hasse, weder, statt, anstatt, "
    "anstelle von, anstelle, pas, pas de, pas trop, ni, au lieu de, au lieu du, au lieu des, a la place de, a la place du, a la place des, plutot que, aucun, aucune, jamais, deteste, je deteste, "
    "sin, nada de, odio, no muy, no demasiado, no tan, en vez de, en lugar de, tampoco, ninguno, ninguna, ningun, sem, odeio, nao, nem, nada de, "
    "em vez de, senza, niente, ne, invece di, invece del, invece della, al posto di, al posto del, al posto della, "
    "nessun, nessuna, nessuno, geen, zonder, niet, niet te, in plaats van, haat, без, не, не слишком, нет, вместо, ни, никаких, ненавижу, "
    "far from, refrain from, refrain from using, no sea, no seas, no sea tan, que no sea, que no sea tan, nao seja, nao pode ser, que nao seja, "
    "non sia, che non sia, ne soit pas, loin de, lejos de, longe de, lontano da, alles andere als, allesbehalve, allesbehalve een, "
    "couldn't, couldnt, nix mit, nix, kei, koa, koan, ain't no, aint no, ain't, aint, w/out, wo/, aren't, arent, wasn't, wasnt, weren't, werent, don't like, dont like, "
    "don't want, dont want, dont need, don't need, hasn't, haven't, didn't, not a fan of, not a big fan of, no fan of, not fond of, not keen on, "
    "not into, not really into, not in the mood for, can do without, could do without, we can do without, do without, can live without, "
    "could live without, no need for, no need of, no need, there's no need for, no worries about, don't worry about, dont worry about, "
    "avoiding, avoids, stop using, stop with the, enough with the, enough of the, no more, no longer, go easy on the, unwanted, "
    "vermeide, vermeiden, vermeidet, bitte kein, bloss kein, verzichten auf, verzichtet auf, unter verzicht auf, brauche kein, brauche keine, "
    "evite, evitez, eviter, evita, evitar, evitad, evitate, evitare, evitando, evitons, pas besoin de, pas besoin d, no hace falta, no hacen falta, "
    "no necesito, no quiero, no me gusta, no me gustan, nao preciso de, nao gosto de, nao precisa de, non serve, non servono, non mi piace, "
    "non mi piacciono, je n'aime pas, n'aime pas, je ne veux pas, fora, fuori, fuera, vermijd, vermijden, geen behoefte aan, hou niet van, "
    "избегать, избегаите, избегаи, не люблю, не хочу, не нужно, не нужны, не нужен, не нужна, никакого, никакои, долои, "
    "🚫, ⛔, 🔇, 🙅, 不需要, 避免, 拒绝, 不喜欢, "
    "没有, 不要, 无, 無, 不, 别, 别太, 不用, 不加, 不带, 不是, 而不是, 不想要, 讨厌"
)
# Deny an instrument, but mean something else for other things ("lose the drums", "hold the door").
REFUSALS = (
    "lose the, lose, drop the, hold the, cut the, kill the, mute the, remove the, remove, zero, take out the, take out, "
    "exclude, exclude the, excluding, excluding the, omitting, eliminate, eliminate the, ban the, "
    "scrap the, omit, omit the, forget the, never mind the, nevermind the, "
    "lass das, lass die, lasst, weg mit, verzichte auf, enleve, enlevez, supprime, quita, quitar, quita la, togli, tira, tire, haal, убери, убрать, 去掉, 去除, 拿掉"
)
# Exceptions, to everything or to what was refused ("no drums except bongos").
EXCEPT = (
    "except, except for, excepting, with the exception of, other than, besides, apart from, aside from, save for, "
    "ausser, abgesehen von, bis auf, mit ausnahme von, sauf, excepte, hormis, en dehors de, a l'exception de, a part, excepto, salvo, "
    "aparte de, a excepcion de, exceto, a excecao de, com excecao de, tranne, eccetto, fuorche, ad eccezione di, a parte, behalve, "
    "met uitzondering van, alem de, alem do, alem da, кроме, за исключением, 除了"
)
# Complaints: "too sad", "too much bass".
TOO = (
    "too, too much, too many, too heavy on the, way too, way too much, way too many, far too, zu viel, zu viele, viel zu, viel zu viel, "
    "viel zu viele, trop, trop de, trop d, beaucoup trop de, demasiado, demasiada, demasiados, demasiadas, troppo, troppa, troppi, troppe, "
    "te veel, veel te veel, veel te, muito alto, слишком, слишком много, 太多"
)
# Complaints that are also other words, so they only count if the clause ends after a character ("zu traurig").
TOO_IF_LAST = _words("zu te 太 过于", "too if last")
# Of the denials, those that reduce: less of a character is its opposite, but an instrument either plays or does not.
LESS = (
    "less, fewer, not so much, not as much, weniger, moins, moins de, moins d, menos, meno, minder, меньше, менее, поменьше, 少一点, 少点, "
    "turn down the, turn down, tone down the, tone down, dial down the, dial back the, easy on the, "
    "hardly, hardly any, barely, barely any, few, very few, very little, next to no, almost no, kaum, wenig, wenige, peu de, peu d, tres peu de, "
    "poca, pocas, pouca, poucas, pochi, poche, weinig, nauwelijks, мало, почти без, почти нет"
)
# Deny what comes before ("ドラムなし").
AFTERWARDS = "なし, ない, なく, 抜き, 抜きで, ません, いらない, の代わりに, 代わりに, no thanks, no thank you, nein danke, non merci, no gracias, nao obrigado, no grazie, nee bedankt, нет спасибо, 以外, 無し, は不要, が不要, も不要, はいや, 嫌い"
# Reduce what comes before.
LESS_AFTERWARDS = (
    "is too much, is way too much, are too much, are way too much, is a bit much, is too dominant, is too prominent, are too dominant, are too prominent, "
    "is overpowering, are overpowering, drowns out my voice, drown out my voice, ist zu viel, ist zu dominant, sind zu dominant, ist zu prasent, "
    "est trop present, est trop presente, est de trop, es demasiado, esta muy presente, e troppo, e troppo presente, e demais, is te veel, "
    "すぎる, すぎ, 過ぎる, 過ぎ, 控えめ, 控えめに, 控えめで, 少なめ, 少なめに, 小さめ"
)
# Deny what comes before if the clause ends with it ("the drums can go").
CLOSINGS = (
    "can go, can go away, can leave, should go, must go, have to go, has to go, need to go, gotta go, are a no go, is a no go, no go, "
    "is annoying, are annoying, annoys me, annoy me, is distracting, are distracting, is awful, are awful, is terrible, sucks, suck, gets on my nerves, "
    "nervt, nerven, ist nervig, sind nervig, geht mir auf die nerven, m'enerve, est agacant, est penible, molesta, me molesta, es molesto, da fastidio, mi da fastidio, "
    "incomoda, me incomoda, irrita, irriteert, stoort, раздражает, мешает, 邪魔, うるさい, 耳障り, 很烦, 太烦, 거슬려요, 거슬려, rahatsız ediyor, "
    "unnecessary, unneeded, unwanted, superfluous, are out, is out, "
    "muss nicht sein, mussen nicht sein, verzichten, verzichtet, verzichtbar, weglassen, weglasst, vermeiden, unnotig, uberflussig, unerwunscht, "
    "entbehrlich, stort, storen, inutile, inutiles, superflu, superflue, superflus, superflues, a eviter, eviter, en trop, a bannir, a proscrire, "
    "sobra, sobran, a evitar, evitar, innecesario, innecesaria, innecesarios, innecesarias, superfluo, superflua, no hace falta, no hacen falta, "
    "desnecessario, desnecessaria, desnecessarios, desnecessarias, dispensavel, demais, nao precisa, non serve, non servono, da evitare, evitare, "
    "superflui, inutili, overbodig, onnodig, ongewenst, vermijden, не нужны, не нужен, не нужна, не нужно, не надо, не требуется, не требуются, "
    "лишние, лишнии, лишняя, ни к чему, ❌, ✖, 👎, 就算了, 就不用了, 免了"
)
CROSSES = _words("❌ ✖ 👎")  # these also deny what follows them
AT_THE_START = _words(
    "eviter evitar evitare vermeiden vermijden weglassen falta serve bannir надо нужны нужен нужна нужно требуется"
)  # and these, as a last word
# The same for words that end their clause ("Schlagzeug bitte nicht").
AT_THE_END = _words(
    "nein kein keine keinen keins none never geen ninguno ninguna aucun aucune nessuno not no nicht niet non pas nao нет 不要 没有 neither "
    "isn't isnt aren't arent wasn't wasnt weren't werent don't dont without avoid 不用 不需要 unwanted"
) | {"do without", "can do without", "could do without", "can live without", "could live without", "we can do without"}
AT_THE_END |= set(SMALL_WORDS["not at the end"].split(", "))
HALF = {"ne"}  # first half of French denials
# "Rather strings than piano": after one of the first words, one of the others denies.
PREFERS = _words("rather more lieber eher mehr plutot piuttosto liever скорее лучше")
THAN = _words("than als que che dan чем")
MORE = _words("more mehr")  # "more than two guitars"
# "Leave the piano out": after one of the first words, "out" denies what is between.
FREE = _words("free")  # "guitar-free"
LACKING = ("less", "free", "frei", "los", "vrij", "loos", "suz", "siz", "sız")  # "drumless"
POLITE = _words("bitte please mal doch svp por favor alsjeblieft")  # between the two
OFF = _words("off out weg raus aus dehors fuera fora fuori uit")  # "drums off", where a clause ends
LEAVES, OUT = _words("leave leaves leaving take keep cut lass lasse lassen laat"), _words("out weg raus")
# A denial continues across these to the next thing of the same kind.
JOINS = _words(
    "or nor and any a an the & oder noch und auch keine ou et aucun o y e u ni ne nem ou en of og och и или ни また と や も か 和 或 或者 与 aur और ve ile و او 와 과 하고 랑 및",
    "join",
)
# A list continues after a comma only if one of these is still to come ("no drums, bass or vocals").
LIST_JOINS = _words("or nor oder noch ou ni ne nem of или ни 或 或者", "list join")
# These end it.
TURNS = _words(
    "but instead with yet aber sondern mit dafur mais avec plutot pero con sino mas com ma maar met wel но а 但 但是 而是 でも けど ama fakat لكن लेकिन lekin 하지만 지만",
    "turn",
)
# After a joining word, a list continues across these ("no piano or those strings").
DETERMINERS = _words(
    "that those these this kind sort type of such my your his her their any some more the usual a an solche solchen solcher diese dieser dieses "
    "diesen jene jenen irgendwelche ces ce cette cet de des du les la le ese esa esos esas estos estas este esta el los las quei quelle quegli "
    "questi queste gli esses essas esse essa estes estas os as o die deze dat het soort эти эта этот этих те таких"
)
# Double denials, one word from each list: what follows is wanted ("not without drums", "don't skip the drums").
PLAIN_NOTS = _words(
    "not never don't dont can't cant cannot couldn't couldnt won't wouldn't didn't shouldn't isn't nicht nie niemals pas jamais nunca jamas non "
    "mai nao no niet nooit не никогда 不 别 不要"
) | {"do not", "bitte nicht"}
LOSSES = _words(
    "without skip minus avoid ohne sans sin sem senza zonder без omit vermeide evite evitez evita vermijd"
) | {
    *(
        "leave out",
        "leaves out",
        "do without",
        "can do without",
        "could do without",
        "can live without",
        "could live without",
    ),
}
# An exception from one of these means that only the excepted thing is wanted.
NOTHING = _words("nothing none nichts niemand rien nada niente nulla niets ничего никто nobody")
# An exception from one of these refuses it; otherwise it is an exception from what was refused before.
ALL = _words(
    "all everything anything every any alles alle jede jeder tout tous toute toutes todo todos toda tudo tutto tutti tutte все "
    "anyone everyone 所有 全部 都"
)
# Between a denial and what it denies may stand how much, how or what is thought of it, which no list has in full; after
# another unknown word only an instrument is still meant ("no blaring trumpets", but "no copyright lofi").
ADVERBS = _words(
    "overly overpowering annoying boring generic cheesy corny cliche typical usual standard stereotypical obvious cliched "
    "necessarily particularly especially remotely exactly even actually excessively obnoxious distracting harsh loud big "
    "allzu besonders kitschige kitschig nervige nervig trop ennuyeux cursi aburrida aburrido excesivamente demasiado "
    "demasiada troppo noiosa noioso brega muita chata te saaie слишком скучная скучной"
)
# A single instrument: words before it,
SOLO_BEFORE = (
    "nur noch, nur, tylko, samo, solo, only, just, nothing but, lone, unaccompanied, a single, ein einzelnes, eine einzelne,  no more than, alone, nur, lediglich, ausschliesslich, seulement, uniquement, rien que, juste, "
    "solamente, unicamente, apenas, somente, so com, soltanto, solamente, alleen, alleen maar, slechts, только, лишь, 只有, 只要, 只用, 只需, 仅用, 仅"
)
# Of these, those that also name a solo among others ("guitar solo"), and what stands before its player ("un solo de guitarra").
SOLOS = _words("solo solos assolo соло ソロ 솔로 solosu")
SOLO_OF = _words("de di do da du von van of by auf na на")
# The words after it ("a piano alone"; but a "drum solo" is not alone).
SOLO_AFTER = {
    *(
        "only",
        "alone",
        "by itself",
        "on its own",
        "and nothing else",
        "nothing else",
        "allein",
        "alleine",
        "sonst nichts",
    ),
    *(
        "und sonst nichts",
        "seul",
        "seule",
        "seulement",
        "solamente",
        "y nada mas",
        "nada mas",
        "soltanto",
        "sola",
        "e basta",
    ),
    *[
        "rien autre",
        "sozinho",
        "sozinha",
        "rien d autre",
        "et rien d autre",
        "niente altro",
        "nient altro",
        "mais nada",
        "e mais nada",
        "verder niets",
    ],
    *["больше ничего", "nic wiecej", "i nic wiecej"],
    *("alleen", "だけ", "のみ", "만", "만으로", "فقط"),
}
WHOLLY = _words("all ganz tout toute completely entirely quite del todo tutto tutta helemaal")
# After one of the given kinds these only say "much of it": "calm energy", "bass heavy"; "energy" alone is energetic.
MUCH_OF = {
    **dict.fromkeys(("energy", "energie", "energia", "energetik", "энергия", "энергетика"), frozenset({"character"})),
    **dict.fromkeys(("heavy", "lastig", "lastige", "lastiger"), frozenset({"instrument"})),
}
# Between the two.
SMALL = _words(
    "simple plain nice little beautiful basic lonely einfaches einfache schones sencillo sencilla semplice simples bonito "
    "a an the one some single with of lone ein eine einen einem mit un une le la l les avec de d el una uno con um uma o os com "
    "il lo gli di een met с со の du des dem der die das del dei"
)
# A character or an instrument beside one of these is asked for there only ("starts calm") …
STARTS = _words(
    "anfangen anfangend fangt losgehen start starts starting begin begins beginning opens opening first beginnt beginnen anfang anfangs debut debute commence "
    "inicio empieza empiece empezar empiezan comienza comience inicia inizia inizi comincia inizio comeca comece comecar "
    "begint begin начало начинается сначала вначале 最初 始ま 冒頭 开头 开始 开场 começo comeco commencement 시작 처음 초반 도입 basta baslasın baslar baslangıc baslangıcta baslarken بداية البداية يبدا تبدا بدايته शुरू शुरुआत शुर"
)
ENDS = _words(
    "end ends ending finish finishes finishing closes closing endet ende enden schluss fin final finale finit finisce termina "
    "termine terminar acaba acabe fine eindigt einde slot конец конце концовка концовкои заканчивается 最後 終わ ラスト 结尾 结束 финал finales uitsmijter 끝 마지막 마무리 엔딩 sonunda sonu biter bitsin bitis kapanıs نهاية النهاية ينتهي تنتهي الختام ختام अंत अंत खतम आखिर"
)
# … beside these too, where the prompt tells of other parts as well ("calm intro, then drums"; an "intro" alone is a film).
PARTS = {"start": _words("intro einleitung introduccion introduction"), "end": _words("outro coda")}
# Over these the end of a piece is not looked for ("wird dann laut und endet leise").
CLAUSE_ENDS = TURNS | _words("and then und dann et puis y luego e poi depois dan и потом затем")
# Between what comes first and what comes after it ("calm, then energetic").
THENS = _words(
    "then dann danach puis ensuite luego despues depois poi dopo dan daarna потом затем 然后 接着 それから", "then"
)
# Between music and its tempo, behind it, and what is neither ("something at 120").
ABOUT = _words(
    "at a auf en op на around about roughly approximately approx ca circa um bei etwa environ unos sobre cerca de ongeveer около @ ~ : = bpm tempo"
)
AFTER_A_TEMPO = JOINS | TURNS | _words("please bitte for fur pour para per voor для in on svp")
SOMETHING = _words("something anything etwas algo qualcosa iets что-то")
# The direction of the energy ("from calm to epic", "calm → epic").
FROM = _words("from von vom du de da dal van от с 由 从 先")
TO = _words("to into zu zum a al all naar до к 到 后 後 → ➡ ⇒ >")
# Parts of a piece: a refusal next to one of them only applies to this part.
PLACES = _words(
    "start beginning intro outro end ending chorus verse bridge half until till first anfang beginn ende strophe halfte bis ersten debut "
    "fin couplet avant antes prima jusqu moitie principio inicio final mitad hasta estribillo metade ate refrao comeco fim inizio meta fino ritornello begin einde "
    "helft tot refrein начале начала конце конца припеве половине 开头 结尾 开始 最初 最後 前半 後半 まで"
)
APART = TURNS | _words("and und et и then dann puis luego poi dan 和")  # over these such a part does not reach
# After these the later of two styles is meant ("jazz but make it metal").
BUTS = _words("but yet aber sondern mais pero sino mas ma maar но а 但 但是 でも けど", "but")
# Words for something that comes later.
LATER = THENS | _words("later after afterwards eventually finally until spater apres entonces その後")
ENTERS = _words(
    "enter enters entering join joins joining arrive arrives later afterwards after einsetzen einsetzt entrent entran entra entram entrano"
)
# Names of styles that are everyday words, and words that indicate the everyday meaning.
HOMONYMS = _words(
    "house rock metal march country garage trap soul pop western drill swing alternative industrial acid heavy indie opera minimal"
)
QUALIFIERS = _words("indie indy alternative alt")  # of a style right behind them: "indie electronic" is electronic
POSSESSED = _words(
    "my our your his her their its this the new old dream tiny another whose mein meine unser unser ma mon notre mi nuestra"
)
THINGS = _words("house garage country")  # "a house" is one
BUILT = _words("house garage")
MUSICAL = _words(
    "music song songs track tracks beat beats tune tunes vibe vibes feel style sound sounds band groove bgm playlist mix anthem breakdown riff riffs "
    "musik lied musique chanson musica cancion canzone muziek музыка 音乐 音楽"
)
# In these languages what describes comes after: "rock pesado" is music, "rock climbing" is not.
ROMANCE = _words(
    "de com con avec para por pour sin sem sans senza per un una uma une y e et la le el los il lo musica musique"
)
ROMANCE_ENDINGS = ("ado", "ido", "ico", "ano", "ino", "oso", "ada", "ica", "ana", "ina", "osa", "eiro", "esa")
CLIPS = _words(
    "clip video spot ad ads advert reel reels teaser long loop edit cut version film short story bumper intro sting"
)
# In Portuguese "no" is "in the": told by what follows, or by words that only Portuguese has.
PORTUGUESE = _words("com uma em nao sem ao muito voce meu minha")
AFTER_NO = _words(
    "estilo ritmo parque carnaval verao inverno outono natal mar campo rio fim comeco inicio meio espaco ginasio escuro "
    "trabalho jardim quarto brasil tom clima palco deserto casamento treino aniversario modo pais"
)

# Words that say nothing about the sound: of grammar, of politeness, of video making; of words that mean another thing
# together than alone, the whole ("no copyright", "es war").
FILLERS = "a few, a little, doit, doivent, etre, sois, deve, devono, devem, essere, sia, seja, sejam, debe, deben, tan, tanto, должно, должна, должен, быть, moet, moeten, mag, zijn, near, drone shot, drone shots, drone video, shot, shots, real, low, deep, steps, entrance, window, boss, petite, petit, a, an, the, this, that, these, those, it, its, it's, i, i'd, i'm, me, my, mine, we, our, us, you, your, he, his, she, her, they, them, their, and, or, nor, but, so, as, at, by, for, from, in, into, of, on, onto, to, with, within, over, under, between, through, throughout, during, before, after, until, till, then, than, when, while, where, which, who, what, how, why, because, if, also, again, very, really, quite, rather, pretty, kinda, kind, sort, bit, little, lot, lots, much, many, more, most, some, any, all, every, each, both, other, another, same, such, somewhat, slightly, super, extremely, totally, truly, maybe, perhaps, probably, like, similar, similarly, inspired, reminds, style, styled, stylish style, vibe, vibes, vibey, feel, feels, feeling, feelings, mood, moods, tone, sound, sounds, sounding, soundtrack for, music, musical, song, songs, track, tracks, tune, tunes, piece, pieces, composition, audio, genre, type, instrument, instruments, is, are, was, be, been, being, am, do, does, did, has, have, had, can, could, may, might, must, shall, should, will, would, let, lets, let's, make, makes, made, making, give, gives, get, gets, go, goes, going, come, comes, put, add, adds, want, wanted, wants, need, needs, needed, please, plz, pls, thanks, thank, thx, hi, hello, hey, dear, use, using, used, play, plays, played, playing, start, starts, starting, begin, begins, beginning, end, ends, ending, first, second, last, part, parts, section, whole, entire, full, long, longer, short, shorter, seconds, minutes, minute, sec, min, video, videos, clip, clips, film, films, movie, movies, footage, scene, scenes, reel, reels, tiktok, instagram, youtube, shorts, story, content, project, edit, montage of, one, two, three, something, anything, thing, things, stuff, good, great, nice, best, better, perfect, beautiful, awesome, amazing, fantastic, fitting, fits, fit, suitable, appropriate, right, matching, matches, match, proper, professional, quality, high, hq, studio, catchy tune, riff, riffs, electric, clean, neat, tasteful, pure, modern, contemporary, new, old, here, there, now, up, down, out, off, around, about, along, across, people, person, man, woman, friends, friend, guy, girl, boy, day, days, today, night, nights, evening, morning, time, times, year, years, life, world, home, place, bpm, tempo, key, beats per minute, major, minor, mode, scale, 4/4, "
FILLERS += "der, die, das, den, dem, des, ein, eine, einen, einem, einer, und, oder, aber, mit, fur, von, vom, zu, zum, zur, im, am, auf, aus, bei, nach, uber, unter, etwas, bitte, danke, sehr, ganz, mehr, wie, auch, ist, soll, sein, sollte, musik, lied, stuck, stimmung, klang, sound, mein, meine, meinen, meinem, meiner, unser, unsere, ich, mochte, hatte, gerne, film, filme, clip, passend, passende, schon, schone, schones, gut, gute, eher, bisschen, wenig, dann, am ende, am anfang, "
FILLERS += "le, la, les, l, un, une, des, du, de, d, et, ou, mais, avec, pour, par, dans, sur, mon, ma, mes, notre, ce, cette, tres, plus, un peu, peu, comme, musique, chanson, morceau, ambiance, style, s'il vous plait, svp, s'il, vous, plait, merci, je, veux, voudrais, qui, que, est, soit, au, aux, en, bien, "
FILLERS += "el, los, las, una, unos, y, o, u, pero, con, para, por, del, al, mi, mis, nuestro, este, esta, muy, mas, poco, algo, como, musica, cancion, ritmo, estilo, ambiente, favor, gracias, quiero, que, es, sea, os, as, um, uma, e, ou, mas, com, no inicio, da, do, dos, das, meu, minha, muito, mais, favor, obrigado, quero, estilo, il, lo, gli, uno, ma, per, di, del, della, dei, mio, mia, molto, piu, po, come, musica, canzone, brano, stile, favore, grazie, vorrei, che, sia, het, een, en, of, maar, met, voor, van, muziek, "
FILLERS += "и, или, но, с, со, для, на, в, из, по, очень, более, как, музыка, музыку, музыки, песня, трек, мелодию, видео, пожалуйста, хочу, мне, моего, の, な, に, を, は, が, で, と, も, です, ください, お願いします, 曲, 音楽, 動画, 風, っぽい, 的, 和, 与, 请, 一首, 一个, 音乐, 歌曲, 视频, 适合, 风格, 感觉, 很, 非常"
# Double denials and complaints that there is too little: the thing is wanted.
FILLERS += (
    ", don't forget the, don't forget, dont forget, do not forget, not forgetting, never forget, can't forget, lest we forget, nicht vergessen, "
    "vergiss nicht, vergesst nicht, nicht zu vergessen, oublie pas, oubliez pas, n'oublie pas, n'oubliez pas, sans oublier, sin olvidar, "
    "no olvides, no olvidar, no te olvides de, nao esqueca, nao esquecer, sem esquecer, nao se esqueca de, non dimenticare, senza dimenticare, "
    "vergeet niet, niet vergeten, не забудь, не забудьте, не забыть, 别忘了, 不要忘记, 忘れずに, don't mind, dont mind, do not mind, wouldn't mind, "
    "can't get enough, cant get enough, cannot get enough, can't get enough of, can't have too many, can't have too much, never too many, "
    "never too much, never enough, can never have too many, nothing beats, nothing like, nothing better than, can't beat, can't go wrong with, "
    "nichts geht uber, geht nichts uber, nichts uber, rien ne vaut, rien de tel que, rien de mieux que, nada como, nada mejor que, nada melhor que, "
    "niente come, niente di meglio di, niets boven, gaat niets boven, нет ничего лучше, ничего лучше, why no, why are there no, hasse nicht, "
    "not enough, too few, too little, nicht genug, nicht genugend, zu wenig, zu wenige, viel zu wenig, pas assez de, pas assez d, trop peu de, "
    "no suficiente, no suficientes, demasiado poco, nao o suficiente, poucos demais, non abbastanza, troppo poco, niet genoeg, te weinig, "
    "недостаточно, слишком мало, 不够, ✅, ✔, 👍, muss, mussen, musst, braucht, brauchen, hoeven, hoeft, hace, falta, serve, servono, voglio, "
    "mejor, hear, нужны, требуется, требуются, necessaires, necesarias, necesarios, was, were, strumento, strumenti, instrumento, instrumentos, "
    "nichts, niemand, rien, nada, niente, nulla, niets, ничего, instrumenten, инструментов, инструменты, turn, version, 就"
)
# In scripts without spaces: words without meaning for the music, or that only seem to contain a known one.
FILLERS += (
    ", 节奏, 節奏, 声音, 聲音, ソウル旅行, ソウル市, ソウル観光, 無重力, 無人島, 无聊, 無聊, 无论, 無論, 无线, 無線, 別人, 别人, 别致, 别样, 無料, 無事, "
    "バンド, ミュージック, サウンド, ソング, リズム, スタイル, テイスト, トラック, ナンバー, ムービー, ビデオ, オープニング, エンディング, イメージ"
)
# Things that are built, and other things with the name of music or its course.
FILLERS += (
    ", building timelapse, building site, building a, building an, building my, building of, building our, building materials, "
    "office building, apartment building, old building, new building, tall building, team building, bodybuilding, building blocks, "
    "re upload, re uploaded, dark mode, light mode, text on screen, text overlay, text overlays, on screen text"
)
# Courses, languages and other things with the name of a kind of music.
FILLERS += (
    ", half, 由, 到, 先, 后, 後, in latin, latin class, latin text, latin lyrics, latin words, sung in latin, singing in latin, harmonic, s, "
    "my voice, over my voice, than my voice, under my voice, louder than my voice, computer keyboard, mechanical keyboard, keyboard shortcuts, "
    "keyboard review, completely, entirely"
)
# Words that leave the choice to the system.
FILLERS += (
    ", surprise me, surprise, choose yourself, you choose, your choice, your call, up to you, whatever, anything goes, dealer's choice, "
    "i don't care, dont care, don't care, no preference, approximately, approx, sonst, egal, hauptsache, uberrasch mich, such dir was aus, "
    "le reste, peu importe, n'importe, m'est egal, surprends moi, surprenez moi, lo demas, da igual, me da igual, sorprendeme, "
    "lo que sea, o resto, tanto faz, surpreenda me, il resto, fa lo stesso, sorprendimi, de rest, maakt niet uit, verras me, "
    "остальное, все равно, удиви меня, на твои выбор, 随便, 都可以, 都行, お任せ, おまかせ, 何でも"
)
# "Drums only from the chorus" says when, not who else.
ONLY_THEN = ("from", "in", "at", "after", "during", "when", "until")
# Phrases whose meaning is not that of their words.
FILLERS += ", no strings attached, without a doubt, without doubt, without further ado, else, nur im, nur am, erst ab, no time to waste, 不朽, no copyright, non copyright, copyright, copyright free, royalty free, licence free, license free, no worries, no problem, no idea, no doubt, no matter, no budget, no offence, not sure, not bad, why not, or not, not only, not just, not to mention, less is more, less than, more or less, nothing less than, no less, low budget, wind down, pop up, pop art, in march, this march, last march, next march, early march, late march, rocky mountains, rocky mountain, heart and soul, instead, otherwise, everything, everyone, everybody, just want, just need, only want, only need, nicht nur, warum nicht, kein problem, lizenzfrei, gemafrei, es war, das war, war es, war ein, war eine, war der, war die, war das, ich war, wir waren, pas seulement, pas grave, pas mal, car il, car elle, car je, car on, car nous, car c'est, libre de droits, que sea, no solo, no pasa nada, sin copyright, sin derechos, libre de derechos, non solo, nessun problema, senza copyright, sem copyright, sem problema, nao so, niet alleen, geen probleem, rechtenvrij, не только, без авторских прав, "
FILLERS += "無料, 著作権フリー, フリー, だけでなく, 无人机, 無人機, 无限, 无尽, 无边, 无敌, 无缝, 无版权, 不错, 不同, 不断, 不停, 不仅, 不只, 不知, 不管, 不过, 不一样, 特别, 想要, 需要, 我, 要, 是, 一个, 一种, 首, 段, 来, 用, 在, 了, 有, 里, 给, 为, 把, "
FILLERS += "ish, w, nineteen,  anni, jaren, annees, anos, jahre, jahren, годов, think,  sich, mich, uns, бит, 夜, 音, 电影, 画面,  whatsoever, keep, late, early, mid, roaring, swinging, big deal, action film, towards, toward, wonder if, leave, take, free, mind, 太, 过于, 那么, 这么, 还, 还有, 点, 一点, 少なすぎ, 足りない, もっと, 少し, 过, 而, 但, 和谐, 别墅, 区别, 特别是, surtout, lass, raus, weg, 气氛, 氛围感,  etwa, ungefahr, circa, ca, faut, vaya, vayan, colonna, sonora, corto, cortometraje, curta, trilha, bande son, bande, originale, couple, full, band, cutting, texture, textures, cant wait, can't wait, cannot wait, work, 使う, 使用, 配乐, 曲子, 曲調, 配樂, lieber, mi piace, me gusta, required, necessary, wanted, desired, notwendig, notig, erwunscht, necessaire, necesario, necessario, em, na, channel, kanal, chaine, canal, canale, beautifully, sent, send, looking, look, looks, reminiscent of, along the lines, lines, entre, zwischen, tra, fra, tussen, between, soundtrack, background score, theme, jingle, accompaniment, accompany, underneath, beneath, alongside, featuring, feature, features, based, oriented, type beat, want to, trying, try, show, shows, showing, called, about a, five minute, ten minute, possible, edits, editing, transition, transitions, maybe some, hint of, hint, touch, touch of, dash, "
FILLERS += "wird, werden, will, wollen, brauche, suche, hat, haben, sind, nur so, so wie, als, wenn, weil, da, noch, schon, hier, mal, ja, dazu, dabei, nach und nach, einfach, richtig, wirklich, unterlegt, ohne dass, "
FILLERS += "j'ai, ai, besoin, cherche, faire, fait, sera, sont, sous, chez, vers, aussi, genre, un truc, truc, quelque chose, vraiment, assez, necesito, busco, hacer, tiene, tener, son, ser, estar, tipo, cosa, sobre, desde, hasta, tambien, empresa de, preciso, procuro, fazer, ter, tem, ser, algo, coisa, tambem, sobre, ate, cerco, ho, bisogno, fare, avere, sono, qualcosa, anche, verso, sul, sulla, nel, nella, nello, all, alla, allo, al, dal, dalla, ik, wil, zoek, nodig, hebben, is, zijn, wordt, iets, ook, heel, erg, beetje, mijn, onze, de, dat, die, deze, bij, naar, "
FILLERS += "нужна, нужен, нужно, надо, чтобы, был, была, было, это, мой, моего, наш, нашего, под, про, о, об, от, до, у, к, так, же, бы, у, меня, пусть, будет, ролик, ролика, фильм, фильма, клип, "
FILLERS += "から, まで, した, する, して, たい, ような, みたいな, 感じ, 欲しい, ほしい, いい, 映像, 用"
FILLERS += ", " + ", ".join(f"only {word}" for word in ONLY_THEN)
# Other things with the name of an instrument.
FILLERS += (
    ", bass fishing, bass boat, bass lure, bass lures, largemouth bass, striped bass, sea bass, car horn, car horns, horn honks, horns "
    "honking, honking horns, drum brake, drum brakes, oil drum, oil drums, free kick, free kicks, kick off, kickoff, kick flip, kick flips, "
    "launch pad, landing pad, mouse pad, note pad, heating pad, car keys, house keys, lost my keys, florida keys, lead the way, take the "
    "lead, in the lead, lead up, voice recorder, referee whistle, dog whistle, whistle blower, school bell, taco bell, bell pepper, bell "
    "peppers, bell tower, straw hats, party hats, my hats, paint brush, paint brushes, makeup brushes, organ donor, organ donation, text "
    "message, text messages, smth, sth, lol, haha, exactly, beat the heat, beat the clock, beat the boss, beat the record, beat the odds, beat up"
)
# "Don't want anything with guitars": here "with" is no turn to something that is wanted.
FILLERS += (
    ", anything with, something with, etwas mit, irgendetwas mit, irgendwas mit, quelque chose avec, algo con, algo com, qualcosa con, "
    "iets met, что-то с"
)
# "Indie" of what is no music; words beside a time or a key; words of politeness and of the trade.
FILLERS += (
    ", indie game, indie games, indie film, indie movie, indie short, indie dev, indie developer, all the way, straight into, straight, straight away, right away, "
    "tom, phase, all the way through, exactly, menu music, menu screen, overworld, theme, type, i need, we need, think, pls, plz, thx, ty, thanks in advance, af, ur, u, idk, tbh, imo, rn, "
    "ceremony part, highlight film, first dance, walkthrough, deep dive, in advance, merci d'avance, gracias de antemano, vielen dank, grazie mille, obrigado, obrigada, teşekkürler, спасибо, "
    "ありがとう, お願いします, 谢谢, 감사합니다, 부탁해요, शुक्रिया, شكرا"
)
# References to something mentioned before: "the piano is annoying, drop it".
FILLERS += ", drop it, lose it, remove it, cut it, ditch it, take it out, leave it out, get rid of it, drop them, lose them, remove them, lass es weg, weg damit, enleve le, quitalo, toglilo"
# Things that "drop" when they are released.
FILLERS += ", sneaker drop, merch drop, product drop, album drop, single drop, the rest is silence"
# Ways for an instrument to sound, before and after it: each instrument only has one sound here.
TONES = _words(
    "low high deep clean electric muddy tiefe tiefer tiefen hohe hoher hohen graves aigus aigues gravi acuti "
    "agudos agudas agudo aguda limpia limpias limpo puliti pulita lage hoge низкие высокие 低音 高音"
)
