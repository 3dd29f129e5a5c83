"""The Today page: who needs what by when, and the month of all open cases."""
