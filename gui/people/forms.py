"""The form of each act on accounts: what it says, and what it asks."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from gui.kit.act_dialog import ActDialog, Asked
from gui.kit.buttons import Weight
from gui.kit.dates import DateEntry
from gui.kit.entries import TextEntry
from gui.kit.passwords import PasswordEntry
from gui.kit.ticks import Tick
from gui.people.roles import RoleTicks
from gui.screen.texts import date_texts
from screening.log import Account
from screening.wording import Words

ADD, ROLES, CLOSE, REOPEN, RESET = "add", "roles", "close", "reopen", "reset"
DELEGATE, END, REVIEW, RECOVERY, PASSWORD, RULES = "delegate", "end", "review", "recovery", "password", "rules"
_DANGEROUS = (CLOSE, RESET)


class AccountForms:
    """Makes the dialog for an act; the words are those of `[people.act]`."""

    def __init__(self, words: Words, today: date, parent: QWidget) -> None:
        self._words, self._today, self._parent = words, today, parent

    def open(self, act: str, account: Account | None, *, confirm: bool) -> ActDialog:
        """Make the dialog and open it; `confirm` asks for the password of whoever is at work, too."""
        asked = _ASKED[act](self, account) if act in _ASKED else []
        if confirm:
            asked.append(self._password("confirm"))
        key, name = f"people.act.{act}", account.name if account is not None else ""
        dialog = ActDialog(
            self._words.text(f"{key}.title", name=name),
            self._words.text(f"{key}.text", name=name),
            asked,
            (self._words.text(f"{key}.do"), Weight.DANGER if act in _DANGEROUS else Weight.PRIMARY),
            self._words.text("act.cancel"),
            name=f"people.{act}",
            parent=self._parent,
        )
        dialog.open()
        return dialog

    # What is asked

    def _adding(self, _account: Account | None) -> list[Asked]:
        return [self._line("name"), self._roles(None), self._line("verified")]

    def _giving(self, account: Account | None) -> list[Asked]:
        return [self._roles(account)]

    def _closing(self, _account: Account | None) -> list[Asked]:
        return [self._line("why")]

    def _delegating(self, _account: Account | None) -> list[Asked]:
        tick = Tick(self._words.text("people.ask.principal"), name="people.principal")
        principal = Asked("principal", "", tick, lambda: "yes" if tick.isChecked() else None, needed=False)
        return [principal, self._day("since", self._today), self._day("until")]

    def _ending(self, _account: Account | None) -> list[Asked]:
        return [self._day("on", self._today)]

    def _changing(self, _account: Account | None) -> list[Asked]:
        return [self._password(key) for key in ("old", "new", "again")]

    # Controls

    def _line(self, key: str) -> Asked:
        label = self._words.text(f"people.ask.{key}")
        entry = TextEntry(name=f"people.{key}", label=label)
        return Asked(key, label, entry, entry.value)

    def _roles(self, account: Account | None) -> Asked:
        ticks = RoleTicks(self._words, account.roles if account is not None else (), name="people.roles")
        return Asked("roles", self._words.text("people.ask.roles"), ticks, ticks.value)

    def _day(self, key: str, value: date | None = None) -> Asked:
        label = self._words.text(f"people.ask.{key}")
        entry = DateEntry(date_texts(self._words, label), name=f"people.{key}", today=self._today)
        entry.set_value(value.isoformat() if value is not None else None)
        return Asked(key, label, entry, entry.value, needed=value is not None)

    def _password(self, key: str) -> Asked:
        text = self._words.text
        label = text(f"people.ask.{key}")
        entry = PasswordEntry(name=f"people.{key}")
        entry.retext(label, text("door.show"), text("door.hide"))
        return Asked(key, label, entry, entry.value)


_ASKED: dict[str, Callable[[AccountForms, Account | None], list[Asked]]] = {
    ADD: AccountForms._adding,
    ROLES: AccountForms._giving,
    CLOSE: AccountForms._closing,
    DELEGATE: AccountForms._delegating,
    END: AccountForms._ending,
    PASSWORD: AccountForms._changing,
}
