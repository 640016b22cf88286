"""Pages of the study of leading bodies, within the room 活动: topics of a year, sessions, what is not studied yet."""
