"""Bringing in what files of a patient offer: chosen, read, looked at, accepted."""
