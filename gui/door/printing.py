"""A page of plain words on paper; what prints is imported when somebody prints."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QWidget

from gui.kit import fonts

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

_TITLE, _PLAIN, _SECRET = 16, 11, 20


def ask_and_print(title: str, lines: Sequence[str], secret: str, parent: QWidget) -> "QPrintDialog":
    """Let somebody choose a printer, and print the page there."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Eligo")  # what is printed stands in the list of a printer's jobs
    dialog = QPrintDialog(printer, parent)
    dialog.setObjectName("print")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(partial(put_on_paper, printer, title, tuple(lines), secret))
    QDialog.open(dialog)  # QPrintDialog hides the plain one
    return dialog


def put_on_paper(printer: "QPrinter", title: str, lines: Sequence[str], secret: str) -> None:
    """Print a title, the secret large below it, and what there is to say of it."""
    document = QTextDocument()
    cursor = QTextCursor(document)
    parts = [(title, _TITLE, True), (secret, _SECRET, True), *((one, _PLAIN, False) for one in lines)]
    for text, size, strong in parts:
        cursor.insertText(text, _format(size, strong))
        cursor.insertBlock()
        cursor.insertBlock()
    document.print_(printer)


def _format(size: int, strong: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    font = QFont()
    font.setFamilies([*fonts.FAMILIES])
    font.setPointSize(size)
    font.setBold(strong)
    made.setFont(font)
    return made
