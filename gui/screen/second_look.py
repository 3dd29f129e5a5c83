"""Whether the verdict is solid, in one calm line below it; what would change it, and where to look, on demand.

It is reckoned when nobody has typed for a moment, from what the form says then: the next key drops it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Button, Weight
from gui.kit.labels import Words as Label
from gui.kit.messages import CalmDialog
from gui.kit.page import LONG_LIST, ReadingArea
from screening.engine.fragility import Fragility, Reversal
from screening.protocol import Protocol
from screening.wording import Words
from screening.wording.fragility import effect_text, margin_lines, place_text, second_look, slip_text, source_text

_PAUSE = 150
"""So long, in milliseconds, nobody has typed before it is reckoned."""


class SecondLook(QWidget):
    """The line and the link beside it; it keeps its height, so that nothing moves while somebody types."""

    asked = Signal(str)  # a field to look at again

    def __init__(self, protocol: Protocol, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("second_look")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._protocol, self._words = protocol, words
        self._found: Fragility | None = None
        self._line = Label(role="small")
        self._line.setObjectName("second_look.line")
        self._more = Button("", name="second_look.more", weight=Weight.LINK, icon="info")
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.GRID * 4, 0, theme.GRID * 2, 0)
        box.setSpacing(theme.GRID * 2)
        box.addWidget(self._line, 1)
        box.addWidget(self._more)
        keeping = self._more.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self._more.setSizePolicy(keeping)
        self._more.setVisible(False)
        self._more.clicked.connect(self._open)
        self.retext(words)

    def show_found(self, found: Fragility | None) -> None:
        """Say what was found; None while it is not known."""
        if found is None and self._found is None:
            return
        if found is not None:  # until something is found the link stays as it is: no key makes it come and go
            self._more.setVisible(not found.silent)
        self._found = None if found is None or found.silent else found
        self._show()

    def retext(self, words: Words) -> None:
        """Give the line its words in another language."""
        self._words = words
        self.setAccessibleName(words.text("fragility.title"))
        self._more.setText(words.text("fragility.title"))
        self._show()

    def _show(self) -> None:
        found = self._found
        self._line.setText(second_look(found, self._protocol, self._words) if found is not None else "")
        self._more.setEnabled(found is not None)

    @Slot()
    def _open(self) -> None:
        if self._found is not None:
            listed = show_second_look(self._found, self._protocol, self._words, self.window())
            listed.asked.connect(self.asked)


class Looking(QObject):
    """Lets what would change the verdict be reckoned after a pause, once, from the newest there is."""

    def __init__(self, reckon: Callable[[], Fragility], shown: SecondLook) -> None:
        super().__init__(shown)
        self._reckon, self._shown = reckon, shown
        self._pause = QTimer(self, interval=_PAUSE, singleShot=True)
        self._pause.timeout.connect(self._look)

    def wait(self) -> None:
        """Drop what was found of former answers, and wait for a pause."""
        self._shown.show_found(None)
        self._pause.start()

    @Slot()
    def _look(self) -> None:
        self._shown.show_found(self._reckon())


class _Listed(QWidget):
    """The slips, each with its effect, its source and a link to its field; below them the margins."""

    def __init__(self, found: Fragility, protocol: Protocol, words: Words) -> None:
        super().__init__()
        self._protocol, self._words = protocol, words
        self.links = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.GRID)
        for place, one in enumerate(found.reversals):
            self._add_slip(place, one)
        margins = margin_lines(found, protocol, words)
        self._column.addWidget(Label(words.text("fragility.margins"), role="title"))
        for name, told in margins:
            self._column.addWidget(Label(words.text("fragility.criterion", id=name, told=told)))
        if not margins:
            self._column.addWidget(Label(words.text("fragility.none"), role="muted"))

    def _add_slip(self, place: int, one: Reversal) -> None:
        link = Button(
            place_text(one.slip, self._protocol, self._words), name=f"second_look.go.{place}", weight=Weight.LINK
        )
        self.links.addButton(link, place)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(link)
        line.addStretch(1)
        self._column.addLayout(line)
        self._column.addWidget(Label(slip_text(one.slip, self._protocol, self._words)))
        then = self._words.joined([effect_text(one, self._words), source_text(one.slip, self._words)])
        self._column.addWidget(Label(then, role="muted"))
        self._column.addSpacing(theme.GRID * 2)


class SecondLookDialog(CalmDialog):
    """The list in a window of its own; a link closes it and leads to the field."""

    asked = Signal(str)

    def __init__(self, found: Fragility, protocol: Protocol, words: Words, window: QWidget) -> None:
        listed = _Listed(found, protocol, words)
        title = words.text("fragility.title")
        told = [second_look(found, protocol, words), words.text("fragility.about") if found.reversals else ""]
        text = "".join(words.text("screen.sentence", text=one) for one in told if one).strip()
        close = (("close", words.text("screen.assumptions.close"), Weight.PRIMARY),)
        area = ReadingArea(listed, name="second_look.area", label=title, size=LONG_LIST)
        super().__init__(title, text, close, name="second_look.list", content=area, parent=window)
        self._fields = [one.slip.field for one in found.reversals]
        listed.links.idClicked.connect(self._go)

    @Slot(int)
    def _go(self, place: int) -> None:
        self.accept()
        self.asked.emit(self._fields[place])


def show_second_look(found: Fragility, protocol: Protocol, words: Words, window: QWidget) -> SecondLookDialog:
    """Open the list over a window, and give it."""
    dialog = SecondLookDialog(found, protocol, words, window)
    dialog.open()
    return dialog
