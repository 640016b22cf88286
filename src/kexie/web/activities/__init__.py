"""Activities (活动): the list, one activity with everything, recording, rosters."""
