"""Held-out prompts as video makers write them, with the expected reading. None was looked up in the lexicon when it was written.

What belongs here: the prompts and the expected readings. What does not: counting them (prompts.py), examples of a rule
(tests/resources/music/test_words.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assets.soundtracks.timeline import lay_timeline
from resources.music.style_parts import lay_parts
from resources.music.words import Understood

MINUTE = 60.0


def played(found: Understood) -> list[tuple[float, str]]:
    """When each style begins in a film of a minute."""
    timeline = lay_timeline(found.moments, MINUTE)
    moments = timeline.of_music(0.0, MINUTE)
    parts = lay_parts(moments, found.style or "?", MINUTE, comes_back=found.style is not None)
    return [(round(part.start, 2), part.style) for part in parts]


@dataclass(frozen=True)
class Held:
    """A prompt and its expected reading; fields that are not given are not checked.

    `style`, `wanted`, `without` and `course` list acceptable values, with alternatives separated by `|`. For each word of
    `wanted`, `without` and `course` one of the alternatives must be present. `pace` and `energy`: the expected sign. `told`: a
    word that cannot be known here and must be reported as not understood. `never`: instruments that must be neither wanted nor
    refused. `moments`: what happens when, in words. `styles`: the parts of a film of a minute, each with the second at which it
    starts and its acceptable styles; `?` for that of the picture.
    """

    prompt: str
    style: str = ""
    tempo: float | None = None
    tonality: str = ""
    mode: str = ""
    wanted: str = ""
    without: str = ""
    solo: bool | None = None
    course: str = ""
    pace: int = 0
    energy: int = 0
    told: str = ""
    never: str = ""
    moments: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def faults(self, found: Understood) -> Iterator[tuple[str, bool]]:
        """Each fault, and whether it is wrong (True) or only missing (False)."""
        if self.style and found.style not in self.style.split("|"):
            yield f"style {found.style}", found.style is not None
        for name in ("tempo", "tonality", "mode"):
            asked, got = getattr(self, name), getattr(found, name)
            if asked and asked != got:
                yield f"{name} {got}", bool(got)
        if self.solo is not None and self.solo != found.solo:
            yield f"solo {found.solo}", found.solo
        yield from self._of_lists(found)
        for name in ("pace", "energy"):
            asked, got = getattr(self, name), getattr(found, name) or 0.0
            if asked and asked * got <= 0:
                yield f"{name} {got}", got != 0
        told = tuple(moment.in_words() for moment in found.moments)
        if self.moments and self.moments != told:
            yield f"moments {told}", bool(told)
        if self.styles and not self._is_played(heard := played(found)):
            yield f"styles {heard}", True
        if self.told and not any(self.told in told for told in (*found.not_understood, *found.unmet)):
            yield f"{self.told} is not told", False

    def _is_played(self, heard: Sequence[tuple[float, str]]) -> bool:
        asked = [(float(start), styles.split("|")) for start, styles in (part.split() for part in self.styles)]
        return len(asked) == len(heard) and all(
            start == at and style in styles for (start, styles), (at, style) in zip(asked, heard, strict=True)
        )

    def _of_lists(self, found: Understood) -> Iterator[tuple[str, bool]]:
        for asked, here, opposite in (
            (self.wanted, found.instruments, found.without),
            (self.without, found.without, found.instruments),
            (self.course, found.course, ()),
        ):
            for each in asked.split():
                if not set(each.split("|")) & set(here):
                    yield f"{each} is missing", bool(set(each.split("|")) & set(opposite))
        for name in self.never.split():
            if name in (*found.instruments, *found.without):
                yield f"{name} is invented", True


GUITAR = "guitar|electric-guitar"
SOFT = "sad|piano|ambient|classical|acoustic"

HELD = (
    # English, as in a message to a composer
    Held("A five-minute short film about my grandfather's workshop. Gentle, a bit melancholic, solo cello if possible.", style=SOFT, wanted="strings", solo=True),
    Held("Need something driving and gritty for a motocross edit, distorted guitars, no vocals", style="rock|punk|metal", wanted=GUITAR, without="vocals"),
    Held("drone shots over fjords, wide and majestic, builds to a huge finish", style="epic|ambient", course="rise|loud-end"),
    Held("wedding highlights: romantic, strings and piano, swells at the kiss", wanted="strings piano", course="rise"),
    Held("lo fi beats to study to, around 75 bpm", style="lofi", tempo=75),
    Held("Cooking tutorial, light and quirky, pizzicato strings, not annoying", style="comedy|happy|acoustic", wanted="pizzicato"),
    Held("dnb roller 172bpm, F# minor", style="drum-and-bass", tempo=172, tonality="F# minor"),
    Held("90s west coast hip hop, laid back, with a talkbox", style="boom-bap", told="talkbox"),
    Held("cinematic but no big drums please", style="epic", without="drums"),
    Held("rainy window, sad piano, slow", style="sad|piano", wanted="piano", pace=-1),
    Held("Something like a Sergio Leone western", style="country", told="leone"),
    Held("funky bassline, 110, slap bass", style="funk", tempo=110, wanted="bass"),
    Held("halloween party, spooky but fun", style="horror|comedy"),
    Held("real estate walkthrough, clean modern, nothing distracting", style="corporate|ambient|electronic|house"),
    Held("old school NES game over music", style="chiptune"),
    Held("tropical vibes for a surf trip, steel drums, ukulele", style="reggae|latin|afrobeat|acoustic|happy|house"),
    Held("minimal techno, 128 BPM, dark, no melody", style="techno", tempo=128, without="melody"),
    Held("start soft and then explode when the rally car takes off", course="quiet-start|rise|drop"),
    Held("acoustic guitar only, warm campfire mood", style="acoustic", wanted="guitar", solo=True),
    Held("everything but the drums, chill trap at 135", style="trap", tempo=135, without="drums"),
    Held("memorial video for our dog. Tender. No drums, no synths. Ends softly.", style=SOFT, without="drums synth", course="quiet-end"),
    Held("hype basketball mixtape", style="trap|boom-bap|electronic", energy=1),
    Held("70s cop show chase", style="funk|disco|soul"),
    Held("Bach-like harpsichord", style="classical"),
    Held("celtic fiddle jig, merry", style="country|acoustic|happy|waltz", wanted="strings"),
    Held("gospel choir and organ", style="soul", wanted="choir organ"),
    Held("swing big band with brass, upbeat, 160 bpm", style="jazz", tempo=160, wanted="brass"),
    Held("I don't want anything too happy, more wistful", style="sad|piano|ambient|acoustic"),
    Held("tension rising, ticking clock, then silence", style="tension", course="rise"),
    Held("jaz trio with upright bass and brushs", style="jazz", wanted="bass"),
    Held("electornic dance muisc, energetik", style="electronic|house", energy=1),
    Held("chill af, bedroom pop", style="pop|lofi", energy=-1),
    Held("banger for the gym fr no cap", energy=1),
    Held("vaporwave mall, D major", style="synthwave|lofi", tonality="D major"),
    Held("in a minor key but not depressing, electronic", style="electronic", mode="minor"),
    Held("half the speed of house, about 90bpm", tempo=90),
    Held("Rock, but rather calm and without any guitars", style="rock", without=GUITAR, energy=-1),
    Held("a slow waltz in B flat major", style="waltz", tonality="Bb major", pace=-1),
    Held("Loop for a podcast about true crime", style="tension"),
    Held("trailer: starts with nothing but a low drone, then percussion enters, massive hit at the end", style="epic", solo=False, course="quiet-start loud-end"),
    Held("country but no banjo", style="country", without="banjo"),
    Held("baby's first birthday, music box", style="happy|christmas|acoustic|comedy", wanted="bells|mallets"),
    # German
    Held("Hochzeitsvideo, gefühlvoll, Klavier und Streicher, ohne Schlagzeug", wanted="piano strings", without="drums"),
    Held("Schneller Punkrock für Skateclips, keine Balladen", style="punk", pace=1),
    Held("Unternehmensfilm, freundlich und modern, 110 BPM", style="corporate", tempo=110),
    Held("düsterer Techno, nicht zu schnell", style="techno", pace=-1),
    Held("ruhige Wanderung im Nebel, keine Trommeln", style="ambient|acoustic|piano", without="drums", energy=-1),
    Held("Weihnachtsmarkt, Glocken, a-Moll", style="christmas", wanted="bells", tonality="A minor"),
    # French
    Held("jazz manouche entraînant, sans batterie", style="jazz", without="drums"),
    Held("documentaire sur la mer, ambiance planante, pas de percussions", style="ambient", without="drums"),
    Held("musique triste au violon qui monte en puissance", style="sad", wanted="strings", course="rise"),
    Held("pub dynamique pour une voiture, électro, 125 bpm", style="electronic|house", tempo=125, energy=1),
    Held("valse en la mineur, accordéon", style="waltz", tonality="A minor", wanted="accordion"),
    # Spanish
    Held("reguetón para un vídeo de fiesta, 95 bpm", style="latin", tempo=95),
    Held("guitarra española tranquila, nada de percusión", style="acoustic|latin", wanted=GUITAR, without="drums", energy=-1),
    Held("música de terror, que empiece en silencio", style="horror", course="quiet-start"),
    Held("rock de los ochenta con sintetizadores", style="rock|synthwave", wanted="synth"),
    Held("alegre, sin piano, para niños", style="happy|comedy", without="piano"),
    # Italian
    Held("pianoforte malinconico, lento", style="sad|piano", wanted="piano", pace=-1),
    Held("musica elettronica senza voci, ritmo veloce", style="electronic", without="vocals", pace=1),
    Held("matrimonio in campagna, chitarra acustica, dolce", style="acoustic", wanted="guitar"),
    Held("orchestra epica in do minore", style="epic", tonality="C minor"),
    # Portuguese
    Held("samba animado para o carnaval", style="samba|latin|bossa-nova", energy=1),
    Held("bossa nova calma, violão, sem bateria", style="bossa-nova", wanted="guitar", without="drums", energy=-1),
    Held("suspense crescente, cordas", style="tension", wanted="strings", course="rise"),
    Held("vídeo de viagem, pop alegre a 118 bpm", style="pop", tempo=118),
    # Dutch
    Held("vrolijke popmuziek zonder zang", style="pop|happy", without="vocals"),
    Held("spannende achtergrondmuziek, langzaam opbouwend", style="tension", course="rise"),
    Held("alleen piano, rustig", style="piano", wanted="piano", solo=True, energy=-1),
    Held("bruiloft, romantisch, met viool en harp", wanted="strings harp"),
    # Russian
    Held("грустная фортепианная музыка, медленно", style="sad|piano", wanted="piano", pace=-1),
    Held("эпичный трейлер с хором и барабанами", style="epic", wanted="choir drums"),
    Held("тяжёлый рок без вокала", style="rock|metal", without="vocals"),
    Held("спокойный эмбиент, тихая концовка", style="ambient", course="quiet-end", energy=-1),
    # Japanese
    Held("切ないピアノ、ゆっくり", style="sad|piano", wanted="piano", pace=-1),
    Held("ロック、ギターなし", style="rock", without=GUITAR),
    Held("旅行Vlog用の明るいアコースティックギター", style="acoustic|happy", wanted="guitar"),
    # Chinese
    Held("欢快的电子音乐,不要鼓", style="electronic|happy", without="drums"),
    Held("悲伤的小提琴,慢速", style="sad", wanted="strings", pace=-1),
    Held("8-bit 游戏音乐 150 bpm", style="chiptune", tempo=150),
)  # fmt: skip

# Written after the faults shown by the first set were fixed, and before any of these was tried.
HELD_SECOND = (
    Held("Quiet morning on a fishing boat, harmonica or accordion, unhurried", style="acoustic|ambient|country|piano|waltz", wanted="accordion"),
    Held("We are filming a robot uprising: cold, mechanical, pulsing synths at 118", style="electronic|techno|synthwave|tension|house", tempo=118, wanted="synth"),
    Held("Kung fu fight, taiko drums and flute", style="epic|classical|tension|electronic", wanted="drums flute"),
    Held("nothing sentimental for the graduation film, upbeat indie instead", style="rock|pop|acoustic|happy"),
    Held("dreampop-ish but with no reverb", told="reverb"),
    Held("I'd like the strings to come in only after the logo", wanted="strings", told="after the logo"),
    Held("Ska! Horns! 170!", style="reggae|punk", wanted="brass", tempo=170),
    Held("less bass more piano", wanted="piano", without="bass"),
    Held("shoe commercial, trap hi hats, Ab minor, 145 BPM", style="trap", tempo=145, tonality="Ab minor"),
    Held("A tearful goodbye at the airport. Cello and piano, nothing else.", style=SOFT, wanted="strings piano"),
    Held("cheap 80ies exercise tape", style="synthwave|disco|electronic"),
    Held("silent movie chase with honky tonk piano", style="comedy|jazz|country|tension|piano", wanted="piano"),
    Held("melodic dubstep, emotional, big drop halfway", style="dubstep", moments=("drop from 50 % on",)),
    Held("no lyrics, jazzhop, rainy Tokyo", style="lofi|jazz|boom-bap", without="vocals"),
    Held("the tempo rises from 90 to 120", told="tempo"),
    Held("a choir of kids at Christmas but please no bells", style="christmas", wanted="choir", without="bells"),
    Held("Tarantino style surf guitar", style="rock", wanted=GUITAR, told="tarantino"),
    Held("gnome village, mischievous bassoon, pizz strings", style="comedy|classical", wanted="flute"),
    Held("ending should be massive", course="loud-end"),
    Held("Ein Krimi, düster, langsam, kein Saxofon", style="tension|horror", pace=-1, without="sax"),
    Held("Volksmusik mit Akkordeon und Tuba, 120 Schläge pro Minute", tempo=120, wanted="accordion brass"),
    Held("Sanfte Harfe für ein Märchen, bitte ohne Flöte", wanted="harp", without="flute", energy=-1),
    Held("Une comédie légère, clarinette et contrebasse", style="comedy", wanted="flute bass"),
    Held("Rap old school, boum bap, sans chant", style="boom-bap", without="vocals"),
    Held("Musique d'ascenseur, pas de trompette", style="bossa-nova|jazz", without="brass"),
    Held("Flamenco con palmas, sin bajo, rápido", style="latin", without="bass", pace=1),
    Held("Vídeo de surf, punk rápido, en mi menor", style="punk", tonality="E minor", pace=1),
    Held("Un valzer triste per archi, in sol minore", style="waltz", tonality="G minor", wanted="strings"),
    Held("Techno scuro, senza melodia, 130 bpm", style="techno", without="melody", tempo=130),
    Held("Forró alegre com sanfona, sem violão", style="bossa-nova|latin|happy", without="guitar"),
    Held("Tango dramático, bandoneón e violino", style="latin", wanted="accordion strings"),
    Held("Droevige cello, heel langzaam, geen drums", style="sad", wanted="strings", without="drums", pace=-1),
    Held("Stoere rock voor een motorfilmpje, met veel gitaar", style="rock", wanted=GUITAR),
    Held("Весёлый джаз с саксофоном, без ударных", style="jazz", wanted="sax", without="drums"),
    Held("Тревожная музыка для триллера, нарастает к концу", style="tension", course="rise"),
    Held("怖いホラー映画の予告編、弦楽器、ピアノは使わない", style="horror", wanted="strings", without="piano"),
    Held("軽快なジャズ、サックスとベース", style="jazz", wanted="sax bass"),
    Held("古风，笛子和古筝，慢", wanted="flute harp", pace=-1),
    Held("史诗战斗音乐，合唱，不要电吉他", style="epic", wanted="choir", without="electric-guitar"),
    Held("摇滚，140拍，没有键盘", style="rock", tempo=140),
)  # fmt: skip

# Written after the faults shown by the second set were fixed, and before any of these was tried.
HELD_THIRD = (
    Held("My daughter's ballet recital, graceful, harp and strings, not sleepy", wanted="harp strings"),
    Held("garage door company advert, friendly, under 30 secs", style="corporate|acoustic|happy|pop"),
    Held("Give me that dusty desert road feel, slide guitar, 92 bpm", style="country|blues|acoustic", tempo=92),
    Held("a hacker breaks in: glitchy, nervous, no melody, builds and stops dead", style="electronic|tension|techno", without="melody", course="rise"),
    Held("lullaby for a newborn, music box only", wanted="bells", solo=True),
    Held("I want brass but not trumpet-heavy; think 70s soul, around 100 bpm", style="soul", tempo=100, wanted="brass"),
    Held("Fights, explosions, huge percussion, D minor, ends on a bang", style="epic", tonality="D minor", wanted="drums", course="loud-end"),
    Held("remove all percussion, keep the warm pads", wanted="synth", without="drums"),
    Held("chiptune but sad", style="chiptune", mode="minor"),
    Held("90 bpm reggae without any organ bubble", style="reggae", tempo=90, without="organ"),
    Held("metal march for orcs", style="metal|epic", told="orcs"),
    Held("Romantic comedy montage, playful piano, claps", style="comedy|piano|happy|pop", wanted="piano drums"),
    Held("Elegant waltz, no accordion, strings take the tune", style="waltz", wanted="strings", without="accordion"),
    Held("medatative flute, verry calm", style="ambient|classical", wanted="flute", energy=-1),
    Held("tehcno, hard, 138", style="techno", tempo=138),
    Held("the opposite of sad", mode="major"),
    Held("90s house piano stabs, 122bpm, A# minor", style="house", tempo=122, tonality="A# minor", wanted="piano"),
    Held("Blues in E, shuffle, harmonica", style="blues", tonality="E major", wanted="accordion"),
    Held("quiet intro, then full orchestra", style="epic", course="quiet-start"),
    Held("Werbung für Sneaker, Hip-Hop, lässig, keine Raps", style="boom-bap", without="vocals"),
    Held("Rennstrecke, schnelle Schnitte, harte Gitarren, h-Moll", style="rock|metal|electronic", tonality="B minor", wanted=GUITAR),
    Held("Walzer, aber bitte ohne Streicher", style="waltz", without="strings"),
    Held("Leise beginnen, laut enden", course="quiet-start loud-end"),
    Held("Un film sur l'océan, nappes de synthé, pas de mélodie", style="ambient|electronic", wanted="synth", without="melody"),
    Held("Marche militaire, cuivres et tambours, 110 bpm", style="epic", tempo=110, wanted="brass drums"),
    Held("Rock des années 70, sans synthétiseur", style="rock", without="synth", told="70"),
    Held("Bachata romántica con guitarra y bongós", style="latin", wanted="guitar drums"),
    Held("Nada de flautas, quiero violines, tono menor", wanted="strings", without="flute", mode="minor"),
    Held("Funk anni settanta con fiati e basso", style="funk", wanted="brass bass"),
    Held("Ninna nanna, arpa, molto lento, niente archi", style="piano|ambient|classical", wanted="harp", without="strings", pace=-1),
    Held("Jazz de hotel, piano e baixo, nada de bateria", style="jazz|bossa-nova", wanted="piano bass", without="drums"),
    Held("Trilha triste em si menor", style="sad", tonality="B minor"),
    Held("Feestelijke carnavalsmuziek met trompetten", style="latin|happy|comedy", wanted="brass"),
    Held("Dreigend, langzaam, zonder melodie", style="tension|horror|ambient", without="melody", pace=-1),
    Held("Вальс для свадьбы, скрипки, без аккордеона", style="waltz", wanted="strings", without="accordion"),
    Held("Тяжёлый метал, 180 bpm, ре минор", style="metal", tempo=180, tonality="D minor"),
    Held("おしゃれなカフェの動画、ジャズ、ドラム抜き", style="jazz", without="drums"),
    Held("子守唄、オルゴール、とてもゆっくり", style="piano|ambient|happy", wanted="bells", pace=-1),
    Held("欢乐的圣诞歌，铃铛，不要合唱", style="christmas", wanted="bells", without="choir"),
    Held("赛车视频，快速电子，C小调", style="electronic", tonality="C minor", pace=1),
)  # fmt: skip

# Written last; nothing has been fixed for the faults that these show.
HELD_FOURTH = (
    Held("Our café's Instagram: latte art in slow motion, warm Rhodes, no drum kit", wanted="e-piano", without="drums"),
    Held("monster movie parody, oversized orchestra, silly", style="comedy|epic|horror"),
    Held("sounds of an 80s arcade, square waves, 150bpm", style="chiptune|synthwave", tempo=150),
    Held("I could do without the saxophone, otherwise smoky late-night jazz", style="jazz", without="sax"),
    Held("climbing film, tense at first, triumphant at the summit", style="epic|tension", mode="minor"),
    Held("hip-hop instrumental, dusty, 88, E minor", style="boom-bap|lofi", tempo=88, tonality="E minor", without="vocals"),
    Held("wedding entrance, Pachelbel-ish, strings only", style="classical|acoustic", wanted="strings", solo=True),
    Held("bass-heavy dubstep for a monster truck rally", style="dubstep", wanted="bass"),
    Held("kids learn the alphabet, xylophone, glockenspiel, cheerful", style="happy|comedy|acoustic", wanted="mallets bells"),
    Held("anything but sad for grandpa's funeral", mode="major"),
    Held("Afro house, marimba, 122 to 124 bpm", style="house|afrobeat", tempo=123, wanted="mallets"),
    Held("no guitar solos please, just steady country", style="country", course="steady"),
    Held("sweeping strings swell as the sun rises", wanted="strings", course="rise"),
    Held("80s horror synth, slow, C# minor", style="horror|synthwave", tonality="C# minor", wanted="synth", pace=-1),
    Held("psytrance 145 no breakdown", style="electronic|techno", tempo=145, told="breakdown"),
    Held("sax and violin duet over bossa", style="bossa-nova", wanted="sax strings"),
    Held("Stop-motion clay figures, clumsy, tuba and pizzicato", style="comedy", wanted="brass pizzicato"),
    Held("fading out at the end like a sigh", course="quiet-end|fall"),
    Held("Metal, aber ohne Geschrei und nicht in Moll", style="metal", without="vocals"),
    Held("Filmabspann, nachdenklich, nur Klavier, etwa 70 bpm", style="piano|sad", tempo=70, wanted="piano", solo=True),
    Held("Kindergeburtstag, fröhlich, Ukulele, kein Bass", wanted="guitar", without="bass", mode="major"),
    Held("Volkslied auf der Mundharmonika, langsam", style="acoustic", wanted="accordion", pace=-1),
    Held("Bande-annonce, percussions énormes, finit en apothéose", style="epic", wanted="drums"),
    Held("Rien de trop joyeux, plutôt mélancolique, harpe", style="sad", wanted="harp"),
    Held("Lo-fi pour réviser, vinyle qui craque, 80 bpm", style="lofi", tempo=80),
    Held("Mariachi con trompetas y guitarrón, sin voz", style="latin", wanted="brass", without="vocals"),
    Held("Canción de cuna, caja de música, muy lenta", style="piano|ambient|happy", wanted="bells", pace=-1),
    Held("Trap oscuro a 140, 808 fuertes, fa menor", style="trap", tempo=140, tonality="F minor", wanted="bass"),
    Held("Inseguimento in moto, chitarre distorte, 150 bpm", style="rock|punk|metal", tempo=150, wanted=GUITAR),
    Held("Colonna sonora malinconica, violoncello, senza batteria", style="sad", wanted="strings", without="drums"),
    Held("Funk brasileiro para treino, batida forte", style="funk|electronic"),
    Held("Fado com guitarra portuguesa, triste", style="latin|sad", wanted="guitar"),
    Held("Sinterklaas, vrolijk, met belletjes", style="christmas|happy", wanted="bells"),
    Held("Blues met mondharmonica, geen piano", style="blues", without="piano"),
    Held("Танцевальная музыка, 126 bpm, без мелодии", style="electronic|house|funk|disco", tempo=126, without="melody"),
    Held("Сказка, арфа и флейта, волшебно", wanted="harp flute", style="ambient|classical"),
    Held("戦闘シーン、オーケストラと和太鼓、テンポ150", style="epic", tempo=150, wanted="drums"),
    Held("猫の動画、コミカル、ピチカート", style="comedy", wanted="pizzicato"),
    Held("夜店街头，嘻哈，90拍，不要人声", style="boom-bap", tempo=90, without="vocals"),
    Held("温暖的木吉他，家庭视频，没有鼓", style="acoustic", wanted="guitar", without="drums"),
)  # fmt: skip
