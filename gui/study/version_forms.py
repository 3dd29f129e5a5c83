"""The forms of the two acts on a version: signing for its rules, and putting it into use."""

from datetime import date

from PySide6.QtWidgets import QWidget

from gui.kit.act_dialog import ActDialog, Asked
from gui.kit.buttons import Weight
from gui.kit.dates import DateEntry
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import TextEntry
from gui.kit.passwords import PasswordEntry
from gui.kit.ticks import Tick
from gui.screen.texts import date_texts, options
from gui.study.amending import Version
from screening.service import APPROVERS, WHY_BACK
from screening.wording import Words


class VersionForms:
    """Makes the dialogs; nothing is chosen beforehand, least of all the day of an approval."""

    def __init__(self, version: Version, words: Words, today: date, parent: QWidget) -> None:
        self._version, self._words, self._today, self._parent = version, words, today, parent

    def signing(self, *, asks_name: bool) -> ActDialog:
        """Ask for the signature under the rules; the first one of a session takes the name as well."""
        held = Tick(self._words.text("amendment.page.sign.held"), name="study.sign.held")
        signer = [self._line("signer", "act.ask.signer")] if asks_name else []
        asked = [Asked("held", "", held, lambda: "yes" if held.isChecked() else None), *signer, self._password()]
        return self._dialog("sign", asked)

    def activating(self, *, back: bool) -> ActDialog:
        """Ask for the approval, and why, where a version comes back that was replaced."""
        label = self._words.text("amendment.page.approved_on")
        day = DateEntry(date_texts(self._words, label), name="study.approved_on", today=self._today)
        asked = [
            Asked("approved_on", label, day, day.value),
            self._choice("approved_by", APPROVERS, "amendment.approved"),
            self._line("reference", "amendment.page.reference", needed=False),
        ]
        return self._dialog("activate", [*asked, self._choice("back", WHY_BACK, "amendment.back")] if back else asked)

    def _dialog(self, act: str, asked: list[Asked]) -> ActDialog:
        text, version = self._words.text, self._version.name
        return ActDialog(
            text(f"amendment.page.{act}.title", version=version),
            text(f"amendment.page.{act}.text", version=version),
            asked,
            (text(f"amendment.page.{act}.do"), Weight.PRIMARY),
            text("act.cancel"),
            name=f"study.{act}.dialog",
            parent=self._parent,
        )

    def _line(self, key: str, label: str, *, needed: bool = True) -> Asked:
        told = self._words.text(label)
        entry = TextEntry(name=f"study.{key}", label=told)
        return Asked(key, told, entry, entry.value, needed)

    def _choice(self, key: str, ids: tuple[str, ...], prefix: str) -> Asked:
        label = self._words.text(f"amendment.page.{key}")
        choice = DropChoice(
            options(self._words, prefix, ids),
            name=f"study.{key}",
            label=label,
            unanswered=self._words.text("act.choose"),
        )
        return Asked(key, label, choice, choice.value)

    def _password(self) -> Asked:
        entry, text = PasswordEntry(name="study.password"), self._words.text
        entry.retext(text("act.ask.password"), text("act.show_password"), text("act.hide_password"))
        return Asked("password", text("act.ask.password"), entry, entry.value)
