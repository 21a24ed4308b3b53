"""Self-contained HTML pages from Jinja templates.

What belongs here: how a template is found, escaped and filled. What does not: what a page shows; that stands beside
its template in the stage that makes it.
"""

from pathlib import Path


def render_page(template: Path, **values: object) -> str:
    """Fill a template with values; every value is HTML-escaped unless it is already `markupsafe.Markup`."""
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=select_autoescape(default=True, default_for_string=True),
    )
    return environment.get_template(template.name).render(**values)
