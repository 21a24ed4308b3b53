"""Figures in pages and metadata.

What belongs here: turning a figure into what a page holds. What does not: drawing one; that is its stage's.
"""

import base64
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def inline_png(figure: "Figure") -> str:
    """A figure as a data URL; transparent, so that it stands on a light and on a dark page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, transparent=True, bbox_inches="tight")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
