"""The parts of coded video that are the same in every container: packets, or for H.264 and HEVC their NAL units.

A transport stream (AVCHD camcorders) separates NAL units by start codes and repeats the parameter sets. An mp4 stores the
length of each unit, and the parameter sets separately. A copy from one to the other has different bytes and the same picture.

What belongs here: bytes of packets. What does not: reading packets (files.py, probe.py).
"""

import re
from collections.abc import Iterator

START = re.compile(rb"\x00\x00\x01")
# Parameter sets and delimiters, by the NAL unit type in the first byte.
H264_ASIDE, HEVC_ASIDE = {7, 8, 9, 12}, {32, 33, 34, 35, 38}


def essence(packet: bytes, codec: str) -> bytes:
    """The bytes of a packet that are the same in every container.

    Args:
        codec: its name in FFmpeg.
    """
    if codec not in ("h264", "hevc"):
        return packet
    units = list(_by_start_codes(packet) if _has_start_codes(packet) else _by_lengths(packet))
    if not units:
        return packet
    aside = H264_ASIDE if codec == "h264" else HEVC_ASIDE
    kept = (unit for unit in units if _kind(unit, codec) not in aside)
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in kept)


def _kind(unit: bytes, codec: str) -> int:
    return unit[0] & 31 if codec == "h264" else unit[0] >> 1 & 63


def _has_start_codes(packet: bytes) -> bool:
    """Whether a packet begins with a start code. A unit length of 1 would look the same, but does not occur."""
    return packet.startswith((b"\x00\x00\x00\x01", b"\x00\x00\x01")) and not _lengths_fit(packet)


def _lengths_fit(packet: bytes) -> bool:
    at = 0
    while at + 4 <= len(packet):
        at += 4 + int.from_bytes(packet[at : at + 4], "big")
    return at == len(packet)


def _by_start_codes(packet: bytes) -> Iterator[bytes]:
    starts = list(START.finditer(packet))
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(packet)
        if unit := packet[start.end() : end].rstrip(b"\x00"):
            yield unit


def _by_lengths(packet: bytes) -> Iterator[bytes]:
    if not _lengths_fit(packet):
        return
    at = 0
    while at + 4 <= len(packet):
        length = int.from_bytes(packet[at : at + 4], "big")
        if unit := packet[at + 4 : at + 4 + length].rstrip(b"\x00"):
            yield unit
        at += 4 + length
