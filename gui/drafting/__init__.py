"""Protocols that are being written: a form made of the models, and beside it what the file comes to."""
