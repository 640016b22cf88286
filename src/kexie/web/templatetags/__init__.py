"""Template tags of the layout kit."""
