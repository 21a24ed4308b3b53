"""A video's facts: its length, and what is shown and how.

Only what is *shown* counts. A trimmed phone video contains more than its edit list shows: FFmpeg marks the packets that are
only decoded, and their frames are not counted or analysed.

What belongs here: reading every packet once, and decoding one frame. What does not: analysing picture and sound (look.py,
sound.py).
"""

import hashlib
import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from resources.media.files import UnusableVideoError, has_no_order, opened, packets_of, picture_of, sound_of
from resources.media.signatures import WITHOUT_PROTECTION, is_scrambled
from resources.media.units import essence

if TYPE_CHECKING:
    from av.container import InputContainer

# Seconds by which a sound track must be longer to count; an encoder's last blocks add up to 0.1 s.
SOUND_OUTLASTS = 0.25
MOST_UNREADABLE = 0.5  # share of the frames: a video that is more damaged is refused
# Bits of a display matrix: 16.16 fixed point.
ONE = 1 << 16
_AS_IT_IS = np.eye(2, dtype=int)


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The facts of a video.

    `start`: of its first shown frame. `seconds`: from there to the end of its longest track, picture or sound.
    `frames`: the shown ones. `packets`: of the picture, up to the last shown one. `rotation`: degrees counter-clockwise
    by which players turn it, after mirroring it horizontally if `mirrored`. `aspect`: pixel width divided by height;
    `aspect_in_codec`: whether the packets say so too, not only the container. `picture_digest`: SHA-256 of the content
    of the packets.
    """

    seconds: float
    start: float
    frames: int
    packets: int
    width: int
    height: int
    rotation: int
    mirrored: bool
    aspect: str
    aspect_in_codec: bool
    fps: float
    codec: str
    pixel_format: str
    container: str
    audio_codec: str | None
    audio_channels: int
    audio_tracks: int
    picture_digest: str

    @property
    def has_audio(self) -> bool:
        """Whether there is a sound track."""
        return self.audio_codec is not None

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height as players show the picture, in its pixels."""
        return (self.height, self.width) if self.rotation % 180 == 90 else (self.width, self.height)

    @property
    def picture(self) -> tuple[str | int, ...]:
        """What must not change in the picture: its packets and how players show them. (Matroska stores the display
        width in whole pixels instead of the pixels' aspect.)
        """
        shown_width = round(self.width * Fraction(*map(int, self.aspect.split(":"))))
        return self.picture_digest, self.width, self.height, shown_width, self.rotation, self.mirrored

    def to_dict(self) -> dict[str, Any]:
        """The facts as JSON values."""
        return asdict(self)


def probe(path: Path) -> VideoFacts:
    """Read a video's facts and decode its first frame. Every packet of picture and sound is read once.

    Raises:
        UnusableVideoError: it is empty, damaged, encrypted or not a video, or has no frame or no length.
    """
    if path.stat().st_size == 0:
        raise UnusableVideoError("The file is empty.", remedy="Copy it again; the copy may have been cut off.")
    with opened(path) as container:
        stream, sound = picture_of(container), sound_of(container)
        picture, heard = _totals(container, stream, sound)
        if not picture.shown and is_scrambled(path):
            raise UnusableVideoError("It is encrypted.", remedy=WITHOUT_PROTECTION)
        if not picture.shown or picture.last <= picture.first:
            raise UnusableVideoError("It has no frames.", remedy="Export it again; a video needs at least one frame.")
        end = picture.last
        if heard is not None and heard.shown and heard.last > end + SOUND_OUTLASTS:
            # A damaged time stamp could make it hours long, so trust a container that states its length.
            limit = picture.first + container.duration / 1_000_000 + 1 if container.duration else heard.last
            end = max(end, min(heard.last, Fraction(limit)))
        rotation, mirrored = _orientation(path)
        shape = stream.sample_aspect_ratio or Fraction(1)
        return VideoFacts(
            seconds=float(end - picture.first),
            start=float(picture.first),
            frames=picture.shown,
            packets=picture.kept,
            width=stream.width,
            height=stream.height,
            rotation=rotation,
            mirrored=mirrored,
            aspect=f"{shape.numerator}:{shape.denominator}",
            aspect_in_codec=shape == (stream.codec_context.sample_aspect_ratio or 1),
            fps=float(
                stream.average_rate or stream.guessed_rate or picture.shown / float(picture.last - picture.first)
            ),
            codec=stream.codec_context.name,
            pixel_format=stream.codec_context.pix_fmt or "",
            container=container.format.name,
            audio_codec=sound.codec_context.name if sound else None,
            audio_channels=sound.codec_context.channels if sound else 0,
            audio_tracks=len(container.streams.audio),
            picture_digest=picture.digest(),
        )


def _totals(container: "InputContainer", stream: Any, sound: Any) -> tuple["_Track", "_Track | None"]:
    """The totals over the packets of the picture and of the sound, if there is any."""
    # A packet of unknown duration lasts as long as a usual picture.
    picture = _Track(stream, 1 / Fraction(stream.average_rate) if stream.average_rate else Fraction(0))
    heard = _Track(sound) if sound else None
    unordered = has_no_order(container)
    for packet in packets_of(container, *([stream, sound] if sound else [stream])):
        if packet.has_sidedata("encryption_info"):
            raise UnusableVideoError("It is encrypted.", remedy=WITHOUT_PROTECTION)
        if packet.stream is stream:
            packet.pts = packet.dts if unordered else packet.pts  # as a set, the two are the same
            picture.add(packet, essence(bytes(packet), stream.codec_context.name))
        elif heard is not None:
            heard.add(packet)
    return picture, heard


class _Track:
    """Totals over the packets of a track.

    Args:
        usual: the seconds of a packet of unknown duration.
    """

    def __init__(self, track: Any, usual: Fraction = Fraction(0)) -> None:
        self._unit = Fraction(track.time_base)  # seconds
        self._usual = usual / self._unit
        # Integers in that unit: fractions are a hundred times slower, and a two-hour film has 400,000 packets.
        self._first: int = 0
        self._last: int | Fraction = 0
        self.shown = self.kept = self._read = 0
        self._sha = hashlib.sha256()
        self._up_to_shown = self._sha.copy()

    def add(self, packet: Any, content: bytes = b"") -> None:
        """Count a packet. `content`: the bytes of it that go into the digest."""
        self._read += 1
        self._sha.update(content)
        start = packet.pts
        if start is None or packet.is_discard:
            return
        end = start + (packet.duration or self._usual)
        if not self.shown or start < self._first:
            self._first = start
        if not self.shown or end > self._last:
            self._last = end
        self.shown += 1
        self.kept = self._read
        self._up_to_shown = self._sha.copy()

    @property
    def first(self) -> Fraction:
        """The start of the first shown packet in seconds."""
        return self._first * self._unit

    @property
    def last(self) -> Fraction:
        """The end of the last shown packet in seconds."""
        return self._last * self._unit

    def digest(self) -> str:
        """The SHA-256 of the content up to the last shown packet."""
        return self._up_to_shown.hexdigest()


def _orientation(path: Path) -> tuple[int, bool]:
    """The orientation of the picture, from its first frame. Opens the file separately, since a Matroska file without an
    index cannot be rewound.
    """
    with opened(path) as container:
        frame = next((frame for frames in decoded(container) for frame in frames), None)
        if frame is None:
            raise UnusableVideoError(
                "It has no frames that can be decoded.", remedy="Export it again, for example as H.264."
            )
        return orientation(matrix_of(frame))


def decoded(container: "InputContainer") -> Iterator[list[Any]]:
    """The frames of each packet of the picture, in display order.

    Raises:
        UnusableVideoError: most of it cannot be decoded (raised at the end).
    """
    from av.error import FFmpegError

    stream = picture_of(container)
    read = unreadable = 0
    # Without presentation times, a frame gets the earliest time that no frame before it had.
    times: list[int] | None = [] if has_no_order(container) else None
    for packet in packets_of(container, stream, ends=True):
        read += packet.size > 0
        if times is not None and packet.dts is not None:
            heapq.heappush(times, packet.dts)
            packet.opaque = packet.dts
        try:
            frames = packet.decode()
        except FFmpegError:
            unreadable += 1
            if times:
                heapq.heappop(times)
            continue
        unreadable += any(frame.is_corrupt for frame in frames)
        for frame in frames:
            if times:
                frame.pts = heapq.heappop(times)
        yield frames
    if unreadable > MOST_UNREADABLE * read:
        raise UnusableVideoError(
            f"{unreadable} of its {read} frames cannot be decoded.", remedy="Export it again, for example as H.264."
        )


def shown_at(path: Path) -> dict[int, int]:
    """The presentation time of each packet by its decoding time, in the track's unit, if the file does not store it."""
    from av.codec.context import Flags

    with opened(path) as container:
        stream = picture_of(container)
        stream.codec_context.flags |= Flags.copy_opaque
        return {
            frame.opaque: frame.pts for frames in decoded(container) for frame in frames if frame.opaque is not None
        }


def matrix_of(frame: Any) -> np.ndarray:
    """The orientation of a frame: the signs of its display matrix (a b; c d), where x' = ax + cy and y' = bx + dy."""
    from av.sidedata.sidedata import Type

    data = frame.side_data.get(Type.DISPLAYMATRIX)
    if data is None:
        return _AS_IT_IS
    matrix = np.frombuffer(bytes(data), "<i4").reshape(3, 3)[:2, :2] / ONE
    return np.sign(np.where(np.abs(matrix) >= np.abs(matrix).max() / 2, matrix, 0)).astype(int)


def orientation(matrix: np.ndarray) -> tuple[int, bool]:
    """The degrees counter-clockwise by which a player turns a picture, and whether it mirrors it before.

    Args:
        matrix: from `matrix_of`.
    """
    mirrored = bool(np.linalg.det(matrix) < 0)
    a, b = (-matrix[0] if mirrored else matrix[0]).tolist()
    return int(np.degrees(np.arctan2(-b, a)).round()) % 360, mirrored


def upright(pixels: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """A picture of shape (height, width, …) as a player shows it. `matrix`: from `matrix_of`."""
    if np.array_equal(matrix, _AS_IT_IS):
        return pixels
    rotation, mirrored = orientation(matrix)
    return np.rot90(pixels[:, ::-1] if mirrored else pixels, rotation // 90)
