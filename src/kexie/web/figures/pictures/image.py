"""A picture that travels alone: its title, the drawing, the source line, as PNG. Typeset here; no browser is asked."""

from __future__ import annotations

import json
from typing import Final

from kexie.reports.pdf import set_in
from kexie.web.figures.pictures.scene import Scene, token

PPI: Final = 192.0
_PAGE: Final = """
#let d = json(bytes(sys.inputs.data))
#set page(width: d.width * 1pt, height: auto, margin: 14pt, fill: white)
#set text(font: ("Kexie Sans", "Kexie Serif"), size: 9pt, lang: d.lang)
#set text(fill: rgb(d.ink))
#text(size: 13pt, weight: "bold", d.title) \\
#text(size: 10pt, d.answer)
#v(2pt)
#image(bytes(d.svg), format: "svg", width: 100%)
#set text(size: 7.5pt, fill: rgb(d.ink2))
#let near = rgb(d.near)
#if d.sample != "" [
  #box(stroke: (paint: near, dash: "dashed", thickness: 0.7pt), inset: 3pt, text(fill: near, d.sample))
]
#d.source
"""


def png(scene: Scene, *, title: str, answer: str, source: str, sample: str, lang: str) -> bytes:
    """Return the drawing as a PNG under its title and over its source line; ``sample`` says that data are made up."""
    data = {"width": scene.width + 28, "title": title, "answer": answer, "source": source, "sample": sample}
    data |= {"ink": token("--ink"), "ink2": token("--ink-2"), "near": token("--near")}
    told = json.dumps(data | {"lang": lang, "svg": scene.image()}, ensure_ascii=False)
    made = set_in(_PAGE.encode(), {"data": told}, form="png", ppi=PPI)
    return made if isinstance(made, bytes) else made[0]
