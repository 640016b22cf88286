"""Speed, measured: made-up books of any size, counted by the engine and by hand-written SQL in the same run."""
