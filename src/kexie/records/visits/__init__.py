"""Visits and field research (走访、调研、指导): what was heard and promised, and what is followed up."""
