"""The fonts Eligo brings along, each with its licence."""
