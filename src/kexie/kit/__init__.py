"""Small tools that know nothing of the association: days and periods, bounded numbers, text, spreadsheets, clock."""
