"""The judge of music reads a TensorFlow checkpoint, runs its network and compares distributions."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from benchmarks._musicnn import FRAMES, HOP, MELS, RATE, TAGS, Tagger, log_mel
from benchmarks.music_judge import STYLE_TAGS, frechet_distance, tag_ranks
from resources.music.styles import STYLES

RNG = np.random.default_rng(0)


def layers() -> dict[str, tuple[int, ...]]:
    """The arrays of musicnn's checkpoints and their shapes."""
    kernels = [
        (7, 38, 204),
        (7, 67, 204),
        (128, 1, 51),
        (64, 1, 51),
        (32, 1, 51),
        (7, 561, 64),
        (7, 64, 64),
        (7, 64, 64),
    ]
    shapes: dict[str, tuple[int, ...]] = {"dense/kernel": (1506, 200), "dense/bias": (200,)}
    shapes |= {"dense_1/kernel": (200, 50), "dense_1/bias": (50,)}
    for at, (high, wide, filters) in enumerate(kernels):
        name = f"conv2d_{at}" if at else "conv2d"
        shapes |= {f"{name}/kernel": (high, wide, 1, filters), f"{name}/bias": (filters,)}
    for at, size in enumerate((1, *(filters for *_, filters in kernels), 1506, 200)):
        name = f"batch_normalization_{at}" if at else "batch_normalization"
        shapes |= {f"{name}/{part}": (size,) for part in ("beta", "gamma", "moving_mean", "moving_variance")}
    return dict(sorted(shapes.items()))


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A block of a LevelDB table whose keys leave out what they share with the key before."""
    out, before = b"", b""
    for key, value in entries:
        shared = next(
            (i for i, (a, b) in enumerate(zip(key, before, strict=False)) if a != b), min(len(key), len(before))
        )
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    return out + (0).to_bytes(4, "little") + (1).to_bytes(4, "little")


def checkpoint(arrays: dict[str, np.ndarray]) -> tuple[bytes, bytes]:
    """The index and the data of a TensorFlow checkpoint."""
    data, entries = b"", [(b"", field(1, 1))]
    for name, array in arrays.items():
        shape = b"".join(field(2, field(1, size)) for size in array.shape)
        entry = field(1, 1) + field(2, shape) + (field(4, len(data)) if data else b"") + field(5, array.nbytes)
        entries.append((name.encode(), entry + varint(6 << 3 | 5) + b"\0\0\0\0"))
        data += array.tobytes()
    table = block(entries)
    handles = block([(b"z", varint(0) + varint(len(table)))])
    footer = varint(0) + varint(0) + varint(len(table)) + varint(len(handles))
    return table + handles + footer.ljust(40, b"\0") + bytes.fromhex("57fb808b247547db"), data


def a_wheel(folder: Path) -> Path:
    """A wheel with random weights of the true shapes."""
    arrays = {name: RNG.normal(0, 0.3, shape).astype("<f4") for name, shape in layers().items()}
    arrays |= {name: np.abs(array) + 0.5 for name, array in arrays.items() if name.endswith("moving_variance")}
    index, data = checkpoint(arrays)
    with zipfile.ZipFile(folder / "musicnn.whl", "w") as files:
        files.writestr("musicnn/MSD_musicnn/.index", index)
        files.writestr("musicnn/MSD_musicnn/.data-00000-of-00001", data)
    return folder / "musicnn.whl"


def test_a_checkpoint_is_read_and_each_window_of_three_seconds_is_judged_alone(tmp_path: Path) -> None:
    tagger = Tagger(a_wheel(tmp_path), "MSD_musicnn")
    sound = RNG.normal(0, 0.1, HOP * FRAMES * 2).astype(np.float32)
    tags, embeddings = tagger(sound)
    assert tags.shape == (2, len(TAGS["MSD_musicnn"]))
    assert embeddings.shape == (2, 200)
    assert ((tags >= 0) & (tags <= 1)).all()
    quieter_end = sound.copy()
    quieter_end[HOP * (FRAMES + 2) :] *= 0.1
    _, again = tagger(quieter_end)
    np.testing.assert_allclose(again[0], embeddings[0], rtol=1e-4, atol=1e-3)
    assert np.abs(again[1] - embeddings[1]).max() > 0.1


def test_a_tone_is_in_one_mel_band_and_is_louder_by_its_power() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE).astype(np.float32)
    loud, quiet = log_mel(tone)[10:-10], log_mel(tone / 10)[10:-10]
    assert loud.shape[1] == MELS
    band = loud.mean(0).argmax()
    assert band == 31  # 1 kHz is 15 of 45.25 mel (Slaney's scale), and the bands' middles are 45.25 / 97 mel apart
    assert np.allclose((loud - quiet)[:, band], 2.0, atol=0.05)  # log10 of a hundredth of the power


def test_frechet_distance_of_known_distributions() -> None:
    one = RNG.normal(0, 1, (20_000, 3))
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(one, one + np.array([3, 0, 4])) == pytest.approx(25, rel=1e-6)
    assert frechet_distance(one, 2 * one) == pytest.approx(3, rel=0.05)  # (2 - 1)² in each of three dimensions


def test_a_style_whose_tag_is_likeliest_in_its_own_piece_ranks_first() -> None:
    pieces = []
    for style in STYLES:
        heard = {name: (np.full((4, 50), 0.1), np.zeros((4, 200))) for name in TAGS}
        if style == "jazz":
            heard["MSD_musicnn"][0][:, TAGS["MSD_musicnn"].index("jazz")] = 0.9
        pieces.append(heard)
    ranks = tag_ranks(pieces)
    assert set(ranks) == set(STYLE_TAGS)
    assert ranks["jazz"] == 0
    pieces[0]["MSD_musicnn"][0][:, TAGS["MSD_musicnn"].index("jazz")] = 0.95
    assert tag_ranks(pieces)["jazz"] == 1


def test_each_style_with_a_tag_exists() -> None:
    assert set(STYLE_TAGS) <= set(STYLES)
    assert all(any(tag in tags for tags in TAGS.values()) for tag in STYLE_TAGS.values())
