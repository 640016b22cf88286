"""Shipped catalogues and the sample year: plain files, and small readers that know nothing of the database."""
