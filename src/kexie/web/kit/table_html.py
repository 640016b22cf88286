"""How a ``kit.tables.Table`` is written as HTML: in Python, for a template looked up a dozen words a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.safestring import SafeString

from kexie.web.kit.markup import escaped
from kexie.web.kit.tables import Cell, Col, Row, Table


def written(table: Table) -> SafeString:
    """Return the table as HTML; contents are escaped unless they are marked safe."""
    return SafeString("".join(_parts(table)))


@dataclass(frozen=True, slots=True)
class _Place:
    """What is the same in every cell of a column: its element, how it opens, its classes, the word before it."""

    name: str
    opening: str
    classes: str
    fold: str
    plain: str
    """The whole opening of a cell without classes of its own."""


def _parts(table: Table) -> Iterator[str]:
    folds, label = table.folds, escaped(table.label)
    yield f'<div class="tbl-wrap{" tbl-tall" if table.tall else ""}"'
    yield f' tabindex="0" role="region" aria-label="{label}">' if table.tall or not folds else ">"
    yield f"<table{_classes('tbl', 'tbl-tight' * table.tight, 'tbl-fold' * folds, table.classes)}"
    yield f'{_role("table", folds=folds)} aria-label="{label}">\n'
    yield f"<thead{_role('rowgroup', folds=folds)}><tr{_role('row', folds=folds)}>"
    head = _role("columnheader", folds=folds)
    for col in table.cols:
        yield f'<th scope="col"{head}{_classes("n" * col.n)}>{escaped(col.label)}</th>'
    yield f"</tr></thead>\n<tbody{_role('rowgroup', folds=folds)}>\n"
    line = _role("row", folds=folds)
    places = [_place(col, folds=folds, head=table.heads and at == 0) for at, col in enumerate(table.cols)]
    for row in table.set_rows():
        yield f"<tr{line}{_named(row)}>"
        yield from _cells(row, places)
        yield "</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _place(col: Col, *, folds: bool, head: bool) -> _Place:
    fold = f' data-l="{escaped(str(col.fold))}"' if col.fold and not head else ""
    name = "th" if head else "td"
    opening = f'<th scope="row"{_role("rowheader", folds=folds)}' if head else f"<td{_role('cell', folds=folds)}"
    return _Place(name, opening, col.classes, fold, f"{opening}{_classes(col.classes)}{fold}>")


def _cells(row: Row, places: Sequence[_Place]) -> Iterator[str]:
    at = 0
    for given in row.cells:
        place = places[at]
        if isinstance(given, Cell):
            span = f' colspan="{given.span}"' if given.span > 1 else ""
            yield f"{place.opening}{_classes(place.classes, given.classes)}{span}{place.fold}>{_content(given.content)}"
            at += given.span
        else:
            yield f"{place.plain}{_content(given)}"
            at += 1
        yield f"</{place.name}>"


def _role(name: str, *, folds: bool) -> str:
    """Return the role of a part whose own is lost when it folds."""
    return f' role="{name}"' if folds else ""


def _classes(*names: str) -> str:
    said = " ".join(filter(None, names))
    return f' class="{escaped(said)}"' if said else ""


def _named(row: Row) -> str:
    return _classes(row.kind) + (f' id="{escaped(row.id)}"' if row.id else "")


def _content(value: object) -> str:
    """Return what stands in a cell as a template would set it: numbers in the reader's way, escaped unless safe."""
    if isinstance(value, str):
        return escaped(value)
    said = localize(value)
    return escaped(said if isinstance(said, str) else str(said))
