"""A run under way: a worker makes it, tells how far it is, and stops when it is told to."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.course import Course, LongWork
from gui.tasks import Tasks
from screening.cohort.run import Run
from screening.service import Site
from screening.service.prescreening import prescreen


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be judged, for which day, and where the result is to lie; `ignore` names columns to pass over."""

    cohort: Path
    on: date
    result: Path
    labs: Path | None = None
    ignore: tuple[str, ...] = ()

    def ignoring(self, columns: tuple[str, ...]) -> "Order":
        """Give the same order that passes further columns over."""
        return replace(self, ignore=(*self.ignore, *columns))


class Running(LongWork):
    """One run at a time; the last one stays."""

    finished = Signal(object)  # Run

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._site = site
        self.order: Order | None = None
        """What was asked for last."""

    def begin(self, order: Order) -> None:
        """Let the worker make a run."""
        if not self.busy:
            self.order = order
            self._begin(partial(_make, self._site, order), self._done)

    def _done(self, run: Run) -> None:
        self._end()
        self.finished.emit(run)
        self.recorded.emit()


def _make(site: Site, order: Order, course: Course) -> Run:
    return prescreen(
        site,
        site.protocol,
        order.cohort,
        order.on,
        order.result,
        labs=order.labs,
        ignore=order.ignore,
        progress=course.progress,
    )
