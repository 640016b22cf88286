"""Inspections on pages: terms with coverage, rounds, one inspection, the four lists, public versions, decisions."""
