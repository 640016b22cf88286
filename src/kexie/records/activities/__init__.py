"""Activities (活动): study sessions, trainings, lectures, visits and meetings, planned and held."""
