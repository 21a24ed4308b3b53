"""Messages as the page may show them.

What belongs here: what is removed from a message. What does not: the messages themselves, which are written where something
happens.
"""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

# A quoted path may contain spaces; an unquoted one ends at a space. URLs (https://…) and "a/b" are not paths.
_PATHS = re.compile(
    r"""(?<=')~?/[^'\n]+(?=')|(?<=")~?/[^"\n]+(?=")|(?<![\w:/.<])(?:file://)?~?/[^\s'"`,;:()<>|\[\]]*[^\s'"`,;:()<>|\[\].]"""
)


def _named_folders(data: Path) -> Iterator[tuple[Path, str]]:
    """The folders that have a name of their own in messages."""
    yield data, "the data folder"
    with contextlib.suppress(RuntimeError):  # the user of a service may have no home, or / as home
        if (home := Path.home()) != Path(home.anchor):
            yield home, "the home folder"


def without_paths(text: str, data: Path) -> str:
    """A message without absolute paths of this machine: a file in the data folder is named relative to it, any other by
    its name alone. Paths of the API stay.
    """
    for folder, name in _named_folders(data):
        text = re.sub(rf"{re.escape(str(folder))}(?![\w/-])", name, text.replace(f"{folder}/", ""))
    return _PATHS.sub(lambda found: found[0] if found[0].startswith("/api/v1/") else Path(found[0]).name or "/", text)
