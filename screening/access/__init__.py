"""People and what they may do: roles, passwords, keys, sessions. It knows nothing of medicine."""

from screening.access.roles import MATRIX, ROLES, Permission, Role, conflict, role_for

__all__ = ["MATRIX", "ROLES", "Permission", "Role", "conflict", "role_for"]
