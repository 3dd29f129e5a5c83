"""The site's own rules: when the window locks, when a backup is due, whether passwords grow old."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from screening.access import Permission
from screening.ledger import Entry
from screening.log import BackedUp, PasswordSet, SettingChanged
from screening.service.book import Book, needs
from screening.wording import refused


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's usual value, and the least and the most it can be."""

    usual: int
    least: int
    most: int


RULES = {
    "idle_minutes": Rule(10, 1, 60),
    "session_hours": Rule(8, 1, 24),
    "backup_days": Rule(7, 1, 90),
    # Forced renewal makes passwords worse (OWASP ASVS 6.2.10); a sponsor may ask for it all the same. 0 is never.
    "password_days": Rule(0, 0, 730),
    "review_days": Rule(180, 30, 730),
}
"""Whole numbers; the name says the unit."""


class SiteRules:
    """The rules of one book, read from it each time: another program may have changed them."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def all(self) -> dict[str, int]:
        """Give every rule as it is now."""
        found = {name: rule.usual for name, rule in RULES.items()}
        for entry in self._book.ledger.entries(kinds=(SettingChanged.kind,)):
            name, new = entry.payload["name"], entry.payload["new"]
            if isinstance(name, str) and name in found and isinstance(new, int):
                found[name] = new
        return found

    def get(self, name: str) -> int:
        """Give one rule."""
        return self.all()[name]

    @needs(Permission.ADMINISTER)
    def change(self, name: str, value: int) -> Entry | None:
        """Change a rule; None where it is so already. InputError names what it can be."""
        rule = RULES.get(name)
        if rule is None:
            raise refused("rule.unknown", name, name=name, known=", ".join(RULES))
        if not rule.least <= value <= rule.most:
            raise refused("rule.range", name, least=rule.least, most=rule.most)
        old = self.get(name)
        return self._book.note(SettingChanged(name=name, old=old, new=value)) if value != old else None

    def backup_is_due(self) -> bool:
        """Say whether the last backup is older than the site's limit; a book without a case needs none yet."""
        return datetime.fromisoformat(self._book.ledger.now()) > self._backup_due()

    def backup_due_on(self) -> date:
        """Give the site's day on which the next backup is due, or was."""
        return self._backup_due().astimezone().date()

    def _backup_due(self) -> datetime:
        last = self._newest(BackedUp.kind) or self._book.ledger.entry(1).at
        return datetime.fromisoformat(last) + timedelta(days=self.get("backup_days"))

    def password_is_old(self, account: str) -> bool:
        """Say whether a person must choose a new password, where the site wants that at all."""
        days = self.get("password_days")
        if not days:
            return False
        entries = self._book.ledger.entries(kinds=(PasswordSet.kind,), newest_first=True)
        last = next((entry.at for entry in entries if entry.payload["account"] == account), None)
        return last is None or self._older(last, days)

    def _newest(self, kind: str) -> str | None:
        entries = self._book.ledger.entries(kinds=(kind,), limit=1, newest_first=True)
        return next((entry.at for entry in entries), None)

    def _older(self, at: str, days: int) -> bool:
        now = datetime.fromisoformat(self._book.ledger.now())
        return now - datetime.fromisoformat(at) > timedelta(days=days)
