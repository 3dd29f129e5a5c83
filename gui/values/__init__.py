"""A value and its history: the quiet sign beside an answer, and what opens behind it, with the queries about it."""
