"""Stated values (填报数值): what units state about themselves, or a publication prints, and the formulas over them."""
