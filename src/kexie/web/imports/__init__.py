"""Imports (导入): a spreadsheet is looked at first, then kept."""
