"""How MusicGen is asked to play, whichever library runs it: its text, its sampling, its windows, its licence.

What belongs here: what the models' authors trained and published them with. What does not: running a model (musicgen,
audiocraft).

Source: Copet et al., "Simple and Controllable Music Generation", 2023.
"""

from resources.hub import Weights
from resources.licences import commercial_use
from resources.music.request import Capabilities, RenderRequest

TOP_K, GUIDANCE = 250, 3.0  # as the authors use them; transformers' own default is the top 50
WINDOW_SECONDS = 30.0  # what the models were trained on
KEPT_SECONDS = 12.0  # of a window, as the next one's beginning: the authors' stride of 18 s
LICENCE = "CC-BY-NC 4.0 (MusicGen's weights: not for commercial use)"
FOLDER_LICENCE = "as the folder's files say (MusicGen's published weights: CC-BY-NC 4.0, not for commercial use)"


def licence_of(weights: Weights) -> str:
    """The published weights', or what a folder's card says."""
    if weights.folder is None:
        return LICENCE
    said = weights.said_on_card("license")
    return f"{said} (as the weights' card says)" if said else FOLDER_LICENCE


def capabilities_of(weights: Weights) -> Capabilities:
    """What MusicGen can do by these weights: stereo as their configuration says; of the hub's, which is not asked for that, as
    their name does.
    """
    channels = weights.says("config.json", "decoder", "audio_channels")
    stereo = channels == 2 if channels else "stereo" in weights.name
    return Capabilities(continues=True, stereo=stereo, commercial=commercial_use(licence_of(weights)))


def text_of(request: RenderRequest) -> str:
    """The prompt as it is; behind it the tempo where a person named one or cuts need it, and a key that was named,
    written as in MusicGen's training texts ("…. bpm: 84. key: a minor").
    """
    wishes = {
        "bpm": f"{request.told_tempo:.0f}" if request.told_tempo else None,
        "key": request.tonality.lower() if request.tonality else None,
    }
    return ". ".join([request.prompt.rstrip(". "), *(f"{name}: {wish}" for name, wish in wishes.items() if wish)])
