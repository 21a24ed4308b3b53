"""The gallery: all videos on one page, with the state of each.

What belongs here: collecting and laying out. What does not: computing numbers; all are read from the videos' records.
"""

import base64
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assets.pages import markdown_table, render_page
from assets.soundtracks.library import (
    State,
    damaged,
    explain,
    failures,
    original,
    playable,
    read_manifest,
    refusals,
    refused_name,
    state,
    videos,
)
from assets.soundtracks.records import BriefRecord, Candidate, ScoredRecord, SoundtrackRecord, VideoRecord
from assets.soundtracks.steps import CONTACT_SHEET, POSTER, WAVEFORM
from resources.licences import commercial_use, in_words
from resources.records import RecordError
from resources.storage import digest

TEMPLATE = Path(__file__).with_name("gallery.html.j2")
NAME = "gallery.html"
STATES: tuple[State, ...] = ("queued", "rendered", "scored", "given up", "refused")
MOST_ROWS = 100
HEAD_LINES = 10  # the lines of the page that are searched for its fingerprint


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a video, and why. `name`: the name it was dropped under, or the folder of a refused file.
    `scored_at`: when it was scored (ns).
    """

    key: str
    name: str
    state: State
    reason: str = ""
    scored_at: int = 0


def standings(library: Path, rejected: Path) -> list[Standing]:
    """Every video of the queue in order of arrival, then the refused files."""
    found = []
    for folder in videos(library):
        tries = failures(folder)
        name = read_manifest(folder).original_name
        now = state(folder)
        scored_at = (folder / ScoredRecord.FILE).stat().st_mtime_ns if now == "scored" else 0
        reason = tries[-1] if tries and now != "scored" else ""
        found.append(Standing(folder.name, name, now, reason, scored_at))
    found += [Standing(key, key, "refused", reason) for key, reason in damaged(library)]
    return found + [
        Standing(key, refused_name(rejected / key), "refused", reason) for key, reason in refusals(rejected)
    ]


def counts(found: Sequence[Standing]) -> dict[str, int]:
    """The number of videos in each state."""
    number = Counter(standing.state for standing in found)
    return {name.replace(" ", "_"): number[name] for name in STATES}


def fingerprint(found: Sequence[Standing]) -> str:
    """A digest of what the page shows: it changes when a video changes its state or is scored again."""
    return digest([[s.key, s.state, s.reason, s.scored_at] for s in found])[:16]


def is_current(library: Path, found: Sequence[Standing]) -> bool:
    """Whether the page in the library is up to date. A missing page is, if there is nothing to show."""
    page = library / NAME
    if not page.exists():
        return not found
    with page.open(encoding="utf-8") as lines:
        return any(fingerprint(found) in line for line in itertools.islice(lines, HEAD_LINES))


def to_markdown(found: Sequence[Standing]) -> str:
    """A table of the unscored videos and the newest scored ones, with at most a hundred rows."""
    order = sorted(found, key=lambda standing: standing.state == "scored")
    rows = [(standing.key, standing.state, standing.reason) for standing in order[:MOST_ROWS]]
    if len(order) > MOST_ROWS:
        rows.append((f"… and {len(order) - MOST_ROWS} more", "", ""))
    return markdown_table(["video", "state", "reason"], rows)


def inline(path: Path) -> str:
    """A small image file as a data URL."""
    kind = "png" if path.suffix == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def render_gallery(library: Path, rejected: Path) -> str:
    """The page as HTML, to be stored in the library; it only refers to the videos next to it."""
    found = standings(library, rejected)
    scored: list[dict[str, Any]] = []
    others: list[Standing] = []
    for standing in found:
        try:
            if standing.state == "scored":
                scored.append(_card(library / standing.key))
                continue
        except (RecordError, OSError) as error:
            reason = explain(error) if isinstance(error, OSError) else f"{error} Retry it."
            standing = replace(standing, reason=reason)
        others.append(standing)
    return render_page(
        TEMPLATE,
        cards=scored[::-1],  # the newest first
        others=others,
        counts=counts(found),
        fingerprint=fingerprint(found),
        licences=sorted({(card["provenance"].model, card["provenance"].licence) for card in scored}),
    )


def _takes(folder: Path, record: ScoredRecord) -> list[dict[str, Any]]:
    """The video files with each take, in order."""
    music = SoundtrackRecord.read(folder / SoundtrackRecord.FILE)
    files = {other.seed: other.file for other in record.others}
    return [
        {
            "number": number,
            "chosen": number == music.chosen,
            "link": quote(f"{folder.name}/{record.file if number == music.chosen else files[take.provenance.seed]}"),
        }
        for number, take in enumerate(music.candidates, start=1)
        if number == music.chosen or take.provenance.seed in files
    ]


def _instruments(music: Candidate) -> str:
    """What plays the music; empty if its renderer does not say so."""
    played = str(music.provenance.parameters.model_dump().get("instruments", ""))
    return "synthesised; make soundfont fetches recorded ones" if played == "computed" else played.partition("@")[0]


def _card(folder: Path) -> dict[str, Any]:
    """What the page shows of a scored video."""
    record = ScoredRecord.read(folder / ScoredRecord.FILE)
    soundtrack = SoundtrackRecord.read(folder / SoundtrackRecord.FILE)
    music = soundtrack.best
    brief = BriefRecord.read(folder / BriefRecord.FILE).brief
    video = VideoRecord.read(folder / VideoRecord.FILE)
    width, height = video.facts.shown_size

    def link(name: str) -> str:
        return quote(f"{folder.name}/{name}")

    return {
        "key": folder.name,
        "name": read_manifest(folder).original_name,
        "video": link(record.file),
        "shape": f"{width} / {height}",
        "poster": inline(folder / POSTER) if (folder / POSTER).exists() else inline(folder / CONTACT_SHEET),
        "before": link(playable(folder).name),
        "original": link(original(folder).name),
        "music": link(music.file),
        "frames": inline(folder / CONTACT_SHEET),
        "waveform": inline(folder / WAVEFORM),
        "brief": brief.played(),
        "arc": brief.arc,
        "understood": brief.words.meanings,
        "not_understood": brief.words.not_understood,
        "unmet": (*brief.words.unmet, *soundtrack.unmet),
        "reasons": brief.reasons,
        "numbers": {
            "length": f"{record.seconds:.1f} s",
            "loudness": f"{record.lufs:.1f} LUFS" if record.lufs is not None else "silent",
            "true peak": f"{record.true_peak:.1f} dBTP" if record.true_peak is not None else "silent",
            "own sound": video.own_in_words(),
            "tempo heard": f"{music.tempo_heard:.0f} bpm" if music.tempo_heard else "none",
            "cuts to beats": f"{music.cut_error_ms:.0f} ms" if music.cut_error_ms is not None else "no cuts",
        },
        "instruments": _instruments(music),
        "takes": _takes(folder, record),
        "left_out": record.left_out,
        "damage": video.damage(),
        "provenance": record.provenance,
        "commercial_use": in_words(commercial_use(record.provenance.licence)),
    }
