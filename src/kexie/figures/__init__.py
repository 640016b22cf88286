"""What the records add up to: one exact definition of every figure. No HTTP."""
