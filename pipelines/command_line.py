"""The arguments of a command, passed directly or by make.

What belongs here: taking a command line apart. What does not: any command's options; they stand in its module.
"""

import os
import shlex
from collections.abc import Sequence

from resources.errors import TenthSymphonyError

VARIABLE = "COMMAND_LINE"


class CommandLineError(TenthSymphonyError):
    """The command line cannot be parsed."""


def arguments_given(argv: Sequence[str]) -> list[str]:
    """The arguments: those of the command itself, else those that `make … DO='…'` passes on in an environment variable.

    Make and a shell would expand dollar signs and quotes on the way, so the text is split here, as a shell would split
    it, but with nothing expanded.

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
