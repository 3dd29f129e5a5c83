"""What a verdict rests on: the protocol's status, its source, and what the source leaves open."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.kit.buttons import Weight
from gui.kit.labels import Words as Label
from gui.kit.messages import CalmDialog
from gui.kit.page import LONG_LIST, ReadingArea
from screening.protocol import Protocol
from screening.wording import Words


def show_assumptions(protocol: Protocol, words: Words, window: QWidget) -> CalmDialog:
    """Open the list over a window, and give it."""
    title = words.text("screen.assumptions.title")
    header = protocol.protocol
    text = words.text(f"screen.assumptions.{header.status}", source=header.source, version=header.version)
    close = (("close", words.text("screen.assumptions.close"), Weight.PRIMARY),)
    area = ReadingArea(_listed(protocol, words), name="assumptions.area", label=title, size=LONG_LIST)
    return CalmDialog.ask(window, title, text, close, name="assumptions.list", content=area)


def _listed(protocol: Protocol, words: Words) -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(theme.GRID * 2)
    for line in protocol.assumptions(words.language):
        box.addWidget(Label(line))
    return page
