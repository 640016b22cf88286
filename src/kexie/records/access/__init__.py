"""Access: who is signed in, which posts they hold, what these let them do, and the one door to records."""
