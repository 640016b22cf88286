"""Doubles: one activity that two hosts entered, one person under two codes. Shown side by side, joined, kept apart."""
