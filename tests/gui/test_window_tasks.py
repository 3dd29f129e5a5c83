"""The worker: in order, and answered where the windows live."""

import threading

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.tasks import Tasks
from screening.errors import EligoError, InputError
from tests.gui.desk import settle


def fail(result: object) -> None:
    pytest.fail(f"answered with {result!r}")


def test_work_runs_elsewhere_in_order_and_is_answered_on_the_windows_thread(tasks: Tasks, qapp: QApplication) -> None:
    """The worker is one thread; answers come in the order of the questions."""
    workers, answers = [], []

    def answer(number: int) -> None:
        answers.append((number, QThread.currentThread() is qapp.thread()))

    def work(number: int) -> int:
        workers.append(threading.current_thread().name)
        return number

    for number in range(5):
        tasks.run(lambda number=number: work(number), answer, fail)  # type: ignore[misc]  # binds the number
    settle(tasks)
    assert [(number, True) for number in range(5)] == answers
    assert len(set(workers)) == 1 and threading.current_thread().name not in workers


def test_what_a_person_can_put_right_goes_to_the_caller(tasks: Tasks) -> None:
    """An EligoError is handed over."""
    found: list[EligoError] = []

    def work() -> None:
        raise InputError("no such day")

    tasks.run(work, fail, found.append)
    settle(tasks)
    assert [str(one) for one in found] == ["no such day"]


def test_a_fault_of_ours_goes_to_the_edge(tasks: Tasks, qtbot: QtBot) -> None:
    """Anything else is raised on the window's thread, where the edge catches it."""
    with qtbot.captureExceptions() as caught:
        tasks.run(lambda: 1 // 0, fail, fail)
        settle(tasks)
    assert [ZeroDivisionError] == [kind for kind, _, _ in caught]


def test_after_dropping_no_answer_comes(tasks: Tasks, qapp: QApplication) -> None:
    """A page that is gone hears nothing; work can be given again."""
    answers: list[int] = []
    tasks.run(lambda: 1, answers.append, fail)
    tasks.drop()
    qapp.processEvents()
    assert answers == []
    tasks.run(lambda: 2, answers.append, fail)
    settle(tasks)
    assert answers == [2]
