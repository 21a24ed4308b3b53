"""Figures as images within pages and metadata.

What belongs here: encoding a figure. What does not: drawing it, which the stage does that shows it.
"""

import base64
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def inline_png(figure: "Figure") -> str:
    """A figure as a PNG in a data URL; transparent, so that it suits a light and a dark page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, transparent=True, bbox_inches="tight")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
