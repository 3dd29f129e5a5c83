"""Who may do what: four roles, one table of permissions."""

from collections.abc import Collection, Mapping
from enum import Enum, unique
from types import MappingProxyType
from typing import Literal, get_args

Role = Literal["coordinator", "investigator", "monitor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)


@unique
class Permission(Enum):
    """One kind of act; whoever may do it is said in `MATRIX` alone."""

    READ_CODED = "read_coded"
    READ_IDENTIFIED = "read_identified"
    SCREEN = "screen"
    PRESCREEN = "prescreen"
    RECORD_OUTCOME = "record_outcome"
    SIGN = "sign"
    DELEGATE = "delegate"
    RAISE_QUERY = "raise_query"
    ANSWER_QUERY = "answer_query"
    HOLD_VISIT = "hold_visit"
    CONDUCT_STUDY = "conduct_study"
    FORGET = "forget"
    EXPORT_CODED = "export_coded"
    EXPORT_IDENTIFIED = "export_identified"
    KEEP_RECORD = "keep_record"
    ADMINISTER = "administer"
    VERIFY = "verify"


_P = Permission
_CLINICAL = frozenset(
    {
        *(_P.READ_CODED, _P.READ_IDENTIFIED, _P.SCREEN, _P.PRESCREEN, _P.RECORD_OUTCOME),
        *(_P.ANSWER_QUERY, _P.FORGET),
        *(_P.EXPORT_CODED, _P.EXPORT_IDENTIFIED, _P.KEEP_RECORD, _P.VERIFY),
    }
)

MATRIX: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        "coordinator": _CLINICAL,
        "investigator": _CLINICAL | {_P.SIGN, _P.DELEGATE, _P.CONDUCT_STUDY},
        # Reads coded data only.
        "monitor": frozenset({_P.READ_CODED, _P.RAISE_QUERY, _P.HOLD_VISIT, _P.EXPORT_CODED, _P.VERIFY}),
        # Accounts and settings, no clinical data.
        "administrator": frozenset({_P.ADMINISTER, _P.KEEP_RECORD, _P.VERIFY}),
    }
)


def role_for(roles: Collection[str], permission: Permission) -> Role | None:
    """Give the role among these in which an act is permitted, None where it is not."""
    return next((role for role in ROLES if role in roles and permission in MATRIX[role]), None)


def conflict(roles: Collection[str], *, alone: bool) -> str | None:
    """Name the rule that a combination of roles breaks; None where it may be.

    Nobody both signs and administers accounts, but for a site of one person, which says so; a monitor is nothing else.
    """
    if not roles:
        return "none"
    if "monitor" in roles and set(roles) != {"monitor"}:
        return "monitor"
    if {"investigator", "administrator"} <= set(roles) and not alone:
        return "segregation"
    return None
