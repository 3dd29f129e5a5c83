"""Who may do what: the table of permissions, spelled out, and which roles go together."""

import pytest

from screening.access import MATRIX, ROLES, Permission, conflict, role_for

P = Permission
CO, IN, MO, AD = "coordinator", "investigator", "monitor", "administrator"
WHO_MAY = {
    P.READ_CODED: {CO, IN, MO},
    P.READ_IDENTIFIED: {CO, IN},
    P.SCREEN: {CO, IN},
    P.PRESCREEN: {CO, IN},
    P.RECORD_OUTCOME: {CO, IN},
    P.SIGN: {IN},
    P.DELEGATE: {IN},
    P.RAISE_QUERY: {MO},
    P.ANSWER_QUERY: {CO, IN},
    P.HOLD_VISIT: {MO},
    P.CONDUCT_STUDY: {IN},
    P.FORGET: {CO, IN},
    P.EXPORT_CODED: {CO, IN, MO},
    P.EXPORT_IDENTIFIED: {CO, IN},
    P.KEEP_RECORD: {CO, IN, AD},
    P.ADMINISTER: {AD},
    P.VERIFY: {CO, IN, MO, AD},
}


@pytest.mark.parametrize("permission", Permission, ids=lambda one: str(one.value))
@pytest.mark.parametrize("role", [CO, IN, MO, AD])
def test_the_matrix_is_this_one(role: str, permission: Permission) -> None:
    """S2, S3: role by permission, each spelled out; the service asks for them, see tests/store/test_staff.py."""
    assert (role_for([role], permission) == role) is (role in WHO_MAY[permission])


def test_no_role_both_signs_and_administers() -> None:
    """S3: nor does the administrator see a patient, or change clinical data."""
    assert set(MATRIX) == set(ROLES) == {CO, IN, MO, AD}
    assert [role for role in ROLES if {P.SIGN, P.ADMINISTER} <= MATRIX[role]] == []
    assert MATRIX["administrator"] == {P.ADMINISTER, P.KEEP_RECORD, P.VERIFY}
    with pytest.raises(TypeError):
        MATRIX["monitor"] = frozenset(P)  # type: ignore[index]


def test_an_act_is_done_in_the_role_that_permits_it() -> None:
    """The first that does, in the order of the roles; in none where none does."""
    both = [AD, CO]
    assert role_for(both, P.SCREEN) == CO
    assert role_for(both, P.ADMINISTER) == AD
    assert role_for(both, P.KEEP_RECORD) == CO
    assert role_for(both, P.SIGN) is None
    assert role_for([], P.VERIFY) is None
    assert role_for(["doctor"], P.VERIFY) is None


@pytest.mark.parametrize(
    ("roles", "together", "alone"),
    [
        ([], "none", "none"),
        ([CO], None, None),
        ([IN], None, None),
        ([MO], None, None),
        ([AD], None, None),
        ([CO, IN], None, None),
        ([CO, AD], None, None),
        ([IN, AD], "segregation", None),
        ([CO, IN, AD], "segregation", None),
        ([MO, CO], "monitor", "monitor"),
        ([MO, AD], "monitor", "monitor"),
        ([MO, IN, AD], "monitor", "monitor"),
        ([MO, MO], None, None),
    ],
)
def test_which_roles_go_together(roles: list[str], together: str | None, alone: str | None) -> None:
    """S3: nobody both signs and administers, but for a site of one person; a monitor is nothing else."""
    assert conflict(roles, alone=False) == together
    assert conflict(roles, alone=True) == alone
