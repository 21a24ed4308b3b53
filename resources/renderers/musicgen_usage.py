"""How MusicGen is used, by either implementation: its text, its sampling, its windows, its licence.

Source: Copet et al., "Simple and Controllable Music Generation", 2023.

What belongs here: the settings with which the authors trained and published the models. What does not: running a model
(musicgen, audiocraft).
"""

from resources.hub import Weights
from resources.licences import commercial_use
from resources.music.request import Capabilities, RenderRequest

TOP_K, GUIDANCE = 250, 3.0  # as used by the authors; the default of transformers is top 50
WINDOW_SECONDS = 30.0  # the length in the models' training
KEPT_SECONDS = 12.0  # of a window are kept as the beginning of the next one: the authors' stride of 18 s
LICENCE = "CC-BY-NC 4.0 (MusicGen's weights: not for commercial use)"
FOLDER_LICENCE = "as the folder's files say (MusicGen's published weights: CC-BY-NC 4.0, not for commercial use)"


def licence_of(weights: Weights) -> str:
    """The licence of the published weights, or the one on a folder's model card."""
    if weights.folder is None:
        return LICENCE
    said = weights.said_on_card("license")
    return f"{said} (as the weights' card says)" if said else FOLDER_LICENCE


def capabilities_of(weights: Weights) -> Capabilities:
    """The capabilities of MusicGen with these weights: stereo by their configuration or, for the hub's, by their name,
    without network access.
    """
    channels = weights.says("config.json", "decoder", "audio_channels")
    stereo = channels == 2 if channels else "stereo" in weights.name
    return Capabilities(continues=True, stereo=stereo, commercial=commercial_use(licence_of(weights)))


def text_of(request: RenderRequest) -> str:
    """The prompt, followed by the tempo if the user gave one or cuts need it, and by the key if one was given, in the form of
    MusicGen's training texts ("…. bpm: 84. key: a minor").
    """
    wishes = {
        "bpm": f"{request.told_tempo:.0f}" if request.told_tempo else None,
        "key": request.tonality.lower() if request.tonality else None,
    }
    return ". ".join([request.prompt.rstrip(". "), *(f"{name}: {wish}" for name, wish in wishes.items() if wish)])
