"""Stated values and formulas over them: what they come to for a unit and a period, exactly."""
