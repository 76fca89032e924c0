"""When what is due is worked out: once for all changes, at midnight, when the user is back; and how it is summed up."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from tests.ui.desk import START, Clock, Desk, press
from tests.ui.due_scenes import busy, calm, many
from ui.desktop import outlook
from ui.desktop.app import App
from ui.desktop.day_watch import DayWatch
from ui.desktop.home import Home
from ui.desktop.outlook import Outlook, look_ahead
from vault import agenda, chores, edit, reminders, settings
from vault.model import Vault

TODAY = START.date()


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Vault, date]]:
    """What was looked at."""
    seen: list[tuple[Vault, date]] = []
    real = reminders.upcoming

    def upcoming(vault: Vault, today: date, **how: object) -> object:
        seen.append((vault, today))
        return real(vault, today, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "upcoming", upcoming)
    return seen


def opened(desk: Desk, qtbot: QtBot, vault: Vault) -> tuple[App, Home]:
    app, home = desk.opened(vault)
    rest(home, qtbot)
    return app, home


def rest(home: Home, qtbot: QtBot) -> None:
    """Wait until nothing is to be worked out any more, and everything is on disk."""
    reminding = home.reminding
    qtbot.waitUntil(lambda: not (reminding._soon.isActive() or reminding._is_busy or home._session.has_unsaved))


# When


def test_several_changes_of_a_moment_are_looked_at_once(
    desk: Desk, qtbot: QtBot, looks: list[tuple[Vault, date]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, home = opened(desk, qtbot, calm())
    monkeypatch.setattr(app.session, "_leave", None)  # the agenda of a save is another look
    looks.clear()
    for number in range(5):
        app.session.apply(edit.set_note, app.session.vault.accounts[0].id, f"note {number}")
    rest(home, qtbot)
    assert looks == [(app.session.vault, TODAY)]


def test_what_changes_while_it_is_worked_out_is_looked_at_too(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, home = opened(desk, qtbot, calm(done=86))
    may_go_on, has_begun = threading.Event(), threading.Event()
    real = reminders.upcoming

    def upcoming(*args: object, **how: object) -> object:
        has_begun.set()
        may_go_on.wait(30)
        return real(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "upcoming", upcoming)
    counted: list[int] = []
    home.reminding.counted.connect(lambda number, _ids: counted.append(number))
    home.reminding.refresh()
    qtbot.waitUntil(has_begun.is_set)
    for one in home.reminding.outlook.groups[0].reminders:
        app.session.apply(chores.choose, one.kind, one.account_id, is_off=True)
    qtbot.wait(20)
    may_go_on.set()
    rest(home, qtbot)
    assert counted == [1], "and what was out of date by then is never shown"


def test_it_does_not_tick(desk: Desk, qtbot: QtBot, looks: list[tuple[Vault, date]]) -> None:
    """Idle it costs nothing: no timer of it is due in less than minutes, and the next look is at the day only."""
    app, home = opened(desk, qtbot, calm())
    looks.clear()
    timers = [one for one in (*home.reminding.findChildren(QTimer), *app.days.findChildren(QTimer)) if one.isActive()]
    assert [one.interval() for one in timers] == [10 * 60 * 1000]
    timers[0].timeout.emit()
    rest(home, qtbot)
    assert not looks, "it is still the same day"


def test_at_midnight_it_is_looked_at_anew(desk: Desk, qtbot: QtBot, looks: list[tuple[Vault, date]]) -> None:
    app, home = opened(desk, qtbot, calm(done=78))
    assert home.reminding.outlook.due == 0
    desk.clock.move(timedelta(days=1).total_seconds())
    app.days._timer.timeout.emit()
    rest(home, qtbot)
    assert home.reminding.outlook.today == TODAY + timedelta(1)
    assert looks[-1][1] == TODAY + timedelta(1)


def test_when_the_user_is_back_the_day_is_looked_at(desk: Desk, qtbot: QtBot) -> None:
    """Timers stand still while the computer sleeps."""
    app, home = opened(desk, qtbot, calm())
    desk.clock.move(timedelta(days=100).total_seconds())
    app._on_state(Qt.ApplicationState.ApplicationActive)
    rest(home, qtbot)
    assert home.reminding.outlook.due > 0
    assert home.side._due_count.isVisible()


def test_it_is_worked_out_beside_the_window(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _app, home = opened(desk, qtbot, calm())
    threads: list[str] = []
    real = reminders.groups

    def groups(*args: object) -> object:
        threads.append(threading.current_thread().name)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "groups", groups)
    home.reminding.refresh()
    rest(home, qtbot)
    assert threads == ["sparekey-worker"]


def test_a_locked_session_is_not_looked_at(desk: Desk, qtbot: QtBot, looks: list[tuple[Vault, date]]) -> None:
    app, home = opened(desk, qtbot, calm())
    looks.clear()
    app.session.close()
    home.reminding.refresh()
    qtbot.waitUntil(lambda: not home.reminding._soon.isActive())
    assert not looks


def test_a_password_that_was_not_typed_for_long_is_due_though_the_vault_is_open(desk: Desk, qtbot: QtBot) -> None:
    """A window that never locks must not count as typing the password every day."""
    app, home = opened(desk, qtbot, calm())
    desk.clock.move(timedelta(days=120).total_seconds())
    app.days.look()
    rest(home, qtbot)
    kinds = {one.kind for group in home.reminding.outlook.groups for one in group.reminders}
    assert "password-typed" in kinds


def test_kinds_can_be_kept_out_of_the_agenda(desk: Desk, qtbot: QtBot) -> None:
    """At once, not with the next save."""
    app, home = opened(desk, qtbot, busy())
    vault_id = agenda.vault_id(desk.path)
    assert {one.kind for one in agenda.read(vault_id).entries} > {"codes", "email"}
    home.show_settings()
    press(home.settings, "hide-kinds")
    assert settings.load()[0].hide_kinds
    qtbot.waitUntil(lambda: {one.kind for one in agenda.read(vault_id).entries} == {agenda.HIDDEN})
    press(home.settings, "hide-kinds")
    qtbot.waitUntil(lambda: {one.kind for one in agenda.read(vault_id).entries} > {"codes", "email"})
    assert not settings.load()[0].hide_kinds
    assert app


# The day


def watch(clock: Callable[[], datetime]) -> tuple[DayWatch, list[date]]:
    owner = QObject()
    made, turned = DayWatch(owner, clock), list[date]()
    made.turned.connect(lambda: turned.append(made.today))
    made.keep = owner  # type: ignore[attr-defined]
    return made, turned


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def use(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield use
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("zone_name", "seconds", "expected"),
    [
        ("UTC", 12 * 3600, 600_000),
        ("UTC", 86_400 - 300, 300_000),
        ("UTC", 86_400 - 0.2, 1_000),
        ("Pacific/Kiritimati", 10 * 3600 - 60, 60_000),
        ("Pacific/Pago_Pago", 11 * 3600 - 1, 1_000),
    ],
)
def test_it_waits_for_midnight_where_the_user_is(
    zone: Callable[[str], None], qapp: QObject, zone_name: str, seconds: float, expected: int
) -> None:
    zone(zone_name)
    clock = Clock()
    clock.now = START.replace(hour=0, minute=0, second=0) + timedelta(seconds=seconds)
    made, _turned = watch(clock)
    assert made._timer.interval() == expected


def test_a_day_is_told_once(qapp: QObject) -> None:
    clock = Clock()
    made, turned = watch(clock)
    made.look()
    assert turned == []
    clock.move(timedelta(days=1).total_seconds())
    made.look()
    made.look()
    assert turned == [TODAY + timedelta(1)]
    clock.move(-timedelta(days=1).total_seconds())  # the clock was set back
    made.look()
    assert turned == [TODAY + timedelta(1), TODAY]


def test_the_timer_looks(qapp: QObject, qtbot: QtBot) -> None:
    clock = Clock()
    clock.now = START.replace(hour=23, minute=59, second=59)
    made, turned = watch(clock)
    clock.move(2)
    qtbot.waitUntil(lambda: bool(turned))
    assert made._timer.isActive()


# The sum


def test_an_empty_vault_has_nothing_to_tell() -> None:
    assert look_ahead(Vault(), TODAY, key_ids=(), typed_on=TODAY) == Outlook(today=TODAY)


def test_what_is_due_is_counted_by_urgency_and_account() -> None:
    vault = busy()
    found = look_ahead(vault, TODAY, key_ids=(), typed_on=TODAY)
    due = reminders.due(reminders.upcoming(vault, TODAY, typed_on=TODAY), TODAY)
    assert found.due == len(due)
    assert found.pressing == sum(one.rule.is_urgent for one in due)
    assert found.oldest == min(one.due_on for one in due)
    assert found.account_ids == {one.account_id for one in due} - {""}
    assert {one for group in found.groups for one in group.reminders} == set(due)


def test_each_thing_of_the_year_is_in_its_week() -> None:
    vault = calm()
    found = look_ahead(vault, TODAY, key_ids=(), typed_on=TODAY)
    for week, number in enumerate(found.weeks):
        start = TODAY + timedelta(7 * week)
        expected = sum(start <= one.due_on < start + timedelta(7) for one in found.soon)
        assert number == expected
    assert sum(found.weeks) == sum((one.due_on - TODAY).days < 7 * outlook.WEEKS for one in found.soon)


def test_what_is_overdue_counts_for_this_week() -> None:
    found = look_ahead(busy(), TODAY, key_ids=(), typed_on=TODAY)
    overdue = sum(one.is_overdue(TODAY) for group in found.groups for one in group.reminders)
    assert overdue > 40
    assert found.weeks[0] >= overdue


def test_what_comes_up_is_in_order_and_not_without_end() -> None:
    found = look_ahead(many(1000), TODAY, key_ids=(), typed_on=TODAY)
    assert len(found.soon) == 500
    assert list(found.soon) == sorted(found.soon, key=lambda one: one.due_on)
    assert found.next_on
    assert found.next_on > TODAY
