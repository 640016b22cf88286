"""Lectures on the site: the pool, requests, tours and the planner's proposal."""
