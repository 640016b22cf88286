"""A drawing (SVG) as a picture (PNG), with the same fonts as the PDF: Word shows no SVG everywhere."""

from __future__ import annotations

import json
from typing import Final

from kexie.reports.pdf import set_in

_LAYOUT: Final = b"""
#let told = json(bytes(sys.inputs.document))
#set page(width: told.width * 1pt, height: auto, margin: 0pt)
#image(bytes(told.svg), format: "svg", width: 100%)
"""
PPI: Final = 144


def png(svg: str, width: int) -> bytes:
    """Return the drawing, ``width`` points wide, at ``PPI`` dots an inch."""
    drawn = set_in(_LAYOUT, {"document": json.dumps({"svg": svg, "width": width})}, form="png", ppi=PPI)
    return drawn if isinstance(drawn, bytes) else drawn[0]
