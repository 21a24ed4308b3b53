"""Provenance: the record of what made a piece of music, stored with it.

What belongs here: the record. What does not: where it is stored, and each renderer's own parameters, which it defines itself.
"""

from pydantic import BaseModel, ConfigDict, SerializeAsAny


class Parameters(BaseModel):
    """A renderer's parameters: each renderer has its own fields. Unknown fields are kept when a record is read."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)


class Heard(BaseModel):
    """Measurements of a take: shares from 0 to 1 of silence, clipped samples and noise (spectral flatness), the tempo
    in beats per minute (None without a beat), and the best-fitting key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    silence: float
    clipped: float
    flatness: float
    tempo: float | None
    tonality: str


class Choice(BaseModel):
    """Which of a renderer's takes was chosen, counted from 0, and why.

    `faults`: those of the chosen one (0 to 1 each). `faults_of_takes`: the sum of each take. `words_judged_by`: what
    measured the match with the prompt, or that nothing did. `left_out_before_seconds`: how much audio was cut off
    before the beginning.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    take: int
    faults: dict[str, float]
    faults_of_takes: tuple[float, ...]
    words_judged_by: str
    left_out_before_seconds: float
    heard: Heard


class Provenance(BaseModel):
    """What made a clip. `choice`: only for renderers that play several takes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    renderer: str
    model: str
    revision: str
    licence: str
    seed: int
    parameters: SerializeAsAny[Parameters]
    choice: Choice | None = None
