"""The endpoints at the site: how many are followed, the database lock, and, only after it, the table by arm."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from gui import theme
from gui.kit import labels
from gui.kit.act_dialog import ActAtHand, ActDialog, Asked
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.drop_choice import DropChoice
from gui.kit.entries import TextEntry
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.holder import Holder, line_of
from gui.kit.labels import Remark
from gui.kit.passwords import PasswordEntry
from gui.kit.segmented import Option
from gui.kit.tokens import Status
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import FEW
from screening.service import Site, today
from screening.service.endpoints import Summary, read_arms, summarise
from screening.service.locking import WHY_LOCKED, WHY_UNLOCKED, Lock
from screening.wording import Words

_REASONS = {"lock": WHY_LOCKED, "unlock": WHY_UNLOCKED}


@dataclass(frozen=True, slots=True)
class _Standing:
    """The lock, the enrolled and the followed, and of each endpoint, over everybody: reached, not, not yet known."""

    lock: Lock | None
    enrolled: int
    followed: int
    counts: Mapping[str, tuple[int, int, int]]


def read_standing(site: Site) -> _Standing:
    """Read how the endpoints stand, both arms together; a worker calls it."""
    enrolled = site.following.enrolled()
    judged = [one.follow_up.judged(today()) for one in enrolled if one.follow_up is not None]
    found: dict[str, list[str]] = {}
    for one in judged:
        for result in one.endpoints:
            found.setdefault(result.id, []).append(result.outcome)
    counts = {
        id: (outcomes.count("met"), outcomes.count("not_met"), outcomes.count("unknown"))
        for id, outcomes in found.items()
    }
    return _Standing(site.database.state(), len(enrolled), len(judged), counts)


class EndpointsCard(Card):
    """Counts everybody together; figures by arm are refused, with the reason, until the database is locked."""

    recorded = Signal()

    def __init__(self, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__(words.text("follow.card.title"), name="study.endpoints")
        self._site, self._tasks, self._words = site, tasks, words
        self._at_hand = ActAtHand(self)
        self._act = ""
        self._state = labels.Words(role="strong")
        self._state.setObjectName("study.lock.state")
        self._shown = Holder()
        self._buttons = FlowLayout(gap=theme.GRID * 2)
        self._said = Remark(Status.NEUTRAL, name="study.endpoints.said", icon="info")
        self._failed = Remark(Status.FAILED, name="study.endpoints.failed")
        for part in (labels.Words(words.text("follow.card.intro")), self._state, self._shown, self._said, self._failed):
            self.add(part)
        self._offered = {name: self._button(name) for name in ("lock", "unlock", "table")}
        self.add(line_of(self._buttons))
        self.refresh()

    def refresh(self) -> None:
        """Read anew how it stands."""
        self._tasks.run(partial(read_standing, self._site), self._show, self._fail)

    def _show(self, standing: _Standing) -> None:
        if not isValid(self):
            return
        text, lock = self._words.text, standing.lock
        if lock is None:
            self._state.setText(text("follow.open"))
        else:
            key = "follow.locked_by" if lock.genuine else "follow.lock_false"
            self._state.setText(text(key, who=lock.said.name, day=lock.on.isoformat(), entry=lock.seq))
        self._shown.hold(Facts(self._facts(standing), name="study.endpoints.facts", share=46))
        signs = self._site.permits(Permission.SIGN)
        self._offered["lock"].setVisible(signs and lock is None)
        self._offered["unlock"].setVisible(signs and lock is not None)
        self._offered["table"].setVisible(self._site.permits(Permission.CONDUCT_STUDY))

    def _facts(self, standing: _Standing) -> list[Fact]:
        text, said = self._words.text, self._site.protocol.follow_up
        assert said is not None
        facts = [
            Fact(text("follow.card.followed"), text("follow.card.of", n=standing.followed, all=standing.enrolled)),
        ]
        if standing.followed < FEW:
            return [*facts, Fact(text("follow.endpoints"), text("follow.card.few", least=FEW), quiet=True)]
        for one in said.endpoint:
            met, not_met, unknown = standing.counts.get(one.id, (0, 0, 0))
            key = "safety" if one.kind == "safety" else "reached"
            counted = text(f"follow.card.counts.{key}", met=met, not_met=not_met, unknown=unknown)
            facts.append(Fact(f"{one.id} · {one.text.in_(self._words.language)}", counted))
        return facts

    def _button(self, name: str) -> Button:
        button = Button(self._words.text(f"follow.card.{name}.begin"), name=f"study.{name}", weight=Weight.PLAIN)
        button.setProperty("act", name)
        button.setVisible(False)
        button.clicked.connect(self._press)
        self._buttons.addWidget(button)
        return button

    @Slot()
    def _press(self) -> None:
        act = str(self.sender().property("act"))
        for remark in (self._said, self._failed):
            remark.say("")
        if act == "table":
            self._tasks.run(self._site.database.refuse_while_blind, self._ask_file, self._explain)
        elif not self._at_hand.is_open:
            self._begin(act)

    # Lock and unlock

    def _begin(self, act: str) -> None:
        self._act = act
        form = self._form(act, self._asked(act))
        self._at_hand.begin(form, self._do)
        form.open()

    def _form(self, act: str, asked: list[Asked]) -> ActDialog:
        text = self._words.text
        return ActDialog(
            text(f"follow.card.{act}.title"),
            text(f"follow.card.{act}.text"),
            asked,
            (text(f"follow.card.{act}.do"), Weight.PRIMARY),
            text("act.cancel"),
            name=f"study.{act}.dialog",
            parent=self,
        )

    def _asked(self, act: str) -> list[Asked]:
        text = self._words.text
        options = [Option(one, text(f"trail.reason.{one}")) for one in _REASONS[act]]
        label = text("act.ask.reason")
        choice = DropChoice(options, name="study.reason", label=label, unanswered=text("act.choose"))
        asked = [Asked("reason", label, choice, choice.value)]
        if act == "unlock":
            return asked
        if self._site.signatures.asks_name():
            named = TextEntry(name="act.signer", label=text("act.ask.signer"))
            asked.append(Asked("signer", text("act.ask.signer"), named, named.value))
        entry = PasswordEntry(name="act.password")
        entry.retext(text("act.ask.password"), text("act.show_password"), text("act.hide_password"))
        return [*asked, Asked("password", text("act.ask.password"), entry, entry.value)]

    @Slot(object)
    def _do(self, values: dict[str, str]) -> None:
        database = self._site.database
        reason = values["reason"]
        acts: dict[str, Callable[[], object]] = {
            "lock": lambda: database.lock(reason, values["password"], name=values.get("signer")),  # type: ignore[arg-type]
            "unlock": lambda: database.unlock(reason),  # type: ignore[arg-type]
        }
        self._tasks.run(acts[self._act], self._done, self._refused)

    def _done(self, _entry: object) -> None:
        self._at_hand.finish()
        self.recorded.emit()
        self.refresh()

    def _refused(self, error: EligoError) -> None:
        self._at_hand.refuse(told(error, self._words))

    # The table by arm

    def _ask_file(self, _lock: object) -> None:
        if not isValid(self):
            return
        dialog = QFileDialog(self, self._words.text("follow.card.table.choose"))
        dialog.setObjectName("study.allocation")
        dialog.setNameFilter("CSV (*.csv)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_allocation)
        dialog.open()

    @Slot(str)
    def read_allocation(self, path: str) -> None:
        """Read who got what from a file, ask which arm the others are held against, and show the table."""
        file = Path(path)
        self._tasks.run(partial(read_arms, self._site, file), partial(self._ask_reference, file), self._fail)

    def _ask_reference(self, file: Path, read: tuple[tuple[str, ...], str | None]) -> None:
        """Ask it only where no arm's name tells."""
        arms, control = read
        if control is not None:
            self._count(file, {"reference": control})
            return
        if not isValid(self):
            return
        text, label = self._words.text, self._words.text("follow.card.reference.ask")
        options = [Option(one, one) for one in arms]
        choice = DropChoice(options, name="study.reference", label=label, unanswered=text("act.choose"))
        form = self._form("reference", [Asked("reference", label, choice, choice.value)])
        self._at_hand.begin(form, partial(self._count, file))
        form.open()

    def _count(self, file: Path, values: dict[str, str]) -> None:
        self._at_hand.finish()
        self._tasks.run(partial(summarise, self._site, file, reference=values["reference"]), self._tell, self._fail)

    def _tell(self, summary: Summary) -> None:
        from gui.study.by_arm import ByArmDialog

        if not isValid(self):
            return
        self.recorded.emit()
        dialog = ByArmDialog(self._site, self._tasks, summary, self._words, self.window())
        dialog.recorded.connect(self.recorded)
        dialog.open()

    def _explain(self, error: EligoError) -> None:
        """Say why there are no figures by arm: that is how it should be, and no failure."""
        if isValid(self):
            self._said.say(told(error, self._words))

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))
