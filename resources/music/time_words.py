"""How times are written: units, relations ("until", "after"), shares of the film ("the second half"), in many languages.

What belongs here: data, in lower case without accents. What does not: finding times (times.py), the events at them
(moment_words.py).
"""

# Words for minute and second, and those before an ordinal: "second 30", "Sekunde 30", "第20秒".
SECONDS = r"(?:s|secs?|seconds?|sekunden?|sek|secondes?|segundos?|segs?|second[oi]|seconden|секунд\w*|сек|sekund\w*|detik|秒目?|초|saniye|sn|ثانية|ثواني?|ثوان|सेकंड|सेकेंड)"
MINUTES = (
    r"(?:mins?|minutes?|minuten?|minutos?|minut[oi]|минут\w*|мин|minut\w*|menit|分钟|分|분|dakika|dk|دقيقة|دقائق|मिनट)"
)
ORDINAL = r"(?:second|sekunde|seconde|segundo|secondo|секунд[аеуы]|detik|menit|sekund[aeyz]ie|sekund[aey]|saniye|minute|minuto|минут[аеуы]|dakika)"
PERCENT = (
    r"(?:%|٪|percent|per cent|prozent|pour ?cent|por ciento|por cento|per cento|procent|процент\w*|퍼센트|パーセント)"
)
# A share that is no time: "at 50 % volume".
NOT_OF_THE_FILM = r"(?:of (?:the |its )?)?(?:volume|loudness|lautstarke|volumen|louder|quieter|faster|slower|more|less|opacity|speed|off\b|energy|intensity)"
# The middle of the film, where a time may stand ("until halfway", "ab der Mitte").
MIDDLE = (
    r"(?:half ?way(?: (?:through|point|mark|in))*|mid ?way(?: (?:through|point|in))*|middle|midpoint|halfte|mitte|moitie|milieu|mi-parcours|mitad|medio|"
    r"metade|meio|meta|helft|halverwege|midden|половин[аыеу]|середин[аыеу]|半分|真ん中|中盤|中間|一半|中间|중간|절반|yarısı(?:n[ad]an?)?|ortası(?:n[ad]an?)?|"
    r"połow\w+|srodk\w+|النصف|المنتصف|منتصف|आधे|बीच)"
)
# Numbers that people spell out before a second or a minute.
SPELT = {
    "one ein eine einer einem une un una uma": 1, "two zwei deux dos due dois twee две dwie dwoch": 2, "three drei trois tres tre drie три": 3,
    "four vier quatre cuatro quattro quatro": 4, "five funf cinq cinco cinque vijf пять": 5, "six sechs sei seis zes": 6,
    "seven sieben sept siete sette sete": 7, "eight acht huit ocho otto oito": 8, "nine neun neuf nueve nove": 9,
    "ten zehn dix diez dieci dez tien десять dziesiec dziesieciu": 10, "twelve zwolf douze doce dodici": 12, "fifteen funfzehn quinze quince quindici vijftien пятнадцать pietnascie pietnastu": 15,
    "twenty zwanzig vingt veinte venti vinte twintig двадцать dwadziescia dwudziestu": 20, "thirty dreissig trente treinta trenta trinta dertig тридцать trzydziesci trzydziestu": 30,
    "forty vierzig quarante cuarenta quaranta quarenta": 40, "fifty funfzig cinquante cincuenta cinquanta": 50, "sixty sechzig soixante sesenta sessanta": 60,
}  # fmt: skip
# The same where no space stands before the unit.
SPELT_ADJACENT = {
    "三十": 30, "二十": 20, "十五": 15, "四十五": 45, "四十": 40, "五十": 50, "六十": 60, "十": 10, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
# Times that are not written as a number and a unit.
WRITTEN = {
    "25%": "a quarter of the way, one quarter of the way, quarter of the way, a quarter, one quarter",
    "33.33%": "a third of the way, one third of the way, third of the way, a third, one third",
    "66.67%": "two thirds of the way, two thirds",
    "75%": "three quarters of the way, three quarters",
    "30 seconds": "halben minute, halbe minute, demi-minute, demi minute, halve minuut, half minute, połowe minuty, poł minuty, half a minute, a half minute, half of a minute, einer halben minute, eine halbe minute, der halben minute, une demi-minute, une demi minute, "
    "medio minuto, meio minuto, mezzo minuto, een halve minuut, полминуты, 半分钟, 半分鐘, 반분, 30초, yarım dakika, نصف دقيقة, आधे मिनट",
    "90 seconds": "a minute and a half, one and a half minutes, 1.5 minutes, eineinhalb minuten, anderthalb minuten, une minute et demie, un minuto y medio, "
    "um minuto e meio, un minuto e mezzo, anderhalve minuut, полторы минуты, полутора минут, 一分半钟, 一分半, 1分半",
    "1 minute": "a minute, a full minute, a whole minute, the one minute, the first minute mark, one minute, einer minute, einem minute, une minute, un minuto, um minuto, "
    "een minuut, минуту, минуты, один минут, bir dakika, دقيقة واحدة, एक मिनट, 일 분, 일분",
}
# Before "a minute" one of these must stand, or one of those behind it; else it is how long something takes.
BEFORE_WRITTEN = (
    r"letzten?|ersten?|derniere|premiere|ultimo|ultima|primer|primo|primeiro|laatste|eerste|последн\w+|перв\w+|ostatnie|pierwsze|after|until|till?|before|from|past|at|about|around|last|first|nach|bis|ab|vor|bei|apres|jusqu'a|avant|a partir d'|tras|hasta|despues de|antes de|"
    r"desde|al|depois de|apos|ate|a partir de|dopo|fino a|prima di|da|na|tot|voor|через|после|до|с|بعد|حتى"
)
BEHIND_WRITTEN = r"in\b|through\b|mark\b|onwards?|sonra|kadar|बाद|के बाद|तक|后|後|前|之后|以后|뒤|후"

# Parts of the film, as shares of its length; with these words between numbers: "in the", "of the video".
SHARES: dict[tuple[float, float], str] = {
    (0.0, 1 / 2): "first half, 1st half, erste halfte, ersten halfte, premiere moitie, primera mitad, primeira metade, prima meta, eerste helft, первая половина, первую половину, "
    "первои половине, первои половины, 前半段, 前半部分, 前半は, 前半, 上半段, 上半部分, 전반부는, 전반부, 전반은, 전반, 처음 절반, 前一半, ilk yarısında, ilk yarısı, ilk yarı, pierwszej połowie, pierwszej połowy, pierwsza połowe, pierwsza połowa, ilk yarıda, النصف الاول, पहला आधा, पहले आधे, पहले हिससे, पहला हिससा",
    (1 / 2, 1.0): "second half, 2nd half, last half, latter half, other half, back half, zweite halfte, zweiten halfte, seconde moitie, deuxieme moitie, segunda mitad, segunda metade, seconda meta, "
    "tweede helft, вторая половина, вторую половину, второи половине, второи половины, 後半から, 後半は, 後半, 后半段, 后半部分, 后半, 下半段, 下半部分, 後半段, 후반부는, 후반부, 후반은, 후반, "
    "ikinci yarısında, ikinci yarısı, ikinci yarı, drugiej połowie, drugiej połowy, druga połowe, druga połowa, ikinci yarıda, ikinci yarısı, النصف الثاني, النصف الاخير, दूसरा आधा, दूसरे आधे, दूसरे हिससे, दूसरा हिससा",
    (0.0, 1 / 3): "first third, 1st third, erstes drittel, ersten drittel, premier tiers, primer tercio, primeiro terco, primo terzo, eerste derde, первая треть, первую треть, первои трети, "
    "最初の三分の一, 最初の3分の1, 前三分之一, ilk ucte birinde, ilk ucte biri, الثلث الاول, पहले तिहाई",
    (1 / 3, 2 / 3): "second third, 2nd third, middle third, middle part, middle section, mid section, mittleres drittel, mittleren drittel, mittelteil, deuxieme tiers, segundo tercio, parte central, "
    "segundo terco, secondo terzo, средняя часть, среднеи части, второи трети, 中間部分, 中段, 中间部分, 중반부, 중반",
    (2 / 3, 1.0): "last third, 3rd third, third third, final third, letztes drittel, letzten drittel, dernier tiers, ultimo tercio, ultimo terco, ultimo terzo, laatste derde, последняя треть, последнюю треть, "
    "последнеи трети, 最後の三分の一, 最後の3分の1, 最后三分之一, son ucte birinde, son ucte biri, الثلث الاخير, आखिरी तिहाई",
    (0.0, 1 / 4): "first quarter, erstes viertel, ersten viertel, premier quart, primer cuarto, primeiro quarto, primo quarto, первая четверть, первую четверть",
    (3 / 4, 1.0): "last quarter, final quarter, letztes viertel, letzten viertel, dernier quart, ultimo cuarto, ultimo quarto, последняя четверть, последнюю четверть",
}  # fmt: skip
# Behind a first half, at the end of a clause, this is the second one.
OTHER_HALF = r"(?:(?:the|die|der|la|a|de) )?(?:second|other|latter|zweite[nr]?|andere[n]?|seconde|deuxieme|autre|segunda|otra|outra|seconda|altra|tweede|втор(?:ая|ую|ои|ой))(?: one)?"
# "In the middle" of the film: a part of it for what lasts, its centre for what happens at once.
IN_THE_MIDDLE = (
    "w srodku, posrodku, in the middle, during the middle, through the middle, in der mitte, au milieu, en medio, en el medio, no meio, nel mezzo, in het midden, в середине, 真ん中で, 真ん中は, "
    "真ん中に, 中間で, 中間は, 中盤で, 中盤は, 中盤, 在中间, 中间, 중간에는, 중간에, 중간은, 가운데, ortasında, ortada, في الوسط, في المنتصف, بيت النصف, बीच में"
)
UNTIL_SHARES = r"(?:az do|until|till?|before|bis(?: zur| zum)?|jusqu'?a|hasta|ate|fino|tot|до)"
BEFORE_SHARES = (
    r"(?:(?:for|in|over|during|throughout|through|fur|wahrend|pendant|dans|sur|durant|en|durante|na|no|nella|nel|per|tijdens|voor|in|w|przez|в|на|во|"
    r"في|خلال)\s+)?(?:(?:the|die|der|das|den|dem|la|le|el|il|o|a|de|het|alla)\s+)?"
)
# "Ends with": what plays alone then; another instrument may have been there before.
ENDING = (
    r"(?:(?:ends?|ending|finish(?:es)?|finishing|closes?|closing)(?: off| out| it| the (?:music|song|track|film|video))?(?: just| only)? (?:with|on)|(?:endet|enden|hort auf|schliesst) mit|(?:finit|finir|se termine|termine)(?: juste)? (?:avec|par|sur)|"
    r"(?:termina|terminar|acaba|acabar|termine|acabe)(?: solo| so| somente| apenas)? (?:con|com)|(?:finisce|finire|si chiude|chiude)(?: solo)? con|eindigt met|заканчивается|ラストは)"
)
# The start and the end of the piece, for instruments ("starts with piano", "no drums at the end") and for the tempo.
OPENING = (
    r"(?:(?:start|beginning|opening|anfang|debut|inicio|inizio)(?=\s*[:=])|(?:in|at|for|during) the (?:very )?(?:start|beginning|intro|opening)|(?:starts?|starting|begins?|beginning|opens?|opening)(?: off| out)?(?: just| only)? (?:with|on)|warms? up with|kicks? off with|at first|first just|first only|"
    r"am anfang|zu beginn|anfangs|zunachst|zuerst|erst nur|erst mal nur|(?:beginnt|beginnen|startet|starten|start|los)(?: nur)? mit|fangt mit|au debut|pour commencer|d'abord|(?:commence|commencer|debute)(?: juste| seulement| uniquement)? (?:par|avec)|al principio|al inicio|"
    r"(?:empieza|empezar|comienza|comenzar|inicia|arranca)(?:ndo)?(?: solo| solamente)? con|primero|no inicio|no comeco|(?:comeca|comecar|inicia)(?:ndo)?(?: so| somente| apenas)? com|primeiro|all'inizio|(?:inizia|iniziare|comincia|parte)(?: solo| soltanto)? con|dapprima|"
    r"na poczatku|zaczyna sie(?: tylko)? od|najpierw|in het begin|begint(?: alleen)? met|eerst|в начале|начинается с|сначала|вначале|最初は|まず|最初に|冒頭は|冒頭に|冒頭|开头是|开头|一开始|首先|开始时|처음에는|처음에|처음엔|먼저|baslangıcta|basta|في البداية|शुरू में|शुरुआत में)"
)
CLOSING = (
    r"(?:(?:in|during|over) the (?:last|final|closing) (?:moments?|shots?|scenes?|frames?)|(?:at|in|for|near|towards?|by) the (?:very )?(?:end|ending|outro|finish)|am ende|am schluss|zum schluss|zum ende(?: hin)?|gegen ende|a la fin|vers la fin|sur la fin|al final|"
    r"hacia el final|no final|no fim|ao final|alla fine|sul finale|verso la fine|nel finale|aan het einde|op het eind|na koncu|pod koniec|на конце|в конце|к концу|под конец|最後に|最後は|最後の方|最后|结尾|結尾|"
    r"마지막에|끝에서|끝에|끝날 때|sonunda|sonlara dogru|sona dogru|في النهاية|في الاخر|अंत में|आखिर में|आखिरी में)"
)
_FILM = r"(?:films?|videos?|vids?|clips?|movie|song|track|piece|music|edit|reel|musik|musique|morceau|cancion|pelicula|brano|filmato|musica|stuck\w*|ролика|фильма|видео)"
# A part of something else: "the second half of the match", "in the middle of nowhere".
OF_THE_FILM = rf"(?:\s+(?:of|de|del|du|des|der|di|do|da|dell?a?|van|von)\s+(?:the |my |our |this |la |le |el |das |dem |het |de )*{_FILM}(?![a-zа-я]))?"
OF_ANOTHER = r"(?!\s+(?:of|de|del|du|des|der|di|do|da|dei|delle|dello|van)\s)"

# What stands before a time ("until 0:20") and behind it ("20秒まで"), by what it makes of it. TIME is put in for "@", of the first
# of two the unit may be missing.
RELATIONS = {
    "later": r"@\s*(?:later|after (?:that|this)|spater|danach|plus tard|mas tarde|despues(?= |,|$)|piu tardi|mais tarde|depois(?= |,|$)|later|daarna|спустя|позже|pozniej|後に|之后|后(?=[，,])|뒤에|후에)(?![a-zа-я])",
    "between": (
        r"(?:between|zwischen|entre|tra|fra|tussen|между|miedzy|在|从)\s*(?:the |la |el |las |los |les )?@?\s*"
        r"(?:and|und|et|y|e|en|и|a|i|到|至)\s*(?:the |la |el )?@(?:\s*之间)?"
        r"|(?:(?:from|for|over|during|von|de|du|des|desde|da|dal|van|с|от|od|从|在)\s*(?:the |la |el |las |los )?)?@?\s*"
        r"(?:-|–|—|~|〜|to|till?|until|through|thru|bis|a|à|hasta|al|ate|tot|до|по|do|do|から|到|至|부터|에서|ile|ila|الى|से)\s*(?:the |la |el )?@"
        r"(?:\s*(?:まで|之间|까지|kadar|arasi\w*|तक))?"
    ),
    "last": (
        r"(?:(?:for|in|over|during|within|in|uber|wahrend|pendant|sur|durant|en|durante|nos|negli|nei|per|in|на|в|przez|w|na|za)\s+)?(?:the |die |den |der |les |los |las |os |as |gli |i |de |het )?"
        r"(?:last|final|closing|letzten?|dernieres?|ultim[oaie]s?|laatste|последн\w+|ostatni\w*|sista|siste|最後の|ラストの?|最后的?|마지막|son|اخر|आखिरी)\s*@(?:\s*(?:間|동안|boyunca))?"
        r"|(?:les\s+)?@\s+(?:dernieres|finales|finali|finais|terakhir)\b"
        r"|(?:(?:at|from|starting|about|around|ab|a|en|em|за)\s+)?@\s+(?:before (?:the |it )?(?:very )?end(?:s|ing)?|before it(?:'s| is) over|vor (?:dem )?(?:ende|schluss)|avant la fin|antes del final|antes de acabar|"
        r"antes do fim|antes de terminar|prima della fine|voor het einde|до конца|przed koncem)"
        r"|(?:終わりの?|結尾前|结束前|结尾前|끝나기|sondan|bitmeden)\s*@(?:前|\s*전|\s*once)?"
    ),
    "first": (
        r"(?:(?:for|in|over|during|within|fur|wahrend|pendant|sur|durant|en|durante|nos|nei|per|voor|на|в|przez|w|na)\s+)?(?:the |die |den |der |les |los |las |os |as |gli |i |de |het )?"
        r"(?:first|opening|initial|ersten?|premieres?|primer[oa]s?|primeir[oa]s|prim[ie]|eerste|перв\w+|pierwsz\w+|forsta|første|最初の|前|头|처음|첫|ilk|اول|पहले)\s*@(?:\s*(?:間|동안|boyunca|में))?"
        r"|(?:les\s+)?@\s+(?:premieres|iniciales|iniziali|iniciais|pertama)\b"
    ),
    "until": (
        r"(?:until|till|til|'til|(?<!speed )(?<!speeds )(?<!build )(?<!builds )(?<!ramp )(?<!ramps )(?<!turn )(?<!turned )up (?:to|until)|(?<!up )(?<!back )(?<!in)to|(?:leading |building )?(?:up )?(?:into|towards?)|leading (?:up )?to|before|bis zur|bis zu|bis|vor|jusqu'?a|jusque|avant|hasta|antes de|fram till|sampai|hingga|ate aos|ate os|ate o|ate a|az do|do|przed|ate|antes|fino al|fino a|fino ai|prima di|prima dei|tot|voor|до|直到|到|حتى|قبل)"
        r"\s*(?:the |la |el |los |las |les |os |as |i |al |de )?(?:~|ca\.? |circa |about |around |roughly |etwa |ungefahr |environ |unos |cerca de )?@(?:\s*(?:in(?=[ ,.:]|$)|为止|之前|以前))?"
        r"|@\s*(?:[でに][^、。,\n]{1,14}?まで|에\s[^,\n]{1,16}?때까지)"  # "0:12 … until the door opens"
        r"|@\s*(?:まで|之前|까지|전까지|ye kadar|ya kadar|e kadar|a kadar|kadar|तक)"
    ),
    "from": (
        r"(?:starting at|starting from|start(?:s|ing)? from|from|after|since|as of|past|beginning at|ab der|ab|nach|von|через|a partir del|a partir de la|a partir de|a partir do|a partir dos|a partir du|a partir des|depuis|des|apres|au bout de|desde|despues de|tras|depois de|depois dos|"
        r"a partire da|a partire dal|dopo|dal|dai|da|vanaf|na|с|после|от|od|po|fran|fra|efter|etter|dari|mulai|setelah|从|بعد|من)\s*(?:the |la |el |los |las |les |os |as |i |de )?(?:~|ca\.? |circa |about |around |roughly |etwa |ungefahr |environ |unos |cerca de )?@"
        r"(?:\s*(?:mark|-?marke)(?![a-z]))?(?:\s*(?:onwards?|on(?=[ ,.:]|$)|an(?=[ ,.:]|$)|开始|起|以后|之后))?"
        r"|@\s*(?:onwards?|から|以降|以後|開始|过后|以后|之后|后|後|부터|이후|후|den sonra|dan sonra|ten sonra|tan sonra|sonra|den itibaren|से|के बाद)"
    ),
    "at": (
        r"(?:right at|exactly at|at around|at about|at|@|around|about|on|by|bei|um|zur|in der|a la|a los|a las|a l'|a|aux|vers|en el|en la|en|em|al|ai|alle|alla|no|na|aos|as|op|bij|rond|на|в|около|w|na|około|vid|ved|pada|在|عند|في|t=)"
        r"\s*(?:the |la |el |los |las |les |de |der )?(?:~|ca\.?|circa|about|around|exactly|precisely|etwa|ungefahr|genau|environ|exactement|exactamente|esattamente)?\s*@(?:\s*(?:mark|处|时|時)|-?marke)?"
        r"|@\s*(?:(?:of the way )?(?:in|through)(?=[ ,.:]|$)|mark|に|で|あたり|处|时|時|에|쯤|de(?=[ ,.:]|$)|da(?=[ ,.:]|$)|te(?=[ ,.:]|$)|पर)"
    ),
    "for": r"(?:(?:for|fur|pendant|durante|por|voor|na|przez|в течение)\s+(?:about |around |etwa |ca\. )?|(?:(?:for|over|in|fur|pendant|durante|en|per|voor|в|на)\s+)?(?:the |die |den |les |los |las |os |as |i |gli |de )?(?:next|following|nachsten|folgenden|prochaines|proximos|proximas|siguientes|prossimi|volgende|следующие|次の|接下来|다음)\s*)@|@\s*(?:間|동안|boyunca|suivantes|siguientes|seguintes|successivi)",
}
# Behind these comes what follows on the time before ("quiet until 0:20, then drums"), and a clause that has its own time begins.
THEN = r"(?:(?<!den )(?<!dan )(?<!ten )(?<!tan )(?<!saniye )(?<!dakika )(?<!sn )(?<!dk )sonra|daha sonra|sedan|deretter|derefter|lalu|kemudian|a potem|potem|pozniej|nastepnie|and then|then|(?<!seconds )(?<!second )(?<!secs )(?<!sec )(?<!minute )(?<!minutes )(?<![0-9]s )after that|afterwards|und dann|dann|(?<!sekunden )(?<!sekunde )(?<!minute )danach|et puis|puis|ensuite|luego|entonces|despues|e poi|poi|depois|en dan|dan|(?<!seconden )(?<!minuut )daarna|и потом|потом|затем|然后|然後|(?<![\d秒分钟鐘])之[后後]|随后|接着|その後|そのあと|それから|그다음|그 다음|그 후|그후|그리고|ثم|फिर|sonra da|ardindan)"
# The same behind what follows ("full band after that"), and words for the time before ("and there the drums come in").
THEN_BEHIND = r"(?:after that|afterwards|after|danach|ensuite|apres|despues|depois|daarna|after this|dopo)"
# The same before what came earlier ("drums enter at 0:18, calm before").
BEFORE_BEHIND = r"(?:before that|before|vorher|davor|avant|antes|prima|daarvoor|до этого|ранее)"
THERE = (
    r"(?:there|da(?= (?:soll|wird|muss|kann|darf|geht|kommt|will))|at that point|from there(?: on)?|from then on|ab da|von da an|ab dann|a partir de la|a partir de ahi|desde ahi|desde entonces|a partir dai|da li in poi|da li|"
    r"vanaf daar|vanaf dan|оттуда|с этого момента|そこから|そこで|从那里|从那时|거기서|그때부터)"
)
UNTIL = r"(?:az do|until|till|til|bis|jusqu'?a?|hasta|ate|fino|tot|до)"
# Behind these words of order a number and its unit stand in other languages: "les 10 premières secondes".
ORDERS = (
    r"premieres?|dernieres?|primer[oa]s?|primeir[oa]s|prim[ie]|ultim[oaie]s?|first|last|ersten|letzten|eerste|laatste"
)
# A time before one of these is how long the film is.
LENGTHS = (
    r"(?:long|lang|lange|clip|video|vid|film|movie|reel|ads?|adverts?|commercial|spot|shorts?|teaser|trailer|intro|outro|loop|vlog|version|edit|cut|piece|track|song|bumper|sting\w*|"
    r"opener|story|promo|montage|slideshow|tiktok|duration|length|de duree|di durata|de duracion|de duracao|lung[oa]|longue?|larg[oa]|の?動画|的?视频|짜리|영상)"
)
# Between these a number without a unit is a time, if there is another time: "quiet until 10 s, then build until 20".
BEFORE_BARE = (
    r"at|until|till?|to|by|from|after|around|ab|bis|bei|um|von|nach|a|jusqu'a|des|vers|a los|a las|desde el|desde los|hasta el|hasta los|hasta|alle|ai|fino a|dai|dal|"
    r"aos|ate os|ate|desde os|tot|vanaf|bij|op|с|до|на|после|около"
)
BEHIND_BARE = (
    r"(?:and|then|but|the|everything|all|it|und|dann|der|die|das|et|puis|la|le|les|on|y|luego|el|los|las|entran?|e|o|a|os|as|il|lo|i|gli|poi|en|dan|de|het|и|потом|"
    r"drop|drums|bass|strings|piano|guitar)(?![\w])"
)
# Before a number without a unit that ends its clause, it is a time in any case.
OUTER = r"(?:(?:the|die|den|der|les|los|las|os|as|gli|i|de)\s+)?(?:first|last|final|ersten|letzten|premieres|dernieres|primeros|ultimos|primeiros|primi|ultimi|eerste|laatste)"
# The same of a single second ("el último segundo", "à la dernière seconde").
OUTER_ONE = (
    rf"(?:{OUTER}|letzten?|ersten?|derniere|premiere|ultim[oa]|primer[oa]?|prim[oa]|primeir[oa]|"
    r"последн(?:яя|юю|еи|ие)|перв(?:ая|ую|ои|ые))"
)
# Behind these come times that nobody can tell in seconds: bars, and what happens again and again.
COUNTED = (
    r"(?:(?:for|in|over|during|after|every|fur|in|nach|alle|pour|pendant|apres|tou(?:te)?s les|durante|en|despues de|cada|per|nei|dopo|ogni|nos|depois de|a cada|voor|na|elke|в|после|каждые)\s+)?"
    r"(?:(?:the|den|die|der|les|los|las|i|le|os|as|de)\s+)?(?:(?:first|last|next|ersten?|letzten?|nachsten?|premieres?|dernieres?|primer[oa]s?|ultim[oaie]s?|prim[ie]|primeir[oa]s|eerste|laatste|первые|последние|最初の|最後の|前|最后|처음|마지막)\s*)?"
    r"(?:\d{1,3}|two|four|eight|sixteen|vier|acht|zwei|deux|quatre|huit|dos|cuatro|ocho|quattro|otto|quatro|oito|twee|четыре|восемь)\s*"
    r"(?:bars?|measures?|takte?n?|mesures?|compases|battute|misure|compassos|maten|такт\w*|小節|小节|마디)(?![a-zа-я])"
    r"|(?:every|each|alle|tou(?:te)?s les|cada|ogni|a cada|elke|каждые|co|毎|每)\s*\d{1,3}\s*-?{UNIT}|\d{1,3}\s*(?:秒|分)(?:ごと|おき)|每\s*\d{1,3}\s*秒|\d{1,3}\s*초마다"
)
# A change of one instrument for another: "swap the guitar for a violin".
SWAPS = (
    r"(?:(?:swap|replace|exchange|trade)(?: out)? (?:the )?(?P<a1>[\w-]+(?: [\w-]+)?) (?:for|with|by) |(?:ersetze?|tausche?) (?:das |die |den |der )?(?P<a2>[\w-]+) (?:durch|gegen) |"
    r"remplace[rz]? (?:le |la |l'|les )?(?P<a3>[\w-]+) par |(?:reemplaza|sustituye|cambia) (?:el |la |los |las )?(?P<a4>[\w-]+) por |sostituisci (?:il |la |lo |l'|gli )?(?P<a5>[\w-]+) con |"
    r"(?:substitui|substitua|troca|troque) (?:o |a |os |as )?(?P<a6>[\w-]+) por |vervang (?:de |het )?(?P<a7>[\w-]+) door |(?:замени|заменить) (?P<a8>[\w-]+) на )"
)
# "Guitar replaces the piano".
REPLACES = (
    r"(?P<new>[^\W\d]+(?:[ -][^\W\d]+)?) (?:replaces?|takes over from|takes the place of|ersetzt|remplace|sustituye(?: a)?|reemplaza(?: a)?|sostituisce|substitui|vervangt|заменяет) "
    r"(?:the |das |die |den |le |la |les |l'|el |las |los |il |lo |o |a |de |het )?(?P<old>[\w-]+)"
)
REPLACES_FIRST = r"(?:ersetzt|remplace|reemplaza|sustituye|sostituisce|substitui|vervangt) (?:die|das|der|le|la|l'|el|il|o|a|de|het) ?(?P<new>[^\W\d]+) (?:die|das|den|le|la|l'|el|al|a la|il|o|a|de|het) ?(?P<old>[^\W\d]+)"
# Behind these a tempo is what it changes to: "slow down to 90 bpm".
CHANGES_TO = (
    r"(?:slow(?:s|ing)?(?: it)?(?: down)?|speed(?:s|ing)?(?: it)?(?: up)?|drop(?:s|ping)?|fall(?:s|ing)?|go(?:es|ing)?|jump(?:s|ing)?|climb(?:s|ing)?|ris(?:es?|ing)|rais(?:es?|ing)|"
    r"ramp(?:s|ing)?(?: it)?(?: up)?|accelerat(?:es?|ing)|increas(?:es?|ing)|decreas(?:es?|ing)|chang(?:es?|ing)|switch(?:es|ing)?|bring(?:s|ing)? it|tak(?:es?|ing) it|push(?:es|ing)?(?: it)?|faster|slower|back|"
    r"verlangsamt?|beschleunigt?|schneller|langsamer|wechselt|ralentit|accelere|passe|plus vite|plus rapide|plus lent|baja|sube|acelera|mas rapido|mas lento|cambia|rallenta|scende|sale|passa|desce|muda|vertraagt?|versnelt?)"
    r"(?: (?:back|up|down|it|again|hoch|runter|rauf))* (?:to|auf|a|à|op|al?|para|naar) (?:about |around |etwa |environ |unos |circa )?"
)
# "Drops down to bass and drums": who is left, if an instrument follows.
REDUCED_TO = (
    r"(?:drops?|strips?|cuts?|thins?|goes|go|comes?|reduced?|reduces)(?: it| everything| all| things)?(?: (?:back|down|out|right))* to "
    r"(?:just |only |nothing but )?(?:a |an |the )?(?=(?P<player>[a-z-]+))"
)
# "When it gets to 1:05", "wenn es 0:30 erreicht".
REACHES = (
    r"(?:when|once|as soon as|the moment) (?:it|we|you|i|the (?:video|clip|film|movie|timer|clock|counter|time|track|song|music))(?:'s|'re)? "
    r"(?:gets? (?:to|up to)|got to|reach(?:es)?|hits?|comes? to|arrives? at|is at|are at|at|is on|shows?|says?|passe[sd]?|pass|goes past) (?:about |around |roughly |the )?"
)
REACHES_ELSEWHERE = (
    r"(?:wenn|sobald|quand|lorsque|cuando|quando|wanneer|zodra) (?:es|man|wir|on|ca|il|la video|el video|llega|llegue|llegamos|si|arriva|arriviamo|chega|chegar|het|we)"
    r"(?: (?:arrive|arrivera|atteint|a|al|bei|auf|bij|op))* (?:a |al |em |aos? )?"
)
# "Half lofi, half techno", and what is half of something else.
HALVES = r"(?:half|halb|moitie|mitad|meta|metade|наполовину|w połowie)"
NO_HALF = r"(?!(?: |-)?(?:an?|one|minute|hour|time|way|tempo|speed|step|of|the|past|asleep|beat|note|marathon|naked|drunk|so|de|da|do|del|di)(?!\w))"
# Minutes that are counted: "after the second minute", "in the second minute".
ORDINALS = (
    "first ersten premiere primer primo primeiro eerste первои первую", "second zweiten deuxieme segundo secondo tweede второи вторую", "third dritten troisieme tercer terzo terceiro derde третьеи третью",
    "fourth vierten quatrieme cuarto quarto vierde четвертои четвертую", "fifth funften cinquieme quinto vijfde пятои пятую",
)  # fmt: skip
AFTER_OR_UNTIL = (
    r"(?:after|until|till|by|from|before|nach|bis(?: zur)?|ab|vor|apres|jusqu'a|avant|a partir de|despues del|hasta el|antes del|a partir del|desde el|dopo|fino al|prima del|dal|depois do|ate o|antes do|a partir do|"
    r"na|tot|voor|vanaf|после|до|с)"
)
# A fade whose length is given, and which of these are at the start.
FADED_IN = r"fade[ -]?in|einblende\w*|fondu d'entree|fondu en entree|フェードイン|淡入|페이드인"
FADE = rf"(?:{FADED_IN}|fade[ -]?out|fadeout|ausblende\w*|fondu de fin|fondu en sortie|フェードアウト|淡出|페이드아웃|fade(?=\s+(?:of|over|for)\s))"
# Behind "2 seconds of", and what may stand between the two the other way round.
SILENT = r"gap|silence|nothing|pause|break|quiet|stille|pause|silencio|pausa|silenzio|silencio|stilte"
FOR_SO_LONG = r"for|of|fur|von|pendant|de|durante|por|per|di|voor|van"
