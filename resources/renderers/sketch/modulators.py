"""Rewriting what tinysoundfont cannot play of a SoundFont: filters opened by velocity, and filters moved by an oscillator.

It ignores modulators, so they are applied in advance. If a font opens a low-pass filter by velocity, that filter would stay
closed. The grand piano of MuseScore_General stayed at 300 Hz: notes of medium velocity were 20 dB quieter than soft ones, and
loud ones stood out.

It moves a filter in steps of 64 samples. The tremolo strings of MuseScore_General, whose filter moves by 20 semitones, clicked 20
times a second, with jumps of up to half of their peak. So filters stand still; the volume, which trembles with them, does not.
Source: SoundFont Technical Specification 2.04, sections 7 (the chunks), 8.1 (generators) and 8.2 (modulators).

What belongs here: rewriting a font before it is played. What does not: playing it (soundfonts.py).
"""

import itertools
import struct
from collections.abc import Sequence

CUTOFF, RESONANCE, ENVELOPE_TO_CUTOFF = 8, 9, 11  # generator numbers of the filter
LFO_TO_CUTOFF = 10
FILTER = (CUTOFF, RESONANCE, ENVELOPE_TO_CUTOFF)
VELOCITY_RANGE, INSTRUMENT = 44, 41
VELOCITY = 2  # a modulator's source, among those that are not MIDI controllers
LOUDEST = 127
_HEADER, _BAG, _GENERATOR, _MODULATOR = "<20sHHHIII", "<HH", "<Hh", "<HHhHH"


def with_open_filters(font: bytes) -> bytes:
    """The font with the filters of its presets opened as far as the highest velocity of each zone would open them, and
    with no filter moved by an oscillator.

    A font that cannot be parsed is returned unchanged; its player then reports the error.
    """
    at = font.rfind(b"LIST", 0, font.rfind(b"pdta") + 1)
    chunks = _chunks(font, at) if at > 0 else {}
    if not {b"phdr", b"pbag", b"pmod", b"pgen"} <= set(chunks):
        return font
    bags = list(struct.iter_unpack(_BAG, chunks[b"pbag"]))
    generators = list(struct.iter_unpack(_GENERATOR, chunks[b"pgen"]))
    modulators = list(struct.iter_unpack(_MODULATOR, chunks[b"pmod"]))
    opened: list[tuple[int, int]] = []
    first_of: list[tuple[int, int]] = []
    for (first, first_mod), (last, last_mod) in itertools.pairwise(bags):
        first_of.append((len(opened), first_mod))
        opened += _opened(generators[first:last], modulators[first_mod:last_mod])
    first_of.append((len(opened), bags[-1][1]))
    chunks[b"pbag"] = b"".join(struct.pack(_BAG, *bag) for bag in first_of)
    chunks[b"pgen"] = b"".join(struct.pack(_GENERATOR, *each) for each in [*opened, (0, 0)])
    body = b"pdta" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks.items())
    rewritten = font[:at] + b"LIST" + struct.pack("<I", len(body)) + body
    return rewritten[:4] + struct.pack("<I", len(rewritten) - 8) + rewritten[8:]


def _chunks(font: bytes, at: int) -> dict[bytes, bytes]:
    """The chunks of the list at a position; none if it is truncated."""
    end = at + 8 + struct.unpack_from("<I", font, at + 4)[0]
    at += 12
    chunks: dict[bytes, bytes] = {}
    while at + 8 <= min(end, len(font)):
        size = struct.unpack_from("<I", font, at + 4)[0]
        chunks[font[at : at + 4]] = font[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    return chunks


def _opened(
    generators: Sequence[tuple[int, int]], modulators: Sequence[tuple[int, int, int, int, int]]
) -> list[tuple[int, int]]:
    """A zone's generators, with the effect of its velocity modulators added to those of its filter."""
    values = dict(generators)
    # The lowest and highest velocity, one byte each.
    loudest = (values[VELOCITY_RANGE] >> 8) & 0x7F if VELOCITY_RANGE in values else LOUDEST
    more = dict.fromkeys(FILTER, 0.0)
    for source, target, amount, by, _ in modulators:
        if source & 0xFF == VELOCITY and not source & 0x100 and target in more and not by:
            more[target] += amount * loudest / LOUDEST
    added = {target: values.get(target, 0) + round(value) for target, value in more.items() if value}
    kept = [(name, value) for name, value in generators if name not in added and name != LFO_TO_CUTOFF]
    # The instrument must come last and ranges first (section 8.1.2).
    place = next((i for i, (name, _) in enumerate(kept) if name == INSTRUMENT), len(kept))
    return [*kept[:place], *added.items(), *kept[place:]]
