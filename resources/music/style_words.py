"""The words around a style that is only for a part of the film: "switch to techno", "starts as a waltz", "the rest is punk".

What belongs here: data, in lower case without accents, as regular expressions. What does not: the names of styles (lexicon.py),
finding them at a time (moment_styles.py).
"""

# The music becomes what follows.
TURNS = (
    r"(?:(?:it |the music |everything |music |we |and )*(?:(?:should |can |could |must |will |then )*(?:suddenly |slowly |gradually |completely )?"
    r"(?:becom(?:es?|ing)|turn(?:s|ing|ed)?(?: over)? (?:in)?to|turn(?:s|ing)?(?= (?:in)?to)|chang(?:es?|ing) (?:in)?to|switch(?:es|ing)?(?: over)?(?: back)? (?:in)?to|morph(?:s|ing)? (?:in)?to|"
    r"shift(?:s|ing)? (?:in)?to|transition(?:s|ing)? (?:in)?to|transform(?:s|ing)? (?:in)?to|evolv(?:es?|ing) (?:in)?to|mov(?:es?|ing)(?: on)? (?:in)?to|flip(?:s|ping)? (?:in)?to|cuts? (?:in)?to|drops? into|"
    r"break(?:s|ing)? into|explod(?:es?|ing) into|fad(?:es?|ing) (?:in)?to|go(?:es|ing)?(?: full)?(?: back)? (?:in)?to|goes full|blend(?:s|ing)? (?:in)?to|melts? into|kicks? into|back (?:in)?to|returns? to|resolves? (?:in)?to|[a-z]{3,}(?:s|ing) into|"
    r"change|switch|transition))|->|→|=>|>|"
    r"(?:wird|werden|wechselt|wechseln|wechsel|geht|gehen|ubergeht|ubergehen|ubergang|umschlag\w*|schlagt um|schlagt|zuruck|kippt|verwandelt sich)(?: dann| dann wieder| wieder| es| die musik)?(?: plotzlich| langsam)?(?: zu(?:m|r)?| in(?: einen?)?| uber(?: in| zu)?| um in| auf)+|"
    r"(?:devient|devenir|passe|passer|passage|change|changer|bascule|vire|se transforme|transition|retour|revient|revenir)(?: ensuite| soudain)?(?: a| au| en| sur| vers| du| de la)*|"
    r"(?:se convierta|se convierte|convierte|cambie|cambia|cambiar|pase|pasa|pasar|se transforma|se transforme|vuelve|vuelva|volver)(?: luego)?(?: a| al| en)+|"
    r"(?:se torna|vira|vire|muda|mude|mudar|passa|passe|passar|troca|transforma-se|volta|volte|retorna)(?: depois)?(?: a| ao| para o| para a| para| em| pra)*|"
    r"(?:esplode|esplodere|explota|explote|explose|exploser|explodiert|explodieren|explode|ontploft) (?:in|en|em)|"
    r"(?:diventa|diventi|diventare|passa|passare|passi|cambia|cambi|si trasforma|trasformarsi|torna|ritorna|ritorno)(?: poi)?(?: a| al| alla| in| nel)*|"
    r"(?:wordt|worden|gaat over|overgaan|overgaat|verandert|schakelt|switcht|terug)(?: dan)?(?: naar| in)*|"
    r"(?:превращается|переходит|перейти|переход|сменяется|меняется|становится|обратно|вернуться|возвращается)(?: в| на| к)*|"
    r"(?:przechodzi|przejdz|przejscie|zmienia sie|zmien|przelacza sie|zamienia sie|staje sie|wraca)(?: w| na| do)*|"
    r"(?:に|へ)?(?:変わ\w*|切り替\w*|なって|なる|移行\w*|転換\w*)|(?:变成|变为|变到|转为|转成|转到|切换到|切换成|切到|变|換成|换成|回到|變成|轉為)|(?:으로|로) ?(?:바뀌\w*|변하\w*|전환\w*)|"
    r"(?:donussun|donusur|donus|gecsin|gecer|gec|olsun|olur|gecis)(?![\w])|(?:يتحول|تتحول|تحول|يتغير|ثم يصبح|يصبح|تصبح)(?: الى)?|(?:बदल\w*|बन\w*))"
)
# What follows is there at first.
STARTS = (
    r"(?:(?:that |which |it |the music |should |to )*(?:starts?|starting|begins?|beginning|opens?|opening|kicks? off|kicking off)(?: off| out)?(?: as| with| like| in| on| by)?(?: an?(?=\s))?|at first|first off|first|from the (?:very )?(?:start|beginning|top)|initially|to start(?: with)?|to begin with|"
    r"(?:beginnt|beginnen|beginnend|startet|starten|startend|fangt|fangen|anfangen|los geht's)(?: es| die musik)?(?: als| mit| wie)?(?: einem?r?n?(?=\s))?|anfangs|zuerst|zunachst|erstmal|erst mal|erst|am anfang|zu beginn|von anfang an|"
    r"(?:qui |ca |la musique )*(?:commence|commencer|debute|debuter|demarre|demarrer)(?: comme| par| avec| en| sur)?(?: une?(?=\s))?|d'abord|au depart|au debut|"
    r"(?:que )?(?:empiece|empieza|empezar|empezando|comience|comienza|comenzar|inicie|inicia|arranque|arranca)(?: como| con| en)?(?: una?(?=\s))?|primero|al principio|al inicio|"
    r"(?:comeca|comece|comecar|comecando|inicie)(?: como| com| em)?(?: uma?(?=\s))?|primeiro|no inicio|no comeco|"
    r"(?:inizia|inizi|iniziare|comincia|cominci|parte|parta|partire)(?: come| con| da)?(?: una?(?=\s))?|prima|all'inizio|dapprima|"
    r"(?:begint|beginnen|start)(?: als| met)?|eerst|in het begin|aan het begin|"
    r"(?:начинается|начать|начинаться|начало)(?: с| как)?|сначала|вначале|сперва|в начале|"
    r"(?:最初|冒頭|はじめ|始め)(?:は|に|が)?|まずは?|(?:一?开始|开头|首先|起初)(?:是|时|用)?|처음에는|처음에|처음엔|처음|먼저|once|baslangıcta|basta|ilk once|(?:olarak |ile )?bas(?:la\w*|lıyor)|(?:في )?البداية|اولا|पहले|शुरू में|शुरुआत में)"
)
# What follows is there from where the last style ended.
REST = (
    r"(?:(?:for |and )*(?:the )?(?:rest|remainder|remaining part)(?: of (?:it|the (?:film|video|clip|song|track)))?(?: is| should be| as| in| with)?|to finish(?: with)?|to end with|to close|from there(?: on)?|(?:to|until|till) the (?:very )?end|bis zum (?:ende|schluss)|jusqu'a la fin|hasta el final|fino alla fine|ate (?:o|ao) fim|tot het einde|до конца|"
    r"(?:der |den |fur den )?rest(?: ist| als| mit| in)?|ansonsten|(?:pour )?le reste(?: en| est)?|pour finir|(?:para |y )?(?:el|lo) (?:resto|demas)(?: es| en)?|para terminar|o resto(?: em| e)?|para acabar|(?:per )?il resto|per finire|"
    r"de rest|остальное|дальше|あとは|残りは|残り|其余|剩下的?|나머지는?|gerisi|kalanı|الباقي|बाकी)"
)
# What follows is there until the last time.
BEFORE = (
    r"(?:before(?: that| then)|up to then|until then|bis dahin|davor|vorher|avant cela|avant ca|avant|jusque-la|jusque la|antes de eso|antes|hasta entonces|antes disso|ate la|prima di cio|fino ad allora|daarvoor|до этого|до того|"
    r"その前は|それまでは|之前|그 전에는|그 전까지|oncesinde|ondan once|قبل ذلك|उससे पहले)"
)
# Before a time: there, another style is played.
EXCEPT = r"(?:except|excluding|apart from|other than|ausser|bis auf|sauf|excepte|excepto|salvo|menos|exceto|tranne|eccetto|behalve|кроме|以外|除了|제외)(?:\s+(?:for|in|during|der|die|den|pour|por|per))*"
# Names of styles that more often name what is seen: only behind one of the words above they are music.
PICTURED = (
    "corporation, corporations, enterprise, enterprises, institutional, business, presentation, explainer, advertising, commercial, advert, werbung, startup, start up, tech startup, "
    "pitch deck, company, imagefilm, produktvideo, product video, entreprise, empresa, azienda, aziendale, bedrijf, marketing, keynote, реклама, 企業, 企业, 会社紹介, "
    "terror, halloween, zombie, zombies, slasher, haunted, haunted house, ghost, ghosts, cartoon, clown, circus, zirkus, cirque, circo, silly, "
    "western, wild west, old western, western film, western movie, western standoff, standoff, cowboy, cowboys, westerns, country roads, nashville, "
    "nes, gameboy, game boy, nintendo, super nintendo, arcade, pixel, retro game, video game, sega, snes, concert, concerts, opera, renaissance, advent, noel, natal, natale, navidad, christmas, xmas, "
    "weihnachten, kerst, jul, cocktail, lounge, jazz club, march, mars, military, campfire, lagerfeuer, highland, highlands, medieval, irish, scottish, african, afro, tribal, indie, alternative, "
    "atmosphere, white noise, east coast, west coast, banda, shuffle, break, breaks, glitch, classic, jamaican"
)
