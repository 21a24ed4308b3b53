"""The project's base exception.

What belongs here: the base class. What does not: specific errors, which derive from it in the modules that raise them.
"""


class TenthSymphonyError(Exception):
    """An error that a user can act on: the message says what happened, `remedy` what to do about it.

    Messages never contain secrets: no keys, and no URLs with a query string.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(f"{message} {remedy}".strip())

    @property
    def message(self) -> str:
        """What happened, without the remedy."""
        return str(self).removesuffix(self.remedy).strip()
