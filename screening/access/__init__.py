"""People and what they may do: roles, passwords, keys, sessions. It knows nothing of medicine."""

from screening.access.keyring import Failure, Keyring, Unlocked, keys_in, put_keys
from screening.access.names import folded
from screening.access.passwords import (
    RECOMMENDED,
    SHORTEST,
    normalised,
    one_time_password,
    password_problems,
    refuse_weak,
)
from screening.access.refusals import refusal
from screening.access.roles import MATRIX, ROLES, Permission, Role, conflict, role_for
from screening.access.sessions import ABSOLUTE, IDLE, Session
from screening.access.wrapping import COST, LEAST, Cost, WrongKeyError, prepare, unwrap, wrap

__all__ = [
    "ABSOLUTE",
    "COST",
    "IDLE",
    "LEAST",
    "MATRIX",
    "RECOMMENDED",
    "ROLES",
    "SHORTEST",
    "Cost",
    "Failure",
    "Keyring",
    "Permission",
    "Role",
    "Session",
    "Unlocked",
    "WrongKeyError",
    "conflict",
    "folded",
    "keys_in",
    "normalised",
    "one_time_password",
    "password_problems",
    "prepare",
    "put_keys",
    "refusal",
    "refuse_weak",
    "role_for",
    "unwrap",
    "wrap",
]
