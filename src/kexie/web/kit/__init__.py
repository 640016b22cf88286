"""The layout kit: every page is set with these parts and with nothing else. ``README.md`` beside this file shows each."""
