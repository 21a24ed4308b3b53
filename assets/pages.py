"""Pages and tables that people read: HTML from Jinja templates, Markdown for the UI.

What belongs here: how a template is found and filled, and how text and addresses from elsewhere are made harmless. What does
not: what a page shows, which is beside its template in the stage that makes it.
"""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit


def render_page(template: Path, **values: object) -> str:
    """Fill a template with values; every value is HTML-escaped unless it is already `markupsafe.Markup`."""
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=select_autoescape(default=True, default_for_string=True),
    )
    return environment.get_template(template.name).render(**values)


def markdown_text(text: object) -> str:
    """A text as one line of Markdown in which no character counts as Markdown or HTML: it contains no link and no image."""
    line = " / ".join(str(text).splitlines())
    return "".join(f"\\{c}" if c in "\\`*_{}[]#|~!+-" else c for c in escape(line, quote=False))


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; every cell is escaped by `markdown_text`."""
    lines = [names, *rows]
    written = ["| " + " | ".join(map(markdown_text, line)) + " |" for line in lines]
    return "\n".join([written[0], "|" + "---|" * len(names), *written[1:]])


def web_address(address: str) -> str:
    """An address that a page may link to; empty if it is not on the web ("javascript:", "data:", a file)."""
    parts = urlsplit(address.strip())
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""
