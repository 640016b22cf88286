"""Benches: what the house promises of speed, measured on synthetic data that come out the same every time."""
