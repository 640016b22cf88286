"""Figures (数据): one figure with its break-down, its passport and the records behind it."""
