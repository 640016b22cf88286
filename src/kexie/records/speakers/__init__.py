"""Speakers (宣讲): a pool across activities, requests from the asking to the lecture held, tours with a target."""
