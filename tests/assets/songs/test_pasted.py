"""Lyrics as they are pasted: what is a heading, what is nobody's to say, and what is told about it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.songs.pasted import read_pasted, visible
from assets.songs.words import sections_of_text
from tests.assets.songs.words_to_sing import PRONOUNCER, TEXT, plan_of


@pytest.mark.parametrize(
    "heading",
    [
        "[Hook]", "Hook:", "(Hook)", "**Hook**", "## Hook", "[Hook]:", "HOOK", "~ Hook ~", "Hook (Ada):", "[Hook: Ada & Bo]", "<Hook>",
        "\ufeff[Hook]", "[Ho\u200bok]", "{Hook}", "[Hook - Ada]", "_Hook_",
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", ["", " x2"])
def test_a_heading_is_one_in_many_forms(heading: str, times: str) -> None:
    pasted = read_pasted(f"[Verse 1]\none line\n\n{heading}{times}\nwe go\n")
    name = "HOOK" if heading == "HOOK" else "Hook"
    assert pasted.text.lower() == "[verse 1]\none line\n\n" + "\n\n".join(
        [f"[{name.lower()}]\nwe go"] * (2 if times else 1)
    )
    assert pasted.notes == ()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (TEXT.strip(), TEXT.strip()),
        ("[Verse 1] I walk the road\nChorus: we go", "[Verse 1]\nI walk the road\n\n[Chorus]\nwe go"),
        ("Refrain:\nwe go\n\nVerse\nI was\n\n[Refrain x2]", "[Refrain]\nwe go\n\n[Verse]\nI was\n\n[Refrain]\nwe go\n\n[Refrain]\nwe go"),
        ("[Chorus]\nwe go (x2)\n\n[Chorus 2]\n", "[Chorus]\nwe go\nwe go\n\n[Chorus]\nwe go\nwe go"),
        ("[Hook]\nwe go\n(x2)", "[Hook]\nwe go\n\n[Hook]\nwe go"),
        ("[Hook]\nwe go\n\n(Repeat Hook)\n\nthe end", "[Hook]\nwe go\n\n[Hook]\nwe go\n\nthe end"),
        ("<p>I walk<br>the road</p>\n<script>alert(1)</script>\n<p>at <b>night</b> &amp; day</p>", "I walk\nthe road\n\nat night & day"),
        ("- I **walk** the\n- _long_ [road](http://x.y)\n> sh*t f**k", "I walk the\nlong road\nsh*t f**k"),
        ("one\n---\ntwo", "one\n\ntwo"),
        ("I wa\u200blk the ro\xadad\x00 al\x1b[31mone\r\nat\xa0night", "I walk the road alone\nat night"),
        ("A B C\nit is easy", "A B C\nit is easy"),
        ("I walk [slow] (yeah) the {road}", "I walk [slow] (yeah) the {road}"),
        ("V1:\nI walk\n\nPC:\nand so\n\nC:\nwe go\n\nMiddle 8\nslow", "[Verse 1]\nI walk\n\n[Pre-Chorus]\nand so\n\n[Chorus]\nwe go\n\n[Middle 8]\nslow"),
        ("1. I walk\n2. the road\n\n3) at night", "I walk\nthe road\n\nat night"),
        ("5\tI walk\n10\tthe road\n15\tat night", "I walk\nthe road\nat night"),
        ("STOP\nI said stop\n\nI walk\n\nSTOP\nI said", "STOP\nI said stop\n\nI walk\n\nSTOP\nI said"),
        ("The rain[1] falls,[12] on me [3]", "The rain falls, on me [3]"),
        ("0:05 I walk\n0:09 the road\n1:00:01 at night", "I walk\nthe road\nat night"),
        ("0:05\nI walk\n0:09\nthe road\n0:13\nat night", "I walk\nthe road\nat night"),
        ("9:30 at night\nI walk\n7:10 at dawn", "9:30 at night\nI walk\n7:10 at dawn"),
        ("I rise and run/I fall right down/I turn around", "I rise and run\nI fall right down\nI turn around"),
        ("you and me and/or all of them, all day 24/7 in here", "you and me and/or all of them, all day 24/7 in here"),
        ("1 for the money\n2 for the show\n3 to go", "1 for the money\n2 for the show\n3 to go"),
        ("roses are red / violets are blue / so are you and I\nand / or\nhe / she", "roses are red\nviolets are blue\nso are you and I\nand / or\nhe / she"),
        (
            "I woke up this morning in the rain. The sun was far. I put on my shoes, and I went outside to see it!",
            "I woke up this morning in the rain.\nThe sun was far.\nI put on my shoes, and I went outside to see it!",
        ),
        ("Ｈｉ 𝐰𝐨𝐫𝐥𝐝 ⓗⓘ ﬁre ½ … ™", "Hi world hi fire ½ … ™"),
        ("one<!-- not\nthis -->\n|---|---|\ntwo\n```\nthree", "one\n\ntwo\n\nthree"),
        ("Question: who am I\nI said: go home", "Question: who am I\nI said: go home"),
    ],
)  # fmt: skip
def test_a_pasted_text_made_plain(text: str, plain: str) -> None:
    assert read_pasted(text).text == plain


@pytest.mark.parametrize(
    ("text", "plain", "told"),
    [
        ("[ti:Low]\n[ar:Me]\n[00:12.00]Hello\n[00:14.5]<00:14.5>my <00:15.0>friend", "Hello\nmy friend", "time stamps"),
        ("[ar:Me]\nHello", "Hello", "[ar:Me]"),
        ("[00:10.00][00:30.00]we go\n[00:20.00]I was", "we go\nI was\nwe go", "time stamps"),
        (
            "Am        G   C\nI walk\nG\nthe road\nF#m7 Csus4/G\n[Am]at [G/B]night",
            "I walk\nthe road\nat night",
            "Am G C",
        ),
        ("e|--3--5--|\nhello\n{title: x}", "hello", "e|--3--5--|"),
        ("[Bridge]\n\n[Verse]\nhello", "[Verse]\nhello", "Bridge"),
        (
            "ANNA: I left\nBen (sings): me too, in the rain\nwe both\nANNA: so",
            "I left\nme too, in the rain\nwe both\nso",
            "“ANNA”",
        ),
        ("Anna: I left\nBen: me too\nAll: la", "I left\nme too\nla", "“Ben”"),
        ("BO:\nI left\n\nAMY:\nme too", "I left\n\nme too", "who sings"),
        ("JOHN\nI left the house\n\nMARY ANN:\nme too\n\nJOHN\nso", "I left the house\n\nme too\n\nso", "“MARY ANN”"),
        ("Title: Low\nKey: C\n\nI left\n\nWritten by Me\n© 2024 Me", "I left", "“Title: Low”"),
        ("Low Lamp\nby Ada Quill\n\nI left", "I left", "“Low Lamp”"),
        ("*whispers* I left (guitar solo)\n{beat drops}\nme too", "I left\nme too", "“(guitar solo)”"),
        ("I heard sirens (sirens)\nhttps://a.com/track/4uLU?si=abc", "I heard sirens (sirens)", "https"),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nI <i>left</i>\n\n2\n00:00:09,000 --> 00:00:10,000\nme\ntoo",
            "I left\n\nme\ntoo",
            "subtitles",
        ),
        ("1\n00:00:01,000 --> 00:00:02,000\nI left\n2\n00:00:03,000 --> 00:00:04,000\nme", "I left\nme", "subtitles"),
        ("WEBVTT\n\nNOTE so\n\n00:01.000 --> 00:02.000 align:start\n<v Ada>I <00:01.500>left", "I left", "subtitles"),
        (
            "[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,I {\\k20}left, so\\Nme too",
            "I left, so\nme too",
            "subtitles",
        ),
    ],
)
def test_what_is_left_out_is_told(text: str, plain: str, told: str) -> None:
    pasted = read_pasted(text)
    assert pasted.text == plain
    assert told in " ".join(pasted.notes)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [*TEXT.split("\n"), "x2", "# A b", "Chorus:", "[Am]", "Am G", "- a", "[00:12]b", "(Hook x2) c", "<br>"]
        )
    )
)
def test_a_plain_text_stays_as_it_is(lines: list[str]) -> None:
    plain = read_pasted("\n".join(lines)).text
    assert read_pasted(plain).text == plain


def test_what_cannot_be_said_is_told() -> None:
    told: list[str] = []
    [section] = sections_of_text("hello my 東京 friend\nПривет мир\n🔥🔥\n— and then ! 🎸", PRONOUNCER, told.append)
    assert [line.text for line in section.lines] == ["hello my 東京 friend", "— and then ! 🎸"]
    assert told == ["Nobody says “Привет мир”, “🔥🔥”, “東京”: the voice knows English words alone."]
    assert [word.text for word in plan_of("( — and then !").lines[0].words] == ["( — and", "then !"]


def test_a_masked_word_is_shown_and_not_said() -> None:
    told: list[str] = []
    [section] = sections_of_text("what is this sh*t\nI do not know", PRONOUNCER, told.append)
    assert section.lines[0].text == "what is this sh*t"
    assert len(section.lines[0].words) == 3
    assert told == ["Nobody says “sh*t”: letters of it are masked. What is written out is said."]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Title: Night Bus", "Night Bus"),
        ("SONG TITLE = Night Bus (live)", "Night Bus (live)"),
        ("[ti:Night Bus]", "Night Bus"),
        ("[ti: ]", ""),
        ("{title: Night Bus}", "Night Bus"),
        ("{t:Night Bus}", "Night Bus"),
        ("Artist: Somebody", ""),
    ],
)
def test_a_line_that_tells_the_title_gives_it(line: str, title: str) -> None:
    pasted = read_pasted(f"{line}\nI walk the road\nat night")
    assert (pasted.title, pasted.text) == (title, "I walk the road\nat night")
    assert read_pasted("I walk the road\nat night").title == ""


def test_what_joins_letters_of_other_scripts_stays_and_what_splits_words_does_not() -> None:
    assert visible("می\u200cخواهم क्\u200dष 👩\u200d💻") == "می\u200cخواهم क्\u200dष 👩\u200d💻"
    assert visible("ni\u200dght \u200clove\u200b") == "night love"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Wake\nUp\nNow\nRun\nFast\nSlow", "Wake Up Now/Run Fast Slow"),
        ("Go\nGo\nGo home\nGo", "Go Go Go home Go"),
        ("go x4\nI said go right now", "go go go go/I said go right now"),
        ("Wake\nUp\nNow", "Wake/Up/Now"),
        ("the rain\nthe sea\nthe sun\nthe moon", "the rain the sea/the sun the moon"),
        (
            "hear me now\nstand up tall\nbreak the chains\ntear the wall\nnever rest",
            "hear me now stand up tall/break the chains tear the wall/never rest",
        ),
        ("never\never\nover\nunder", "never ever over under"),
        (
            "I built it with my hands\nUh\nYeah\nnow everybody understands",
            "I built it with my hands/Uh Yeah now everybody understands",
        ),
        (
            "I built it with my hands\nGone.\nnow nobody understands",
            "I built it with my hands/Gone./now nobody understands",
        ),
        ("Go\nGo…\nGo\n(go)\nGo", "Go/Go…/Go/(go)/Go"),
    ],
)
def test_short_lines_share_a_bar(text: str, lines: str) -> None:
    pasted = read_pasted(text)
    assert pasted.text == lines.replace("/", "\n")
    assert any("put together" in note for note in pasted.notes) == (
        lines.count("/") < text.count("\n") + 3 * ("x4" in text)
    )
    assert read_pasted(pasted.text).text == pasted.text
