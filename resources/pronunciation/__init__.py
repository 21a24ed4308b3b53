"""Pronunciation data: CMUdict, the project's own small lexicon, and the data of g2p-en (its model and its homographs).

What belongs here: reading that data. What does not: choosing the pronunciation of a word (assets/phonetics/g2p.py).
"""

import functools
import gzip
import hashlib
import importlib.util
from pathlib import Path

from resources.errors import TenthSymphonyError

HERE = Path(__file__).parent
G2P_CHECKPOINT_SHA256 = "b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6"


class PronunciationDataError(TenthSymphonyError):
    """Pronunciation data is missing or invalid."""


@functools.cache
def load_cmudict() -> dict[str, str]:
    """CMUdict 0.7a: lower-case word → its first pronunciation ("HH AH0 L OW1"); 123,455 words."""
    # Split at once and paired up instead of line by line: 45 ms, a third of the time.
    with gzip.open(HERE / "cmudict-0.7a-first.tsv.gz", "rt", encoding="ascii") as file:
        fields = file.read().replace("\n", "\t").split("\t")
    return dict(zip(fields[::2], fields[1::2], strict=False))  # there is an empty field after the last line end


@functools.cache
def load_lexicon() -> dict[str, str]:
    """The project's own lexicon, which takes precedence: lower-case word → pronunciation."""
    lines = (HERE / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@functools.cache
def load_initials() -> frozenset[str]:
    """Abbreviations that are spelt out. Entries in lower case match any spelling, entries in capitals only capitals."""
    lines = (HERE / "initials.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _g2p_en_folder() -> Path:
    # Found without being imported: g2p_en loads NLTK and looks for downloads as soon as it is imported.
    spec = importlib.util.find_spec("g2p_en")
    if spec is None or not spec.submodule_search_locations:
        raise PronunciationDataError("The package g2p-en is not installed.", remedy="Run: pip install g2p-en==2.1.0")
    return Path(spec.submodule_search_locations[0])


@functools.cache
def load_homographs() -> dict[str, tuple[str, str, str]]:
    """Homographs of g2p-en and our own: word → (pronunciation as part of speech P, other pronunciation, P)."""
    lines = (_g2p_en_folder() / "homographs.en").read_text(encoding="utf-8").splitlines()
    rows = [line.strip().split("|") for line in lines if line.strip() and not line.startswith("#")]
    own = (HERE / "readings.tsv").read_text(encoding="utf-8").splitlines()
    rows += [line.split("\t") for line in own if line and not line.startswith("#")]
    # One entry has a space before its phonemes.
    return {word.lower(): (first.strip(), second.strip(), tag) for word, first, second, tag in rows}


def g2p_checkpoint() -> Path:
    """g2p-en's spelling model (a NumPy archive), verified.

    Raises:
        PronunciationDataError: the package is missing, or its file is not the published one.
    """
    path = _g2p_en_folder() / "checkpoint20.npz"
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "no file"
    if found != G2P_CHECKPOINT_SHA256:
        raise PronunciationDataError(
            f"g2p-en's checkpoint20.npz is not the published one ({found[:12]}).",
            remedy="Run: pip install --force-reinstall g2p-en==2.1.0",
        )
    return path
