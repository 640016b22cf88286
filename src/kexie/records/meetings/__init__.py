"""Dispatch meetings (调度会) with their series, agendas, minutes and outcomes; monthly lists of units (月度清单)."""
