"""Inspections (巡视巡察) of units and their work: terms, rounds, teams, check-lists, coverage; findings are matters."""
