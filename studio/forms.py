"""Streaming a multipart form's file without an intermediate copy.

What belongs here: reading multipart/form-data. What does not: storing the file (uploads.py).
"""

from collections.abc import AsyncIterator, Mapping

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from resources.errors import TenthSymphonyError


class FormError(TenthSymphonyError):
    """A form without a file, or a damaged form."""

    def __init__(self, message: str) -> None:
        super().__init__(message, remedy="Send the video as multipart/form-data, in a field named file.")


def _unescaped(name: str) -> str:
    """Undo the escaping of three characters that HTML prescribes for names in forms; other percent signs stay."""
    for written, sign in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
        name = name.replace(written, sign)
    return name


class FormFile:
    """The file in a form's field `file`: its name first, then its bytes. Other fields are ignored.

    Args:
        content_type: the header of the request.
        body: the body of the request.

    Raises:
        FormError: it is not a form with a file.
    """

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise FormError("The request is not a form with a file.")
        self._body = body
        self._header, self._value = b"", b""
        self._disposition: Mapping[bytes, bytes] = {}
        self._is_file = self._is_whole = False
        self._name: str | None = None
        self._pieces: list[bytes] = []
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": self._on_part_end,
                },
            )
        except FormParserError as error:
            raise FormError("The form is damaged.") from error

    def _on_part_begin(self) -> None:
        self._disposition = {}

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = parse_options_header(self._value)[1]
        self._header, self._value = b"", b""

    def _on_headers_finished(self) -> None:
        named = self._disposition.get(b"name") == b"file" and b"filename" in self._disposition
        self._is_file = named and self._name is None
        if self._is_file:
            self._name = _unescaped(self._disposition[b"filename"].decode(errors="replace"))

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._pieces.append(data[start:end])

    def _on_part_end(self) -> None:
        self._is_whole = self._is_whole or self._is_file
        self._is_file = False

    async def _read(self) -> bool:
        """Parse the next chunk of the body; whether there was one."""
        piece = await anext(self._body, b"")
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise FormError("The form is damaged.") from error
        return bool(piece)

    async def name(self) -> str:
        """The file's name.

        Raises:
            FormError: the form has no file.
        """
        while self._name is None:
            if not await self._read():
                raise FormError("The form has no file.")
        return self._name

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file's bytes.

        Raises:
            FormError: the form ends before the file does.
        """
        going = True
        while going:
            for piece in self._pieces:
                yield piece
            self._pieces.clear()
            going = await self._read()
        if not self._is_whole:
            raise FormError("The form ends before the file does.")
