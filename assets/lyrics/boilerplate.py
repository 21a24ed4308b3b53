"""Boilerplate that websites and scrapers leave around a song: heads, tails, advertisements, notes about the text.

What belongs here: recognising and removing it. What does not: headers of stanzas (headers.py), the source's own footer
(cleaning.py).
"""

import re

# "80 ContributorsTranslationsEspañolLow Lamp Lyrics[Verse 1]": a page's head, glued to the first line.
_CONTRIBUTORS = re.compile(r"^\d[\d,.]*K?\s*Contributors?.*?Lyrics(?:[^\[]*?Read More)?\s*")
# "Low Lamp Lyrics" above a song: the page's title, each long word with a capital letter.
_PAGE_TITLE = re.compile(r"^(?:(?:[A-Z0-9('\"&][\w'’.,&()/-]*|[a-z]{1,3}|[-–&])\s+){1,12}Lyrics$")
_ADVERTISEMENTS = re.compile(
    r"See .{1,80}? Live\s*Get tickets as low as \$\d+|Get tickets as low as \$\d+|You might also like(?=\[|\s*$|[A-Z0-9]*Embed$)"
)
_EMBED = re.compile(r"(?:(?<=[^\W\d])\d{1,4}(?:\.\d)?K?|^[\d.]+K?)?Embed$")

_BY = r"\s*(?:by|por|par|von|da|door|av|przez|tarafından)\b"
_TAILS = (
    # Credits, with their colon.
    r"(?:song)?(?:writer|composer|lyricist|author|producer|publisher)s?\s*(?:\(s\)|/s)?\s*:.*",
    r"(?:written|composed|produced|lyrics|words|music|transcribed|performed)(?:[ -]|\s+and\s+\w+\s+)by\s*:.*",
    r"(?:compositor(?:es)?|composição|composición|compositeurs?|auteurs?|autor(?:es)?|autori|komponist(?:en)?|texter|tekściarz|söz|müzik"
    r"|copyright|source|credits?)\s*:.*",
    # Who contributed the text.
    r"lyrics\s+(?:licensed|provided|powered|submitted|transcribed|added|corrected|edited|courtesy|copyright|©).*",
    r"(?:lyrics\s+)?(?:submitted|transcribed|contributed|corrected|last edited|edited|added|uploaded)\s+by\b.*",
    r"thanks\s+to\s+.+\bfor\s+(?:correcting|adding|submitting|sending|fixing|editing)\b.*",
    r"(?:submit|send|suggest)\s+(?:a\s+)?corrections?.*",
    r"(?:these|this)\s+lyrics\s+(?:have|has|were|was|are|is)\b.*\b(?:edited|submitted|added|corrected|copyright).*",
    rf"(?:(?:la\s+)?letra|(?:as?\s+)?letras?)?\s*(?:fue\s+|foi\s+)?(?:añadid|agregad|enviad|corregid|corrigid|revisad|editad|traducid|traduzid|adicionad|compuest|legendad|subtitulad)[ao]s?{_BY}.*",
    r"(?:¿\s*)?(?:viste|encontraste|hay|viu|encontrou|tem)\s+(?:algún|algum|un|um)\s+(?:error|erro)\b.*",
    rf"(?:revis(?:ão|iones|ión|ões)|última\s+(?:edición|modificación|edição|modificação))(?:{_BY})?.*",
    rf"(?:les\s+)?paroles\s+(?:ajoutées|corrigées|proposées|envoyées|transcrites|modifiées|soumises){_BY}.*",
    rf"(?:dernière\s+modification|corrigé|ajouté|modifié|envoyé)e?s?{_BY}.*",
    rf"(?:song|lied)?texte?\s+(?:hinzugefügt|eingesendet|eingesandt|korrigiert|bearbeitet|übermittelt){_BY}.*",
    rf"(?:zuletzt\s+)?(?:bearbeitet|geändert|hinzugefügt|eingesendet|korrigiert){_BY}.*",
    r"(?:fehler\s+im\s+(?:song)?text|songtext\s+korrigieren|corriger\s+les\s+paroles|correggi\s+il\s+testo|corrigir\s+letra)\b.*",
    rf"(?:testo\s+)?(?:aggiunto|inviato|corretto|modificato){_BY}.*|ultima\s+modifica\b.*",
    rf"(?:tekst\s+)?(?:toegevoegd|laatst\s+bewerkt|ingezonden){_BY}.*",
    rf"(?:tekst\s+)?(?:dodan[ey]|edytowan[ey]|ostatnia\s+edycja|poprawion[ey])(?:{_BY})?.*|(?:texten\s+)?(?:tillagd|senast\s+ändrad|inskickad){_BY}.*",
    r"(?:текст\s+)?(?:добавил|добавлен|отредактирован|исправил)\w*\b.*",
    r"(?:powered|provided)\s+by\s+\S+|\d*\.?\d*K?Embed|www\.\S+|https?://\S+",
)  # fmt: skip
_TAIL = re.compile(rf"(?:{'|'.join(_TAILS)})$", re.IGNORECASE)


def without_advertisements(line: str) -> str:
    """A line without the advertisements that sites put between lines or at their ends."""
    return _ADVERTISEMENTS.sub("", line).strip() if "also like" in line or "tickets" in line else line


def without_head(line: str) -> str:
    """The first line of a page without the page's heading; empty if it is only that."""
    if head := _CONTRIBUTORS.match(line):
        return line[head.end() :].strip()
    return "" if _PAGE_TITLE.match(line) else line


def without_tail(line: str) -> str:
    """The last line of a page without what sites append to it; empty if it is a note about the text."""
    if _TAIL.match(line):
        return ""
    return _EMBED.sub("", line).strip() if line.endswith("Embed") else line
