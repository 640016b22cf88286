"""Imports (导入): the register of spreadsheets taken in."""
