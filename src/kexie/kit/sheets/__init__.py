"""Spreadsheets in and out.

``read_table`` reads .csv and .xlsx into a ``Table`` of trimmed texts; ``write_errors`` hands rejected rows back as the
same spreadsheet with a column saying how to mend them; ``write_template`` makes an empty one that cannot lose digits.
"""

from kexie.kit.sheets.model import ADDED, MAX_BYTES, MAX_CELL, MEND, ORIGINAL_ROW, Problem, Row, Table
from kexie.kit.sheets.reading import read_table
from kexie.kit.sheets.writing import write_errors, write_template

__all__ = [
    "ADDED",
    "MAX_BYTES",
    "MAX_CELL",
    "MEND",
    "ORIGINAL_ROW",
    "Problem",
    "Row",
    "Table",
    "read_table",
    "write_errors",
    "write_template",
]
