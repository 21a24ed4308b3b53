"""The words of moments: what a prompt may want at a time of the film, and how times are written.

What belongs here: data, in lower case without accents. What does not: parsing (moments.py), all other words about music
(lexicon.py).
"""

from typing import Literal

# The events at a time; "start" and "stop" apply to the music.
What = Literal["silence", "fade", "fade-in", "drop", "peak", "rise", "fall", "drums", "no-drums", "loud", "quiet"]
Event = What | Literal["start", "stop"]
# Words for each event; the first match counts. In lower case without accents.
EVENTS: dict[Event, str] = {
    "fade-in": "fade in, fades in, fading in, einblenden, fondu d'entree, aparece gradualmente, dissolvenza in entrata, フェードイン, 淡入, 페이드인",
    "fade": "fade out, fades out, fading out, fade to silence, fade, fades, fading, ausblenden, ausklingen, ausfaden, fondu, fade de fin, "
    "desvanece, desvanecer, desvanezca, fundido, dissolvenza, sfuma, sfumare, sfumi, esmaece, desaparece, uitfaden, затухает, затухание, "
    "フェードアウト, 淡出, 페이드아웃, 페이드 아웃, yavasca bit, تلاشي, फेड",
    "silence": "pause, break, pausa, пауза, 休止, 暂停, 멈춤, nothing under, nothing at all, nichts unter, rien sous, silence, silent, no music, without music, total silence, complete silence, mute, muted, no sound, stille, keine musik, "
    "ohne musik, stumm, silence total, pas de musique, sans musique, silencio, sin musica, silenzio, senza musica, sem musica, stilte, "
    "geen muziek, zonder muziek, тишина, без музыки, 無音, 音楽なし, 静音, 无声, 没有音乐, 무음, 음악 없이, sessizlik, muzik yok, صمت, بدون موسيقى, "
    "खामोशी",
    "drop": "drop, drops, dropping, beat drop, bass drop, beat drops, bass drops, kicks in, kick in, explodes, explode, explosion, blows up, goes off, hits, hit, "
    "explodiert, knallt, krachen, kracht, losgeht, geht los,  explose, eclate, explota, estalla, esplode, explodir, explode tudo, knalt, взрыв, взрывается, дроп, "
    "ドロップ, 爆発, 爆发, 高潮爆发, 드롭, 터지, patla, patlasın, drop olsun, انفجار, ड्रॉप",
    "peak": "peak, peaks, climax, culminates, highlight, highpoint, hohepunkt, apogee, paroxysme, climax, punto culminante, cima, apice, culmine, auge, "
    "hoogtepunt, кульминация, пик, クライマックス, 最高潮, 盛り上がりのピーク, 高潮, 클라이맥스, 절정, doruk, zirve, ذروة, चरम",
    "rise": "build, builds, build up, builds up, buildup, building, building up, rise, rises, rising, swell, swells, grow, grows, growing, crescendo, "
    "gets louder, get louder, grow louder, grows louder, become louder, getting louder, get bigger, get more intense, gets bigger, getting bigger, gets more intense, ramp up, ramps up, steigern, steigert sich, aufbauen, aufbau, baut sich auf, "
    "wird lauter, anschwellen, immer lauter, monte, montee, monter, de plus en plus fort, crece, crecer, creciendo, sube, subiendo, cada vez mas fuerte, cresce, "
    "crescere, sale, sempre piu forte, aumenta, crescer, cada vez mais forte, opbouwen, bouwt op, нарастает, нарастание, усиливается, 盛り上げ, 盛り上が, "
    "だんだん大きく, 徐々に, 渐强, 逐渐增强, 逐渐, 점점, 고조, yuksel, yukselsin, giderek, تصاعد, تصاعدي, بढ़",
    "fall": "calm down, calms down, calming down, wind down, winds down, gets quieter, getting quieter, gets softer, softer and softer, die down, dies down, wird ruhiger, "
    "wird leiser, immer leiser, beruhigt sich, se calme, s'apaise, se calma, baja, va bajando, si calma, cala, acalma, diminui, wordt rustiger, wordt stiller, стихает, "
    "затихает, だんだん静か, 渐弱, 逐渐安静, 점점 조용, giderek sakin, يهدأ",
    "no-drums": "no drums, without drums, no beat, without the beat, no percussion, without percussion, drums out, drums stop, drop the drums, ohne schlagzeug, ohne drums, ohne beat, "
    "kein schlagzeug, keine drums, sans batterie, pas de batterie, sans percussions, sin bateria, sin percusion, sem bateria, senza batteria, "
    "zonder drums, без барабанов, без ударных, ドラムなし, 不要鼓, 没有鼓, 드럼 없이, davulsuz, davul yok, بدون طبول, bina drums",
    "drums": "drums, drum, beat, beats, percussion, drum beat, schlagzeug, trommeln, batterie, percussions, bateria, percusion, percussao, batteria, percussioni, "
    "slagwerk, барабаны, ударные, бит, ドラム, ビート, 鼓, 鼓点, 节拍, 드럼, 비트, davul, davullar, طبول, ढोल, ड्रम",
    "loud": "loud, louder, energetic, intense, intensity, big, bigger, huge, massive, powerful, full, hard, harder, lively, exciting, dramatic, epic, full power, full energy, "
    "energy, energy up, lauter, laut, kraftig, kraftvoll, energisch, energiegeladen, episch, intensiv, volle kraft, volle energie, fort, plus fort, intense, "
    "energique, puissant, epique, fuerte, mas fuerte, intenso, intensa, energico, energica, potente, epico, epica, energia, forte, piu forte, mais forte, energetico, "
    "energetica, energetico, luid, luider, harder, krachtig, громко, громче, мощно, мощная, энергично, энергичная, エピック, 激しく, 激しい, 大きく, 力強く, 明るく, "
    "激烈, 强烈, 更响, 大声, 크게, 신나게, 강하게, 웅장하게, 격렬하게, yuksek, guclu, enerjik, قوي, قوية, حماسي, حماسية, صاخب, तेज, जोरदार",
    "quiet": "i talk, i speak, i'm talking, i am talking, me talking, someone talks, someone speaks, voice over, voiceover, dialogue, ich rede, ich spreche, je parle, hablo, falo, parlo, ik praat, я говорю, 話す, 喋る, 说话, 말하, ambience, quiet, quieter, quietly, calm, calmer, soft, softer, softly, gentle, gentler, mellow, low energy, low key, subtle, slow, peaceful, "
    "ruhig, ruhiger, leise, leiser, sanft, sanfter, langsam, calme, calmement, doux, douce, doucement, tranquille, plus calme, "
    "tranquilo, tranquila, suave, tranquillo, tranquilla, calmo, calma, piano piano, dolce, rustig, rustiger, zacht, zachter, тихо, тихая, тише, "
    "спокойно, спокойная, спокойнее, 静か, 静かに, 静かな, 落ち着, 安静, 平静, 轻柔, 舒缓, 조용, 잔잔, 차분, sakin, sessiz, yavas, هادئ, هادئة, هدوء, शांत, धीम",
    "start": "start, starts, starting, begin, begins, come in, comes in, enter, enters, beginnt, beginnen, startet, starten, einsetzen, setzt ein, losgehen, commence, "
    "commencer, demarre, entre, entrent, empieza, empezar, comienza, entra, entran, inizia, iniziare, comeca, comecar, entram, begint, начинается, вступают, "
    "начало, 始ま, 開始, 入る, 开始, 进入, 시작, 들어오, baslasın, basla, girsin, تبدأ, يبدأ, شुरू",
    "stop": "schluss, ende, fin, corte, 끝, 終わり, stop, stops, stopping, end, ends, ending, finish, finishes, cut, cuts, cut out, cuts out, cut off, out, stoppt, stoppen, aufhoren, hort auf, endet, enden, "
    "arrete, arreter, s'arrete, coupe, coupez, couper, corta, cortar, cortala, taglia, tagliare, knip af, finit, finir, para, parar, pare, termina, terminar, acaba, acabar, si ferma, ferma, fermare, finisce, finire, acaba, "
    "stopt, stoppen, eindigt, останавливается, остановить, заканчивается, 止め, 止ま, 終わ, 停止, 结束, 멈추, 끝나, dursun, dur, bitsin, bit, تتوقف, توقف, تنتهي, "
    "बंद",
}  # fmt: skip
ALSO_STYLES = {"epic", "episch", "epique", "epico", "epica", "エピック"}  # words that also name a style

# Words for minute and second, and those before an ordinal: "second 30", "Sekunde 30", "第20秒".
SECONDS = r"(?:s|secs?|seconds?|sekunden?|sek|secondes?|segundos?|segs?|second[oi]|seconden|секунд\w*|сек|秒目?|초|saniye|sn|ثانية|ثواني?|ثوان|सेकंड|सेकेंड)"
MINUTES = r"(?:mins?|minutes?|minuten?|minutos?|minut[oi]|минут\w*|мин|分钟|分|분|dakika|dk|دقيقة|دقائق|मिनट)"
ORDINAL = r"(?:second|sekunde|seconde|segundo|secondo|секунд[аеуы]|saniye)"
# Numbers that people spell out before a second or a minute.
SPELT = {
    "one ein eine einer une un una uma": 1, "two zwei deux dos due dois twee две": 2, "three drei trois tres tre drie три": 3,
    "four vier quatre cuatro quattro quatro": 4, "five funf cinq cinco cinque vijf пять": 5, "six sechs sei seis zes": 6,
    "seven sieben sept siete sette sete": 7, "eight acht huit ocho otto oito": 8, "nine neun neuf nueve nove": 9,
    "ten zehn dix diez dieci dez tien десять": 10, "twelve zwolf douze doce dodici": 12, "fifteen funfzehn quinze quince quindici vijftien пятнадцать": 15,
    "twenty zwanzig vingt veinte venti vinte twintig двадцать": 20, "thirty dreissig trente treinta trenta trinta dertig тридцать": 30,
    "forty vierzig quarante cuarenta quaranta quarenta": 40, "fifty funfzig cinquante cincuenta cinquanta": 50, "sixty sechzig soixante sesenta sessanta": 60,

}  # fmt: skip
# What stands before a time ("until 0:20") and behind it ("20秒まで"), by what it makes of it. TIME is put in for "@", of the first
# of two the unit may be missing.
RELATIONS = {
    "between": (
        r"(?:between|zwischen|entre|tra|fra|tussen|между|在|从)\s*(?:the |la |el |las |los |les )?@?\s*"
        r"(?:and|und|et|y|e|en|и|到|至)\s*(?:the |la |el )?@(?:\s*之间)?"
        r"|(?:(?:from|for|over|during|von|de|du|des|desde|da|dal|van|с|от|从|在)\s*(?:the |la |el |las |los )?)?@?\s*"
        r"(?:-|–|—|~|〜|to|till?|until|bis|a|à|hasta|al|ate|tot|до|по|から|到|至|부터|에서|ile|ila|الى|से)\s*(?:the |la |el )?@"
        r"(?:\s*(?:まで|之间|까지|kadar|arasi\w*|तक))?"
    ),
    "last": (
        r"(?:(?:for|in|over|during|within|in|uber|wahrend|pendant|sur|durant|en|durante|nos|negli|nei|per|in|на|в)\s+)?(?:the |die |den |der |les |los |las |os |as |gli |i |de |het )?"
        r"(?:last|final|closing|letzten?|dernieres?|ultim[oaie]s?|laatste|последни[ехй]\w*|最後の|最后的?|마지막|son|اخر|आखिरी)\s*@(?:\s*(?:間|동안|boyunca))?"
        r"|(?:les\s+)?@\s+(?:dernieres|finales|finali)\b"
    ),
    "first": (
        r"(?:(?:for|in|over|during|within|fur|wahrend|pendant|sur|durant|en|durante|nos|nei|per|voor|на|в)\s+)?(?:the |die |den |der |les |los |las |os |as |gli |i |de |het )?"
        r"(?:first|opening|initial|ersten?|premieres?|primer[oa]s?|primeir[oa]s|prim[ie]|eerste|первы[ехй]\w*|最初の|前|头|처음|첫|ilk|اول|पहले)\s*@(?:\s*(?:間|동안|boyunca|में))?"
        r"|(?:les\s+)?@\s+(?:premieres|iniciales|iniziali)\b"
    ),
    "until": (
        r"(?:until|till|til|'til|up to|up until|before|bis zur|bis zu|bis|vor|jusqu'?a|jusque|avant|hasta|antes de|ate|antes|fino al|fino a|fino ai|prima di|prima dei|tot|voor|до|直到|到|حتى|قبل)"
        r"\s*(?:the |la |el |los |las |les |os |as |i |al |de )?@(?:\s*(?:为止|之前|以前))?"
        r"|@\s*(?:まで|之前|까지|전까지|ye kadar|ya kadar|e kadar|a kadar|kadar|तक)"
    ),
    "from": (
        r"(?:starting at|starting from|start(?:s|ing)? from|from|after|since|as of|past|beginning at|ab der|ab|nach|von|a partir del|a partir de la|a partir de|a partir do|a partir dos|a partir du|a partir des|depuis|des|apres|desde|despues de|tras|depois de|depois dos|"
        r"a partire da|a partire dal|dopo|dal|dai|da|vanaf|na|с|после|от|从|بعد|من)\s*(?:the |la |el |los |las |les |os |as |i |de )?@"
        r"(?:\s*(?:onwards?|on(?= |$|,|\.)|an(?= |$|,|\.)|开始|起|以后|之后))?"
        r"|@\s*(?:onwards?|から|以降|以後|開始|过后|以后|之后|后|後|부터|이후|후|den sonra|dan sonra|ten sonra|tan sonra|sonra|den itibaren|से|के बाद)"
    ),
    "at": (
        r"(?:right at|exactly at|at around|at about|at|@|around|about|on|by|bei|um|zur|in der|a la|a los|a las|a l'|a|aux|vers|en el|en la|en|em|al|ai|alle|alla|no|na|aos|as|op|bij|rond|на|в|около|在|عند|في|t=)"
        r"\s*(?:the |la |el |los |las |les |de |der )?(?:~|ca\.?|circa|about|around|etwa|ungefahr|environ)?\s*@(?:\s*(?:mark|处|时|時)|-?marke)?"
        r"|@\s*(?:in(?= |$|,|\.)|mark|に|で|あたり|处|时|時|에|쯤|de(?= |$|,|\.)|da(?= |$|,|\.)|te(?= |$|,|\.)|पर)"
    ),
    "for": r"(?:for|fur|pendant|durante|por|voor|na|в течение)\s+(?:about |around |etwa |ca\.? )?@|@\s*(?:間|동안|boyunca)",
}
# Behind these comes what follows on the time before ("quiet until 0:20, then drums"), and a clause that has its own time begins.
THEN = r"(?:and then|then|after that|afterwards|und dann|dann|danach|et puis|puis|ensuite|luego|entonces|despues|e poi|poi|depois|en dan|dan|daarna|и потом|потом|затем|然后|然後|接着|その後|그다음|그 다음|그리고|ثم|फिर|sonra da|ardindan)"
UNTIL = r"(?:until|till|til|bis|jusqu'?a?|hasta|ate|fino|tot|до)"
# Behind these words of order a number and its unit stand in other languages: "les 10 premières secondes".
ORDERS = (
    r"premieres?|dernieres?|primer[oa]s?|primeir[oa]s|prim[ie]|ultim[oaie]s?|first|last|ersten|letzten|eerste|laatste"
)
# A time before one of these is how long the film is.
LENGTHS = (
    r"(?:long|lang|lange|clip|video|vid|film|movie|reel|ads?|adverts?|commercial|spot|shorts?|teaser|trailer|intro|outro|loop|vlog|version|edit|cut|piece|track|song|bumper|sting\w*|"
    r"opener|story|promo|montage|slideshow|tiktok|duration|length|de duree|di durata|de duracion|de duracao|lung[oa]|longue?|larg[oa]|の?動画|的?视频|짜리|영상)"
)
# Who starts or stops there is all the music, if nothing but these words stands beside it.
MUSIC = {
    "music",
    "musik",
    "musique",
    "musica",
    "muziek",
    "muzik",
    "музыка",
    "音楽",
    "音楽は",
    "音乐",
    "음악",
    "موسيقى",
    "संगीत",
}
ALL_MUSIC = MUSIC | {
    *("the", "music", "musik", "musique", "musica", "muziek", "muzik", "song", "track", "soundtrack", "score", "audio", "sound", "it"),
    *("everything", "all", "and", "then", "should", "only", "please", "der", "die", "das", "la", "le", "el", "o", "a", "de", "het", "il"),
    *("un", "une", "uma", "una", "bitte", "soll", "nur", "seulement", "apenas", "solo", "alleen", "только", "but", "not", "play", "plays", "until", "from", "erst", "must", "has", "to", "have", "doit", "debe", "deve", "moet", "que", "let", "make"),
    *("want", "i", "wir", "ich", "we", "tout", "todo", "tudo", "tutto", "alles", "in", "be", "can", "abruptly", "музыка", "на", "в", "音楽"),
    *("音楽は", "音楽が", "音乐", "음악", "음악은", "음악이", "موسيقى", "الموسيقى", "संगीत"),
}  # fmt: skip
