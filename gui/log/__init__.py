"""The log page: every case in order of entry, and beside it the chosen case as it was assessed."""
