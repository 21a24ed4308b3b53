"""Messages as the page may show them.

What belongs here: what is removed from a message. What does not: the messages themselves, which are written where something
happens.
"""

import re
from pathlib import Path

# A quoted path may contain spaces; an unquoted one ends at a space. URLs (https://…) and "a/b" are not paths.
_PATHS = re.compile(
    r"""(?<=')~?/[^'\n]+(?=')|(?<=")~?/[^"\n]+(?=")|(?<![\w:/.<])(?:file://)?~?/[^\s'"`,;:()<>|\[\]]*[^\s'"`,;:()<>|\[\].]"""
)


def public(text: str, data: Path) -> str:
    """A message without absolute paths of this machine: a file in the data folder is named relative to it, any other by
    its name alone. Paths of the API stay.
    """
    for path in (data, Path.home()):
        text = text.replace(f"{path}/", "").replace(str(path), "the data folder")
    return _PATHS.sub(lambda found: found[0] if found[0].startswith("/api/v1/") else Path(found[0]).name or "/", text)
