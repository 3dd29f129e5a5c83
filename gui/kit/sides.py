"""Two parts of a page: side by side where there is room, else one below the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui import theme

_HANDLE = 12


class Sides(QSplitter):
    """Stands side by side from a width of the page on; the shares are pixels, `grows` the part that takes more room.

    The page tells its width each time that changes.
    """

    def __init__(self, *, wide_from: int, beside: Sequence[int], below: Sequence[int], grows: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._wide_from, self._grows = wide_from, grows
        self._shares = {Qt.Orientation.Horizontal: beside, Qt.Orientation.Vertical: below}

    def hold(self, *parts: QWidget) -> None:
        """Take the parts in."""
        for part in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.setStretchFactor(self._grows, 1)
        self.setSizes(self._shares[Qt.Orientation.Horizontal])

    def fit(self, width: int) -> None:
        """Stand as there is room in a page of this width."""
        wide = width >= theme.current().px(self._wide_from)
        orientation = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if orientation != self.orientation():
            self.setOrientation(orientation)
            self.setSizes(self._shares[orientation])
