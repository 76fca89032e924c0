"""The worker: order, threads, owners that are gone, errors."""

import threading

from PySide6.QtCore import QEvent, QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.desktop.tasks import Tasks
from vault.errors import BadInput, VaultError


def _never(_: object) -> None:
    raise AssertionError


def test_500_jobs_keep_their_order_and_arrive_on_the_windows_thread(tasks: Tasks, qtbot: QtBot, qapp: QApplication) -> None:
    ran_on, arrived, arrived_on = set(), [], set()

    def job(number: int) -> int:
        ran_on.add(threading.current_thread().name)
        return number

    def done(number: int) -> None:
        arrived.append(number)
        arrived_on.add(QThread.currentThread() is qapp.thread())

    for number in range(500):
        tasks.run(tasks, lambda number=number: job(number), done, _never)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(arrived) == 500)
    assert arrived == list(range(500))
    assert ran_on == {"sparekey-worker"}
    assert arrived_on == {True}


def test_what_may_ask_keeps_no_other_job_waiting(tasks: Tasks, qtbot: QtBot) -> None:
    may_answer, heard, arrived_on = threading.Event(), list[str](), set()

    def done(word: str) -> None:
        heard.append(word)
        arrived_on.add(threading.current_thread() is threading.main_thread())

    tasks.ask(tasks, lambda: "asked" if may_answer.wait(60) else "", done, _never)
    tasks.run(tasks, lambda: "saved", done, _never)
    qtbot.waitUntil(lambda: heard == ["saved"])
    may_answer.set()
    qtbot.waitUntil(lambda: heard == ["saved", "asked"])
    assert arrived_on == {True}


def test_our_errors_arrive_as_values(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[VaultError] = []

    def job() -> None:
        raise BadInput("No", hint="Try yes.")

    tasks.run(tasks, job, _never, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "No"
    assert errors[0].hint == "Try yes."


def test_a_defect_is_raised_where_it_is_seen_and_the_worker_goes_on(tasks: Tasks, qtbot: QtBot) -> None:
    results: list[str] = []

    def job() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        tasks.run(tasks, job, _never, _never)
        tasks.run(tasks, lambda: "after", results.append, _never)
        qtbot.waitUntil(lambda: bool(results))
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert results == ["after"]


def test_a_result_for_an_owner_that_is_gone_is_dropped(tasks: Tasks, qtbot: QtBot, qapp: QApplication) -> None:
    owner, gate, results = QObject(), threading.Event(), list[str]()
    tasks.run(owner, gate.wait, _never, _never)
    tasks.run(tasks, lambda: "after", results.append, _never)
    owner.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gate.set()
    qtbot.waitUntil(lambda: bool(results))


def test_stop_finishes_what_was_given(qapp: QApplication) -> None:
    tasks, ran = Tasks(), list[int]()
    for number in range(20):
        tasks.warm_up(lambda number=number: ran.append(number))  # type: ignore[misc]
    tasks.stop()
    assert ran == list(range(20))
    assert "sparekey-worker" not in {thread.name for thread in threading.enumerate()}
    tasks.stop()
