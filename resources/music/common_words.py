"""Frequent words that look like a form or a misspelling of a musical word, but are neither: "table" is not "tabla".

What belongs here: such words, in lower case without accents. English words that only look misspelt are excluded with a
dictionary and need no entry (spelling.py). What does not: known words with two meanings (grammar.py).

They were found by reading the 8,000 to 22,000 most frequent words of each language.
"""

_WORDS = (
    # English
    "base bases table tables leader leaders core plane planes rape raped raping rapes gate gates tube tubes harper cube cubes grape grapes gale "
    "archie mister lite liter intra mimi ravi cora carole mari weiner wilde modi messi vine vines fade july fired firing hardy harding rusty "
    "fasting mars barnes jules ness canton saxon chores batteries koran beaten preston raven stems briefs abbas electron grimes messes folks "
    "lights wondering wondered honestly naturally seriously hopefully hoped large buildings grown graves lighten harden soften lighting powered "
    "eastern cooling formally col aba comey chilli rowling seas estates leads balls lifts stills tenders slacks races rapids heated "
    # Heard like a musical word in English
    "cobarde cobardia acuerdan misturas zitting meesteres "
    # No diminutives
    "galinha cantinho carita cita recita prestito santita rafinha sanita baita guita "
    # German
    "gegen zwar monate korper stellte letzter letzte letztes letzten sogenannte knochen springt springen lernte fasst lehnte latein beendigung "
    "klicks grune gruner grunes grunen wiesen wiese bewegen lautet treiben archiv vertraut rasen romane schlage fluge stellen messen engen enge "
    "enger texten wars leeren leere weinen serie serien karte karten wiener plane horte rainer springer loste inne lege antrage verliess streichen "
    "abend abende nase jude rhythmus "
    # French
    "campagne campagnes coeur coeurs voila celle celles belle belles montre montres lutte tombe tombes entierement baisse tenue serai ventes vente "
    "voile voiles gardien viol basee portait prestation louer memoires avertissement valise agissant algerienne hesiter aimable commente "
    "chomeurs montant consiste reflechir constater trompe constate presentes presente fiere constat detenu violer entrepris entretient familier "
    "gardent sites site bel bras sante voici carte cartes outre mari maris balle balles vienne vaste corse carre abbe subi rigole singe etes "
    "conge lave cabine bouge plateforme collegue macron ballon lits gain lectures trace traces douche vent relation relations cuisse belge "
    # Spanish
    "pasado pasada cuarto cuartos foro caida caido tenes ventas venta pensado regla reglas marcas marca sientes signos pescado alegro sobrino "
    "sobrina climatico bonos mentales carece valer cocaina bacterias concreto celos gente calidad memoria memorias regalo regalos viento clima "
    "conde superar andan cansada cansado griega griego cabina techo sombra metas preso presos elevado sintio electo violar caros desperte serian viven vives castilla duele macri perra presta rodea "
    "tablas baja bajas baje montes carlos cuello palma forma formas "
    # Italian
    "gravi sicuro sicura potete andate lettore lettori monete tomba pianto esclusione fidati letture mediazione allevamento fornite contenuto tende "
    "testimoni elevato sintesi battere progressi riflesso etero presentato celebrato regala movimento testa teste piccola piccolo piccoli piccole "
    "programmi giuro casini bugie lega tesi bassa bassi celeste carri piani corse vivi cella perde monti futuri campagna corso corsi trieste carlo amica "
    # Portuguese
    "preto pretos preta deram corpos tabela servia ventos feridas vilao calado souber mentais seriam recorde recordes campanhas campanha batalhao "
    "chefe chefes tornando sigam atrai marcio cores salas sala outras outra outros fala fale teste testes tese baixa baixas baixe cantos planos palestras cenas tensao "
    # Dutch
    "lengte belasting vloot strijders latijn onroerend duitser streeft orgaan positie documentatie batterijen verliest verliet zwaard oude ouder "
    "slapen baard paste handelen helder lege losse miste hopen bellen lossen wiens graven groot grote bel baas stil monument"
)
EVERYDAY = frozenset(_WORDS.split())
