"""The arguments of a command, passed directly or by make, and its exit status.

What belongs here: parsing the text that make passes on, and reporting a failure. What does not: a command's options and its
work, which its own module defines.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence

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


def expect_no_arguments(argv: Sequence[str], module: str, about: str | None) -> None:
    """Parse the arguments of a command that has none: `--help` prints what it does, anything else ends it with the usage.

    Args:
        about: the docstring of the command's module.
    """
    description = " ".join((about or "").split("\n\n")[0].split())
    argparse.ArgumentParser(f".venv/bin/python -m {module}", description=description).parse_args(argv)


def exit_status(work: Callable[[], None]) -> int:
    """Do a command's work, and print why it failed if it did.

    Returns:
        0 if it succeeded, 1 if it failed, 130 if it was interrupted.
    """
    try:
        work()
    except TenthSymphonyError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Finished steps are kept; the same command continues from here.", file=sys.stderr)
        return 130
    return 0
