"""Training classes (培训班): what stands beside an activity of kind training; however many days, it is ONE activity."""
