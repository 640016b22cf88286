"""Units (组织): the tree on a day, one unit, and what may be changed of it."""
