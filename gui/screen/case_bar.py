"""What the case at hand is: newly begun, opened from the log, superseded, struck through, or coming back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.flow import FlowLayout
from gui.kit.labels import Words as Label
from gui.screen.casework import Casework
from screening.protocol import Protocol
from screening.service import Record, today
from screening.wording import Words

_MOST = 3
Action = tuple[str, str]
"""The id of something to do, and its words."""


def told_of(record: Record, protocol: Protocol, words: Words, *, as_of_today: bool) -> tuple[str, list[Action]]:
    """Say what a case opened from the log is, and what can be done with it: again, today, newer."""
    text, row = words.text, record.row
    actions = [("again", text("screen.case.attempt"))]
    if row.superseded_by is not None:
        said = text("screen.case.superseded", entry=row.superseded_by)
        actions = [("newer", text("screen.case.newer"))]
    elif row.struck_by is not None:
        said = text("screen.case.struck", reason=record.struck_because or "")
    else:
        said = text("screen.case.opened", day=words.day(row.recorded_on), by=row.actor, entry=row.seq)
        if not as_of_today:
            actions.insert(0, ("today", text("screen.case.today")))
    if record.protocol.fingerprint != protocol.fingerprint:
        said = f"{said} {text('screen.case.version', version=record.protocol.version)}"
    return said, actions


class CaseBar(QWidget):
    """One quiet sentence with a few links; it takes no room while there is nothing to say."""

    acted = Signal(str)  # the id of an action

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._said = Label(role="muted", wrap=False)
        # As high as the links beside it.
        self._said.setContentsMargins(0, theme.GRID, 0, theme.GRID)
        self._actions: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.GRID * 4, 0, theme.GRID * 4, theme.GRID * 2)
        flow = FlowLayout(gap=theme.GRID)
        box.addLayout(flow)
        flow.addWidget(self._said)
        for place in range(_MOST):
            button = Button("", name=f"case.{place}", weight=Weight.LINK)
            self._group.addButton(button, place)
            flow.addWidget(button)
        self.setVisible(False)
        self._group.idClicked.connect(self._clicked)

    def tell(self, case: Casework, protocol: Protocol, words: Words) -> None:
        """Say what the case at hand is."""
        if case.record is not None:
            self.say(*told_of(case.record, protocol, words, as_of_today=case.day == today()))
        elif case.case.person is not None:
            self.say(words.text("screen.case.again", number=case.case.earlier or ""))
        else:
            self.say("")

    def say(self, text: str, actions: Sequence[tuple[str, str]] = ()) -> None:
        """Say this, with (id, words) to act on; nothing for an empty text."""
        self._said.setText(text)
        self._actions = tuple(action for action, _ in actions)
        for place, button in enumerate(self._group.buttons()):
            button.setVisible(place < len(actions))
            if place < len(actions):
                button.setText(actions[place][1])
                button.setObjectName(f"case.{actions[place][0]}")
        self.setVisible(bool(text))

    def said(self) -> str:
        """Give what is said."""
        return self._said.text() if not self.isHidden() else ""

    @Slot(int)
    def _clicked(self, place: int) -> None:
        self.acted.emit(self._actions[place])
