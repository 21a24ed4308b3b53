"""The arguments of a command, passed directly or by make.

What belongs here: parsing the text that make passes on. What does not: a command's options, which its own module defines.
"""

import os
import shlex
from collections.abc import Sequence

from resources.errors import TenthSymphonyError

VARIABLE = "COMMAND_LINE"


class CommandLineError(TenthSymphonyError):
    """The command line cannot be parsed."""


def arguments_given(argv: Sequence[str]) -> list[str]:
    """The command's own arguments, or those that `make … DO='…'` passes on in an environment variable.

    Make and a shell would expand dollar signs and quotes, so the text is split here like in a shell, but without expansion.

    Raises:
        CommandLineError: a quote is not closed.
    """
    if argv:
        return list(argv)
    text = os.environ.get(VARIABLE, "")
    try:
        return shlex.split(text)
    except ValueError as error:
        raise CommandLineError(
            f"DO={text} cannot be read ({error}).",
            remedy='Put names that contain an apostrophe, a quote or a blank in double quotes, for example DO="add \\"it\'s.mp4\\"".',
        ) from None
