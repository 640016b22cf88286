"""Study of leading bodies (中心组): topics of a year, sessions beside activities of kind study; no word of opinions."""
