"""A voice in Piper's format, tiny and made here: what is said when, by whom, and what is no such voice."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.pronunciation import load_cmudict
from resources.voices.base import Utterance, VoiceError
from resources.voices.heard import heard_later
from resources.voices.package import NAME, VoiceChoice, own_voice
from resources.voices.piper import HOP, PAD, PiperVoice, stretched, whole
from resources.voices.symbols import ALL_SIGNS, IPA, Symbol, symbols_of
from tests.resources.voices.tiny_voice import FRAMES, IDS, RATE, SCALE, SPEAKER, write_voice

WORDS = ("HH AH0 L OW1", "S T R IY1 T S", "EH2 V ER0 IY0")
FRAME = HOP / RATE


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> PiperVoice:
    return PiperVoice(write_voice(tmp_path_factory.mktemp("voice")), "none: a test")


def heard(audio: np.ndarray) -> list[int]:
    """The symbol of each frame."""
    return [round(float(value) * SCALE) for value in audio[: len(audio) // HOP * HOP : HOP]]


def test_every_phone_has_its_signs() -> None:
    phones = {phone for word in load_cmudict().values() for phone in word.split()}
    assert {phone.rstrip("012") for phone in phones} == set(IPA)
    for phone in phones:
        symbols = symbols_of([phone])
        assert symbols
        assert {symbol.text for symbol in symbols} <= ALL_SIGNS
        assert [symbol.begins for symbol in symbols].count(True) == phone[-1].isdigit()


def test_a_vowel_owns_its_stress_mark_and_a_blank_parts_words() -> None:
    assert symbols_of(["OW1", "T AH0"]) == [
        Symbol("ˈ", 0, begins=True), Symbol("o", 0), Symbol("ʊ", 0), Symbol(" "), Symbol("t"), Symbol("ə", 1, begins=True),
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["S", "SH", "TH", "Z", "V", "DH", "W", "R", "L", "T", "N"])
@pytest.mark.parametrize("vowel", ["IY1", "AH0"])
def test_a_vowel_begins_so_that_it_is_heard_in_time(voice: PiperVoice, before: str, vowel: str) -> None:
    words = ("AA1", f"{before} {vowel}")
    spoken = voice.say(Utterance(words, (40 * FRAME, 90 * FRAME), 140 * FRAME))
    runs = [(value, sum(1 for _ in frames)) for value, frames in itertools.groupby(heard(spoken.audio))]
    starts = np.cumsum([0, *(length for _, length in runs)])
    symbols = symbols_of(words)
    begin = [number for number, symbol in enumerate(symbols) if symbol.begins][1]
    sign = [place for place, (value, _) in enumerate(runs) if value not in (IDS[PAD][0], IDS["^"][0])][begin]
    at = spoken.starts / FRAME + starts[sign - 1]  # the pad before it is part of the vowel
    assert at == pytest.approx(90 - heard_later(symbols, begin) / FRAME, abs=0.26)


def test_how_much_later_a_vowel_is_heard_depends_on_the_sound_before_and_on_stress() -> None:
    def delay(*words: str) -> float:
        symbols = symbols_of(words)
        return heard_later(symbols, [number for number, symbol in enumerate(symbols) if symbol.begins][-1])

    assert delay("W AH1 N") == 0.025
    assert delay("DH AH0") == -0.024
    assert delay("S AA1") > 0 > delay("S AH0")
    assert delay("T UW1") == delay("AA1") == 0.0
    assert delay("K AH1 T", "AO1 F") == 0.022
    assert delay("S IY1", "AH0") == delay("K EY1 AA2 S") == -0.015, "after a vowel"
    assert delay("K AH1 T", "AH0") == delay("W IH1 N", "AO1 F") == 0.0


def test_spans_are_those_of_the_graph(voice: PiperVoice) -> None:
    spans = voice.spans(WORDS)
    assert len(spans) == 6
    # "OW1" is three signs, followed by a blank and four consonants up to the next vowel; each has a pad before it.
    pause, consonants, vowel = 2, 2 * 4 - 1, 2 * 3
    assert spans[1].natural == pytest.approx(FRAMES * FRAME * (vowel + pause + consonants), abs=FRAMES * FRAME * 1.01)
    assert all(0 < span.least < span.natural for span in spans)


@settings(max_examples=25)
@given(gaps=st.lists(st.floats(0.6, 1.2), min_size=6, max_size=6), first=st.floats(0, 5))
def test_every_vowel_is_heard_on_its_place(voice: PiperVoice, gaps: list[float], first: float) -> None:
    edges = [first, *(first + np.cumsum(gaps)).tolist()]
    spoken = voice.say(Utterance(WORDS, tuple(edges[:-1]), edges[-1]))
    assert spoken.squeeze == 1.0
    said = heard(spoken.audio)
    begins = [number for number, symbol in enumerate(symbols_of(WORDS)) if symbol.begins]
    runs = [(value, sum(1 for _ in frames)) for value, frames in itertools.groupby(said)]
    assert spoken.audio.dtype == np.float32
    # Runs of frames alternate between the pad and signs; "^" comes first.
    starts = np.cumsum([0, *(length for _, length in runs)])
    signs = [place for place, (value, _) in enumerate(runs) if value not in (IDS[PAD][0], IDS["^"][0])]
    for vowel, number in enumerate(begins):
        at = spoken.starts + float(starts[signs[number] - 1]) * FRAME  # the pad before it is part of the vowel
        assert at == pytest.approx(edges[vowel] - heard_later(symbols_of(WORDS), number), abs=1.01 * FRAME)


def test_a_take_is_the_same_each_time_and_another_number_another_take(voice: PiperVoice) -> None:
    def take(number: int) -> np.ndarray:
        return voice.say(Utterance(WORDS, (0.0, 0.4, 0.9, 1.4, 1.8, 2.2), 2.6, number)).audio

    assert np.array_equal(take(0), take(0))
    assert not np.array_equal(take(0), take(1))


def test_one_onset_for_every_vowel(voice: PiperVoice) -> None:
    with pytest.raises(ValueError, match="5 onsets for 6 vowels"):
        voice.say(Utterance(WORDS, (0.0, 0.4, 0.9, 1.4, 1.8), 2.6))


def test_of_several_speakers_one_is_named(tmp_path: Path) -> None:
    path = write_voice(tmp_path, speakers={"ada": 0, "ruby": 1})
    with pytest.raises(VoiceError, match=r"2 speakers.*tiny\.onnx#1 \(ada, ruby\)"):
        VoiceChoice(str(path), tmp_path).open()
    with pytest.raises(VoiceError, match="none is 'bob'"):
        VoiceChoice(f"{path}#bob", tmp_path).open()
    utterance = Utterance(("OW1",), (0.0,), 0.3)
    assert VoiceChoice(f"{path}#ruby", tmp_path).open() is not None
    ada, ruby, second = (PiperVoice(path, "", who) for who in ("ada", "ruby", "1"))
    apart = ruby.say(utterance).audio - ada.say(utterance).audio
    assert apart[: 4 * HOP] == pytest.approx(SPEAKER, abs=1e-3)
    assert np.array_equal(second.say(utterance).audio, ruby.say(utterance).audio)
    assert ruby.revision == second.revision != ada.revision
    assert "ruby" in ruby.name


def test_a_voice_of_one_speaker_has_no_second(tmp_path: Path) -> None:
    path = write_voice(tmp_path)
    with pytest.raises(VoiceError, match="has 1 speakers, and none is '3'"):
        VoiceChoice(f"{path}#3", tmp_path).open()


def test_a_voice_of_another_language_is_refused(tmp_path: Path) -> None:
    path = write_voice(tmp_path)
    settings = path.with_name("tiny.onnx.json")
    read = json.loads(settings.read_text(encoding="utf-8"))
    del read["phoneme_id_map"]["θ"]
    settings.write_text(json.dumps(read), encoding="utf-8")
    with pytest.raises(VoiceError, match=r"no symbol for θ.*English"):
        PiperVoice(path, "")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"phoneme_id_map": {}, "audio": null}', '{"phoneme_id_map": 3}'])
def test_settings_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    path = write_voice(tmp_path)
    path.with_name("tiny.onnx.json").write_text(content, encoding="utf-8")
    with pytest.raises(VoiceError, match=r"tiny\.onnx"):
        PiperVoice(path, "")


def test_a_graph_that_is_none_or_another_is_named(tmp_path: Path) -> None:
    path = write_voice(tmp_path, durations="/other")
    with pytest.raises(VoiceError, match="does not have the graph of a Piper voice"):
        PiperVoice(path, "").spans(WORDS)
    path.write_bytes(b"no graph")
    with pytest.raises(VoiceError, match="is not an ONNX file"):
        PiperVoice(path, "").spans(WORDS)


def test_what_the_runtime_cannot_run_is_said(tmp_path: Path) -> None:
    voice = PiperVoice(write_voice(tmp_path, channels=64), "")
    with pytest.raises(VoiceError, match=r"tiny\.onnx cannot be run"):
        voice.say(Utterance(("OW1",), (0.0,), 0.3))


def swells(audio: np.ndarray, rate: int, near: list[float]) -> np.ndarray:
    """The time of the steepest rise of level below 1 kHz within 70 ms of each place."""
    from scipy.signal import butter, sosfiltfilt

    low = sosfiltfilt(butter(2, (200, 1000), "bandpass", fs=rate, output="sos"), audio)
    step = rate // 400
    level = 20 * np.log10(np.sqrt(np.convolve(low**2, np.ones(4 * step) / (4 * step), "same"))[::step] + 1e-4)
    rise = np.zeros(len(level))
    rise[4:-4] = level[8:] - level[:-8]
    ranges = [(max(0, round((place - 0.07) * 400)), round((place + 0.07) * 400)) for place in near]
    return np.array([(first + int(rise[first:end].argmax())) * step / rate for first, end in ranges])


@pytest.mark.slow
@pytest.mark.voice
def test_the_real_voice_is_on_time() -> None:
    """Half of the vowels swell within one frame and a half of their places."""
    from pipelines.settings import PROJECT_ROOT

    path = own_voice(PROJECT_ROOT / "data" / "voice")
    assert path
    assert path.name == NAME
    real = PiperVoice(path, "")
    words = tuple(
        load_cmudict()[word]
        for word in [
            "so",
            "let",
            "it",
            "wash",
            "away",
            "the",
            "dust",
            "and",
            "take",
            "the",
            "paper",
            "boats",
            "to",
            "sea",
        ]
    )
    spans = real.spans(words)
    onsets = 0.3 * np.arange(len(spans))
    spoken = real.say(Utterance(words, tuple(onsets.tolist()), float(onsets[-1] + 0.4)))
    assert spoken.squeeze >= 0.5
    places = onsets - spoken.starts
    late = swells(spoken.audio, real.rate, places.tolist()) - places
    assert np.median(np.abs(late)) < 0.0175


@given(
    frames=st.lists(st.floats(0.3, 20), min_size=8, max_size=40),
    begins=st.sets(st.integers(0, 7), min_size=2),
)
def test_whole_frames_keep_places_at_least_as_well_as_rounding_does(frames: list[float], begins: set[int]) -> None:
    edges = np.cumsum([0.0, *frames])
    places = sorted(begins)

    def spread(lengths: np.ndarray) -> float:
        return float(np.std((np.cumsum([0.0, *lengths]) - edges)[places]))

    lengths = whole(np.array(frames), places)
    assert (lengths == np.round(lengths)).all()
    assert (lengths >= 0).all()
    assert spread(lengths) <= spread(np.diff(np.round(edges))) + 1e-9


def test_spans_count_from_vowel_to_vowel_as_heard(voice: PiperVoice) -> None:
    """A vowel after w is heard late, so the slot before it needs more time and its own less; else both were too tight."""
    after_w, after_t = voice.spans(("AA1", "W AA1")), voice.spans(("AA1", "T AA1"))
    assert after_w[0].natural - after_t[0].natural == pytest.approx(0.025)
    assert after_w[1].natural - after_t[1].natural == pytest.approx(-0.025)
    assert after_w[0].least - after_t[0].least == pytest.approx(0.025)


def test_latents_are_moved_to_a_part_of_a_frame() -> None:
    latents = np.arange(20, dtype=np.float32).reshape(1, 1, -1)
    still = stretched(latents, np.array([5.0, 10.0]), np.array([5.0, 10.0]))
    assert np.array_equal(still, latents)
    moved = stretched(latents, np.array([5.0, 8.0, 12.0]), np.array([5.0, 8.5, 12.5]))
    assert moved[0, 0, :5] == pytest.approx(latents[0, 0, :5]), "what is before the first place stays"
    assert moved[0, 0, 9:12] == pytest.approx(latents[0, 0, 9:12] - 0.5)
    assert moved.shape[-1] == round(20.5)


def test_what_a_voice_said_is_moved(voice: PiperVoice) -> None:
    spoken = voice.say(Utterance(WORDS, (0.0, 0.4, 0.9, 1.4, 1.8, 2.2), 2.6))
    same = spoken.moved(np.array([0.2, 0.4]), np.array([0.2, 0.4]))
    assert np.array_equal(same, spoken.audio)
    longer = spoken.moved(np.array([0.2, 0.4]), np.array([0.2, 0.4 + 2 * FRAME]))
    assert len(longer) == len(same) + 2 * HOP
    assert heard(longer)[-8:] == heard(same)[-8:]
