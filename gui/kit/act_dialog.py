"""A dialog for an act that is recorded: what it means, what it needs, and what the record says if it refuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit import labels
from gui.kit.buttons import Weight
from gui.kit.labels import Remark
from gui.kit.messages import CalmDialog
from gui.kit.tokens import Status


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an act needs: its label, its control, and how the control's value is read.

    `needed` says whether the act waits for it; a label of "" is none.
    """

    key: str
    label: str
    control: QWidget
    value: Callable[[], str | None]
    needed: bool = True


class ActDialog(CalmDialog):
    """Stays open until the act is recorded, so that a wrong password costs nothing of what was typed."""

    wanted = Signal(object)  # the values by key; the dialog waits for `finish` or `refuse`

    def __init__(
        self,
        title: str,
        text: str,
        asked: Sequence[Asked],
        act: tuple[str, Weight],
        cancel: str,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        self._asked = tuple(asked)
        self._rows: dict[str, list[QWidget]] = {}
        self._refused = Remark(Status.FAILED, name=f"{name}.refused")
        content = self._column()
        answers = [("cancel", cancel, Weight.PLAIN), ("act", *act)]
        super().__init__(title, text, answers, name=name, content=content, parent=parent)
        self.setMinimumWidth(theme.current().px(480))
        self.follow()

    def follow(self) -> None:
        """Let the act be done where everything that it needs is there."""
        there = all(one.value() for one in self._asked if one.needed and not one.control.isHidden())
        self.answer("act").setEnabled(there)

    def show_asked(self, key: str, shown: bool) -> None:
        """Ask, or don't ask, one of the things."""
        for widget in self._rows[key]:
            widget.setVisible(shown)
        self.follow()
        if self.isVisible():
            self.fit()

    def values(self) -> dict[str, str]:
        """Give what was answered, blank where nothing was or it is not asked."""
        return {one.key: "" if one.control.isHidden() else (one.value() or "") for one in self._asked}

    def refuse(self, problem: str) -> None:
        """Say why it was not recorded; what was typed stays."""
        self._refused.say(problem)
        self.setEnabled(True)
        self.fit()
        if self._asked:
            self._asked[-1].control.setFocus()

    def finish(self) -> None:
        """It is recorded."""
        self.accept()

    @Slot(int)
    def _clicked(self, place: int) -> None:
        if self._answers[place] == "cancel":
            self.reject()
            return
        self._refused.say("")
        self.setEnabled(False)
        self.wanted.emit(self.values())

    def _column(self) -> QWidget:
        content = QWidget()
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.GRID)
        for one in self._asked:
            label = labels.Words(one.label, role="small")
            self._rows[one.key] = [label, one.control] if one.label else [one.control]
            for widget in self._rows[one.key]:
                box.addWidget(widget)
            box.addSpacing(theme.GRID)
            signal = getattr(one.control, "answered", None) or getattr(one.control, "toggled", None)
            if signal is not None:
                signal.connect(self._changed)
        box.addWidget(self._refused)
        return content

    @Slot()
    def _changed(self) -> None:
        self.follow()


class ActAtHand(QObject):
    """The form of the act at hand: one at a time, until it is recorded or given up."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._form: ActDialog | None = None

    @property
    def is_open(self) -> bool:
        """Say whether a form stands open."""
        return self._form is not None

    def begin(self, form: ActDialog, do: Callable[[dict[str, str]], None]) -> None:
        """Take a form, and do with its values what is wanted."""
        self._form = form
        form.wanted.connect(do)
        form.finished.connect(self._closed)

    def values(self) -> dict[str, str]:
        """Give what was answered; nothing where no form stands open."""
        return {} if self._form is None else self._form.values()

    def finish(self) -> None:
        """It is recorded."""
        if self._form is not None:
            self._form.finish()

    def refuse(self, problem: str) -> None:
        """Say in the form why it was not recorded."""
        if self._form is not None:
            self._form.refuse(problem)

    @Slot()
    def _closed(self) -> None:
        self._form = None
