"""What the book says of the people at work, read at once."""

from dataclasses import dataclass, field
from datetime import date

from screening.access import Permission
from screening.log import Account, Delegation
from screening.service import Attendance, Grant, Site, today


@dataclass(frozen=True, slots=True)
class Someone:
    """One account, with everything that is shown of it; `since` and `attendance.last` are UTC."""

    account: Account
    since: str
    attendance: Attendance
    grants: tuple[Grant, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    def delegation_on(self, day: date) -> Delegation | None:
        """Give the delegation that is in force on a day, or begins later."""
        return next((one for one in self.delegations if one.until is None or day <= one.until), None)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Everybody, and how the site keeps its doors; `strangers` counts attempts under names that nobody here has."""

    people: tuple[Someone, ...] = ()
    last_review: str | None = None
    strangers: int = 0
    rules: dict[str, int] = field(default_factory=dict)
    administers: bool = False
    delegates: bool = False
    ends: bool = False
    me: str = ""

    def of(self, account: str) -> Someone | None:
        """Give somebody by the id of their account."""
        return next((one for one in self.people if one.account.id == account), None)


def read_staffing(site: Site) -> Staffing:
    """Read it all."""
    staff = site.staff
    attendance, grants, delegations = staff.attendance(), staff.history(), staff.delegations()
    people = [
        Someone(
            one,
            site.reader.entry(one.since).at,
            attendance.get(one.id, Attendance()),
            tuple(grant for grant in grants if grant.account == one.id),
            tuple(given for given in delegations if given.account == one.id),
        )
        for one in staff.all()
    ]
    administers, answers = site.permits(Permission.ADMINISTER), site.permits(Permission.DELEGATE)
    return Staffing(
        people=tuple(people),
        last_review=staff.last_review(),
        strangers=attendance.get(None, Attendance()).failed,
        rules=site.rules.all(),
        administers=administers,
        delegates=answers or (administers and not any(one.principal and one.holds_on(today()) for one in delegations)),
        ends=answers or administers,
        me=site.actor.account or "",
    )
