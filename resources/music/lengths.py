"""How long a prompt says that the film is: "a 45 sec reel", "length: 0:45", "about 1 minute".

The music is as long as the film anyway, so such a length is no time at which something happens.

What belongs here: finding it, and removing it from the text. What does not: times of the film (times.py).
"""

import re

from resources.music.moment_events import events_in
from resources.music.time_words import MINUTES, SECONDS
from resources.music.times import CLOCK, NUMBER, SHORT, times_in

_UNIT = rf"(?:{SECONDS}|{MINUTES})(?![a-zа-я])"
_TIME = rf"(?:{CLOCK}|{SHORT}|{NUMBER}[\s-]*{MINUTES}(?![a-zа-я])(?:\s*(?:and|und|et|y|e|и)?\s*{NUMBER}[\s-]*{SECONDS}(?![a-zа-я]))?|{NUMBER}[\s-]*{SECONDS}(?![a-zа-я]))"
_ABOUT = r"(?:(?:about|around|roughly|exactly|circa|ca\.?|approx(?:imately)?\.?|etwa|ungefahr|environ|unos|cerca de|circa|ongeveer|около|~)\s*)?"
_FILM = r"(?:video|videos|clip|film|movie|reel|ad|ads|advert|commercial|spot|short|teaser|trailer|vlog|edit|promo|slideshow|tiktok|story|bumper)"
_SAID = r"(?:(?:total )?(?:length|duration|runtime|running time)|lange|dauer|duree|duracion|durata|duracao|lengte|длительность|длина|lasts|runs(?: for)?|dauert|dure|dura|duurt|длится|(?:it|video|clip|film|reel|that)(?:'?s| is| ist| est| es| e)|its)"
_LENGTHS = (
    re.compile(rf"(?<![\w:.,/-])(?:an? )?{_ABOUT}(?P<time>{_TIME})[\s-]+(?:long|lang|lange|{_FILM})(?!\w)"),
    re.compile(
        rf"(?<!\w){_SAID}\s*(?::|=|of|is|de|di|von)?\s*{_ABOUT}(?P<time>{_TIME})(?:\s+(?:long|lang|in total|total))?(?!\w)"
    ),
    re.compile(rf"(?<!\w){_FILM}\s+(?:of|de|di|von|van|на)\s+{_ABOUT}(?P<time>{_TIME})(?!\w)"),
)
_DECADE = r"(?!(?:[2-9]0|808|909)s(?!\w))"  # nor a drum machine: "swing, 30s", "heavy 808s"
_ALONE = re.compile(
    rf"\s*(?:for )?{_ABOUT}(?P<time>{_DECADE}{NUMBER}[\s-]*{_UNIT})(?:\s+(?:please|total|in total|max|tops|or so|long|lang))*\s*"
)
_LAST = re.compile(rf"(?<=\s)(?P<time>{_DECADE}{NUMBER}[\s-]*{_UNIT})\s*$")
_CLAUSE = re.compile(r"([;!?\n。、，；]|[.,](?!\d))")
_NOT_BEFORE = re.compile(
    r"(?:first|last|final|next|after|until|till?|by|from|at|in|within|the|ersten?|letzten?|nach|bis|ab|premieres?|dernieres?|apres|primer[oa]s?|ultim[oaie]s?|после|через)\s*$"
)


def take_length(text: str, meanings: dict[str, str]) -> tuple[float | None, str]:
    """Extract the film's length in seconds. Returns it and the text without it."""
    parts = _CLAUSE.split(text)
    for at in range(0, len(parts), 2):
        match = _length_in(parts, at)
        if match is None:
            continue
        seconds = _seconds_of(match["time"])
        meanings[" ".join(match[0].split())] = "the length of the film"
        film = re.search(rf"(?<!\w){_FILM}(?!\w)", match[0])
        parts[at] = f"{parts[at][: match.start()]} {film[0] if film else ''} {parts[at][match.end() :]}"
        return seconds, "".join(parts)
    return None, text


def _length_in(parts: list[str], at: int) -> re.Match[str] | None:
    clause = parts[at]
    if any(event.what not in ("start", "stop") for event in events_in(clause)):
        return None  # "a pause 3 seconds long"
    for pattern in _LENGTHS:
        match = pattern.search(clause)
        if match and not _NOT_BEFORE.search(clause[: match.start()]):
            return match
    others = any(times_in(other) for number, other in enumerate(parts[::2]) if 2 * number != at)
    if others or times_in(clause):
        return None if others else _ALONE.fullmatch(clause)
    last = _ALONE.fullmatch(clause) or _LAST.search(clause)  # "lofi piano 30 sec"
    return None if last is None or _NOT_BEFORE.search(clause[: last.start()]) else last


def _seconds_of(words: str) -> float | None:
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", words.replace(",", "."))]
    if ":" in words:
        return sum(number * 60**place for place, number in enumerate(reversed(numbers)))
    minutes = re.search(MINUTES, words) or re.fullmatch(SHORT, words)
    if not minutes:
        return numbers[0]
    return 60 * numbers[0] + (numbers[1] if len(numbers) > 1 else 0.0)
