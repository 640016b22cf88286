"""Voices (心声): what people say, under their name or without one, as matters that end with their own word."""
