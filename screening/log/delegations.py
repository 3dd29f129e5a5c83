"""Who acts as investigator in a study, from when to when, read from the delegations of the book."""

from dataclasses import dataclass, replace

from screening.ledger import Reader
from screening.log.account_events import Delegated, DelegationEnded


@dataclass(frozen=True, slots=True)
class Delegation:
    """One person's task in a study; `since` and `until` are days, both included, `until` None while it goes on."""

    account: str
    principal: bool
    since: str
    until: str | None

    def holds_on(self, day: str) -> bool:
        """Say whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def delegations(reader: Reader, study: str) -> list[Delegation]:
    """List the delegations of a study in the order in which they were given; a new principal follows the former."""
    found: list[Delegation] = []
    for entry in reader.entries(kinds=(Delegated.kind, DelegationEnded.kind), study=study):
        said = entry.payload
        account = str(said["account"])
        if entry.kind == DelegationEnded.kind:
            found = [_ended(one, str(said["on"])) if one.account == account else one for one in found]
            continue
        given = Delegation(account, bool(said["principal"]), str(said["since"]), _day(said["until"]))
        if given.principal:
            found = [_ended(one, given.since) if one.principal else one for one in found]
        found.append(given)
    return found


def in_force(reader: Reader, study: str, day: str) -> list[Delegation]:
    """List the delegations of a study that are in force on a day."""
    return [one for one in delegations(reader, study) if one.holds_on(day)]


def _ended(one: Delegation, day: str) -> Delegation:
    return one if one.until is not None and one.until <= day else replace(one, until=day)


def _day(value: object) -> str | None:
    return str(value) if value is not None else None
