"""How the study stands at the site: recruiting, paused or closed, and how many were screened."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui import theme
from gui.kit import labels
from gui.kit.act_dialog import ActAtHand, ActDialog, Asked
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.chips import Chip
from gui.kit.drop_choice import DropChoice
from gui.kit.facts import Fact, Facts
from gui.kit.flow import FlowLayout
from gui.kit.holder import Holder
from gui.kit.labels import Remark
from gui.kit.segmented import Option
from gui.kit.ticks import Tick
from gui.kit.tokens import Status
from gui.study.dates import DatesSetting
from gui.tasks import Tasks
from gui.told import told
from screening.access import Permission
from screening.errors import EligoError
from screening.log import Counts
from screening.service import PAUSES, Dates, Site, Standing
from screening.wording import Words

_STATUS = {"open": Status.MET, "paused": Status.UNKNOWN, "closed": Status.NEUTRAL}
_OFFERED = {"open": ("pause", "close"), "paused": ("resume", "close"), "closed": ()}
_COUNTS = ("screened", "enrolled", "screen_failure", "declined", "withdrew", "lost", "other", "pending")


class ConductCard(QWidget):
    """Reads how it stands through the worker, and asks before anything is changed."""

    recorded = Signal()

    def __init__(self, site: Site, tasks: Tasks, words: Words) -> None:
        super().__init__()
        self._site, self._tasks, self._words = site, tasks, words
        self._at_hand = ActAtHand(self)
        self._act = ""
        self._card = Card(words.text("conduct.title"), name="study.conduct")
        self._failed = Remark(Status.FAILED, name="study.conduct.failed")
        self._holder = Holder()
        self._card.add(self._holder)
        self._card.add(self._failed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._card)
        self.refresh()

    def sizeHint(self) -> QSize:
        return self._card.sizeHint()

    @Slot()
    def refresh(self) -> None:
        """Read how it stands."""
        site = self._site
        self._tasks.run(
            lambda: (site.conduct.standing(), site.outcomes.counts(), site.conduct.dates()), self._show, self._fail
        )

    def _show(self, found: tuple[Standing, Counts, Dates]) -> None:
        if not isValid(self):  # the page was built anew meanwhile, in another language
            return
        standing, counts, dates = found
        text = self._words.text
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID * 2)
        line = FlowLayout(gap=theme.GRID * 2)
        line.addWidget(Chip(_STATUS[standing.state], text(f"cli.study.{standing.state}"), name="study.standing"))
        if standing.since:
            since = text("conduct.since", day=self._words.day(standing.since))
            why = text(f"trail.reason.{standing.reason}") if standing.reason else ""
            line.addWidget(labels.Words(" · ".join(filter(None, (since, why))), role="muted", wrap=False))
        box.addLayout(line)
        numbers = [(name, getattr(counts, name)) for name in _COUNTS]
        shown = [Fact(text(f"conduct.count.{name}"), str(number)) for name, number in numbers if number]
        box.addWidget(Facts(shown or [Fact(text("conduct.count.screened"), "0")], name="study.counts"))
        conducts = self._site.permits(Permission.CONDUCT_STUDY)
        setting = DatesSetting(dates, self._words, changeable=conducts)
        setting.wanted.connect(self._begin)
        box.addWidget(setting)
        if conducts:
            box.addLayout(self._buttons(standing))
        elif standing.state != "closed":
            box.addWidget(labels.Words(text("conduct.who"), role="muted"))
        self._holder.hold(inner)

    def _buttons(self, standing: Standing) -> FlowLayout:
        line = FlowLayout(gap=theme.GRID * 2)
        for act in _OFFERED[standing.state]:
            weight = Weight.DANGER if act == "close" else Weight.PLAIN
            button = Button(self._words.text(f"conduct.{act}.begin"), name=f"study.{act}", weight=weight)
            button.setProperty("act", act)
            button.clicked.connect(self._press)
            line.addWidget(button)
        return line

    @Slot()
    def _press(self) -> None:
        self._begin(str(self.sender().property("act")))

    @Slot(str)
    def _begin(self, act: str) -> None:
        """Ask before an act is recorded."""
        if self._at_hand.is_open:
            return
        self._act = act
        text = self._words.text
        weight = Weight.DANGER if act == "close" else Weight.PRIMARY
        form = ActDialog(
            text(f"conduct.{act}.title"),
            text(f"conduct.{act}.text"),
            self._asked(act),
            (text(f"conduct.{act}.do"), weight),
            text("act.cancel"),
            name=f"study.{act}.dialog",
            parent=self,
        )
        self._at_hand.begin(form, self._do)
        form.open()

    def _asked(self, act: str) -> list[Asked]:
        text = self._words.text
        if act == "pause":
            options = [Option(one, text(f"trail.reason.{one}")) for one in PAUSES]
            label = text("act.ask.reason")
            choice = DropChoice(options, name="study.reason", label=label, unanswered=text("act.choose"))
            return [Asked("reason", label, choice, choice.value)]
        if act == "close":
            tick = Tick(text("conduct.close.sure"), name="study.sure")
            return [Asked("sure", "", tick, lambda: "yes" if tick.isChecked() else None)]
        return []

    @Slot(object)
    def _do(self, values: dict[str, str]) -> None:
        conduct = self._site.conduct
        acts: dict[str, Callable[[], object]] = {
            "pause": partial(conduct.pause, values.get("reason", "")),
            "resume": conduct.resume,
            "close": conduct.close,
            "dates.on": partial(conduct.let_dates_leave, True),
            "dates.off": partial(conduct.let_dates_leave, False),
        }
        self._tasks.run(acts[self._act], self._done, self._refused)

    def _done(self, _entry: object) -> None:
        self._at_hand.finish()
        self.recorded.emit()
        self.refresh()

    def _refused(self, error: EligoError) -> None:
        self._at_hand.refuse(told(error, self._words))

    def _fail(self, error: EligoError) -> None:
        if isValid(self):
            self._failed.say(told(error, self._words))
