"""What is said of somebody, cell by cell."""

from collections.abc import Sequence
from datetime import date

from gui.kit.days import local
from gui.people.reading import Someone
from screening.wording import Words


def roles_text(roles: Sequence[str], words: Words) -> str:
    """Name the roles; none is said so."""
    return words.listed([words.text(f"role.{role}") for role in roles]) or words.text("people.no_role")


def state_text(one: Someone, words: Words) -> str:
    """Say whether the account is open."""
    return words.text("people.open" if one.account.active else "people.closed")


def moment_text(at: str | None, words: Words) -> str:
    """Write a UTC time by this computer's clock."""
    if at is None:
        return words.text("people.never")
    here = local(at)
    return words.text("people.moment", day=here.date().isoformat(), time=f"{here:%H:%M}")


def delegation_text(one: Someone, day: date, words: Words) -> str:
    """Say as what somebody acts in the study, from when to when."""
    given = one.delegation_on(day)
    if given is None:
        return words.text("people.not_delegated")
    kind = words.text("people.principal" if given.principal else "people.sub")
    key = "people.from" if given.until is None else "people.from_until"
    return words.text(key, what=kind, since=given.since, until=given.until)


def cells(one: Someone, words: Words) -> tuple[str, ...]:
    """Tell a line of the table."""
    failed = one.attendance.failed
    return (
        one.account.name,
        roles_text(one.account.roles, words),
        state_text(one, words),
        f"{local(one.attendance.last):%Y-%m-%d %H:%M}" if one.attendance.last else words.text("people.never"),
        str(failed) if failed else "–",
    )


COLUMNS = ("name", "roles", "state", "last", "failed")
