"""Prompts with a style for a part of the film: the twenty-third and the twenty-fourth set. The first of them was written before the
grammar that reads them, the other one after the faults that it and other prompts showed were fixed.

What belongs here: the prompts and the style that is heard at each second of a film of one minute. What does not: other sets
(_held_prompts.py and its neighbours), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_TWENTY_THIRD = (
    Held("waltz for the bride's entrance, at 0:25 switch to disco", styles=("0 waltz", "25 disco")),
    Held(
        "trap from the start, reggae between 0:20 and 0:35, then trap again", styles=("0 trap", "20 reggae", "35 trap")
    ),
    Held("first 15 seconds bossa nova, rest is punk rock", styles=("0 bossa-nova", "15 punk")),
    Held("make it 8-bit until the logo at 0:12 and metal after that", styles=("0 chiptune", "12 metal")),
    Held("horror ambience for the first third, then it turns into a comedy", styles=("0 horror|ambient", "20 comedy")),
    Held("country up to 0:40, blues to finish", styles=("0 country", "40 blues")),
    Held("0:00-0:10 jazz / 0:10-0:30 funk / 0:30-0:50 house", styles=("0 jazz", "10 funk", "30 house")),
    Held("Anfangs klassische Musik, ab der Hälfte Dubstep", styles=("0 classical", "30 dubstep")),
    Held(
        "bis 0:18 Lofi, danach Drum'n'Bass, die letzten 8 Sekunden wieder Lofi",
        styles=("0 lofi", "18 drum-and-bass", "52 lofi"),
    ),
    Held("Reggae, aber ab 0:45 Metal mit verzerrten Gitarren", styles=("0 reggae", "45 metal")),
    Held("valse jusqu'à 0:22 puis électro", styles=("0 waltz", "22 electronic")),
    Held("du jazz au début, du rock à partir de 0:30", styles=("0 jazz", "30 rock")),
    Held("bossa nova la primera mitad y salsa la segunda", styles=("0 bossa-nova", "30 latin")),
    Held("que empiece como vals y a los 20 segundos cambie a techno", styles=("0 waltz", "20 techno")),
    Held("lo-fi até 0:15, depois samba", styles=("0 lofi", "15 samba")),
    Held("musica classica fino a 0:30, poi house", styles=("0 classical", "30 house")),
    Held("eerst ambient, vanaf 0:20 techno", styles=("0 ambient", "20 techno")),
    Held("до 0:25 эмбиент, потом рок", styles=("0 ambient", "25 rock")),
    Held("最初の20秒はジャズ、その後はテクノ", styles=("0 jazz", "20 techno")),
    Held("前30秒爵士，之后摇滚", styles=("0 jazz", "30 rock")),
    Held("처음 15초는 재즈, 그 다음은 메탈", styles=("0 jazz", "15 metal")),
    Held("0:20'ye kadar caz, sonra metal", styles=("0 jazz", "20 metal")),
    Held("mellow soul that morphs into afrobeat at the halfway mark", styles=("0 soul", "30 afrobeat")),
    Held("epic trailer music, but the middle third is a goofy polka", styles=("0 epic", "20 comedy", "40 epic")),
    Held("techno at 0:30", styles=("0 ?", "30 techno")),
    Held("synthwave at 100 bpm, from 0:40 chiptune, same key", styles=("0 synthwave", "40 chiptune"), tempo=100),
    Held(
        "two moods: sad piano for 20s, then happy ukulele pop for the rest",
        styles=("0 sad|piano", "20 happy|pop|acoustic"),
    ),
    Held("dubstep drop at 0:15, before that calm acoustic guitar folk", styles=("0 acoustic", "15 dubstep")),
    Held("techno, drop at 0:20", styles=("0 techno",)),
    Held("a 30 second disco track for my roller rink", styles=("0 disco",)),
    Held("jazz, no drums until 0:20", styles=("0 jazz",)),
    Held("rock from the 70s, loud from 0:10", styles=("0 rock",)),
    Held("our company logo appears at 0:12, upbeat funk", styles=("0 funk",)),
    Held("electro swing until 1:30, then polka", styles=("0 jazz",)),
)

HELD_TWENTY_FOURTH = (
    Held(
        "something like lofi for the unboxing, once the drone takes off at 0:32 go full drum'n'bass",
        styles=("0 lofi", "32 drum-and-bass"),
    ),
    Held(
        "Skate edit. Punk. But seconds 20 through 30 are a slow-mo, give me dub reggae there",
        styles=("0 punk", "20 reggae", "30 punk"),
    ),
    Held("1st third: folk, 2nd third: rock, last third: metal", styles=("0 acoustic", "20 rock", "40 metal")),
    Held("bachata up until 45s then smoothly into deep house till the end", styles=("0 latin", "45 house")),
    Held("baroque harpsichord, glitches into chiptune at 0:24", styles=("0 classical", "24 chiptune")),
    Held("make the last 15 seconds a tango, everything before should be jazz", styles=("0 jazz", "45 latin")),
    Held("chanson-like waltz, ab der 30. Sekunde lieber Elektro", styles=("0 waltz", "30 electronic")),
    Held(
        "die erste Minute ... nein, die ersten 20 Sekunden Country, danach Hip Hop", styles=("0 country", "20 boom-bap")
    ),
    Held("du reggae au lieu du rock à partir de la 25e seconde, avant du rock", styles=("0 rock", "25 reggae")),
    Held(
        "primero flamenco, en 0:18 entra techno y en 0:42 vuelve el flamenco",
        styles=("0 latin", "18 techno", "42 latin"),
    ),
    Held("inizio ambient, al minuto 0:30 esplode in dubstep", styles=("0 ambient", "30 dubstep")),
    Held("сначала джаз, через 20 секунд метал", styles=("0 jazz", "20 metal")),
    Held("前半はボサノバ、後半はロックで", styles=("0 bossa-nova", "30 rock")),
    Held("soul, at 50% afrobeat", styles=("0 soul", "30 afrobeat")),
    Held("disco disco disco, 118 bpm, fade out over the last 4 seconds", styles=("0 disco",)),
    Held("techno with a guitar solo at 0:30", styles=("0 techno",)),
)
