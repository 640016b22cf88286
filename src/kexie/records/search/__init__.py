"""Search (搜索): Chinese by pairs of letters, over everything that one may see, and nothing else."""
