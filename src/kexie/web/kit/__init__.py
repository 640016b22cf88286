"""The layout kit: every page is set with these parts and nothing else. ``README.md`` beside this shows each."""
