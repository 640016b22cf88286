"""Visits on the site: recorded, gone through by a check-list, followed up."""
