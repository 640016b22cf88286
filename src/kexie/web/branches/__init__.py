"""Branch life on pages: the rhythm, what is still to be held, branches, their meetings and minutes."""
