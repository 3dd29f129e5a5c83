"""Validation: what is asked of the program, and the tests that prove that it does it."""
