"""The outside world's shapes, one file per family."""
