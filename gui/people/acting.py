"""Acts on accounts: asks again who is there, has the worker record the act, and shows once what is shown once."""

import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.door.paper import Paper
from gui.door.recovery_key import recovery_paper
from gui.kit.act_dialog import ActAtHand
from gui.kit.buttons import Weight
from gui.kit.messages import CalmDialog
from gui.people import forms
from gui.people.forms import AccountForms
from gui.tasks import Tasks
from gui.told import told
from screening.errors import EligoError
from screening.log import Account
from screening.service import Site, today
from screening.wording import Words

Values = Mapping[str, str]
CONFIRMED_FOR = 300.0
"""Seconds for which a password given again counts."""


class Acting(QObject):
    """One act at a time."""

    done = Signal(str)  # what was recorded, in words
    failed = Signal(str)  # why it was not, where no form stands open to say it

    def __init__(
        self, site: Site, tasks: Tasks, words: Words, window: QWidget, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(window)
        self._site, self._tasks, self._words, self._window, self._clock = site, tasks, words, window, clock
        self._confirmed: float | None = None
        self._at_hand = ActAtHand(self)
        self._act = ""
        self._account: Account | None = None
        self._given: Values = {}

    def retext(self, words: Words) -> None:
        """Speak another language from now on."""
        self._words = words

    @Slot(str)
    def begin(self, act: str, account: Account | None = None, given: Values | None = None) -> None:
        """Open the form of an act; `given` are values that were asked for elsewhere."""
        if self._at_hand.is_open:
            return
        self._act, self._account, self._given = act, account, given or {}
        confirm = act != forms.PASSWORD and not self._is_confirmed()
        if act == forms.RULES and not confirm:
            self._do({})
            return
        form = AccountForms(self._words, today(), self._window).open(act, account, confirm=confirm)
        self._at_hand.begin(form, self._do)

    @Slot(object)
    def _do(self, values: Values) -> None:
        if self._at_hand.is_open and values.get("new") != values.get("again"):
            self._at_hand.refuse(self._words.text("door.unlike"))
            return
        name = self._account.name if self._account is not None else ""
        act = partial(_confirmed_act, self._site, self._act, name, {**self._given, **values})
        self._tasks.run(act, partial(self._recorded, "confirm" in values), self._refused)

    def _recorded(self, confirmed: bool, secret: str | None) -> None:
        if confirmed:
            self._confirmed = self._clock()
        name = self._account.name if self._account is not None else self._at_hand.values().get("name", "")
        self._at_hand.finish()
        self.done.emit(self._words.text(f"people.act.{self._act}.done", name=name))
        if secret is not None:
            self._show_once(secret, name)

    def _refused(self, error: EligoError) -> None:
        if self._at_hand.is_open:
            self._at_hand.refuse(told(error, self._words))
        else:
            self.failed.emit(told(error, self._words))

    def _is_confirmed(self) -> bool:
        return self._confirmed is not None and self._clock() - self._confirmed < CONFIRMED_FOR

    def _show_once(self, secret: str, name: str) -> None:
        """Show a secret that nobody can ask for again."""
        words, recovery = self._words, self._act == forms.RECOVERY
        if recovery:
            key, paper = "door.recoverykey", recovery_paper(secret, self._site.code, self._site.folder, words)
        else:
            key, paper = "people.once", _once(secret, name, words)
        title, text = words.text(f"{key}.title"), words.text(f"{key}.intro", name=name)
        close = [("close", words.text("people.once.close"), Weight.PRIMARY)]
        CalmDialog.ask(self._window, title, text, close, name="people.once", content=paper)


def _once(secret: str, name: str, words: Words) -> Paper:
    """Make the slip that goes to somebody with their password for the first time."""
    return Paper(
        secret,
        words,
        name="people.once.paper",
        title=lambda words: words.text("people.once.paper", name=name),
        lines=lambda words: [words.text("people.once.how")],
    )


def _confirmed_act(site: Site, act: str, name: str, values: Values) -> str | None:
    """See that whoever is at work is still the one who signed in, then do it; gives what is shown once."""
    if "confirm" in values:
        site.staff.confirm(values["confirm"])
    return _ACTS[act](site, name, values)


def _nothing(_result: object) -> None:
    pass


def _add(site: Site, _name: str, values: Values) -> str | None:
    return site.staff.add(values["name"], values["roles"].split(), verified=values["verified"])


def _delegate(site: Site, name: str, values: Values) -> None:
    site.staff.delegate(
        name, principal=bool(values["principal"]), since=_day(values["since"]), until=_day(values["until"])
    )


def _rules(site: Site, _name: str, values: Values) -> None:
    for rule, value in values.items():
        if rule in site.rules.all():
            site.rules.change(rule, int(value))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_ACTS: dict[str, Callable[[Site, str, Values], str | None]] = {
    forms.ADD: _add,
    forms.ROLES: lambda site, name, values: site.staff.give_roles(name, values["roles"].split()),
    forms.CLOSE: lambda site, name, values: site.staff.close(name, values["why"]),
    forms.REOPEN: lambda site, name, values: site.staff.reopen(name),
    forms.RESET: lambda site, name, values: site.staff.reset(name),
    forms.DELEGATE: _delegate,
    forms.END: lambda site, name, values: site.staff.end_delegation(name, _day(values["on"])),
    forms.REVIEW: lambda site, name, values: _nothing(site.staff.review()),
    forms.RECOVERY: lambda site, name, values: site.staff.new_recovery_key(),
    forms.PASSWORD: lambda site, name, values: site.staff.change_password(values["old"], values["new"]),
    forms.RULES: _rules,
}
