"""How a ``kit.tables.Table`` is written as HTML: in Python, for a template looked up a dozen words a cell."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from kexie.web.kit.tables import Row, SetCell, Table


def written(table: Table) -> SafeString:
    """Return the table as HTML; contents are escaped unless they are marked safe."""
    return mark_safe("".join(_parts(table)))  # noqa: S308 - every content is escaped below


def _parts(table: Table) -> Iterator[str]:
    folds, label = table.folds, conditional_escape(table.label)
    yield f'<div class="tbl-wrap{" tbl-tall" if table.tall else ""}"'
    yield f' tabindex="0" role="region" aria-label="{label}">' if table.tall or not folds else ">"
    yield f"<table{_classes('tbl', 'tbl-tight' * table.tight, 'tbl-fold' * folds, table.classes)}"
    yield f'{_role("table", folds=folds)} aria-label="{label}">\n'
    yield f"<thead{_role('rowgroup', folds=folds)}><tr{_role('row', folds=folds)}>"
    head = _role("columnheader", folds=folds)
    for col in table.cols:
        yield f'<th scope="col"{head}{_classes("n" * col.n)}>{conditional_escape(col.label)}</th>'
    yield f"</tr></thead>\n<tbody{_role('rowgroup', folds=folds)}>\n"
    line = _role("row", folds=folds)
    for row, cells in table.set_rows():
        yield f"<tr{line}{_named(row)}>"
        for cell in cells:
            yield _cell(cell, folds=folds)
        yield "</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _role(name: str, *, folds: bool) -> str:
    """Return the role of a part whose own is lost when it folds."""
    return f' role="{name}"' if folds else ""


def _classes(*names: str) -> str:
    said = " ".join(filter(None, names))
    return f' class="{conditional_escape(said)}"' if said else ""


def _named(row: Row) -> str:
    return _classes(row.kind) + (f' id="{conditional_escape(row.id)}"' if row.id else "")


def _cell(cell: SetCell, *, folds: bool) -> str:
    rest = _classes(cell.classes) + (f' colspan="{cell.span}"' if cell.span > 1 else "")
    if cell.head:
        return f'<th scope="row"{_role("rowheader", folds=folds)}{rest}>{_content(cell.content)}</th>'
    fold = f' data-l="{conditional_escape(str(cell.fold))}"' if cell.fold else ""
    return f"<td{_role('cell', folds=folds)}{rest}{fold}>{_content(cell.content)}</td>"


def _content(value: object) -> str:
    """Return what stands in a cell as a template would set it: numbers in the reader's way, escaped unless safe."""
    said: object = value if isinstance(value, str) else localize(value)
    words = said if isinstance(said, str) else str(said)
    return conditional_escape(words)
