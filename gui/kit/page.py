"""The widget inside a scroll area that is as wide as its view and as high as that width needs."""

from PySide6.QtWidgets import QSizePolicy, QWidget


class Scrolled(QWidget):
    """Put into a resizable QScrollArea; its layout tells the height.

    Qt would otherwise keep it as high as its texts are at their narrowest.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
