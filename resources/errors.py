"""The project's root exception.

What belongs here: the one base class. What does not: specific errors, which are defined in the module
that raises them and derive from this class.
"""


class TenthSymphonyError(Exception):
    """Something that a user can act on: the message says what happened, `remedy` what to do about it.

    A message holds no secret: no key and no URL with a query string.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.remedy = remedy
        super().__init__(f"{message} {remedy}".strip())

    @property
    def message(self) -> str:
        """What happened, without what to do about it."""
        return str(self).removesuffix(self.remedy).strip()
