"""Notices (提醒): who is to be told of what, looked over by a clerk before it goes, told once."""
