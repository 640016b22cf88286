"""Signing in and out, the password, and how a reader wants to read."""
