"""Views: questions that somebody keeps under a name, for themselves or for a unit."""
