"""What words of a prompt mean: styles, characters, instruments, tempo, energy; in English, and by their common words in
German, French, Spanish, Portuguese, Italian, Dutch, Russian, Japanese and Chinese.

What belongs here: data, phrases separated by commas, in small letters and without accents. What does not: finding them in
a prompt (words.py).
"""

from dataclasses import dataclass

from resources.music.styles import Mode

# Names of a style.
STYLE_PHRASES = {
    "ambient": "ambient, drone ambient, ambient drone, ambiental, drone music, new age, soundscape, atmospheric, atmosphere, atmospharisch, spa music, white noise, アンビエント, 氛围, эмбиент",
    "lofi": "lofi, vinyl crackle, lo fi, lo-fi hip hop, lofi hip hop, lo fi hip hop, chillhop, chill hop, study beats, chill beat, chill beats, ローファイ",
    "boom-bap": "boom bap, boombap, hip hop, hiphop, rap, rap beat, old school, old school hip hop, east coast, freestyle beat, breakbeat hip hop, хип хоп, ヒップホップ, 嘻哈, 说唱, 说唱节拍",
    "happy": "feel good, feelgood, bubblegum, happy hardcore",
    "pop": "pop, pop song, pop music, indie pop, dance pop, popmusik, k pop, kpop, j pop, jpop, city pop, поп, ポップ, 流行",
    "epic": "orchestra, orchestral, orchester, orchestre, orquesta, orquestra, cinematic, cinematique, cinematico, cinematografico, symphonic, symphony, fanfare, march, marching band, military, marsch, hans zimmer, john williams, two steps from hell, オーケストラ, 管弦乐, оркестр, оркестровая",
    "sad": "ballad, sad piano, melancholic piano, emotional piano, sad strings, lament, elegy, requiem, funeral music",
    "electronic": "electronic, electronica, elektronisch, elektro, electro, electronique, electronico, electronica, eletronica, elettronica, edm, dance music, club music, eurodance, trance, rave, big room, future bass, idm, hardstyle, электронная, エレクトロニック, 电子",
    "acoustic": "acoustic, indie guitar, indie acoustic, akustisch, acoustique, acustico, acustica, folk, folk music, singer songwriter, indie folk, campfire, lagerfeuer, celtic, irish, irish folk, medieval, bardcore, americana, фолк, 民谣, アコースティック",
    "punk": "punk, punkrock, punk rock, pop punk, skate punk, hardcore punk, ska punk, emo, ramones, green day, blink 182, панк, パンク, 朋克",
    "rock": "rock, indie, rock n roll, rock and roll, rock music, rockig, classic rock, hard rock, indie rock, alternative, alternative rock, grunge, garage rock, stadium rock, arena rock, surf rock, rockabilly, post rock, southern rock, ac dc, рок, ロック, 摇滚",
    "metal": "metal, heavy metal, death metal, thrash, thrash metal, black metal, metalcore, djent, nu metal, doom metal, metallica, метал, メタル, 金属",
    "reggae": "reggae, dub, dub reggae, ska, dancehall, rocksteady, roots reggae, jamaican, bob marley, регги, レゲエ, 雷鬼",
    "funk": "funk, funky, acid jazz, slap bass, p funk, james brown, фанк, ファンク, 放克",
    "disco": "disco, nu disco, daft punk, abba, french house, диско, ディスコ, 迪斯科",
    "trap": "trap, trap beat, trap music, drill, uk drill, phonk, 808s, cloud rap, трэп, トラップ, 陷阱",
    "drum-and-bass": "drum and bass, drum n bass, drum & bass, drum'n'bass, dnb, d&b, jungle music, breakbeat, breakcore, liquid dnb, neurofunk",
    "dubstep": "dubstep, brostep, riddim, wobble bass, wub, skrillex, дабстеп",
    "house": "house, house music, deep house, tech house, tropical house, progressive house, afro house, garage, uk garage, хаус, ハウス, 浩室",
    "techno": "techno, minimal techno, gabber, acid, acid techno, industrial, ebm, hard techno, техно, テクノ, 科技舞曲",
    "synthwave": "synthwave, synth wave, retrowave, outrun, vaporwave, vapourwave, darksynth, synth pop, synthpop, new wave, stranger things, blade runner, vangelis, cyberpunk, синтвейв, シンセウェイブ, 合成器浪潮",
    "jazz": "jazz, jazzy, jazz trio, swing, big band, bebop, bop, cool jazz, smooth jazz, jazz club, dixieland, ragtime, lounge, lounge music, cocktail, gypsy jazz, miles davis, джаз, ジャズ, 爵士, 爵士乐",
    "bossa-nova": "bossa nova, bossa, bossanova, samba, mpb, jobim, босса нова, ボサノバ, 波萨诺瓦",
    "latin": "latin, latino, latina, salsa, reggaeton, cumbia, mambo, cha cha, merengue, bachata, tango, rumba, flamenco, mariachi, latin jazz, despacito, латино, ラテン, 拉丁",
    "afrobeat": "afrobeat, afrobeats, afro pop, afropop, highlife, african, afro, afrikanisch, africaine, amapiano, fela kuti, world music, weltmusik, tribal",
    "blues": "blues, bluesy, delta blues, twelve bar, 12 bar blues, blues rock, shuffle, boogie, boogie woogie, блюз, ブルース, 布鲁斯, 蓝调",
    "country": "country, country music, bluegrass, hillbilly, honky tonk, nashville, western, wild west, spaghetti western, cowboy, johnny cash, ennio morricone, кантри, カントリー, 乡村",
    "soul": "soul, soulful, r&b, rnb, r and b, neo soul, motown, gospel, quiet storm, slow jam, соул, ソウル, 灵魂乐",
    "chiptune": "chiptune, boss battle, boss fight, chip tune, 8 bit, 8bit, 8-bit, 16 bit, 16bit, bitpop, nes, gameboy, game boy, nintendo, arcade, video game music, videogame music, pixel, чиптюн, チップチューン, 8位",
    "corporate": "corporate, business, presentation, presentation music, explainer, advertising, commercial, advert, werbung, startup, start up, tech startup, pitch deck, company, imagefilm, produktvideo, product video, корпоративная, 企业",
    "tension": "tension, suspense, thriller, spy, detective, noir, film noir, heist, crime, crime scene, investigation, underscore, spannung, spionage, agent, mission impossible, james bond, триллер, サスペンス, 悬疑",
    "horror": "horror, horreur, terror, halloween, zombie, zombies, slasher, haunted, haunted house, ghost, ghosts, gruselig, grusel, хоррор, ホラー, 恐怖",
    "comedy": "comedy, polka, blasmusik, oompah, slapstick, cartoon, komodie, comedie, comedia, commedia, clown, circus, zirkus, cirque, circo, silly, комедия, コメディ, 喜剧",
    "piano": "solo piano, piano solo, piano music, piano piece, klaviermusik, klavierstuck, nocturne, chopin, satie, einaudi, ludovico einaudi, yann tiersen, debussy, ピアノソロ, 钢琴曲",
    "classical": "classical, classical music, classic music, klassik, klassisch, klassische musik, classique, clasica, clasico, classica, classico, baroque, barock, barroco, renaissance, chamber music, kammermusik, string quartet, streichquartett, quartet, quartett, mozart, bach, beethoven, vivaldi, haydn, concerto, sonata, opera, классическая, классика, クラシック, 古典",
    "waltz": "waltz, walzer, valse, vals, valsa, valzer, viennese, 3/4, three four time, three four, вальс, ワルツ, 圆舞曲, 华尔兹",
    "christmas": "christmas, xmas, x mas, weihnachten, weihnachtlich, weihnachtsmusik, noel, navidad, natal, natale, kerst, sleigh bells, jingle bells, carol, carols, advent, рождество, новый год, クリスマス, 圣诞",
}  # fmt: skip

# Places, occasions and kinds of film, and the style that usually stands behind them: weaker than a style's name.
SCENE_PHRASES = {
    "ambient": "meditation, yoga, spa, sleep, sleeping, asmr, underwater, ocean, sea, meer, mer, mar, clouds, sky, stars, starry, space, galaxy, cosmos, weltraum, aurora, timelapse, time lapse, zen, buddhist, forest, wald, mist, fog, aquarium, snow, winter, glacier, planetarium",
    "lofi": "study, studying, homework, coffee, cafe, coffee shop, kaffee, cozy, cosy, gemutlich, bedroom, late night, rainy day, rainy, desk setup, reading, journaling, streaming background, stream starting soon",
    "boom-bap": "street, streets, graffiti, basketball, breakdance, skyline, urban, city, cityscape, new york, brooklyn, hood, sneakers, streetwear, stadt, ville, ciudad, cidade, citta",
    "happy": "birthday, geburtstag, anniversaire, cumpleanos, aniversario, compleanno, party, kids, kinder, children, enfants, ninos, criancas, bambini, baby, puppy, puppies, dog, dogs, hund, pet, pets, summer, sommer, ete, verano, verao, estate, vacation, ferien, urlaub, vacances, vacaciones, ferias, vacanze, holiday, holidays, picnic, playground, vlog, vlogs, daily vlog, unboxing, haul, makeup, tutorial, diy, craft, family, familie, famille, familia, famiglia, graduation, wedding party, pool party, sunshine, sunny, lego",
    "epic": "filmmusik, film music, film score, movie score, soundtrack, score, trailer, movie trailer, battle, war, krieg, guerre, guerra, knight, knights, dragon, fantasy, viking, vikings, hero, superhero, victory, sport highlights, championship, olympics, mountains, mountain, berge, everest, eagle, castle, sword, gladiator, launch, rocket launch, marvel, game of thrones, lord of the rings",
    "sad": "funeral, goodbye, farewell, abschied, adieu, despedida, addio, memorial, in memory, breakup, break up, heartbreak, loss, grief, trauer, deuil, rain, regen, pluie, lluvia, chuva, pioggia, tears, hospital, charity, war memories, loneliness",
    "electronic": "dance, dancing, club, clubbing, dj, festival, nightclub, drone race, drone racing, fpv, racing, race, car, cars, auto, formula 1, game, games, gaming, gameplay, esports, montage, fortnite, technology, tech, robot, robots, ai, futuristic, future, science fiction, sci fi, scifi, hacker, parkour, snowboard, snowboarding, motocross, sports, sport, fitness, gym, workout, training, crossfit, running, cycling, aerobics, hyperlapse",
    "acoustic": "tavern, nature, natur, naturaleza, natureza, natura, travel, travelling, reise, voyage, viaje, viagem, viaggio, road trip, roadtrip, hike, hiking, wandern, camping, camp, garden, gardening, garten, farm, farmhouse, village, autumn, herbst, fall colors, spring, fruhling, printemps, primavera, sunrise, sunset, sonnenaufgang, sonnenuntergang, countryside, vanlife, van life, cottage, cottagecore, picking apples, harvest, bees, cooking, recipe, kochen, cuisine, cocina, cozinha, cucina, bread, baking, food, wedding, hochzeit, mariage, boda, casamento, matrimonio, love story, meadow, river, lake, birds, drone footage, landscape, landschaft, paysage, paisaje, paisagem, paesaggio",
    "punk": "skate, skateboard, skateboarding, skater, skate video, bmx, halfpipe, mosh pit, riot",
    "rock": "motorcycle, biker, motorrad, garage band, highway, monster truck, stadium, football, soccer, fussball, american football, hockey, muscle car, wrestling, boxing",
    "reggae": "island, caribbean, karibik, rasta, jamaica, hammock, hangematte",
    "disco": "roller skating, roller disco, dance floor, dancefloor, glitter, studio 54",
    "trap": "lamborghini, luxury car, gangster, hustle, money",
    "house": "fashion, fashion show, runway, catwalk, rooftop, pool, ibiza, beach club, yacht, cocktail party",
    "synthwave": "night drive, neon, miami, arcade racer, vhs, delorean, retro future",
    "jazz": "whisky, whiskey, wine, bar, speakeasy, restaurant, candlelight dinner, dinner, paris, great gatsby, art gallery",
    "bossa-nova": "beach, strand, plage, playa, praia, spiaggia, rio, rio de janeiro, brazil, brasil, sunset bar, elevator, elevator music, hotel lobby, lobby, ipanema",
    "latin": "carnival, karneval, carnaval, fiesta, mexico, mexican, cuba, havana, spain, spanish, tacos, miami beach",
    "afrobeat": "jungle, safari, africa, afrika, savanna, lagos, market",
    "country": "duel, rodeo, ranch, barn, horse, horses, pferd, desert, texas, tractor, whiskey bar, saloon",
    "corporate": "real estate, immobilien, immobilier, inmobiliaria, house tour, apartment tour, linkedin, conference, webinar, interview, documentary, dokumentation, documentaire, documental, charity gala, infographic, office, buro, bureau, oficina, team, news, nachrichten, podcast, podcast intro, intro, youtube intro, outro, review, product review, product, how to, screencast, software demo, app demo, elearning, e learning, lecture, school, science, medical, architecture",
    "tension": "chase, verfolgung, mystery box, murder, escape, escape room, puzzle, true crime, conspiracy, ufo, aliens, submarine, countdown, bomb, poker",
    "horror": "graveyard, friedhof, cemetery, vampire, vampires, witch, witches, monster, monsters, nightmare, demon, exorcist, abandoned, abandoned house, asylum, dark forest, creepypasta",
    "comedy": "prank, pranks, fail, fails, fail compilation, bloopers, cat, cats, kitten, kittens, monkey, penguin, penguins, meme, memes, mime, sneaky, sneaking",
    "piano": "lullaby, schlaflied, berceuse, cancion de cuna, ninna nanna, poem, poetry, gedicht, letter, diary, proposal, ballet, ballett, museum, autumn leaves, portrait",
    "classical": "palace, schloss, museum tour, royal, royalty, queen, king, tea party, ballroom gala, chess, aristocrat",
    "waltz": "ballroom, ball, carousel, karussell, merry go round, vienna, wien, dance of the couple, first dance",
    "christmas": "santa, santa claus, reindeer, snowman, gingerbread, christmas tree, christmas market, weihnachtsmarkt, winter wonderland, presents",
}  # fmt: skip

# Times, and the styles that stand for them when no other is named.
ERA_PHRASES = {
    "classical": "17th century, 18th century, 1700s, victorian, 19th century, 1800s",
    "jazz": "20s, 1920s, twenties, roaring twenties, 30s, 1930s, thirties, 40s, 1940s, forties, prohibition",
    "rock": "50s, 1950s, fifties, 60s, 1960s, sixties, vintage rock",
    "disco": "70s, 1970s, seventies, 70er, siebziger, annees 70, anos 70",
    "synthwave": "80s, 1980s, eighties, 80er, achtziger, annees 80, anos 80, retro, vintage synth, 80年代",
    "boom-bap": "90s, 1990s, nineties, 90er, neunziger, annees 90, anos 90, golden age",
    "pop": "2000s, y2k, 00s, noughties",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """What a word for a character asks for. `style`: that it suggests where no kind of music is named; `mode`: None for
    either; `pace` and `energy`: -1 to 1, against the style's usual ones.
    """

    style: str
    mode: Mode | None
    pace: float
    energy: float
    phrases: str


CHARACTERS = {
    "happy": Character("happy", "major", 0.3, 0.2, "happy, happier, happiness, cheerful, joyful, joy, joyous, glad, bright, fun, upbeat, sunny mood, positive, positivity, merry, bubbly, carefree, jolly, lively, frohlich, froh, glucklich, lustig, heiter, gut gelaunt, gute laune, joyeux, joyeuse, heureux, heureuse, gai, gaie, alegre, alegres, feliz, felices, allegro felice, felice, allegra, gioioso, vrolijk, blij, веселая, веселый, весело, радостная, счастливая, 楽しい, 明るい, 快乐, 欢快, 开心"),
    "sad": Character("sad", "minor", -0.6, -0.4, "sad, sadness, sadder, melancholy, melancholic, melancholia, sorrow, sorrowful, mournful, lonely, lonesome, heartbroken, heartbreaking, depressing, depressed, gloomy, tearful, bittersweet, moody, traurig, melancholisch, einsam, triste, tristes, melancolique, melancolico, melancolica, malinconico, malinconica, verdrietig, грустная, грустный, грустно, печальная, 悲しい, 切ない, 悲伤, 忧伤"),
    "calm": Character("ambient", None, -0.6, -0.5, "calm, calming, low energy, peaceful, peace, relaxing, relaxed, relax, relaxation, chill, chilled, chilling, chillout, chill out, laid back, laidback, mellow, soothing, serene, tranquil, gentle, soft, softly, quiet, slow and soft, tender, delicate, easy going, unobtrusive, subtle, light background, ruhig, entspannt, entspannend, sanft, leise, zart, calme, apaisant, doux, douce, relaxant, tranquilo, tranquila, relajante, suave, relaxante, calmo, calma, tranquillo, rilassante, dolce, rustig, спокойная, спокойный, тихая, нежная, 静か, 穏やか, 落ち着いた, リラックス, 平静, 安静, 放松, 轻松"),
    "energetic": Character("electronic", None, 0.7, 0.6, "energetic, loud, louder, energy, high energy, energic, energetisch, driving, powerful beat, pumping, pumped, hype, hyped, exciting, excited, action, action packed, intense, intensive, dynamic, banging, banger, hard hitting, explosive, adrenaline, wild, crazy, uptempo energy, energiegeladen, treibend, energique, dynamique, energico, energica, energetico, dinamico, animado, animada, opzwepend, энергичная, энергичный, драйвовая, 激しい, エネルギッシュ, 充满活力, 激烈, 动感"),
    "dark": Character("tension", "minor", -0.1, 0.0, "dark, darker, sinister, brooding, menacing, evil, ominous, bleak, grim, duster, dunkel, finster, sombre, oscuro, oscura, sombrio, sombria, cupo, scuro, donker, темная, мрачная, 暗い, 黑暗"),
    "tense": Character("tension", "minor", 0.1, 0.2, "tense, suspenseful, mysterious, mystery, mystical, secretive, nervous, anxious, uneasy, thrilling, gripping, spannend, geheimnisvoll, mysterieux, mysterieuse, misterioso, misteriosa, spannungsvoll, таинственная, напряженная, напряженно, 神秘, 神秘的, 緊張"),
    "scary": Character("horror", "minor", -0.2, 0.1, "scary, creepy, spooky, eerie, frightening, terrifying, disturbing, unsettling, unheimlich, angsteinflossend, effrayant, aterrador, assustador, spaventoso, griezelig, страшная, жуткая, 怖い, 可怕"),
    "epic": Character("epic", None, 0.0, 0.5, "epic, episch, epique, epico, epica, heroic, heroisch, heroique, heroico, dramatic, drama, dramatisch, dramatique, dramatico, dramatica, grand, grandiose, majestic, monumental, triumphant, triumph, huge, massive, powerful, mighty, legendary, larger than life, anthem, anthemic, эпическая, эпичная, драматичная, 壮大, エピック, 史诗"),
    "hopeful": Character("corporate", "major", 0.0, 0.1, "hopeful, hope, uplifting, inspiring, inspirational, inspiration, motivational, motivating, motivation, optimistic, encouraging, hoffnungsvoll, inspirierend, motivierend, inspirant, motivant, inspirador, inspiradora, motivador, esperanzador, esperancoso, ispirante, motivazionale, вдохновляющая, мотивирующая, 励志, 希望"),
    "romantic": Character("piano", "major", -0.4, -0.2, "romantic, romance, love, lovely, loving, sensual, passionate, intimate, sweet, romantisch, liebevoll, liebe, romantique, amour, romantico, romantica, amor, amore, романтичная, романтическая, любовь, ロマンチック, 浪漫"),
    "emotional": Character("sad", "minor", -0.3, 0.0, "emotional, touching, moving, heartfelt, sentimental, poignant, deep feelings, emotionsvoll, beruhrend, gefuhlvoll, emouvant, emocional, emotivo, emotiva, emozionante, commovente, эмоциональная, трогательная, 感動, 感动"),
    "dreamy": Character("ambient", None, -0.4, -0.3, "dreamy, dreamlike, dream, ethereal, floating, hypnotic, airy, celestial, heavenly, magical, magic, fairy tale, fairytale, enchanted, spacey, psychedelic, trippy, traumerisch, vertraumt, marchenhaft, reveur, onirique, sonador, onirico, sonhador, sognante, мечтательная, волшебная, 夢のような, 幻想的, 梦幻"),
    "warm": Character("acoustic", "major", -0.1, -0.1, "warm, warmth, wholesome, heartwarming, homely, organic, friendly, down to earth, herzlich, chaleureux, calido, calida, acolhedor, caloroso, caldo, теплая, 温かい, 温暖"),
    "nostalgic": Character("lofi", None, -0.2, -0.1, "nostalgic, nostalgia, memories, childhood memories, reminiscent, wistful, longing, nostalgisch, wehmutig, sehnsuchtig, nostalgique, nostalgico, nostalgica, saudade, ностальгическая, 懐かしい, 怀旧"),
    "funny": Character("comedy", "major", 0.1, 0.1, "funny, humorous, humor, goofy, quirky, whimsical, playful, cheeky, mischievous, witzig, verspielt, drole, amusant, espieglerie, divertido, divertida, gracioso, engracado, divertente, buffo, grappig, смешная, забавная, 面白い, かわいい, cute, adorable, kawaii, 搞笑, 可爱"),
    "aggressive": Character("metal", "minor", 0.4, 0.7, "aggressive, angry, brutal, heavy, furious, rage, violent, harsh, fierce, aggressiv, wutend, agressif, agresivo, agressivo, aggressivo, woedend, агрессивная, злая, 攻撃的, 愤怒"),
    "groovy": Character("funk", None, 0.1, 0.2, "groovy, groove, danceable, catchy, swagger, badass, confident, sassy, tanzbar, mitreissend, entrainant, bailable, dancante, ballabile, ритмичная, グルーヴィー"),
    "smooth": Character("soul", None, -0.2, -0.1, "smooth, sexy, silky, seductive, sultry, velvety, classy, stylish, cool, chic, slick, lassig, geschmeidig, elegant, elegante, sophisticated, luxurious, luxury, edel, стильная, おしゃれ, 优雅"),
    "serious": Character("piano", "minor", -0.2, -0.1, "serious, thoughtful, reflective, contemplative, pensive, introspective, solemn, sober, respectful, ernst, nachdenklich, besinnlich, serieux, reflechi, serio, seria, riflessivo, серьезная, 严肃"),
}  # fmt: skip

# What an instrument is called, and the style that it suggests where none is named.
INSTRUMENT_PHRASES = {
    "piano": ("piano", "piano, grand piano, pianos, keys, klavier, flugel, pianoforte, пианино, фортепиано, ピアノ, 钢琴"),
    "e-piano": ("soul", "electric piano, rhodes, wurlitzer, e piano, epiano, clavinet"),
    "organ": ("soul", "organ, hammond, church organ, orgel, orgue, organo, орган"),
    "guitar": ("acoustic", "guitar, guitars, acoustic guitar, nylon guitar, spanish guitar, gitarre, akustikgitarre, guitare, guitarra, violao, chitarra, gitaar, гитара, ギター, 吉他, ukulele, mandolin, fingerpicking, strumming, bouzouki, lute, sitar"),
    "electric-guitar": ("rock", "electric guitar, electric guitars, e gitarre, distorted guitar, distorted guitars, guitar riff, guitar riffs, guitar solo, power chords, guitare electrique, guitarra electrica, chitarra elettrica, エレキギター, 电吉他"),
    "banjo": ("country", "banjo, dobro, steel guitar, pedal steel, slide guitar, fiddle, harmonica, mundharmonika, jaw harp"),
    "bass": ("", "bass, bassline, bass line, basslines, bass guitar, double bass, upright bass, contrabass, kontrabass, basse, bajo, baixo, basso, sub bass, 808, 808 bass, бас, ベース, 贝斯"),
    "strings": ("classical", "strings, string section, streicher, violin, violins, violine, geige, geigen, cello, cellos, viola, cordes, violon, violoncelle, cuerdas, violin solo, violino, cordas, archi, violini, скрипка, струнные, バイオリン, ストリングス, 小提琴, 弦乐"),
    "pizzicato": ("comedy", "pizzicato, plucked strings"),
    "brass": ("epic", "brass, horns, horn, trumpet, trumpets, trombone, trombones, tuba, french horn, blaser, trompete, posaune, cuivres, trompette, metales, trompeta, trompete solo, metais, ottoni, tromba, труба, トランペット, 小号, 铜管"),
    "sax": ("jazz", "sax, saxophone, saxofon, saxophon, saxofono, sassofono, саксофон, サックス, 萨克斯"),
    "flute": ("classical", "flute, flutes, flote, flauta, flauto, recorder, blockflote, pan flute, panflote, clarinet, klarinette, oboe, bassoon, woodwind, woodwinds, whistle, whistling, tin whistle, bagpipes, dudelsack, shakuhachi, флейта, フルート, 长笛, 竹笛, 笛子, 笛"),
    "bells": ("", "bells, bell, glocken, glockenspiel, celesta, music box, spieluhr, chimes, tubular bells, handbells, cloches, campanas, sinos, campane, колокольчики"),
    "mallets": ("afrobeat", "marimba, xylophone, xylophon, vibraphone, vibraphon, kalimba, steel drum, steel drums, steelpan, handpan, hang drum"),
    "harp": ("ambient", "harp, harfe, harpe, arpa, harpa, арфа, 竖琴, lyre, koto, guzheng, kora"),
    "accordion": ("waltz", "accordion, akkordeon, accordeon, acordeon, fisarmonica, bandoneon, musette, аккордеон, 手风琴"),
    "choir": ("epic", "choir, chor, choeur, coro, choral, chorale, gregorian, gregorian chant, хор, 合唱"),
    "synth": ("electronic", "synth, synths, synthesizer, synthesizers, synthesiser, synthesisers, synthie, synthies, analog synth, arpeggiator, arpeggio, moog, pads, pad, synthe, sintetizador, sintetizzatore, синтезатор, シンセ, 合成器"),
    "drums": ("", "drums, drum, drum beat, drumbeat, drumming, percussion, beat, beats, percussive, kick, kick drum, snare, hi hat, hi hats, hihat, hats, claps, clap, hand claps, drum kit, drum machine, tr 808, schlagzeug, trommel, trommeln, perkussion, batterie, percussions, tambour, bateria, percusion, percusiones, percussao, tambor, batteria, percussioni, tamburi, slagwerk, ударные, барабаны, барабанов, ドラム, 打楽器, 鼓, 鼓点, bongos, congas, djembe, tabla, timpani, taiko, shaker, tambourine, cajon, cymbals, brushes"),
    "melody": ("", "melody, melodies, lead, lead melody, melodie, melodia, мелодия, メロディー, 旋律"),
    "reverb": ("", "reverb, echo, nachhall"),
}  # fmt: skip

VOCAL_PHRASES = "vocals, vocal, voice, voices, singing, singer, singers, sing, lyrics, rapping, rapper, vocalist, female vocals, male vocals, female voice, male voice, vocal chops, scat, a cappella, acapella, gesang, stimme, sanger, sangerin, voix, chanteuse, chanteur, voz, voces, vozes, cantante, canto, voce, zang, вокал, вокала, голос, ボーカル, 歌声, 人声"
INSTRUMENTAL_PHRASES = "instrumental, instrumentals, instrumental only, instrumental music, no singing, instrumentale, strumentale, инструментал, インストゥルメンタル, 纯音乐"

# How fast, against the style's usual tempo: -1 its slowest, 1 its fastest.
PACE_PHRASES = {
    1.0: "very fast, super fast, really fast, presto, breakneck, frantic, hectic, sehr schnell, tres rapide, muy rapido, molto veloce, очень быстрая",
    0.7: "fast, faster, quick, speedy, rapid, fast paced, high tempo, up tempo, uptempo, allegro, vivace, rasend, schnell, rapide, rapido, rapida, veloce, snel, быстрая, быстрый, быстро, 速い, 快, 快节奏",
    0.0: "mid tempo, midtempo, medium tempo, moderate, moderate tempo, moderato, steady tempo, mittleres tempo, mittelschnell, andante",
    -0.7: "slow, slower, slowly, slow tempo, slow paced, downtempo, down tempo, low tempo, adagio, lento, lenta, half time, langsam, lent, lente, lentamente, langzaam, медленная, медленный, медленно, ゆっくり, 遅い, 慢, 慢节奏, 缓慢",
    -1.0: "very slow, super slow, really slow, largo, grave, sehr langsam, tres lent, muy lento, molto lento, очень медленная",
}  # fmt: skip

# What the energy does in the course of the piece.
ENERGY_PHRASES = {
    "rise": "gets epic, turns epic, becomes epic, gets intense, climax, climactic, builds, build, builds up, build up, building, build ups, buildup, building up, builds slowly, slow build, grows, growing, grow, gets bigger, gets louder, getting louder, gets faster, rising, rises, crescendo, swells, swelling, gradually louder, more and more intense, climbs, steigert sich, steigernd, wird lauter, aufbauend, monte, montee en puissance, va crescendo, va in crescendo, crece, creciente, va creciendo, cresce, crescente, нарастает, нарастающая, だんだん大きく, 渐强",
    "fall": "fades, fading, calms down, calming down, winds down, winding down, dies down, gets quieter, getting quieter, decrescendo, diminuendo, loses energy, wird leiser, wird ruhiger, se calme, se va calmando, затихает, 渐弱",
    "quiet-end": "ends quietly, ends softly, ends calmly, quiet ending, soft ending, calm ending, gentle ending, quiet end, fades out, fade out, fade out at the end, ends slowly, ends peacefully, ending softly, quiet at the end, calm at the end, soft at the end, ends sad, klingt leise aus, leises ende, endet leise, ruhiges ende, finit doucement, fin douce, se termine doucement, termina suave, final suave, finale tranquillo, finisce piano, тихий конец, 静かに終わる, 安静地结束",
    "loud-end": "ends big, big finish, big ending, grand finale, ends with a bang, ends loud, loud ending, epic ending, climax at the end, finale, strong ending, ends strong, ends on a high, explodes at the end, big finale, powerful ending, grosses finale, endet laut, final explosif, gran final, grande finale, громкий финал",
    "quiet-start": "starts quietly, starts quiet, starts soft, starts softly, starts slow, starts slowly, starts calm, starts calmly, starts small, starts gentle, begins quietly, begins softly, begins slowly, begins calm, quiet intro, soft intro, slow intro, calm intro, quiet beginning, soft start, slow start, quiet start, calm at first, soft at first, quiet at first, slow at first, beginnt leise, beginnt ruhig, fangt leise an, fangt ruhig an, leiser anfang, ruhiger anfang, commence doucement, debut calme, empieza suave, empieza tranquilo, comeca suave, comincia piano, inizia piano, inizia lentamente, тихое начало, 静かに始まる, 安静地开始",
    "loud-start": "starts with a bang, starts strong, starts loud, big intro, strong start, explosive start, hits right away, straight in, in your face from the start, starts big, beginnt laut, beginnt stark, commence fort, empieza fuerte, comeca forte, inizia forte",
    "drop": "drop, drops, the drop, beat drop, bass drop, then explodes, explodes, breaks loose, kicks in, beat kicks in, drums kick in, comes in hard, big drop, switches up, beat switch",
    "steady": "steady, constant, consistent, no changes, no surprises, loop, loopable, looping, background, background music, backing track, background track, understated, minimal, minimalist, minimalistic, simple, repetitive, monotone, unauffallig, hintergrundmusik, musique de fond, musica de fondo, musica de fundo, musica di sottofondo, sottofondo, фоновая, фоновая музыка, bgm, 背景音乐",
}  # fmt: skip

SOLO_PHRASES = (
    "solo, only, just, alone, nothing but, nur, seulement, solamente, somente, soltanto, alleen, только, だけ, 只有"
)

NEGATIONS = "no, not, non, not so, not too, not very, not that, not overly, nothing, nothing too, none, without, w/o, avoid, dont, don't, do not, never, free of, anything but, except, minus, skip, leave out, leaves out, rather not, isnt, isn't, doesnt, doesn't, shouldn't be, should not be, not at all, nicht, nicht so, nicht zu, kein, keine, keinen, keinem, keiner, ohne, bloss nicht, pas, pas de, pas trop, sans, sin, nada de, no muy, sem, nao, nem, senza, niente, geen, zonder, niet, niet te, без, не, не слишком, なし, ない, 没有, 不要, 无, 不"

# Words that say nothing about the sound: of grammar, of politeness, of video making.
FILLERS = "drone shot, drone shots, drone video, shot, shots, real, low, deep, steps, entrance, window, boss, petite, petit, a, an, the, this, that, these, those, it, its, it's, i, i'd, i'm, me, my, mine, we, our, us, you, your, he, his, she, her, they, them, their, and, or, nor, but, so, as, at, by, for, from, in, into, of, on, onto, to, too, with, within, over, under, between, through, throughout, during, before, after, until, till, then, than, when, while, where, which, who, what, how, why, because, if, also, again, very, really, quite, rather, pretty, kinda, kind, sort, bit, little, lot, lots, much, many, more, most, some, any, all, every, each, both, other, another, same, such, somewhat, slightly, super, extremely, totally, truly, maybe, perhaps, probably, like, similar, similarly, inspired, reminds, style, styled, stylish style, vibe, vibes, vibey, feel, feels, feeling, feelings, mood, moods, tone, sound, sounds, sounding, soundtrack for, music, musical, song, songs, track, tracks, tune, tunes, piece, pieces, composition, audio, genre, type, instrument, instruments, is, are, was, be, been, being, am, do, does, did, has, have, had, can, could, may, might, must, shall, should, will, would, let, lets, let's, make, makes, made, making, give, gives, get, gets, go, goes, going, come, comes, put, add, adds, want, wanted, wants, need, needs, needed, please, plz, pls, thanks, thank, thx, hi, hello, hey, dear, use, using, used, play, plays, played, playing, start, starts, starting, begin, begins, beginning, end, ends, ending, first, second, last, part, parts, section, whole, entire, full, long, longer, short, shorter, seconds, minutes, minute, sec, min, video, videos, clip, clips, film, films, movie, movies, footage, scene, scenes, reel, reels, tiktok, instagram, youtube, shorts, story, content, project, edit, montage of, one, two, three, something, anything, thing, things, stuff, good, great, nice, best, better, perfect, beautiful, awesome, amazing, fantastic, fitting, fits, fit, suitable, appropriate, right, matching, matches, match, proper, professional, quality, high, hq, studio, catchy tune, riff, riffs, electric, clean, neat, tasteful, pure, modern, contemporary, new, old, here, there, now, just a, just the, up, down, out, off, around, about, along, across, people, person, man, woman, friends, friend, guy, girl, boy, day, days, today, night, nights, evening, morning, time, times, year, years, life, world, home, place, bpm, tempo, key, beats per minute, major, minor, mode, scale, 4/4, "
FILLERS += "der, die, das, den, dem, des, ein, eine, einen, einem, einer, und, oder, aber, mit, fur, von, vom, zu, zum, zur, im, am, auf, aus, bei, nach, uber, unter, etwas, bitte, danke, sehr, ganz, mehr, wie, auch, ist, soll, sein, sollte, musik, lied, stuck, stimmung, klang, sound, mein, meine, meinen, meinem, meiner, unser, unsere, ich, mochte, hatte, gerne, film, filme, clip, passend, passende, schon, schone, schones, gut, gute, eher, bisschen, wenig, dann, am ende, am anfang, "
FILLERS += "le, la, les, l, un, une, des, du, de, d, et, ou, mais, avec, pour, par, dans, sur, mon, ma, mes, notre, ce, cette, tres, plus, un peu, peu, comme, musique, chanson, morceau, ambiance, style, s'il vous plait, svp, s'il, vous, plait, merci, je, veux, voudrais, qui, que, est, soit, au, aux, en, bien, "
FILLERS += "el, los, las, una, unos, y, o, u, pero, con, para, por, del, al, mi, mis, nuestro, este, esta, muy, mas, poco, algo, como, musica, cancion, ritmo, estilo, ambiente, favor, gracias, quiero, que, es, sea, os, as, um, uma, e, ou, mas, com, no inicio, da, do, dos, das, meu, minha, muito, mais, favor, obrigado, quero, estilo, il, lo, gli, uno, ma, per, di, del, della, dei, mio, mia, molto, piu, po, come, musica, canzone, brano, stile, favore, grazie, vorrei, che, sia, het, een, en, of, maar, met, voor, van, muziek, "
FILLERS += "и, или, но, с, со, для, на, в, из, по, очень, более, как, музыка, музыку, музыки, песня, трек, мелодию, видео, пожалуйста, хочу, мне, моего, の, な, に, を, は, が, で, と, も, です, ください, お願いします, 曲, 音楽, 動画, 風, っぽい, 的, 和, 与, 请, 一首, 一个, 音乐, 歌曲, 视频, 适合, 风格, 感觉, 很, 非常"
