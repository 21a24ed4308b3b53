"""Any time with any action, in twelve languages: the span is that of the time, what happens is that of the action."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.soundtracks.timeline import lay_timeline
from resources.music.words import understand

POINT, UNTIL, SPAN, LAST = "from 0:20 on", "from 0:00 to 0:20", "from 0:20 to 0:30", "in the last 10 s"
# For each language four times, which are a point, an end, a span and the last seconds, and the actions: louder, quieter, faster,
# slower, no drums, only piano, techno.
LANGUAGES = {
    "en": ("at 0:20 | until 0:20 | from 0:20 to 0:30 | in the last 10 seconds", "louder | less energy | faster | slower | no drums | just piano | techno"),
    "de": ("ab 0:20 | bis 0:20 | von 0:20 bis 0:30 | in den letzten 10 Sekunden", "lauter | weniger Energie | schneller | langsamer | ohne Schlagzeug | nur noch Klavier | Techno"),
    "fr": ("à 0:20 | jusqu'à 0:20 | de 0:20 à 0:30 | les 10 dernières secondes", "plus fort | plus calme | plus rapide | plus lent | sans batterie | seulement du piano | techno"),
    "es": ("a los 20 segundos | hasta 0:20 | entre 0:20 y 0:30 | en los últimos 10 segundos", "más fuerte | más suave | más rápido | más lento | sin batería | solo piano | techno"),
    "it": ("dopo 20 secondi | fino a 0:20 | da 0:20 a 0:30 | negli ultimi 10 secondi", "più forte | più calmo | più veloce | più lento | senza batteria | solo pianoforte | techno"),
    "pt": ("aos 20 segundos | até aos 20 segundos | de 0:20 a 0:30 | nos últimos 10 segundos", "mais forte | mais suave | mais rápido | mais lento | sem bateria | só piano | techno"),
    "nl": ("vanaf 0:20 | tot 0:20 | tussen 0:20 en 0:30 | in de laatste 10 seconden", "luider | rustiger | sneller | langzamer | zonder drums | alleen piano | techno"),
    "pl": ("od 0:20 | do 0:20 | od 0:20 do 0:30 | w ostatnich 10 sekundach", "głośniej | spokojniej | szybciej | wolniej | bez perkusji | tylko pianino | techno"),
    "ru": ("с 0:20 | до 0:20 | с 0:20 до 0:30 | в последние 10 секунд", "громче | тише | быстрее | медленнее | без барабанов | только пианино | техно"),
    "tr": ("0:20'de | 0:20'ye kadar | 0:20 ile 0:30 arasında | son 10 saniyede", "daha enerjik | daha sakin | hızlansın | yavaşlasın | davulsuz | sadece piyano | techno"),
    "ja": ("0:20から | 0:20まで | 0:20から0:30まで | ラスト10秒は", "激しく | 静かに | 速く | 遅く | ドラムなし | ピアノだけ | テクノ"),
    "zh": ("从0:20开始 | 到0:20 | 从0:20到0:30 | 最后10秒", "激烈 | 安静 | 更快 | 更慢 | 不要鼓 | 只有钢琴 | 电子乐"),
}  # fmt: skip
ACTIONS = ("loud", "quiet", "faster", "slower", "no drums", "only piano", "techno|electronic")


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_action_at_any_time(language: str) -> None:
    times, actions = ([part.strip() for part in parts.split("|")] for parts in LANGUAGES[language])
    comma = {"ja": "、", "zh": "，"}.get(language, ", ")
    spans = zip(times, (POINT, UNTIL, SPAN, LAST), strict=True)
    for (time, span), (action, what) in itertools.product(spans, zip(actions, ACTIONS, strict=True)):
        prompt = f"pop{comma}{time} {action}"
        expected = {f"{name} {span}" for name in what.split("|")}
        told = [moment.in_words() for moment in understand(prompt).moments]
        assert expected & set(told), prompt


@pytest.mark.parametrize(
    "sheet",
    [
        "pop. At 0:20: no drums",
        "pop\n0:20 - 0:30: no drums",
        "pop; from 0:20: no drums, please",
        "pop. [0:20] no drums",
    ],
)
def test_a_cue_sheet_is_read(sheet: str) -> None:
    assert understand(sheet).moments[0].in_words().startswith("no drums from 0:20")


# What other kinds of times and actions mean.
OF_OTHER_KINDS = [
    ("pop, no drop at 0:20", []),
    ("pop, keep it calm except for 0:20 to 0:30", ["loud from 0:20 to 0:30"]),
    ("techno, faster after the second minute", ["faster from 2:00 on"]),
    ("jazz, drums in the second minute", ["no drums from 0:00 to 1:00", "drums from 1:00 to 2:00", "no drums from 2:00 on"]),
    ("tense music, silent at 0:42 for two seconds, then back in", ["silence from 0:42 to 0:44"]),
    ("at 1:00, 2:00 and 3:00 there should be a short break", ["silence from 1:00 to 1:02", "silence from 2:00 to 2:02", "silence from 3:00 to 3:02"]),
    ("a little pause right before the drop at 0:32", ["silence from 0:30 to 0:32", "drop from 0:32 on"]),
    ("cut the music at 0:15 when he drops the glass, resume at 0:18", ["silence from 0:15 to 0:18"]),
    ("drums drop out at 1:10, then come back at 1:20", ["no drums from 1:10 on", "drums from 1:20 on"]),
    ("jazz, sax comes in after 20 sec and leaves at 0:50", ["sax from 0:20 on", "no sax from 0:50 on"]),
    ("everything except the piano stops at 0:44", ["only piano from 0:44 on"]),
    ("house, mute everything but the drums from 0:40 to 0:48", ["only drums from 0:40 to 0:48"]),
    ("swap the guitar for a violin at 0:30", ["no guitar from 0:30 on", "strings from 0:30 on"]),
    ("violin enters 10 seconds in, brass 10 seconds after that", ["strings from 0:10 on", "brass from 0:20 on"]),
    ("20s lofi, 20s house, 20s drum and bass", ["lofi from 0:00 to 0:20", "house from 0:20 to 0:40", "drum-and-bass from 0:40 to 1:00"]),
    ("half lofi half techno", ["lofi from 0:00 to 50 %", "techno from 50 % on"]),
    ("drum and bass from the crash (0:14) on, before that silence", ["silence from 0:00 to 0:14"]),
    ("funk with a drum break at 0:40 (4 seconds)", ["silence from 0:40 to 0:44"]),
    ("lofi; at 0:30 cut the drums for ten seconds", ["no drums from 0:30 to 0:40"]),
    ("the first half should be quiet and the second half loud", ["quiet from 0:00 to 50 %", "loud from 50 % on"]),
    ("build tension from second 20 on until the reveal at 0:45", ["rise from 0:20 to 0:45"]),
    ("surf rock to 0:20 then bossa", ["rock from 0:00 to 0:20", "bossa-nova from 0:20 on"]),
    ("pretty much comedy, but from second 40 to 50 make it scary", ["horror from 0:40 to 0:50"]),
    ("last 20 seconds epic, before that jazz", ["loud in the last 20 s", "epic in the last 20 s", "jazz from 0:00 to 20 s before the end"]),
    ("blues and then in the middle it becomes fast punk", ["fast punk from 50 % on"]),
    ("trap until the whistle at 0:22, silence, then metal from 0:25", ["trap from 0:00 to 0:22", "silence from 0:22 on", "metal from 0:25 on"]),
    ("corporate, 10 second intro without drums, then full", ["no drums from 0:00 to 0:10", "loud from 0:10 on"]),
    ("piano from 0 to 15, strings from 15 to 30, everything from 30", ["piano from 0:00 to 0:15", "strings from 0:15 to 0:30", "loud from 0:30 on"]),
    ("a drone until 0:40, then the drums", ["no drums from 0:00 to 0:40", "drums from 0:40 on"]),
    ("don't start until 0:03", ["silence from 0:00 to 0:03"]),
    ("music should be done by 0:55", ["silence from 0:55 on"]),
    ("half-time from 0:40, dubstep", ["slower from 0:40 on"]),
    ("empieza con guitarra sola y a los 15 segundos entra todo", ["only guitar from 0:00 to 0:15", "loud from 0:15 on"]),
    ("in der ersten Minute nur Klavier, dann Schlagzeug dazu", ["only piano from 0:00 to 1:00", "drums from 1:00 on"]),
    ("intro calme de 15 secondes puis drum and bass", ["quiet from 0:00 to 0:15"]),
    ("la batteria entra solo dopo 20 secondi", ["no drums from 0:00 to 0:20", "drums from 0:20 on"]),
    ("0:15でドラム、0:45で全部", ["no drums from 0:00 to 0:15", "drums from 0:15 on", "loud from 0:45 on"]),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "moments"), OF_OTHER_KINDS)
def test_other_kinds_of_times(prompt: str, moments: list[str]) -> None:
    assert [moment.in_words() for moment in understand(prompt).moments] == moments


@pytest.mark.parametrize("prompt", ["drums for the first 8 bars only, funk", "a hit every 10 seconds, trailer"])
def test_times_that_nobody_can_tell_in_seconds_are_told(prompt: str) -> None:
    found = understand(prompt)
    assert any("only times in minutes and seconds are known" in wish for wish in found.unmet)
    assert found.moments == ()


WISHES = [
    f"{time.strip()} {action.strip()}"
    for times, actions in LANGUAGES.values()
    for time, action in itertools.product(times.split("|"), actions.split("|"))
] + [prompt for prompt, _ in OF_OTHER_KINDS]


@given(
    st.lists(st.sampled_from(WISHES), min_size=1, max_size=4),
    st.sampled_from([", ", ". ", "; ", ", then ", "、", " - "]),
)
def test_any_wishes_together_have_times_within_a_film(wishes: list[str], between: str) -> None:
    timeline = lay_timeline(understand(between.join(wishes)).moments, seconds=70.0)
    assert 0 <= timeline.start < timeline.stop <= 70
    assert all(0 <= moment.start <= (moment.end or 0.0) <= 70 for moment in timeline.moments)
