"""Words' times as other programs read them."""

import itertools
import re

import pytest

from assets.songs.captions import LEAD, SHORTEST_LEAD, ass, lrc, shown, vtt
from assets.songs.flow import FLOWS, Flow
from resources.lyrics_sources.lrc import read_lines
from tests.assets.songs.words_to_sing import TEXT, plan_of

CLOSE = "\n".join(["and I never really wanted anybody to be looking at me like a criminal"] * 6)


@pytest.mark.parametrize("text", [TEXT, CLOSE])
@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("tempo", [None, 110.0])
def test_a_line_stays_until_its_rhyme_is_said(text: str, flow: Flow, tempo: float | None) -> None:
    cues = shown(plan_of(text, flow=flow, tempo=tempo))
    for (line, _, end), (following, start, _) in itertools.pairwise(cues):
        first = following.words[0].start
        assert end >= min(line.end, first - SHORTEST_LEAD) - 1e-9
        assert end <= start
        assert first - LEAD - 1e-9 <= start <= first - SHORTEST_LEAD + 1e-9


def test_a_title_stays_in_its_tag() -> None:
    assert lrc(plan_of(title="a]b\nc"), "x").splitlines()[:2] == ["[ti:a)b c]", "[by:x]"]


def test_every_file_says_that_the_voice_is_synthetic() -> None:
    plan, note = plan_of(), "The voice is synthetic. [x] --> y"
    for text in (lrc(plan, "x", note), ass(plan, note), vtt(plan, note)):
        assert "The voice is synthetic." in text
        assert len(re.findall("-->", text)) in (0, len(plan.lines)) or text.startswith(("[ti", "[Script"))
    assert read_lines(lrc(plan, "x", note))[2].text == "", "a tag"


@pytest.mark.parametrize("text", [TEXT, CLOSE])
def test_a_cue_s_karaoke_lasts_no_longer_than_it(text: str) -> None:
    plan = plan_of(text, tempo=110)
    for (line, start, end), cue in zip(shown(plan), re.findall(r"Dialogue: .*", ass(plan)), strict=True):
        lengths = [int(length) for length in re.findall(r"\\kf?(\d+)", cue)]
        assert sum(lengths) <= round(100 * end) - round(100 * start)
        last = sum(lengths[:-1]) + round(100 * start)
        assert abs(last - 100 * line.words[-1].start) <= 1
