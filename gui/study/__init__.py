"""The study page: what the trial is, its criteria and assumptions, how the treatment works, what was published."""
