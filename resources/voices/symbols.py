"""Converting ARPAbet to the symbols that Piper voices are trained on (eSpeak NG's International Phonetic Alphabet).

What belongs here: the table. What does not: the durations of symbols (piper.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass

IPA = {
    "AA": "ɑː", "AE": "æ", "AH": "ʌ", "AO": "ɔː", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "tʃ", "D": "d", "DH": "ð",
    "EH": "ɛ", "ER": "ɜː", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "iː", "JH": "dʒ", "K": "k",
    "L": "l", "M": "m", "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t",
    "TH": "θ", "UH": "ʊ", "UW": "uː", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
REDUCED = {"AH0": "ə", "ER0": "ɚ", "IY0": "i"}
STRESS = {"1": "ˈ", "2": "ˌ"}
BLANK = " "
ALL_SIGNS = frozenset(
    "".join([*IPA.values(), *REDUCED.values(), *STRESS.values(), BLANK])
)  # the symbols that a voice must have


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol. `vowel`: the index of the vowel that it belongs to, including that vowel's stress mark; None for
    consonants and blanks. `begins`: whether it is that vowel's first symbol.
    """

    text: str
    vowel: int | None = None
    begins: bool = False


def symbols_of(words: Iterable[str]) -> list[Symbol]:
    """The symbols of words in ARPAbet, with a blank between words."""
    symbols: list[Symbol] = []
    vowel = -1
    for word in words:
        if symbols:
            symbols.append(Symbol(BLANK))
        for phone in word.split():
            stress = phone[-1] if phone[-1].isdigit() else ""
            text = REDUCED.get(phone) or IPA[phone.rstrip("012")]
            if stress:
                vowel += 1
                text = STRESS.get(stress, "") + text
            for place, sign in enumerate(text):
                symbols.append(Symbol(sign, vowel if stress else None, begins=bool(stress) and place == 0))
    return symbols
