"""Ways to count. The oracle is the exact definition in plain SQL; every faster way is held against it."""
