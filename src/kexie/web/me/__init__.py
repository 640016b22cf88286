"""My data (我的资料): what the system holds of whoever is signed in, with or without a post."""
