"""Matters (事项): whatever somebody took on, followed to a verified end. One mechanism, many workflows."""
