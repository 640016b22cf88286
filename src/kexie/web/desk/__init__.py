"""The desk: today's page and the help that every page leads to."""
