"""What a prompt asks for at a time of the film, in many languages; and numbers that are no such time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.music.moment_parsing import take_moments
from resources.music.moments import Moment, as_clock
from resources.music.notation import plain_text
from resources.music.words import understand


def told(prompt: str) -> list[str]:
    return [moment.in_words() for moment in understand(prompt).moments]


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("drop at 0:12", ["drop from 0:12 on"]),
        ("at 0:12, drop", ["drop from 0:12 on"]),
        ("0:12 drop", ["drop from 0:12 on"]),
        ("the beat drops at 12 seconds", ["drop from 0:12 on"]),
        ("20 seconds in, the beat drops", ["drop from 0:20 on"]),
        ("80s synth with a drop at one minute", ["drop from 1:00 on"]),
        ("120 bpm, 4/4, drop at 0:08.5", ["drop from 0:08.5 on"]),
        ("a 15s reel, drop at 7s", ["drop from 0:07 on"]),
        ("quiet until the drop at 0:30", ["quiet from 0:00 to 0:30", "drop from 0:30 on"]),
        (
            "quiet until 20 seconds, then drums",
            ["quiet from 0:00 to 0:20", "no drums from 0:00 to 0:20", "drums from 0:20 on"],
        ),
        ("build from 10 to 20 seconds then drop", ["rise from 0:10 to 0:20", "drop from 0:20 on"]),
        ("big hits at 0:04, 0:09 and 0:12", ["drop from 0:04 on", "drop from 0:09 on", "drop from 0:12 on"]),
        ("pause the music from 0:20 to 0:22", ["silence from 0:20 to 0:22"]),
        ("I talk from 0:10 to 0:20", ["quiet from 0:10 to 0:20"]),
        ("starts calm (0-10s), then energetic (10-25s)", ["quiet from 0:00 to 0:10", "loud from 0:10 to 0:25"]),
        ("build for the first 15 s", ["rise from 0:00 to 0:15"]),
        (
            "0:00-0:15 calm, 0:15-0:40 build, 0:40 drop",
            ["quiet from 0:00 to 0:15", "rise from 0:15 to 0:40", "drop from 0:40 on"],
        ),
        ("no drums until 0:20", ["no drums from 0:00 to 0:20"]),
        ("drums come in at 8s", ["no drums from 0:00 to 0:08", "drums from 0:08 on"]),
        ("drums out at 0:40", ["no drums from 0:40 on"]),
        ("peak at 1:05, fade from 1:20", ["peak from 1:05 on", "fade out from 1:20 on"]),
        ("fade out the last 5 seconds", ["fade out in the last 5 s"]),
        ("stop the music at 0:45", ["silence from 0:45 on"]),
        ("music starts at 0:05 and stops at 0:50", ["silence from 0:00 to 0:05", "silence from 0:50 on"]),
        ("music until 0:45", ["silence from 0:45 on"]),
        ("music only between 0:10 and 0:30", ["silence from 0:00 to 0:10", "silence from 0:30 on"]),
        ("soft for 0:00-0:20, then swell until 0:35", ["quiet from 0:00 to 0:20", "rise from 0:20 to 0:35"]),
        (
            "drums should start at 12s and get louder until 30s",
            ["no drums from 0:00 to 0:12", "drums from 0:12 on", "rise from 0:12 to 0:30"],
        ),
        ("erst ab 0:08 Musik", ["silence from 0:00 to 0:08"]),
        ("silence from 0:20 to 0:25", ["silence from 0:20 to 0:25"]),
        ("livelier from 0:25 on", ["loud from 0:25 on"]),
        ("ab Sekunde 30 lauter", ["loud from 0:30 on"]),
        ("ab 0:25 etwas lebhafter", ["loud from 0:25 on"]),
        ("die ersten 10 Sekunden ruhig, dann kracht es", ["quiet from 0:00 to 0:10", "drop from 0:10 on"]),
        ("les 10 premières secondes sans batterie", ["no drums from 0:00 to 0:10"]),
        ("calme jusqu'à 20 secondes puis explosion", ["quiet from 0:00 to 0:20", "drop from 0:20 on"]),
        ("tranquilo hasta el segundo 20, luego fuerte", ["quiet from 0:00 to 0:20", "loud from 0:20 on"]),
        ("música calma até 15 segundos e depois explode", ["quiet from 0:00 to 0:15", "drop from 0:15 on"]),
        ("sale fino a 0:35", ["rise from 0:00 to 0:35"]),
        ("с 20 секунды громче", ["loud from 0:20 on"]),
        ("最初の10秒は静かに、20秒でドロップ", ["quiet from 0:00 to 0:10", "drop from 0:20 on"]),
        ("前10秒安静，第20秒爆发", ["quiet from 0:00 to 0:10", "drop from 0:20 on"]),
        ("처음 10초는 조용하게, 20초에 드롭", ["quiet from 0:00 to 0:10", "drop from 0:20 on"]),
        ("ilk 10 saniye sakin, 20. saniyede patlasın", ["quiet from 0:00 to 0:10", "drop from 0:20 on"]),
        ("هادئ حتى 20 ثانية ثم قوي", ["quiet from 0:00 to 0:20", "loud from 0:20 on"]),
    ],
)
def test_what_is_asked_for_at_a_time(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        # A number without a unit.
        (
            "quiet until 10s, build until 20, drop at 20",
            ["quiet from 0:00 to 0:10", "rise from 0:10 to 0:20", "drop from 0:20 on"],
        ),
        ("0-15 calm, 15-30 build", ["quiet from 0:00 to 0:15", "rise from 0:15 to 0:30"]),
        ("house, fade the last 5", ["fade out in the last 5 s"]),
        ("a los 12 segundos entra el bajo, a los 24 la guitarra", ["bass from 0:12 on", "guitar from 0:24 on"]),
        ("drop at 0:20, techno 120-130", ["drop from 0:20 on"]),
        ("vlog from 3 cameras, drop at 0:20", ["drop from 0:20 on"]),
        # Two wishes for one time, and one wish for two.
        ("louder and faster at 0:20", ["loud from 0:20 on", "faster from 0:20 on"]),
        ("no drums before 0:08 or after 0:52", ["no drums from 0:00 to 0:08", "no drums from 0:52 on"]),
        ("a hit at 0:07 and again at 0:15", ["drop from 0:07 on", "drop from 0:15 on"]),
        ("from 0:30 no drums, only piano", ["no drums from 0:30 on", "only piano from 0:30 on"]),
        ("from 0:30 bass, strings and a harp", ["bass and strings and harp from 0:30 on"]),
        ("at 0:30 drop, piano and strings", ["drop from 0:30 on"]),
        # What stops and comes back.
        ("music stops at 0:14 and comes back at 0:18", ["silence from 0:14 to 0:18"]),
        ("music stops when she falls at 0:14, comes back soft at 0:18", ["silence from 0:14 on", "quiet from 0:18 on"]),
        ("the beat drops out at 0:20 and returns at 0:24", ["no drums from 0:20 on", "drums from 0:24 on"]),
        ("cut the music dead at 0:33", ["silence from 0:33 on"]),
        # What is seen, and what is wanted then.
        ("the door opens at 0:12, then a drop", ["drop from 0:12 on"]),
        ("slow motion from 0:20 to 0:28, slow down there too", ["slower from 0:20 to 0:28"]),
        ("0:12でドアが開くまで静かに", ["quiet from 0:00 to 0:12"]),
        ("前15秒安静，之后高潮", ["quiet from 0:00 to 0:15", "peak from 0:15 on"]),
        (
            "loud until 0:10, quiet from 0:10 to 0:30, then heavy again",
            ["loud from 0:00 to 0:10", "quiet from 0:10 to 0:30", "loud from 0:30 on"],
        ),
        ("no music for the first 5 seconds, then chill house", ["silence from 0:00 to 0:05"]),
        ("pause at 0:40, then full power", ["silence from 0:40 to 0:42", "loud from 0:42 on"]),
        ("music should duck out from 40s to 45s for the punchline", ["silence from 0:40 to 0:45"]),
        ("on coupe tout à 0:30", ["silence from 0:30 on"]),
        ("more upbeat once we hit the beach (0:34)", ["loud from 0:34 on"]),
        ("house, 0:34, more upbeat", []),
        ("fade in 3 sec, fade out 5 sec", ["fade in from 0:00 to 0:03", "fade out in the last 5 s"]),
        ("4 second fade out", ["fade out in the last 4 s"]),
        ("fade out at 50 seconds", ["fade out from 0:50 on"]),
        ("cut to silence for 2 seconds at 0:28", ["silence from 0:28 to 0:30"]),
        ("a 3 second pause at 0:20", ["silence from 0:20 to 0:23"]),
        ("drop at 0:12 for 4 seconds", ["drop from 0:12 to 0:16"]),
        (
            "quiet until 0:10, then the bass and at 0:20 the strings",
            ["quiet from 0:00 to 0:10", "bass from 0:10 on", "strings from 0:20 on"],
        ),
        ("ensuite tout le monde à 0:25", ["loud from 0:25 on"]),
        ("0:45からテンポを上げて", ["faster from 0:45 on"]),
        ("metal breakdown at 0:30", []),
        ("double the tempo at 0:30", ["faster from 0:30 on"]),
        ("breakdown from 0:30 to 0:45", ["no drums from 0:30 to 0:45"]),
    ],
)
def test_how_times_are_typed(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments


@pytest.mark.parametrize(
    ("prompt", "tempo", "moments"),
    [
        ("electronic, 100 bpm then 140 bpm from 0:25", 100, ["140 bpm from 0:25 on"]),
        ("rock, 140 bpm from 0:30", None, ["140 bpm from 0:30 on"]),
        ("techno from 120 to 140 bpm at 0:30", 120, ["140 bpm from 0:30 on"]),
        ("100 bpm until 0:20, then 140 bpm", 140, ["100 bpm from 0:00 to 0:20"]),
        ("punk, speed up to 190 bpm at 0:40", None, ["190 bpm from 0:40 on"]),
        ("house 124 bpm drop at 0:30", 124, ["drop from 0:30 on"]),
        ("128 bpm, drums from 0:20", 128, ["no drums from 0:00 to 0:20", "drums from 0:20 on"]),
    ],
)
def test_a_tempo_at_a_time(prompt: str, tempo: float | None, moments: list[str]) -> None:
    found = understand(prompt)
    assert (found.tempo, told(prompt), found.unmet) == (tempo, moments, ())


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("sax solo at 0:30", ["sax solo from 0:30 to 0:45"]),
        ("guitar solo from 0:30", ["guitar solo from 0:30 on"]),
        ("the trumpet takes a solo from 0:20 to 0:40", ["brass solo from 0:20 to 0:40"]),
        ("drum solo at 0:30", ["only drums from 0:30 to 0:45"]),
        ("ab 0:30 Gitarrensolo", ["guitar solo from 0:30 on"]),
        ("solo de guitarra en el segundo 20", ["guitar solo from 0:20 to 0:35"]),
        ("solo guitarra hasta 0:20", ["only guitar from 0:00 to 0:20"]),
        ("assolo di chitarra a 0:40", ["guitar solo from 0:40 to 0:55"]),
        ("соло гитары с 0:20 до 0:40", ["guitar solo from 0:20 to 0:40"]),
        ("0:20にギターソロ", ["guitar solo from 0:20 to 0:35"]),
        ("20초에 기타 솔로", ["guitar solo from 0:20 to 0:35"]),
        ("jazz, piano solo at 0:20", ["piano solo from 0:20 to 0:35"]),
        ("piano solo until 0:20", ["only piano from 0:00 to 0:20"]),
        ("rock with a guitar solo", ["guitar solo from 50 % to 67 %"]),
        ("jazz with a drum solo", ["only drums from 50 % to 67 %"]),
        ("Rock mit Gitarrensolo", ["guitar solo from 50 % to 67 %"]),
        ("jazz, no sax solo", []),
        ("a sad solo violin", []),
    ],
)
def test_a_solo_is_played_by_one_of_them(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments
    assert not understand(prompt).solo or "solo violin" in prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "a 30 second clip, calm piano",
        "energetic music for a 60 second ad, 9:16",
        "happy music for 30 seconds",
        "two minutes long, calm",
        "wedding at 4:30 pm, romantic piano",
        "music from the 80s, energetic",
        "90 to 100 bpm, builds",
        "waltz in 3/4, loud",
        "loud for 10 seconds",
        "a 2 minute walk, calm",
    ],
)
def test_a_number_that_is_no_moment_is_none(prompt: str) -> None:
    assert told(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("nothing until 0:04", ["silence from 0:00 to 0:04"]),
        ("no music for the first 4 seconds", ["silence from 0:00 to 0:04"]),
        ("rien jusqu'à 0:05", ["silence from 0:00 to 0:05"]),
        ("nichts bis 0:05", ["silence from 0:00 to 0:05"]),
        ("piano only until 0:20, then the full band", ["only piano from 0:00 to 0:20", "loud from 0:20 on"]),
        ("nur Klavier bis 0:15, dann Schlagzeug", ["only piano from 0:00 to 0:15", "drums from 0:15 on"]),
        ("só violão até 0:20", ["only guitar from 0:00 to 0:20"]),
        ("0:20まではピアノだけ、その後ドラム", ["only piano from 0:00 to 0:20", "drums from 0:20 on"]),
        ("только пианино до 0:20", ["only piano from 0:00 to 0:20"]),
        (
            "soft pads until 0:30, then bass",
            ["quiet from 0:00 to 0:30", "only synth from 0:00 to 0:30", "bass from 0:30 on"],
        ),
        ("add strings at 0:30", ["strings from 0:30 on"]),
        ("bass comes in at 8 s", ["bass from 0:08 on"]),
        ("piano enters at 0:30", ["piano from 0:30 on"]),
        ("no strings until 0:30", ["strings from 0:30 on"]),
        ("the guitar stops at 0:40", ["no guitar from 0:40 on"]),
        ("strings swell from 0:30", ["rise from 0:30 on", "strings from 0:30 on"]),
        ("a big brass hit at 0:12", ["drop from 0:12 on"]),
        ("drums only from 0:20", ["no drums from 0:00 to 0:20", "drums from 0:20 on"]),
        ("piano at 0:10 and drums at 0:20", ["piano from 0:10 on", "no drums from 0:00 to 0:20", "drums from 0:20 on"]),
        ("no guitar in the middle", ["no guitar from 33 % to 67 %"]),
        ("starts with piano, then drums", ["only piano from 0:00 to 25 %", "drums from 25 % on"]),
        (
            "starts with piano, drums at 0:30",
            ["only piano from 0:00 to 0:30", "drums from 0:30 on"],
        ),
        ("strings only at the end", ["strings from 75 % on"]),
        ("keine Drums am Anfang", ["no drums from 0:00 to 25 %"]),
        ("no bass in the second half", ["no bass from 50 % on"]),
        ("the bass drops out at 0:16 and comes back at 0:24", ["no bass from 0:16 on", "bass from 0:24 on"]),
        (
            "drums only between 0:10 and 0:40",
            ["no drums from 0:00 to 0:10", "drums from 0:10 to 0:40", "no drums from 0:40 on"],
        ),
        ("drums until 0:20, then the full band", ["only drums from 0:00 to 0:20", "loud from 0:20 on"]),
        ("the drums kick in at 0:20", ["drop from 0:20 on", "drums from 0:20 on"]),
        (
            "guitar only for the first half, full band after that",
            ["only guitar from 0:00 to 50 %", "loud from 50 % on"],
        ),
        ("ends with solo piano", ["only piano from 75 % on"]),
        ("piano first, violins later", ["only piano from 0:00 to 33 %", "strings from 33 % on"]),
        ("calm piano, then drums and bass", ["drums and bass from 33 % on"]),
        ("from the beginning to the end: piano", []),
        ("baby's first year, music box lullaby", []),
    ],
)
def test_instruments_at_a_time(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("first half calm, second half wild", ["quiet from 0:00 to 50 %", "loud from 50 % on"]),
        ("erste Hälfte ruhig, zweite Hälfte wild", ["quiet from 0:00 to 50 %", "loud from 50 % on"]),
        ("前半は静かに、後半は激しく", ["quiet from 0:00 to 50 %", "loud from 50 % on"]),
        ("drop at 50%", ["drop from 50 % on"]),
        ("drop halfway through", ["drop from 50 % on"]),
        ("a drop in the middle of the video", ["drop from 50 % on"]),
        ("ab der Mitte mit Streichern", ["strings from 50 % on"]),
        ("calm in the last third", ["quiet from 67 % on"]),
        ("quiet until the last third", ["quiet from 0:00 to 67 %"]),
        ("after a minute it gets louder", ["rise from 1:00 on"]),
        ("drop after half a minute", ["drop from 0:30 on"]),
        ("drop 10 seconds before the end", ["drop in the last 10 s"]),
        ("drums stop 5 seconds before the end", ["no drums in the last 5 s"]),
        ("faster at 0:30", ["faster from 0:30 on"]),
        ("slow down at the end", ["slower from 85 % on"]),
        ("am Ende langsamer", ["slower from 85 % on"]),
        ("switch from calm to wild at 0:30", ["quiet from 0:00 to 0:30", "loud from 0:30 on"]),
    ],
)
def test_shares_of_the_film_and_changes_of_tempo(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments


@pytest.mark.parametrize(
    "prompt",
    [
        "a hike in the middle of nowhere, calm",
        "the second half of the match, energetic",
        "music at 50% volume, calm",
        "a halfway house, sad",
        "20% louder, jazz",
    ],
)
def test_a_share_of_something_else_is_no_moment(prompt: str) -> None:
    assert told(prompt) == []


def test_what_is_seen_is_not_known() -> None:
    found = understand("rock, a drop when the title appears")
    assert found.unmet == (
        "when the title appears: what is seen in the picture is not known; a time, such as 0:12, is",
    )
    assert found.style == "rock"
    assert understand("calm music for when we walk on the beach").unmet == ()
    assert told("drop when the title appears at 0:12") == ["drop from 0:12 on"]


def test_a_time_at_which_nothing_can_be_done_is_told() -> None:
    found = understand("nostalgic from 0:30 on")
    assert found.moments == ()
    assert found.unmet[0] == "from 0:30 on: what is asked for then is there from start to end"


def test_what_plays_at_some_time_is_in_the_piece() -> None:
    assert understand("piano enters at 0:30").instruments == ("piano",)
    assert understand("lofi, no drums until 0:20").instruments == ("drums",), "they are wanted then"
    found = understand("rock, no guitar in the middle")
    assert (found.instruments, found.without) == ((), ())


def test_what_is_asked_for_at_a_time_is_not_asked_for_all_along() -> None:
    found = understand("house, quiet until 0:20, then drums")
    assert (found.style, found.energy, found.course) == ("house", 0.0, ())
    assert found.instruments == ("drums",), "they are needed then"
    assert understand("house, loud").energy > 0
    assert understand("epic, ends quietly").course == ("quiet-end",)


def test_times_are_counted_from_the_end_too() -> None:
    moment = Moment(what="fade", start=-5, end=None)
    assert moment.within(30) == Moment(what="fade", start=25, end=None)
    assert moment.within(3).start == 0
    assert as_clock(65) == "1:05"


@given(st.text(alphabet="drop quiet at 0:12-59 s秒초 until, then. first last 3 music stop/", max_size=60))
def test_any_text_is_read(text: str) -> None:
    moments, rest, _ = take_moments(plain_text(text), {}, [])
    assert all(moment.end is None or moment.end >= 0 for moment in moments)
    assert moments or set(rest) <= set(plain_text(text)) | {" "}


@pytest.mark.parametrize(
    ("prompt", "moments"),
    [
        ("metal, silence for the last second", ["silence in the last 1 s"]),
        ("calm for the first second then loud", ["quiet from 0:00 to 0:01", "loud from 0:01 on"]),
        ("last minute holiday video, happy", []),
    ],
)
def test_the_last_second_is_one_second(prompt: str, moments: list[str]) -> None:
    assert told(prompt) == moments
