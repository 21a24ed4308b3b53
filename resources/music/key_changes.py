"""Changes of key at a time: "turn to minor at 0:30", "key change at 1:00", "D minor until 0:20".

They are found before the key of the piece is (keys.py), and each is replaced by one word, which the parsing of moments reads like
any other event. So a key in a clause without a time stays that of the whole piece.

What belongs here: finding such changes, and that word. What does not: keys and modes (keys.py), when they happen
(moment_parsing.py), playing them (renderers).
"""

import re
import unicodedata
from collections.abc import Iterator

from resources.music.keys import MODE_NAMES, key_in
from resources.music.notation import plain_text
from resources.music.time_forms import tidied
from resources.music.time_words import THEN
from resources.music.times import edges_in, times_in

LIFT = 2  # semitones by which a key is raised if nothing else is said
_WORD = re.compile(
    r"(?<!\w)keychange(?:(?P<way>up|down)(?P<steps>[a-c])|(?P<tone>[a-gx])(?P<sign>[sb]?)(?P<mode>[a-z]+))(?!\w)"
)
_PIECES = re.compile(rf"([;!?\n。，、；]|[.,](?!\d)|(?<!\w)(?={THEN}(?![a-zа-я])))", re.IGNORECASE)
_THEN = re.compile(rf"\s*(?:(?:and|but|und|et|y|e|en)\s+)?{THEN}(?![a-zа-я])", re.IGNORECASE)
_TURNS = (
    r"(?:switch|chang|turn|go|mov|modulat|shift|flip|drop|transition|jump|slip|transpos|becom|slid|return|com|resolv|end|finish)(?:e|es|s|ing|ed|ping|ting|ning|ping back)?"
    r"|goes|going|key change|wechsel[nt]?|wird|geht|dreht|kippt|moduliert?|passe|change|tourne|module|vira|cambia|pasa|passa|gira|muda|vai|modula|wordt|gaat|wisselt|переход\w*|меняется|сменя\w*"
)
_TO = r"(?:back |up |down |over |zuruck |wieder )?(?:in ?to|to|in|nach|zu|auf|a|al|en|em|para|naar|vers|au|в|на)"
_TURN = re.compile(
    rf"(?<!\w)(?:{_TURNS})\s+(?:(?:it|es|everything|the key|the music)\s+)?(?:{_TO}\s+)?(?:(?:a|an|the|ein|eine|einen|un|une|una|um|uma|key of)\s+)?$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?<!\w)(?:end(?:s|ing|et)?|finish(?:es|ing)?|conclud(?:es?|ing)|finit|termina|finisce|acaba|eindigt)\s+(?:in|on|with|auf|en|em|a)\s+(?:an? |the |the key of )?$",
    re.IGNORECASE,
)
_MODE = re.compile(
    rf"(?<![#a-zà-ÿа-я])(?P<mode>{'|'.join(MODE_NAMES)})(?![a-zà-ÿа-я])(?:[\s-]+(?:keys?|modes?|scales?|tonality|chords?)(?!\w))?",
    re.IGNORECASE,
)
# A change of which only the direction is said.
_LIFT = re.compile(
    r"(?<!\w)(?:(?:a |an |the |one |eine? |un |une |una |uma )?(?:truck driver(?:'s)? )?(?:key[ -]?changes?|modulations?|modulates?|modulating|transpos(?:es?|ed|ition)|(?:rais|lift|low)(?:es?|ers?)? the key"
    r"|tonartwechsel|tonart wechseln|changement de tonalite|cambio de tonalidad|cambio di tonalita|mudanca de tom|modulacao|modulacion|modulazione|moduliert|toonsoortwisseling|смена тональности|модуляция))(?!\w)"
    r"(?P<how>(?:\s+(?:up|upwards?|down|downwards?|higher|lower|by|a|an|one|half|whole|full|semitone|tone|step|hoch|nach oben|nach unten|um|einen|halbton|ganzton|vers le haut|arriba|su)(?!\w))*)"
    r"|転調|转调|轉調|전조"
)
# What may stand beside a key and its time in a clause that wants nothing else.
_SMALL = {
    *("in", "a", "an", "the", "key", "of", "to", "into", "it", "and", "then", "but", "please", "with", "back", "on", "again", "mode", "tonality", "music", "song", "should", "be", "is", "everything"),
    *("in", "der", "die", "das", "ein", "eine", "zu", "nach", "und", "dann", "bitte", "wieder", "es", "soll", "musik", "tonart", "en", "la", "le", "et", "puis", "tonalite", "el", "y", "luego", "tonalidad", "e", "poi", "tonalita", "depois", "tom", "em", "de", "dan", "в", "и", "потом"),
}  # fmt: skip


def marked(prompt: str) -> str:
    """The prompt with one word for each change of key that has a time."""
    pieces = _PIECES.split(unicodedata.normalize("NFC", prompt))
    found: list[str] = []
    timed = False  # whether the piece before has a time
    only_time = False  # or nothing but a time
    for piece, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        piece = _ending(piece)
        plain = tidied(plain_text(piece))
        times = times_in(plain) or edges_in(plain)
        follows = timed and bool(_THEN.match(piece))
        if times or only_time or follows:
            while (more := _with_words(piece)) != piece:
                piece = more
        found.append(f"{piece}{mark or ''}")
        timed = bool(times) or follows or (timed and not piece.strip())
        rest = plain
        for time in reversed(times):
            rest = f"{rest[: time.first]} {rest[time.last :]}"
        only_time = bool(times_in(plain)) and not re.search(r"\w", rest)
    return "".join(found)


def _ending(piece: str) -> str:
    """A piece of a prompt, with the key in which the music ends as a change at its end."""
    found = key_in(piece) or _mode_in(piece)
    end = _END.search(piece[: found[0].start()]) if found else None
    if found is None or end is None:
        return piece
    match, key = found
    return f"{piece[: end.start()]} at the end {_word_of(key)} {piece[match.end() :]}"


def _mode_in(piece: str) -> tuple[re.Match[str], str] | None:
    match = _MODE.search(piece)
    return match and (match, MODE_NAMES[plain_text(match["mode"])])


def _with_words(piece: str) -> str:
    """A piece of a prompt that has a time, with a word for its change of key."""
    found = key_in(piece)
    if found is None and (found := key_in(plain_text(piece))):  # "lá menor"
        piece = plain_text(piece)
    if found is not None:
        match, key = found
        if _changes(piece, match):
            return f"{_without_turn(piece[: match.start()])} {_word_of(key)} {piece[match.end() :]}"
        return piece
    plain = plain_text(piece)
    for match in _MODE.finditer(plain):
        if _changes(plain, match):
            return f"{_without_turn(plain[: match.start()])} {_word_of(MODE_NAMES[match['mode'].lower()])} {plain[match.end() :]}"
    if match := _LIFT.search(plain):
        return f"{plain[: match.start()]} {_word_of_lift(match['how'] or '')} {plain[match.end() :]}"
    return piece


def _without_turn(before: str) -> str:
    turn = _TURN.search(before)
    return before[: turn.start()] if turn else before


def _changes(piece: str, match: re.Match[str]) -> bool:
    """Whether the key belongs to the time of its piece: it is what something turns to, or nothing else is wanted."""
    if _TURN.search(piece[: match.start()]):
        return True
    rest = tidied(plain_text(f"{piece[: match.start()]} {piece[match.end() :]}"))
    for time in reversed(times_in(rest) or edges_in(rest)):
        rest = f"{rest[: time.first]} {rest[time.last :]}"
    rest = _WORD.sub(" ", _MODE.sub(" ", rest))
    return set(re.findall(r"[^\W\d]+", rest)) <= _SMALL | {"from", "at", "until"}


def _word_of(key: str) -> str:
    """ "keychangedsminor" for D# minor, "keychangexminor" for a minor key."""
    tonic, _, mode = key.rpartition(" ")
    return f"keychange{(tonic or 'x').lower().replace('#', 's')}{mode}"


def _word_of_lift(how: str) -> str:
    half = bool(re.search(r"half|semitone|halbton", how))
    down = bool(re.search(r"down|lower|unten", how))
    return f"keychange{'down' if down else 'up'}{'ab'[(1 if half else LIFT) - 1]}"


def changes_in(clause: str) -> Iterator[tuple[int, int, str]]:
    """The letters of each such word, and its key: "D# minor", "minor", "up 2"."""
    for match in _WORD.finditer(clause):
        yield match.start(), match.end(), _key_of(match)


def _key_of(match: re.Match[str]) -> str:
    if match["way"]:
        return f"{match['way']} {'abc'.index(match['steps']) + 1}"
    if match["tone"] == "x":
        return match["mode"]
    return f"{match['tone'].upper()}{match['sign'].replace('s', '#')} {match['mode']}"


def readable(text: str) -> str:
    """The text as people would write it."""
    return _WORD.sub(lambda match: "key change" if match["way"] else _key_of(match), text)


def without_changes(text: str) -> tuple[str, list[str]]:
    """The text without such words, and what they say."""
    return _WORD.sub(" ", text), [readable(match[0]) for match in _WORD.finditer(text)]
