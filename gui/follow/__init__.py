"""The follow-up of somebody enrolled, with what the endpoints say of it; the lock, and the table after it."""
