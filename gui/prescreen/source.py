"""What is asked before a run: the file of patients, perhaps one of results, the day; and how far the run is."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Button, Weight
from gui.kit.cards import Card
from gui.kit.dates import DateEntry
from gui.kit.form_row import FormRow
from gui.kit.labels import Remark
from gui.kit.progress import Progress
from gui.kit.save_dialog import SaveDialog
from gui.kit.tokens import Status
from gui.prescreen.picking import Pick
from gui.prescreen.running import Order, Running
from gui.screen.texts import date_texts
from gui.told import told
from screening.errors import EligoError, InputError, Problem
from screening.protocol import Protocol
from screening.service import today
from screening.wording import Words, complaint

_FORMATS = ("csv", "xlsx", "parquet")
_UNKNOWN = ("cohort.column_unknown", "cohort.series_unknown")


class SourceCard(Card):
    """Asks, begins and stops; what is wrong with a file is said below, all at once."""

    def __init__(self, running: Running, site_code: str, protocol: Protocol, words: Words) -> None:
        super().__init__(name="prescreen.source")
        self._running, self._site_code, self._protocol, self._words = running, site_code, protocol, words
        self._under_way = False
        self._intro = labels.Words()
        self._cohort = Pick(name="prescreen.cohort", folders=True)
        self._labs = Pick(name="prescreen.labs")
        self._day = DateEntry(date_texts(words, ""), name="prescreen.day", today=today())
        self._study = labels.Words()
        self._study.setObjectName("prescreen.study")
        self._rows = {
            name: FormRow("", control, name=f"prescreen.{name}.row", not_answered="")
            for name, control in (
                ("cohort", self._cohort),
                ("labs", self._labs),
                ("day", self._day),
                ("study", self._study),
            )
        }
        self._begin = Button("", name="prescreen.begin", weight=Weight.PRIMARY)
        self._stop = Button("", name="prescreen.stop")
        self._bar = Progress(name="prescreen.bar", percent=True)
        self._note = Remark(Status.NEUTRAL, name="prescreen.note", icon="info")
        self._failed = Remark(Status.FAILED, name="prescreen.failed")
        self._ignore = Button("", name="prescreen.ignore")
        self._put_together()
        self._day.set_value(today().isoformat())
        self.retext_all(words)
        self._connect()

    def retext_all(self, words: Words) -> None:
        """Show everything in another language; what is chosen stays."""
        self._words = words
        text = words.text
        self.retext(text("prescreen.source.title"))
        self._intro.setText(text("prescreen.source.intro"))
        for pick, name in ((self._cohort, "cohort"), (self._labs, "labs")):
            title, none = text(f"prescreen.ask.{name}"), text(f"prescreen.none.{name}")
            pick.retext(words, title=title, none=none, filter=text("prescreen.files", endings="*.csv *.xlsx *.parquet"))
        self._day.retext(date_texts(words, text("prescreen.ask.day")))
        header = self._protocol.protocol
        self._study.setText(f"{header.id} · {header.version}")
        for name, row in self._rows.items():
            row.retext(text(f"prescreen.ask.{name}"), "")
        self._begin.setText(text("prescreen.begin"))
        self._stop.setText(text("prescreen.stop"))
        self._bar.setAccessibleName(text("prescreen.under_way"))
        self._ignore.setText(text("prescreen.ignore"))
        self._tell()

    def take_cursor(self) -> None:
        """Put the cursor where a run begins."""
        (self._begin if self._begin.isEnabled() else self._cohort).setFocus(Qt.FocusReason.OtherFocusReason)

    # Beginning

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Begin, with the result to lie in a file that somebody named."""
        cohort, day = self._cohort.path, self._day.value()
        if cohort is not None and day is not None:
            self._running.begin(Order(cohort, date.fromisoformat(day), Path(path), self._labs.path))

    @Slot()
    def _ask_where(self) -> None:
        name = f"{self._site_code}-{self._protocol.id}-prescreen-{self._day.value()}"
        folder = self._cohort.path.parent if self._cohort.path else Path.home()
        kinds = [f"{one.upper()} (*.{one})" for one in _FORMATS]
        dialog = SaveDialog(
            self._words.text("prescreen.saving"), folder / name, kinds, name="prescreen.result.file", parent=self
        )
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot()
    def _go_on_without(self) -> None:
        """Begin again, passing over the columns that nobody knows."""
        if self._running.order is not None:
            self._running.begin(self._running.order.ignoring(_unknown(self._running.problem)))

    # How it stands

    @Slot()
    def _tell(self) -> None:
        state, text = self._running, self._words.text
        under_way, problem = state.percent is not None, state.problem
        for row in self._rows.values():
            row.setEnabled(not under_way)
        self._begin.setVisible(not under_way)
        self._begin.setEnabled(self._cohort.path is not None and self._day.value() is not None)
        for widget in (self._bar, self._stop):
            widget.setVisible(under_way)
        self._bar.setValue(state.percent or 0)
        self._note.say(text("prescreen.stopped") if state.given_up else "")
        self._failed.say(_told(problem, self._words) if problem is not None and not state.given_up else "")
        self._ignore.setVisible(bool(_unknown(problem)))
        if under_way != self._under_way:
            self._under_way = under_way
            (self._stop if under_way else self._begin).setFocus()

    def _put_together(self) -> None:
        self.add(self._intro)
        for row in self._rows.values():
            row.set_answered(True)
            self.add(row)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, theme.GRID * 2, 0, 0)
        line.setSpacing(theme.GRID * 3)
        line.addWidget(self._begin)
        line.addWidget(self._ignore)
        line.addWidget(self._bar, 1)
        line.addWidget(self._stop)
        line.addStretch()
        for widget in (self._note, self._failed, holder):
            self.add(widget)

    def _connect(self) -> None:
        self._cohort.picked.connect(self._tell)
        self._day.answered.connect(self._tell)
        self._begin.clicked.connect(self._ask_where)
        self._stop.clicked.connect(self._running.give_up)
        self._ignore.clicked.connect(self._go_on_without)
        self._running.changed.connect(self._tell)


def _unknown(problem: EligoError | None) -> tuple[str, ...]:
    """Name what nobody knows and can be left out, where nothing else is wrong."""
    if not isinstance(problem, InputError) or any(one.code not in _UNKNOWN for one in problem.problems):
        return ()
    return tuple(_name(one) for one in problem.problems)


def _name(problem: Problem) -> str:
    return str(problem.values.get("name", problem.place))


def _told(problem: EligoError, words: Words) -> str:
    """Tell everything that is wrong, each with its column."""
    unknown = _unknown(problem)
    if unknown:
        return words.text("prescreen.unknown", names=words.listed(list(unknown)))
    if isinstance(problem, InputError) and all(one.place for one in problem.problems):
        named = [(_name(one), complaint(one, words)) for one in problem.problems]
        return "\n".join(words.text("exporting.template.place", place=name, text=text) for name, text in named)
    return told(problem, words)
