"""What every rule shape means: one file a shape, one paragraph a test, patients as a table."""
