"""The workers: in order, answered where the windows live, and nobody waits for long work."""

import threading
import time
from functools import partial

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.tasks import Lane, Tasks
from screening.errors import EligoError, InputError
from tests.gui.desk import PATIENCE, settle, wait_for


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


# Lanes


def test_nobody_waits_for_another_lane(tasks: Tasks) -> None:
    """A save is answered while a long check goes on."""
    may_end, answers = threading.Event(), list[str]()
    tasks.run(may_end.wait, lambda _: answers.append("checked"), fail, Lane.CHECK)
    tasks.run(lambda: "saved", answers.append, fail)
    wait_for(lambda: answers == ["saved"])
    may_end.set()
    settle(tasks)
    assert answers == ["saved", "checked"]


def test_long_work_gives_way_to_what_somebody_waits_for(tasks: Tasks) -> None:
    """It stands still from its next step on until the others have been idle for a moment; then it goes on."""
    steps, may_end = list[float](), threading.Event()

    def check() -> None:
        for _ in range(5):
            steps.append(time.monotonic())
            tasks.give_way(Lane.CHECK)

    tasks.run(may_end.wait, lambda _: None, fail)
    tasks.run(check, lambda _: None, fail, Lane.CHECK)
    settle_for(0.3)
    assert len(steps) == 1
    may_end.set()
    ended = time.monotonic()
    settle(tasks)
    assert len(steps) == 5 and steps[1] >= ended


def test_an_earlier_lane_does_not_wait_for_a_later_one(tasks: Tasks) -> None:
    """Reading the names goes on while the record is being checked, not the other way round."""
    order = list[str]()

    def steps(lane: Lane) -> None:
        for _ in range(3):
            tasks.give_way(lane)
            order.append(lane.name)

    tasks.run(partial(steps, Lane.CHECK), lambda _: None, fail, Lane.CHECK)
    tasks.run(partial(steps, Lane.NAMES), lambda _: None, fail, Lane.NAMES)
    settle(tasks)
    assert order == ["NAMES"] * 3 + ["CHECK"] * 3


def test_long_work_is_dropped_at_its_next_step(tasks: Tasks) -> None:
    """Whoever closes the window doesn't wait for the end of a check."""
    steps, under_way = list[int](), threading.Event()

    def check() -> None:
        for step in range(1_000_000):
            steps.append(step)
            under_way.set()
            tasks.give_way(Lane.CHECK)

    tasks.run(check, fail, fail, Lane.CHECK)
    under_way.wait(PATIENCE)
    begun = time.monotonic()
    tasks.drop()
    assert time.monotonic() - begun < 1 and len(steps) < 1_000
    answers = list[int]()
    tasks.run(lambda: 3, answers.append, fail, Lane.CHECK)
    settle(tasks)
    assert answers == [3]


def test_what_is_painted_is_there_at_once_or_comes_later(tasks: Tasks) -> None:
    """In time, the answer comes before the call returns; else once, when it is there."""
    answers, may_end = list[object](), threading.Event()
    tasks.run_soon(lambda: "quick", answers.append, fail, PATIENCE)
    assert answers == ["quick"]
    tasks.run_soon(may_end.wait, answers.append, fail, 0.01)
    assert answers == ["quick"] and tasks.busy
    may_end.set()
    settle(tasks)
    settle_for(0.05)
    assert answers == ["quick", True]


def settle_for(seconds: float) -> None:
    """Let events run for a while."""
    deadline = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > deadline)
