"""Who acts as investigator in a study, from which day to which: the delegation log, as a view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from screening.ledger import Reader
from screening.log.account_events import Delegated, DelegationEnded


@dataclass(frozen=True, slots=True)
class Delegation:
    """One person's time as investigator; `until` is the last day, None where it is open; `seq` the entry that began it.

    `principal` is the one who answers for the study at the site.
    """

    account: str
    principal: bool
    since: date
    until: date | None
    seq: int

    def holds_on(self, day: date) -> bool:
        """Answer whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def ended(self, last: date) -> "Delegation":
        """Give it with a last day, where it would go on longer."""
        return replace(self, until=last) if self.until is None or self.until > last else self


def delegations(reader: Reader, study: str) -> list[Delegation]:
    """List everybody's times in a study in order of entry, those that are over too."""
    found: list[Delegation] = []
    for entry in reader.entries(kinds=(Delegated.kind, DelegationEnded.kind), study=study):
        said: Mapping[str, Any] = entry.payload
        if entry.kind == DelegationEnded.kind:
            last = date.fromisoformat(said["on"])
            found = [one.ended(last) if one.account == said["account"] else one for one in found]
            continue
        since, until = date.fromisoformat(said["since"]), said["until"]
        if said["principal"]:
            # There is one at a time: who comes ends the time of who was.
            found = [one.ended(since - timedelta(days=1)) if one.principal else one for one in found]
        last_day = date.fromisoformat(until) if until else None
        found.append(Delegation(said["account"], said["principal"], since, last_day, entry.seq))
    return found


def delegated_on(reader: Reader, study: str, day: date) -> list[Delegation]:
    """List who acts as investigator in a study on a day, the principal investigator first."""
    there = [one for one in delegations(reader, study) if one.holds_on(day)]
    return sorted(there, key=lambda one: not one.principal)


def principal_on(reader: Reader, study: str, day: date) -> str | None:
    """Give the account of a study's principal investigator on a day, None where there is none."""
    there = delegated_on(reader, study, day)
    return there[0].account if there and there[0].principal else None
