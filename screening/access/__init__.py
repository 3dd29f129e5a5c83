"""People and what they may do: roles, passwords, keys, sessions. It knows nothing of medicine."""

from screening.access.keyring import Keyring, Unlocked
from screening.access.lockout import Failure
from screening.access.names import folded
from screening.access.passwords import one_time_password, password_problems, refuse_weak
from screening.access.roles import MATRIX, ROLES, Permission, Role, conflict, role_for
from screening.access.sessions import Session
from screening.access.wrapping import WrongKeyError, unwrap, wrap

__all__ = [
    "MATRIX",
    "ROLES",
    "Failure",
    "Keyring",
    "Permission",
    "Role",
    "Session",
    "Unlocked",
    "WrongKeyError",
    "conflict",
    "folded",
    "one_time_password",
    "password_problems",
    "refuse_weak",
    "role_for",
    "unwrap",
    "wrap",
]
