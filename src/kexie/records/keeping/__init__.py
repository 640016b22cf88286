"""Keeping what there is (留存): everything out of the house in one file, and in again, whole and proved."""
