"""Structure (组织变动): the actions on units, people and posts."""
