"""What made a piece of music, as it is recorded beside it.

What belongs here: the record. What does not: where it is stored, a renderer's own parameters, which it defines itself.
"""

from pydantic import BaseModel, ConfigDict, SerializeAsAny


class Parameters(BaseModel):
    """How a renderer played: each renderer has fields of its own. What is read back keeps them as they were stored."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)


class Heard(BaseModel):
    """What is heard in a take: shares from 0 to 1 of silence, of clipped samples and of noise (spectral flatness), the
    tempo in beats per minute (None where there is no beat), and the key that fits best.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    silence: float
    clipped: float
    flatness: float
    tempo: float | None
    tonality: str


class Choice(BaseModel):
    """Which of a renderer's takes was chosen, counted from 0, and why.

    `faults` speak against the chosen one (0 to 1 each), `faults_of_takes` are each take's sum; `words_judged_by` names
    what judged how well the prompt's words fit, or says that nothing did; `left_out_before_seconds`: how much of what
    was played lies before the beginning.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    take: int
    faults: dict[str, float]
    faults_of_takes: tuple[float, ...]
    words_judged_by: str
    left_out_before_seconds: float
    heard: Heard


class Provenance(BaseModel):
    """What made a clip. `choice`: of renderers that play several takes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    renderer: str
    model: str
    revision: str
    licence: str
    seed: int
    parameters: SerializeAsAny[Parameters]
    choice: Choice | None = None
