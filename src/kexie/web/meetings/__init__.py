"""Dispatch meetings and monthly lists: pages within the room 事项."""
