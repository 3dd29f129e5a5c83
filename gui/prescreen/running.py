"""A run under way: a worker makes it, tells how far it is, and stops when it is told to."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from gui.course import Course, GivenUpError
from gui.tasks import Lane, Tasks
from screening.cohort.run import Run
from screening.errors import EligoError
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


class Running(QObject):
    """One run at a time; the last one stays."""

    changed = Signal()
    finished = Signal(object)  # Run
    recorded = Signal()  # the book has a new entry

    def __init__(self, site: Site, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._site, self._tasks = site, tasks
        self._course: Course | None = None
        self.order: Order | None = None
        """What was asked for last."""
        self.percent: int | None = None
        """How far it is; None while none is under way."""
        self.problem: EligoError | None = None

    def begin(self, order: Order) -> None:
        """Let the worker make a run."""
        if self._course is not None:
            return
        self.order, self.problem, self.percent = order, None, 0
        self._course = Course(self._tasks, self)
        self._course.told.connect(self._go_on)
        make = partial(_make, self._site, order, self._course)
        self._tasks.run(make, self._done, self._failed, Lane.CHECK)
        self.changed.emit()

    @property
    def given_up(self) -> bool:
        """Say whether the last run was stopped."""
        return isinstance(self.problem, GivenUpError)

    @Slot()
    def give_up(self) -> None:
        """Stop; nothing is left of it."""
        if self._course is not None:
            self._course.give_up()

    @Slot(int)
    def _go_on(self, percent: int) -> None:
        if self._course is not None:
            self.percent = percent
            self.changed.emit()

    def _done(self, run: Run) -> None:
        self._end()
        self.finished.emit(run)
        self.recorded.emit()

    def _failed(self, error: EligoError) -> None:
        self.problem = error
        self._end()

    def _end(self) -> None:
        self._course, self.percent = None, None
        self.changed.emit()


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
