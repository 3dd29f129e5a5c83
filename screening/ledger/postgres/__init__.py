"""The store as a PostgreSQL database that computers share; loaded only where a book lies in one."""
