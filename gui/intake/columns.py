"""The first rows of a list as a table; above each column a choice of what it holds, and of its unit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from gui import theme
from gui.kit.drop_choice import DropChoice
from gui.kit.segmented import Option
from gui.screen.results import units_of
from screening.formats.lists import LEFT_OUT, MEANINGS, RESULT, SEVERAL, Column, Table, fields_asked, is_test
from screening.protocol import LabField, Protocol
from screening.quantity import canonical_unit
from screening.wording import Words
from screening.wording.importing import question, told_row
from screening.wording.verdicts import pretty_unit

_MEANS, _UNIT = 0, 1
_ROWS = 5
_WIDTHS = (150, 230)  # the least and the most of a column, pixels at 100 %
_GAP = 2  # between a choice and the lines of the table
_NOTHING = "nothing"
_BESIDE = "beside"
_FEW = 3


class _Choice(DropChoice):
    """A choice in the table, which comes into sight as soon as it has the cursor."""

    entered = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class ColumnsTable(QTableWidget):
    """Tab goes from choice to choice, column by column."""

    said = Signal()

    def __init__(self, table: Table, columns: Sequence[Column], protocol: Protocol, words: Words) -> None:
        rows = table.rows[:_ROWS]
        super().__init__(len(rows) + 2, len(table.headings))
        self.setObjectName("columns.table")
        self.setAccessibleName(words.text("importing.columns.title"))
        self._table, self._protocol, self._told_in = table, protocol, words
        self._headings = tuple(column.heading for column in columns)
        self._fields = fields_asked(protocol)
        self._set_up()
        for place in range(len(table.headings)):
            self.setHorizontalHeaderItem(place, _cell(table.title(place)))
        own = [words.text(f"importing.columns.{key}") for key in ("means", "unit")]
        self.setVerticalHeaderLabels([*own, *(told_row(row.place, words) for row in rows)])
        for number, row in enumerate(rows, 2):
            for place, cell in enumerate(row.cells[: len(table.headings)]):
                self.setItem(number, place, _cell(cell))
        self._means = [self._meaning(place, column) for place, column in enumerate(columns)]
        self._units = [self._unit(place, column.unit) for place, column in enumerate(columns)]
        chain = [one for pair in zip(self._means, self._units, strict=True) for one in pair]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)
        self._size()

    def columns(self) -> tuple[Column, ...]:
        """Give what each column is said to hold."""
        return tuple(self._said_of(place) for place in range(len(self._means)))

    def first(self) -> QWidget:
        """Give what the cursor begins on."""
        return self._means[0]

    # What is said

    def _said_of(self, place: int) -> Column:
        means, _, name = (self._means[place].value() or _NOTHING).partition(":")
        if means == _NOTHING:
            return Column(self._headings[place])
        unit = self._units[place].value() if self._has_unit(place) else None
        return Column(self._headings[place], means, "" if unit in (None, _BESIDE) else str(unit), name)

    def _has_unit(self, place: int) -> bool:
        return (self._means[place].value() or "").partition(":")[0] in (RESULT, "value")

    def twice(self) -> dict[str, list[str]]:
        """Name what is said of more columns than one although only one can hold it, each with its columns."""
        held: dict[str, list[str]] = defaultdict(list)
        for place, choice in enumerate(self._means):
            held[choice.value() or _NOTHING].append(self._table.title(place))
        once = {one: places for one, places in held.items() if one.partition(":")[0] not in (*SEVERAL, _NOTHING)}
        return {
            self._means[0].itemText(self._means[0].findData(one)): places for one, places in once.items() if places[1:]
        }

    @Slot()
    def _follow(self) -> None:
        for place, one in enumerate(self._means):
            if one.value() is None:
                one.set_value(_NOTHING)
            self._offer_units(place)
        self.said.emit()

    @Slot()
    def _come_into_sight(self) -> None:
        choice = self.sender()
        for row, choices in ((_MEANS, self._means), (_UNIT, self._units)):
            if choice in choices:
                self.scrollTo(self.model().index(row, choices.index(choice)))

    # The choices

    def _meaning(self, place: int, column: Column) -> _Choice:
        options = list(self._options(column))
        words, cells = self._told_in, self._table.column(place)[:_FEW]
        choice = _Choice(
            options,
            name=f"columns.means.{place}",
            label=words.text("importing.columns.of", heading=self._table.title(place)),
            unanswered=words.text("importing.columns.holds.nothing"),
        )
        choice.setAccessibleDescription(words.listed(cells))
        choice.set_value(_id_of(column))
        self._put(_MEANS, place, choice)
        return choice

    def _options(self, column: Column) -> Iterator[Option]:
        words = self._told_in
        yield Option(_NOTHING, words.text("importing.columns.holds.nothing"))
        if is_test(column.heading) or _id_of(column) == RESULT:
            yield Option(RESULT, words.text("importing.columns.holds.result"))
        for name in self._fields:
            field = question(name, self._protocol, words)
            yield Option(f"{RESULT}:{name}", words.text("importing.columns.holds.field", field=field))
        for means in MEANINGS:
            yield Option(means, words.text(f"importing.columns.holds.{means}"))

    def _unit(self, place: int, unit: str) -> _Choice:
        label = self._told_in.text("importing.columns.unit_of", heading=self._table.title(place))
        beside = self._told_in.text("importing.columns.beside")
        choice = _Choice([Option(_BESIDE, beside)], name=f"columns.unit.{place}", label=label, unanswered=beside)
        self._put(_UNIT, place, choice)
        self._units = [*getattr(self, "_units", ()), choice]
        self._offer_units(place, canonical_unit(unit) or unit)
        return choice

    def _offer_units(self, place: int, unit: str = "") -> None:
        """Offer the units that the results of a column can have; the one that was chosen stays."""
        choice = self._units[place]
        chosen = unit or choice.value() or _BESIDE
        name = (self._means[place].value() or "").partition(":")[2]
        asked = [self._protocol.field[one] for one in ([name] if name else self._fields)]
        units = dict.fromkeys(
            one for field in asked for one in (units_of(field) if isinstance(field, LabField) else ())
        )
        units.update({chosen: None} if chosen != _BESIDE and unit else {})
        beside = self._told_in.text("importing.columns.beside")
        choice.set_value(None)
        options = [Option(_BESIDE, beside), *(Option(one, pretty_unit(one)) for one in units)]
        choice.retext(options, choice.accessibleName(), beside)
        choice.set_value(chosen if chosen in units else _BESIDE)
        choice.setVisible(self._has_unit(place))

    def _put(self, row: int, place: int, choice: _Choice) -> None:
        choice.answered.connect(self._follow)
        choice.entered.connect(self._come_into_sight)
        # In a holder: the table itself shows whatever it holds, and a unit is not always asked for.
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        box.addWidget(choice)
        self.setCellWidget(row, place, holder)

    # Look

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().setHighlightSections(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_units"):
            self._size()
        super().changeEvent(event)

    def _size(self) -> None:
        """Make every row as high as a choice, and the table as high as its rows."""
        look = theme.current()
        least, most = map(look.px, _WIDTHS)
        for row in range(self.rowCount()):
            self.setRowHeight(row, look.control_height + (2 * _GAP if row <= _UNIT else 0))
        for place in range(self.columnCount()):
            wanted = max(self.sizeHintForColumn(place), self.horizontalHeader().sectionSizeHint(place))
            self.setColumnWidth(place, min(max(wanted, least), most))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + bar + 2)


def _id_of(column: Column) -> str:
    if not column.means or column.field == LEFT_OUT:
        return _NOTHING
    return f"{RESULT}:{column.field}" if column.means == RESULT and column.field else column.means


def _cell(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
    item.setToolTip(text)
    return item
