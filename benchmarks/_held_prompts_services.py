"""Prompts by people with an occasion, written blind: the twenty-eighth set (podcaster, dentist, farmer, hotel, charity, sailor, nurse, car
dealer) and the twenty-ninth (drone pilot, model railway, cyclist, anime editor, kindergarten, football coach, startup).

Each has 20 ordinary prompts, 10 in other languages and 10 with times or parts.

What belongs here: the prompts and what they ask for. What does not: other sets (_held_prompts*.py), counting them (prompts.py).
"""

from benchmarks._held_prompts import Held

HELD_TWENTY_EIGHTH = (
    # English
    Held("podcast intro about money, confident, positive, corporate, not cheesy", style="corporate"),
    Held(
        "Relaxing music for the waiting room screen at our dental practice",
        style="ambient|piano|lofi|acoustic|classical|jazz|bossa-nova|sad",
    ),
    Held(
        "harvest 2024, john deere combine, country rock, loud guitars",
        style="country|rock",
        wanted="electric-guitar|guitar",
    ),
    Held("hotel rooftop bar, smooth house, saxophone", style="house", wanted="sax"),
    Held("vlog in Rio, carnival samba", style="samba"),
    Held(
        "Fundraising film for a children's hospice. Restrained, hopeful, solo piano. Please nothing manipulative.",
        style="piano|sad|classical|ambient",
        wanted="piano",
        solo=True,
    ),
    Held(
        "timelapse of tomatoes growing, playful, marimba, like a wes anderson movie",
        style="comedy|happy|acoustic",
        wanted="mallets",
    ),
    Held("crossing the Atlantic single handed, wide open ocean, ambient w cello", style="ambient", wanted="strings"),
    Held(
        "night shift on the ward, tired but warm. rhodes, soft, no drums",
        style="soul|lofi|ambient|jazz|piano|sad",
        wanted="e-piano",
        without="drums",
    ),
    Held("used car ad, cheap and cheerful, brass section, funk", style="funk", wanted="brass"),
    Held("afrobeats for Lagos street food video", style="afrobeat"),
    Held("bass fishing on lake fork, blues rock", style="blues|rock", never="bass"),
    Held(
        "true crime podcast bed, suspense, dark, no melody so it stays out of the way",
        style="tension|horror",
        without="melody",
    ),
    Held(
        "slow motion horses running on a beach, harp and strings, dreamy",
        style="ambient|classical|sad|piano|epic",
        wanted="harp strings",
    ),
    Held("backpacking Vietnam on motorbikes — something with groove, not another ukulele thing"),
    Held("smooth soul for a couple's spa weekend promo", style="soul"),
    Held(
        "instrumental salsa, hot, trumpets, congas, for our cuba trip", style="latin", wanted="brass", without="vocals"
    ),
    Held("Less busy than usual please: ambient texture, drone-like, one synth pad", style="ambient", wanted="synth"),
    Held(
        "motivational speech background, builds up gradually to a big ending",
        style="corporate|epic|pop|piano|ambient",
        course="rise|loud-end",
    ),
    Held("Christmas greetings from our clinic team, sleigh bells, jolly", style="christmas", wanted="bells"),
    # other languages
    Held("Entspannter Reggae für unseren Segeltörn in Kroatien", style="reggae"),
    Held("vidéo caritative, émouvant, piano et violoncelle, lent", style="sad|piano|classical", wanted="piano strings"),
    Held(
        "música relajante para un spa, sin batería", style="ambient|piano|acoustic|classical|lofi|sad", without="drums"
    ),
    Held(
        "video dell'agriturismo, chitarra acustica, solare, niente voce",
        style="acoustic|happy",
        wanted="guitar",
        without="vocals",
    ),
    Held("bossa nova suave pra vídeo do hotel na praia", style="bossa-nova"),
    Held("spannende muziek voor een true crime podcast", style="tension|horror"),
    Held("wesoła muzyka country na film z gospodarstwa, z banjo", style="country", wanted="banjo"),
    Held("tekne turu videosu için neşeli yaz müziği", style="happy|pop|reggae|latin|acoustic|house|bossa-nova"),
    Held(
        "musik elektronik yang energik untuk video jalan-jalan, tanpa vokal",
        style="electronic|house|techno",
        without="vocals",
    ),
    Held("歯医者の待合室で流す落ち着いたピアノ", style="piano|ambient|sad|classical", wanted="piano"),
    # times and parts
    Held(
        "corporate, 10 second intro without drums, then full",
        style="corporate",
        styles=("0 corporate",),
        moments=("no drums from 0:00 to 0:10", "loud from 0:10 on"),
    ),
    Held(
        "sad piano till 0:35, then hopeful with strings",
        style="piano|sad",
        wanted="piano",
        moments=("piano from 0:00 to 0:35", "strings from 0:35 on"),
    ),
    Held(
        "deep house, the drop should land exactly at 0:32",
        style="house",
        styles=("0 house",),
        moments=("drop from 0:32 on",),
    ),
    Held(
        "ambient all the way, louder from 1:30 on, stop at 2:45",
        style="ambient",
        styles=("0 ambient",),
        moments=("loud from 1:30 on", "silence from 2:45 on"),
    ),
    Held(
        "reggae for the beach part, at 0:40 switch to drum and bass for the jetski",
        styles=("0 reggae", "40 drum-and-bass"),
    ),
    Held("last 20 seconds epic, before that jazz", styles=("0 jazz", "40 epic")),
    Held(
        "soft under the interview (0:10 to 0:50), otherwise upbeat pop",
        style="pop|happy",
        moments=("quiet from 0:10 to 0:50",),
    ),
    Held("Samba, in der letzten halben Minute ohne Bass", style="samba", moments=("no bass in the last 30 s",)),
    Held(
        "guitarra acústica, a partir del minuto 1 entra el violín",
        style="acoustic",
        wanted="guitar",
        moments=("strings from 1:00 on",),
    ),
    Held("two bars of just drums to start, then the funk kicks in", style="funk", told="two bars"),
)

HELD_TWENTY_NINTH = (
    # English
    Held("GRWM, girly pop, sparkly, fun", style="pop|happy"),
    Held("drone over Iceland, cinematic epic, big drums, strings", style="epic", wanted="drums strings"),
    Held("model railway layout tour, 1950s, jazz with brushes, cosy", style="jazz"),
    Held(
        "crit race onboard, aggressive electronic, 140bpm or so",
        style="electronic|techno|dubstep|trap|drum-and-bass",
        tempo=140,
    ),
    Held("AMV sad scene, piano, then we cry lol", style="sad|piano", wanted="piano"),
    Held(
        "In memory of Robert. He loved Johnny Cash. Simple acoustic guitar, country, not too mournful.",
        style="country|acoustic",
        wanted="guitar",
    ),
    Held("kindergarten graduation, xylophone, claps, happy kids", style="happy|comedy|pop", wanted="mallets"),
    Held("football hype video, trap, dark choir", style="trap", wanted="choir"),
    Held(
        "Seed pitch for a fintech app. Clean modern tech sound, minimal, optimistic, 110 BPM",
        style="corporate|electronic|pop|ambient|house",
        tempo=110,
    ),
    Held("dubstep, heavy wobble, FPV freestyle in an abandoned factory", style="dubstep"),
    Held("lip tutorial voiceover, something r&b smooth in the back, low energy", style="soul|lofi", energy=-1),
    Held("steam train running through snow, christmasy, orchestral", style="christmas"),
    Held("no edm please. a real band. rock, mid tempo", style="rock"),
    Held("old arcade feel for a pixel art timelapse", style="chiptune"),
    Held("80's retro wave, neon, night ride on the fixie", style="synthwave"),
    Held(
        "Elegant waltz for our ballroom class showcase, strings, not too quick",
        style="waltz",
        wanted="strings",
        pace=-1,
    ),
    Held(
        "gravel race recap, start mellow and keep building, folk guitar and stomps",
        style="acoustic|country",
        course="rise|quiet-start",
        wanted="guitar",
    ),
    Held("product launch, house beat with piano stabs, classy", style="house", wanted="piano"),
    Held(
        "Funeral slideshow 8 minutes. Very quiet organ or strings. D minor maybe",
        style="sad|classical|ambient",
        tonality="D minor",
        wanted="organ|strings",
    ),
    Held("drumline / marching band energy for friday night, just drums", wanted="drums", solo=True),
    # other languages
    Held("Trauerfeier, leise, nur Klavier und Cello", style="sad|piano|classical", wanted="piano strings"),
    Held("tuto maquillage, house chic et légère, 120 bpm", style="house", tempo=120),
    Held(
        "vídeo de ciclismo, rock rápido con guitarras eléctricas",
        style="rock|punk",
        wanted="electric-guitar|guitar",
        pace=1,
    ),
    Held("trenini in miniatura, musica allegra e buffa, pizzicato", style="comedy|happy", wanted="pizzicato"),
    Held("vídeo da creche, música infantil alegre com xilofone", style="happy|comedy", wanted="mallets"),
    Held("zware dubstep voor mijn fpv drone filmpje", style="dubstep"),
    Held(
        "spokojna muzyka na pogrzeb, skrzypce, bez perkusji",
        style="sad|classical|ambient|piano",
        wanted="strings",
        without="drums",
    ),
    Held(
        "glad musik till förskolans sommarfest, gärna dragspel",
        style="happy|acoustic|waltz|comedy|pop",
        wanted="accordion",
    ),
    Held(
        "maç özeti için enerjik rock, elektro gitar, vokal olmasın",
        style="rock|punk|metal",
        wanted="electric-guitar|guitar",
        without="vocals",
    ),
    Held("アニメの切ないシーン、ピアノとストリングス", style="sad|piano|classical", wanted="piano strings"),
    # times and parts
    Held(
        "epic, quiet start, choir from 0:30, huge at the end",
        style="epic",
        moments=("choir from 0:30 on",),
        course="quiet-start loud-end",
    ),
    Held(
        "trap until the whistle at 0:22, silence, then metal from 0:25",
        styles=("0 trap", "25 metal"),
        moments=("trap from 0:00 to 0:22", "silence from 0:22 on", "metal from 0:25 on"),
    ),
    Held("acoustic for the first quarter, rock after that", styles=("0 acoustic", "15 rock")),
    Held(
        "house, filter everything down at 0:28, drop at 0:30",
        style="house",
        styles=("0 house",),
        moments=("drop from 0:30 on",),
        told="0:28",
    ),
    Held("sad piano, no strings before 0:50", style="sad|piano", wanted="piano", moments=("strings from 0:50 on",)),
    Held(
        "happy kindergarten tune, gets slower in the last 8 seconds, ends softly",
        style="happy",
        moments=("slower in the last 8 s",),
        course="quiet-end",
    ),
    Held("Von 0:00 bis 0:20 Walzer, danach Techno", styles=("0 waltz", "20 techno")),
    Held("intro calme de 15 secondes puis drum and bass", style="drum-and-bass", moments=("quiet from 0:00 to 0:15",)),
    Held(
        "rock, 0:15'te davul girsin",
        style="rock",
        styles=("0 rock",),
        moments=("no drums from 0:00 to 0:15", "drums from 0:15 on"),
    ),
    Held(
        "synthwave the entire video but drop the drums out between 0:20 and 0:30 when I talk",
        style="synthwave",
        styles=("0 synthwave",),
        moments=("no drums from 0:20 to 0:30",),
    ),
)
