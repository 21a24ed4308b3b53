"""Commercial use, judged by the names of licences."""

import pytest

from resources.licences import commercial_use
from resources.renderers.musicgen_usage import FOLDER_LICENCE, LICENCE
from resources.renderers.stableaudio import LICENCE as STABLE_AUDIO


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("mit (ACE-Step's weights, as their card says)", True),
        ("apache-2.0", True),
        ("CC0-1.0 (procedural: no samples, no weights)", True),
        ("cc-by-sa-4.0", True),
        ("cc-by-nc-4.0 (as the weights' card says)", False),
        (LICENCE, False),
        (FOLDER_LICENCE, None),
        (STABLE_AUDIO, None),
        ("CC0-1.0 (procedural), with the instruments of a.sf2 (under that font's licence)", None),
        ("CC0-1.0 (procedural), with the instruments of MuseScore_General_Lite.sf3 (MIT)", True),
        ("ACE-Step's weights: as the model's card says (read it before commercial use)", None),
        ("other", None),
        ("mitigated", None),
        ("", None),
    ],
)
def test_commercial_use_by_the_name_of_a_licence(licence: str, allowed: bool | None) -> None:
    assert commercial_use(licence) is allowed
