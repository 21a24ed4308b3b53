"""The words of moments: what a prompt may want at a time of the film, and how times are written.

What belongs here: data, in lower case without accents. What does not: parsing (moments.py), all other words about music
(lexicon.py).
"""

from typing import Literal

# The events at a time; "with", "without", "only" and "solo" apply to instruments, "start" and "stop" to the music, "style" to the
# kind of music.
What = Literal[
    "silence", "fade", "fade-in", "drop", "peak", "rise", "fall", "drums", "no-drums", "faster", "slower", "loud", "quiet",
    "with", "without", "only", "solo", "tempo", "style", "key", "level",
]  # fmt: skip
Event = What | Literal["start", "stop"]
# Words for each event; the first match counts. In lower case without accents.
EVENTS: dict[Event, str] = {
    "fade-in": "fade in, fades in, fading in, einblenden, fondu d'entree, aparece gradualmente, dissolvenza in entrata, フェードイン, 淡入, 페이드인",
    "fade": "sumindo, sumir, apagando, desvaneciendo, sfumando, wegfaden, uitsterven, ausschleichen, s'eteint, s'eteindre, die away, dies away, die out, dies out, fade away, fades away, trail off, trails off, peter out, wyciszenie, wyciszaj, zanika, sciszenie, fade out, fades out, fading out, fade to silence, fade, fades, fading, ausblenden, ausklingen, ausfaden, fondu, fade de fin, "
    "desvanece, desvanecer, desvanezca, fundido, dissolvenza, sfuma, sfumare, sfumi, esmaece, desaparece, uitfaden, затухает, затухание, "
    "フェードアウト, 淡出, 페이드아웃, 페이드 아웃, yavasca bit, تلاشي, फेड",
    "silence": "drop to silence, drops to silence, drop to nothing, drops to nothing, cut to silence, cuts to silence, fall silent, falls silent, gap, gaps, to a halt, stacco, stacchi, corte seco, parada, tystnad, stilhed, stillhet, ingen musik, ingen musikk, utan musik, hening, sunyi, tanpa musik, pauses, paused, pausing, empty, blank, leer, vide, vacio, vuoto, vazio, leeg, don't start, doesn't start, do not start, should not start, shouldn't start, does not start, nicht anfangen, fangt nicht an, beginnt nicht, ne commence pas, no empieza, non inizia, nao comeca, begint niet, не начинается, nie zaczyna sie, pauze, cisza, ciszy, bez muzyki, brak muzyki, zadnej muzyki, pauza, pauzy, aucune musique, aucun son, keinerlei musik, ninguna musica, nada de musica, nessuna musica, niente musica, nenhuma musica, nada de musica, никакои музыки, никакой музыки, muzik olmasın, 音楽は無し, 音楽はなし, 不要音乐, 무음악, بلا موسيقى, nothing plays, nothing happens, no song, nichts spielt, ningun sonido, sin sonido, sem som, nessun suono, muziksiz, music off, 没音乐, 無し, 음악 없, 소리 없, sannata, सननाटा, चुपपी, कोई संगीत नहीं, बिना संगीत, لا موسيقى, دون موسيقى, بلا موسيقى, pause, break, pausa, пауза, 休止, 暂停, 멈춤, nothing under, nothing at all, nichts unter, rien sous, silence, silent, no music, without music, total silence, complete silence, no sound, stille, keine musik, "
    "ohne musik, stumm, silence total, pas de musique, sans musique, silencio, sin musica, silenzio, senza musica, sem musica, stilte, "
    "geen muziek, zonder muziek, тишина, без музыки, 無音, 音楽なし, 静音, 无声, 没有音乐, 무음, 음악 없이, sessizlik, muzik yok, صمت, بدون موسيقى, "
    "खामोशी",
    "drop": "uderzenie, mocne uderzenie, wybuch, knall, schlag, explotar, esplodere, exploser, explodieren, taka, cymbal crash, crash cymbal, cymbal hit, stinger, accent, accents, boom, bang, bangs, slam, impact, wumms, boum, drop, drops, dropping, beat drop, bass drop, beat drops, bass drops, kicks in, kick in, explodes, explode, explosion, blows up, goes off, hits, hit, "
    "explodiert, knallt, krachen, kracht, losgeht, geht los,  explose, eclate, explota, estalla, esplode, explodir, explode tudo, knalt, взрыв, взрывается, дроп, "
    "ドロップ, 爆発, 爆发, 高潮爆发, 드롭, 터지, patla, patlasın, drop olsun, انفجار, ड्रॉप",
    "peak": "biggest moment, big moment, key moment, high point, highest point, kulminacja, kulminacji, punkt kulminacyjny, szczyt, peak, peaks, climax, culminates, highlight, highpoint, hohepunkt, apogee, paroxysme, climax, punto culminante, cima, apice, culmine, auge, "
    "hoogtepunt, кульминация, пик, クライマックス, 最高潮, 盛り上がりのピーク, 高潮, 클라이맥스, 절정, doruk, zirve, ذروة, चरम",
    "rise": "drum roll, drum rolls, drumroll, drumrolls, trommelwirbel, roulement de tambour, redoble, rullo di tamburi, tromgeroffel, 变大, 变强, 越来越大, makin lama makin keras, semakin lama semakin keras, makin lama makin kencang, swelling, build tension, builds tension, building tension, build suspense, builds suspense, tension builds, tension rises, raise the tension, gradually add instruments, add instruments, adding instruments, layer by layer, instrument by instrument, spannung aufbauen, spannung steigt, la tension monte, faire monter la tension, sube la tension, crear tension, aumenta la tensione, cria tensao, spanning opbouwen, vaxer, stiger, vokser, okar, semakin keras, makin keras, memuncak, riser, risers, uplifter, builds and builds, intensifies, intensify, coraz głosniej, coraz mocniej, narasta, narastanie, buduje sie, budowanie napiecia, budowac napiecie, rosnie, crescendo, gradually louder, gradually builds, gradually build, slowly louder, louder and louder, increasingly loud, gradually more intense, allmahlich lauter, langsam lauter, nach und nach lauter, peu a peu plus fort, poco a poco mas fuerte, poco a poco piu forte, pian piano piu forte, aos poucos mais forte, steeds luider, постепенно громче, build, builds, build up, builds up, buildup, building, building up, rise, rises, rising, swell, swells, grow, grows, growing, crescendo, "
    "gets louder, get louder, grow louder, grows louder, become louder, getting louder, get bigger, get more intense, gets bigger, getting bigger, gets more intense, ramp up, ramps up, steigern, steigert sich, aufbauen, aufbau, baut sich auf, "
    "wird lauter, anschwellen, immer lauter, monte, montee, monter, de plus en plus fort, crece, crecer, creciendo, sube, subiendo, cada vez mas fuerte, cresce, "
    "crescere, sale, sempre piu forte, aumenta, crescer, cada vez mais forte, opbouwen, bouwt op, нарастает, нарастание, усиливается, 盛り上げ, 盛り上が, "
    "だんだん大きく, 徐々に, 渐强, 逐渐增强, 逐渐, 점점, 고조, yuksel, yukselsin, giderek, تصاعد, تصاعدي, بढ़",
    "fall": "慢慢变小, 渐渐变小, 变小, 变轻, 变弱, 小さくなって, だんだん小さく, 점점 작아, coraz ciszej, coraz spokojniej, uspokaja sie, cichnie, gradually quieter, gradually softer, gradually calmer, slowly quieter, quieter and quieter, allmahlich leiser, langsam leiser, nach und nach leiser, peu a peu plus calme, poco a poco mas suave, poco a poco piu piano, aos poucos mais calmo, steeds stiller, 渐渐安静, 慢慢安静, 渐渐平静, 慢慢平静, 逐渐平静, 徐々に静か, 次第に静か, 점점 잔잔, 점차 조용, de plus en plus calme, cada vez mas suave, cada vez mas tranquilo, cada vez mais calma, sempre piu calma, постепенно тише, calm down, calms down, calming down, wind down, winds down, gets quieter, getting quieter, gets softer, softer and softer, die down, dies down, wird ruhiger, "
    "wird leiser, immer leiser, beruhigt sich, se calme, s'apaise, se calma, baja, va bajando, si calma, cala, acalma, diminui, wordt rustiger, wordt stiller, стихает, "
    "затихает, だんだん静か, 渐弱, 逐渐安静, 점점 조용, giderek sakin, يهدأ",
    "no-drums": "utan trummor, inga trummor, uden trommer, ingen trommer, uten trommer, tanpa drum, bez perkusji, bez bebnow, zadnej perkusji, breakdown, break down, breaks down, no drums, without drums, no beat, without the beat, no percussion, without percussion, drums out, drums stop, drop the drums, ohne schlagzeug, ohne drums, ohne beat, "
    "kein schlagzeug, keine drums, sans batterie, pas de batterie, sans percussions, sin bateria, sin percusion, sem bateria, senza batteria, "
    "zonder drums, без барабанов, без ударных, ドラムなし, 不要鼓, 没有鼓, 드럼 없이, davulsuz, davul yok, بدون طبول, bina drums",
    "drums": "trummor, trommer, gendang, perkusja, perkusji, perkusje, bebny, bebnow, drums, drum, beat, beats, percussion, drum beat, schlagzeug, trommeln, batterie, percussions, bateria, percusion, percussao, batteria, percussioni, "
    "slagwerk, барабаны, ударные, бит, ドラム, ビート, 鼓, 鼓点, 节拍, 드럼, 비트, davul, davullar, طبول, ढोल, ड्रम",
    "faster": "doubles, double, snabbare, hurtigere, raskere, lebih cepat, percepat, double-time, doubletime, szybciej, przyspiesza, przyspiesz, przyspieszenie, coraz szybciej, szybsze tempo, テンポを上げ, テンポを速, ペースを上げ, スピードを上げ, 速くして, 提速, 템포를 올, 템포 업, 속도를 높, темп выше, темп растет, разгоняется, tempo artsın, tempo yukselsin, tempo artar, ارفع الايقاع, زد السرعة, "
    "टेंपो बढे, टेम्पो बढे, गति बढे, रफतार बढे, sube el tempo, sube el ritmo, acelerar, acelerando, acceleration, le tempo monte, tempo anziehen, tempo rauf, tempo hoch, tempo erhohen, zieht das tempo an, "
    "alza il ritmo, aumenta il tempo, aumenta il ritmo, aumenta o ritmo, sobe o tempo, sobe o ritmo, tempo omhoog, versnellen, tempo rises, tempo increases, tempo goes up, raise the tempo, increase the tempo, up the tempo, double the tempo, double the speed, doubles the tempo, tempo doubles, speed doubles, twice as fast, doppeltes tempo, doppelt so schnell, deux fois plus vite, double le tempo, el doble de rapido, "
    "doble tempo, o dobro da velocidade, dobro do tempo, il doppio della velocita, doppio tempo, twee keer zo snel, вдвое быстрее, в два раза быстрее, 倍速, 2倍速, 两倍速, 두 배 빠, "
    "faster, quicker, speed up, speeds up, speeding up, pick up the pace, picks up the pace, pick up speed, picks up speed, accelerate, accelerates, tempo up, double time, double tempo, "
    "schneller, beschleunigt, zieht an, plus rapide, plus vite, accelere, s'accelere, accelerer, mas rapido, mas rapida, acelera, mais rapido, mais rapida, mais depressa, "
    "acelere, piu veloce, piu rapido, piu rapida, accelera, accelerare, sneller, versnelt, быстрее, ускоряется, ускорение, ускорить, 速く, 早く, 加速, テンポアップ, スピードアップ, "
    "变快, 快起来, 更快, 加快, 빨라, 빠르게, 빨리, 더 빠, hızlan, hızlansın, hızlanır, hızlanıyor, daha hızlı, اسرع, تسارع, يتسارع, أسرع, तेज हो जाए, तेज़ हो, और तेज",
    "slower": "langsammare, langsommere, saktere, lebih lambat, perlambat, half-time, halftime, at half time, wolniej, zwalnia, zwolnij, coraz wolniej, wolniejsze tempo, テンポを落と, テンポを下げ, ペースを落と, スピードを落と, 遅くして, 降速, 템포를 낮, 템포를 내, 속도를 줄, темп ниже, темп падает, tempo dussun, tempo duser, خفف السرعة, ابطئ, गति घटे, रफतार घटे, "
    "baja el tempo, baja el ritmo, le tempo baisse, tempo runter, tempo rausnehmen, abbassa il ritmo, rallentando il tempo, baixa o ritmo, tempo omlaag, vertragen, tempo drops, tempo decreases, tempo goes down, lower the tempo, drop the tempo, half the tempo, half the speed, halve the tempo, tempo halves, half speed, halbes tempo, halb so schnell, deux fois moins vite, moitie moins vite, la mitad de rapido, a mitad de velocidad, mitad de tempo, "
    "metade da velocidade, a meta della velocita, meta tempo, half zo snel, вдвое медленнее, в два раза медленнее, 半分の速さ, 半速, "
    "slower, slow down, slows down, slowing down, slow it down, slow things down, ritardando, rallentando, half time, decelerate, decelerates, langsamer, verlangsamt sich, plus lent, plus lente, "
    "plus lentement, ralentit, ralentir, ralentis, mas lento, mas lenta, mas despacio, ralentiza, mais lento, mais lenta, mais devagar, desacelera, piu lento, piu lenta, "
    "rallenta, rallentare, langzamer, vertraagt, медленнее, замедляется, замедление, замедлить, 遅く, ゆっくりに, テンポダウン, 变慢, 慢下来, 更慢, 放慢, 减速, 느려, 느리게, 천천히, yavasla, yavaslasın, "
    "yavaslar, yavaslıyor, daha yavas, ابطا, يتباطا, تباطؤ, धीरे हो, धीमा हो, धीमी हो",
    "loud": "tutti, bring it all back, brings it all back, bring everything back, brings everything back, it all comes back, everything comes back, everything back, all comes back, chorus, choruses, the chorus, refrain, final chorus, last chorus, big chorus, chorus part, chorus section, estribillo, refrao, ritornello, refrein, припев, nakarat, refren, up again, go up, goes up, back up, goes back up, come up, comes up, at full, in full, entra todo, entran todos, alles kommt rein, alles setzt ein, alles kommt dazu, tout entre, tout arrive, entra tutto, entrano tutti, entra tudo, entram todos, alles erbij, все вступает, все вступают, wszystko wchodzi, bring the energy up, brings the energy up, raise the energy, volume up, raise the volume, lautstarke rauf, volume omhoog, hogre, starkare, højere, høyere, kraftigere, lebih keras, lebih semangat, lebih energik, heavier, gets heavier, get heavier, harter, plus lourd, mas pesado, mas pesada, piu pesante, mais pesado, mais pesada, zwaarder, тяжелее, energie, энергия, энергии, mais alto, mas alto, sube el volumen, aumenta o volume, alza il volume, monte le son, głosniej, głosno, głosna, głosny, mocniej, mocno, energii, energicznie, energiczna, energiczny, pełny zespoł, cały zespoł, wszystkie instrumenty, kick it up a notch, kick it up, step it up, take it up a notch, take it up, turn it up, turns it up, crank it up, bring it up, dial it up, soar, soars, soaring, stronger, fuller, bigger and bigger, aufdrehen, "
    "let it rip, lets it rip, let loose, goes wild, go wild, goes nuts, go nuts, goes crazy, go crazy, all hell breaks loose, tout le monde, "
    "alle zusammen, todos juntos, tutti insieme, все вместе, みんなで, 全员, 다 같이, 다같이, hep birlikte, सब साथ, सब मिलकर, volle power, mit voller power, full on, full throttle, all out, all in, slams, slam, full force, mit voller wucht, vollgas, volle pulle, a fond, a fond la caisse, a tope, a full, con todo, com tudo, a todo vapor, al massimo, a tutta, vol gas, "
    "на полную, на всю катушку, 全开, 全力で, 全開, "
    "full band, the whole band, whole band, entire band, with the band, everyone joins, everything joins, everyone comes in, everything comes in, all instruments, all the instruments, full orchestra, whole orchestra, picks up, pick up, "
    "pick it up, picks it up, comes alive, gets going, takes off, kick it up, wild, wilder, driving, more driving, ganze band, volle band, alle instrumente, mit allem, wild, treibend, voll orchester, volles orchester, "
    "tout le groupe, groupe complet, tous les instruments, toda la banda, banda completa, todos los instrumentos, con fuerza, con energia, banda inteira, todos os instrumentos, tutta la band, banda completa, tutti gli strumenti, hele band, "
    "вся группа, все инструменты, весь оркестр, 全員, バンド全体, フルバンド, 全楽器, 整个乐队, 全乐队, 全体乐器, 所有乐器, 풀밴드, 전체 밴드, 모든 악기, tum grup, butun enstrumanlar, tum enstrumanlar, hareketli, cosku, coskulu, الفرقة كاملة, كل الالات, كل الآلات, पूरा बैंड, सारे वाद्य, "
    "激しく, 热烈, 狂野, 신나, 격렬, حماسي, loud, louder, energetic, intense, intensity, big, bigger, huge, massive, powerful, full, hard, harder, lively, exciting, dramatic, epic, full power, full energy, "
    "energy, energy up, lauter, laut, kraftig, kraftvoll, energisch, energiegeladen, episch, intensiv, volle kraft, volle energie, fort, plus fort, intense, "
    "energique, puissant, epique, fuerte, mas fuerte, intenso, intensa, energico, energica, potente, epico, epica, energia, forte, piu forte, mais forte, energetico, "
    "energetica, energetico, luid, luider, harder, krachtig, громко, громче, мощно, мощная, энергично, энергичная, エピック, 激しく, 激しい, 大きく, 力強く, 明るく, "
    "激烈, 强烈, 更响, 大声, 크게, 신나게, 강하게, 웅장하게, 격렬하게, yuksek, guclu, enerjik, قوي, قوية, حماسي, حماسية, صاخب, तेज, जोरदार",
    "quiet": "musical bridge, bridge section, bridge part, middle eight, middle 8, go down, goes down, come down, comes down, back down, fewer instruments, less instruments, fewer layers, thin out, thins out, thinner, drop the volume, drops the volume, lower the volume, volume down, volume drops, lower it, turn the volume down, bring the energy down, brings the energy down, energy down, lower the energy, drop the energy, energy drops, baisse le volume, baisse le son, baja el volumen, abbassa il volume, baixa o volume, volume omlaag, lautstarke runter, lugnare, lugnt, tystare, roligere, stille, lebih tenang, lebih pelan, tenang, ciszej, cicho, cicha, cichy, spokojnie, spokojniej, spokojna, spokojny, delikatnie, delikatna, delikatny, łagodnie, łagodna, łagodniej, turn it down, turns it down, turn down, turns down, tone it down, bring it down, brings it down, take it down, take it down a notch, dial it back, dial it down, pull back, pulls back, pull it back, hold back, holds back, strip back, strips back, stripped back, stripped down, strip it back, strip it down, energy dips, dips, dip, sparse, sparser, runterfahren, zuruckhaltend, zuruckhaltender, zurucknehmen, plus sobre, epure, mas sobrio, piu sobrio, "
    "i talk, i speak, i'm talking, i am talking, me talking, someone talks, someone speaks, voice over, voiceover, dialogue, ich rede, ich spreche, je parle, hablo, falo, parlo, ik praat, я говорю, 話す, 喋る, 说话, 말하, ambience, quiet, quieter, quietly, calm, calmer, soft, softer, softly, gentle, gentler, mellow, low energy, low key, subtle, slow, peaceful, "
    "ruhig, ruhiger, leise, leiser, sanft, sanfter, langsam, calme, calmement, doux, douce, doucement, tranquille, plus calme, "
    "tranquilo, tranquila, suave, tranquillo, tranquilla, calmo, calma, piano piano, dolce, rustig, rustiger, zacht, zachter, тихо, тихая, тише, "
    "спокойно, спокойная, спокойнее, 静か, 静かに, 静かな, 落ち着, 安静, 平静, 轻柔, 舒缓, 조용, 잔잔, 차분, sakin, sessiz, yavas, هادئ, هادئة, هدوء, शांत, धीम",
    "start": "introduce, introduces, introducing, back, give it back, bring it back, brings it back, bring them back, back again, riparte, ripartono, ricomincia, arranca de nuevo, geht wieder los, repart, repartent, kommer in, kommer ind, kommer inn, lagg till, tilføj, legg til, tambahkan, tambah, masuk, mulai, resume, resumes, resuming, restart, restarts, setzt wieder ein, geht weiter, reprend, reprennent, se reanuda, riprende, riprendono, recomeca, hervat, возобновляется, wchodzi, wchodza, dodaj, dodac, dochodzi, dochodza, dołacza, dołaczaja, wraca, wracaja, zaczyna, zaczynaja, zaczyna sie, start, pojawia sie, pojawiaja sie, comes back, come back, coming back, returns, return, is back, are back, back in, kommt zuruck, kommen zuruck, kommt wieder, revient, reviennent, vuelve, vuelven, regresa, volta, voltam, torna, tornano, komt terug, возвращается, возвращаются, 戻って, 戻る, 回来, 再次, 돌아, geri gelsin, geri gelir, تعود, يعود, वापस, add, adds, adding, bring in, brings in, bringing in, join, joins, joining, arrive, arrives, dazu, kommt dazu, kommen dazu, hinzu, kommt, kommen, kommt rein, steigt ein, steigen ein, ajoute, ajouter, "
    "arrive, arrivent, rejoint, anade, anadir, agrega, se suma, se suman, adiciona, adicione, entre, aggiungi, si aggiunge, si aggiungono, entri, entrino, komt erbij, komen erbij, добавь, добавить, добавляются, вступает, присоединяются, "
    "加わ, 入って, 入り, 加入, 响起, 들어와, 들어오, 추가, eklensin, ekle, katılsın, gir, تدخل, يدخل, ادخل, اضف, जुड़े, जोड़, आए, start, starts, starting, begin, begins, come in, comes in, enter, enters, beginnt, beginnen, startet, starten, einsetzen, setzt ein, losgehen, commence, "
    "commencer, demarre, entre, entrent, empieza, empezar, comienza, entra, entran, inizia, iniziare, comeca, comecar, entram, begint, начинается, вступают, "
    "начало, 始ま, 開始, 入る, 开始, 进入, 시작, 들어오, baslasın, basla, girsin, تبدأ, يبدأ, شुरू",
    "stop": "pull everything out, pulls everything out, take everything out, takes everything out, strip everything out, mute, mutes, muting, muted, away, take away, takes away, leaves, exit, exits, goes away, go away, fall away, falls away, drop away, drops away, is gone, are gone, slutar, stopper, stoppar, berhenti, hilang, be done, is done, be over, is over, be finished, is finished, last note, final note, last chord, final chord, wrap up, wraps up, se va, se van, via la, via il, via lo, via i, via gli, via le, hort, horen, eruit, valt weg, vallen weg, gaan uit, znika, znikaja, wycisz, usun, zabierz, przestaje grac, przestaje, przestaja, zatrzymuje sie, konczy sie, stop, mute the, mutes the, sussun, sus, durdur, hors, stummgeschaltet, duck out, ducks out, ducking out, drops out, drop out, remove, removes, take out, takes out, drop out, drops out, leave, leaves, disappear, disappears, raus, geht raus, weg, sort, sortent, enleve, disparait, disparaissent, quita, desaparece, desaparecen, sai, saem, tira, esce, escono, togli, "
    "sparisce, verdwijnt, пропадает, уходит, уходят, убрать, убери, 抜け, 消え, 去掉, 退出, 빠지, 빠져, 사라, cıksın, cıkar, يخرج, احذف, हटा, schluss, ende, fin, corte, 끝, 終わり, stop, stops, stopping, end, ends, ending, finish, finishes, cut, cuts, cut out, cuts out, cut off, out, stoppt, stoppen, aufhoren, hort auf, endet, enden, "
    "arrete, arreter, s'arrete, coupe, coupez, couper, corta, cortar, cortala, taglia, tagliare, knip af, finit, finir, para, parar, pare, termina, terminar, acaba, acabar, si ferma, ferma, fermare, finisce, finire, acaba, "
    "stopt, stoppen, eindigt, останавливается, остановить, заканчивается, 止め, 止ま, 終わ, 停止, 结束, 멈추, 끝나, dursun, dur, bitsin, bitiyor, تتوقف, توقف, تنتهي, "
    "बंद",
}  # fmt: skip
# Phrases that only seem to contain one of these words: what is seen.
NO_EVENTS = (
    "beat switch, beat switches, beat change, beat changes, muted trumpet, muted trumpets, muted brass, muted guitar, muted guitars, palm mute, palm muted, palm muted guitar, palm muted guitars, cut to, cuts to, laid back, laid-back, way back, throw back, throwback, flash back, back to, back into, double bass, double kick, back beat, big band, big bands, halfway house, slow motion, slow mo, slow-mo, slow-motion, slo mo, slo-mo, slomo, zeitlupe, ralenti, ralentis, au ralenti, camara lenta, camera lenta, al rallentatore, rallentatore, "
    "スローモーション, 慢动作, 슬로우 모션, 슬로모션, ağır cekim, fast motion, fast forward, metal breakdown, hardcore breakdown, heavy breakdown, metalcore breakdown, djent breakdown, breakdown riff, we hit, i hit, they hit, he hits, she hits, you hit, hits the road, hits the water, hits the beach, hit the road, big day, hard drive, soft launch, full time, full screen, hit song, hit songs, hits song"
)
# Before a level or a pace these make its opposite of it ("less energy", "not so loud"), before anything else they refuse it ("no drop").
LESS_OF = (
    r"(?:less|not (?:so|as|too|very|that)|no longer|not|no more|no|without|don't|never|weniger|nicht (?:so|mehr|zu)?|kein\w*|ohne|moins(?: d[e'])?|pas (?:si|trop|de)|plus de|sans|"
    r"menos|no (?:tan|muy)|sin|meno|non (?:cosi|troppo)|senza|niente|nao (?:tao|muito)|sem|minder|niet (?:zo|te)|geen|zonder|менее|меньше|не (?:так|слишком|очень)|без|mniej|nie tak|bez|daha az|더 적|덜|أقل|कम)"
)
# Behind who came or went before, a clause begins with one of these: "the guitar comes in at 0:10, goes out at 0:30".
GOES_ON = r"^\W*(?:(?:and|then|it|they|but|und|et|y|e|en|dann)\s+)*(?:goes|leaves|drops|exits|disappears|stops|comes|returns|geht|verschwindet|kommt|part|revient|sale|vuelve|esce|torna|sai|volta)(?!\w)"
# These refer to what was named before: "both after that", "more energy at 0:20, less at 0:40".
BOTH = r"both|all of them|all three|beide|les deux|ambos|ambas|entrambi|os dois|allebei|оба"
LESS_ALONE = {"less", "weniger", "moins", "menos", "meno", "minder", "меньше"}
MORE_ALONE = {"more", "mehr", "plus", "mas", "mais", "piu", "meer", "больше"}
# Words for a silence that is short, unless its end is said.
PAUSES = {"pause", "pauses", "break", "pausa", "пауза", "休止", "暂停", "멈춤", "pauze", "pauza", "pauzy"}
# A clause of the picture that is about the music after all: "when the beat drops".
HEARD = r"(?<!\w)(?:beat|bass|music|drop|drums?|chorus|verse|song|track|bridge|musik|musique|musica|muziek)(?!\w)"
OPPOSITES: dict[Event, Event] = {
    "loud": "quiet", "quiet": "loud", "faster": "slower", "slower": "faster",
}  # fmt: skip
# "Solo" behind an instrument, and before it ("solo guitarra" is a guitar alone).
SOLO = r"(?:(?:takes?|taking|plays?|playing|has|gets|does|の)\s*(?:a |the |its |his |her )?)?(?:solos?|solosu|соло|سولو|सोलो|獨奏|独奏)"
SOLO_OF = (
    r"(?:solo|assolo|соло|صولو|سولو)\s+(?:de|du|di|do|da|del|della|dello|von|van|na|mit|with|by|on|на|для)(?:\s+(?:la|el|le|the|der|dem|il|lo))?|"
    r"assolo|соло|عزف منفرد(?: على)?"
)
ALSO_STYLES = {"epic", "episch", "epique", "epico", "epica", "エピック"}  # words that also name a style

# With nothing else but words of ALL_MUSIC beside it, a silence: "nothing until 0:04", not "nothing loud until 0:04".
NOTHING = {
    *("nothing", "nichts", "rien", "nada", "niente", "nulla", "niets", "ничего", "なし", "什么都没有", "没有", "아무것도", "hicbir", "hic", "لا شيء", "कुछ नहीं", "zero"),
    *("none", "nix", "musiksiz"),
}  # fmt: skip
# Who starts or stops there is all the music, if one of these and no instrument, or nothing but words of ALL_MUSIC, stands beside it.
MUSIC = {
    "music",
    "musik",
    "muzyka",
    "muzyki",
    "muzyke",
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
EVERYTHING = {
    "wszystko",
    "everything",
    "alles",
    "tout",
    "todo",
    "tudo",
    "tutto",
    "все",
    "全部",
    "모두",
    "全て",
    "すべて",
    "herşey",
}
ALL_MUSIC = MUSIC | {
    *("the", "music", "musik", "musique", "musica", "muziek", "muzik", "song", "track", "soundtrack", "score", "audio", "sound", "it"),
    *("everything", "all", "and", "then", "should", "only", "please", "der", "die", "das", "la", "le", "el", "o", "a", "de", "het", "il"),
    *("un", "une", "uma", "una", "bitte", "soll", "nur", "seulement", "apenas", "solo", "alleen", "только", "but", "not", "play", "plays", "until", "from", "erst", "must", "has", "to", "have", "doit", "debe", "deve", "moet", "que", "let", "make"),
    *("dead", "completely", "totally", "altogether", "suddenly", "cold", "sharp", "again", "ganz", "plotzlich", "d'un", "coup", "de", "golpe", "di", "colpo"),
    *("want", "i", "wir", "ich", "we", "tout", "todo", "tudo", "tutto", "alles", "in", "be", "can", "abruptly", "музыка", "на", "в", "音楽"),
    *("音楽は", "音楽が", "音乐", "음악", "음악은", "음악이", "موسيقى", "الموسيقى", "संगीत"),
}  # fmt: skip
# With one of these right before a time, it is the time that is the only one: "drums only from 0:20".
ONLY_THEN = (
    r"only|just|tylko|dopiero|nur|lediglich|erst|seulement|uniquement|juste|solamente|unicamente|apenas|somente|soltanto|alleen|slechts|только|лишь|"
    r"(?<=   )solo|"  # "entra solo dopo 20 secondi": the verb is blank by then
    r"只有|只|だけ|のみ|만|sadece|yalnızca|فقط|सिरफ|केवल"
)
# Behind these a clause names something in the picture, which nobody sees ("when the title appears").
WHEN = r"(?:(?:right |just |only )?after the(?= (?:logo|titles?|text|credits|kiss|speech|scene|shot|hook|punchline|joke|reveal|countdown)\b)|as soon as|the moment|the second(?! (?:min|half|third|part|verse|chorus|drop|time|sec))|every time|whenever|when|once|wenn|sobald|quand|lorsque|des que|cuando|en cuanto|quando|appena|assim que|wanneer|zodra|когда|как только|kiedy|gdy|عندما|حين|जब)"
WHEN_BEHIND = r"(?:とき|時|ところ|たら|的时候|时候|时|할 때|때)"
# Behind what is seen, a wish begins with one of these: "when the door slams it should switch to metal".
THE_MUSIC = (
    r"\s(?:it|the music|music|the song|the track|the beat|everything|i want|i'd like|we need|please|then|go to|switch to|change to|die musik|es|la musique|la musica|de muziek) "
    r"(?:should|must|has to|have to|can|could|needs|need|gets|becomes|turns|switches|changes|drops|stops|starts|goes|kicks|soll|sollte|muss|wird|doit|devrait|debe|deberia|deve|moet|it|a|the|into)(?!\w)"
)
# What people do in a film, or a wish of politeness, behind "when": no cue.
NO_CUE = (
    r"(?:(?:i|i'm|we|you|someone|somebody|people|he|she|they)\s+(?:am |are |is |was |were )?(?:talk|speak|talking|speaking|narrate)\w*|possible|needed|necessary|appropriate|it comes to|"
    r"i was|we were|you can|you're done|i say|done|ich rede|ich spreche|moglich|possible|posible|possibile|je parle|hablo|falo|parlo)"
)
